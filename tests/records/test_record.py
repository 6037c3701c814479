"""A record is read strictly: only what was written, and only what fits together."""

import json
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from huimin_rules.canonical import Json, canonical_json, digest
from huimin_rules.cli.schema import Subject, schema_of
from huimin_rules.errors import InputError
from huimin_rules.ledger.entry import Entry, is_digest, is_entry, read_entry
from huimin_rules.ledger.exact_json import serialized
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.record import (
    MAX_BYTES,
    MAX_NAME,
    Record,
    entry_of,
    moment_fault,
    name_fault,
    read_record,
)
from huimin_rules.service import check
from huimin_rules.service.audit.library import library_version
from tests.records.making import AT, BY, EXAMPLES, FOLDERS, cases, prepared, shipped, small

BIG = {"years": 10**17, "funds": {"asked": Decimal("120.50")}}


def test_a_record_holds_what_was_decided_on_what() -> None:
    made = prepared(EXAMPLES / "eligible.yaml", case="巩科〔2022〕001号")
    record, verdict = made.record, check(shipped().policy, EXAMPLES / "eligible.yaml")
    assert (record.case, record.recorded_by, record.recorded_at) == ("巩科〔2022〕001号", BY, AT)
    assert (record.library.name, record.library.version, record.library.engine) == (
        "huimin-rules",
        library_version(),
        "reference",
    )
    assert record.policy.digest == shipped().policy.digest
    assert record.decided() == verdict
    assert record.verdict_text() == verdict.to_json()
    assert record.verdict_digest == digest(verdict.to_json().encode())
    assert "secret" not in canonical_json(record.verdict)  # type: ignore[arg-type]  # a verdict is JSON
    assert read_record(made.data) == record
    assert made.data == record.to_bytes() == serialized(json.loads(made.data))
    assert made.entry == record.sealed() == entry_of(record, made.data)


def test_each_record_has_a_secret_of_its_own() -> None:
    one, other = prepared(), prepared()
    assert one.record.secret != other.record.secret
    assert one.entry.seal != other.entry.seal


@pytest.mark.parametrize("folder", FOLDERS[1:], ids=lambda one: one.name)
def test_records_of_cases_come_back(folder: object) -> None:
    found = next(one for one in FOLDERS if one == folder)
    policy, every = cases(found)
    del policy
    from huimin_rules.service.audit.policy_source import policy_source

    source = policy_source(found)
    for case in every[::20]:
        made = prepared(case.facts, source)
        assert read_record(made.data) == made.record


def test_integers_that_json_does_not_hold_exactly_come_back() -> None:
    made = prepared(BIG, small())
    assert made.record.facts["years"] == {"$integer": "100000000000000000"}
    assert b'{"$integer":"100000000000000000"}' in made.data
    back = read_record(made.data)
    assert isinstance(back, Record)
    assert back.given() == BIG
    assert back.decided() == check(small().policy, BIG)
    assert back.verdict_text() == check(small().policy, BIG).to_json()


@pytest.mark.parametrize("facts", [BIG, {}, None])
def test_records_entries_and_their_schemas(facts: dict[str, object] | None) -> None:
    made = prepared(EXAMPLES / "agri-consortium.yaml") if facts is None else prepared(facts, small())
    Draft202012Validator(schema_of(Subject.RECORD)).validate(json.loads(made.data))
    Draft202012Validator(schema_of(Subject.ENTRY)).validate(json.loads(made.entry.to_bytes()))
    for name in json.loads(made.data):
        less = {key: value for key, value in json.loads(made.data).items() if key != name}
        assert not Draft202012Validator(schema_of(Subject.RECORD)).is_valid(less), name


Change = Callable[[dict[str, Json]], object]


def changed(change: Change) -> Record | Malformed:
    value = json.loads(prepared({"kind": "school"}, small()).data)
    change(value)
    return read_record(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def put(name: str, value: object) -> Change:
    def change(record: dict[str, Json]) -> None:
        *path, last = name.split(".")
        inner: dict[str, object] = record  # type: ignore[assignment]  # a record is a mapping
        for step in path:
            inner = inner[step]  # type: ignore[assignment]  # each step but the last leads to a mapping
        inner[last] = value

    return change


def drop(name: str) -> Change:
    def change(record: dict[str, Json]) -> None:
        *path, last = name.split(".")
        inner: dict[str, object] = record  # type: ignore[assignment]  # a record is a mapping
        for step in path:
            inner = inner[step]  # type: ignore[assignment]  # each step but the last leads to a mapping
        del inner[last]

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("extra", 1), "多出 extra"),
        (put("library.extra", 1), "多出 library.extra"),
        (put("\u202e", 1), "多出 ‹U+202E›"),
        (drop("case"), "缺少 case"),
        (drop("format"), "缺少 format"),
        (drop("library.version"), "缺少 library.version"),
        (drop("library.name"), "缺少有缺省值的字段"),
        (put("format", "huimin-record/2"), "format 不合格式"),
        (put("case", ""), "case 不合格式"),
        (put("case", "a\u200b"), "case 不合格式"),
        (put("case", 1), "case 不合格式"),
        (put("recorded_by", "x" * (MAX_NAME + 1)), "recorded_by 不合格式"),
        (put("recorded_at", "2026-01-31 09:00"), "recorded_at 不合格式"),
        (put("library.engine", "durable"), "library.engine 不合格式"),
        (put("facts", []), "facts 不合格式"),
        (put("facts", {"$integer": "9007199254740993"}), "facts 里不是映射，是数"),
        (put("facts.years", {"$decimal": "x"}), 'facts 里不是数的写法：{"$decimal": "x"}'),
        (put("verdict.summary", {"$decimal": "1.5"}), "verdict 里有小数"),
        (put("verdict.summary", {"$x": "1.5"}), 'verdict 里不是数的写法：{"$x": "1.5"}'),
        (put("readings", {"a": 1}), "readings.a 不合格式"),
        (put("secret", "0" * 63), "secret 不合格式"),
        (put("secret", "A" * 64), "secret 不合格式"),
        (put("verdict_digest", "sha256:"), "verdict_digest 不合格式"),
        (put("policy.title", "另一个办法"), "结论书所依据的办法与记录所写的不同"),
    ],
)
def test_what_is_wrong_with_a_record_is_named(change: Change, reason: str) -> None:
    assert changed(change) == Malformed(reason)


