"""What a program can hand in: an application, or an input error; no object runs its own code, or is believed."""

import datetime
import json
from collections import UserDict, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.errors import MAX_COMPARED, MAX_PROBLEMS, InputError, nearest
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import MAX_ITEMS
from huimin_rules.service import check, validate
from huimin_rules.verdict import Verdict
from huimin_rules.visible import visible
from tests.hostile.laws import well_told
from tests.support import accepted, minimal, refused


class Used(Exception):
    """A method of a hostile object was called."""


def used(*_: object, **__: object) -> None:
    raise Used


EVERY = (
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__str__", "__repr__", "__format__", "__len__"),
    *("__bool__", "__iter__", "__getitem__", "__contains__", "__int__", "__index__", "__float__", "__abs__"),
    *("__add__", "__mul__", "__rmul__", "__neg__", "keys", "items", "values", "get", "copy", "strip", "endswith"),
    *("isprintable", "isoformat", "is_finite", "adjusted", "as_tuple", "toordinal", "encode", "casefold", "lower"),
)


def hostile(*bases: type, hashable: bool = True) -> type:
    """A class whose every method raises."""
    names = dict.fromkeys(EVERY, used) | ({} if hashable else {"__hash__": used})
    return type("Hostile", bases, {"__hash__": next((one.__hash__ for one in bases), None), **names})


def masked(shown: Callable[[object], object]) -> object:
    """An object that shows another class, or none."""
    return type("Masked", (), {"__class__": property(shown)})()


def circle() -> dict[str, object]:
    one: dict[str, object] = {}
    one |= {"funds": one, "sincere": one, "partners": [one]}
    return one


def ring() -> list[object]:
    one: list[object] = []
    one.append(one)
    return one


DECISION = {"value": True, "by": "专家组", "on": "2030-02-01", "reason": "属实"}

VALUES: dict[str, object] = {
    "object": hostile(object)(),
    "unhashable object": hostile(object, hashable=False)(),
    "no class": masked(used),
    "another class": masked(lambda _: bool),
    "another class, a text": masked(lambda _: str),
    "text": hostile(str)("hospital"),
    "unknown": hostile(str)("不清楚"),
    "date text": hostile(str)("2030-06-01"),
    "amount text": hostile(str)("3万元"),
    "integer": hostile(int)(3),
    "float": hostile(float)(3.5),
    "decimal": hostile(Decimal)("3.5"),
    "date": hostile(datetime.date)(2030, 6, 1),
    "moment": hostile(datetime.datetime)(2030, 6, 1, tzinfo=datetime.UTC),
    "mapping": hostile(dict)(years=3),
    "list": hostile(list)([{}]),
    "tuple": hostile(tuple)([{}]),
    "bytes": b"hospital",
    "bytearray": bytearray(b"x"),
    "memory": memoryview(b"x"),
    "generator": (one for one in "ab"),
    "long iterator": iter(range(10**6)),
    "range": range(10**9),
    "set": {"a", "b"},
    "class": str,
    "function": used,
    "complex": 1j,
    "fraction": Fraction(1, 3),
    "nan": float("nan"),
    "infinity": float("-inf"),
    "decimal nan": Decimal("NaN"),
    "signalling nan": Decimal("sNaN"),
    "decimal infinity": Decimal("Infinity"),
    "large": 10**5000,
    "very large": -(10**1_000_000),
    "large exponent": Decimal("1e1000000"),
    "small exponent": Decimal("1e-1000000"),
    "zero, large exponent": Decimal("0e1000000"),
    "many digits": Decimal("0." + "1" * 100_000),
    "truth": True,
    "circle": circle(),
    "ring": ring(),
    "NUL": "hospital\0",
    "surrogate": "\ud800",
    "long": "9" * 1_000_000,
    "long amount": "1" + ",111" * 1_000_000 + "元",
    "long percent": "9" * 1_000_000 + "%",
    "blanks": " " * 1_000_000,
    "many": [{}] * 1_000_000,
    "determination of objects": {key: hostile(object)() for key in DECISION},
    "iterated evidence": DECISION | {"evidence": (str(one) for one in range(10**6))},
    "evidence without order": DECISION | {"evidence": {"a", "b"}},
    "much evidence": DECISION | {"evidence": ["a"] * (MAX_ITEMS + 1)},
}
FACTS = ("applied_on", "domicile", "kind", "years", "funds", "share", "sincere", "partners", "nothing")


