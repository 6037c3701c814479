"""What the search cannot decide stays open: never a definite status that some completion contradicts."""

import pytest

from huimin_rules.citation import Clause
from huimin_rules.engines.reference import Engine
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Ground, Modality, Norm, Wording
from huimin_rules.norms.policy import Identity, Policy
from huimin_rules.norms.text import Text
from huimin_rules.verdict import Finding

_ASKED = Question("问", "？")
_WHOLE = e.Type(ValueType.INTEGER)
_FACTS = (
    Fact("x", ValueType.INTEGER, _ASKED, minimum=0, maximum=70),
    Fact("y", ValueType.INTEGER, _ASKED, minimum=0, maximum=70),
    FactList("rows", _ASKED, (Fact("rows[].n", ValueType.INTEGER, _ASKED, minimum=0, maximum=100_000),)),
)


def finding(condition: c.Condition) -> Finding:
    """The finding of one norm for an application that says nothing."""
    norm = Norm("n", Ground(Clause(1), "文"), Modality.OBLIGATION, Wording("题", None, "是", "否"), condition)
    policy = Policy(Identity("p", "题", "号", "甲", "乙", "0", "丙"), Text("", "", ()), _FACTS, (), (), (norm,), (), ())
    x, y, rows = _FACTS
    nothing = Application("", (x.domain, y.domain), (rows.domain,), (None, None), ((),))
    return Engine(policy).decide(nothing).findings[0]


def number(value: int) -> e.Literal:
    return e.Literal(value, _WHOLE)


PRODUCT = e.Arithmetic(e.ArithmeticOp.PRODUCT, (e.FactRef("x"), e.FactRef("y")))


@pytest.mark.parametrize(
    ("condition", "blockers"),
    [
        # 7 × 11: two factors in the middle of their domains that no constant points to.
        (c.Compare(PRODUCT, c.Comparison.IS, number(77)), {"x", "y"}),
        # A list nobody stated may have fifty elements.
        (c.Compare(e.Count("rows"), c.Comparison.AT_LEAST, number(50)), {"rows"}),
        (c.Compare(e.Count("rows"), c.Comparison.AT_LEAST, number(11)), {"rows"}),
        (c.Compare(e.Total("rows", e.FactRef("rows[].n")), c.Comparison.AT_LEAST, number(500_000)), {"rows"}),
        (c.Compare(e.Count("rows"), c.Comparison.MORE_THAN, e.FactRef("x")), {"x", "rows"}),
    ],
)
def test_what_can_happen_is_never_ruled_out(condition: c.Condition, blockers: set[str]) -> None:
    found = finding(condition)
    assert found.status.value == "unknown"
    assert {one.name for one in found.blockers} == blockers


@pytest.mark.parametrize(
    "condition",
    [
        # No product of numbers up to 70 is 4901, and no list has more than a thousand elements.
        c.Compare(PRODUCT, c.Comparison.IS, number(4901)),
        c.Compare(e.Count("rows"), c.Comparison.AT_LEAST, number(1001)),
    ],
)
def test_what_cannot_happen_is_ruled_out(condition: c.Condition) -> None:
    assert finding(condition).status.value == "unmet"
