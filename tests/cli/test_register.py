"""`huimin register`: from files as `check` decides them, from a ledger as it was recorded."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from huimin_rules.ledger.storage import open_ledger
from huimin_rules.report.titles import REGISTER
from tests.cli.conftest import EXPIRED, Application, Huimin, Save
from tests.cli.test_check import edited
from tests.replay.ledgers import AT, complete, decided, forged, ledger_of
from tests.replay.ledgers import edited as changed


def _table(file: Path) -> list[dict[str, object]]:
    _, heads, *rows = load_workbook(io.BytesIO(file.read_bytes()))[REGISTER].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_from_files(huimin: Huimin, eligible: Application, save: Save, tmp_path: Path) -> None:
    good = save(eligible, "good.yaml")
    bad = save(edited(eligible, "plan.leading_group", False), "bad.yaml")
    out = tmp_path / "out.xlsx"
    ran = huimin("register", good, bad, save({}, "open.yaml"), "-o", out, today=EXPIRED)
    assert ran.code == 1
    assert ran.err.splitlines()[0] == f"已写入 {out}"
    assert "截至今天" in ran.err
    table = _table(out)
    assert [(row["申请"], row["自查结论"], row["不符合"]) for row in table] == [
        ("good.yaml", "符合条件", 0),
        ("bad.yaml", "不符合条件", 1),
        ("open.yaml", "信息不全", 0),
    ]
    assert isinstance(table[0]["申报日期"], datetime)
    before = out.read_bytes()
    assert huimin("register", good, "-o", out).code == 2
    assert out.read_bytes() == before
    assert huimin("register", good, "-o", out, "--force").code == 0
    assert len(_table(out)) == 1


def test_one_unreadable_application_and_nothing_is_written(
    huimin: Huimin, eligible: Application, save: Save, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    ran = huimin("register", save(eligible), tmp_path / "gone.yaml", "-o", out)
    assert (ran.code, out.exists()) == (2, False)


def test_from_a_ledger_as_it_was_recorded(huimin: Huimin, tmp_path: Path) -> None:
    made = [
        decided(complete(), case="2022-001"),
        decided(changed("plan.leading_group", False), case="=2022", readings={"consortium": "lead_only"}),
    ]
    ledger = ledger_of(tmp_path / "ledger.db", made)
    out = tmp_path / "out.xlsx"
    ran = huimin("register", "--ledger", ledger, "-o", out)
    assert (ran.code, ran.err) == (0, f"已写入 {out}\n")
    first, second = _table(out)
    assert (first["案号"], first["记录时间"], first["记录人"], first["自查结论"]) == (
        "2022-001",
        AT,
        "王敏",
        "符合条件",
    )
    assert (second["案号"], second["自查结论"], second["不符合的条款"]) == ("=2022", "不符合条件", "第七条第（四）项")
    assert first["申请"] == "账本第 0 条"
    assert "备注" not in first


def test_what_a_ledger_cannot_give_is_listed_with_the_reason(huimin: Huimin, tmp_path: Path) -> None:
    one = decided(complete())
    ledger = ledger_of(tmp_path / "ledger.db", [one])
    with open_ledger(ledger, writable=True) as opened:
        forged(opened, one.record, lambda value: value["verdict"].update(conclusion="perhaps"))
        forged(opened, one.record, lambda value: value["facts"].update(applied_on="morgen"))
        forged(opened, one.record, _of_another_policy)
        forged(opened, one.record, lambda value: value.update(case="x"), seal=one.entry.seal)
        opened.append_many([b"no decision"], [])
    out = tmp_path / "out.xlsx"
    assert huimin("register", "--ledger", ledger, "-o", out).code == 1
    good, unknown, facts, policy, seal = _table(out)
    assert good["备注"] is None
    assert (unknown["自查结论"], "本版程序认识的结论书" in str(unknown["备注"])) == ("读不出", True)
    assert (facts["自查结论"], facts["申报日期"]) == ("符合条件", None)
    assert "存档的办法读不懂记录里的事实" in str(facts["备注"])
    assert policy["案号"] == one.record.case
    assert "存档" in str(policy["备注"])
    assert (seal["自查结论"], seal["案号"], "封印" in str(seal["备注"])) == ("读不出", None, True)


def _of_another_policy(value: dict[str, dict[str, object]]) -> None:
    other = "sha256:" + "0" * 64
    value["policy"]["digest"] = other
    verdict = value["verdict"]
    assert isinstance(verdict["policy"], dict)
    verdict["policy"]["digest"] = other


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "应为申请文件，或者 --ledger，实为都没有"),
        (("a.yaml", "--ledger", "b.db"), "应为申请文件，或者 --ledger，实为都有"),
        (("--ledger", "b.db", "--reading", "a=b"), "--reading"),
    ],
)
def test_files_or_a_ledger(huimin: Huimin, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    ran = huimin("register", *arguments, "-o", tmp_path / "out.xlsx")
    assert (ran.code, told in ran.err) == (2, True)
    ran = huimin("register", *arguments, "-o", tmp_path / "out.csv")
    assert (ran.code, "以 .xlsx 结尾的文件名" in ran.err) == (2, True)