def places(value: object) -> Iterator[dict[object, object]]:
    """An application with the value at each place where one can stand, as a key too where it can be one."""
    for fact in FACTS:
        yield {fact: value}
    for name in ("own", "asked", "nothing"):
        yield {"funds": {name: value}}
    for name in ("name", "signed", "amount", "nothing"):
        yield {"partners": [{name: value}]}
    yield {"partners": [value]}
    for key in ("value", "by", "on", "reason", "evidence"):
        yield {"sincere": DECISION | {key: value}}
    if isinstance(type(value), type) and type(value).__hash__ is not None and _can_be_a_key(value):
        yield {value: 1}
        yield {"funds": {value: 1}}
        yield {"sincere": DECISION | {value: 1}}


def _can_be_a_key(value: object) -> bool:
    try:
        hash(value)
    except (TypeError, Used):
        return False
    return True


def answered(facts: object) -> Application | None:
    """The application, or None where it is refused in words that can be printed; a verdict can be kept and read."""
    try:
        application = validate(minimal(), facts)  # type: ignore[arg-type]  # the point of it
    except InputError as error:
        well_told(error)
        return None
    verdict = check(minimal(), application)
    assert Verdict.from_json(verdict.to_json()) == verdict
    return application


@pytest.mark.parametrize("name", VALUES)
def test_a_value_of_any_kind_is_read_for_what_it_is_or_refused(name: str) -> None:
    for facts in places(VALUES[name]):
        answered(facts)
    if name != "no class":
        answered(VALUES[name]) if not isinstance(VALUES[name], str) else None


REFUSED_EVERYWHERE = (
    *("object", "unhashable object", "no class", "another class", "another class, a text", "bytes", "generator"),
    *(
        "long iterator",
        "range",
        "set",
        "complex",
        "nan",
        "infinity",
        "decimal nan",
        "large",
        "large exponent",
        "surrogate",
    ),
)


@pytest.mark.parametrize("name", REFUSED_EVERYWHERE)
@pytest.mark.parametrize("fact", FACTS)
def test_what_is_no_value_of_any_fact_is_refused(name: str, fact: str) -> None:
    assert answered({fact: VALUES[name]}) is None


def test_a_subclass_is_read_as_what_it_holds() -> None:
    class Kind(StrEnum):
        HOSPITAL = "hospital"

    class Years(IntEnum):
        THREE = 3

    plain = {"kind": "hospital", "years": 3, "applied_on": "2030-06-01", "partners": [{"name": "甲"}]}
    odd = {
        "kind": Kind.HOSPITAL,
        "years": Years.THREE,
        "applied_on": hostile(datetime.date)(2030, 6, 1),
        "partners": hostile(tuple)([defaultdict(str, name="甲")]),
    }
    assert accepted(minimal(), odd) == accepted(minimal(), plain) == accepted(minimal(), UserDict(odd))
    assert check(minimal(), odd).to_json() == check(minimal(), plain).to_json()


def test_the_evidence_of_a_determination_has_an_order_and_an_end() -> None:
    for evidence in (["乙", "甲"], ("乙", "甲")):
        said = accepted(minimal(), {"sincere": DECISION | {"evidence": evidence}}).stated
        assert [one.determination.evidence for one in said if one and one.determination] == [("乙", "甲")]
    for refusing in (VALUES["iterated evidence"], VALUES["evidence without order"], VALUES["much evidence"]):
        (problem,) = refused(minimal(), {"sincere": refusing})
        assert problem.startswith("sincere.evidence：应为文字，或者文字的列表")


