"""Random policies that load: only what their norms use, grounded in a text of as many articles as they have norms.

Every policy has gone through its files, so that a case that is saved is the case that was decided.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from huimin_rules.citation import Clause
from huimin_rules.loading.dump import dump_policy
from huimin_rules.loading.folder import Folder
from huimin_rules.loading.policy_folder import load_files
from huimin_rules.loading.problems import Problems
from huimin_rules.loading.text_file import read_text
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import AnyFact, Choice, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Alternative, Ground, Modality, Norm, OfficialReading, Period, Reading, Wording
from huimin_rules.norms.policy import Consistency, Identity, Policy
from huimin_rules.norms.text import Text
from huimin_rules.norms.walk import norm_references, references
from tests.joint import language
from tests.joint.language import CHOICES, DAYS, Conditions, fact, literal, whole

ASKED = Question("问", "？")
_CHOICES = tuple(Choice(one, f"选项{one}") for one in CHOICES)
FACTS: tuple[AnyFact, ...] = (
    Fact("h", ValueType.PERCENT, ASKED, minimum=0, maximum=1),
    Fact("w", ValueType.NUMBER, ASKED, minimum=0, maximum=9),
    Fact("z", ValueType.INTEGER, ASKED, minimum=0, maximum=900),
    Fact("a", ValueType.BOOLEAN, ASKED),
    Fact("j", ValueType.BOOLEAN, ASKED, judgement=True),
    Fact("k", ValueType.CHOICE, ASKED, choices=_CHOICES),
    Fact("l", ValueType.CHOICE, ASKED, choices=_CHOICES),
    Fact("x", ValueType.INTEGER, ASKED, minimum=-1, maximum=3),
    Fact("y", ValueType.INTEGER, ASKED, minimum=0, maximum=2, may_be_none=True),
    Fact("u", ValueType.TEXT, ASKED),
    Fact("v", ValueType.TEXT, ASKED),
    Fact("c", ValueType.CODE, ASKED, digits=2, may_be_none=True),
    Fact("m", ValueType.MONEY, ASKED, unit="元"),
    Fact("d", ValueType.DATE, ASKED, may_be_none=True),
    Fact("f", ValueType.DATE, ASKED),
    FactList(
        "rows",
        ASKED,
        (
            Fact("rows[].t", ValueType.BOOLEAN, ASKED),
            Fact("rows[].g", ValueType.BOOLEAN, ASKED, judgement=True),
            Fact("rows[].n", ValueType.INTEGER, ASKED, minimum=0, maximum=2),
            Fact("rows[].e", ValueType.TEXT, ASKED),
        ),
    ),
)
WINDOWS = {
    "d": (literal(DAYS[0], ValueType.DATE), literal(DAYS[-1], ValueType.DATE)),
    "f": (literal(DAYS[1], ValueType.DATE), literal(DAYS[3], ValueType.DATE)),
    "m": (literal(0, ValueType.MONEY, "元"), literal(3, ValueType.MONEY, "元")),
}
_NUMERALS = "一二三四五六七八九"
_IDENTITY = Identity("random", "随机办法", "〔2024〕1号", "甲", "乙", "000000", "丙")


@cache
def _text(articles: int) -> Text:
    body = "".join(f"第{_NUMERALS[index]}条 应当符合要求{_NUMERALS[index]}。\n" for index in range(articles))
    header = f"---\nsource: 随机\nsha256: {hashlib.sha256(body.encode()).hexdigest()}\npage_breaks: []\n---\n"
    problems = Problems()
    file = read_text("text.md", (header + body).encode(), [], problems)
    assert file is not None, problems.found
    return file.text


def _norm(name: str, modality: Modality, requires: c.Condition | None, **more: object) -> Norm:
    said = modality.has_finding
    wording = Wording(name, None, "是" if said else None, "否" if said else None)
    return replace(Norm(name, Ground(Clause(1), ""), modality, wording, requires), **more)  # type: ignore[arg-type]  # more are fields of a norm


_ADVICE = (Modality.PRIORITY, Modality.RECOMMENDATION, Modality.DEFAULT)


def _seldom(draw: st.DrawFn, some: Conditions) -> c.Condition | None:
    """A condition, or more often none."""
    return draw(some) if draw(st.integers(0, 3)) == 3 else None


@st.composite
def _findable(draw: st.DrawFn, name: str) -> Norm:
    modality = draw(st.sampled_from([Modality.OBLIGATION] * 5 + [*_ADVICE, Modality.VALIDITY]))
    if modality is Modality.VALIDITY and draw(st.booleans()):
        by_reading = draw(st.booleans())
        days = (("one", DAYS[2]), ("two", DAYS[3]))
        period = Period("f", DAYS[1], None, "r", days) if by_reading else Period("f", DAYS[1], DAYS[2])
        return _norm(name, modality, period.requires, period=period)
    if draw(st.integers(0, 3)) == 0:
        inner = language.elementwise()
        return _norm(
            name,
            modality,
            draw(inner),
            for_each="rows",
            who=_seldom(draw, inner),
            when=_seldom(draw, inner),
            unless=_seldom(draw, inner),
        )
    some = language.conditions(("p", "q"))
    return _norm(name, modality, draw(some), when=_seldom(draw, some), unless=_seldom(draw, some))


@cache
def _rules() -> Conditions:
    """Conditions that a readable application keeps; they tie unknowns together."""
    lead = c.Compare(e.FactRef("rows[].t"), c.Comparison.IS, literal(True, ValueType.BOOLEAN))
    return language.even(
        st.just(c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.FactRef("y"))),
        st.just(c.Compare(e.Count("rows", lead), c.Comparison.AT_MOST, whole(1))),
        st.just(c.Compare(e.Count("rows"), c.Comparison.AT_MOST, whole(2))),
        st.just(c.Compare(e.FactRef("f"), c.Comparison.AT_MOST, e.FactRef("d"))),
        st.just(
            c.Quantified(
                c.Quantifier.EVERY, "rows", c.Compare(e.FactRef("rows[].n"), c.Comparison.AT_MOST, e.FactRef("x"))
            )
        ),
        st.builds(
            lambda flag, op, choice: c.AnyOf(
                (
                    c.Compare(flag, c.Comparison.IS, literal(False, ValueType.BOOLEAN)),
                    c.Compare(e.FactRef("k"), op, literal(choice, ValueType.CHOICE)),
                )
            ),
            fact("a", "j"),
            st.sampled_from([c.Comparison.IS, c.Comparison.IS_NOT]),
            st.sampled_from(CHOICES),
        ),
        language.tests(False),
        # A rule for one alternative alone: what is known can exclude that alternative.
        language.tests(False).map(lambda one: c.ConditionByReading("r", (("one", one), ("two", c.Constant(True))))),
    )


def _reading(name: str, article: int, official: str | None) -> Reading:
    spoken = None if official is None else OfficialReading(official, "丙", date(2024, 1, 1), "公告")
    alternatives = (Alternative("one", "一", "理由"), Alternative("two", "二", "理由"))
    return Reading(name, "？", Clause(article), alternatives, "one", official=spoken)


_FINDABLE = tuple(_findable(f"n{index}") for index in (1, 2, 3))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy with one to three norms that have findings, up to two definitions and up to three consistency rules."""
    some = language.conditions(())
    norms = [_norm("p", Modality.DEFINITION, draw(some), when=_seldom(draw, some), unless=_seldom(draw, some))]
    other = draw(language.conditions(("p",)))
    second = c.AnyOf((c.Holds("p"), other)) if draw(st.integers(0, 3)) == 3 else other
    norms.append(_norm("q", Modality.DEFINITION, second))
    count = draw(st.sampled_from([1, 1, 2, 2, 3]))
    norms += [draw(_FINDABLE[index]) for index in range(count)]
    if draw(st.integers(0, 7)) == 0:
        norms.append(_norm("i", Modality.INSTITUTIONAL, None))
    rules = [draw(_rules()) for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2])))]
    windows = [path for path in WINDOWS if draw(st.integers(0, 3))]
    official = {name: draw(st.sampled_from([None] * 7 + ["one"])) for name in "rs"}
    at_least = draw(st.sampled_from([0, 0, 0, 1]))
    return loaded(norms, rules, windows, official, at_least)


