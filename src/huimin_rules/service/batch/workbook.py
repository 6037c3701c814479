"""The workbook that a batch writes for people: 审查登记表, with the reasons of the reference engine."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from huimin_rules.loading.tables.rows import Rows
from huimin_rules.norms.norm import Norm
from huimin_rules.report.excel.batch_register import BatchRegister, RegisterRow
from huimin_rules.report.excel.cells import Value
from huimin_rules.report.language import Language
from huimin_rules.report.phrases import CHINESE, MODALITY_NAMES
from huimin_rules.service.batch.results import Decider, Results
from huimin_rules.service.batch.subjects import Subjects
from huimin_rules.service.batch.summary import Summary
from huimin_rules.service.batch.words import Words
from huimin_rules.service.references import policy_reference
from huimin_rules.verdict import Conclusion, Status
from huimin_rules.verdict.codes import CODES

_STATUS: Final = {code: status for status, code in CODES.items()}
_SETTLED: Final = frozenset(CODES[one] for one in (Status.MET, Status.FOLLOWED, Status.NOT_APPLICABLE))
_UNMET: Final = (CODES[Status.UNMET],)
_OPEN: Final = (CODES[Status.UNKNOWN], CODES[Status.NEEDS_JUDGEMENT])
SUMMARY: Final = "汇总"
NORMS: Final = "条款统计"
_CONCLUSION_HEADS: Final = ("自查结论", "份数")
_NORM_HEADS: Final = ("条款", "审查内容", "性质", "原文", "不符合", "尚待确定")


class WorkbookOutput:
    """One row an application, with what it says about itself; why, for those whose findings are not all settled."""

    def __init__(self, path: Path, decider: Decider, explained: int) -> None:
        """Begin; `explained` is of how many applications the reasons are given."""
        self._decider = decider
        self._explained = explained
        self._norms = decider.policy.findable
        self._subjects = Subjects(decider.policy)
        self._words = Words(decider.policy, Language.CHINESE)
        self._register = BatchRegister(path, self._subjects.heads, self._subjects.days)

    def write(self, results: Results, first: int, rows: Rows | None) -> None:
        """Add results: a row each, and why, as far as there is room."""
        blockers = self._words.blockers(results)
        for place, (row, key, conclusion, *codes, error) in enumerate(results.frame.iter_rows()):
            subject = (None,) * len(self._subjects.heads) if rows is None else self._subjects.of(rows, first + place)
            if conclusion is None or rows is None:
                fault = None if error is None else tuple(error.split("\n"))
                self._register.add(RegisterRow(row, key, subject, None, {}, fault=fault))
                continue
            counts = Counter(_STATUS[code] for code in codes)
            number = self._register.add(
                RegisterRow(
                    row,
                    key,
                    subject,
                    Conclusion(conclusion),
                    counts,
                    unmet=_labels(self._norms, codes, _UNMET),
                    open=_labels(self._norms, codes, _OPEN),
                    blockers=blockers[place],
                )
            )
            if self._register.takes_reasons and not _SETTLED.issuperset(codes):
                self._explain(number, key, rows, first + place)

    def _explain(self, number: int, key: str, rows: Rows, place: int) -> None:
        if not self._explained:
            self._register.end_reasons()
            return
        self._explained -= 1
        self._register.explain(number, key, self._decider.verdict(rows, place))

    def close(self, summary: Summary) -> None:
        """Complete the workbook."""
        reference = policy_reference(summary.policy)
        tables = {
            SUMMARY: (_CONCLUSION_HEADS, _conclusions(summary)),
            NORMS: (_NORM_HEADS, _norm_rows(summary)),
        }
        self._register.close(reference, tables)

    def abandon(self) -> None:
        """Let go of a workbook that will not be complete."""
        self._register.abandon()


def _labels(norms: Sequence[Norm], codes: Sequence[int], wanted: Collection[int]) -> str | None:
    """The clauses of the deciding norms that came out so, each once."""
    found = (
        norm.ground.clause.label
        for norm, code in zip(norms, codes, strict=True)
        if norm.modality.decides and code in wanted
    )
    return "、".join(dict.fromkeys(found)) or None


def _conclusions(summary: Summary) -> list[list[Value]]:
    counted: list[list[Value]] = [[CHINESE.conclusions[one], summary.conclusions[one]] for one in Conclusion]
    return [["全部", summary.total], *counted, ["读不出", summary.unreadable]]


def _norm_rows(summary: Summary) -> list[list[Value]]:
    return [
        [
            one.norm.ground.clause.label,
            one.norm.wording.title,
            MODALITY_NAMES[one.norm.modality][0].partition("：")[0],
            one.norm.ground.quote,
            one.failed,
            one.open,
        ]
        for one in summary.norms()
    ]
