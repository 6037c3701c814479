"""Disclosures: what is shown can be verified, what is masked is nowhere, and no byte can be changed."""

import json
import random
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from huimin_rules.canonical import Json, digest
from huimin_rules.cli.schema import Subject, schema_of
from huimin_rules.errors import InputError
from huimin_rules.ledger.checkpointing import sign_checkpoint
from huimin_rules.ledger.decisions import Decision, decisions
from huimin_rules.ledger.disclosure import MAX_BYTES, Disclosure, disclose, disclosure_fault, read_disclosure
from huimin_rules.ledger.exact_json import serialized
from huimin_rules.ledger.keys import SigningKey, VerifierKey
from huimin_rules.ledger.masking import fact_path, masked_fields
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.seal import Field, fields, salt
from huimin_rules.ledger.storage import Ledger, create_ledger
from tests.ledger.stores import ORIGIN, new_key
from tests.records.making import EXAMPLES, prepared, recorded, shipped, small, tiny

NAMES = ("巩义市鲁庄绿穗农业科技有限公司", "巩义市回郭丰禾粮油有限公司", "荥阳市智耕农机装备有限公司")


@pytest.fixture(scope="module")
def of() -> dict[str, Field]:
    """The fields of an application of three applicants."""
    return fields(prepared(EXAMPLES / "agri-consortium.yaml").record.to_json())


def mine(mask: Sequence[str], of: dict[str, Field]) -> set[str]:
    return set(masked_fields(of, mask))


@pytest.fixture
def signed(ledger: Ledger, key: SigningKey) -> tuple[Ledger, Decision, VerifierKey]:
    recorded(ledger, {"kind": "school"}, small())
    recorded(ledger, EXAMPLES / "agri-consortium.yaml", shipped(), "002")
    recorded(
        ledger,
        {"years": 7, "partners": [{"name": "甲公司", "amount": Decimal("12.5")}], "funds": {"asked": 120}},
        small(),
        "003",
    )
    sign_checkpoint(ledger, key)
    with ledger.snapshot() as now:
        found = list(decisions(now))[1]
    assert isinstance(found, Decision)
    return ledger, found, key.verifier


# --- which fields


def test_a_name_is_masked_wherever_it_stands(of: dict[str, Field]) -> None:
    masked = mine(["applicants[0].name"], of)
    assert "/facts/applicants/0/name" in masked
    assert "/facts/applicants/1/name" not in masked
    standing = {pointer for pointer, value in of.items() if isinstance(value, str) and NAMES[0] in value}
    assert len(standing) > 3
    assert masked == standing | {"/verdict_digest"}


def test_all_elements_a_group_and_pointers(of: dict[str, Field]) -> None:
    assert mine(["applicants[].name"], of) >= {f"/facts/applicants/{at}/name" for at in range(3)}
    assert mine(["applicants[].name"], of) == mine([f"applicants[{at}].name" for at in range(3)], of)
    assert mine(["/facts/applicants/1"], of) == mine(["applicants[1]"], of) >= {"/facts/applicants/1/uscc"}
    assert mine(["/facts/applicants/1/"], of) == mine(["applicants[1]"], of)
    assert mine(["/recorded_by"], of) == {"/recorded_by"}
    assert mine([], of) == set()


def test_what_the_verdict_states_about_a_fact_is_masked_with_it() -> None:
    made = prepared({"funds": {"own": 120, "asked": 7}, "sincere": True}, small())
    found = fields(made.record.to_json())
    stated = {pointer.removesuffix("/fact") for pointer, value in found.items() if value == "funds.own"}
    stated = {one for one in stated if f"{one}/value" in found}
    assert stated
    masked = mine(["funds.own"], found)
    for one in stated:
        assert found[f"{one}/value"] == "120万元"
        assert f"{one}/value" in masked
        assert f"{one}/fact" not in masked
    assert not any(isinstance(value, str) and "120万元" in value for at, value in found.items() if at not in masked)


