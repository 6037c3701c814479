"""CSV files: the encoding is detected and held to, and a row that is wrong touches no other."""

from pathlib import Path

import pytest

from huimin_rules.errors import InputError
from huimin_rules.loading.tables import csv_file as module
from huimin_rules.loading.tables.csv_file import csv_file
from tests.loading.tables.support import csv, whole

HEADS = ("case", "项目领域")
ROWS = (("1", "人口健康"), ("2", "生态环境"))


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("gbk", "GB18030")]
)
def test_the_encoding_is_detected_and_said(tmp_path: Path, encoding: str, told: str) -> None:
    table = csv_file(csv(tmp_path / "a.csv", HEADS, ROWS, encoding))
    assert table.heads == HEADS
    assert table.remarks == (f"{table.path}：按 {told} 读取",)
    frame, rows, faults = whole(table)
    assert (frame.rows(), rows, faults) == (list(ROWS), (2, 3), {})


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_first_character_that_is_not_ascii_may_stand_far_down(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WINDOW", 64)
    plain = [(str(number), "x" * 10) for number in range(100)]
    table = csv_file(csv(tmp_path / "a.csv", ("case", "a"), [*plain, ("100", "人口健康")], encoding))
    frame, _, faults = whole(table)
    assert frame.row(-1) == ("100", "人口健康")
    assert not faults


@pytest.mark.parametrize(("encoding", "name"), [("utf-8", "UTF-8"), ("gb18030", "GB18030")])
def test_a_byte_that_is_no_character_is_told_by_its_row_and_column(tmp_path: Path, encoding: str, name: str) -> None:
    file = csv(tmp_path / "a.csv", HEADS, [(str(number), "人口健康") for number in range(20)], encoding)
    whole_file = file.read_bytes()
    at = whole_file.index(b"\n13,") + len(b"\n13,")
    file.write_bytes(whole_file[:at] + b"\xff" + whole_file[at:])
    frame, rows, faults = whole(csv_file(file))
    assert faults == {15: (f"项目领域 列有不是 {name} 的字节",)}
    assert rows == tuple(range(2, 22))
    assert set(frame["项目领域"]) - {"人口健康"} == {"\ufffd人口健康"}


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    for raw in ("case,école\n1,né, à côté\n".encode("latin-1") * 9, "case,a\n1,x\n".encode("utf-16")):
        (tmp_path / "a.csv").write_bytes(raw)
        with pytest.raises(InputError, match="UTF-8 或 GB18030"):
            csv_file(tmp_path / "a.csv")
    with pytest.raises(InputError, match="没有这个文件"):
        csv_file(tmp_path / "b.csv")


def test_heads_are_there_and_differ(tmp_path: Path) -> None:
    for raw, told in ((b"", "空行"), (b"\n1,2\n", "空行"), (b"a,b,a\n", "“a”不止一次"), (b'a,"b"x\n', "引号")):
        (tmp_path / "a.csv").write_bytes(raw)
        with pytest.raises(InputError, match=told):
            csv_file(tmp_path / "a.csv")


def test_wrong_rows_are_told_by_the_number_of_their_first_line(tmp_path: Path) -> None:
    lines = ["a,b", "1,2", "", '"x', 'y",3', "4", ",,", "5,6,7", '8,"9"0', ",", "10,11"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    frame, rows, faults = whole(csv_file(tmp_path / "a.csv"))
    assert faults == {
        6: ("这一行应有 2 格，实有 1 格",),
        8: ("这一行应有 2 格，实有 3 格",),
        9: ("引号没有配对",),
    }
    assert dict(zip(rows, frame.rows(), strict=True)) == {
        2: ("1", "2"),
        4: ("x\ny", "3"),
        6: ("4", ""),
        8: ("5", "6"),
        9: ("", ""),
        11: ("10", "11"),
    }


def test_quotes_that_never_end_say_how_far_they_reach(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n1,2\n"3,4\n5,6\n', encoding="utf-8")
    frame, rows, faults = whole(csv_file(tmp_path / "a.csv"))
    assert (rows, faults) == ((2, 3), {3: ("引号没有配对（直到第 4 行）",)})
    assert frame.row(0) == ("1", "2")


def test_pieces_are_all_rows_in_order_and_some_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 3)
    table = csv_file(csv(tmp_path / "a.csv", ("a", "b"), [(str(number), "x") for number in range(8)]))
    pieces = list(table.pieces(["a"]))
    assert [piece.frame["a"].to_list() for piece in pieces] == [list("012"), list("345"), list("67")]
    assert [piece.frame.columns for piece in pieces] == [["a"]] * 3
    assert [piece.rows for piece in pieces] == [(2, 3, 4), (5, 6, 7), (8, 9)]
    shares = [piece.share or 0 for piece in pieces]
    assert shares == sorted(shares)
    assert shares[-1] == 1
