"""`huimin replay` and `huimin compare`: what an auditor reads, and what a script relies on."""

import csv
import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from huimin_rules.cli.compare import _pairs
from huimin_rules.cli.replay_sheet import _PARTS, CAUSES, OUTCOMES
from huimin_rules.cli.session import Session
from huimin_rules.engines.durable import session
from huimin_rules.ledger.checkpointing import sign_checkpoint
from huimin_rules.ledger.keys import SigningKey
from huimin_rules.ledger.storage import create_ledger, open_ledger
from huimin_rules.service.audit.compared import Effect, Obstacle
from huimin_rules.service.audit.comparison_wording import DIRECTION_NAMES, EFFECT_NAMES, OBSTACLE_NAMES
from huimin_rules.service.audit.direction import Direction
from huimin_rules.service.audit.recording import append_decisions
from huimin_rules.service.audit.replayed import Cause, Outcome
from huimin_rules.verdict import Finding, Verdict
from tests.cli.conftest import Huimin
from tests.engines.durable.support import needs_durable
from tests.ledger.stores import ORIGIN
from tests.replay.ledgers import complete, decided, edited, forged, ledger_of, shipped
from tests.replay.test_comparison import CONTESTED, indicators, version


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    location = Path("a.db")
    ledger_of(
        location,
        [
            decided(edited("plan.leading_group", False), "2022-001"),
            decided(complete(), "2022-002"),
            decided(complete(), "2022-001", {"consortium": "lead_only"}, by="李强"),
        ],
    )
    return location


def flowed(text: str) -> str:
    """The text without the breaks of its lines."""
    return "".join(one.strip() for one in text.splitlines())


def spoil(location: Path, sql: str, *values: object) -> None:
    connection = sqlite3.connect(location)
    connection.execute(sql, values)
    connection.commit()
    connection.close()


# -------------------------------------------------------------------------------------------------------------- replay


def test_the_sheet_says_what_was_checked_against_what(huimin: Huimin, ledger: Path) -> None:
    ran = huimin("replay", ledger)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "审计复核单  a.db"
    assert "一致 3 份：结论书逐字节相同" in lines
    assert "全部一致" in lines
    assert f"规则 {shipped().policy.digest}" in ran.out
    assert f"原文 sha256:{shipped().policy.text.sha256}" in ran.out
    assert "存档完好" in ran.out
    assert "账本本身：没有留存的检查点（--checkpoint）和公钥（--key）" in ran.out
    assert "第二引擎（--engine both）" in ran.out
    assert "第 0 条" not in ran.out


def test_one_case_is_shown_record_by_record(huimin: Huimin, ledger: Path) -> None:
    ran = huimin("replay", ledger, "--case", "2022-001")
    assert ran.code == 0
    assert "第 0 条  案号 2022-001  2022-05-09T16:30:00+08:00  王敏" in ran.out
    assert "第 2 条  案号 2022-001  2022-05-09T16:30:00+08:00  李强" in ran.out
    assert "第 1 条" not in ran.out
    said = flowed(ran.out)
    assert "与第 0 条相比：事实  /plan/leading_group：false → true口径  consortium：（没有） → lead_only" in said
    assert "总体结论  不符合条件 → 符合条件记录人  王敏 → 李强" in said
    assert "别的案号" in ran.out
    same = [decided(complete(), "x"), decided(complete(), "x")]
    with open_ledger(ledger, writable=True) as opened:
        append_decisions(opened, shipped().files, same)
    assert "与第 3 条相比：除记录时间外没有改动" in huimin("replay", ledger, "--case", "x").out


def test_a_case_that_is_not_there_is_a_wrong_usage(huimin: Huimin, ledger: Path) -> None:
    for options in ((), ("--json",)):
        ran = huimin("replay", ledger, "--case", "2022-003", *options)
        assert (ran.code, ran.out) == (2, "")
        assert "--case" in ran.err


