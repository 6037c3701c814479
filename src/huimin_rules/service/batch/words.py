"""Results in words: Chinese for people, English words and ids for others."""

from typing import Final

import polars as pl

from huimin_rules.norms.columns import KEY, KEY_LABEL
from huimin_rules.norms.facts import AnyFact
from huimin_rules.norms.policy import Policy
from huimin_rules.report.language import Language
from huimin_rules.report.phrases import phrases
from huimin_rules.service.batch.results import CONCLUSION, ERROR, ROW, Results
from huimin_rules.service.tables import blocker_names
from huimin_rules.verdict import Conclusion
from huimin_rules.verdict.codes import CODES

BLOCKERS: Final = "blockers"
_MOST_SHOWN: Final = 8
_HEADS: Final = {ROW: "行", KEY: KEY_LABEL, CONCLUSION: "自查结论", BLOCKERS: "待定的原因", ERROR: "读不出的原因"}


class Words:
    """The words of one policy in one language."""

    def __init__(self, policy: Policy, language: Language) -> None:
        self.language = language
        words = phrases(language)
        self._separator = words.semicolon
        self._conclusions = {one.value: words.conclusions[one] for one in Conclusion}
        self._statuses = {code: words.statuses[status] for status, code in CODES.items()}
        chinese = language is Language.CHINESE
        self.heads = dict(_HEADS) if chinese else {name: name for name in _HEADS}
        labels = [f"{norm.ground.clause.label} {norm.wording.title}" for norm in policy.findable]
        for norm, label in zip(policy.findable, labels, strict=True):
            shown = label if labels.count(label) == 1 else f"{label}（{norm.id}）"
            self.heads[norm.id] = shown if chinese else norm.id
        asides = {
            "missing": "{}",
            "judgement": "{}（待认定）" if chinese else "{} (judgement)",
            "reading": "{}（解释口径）" if chinese else "{} (reading)",
        }
        self._blockers = [asides[one.kind].format(one.name) for one in blocker_names(policy)]
        self._labels = [asides[one.kind].format(_label(policy, one.name)) for one in blocker_names(policy)]

    def frame(self, results: Results) -> pl.DataFrame:
        """The results with words for everything; blockers by their paths."""
        blockers = [self._joined(self._blockers, places) for places in results.blockers]
        norms = [name for name in results.frame.columns if name not in _HEADS]
        frame = results.frame.select(
            ROW,
            KEY,
            pl.col(CONCLUSION).replace(self._conclusions),
            *(pl.col(norm).replace_strict(self._statuses, default=None, return_dtype=pl.String) for norm in norms),
            pl.Series(BLOCKERS, blockers, dtype=pl.String),
            ERROR,
        )
        return frame.rename(self.heads)

    def blockers(self, results: Results) -> list[str | None]:
        """What each row waits for, by the labels that people know; of many the first."""
        return [self._shown(places) for places in results.blockers]

    def _shown(self, places: tuple[int, ...]) -> str | None:
        shown = self._joined(self._labels, places[:_MOST_SHOWN])
        return shown if len(places) <= _MOST_SHOWN else f"{shown}等 {len(places)} 项"

    def _joined(self, names: list[str], places: tuple[int, ...]) -> str | None:
        return self._separator.join(names[place] for place in places) or None


def _label(policy: Policy, name: str) -> str:
    fact: AnyFact | None = policy.fact_by_path.get(name)
    if fact is None:
        return policy.reading_by_id[name].question
    each, brackets, _ = name.partition("[].")
    return f"{policy.fact_by_path[each].asked.label}的{fact.asked.label}" if brackets else fact.asked.label
