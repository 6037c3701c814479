"""Canonical bytes that lose nothing, and reading that accepts nothing else."""

import json
import sys
from decimal import Context, Decimal, localcontext

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.canonical import canonical_text
from huimin_rules.errors import InputError, MissingExtra
from huimin_rules.ledger.exact_json import (
    MAX_DEPTH,
    MAX_DIGITS,
    SAFE_INTEGER,
    Exact,
    from_json,
    parsed,
    serialized,
    to_json,
)
from huimin_rules.ledger.note import Malformed

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
NAMES = TEXTS.filter(lambda name: not name.startswith("$"))
NUMBERS = (
    st.integers(-(2**300) + 1, 2**300 - 1)
    | st.integers(-(2**53) - 2, -(2**53) + 2)
    | st.integers(2**53 - 2, 2**53 + 2)
    | st.decimals(allow_nan=False, allow_infinity=False).filter(lambda one: len(str(one)) <= MAX_DIGITS)
)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES: st.SearchStrategy[Exact] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=20
)


def same(one: Exact, other: Exact) -> bool:
    """Equal, and of the same types: `True` is no 1, and `1.0` has another exponent than `1`."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one.as_tuple() == other.as_tuple()
    return one == other


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc8785", None)
    with pytest.raises(MissingExtra, match=r"决定记录需要额外组件.*huimin-rules\[audit\]"):
        serialized({})


@given(VALUES)
def test_what_is_written_is_read_back(value: Exact) -> None:
    data = serialized(to_json(value))
    read = parsed(data, len(data))
    assert not isinstance(read, Malformed)
    assert same(from_json(read), value)


@given(VALUES)
def test_the_fast_way_writes_what_the_package_writes(value: Exact) -> None:
    carried = to_json(value)
    assert canonical_text(carried).encode() == rfc8785.dumps(carried)


def test_keys_are_sorted_by_their_code_units() -> None:
    value = {"\ue000": 1, "\U00010000": 2}
    assert canonical_text(value) == '{"\U00010000":2,"\ue000":1}'
    assert parsed('{"\U00010000":2,"\ue000":1}'.encode(), 100) == value
    assert parsed('{"\ue000":1,"\U00010000":2}'.encode(), 100) == Malformed("不是规范 JSON（次序、空白或者转义）")


def test_how_numbers_stand() -> None:
    assert to_json([Decimal("120.50"), SAFE_INTEGER, SAFE_INTEGER + 1, -SAFE_INTEGER - 1, True]) == [
        {"$decimal": "120.50"},
        9007199254740991,
        {"$integer": "9007199254740992"},
        {"$integer": "-9007199254740992"},
        True,
    ]


def test_a_process_that_writes_decimals_in_its_own_way_writes_the_same() -> None:
    with localcontext(Context(capitals=0)):
        written = to_json(Decimal("1E+30"))
        assert written == {"$decimal": "1E+30"}
        assert same(from_json(written), Decimal("1E+30"))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"a": [1, {"b": "x\ud800"}]}, "a[1].b：应为能写成 UTF-8 的文字，实为含有半个字符"),
        ({"a": {"x\udfff": 1}}, "a.x‹U+DFFF›：应为能写成 UTF-8 的文字，实为含有半个字符"),
        ({"a": {"$decimal": "1"}}, "a.$decimal：应为不以 $ 开头的键，实为$decimal"),
        ({"$": 1}, "$：应为不以 $ 开头的键，实为$"),
        ({"a": Decimal("NaN")}, "a：应为有限的数，实为NaN"),
        ([Decimal("-Infinity")], "[0]：应为有限的数，实为-Infinity"),
        ({"a": Decimal("1" * 101)}, "a：应为写出来至多 100 字的数，实为101 字"),
        ({"a": 10**5000}, "a：应为至多 300 位二进制的整数，实为更大的整数"),
    ],
)
def test_what_cannot_be_carried_is_refused_with_its_path(value: Exact, told: str) -> None:
    with pytest.raises(InputError) as caught:
        to_json(value)
    assert str(caught.value) == told


def deep(levels: int) -> Exact:
    value: Exact = 1
    for _ in range(levels):
        value = [value]
    return value


def test_depth_is_bounded_on_both_ways() -> None:
    assert to_json(deep(MAX_DEPTH))
    with pytest.raises(InputError, match="至多 100 层的嵌套"):
        to_json(deep(MAX_DEPTH + 1))
    assert not isinstance(parsed(b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH, 1000), Malformed)
    assert parsed(b"[" * (MAX_DEPTH + 1) + b"1" + b"]" * (MAX_DEPTH + 1), 1000) == Malformed("嵌套超过 100 层")
    assert parsed(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, 1000) == to_json(deep_empty(MAX_DEPTH))


def deep_empty(levels: int) -> Exact:
    value: Exact = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "不是 JSON（第 2 个字符）"),
        (b"", "不是 JSON（第 1 个字符）"),
        (b"\xef\xbb\xbf{}", "不是 JSON（第 1 个字符）"),
        (b'"\xff"', "不是 UTF-8 编码"),
        (b'{"a":1,"a":2}', "键重复：a"),
        (b'{"b":{"\\u202e":1,"\\u202e":2}}', "键重复：‹U+202E›"),
        (b"[1.5]", "不是精确的数：1.5"),
        (b"[1e5]", "不是精确的数：1e5"),
        (b"[NaN]", "不是精确的数：NaN"),
        (b"[-Infinity]", "不是精确的数：-Infinity"),
        (b"[9007199254740992]", "整数过大：9007199254740992"),
        (b"[" + b"1" * 100_000 + b"]", "整数过大：" + "1" * 80 + "…"),
        (b"[-0]", "不是规范 JSON（次序、空白或者转义）"),
        (b'{"b":1,"a":2}', "不是规范 JSON（次序、空白或者转义）"),
        (b"[1, 2]", "不是规范 JSON（次序、空白或者转义）"),
        (b'["\\u0041"]', "不是规范 JSON（次序、空白或者转义）"),
        (b"[1]\n", "不是规范 JSON（次序、空白或者转义）"),
        (b'["\\ud800"]', "含有半个字符"),
        (b'{"\\ud800":1}', "含有半个字符"),
        ('{"\\ud800":1,"\U00010000":2}'.encode(), "含有半个字符"),
        (b"[" * 100_000, "嵌套超过 100 层"),
        (b"[" * 100_000 + b"]" * 100_000, "嵌套超过 100 层"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "嵌套超过 100 层"),
    ],
)
def test_what_is_not_canonical_is_named(data: bytes, reason: str) -> None:
    assert parsed(data, 1_000_000) == Malformed(reason)


def test_a_hundred_mebibytes_are_not_even_read() -> None:
    assert parsed(b"[" * (100 * 1024 * 1024), 1000) == Malformed("超过 1000 字节")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_named(data: bytes) -> None:
    read = parsed(data, 50)
    assert isinstance(read, Malformed) or serialized(read) == data


@pytest.mark.parametrize(
    "value",
    [
        {"$decimal": "1,5"},
        {"$decimal": "01.50", "x": 1},
        {"$decimal": 1},
        {"$decimal": "1e5"},
        {"$decimal": "100000E+5"},
        {"$decimal": "NaN"},
        {"$decimal": "１"},
        {"$decimal": "1" * 101},
        {"$integer": "12"},
        {"$integer": "9007199254740991"},
        {"$integer": "09007199254740993"},
        {"$integer": "1" * 101},
        {"$integer": "9007199254740993", "$decimal": "1"},
        {"a": {"$other": "1"}},
        [{"$": 1, "x": 2}],
        {"a": 1.5},
    ],
)
def test_another_way_to_write_a_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"不是数的写法|类型的值"):
        from_json(json.loads(json.dumps(value)))
