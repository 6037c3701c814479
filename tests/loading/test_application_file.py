"""Application files: YAML with places, JSON without, and everything that is neither."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.loading.plain_data import MAX_BYTES, MAX_DEPTH, MAX_DIGITS
from huimin_rules.service import validate
from tests.support import accepted, minimal, refused

SAID = {"applied_on": "2030-06-01", "years": 3, "funds": {"own": 20, "asked": 12.5}, "partners": [{"signed": True}]}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def told(path: Path) -> list[str]:
    """The problems of a file, without its folder."""
    return [line.replace(f"{path.parent}/", "") for line in refused(minimal(), path)]


def test_yaml_and_json_and_a_mapping_say_the_same(tmp_path: Path) -> None:
    text = json.dumps(SAID)
    for name in ("a.json", "a.JSON", "a.yaml", "a.yml", "a"):
        assert accepted(minimal(), write(tmp_path, name, text)) == accepted(minimal(), SAID)
    assert validate(minimal(), str(tmp_path / "a.json")) == accepted(minimal(), SAID)


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_a_byte_order_mark_and_windows_line_ends_are_read(name: str, tmp_path: Path) -> None:
    text = json.dumps(SAID, indent=1).replace("\n", "\r\n")
    assert accepted(minimal(), write(tmp_path, name, b"\xef\xbb\xbf" + text.encode())) == accepted(minimal(), SAID)


@pytest.mark.parametrize(
    ("name", "content"), [("a.yaml", ""), ("a.yaml", "# 还没有填\n"), ("a.json", "{}"), ("a.json", "null")]
)
def test_a_file_that_says_nothing_leaves_everything_unknown(name: str, content: str, tmp_path: Path) -> None:
    assert accepted(minimal(), write(tmp_path, name, content)) == accepted(minimal(), {})


def test_decimals_are_exact_in_either_format(tmp_path: Path) -> None:
    for name in ("a.json", "a.yaml"):
        file = read_application_file(write(tmp_path, name, '{"funds": {"own": 0.1, "asked": 1000000000.000001}}'))
        assert file.data == {"funds": {"own": Decimal("0.1"), "asked": Decimal("1000000000.000001")}}


WRONG = """\
applied_on: 2030-02-30
yeers: 3
kind: hospitl
funds:
  own: -1
  owns: 2
partners:
  - name: 甲
    signed: 是
  - nam: 乙
  -
sincere:
  value: true
  by: 专家组
  on: 2030-13-01
