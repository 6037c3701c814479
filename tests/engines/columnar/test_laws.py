"""Laws of tables: on random policies and random rows they say what the reference engine says, of each row by itself."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.service import check, load_policy, validate
from huimin_rules.service.tables import blocker_names, check_table
from huimin_rules.verdict import Status
from huimin_rules.verdict.codes import STATUSES
from tests.engines.columnar.rows import expected, found, table
from tests.engines.random_policies import FACTS, OPTIONS, POLICIES

pytestmark = pytest.mark.filterwarnings("ignore::huimin_rules.service.tables.TableWarning")

_OPEN = frozenset({None, Status.UNKNOWN, Status.NEEDS_JUDGEMENT})


def _scalar(fact: Fact) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(OPTIONS[fact.name.rpartition(".")[2]])


SMALL_ROWS = st.fixed_dictionaries(
    {fact.path: _scalar(fact) for fact in FACTS if isinstance(fact, Fact)}
    | {
        fact.path: st.none()
        | st.lists(st.fixed_dictionaries({item.name: _scalar(item) for item in fact.items}), max_size=3)
        for fact in FACTS
        if isinstance(fact, FactList)
    }
)


def said(policy: Policy, facts: Mapping[str, Any], readings: Mapping[str, str]) -> dict[str, Any] | None:
    """What the reference engine says; None for what contradicts itself."""
    try:
        return expected(check(policy, facts, readings))
    except InputError:
        return None


def frame_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "a": pl.Boolean,
        "j": pl.Boolean,
        "k": pl.String,
        "x": pl.Int64,
        "y": pl.Int64,
        "rows": pl.List(pl.Struct({"t": pl.Boolean, "n": pl.Int64})),
    }
    return pl.DataFrame(rows, schema=schema).with_row_index("case")


@given(POLICIES, st.lists(SMALL_ROWS, min_size=1, max_size=8), st.sampled_from([{}, {"r": "one"}]))
@settings(max_examples=60)
def test_random_policies(policy: Policy, rows: list[dict[str, Any]], readings: dict[str, str]) -> None:
    result = check_table(policy, frame_of(rows), readings=readings).to_dicts()
    names = blocker_names(policy)
    for row, facts in zip(result, rows, strict=True):
        wanted = said(policy, facts, readings)
        assert (row["input_error"] is None) == (wanted is not None)
        if wanted is not None:
            assert found(policy, row, names) == wanted


@lru_cache
def shipped() -> Policy:
    return load_policy("gongyi-huimin-2021")


def _random_value(rng: random.Random, fact: Fact) -> Any:
    if rng.random() < 0.15:
        return None
    match fact.type:
        case ValueType.BOOLEAN if fact.judgement and rng.random() < 0.5:
            return {"value": rng.random() < 0.9, "by": "专家组", "on": "2022-03-15", "reason": "有据"}
        case ValueType.BOOLEAN:
            return rng.random() < 0.9
        case ValueType.CHOICE:
            return rng.choice(fact.choices).id
        case ValueType.DATE:
            return (
                date(2022, 1, 1) + timedelta(days=rng.choice([0, 1, 354, 355, 1094, 1095, 1096, 1125, 1126]))
            ).isoformat()
        case ValueType.MONEY | ValueType.INTEGER:
            return rng.choice([0, 1, 2])
        case ValueType.CODE:
            return rng.choice(["410181", "410181", "410100"])
        case _:
            return rng.choice(["文", "无"])


def random_facts(seed: int) -> dict[str, Any]:
    """A random application of the shipped policy, most of which do not contradict themselves."""
    rng = random.Random(seed)
    facts: dict[str, Any] = {}
    for fact in shipped().facts:
        if isinstance(fact, Fact):
            value = _random_value(rng, fact)
        elif rng.random() < 0.1:
            value = None
        else:
            value = [
                {item.name: _random_value(rng, item) for item in fact.items}
                for _ in range(rng.choice([fact.at_least, 1, 2, 3]))
            ]
            for place, element in enumerate(value):
                if element.get("role"):
                    element["role"] = "participant" if place else "lead"
        *groups, name = fact.path.split(".")
        here = facts
        for group in groups:
            here = here.setdefault(group, {})
        here[name] = value
    return facts


@lru_cache
def random_applications() -> list[Any]:
    found = []
    for seed in range(200):
        try:
            found.append(validate(shipped(), random_facts(seed)))
        except InputError:
            continue
    return found


@pytest.mark.parametrize("readings", [{}, {"consortium": "lead_only", "field_gate": "topic"}], ids=["open", "fixed"])
def test_random_rows_of_the_shipped_policy(readings: dict[str, str]) -> None:
    applications = random_applications()
    assert len(applications) > 100
    result = check_table(shipped(), table(shipped(), applications).frame, readings=readings).to_dicts()
    names = blocker_names(shipped())
    for row, application in zip(result, applications, strict=True):
        assert found(shipped(), row, names) == expected(check(shipped(), application, readings))


def without_key(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.drop("case").rows()


@pytest.mark.parametrize(
    "changed",
    [
        lambda frame: frame.sample(fraction=1, shuffle=True, seed=1),
        lambda frame: frame.gather_every(7),
        lambda frame: pl.concat([frame] * 3),
    ],
    ids=["order", "neighbours", "repetition"],
)
def test_a_row_has_its_result_whatever_stands_beside_it(changed: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    frame = table(shipped(), random_applications()).frame
    whole = dict(zip(frame["case"], without_key(check_table(shipped(), frame)), strict=True))
    other = changed(frame)
    assert without_key(check_table(shipped(), other)) == [whole[key] for key in other["case"]]


def test_more_facts_never_turn_a_definite_status() -> None:
    frame = table(shipped(), random_applications()).frame
    rng = random.Random(2)
    hidden = [name for name in frame.columns if name != "case" and "." in name and rng.random() < 0.5]
    less = frame.with_columns(pl.lit(None, frame.schema[name]).alias(name) for name in hidden)
    for few, many in zip(
        check_table(shipped(), less).to_dicts(), check_table(shipped(), frame).to_dicts(), strict=True
    ):
        if few["input_error"] is None:
            for norm in shipped().findable:
                assert STATUSES[few[norm.id]] in _OPEN or few[norm.id] == many[norm.id], norm.id


def test_many_rows_are_as_few_are() -> None:
    """More rows than are gone through together."""
    frame = table(shipped(), random_applications()).frame.drop("applicants", "collaboration.partners")
    few = without_key(check_table(shipped(), frame))
    times = 70_000 // len(frame) + 1
    assert without_key(check_table(shipped(), pl.concat([frame] * times))) == few * times
