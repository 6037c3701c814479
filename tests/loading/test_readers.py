"""The laws of reading applications: fact by fact comes to what the model of the whole application comes to."""

from collections import UserDict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from huimin_rules.errors import InputError
from huimin_rules.loading.application import ApplicationReader
from huimin_rules.loading.application_problems import ApplicationProblems
from huimin_rules.loading.fact_models import application_model
from huimin_rules.loading.fact_reader import FactReader
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application, Determination, decided
from huimin_rules.norms.facts import Domain, Fact
from tests.support import POLICIES, problems_of

POLICY = load_folder(POLICIES / "every-type")
READER = ApplicationReader(POLICY)
MODEL = application_model(POLICY)
SETTINGS = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))

DETERMINED: dict[str, object] = {"value": True, "by": "甲", "on": "2030-01-01", "reason": "有据"}
ODD: tuple[object, ...] = (
    *(None, True, False, 0, 1, 2, -1, 9, 10, 1.0, 2.5, 0.1, float("nan"), float("inf"), 10**40),
    *("", " ", "无", "不清楚", "a", "字" * 2000, "字" * 2001, "\u202e", "\ud800", "\x00", "\u2028 ", "\u3000"),
    *(" 无", "无 ", "无\n", "\u3000不清楚", "不清楚 ", "不清楚\x1c"),
    *(
        "30%",
        "30 %",
        "5.5%",
        "120万元",
        "1,200元",
        "990100",
        "９９０１００",
        "lead",
        "牵头",
        "2030-02-28",
        "2030-02-30",
    ),
    *("20300228", "2030-W01-1", "１９９９-01-01", "1899-12-31", "2199-12-31", "1.5", "1e3", "true", "是"),
    *(date(2030, 2, 28), Decimal("0.1"), Decimal("NaN"), b"a", (), [], {}, ["a"], {"a": 1}, object),
)
WORDS = st.one_of(st.sampled_from(ODD), st.text(max_size=4))
DETERMINATIONS = st.one_of(
    st.just(DETERMINED),
    st.builds(
        lambda changed, dropped: {key: value for key, value in {**DETERMINED, **changed}.items() if key not in dropped},
        st.dictionaries(st.sampled_from([*DETERMINED, "evidence", "other"]), WORDS | st.lists(WORDS, max_size=2)),
        st.sets(st.sampled_from([*DETERMINED]), max_size=1),
    ),
    st.just(Determination.model_validate(DETERMINED)),
    st.just(MappingProxyType(DETERMINED)),
    st.just({**DETERMINED, "evidence": ["甲", "乙"]}),
    st.just({**DETERMINED, "evidence": "甲", "other": "乙"}),
    st.just({**DETERMINED, "other": "乙"}),
)


def modelled(fact: Fact, raw: object) -> object:
    """What the model of the whole application makes of one value."""
    *groups, key = fact.path.split(".")
    data: object = {key: raw}
    for group in reversed(groups):
        data = {group: data}
    found: Any = MODEL.model_validate(data)
    for step in (*groups, key):
        found = getattr(found, step)
    return found


@SETTINGS
@given(st.sampled_from(POLICY.scalars), WORDS | DETERMINATIONS)
def test_a_fact_is_read_as_the_model_reads_it(fact: Fact, raw: object) -> None:
    reader = FactReader(fact)
    read: Any = reader.judged if fact.judgement else reader.value
    try:
        expected = modelled(fact, raw)
    except ValidationError:
        with pytest.raises(ValidationError):
            read(raw)
        return
    for _ in range(2):  # what is kept is what was read
        value, said = read(raw) if fact.judgement else (read(raw), None)
        if expected is None:
            assert (value, said) == (fact.domain, None)
            continue
        determined = isinstance(expected, Determination)
        settled = expected.value if isinstance(expected, Determination) else expected
        if fact.judgement:
            assert said == (decided(expected) if isinstance(expected, Determination) else expected)
        if fact.judgement and not determined and settled is True:
            assert isinstance(value, Domain)
        else:
            assert (type(value), value) == (type(settled), settled)


KEYS = st.sampled_from([*(one.path.split(".")[0] for one in POLICY.facts), "members", "plan", "others", "odd", "ｆlag"])
VALUES = st.recursive(
    st.one_of(WORDS, DETERMINATIONS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(KEYS, st.sampled_from(["deep", "start", "judged", "name", "role", "fund"])), inner),
        st.dictionaries(KEYS, inner).map(UserDict),
    ),
    max_leaves=8,
)


@SETTINGS
@given(st.dictionaries(KEYS | WORDS.filter(lambda one: isinstance(one, str | int | None)), VALUES, max_size=6))
@example({"members": []})
@example({"members": [{}] * 1001})
@example({"members": [{}] * 60})
@example({"members": [None]})
@example({"members": "不清楚", "plan": "不清楚"})
@example({"plan": {"deep": {"start": "2030-01-01"}, "others": ({"name": "甲"},)}})
@example({"plan": MappingProxyType({"deep": MappingProxyType({})})})
@example({"plan": 1})
@example({1: 1})
def test_an_application_is_read_where_the_model_reads_it_and_nowhere_else(facts: dict[object, object]) -> None:
    try:
        MODEL.model_validate(facts)
        readable = True
    except ValidationError:
        readable = False
    try:
        found: object = READER.read(facts)  # type: ignore[arg-type]  # keys of any type
    except InputError as error:
        found = error
    assert isinstance(found, Application if readable else InputError)


class Fickle(Mapping[str, object]):
    """A mapping that says something else each time it is read."""

    def __init__(self) -> None:
        self.reads = 0

    def __getitem__(self, key: str) -> object:
        return True

    def __iter__(self) -> Any:
        self.reads += 1
        return iter(["odd"] if self.reads == 1 else [])

    def __len__(self) -> int:
        return 1


def test_a_mapping_that_changes_while_it_is_read_is_refused() -> None:
    assert [str(one) for one in problems_of(POLICY, Fickle())] == ["应为映射（键: 值），实为每读一次内容都不同的映射"]


def test_problems_are_found_by_the_model() -> None:
    found = ApplicationProblems(POLICY).of({"flag": "是", "whole": 10, "odd": 1})
    assert [one.path for one in found] == ["flag", "whole", "odd"]


def test_what_is_kept_is_bounded() -> None:
    fact = POLICY.fact_by_path["code"]
    assert isinstance(fact, Fact)
    reader = FactReader(fact)
    for number in range(5000):
        assert reader.value(f"{number:06}") == f"{number:06}"
    assert len(reader.kept) < 5000
