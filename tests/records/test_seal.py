"""The seal, against a program of the standard library alone, and the laws of its fields."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.canonical import Json
from huimin_rules.ledger.exact_json import serialized, to_json
from huimin_rules.ledger.seal import commitment, commitments, fields, salt, seal_of
from tests.records.making import EXAMPLES, prepared, small
from tests.records.test_exact_json import VALUES

SECRET = bytes(range(32))
PAGE = Path(__file__).parents[2] / "docs" / "records.md"


def program() -> str:
    """The first Python program on the page about records."""
    return PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]


def test_the_program_on_the_page_is_short_and_needs_nothing() -> None:
    lines = [one for one in program().splitlines() if one.strip()]
    assert len(lines) <= 20
    assert "huimin" not in program().replace("huimin-entry/1", "")


@pytest.mark.parametrize("facts", [{}, {"years": 10**17, "partners": [{"name": "甲/乙~\U0001f600"}]}, None])
def test_the_program_on_the_page_finds_the_same_seal(
    facts: dict[str, object] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = prepared(EXAMPLES / "agri-consortium.yaml") if facts is None else prepared(facts, small())
    (tmp_path / "record.json").write_bytes(made.data)
    monkeypatch.chdir(tmp_path)
    exec(compile(program(), "records.md", "exec"), {})
    assert capsys.readouterr().out.encode() == made.entry.to_bytes() + b"\n"


def test_the_fields_of_a_record() -> None:
    record: dict[str, Json] = {
        "a": {"b/c": 1, "d~e": [None, True, {"f": "x"}]},
        "empty": [],
        "none": {},
        "secret": "x",
        "under": {"secret": "y"},
    }
    assert fields(record) == {
        "/a/b~1c": 1,
        "/a/d~0e/0": None,
        "/a/d~0e/1": True,
        "/a/d~0e/2/f": "x",
        "/empty": [],
        "/none": {},
        "/under/secret": "y",
    }


def test_salts_and_commitments_are_what_the_page_says() -> None:
    expected = hmac.new(SECRET, "/名称".encode(), hashlib.sha256).hexdigest()
    assert salt(SECRET, "/名称") == expected
    text = json.dumps([expected, "甲\n\x7f\u2028"], ensure_ascii=False, separators=(",", ":"))
    assert commitment(expected, "甲\n\x7f\u2028") == hashlib.sha256(text.encode()).hexdigest()


@given(st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")))
def test_a_commitment_is_over_canonical_json(value: bool | int | str | None) -> None:
    expected = hashlib.sha256(serialized(["00", value])).hexdigest()
    assert commitment("00", value) == expected


@given(VALUES, VALUES)
def test_different_records_have_different_seals(one: object, other: object) -> None:
    records = [{"v": to_json(value)} for value in (one, other)]  # type: ignore[arg-type]  # any value may be sealed here
    seals = [seal_of(commitments(record, SECRET)) for record in records]
    assert (seals[0] == seals[1]) == (serialized(records[0]) == serialized(records[1]))


def test_the_pointer_is_bound() -> None:
    assert seal_of(commitments({"a": 1, "b": 1}, SECRET)) != seal_of(commitments({"a": 1, "c": 1}, SECRET))
    assert commitments({"a": 1}, SECRET)["/a"] != commitments({"b": 1}, SECRET)["/b"]
