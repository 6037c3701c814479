"""A consistency rule that shares nothing with a norm but an open reading: what the facts exclude of the reading is no
completion.
"""

import pytest

from huimin_rules.engines.durable import Engine as SecondEngine
from huimin_rules.engines.reference import Engine
from huimin_rules.norms import conditions as c
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from tests.analysis import small
from tests.engines.durable.support import RUNS

BY_READING = c.ConditionByReading("r", (("one", small.true("a")), ("two", c.Constant(True))))
"""Under the first alternative the application must be `a`."""
REQUIRES = c.ConditionByReading("r", (("one", c.Constant(True)), ("two", c.Constant(False))))


def says(policy: Policy, **facts: object) -> tuple[str, set[str]]:
    """What both engines say, which must be the same."""
    scalars = tuple(facts.get(one.path, one.domain) for one in policy.scalars)
    lists = tuple(one.domain for one in policy.lists)
    application = Application("", scalars, lists, (None,) * len(scalars), ((),) * len(lists))  # type: ignore[arg-type]  # values of a policy of our own
    finding = Engine(policy).decide(application).findings[0]
    if RUNS:
        (derived,) = SecondEngine(policy).decide(application).findings
        assert derived.status is finding.status
        assert {one.name for one in derived.blockers} == {one.name for one in finding.blockers}
    return finding.status.value, {one.name for one in finding.blockers}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({"a": False}, ("unmet", set())), ({"a": True}, ("needs_judgement", {"r"})), ({}, ("needs_judgement", {"r"}))],
)
def test_a_rule_bears_on_a_norm_by_a_reading_alone(facts: dict[str, object], expected: tuple[str, set[str]]) -> None:
    assert says(small.policy({"n": REQUIRES}, [BY_READING], [small.reading()]), **facts) == expected
