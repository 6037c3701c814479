"""`huimin ledger`, from the first record to the verified export."""

import json
import os
import sqlite3
from io import StringIO
from pathlib import Path

import pytest

from huimin_rules.cli.ledger.sheet import _DAMAGE
from huimin_rules.ledger.verification import Damage
from tests.cli.conftest import Huimin, Ran

ORIGIN = "gongyi.example/huimin"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, huimin: Huimin) -> Huimin:
    """A folder with a ledger of three entries, its keys and the checkpoint that an auditor keeps."""
    monkeypatch.chdir(tmp_path)

    def ledger(*arguments: object) -> Ran:
        found: Ran = huimin("ledger", *arguments)
        return found

    Path("public").write_text(ledger("init", "a.db", "--origin", ORIGIN, "--key", "private").out, encoding="utf-8")
    for number in range(4):
        Path(f"{number}.json").write_text(f'{{"n":{number}}}\n', encoding="utf-8")
    assert ledger("append", "a.db", "0.json", "1.json", "2.json").code == 0
    assert ledger("checkpoint", "a.db", "--key", "private", "-o", "kept").code == 0
    return ledger


def spoil(sql: str) -> None:
    connection = sqlite3.connect("a.db")
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_a_ledger_from_beginning_to_end(here: Huimin) -> None:
    ran = here("append", "a.db", "3.json", "--json")
    assert (ran.code, json.loads(ran.out)["index"], json.loads(ran.out)["size"]) == (0, 3, 4)
    assert here("checkpoint", "a.db", "--key", "private", "-o", "kept", "--line", "2022-03-01").code == 0
    assert Path("kept").read_text(encoding="utf-8").startswith(f"{ORIGIN}\n4\n")
    assert "\n2022-03-01\n\n— " in Path("kept").read_text(encoding="utf-8")
    verified = here("verify", "a.db", "--checkpoint", "kept", "--key", "public")
    assert verified.code == 0
    assert "完好：检查点所含的记录一条不少，一字未改" in verified.out
    assert "4 条" in verified.out
    assert verified.err == ""
    assert here("prove", "a.db", "2", "-o", "proof").code == 0
    assert here("prove", "a.db", "2").out == Path("proof").read_text(encoding="utf-8")
    assert here("verify", "proof", "--record", "2.json", "--key", "public").out == "成立：第 2 条在检查点里\n"
    assert here("export", "a.db", "out").code == 0
    assert here("verify", "out", "--checkpoint", "kept", "--key", "public").code == 0


def test_results_for_programs(here: Huimin) -> None:
    found = json.loads(here("verify", "a.db", "--checkpoint", "kept", "--key", "public", "--json").out)
    assert (found["intact"], found["proven"], found["entries"], found["signature"]) == (True, True, 3, "valid")
    assert found["checkpoint"]["root"] == found["root"]
    signed = json.loads(here("checkpoint", "a.db", "--key", "private", "--json").out)
    assert signed["note"] == Path("kept").read_text(encoding="utf-8")
    assert (signed["size"], signed["root"]) == (3, found["root"])
    here("prove", "a.db", "0", "-o", "proof")
    proven = here("verify", "proof", "--record", "0.json", "--key", "public", "--json")
    assert json.loads(proven.out) == {"index": 0, "included": True, "reason": None}
    assert json.loads(here("export", "a.db", "out", "--json").out) == {"entries": 3, "folder": "out"}
    made = here("init", "b.db", "--origin", ORIGIN, "--json")
    assert json.loads(made.out) == {"origin": ORIGIN, "size": 0, "verifier_key": None}
    assert here("init", "c.db", "--origin", ORIGIN).out == ""


def test_damage_exits_with_one_and_is_named(here: Huimin) -> None:
    spoil("UPDATE ledger_leaves SET record = x'7b7d' WHERE idx = 1")
    ran = here("verify", "a.db", "--checkpoint", "kept", "--key", "public")
    assert ran.code == 1
    assert "记录被改，第 1 条：" in ran.out
    assert ran.out.endswith("有损坏\n")
    shown = json.loads(here("verify", "a.db", "--json").out)
    assert [(one["kind"], one["index"]) for one in shown["flaws"]] == [("altered", 1)]


def test_a_stretch_is_named_where_the_entry_cannot_be(here: Huimin) -> None:
    here("init", "b.db", "--origin", ORIGIN)
    here("append", "b.db", "1.json", "0.json", "2.json")
    ran = here("verify", "b.db", "--checkpoint", "kept", "--key", "public")
    assert ran.code == 1
    assert "历史被改写，第 0 至 2 条之间：前 3 条的根与审计人留存的检查点不符" in ran.out.replace("\n  ", "")


