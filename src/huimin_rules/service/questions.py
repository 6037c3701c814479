"""What to ask next: a question to a verdict, answered from the policy and the verdict alone.

A fact is asked for exactly if it is a blocker of some finding: nobody has answered it (`missing`), or its applicant
alone has called it true (`judgement`). Since a blocker is what a finding really depends on, and what is no blocker
cannot change any finding, a fact that is not asked for can be left out without loss: whatever its value, every status
and the conclusion stay as they are. Where that has limits, they are those of a blocker (`docs/semantics.md`): beyond
the bounds of the search a question may turn out not to matter; and a fact that only a consistency rule ties to one
that is asked for is not asked for itself, since the answer to the question makes it needless.

Readings are no questions to an applicant: they are for the authority, and are listed apart (`clarify`).

**Whether an answer can move the conclusion.** The conclusion is the first that fits: validity unmet, an obligation
unmet, then what is open. So

- with the validity unmet it is settled: nothing can come before that, and a definite status never changes;
- with an obligation unmet only the validity comes before: what moves it is what a norm on validity waits for;
- otherwise every norm that decides and is still open may turn out unmet, or be the last one open: what moves it is what
  such a norm waits for.

Priority, recommendation and default never move it. `moves_conclusion` is false only where no answer changes the
conclusion; where it is true, some answer, perhaps with others, may.

`engines/javascript/runtime/questions.mjs` says the same in JavaScript; the two give equal values.
"""

from collections.abc import Iterable
from typing import Final, Literal

from pydantic import Field

from huimin_rules.canonical import canonical_json
from huimin_rules.citation import Clause
from huimin_rules.frozen import FrozenModel
from huimin_rules.norms.application import written
from huimin_rules.norms.facts import AnyFact, Choice, Fact, FactList, ValueType
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.quantity import Number
from huimin_rules.verdict import Blocker, Citation, Conclusion, Finding, PolicyReference, Verdict

_RANGED: Final = (ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT)


class Option(FrozenModel):
    """One value of a choice, with the words of the text that it is taken from, if any."""

    id: str
    name: str
    name_en: str | None
    note: str | None
    citation: Citation | None
    quote: str | None


class Entry(FrozenModel):
    """What it takes to draw the input for a fact, and to say what it is for.

    `type` is that of the fact, or `list`. `minimum` and `maximum` are written as an application writes them (`0`,
    `12.5`, `5%`); null where the type has no such bound. A number counts in `unit`; an amount without a unit of its own
    too. With `judgement` the answer true is only a self-assessment until somebody determines it.
    """

    fact: str = Field(examples=["applicants[].domicile"], description="The path of the fact, whatever the element.")
    type: Literal["list", "text", "boolean", "choice", "integer", "number", "percent", "money", "date", "code", "uscc"]
    label: str
    label_en: str | None
    question: str
    help: str | None
    judgement: bool
    unit: str | None
    choices: tuple[Option, ...]
    minimum: str | None
    maximum: str | None
    digits: int | None
    may_be_none: bool
    evidence: tuple[str, ...]
    informative: str | None
    citation: Citation | None


class FactEntry(Entry):
    """A fact as a whole; of a list, `items` are the fields of its elements, which people call by `titled_by`."""

    at_least: int
    titled_by: str | None
    items: tuple[Entry, ...]


class Waiting(FrozenModel):
    """A norm whose finding waits for the answer, with its words."""

    norm: str
    title: str
    modality: Modality
    citation: Citation
    quote: str


class Question(FactEntry):
    """One question. `path` is where the answer goes."""

    path: str = Field(examples=["applicants[0].domicile"], description="Where in the application the answer goes.")
    kind: Literal["missing", "judgement"]
    asked_by: tuple[Waiting, ...]
    moves_conclusion: bool


class Way(FrozenModel):
    """One way to read an open question of interpretation, with the argument for it."""

    id: str
    name: str
    name_en: str | None
    argument: str


class Clarification(FrozenModel):
    """An open question of interpretation that findings depend on: for the authority, not for the applicant."""

    reading: str
    question: str
    citation: Citation
    quote: str | None
    alternatives: tuple[Way, ...]
    asked_by: tuple[Waiting, ...]
    moves_conclusion: bool


class Questions(FrozenModel):
    """What to ask next: `ask` in the order of the policy's facts (an element of a list after the one before it),
    `clarify` in the order of its readings.
    """

    notice: Literal["自查结果，非行政决定"]
    policy: PolicyReference
    conclusion: Conclusion
    ask: tuple[Question, ...]
    clarify: tuple[Clarification, ...]

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))


def questions(policy: Policy, verdict: Verdict) -> Questions:
    """What to ask next, for a verdict under this policy; nothing where every finding is definite."""
    moving = _moving(verdict)
    asked: dict[str, tuple[Blocker, list[Finding]]] = {}
    clarified: dict[str, list[Finding]] = {}
    for finding in verdict.findings:
        for blocker in finding.blockers:
            if blocker.kind == "reading":
                clarified.setdefault(blocker.name, []).append(finding)
            else:
                asked.setdefault(blocker.name, (blocker, []))[1].append(finding)
    places = _places(policy)
    order = {name: (places[fact][0], element, places[fact][1]) for name in asked for fact, element in (_fact_of(name),)}
    return Questions(
        notice=verdict.notice,
        policy=verdict.policy,
        conclusion=verdict.conclusion,
        ask=tuple(
            _question(policy.fact_by_path[_fact_of(name)[0]], *asked[name], moving)
            for name in sorted(asked, key=order.__getitem__)
        ),
        clarify=tuple(
            _clarification(policy, name, clarified[name], moving) for name in policy.reading_by_id if name in clarified
        ),
    )


