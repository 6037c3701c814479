"""Every measured hazard of durable-rules, and the guard that stands before it (docs/second-engine.md)."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin_rules.engines.durable import session
from huimin_rules.engines.durable.circuits import Circuit, Gate, Tally, Wire
from huimin_rules.engines.durable.rulebooks import (
    CONCLUSION,
    CONCLUSION_RULES,
    FINDING,
    FINDING_RULES,
    MET,
    NOT_APPLICABLE,
    PARTS,
    PARTS_RULES,
    ROOT,
    UNMET,
    VALUE,
    Demand,
    Pattern,
    Rule,
    Rulebook,
    rulebook,
    tally_node,
)
from huimin_rules.engines.durable.session import Faulty, run
from huimin_rules.norms.conditions import Present
from huimin_rules.norms.expressions import FactRef
from tests.engines.durable.support import needs_durable

pytestmark = needs_durable

Facts = dict[str, dict[str, int]]


def leaf(number: int) -> Present:
    return Present(FactRef(f"f{number}"))


def circuit(gates: Sequence[Gate], leaves: int, *roots: Wire | bool) -> Circuit:
    return Circuit(tuple(leaf(number) for number in range(leaves)), tuple(gates), roots)


def looked(values: Sequence[int]) -> Facts:
    return {f"t{number}": {VALUE: value} for number, value in enumerate(values)}


def kleene(found: Circuit, values: Sequence[int]) -> int:
    """Strong Kleene logic: the least of an `and`, the greatest of an `or`."""
    known = {f"t{number}": value for number, value in enumerate(values)}

    def at(wire: Wire | bool) -> int:
        if isinstance(wire, bool):
            return 2 * wire
        return 2 - known[wire.node] if wire.negated else known[wire.node]

    for gate in found.gates:
        known[gate.node] = (min if gate.kind == "and" else max)(map(at, gate.wires))
    return at(found.roots[0])


TWO = circuit([Gate("g0", "and", (Wire("t0"), Wire("t1", True)))], 2, Wire("g0"))
DEEP = circuit(
    [
        Gate("g0", "or", (Wire("t0"), Wire("t1"), Wire("t2", True))),
        Gate("g1", "and", (Wire("g0", True), Wire("t3"))),
        Gate("g2", "or", (Wire("g0"), Wire("g1"), Wire("t0", True), Wire("t3"))),
    ],
    4,
    Wire("g2", True),
)


@pytest.mark.parametrize("found", [TWO, DEEP])
def test_a_circuit_is_kleene_s_logic_for_all_that_can_go_in(found: Circuit) -> None:
    for values in product(range(3), repeat=len(found.leaves)):
        assert run(rulebook(found), looked(values))[ROOT] == kleene(found, values)


@st.composite
def circuits(draw: st.DrawFn) -> Circuit:
    leaves = draw(st.integers(2, 7))
    nodes = [f"t{number}" for number in range(leaves)]
    gates: list[Gate] = []
    while len(nodes) > 1:
        chosen = draw(st.lists(st.sampled_from(nodes), min_size=2, max_size=4, unique=True))
        wires = tuple(Wire(node, draw(st.booleans())) for node in chosen)
        gates.append(Gate(f"g{len(gates)}", draw(st.sampled_from(["and", "or"])), wires))
        nodes = [node for node in nodes if node not in chosen[1:] and node != chosen[0]] + [gates[-1].node]
        if draw(st.booleans()) and chosen[0] not in nodes:
            nodes.insert(0, chosen[0])
        if len(gates) > 12:
            nodes = nodes[-1:]
    used = {wire.node for gate in gates for wire in gate.wires}
    last = gates[-1]
    unused = [gate.node for gate in gates if gate.node not in used and gate is not last]
    unused += [f"t{number}" for number in range(leaves) if f"t{number}" not in used]
    for start in range(0, len(unused), 3):
        wires = (Wire(gates[-1].node), *(Wire(node) for node in unused[start : start + 3]))
        gates.append(Gate(f"g{len(gates)}", "or", wires))
    return circuit(gates, leaves, Wire(gates[-1].node))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(circuits(), st.lists(st.integers(0, 2), min_size=7, max_size=7))
def test_random_circuits_are_kleene_s_logic(found: Circuit, values: list[int]) -> None:
    here = values[: len(found.leaves)]
    for some in (here, [0] * len(here), [1] * len(here), [2] * len(here)):
        assert run(rulebook(found), looked(some))[ROOT] == kleene(found, some)


@pytest.mark.parametrize("op", ["at_least", "is"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_tally_is_decided_by_its_bounds(op: Any, number: int) -> None:
    found = rulebook(Circuit((Tally("rows", None, op, number),), (), (Wire("t0"),)))
    for low, high in product(range(4), repeat=2):
        if low <= high:
            counts = range(low, high + 1)
            answers = {count >= number if op == "at_least" else count == number for count in counts}
            expected = 1 if len(answers) == 2 else 2 * answers.pop()
            assert run(found, {tally_node("t0"): {"low": low, "high": high}})[ROOT] == expected


def test_the_outcomes_of_a_norm() -> None:
    found = rulebook(circuit([], 2, Wire("t0"), Wire("t1")))
    for applies, requires in product(range(3), repeat=2):
        worlds = product(*({0: [False], 1: [False, True], 2: [True]}[one] for one in (applies, requires)))
        expected = {NOT_APPLICABLE if not one else MET if two else UNMET for one, two in worlds}
        assert run(found, looked((applies, requires)))[ROOT] == sum(expected)


def test_the_outcomes_of_a_norm_with_parts() -> None:
    for parts in product((MET, UNMET, NOT_APPLICABLE, 3, 5, 6, 7), repeat=2):
        expected = set()
        for chosen in product(*([bit for bit in (MET, UNMET, NOT_APPLICABLE) if bit & part] for part in parts)):
            expected.add(UNMET if UNMET in chosen else MET if MET in chosen else NOT_APPLICABLE)
        tallied = {
            "unmet": sum(bool(part & UNMET) for part in parts),
            "surely": parts.count(UNMET),
            "met": sum(bool(part & MET) for part in parts),
            "bound": sum(not part & NOT_APPLICABLE for part in parts),
        }
        assert run(PARTS_RULES, {PARTS: tallied})[ROOT] == sum(expected)


# --- a comparison with a missing property counts as true

EVERY: list[tuple[Rulebook, Facts]] = [
    (rulebook(TWO), looked((2, 1))),
    (rulebook(Circuit((Tally("rows", None, "is", 1),), (), (Wire("t0"),))), {"q0": {"low": 1, "high": 1}}),
    (PARTS_RULES, {PARTS: {"unmet": 1, "surely": 1, "met": 0, "bound": 1}}),
    (FINDING_RULES, {FINDING: {"outcome": 3, "duty": 1, "missing": 1}}),
    (CONCLUSION_RULES, {CONCLUSION: {"outside": 0, "failed": 1, "unknown": 0, "judged": 0}}),
]


@pytest.mark.parametrize(("rules", "facts"), EVERY)
def test_a_property_that_is_not_there_never_counts(rules: Rulebook, facts: Facts) -> None:
    complete = run(rules, facts)[ROOT]
    for node, numbers in facts.items():
        for name in numbers:
            less = deepcopy(facts)
            del less[node][name]
            try:
                found = run(rules, less)[ROOT]
            except Faulty:
                continue
            # A rule that does not look at the property may still say what is right.
            assert found == complete


def test_every_pattern_asks_first_whether_its_properties_are_there() -> None:
    for rules, _ in EVERY:
        for pattern in (pattern for rule in rules.rules for pattern in rule.patterns):
            asked = session._pattern(pattern)["$and"]
            names = list(dict.fromkeys(["n", *(demand.name for demand in pattern.demands)]))
            assert asked[: len(names)] == [{"$ex": {name: 1}} for name in names]


# --- what crosses the border


@pytest.mark.parametrize("value", ["1", True, 1.0, float("nan"), 2**63, -(2**63), 1_000_001, None, "a" * 5000, [1]])
def test_only_small_whole_numbers_cross(value: Any) -> None:
    with pytest.raises(Faulty, match="不是规则引擎的数值"):
        run(rulebook(TWO), {"t0": {VALUE: value}, "t1": {VALUE: 2}})


@pytest.mark.parametrize("name", ["申报日期", "T0", "t 0", "", "t" * 17, "$and", "t0\n"])
def test_only_names_of_our_own_cross(name: str) -> None:
    with pytest.raises(Faulty, match="不是规则引擎的名称"):
        run(rulebook(TWO), {name: {VALUE: 1}})
    with pytest.raises(Faulty, match="不是规则引擎的名称"):
        run(rulebook(TWO), {"t0": {name: 1}})
    with pytest.raises(Faulty, match="不是规则引擎的名称"):
        run(Rulebook((Rule((Pattern(name, ()),), ROOT, 1, asserted=False),), (ROOT,)), {})


# --- actions, chains, results


def test_an_action_that_fails_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = session._Host._recorder

    def failing(self: Any, rule: Rule) -> Callable[[Any], None]:
        def fail(closure: Any) -> None:
            raise ValueError("broken")

        return fail if rule.node == "g1" else recorder(self, rule)

    monkeypatch.setattr(session._Host, "_recorder", failing)
    other = replace(rulebook(DEEP), nodes=(ROOT,))
    with pytest.raises(Faulty, match="规则的动作出错：exception caught broken"):
        session._Host().run(other, looked((0, 0, 2, 2)))


def test_an_action_has_one_parameter() -> None:
    action = session._host()._recorder(Rule((), ROOT, 1, asserted=False))
    assert action.__code__.co_argcount == 1


@pytest.mark.parametrize("found", [TWO, DEEP])
def test_a_rule_that_is_gone_is_a_fault_and_never_another_answer(found: Circuit) -> None:
    rules = rulebook(found)
    inputs = list(product(range(3), repeat=len(found.leaves)))
    if found is DEEP:
        inputs = inputs[::5] + inputs[-3:]
    for index in range(len(rules.rules)):
        less = Rulebook((*rules.rules[:index], *rules.rules[index + 1 :]), rules.nodes)
        faults = 0
        for values in inputs:
            try:
                assert run(less, looked(values))[ROOT] == kleene(found, values)
            except Faulty:
                faults += 1
        assert faults or found is DEEP


def test_a_node_that_is_derived_twice_is_a_fault() -> None:
    rules = rulebook(TWO)
    more = Rulebook((*rules.rules, Rule(rules.rules[-1].patterns, ROOT, 0, asserted=False)), rules.nodes)
    with pytest.raises(Faulty, match="结点 root 得出两次"):
        run(more, looked((2, 0)))


def test_a_fact_that_no_rule_looks_at_is_a_fault_and_the_next_session_is_sound() -> None:
    with pytest.raises(Faulty, match="MessageNotHandledException"):
        run(rulebook(TWO), {**looked((2, 0)), "t9": {VALUE: 1}})
    assert run(rulebook(TWO), looked((2, 0)))[ROOT] == 2


def test_rulesets_are_registered_once_and_what_is_given_is_not_changed() -> None:
    rules = rulebook(TWO)
    before = deepcopy(rules)
    run(rules, looked((0, 0)))
    names = dict(session._host()._names)
    for _ in range(3):
        run(Rulebook(deepcopy(rules.rules), rules.nodes), looked((2, 2)))
    assert session._host()._names == names
    assert rules == before


def test_rulebooks_that_differ_only_in_what_follows_are_kept_apart() -> None:
    same = (Pattern("t0", (Demand(VALUE, "at_least", 0),)),)
    for value in (1, 2, 0):
        assert run(Rulebook((Rule(same, ROOT, value, asserted=False),), (ROOT,)), looked((1,)))[ROOT] == value


# --- names are hashes


def test_names_with_one_hash_are_refused() -> None:
    assert session.hashed("costarring") == session.hashed("liquid")
    same = Rule((Pattern("costarring", ()), Pattern("liquid", ())), ROOT, 1, asserted=False)
    with pytest.raises(Faulty, match="costarring 和 liquid 的散列值相同"):
        run(Rulebook((same,), (ROOT,)), {})


# --- threads


def test_eight_threads_each_get_their_own_answer() -> None:
    inputs = list(product(range(3), repeat=4))
    expected = [kleene(DEEP, values) for values in inputs]
    found: list[list[int]] = [[] for _ in range(8)]

    def work(number: int) -> None:
        found[number] = [run(rulebook(DEEP), looked(values))[ROOT] for values in inputs]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    session._Host().run(rulebook(TWO), looked((1, 1)))
    run(rulebook(TWO), looked((1, 1)))
    assert threading.active_count() == before


def test_what_did_not_boot_is_not_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    host = session._Host()
    deleted: list[object] = []

    def refusing(name: str, fact: object) -> None:
        raise host._errors[0](fact)

    monkeypatch.setattr(host._engine, "assert_fact", refusing)
    monkeypatch.setattr(host._engine, "delete_state", lambda *some: deleted.append(some))
    with pytest.raises(Faulty):
        host.run(rulebook(TWO), looked((1, 1)))
    assert deleted == []


# --- what can crash or hang, in a process of its own


def apart(program: str, seconds: int = 120) -> Any:
    """What a program prints as JSON, if it ends in time and well."""
    ran = subprocess.run(
        [sys.executable, "-c", _PRELUDE + program], capture_output=True, text=True, timeout=seconds, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


_PRELUDE = """
import json, resource
from huimin_rules.engines.durable import session
from huimin_rules.engines.durable.circuits import FAN_IN, MOST_NODES, MOST_USES, Circuit, Gate, Wire
from huimin_rules.engines.durable.rulebooks import ROOT, VALUE, rulebook
from huimin_rules.norms.conditions import Present
from huimin_rules.norms.expressions import FactRef

