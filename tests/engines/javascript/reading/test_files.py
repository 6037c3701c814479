"""Application files are read in JavaScript as in Python: the same data at the same places, or the same flaws.

The two have parsers of YAML of their own. What is no YAML at all may be told in other words and at another place, and
the flaws before it are those of the events that the parser came to. Beyond that they differ where nobody writes:

- the sign of a block of text (`|`, `>`) on a line of its own, no further in than the key that it belongs to, is refused
  here and read as an empty text in Python;
- a document that is nothing but a block of text with an explicit indentation is a text, and refused as an application;
  its words may differ;
- a directive of a kind that YAML does not know is passed over here in forms that Python refuses;
- an anchor or an alias with letters other than ASCII, and an implicit key beyond 1024 characters, are refused in other
  words.

In JSON, Python 3.13 and newer place a comma too many at the comma, older ones at what follows it, as here. Nesting is
told to be too deep from a depth on that depends on Python's own stack; below it, the error of syntax is told that
follows.
"""

import json
import random
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.loading.plain_data import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_KEY
from huimin_rules.loading.strict_json import read_json
from huimin_rules.loading.strict_yaml import Tree, read_yaml
from tests.engines.javascript.reading.support import Reader, expected, sent
from tests.hostile.test_any_bytes import SAID, TOKENS, changed, seeds
from tests.hostile.test_contents import APPLICATIONS
from tests.loading import test_application_file, test_strict_yaml
from tests.support import minimal, read

SYNTAX = "YAML 语法错误"


def flaws(tree: Tree) -> list[list[object]]:
    return [[one.line, one.column, one.message] for one in tree.flaws]


def cases(test: Any) -> list[tuple[Any, ...]]:
    """The cases that a test of the reader in Python is run with."""
    return [case for mark in test.pytestmark for case in mark.args[1]]


# --- YAML


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *cases(test_strict_yaml.test_what_means_different_things_to_different_readers_is_refused),
        ("a: yes\nb: &x 1\na: 010\nc: [1", None),
        *((f"a: 1\nkey: {word}", None) for word in test_strict_yaml.SURPRISES.split()),
        *((text, None) for text in ("...\n", "a: 1\n...\nb: 2", ": a", "[:a]", '"\\ud83d\\ude00": 1', '"\\U00110000"')),
        *((text, None) for text in ("a: &x !t 1", "? |-\n  a\n  b\n: *c", "- &a\n- !t\n- *b", "a: >-\n  x\nb: no # |")),
        ("a: [1, {b: 'c", None),
    ],
)
def test_a_flaw_is_told_as_in_python(text: str, told: list[str] | None, reader: Reader) -> None:
    (found,) = reader.yaml(text)
    tree = read_yaml(text.encode())
    assert found["flaws"] == flaws(tree)
    assert told is None or told == [f"{line}:{column}: {message}" for line, column, message in found["flaws"]]


@pytest.mark.parametrize(
    "written", [case[0] for case in cases(test_strict_yaml.test_a_scalar_is_read_as_what_it_looks_like)]
)
def test_a_scalar_is_read_as_in_python(written: str, reader: Reader) -> None:
    (found,) = reader.yaml(f"key: {written}")
    assert (found["data"], found["flaws"]) == (sent(read_yaml(f"key: {written}".encode()).data), [])


def places(tree: Tree) -> dict[tuple[str | int, ...], tuple[tuple[int, int], tuple[int, int] | None]]:
    root = {(): (1, 1)}
    return {path: (place, tree.keys.get(path)) for path, place in (root | tree.values).items()}


def told_places(found: dict[str, Any]) -> dict[tuple[str | int, ...], tuple[tuple[int, int], tuple[int, int] | None]]:
    root: list[Any] = [[[], [1, 1], None]]
    every = root + found["spots"]
    return {tuple(path): (tuple(place), tuple(key) if key else None) for path, place, key in every}


BLOCK_SIGN = re.compile(r"(?m)^ *[|>][-+0-9]*[ \r]*(#.*)?$")
NAME = re.compile(r"[&*][\w-]*[^\w\s-]")


def alike(text: str, found: dict[str, Any]) -> str:
    """How a text is read by both; asserts that they agree, apart from what the head of this file names."""
    tree = read_yaml(text.encode())
    if tree.flaws and found["flaws"]:
        ours = [one for one in flaws(tree) if SYNTAX not in str(one[2])]
        theirs = [one for one in found["flaws"] if SYNTAX not in one[2]]
        if any(SYNTAX in str(one[2]) for one in (*flaws(tree), *found["flaws"])):
            return "syntax"
        if NAME.search(text) or re.search(r"(?m)^%", text):
            return "named"
        assert theirs == ours, text
        return "refused"
    if isinstance(tree.data, str) or isinstance(found["data"], str):
        return "text"
    if BLOCK_SIGN.search(text) or text.lstrip().startswith("%"):
        return "named"
    assert found["flaws"] == flaws(tree), text
    assert found["data"] == sent(tree.data), text
    assert told_places(found) == places(tree), text
    return "read"


