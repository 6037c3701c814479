"""`huimin record`, `huimin ledger disclose`, and verifying what they write."""

import json
import sqlite3
from pathlib import Path

import pytest

from huimin_rules.cli.ledger.disclosure_sheet import disclosure_sheet
from huimin_rules.engines.durable import Engine
from huimin_rules.ledger.disclosure import Disclosure, read_disclosure
from huimin_rules.ledger.record import moment_fault
from huimin_rules.report.typography import render
from tests.cli.conftest import Huimin, Ran
from tests.records.making import AT, EXAMPLES, shipped
from tests.records.test_recording import Refusing

ORIGIN = "gongyi.example/huimin"
ELIGIBLE, OPEN, EXPIRED = (EXAMPLES / f"{one}.yaml" for one in ("eligible", "agri-consortium", "expired"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, huimin: Huimin) -> Huimin:
    """A folder with an empty ledger and its keys."""
    monkeypatch.chdir(tmp_path)
    made: Ran = huimin("ledger", "init", "a.db", "--origin", ORIGIN, "--key", "private")
    Path("public").write_text(made.out, encoding="utf-8")
    return huimin


def record(here: Huimin, *arguments: object) -> Ran:
    found: Ran = here("record", "a.db", "--by", "王敏", "--at", AT, *arguments)
    return found


def test_a_decision_from_the_check_to_the_ledger(here: Huimin) -> None:
    ran = record(here, ELIGIBLE, "--case", "巩科2022-001")
    assert (ran.code, ran.err) == (0, "")
    checked = here("check", ELIGIBLE)
    assert ran.out.startswith(checked.out)
    assert "记入账本  第 0 条  案号 巩科2022-001" in ran.out
    assert shipped().policy.digest in ran.out
    assert "账本现有 1 条，根 " in ran.out
    verified = here("ledger", "verify", "a.db")
    assert verified.code == 0
    assert "决定  1 个，连同记录、封印、结论书的摘要和办法的存档" in verified.out
    assert json.loads(here("ledger", "verify", "a.db", "--json").out)["decisions"] == 1


def test_the_codes_are_those_of_check(here: Huimin) -> None:
    for number, (file, code) in enumerate(((ELIGIBLE, 0), (EXPIRED, 1), (OPEN, 3))):
        assert here("check", file).code == code
        ran = record(here, file, "--case", "1", "--json")
        assert ran.code == code
        line = json.loads(ran.out)
        assert (line["index"], line["size"], line["case"], line["recorded_at"]) == (number, number + 1, "1", AT)
        assert line["verdict"] == json.loads(here("check", file, "--json").out)
        assert {"record", "seal", "leaf_hash", "root", "policy", "verdict_digest"} <= line.keys()
    assert record(here, OPEN, "--case", "1", "--reading", "consortium=lead_only").code == 0


def test_several_at_once_and_the_worst_code(here: Huimin) -> None:
    ran = record(here, ELIGIBLE, OPEN, EXPIRED, "--case", "1", "--case", "2", "--case", "1")
    assert ran.code == 1
    assert "汇总（3 项）" in ran.out
    assert [ran.out.count(f"第 {one} 条  案号 {case}") for one, case in enumerate("121")] == [1, 1, 1]
    english = record(here, ELIGIBLE, "--case", "9", "--lang", "en")
    assert "Recorded  entry 3  case 9" in english.out
    assert "The ledger has 4 entries" in english.out


def test_the_clock_is_the_default(here: Huimin) -> None:
    ran = here("record", "a.db", ELIGIBLE, "--case", "1", "--by", "王敏", "--json")
    assert ran.code == 0
    assert moment_fault(json.loads(ran.out)["recorded_at"]) is None


def entries(here: Huimin) -> int:
    return int(json.loads(here("ledger", "verify", "a.db", "--json").out)["entries"])


def test_what_is_wrong_is_said_and_nothing_recorded(here: Huimin, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("applied_on: gestern\n", encoding="utf-8")
    for arguments, told in (
        ((ELIGIBLE, bad, "--case", "1", "--case", "2"), "bad.yaml:1:13: applied_on"),
        ((ELIGIBLE, OPEN, "--case", "1"), "--case：应为2 个案号，每份申请一个，实为1 个"),
        ((ELIGIBLE, "--case", "a\u200bb"), "case：应为案号：一行文字"),
        ((ELIGIBLE, "--case", "1", "--at", "yesterday"), "recorded_at：应为带时差的时刻"),
        ((ELIGIBLE, "--case", "1", "--reading", "x"), "--reading：应为id=alternative"),
        ((ELIGIBLE, OPEN, "--case", "", "--case", ""), "case：应为案号"),
        ((ELIGIBLE,), "--case"),
    ):
        ran = record(here, *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err
        assert ran.err.count(told) == 1
    assert here("record", "no.db", ELIGIBLE, "--case", "1", "--by", "x").code == 2
    assert entries(here) == 0


def test_both_engines_agree(here: Huimin) -> None:
    ran = record(here, OPEN, "--case", "1", "--engine", "both")
    assert ran.code == 3
    assert "双引擎核对：第二引擎独立推得同样的结论" in ran.out


def test_where_they_do_not_nothing_is_recorded(here: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huimin_rules.service.crosscheck._engine", lambda policy: Refusing())
    ran = record(here, OPEN, "--case", "1", "--engine", "both")
    assert ran.code == 4
    assert "双引擎核对没有通过，没有结论" in ran.out
    assert "没有记入账本" in ran.out
    both = ("--case", "1", "--case", "2", "--engine", "both")
    told = record(here, OPEN, ELIGIBLE, *both, "--json")
    assert told.code == 4
    assert [json.loads(line)["agreed"] for line in told.out.splitlines()] == [False, False]
    # One that agrees is not recorded without the other.
    engines: list[Refusing | Engine] = [Refusing(), Engine(shipped().policy)]
    monkeypatch.setattr("huimin_rules.service.crosscheck._engine", lambda policy: engines.pop(0))
    mixed = record(here, OPEN, ELIGIBLE, *both)
    assert mixed.code == 4
    assert "双引擎核对没有通过，没有结论" in mixed.out
    assert "第二引擎独立推得同样的结论" in mixed.out
    assert "没有记入账本：一份也没有" in mixed.out
    assert entries(here) == 0


def disclosed(here: Huimin, *arguments: object) -> Ran:
    found: Ran = here("ledger", "disclose", "a.db", *arguments)
    return found


@pytest.fixture
def signed(here: Huimin) -> Huimin:
    record(here, OPEN, ELIGIBLE, "--case", "1", "--case", "2")
    record(here, EXPIRED, "--case", "1")
    assert here("ledger", "checkpoint", "a.db", "--key", "private", "-o", "kept").code == 0
    return here


def test_disclosing_and_verifying(signed: Huimin) -> None:
    ran = disclosed(
        signed, "--case", "1", "--index", "0", "--mask", "applicants[].name", "--mask", "/recorded_by", "-o", "d.json"
    )
    assert (ran.code, ran.out) == (0, "")
    assert "  遮盖 /facts/applicants/0/name\n" in ran.err
    text = Path("d.json").read_text(encoding="utf-8")
    assert "巩义市鲁庄绿穗农业科技有限公司" not in text
    assert "王敏" not in text
    good = signed("ledger", "verify", "d.json", "--key", "public")
    assert good.code == 0
    assert "公开的决定  d.json\n" in good.out
    assert f"账本    {ORIGIN}，第 0 条\n" in good.out
    assert "案号    1\n" in good.out
    assert "结论    有待认定\n" in good.out
    assert "记录人  （遮盖）\n" in good.out
    assert "  applicants[0].domicile  410181\n" in good.out
    assert "  applicants[0].is_result_user  否\n" in good.out
    assert "\n  /recorded_by\n" in good.out
    assert "成立：出示的每个字段，都是记入账本时的样子" in good.out
    assert "这不证明" in good.out
    kept = signed("ledger", "verify", "d.json", "--checkpoint", "kept")
    assert (kept.code, "成立：" in kept.out) == (0, True)
    unsigned = signed("ledger", "verify", "d.json")
    assert (unsigned.code, "谁签的不知道" in unsigned.out) == (0, True)
    value = json.loads(signed("ledger", "verify", "d.json", "--key", "public", "--json").out)
    assert (value["valid"], value["proven"], value["reason"], value["index"]) == (True, True, None, 0)
    assert "/recorded_by" in value["masked"]
    assert value["shown"]["/case"] == "1"


def test_a_disclosure_that_was_changed(signed: Huimin) -> None:
    Path("d.json").write_text(disclosed(signed, "--case", "2").out, encoding="utf-8")
    text = Path("d.json").read_text(encoding="utf-8")
    Path("d.json").write_text(text.replace('"value":"2"', '"value":"3"', 1), encoding="utf-8")
    ran = signed("ledger", "verify", "d.json", "--key", "public")
    assert ran.code == 1
    assert "不成立：出示的内容与封印不符" in ran.out
    assert json.loads(signed("ledger", "verify", "d.json", "--json").out)["valid"] is False
    Path("d.json").write_text("{}", encoding="utf-8")
    ran = signed("ledger", "verify", "d.json")
    assert ran.code == 2
    assert "应为huimin ledger disclose 所写的文件，实为缺少 format" in ran.err


def test_a_proof_needs_its_record(signed: Huimin) -> None:
    assert signed("ledger", "prove", "a.db", "0", "-o", "proof.json").code == 0
    ran = signed("ledger", "verify", "proof.json")
    assert (ran.code, "--record：应为证明所说的那一条，实为没有给出" in ran.err) == (2, True)


def test_which_decision_is_meant(signed: Huimin) -> None:
    for arguments, told in (
        (("--case", "1"), f"--index：应为其中一条：0（{AT}）、2（{AT}），实为案号 1 有 2 条"),
        (("--case", "1", "--index", "1"), "--index：应为案号 1 的一条（0、2），实为1"),
        (("--case", "3", "--index", "1"), "--index：应为案号 3 的一条（没有），实为1"),
        (("--case", "3"), "--case：应为账本里有的案号，实为3"),
        (("--case", "2", "--mask", "nothing"), "--mask：应为记录里有的字段"),
    ):
        ran = disclosed(signed, *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err


def test_a_record_that_is_gone_may_be_the_one(signed: Huimin) -> None:
    line = json.loads(record(signed, ELIGIBLE, "--case", "4", "--json").out)
    connection = sqlite3.connect("a.db")
    connection.execute("DELETE FROM ledger_archive WHERE digest = ?", (line["record"],))
    connection.commit()
    connection.close()
    ran = disclosed(signed, "--case", "4")
    assert ran.code == 2
    assert "没有找到案号 4，而第 3 条不知道是哪个案号：存档里没有记录" in ran.err
    assert disclosed(signed, "--case", "4", "--index", "3").code == 2
    assert disclosed(signed, "--case", "4", "--index", "2").code == 2
    assert disclosed(signed, "--case", "2").code == 0
    verified = signed("ledger", "verify", "a.db")
    assert verified.code == 1
    assert "记录不合格，第 3 条：存档里没有记录" in verified.out


def test_an_export_of_decisions(signed: Huimin) -> None:
    assert signed("ledger", "export", "a.db", "export").code == 0
    ran = signed("ledger", "verify", "export", "--checkpoint", "kept", "--key", "public")
    assert ran.code == 0
    assert "决定  3 个" in ran.out


def test_a_disclosure_with_little_in_it(signed: Huimin) -> None:
    """The sheet takes what it gets: a seal can be over anything."""
    found = read_disclosure(disclosed(signed, "--case", "2").out.encode())
    assert isinstance(found, Disclosure)
    shown = {
        "/verdict/conclusion": found.shown["/case"],
        "/facts/a": found.shown["/case"].model_copy(update={"value": None}),
    }
    bare = found.model_copy(
        update={"shown": shown, "proof": found.proof.model_copy(update={"checkpoint": "x"}), "masked": {}}
    )
    text = render(disclosure_sheet(bare, "x", None, proven=True), 80, colour=False)
    assert "账本    第 1 条\n" in text
    assert "结论    2\n" in text
    assert "案号    （没有）\n" in text
    assert "  a  不清楚\n" in text
    none = render(disclosure_sheet(bare.model_copy(update={"shown": {}}), "x", None, proven=True), 80, colour=False)
    assert "出示的事实" not in none


@pytest.mark.parametrize("subject", ["record", "entry", "disclosure"])
def test_schemas_are_published(huimin: Huimin, subject: str) -> None:
    ran = huimin("schema", subject)
    assert ran.code == 0
    assert json.loads(ran.out)["$id"] == f"urn:huimin-rules:schema:{subject}"
