"""Because of what a replay is not identical: each cause by a ledger in which exactly that was changed."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huimin_rules.canonical import canonical_json, digest
from huimin_rules.engines.durable import session
from huimin_rules.ledger.record import Record
from huimin_rules.ledger.snapshot import Snapshot
from huimin_rules.ledger.storage import create_ledger, open_ledger
from huimin_rules.service import rules_folder
from huimin_rules.service.audit import ledger_replay, replay
from huimin_rules.service.audit.archived_policies import ArchivedPolicies
from huimin_rules.service.audit.policy_source import policy_source
from huimin_rules.service.audit.replayed import Cause, Outcome, Replay
from huimin_rules.verdict import wording
from tests.engines.durable.support import needs_durable
from tests.ledger.stores import ORIGIN, Store
from tests.replay.ledgers import SHIPPED, complete, decided, edited, forged, ledger_of, replayed, shipped
from tests.support import replace_in

Change = Callable[[dict[str, Any]], object]


def result(location: Path | str) -> Replay:
    """The only record of a ledger, replayed."""
    whole, (found,) = replayed(location)
    assert whole.identical == found.identical
    assert whole.outcomes == {found.outcome: 1}
    assert whole.causes == ({} if found.cause is None else {found.cause: 1})
    return found


def after(tmp_path: Path, change: Change, *, facts: dict[str, Any] | None = None, old_seal: bool = False) -> Replay:
    """The replay of a record that was changed, everything computed anew."""
    made = decided(complete() if facts is None else facts)
    location = tmp_path / "forged.db"
    with create_ledger(location, ORIGIN) as ledger:
        for _, content in shipped().files:
            ledger.archive(content)
        ledger.archive(canonical_json({name: digest(raw) for name, raw in shipped().files}).encode())
        forged(ledger, made.record, change, seal=made.entry.seal if old_seal else None)
    return result(location)


def run(location: Path | str, sql: str, **values: object) -> None:
    Store(str(location)).run(sql, **values)


# ------------------------------------------------------------------------------------------------------ what is honest


def test_what_was_recorded_comes_out(location: str) -> None:
    ledger_of(location, [decided(complete()), decided({}, "2"), decided(edited("plan.leading_group", False), "3")])
    whole, found = replayed(location)
    assert whole.identical
    assert (whole.entries, whole.replayed, whole.others, whole.outcomes) == (3, 3, 0, {Outcome.IDENTICAL: 3})
    assert (whole.policies[0].records, whole.policies[0].fault) == (3, None)
    assert whole.policies[0].policy.digest == shipped().policy.digest
    for one in found:
        assert one.recorded is not None
        assert (one.cause, one.reason, one.rest, one.contradicted, one.since) == (None, None, (), (), None)
        assert one.verdict == one.recorded.verdict
        assert one.conclusion is one.recorded.conclusion
        assert [each.norm for each in one.findings] == [norm.id for norm in shipped().policy.findable]
        assert all(each.identical and not each.differences for each in one.findings)
    assert [one.place.index for one in found if one.place is not None] == [0, 1, 2]


def test_a_record_outside_a_ledger_has_no_place(tmp_path: Path) -> None:
    made = decided(complete())
    with open_ledger(ledger_of(tmp_path / "a.db", [made])) as ledger, ledger.snapshot() as now:
        found = replay.replay(made.record, ArchivedPolicies(now))
    assert (found.outcome, found.place) == (Outcome.IDENTICAL, None)


def test_the_rules_of_the_package_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete())])
    monkeypatch.setattr("huimin_rules.service.checking.rules_folder", lambda: tmp_path / "nothing")
    monkeypatch.setattr("huimin_rules.loading.folder.read_folder", None)
    assert result(location).identical


# --------------------------------------------------------------------------------------------------------------- facts


def poorer(record: dict[str, Any]) -> None:
    record["facts"]["plan"]["funding"]["matching_secured"] = "45万元"


def test_edited_facts_do_not_fit_the_seal(tmp_path: Path) -> None:
    found = after(tmp_path, poorer, old_seal=True)
    assert (found.outcome, found.cause, found.recorded, found.findings) == (
        Outcome.IMPOSSIBLE,
        Cause.FACTS,
        None,
        (),
    )
    assert "封印" in (found.reason or "")


def test_facts_with_a_new_seal_are_not_those_of_the_verdict(tmp_path: Path) -> None:
    found = after(tmp_path, poorer)
    assert (found.outcome, found.cause) == (Outcome.DIFFERENT, Cause.FACTS)
    assert [(one.what, one.before, one.after) for one in found.contradicted] == [
        ("plan.funding.matching_secured", '{"value":"120万元"}', '{"value":"45万元"}')
    ]
    changed = {one.norm: one for one in found.findings if not one.identical}
    assert set(changed) == {"art7.i5.matching"}
    status = next(one for one in changed["art7.i5.matching"].differences if one.pointer == "/status")
    assert (status.before, status.after, status.part) == ('"met"', '"unmet"', "status")
    assert found.recorded is not None
    assert (found.recorded.conclusion, found.conclusion) == ("eligible", "ineligible")
    assert {one.part for one in found.rest} == {"conclusion", "summary", "supplements"}
    assert "plan.funding.matching_secured" in (found.reason or "")


@pytest.mark.parametrize(
    ("facts", "change", "what"),
    [
        ({}, lambda record: record["facts"].update(applied_on="2022-03-01"), "applied_on"),
        (None, lambda record: record["facts"].pop("applied_on"), "applied_on"),
        (None, lambda record: record["facts"]["applicants"].pop(1), "applicants[1].domicile"),
        (None, lambda record: record["readings"].update(consortium="lead_only"), "consortium"),
        (
            None,
            lambda record: record["facts"]["plan"]["goals_clear"].update(reason="另一个理由"),
            "plan.goals_clear",
        ),
        (None, lambda record: record["facts"]["plan"].update(goals_clear=True), "plan.goals_clear"),
        # The finding was definite without it, so nobody had called it missing; it is repeated now.
        (
            edited("plan.technology.mature", None, edited("plan.technology.advanced", False)),
            lambda record: record["facts"]["plan"]["technology"].update(mature=False),
            "plan.technology.mature",
        ),
    ],
)
def test_every_kind_of_change_to_facts_is_told_from_others(
    tmp_path: Path, facts: dict[str, Any] | None, change: Change, what: str
) -> None:
    found = after(tmp_path, change, facts=facts)
    assert (found.outcome, found.cause) == (Outcome.DIFFERENT, Cause.FACTS)
    assert what in [one.what for one in found.contradicted]


def test_many_changes_are_counted(tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        for name in ("goals_clear", "tasks_specific", "rights_clear", "demonstration_effect"):
            record["facts"]["plan"][name]["by"] = "别人"

    found = after(tmp_path, change)
    assert len(found.contradicted) == 4
    assert "等 4 项" in (found.reason or "")


def test_facts_that_do_not_read(tmp_path: Path) -> None:
    found = after(tmp_path, lambda record: record["facts"].update(plan={"no": 1, "field": "none", "topic": 5, "x": 2}))
    assert (found.outcome, found.cause, found.conclusion) == (Outcome.IMPOSSIBLE, Cause.FACTS, None)
    assert found.recorded is not None
    assert found.recorded.conclusion == "eligible"
    assert "plan.no" in (found.reason or "")
    assert "等 4 处" in (found.reason or "")


def test_readings_that_there_are_not(tmp_path: Path) -> None:
    found = after(tmp_path, lambda record: record["readings"].update(nothing="at_all"))
    assert (found.outcome, found.cause) == (Outcome.IMPOSSIBLE, Cause.FACTS)
    assert "nothing" in (found.reason or "")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("DELETE FROM ledger_archive WHERE digest = :record", "存档里没有记录"),
        ("UPDATE ledger_archive SET content = content || 'x' WHERE digest = :record", "已损坏"),
        ("UPDATE ledger_leaves SET record = replace(record, 'entry/1', 'entry/2')", "读不懂"),
        ("UPDATE ledger_leaves SET record = '{}'", "与写入时的摘要不符"),
        ("DELETE FROM ledger_leaves", "缺少第 0 条"),
        ("UPDATE ledger_leaves SET idx = 2", "缺少第 0 至 1 条"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, sql: str, reason: str) -> None:
    made = decided(complete())
    location = ledger_of(tmp_path / "a.db", [made])
    connection = sqlite3.connect(location)
    sql = sql.replace("replace(record", "CAST(replace(CAST(record AS TEXT)").replace("entry/2')", "entry/2') AS BLOB)")
    sql = sql.replace("'{}'", "CAST('{}' AS BLOB)").replace("content || 'x'", "CAST(content || 'x' AS BLOB)")
    connection.execute(sql, {"record": made.entry.record} if ":record" in sql else {})
    connection.commit()
    connection.close()
    _, found = replayed(location)
    assert (found[0].outcome, found[0].cause, found[0].recorded) == (Outcome.IMPOSSIBLE, Cause.FACTS, None)
    assert reason in (found[0].reason or "")


def test_entries_that_are_no_decisions_are_counted_and_their_damage_is_found(tmp_path: Path) -> None:
    location = tmp_path / "a.db"
    with create_ledger(location, ORIGIN) as ledger:
        ledger.append_many([b'{"n":1}', b'{"n":2}'])
    ledger_of_more(location)
    with open_ledger(location, writable=True) as ledger:
        ledger.append(b'{"n":3}')
    whole, found = replayed(location)
    assert (whole.identical, whole.others, whole.replayed, len(found)) == (True, 3, 1, 1)
    run(location, "UPDATE ledger_leaves SET record = CAST('{\"n\"\\:4}' AS BLOB) WHERE idx = 1")
    whole, found = replayed(location)
    assert (whole.identical, whole.others) == (False, 2)
    assert [one.place.index for one in found if one.place is not None] == [1, 2]
    assert found[0].reason == "这一条与写入时的摘要不符"
    run(location, "DELETE FROM ledger_nodes")
    assert not replayed(location)[0].identical


def ledger_of_more(location: Path) -> None:
    from huimin_rules.service.audit.recording import append_decisions

    with open_ledger(location, writable=True) as ledger:
        append_decisions(ledger, shipped().files, [decided(complete())])


def test_a_damaged_head_is_said_and_the_records_are_replayed(tmp_path: Path) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete())])
    run(location, "UPDATE ledger_head SET frontier = CAST('x' AS BLOB)")
    whole, (found,) = replayed(location)
    assert (whole.entries, whole.root, found.identical) == (None, None, True)


# --------------------------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize("what", ["manifest", "article-06.yaml", "text.md"])
@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_bad_archive_is_because_of_the_rules(tmp_path: Path, what: str, damage: str) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete())])
    policy = shipped().policy.digest
    name = policy if what == "manifest" else digest(dict(shipped().files)[what])
    if damage == "missing":
        run(location, "DELETE FROM ledger_archive WHERE digest = :name", name=name)
    else:
        run(location, "UPDATE ledger_archive SET content = CAST('{}' AS BLOB) WHERE digest = :name", name=name)
    found = result(location)
    assert (found.outcome, found.cause, found.verdict) == (Outcome.IMPOSSIBLE, Cause.RULES, None)
    assert policy in (found.reason or "")
    assert what == "manifest" or what in (found.reason or "")
    whole, _ = replayed(location)
    assert whole.policies[0].fault is not None


def test_a_policy_that_was_replayed_before_is_read_anew_from_each_archive(tmp_path: Path) -> None:
    good = ledger_of(tmp_path / "good.db", [decided(complete())])
    bad = ledger_of(tmp_path / "bad.db", [decided(complete())])
    run(bad, "DELETE FROM ledger_archive WHERE digest = :name", name=digest(dict(shipped().files)["text.md"]))
    assert result(good).identical
    assert result(bad).cause is Cause.RULES


def test_a_policy_of_another_name_is_another_policy(tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["policy"]["title"] = record["verdict"]["policy"]["title"] = "另一部办法"

    found = after(tmp_path, change)
    assert (found.outcome, found.cause) == (Outcome.IMPOSSIBLE, Cause.RULES)
    assert "另一部办法" in (found.reason or "")


def test_an_archive_that_is_whole_and_no_policy(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(rules_folder() / SHIPPED, tmp_path / "policy"))
    replace_in(folder / "article-13.yaml", "modality: validity", "modality: validty")
    replace_in(folder / "article-03.yaml", "article: 3", "artcle: 3")
    files = tuple((one.name, one.read_bytes()) for one in sorted(folder.iterdir()) if one.is_file())
    manifest = canonical_json({name: digest(raw) for name, raw in files}).encode()

    def change(record: dict[str, Any]) -> None:
        record["policy"]["digest"] = record["verdict"]["policy"]["digest"] = digest(manifest)

    location = tmp_path / "a.db"
    with create_ledger(location, ORIGIN) as ledger:
        for content in (manifest, *(raw for _, raw in files)):
            ledger.archive(content)
        forged(ledger, decided(complete()).record, change)
    found = result(location)
    assert (found.outcome, found.cause) == (Outcome.IMPOSSIBLE, Cause.RULES)
    assert "article-03.yaml:" in (found.reason or "")
    assert "处" in (found.reason or "")


# ------------------------------------------------------------------------------------------------------------- library


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> str:
    for module in (replay, ledger_replay):
        monkeypatch.setattr(module, "library_version", lambda: "9.0.1")
    return "9.0.1"


def fresh(tmp_path: Path) -> tuple[Path, Record]:
    """A ledger with a policy of its own, for which no engine has been made."""
    folder = Path(shutil.copytree(rules_folder() / SHIPPED, tmp_path / "policy"))
    with (folder / "policy.yaml").open("a", encoding="utf-8") as file:
        file.write(f"# {tmp_path.name}\n")
    source = policy_source(folder)
    made = decided(edited("plan.leading_group", False), source=source)
    ledger_of(tmp_path / "a.db", [made], source)
    return tmp_path / "a.db", made.record


def test_another_version_of_the_library_is_named_with_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newer: str
) -> None:
    location, record = fresh(tmp_path)
    whole, (found,) = replayed(location)
    assert found.identical
    reword(monkeypatch)
    found = result(location)
    assert (found.outcome, found.cause, found.contradicted) == (Outcome.DIFFERENT, Cause.LIBRARY, ())
    assert record.library.version in (found.reason or "")
    assert newer in (found.reason or "")
    assert found.library.version == newer
    assert whole.versions[0].version == record.library.version
    assert [one.pointer for one in found.rest] == ["/summary"]


def reword(monkeypatch: pytest.MonkeyPatch) -> None:
    real = wording.summary
    monkeypatch.setattr(wording, "summary", lambda *given: f"{real(*given)}。")


def test_the_same_version_is_said_to_be_unexplained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    location, _ = fresh(tmp_path)
    reword(monkeypatch)
    found = result(location)
    assert (found.outcome, found.cause, found.contradicted) == (Outcome.DIFFERENT, Cause.UNEXPLAINED, ())
    assert "原因不明" in (found.reason or "")
    assert [one.pointer for one in found.rest] == ["/summary"]
    assert all(one.identical for one in found.findings)


@pytest.mark.usefixtures("newer")
def test_other_causes_name_the_versions_too(tmp_path: Path) -> None:
    assert "库的版本也不同" in (after(tmp_path, poorer).reason or "")


@pytest.mark.usefixtures("newer")
def test_a_fact_that_was_called_missing_and_is_stated_is_told_by_any_version(tmp_path: Path) -> None:
    found = after(tmp_path, lambda record: record["facts"].update(applied_on="2022-03-01"), facts={})
    assert (found.cause, [one.what for one in found.contradicted]) == (Cause.FACTS, ["applied_on"])


def test_an_edited_verdict_is_unexplained(tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        finding = next(one for one in record["verdict"]["findings"] if one["norm"] == "art7.i4.leading_group")
        finding["status"] = "met"
        record["verdict"]["conclusion"] = "eligible"

    found = after(tmp_path, change, facts=edited("plan.leading_group", False))
    assert (found.outcome, found.cause) == (Outcome.DIFFERENT, Cause.UNEXPLAINED)
    assert found.recorded is not None
    assert (found.recorded.conclusion, found.conclusion) == ("eligible", "ineligible")
    assert [one.norm for one in found.findings if not one.identical] == ["art7.i4.leading_group"]


def test_a_verdict_that_is_none_is_still_compared(tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["verdict"] = {"policy": record["policy"], "conclusion": "splendid", "findings": 5, "readings": [3]}

    found = after(tmp_path, change)
    # Whether it rests on the facts cannot be told where it says nothing about them.
    assert (found.outcome, found.findings) == (Outcome.DIFFERENT, ())
    assert found.recorded is not None
    assert (found.recorded.conclusion, found.conclusion) == (None, "eligible")
    assert {"findings", "conclusion", "summary"} <= {one.part for one in found.rest}


# ------------------------------------------------------------------------------------------------------------- engines


@needs_durable
def test_both_engines(tmp_path: Path) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete()), decided({})])
    whole, found = replayed(location, engine="both")
    assert whole.identical
    assert (whole.library.engine, found[0].library.engine, found[0].crosscheck) == ("both", "both", None)


@needs_durable
def test_a_disagreement_is_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = session.run

    def wrong(rules: Any, facts: Any) -> Any:
        found = dict(real(rules, facts))
        if "finding" in facts and facts["finding"]["outcome"] == 2:
            found["root"] = 0
        return found

    location = ledger_of(tmp_path / "a.db", [decided(edited("plan.leading_group", False))])
    monkeypatch.setattr(session, "run", wrong)
    assert result(location).identical
    whole, (found,) = replayed(location, engine="both")
    assert (found.outcome, found.cause) == (Outcome.DISAGREEMENT, Cause.ENGINES)
    assert (found.conclusion, found.verdict, found.findings) == (None, None, ())
    assert found.crosscheck is not None
    assert "art7.i4.leading_group" in [one.norm for one in found.crosscheck.disagreements]
    assert (whole.identical, whole.causes) == (False, {Cause.ENGINES: 1})


# -------------------------------------------------------------------------------------------------------------- memory


def test_a_policy_is_read_once_from_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete(), str(number)) for number in range(5)])
    asked: list[str] = []
    real = Snapshot.archived

    def archived(self: Snapshot, name: str) -> bytes | None:
        asked.append(name)
        return real(self, name)

    monkeypatch.setattr(Snapshot, "archived", archived)
    replayed(location)
    assert len(asked) == 5 + 1 + len(shipped().files)
    assert asked.count(shipped().policy.digest) == 1


def test_json_is_canonical_and_reads_back(tmp_path: Path) -> None:
    whole, (found,) = replayed(ledger_of(tmp_path / "a.db", [decided(complete())]))
    for one in (whole, found):
        text = one.to_json()
        assert canonical_json(json.loads(text)) == text
        assert type(one).model_validate_json(text) == one