PIECES = (
    *(
        "a",
        "b: ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        "#",
        " #c",
        "|\n",
        "> \n",
        ": ",
        "? ",
    ),
    *("&a ", "*a", "!t ", "---\n", "...\n", "%YAML 1.2\n", "no", "010", "12:30", "null", "~", "true", "\\n", "\\u0041"),
    *(
        "\\ud83d\\ude00",
        "1.10",
        "x y",
        "甲",
        "😀",
        "\r\n",
        "|-\n",
        "|2\n",
        ">+\n",
        "@",
        "`",
        "%",
        "<<: ",
        "k: v\n",
        "- - ",
    ),
    *("{a: b}", "[1, 2]", "''", '""', "-", "?", ":", "\t", "a: 1\n", "b:\n", "  c: 3\n", "  - d\n", "- e\n"),
)


@pytest.mark.parametrize("seed", range(10))
def test_any_text_is_read_or_refused_as_in_python(seed: int, reader: Reader) -> None:
    rnd = random.Random(seed)
    signs = "ab1:-,[]{}#'\"|> \n中"
    texts = ["".join(rnd.choices(PIECES if rnd.random() < 0.6 else signs, k=rnd.randint(1, 12))) for _ in range(1000)]
    kinds = Counter(alike(text, found) for text, found in zip(texts, reader.yaml(*texts), strict=True))
    assert kinds["read"] > 50
    assert kinds["refused"] > 20
    assert kinds["syntax"] > 50