@pytest.mark.parametrize("key", ["?stated", "?determination"])
def test_a_key_spelled_like_a_sign_of_the_reader_is_an_unknown_name(key: str) -> None:
    assert refused(minimal(), {key: 1})[0].startswith(f"{key}：应为本办法的事实（applied_on、")
    assert refused(minimal(), {"partners": [{key: 1}]})[0].startswith(f"partners[0].{key}：应为本办法的事实（name、")
    assert refused(minimal(), {"sincere": DECISION | {key: 1}}) == [
        f"sincere.{key}：应为认定的内容（value、by、on、reason、evidence），实为未知的名称"
    ]


def test_very_many_problems_are_told_up_to_a_bound() -> None:
    problems = refused(minimal(), {f"k{number}": 1 for number in range(100_000)})
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1] == f"应为至多 {MAX_PROBLEMS} 处问题的申请，实为共 100000 处，其余没有列出"
    with pytest.raises(InputError) as caught:
        check(minimal(), {}, {f"r{number}": "x" for number in range(100_000)})
    assert len(caught.value.problems) == MAX_PROBLEMS


def test_the_nearest_name_is_looked_for_within_bounds() -> None:
    assert nearest("applied_o", ("applied_on", "years")) == "applied_on"
    assert nearest("ａｐｐｌｉｅｄ_ｏｎ", ("applied_on", "years")) == "applied_on"
    assert nearest("a" * (MAX_COMPARED + 1), ("a" * (MAX_COMPARED + 1),)) is None
    assert nearest("a" * 10**7, ("a",)) is None
    assert nearest("applied_o", [f"x{number}" for number in range(100_000)] + ["applied_on"]) == "applied_on"


@pytest.mark.parametrize("readings", [3, [], "x", {1: "a"}, {"last_day": 3}, {"last_day": []}, {"x\u202e": "a"}])
def test_readings_of_any_kind_are_refused(readings: object) -> None:
    if readings:
        with pytest.raises(InputError) as caught:
            check(minimal(), {}, readings)  # type: ignore[arg-type]  # the point of it
        assert visible(str(caught.value.problems[0])) == str(caught.value.problems[0])


def test_readings_that_run_code_are_not_run() -> None:
    for readings in ({hostile(object)(): "a"}, {"last_day": hostile(object)()}, {hostile(str)("x"): "a"}):
        with pytest.raises(InputError):
            check(minimal(), {}, readings)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.dates()
    | st.datetimes()
    | st.text(st.characters(codec=None))
    | st.binary(max_size=8)
    | st.sampled_from(["不清楚", "无", "hospital", "2030-06-01", "3万元", "30%", "990100"])
    | st.sampled_from(sorted(VALUES.keys() - {"no class"})).map(lambda name: VALUES[name]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from([*FACTS, *DECISION, "own", "name", "?stated"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(FACTS) | st.text(st.characters(codec=None)), anything, max_size=5))
def test_any_mapping_is_an_application_or_an_input_error(facts: dict[str, object]) -> None:
    application = answered(facts)
    if application is not None:
        assert set(facts) <= set(FACTS) - {"nothing"}


@settings(deadline=None)
@given(st.text(st.characters(codec=None)), anything)
def test_what_nobody_asked_is_never_passed_over(name: str, value: object) -> None:
    if name not in FACTS:
        assert answered({name: value}) is None
    if name not in ("own", "asked"):
        assert answered({"funds": {name: value}}) is None
    if name not in ("name", "signed", "amount"):
        assert answered({"partners": [{name: value}]}) is None


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_a_mapping_that_is_not_a_verdict_is_none(written: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Verdict.from_json(json.dumps(written))