def test_a_verdict_that_is_not_the_one_of_the_digest_is_named() -> None:
    found = changed(put("verdict.summary", "x"))
    assert isinstance(found, Malformed)
    assert found.reason.startswith("结论书的摘要是 sha256:")


def test_a_record_is_a_mapping() -> None:
    assert read_record(b"[1]") == Malformed("不是映射")
    assert read_record(b"x" * (MAX_BYTES + 1)) == Malformed(f"超过 {MAX_BYTES} 字节")


def test_no_changed_byte_goes_unnoticed() -> None:
    """Whatever still reads as a record has another digest; most does not even read."""
    made = prepared({"kind": "school"}, small())
    shuffle = random.Random(8785)
    for at in range(len(made.data)):
        data = bytearray(made.data)
        data[at] ^= shuffle.randrange(1, 256)
        found = read_record(bytes(data))
        assert isinstance(found, Malformed) or entry_of(found, bytes(data)) != made.entry


def test_a_verdict_of_another_release_is_an_input_error() -> None:
    made = prepared({}, small())
    older = made.record.model_copy(update={"verdict": {"policy": made.record.policy.model_dump(), "said": "eligible"}})
    with pytest.raises(InputError, match="本版程序认识的结论书"):
        older.decided()


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-31T09:00:00Z",
        "2026-01-31T09:00:00+08:00",
        "2024-02-29T23:59:59-23:59",
        "2026-01-31T09:00:00.123456789Z",
    ],
)
def test_moments_of_rfc_3339(moment: str) -> None:
    assert moment_fault(moment) is None


@pytest.mark.parametrize(
    "moment",
    [
        "",
        "2026-01-31",
        "2026-01-31T09:00:00",
        "2026-01-31 09:00:00Z",
        "2026-01-31T09:00Z",
        "2026-01-31t09:00:00z",
        "2026-01-31T09:00:00+0800",
        "2026-01-31T09:00:00+24:00",
        "2026-01-31T09:00:00.Z",
        "２026-01-31T09:00:00Z",
        "2026-01-31T09:00:00Z\n",
    ],
)
def test_what_is_no_moment_of_rfc_3339(moment: str) -> None:
    assert moment_fault(moment) == "不是 2026-01-31T09:00:00+08:00 的样子"


@pytest.mark.parametrize("moment", ["2026-02-29T09:00:00Z", "2026-01-31T24:01:00Z", "2026-13-01T00:00:00Z"])
def test_a_moment_that_never_is(moment: str) -> None:
    assert moment_fault(moment) == "没有这个时刻"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("巩科〔2022〕001号", None),
        ("a b", None),
        ("x" * MAX_NAME, None),
        ("", "空，或者前后有空格"),
        (" a", "空，或者前后有空格"),
        ("a\n", "空，或者前后有空格"),
        ("x" * (MAX_NAME + 1), "超过 200 字"),
        ("a\u200bb", "a‹U+200B›b"),
        ("a\nb", "a‹U+000A›b"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_names_are_what_they_look_like(text: str, fault: str | None) -> None:
    assert name_fault(text) == fault


def test_an_entry_comes_back_and_nothing_else_does() -> None:
    entry = prepared().entry
    data = entry.to_bytes()
    assert is_entry(data)
    assert read_entry(data) == entry
    assert data == serialized(json.loads(data))
    for at in range(len(data)):
        for flip in (1, 32, 128):
            other = data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
            found = read_entry(other)
            assert isinstance(found, Malformed) or (found != entry and found.to_bytes() == other)


def test_entries_of_others_are_not_ours() -> None:
    assert not is_entry(b'{"n":1}')
    assert is_entry(b'{"format":"huimin-entry/2"}')
    assert read_entry(b'{"format":"huimin-entry/2"}') == Malformed("format 不合格式")
    assert read_entry(b"[]") == Malformed("不是映射")
    assert read_entry(b" " * 1001) == Malformed("超过 1000 字节")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("sha256:" + "0" * 64, True), ("sha256:" + "0" * 64 + "\n", False), ("sha256:" + "0" * 63 + "G", False)],
)
def test_digests(text: str, expected: bool) -> None:
    assert is_digest(text) is expected
    if not expected:
        with pytest.raises(ValueError, match="record"):
            Entry(format="huimin-entry/1", record=text, seal="sha256:" + "0" * 64)