def test_what_a_result_lacks_is_said(here: Huimin) -> None:
    assert "没有留存的检查点（--checkpoint）" in here("verify", "a.db").out
    assert "没有留存的检查点；公钥" in here("verify", "a.db", "--key", "public").out
    assert "没有公钥（--key）" in here("verify", "a.db", "--checkpoint", "kept").out
    here("prove", "a.db", "0", "-o", "proof")
    assert "谁签的不知道" in here("verify", "proof", "--record", "0.json").out
    refused = here("verify", "proof", "--record", "1.json", "--key", "public")
    assert (refused.code, refused.out) == (1, "不成立：记录的内容不是证明里的那一条\n")


def test_a_checkpoint_that_does_not_hold(here: Huimin) -> None:
    Path("other").write_text(here("init", "b.db", "--origin", ORIGIN, "--key", "k2").out, encoding="utf-8")
    ran = here("verify", "a.db", "--checkpoint", "kept", "--key", "other")
    assert ran.code == 1
    assert "没有这把密钥的签名" in ran.out.replace("\n      ", "")
    assert "密钥不对" in ran.out
    Path("kept").write_bytes(Path("kept").read_bytes().replace(b"\n3\n", b"\n2\n"))
    ran = here("verify", "a.db", "--checkpoint", "kept", "--key", "public")
    assert "签名无效" in ran.out.replace("\n      ", "")
    assert "签名不对" in ran.out


def test_a_file_with_a_checkpoint_guards_the_next(here: Huimin) -> None:
    here("init", "b.db", "--origin", ORIGIN)
    before = Path("kept").read_bytes()
    ran = here("checkpoint", "b.db", "--key", "private", "-o", "kept")
    assert ran.code == 2
    assert "没有签发" in ran.err
    assert Path("kept").read_bytes() == before
    assert here("checkpoint", "b.db", "--key", "private").out.startswith(f"{ORIGIN}\n0\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1}', "不是规范的"),
        ('{"b":1,"a":2}', "不是规范的"),
        ('{"a":1,"a":1}', "不是规范的"),
        ('{"a":1.5}', "小数要写作字符串"),
        ("NaN", "小数要写作字符串"),
        ('{"a":"\\u6761"}', "不是规范的"),
        ("{}\n\n", "不是规范的"),
        ("{", "不是："),
        ("", "不是："),
        ("[" * 200_000, "嵌套太深"),
        ('"\\ud800"', "不是："),
    ],
)
def test_only_canonical_json_is_appended(here: Huimin, text: str, said: str) -> None:
    Path("wrong.json").write_text(text, encoding="utf-8")
    ran = here("append", "a.db", "3.json", "wrong.json")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert json.loads(here("verify", "a.db", "--json").out)["entries"] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify", "absent.db"], "存在的账本文件"),
        (["verify", "public"], "账本无法使用"),
        (["verify", "a.db", "--checkpoint", "absent"], "可以读取的文件"),
        (["verify", "a.db", "--key", "absent"], "不是“名称"),
        (["verify", "0.json", "--record", "0.json"], "huimin ledger prove"),
        (["append", "a.db", "absent.json"], "可以读取的文件"),
        (["append", "a.db"], "用法错误"),
        (["checkpoint", "a.db", "--key", "public"], "0600"),
        (["checkpoint", "a.db", "--key", "private", "-o", "absent/kept"], "可以写入的文件"),
        (["prove", "a.db", "7"], "序号"),
        (["prove", "a.db", "-1"], "用法错误"),
        (["prove", "a.db", "0", "-o", "absent/proof"], "可以写入的文件"),
        (["export", "a.db", "."], "尚不存在"),
        (["init", "a.db", "--origin", ORIGIN], "已经存在"),
        (["init", "b.db", "--origin", "two words"], "空白"),
        (["init", "b.db"], "用法错误"),
        (["init", "b.db", "--origin", ORIGIN, "--key", "private"], "已经存在"),
        ([], "用法错误"),
    ],
)
def test_wrong_usage_exits_with_two(here: Huimin, arguments: list[str], said: str) -> None:
    ran = here(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not Path("b.db").exists()


def test_no_key_is_left_without_its_ledger(here: Huimin) -> None:
    assert here("init", "a.db", "--origin", ORIGIN, "--key", "k2").code == 2
    assert not Path("k2").exists()


def test_a_file_that_is_too_large_is_not_read(here: Huimin) -> None:
    with Path("large").open("wb") as file:
        os.truncate(file.fileno(), 64 * 1024 * 1024 + 1)
    assert "更大" in here("append", "a.db", "large").err


def test_every_kind_of_damage_has_its_words() -> None:
    assert set(_DAMAGE) == set(Damage)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_alone(here: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert here("verify", "a.db").code == 0
    assert here("export", "a.db", "out").code == 0
    assert here("verify", "out").code == 0
    assert "核对" in terminal.getvalue()
    assert "导出" in terminal.getvalue()
