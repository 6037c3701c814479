"""The sentences of a verdict, in plain Chinese: made from what the rules' author wrote and what the application says.

Every engine that issues a verdict uses these, so that the same finding reads the same wherever it comes from.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, assert_never

from huimin_rules.norms.application import Statement
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.norm import Norm, Period
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict.findings import Finding, ReadingOutcome, Status
from huimin_rules.verdict.verdict import Conclusion, InForce

STATUS_NAMES = {
    Status.MET: "符合",
    Status.UNMET: "不符合",
    Status.UNKNOWN: "信息不全",
    Status.NEEDS_JUDGEMENT: "有待认定",
    Status.NOT_APPLICABLE: "不适用",
    Status.FOLLOWED: "已遵循",
    Status.NOT_FOLLOWED: "未遵循",
}

CONCLUSION_NAMES = {
    Conclusion.ELIGIBLE: "符合条件",
    Conclusion.INELIGIBLE: "不符合条件",
    Conclusion.INCOMPLETE: "信息不全",
    Conclusion.NEEDS_JUDGEMENT: "有待认定",
    Conclusion.NOT_IN_FORCE: "办法不适用（不在有效期内）",
}

NOT_APPLICABLE = "本条对该申请不适用"
_SHOWN = 8
_MOST_NAMED = 20


def shown_value(fact: Fact, statement: Statement) -> str:
    """A stated value as people read it: choices by name, booleans as 是 and 否, a determination with its author."""
    value = statement.value
    if isinstance(value, bool):
        text = "是" if value else "否"
    else:
        text = next((choice.name for choice in fact.choices if choice.id == value), str(value))
    if statement.determination is not None:
        decided = statement.determination
        return f"{text}（{decided.by} {decided.on} 认定：{decided.reason}）"
    return f"{text}（申请人自述）" if fact.judgement else text


def details(policy: Policy, statements: Iterable[Statement]) -> str:
    """The values that a reason rests on, in brackets; nothing where nothing was stated."""
    shown = []
    for statement in statements:
        fact = policy.fact_by_path[_general(statement.fact)]
        if isinstance(fact, Fact):
            shown.append(f"{fact.asked.label}：{shown_value(fact, statement)}")
    if len(shown) > _SHOWN:
        shown = [*shown[:_SHOWN], "……"]
    return f"（{'；'.join(shown)}）" if shown else ""


def _general(path: str) -> str:
    """`applicants[0].role` as the path of the fact, `applicants[].role`."""
    start = path.find("[")
    return path if start < 0 else f"{path[:start]}[]{path[path.index(']') + 1 :]}"


def inner_quotes(text: str) -> str:
    """The text as it stands inside quotation marks: its own marks become single ones."""
    return text.replace("“", "‘").replace("”", "’")


class Open(Protocol):
    """What a finding waits for: a blocker, or what becomes one."""

    @property
    def kind(self) -> Literal["missing", "judgement", "reading"]:
        """What closes it."""

    @property
    def name(self) -> str:
        """The path of a fact or the id of a reading."""

    @property
    def label(self) -> str:
        """What people call it."""


def open_reason(blockers: Sequence[Open], outcomes: Sequence[ReadingOutcome]) -> str:
    """Why a finding is not definite: what is missing, what awaits a determination, what the readings lead to."""
    sentences = []
    missing = [f"“{one.label}”（{one.name}）" for one in blockers if one.kind == "missing"]
    judged = [f"“{one.label}”" for one in blockers if one.kind == "judgement"]
    readings = [one for one in blockers if one.kind == "reading"]
    if missing:
        sentences.append(f"尚未说明{_named(missing)}")
    if judged:
        sentences.append(f"{_named(judged)}目前只有申请人自评，有待认定")
    for reading in readings:
        under = [f"按“{one.name}”为{STATUS_NAMES[one.status]}" for one in outcomes if one.reading == reading.name]
        results = f"：{'，'.join(under)}" if under else ""
        sentences.append(f"取决于“{inner_quotes(reading.label)}”{results}")
    return "；".join(sentences)


def _named(names: Sequence[str]) -> str:
    """The names, or the first of many: with a thousand applicants every part would name a thousand facts."""
    shown = "、".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown}等 {len(names)} 项"


def definite_reason(norm: Norm, status: Status) -> str:
    """The author's sentence for a definite status."""
    match status:
        case Status.MET | Status.FOLLOWED:
            return norm.wording.met or norm.wording.title
        case Status.UNMET | Status.NOT_FOLLOWED:
            return norm.wording.unmet or norm.wording.title
        case _:
            return NOT_APPLICABLE


def in_force_message(period: Period, state: str, last_days: Sequence[object]) -> str:
    """When the policy began and ended, and what follows for the day that counts."""
    end = " 或 ".join(str(day) for day in last_days)
    match state:
        case "not_yet":
            return f"申报日期早于施行之日：本办法自 {period.start} 起实施"
        case "no_longer":
            return f"申报日期在有效期届满之后：本办法自 {period.start} 起实施，有效期至 {end}"
        case "yes":
            return f"申报日期在有效期内：{period.start} 至 {end}"
        case _:
            return f"申报日期是否在有效期内尚不能确定：本办法自 {period.start} 起实施，有效期至 {end}"


def all_met(count: int) -> str:
    """The conclusion in one sentence where every condition is met."""
    return f"全部 {count} 项条件均符合"


def summary(conclusion: Conclusion, findings: Sequence[Finding], in_force: InForce | None) -> str:
    """The conclusion in one sentence."""
    deciding = [finding for finding in findings if finding.modality.decides]

    def labels(status: Status) -> str:
        found = [finding for finding in deciding if finding.status is status]
        names = list(dict.fromkeys(finding.citation.label for finding in found))
        return f"{len(found)} 项（{'、'.join(names)}）"

    match conclusion:
        case Conclusion.ELIGIBLE:
            return all_met(len(deciding))
        case Conclusion.INELIGIBLE:
            return f"不符合的条件有 {labels(Status.UNMET)}"
        case Conclusion.INCOMPLETE:
            return f"没有发现不符合的条件，尚不能判断的有 {labels(Status.UNKNOWN)}"
        case Conclusion.NEEDS_JUDGEMENT:
            return f"没有发现不符合的条件，有待认定的有 {labels(Status.NEEDS_JUDGEMENT)}"
        case Conclusion.NOT_IN_FORCE:
            return in_force.message if in_force is not None else "申报日期不在有效期内"
        case _:
            assert_never(conclusion)
