"""What an application says, made when asked for: the same as plain values and as statements, and nothing else moves."""

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from functools import lru_cache

import pytest

from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application, Determination, Statement, plain_row
from huimin_rules.norms.policy import Policy
from tests.support import POLICIES, accepted

DECISION: dict[str, object] = {"value": False, "by": "专家组", "on": "2030-02-01", "reason": "材料属实"}
FACTS: dict[str, object] = {
    "text": "无",
    "judged": DECISION,
    "whole": 3,
    "money": 120,
    "percent": "30%",
    "day": "2030-02-01",
    "plan": {"judged": True},
    "members": [{"role": "lead", "judged": DECISION | {"evidence": ["甲", "乙"]}}, {"role": "participant"}],
}


@lru_cache
def policy() -> Policy:
    return load_folder(POLICIES / "every-type")


def by_hand(read: Application) -> Application:
    """The same application, made from its statements."""
    return Application(read.policy_digest, read.scalars, read.lists, read.stated, read.listed, read.warnings)


def test_statements_say_what_was_handed_in() -> None:
    read = accepted(policy(), FACTS)
    said = {one.fact: one for one in (*read.stated, *(one for row in read.listed[0] for one in row)) if one}
    decision = Determination.model_validate(DECISION)
    assert said["text"] == Statement(fact="text", value="无")
    assert said["money"] == Statement(fact="money", value="120万元")
    assert said["plan.judged"] == Statement(fact="plan.judged", value=True)
    assert said["judged"] == Statement(fact="judged", value=False, stated_by="determination", determination=decision)
    assert said["members[0].judged"].determination == decision.model_copy(update={"evidence": ("甲", "乙")})
    assert set(said) == {
        *("text", "judged", "whole", "money", "percent", "day", "plan.judged"),
        *("members[0].role", "members[0].judged", "members[1].role"),
    }


def test_plain_values_and_statements_say_the_same() -> None:
    read = accepted(policy(), FACTS)
    assert plain_row(read.stated) == read.said
    assert tuple(tuple(map(plain_row, rows)) for rows in read.listed) == read.said_listed
    made = by_hand(read)
    assert (made.said, made.said_listed) == (read.said, read.said_listed)


@pytest.mark.parametrize("asked", ["stated", "listed", "said", "said_listed"])
def test_an_application_is_the_same_whatever_was_asked_of_it(asked: str) -> None:
    read, made = accepted(policy(), FACTS), by_hand(accepted(policy(), FACTS))
    assert getattr(read, asked) is getattr(read, asked)
    assert getattr(read, asked) == getattr(made, asked)
    assert read == made
    assert hash(read) == hash(made)
    assert repr(read) == repr(made)
    assert replace(read) == made
    assert pickle.loads(pickle.dumps(read)) == made
    assert copy.deepcopy(read) == made


def test_what_the_caller_changes_afterwards_is_not_said() -> None:
    handed_in = copy.deepcopy(FACTS)
    read = accepted(policy(), handed_in)
    handed_in["judged"]["by"] = "别人"  # type: ignore[index]  # facts of our own, nested so
    handed_in["members"][0]["judged"]["evidence"].append("丙")  # type: ignore[index]  # facts of our own, nested so
    handed_in["plan"].clear()  # type: ignore[attr-defined]  # facts of our own, nested so
    assert read == accepted(policy(), FACTS)


def test_nothing_can_be_put_into_an_application() -> None:
    read = accepted(policy(), FACTS)
    for name in ("scalars", "stated", "said", "_sayings"):
        with pytest.raises(FrozenInstanceError):
            setattr(read, name, ())
    with pytest.raises(AttributeError, match="other"):
        read.other  # type: ignore[attr-defined]  # noqa: B018  # that nothing is there is what is tested