def _moving(verdict: Verdict) -> frozenset[str]:
    """The norms through which the conclusion can still move; see above."""
    match verdict.conclusion:
        case Conclusion.NOT_IN_FORCE:
            counted: tuple[Modality, ...] = ()
        case Conclusion.INELIGIBLE:
            counted = (Modality.VALIDITY,)
        case _:
            counted = (Modality.VALIDITY, Modality.OBLIGATION)
    return frozenset(finding.norm for finding in verdict.findings if finding.modality in counted)


def _places(policy: Policy) -> dict[str, tuple[int, int]]:
    """Where each fact stands: the number of the fact or list, and of a list the number of the field."""
    places: dict[str, tuple[int, int]] = {}
    for number, fact in enumerate(policy.facts):
        places[fact.path] = (number, 0)
        if isinstance(fact, FactList):
            places.update({item.path: (number, position) for position, item in enumerate(fact.items)})
    return places


def _fact_of(name: str) -> tuple[str, int]:
    """The path of the fact that a blocker names, and its element: `applicants[2].role` is `applicants[].role`, 2."""
    before, bracket, rest = name.partition("[")
    if not bracket:
        return name, 0
    index, _, after = rest.partition("]")
    return f"{before}[]{after}", int(index)


def fact_entry(fact: AnyFact) -> FactEntry:
    """What it takes to draw the input for a fact, or for a list with its fields."""
    return FactEntry.assemble(_fact(fact))


def _question(fact: AnyFact, blocker: Blocker, waiting: list[Finding], moving: frozenset[str]) -> Question:
    return Question.assemble(
        {
            **_fact(fact),
            "path": blocker.name,
            "kind": blocker.kind,
            "asked_by": _waiting(waiting),
            "moves_conclusion": _moves(waiting, moving),
        }
    )


def _fact(fact: AnyFact) -> dict[str, object]:
    each = fact if isinstance(fact, FactList) else None
    return {
        **_entry(fact),
        "at_least": each.at_least if each is not None else 0,
        "titled_by": each.titled_by if each is not None else None,
        "items": tuple(Entry.assemble(_entry(item)) for item in each.items) if each is not None else (),
    }


def _entry(fact: AnyFact) -> dict[str, object]:
    single = fact if isinstance(fact, Fact) else None
    asked = fact.asked
    low, high = (_bound(single, one) for one in ("minimum", "maximum")) if single is not None else (None, None)
    return {
        "fact": fact.path,
        "type": "list" if single is None else single.type.value,
        "label": asked.label,
        "label_en": asked.label_en,
        "question": asked.question,
        "help": asked.help,
        "judgement": single is not None and single.judgement,
        "unit": None if single is None else single.unit,
        "choices": () if single is None else tuple(map(_option, single.choices)),
        "minimum": low,
        "maximum": high,
        "digits": None if single is None else single.digits,
        "may_be_none": single is not None and single.domain.may_be_none,
        "evidence": asked.evidence,
        "informative": asked.informative,
        "citation": _citation(asked.clause),
    }


def _bound(fact: Fact, end: Literal["minimum", "maximum"]) -> str | None:
    """A bound as an application writes it. A number that has no minimum of its own is not negative."""
    if fact.type not in _RANGED:
        return None
    value: Number | None = fact.minimum if end == "minimum" else fact.maximum
    if value is None:
        return None if end == "maximum" else str(written(fact, 0))
    return str(written(fact, value))


def _option(choice: Choice) -> Option:
    return Option(
        id=choice.id,
        name=choice.name,
        name_en=choice.name_en,
        note=choice.note,
        citation=_citation(choice.clause),
        quote=choice.quote,
    )


def _clarification(policy: Policy, name: str, waiting: list[Finding], moving: frozenset[str]) -> Clarification:
    reading = policy.reading_by_id[name]
    citation = _citation(reading.clause)
    assert citation is not None
    return Clarification(
        reading=name,
        question=reading.question,
        citation=citation,
        quote=reading.quote,
        alternatives=tuple(
            Way(id=one.id, name=one.name, name_en=one.name_en, argument=one.argument) for one in reading.alternatives
        ),
        asked_by=_waiting(waiting),
        moves_conclusion=_moves(waiting, moving),
    )


def _waiting(findings: Iterable[Finding]) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(norm=one.norm, title=one.title, modality=one.modality, citation=one.citation, quote=one.quote)
        for one in findings
    )


def _moves(findings: Iterable[Finding], moving: frozenset[str]) -> bool:
    return any(finding.norm in moving for finding in findings)


def _citation(clause: Clause | None) -> Citation | None:
    if clause is None:
        return None
    return Citation(label=clause.label, article=clause.article, paragraph=clause.paragraph, item=clause.item)