DOCUMENT = """\
# 一份申请
applied_on: 2030-06-01  # 申报日期
kind: "hospital"
years: 3

funds: {own: 20, asked: 12.50}
sincere:
  value: true
  by: 专家组
  'on': 2030-02-01
  reason: |
    属实，
    有据
  evidence: [报告, "记录 #2"]
partners:
- name: >-
    甲
    乙
  signed: true
  amount: 3万元
-
  name: 丙 丁
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_document_with_a_slip_of_the_pen_is_read_or_refused_as_in_python(seed: int, reader: Reader) -> None:
    rnd = random.Random(100 + seed)

    def slip(text: str) -> str:
        at = rnd.randrange(len(text))
        return (
            text[:at]
            + rnd.choice(("", " ", "\n", "  ", ":", ": ", "#", "-", "- ", '"', "'", "{", "]", ",", "甲"))
            + text[at + rnd.randrange(3) :]
        )

    texts = [slip(slip(DOCUMENT) if rnd.random() < 0.3 else DOCUMENT) for _ in range(400)]
    kinds = Counter(alike(text, found) for text, found in zip(texts, reader.yaml(*texts), strict=True))
    assert kinds["read"] > 150
    assert kinds["syntax"] > 50


def test_places_are_those_of_values_and_of_keys(reader: Reader) -> None:
    texts = [
        DOCUMENT,
        "甲: 乙\nlist:\n  - a: 1\n    b:   two\n  - {c: [x, y]}\nempty:\nlast: ''\n",
        "- a\n-\n- - b\n  -\n- ? c\n- ? d\n  : |+\n    e\n\n- >2\n   f",
        '{"a":1, "b" : [c: d, {e}, "f": ],}',
        "😀: 😀\nb: '😀' # x\nc: {😀: 1, d: 😀, e: |}".replace("|", "2"),
        "---\na: |\n  x\n...\n",
        "a:\n  b:\n\n  # c\n  d:\n",
        "a: {\n  b: 1\n}\nc: 'x\ny'\n",
        "a: 1# not a comment\nb: [1]# a comment\nc: ''# one more\n",
        "\r\na: 1\r\n\r\nb:\r\n  - c\r\n",
    ]
    for text, found in zip(texts, reader.yaml(*texts), strict=True):
        tree = read_yaml(text.encode())
        assert found["flaws"] == flaws(tree), text
        assert not flaws(tree) or "y 有歧义" in str(flaws(tree))
        assert found["data"] == sent(tree.data)
        assert told_places(found) == places(tree), text


def test_bounds_are_those_of_python(reader: Reader) -> None:
    deep, nines = "[" * MAX_DEPTH, "9" * MAX_DIGITS
    block = "".join(f"{' ' * level}a:\n" for level in range(MAX_DEPTH))
    texts = [
        *(
            deep + "]" * MAX_DEPTH,
            deep + "[" + "]" * (MAX_DEPTH + 1),
            deep + "[1",
            block,
            block + " " * MAX_DEPTH + "b: 1",
        ),
        *("[" * 500_000, "{a: " * 200_000, "- " * 400_000, "? " * 400_000, "- ? " * 200_000),
        *(f"a: {nines}", f"a: {nines}9", f"a: 0.{nines}", "k" * MAX_KEY + ": 1", "k" * (MAX_KEY + 1) + ": 1"),
        *(
            "? " + "k" * 500_000 + "\n: 1",
            "[" + "&a 1," * 600 + "]",
            "".join(f"a: {number}\n" for number in range(700)),
        ),
    ]
    for text, found in zip(texts, reader.yaml(*texts), strict=True):
        assert found["flaws"] == flaws(read_yaml(text.encode())), text[:100]


# --- JSON


def json_problems(raw: bytes) -> tuple[object, list[str]]:
    try:
        return read_json(raw), []
    except InputError as error:
        return None, [str(replace(problem, file="a.json")) for problem in error.problems]


JSON_PIECES = (
    *(
        '{"a": ',
        "[",
        "]",
        "}",
        ", ",
        ",",
        ": ",
        ":",
        '"b"',
        '"',
        "1",
        "-",
        "0",
        "01",
        "1.5",
        "1.",
        "1e3",
        "-0",
        "-0.0",
        "0.10",
    ),
    *(
        "null",
        "true",
        "false",
        "nul",
        "NaN",
        "-Infinity",
        "Infinity",
        " ",
        "\n",
        "\t",
        "\\u0041",
        "\\ud83d\\ude00",
        "\\u00",
    ),
    *(
        "\\n",
        "\\x",
        "\\",
        '"a\\u004',
        '"\\ud800"',
        "甲",
        "😀",
        "\x01",
        "\x7f",
        "\u2028",
        "9" * 41,
        '"a": 1',
        '{"a": 1, "a": 2}',
    ),
    *('"__proto__": {', '"k": [1, 2', "{}", "[]", '{"x": "y"}'),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(JSON_PIECES), max_size=7).map("".join))
@example('{"years": 3,}')
@example("[" * 100)
@example('{"a": ' * 65 + "1" + "}" * 65)
@example('{"a": ' * 64 + '"x"' + "}" * 64)
@example('{"' + "k" * 201 + '": 1}')
def test_any_json_is_read_or_refused_as_in_python(reader: Reader, text: str) -> None:
    data, problems = json_problems(text.encode())
    found = reader.file(minimal(), text.encode(), "a.json", facts=True)
    if problems:
        assert found["told"] == problems
    elif isinstance(data, dict):
        assert found["facts"] == sent(data)
    else:
        assert found["facts"] == ({} if data is None else None)


# --- whole files


def file_cases() -> list[tuple[str, bytes]]:
    """The files that the tests of the reader in Python read, good and bad."""
    found: list[tuple[str, bytes]] = []
    for test, name in (
        (test_application_file.test_json_that_cannot_be_read_is_refused, "a.json"),
        (test_application_file.test_yaml_that_cannot_be_read_is_refused, "a.yaml"),
    ):
        found += [(name, one if isinstance(one, bytes) else one.encode()) for one, _ in cases(test)]
    found += [("a.yaml", test_application_file.WRONG.encode())]
    for kind, make, _ in APPLICATIONS.values():
        made = make()
        found.append((f"a.{kind}", made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")))
    text = json.dumps(SAID, indent=1).replace("\n", "\r\n").encode()
    found += [(name, mark + text) for name in ("a.json", "a.JSON", "a.yml", "a") for mark in (b"", b"\xef\xbb\xbf")]
    found += [("a.yaml", b""), ("a.yaml", "# 还没有填\n".encode()), ("a.json", b"{}"), ("a.json", b"null")]
    found += [
        ("a.yaml", b'years: 3\n"funds.own": 1\n"partners[0].x": 2\n'),
        ("a.yaml", b"years: 3\nfunds: {own: 1, asked: 0}\n"),
    ]
    found += [
        ("a.yaml", raw)
        for raw in (b"a: \xff", b"\xef\xbb\xbfa: \xff", b"a: \xe4\xb8", b"a\n\xf0\x9f\x98", b"a: \xed\xa0\x80")
    ]
    return found


@pytest.mark.parametrize(("name", "raw"), file_cases(), ids=[str(number) for number in range(len(file_cases()))])
def test_a_file_is_read_as_by_the_command_line(name: str, raw: bytes, reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    wanted = expected(minimal(), path)
    found = reader.file(minimal(), raw, name)
    if SYNTAX in "".join(wanted["told"]):
        assert found["application"] is None
        return
    assert found["told"] == wanted["told"]
    assert found["problems"] == wanted["problems"]
    assert found["application"] == wanted["application"]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["application_yaml", "application_json"]).flatmap(lambda law: st.tuples(st.just(law), changed(law)))
)
def test_a_file_with_something_changed_is_read_as_by_the_command_line(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory, case: tuple[str, bytes]
) -> None:
    law, raw = case
    path = tmp_path_factory.mktemp("changed") / f"a.{law.removeprefix('application_')}"
    path.write_bytes(raw)
    wanted, found = expected(minimal(), path), reader.file(minimal(), raw, path.name)
    if SYNTAX not in "".join(wanted["told"] + found["told"]):
        assert found["told"] == wanted["told"]
        assert found["application"] == wanted["application"]
    else:
        assert found["application"] is None
        assert wanted["application"] is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(b"".join) | st.binary(max_size=60))
def test_any_bytes_have_an_answer(reader: Reader, raw: bytes) -> None:
    for name in ("a.yaml", "a.json"):
        found = reader.file(minimal(), raw, name, facts=True)
        assert (found["facts"] is None) or isinstance(found["facts"], dict)
        assert (found["application"] is None) == bool(found["told"])
        assert all("\n" not in one and len(one) < 5000 for one in found["told"])


def test_the_seeds_are_read_as_by_the_command_line(reader: Reader, tmp_path: Path) -> None:
    told = []
    for law in ("application_yaml", "application_json"):
        for raw in seeds(law):
            path = tmp_path / f"a.{law.removeprefix('application_')}"
            path.write_bytes(raw)
            found, wanted = reader.file(minimal(), raw, path.name), expected(minimal(), path)
            assert found["application"] == wanted["application"]
            assert found["told"] == wanted["told"]
            told += found["told"]
    assert len(told) == 1  # one of the seeds for YAML has lost its braces and commas


def test_a_text_is_read_like_its_bytes(reader: Reader) -> None:
    text = "\ufeffyears: 3\nkind: hospitl\n"
    assert reader.file(minimal(), text, "a.yaml") == reader.file(minimal(), text.encode(), "a.yaml")
    (problem,) = reader.file(minimal(), "kind: \ud800", "a.yaml")["told"]
    assert problem == "a.yaml:1:7: 应为可读的 YAML，实为含有不允许的字符 U+D800"
    (large,) = reader.file(minimal(), "甲" * (MAX_BYTES // 3 + 1), "a.yaml")["told"]
    assert large == f"a.yaml: 应为申请文件（.yaml、.yml 或 .json），实为文件过大：上限 {MAX_BYTES} 字节"


def test_numbers_keep_how_they_were_written(reader: Reader) -> None:
    written = ("1.10", "0.10", "3.0", "-0", "-0.0", "0.0000001", "9007199254740993", "12345678901234567890.5")
    yaml = "".join(f"k{number}: {one}\n" for number, one in enumerate(written))
    json_text = "{" + ", ".join(f'"k{number}": {one}' for number, one in enumerate(written)) + "}"
    for name, text in (("a.yaml", yaml), ("a.json", json_text)):
        facts = reader.file(minimal(), text, name, facts=True)["facts"]
        assert [Decimal(facts[f"k{number}"]["$n"]) for number in range(len(written))] == list(map(Decimal, written))
        assert facts["k0"]["$n"] == "1.10"
    (problem,) = reader.file(minimal(), "years: 3.0\n", "a.yaml")["told"]
    assert problem == "a.yaml:1:8: years：应为不小于 0 的整数，实为3.0"


def test_what_a_wrong_application_of_the_documentation_is_told(reader: Reader, tmp_path: Path) -> None:
    from huimin_rules.service import load_policy

    page = (Path(__file__).parents[4] / "docs" / "errors.md").read_text(encoding="utf-8")
    texts = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    policy = load_policy("gongyi-huimin-2021")
    assert len(texts) == 2
    for text in texts:
        path = tmp_path / "wrong.yaml"
        path.write_text(text, encoding="utf-8")
        found = reader.file(policy, text, "wrong.yaml")
        assert found["told"] == expected(policy, path)["told"]
        assert found["told"][0].removeprefix("wrong.yaml:") in page.replace("dup.yaml:", "wrong.yaml:")
    assert read(policy, {})[1] == ()
