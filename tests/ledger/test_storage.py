"""Appending and reading, on both databases."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from huimin_rules.canonical import digest
from huimin_rules.errors import InputError, LedgerError
from huimin_rules.ledger import schema
from huimin_rules.ledger.merkle import EMPTY_ROOT, leaf_hash, root_of
from huimin_rules.ledger.storage import Appended, create_ledger, open_ledger
from huimin_rules.ledger.verify import verify
from tests.ledger.postgres import Server
from tests.ledger.stores import ORIGIN, Store, records


def test_a_new_ledger_is_empty(location: str) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        assert ledger.append_many([]) == ()
    with open_ledger(location) as ledger:
        assert ledger.origin == ORIGIN
        head = ledger.head()
        assert (head.size, head.root) == (0, EMPTY_ROOT)
        assert verify(ledger).intact


def test_what_is_appended_is_there_in_its_order(location: str) -> None:
    given = records(1100)
    with create_ledger(location, ORIGIN) as ledger:
        assert ledger.append(given[0]) == Appended(0, leaf_hash(given[0]), 1, leaf_hash(given[0]))
        appended = ledger.append_many(iter(given[1:]))
        assert [(one.index, one.leaf_hash) for one in appended] == [
            (at, leaf_hash(one)) for at, one in enumerate(given) if at
        ]
        assert {(one.size, one.root) for one in appended} == {(1100, root_of(given))}
    with open_ledger(location) as ledger, ledger.snapshot() as now:
        assert list(now.entries()) == list(enumerate(given))
        assert list(now.entries(510, 1030)) == list(enumerate(given))[510:1030]
        assert now.entry(700) == given[700]
        with pytest.raises(InputError, match="序号"):
            now.entry(1100)


def test_the_same_record_twice_is_two_entries(location: str) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        assert [ledger.append(b"{}").index for _ in range(3)] == [0, 1, 2]
        assert verify(ledger).entries == 3


@pytest.mark.parametrize("record", [b"", b"a\nb", b"\n"])
def test_what_is_no_line_is_no_record_and_nothing_of_its_batch_is_kept(location: str, record: bytes) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        with pytest.raises(InputError, match="记录 1"):
            ledger.append_many([b"{}", record])
        assert ledger.head().size == 0


def test_readers_see_one_state_while_others_append(location: str) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        ledger.append_many(records(600))
        with ledger.snapshot() as before:
            entries = before.entries()
            first = next(entries)
            with open_ledger(location, writable=True) as other:
                other.append_many(records(600, 600))
            assert [first, *entries] == list(enumerate(records(600)))
            assert before.head().size == 600
        assert ledger.head().size == 1200


def test_the_archive_keeps_content_once_under_its_digest(location: str) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        contents = [f"办法 {one}".encode() for one in range(20)]
        names = [ledger.archive(one) for one in contents]
        assert names == [digest(one) for one in contents] == [ledger.archive(one) for one in contents]
        with ledger.snapshot() as now:
            assert dict(now.archive()) == dict(zip(names, contents, strict=True))
            assert now.archived(names[3]) == contents[3]
            assert now.archived(digest(b"")) is None
        Store(location).run("UPDATE ledger_archive SET content = :other", other=b"other")
        with pytest.raises(LedgerError, match="存档"):
            ledger.archive(contents[0])


def test_nothing_is_made_where_a_ledger_is(location: str) -> None:
    create_ledger(location, ORIGIN).close()
    with pytest.raises(InputError, match="已经"):
        create_ledger(location, ORIGIN)
    with open_ledger(location) as ledger:
        assert ledger.origin == ORIGIN


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb", "\ud800"])
def test_an_origin_can_be_signed(tmp_path: Path, origin: str) -> None:
    with pytest.raises(InputError, match="来源"):
        create_ledger(tmp_path / "ledger.db", origin)
    assert not (tmp_path / "ledger.db").exists()


def test_nothing_is_appended_behind_damage(location: str) -> None:
    ledger = create_ledger(location, ORIGIN)
    ledger.append_many(records(5))
    store = Store(location)
    kept = store.dump()
    for damage in (
        "UPDATE ledger_head SET size = 6",
        "UPDATE ledger_head SET frontier = frontier || frontier",
        "DELETE FROM ledger_head",
        "UPDATE ledger_leaves SET idx = 5 WHERE idx = 4",
        "UPDATE ledger_nodes SET position = 8 WHERE position = 7",
        "DELETE FROM ledger_nodes WHERE position = 7",
        "UPDATE ledger_nodes SET hash = frontier FROM ledger_head WHERE position = 7",
    ):
        store.run(damage)
        with pytest.raises(LedgerError, match="账本已损坏"):
            ledger.append(b"{}")
        store.restore(kept)
    assert ledger.append(b"{}").index == 5
    assert verify(ledger).intact
    ledger.close()


def test_the_head_must_be_there_to_be_told(location: str) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        Store(location).run("DELETE FROM ledger_head")
        with pytest.raises(LedgerError, match="账本已损坏"):
            ledger.head()


def test_only_a_ledger_is_opened(location: str, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("not a database " * 100, encoding="utf-8")
    with pytest.raises(InputError, match="存在的账本文件"):
        open_ledger(tmp_path / "absent")
    with pytest.raises(InputError, match="存在的账本文件"):
        open_ledger(tmp_path)
    with pytest.raises(InputError, match="huimin ledger init"):
        open_ledger(tmp_path / "empty")
    with pytest.raises(LedgerError, match="账本无法使用"):
        open_ledger(tmp_path / "text")
    with pytest.raises(InputError, match="mysql://"):
        open_ledger("mysql://somebody:secret@host/db")
    with pytest.raises(InputError, match="读不懂") as error:
        open_ledger("postgresql://somebody:secret@host:port/db")
    assert "secret" not in str(error.value)
    create_ledger(location, ORIGIN).close()
    Store(location).run("DELETE FROM ledger_meta")
    with pytest.raises(LedgerError, match="账本已损坏"):
        open_ledger(location)


def test_a_password_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as error:
        open_ledger(f"postgresql://somebody:secret@/db?host={tmp_path}")
    assert "secret" not in str(error.value)


def test_a_file_cannot_be_made_everywhere(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="可以写入的文件"):
        create_ledger(tmp_path / "absent" / "ledger.db", ORIGIN)


def test_a_file_that_became_no_ledger_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sa.exc.OperationalError("CREATE", None, OSError("no space left"))

    monkeypatch.setattr(schema, "create", full)
    with pytest.raises(LedgerError, match="no space left"):
        create_ledger(tmp_path / "ledger.db", ORIGIN)
    assert list(tmp_path.iterdir()) == []


def test_what_was_opened_for_reading_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    create_ledger(path, ORIGIN).close()
    before = path.read_bytes()
    with open_ledger(path) as ledger:
        verify(ledger)
        with pytest.raises(LedgerError, match="readonly"):
            ledger.append(b"{}")
    assert path.read_bytes() == before


def test_a_closed_ledger_is_read_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    with create_ledger(path, ORIGIN) as ledger:
        ledger.append(b"{}")
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.db"]
    monkeypatch.setattr("os.access", lambda *_: False)
    with open_ledger(path) as ledger:
        assert verify(ledger).intact
        assert [one.name for one in tmp_path.iterdir()] == ["ledger.db"]


def test_sqlite_synchronises_every_commit(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    create_ledger(path, ORIGIN).close()
    with sqlite3.connect(path) as other:
        assert other.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    other.close()
    with open_ledger(path, writable=True) as ledger, ledger._database.writing() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in ("journal_mode", "synchronous")]
        assert settings == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0


def test_postgresql_waits_for_the_disk(postgres: Server) -> None:
    Store(postgres.url("public")).run("CREATE SCHEMA hasty")
    url = postgres.url("hasty") + "%20-csynchronous_commit%3Doff"
    with create_ledger(url, ORIGIN) as ledger, ledger._database.writing() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    url = postgres.url("hasty") + "%20-csynchronous_commit%3Dremote_apply"
    with open_ledger(url, writable=True) as ledger, ledger._database.writing() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "remote_apply"


def test_postgresql_without_fsync_is_refused() -> None:
    server = Server()
    try:
        with (server.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("fsync = off\n")
        server.start()
        with pytest.raises(LedgerError, match="fsync=off"):
            create_ledger(server.url("public"), ORIGIN)
    finally:
        server.stop()


def test_older_tables_are_brought_up_to_date_by_a_writer(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        ledger.append(b"{}")

    def step(connection: sa.Connection) -> None:
        connection.execute(sa.text("ALTER TABLE ledger_meta ADD COLUMN remark TEXT"))

    monkeypatch.setattr(schema, "MIGRATIONS", (step,))
    with pytest.raises(InputError, match="第 2 版格式的账本"):
        open_ledger(location)
    open_ledger(location, writable=True).close()
    assert Store(location).rows("SELECT schema_version, remark FROM ledger_meta") == [(2, None)]
    with open_ledger(location, writable=True) as ledger:
        assert ledger.append(b"{}").index == 1
    monkeypatch.setattr(schema, "MIGRATIONS", ())
    with pytest.raises(LedgerError, match="请升级"):
        open_ledger(location)


def test_two_who_bring_tables_up_to_date_do_it_once(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    create_ledger(location, ORIGIN).close()
    done = []
    monkeypatch.setattr(schema, "MIGRATIONS", (lambda _: done.append(1),))
    with ThreadPoolExecutor(4) as pool:
        for one in pool.map(lambda _: open_ledger(location, writable=True), range(4)):
            one.close()
    assert done == [1]


WRITER = """
import sys
from huimin_rules.ledger.storage import open_ledger
with open_ledger(sys.argv[1], writable=True) as ledger:
    for number in range(int(sys.argv[3])):
        print(ledger.append(b'{"from":%d,"n":%d}' % (int(sys.argv[2]), number)).index, flush=True)
