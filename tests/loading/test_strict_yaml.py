"""YAML is read strictly: what means one thing to everybody is read, everything else is refused with its place."""

import json
import string
from decimal import Decimal
from itertools import pairwise

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from huimin_rules.loading import strict_yaml
from huimin_rules.loading.plain_data import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_KEY, Data
from huimin_rules.loading.strict_yaml import Tree, read_yaml

AMBIGUOUS = "有歧义（YAML 1.1 会当作别的类型）：文字请加引号，布尔值写 true 或 false，数字写十进制"

PARSERS = [pytest.param(yaml.SafeLoader, id="python")]
if hasattr(yaml, "CSafeLoader"):
    PARSERS.append(pytest.param(yaml.CSafeLoader, id="libyaml"))


@pytest.fixture(params=PARSERS, autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test of this file holds for either parser."""
    monkeypatch.setattr(strict_yaml, "_FAST", request.param)


def data(text: str) -> Data:
    tree = read_yaml(text.encode())
    assert tree.flaws == []
    return tree.data


def flaws(text: str | bytes) -> list[str]:
    raw = text.encode() if isinstance(text, str) else text
    return [f"{one.line}:{one.column}: {one.message}" for one in read_yaml(raw).flaws]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("0.50", Decimal("0.50")),
        ("-3.25", Decimal("-3.25")),
        ("2022-09-01", "2022-09-01"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("30%", "30%"),
        ("120万元", "120万元"),
        ("1,000", "1,000"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("是", "是"),
        ("nay", "nay"),
        ('"no"', "no"),
        ("'010'", "010"),
        ('"12:30"', "12:30"),
        ('""', ""),
        ('"a\\tb"', "a\tb"),
        ("|\n  第一行\n  第二行\n", "第一行\n第二行\n"),
        (">-\n  第一行\n  第二行\n", "第一行 第二行"),
        ("1" * MAX_DIGITS, int("1" * MAX_DIGITS)),
    ],
)
def test_a_scalar_is_read_as_what_it_looks_like(written: str, read: Data) -> None:
    found = data(f"key: {written}")
    assert found == {"key": read}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(read)


@pytest.mark.parametrize("key", ["on", "no", "yes", "null", "true", "12", "1.5", "12:30", "2022-09-01", "~"])
def test_keys_are_always_text(key: str) -> None:
    assert data(f"{key}: 1") == {key: 1}


SURPRISES = (
    "y Y n N yes Yes YES no No NO on On ON off Off OFF True TRUE False FALSE Null NULL 010 -010 0o17 0x1F 0X1f 0b11"
    " 1_000 1__0 +1 +1.5 1. .5 -.5 1e3 1E3 1.5e-3 1_0.5 00.5 01.5 12:30 12:30:45 190:20:30 12:30:45.5"
    " .inf -.inf +.INF .nan .NaN"
)


@pytest.mark.parametrize("written", SURPRISES.split())
def test_a_spelling_that_means_something_else_to_yaml_1_1_is_refused(written: str) -> None:
    meant = "文字请加引号，布尔值写 true 或 false，数字写十进制"
    assert flaws(f"a: 1\nkey: {written}") == [f"2:6: {written} 有歧义（YAML 1.1 会当作别的类型）：{meant}"]
    assert data(f"key: '{written}'") == {"key": written}


@given(st.text(alphabet="0123456789+-._:eExXobaynfiANl", min_size=1, max_size=8))
@example("0.1e5")
@example("1.5_0")
def test_no_spelling_is_read_otherwise_than_yaml_1_1_would(text: str) -> None:
    tree = read_yaml(f"- {text}".encode())
    if tree.flaws or not isinstance(tree.data, list) or not isinstance(tree.data[0], str):
        return
    meaning = yaml.SafeLoader("").resolve(yaml.ScalarNode, tree.data[0], (True, False))  # type: ignore[no-untyped-call]  # its stubs leave it without types
    assert meaning in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\na: {c: 1}\n", ["3:1: 键重复：a（第 1 行已有）", "4:1: 键重复：a（第 1 行已有）"]),
        ("a: {b: 1, b: 2}", ["1:11: 键重复：b（第 1 行已有）"]),
        ('a: 1\n"a": 2', ["2:1: 键重复：a（第 1 行已有）"]),
        ("a: &x 1\nb: *x", ["1:4: 不允许锚点（&x）", "2:4: 不允许别名（*x）"]),
        ("- &x [1]\n- *x", ["1:3: 不允许锚点（&x）", "2:3: 不允许别名（*x）"]),
        ("a: &x {b: 1}\nc: {<<: *x}", ["1:4: 不允许锚点（&x）", "2:5: 不允许合并键（<<）", "2:9: 不允许别名（*x）"]),
        ("? *x\n: 1", ["1:3: 不允许别名（*x）"]),
        ("a: !!int '3'", ["1:4: 不允许标签（tag:yaml.org,2002:int）"]),
        ("a: !own {b: 1}", ["1:4: 不允许标签（!own）"]),
        ("a: ! b", ["1:4: 不允许标签（!）"]),
        ("%YAML 1.1\n---\na: 1", ["1:1: 不允许指令（%）"]),
        ("%TAG ! tag:example.org,2030:\n---\na: 1", ["1:1: 不允许指令（%）"]),
        ("a: 1\n---\nb: 2\n---\nc: 3", ["2:1: 一个文件只能有一个 YAML 文档"]),
        ("a:\n\tb: 1", ["2:1: 含有制表符（Tab），请改用空格"]),
        ("a: b\tc", ["1:5: 含有制表符（Tab），请改用空格"]),
        ("a: 1\nb: \x00", ["2:4: 含有不允许的字符 U+0000"]),
        ("a: \x85", ["1:4: 含有不允许的字符 U+0085"]),
        ("a: \u2028", ["1:4: 含有不允许的字符 U+2028"]),
        ("a: \ufeff", ["1:4: 含有不允许的字符 U+FEFF"]),
        ("a: \uffff", ["1:4: 含有不允许的字符 U+FFFF"]),
        ('a: "\\0"', ["1:4: 文字中不能有转义写成的 NUL 或者半个代理字符"]),
        ('"\\0": 1', ["1:1: 文字中不能有转义写成的 NUL 或者半个代理字符"]),
        ('a: "\\ud800"', ["1:4: 文字中不能有转义写成的 NUL 或者半个代理字符"]),
        ("? [1]\n: 2", ["1:3: 键必须是文字"]),
        ("? {a: 1}\n: 2", ["1:3: 键必须是文字"]),
        ("a: " + "9" * (MAX_DIGITS + 1), [f"1:4: 数字过长：上限 {MAX_DIGITS} 位"]),
        ("a: 0." + "9" * MAX_DIGITS, [f"1:4: 数字过长：上限 {MAX_DIGITS} 位"]),
        ("a: [1", ["1:4: YAML 语法错误：括号没有闭合，或者缺少逗号"]),
        ("a: {b: 1 c: 2}", ["1:11: YAML 语法错误：括号没有闭合，或者缺少逗号"]),
        ("a: 'b", ["1:4: YAML 语法错误：引号没有闭合"]),
        ('a: "\\q"', ["1:6: YAML 语法错误：引号内的转义无法识别"]),
        ('a: "\\x4"', ["1:7: YAML 语法错误：引号内的转义无法识别"]),
        ('a: "\\U00110000"', ["1:7: YAML 语法错误：引号内的转义无法识别"]),
        ('a: yes\nb: "\\UFFFFFFFF"', [f"1:4: yes {AMBIGUOUS}", "2:7: YAML 语法错误：引号内的转义无法识别"]),
        ("a: b: c", ["1:5: YAML 语法错误：这里不能有冒号；含有“: ”的文字请加引号"]),
        ("a: 1\nb\nc: 2", ["3:1: YAML 语法错误：缺少冒号"]),
        ("a: @b", ["1:4: YAML 语法错误：不能以这个字符开头；是文字的请加引号"]),
        ("a: 1\n b: 2", ["2:3: YAML 语法错误：这里不能有冒号；含有“: ”的文字请加引号"]),
        ("a:\n  - 1\n b: 2", ["3:2: YAML 语法错误：缩进不一致，或者缺少冒号、引号"]),
        ("a: |x", ["1:5: YAML 语法错误：无法理解这里的写法"]),
        ("a: >#\n  b", ["1:5: YAML 语法错误：无法理解这里的写法"]),
        ("%YAML 2.0\n---\na: 1", ["1:1: YAML 语法错误：无法理解这里的写法"]),
    ],
)
def test_what_means_different_things_to_different_readers_is_refused(text: str, expected: list[str]) -> None:
    assert flaws(text) == expected


def test_all_flaws_are_told_up_to_the_first_error_of_syntax() -> None:
    assert flaws("a: yes\nb: &x 1\na: 010\nc: [1") == [
        "1:4: yes 有歧义（YAML 1.1 会当作别的类型）：文字请加引号，布尔值写 true 或 false，数字写十进制",
        "2:4: 不允许锚点（&x）",
        "3:1: 键重复：a（第 1 行已有）",
        "3:4: 010 有歧义（YAML 1.1 会当作别的类型）：文字请加引号，布尔值写 true 或 false，数字写十进制",
        "4:4: YAML 语法错误：括号没有闭合，或者缺少逗号",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a: \xff", "1:4: 不是 UTF-8 编码，请另存为 UTF-8"),
        (b"\xef\xbb\xbfa: \xff", "1:4: 不是 UTF-8 编码，请另存为 UTF-8"),
        ("甲: 乙\n丙: ".encode() + b"\xe4\xb8", "2:4: 不是 UTF-8 编码，请另存为 UTF-8"),
        ("a: 1".encode("utf-16"), "1:1: 不是 UTF-8 编码，请另存为 UTF-8"),
        (b"a: \xed\xa0\x80", "1:4: 不是 UTF-8 编码，请另存为 UTF-8"),
    ],
)
def test_what_is_not_utf8_is_refused_where_it_begins(raw: bytes, expected: str) -> None:
    assert flaws(raw) == [expected]


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    raw = b"\xef\xbb\xbfa: 1\r\nb:\r\n  - no text\r\n"
    tree = read_yaml(raw)
    assert (tree.data, tree.flaws) == ({"a": 1, "b": ["no text"]}, [])
    assert tree.place(("a",), key=True) == (1, 1)
    assert tree.place(("b", 0)) == (3, 5)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "---\n  # nothing\n...\n"])
def test_a_file_that_says_nothing_is_null(text: str) -> None:
    tree = read_yaml(text.encode())
    assert (tree.data, tree.flaws, tree.place(())) == (None, [], (1, 1))


def test_places_are_those_of_values_and_of_keys() -> None:
    text = "甲: 乙\nlist:\n  - a: 1\n    b:   two\n  - {c: [x, y]}\nempty:\nlast: ''\n"
    tree = read_yaml(text.encode())
    assert tree.place(("甲",)) == (1, 4)
    assert tree.place(("list",), key=True) == (2, 1)
    assert tree.place(("list",)) == (3, 3)
    assert tree.place(("list", 0)) == (3, 5)
    assert tree.place(("list", 0, "b")) == (4, 10)
    assert tree.place(("list", 1, "c", 1)) == (5, 13)
    assert tree.place(("list", 1, "c"), key=True) == (5, 6)
    assert tree.place(("list", 1), key=True) == (5, 5)
    assert tree.place(("empty",)) == (6, 1)
    assert tree.place(("last",)) == (7, 7)
    assert tree.place(("list", 1, "none", "at all")) == (5, 5)
    assert tree.place(("nowhere",)) == (1, 1)
    assert Tree().place(("nowhere",), key=True) == (1, 1)


# --- bounds


def test_nesting_is_read_to_its_bound_and_refused_beyond() -> None:
    deep = "[" * MAX_DEPTH
    assert flaws(deep + "]" * MAX_DEPTH) == []
    assert flaws(deep + "[" + "]" * (MAX_DEPTH + 1)) == [f"1:{MAX_DEPTH + 1}: 嵌套过深：上限 {MAX_DEPTH} 层"]
    block = "".join(f"{' ' * level}a:\n" for level in range(MAX_DEPTH))
    assert flaws(block) == []
    assert flaws(block + " " * MAX_DEPTH + "b: 1") == [
        f"{MAX_DEPTH + 1}:{MAX_DEPTH + 1}: 嵌套过深：上限 {MAX_DEPTH} 层"
    ]


@pytest.mark.parametrize("text", ["[" * 500_000, "{a: " * 200_000, "- " * 400_000, "? " * 400_000])
def test_nesting_without_end_is_refused_at_the_bound(text: str) -> None:
    assert len(flaws(text)) == 1


def test_a_file_is_read_to_its_bound_and_refused_beyond() -> None:
    raw = b"a: 1\n" + b"#" * (MAX_BYTES - 5)
    assert flaws(raw) == []
    assert flaws(raw + b"#") == [f"1:1: 文件过大：上限 {MAX_BYTES} 字节"]


def test_a_key_is_read_to_its_bound_and_refused_beyond() -> None:
    assert data("k" * MAX_KEY + ": 1") == {"k" * MAX_KEY: 1}
    assert flaws("k" * (MAX_KEY + 1) + ": 1") == [f"1:1: 键过长：上限 {MAX_KEY} 字"]
    assert flaws("? " + "k" * 500_000 + "\n: 1") == [f"1:3: 键过长：上限 {MAX_KEY} 字"]


def test_aliases_do_not_multiply() -> None:
    levels = "\n".join(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise("abcdefghi"))
    tree = read_yaml(f"a: &a [x]\n{levels}".encode())
    assert len(tree.flaws) == 9 + 8 * 9
    assert len(tree.values) < 100


# --- laws

plain = st.text(alphabet=string.ascii_letters + "中文 _-#:,'\"\\[]{}&*!|>%@`?.0123456789\n", max_size=20)
scalars = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | plain
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(plain, values, max_size=4))
def test_what_json_writes_is_read_back(written: dict[str, Data]) -> None:
    assert data(json.dumps(written, ensure_ascii=False)) == written


@given(st.text(alphabet="ab1:-,[]{}#'\"|> \n中", max_size=16))
def test_any_text_is_read_or_refused_alike_by_both_parsers(text: str) -> None:
    results = []
    for one in PARSERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(strict_yaml, "_FAST", one.values[0])
            tree = read_yaml(text.encode())
        results.append((tree.flaws, tree.data, tree.values, tree.keys) if not tree.flaws else tree.flaws)
    assert results[0] == results[-1]
