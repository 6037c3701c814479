"""Values that decide and that no comparison with a constant names: where the domain of another unknown begins or ends,
a whole number that another unknown may equal, an option of a choice among values.
"""

from dataclasses import replace
from datetime import date

import pytest

from huimin_rules.engines.durable import Engine as SecondEngine
from huimin_rules.engines.reference import Engine
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import AnyFact, Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy
from tests.analysis import small
from tests.engines.durable.support import RUNS

LESS, MORE, IS = c.Comparison.LESS_THAN, c.Comparison.MORE_THAN, c.Comparison.IS
WHOLE, DENSE, SHARE = ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT


def fact(path: str, kind: ValueType, low: int, high: int) -> Fact:
    return Fact(path, kind, small.ASKED, minimum=low, maximum=high)


def compare(left: str, op: c.Comparison, right: str | int) -> c.Condition:
    return c.Compare(e.FactRef(left), op, e.FactRef(right) if isinstance(right, str) else small.whole(right))


def between(one: str, low: str | int, high: str | int) -> c.Condition:
    return c.All((compare(one, MORE, low), compare(one, LESS, high)))


EQUAL = c.All((compare("x", IS, "w"), between("x", 1, 5)))
ROWS = FactList("rows", small.ASKED, (fact("rows[].n", WHOLE, 500, 600),))
DAY = Fact("d", ValueType.DATE, small.ASKED)
SOME = c.Quantified(c.Quantifier.SOME, "rows", between("x", "rows[].n", "z"))


@pytest.mark.parametrize(
    ("facts", "condition", "blockers"),
    [
        # What decides lies between the ends of a domain that is narrower than one's own.
        ((fact("w", DENSE, 0, 9), fact("h", SHARE, 0, 1)), compare("w", MORE, "h"), {"w", "h"}),
        (
            (fact("x", WHOLE, 0, 1000), fact("y", WHOLE, 500, 600), fact("z", WHOLE, 500, 600)),
            between("x", "y", "z"),
            {"x", "y", "z"},
        ),
        ((fact("x", WHOLE, 0, 1000), fact("z", WHOLE, 500, 600), ROWS), SOME, {"x", "z", "rows"}),
        # A number that need not be whole equals one that must be, in either order.
        ((fact("w", DENSE, 0, 9), fact("x", WHOLE, 0, 9)), EQUAL, {"w", "x"}),
        ((fact("x", WHOLE, 0, 9), fact("w", DENSE, 0, 9)), EQUAL, {"w", "x"}),
        ((fact("w", DENSE, 0, 9), fact("x", WHOLE, 0, 900)), EQUAL, {"w", "x"}),
        ((fact("x", WHOLE, 0, 900), fact("w", DENSE, 0, 9)), EQUAL, {"w", "x"}),
        # And lies strictly between two of them.
        (
            (fact("w", DENSE, 0, 9), fact("x", WHOLE, 0, 900), fact("y", WHOLE, 0, 900)),
            c.All((between("w", "x", "y"), compare("x", MORE, 1), compare("y", LESS, 4))),
            {"w", "x", "y"},
        ),
        # One of the options, or none of them.
        ((fact("w", DENSE, 0, 9),), c.Member(e.FactRef("w"), (3, 4), negated=True), {"w"}),
        ((fact("x", WHOLE, 0, 900),), c.Member(e.FactRef("x"), (450,)), {"x"}),
        ((DAY,), c.Member(e.FactRef("d"), (date(2024, 2, 27),)), {"d"}),
    ],
)
def test_what_decides_is_tried(facts: tuple[AnyFact, ...], condition: c.Condition, blockers: set[str]) -> None:
    policy = replace(small.policy({"n": condition}), facts=facts)
    application = nothing(policy)
    finding = Engine(policy).decide(application).findings[0]
    assert (finding.status.value, {one.name for one in finding.blockers}) == ("unknown", blockers)
    if RUNS:
        derived = SecondEngine(policy).decide(application)
        if not derived.refused:
            (found,) = derived.findings
            assert (found.status.value, {one.name for one in found.blockers}) == ("unknown", blockers)


def nothing(policy: Policy) -> Application:
    """An application that says nothing."""
    scalars = tuple(one.domain for one in policy.scalars)
    lists = tuple(one.domain for one in policy.lists)
    return Application("", scalars, lists, (None,) * len(scalars), ((),) * len(lists))
