"""One run of a rulebook on durable-rules, behind every guard that its measured hazards ask for (docs/second-engine.md).

What crosses the border: names of nodes and properties that this room made up, and whole numbers within `MOST`. No text
of an application, no amount and no date ever does. Facts are asserted, never posted; actions only record what fired and
assert what follows; a result counts only if each node has exactly one value and the state holds no exception.

Raises MissingExtra where durable-rules is not installed or does not work with this Python.
"""

import re
import sys
import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from huimin_rules.engines.durable.circuits import FAN_IN
from huimin_rules.engines.durable.rulebooks import BOOT, NODE, TRUE, VALUE, Demand, Pattern, Rule, Rulebook
from huimin_rules.errors import MissingExtra

MOST: Final = 1_000_000
"""The largest number that crosses the border: far below 2^31, and counts of elements are far below it."""

SESSION: Final = "sid"
_ONLY: Final = "one"
_NAME: Final = re.compile(r"[a-z][a-z0-9]{0,15}", re.ASCII)
_OPERATORS: Final = {"at_least": "$gte", "at_most": "$lte"}

Numbers: TypeAlias = Mapping[str, int]
Facts: TypeAlias = Mapping[str, Numbers]
"""Nodes and the properties of the fact about each."""


class Faulty(Exception):
    """The rule engine did not do what it was asked; the message says how that was seen."""


def run(rulebook: Rulebook, facts: Facts) -> Mapping[str, int]:
    """The value of each node that the rules derive from some facts. Raises Faulty, and MissingExtra."""
    return _host().run(rulebook, facts)


@cache
def _host() -> "_Host":
    return _Host()


class _Host:
    """The only user of durable-rules in a process: rulesets are never let go by it, so each is registered once."""

    def __init__(self) -> None:
        self._engine, self._errors = _durable()
        self._names: dict[tuple[Rule, ...], str] = {}
        self._lock = threading.Lock()
        self._fired: list[tuple[str, int]] = []

    def run(self, rulebook: Rulebook, facts: Facts) -> Mapping[str, int]:
        """One session from the boot fact to its end; only one session lives at a time."""
        asserted = [{SESSION: _ONLY, NODE: node, **_crossing(node, numbers)} for node, numbers in facts.items()]
        with self._lock:
            name = self._registered(rulebook)
            self._fired = []
            try:
                # A session in which no action ran cannot be deleted without a crash: this rule fires in every one.
                self._engine.assert_fact(name, {SESSION: _ONLY, NODE: BOOT, VALUE: TRUE})
                for fact in asserted:
                    self._engine.assert_fact(name, fact)
                state = self._engine.get_state(name, _ONLY)
            except self._errors as error:
                raise Faulty(f"{type(error).__name__}: {error}") from None
            finally:
                self._ended(name)
            return _checked(rulebook, self._fired, state)

    def _ended(self, name: str) -> None:
        """Let go of the session, unless no action ran in it."""
        if self._fired:
            self._engine.delete_state(name, _ONLY)

    def _registered(self, rulebook: Rulebook) -> str:
        """The name of the ruleset; rulebooks that say the same share one."""
        # What follows is part of what a rulebook says, though durable-rules sees only the patterns.
        if rulebook.rules not in self._names:
            name = f"book{len(self._names)}"
            _no_collision({name, SESSION, _ONLY, *_names(rulebook)})
            booted = Rule((Pattern(BOOT, (Demand(VALUE, "is", TRUE),)),), BOOT, TRUE, asserted=False)
            # durable-rules changes the mapping that it is given: this one is made for it.
            rules = {
                f"r{index}": {**_definition(rule), "run": self._recorder(rule)}
                for index, rule in enumerate((booted, *rulebook.rules))
            }
            self._engine.set_rulesets({name: rules})
            self._names[rulebook.rules] = name
        return self._names[rulebook.rules]

    def _recorder(self, rule: Rule) -> Callable[[Any], None]:
        """The action of a rule, with one parameter (two would make it asynchronous)."""

        def record(closure: Any) -> None:  # noqa: ANN401  # a Closure of a library without types
            self._fired.append((rule.node, rule.value))
            if rule.asserted:
                closure.assert_fact({NODE: rule.node, VALUE: rule.value})

        return record


