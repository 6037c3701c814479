"""Conditions lowered to circuits: leaves that are looked up in the facts, and gates between them.

A leaf is a test of single values, the choice of a reading, or a tally: how many elements of a list meet an inner
circuit, compared with a whole number. `some`, `every` and plain counts are tallies; definitions are lowered in place.
Negation is a sign at the end of a wire, so that gates are only `and` and `or`, of at most `FAN_IN` wires each: durable
rules with more patterns, or with `any` and `none` in them, cannot be trusted.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, assert_never

from huimin_rules.norms import conditions as c
from huimin_rules.norms.expressions import Count
from huimin_rules.norms.expressions import Literal as Written
from huimin_rules.norms.facts import MAX_ITEMS
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy

FAN_IN: Final = 4
"""The most wires into a gate; more are taken together by gates of gates."""

MOST_NODES: Final = 200
"""The most leaves and gates of a circuit; durable-rules gets slow, and then hangs, on far larger rulesets."""

MOST_USES: Final = 24
"""The most gates that one wire may lead to: each use is up to nine rules on the same node."""

Test: TypeAlias = c.Compare | c.Member | c.Present | c.Within


class TooLarge(Exception):
    """A circuit beyond the stated bounds; the message says which."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reading is fixed to this alternative."""

    reading: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many elements of a list meet `inner` (all of them where it is None): at least, or exactly, `number`."""

    over: str
    inner: "Circuit | None"
    op: Literal["at_least", "is"]
    number: int


Leaf: TypeAlias = Test | Chosen | Tally


@dataclass(frozen=True, slots=True)
class Wire:
    """The value of a node, or its opposite."""

    node: str
    negated: bool = False


Signal: TypeAlias = Wire | bool
"""A wire, or what is known while lowering."""


@dataclass(frozen=True, slots=True)
class Gate:
    """`and` or `or` of two to `FAN_IN` wires."""

    node: str
    kind: Literal["and", "or"]
    wires: tuple[Wire, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Circuit:
    """Leaves `t0`, `t1`, …, gates `g0`, `g1`, … in an order in which each comes after what it needs, and the roots.

    One root: the truth of a condition. Two: whether a norm applies, and whether what it requires holds.
    """

    leaves: tuple[Leaf, ...]
    gates: tuple[Gate, ...]
    roots: tuple[Signal, ...]


@dataclass(slots=True)
class _Drawing:
    """A circuit being drawn; equal leaves and equal gates are drawn once."""

    leaves: dict[Leaf, str] = field(default_factory=dict)
    gates: dict[tuple[str, tuple[Wire, ...]], Gate] = field(default_factory=dict)

    def leaf(self, leaf: Leaf) -> Wire:
        return Wire(self.leaves.setdefault(leaf, f"t{len(self.leaves)}"))

    def joined(self, kind: Literal["and", "or"], signals: Iterable[Signal]) -> Signal:
        """`and` or `or` of some signals; what is known is left out or decides."""
        decisive = kind == "or"
        wires: dict[Wire, None] = {}
        for signal in signals:
            if isinstance(signal, Wire):
                if Wire(signal.node, not signal.negated) in wires:
                    # A condition and its opposite; durable-rules would not match one fact twice in a rule either.
                    return decisive
                wires[signal] = None
            elif signal is decisive:
                return decisive
        found = tuple(wires)
        while len(found) > 1:
            found = tuple(self._gate(kind, found[at : at + FAN_IN]) for at in range(0, len(found), FAN_IN))
        return found[0] if found else not decisive

    def _gate(self, kind: Literal["and", "or"], wires: tuple[Wire, ...]) -> Wire:
        if len(wires) == 1:
            return wires[0]
        if (kind, wires) not in self.gates:
            self.gates[kind, wires] = Gate(f"g{len(self.gates)}", kind, wires)
        return Wire(self.gates[kind, wires].node)

    def finished(self, roots: tuple[Signal, ...]) -> Circuit:
        """The circuit of what the roots need: a fact that no rule looks at would be refused by durable-rules."""
        leaves, gates = self._needed(roots)
        names = {node: f"t{index}" for index, node in enumerate(leaves.values())}
        names |= {gate.node: f"g{index}" for index, gate in enumerate(gates)}
        if len(names) > MOST_NODES:
            raise TooLarge(f"条件有 {len(names)} 个结点，多于 {MOST_NODES} 个")
        uses = Counter(wire.node for gate in gates for wire in gate.wires)
        most = max(uses.values(), default=0)
        if most > MOST_USES:
            raise TooLarge(f"一个要件用了 {most} 次，多于 {MOST_USES} 次")

        def renamed(wire: Wire) -> Wire:
            return Wire(names[wire.node], wire.negated)

        return Circuit(
            tuple(leaves),
            tuple(Gate(names[gate.node], gate.kind, tuple(map(renamed, gate.wires))) for gate in gates),
            tuple(renamed(root) if isinstance(root, Wire) else root for root in roots),
        )

    def _needed(self, roots: tuple[Signal, ...]) -> tuple[dict[Leaf, str], list[Gate]]:
        """The leaves and gates below some roots, in the order in which they were drawn."""
        wanted = {root.node for root in roots if isinstance(root, Wire)}
        gates: list[Gate] = []
        # A gate is drawn after what goes into it, so one look from the end finds all.
        for gate in reversed(self.gates.values()):
            if gate.node in wanted:
                gates.append(gate)
                wanted.update(wire.node for wire in gate.wires)
        return {leaf: node for leaf, node in self.leaves.items() if node in wanted}, gates[::-1]


def opposite(signal: Signal) -> Signal:
    """The negated signal."""
    return Wire(signal.node, not signal.negated) if isinstance(signal, Wire) else not signal


class Circuits:
    """Draws the circuits of a policy; the circuit of a condition is drawn once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._drawn: dict[c.Condition, Circuit] = {}

    def of(self, condition: c.Condition) -> Circuit:
        """The circuit with one root: the truth of the condition. Raises TooLarge."""
        if condition not in self._drawn:
            drawing = _Drawing()
            self._drawn[condition] = drawing.finished((self._signal(drawing, condition),))
        return self._drawn[condition]

    def of_norm(self, norm: Norm) -> Circuit:
        """The circuit with two roots: whether the norm applies, and whether what it requires holds. Raises
        TooLarge.
        """
        drawing = _Drawing()
        applies = self._applies(drawing, norm)
        return drawing.finished((applies, self._signal(drawing, norm.requires or c.Constant(True))))

    def _applies(self, drawing: _Drawing, norm: Norm) -> Signal:
        wanted = [self._signal(drawing, part) for part in (norm.who, norm.when) if part is not None]
        if norm.unless is not None:
            wanted.append(opposite(self._signal(drawing, norm.unless)))
        return drawing.joined("and", wanted)

    def _signal(self, drawing: _Drawing, condition: c.Condition) -> Signal:
        match condition:
            case c.Constant(value):
                return value
            case c.All(parts):
                return drawing.joined("and", [self._signal(drawing, part) for part in parts])
            case c.AnyOf(parts):
                return drawing.joined("or", [self._signal(drawing, part) for part in parts])
            case c.Not(part):
                return opposite(self._signal(drawing, part))
            case c.Compare(Count(over, where), op, Written(int(number))) if not isinstance(number, bool):
                return self._count(drawing, over, where, op, number)
            case c.Compare() | c.Member() | c.Present() | c.Within():
                return drawing.leaf(condition)
            case c.Quantified(c.Quantifier.SOME, over, satisfies):
                return self._count(drawing, over, satisfies, c.Comparison.AT_LEAST, 1)
            case c.Quantified(_, over, satisfies):
                return opposite(self._count(drawing, over, c.Not(satisfies), c.Comparison.AT_LEAST, 1))
            case c.Holds(name):
                norm = self.policy.norm_by_id[name]
                required = self._signal(drawing, norm.requires or c.Constant(True))
                return drawing.joined("and", [self._applies(drawing, norm), required])
            case c.ConditionByReading(reading, alternatives):
                return drawing.joined(
                    "or",
                    [
                        drawing.joined("and", [drawing.leaf(Chosen(reading, name)), self._signal(drawing, alternative)])
                        for name, alternative in alternatives
                    ],
                )
            case _:
                assert_never(condition)

    def _count(self, drawing: _Drawing, over: str, where: c.Condition | None, op: c.Comparison, number: int) -> Signal:
        """A comparison of a count, as a tally that is at least or exactly a number."""
        match op:
            case c.Comparison.AT_LEAST:
                return self._tally(drawing, over, where, "at_least", number)
            case c.Comparison.MORE_THAN:
                return self._tally(drawing, over, where, "at_least", number + 1)
            case c.Comparison.AT_MOST:
                return opposite(self._tally(drawing, over, where, "at_least", number + 1))
            case c.Comparison.LESS_THAN:
                return opposite(self._tally(drawing, over, where, "at_least", number))
            case c.Comparison.IS:
                return self._tally(drawing, over, where, "is", number)
            case c.Comparison.IS_NOT:
                return opposite(self._tally(drawing, over, where, "is", number))
            case _:
                assert_never(op)

    def _tally(
        self, drawing: _Drawing, over: str, where: c.Condition | None, op: Literal["at_least", "is"], number: int
    ) -> Signal:
        # A list has no more than MAX_ITEMS elements, so that only small numbers ever get into a rule.
        if number > MAX_ITEMS or (op == "is" and number < 0):
            return False
        if number <= 0 and op == "at_least":
            return True
        inner = None if where is None else self.of(where)
        if inner is not None and inner.roots == (True,):
            inner = None
        return drawing.leaf(Tally(over, inner, op, number))
