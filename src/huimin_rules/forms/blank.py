"""A blank application as commented YAML: each question with its clause, what helps, what proves it, how to write it.

Blank, it says nothing at all, so a check finds it incomplete. A list that must have an element shows one; any other
list is left unstated, its element written out in comments: a blank element would assert that there is exactly one.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias, assert_never

from huimin_rules.norms.coverage import grounds
from huimin_rules.norms.facts import AnyFact, Choice, Fact, FactList, Question, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references

Wrap: TypeAlias = Callable[[str, int], list[str]]

COLUMNS: Final = 100
_STEP: Final = "  "

NOTICE: Final = "自查用，据此得出的是自查结果，非行政决定。"

HEADER: Final = (
    "",
    "怎样填写",
    "  不清楚    留空，或者写 null、不清楚。留空从不当作“否”，自查会列出还缺什么。",
    "  无        明确没有的，按各项“写法”填“无”；没有任何一项的列表写 []。",
    "  自评      标有“待认定”的问题是开放的用语，由人认定。只写 true 是申请人自评，不能作数，结论会是“有待认定”；",
    "            写 false 是自认不符合，照此认定。",
    "  认定      已经有人负责任地认定的，写明谁（职务或者机构）、哪一天、为什么，证据可以不写：",
    "            {value: true, by: 项目评审专家组, on: 2022-03-15, reason: 理由, evidence: 材料名称}",
    '  代码      有固定位数的代码加引号，例如 "410181"。',
    "",
    "填好后运行：huimin check 本文件",
)


def blank_application(policy: Policy, wrap: Wrap) -> str:
    """The blank application for a policy; `wrap` breaks a text into lines of so many columns."""
    return "".join(f"{one}\n" for one in _Form(policy, wrap).lines())


class _Form:
    """One form in the making."""

    def __init__(self, policy: Policy, wrap: Wrap) -> None:
        self.policy = policy
        self.wrap = wrap
        self.quotes = _quotes(policy)

    def lines(self) -> Iterator[str]:
        """Every line, from the header to the last fact."""
        identity = self.policy.identity
        yield from self.comment(f"《{identity.title}》（{identity.document_number}）申请自查表", "")
        yield f"# {NOTICE}"
        # By this the page knows a form that was made for another version.
        yield f"# huimin-policy: {identity.id} {self.policy.digest}"
        for text in HEADER:
            yield f"# {text}".rstrip()
        open_groups: list[str] = []
        for fact in self.policy.facts:
            *groups, name = fact.path.split(".")
            shared = _shared(open_groups, groups)
            yield ""
            for depth in range(shared, len(groups)):
                yield f"{_STEP * depth}{groups[depth]}:"
            open_groups = groups
            yield from self.fact(fact, name, _STEP * len(groups))

    def fact(self, fact: AnyFact, name: str, margin: str) -> Iterator[str]:
        """A fact of the application itself."""
        yield from self.guidance(fact, margin)
        match fact:
            case Fact():
                yield f"{margin}{name}:"
            case FactList():
                yield from self.list(fact, name, margin)
            case _:
                assert_never(fact)

    def list(self, fact: FactList, name: str, margin: str) -> Iterator[str]:
        """A list with one element to copy: live where there must be one, else in comments."""
        yield f"{margin}{name}:"
        live = fact.at_least > 0
        inner = margin + _STEP
        if live:
            yield from self.comment(f"“{fact.asked.label}”每项一段；多于一项的，把从“- ”起的一段复制到下面。", inner)
        else:
            yield from self.comment(
                f"“{fact.asked.label}”每项一段：删去下面各行行首的 #| 再填写，多于一项的复制整段；"
                "明确没有的，在上面的冒号后写 []。",
                inner,
            )
        for number, item in enumerate(fact.items):
            yield from self.guidance(item, inner + _STEP)
            bullet = "- " if number == 0 else "  "
            yield f"{inner}{bullet}{item.name}:" if live else f"#|{inner}{bullet}{item.name}:"

    def guidance(self, fact: AnyFact, margin: str) -> Iterator[str]:
        """What helps to answer, in comments."""
        asked = fact.asked
        if isinstance(fact, Fact) and fact.judgement:
            yield from self.comment(f"【待认定】{asked.question}", margin)
        else:
            yield from self.comment(asked.question, margin)
        for word, text in self.notes(fact, asked):
            yield from self.comment(f"  {word}：{text}", margin)
        if isinstance(fact, Fact):
            for choice in fact.choices:
                yield from self.comment(f"    {choice.id}  {_choice(choice)}", margin)

    def notes(self, fact: AnyFact, asked: Question) -> Iterator[tuple[str, str]]:
        """The labelled remarks under a question."""
        if asked.help:
            yield "说明", asked.help
        quotes = self.quotes.get(fact.path, ())
        if quotes:
            yield "条款", "；".join(quotes)
        elif asked.clause is not None:
            yield "条款", asked.clause.label
        if asked.informative:
            yield "用途", asked.informative
        if asked.evidence:
            yield "材料", "、".join(asked.evidence)
        if isinstance(fact, Fact):
            yield "写法", how_to_write(fact)

    def comment(self, text: str, margin: str) -> Iterator[str]:
        """A comment, broken into lines; the continuation is set in by two more columns."""
        room = COLUMNS - len(margin) - 4
        lead = text[: len(text) - len(text.lstrip())]
        for number, one in enumerate(self.wrap(text.strip(), room - len(lead))):
            yield f"{margin}# {lead}{_STEP if number else ''}{one}"


def how_to_write(fact: Fact) -> str:
    """How a value of a fact is written, in one phrase with an example."""
    unit = f"，单位{fact.unit}" if fact.unit else ""
    match fact.type:
        case ValueType.TEXT:
            text = "文字；没有的填“无”"
        case ValueType.BOOLEAN:
            text = "true（自评）、false，或者一项认定" if fact.judgement else "true 或者 false"
        case ValueType.CHOICE:
            text = "下列之一（写左边的代号）"
        case ValueType.INTEGER:
            text = f"整数，例如 12{unit}"
        case ValueType.NUMBER:
            text = f"数字，例如 12.5{unit}"
        case ValueType.PERCENT:
            text = "百分比，例如 30%"
        case ValueType.MONEY:
            text = f"金额，例如 120（{fact.unit}），也可以带单位，例如 120万元、1200000元"
        case ValueType.DATE:
            text = "日期，例如 2022-09-01"
        case ValueType.CODE:
            text = f"{fact.digits} 位数字，加引号"
        case ValueType.USCC:
            text = "18 位统一社会信用代码，加引号"
        case _:
            assert_never(fact.type)
    return f"{text}；没有的填“无”" if fact.may_be_none else text


def _choice(choice: Choice) -> str:
    return f"{choice.name}（{choice.note}）" if choice.note else choice.name


def _shared(before: list[str], after: list[str]) -> int:
    """How many groups two paths have in common from the left."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _quotes(policy: Policy) -> dict[str, tuple[str, ...]]:
    """For each fact, the clauses and words of the norms with a finding that look at it, in the order of the text."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for norm in policy.findable:
        referred = norm_references(policy, norm)
        paths = set(referred.facts) | set(referred.lists)
        if norm.period is not None:
            paths.add(norm.period.fact)
        ground = grounds(norm)[0]
        for path in paths:
            found.setdefault(path, {}).setdefault(ground.clause.label, {})[f"“{ground.quote}”"] = None
    return {
        path: tuple(f"{clause}{''.join(quotes)}" for clause, quotes in clauses.items())
        for path, clauses in found.items()
    }
