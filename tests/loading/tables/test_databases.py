"""Tables of databases: read in one state, never written to, and no password in a message."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import duckdb
import psycopg
import pytest

from huimin_rules.errors import InputError
from huimin_rules.loading.tables import postgres_table
from huimin_rules.norms.policy import Policy
from tests.ledger.postgres import Server
from tests.loading.tables.support import blocks, facts, faults

_numbers = count()


@pytest.fixture
def duck(tmp_path: Path) -> Path:
    path = tmp_path / "a.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute('CREATE TABLE applications ("case" HUGEINT, applied_on DATE, "plan.field" VARCHAR)')
        database.execute("INSERT INTO applications VALUES (1, '2022-03-01', 'ecology'), (2, NULL, '其他领域')")
        database.execute("CREATE SCHEMA other")
        database.execute("CREATE TABLE other.units AS SELECT 2 AS \"case\", '甲' AS name, 'lead' AS role")
        database.execute('CREATE VIEW elsewhere AS SELECT * FROM applications WHERE "case" > 1')
    return path


def test_a_table_of_duckdb_with_a_list_from_another_schema(duck: Path, policy: Policy) -> None:
    before = duck.read_bytes()
    found = facts(policy, f"{duck}#applications", {"applicants": f"{duck}#other.units"})
    assert found == {
        "1": {"applied_on": date(2022, 3, 1), "plan": {"field": "ecology"}},
        "2": {"applicants": [{"name": "甲", "role": "lead"}], "plan": {"field": "other"}},
    }
    assert set(facts(policy, f"{duck}#elsewhere")) == {"2"}
    assert duck.read_bytes() == before
    (block,) = blocks(policy, f"{duck}#applications")
    assert block.place(1, "plan.field") == f"{duck}#applications 第 2 行 plan.field 列“项目领域”"


def test_what_is_no_table_of_duckdb(duck: Path, policy: Policy, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="是否想写 applications"):
        facts(policy, f"{duck}#application")
    with pytest.raises(InputError, match="没有这个文件"):
        facts(policy, f"{tmp_path}/b.duckdb#a")
    with pytest.raises(InputError, match="文件.duckdb#表".replace(".", r"\.")):
        facts(policy, duck)
    (tmp_path / "c.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(InputError, match="读不出的数据库"):
        facts(policy, f"{tmp_path}/c.duckdb#a")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server()
    one.start()
    yield one
    one.stop()


@pytest.fixture
def url(server: Server) -> str:
    """A database with two tables in a schema of its own."""
    schema = f"t{next(_numbers)}"
    url = str(server.url(schema))
    partners = json.dumps([{"name": "甲", "agreement_signed": True, "kind": None}], ensure_ascii=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        connection.execute(
            b'CREATE TABLE applications ("case" int, applied_on date, "plan.funding.matching_planned" numeric, '
            b'"plan.leading_group" boolean, "collaboration.partners" jsonb, at timestamp)'
        )
        connection.execute(
            b"INSERT INTO applications VALUES (1, '2022-03-01', 120.50, true, %s, NULL), "
            b"(2, NULL, NULL, false, '[]', NULL), (3, NULL, NULL, NULL, NULL, NULL)",
            [partners],
        )
        connection.execute(b'CREATE TABLE units ("case" int, name text, role text)')
        connection.execute("INSERT INTO units VALUES (3, '乙', 'lead'), (1, '丙', NULL)".encode())
        connection.execute(b"ALTER TABLE applications DROP COLUMN at")
    return url


def test_tables_of_postgresql(url: str, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_table, "ROWS", 2)
    assert facts(policy, f"{url}#applications", {"applicants": f"{url}#units"}) == {
        "1": {
            "applied_on": "2022-03-01",
            "applicants": [{"name": "丙"}],
            "collaboration": {"partners": [{"name": "甲", "agreement_signed": True}]},
            "plan": {"leading_group": True, "funding": {"matching_planned": "120.5万元"}},
        },
        "2": {"collaboration": {"partners": []}, "plan": {"leading_group": False}},
        "3": {"applicants": [{"name": "乙", "role": "lead"}]},
    }


def test_json_that_is_no_list_of_records(url: str, policy: Policy) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(b'UPDATE applications SET "collaboration.partners" = \'[{"nome": 1}]\' WHERE "case" = 2')
    (told,) = faults(policy, f"{url}#applications")["2"]
    assert "“合作单位”应为 JSON 列表" in told


def test_nothing_can_be_written(url: str) -> None:
    with postgres_table.postgres_connection(url) as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute(b"DELETE FROM applications")
        connection.rollback()


def test_no_message_holds_a_password(url: str, policy: Policy) -> None:
    secret = url.replace("huimin@", "huimin:hunter2@")
    for where in (f"{secret}#absent", secret, f"{secret.replace('/postgres', '/absent')}#applications"):
        with pytest.raises(InputError) as caught:
            facts(policy, where)
        assert "hunter2" not in str(caught.value)
        assert "postgresql://huimin@" in str(caught.value)
