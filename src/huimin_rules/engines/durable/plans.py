"""A norm and the consistency rules that bear on it, as circuits, with everything they look up."""

from collections.abc import Iterator
from dataclasses import dataclass

from huimin_rules.engines.durable.circuits import Chosen, Circuit, Circuits, Leaf, Tally, Test
from huimin_rules.engines.durable.reach import list_of
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.walk import Node, References, conditions, norm_references, parts, references


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A norm, ready to be derived.

    `rules` are the consistency rules that share a fact or a reading with the norm, directly or through one another,
    those that are tied together side by side; `own` is what the norm itself refers to. `plain` holds the leaves that
    are decided once, `each` for every list those decided for each of its elements.
    `nested` holds further tests of elements, of conditions that stand inside a computation (points when some patent is
    granted), and `tallies` all counts and quantifiers, those included. `computed` are the lists over which a number is
    computed (a total, a count that is compared with another fact), `mentioned` all facts that a test mentions.
    """

    norm: Norm
    circuit: Circuit
    rules: tuple[tuple[Consistency, ...], ...]
    rule_circuits: tuple[Circuit, ...]
    own: References
    plain: tuple[Test | Chosen, ...]
    each: dict[str, tuple[Test, ...]]
    tallies: dict[str, tuple[Tally, ...]]
    nested: dict[str, tuple[Test, ...]]
    computed: frozenset[str]
    mentioned: frozenset[str]

    def of_elements(self, over: str) -> tuple[Test, ...]:
        """All tests of the elements of a list."""
        return tuple(dict.fromkeys((*self.each.get(over, ()), *self.nested.get(over, ()))))

    def tests(self) -> Iterator[Test]:
        """All tests, of readings apart."""
        yield from (test for test in self.plain if not isinstance(test, Chosen))
        for tests in self.each.values():
            yield from tests


def plan(policy: Policy, norm: Norm, circuits: Circuits) -> Plan:
    """The plan of a norm. Raises TooLarge."""
    circuit = circuits.of_norm(norm)
    own = norm_references(policy, norm)
    rules = _connected(policy, own)
    rule_circuits = tuple(circuits.of(rule.requires) for group in rules for rule in group)
    plain: dict[Test | Chosen, None] = {}
    each: dict[str, dict[Test, None]] = {norm.for_each: {}} if norm.for_each is not None else {}
    tallies: dict[str, dict[Tally, None]] = {}
    for root, inside in ((circuit, norm.for_each), *((one, None) for one in rule_circuits)):
        for leaf, where in _leaves(root, inside):
            if isinstance(leaf, Tally):
                each.setdefault(leaf.over, {})
                tallies.setdefault(leaf.over, {})[leaf] = None
            elif where is not None and not isinstance(leaf, Chosen) and in_element(leaf):
                each.setdefault(where, {})[leaf] = None
            else:
                plain[leaf] = None
    tests = [
        *(test for test in plain if not isinstance(test, Chosen)),
        *(test for some in each.values() for test in some),
    ]
    nested: dict[str, dict[Test, None]] = {}
    computed: set[str] = set()
    for test in tests:
        for leaf, over in _within(circuits, test, None, computed):
            if isinstance(leaf, Tally):
                tallies.setdefault(leaf.over, {})[leaf] = None
            elif over is not None and not isinstance(leaf, Chosen) and in_element(leaf):
                nested.setdefault(over, {})[leaf] = None
    return Plan(
        norm,
        circuit,
        rules,
        rule_circuits,
        own,
        tuple(plain),
        {over: tuple(leaves) for over, leaves in each.items()},
        {over: tuple(found) for over, found in tallies.items()},
        {over: tuple(found) for over, found in nested.items()},
        frozenset(computed),
        frozenset(node.path for test in tests for node in everything(policy, test) if isinstance(node, e.FactRef)),
    )


def _within(
    circuits: Circuits, node: Node, inside: str | None, computed: set[str]
) -> Iterator[tuple[Leaf, str | None]]:
    """The leaves of conditions that stand inside a computation, each with the list whose elements it is about; the
    lists that are computed over are noted.
    """
    wanted: list[tuple[c.Condition | None, str | None]] = []
    match node:
        case e.Points(awards):
            wanted = [(award.when, inside) for award in awards]
        case e.Count(over, where):
            computed.add(over)
            wanted = [(where, over)]
        case e.Total(over, of, where):
            computed.add(over)
            wanted = [(where, over)]
            yield from _within(circuits, of, over, computed)
        case _:
            for part in parts(node):
                yield from _within(circuits, part, inside, computed)
    for condition, of_list in wanted:
        if condition is not None:
            for leaf, about in _leaves(circuits.of(condition), of_list):
                yield leaf, about
                if not isinstance(leaf, Tally | Chosen):
                    yield from _within(circuits, leaf, about, computed)


def _leaves(circuit: Circuit, inside: str | None) -> Iterator[tuple[Leaf, str | None]]:
    """The leaves of a circuit and of the circuits within it, each with the list whose element it is about."""
    for leaf in circuit.leaves:
        yield leaf, inside
        if isinstance(leaf, Tally) and leaf.inner is not None:
            yield from _leaves(leaf.inner, leaf.over)


def in_element(node: Node) -> bool:
    """Whether a test looks at a field of the element at hand, and not only inside a count or a total of its own."""
    match node:
        case c.Quantified() | e.Count() | e.Total():
            return False
        case e.FactRef(path):
            return bool(list_of(path))
        case _:
            return any(map(in_element, parts(node)))


def everything(policy: Policy, node: Node) -> Iterator[Node]:
    """A node and all below it, definitions included."""
    yield node
    below = conditions(policy.norm_by_id[node.definition]) if isinstance(node, c.Holds) else parts(node)
    for part in below:
        yield from everything(policy, part)


def _connected(policy: Policy, own: References) -> tuple[tuple[Consistency, ...], ...]:
    """The consistency rules that bear on what is referred to, in groups that share no fact, list or reading."""
    groups: list[tuple[set[tuple[str, str]], list[Consistency]]] = []
    for rule in policy.consistency:
        names = _names(references(policy, (rule.requires,)))
        joined = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        groups.append(
            (
                names.union(*(group[0] for group in joined)),
                [*(one for group in joined for one in group[1]), rule],
            )
        )
    wanted = _names(own)
    return tuple(tuple(rules) for names, rules in groups if names & wanted)


def _names(referred: References) -> set[tuple[str, str]]:
    """What is referred to, with its kind: a reading may be called what a fact is called."""
    kinds = (("fact", referred.facts), ("list", referred.lists), ("reading", referred.readings))
    return {(kind, name) for kind, names in kinds for name in names}