def loaded(
    norms: list[Norm], rules: list[c.Condition], windows: Iterable[str], official: dict[str, str | None], at_least: int
) -> Policy:
    """The policy of these norms and rules, without what they do not use, written to files and read again."""
    draft = Policy(_IDENTITY, Text("", "", ()), FACTS, (), (), tuple(norms), (), ())
    needed = {one for norm in norms if norm.modality.has_finding for one in norm_references(draft, norm).definitions}
    kept = [norm for norm in norms if norm.modality is not Modality.DEFINITION or norm.id in needed]
    grounded = tuple(
        replace(norm, ground=Ground(Clause(index), f"应当符合要求{_NUMERALS[index - 1]}"))
        for index, norm in enumerate(kept, 1)
    )
    draft = replace(draft, text=_text(len(kept)), norms=grounded)
    everything = [norm_references(draft, norm) for norm in grounded] + [references(draft, (one,)) for one in rules]
    used = {path for one in everything for path in (*one.facts, *one.lists)}
    used |= {norm.period.fact for norm in grounded if norm.period is not None}
    readings = {name for one in everything for name in one.readings}
    rules = [*rules, *(_window(path) for path in windows if path in used)]
    facts = tuple(_kept(one, used, at_least) for one in FACTS if one.path in used)
    consistency = tuple(
        Consistency(f"rule{index}", facts[0].path, rule, "互相矛盾") for index, rule in enumerate(rules, 1) if facts
    )
    policy = replace(
        draft,
        facts=facts,
        consistency=consistency,
        readings=tuple(_reading(name, 1, official[name]) for name in sorted(readings)),
    )
    files = Folder(tuple(sorted((name, text.encode()) for name, text in dump_policy(policy).items())))
    return load_files(Path("random"), files)


def _window(path: str) -> c.Condition:
    low, high = WINDOWS[path]
    return c.All(
        (
            c.Compare(e.FactRef(path), c.Comparison.AT_LEAST, low),
            c.Compare(e.FactRef(path), c.Comparison.AT_MOST, high),
        )
    )


def _kept(one: AnyFact, used: set[str], at_least: int) -> AnyFact:
    if isinstance(one, Fact):
        return one
    items = tuple(item for item in one.items if item.path in used)
    # A list needs a field; where none is used, one is asked for all the same.
    spare = (replace(one.items[0], asked=replace(ASKED, informative="只供参考")),)
    return replace(one, items=items or spare, at_least=at_least)
