"""The law of a record's facts: read back, they are the same application as the facts that were given."""

from collections import OrderedDict, UserDict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.ledger.exact_json import from_json, parsed, serialized, to_json
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.norms.application import Application, Determination
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate
from huimin_rules.service.audit.given_facts import given_facts
from tests.records.making import EXAMPLES, FOLDERS, cases, prepared, shipped, small
from tests.support import minimal


def carried(policy: Policy, facts: Mapping[str, object]) -> Application:
    """The application after its facts have been through a record's bytes."""
    data = serialized(to_json(dict(given_facts(facts))))
    back = from_json(parsed(data, len(data)))
    assert isinstance(back, dict)
    return validate(policy, back)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_every_case_is_the_same_application(folder: Path) -> None:
    policy, found = cases(folder)
    assert found or folder.name == "every-type"
    for case in found:
        assert carried(policy, case.facts) == validate(policy, case.facts), case.id


@pytest.mark.parametrize("name", sorted(one.name for one in EXAMPLES.iterdir() if one.suffix in (".yaml", ".json")))
def test_every_example_file_is_the_same_application(name: str) -> None:
    made = prepared(EXAMPLES / name)
    policy = shipped().policy
    assert validate(policy, made.record.given()) == validate(policy, EXAMPLES / name)


class Kind(StrEnum):
    HOSPITAL = "hospital"


class Day(date):
    pass


DETERMINATION = Determination(value=True, by="市科工信局", on=date(2022, 1, 2), reason="有证明", evidence=("一", "二"))


@pytest.mark.parametrize(
    "facts",
    [
        {"funds": {"own": Decimal("120.5"), "asked": Decimal("1E+2")}, "share": Decimal("30.25")},
        {"funds": {"own": 0.1, "asked": 1e-4}, "share": 12.5},
        {"funds": {"own": Decimal("0E+999999"), "asked": "120万元"}, "share": "30%"},
        {"funds": {"own": "1,200,000.00 元", "asked": 10**9}, "share": -0.0},
        {"years": 2**53 + 1},
        {"years": 10**18},
        {"applied_on": date(2022, 9, 1)},
        {"applied_on": Day(2022, 9, 1)},
        {"applied_on": "2022-09-01", "kind": Kind.HOSPITAL, "domicile": "不清楚"},
        {"sincere": DETERMINATION},
        {"sincere": Determination(value=False, by="甲", on=date(2022, 1, 2), reason="无")},
        {"sincere": {"value": True, "by": "甲", "on": Day(2022, 1, 2), "reason": "有", "evidence": ("一", "二")}},
        {"sincere": {"value": True, "by": "甲", "on": "2022-01-02", "reason": "有", "evidence": None}},
        {"partners": ({"name": "甲\U0001f600\u0301 é", "amount": Decimal("0.0001")}, UserDict(name="乙"))},
        {"partners": None, "funds": None},
        {"partners": "不清楚"},
        OrderedDict(funds=MappingProxyType({"asked": 1})),
        {},
    ],
    ids=str,
)
def test_everything_that_validate_reads_is_carried(facts: Mapping[str, object]) -> None:
    assert carried(minimal(), facts) == validate(minimal(), facts)
    assert validate(small().policy, prepared(facts, small()).record.given()) == validate(minimal(), facts)


AMOUNTS = st.integers(1, 10**9) | st.decimals("0.0001", 10**8, places=4) | st.sampled_from(["3万元", "1元", "0.5亿元"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(lambda text: f"x{text}")
OPEN = st.booleans() | st.builds(
    Determination, value=st.booleans(), by=TEXTS, on=st.dates(date(1900, 1, 1), date(2199, 12, 31)), reason=TEXTS
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "applied_on": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        "domicile": st.from_regex(r"[0-9]{6}", fullmatch=True),
        "years": st.integers(0, 10**18),
        "share": st.decimals(0, 100, places=6) | st.floats(0, 100).map(lambda one: round(one, 5)),
        "funds": st.fixed_dictionaries({}, optional={"own": AMOUNTS, "asked": AMOUNTS}),
        "sincere": OPEN,
        "partners": st.lists(
            st.fixed_dictionaries({}, optional={"name": TEXTS, "signed": st.booleans(), "amount": AMOUNTS}), max_size=3
        ).map(tuple),
    },
)


@given(FACTS)
def test_random_applications_are_the_same(facts: dict[str, object]) -> None:
    assert carried(minimal(), facts) == validate(minimal(), facts)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ([], "应为文字、数、日期、是或否、空，或者由它们组成的列表和映射，实为列表（0 项）"),
        ({"a": {1: 2}}, "a：应为文字的键，实为1"),
        ({"a": [datetime(2022, 1, 1)]}, "a[0]："),
        ({"a": b"x"}, "a：应为文字、数、日期"),
        ({"a": {"b": Fraction(1, 3)}}, "a.b：应为文字、数、日期"),
        ({"a": {1, 2}}, "a：应为文字、数、日期"),
    ],
)
def test_what_facts_are_not_made_of_is_refused_with_its_path(facts: Mapping[str, object], told: str) -> None:
    with pytest.raises(InputError) as caught:
        given_facts(facts)
    assert str(caught.value).startswith(told)


def test_what_holds_itself_ends() -> None:
    ring: dict[str, object] = {}
    ring["a"] = ring
    with pytest.raises(InputError, match="至多 100 层的嵌套"):
        given_facts(ring)


class Changing(UserDict[str, object]):
    """Answers differently each time it is read."""

    reads = 0

    def __iter__(self):  # type: ignore[no-untyped-def]  # an iterator that misbehaves, on purpose
        self.reads += 1
        return iter({"years": 1})

    def __getitem__(self, name: str) -> object:
        return self.reads


def test_a_mapping_that_changes_is_not_recorded() -> None:
    with pytest.raises(InputError, match="每次读到的内容都相同的映射"):
        prepared(Changing(), small())


def test_what_validate_refuses_is_told_in_its_words() -> None:
    with pytest.raises(InputError, match="domicile：应为由 6 位数字组成的代码"):
        prepared({"domicile": date(2022, 1, 1)}, small())


def test_a_file_that_cannot_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("years: 3\nkind: hospitl\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.yaml:2:7: kind：.*是否想写 hospital"):
        prepared(file, small())
    assert read_application_file(EXAMPLES / "eligible.yaml").data
