"""Two versions of a policy compared as they are written: the clauses of the text, the norms, facts, readings and
consistency rules, part by part. Nothing here asks what the parts mean; that is for `analysis.proofs.comparison`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from huimin_rules.citation import Clause
from huimin_rules.norms.facts import AnyFact, Fact
from huimin_rules.norms.norm import Norm, Reading
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.text import Role
from huimin_rules.verdict import Change, Citation, EntryChange, EntryKind, PartChange, TextChange

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Part(Generic[T]):
    """A part of an entry: its name, how to get it, and whether it bears on what an application comes to."""

    name: str
    of: Callable[[T], object]
    bears: bool = False


def _choices(fact: AnyFact) -> str | None:
    return "、".join(sorted(choice.id for choice in fact.choices)) or None if isinstance(fact, Fact) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


# A condition that is written in another way may mean the same: that is proved norm by norm, so it does not bear here.
_NORM: Final[tuple[_Part[Norm], ...]] = (
    _Part("clause", lambda norm: norm.ground.clause.label),
    _Part("quote", lambda norm: norm.ground.quote),
    _Part("modality", lambda norm: norm.modality.value, bears=True),
    _Part("for_each", lambda norm: norm.for_each),
    _Part("who", lambda norm: norm.who),
    _Part("when", lambda norm: norm.when),
    _Part("unless", lambda norm: norm.unless),
    _Part("requires", lambda norm: norm.requires),
    _Part("period", lambda norm: norm.period),
    _Part("cites", lambda norm: norm.cites),
    _Part("quote_by", lambda norm: norm.ground_by),
    _Part("title", lambda norm: norm.wording.title),
    _Part("title_en", lambda norm: norm.wording.title_en),
    _Part("met", lambda norm: norm.wording.met),
    _Part("unmet", lambda norm: norm.wording.unmet),
    _Part("remedy", lambda norm: norm.wording.remedy),
    _Part("evidence", lambda norm: "、".join(norm.wording.evidence) or None),
)
_ASKED: Final[tuple[_Part[AnyFact], ...]] = (
    _Part("section", lambda fact: fact.asked.section),
    _Part("section_en", lambda fact: fact.asked.section_en),
    _Part("label", lambda fact: fact.asked.label),
    _Part("label_en", lambda fact: fact.asked.label_en),
    _Part("question", lambda fact: fact.asked.question),
    _Part("help", lambda fact: fact.asked.help),
    _Part("evidence", lambda fact: "、".join(fact.asked.evidence) or None),
    _Part("clause", lambda fact: fact.asked.clause.label if fact.asked.clause else None),
    _Part("informative", lambda fact: fact.asked.informative),
)
_FACT: Final[tuple[_Part[AnyFact], ...]] = (
    _Part("type", lambda fact: fact.type.value if isinstance(fact, Fact) else "list", bears=True),
    _Part("judgement", lambda fact: isinstance(fact, Fact) and fact.judgement, bears=True),
    _Part("unit", lambda fact: fact.unit if isinstance(fact, Fact) else None, bears=True),
    _Part("choices", _choices, bears=True),
    _Part("choice_names", lambda fact: fact.choices if isinstance(fact, Fact) else ()),
    _Part("minimum", lambda fact: _text(fact.minimum) if isinstance(fact, Fact) else None, bears=True),
    _Part("maximum", lambda fact: _text(fact.maximum) if isinstance(fact, Fact) else None, bears=True),
    _Part("digits", lambda fact: _text(fact.digits) if isinstance(fact, Fact) else None, bears=True),
    _Part("may_be_none", lambda fact: fact.domain.may_be_none if isinstance(fact, Fact) else False, bears=True),
    _Part("at_least", lambda fact: None if isinstance(fact, Fact) else _text(fact.at_least), bears=True),
    _Part("titled_by", lambda fact: None if isinstance(fact, Fact) else fact.titled_by),
    *_ASKED,
)
_READING: Final[tuple[_Part[Reading], ...]] = (
    _Part("question", lambda reading: reading.question),
    _Part("clause", lambda reading: reading.clause.label),
    _Part("quote", lambda reading: reading.quote),
    _Part("alternatives", lambda reading: "、".join(sorted(one.id for one in reading.alternatives)), bears=True),
    _Part("arguments", lambda reading: tuple(sorted(reading.alternatives, key=lambda one: one.id))),
    _Part("default", lambda reading: reading.default),
    _Part("official", lambda reading: reading.official and reading.official.alternative, bears=True),
    _Part("official_source", lambda reading: reading.official),
)
_RULE: Final[tuple[_Part[Consistency], ...]] = (
    _Part("at", lambda rule: rule.at),
    _Part("requires", lambda rule: rule.requires, bears=True),
    _Part("message", lambda rule: rule.message),
)


def text_changes(old: Policy, new: Policy) -> tuple[TextChange, ...]:
    """The clauses whose words differ, in the order of the text; a clause is known by its number alone.

    Layout is no difference (see `norms.text`).
    """
    before, after = _passages(old), _passages(new)
    clauses = sorted({*before, *after}, key=lambda one: (one.article, one.paragraph or 0, one.item or 0))
    return tuple(
        TextChange(
            citation=Citation(label=clause.label, article=clause.article, paragraph=clause.paragraph, item=clause.item),
            change=_change(before.get(clause), after.get(clause)),
            old=before.get(clause),
            new=after.get(clause),
        )
        for clause in clauses
        if before.get(clause) != after.get(clause)
    )


def entry_changes(old: Policy, new: Policy) -> tuple[EntryChange, ...]:
    """The norms, facts, readings and consistency rules that differ, each kind in the order of the new version, what
    was removed last.
    """
    return (
        *_entries("norm", old.norm_by_id, new.norm_by_id, _NORM, _title, lambda norm: norm.modality.has_finding),
        *_entries("fact", old.fact_by_path, new.fact_by_path, _FACT, lambda fact: fact.asked.label, lambda _: True),
        *_entries("reading", old.reading_by_id, new.reading_by_id, _READING, lambda one: one.question, lambda _: True),
        *_entries("consistency", _rules(old), _rules(new), _RULE, lambda rule: rule.message, lambda _: True),
    )


def _entries(
    kind: EntryKind,
    old: Mapping[str, T],
    new: Mapping[str, T],
    parts: Iterable[_Part[T]],
    name: Callable[[T], str],
    bears: Callable[[T], bool],
) -> Iterator[EntryChange]:
    """`bears` says whether an entry that was added or removed can change what an application comes to."""
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            one = after or before
            assert one is not None
            yield EntryChange(kind=kind, id=key, name=name(one), change=_change(before, after), bears=bears(one))
            continue
        changed = tuple(_changed(part, before, after) for part in parts if part.of(before) != part.of(after))
        if changed:
            yield EntryChange(
                kind=kind,
                id=key,
                name=name(after),
                change=Change.CHANGED,
                parts=changed,
                bears=any(part.bears for part in changed),
            )


def _changed(part: _Part[T], old: T, new: T) -> PartChange:
    return PartChange(part=part.name, old=_words(part.of(old)), new=_words(part.of(new)), bears=part.bears)


def _change(old: object | None, new: object | None) -> Change:
    return Change.ADDED if old is None else Change.REMOVED if new is None else Change.CHANGED


def _passages(policy: Policy) -> dict[Clause, str]:
    return {passage.clause: passage.words for passage in policy.text.passages if passage.role is not Role.HEADING}


def _rules(policy: Policy) -> dict[str, Consistency]:
    return {rule.id: rule for rule in policy.consistency}


def _title(norm: Norm) -> str:
    return norm.wording.title


def _words(value: object) -> str | None:
    """A part that is words; None for one that is structure."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None
