"""The decisions of a ledger: found, verified, and every damage to their records and policies named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huimin_rules.canonical import digest
from huimin_rules.ledger.checkpointing import sign_checkpoint
from huimin_rules.ledger.decisions import Decision, DecisionCheck, Unreadable, decisions, decisions_of
from huimin_rules.ledger.entry import Entry
from huimin_rules.ledger.export import ExportArchive, export, verify_export
from huimin_rules.ledger.keys import SigningKey
from huimin_rules.ledger.storage import Ledger, create_ledger, open_ledger
from huimin_rules.ledger.verification import Damage, Flaw, Verification
from huimin_rules.ledger.verify import verify_log
from tests.ledger.stores import ORIGIN, Store
from tests.records.making import recorded, small, tiny


@pytest.fixture
def three(location: str) -> Iterator[Ledger]:
    """Three decisions of two cases with something else between them."""
    with create_ledger(location, ORIGIN) as ledger:
        recorded(ledger, {"kind": "school"}, small(), "甲")
        ledger.append(b'{"n":1}')
        recorded(ledger, {"kind": "hospital"}, small(), "乙")
        recorded(ledger, {"kind": "hospital", "years": 3}, small(), "甲")
        yield ledger


def verified(ledger: Ledger) -> tuple[Verification, DecisionCheck]:
    with ledger.snapshot() as now:
        check = DecisionCheck(now)
        return verify_log(now, check=check), check


def flaws(ledger: Ledger) -> list[tuple[Damage, int | None]]:
    return [(one.kind, one.index) for one in verified(ledger)[0].flaws]


def store_of(ledger: Ledger) -> Store:
    shown = ledger._database._engine.url.render_as_string(hide_password=False)
    return Store(shown.replace("postgresql+psycopg", "postgresql") if "postgresql" in shown else ledger._database.shown)


def test_decisions_in_their_order(three: Ledger) -> None:
    with three.snapshot() as now:
        found = list(decisions(now))
        assert [one.index for one in found] == [0, 2, 3]
        assert all(isinstance(one, Decision) for one in found)
        assert [one.index for one in decisions(now, 1, 3)] == [2]
        assert [one.index for one in decisions_of(now, "甲")] == [0, 3]
        assert [one.index for one in decisions_of(now, "乙")] == [2]
        assert list(decisions_of(now, "丙")) == []
        assert list(decisions_of(now, '甲","')) == []


def test_a_ledger_in_order(three: Ledger) -> None:
    result, check = verified(three)
    assert (result.flaws, check.checked) == ((), 3)


def test_a_record_that_is_gone_is_named_with_its_entry(three: Ledger) -> None:
    with three.snapshot() as now:
        second = list(decisions(now))[1]
    assert isinstance(second, Decision)
    store_of(three).run("DELETE FROM ledger_archive WHERE digest = :digest", digest=second.entry.record)
    result, _ = verified(three)
    assert result.flaws == (Flaw(Damage.RECORD, f"存档里没有记录 {second.entry.record}", 2),)
    with three.snapshot() as now:
        gone = Unreadable(2, f"存档里没有记录 {second.entry.record}")
        assert list(decisions(now))[1] == gone
        # Nobody can tell whose it was.
        assert [one.index for one in decisions_of(now, "甲")] == [0, 2, 3]


def test_a_policy_that_is_gone_is_named_with_the_first_entry(three: Ledger) -> None:
    store = store_of(three)
    name, raw = small().files[2]
    store.run("DELETE FROM ledger_archive WHERE digest = :digest", digest=digest(raw))
    result, _ = verified(three)
    reason = f"存档里缺少办法 {small().policy.digest} 的文件 {name}（{digest(raw)}）"
    assert result.flaws == (Flaw(Damage.RECORD, reason, 0),)
    store.run("DELETE FROM ledger_archive WHERE digest = :digest", digest=small().policy.digest)
    assert verified(three)[0].flaws == (Flaw(Damage.RECORD, f"存档里没有办法 {small().policy.digest}", 0),)


def test_every_flipped_byte_of_the_archive_is_found_and_named(ledger: Ledger) -> None:
    """The record of one decision, the manifest and every file of its policy, byte by byte."""
    record = tiny(ledger).sealed().record
    store = Store(ledger._database.shown)
    contents = [(str(name), raw) for name, raw in store.rows("SELECT * FROM ledger_archive") if isinstance(raw, bytes)]
    assert len(contents) == 4
    assert record in dict(contents)
    for name, raw in contents:
        for at in range(len(raw)):
            flipped = raw[:at] + bytes([raw[at] ^ (1 << at % 8)]) + raw[at + 1 :]
            store.run("UPDATE ledger_archive SET content = :new WHERE digest = :name", new=flipped, name=name)
            found = verified(ledger)[0].flaws
            assert [(one.kind, one.index) for one in found] == [(Damage.RECORD, 0), (Damage.ARCHIVE, None)]
            assert name in found[0].reason
            assert found[1].subject == name
        store.run("UPDATE ledger_archive SET content = :new WHERE digest = :name", new=raw, name=name)
    assert flaws(ledger) == []


def test_every_flipped_byte_of_an_entry_is_found(ledger: Ledger) -> None:
    tiny(ledger)
    leaf = tiny(ledger).sealed().to_bytes()
    store = Store(ledger._database.shown)
    for at in range(len(leaf)):
        flipped = leaf[:at] + bytes([leaf[at] ^ (1 << at % 8)]) + leaf[at + 1 :]
        store.run("UPDATE ledger_leaves SET record = :new WHERE idx = 1", new=flipped)
        assert (Damage.ALTERED, 1) in flaws(ledger)


def test_every_real_file_and_record_that_is_flipped_is_named(ledger: Ledger) -> None:
    recorded(ledger, {}, small())
    store = Store(ledger._database.shown)
    for name, raw in store.rows("SELECT * FROM ledger_archive"):
        assert isinstance(raw, bytes)
        for at in (0, len(raw) // 2, len(raw) - 1):
            flipped = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
            store.run("UPDATE ledger_archive SET content = :new WHERE digest = :name", new=flipped, name=name)
            assert flaws(ledger) == [(Damage.RECORD, 0), (Damage.ARCHIVE, None)]
        store.run("UPDATE ledger_archive SET content = 'text' WHERE digest = :name", name=name)
        assert flaws(ledger) == [(Damage.RECORD, 0), (Damage.ARCHIVE, None)]
        store.run("UPDATE ledger_archive SET content = :new WHERE digest = :name", new=raw, name=name)
    assert flaws(ledger) == []


def test_what_was_appended_by_hand_is_named(ledger: Ledger) -> None:
    good = recorded(ledger, {}, small())
    entry, zero = good.decision.entry, "sha256:" + "0" * 64
    other = ledger.archive(b'{"format":"huimin-record/1"}')
    for index, (data, reason) in enumerate(
        [
            (b'{"format":"huimin-entry/9"}', "这一条读不懂：format 不合格式"),
            (entry.model_copy(update={"seal": zero}).to_bytes(), f"记录 {entry.record} 的封印不是 {zero}"),
            (
                Entry(format="huimin-entry/1", record=other, seal=zero).to_bytes(),
                f"记录 {other} 读不懂：",
            ),
        ],
        1,
    ):
        ledger.append(data)
        with ledger.snapshot() as now:
            found = list(decisions(now, index))
            assert isinstance(found[0], Unreadable)
            assert found[0].reason.startswith(reason)
            assert [one.reason for one in decisions_of(now, "001") if isinstance(one, Unreadable)][:1] == (
                ["这一条读不懂：format 不合格式"]
            )
    assert flaws(ledger) == [(Damage.RECORD, 1)]


def test_a_record_of_another_case_is_not_found_by_a_prefix(ledger: Ledger) -> None:
    recorded(ledger, {}, small(), "甲")
    recorded(ledger, {}, small(), "甲乙")
    recorded(ledger, {}, small(), '甲"')
    with ledger.snapshot() as now:
        assert [one.index for one in decisions_of(now, "甲")] == [0]
        assert [one.index for one in decisions_of(now, '甲"')] == [2]


def test_a_record_whose_case_number_was_changed_may_be_the_one(ledger: Ledger) -> None:
    record = tiny(ledger, "甲").sealed().record
    store = Store(ledger._database.shown)
    changed = store.one("SELECT content FROM ledger_archive WHERE digest = :name", name=record).replace(
        "甲".encode(), "乙".encode()
    )
    store.run("UPDATE ledger_archive SET content = :new WHERE digest = :name", new=changed, name=record)
    with ledger.snapshot() as now:
        for case in ("甲", "乙", "丙"):
            assert list(decisions_of(now, case)) == [Unreadable(0, f"存档里的记录已损坏，与摘要 {record} 不符")]


def test_many_policies_take_no_more_memory(monkeypatch: pytest.MonkeyPatch, ledger: Ledger) -> None:
    monkeypatch.setattr("huimin_rules.ledger.decisions._MOST_KEPT", 1)
    recorded(ledger, {}, small())
    with ledger.snapshot() as now:
        check = DecisionCheck(now)
        leaf = now.entry(0)
        assert check(0, leaf) is None
        check._policies["sha256:other"] = None
        check._policies.pop(small().policy.digest)
        assert check(0, leaf) is None
        assert list(check._policies) == [small().policy.digest]


def test_an_export_is_verified_alike(ledger: Ledger, key: SigningKey, tmp_path: Path) -> None:
    made = recorded(ledger, {}, small())
    sign_checkpoint(ledger, key)
    folder = tmp_path / "export"
    export(ledger, folder)
    check = DecisionCheck(ExportArchive(folder))
    assert verify_export(folder, check=check).intact
    assert check.checked == 1
    (folder / "archive" / made.decision.entry.record.removeprefix("sha256:")).unlink()
    found = verify_export(folder, check=DecisionCheck(ExportArchive(folder)))
    assert found.flaws == (Flaw(Damage.RECORD, f"存档里没有记录 {made.decision.entry.record}", 0),)


def test_a_ledger_that_is_opened_anew(ledger: Ledger) -> None:
    recorded(ledger, {}, small())
    with open_ledger(ledger._database.shown) as again:
        assert verified(again)[0].intact
