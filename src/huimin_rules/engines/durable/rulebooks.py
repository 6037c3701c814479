"""Circuits, and what follows from them, written as rules for durable-rules.

Each rule has at most `FAN_IN` patterns, each on one node; of the rules of a gate exactly one fires, whatever its wires
carry. Values are 0 (does not hold), 1 (unknown), 2 (holds). Every pattern first asks that the properties it compares
are there: durable-rules takes a comparison with a missing property for true.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final, Literal, TypeAlias

from huimin_rules.engines.durable.circuits import Circuit, Gate, Signal, Tally, Wire
from huimin_rules.verdict import Conclusion, Status

FALSE: Final = 0
UNKNOWN: Final = 1
TRUE: Final = 2

MET: Final = 1
UNMET: Final = 2
NOT_APPLICABLE: Final = 4
OUTCOMES: Final = (MET, UNMET, NOT_APPLICABLE)
"""What a norm comes to; a sum of them says what is possible."""

ROOT: Final = "root"
BOOT: Final = "boot"
NODE: Final = "n"
VALUE: Final = "v"

Operator: TypeAlias = Literal["is", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Demand:
    """A property of a fact compared with a whole number."""

    name: str
    op: Operator
    number: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fact of this node for which every demand holds."""

    node: str
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all patterns match, the node has the value; a gate's or a tally's value is asserted as a new fact."""

    patterns: tuple[Pattern, ...]
    node: str
    value: int
    asserted: bool


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Some rules, and the nodes that must each have a value in the end."""

    rules: tuple[Rule, ...]
    nodes: tuple[str, ...]


_BOOTED: Final = Pattern(BOOT, (Demand(VALUE, "is", TRUE),))


def _at(wire: Wire, op: Operator, value: int) -> Pattern:
    """The wire carries exactly, at least or at most this value."""
    if wire.negated:
        value = TRUE - value
        op = {"is": op, "at_least": "at_most", "at_most": "at_least"}[op]
    return Pattern(wire.node, (Demand(VALUE, op, value),))


def _gate(gate: Gate) -> Iterator[Rule]:
    """The rules of a gate: the first wire that decides; else the first unknown one; else all are neutral."""
    decisive, neutral = (FALSE, TRUE) if gate.kind == "and" else (TRUE, FALSE)
    other: Operator = "at_least" if gate.kind == "and" else "at_most"

    def undecided(wires: Iterable[Wire]) -> list[Pattern]:
        return [_at(wire, other, UNKNOWN) for wire in wires]

    def rule(patterns: list[Pattern], value: int) -> Rule:
        return Rule(tuple(patterns), gate.node, value, asserted=True)

    for index, wire in enumerate(gate.wires):
        before, after = gate.wires[:index], gate.wires[index + 1 :]
        yield rule([*undecided(before), _at(wire, "is", decisive)], decisive)
        yield rule([*(_at(one, "is", neutral) for one in before), _at(wire, "is", UNKNOWN), *undecided(after)], UNKNOWN)
    yield rule([_at(wire, "is", neutral) for wire in gate.wires], neutral)


def tally_node(leaf: str) -> str:
    """The node of the fact that holds the bounds of a tally: `low` elements surely count, `high` possibly."""
    return f"q{leaf[1:]}"


def _tally(leaf: str, tally: Tally) -> Iterator[Rule]:
    """From how many elements surely and possibly count to the truth of the tally."""
    node, number = tally_node(leaf), tally.number

    def rule(value: int, *demands: tuple[str, Operator, int]) -> Rule:
        return Rule((Pattern(node, tuple(Demand(*one) for one in demands)),), leaf, value, asserted=True)

    yield rule(FALSE, ("high", "at_most", number - 1))
    if tally.op == "at_least":
        yield rule(TRUE, ("low", "at_least", number))
        yield rule(UNKNOWN, ("low", "at_most", number - 1), ("high", "at_least", number))
    else:
        yield rule(FALSE, ("low", "at_least", number + 1))
        yield rule(TRUE, ("low", "is", number), ("high", "is", number))
        yield rule(UNKNOWN, ("low", "at_most", number - 1), ("high", "at_least", number))
        yield rule(UNKNOWN, ("low", "is", number), ("high", "at_least", number + 1))


def _carried(signal: Signal) -> tuple[tuple[int, tuple[Pattern, ...]], ...]:
    """The values a signal can carry, and the patterns for each."""
    if isinstance(signal, Wire):
        return tuple((value, (_at(signal, "is", value),)) for value in (FALSE, UNKNOWN, TRUE))
    return ((TRUE if signal else FALSE, ()),)


def _outcome(applies: int, requires: int) -> int:
    """The outcomes that are possible for what is known of the two parts of a norm."""
    required = {FALSE: UNMET, UNKNOWN: UNMET | MET, TRUE: MET}[requires]
    return {FALSE: NOT_APPLICABLE, UNKNOWN: required | NOT_APPLICABLE, TRUE: required}[applies]


