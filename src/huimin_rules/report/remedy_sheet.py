"""The smallest sets of changes that would make an application eligible, step by step, with what asks for each."""

from collections.abc import Iterator
from typing import Final

from huimin_rules.norms.facts import Fact
from huimin_rules.norms.policy import Policy
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line
from huimin_rules.verdict import NOTICE, Action, Asking, Conclusion, Remedy, RemedyReport, Step
from huimin_rules.verdict.wording import CONCLUSION_NAMES

_ACTIONS: Final = {
    Action.ANSWER: "填写",
    Action.CHANGE: "更改",
    Action.DETERMINE: "认定",
    Action.ADD: "增加",
    Action.LEAVE_OUT: "去掉",
    Action.LIST: "列出",
}
WARNING: Final = (
    "如实填报：这里说的是规则需要什么，不是可以怎样填写。事实不是这样的，就不能这样填；"
    "事实改变了、材料齐了、认定作出了，才能改申请。"
)


def remedy_sheet(report: RemedyReport, policy: Policy, application: str) -> Sheet:
    """The sheet of one application; `application` is what it is called."""
    return tuple(_Page(report, policy).paragraphs(application))


class _Page:
    """One sheet in the making."""

    def __init__(self, report: RemedyReport, policy: Policy) -> None:
        self.report = report
        self.policy = policy

    def paragraphs(self, application: str) -> Iterator[Paragraph]:
        """Every paragraph."""
        report = self.report
        yield line(Span(report.policy.title, Style.STRONG), f"（{report.policy.document_number}）")
        yield line(f"申请  {application}")
        yield line(Span(NOTICE, Style.FAINT))
        yield BLANK
        yield line(f"现在的结论：{CONCLUSION_NAMES[report.conclusion]}")
        if report.conclusion is Conclusion.ELIGIBLE:
            yield line(Span("已经符合条件，不需要补救", Style.GOOD))
        elif report.remedies:
            yield from self.remedies()
        elif report.impossible:
            yield line(Span("没有办法补救", Style.BAD), "：下列规范无法同时满足，不论怎样更改")
            for one in report.impossible:
                yield from _asking(one, 2)
        else:
            yield line(Span("没有得出结论", Style.JUDGED), f"：{report.undecided}")

    def remedies(self) -> Iterator[Paragraph]:
        """Every set, and what they are and are not."""
        found = self.report.remedies
        size = len(found[0].steps)
        more = "；同样少的还有别的，没有列出" if self.report.more else ""
        if any(one.readings for one in found):
            yield line(Span("没有在各种解释口径下都成立的补救", Style.OPEN), "；下列补救只在写明的口径下成立")
        if size == 0:
            yield line("申请不用改，只等口径明确")
        else:
            yield line(f"最少 {size} 处，列出 {len(found)} 种做法{more}", hang=2)
        yield line(Span(WARNING, Style.OPEN), hang=2)
        for number, one in enumerate(found, 1):
            yield BLANK
            yield line(Span(f"做法 {number}", Style.STRONG), f"（{size} 处）")
            yield from self.readings(one)
            for place, step in enumerate(one.steps, 1):
                yield from self.step(step, place)

    def readings(self, remedy: Remedy) -> Iterator[Paragraph]:
        """The readings under which a remedy works."""
        for reading, alternative in remedy.readings:
            known = self.policy.reading_by_id[reading]
            yield line(
                f"只有按“{known.alternative(alternative).name}”理解才成立（{reading}={alternative}）：{known.question}"
                "　口径不由申请人选，请主管部门明确",
                indent=2,
                hang=4,
            )

    def step(self, step: Step, place: int) -> Iterator[Paragraph]:
        """One step: what, from what to what, who asks for it, what to attach."""
        yield line(
            f"{place}. {_ACTIONS[step.action]}  ", Span(step.label, Style.STRONG), f"  {step.path}", indent=2, hang=5
        )
        if step.action in (Action.ANSWER, Action.CHANGE, Action.DETERMINE):
            assessed = step.action is Action.DETERMINE and step.old is True
            before = "申请人自评为是" if assessed else self.shown(step.path, step.old)
            yield line(f"{before} → {self.shown(step.path, step.new)}", indent=5, hang=7)
        for row in step.elements:
            pairs = "，".join(f"{self.label(step, name)}：{self.named(step, name, value)}" for name, value in row)
            yield line(f"一项：{pairs or '其余如实填写'}", indent=5, hang=7)
        for one in step.asked_by:
            yield from _asking(one, 5)
        if step.materials:
            yield line(f"附：{'、'.join(step.materials)}", indent=5, hang=7)

    def shown(self, path: str, value: bool | int | str | None) -> str:
        """A value as people read it."""
        if value is None:
            return "没有填写"
        if isinstance(value, bool):
            judged = self.fact(path).judgement
            return ("认定为是" if value else "否") if judged else "是" if value else "否"
        return next((choice.name for choice in self.fact(path).choices if choice.id == value), str(value))

    def label(self, step: Step, name: str) -> str:
        """The label of a field of a new element."""
        return self.fact(f"{_general(step.path)}[].{name}").asked.label

    def named(self, step: Step, name: str, value: bool | int | str) -> str:
        """The value of such a field."""
        return self.shown(f"{_general(step.path)}[].{name}", value)

    def fact(self, path: str) -> Fact:
        """The fact of a path as people write it."""
        before, bracket, after = path.partition("[")
        found = self.policy.fact_by_path[f"{before}[]{after[after.index(']') + 1 :]}" if bracket else before]
        assert isinstance(found, Fact)
        return found


def _general(path: str) -> str:
    """The path of the list that an element belongs to."""
    return path.partition("[")[0]


def _asking(one: Asking, indent: int) -> Iterator[Paragraph]:
    if one.citation is None:
        yield line(f"否则申请自相矛盾：{one.title}", indent=indent, hang=indent + 2)
        return
    yield line(
        f"{one.citation.label}“{one.title}”（{one.norm}）：",
        Span(f"“{one.quote}”", Style.QUOTE),
        indent=indent,
        hang=indent + 2,
    )