def _durable() -> tuple[Any, tuple[type[Exception], ...]]:
    """A host of durable-rules whose background loop does nothing, and the errors it raises."""
    try:
        from durable import engine
        from durable_rules_engine import error
    except ImportError:
        needed = "第二引擎" if sys.version_info < (3, 13) else "第二引擎（只能在 Python 3.11 或 3.12 上运行）"
        raise MissingExtra("durable", needed) from None

    class Quiet(engine.Host):  # type: ignore[misc]  # a library without types
        """Runs actions where facts are asserted, and nowhere else."""

        def _run(self) -> None:
            """No timers."""

    return Quiet(), (engine.MessageNotHandledException, engine.MessageObservedException, error)


def _crossing(node: str, numbers: Numbers) -> Numbers:
    """The properties of a fact, if only names of our own and small whole numbers are in them."""
    for name in (node, *numbers):
        if not _NAME.fullmatch(name):
            raise Faulty(f"不是规则引擎的名称：{name!r}")
    for value in numbers.values():
        if type(value) is not int or not -MOST <= value <= MOST:
            raise Faulty(f"不是规则引擎的数值：{value!r}")
    return numbers


def _checked(rulebook: Rulebook, fired: list[tuple[str, int]], state: Mapping[str, object]) -> Mapping[str, int]:
    """The values recorded, if every node has exactly one and no action failed."""
    if "exception" in state:
        raise Faulty(f"规则的动作出错：{state['exception']}")
    values: dict[str, int] = {}
    for node, value in fired:
        if node in values:
            raise Faulty(f"结点 {node} 得出两次")
        values[node] = value
    for node in rulebook.nodes:
        if node not in values:
            raise Faulty(f"结点 {node} 没有得出值")
    return values


def _definition(rule: Rule) -> dict[str, Any]:
    return {"all": [{f"m{index}": _pattern(pattern)} for index, pattern in enumerate(rule.patterns)]}


def _pattern(pattern: Pattern) -> dict[str, Any]:
    """`$ex` first: a comparison whose property is missing counts as true."""
    there = [{"$ex": {name: 1}} for name in dict.fromkeys([NODE, *(demand.name for demand in pattern.demands)])]
    return {"$and": [*there, {NODE: pattern.node}, *map(_demand, pattern.demands)]}


def _demand(demand: Demand) -> dict[str, Any]:
    compared = {demand.name: demand.number}
    return compared if demand.op == "is" else {_OPERATORS[demand.op]: compared}


def _names(rulebook: Rulebook) -> set[str]:
    """Every name that durable-rules hashes for a rulebook."""
    patterns = [pattern for rule in rulebook.rules for pattern in rule.patterns]
    return (
        {NODE, VALUE, BOOT, *rulebook.nodes}
        | {f"r{index}" for index in range(len(rulebook.rules) + 1)}
        | {f"m{index}" for index in range(FAN_IN)}
        | {pattern.node for pattern in patterns}
        | {demand.name for pattern in patterns for demand in pattern.demands}
    )


def hashed(name: str) -> int:
    """FNV-1a of 32 bits, by which durable-rules tells names apart."""
    found = 2166136261
    for byte in name.encode("ascii"):
        found = (found ^ byte) * 16777619 & 0xFFFFFFFF
    return found


def _no_collision(names: set[str]) -> None:
    seen: dict[int, str] = {}
    for name in sorted(names):
        if not _NAME.fullmatch(name):
            raise Faulty(f"不是规则引擎的名称：{name!r}")
        other = seen.setdefault(hashed(name), name)
        if other != name:
            raise Faulty(f"名称 {other} 和 {name} 的散列值相同")
