"""Words as numbers: equal where the words are, and written as words of the right kind."""

from dataclasses import replace

import pytest

from huimin_rules.analysis.proofs.applications import example
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.solver import Found, Impossible, Solver
from huimin_rules.analysis.proofs.vocabulary import vocabulary
from huimin_rules.analysis.proofs.world import World
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate
from tests.analysis.small import ASKED, CHOICE, TEXT, at_least, policy, whole

CODE = e.Type(ValueType.CODE)
FIRST = e.Literal("甲", TEXT)


def is_(one: str, other: e.Expression) -> c.Compare:
    return c.Compare(e.FactRef(one), c.Comparison.IS, other)


def coded(condition: c.Condition) -> Policy:
    facts = (
        Fact("two", ValueType.CODE, ASKED, digits=2),
        Fact("pair", ValueType.CODE, ASKED, digits=2),
        Fact("four", ValueType.CODE, ASKED, digits=4),
        Fact("unit", ValueType.USCC, ASKED),
    )
    one = policy({"n": condition})
    return replace(one, facts=(*one.facts, *facts))


def met(one: Policy) -> dict[str, object] | None:
    """An application that meets the first norm, as it is written."""
    meaning = Meaning(one, World(vocabulary(one)))
    match Solver(meaning.readable).ask(meaning.outcome(one.findable[0]).met):
        case Found(model):
            return dict(example(one, meaning.world, model).facts)
        case _:
            return None


@pytest.mark.parametrize(
    ("condition", "can_be_met"),
    [
        (is_("two", e.FactRef("pair")), True),
        (c.All((is_("two", e.FactRef("pair")), c.Not(is_("two", e.Literal("01", CODE))))), True),
        (is_("two", e.FactRef("four")), False),
        (is_("four", e.Literal("0101", CODE)), True),
        (is_("two", e.Literal("0101", CODE)), False),
        (is_("k", e.Literal("q", CHOICE)), True),
        (c.Member(e.FactRef("k"), ("q", "r")), True),
        (c.All((is_("t", FIRST), is_("u", FIRST))), True),
        (
            c.All((is_("t", e.Literal("甲", TEXT)), c.Not(is_("u", e.Literal("甲", TEXT))), is_("t", e.FactRef("u")))),
            False,
        ),
        (c.All((is_("t", e.FactRef("u")), c.Member(e.FactRef("t"), ("甲", "乙"), negated=True))), True),
        (c.Compare(e.FactRef("t"), c.Comparison.IS_NOT, e.FactRef("u")), True),
    ],
)
def test_words_are_equal_where_they_are_the_same(condition: c.Condition, can_be_met: bool) -> None:
    one = coded(condition)
    facts = met(one)
    assert (facts is not None) is can_be_met
    if facts is not None:
        application = validate(one, facts)
        values = dict(zip((fact.path for fact in one.scalars), application.scalars, strict=True))
        assert len(str(values["two"])) == 2
        assert len(str(values["four"])) == 4


def test_a_text_is_never_the_id_of_a_choice() -> None:
    """That would be no mistake, but an odd name for a company."""
    one = policy({"n": c.All((is_("k", e.Literal("q", CHOICE)), c.Member(e.FactRef("k"), ("p", "q"))))})
    assert vocabulary(one).texts == frozenset()
    meaning = Meaning(one, World(vocabulary(one)))
    assert isinstance(Solver(meaning.readable).ask(meaning.holds(is_("t", e.Literal("q", CHOICE)))), Impossible)


def test_lists_are_as_long_as_the_policy_counts() -> None:
    one = policy(
        {
            "n": c.Compare(e.Count("rows"), c.Comparison.AT_LEAST, whole(5)),
            "o": c.Compare(whole(3), c.Comparison.AT_MOST, e.Count("rows")),
        }
    )
    assert vocabulary(one).longest == {"rows": 6}
    assert vocabulary(policy({"n": at_least("x", 1)})).longest == {"rows": 3}
    many = policy({"n": c.Compare(e.Count("rows"), c.Comparison.AT_LEAST, whole(500))})
    assert vocabulary(many).longest == {"rows": 12}
    assert vocabulary(many, one, longest={"rows": 2}).longest == {"rows": 2}