"""


def test_each_problem_of_a_yaml_file_has_its_line_and_column(tmp_path: Path) -> None:
    top = "applied_on、domicile、kind、years、funds、share、sincere、partners"
    assert sorted(told(write(tmp_path, "a.yaml", WRONG)), key=lambda line: int(line.split(":")[1])) == [
        "a.yaml:1:13: applied_on：应为日期（如 2022-09-01，在 1900 年至 2199 年之间），实为“2030-02-30”",
        f"a.yaml:2:1: yeers：应为本办法的事实（{top}），实为未知的名称；是否想写 years？",
        "a.yaml:3:7: kind：应为选项 hospital、school 之一，实为“hospitl”；是否想写 hospital？",
        "a.yaml:5:8: funds.own：应为不小于零、精确到分的金额（如 120 即 120万元，或者 120万元、1200000元），实为-1",
        "a.yaml:6:3: funds.owns：应为本办法的事实（own、asked），实为未知的名称；是否想写 own？",
        "a.yaml:9:13: partners[0].signed：应为是（true）或否（false），实为“是”",
        "a.yaml:10:5: partners[1].nam：应为本办法的事实（name、signed、amount），实为未知的名称；是否想写 name？",
        "a.yaml:11:4: partners[2]：应为映射（键: 值），实为空",
        "a.yaml:13:3: sincere.reason：应为文字（认定的理由），这是认定必须写明的，实为没有写",
        "a.yaml:15:7: sincere.on：应为日期（认定之日，如 2022-09-01），实为“2030-13-01”",
    ]


def test_a_contradiction_has_the_place_of_what_contradicts(tmp_path: Path) -> None:
    (problem,) = told(write(tmp_path, "a.yaml", "years: 3\nfunds: {own: 1, asked: 0}\n"))
    assert problem.startswith("a.yaml:2:24: funds.asked：")


def test_a_key_that_looks_like_a_path_has_its_own_place(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", 'years: 3\n"funds.own": 1\n"partners[0].x": 2\n')
    assert [line.split(" ")[0] for line in told(path)] == ["a.yaml:2:1:", "a.yaml:3:1:"]


def test_problems_of_a_json_file_have_paths_and_no_lines(tmp_path: Path) -> None:
    assert told(write(tmp_path, "a.json", '{"years": "3",\n "funds": {"own": NaN}}')) == [
        "a.json: 应为可读的 JSON，实为不是数：NaN"
    ]
    assert told(write(tmp_path, "a.json", '{"years": "3",\n "funds": {"own": -1}}')) == [
        "a.json: years：应为不小于 0 的整数，实为“3”",
        "a.json: funds.own：应为不小于零、精确到分的金额（如 120 即 120万元，或者 120万元、1200000元），实为-1",
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"years": 1, "years": 2}', "a.json: 应为可读的 JSON，实为键重复：years"),
        ('{"funds": {"own": 1, "asked": 2, "own": 3}}', "a.json: 应为可读的 JSON，实为键重复：own"),
        ('{"funds": {"own": NaN}}', "a.json: 应为可读的 JSON，实为不是数：NaN"),
        ('{"funds": {"own": -Infinity}}', "a.json: 应为可读的 JSON，实为不是数：-Infinity"),
        ('{"funds": {"own": 1e3}}', "a.json: 应为可读的 JSON，实为数字写成了指数：1e3"),
        ('{"funds": {"own": 1.5E+3}}', "a.json: 应为可读的 JSON，实为数字写成了指数：1.5E+3"),
        ('{"years": ' + "9" * 5000 + "}", f"a.json: 应为可读的 JSON，实为数字过长：上限 {MAX_DIGITS} 位"),
        ('{"years": 0.' + "9" * 5000 + "}", f"a.json: 应为可读的 JSON，实为数字过长：上限 {MAX_DIGITS} 位"),
        ('{"years": 3,\n "kind": }', "a.json:2:10: 应为可读的 JSON，实为语法错误"),
        ('{"years": 3,}', "a.json:1:13: 应为可读的 JSON，实为语法错误"),
        ("{'years': 3}", "a.json:1:2: 应为可读的 JSON，实为语法错误"),
        ("", "a.json:1:1: 应为可读的 JSON，实为语法错误"),
        ("{} {}", "a.json:1:4: 应为可读的 JSON，实为语法错误"),
        ('{"kind": "a\tb"}', "a.json:1:12: 应为可读的 JSON，实为语法错误"),
        ("[" * 500_000, f"a.json: 应为可读的 JSON，实为嵌套过深：上限 {MAX_DEPTH} 层"),
        ("[" * 100 + "]" * 100, f"a.json: 应为可读的 JSON，实为嵌套过深：上限 {MAX_DEPTH} 层"),
        ('{"a": ' * 65 + "1" + "}" * 65, f"a.json: 应为可读的 JSON，实为嵌套过深：上限 {MAX_DEPTH} 层"),
        ("[]", "a.json: 应为映射（键: 值），实为列表（0 项）"),
        ('"years"', "a.json: 应为映射（键: 值），实为“years”"),
        ("3", "a.json: 应为映射（键: 值），实为3"),
        (b'{"kind": "\xff"}', "a.json: 应为可读的 JSON，实为不是 UTF-8 编码"),
        ("{}".encode("utf-16"), "a.json: 应为可读的 JSON，实为不是 UTF-8 编码"),
        (
            b"{}" + b" " * MAX_BYTES,
            f"a.json: 应为申请文件（.yaml、.yml 或 .json），实为文件过大：上限 {MAX_BYTES} 字节",
        ),
    ],
)
def test_json_that_cannot_be_read_is_refused(content: str | bytes, found: str, tmp_path: Path) -> None:
    assert told(write(tmp_path, "a.json", content)) == [found]


def test_json_is_read_to_its_bounds(tmp_path: Path) -> None:
    deep = '{"a": ' * (MAX_DEPTH - 1) + "{}" + "}" * (MAX_DEPTH - 1)
    assert list(read_application_file(write(tmp_path, "deep.json", deep)).data) == ["a"]
    full = b"{}" + b" " * (MAX_BYTES - 2)
    assert read_application_file(write(tmp_path, "full.json", full)).data == {}
    many = json.dumps({f"k{number}": 1 for number in range(60_000)})
    assert len(read_application_file(write(tmp_path, "many.json", many)).data) == 60_000


def test_escapes_that_are_no_characters_are_refused(tmp_path: Path) -> None:
    assert told(
        write(tmp_path, "a.json", '{"partners": [{"name": "\\ud800"}, {"name": "\\u0000"}], "\\ud800": 1}')
    ) == ["a.json: 应为能写成 UTF-8 的键，实为“‹U+D800›”"]
    assert told(write(tmp_path, "a.json", '{"partners": [{"name": "\\ud800"}, {"name": "\\u0000"}]}')) == [
        "a.json: partners[0].name：应为文字（至多 2000 字），实为“‹U+D800›”",
        "a.json: partners[1].name：应为文字（至多 2000 字），实为“‹U+0000›”",
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("years: 3\nyears: 4", ["a.yaml:2:1: 应为可读的 YAML，实为键重复：years（第 1 行已有）"]),
        ("years: 03\nkind: no", 2),
        ("a: [1", ["a.yaml:1:4: 应为可读的 YAML，实为YAML 语法错误：括号没有闭合，或者缺少逗号"]),
        ("- years: 3", ["a.yaml: 应为映射（键: 值），实为列表（1 项）"]),
        ("years", ["a.yaml: 应为映射（键: 值），实为“years”"]),
        (b"years: \xff", ["a.yaml:1:8: 应为可读的 YAML，实为不是 UTF-8 编码，请另存为 UTF-8"]),
        (
            b"#" * (MAX_BYTES + 1),
            [f"a.yaml: 应为申请文件（.yaml、.yml 或 .json），实为文件过大：上限 {MAX_BYTES} 字节"],
        ),
    ],
)
def test_yaml_that_cannot_be_read_is_refused(content: str | bytes, found: list[str] | int, tmp_path: Path) -> None:
    problems = told(write(tmp_path, "a.yaml", content))
    assert (len(problems) if isinstance(found, int) else problems) == found


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert told(tmp_path / "nothing.yaml") == ["nothing.yaml: 应为申请文件（.yaml、.yml 或 .json），实为没有这个文件"]
    (tmp_path / "folder.json").mkdir()
    assert told(tmp_path / "folder.json") == ["folder.json: 应为申请文件（.yaml、.yml 或 .json），实为不是文件"]
    os.mkfifo(tmp_path / "pipe.json")
    assert told(tmp_path / "pipe.json") == ["pipe.json: 应为申请文件（.yaml、.yml 或 .json），实为不是文件"]
    assert told(Path("a\0b.yaml"))[0].endswith("应为申请文件（.yaml、.yml 或 .json），实为没有这个文件")


def test_what_the_system_cannot_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.yaml", "years: 3")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    assert told(path) == ["a.yaml: 应为申请文件（.yaml、.yml 或 .json），实为读取失败（Permission denied）"]


keys = st.text(alphabet="ab.[]0", max_size=4)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="ab是 ", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys | st.sampled_from(["years", "funds", "partners", "kind"]), trees, max_size=4))
def test_whatever_a_file_says_its_problems_are_those_of_the_mapping(
    tmp_path_factory: pytest.TempPathFactory, facts: dict[str, object]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = write(folder, "a.json", json.dumps(facts))
    try:
        read = accepted(minimal(), facts)
    except AssertionError:
        assert [line.removeprefix(f"{path}: ") for line in refused(minimal(), path)] == refused(minimal(), facts)
    else:
        assert accepted(minimal(), path) == read


def test_a_file_that_cannot_be_read_raises_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_application_file(tmp_path / "nothing.yaml")
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path / "nothing.yaml")]