def test_parts_of_a_determination(of: dict[str, Field]) -> None:
    path, at = "applicants[0].good_conditions", "/facts/applicants/0/good_conditions"
    masked = mine([f"{path}.by"], of)
    statements = [one.removesuffix("/fact") for one, value in of.items() if value == path]
    statements = [one for one in statements if f"{one}/determination/by" in of]
    assert statements
    for one in statements:
        assert f"{one}/determination/by" in masked
        assert f"{one}/value" not in masked
    assert f"{at}/by" in masked
    assert f"{at}/reason" not in masked
    whole = mine([path], of)
    for one in statements:
        assert {f"{one}/value", f"{one}/determination/reason", f"{one}/determination/value"} <= whole
        assert f"{one}/stated_by" not in whole


def test_numbers_are_masked_where_they_stand_by_themselves() -> None:
    found: dict[str, Field] = {
        "/facts/a": 12,
        "/facts/b/$decimal": "0.5",
        "/x/0": "共12项",
        "/x/1": "120",
        "/x/2": "a12",
        "/x/3": "1.12",
        "/x/4": "12.5",
        "/x/5": 12,
        "/x/6": "到12.",
        "/x/7": "0.5元",
        "/x/8": "10.5",
        "/x/9": True,
        "/x/10": [],
    }
    assert mine(["a"], found) == {"/facts/a", "/x/0", "/x/5", "/x/6"}
    assert mine(["b"], found) == {"/facts/b/$decimal", "/x/7"}


def test_nothing_follows_from_what_has_no_text() -> None:
    found: dict[str, Field] = {"/facts/a": True, "/facts/b": None, "/facts/c": "", "/facts/d": [], "/x": True, "/y": ""}
    assert mine(["a", "b", "c", "d"], found) == {"/facts/a", "/facts/b", "/facts/c", "/facts/d"}


def test_names_with_signs_of_pointers() -> None:
    found: dict[str, Field] = {"/facts/a~1b/c~0d": "x", "/facts/a.b": "y"}
    assert mine(["a/b.c~d"], found) == {"/facts/a~1b/c~0d"}
    assert fact_path("/facts/a~1b/c~0d") == "a/b.c~d"


@pytest.mark.parametrize("mask", ["applicants[3].name", "/nowhere", "applicant[0].name", "..", "[", "/record", ""])
def test_a_mask_that_names_nothing_is_refused(of: dict[str, Field], mask: str) -> None:
    with pytest.raises(InputError, match=r"--mask：应为记录里有的字段"):
        masked_fields(of, ["/case", mask])


def test_all_masks_that_name_nothing_are_told_with_what_is_near(of: dict[str, Field]) -> None:
    with pytest.raises(InputError) as caught:
        masked_fields(of, ["applicants[0].nam", "/recorded_bi"])
    assert [one.nearest for one in caught.value.problems] == ["applicants[0].name", "/recorded_by"]


# --- the disclosure


def test_a_disclosure_is_what_the_schema_says(signed: tuple[Ledger, Decision, VerifierKey]) -> None:
    ledger, decision, key = signed
    found = disclose(ledger, decision, ["applicants[].name", "/recorded_by"])
    data = found.to_bytes()
    Draft202012Validator(schema_of(Subject.DISCLOSURE)).validate(json.loads(data))
    assert read_disclosure(data) == found == read_disclosure(data + b"\n")
    assert disclosure_fault(found, key) is None
    assert disclosure_fault(found) is None
    assert data == serialized(json.loads(data))
    assert found.value("/case") == "002"
    with pytest.raises(KeyError):
        found.value("/recorded_by")
    text = data.decode()
    for name in (*NAMES, "王敏", decision.record.secret):
        assert name not in text