"""


@pytest.mark.parametrize("writers", [2, 8])
def test_processes_that_append_together_lose_nothing_and_never_fork(location: str, writers: int) -> None:
    each = 15
    create_ledger(location, ORIGIN).close()
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, location, str(one), str(each)], stdout=subprocess.PIPE)
        for one in range(writers)
    ]
    acknowledged = {one: list(map(int, process.communicate()[0].split())) for one, process in enumerate(processes)}
    assert [process.returncode for process in processes] == [0] * writers
    all_there(location, acknowledged, each)


@pytest.mark.parametrize("writers", [2, 8])
@pytest.mark.parametrize("shared", [True, False], ids=["one-ledger", "a-ledger-each"])
def test_threads_that_append_together_lose_nothing_and_never_fork(location: str, writers: int, shared: bool) -> None:
    each = 15
    with create_ledger(location, ORIGIN) as ledger:

        def write(number: int) -> list[int]:
            mine = ledger if shared else open_ledger(location, writable=True)
            found = [mine.append(b'{"from":%d,"n":%d}' % (number, one)).index for one in range(each)]
            if not shared:
                mine.close()
            return found

        with ThreadPoolExecutor(writers) as pool:
            acknowledged = dict(enumerate(pool.map(write, range(writers))))
    all_there(location, acknowledged, each)


def all_there(location: str, acknowledged: dict[int, list[int]], each: int) -> None:
    """Every acknowledged index holds what was appended by whom it was acknowledged to, in order, and nothing else."""
    indices = sorted(index for found in acknowledged.values() for index in found)
    assert indices == list(range(len(acknowledged) * each))
    with open_ledger(location) as ledger:
        with ledger.snapshot() as now:
            stored = dict(now.entries())
        for writer, found in acknowledged.items():
            assert found == sorted(found)
            assert [stored[index] for index in found] == [b'{"from":%d,"n":%d}' % (writer, one) for one in range(each)]
        assert verify(ledger).intact
