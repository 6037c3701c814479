"""`huimin document audit`: the replay of a ledger as a Word document, in the words of `huimin replay`."""

from pathlib import Path

from huimin_rules.ledger.checkpointing import sign_checkpoint
from huimin_rules.ledger.keys import SigningKey
from huimin_rules.ledger.storage import open_ledger
from tests.cli.conftest import Huimin
from tests.replay.ledgers import complete, decided, edited, forged, ledger_of
from tests.report.decided import squeezed
from tests.report.word.reading import every_text, listed, opened


def _ledger(folder: Path) -> Path:
    made = [decided(complete(), case="2022-001"), decided(edited("plan.leading_group", False), case="2022-002")]
    location = ledger_of(folder / "ledger.db", made)
    assert isinstance(location, Path)
    return location


def test_identical_records(huimin: Huimin, tmp_path: Path) -> None:
    ledger, out = _ledger(tmp_path), tmp_path / "out.docx"
    ran = huimin("document", "audit", ledger, "-o", out)
    assert (ran.code, ran.out, ran.err) == (0, "", f"已写入 {out}\n")
    rows = list(listed(opened(out.read_bytes()), "案号"))
    assert [(row[0], row[1], row[3], row[4], row[5]) for row in rows] == [
        ("0", "2022-001", "符合条件", "一致", ""),
        ("1", "2022-002", "不符合条件", "一致", ""),
    ]
    text = every_text(out.read_bytes())
    assert "全部一致" in text
    assert "需要说明的记录" not in text
    assert huimin("document", "audit", ledger, "-o", out).code == 2
    assert huimin("document", "audit", ledger, "-o", tmp_path / "out.pdf").code == 2


def test_the_words_are_those_of_replay(huimin: Huimin, tmp_path: Path) -> None:
    ledger, out = _ledger(tmp_path), tmp_path / "out.docx"
    with open_ledger(ledger, writable=True) as changed:
        record = decided(complete(), case="2022-003").record
        forged(changed, record, lambda value: value["verdict"]["findings"][0].update(status="unmet"))
    ran = huimin("document", "audit", ledger, "-o", out)
    assert ran.code == 1
    said = huimin("replay", ledger)
    assert said.code == 1
    text = squeezed(every_text(out.read_bytes()))
    lines = [squeezed(line) for line in said.out.splitlines()[2:] if line]
    assert len(lines) > 20
    for line in lines:
        assert line in text, line
    (row,) = (row for row in listed(opened(out.read_bytes()), "案号") if row[1] == "2022-003")
    assert row[4].startswith("不一致（")


def test_one_case_with_what_changed_and_the_ledger_itself(huimin: Huimin, tmp_path: Path, key: SigningKey) -> None:
    made = [decided(complete()), decided(edited("plan.leading_group", False))]
    ledger, kept, out = ledger_of(tmp_path / "ledger.db", made), tmp_path / "kept", tmp_path / "out.docx"
    with open_ledger(ledger, writable=True) as opened_ledger:
        kept.write_bytes(sign_checkpoint(opened_ledger, key))
    held = ("--checkpoint", kept, "--key", str(key.verifier))
    ran = huimin("document", "audit", ledger, "-o", out, "--case", "2022-001", *held)
    assert ran.code == 0
    text = every_text(out.read_bytes())
    for said in ("账本本身的核对", "一条不少，一字未改", "与第 0 条相比：", "案号 2022-001 的记录", "需要说明的记录"):
        assert said in text
    missing = huimin("document", "audit", ledger, "-o", tmp_path / "none.docx", "--case", "x")
    assert (missing.code, (tmp_path / "none.docx").exists()) == (2, False)