def test_nothing_masked_is_the_whole_record_without_its_secret(signed: tuple[Ledger, Decision, VerifierKey]) -> None:
    ledger, decision, key = signed
    found = disclose(ledger, decision, [])
    assert found.masked == {}
    assert found.shown.keys() == fields(decision.record.to_json()).keys()
    assert decision.record.secret not in found.to_bytes().decode()
    assert disclosure_fault(found, key) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_masked_value_is_nowhere(signed: tuple[Ledger, Decision, VerifierKey], data: st.DataObject) -> None:
    ledger, decision, key = signed
    every = fields(decision.record.to_json())
    masks = data.draw(st.lists(st.sampled_from(sorted(every)), min_size=1, max_size=6))
    found = disclose(ledger, decision, masks)
    written = found.to_bytes()
    assert set(masks) <= found.masked.keys()
    assert disclosure_fault(found, key) is None
    assert found.shown.keys() | found.masked.keys() == every.keys()
    shown = [one.value for one in found.shown.values() if not isinstance(one.value, bool)]
    secret = bytes.fromhex(decision.record.secret)
    for pointer in found.masked:
        assert salt(secret, pointer).encode() not in written
    for pointer in masks:
        value = every[pointer]
        if isinstance(value, str) and value:
            assert not any(isinstance(one, int | str) and value in str(one) for one in shown)
            # Longer texts and those that are no word of the format stand nowhere in the file at all.
            if re.search(r"[^\x00-\x7f]", value):
                assert value.encode() not in written
        elif isinstance(value, int) and not isinstance(value, bool):
            assert value not in shown
    assert secret.hex().encode() not in written


def test_any_change_of_any_byte_is_found(ledger: Ledger, key: SigningKey) -> None:
    tiny(ledger)
    tiny(ledger)
    sign_checkpoint(ledger, key)
    with ledger.snapshot() as now:
        decision = list(decisions(now))[1]
    assert isinstance(decision, Decision)
    data = disclose(ledger, decision, ["kind"]).to_bytes()
    shuffle = random.Random(9901)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= shuffle.randrange(1, 256)
        found = read_disclosure(bytes(changed))
        assert isinstance(found, Malformed) or disclosure_fault(found, key.verifier) is not None, at


Change = Callable[[dict[str, dict[str, Json]]], object]


def changed(data: bytes, change: Change) -> Disclosure | Malformed:
    value = json.loads(data)
    change(value)
    return read_disclosure(serialized(value))