def leaves(number):
    return tuple(Present(FactRef(f"f{one}")) for one in range(number))

def looked(values):
    return {f"t{number}": {VALUE: value} for number, value in enumerate(values)}
"""


def test_a_session_in_which_nothing_fired_is_not_deleted() -> None:
    found = apart("""
host = session._host()
rules = rulebook(Circuit(leaves(1), (), (Wire("t0"),)))
host.run(rules, looked([2]))
asserting, faults = host._engine.assert_fact, 0
def refusing(name, fact):
    raise host._errors[0](fact)
for _ in range(20):
    host._engine.assert_fact = refusing
    try:
        host.run(rules, looked([2]))
    except session.Faulty:
        faults += 1
    host._engine.assert_fact = asserting
    assert host.run(rules, looked([0]))[ROOT] == 0
print(json.dumps({"faults": faults}))
""")
    assert found == {"faults": 20}


def test_a_circuit_at_the_bound_is_derived_in_time() -> None:
    found = apart("""
level, gates = [f"t{one}" for one in range(148)], []
while len(level) > 1:
    level = [level[at : at + FAN_IN] for at in range(0, len(level), FAN_IN)]
    for index, nodes in enumerate(level):
        if len(nodes) > 1:
            gates.append(Gate(f"g{len(gates)}", "and" if len(gates) % 2 else "or", tuple(map(Wire, nodes))))
            level[index] = [gates[-1].node]
    level = [nodes[0] for nodes in level]
