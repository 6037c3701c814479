"""Filling in a self-check with the keyboard alone, as somebody does who cannot or would rather not use a mouse."""

from collections.abc import Mapping, Sequence

from playwright.sync_api import Page

from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.policy import Policy

_MOST_TABS = 400
_FOCUS = "document.activeElement"


class Keyboard:
    """One person at one page; `facts` holds what they would answer if asked."""

    def __init__(self, page: Page, policy: Policy, facts: Mapping[str, object]) -> None:
        self.page = page
        self.policy = policy
        self.facts = facts
        self.answered: list[str] = []

    def tab_to(self, selector: str) -> None:
        """Press the tabulator until an element that matches has the focus."""
        for _ in range(_MOST_TABS):
            if self.page.evaluate(f"(selector) => {_FOCUS}.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {selector}")

    def follow(self, selector: str) -> None:
        """Go to a link or a button and press it."""
        self.tab_to(selector)
        self.page.keyboard.press("Enter")

    def whole(self) -> None:
        """Begin, answer in each part what is asked, and go to the result."""
        place = self.turn(".first a.primary")
        while place != "result":
            self.part()
            place = self.turn(".turn a.primary")

    def turn(self, selector: str) -> str:
        """Follow a link to another part, and wait until it is there."""
        self.tab_to(selector)
        place: str = self.page.evaluate(f"{_FOCUS}.hash.slice(2)")
        self.page.keyboard.press("Enter")
        self.page.locator(f'body[data-place="{place}"]').wait_for()
        return place

    def part(self) -> None:
        """Answer what is asked in the part that is open, until nothing is asked any more."""
        while (path := self.next_question()) is not None:
            self.answer(path)
            self.answered.append(path)

    def next_question(self) -> str | None:
        """The next question that is not folded away and not yet answered."""
        found: str | None = self.page.evaluate(
            """(answered) => [...document.querySelectorAll("#asking [data-question]")]
                .filter((one) => !one.closest("details:not([open])"))
                .map((one) => one.dataset.question)
                .find((path) => !answered.includes(path)) ?? null""",
            self.answered,
        )
        return found

    def answer(self, path: str) -> None:
        """Answer one question; what the facts do not say is not known."""
        start = path.find("[")
        general = path if start < 0 else f"{path[:start]}[]{path[path.index(']') + 1 :]}"
        fact = self.policy.fact_by_path[general]
        value = self.value(path)
        if isinstance(fact, FactList):
            self.list(fact, path, value)
        elif fact.type.value == "boolean":
            self.boolean(fact, path, value)
        elif fact.type.value == "choice":
            self.choice(fact, path, value)
        else:
            self.typed(path, value)

    def value(self, path: str) -> object:
        """What the facts say at a path."""
        value: object = self.facts
        for step in path.replace("[", ".").replace("]", "").split("."):
            if isinstance(value, Sequence) and not isinstance(value, str):
                value = value[int(step)]
            elif isinstance(value, Mapping):
                value = value.get(step)
        return value

    def radio(self, name: str, values: Sequence[str], wanted: str) -> None:
        """Choose one of some radio buttons: the first with the space bar, another with the arrow keys."""
        self.tab_to(f'[name="{name}"]')
        at = values.index(wanted)
        if at == 0:
            self.page.keyboard.press("Space")
        for _ in range(at):
            self.page.keyboard.press("ArrowDown")
        chosen = self.page.evaluate(f"{_FOCUS}.checked && {_FOCUS}.value")
        assert chosen == wanted, (name, chosen)

    def boolean(self, fact: Fact, path: str, value: object) -> None:
        answers = ["true", "false", "不清楚", *(["determined"] if fact.judgement else [])]
        if isinstance(value, Mapping):
            self.radio(path, answers, "determined")
            self.radio(f"{path}.value", ["true", "false"], str(value["value"]).lower())
            for name in ("by", "on", "reason"):
                self.tab_to(f'[id="{path}.{name}/field"]')
                self.page.keyboard.insert_text(str(value[name]))
        else:
            self.radio(path, answers, str(value).lower() if isinstance(value, bool) else "不清楚")

    def choice(self, fact: Fact, path: str, value: object) -> None:
        names = [choice.id for choice in fact.choices]
        wanted = value if isinstance(value, str) else "不清楚"
        if self.page.evaluate("(path) => document.getElementById(`${path}/field`) === null", path):
            self.radio(path, [*names, "不清楚"], wanted)
            return
        self.tab_to(f'[id="{path}/field"]')
        options = self.page.evaluate(f"[...{_FOCUS}.options].map((one) => one.value)")
        for _ in range(options.index(wanted)):
            self.page.keyboard.press("ArrowDown")
        assert self.page.evaluate(f"{_FOCUS}.value") == wanted

    def typed(self, path: str, value: object) -> None:
        self.tab_to(f'[id="{path}/field"]')
        if value is None or value in ("不清楚", "无"):
            self.tab_to(f'[data-do="instead"][data-path="{path}"][value="{value or "不清楚"}"]')
            self.page.keyboard.press("Space")
        else:
            self.page.keyboard.insert_text(str(value))

    def list(self, fact: FactList, path: str, value: object) -> None:
        answers = ["each", *(["none"] if fact.at_least == 0 else []), "不清楚"]
        if not isinstance(value, Sequence) or isinstance(value, str):
            self.radio(path, answers, "不清楚")
        elif not value:
            self.radio(path, answers, "none")
        else:
            self.radio(path, answers, "each")
            for index in range(len(value)):
                if index > 0:
                    self.follow(f'[id="{path}/add"]')
                self.element(f"{path}[{index}]")

    def element(self, path: str) -> None:
        """Answer what is asked about one element, before there is another."""
        while (question := self.next_question_in(path)) is not None:
            self.answer(question)
            self.answered.append(question)

    def next_question_in(self, path: str) -> str | None:
        found: str | None = self.page.evaluate(
            """([path, answered]) => [...document.querySelectorAll(`[data-key="${CSS.escape(path)}"] [data-question]`)]
                .filter((one) => !one.closest("details:not([open])"))
                .map((one) => one.dataset.question)
                .find((one) => !answered.includes(one)) ?? null""",
            [path, self.answered],
        )
        return found