def test_fields_cannot_be_moved_left_out_or_added(signed: tuple[Ledger, Decision, VerifierKey]) -> None:
    ledger, decision, key = signed
    data = disclose(ledger, decision, ["/recorded_by"]).to_bytes()
    other = disclose(ledger, decision, ["/case"]).to_bytes()
    seal = "出示的内容与封印不符：有字段被改过、去掉或者添加"
    changes: list[Change] = [
        lambda one: one["shown"].pop("/case"),
        lambda one: one["masked"].pop("/recorded_by"),
        lambda one: one["masked"].update({"/extra": "0" * 64}),
        lambda one: one["shown"].update({"/library/name": one["shown"]["/case"]}),
        lambda one: one["entry"].update({"seal": digest(b"")}),
    ]
    for change in changes:
        found = changed(data, change)
        assert isinstance(found, Disclosure)
        assert disclosure_fault(found, key) == seal
    for change, fault in (
        (lambda one: one["entry"].update({"record": digest(b"")}), "记录的内容不是证明里的那一条"),
        (lambda one: one["proof"].update({"index": 2}), "第 2 条不能由这份证明归入 3 条的检查点"),
        (lambda one: one["proof"].update({"path": []}), "第 1 条不能由这份证明归入 3 条的检查点"),
    ):
        found = changed(data, change)
        assert isinstance(found, Disclosure)
        assert disclosure_fault(found, key) == fault
    # What one disclosure masks, another one of the same record may show: both are true.
    both = json.loads(data)
    both["shown"]["/recorded_by"] = json.loads(other)["shown"]["/recorded_by"]
    del both["masked"]["/recorded_by"]
    opened = read_disclosure(serialized(both))
    assert isinstance(opened, Disclosure)
    assert disclosure_fault(opened, key) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda one: one["masked"].update({"/case": "0" * 64}), "/case 既出示又遮盖"),
        (lambda one: one["shown"]["/case"].update({"value": ["a"]}), "/case 不是一个字段"),
        (lambda one: one["shown"]["/case"].update({"value": {"a": 1}}), "/case 不是一个字段"),
        (lambda one: one["masked"].update({"/case/0": "0" * 64}), "/case/0 不是记录里的一个字段"),
        (lambda one: one["masked"].update({"case": "0" * 64}), "case 不是记录里的一个字段"),
        (lambda one: one["masked"].update({"/x": "0"}), "masked./x 不合格式"),
        (lambda one: one["shown"]["/case"].update({"more": 1}), "多出 shown./case.more"),
        (lambda one: one["shown"]["/case"].pop("salt"), "缺少 shown./case.salt"),
        (lambda one: one["proof"].update({"path": ["x"]}), "proof.path.0 不合格式"),
        (lambda one: one["proof"].update({"path": "x"}), "proof.path 不合格式"),
        (lambda one: one.update({"format": "x"}), "format 不合格式"),
        (lambda one: one.pop("format"), "缺少 format"),
    ],
)
def test_what_is_wrong_with_a_disclosure_is_named(
    signed: tuple[Ledger, Decision, VerifierKey], change: Change, reason: str
) -> None:
    ledger, decision, _ = signed
    assert changed(disclose(ledger, decision, []).to_bytes(), change) == Malformed(reason)


def test_a_proof_that_the_ledger_does_not_read(signed: tuple[Ledger, Decision, VerifierKey]) -> None:
    ledger, decision, key = signed
    found = disclose(ledger, decision, [])
    long = found.model_copy(update={"proof": found.proof.model_copy(update={"checkpoint": "x" * 2_000_001})})
    assert disclosure_fault(long, key) == "归入的证明读不懂：超过 2000000 字节"


def test_bounds() -> None:
    assert read_disclosure(b"[]") == Malformed("不是映射")
    assert read_disclosure(b" " * (MAX_BYTES + 1)) == Malformed(f"超过 {MAX_BYTES} 字节")


def test_another_key_or_checkpoint_does_not_do(
    signed: tuple[Ledger, Decision, VerifierKey], tmp_path_factory: pytest.TempPathFactory
) -> None:
    ledger, decision, key = signed
    found = disclose(ledger, decision, [])
    folder = tmp_path_factory.mktemp("keys")
    stranger = new_key(folder)
    fault = disclosure_fault(found, stranger.verifier)
    assert fault is not None
    assert "密钥的签名" in fault
    with create_ledger(folder / "other.db", ORIGIN) as other:
        recorded(other, {}, small())
        note = sign_checkpoint(other, stranger)
    assert disclosure_fault(found, key, note) is not None


def test_without_a_checkpoint_there_is_nothing_to_disclose(ledger: Ledger) -> None:
    recorded(ledger, {}, small())
    with ledger.snapshot() as now:
        decision = next(decisions(now))
    assert isinstance(decision, Decision)
    with pytest.raises(InputError, match="签发过检查点的账本"):
        disclose(ledger, decision, [])


def test_through_a_postgresql_ledger(location: str, key: SigningKey) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        recorded(ledger, EXAMPLES / "agri-consortium.yaml", case="002")
        sign_checkpoint(ledger, key)
        with ledger.snapshot() as now:
            decision = next(decisions(now))
        assert isinstance(decision, Decision)
        found = disclose(ledger, decision, ["applicants[1]"])
        assert disclosure_fault(found, key.verifier) is None
        assert NAMES[1] not in found.to_bytes().decode()
