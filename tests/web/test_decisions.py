"""Recording and replaying over HTTP is what `huimin record` and `huimin replay` do."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from huimin_rules import check
from huimin_rules.canonical import digest
from huimin_rules.errors import LedgerError
from huimin_rules.ledger.decisions import Decision, decisions_of
from huimin_rules.ledger.storage import Ledger, create_ledger, open_ledger
from huimin_rules.web.access import Role, Tokens, new_token
from huimin_rules.web.problems import Kind
from huimin_rules.web.settings import Settings
from tests.cli.conftest import Ran
from tests.web.conftest import NOW, Secured
from tests.web.running import ID, SHIPPED, running
from tests.web.test_checks import EXAMPLES, plain
from tests.web.test_problems import is_problem

FACTS = {"applied_on": "2022-03-01", "plan": {"funding": {"matching_planned": 0.1}}}


def record(server: Secured, case: Any, facts: Any = None, **more: Any) -> httpx.Response:
    body = {"policy": ID, "facts": FACTS if facts is None else facts, "case": case, "recorded_by": "受理系统", **more}
    return server.post("/v1/decisions", body, headers=server.bearer(Role.RECORD))


def replay(server: Secured, case: str) -> httpx.Response:
    return server.get(f"/v1/decisions/{quote(case, safe='')}/replay", headers=server.bearer(Role.AUDIT))


def test_a_decision_is_on_disk_when_it_is_answered(secured: Secured) -> None:
    found = record(secured, "巩科2022-001", readings={"consortium": "lead_only"})
    assert found.status_code == 201
    said = found.json()
    verdict = check(
        SHIPPED.policy, {**FACTS, "plan": {"funding": {"matching_planned": "0.1万元"}}}, {"consortium": "lead_only"}
    )
    assert said["verdict"] == verdict.model_dump(mode="json")
    assert said["verdict_digest"] == digest(verdict.to_json().encode())
    assert (said["recorded_at"], said["policy"]) == (NOW, SHIPPED.policy.digest)
    # Another opening of the ledger sees it.
    with open_ledger(secured.ledger) as ledger, ledger.snapshot() as now:
        (one,) = decisions_of(now, "巩科2022-001")
    assert isinstance(one, Decision)
    assert (one.index, one.entry.record, one.entry.seal) == (said["index"], said["record"], said["seal"])
    assert one.record.recorded_by == "受理系统"
    assert one.record.readings == {"consortium": "lead_only"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_what_is_recorded_is_replayed_identically(secured: Secured, path: Path) -> None:
    case = f"甲/乙 {path.name}?#%"
    assert record(secured, case, plain(path)).status_code == 201
    assert record(secured, case, {}).status_code == 201
    found = replay(secured, case)
    assert found.status_code == 200
    said = found.json()
    assert [one["outcome"] for one in said["records"]] == ["identical", "identical"]
    assert [one["recorded"]["case"] for one in said["records"]] == [case, case]
    assert said["records"][1]["since"] is not None
    assert said["summary"]["replayed"] == 2


def test_the_replay_is_that_of_the_command(secured: Secured, huimin: Any) -> None:
    record(secured, "case")
    ran: Ran = huimin("replay", secured.ledger, "--case", "case", "--json")
    *records, summary = map(json.loads, ran.out.splitlines())
    said = replay(secured, "case").json()
    assert (said["records"], said["summary"]) == (records, summary)


def test_a_case_that_is_not_there(secured: Secured) -> None:
    is_problem(replay(secured, "nowhere"), Kind.UNKNOWN_CASE)
    is_problem(secured.get("/v1/decisions//replay", headers=secured.bearer(Role.AUDIT)), Kind.UNKNOWN_CASE)


@pytest.mark.parametrize(
    ("more", "paths"),
    [
        ({"case": ""}, ["case"]),
        ({"case": " 1"}, ["case"]),
        ({"case": "a\nb", "recorded_by": ""}, ["case", "recorded_by"]),
        ({"case": None, "recorded_by": 1}, ["case", "recorded_by"]),
        ({"facts": {"a": 1}, "readings": {"b": "c"}}, ["a", "readings.b"]),
        ({"at": NOW}, ["at"]),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_not_recorded(secured: Secured, more: dict[str, Any], paths: list[str]) -> None:
    with open_ledger(secured.ledger) as ledger:
        before = ledger.head().size
    found = secured.post(
        "/v1/decisions",
        {"policy": ID, "facts": {}, "case": "1", "recorded_by": "甲", **more},
        headers=secured.bearer(Role.RECORD),
    )
    assert [one["path"] for one in is_problem(found, Kind.INVALID_INPUT)["problems"]] == paths
    with open_ledger(secured.ledger) as ledger:
        assert ledger.head().size == before


def test_a_ledger_that_cannot_be_used_is_said_without_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise LedgerError("秘密的地方")

    caplog.set_level("INFO")
    token = new_token(tmp_path / "tokens", "all", frozenset(Role))
    bearer = {"Authorization": f"Bearer {token}"}
    with create_ledger(tmp_path / "ledger.db", "test.example/huimin") as ledger:
        settings = Settings((SHIPPED,), tokens=Tokens.read(tmp_path / "tokens"), ledger=ledger, now=lambda: NOW)
        monkeypatch.setattr(Ledger, "append_many", broken)
        monkeypatch.setattr(Ledger, "snapshot", broken)
        with running(settings) as server:
            body = {"policy": ID, "facts": {}, "case": "1", "recorded_by": "甲"}
            for found in (
                server.post("/v1/decisions", body, headers=bearer),
                server.get("/v1/decisions/1/replay", headers=bearer),
            ):
                is_problem(found, Kind.LEDGER_UNAVAILABLE)
                assert "秘密" not in found.text
    assert "秘密" not in caplog.text