def test_what_is_different_is_shown_place_by_place(huimin: Huimin, ledger: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["facts"]["plan"]["funding"]["matching_secured"] = "45万元"
        record["verdict"]["findings"].append({"norm": "art99", "x": 1})
        record["verdict"]["materials"] = []

    with open_ledger(ledger, writable=True) as opened:
        forged(opened, decided(complete(), "2022-009").record, change)
    ran = huimin("replay", ledger)
    assert ran.code == 1
    said = flowed(ran.out)
    assert "结果  不一致（事实）：得出了另一份结论书；总体结论 符合条件 → 不符合条件" in said
    assert "plan.funding.matching_secured" in ran.out
    assert '结论书：{"value":"120万元"}' in said
    assert '记录：{"value":"45万元"}' in said
    assert "第七条第（五）项  art7.i5.matching" in ran.out
    assert "单项结论  /status：符合 → 不符合" in ran.out
    assert "总体结论  /conclusion：符合条件 → 不符合条件" in ran.out
    assert "这一项只有记录里有" in ran.out
    assert "处，见 --json" in ran.out
    assert "一致 3 份：结论书逐字节相同" in ran.out
    assert "不一致 1 份：得出了另一份结论书" in ran.out
    assert "因为：事实 1 份" in ran.out
    assert "有不一致或者损坏" in ran.out
    assert ran.out.count("现得出") == 1


def test_a_finding_that_the_record_lacks(huimin: Huimin, ledger: Path) -> None:
    with open_ledger(ledger, writable=True) as opened:
        forged(opened, decided(complete()).record, lambda record: record["verdict"]["findings"].pop())
        forged(opened, decided(complete()).record, lambda record: record["verdict"].update(conclusion="?"))
    ran = huimin("replay", ledger)
    assert "这一项记录里没有" in ran.out
    assert "总体结论 （读不懂） → 符合条件" in flowed(ran.out)


def test_what_cannot_be_replayed_is_named(huimin: Huimin, ledger: Path) -> None:
    lost = decided(complete(), "2022-010")
    with open_ledger(ledger, writable=True) as opened:
        append_decisions(opened, shipped().files, [lost])
        opened.append(b'{"n":1}')
    spoil(ledger, "DELETE FROM ledger_archive WHERE digest = ?", lost.entry.record)
    ran = huimin("replay", ledger)
    assert ran.code == 1
    assert "第 3 条\n" in ran.out
    assert f"存档里没有记录 {lost.entry.record}" in flowed(ran.out)
    assert "另有 1 条不是决定记录" in ran.out
    spoil(ledger, "DELETE FROM ledger_archive WHERE digest = ?", shipped().policy.digest)
    ran = huimin("replay", ledger)
    assert "不能复核 4 份：没有得出结论书" in ran.out
    assert "因为：事实 1 份，规则 3 份" in ran.out
    assert "记录的总体结论是 不符合条件" in ran.out
    spoil(ledger, "DELETE FROM ledger_head")
    ran = huimin("replay", ledger)
    assert "条数读不出" in ran.out
    assert "根读不出" in ran.out


def test_an_empty_ledger(huimin: Huimin, tmp_path: Path) -> None:
    create_ledger(tmp_path / "a.db", ORIGIN).close()
    ran = huimin("replay", tmp_path / "a.db")
    assert (ran.code, "没有可以复核的记录" in ran.out) == (0, True)


@pytest.fixture
def kept(ledger: Path, key: SigningKey) -> tuple[str, ...]:
    """The options of an auditor who has kept the checkpoint and the public key."""
    with open_ledger(ledger, writable=True) as opened:
        Path("kept").write_bytes(sign_checkpoint(opened, key))
    return ("--checkpoint", "kept", "--key", str(key.verifier))


def test_with_a_checkpoint_the_ledger_is_verified_first(
    huimin: Huimin, ledger: Path, kept: tuple[str, ...], key: SigningKey
) -> None:
    ran = huimin("replay", ledger, *kept)
    assert ran.code == 0
    assert ran.out.index("账本核对") < ran.out.index("范围")
    assert "完好：检查点所含的记录一条不少，一字未改" in ran.out
    assert "账本本身" not in ran.out
    assert "检查点是谁签的：没有公钥" in huimin("replay", ledger, *kept[:2]).out
    assert "没有可用的留存检查点" in huimin("replay", ledger, *kept[2:]).out
    with open_ledger(ledger, writable=True) as opened:
        append_decisions(opened, shipped().files, [decided(complete())])
    assert "检查点之后的 1 条有没有被改写" in huimin("replay", ledger, *kept).out
    whole = json.loads(huimin("replay", ledger, *kept, "--json").out.splitlines()[-1])
    assert (whole["integrity"]["proven"], whole["integrity"]["checkpoint_size"]) == (True, 3)
    assert whole["integrity"]["signature"] == "valid"


def test_a_ledger_that_was_rewritten_replays_and_is_damaged(
    huimin: Huimin, ledger: Path, kept: tuple[str, ...], key: SigningKey
) -> None:
    ledger.rename("old.db")
    ledger_of(ledger, [decided(complete()), decided(complete()), decided(complete())])
    assert huimin("replay", ledger).code == 0
    ran = huimin("replay", ledger, *kept)
    assert ran.code == 1
    assert "历史被改写" in ran.out
    assert "记录全部一致，账本有损坏" in ran.out
    whole = json.loads(huimin("replay", ledger, *kept, "--json").out.splitlines()[-1])
    assert [one["kind"] for one in whole["integrity"]["flaws"]] == ["rewritten"]


@needs_durable
def test_both_engines_and_their_disagreement(huimin: Huimin, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = huimin("replay", ledger, "--engine", "both")
    assert ran.code == 0
    assert "主引擎和第二引擎" in ran.out
    assert "第二引擎（--engine both）" not in ran.out
    real = session.run

    def wrong(rules: Any, facts: Any) -> Any:
        found = dict(real(rules, facts))
        if "finding" in facts and facts["finding"]["outcome"] == 2:
            found["root"] = 0
        return found

    monkeypatch.setattr(session, "run", wrong)
    ran = huimin("replay", ledger, "--engine", "both", "--case", "2022-001")
    assert ran.code == 1
    assert "结果  引擎不一致（引擎）：没有结论" in ran.out
    assert "双引擎核对没有通过，没有结论" in ran.out
    assert "第七条第（四）项  art7.i4.leading_group" in ran.out


def test_without_the_extra_the_message_names_it(huimin: Huimin, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable", None)
    session._host.cache_clear()
    ran = huimin("replay", ledger, "--engine", "both")
    assert (ran.code, ran.out) == (2, "")
    assert "huimin-rules[durable]" in ran.err


def test_hostile_text_is_seen_and_not_obeyed(huimin: Huimin, ledger: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["verdict"]["summary"] = "\x1b[2J\u202e全部一致\n全部一致"

    with open_ledger(ledger, writable=True) as opened:
        forged(opened, decided(complete(), "2022-009").record, change)
    ran = huimin("replay", ledger)
    assert "\x1b" not in ran.out
    assert "‹U+001B›[2J‹U+202E›" in ran.out
    assert "全部一致" not in ran.out.splitlines()


# -------------------------------------------------------------------------------------------------------------- schema


@pytest.mark.parametrize("subject", ["replay", "comparison"])
def test_every_line_for_programs_is_as_published(huimin: Huimin, ledger: Path, subject: str) -> None:
    schema = json.loads(huimin("schema", subject).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    with open_ledger(ledger, writable=True) as opened:
        forged(opened, decided(complete()).record, lambda record: record["verdict"].update(summary="x"))
    command = ("replay", ledger) if subject == "replay" else ("compare", ledger, "--reading", "no=x")
    ran = huimin(*command, "--json")
    lines = [json.loads(one) for one in ran.out.splitlines()]
    assert (ran.code, len(lines)) == (1, 5)
    for one in lines:
        judge.validate(one)
        broken = {key: value for key, value in one.items() if key != "format"} | {"more": 1}
        with pytest.raises(jsonschema.ValidationError):
            judge.validate(broken)


# ------------------------------------------------------------------------------------------------------------- compare


@pytest.fixture
def contested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    location = Path("a.db")
    made = [decided(CONTESTED["consortium"], "=2022-001"), decided(indicators(2), "2022-002")]
    ledger_of(location, [*made, decided(edited("applied_on", None), "2022-003")])
    return location


def test_the_list_of_changed_decisions(huimin: Huimin, contested: Path) -> None:
    ran = huimin("compare", contested, "--reading", "consortium=lead_only", "--csv", "changed.csv")
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[0] == "改判清单  a.db"
    assert "换成  解释口径 consortium = lead_only（不论记录里是哪一种）" in lines
    assert "第 0 条  案号 =2022-001  2022-05-09T16:30:00+08:00" in lines
    assert "  总体结论  有待认定 → 符合条件（由待定转明确）" in lines
    assert "  第六条第（一）项  住所在巩义市（art6.i1.domicile）  有待认定 → 符合（由待定转明确）" in lines
    assert "合计  3 份：总体结论改变 1，不变 2" in lines
    assert "  有待认定 → 符合条件  1 份（由待定转明确）" in lines
    assert "  第六条第（一）项  art6.i1.domicile  由待定转明确 1 份" in lines
    assert "第 1 条" not in ran.out
    with Path("changed.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert (len(header), row[:2], row[6]) == (16, ["0", "'=2022-001"], "由待定转明确")
    assert list(Path().glob("changed*")) == [Path("changed.csv")]


def test_only_blockers_are_counted(huimin: Huimin, contested: Path) -> None:
    ran = huimin("compare", contested, "--reading", "validity_last_day=anniversary", "--csv", "changed.csv")
    assert ran.code == 1
    assert "合计  3 份：只有待定原因改变 1，不变 2" in ran.out
    assert "只有待定原因改变的 1 份没有逐份列出" in ran.out
    assert "第 2 条" not in ran.out
    assert "只有待定原因改变" in Path("changed.csv").read_text(encoding="utf-8-sig")


def test_another_version(huimin: Huimin, contested: Path, tmp_path: Path) -> None:
    old = "{value: {count: plan.indicators}, at_least: 1}"
    folder = version(
        tmp_path / "new",
        ("article-07.yaml", old, old.replace("1}", "3}")),
        ("article-04.yaml", "id: art4.i3.period", "id: art4.i3.duration"),
    )
    with open_ledger(contested, writable=True) as opened:
        opened.append(b"{}")
    ran = huimin("compare", contested, "--policy", folder)
    assert ran.code == 1
    assert f"规则 {shipped().policy.digest}" not in ran.out
    assert "总体结论  符合条件 → 不符合条件（更严）" in ran.out
    assert "没有这一条 → 已遵循（适用范围不同）" in flowed(ran.out)
    assert "另有 1 条不是决定记录，没有比较" in ran.out
    one = json.loads(huimin("compare", contested, "--policy", folder, "--json").out.splitlines()[-1])
    assert one["policy"]["digest"] != shipped().policy.digest


def test_a_clause_that_moved_shows_both(huimin: Huimin, tmp_path: Path) -> None:
    from huimin_rules.cli.comparison_sheet import case
    from huimin_rules.report.typography import render
    from tests.replay.test_csv import CHANGE, changed

    moved = CHANGE.model_copy(update={"citation_after": "第二条", "after": "met"})
    shown = render(case(changed("x").model_copy(update={"findings": (moved,)})), 100)
    assert "第一条 → 第二条" in shown


def test_nothing_changes(huimin: Huimin, contested: Path) -> None:
    ran = huimin("compare", contested, "--policy", "gongyi-huimin-2021")
    assert (ran.code, "没有改变" in ran.out.splitlines()) == (0, True)


def test_what_is_not_comparable_is_listed(huimin: Huimin, contested: Path) -> None:
    lost = decided(complete())
    with open_ledger(contested, writable=True) as opened:
        append_decisions(opened, shipped().files, [lost])
    spoil(contested, "DELETE FROM ledger_archive WHERE digest = ?", lost.entry.record)
    ran = huimin("compare", contested, "--reading", "nothing=x")
    assert ran.code == 1
    assert ran.out.count("不可比：没有这个解释口径") == 3
    assert "不可比：记录复核不一致" in ran.out
    assert "合计  4 份：不可比 4" in ran.out
    spoil(contested, "DELETE FROM ledger_head")
    assert "条数读不出" in huimin("compare", contested, "--reading", "nothing=x").out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--policy 或者 --reading"),
        (("--reading", "consortium"), "id=alternative"),
        (("--reading", "=x"), "id=alternative"),
        (("--reading", "a=b", "--reading", "a=c"), "只指定一次"),
        (("--policy", "nowhere"), "policy"),
        (("--policy", "gongyi-huimin-2021", "--reading", "consortium=nobody"), "lead_only"),
        (("--reading", "a=b", "--csv", "no/where.csv"), "--csv"),
    ],
)
def test_wrong_usage(huimin: Huimin, contested: Path, options: tuple[str, ...], said: str) -> None:
    ran = huimin("compare", contested, *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_the_same_reading_twice_is_once() -> None:
    assert _pairs(["a=b", "a=b"]) == ({"a": "b"}, [])


def test_a_table_that_cannot_be_finished_leaves_nothing(
    huimin: Huimin, contested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> bytes:
        raise OSError(28, "No space left on device")

    Path("changed.csv").write_text("old", encoding="utf-8")
    monkeypatch.setattr("huimin_rules.service.audit.comparison_csv.csv_rows", full)
    ran = huimin("compare", contested, "--reading", "consortium=lead_only", "--csv", "changed.csv")
    assert ran.code == 2
    assert "No space left on device" in ran.err
    assert Path("changed.csv").read_text(encoding="utf-8") == "old"
    assert list(Path().glob("changed*")) == [Path("changed.csv")]


# ------------------------------------------------------------------------------------------------------------ progress


@pytest.mark.parametrize("command", [("replay",), ("compare", "--reading", "consortium=lead_only")])
def test_a_terminal_sees_how_far_it_is(
    huimin: Huimin, contested: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(Session, "progress", lambda _, text: said.append(text))
    huimin(command[0], contested, *command[1:])
    assert any("3/3 条" in one for one in said)
    assert said[-1] == ""
    assert "3/3" not in huimin(command[0], contested, *command[1:]).out


def test_progress_goes_on_while_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huimin_rules.service.audit import comparison, ledger_replay

    monkeypatch.setattr(ledger_replay, "STEP", 2)
    monkeypatch.setattr(comparison, "STEP", 2)
    location = ledger_of(tmp_path / "a.db", [decided({}, str(number)) for number in range(5)])
    runs: list[Callable[..., object]] = [
        ledger_replay.replay_ledger,
        lambda ledger, progress: comparison.compare_ledger(ledger, readings={}, progress=progress),
    ]
    for run in runs:
        said: list[tuple[int, int]] = []
        with open_ledger(location) as ledger:
            run(ledger, progress=lambda *one, said=said: said.append(one))
        assert said == [(2, 5), (4, 5), (5, 5)]


# --------------------------------------------------------------------------------------------------------------- words


def test_everything_has_a_name() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(CAUSES) == set(Cause)
    assert set(DIRECTION_NAMES) == set(Direction)
    assert set(EFFECT_NAMES) == set(Effect)
    assert set(OBSTACLE_NAMES) == set(Obstacle)
    assert set(_PARTS) == set(Finding.model_fields) - {"norm"} | set(Verdict.model_fields)