@cache
def rulebook(circuit: Circuit) -> Rulebook:
    """The rules of a circuit; the root's value is the truth of its condition, or the possible outcomes of its norm."""
    rules: list[Rule] = []
    nodes: list[str] = []
    for index, leaf in enumerate(circuit.leaves):
        if isinstance(leaf, Tally):
            rules += _tally(f"t{index}", leaf)
            nodes.append(f"t{index}")
    for gate in circuit.gates:
        rules += _gate(gate)
        nodes.append(gate.node)
    for carried in product(*map(_carried, circuit.roots)):
        values = [value for value, _ in carried]
        patterns = tuple(dict.fromkeys(pattern for _, some in carried for pattern in some))
        value = _outcome(*values) if len(values) == 2 else values[0]
        rules.append(Rule(patterns or (_BOOTED,), ROOT, value, asserted=False))
    return Rulebook(tuple(rules), (*nodes, ROOT))


PARTS: Final = "parts"


def _parts() -> Iterator[Rule]:
    """From the parts of a norm to its outcomes: unmet if one is, met if one is met and none unmet, not applicable
    where none is addressed.

    `unmet`, `surely` unmet, `met`: how many parts may be so; `bound`: how many the norm surely addresses.
    """
    unmet_: tuple[tuple[int, tuple[Demand, ...]], ...] = (
        (UNMET, (Demand("unmet", "at_least", 1),)),
        (0, (Demand("unmet", "at_most", 0),)),
    )
    met_: tuple[tuple[int, tuple[Demand, ...]], ...] = (
        (MET, (Demand("surely", "at_most", 0), Demand("met", "at_least", 1))),
        (0, (Demand("surely", "at_least", 1),)),
        (0, (Demand("surely", "at_most", 0), Demand("met", "at_most", 0))),
    )
    none_: tuple[tuple[int, tuple[Demand, ...]], ...] = (
        (NOT_APPLICABLE, (Demand("bound", "at_most", 0),)),
        (0, (Demand("bound", "at_least", 1),)),
    )
    for (unmet, one), (met, two), (none, three) in product(unmet_, met_, none_):
        if unmet | met | none:
            yield Rule((Pattern(PARTS, (*one, *two, *three)),), ROOT, unmet | met | none, asserted=False)


PARTS_RULES: Final = Rulebook(tuple(_parts()), (ROOT,))

FINDING: Final = "finding"
STATUSES: Final = tuple(Status)
_CERTAIN: Final = {
    1: {MET: Status.MET, UNMET: Status.UNMET, NOT_APPLICABLE: Status.NOT_APPLICABLE},
    0: {MET: Status.FOLLOWED, UNMET: Status.NOT_FOLLOWED, NOT_APPLICABLE: Status.NOT_APPLICABLE},
}


def _findings() -> Iterator[Rule]:
    """From possible outcomes to a status. `duty`: whether the norm is an obligation or a validity; `missing`: how many
    of the blockers are missing facts.
    """

    def rule(status: Status, *demands: tuple[str, Operator, int]) -> Rule:
        return Rule(
            (Pattern(FINDING, tuple(Demand(*one) for one in demands)),), ROOT, STATUSES.index(status), asserted=False
        )

    for duty, certain in _CERTAIN.items():
        for outcome in range(1, sum(OUTCOMES) + 1):
            here: tuple[tuple[str, Operator, int], ...] = (("outcome", "is", outcome), ("duty", "is", duty))
            if outcome in certain:
                yield rule(certain[outcome], *here)
            elif duty:
                yield rule(Status.UNKNOWN, *here, ("missing", "at_least", 1))
                yield rule(Status.NEEDS_JUDGEMENT, *here, ("missing", "at_most", 0))
            else:
                yield rule(Status.UNKNOWN, *here)


FINDING_RULES: Final = Rulebook(tuple(_findings()), (ROOT,))

CONCLUSION: Final = "conclusion"
CONCLUSIONS: Final = tuple(Conclusion)


def _conclusions() -> Iterator[Rule]:
    """From how many norms have a status to the conclusion: the first that fits.

    `outside`: validity unmet; `failed`: obligations unmet; `unknown`, `judged`: of both, those that are open.
    """
    before: list[Demand] = []
    for name, conclusion in (
        ("outside", Conclusion.NOT_IN_FORCE),
        ("failed", Conclusion.INELIGIBLE),
        ("unknown", Conclusion.INCOMPLETE),
        ("judged", Conclusion.NEEDS_JUDGEMENT),
    ):
        demands = (*before, Demand(name, "at_least", 1))
        yield Rule((Pattern(CONCLUSION, demands),), ROOT, CONCLUSIONS.index(conclusion), asserted=False)
        before.append(Demand(name, "at_most", 0))
    yield Rule((Pattern(CONCLUSION, tuple(before)),), ROOT, CONCLUSIONS.index(Conclusion.ELIGIBLE), asserted=False)


CONCLUSION_RULES: Final = Rulebook(tuple(_conclusions()), (ROOT,))