large = Circuit(leaves(148), tuple(gates), (Wire(level[0]),))
assert MOST_NODES - 2 <= 148 + len(gates) <= MOST_NODES, len(gates)
shared = Circuit(
    leaves(MOST_USES + 1),
    (*(Gate(f"g{one}", "and", (Wire("t0"), Wire(f"t{one + 1}"))) for one in range(MOST_USES)),
     *(Gate(f"g{MOST_USES + one}", "or", tuple(Wire(f"g{4 * one + at}") for at in range(4))) for one in range(6)),
     Gate("g30", "or", tuple(Wire(f"g{MOST_USES + at}") for at in range(4))),
     Gate("g31", "or", (Wire("g30"), Wire("g28"), Wire("g29")))),
    (Wire("g31"),),
)
answers = []
for number, circuit in ((148, large), (MOST_USES + 1, shared)):
    answers.append([session.run(rulebook(circuit), looked([value] * number))[ROOT] for value in (0, 1, 2)])
print(json.dumps(answers))
""")
    assert found == [[0, 1, 2], [0, 1, 2]]


def test_memory_stays_level_over_ten_thousand_sessions() -> None:
    found = apart("""
rules = rulebook(Circuit(leaves(2), (Gate("g0", "and", (Wire("t0"), Wire("t1"))),), (Wire("g0"),)))
def some(number):
    for one in range(number):
        session.run(rules, looked([one % 3, one % 2]))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([some(2000), some(10000), len(session._host()._names)]))
""")
    before, after, books = found
    assert books == 1
    # In KiB on Linux: ten thousand sessions may take no more than a few hundred bytes each.
    assert after - before < 4096
