"""Exports and proofs: what outsiders get, and how they verify it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from huimin_rules.canonical import digest
from huimin_rules.errors import InputError, LedgerError
from huimin_rules.ledger.checkpoint import Checkpoint
from huimin_rules.ledger.checkpointing import Inclusion, inclusion_fault, parse_inclusion, prove, sign_checkpoint
from huimin_rules.ledger.export import README, export, verify_export
from huimin_rules.ledger.keys import SigningKey
from huimin_rules.ledger.merkle import leaf_hash
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.storage import Ledger, create_ledger
from huimin_rules.ledger.verification import Damage
from huimin_rules.ledger.verify import verify
from tests.ledger.stores import ORIGIN, OTHER, Store, new_key, records

SIZE = 9
RECORDS = records(SIZE)


@pytest.fixture
def ledger(location: str) -> Iterator[Ledger]:
    with create_ledger(location, ORIGIN) as made:
        made.append_many(RECORDS)
        made.archive(b"policy")
        yield made


@pytest.fixture
def folder(ledger: Ledger, key: SigningKey, tmp_path: Path) -> Path:
    sign_checkpoint(ledger, key)
    ledger.append(b'{"later":true}')
    assert export(ledger, tmp_path / "export") == SIZE
    return tmp_path / "export"


def by_hand(folder: Path) -> subprocess.CompletedProcess[str]:
    """The program of the README, run as it tells."""
    found = re.search(r"```python\n(.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return subprocess.run(
        [sys.executable, "-I", "-c", found[1]], cwd=folder, capture_output=True, text=True, check=False
    )


def test_an_export_is_verified_with_and_without_the_library(folder: Path, key: SigningKey) -> None:
    note = (folder / "checkpoint").read_bytes()
    result = verify_export(folder, note, key.verifier)
    assert result.proven
    assert (result.origin, result.entries, result.checkpoints, result.archived) == (ORIGIN, SIZE, 1, 1)
    done = by_hand(folder)
    assert (done.returncode, done.stdout) == (0, f"{ORIGIN}: {SIZE} records, as the checkpoint says\n"), done.stderr
    assert (folder / "README.md").read_text(encoding="utf-8") == README


def test_the_commands_of_the_documentation(folder: Path, key: SigningKey) -> None:
    text = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    found = re.search(r"## Verifying by hand.*?```sh\n(.*?)```", text, re.DOTALL)
    assert found is not None
    (folder / "ledger.pub").write_text(f"{key.verifier}\n", encoding="utf-8")
    run = ["bash", "-euo", "pipefail", "-c", found[1]]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{leaf_hash(RECORDS[1]).hex()}  -",
        f"{digest(b'policy').removeprefix('sha256:')}: OK",
        "Signature Verified Successfully",
    ]
    note = (folder / "checkpoint").read_bytes()
    (folder / "checkpoint").write_bytes(note.replace(b"\n9\n", b"\n8\n"))
    assert subprocess.run(run, cwd=folder, capture_output=True, check=False).returncode == 1


def test_the_program_of_the_readme_knows_the_empty_ledger(location: str, key: SigningKey, tmp_path: Path) -> None:
    with create_ledger(location, ORIGIN) as empty:
        sign_checkpoint(empty, key)
        export(empty, tmp_path / "export")
    assert verify_export(tmp_path / "export", None, key.verifier).intact
    assert by_hand(tmp_path / "export").returncode == 0


def test_every_byte_of_an_export(folder: Path, key: SigningKey) -> None:
    note = (folder / "checkpoint").read_bytes()
    for name in ("records.jsonl", "checkpoint", next((folder / "archive").iterdir()).name):
        file = folder / name if (folder / name).exists() else folder / "archive" / name
        whole = file.read_bytes()
        for at in range(len(whole)):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            result = verify_export(folder, note, key.verifier)
            assert result.flaws, (name, at)
        file.write_bytes(whole)
    assert verify_export(folder, note, key.verifier).proven


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        (RECORDS[:-1], Damage.TRUNCATED),
        ([], Damage.TRUNCATED),
        ([*RECORDS, b"{}"], Damage.INSERTED),
        (RECORDS[::-1], Damage.REWRITTEN),
    ],
)
def test_lines_of_an_export(folder: Path, changed: list[bytes], kind: Damage) -> None:
    (folder / "records.jsonl").write_bytes(b"".join(one + b"\n" for one in changed))
    assert [one.kind for one in verify_export(folder).flaws] == [kind]
    assert by_hand(folder).returncode == 1


def test_a_last_line_without_its_end_is_another_record(folder: Path) -> None:
    file = folder / "records.jsonl"
    file.write_bytes(file.read_bytes()[:-1])
    assert [one.kind for one in verify_export(folder).flaws] == [Damage.REWRITTEN]


def test_archived_files(folder: Path) -> None:
    (file,) = (folder / "archive").iterdir()
    file.write_bytes(b"other")
    assert [one.kind for one in verify_export(folder).flaws] == [Damage.ARCHIVE]
    assert by_hand(folder).returncode == 1
    file.unlink()
    file.mkdir()
    with pytest.raises(InputError, match="可以读取的文件"):
        verify_export(folder)


def test_an_export_with_a_checkpoint_that_cannot_be_read(folder: Path) -> None:
    (folder / "checkpoint").write_bytes(b"")
    assert [one.kind for one in verify_export(folder).flaws] == [Damage.MALFORMED_CHECKPOINT]


@pytest.mark.parametrize("name", ["checkpoint", "records.jsonl", "archive"])
def test_a_folder_that_is_no_export(folder: Path, name: str) -> None:
    file = folder / name
    shutil.rmtree(file) if file.is_dir() else file.unlink()
    with pytest.raises(InputError, match=f"读不到 {name}"):
        verify_export(folder)


def test_damage_is_not_exported(ledger: Ledger, location: str, key: SigningKey, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="一个也没有"):
        export(ledger, tmp_path / "export")
    sign_checkpoint(ledger, key)
    (tmp_path / "export").mkdir()
    export(ledger, tmp_path / "export" / "below" / "it")
    with pytest.raises(InputError, match="尚不存在"):
        export(ledger, tmp_path / "export" / "below" / "it")
    store = Store(location)
    store.run("UPDATE ledger_archive SET digest = 'sha256:../../x'")
    with pytest.raises(LedgerError, match="不是摘要"):
        export(ledger, tmp_path / "one")
    store.run("UPDATE ledger_leaves SET record = :other WHERE idx = 3", other=b"{}")
    with pytest.raises(LedgerError, match="导出不完整"):
        export(ledger, tmp_path / "two")
    assert not (tmp_path / "two" / "checkpoint").exists()
    store.run("UPDATE ledger_checkpoints SET note = :note", note=b"?")
    for refused in (
        lambda: export(ledger, tmp_path / "three"),
        lambda: prove(ledger, 0),
        lambda: sign_checkpoint(ledger, key),
    ):
        with pytest.raises(LedgerError, match="读不懂"):
            refused()


def test_the_progress_of_a_longer_ledger(ledger: Ledger, key: SigningKey, tmp_path: Path) -> None:
    ledger.append_many(records(2091, SIZE))
    note, told = sign_checkpoint(ledger, key), list[tuple[int, int]]()
    export(ledger, tmp_path / "export", lambda *one: told.append(one))
    assert verify(ledger, note, key.verifier, lambda *one: told.append(one)).proven
    assert verify_export(tmp_path / "export", note, key.verifier, lambda *one: told.append(one)).proven
    assert told == [(1024, 2100), (2048, 2100), (2100, 2100)] * 3


def test_every_entry_is_proved(ledger: Ledger, key: SigningKey) -> None:
    note = sign_checkpoint(ledger, key)
    for index, record in enumerate(RECORDS):
        read = parse_inclusion(bytes(prove(ledger, index)) + b"\n")
        assert isinstance(read, Inclusion)
        assert read == prove(ledger, index)
        for given in ({}, {"key": key.verifier}, {"key": key.verifier, "checkpoint": note}):
            assert inclusion_fault(read, record, **given) is None
        assert inclusion_fault(read, RECORDS[index - 1]) == "记录的内容不是证明里的那一条"
        for other in range(SIZE):
            assert (inclusion_fault(replace(read, index=other), record) is None) == (other == index)


def test_no_changed_byte_of_a_proof_passes(ledger: Ledger, key: SigningKey) -> None:
    sign_checkpoint(ledger, key)
    proof = bytes(prove(ledger, 4))
    for at in range(len(proof)):
        read = parse_inclusion(proof[:at] + bytes([proof[at] ^ 1]) + proof[at + 1 :])
        assert isinstance(read, Malformed) or inclusion_fault(read, RECORDS[4], key.verifier), at


def test_a_proof_by_somebody_else(ledger: Ledger, key: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> None:
    note = sign_checkpoint(ledger, key)
    folder = tmp_path_factory.mktemp("keys")
    stranger, proof = new_key(folder), prove(ledger, 2)
    assert "没有" in (inclusion_fault(proof, RECORDS[2], stranger.verifier) or "")
    assert "签名与内容不符" in (
        inclusion_fault(proof, RECORDS[2], key.verifier, note.replace(b"\n9\n", b"\n8\n")) or ""
    )
    assert "读不懂" in (inclusion_fault(proof, RECORDS[2], None, b"") or "")
    named = new_key(folder, OTHER)
    foreign = bytes(named.sign(Checkpoint(ORIGIN, SIZE, ledger.head().root)))
    assert "来源" in (inclusion_fault(proof, RECORDS[2], named.verifier, foreign) or "")
    ledger.append(b"{}")
    later = sign_checkpoint(ledger, key)
    assert "不能由这份证明" in (inclusion_fault(proof, RECORDS[2], key.verifier, later) or "")


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"[" * 100_000, b"\xff", b'{"format":"huimin-ledger-inclusion/1"}', b"0" * 3_000_000],
)
def test_what_is_no_proof(data: bytes) -> None:
    assert isinstance(parse_inclusion(data), Malformed)


def test_nothing_is_proved_from_damage(ledger: Ledger, location: str, key: SigningKey) -> None:
    with pytest.raises(InputError, match="一个也没有"):
        prove(ledger, 0)
    sign_checkpoint(ledger, key)
    ledger.append(b"{}")
    with pytest.raises(InputError, match="检查点所含的序号"):
        prove(ledger, SIZE)
    with pytest.raises(InputError, match="序号"):
        prove(ledger, SIZE + 1)
    store = Store(location)
    store.run("UPDATE ledger_head SET size = 8, frontier = :one", one=bytes(32))
    with pytest.raises(LedgerError, match="比最近的检查点短"):
        prove(ledger, 0)
    store.run("DELETE FROM ledger_head")
    store.run("INSERT INTO ledger_head VALUES (1, 10, :two)", two=store.one("SELECT hash FROM ledger_nodes") * 2)
    kept = store.dump()
    for damage, index in (
        ("UPDATE ledger_leaves SET record = hash FROM ledger_nodes WHERE idx = 4 AND position = 0", 4),
        ("DELETE FROM ledger_nodes WHERE position = 6", 4),
        ("UPDATE ledger_nodes SET hash = frontier FROM ledger_head WHERE position = 6", 4),
    ):
        store.run(damage)
        with pytest.raises(LedgerError, match="账本已损坏"):
            prove(ledger, index)
        store.restore(kept)
    assert prove(ledger, 4).index == 4


def test_what_is_signed(ledger: Ledger, key: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(InputError, match="名称为"):
        sign_checkpoint(ledger, new_key(tmp_path_factory.mktemp("keys"), OTHER))
    with pytest.raises(InputError, match="附加行"):
        sign_checkpoint(ledger, key, ["one\ntwo"])
    with pytest.raises(InputError, match="先前的检查点"):
        sign_checkpoint(ledger, key, since=b"")
    note = sign_checkpoint(ledger, key, ["2026-01-05"])
    assert note == sign_checkpoint(ledger, key, ["2026-01-05"], since=note)
    with ledger.snapshot() as now:
        assert [one for _, one in now.checkpoints()] == [note]
    foreign = new_key(tmp_path_factory.mktemp("keys"), OTHER).sign(Checkpoint(OTHER, 1, bytes(32)))
    with pytest.raises(LedgerError, match="来源"):
        sign_checkpoint(ledger, key, since=bytes(foreign))
