"""What is read from the memory under a column is what the column says, however it came to lie there."""

import struct
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.engines.columnar import buffers, coding
from huimin_rules.engines.columnar.buffers import Memory
from huimin_rules.norms.application import MAX_TEXT
from huimin_rules.service.cells import PolicyCells

UNKNOWN = "不清楚"
LETTERS = [
    "甲",
    "乙",
    "a",
    "Z",
    "1",
    "~",
    "\0",
    " ",
    "\t",
    "\x1f",
    "\x7f",
    "\x85",
    "\u00a0",
    "\u2003",
    "\u3000",
    "“",
    "不",
]
TEXTS = st.one_of(
    st.sampled_from(["", UNKNOWN, UNKNOWN[:2], f"{UNKNOWN}吗", "县科工信局", "省级以上的主管部门", "a" * 12, "a" * 13]),
    st.text(st.sampled_from(LETTERS), max_size=20),
    st.text(st.sampled_from(["甲", "乙", "a", "b"]), min_size=1, max_size=20),
)


@st.composite
def columns(draw: st.DrawFn, cells: st.SearchStrategy[object], kind: type[pl.DataType]) -> pl.Series:
    """A column of some chunks, each of which may be a part of something longer, with nulls that may cover a cell."""
    chunks = []
    for cells_of_chunk in draw(st.lists(st.lists(st.one_of(st.none(), cells), max_size=6), min_size=1, max_size=3)):
        covered = draw(st.lists(st.booleans(), min_size=len(cells_of_chunk), max_size=len(cells_of_chunk)))
        frame = pl.DataFrame(
            {"cell": pl.Series(cells_of_chunk, dtype=kind), "covered": pl.Series(covered, dtype=pl.Boolean)}
        )
        before = draw(st.integers(0, len(cells_of_chunk)))
        chunks.append(frame.select(pl.when(~pl.col("covered")).then("cell")).to_series().slice(before))
    return pl.concat(chunks, rechunk=False)


@settings(deadline=None)
@given(columns(TEXTS, pl.String))
def test_texts_that_are_plain_are_read_as_they_stand(series: pl.Series) -> None:
    if Memory(series).plain_texts(MAX_TEXT, UNKNOWN):
        assert [PolicyCells().part("reason", cell) for cell in series.drop_nulls()] == series.drop_nulls().to_list()


@settings(deadline=None)
@given(columns(st.text(st.sampled_from(["甲", "乙", "a", "b"]), min_size=1, max_size=20), pl.String))
def test_of_usual_texts_it_is_beyond_doubt(series: pl.Series) -> None:
    assert Memory(series).plain_texts(MAX_TEXT, UNKNOWN)


@pytest.mark.parametrize(
    "wrong", ["", " 甲", "甲\0", "\0", "a\0b", "abcdefghijkl\0", "甲" * 5 + "\0", "\u3000", "\u2003甲", UNKNOWN]
)
@pytest.mark.parametrize("place", [0, 1, 2, 5, 7, 8])
def test_one_text_that_is_not_plain_is_noticed_wherever_it_stands(
    wrong: str, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffers, "_BLOCK", 3)
    texts: list[str | None] = ["甲", "省级以上的主管部门", None, "ab", None, "a" * 40, "乙", "丙"]
    assert Memory(pl.Series(texts)).plain_texts(MAX_TEXT, UNKNOWN)
    assert not Memory(pl.Series([*texts[:place], wrong, *texts[place:]])).plain_texts(MAX_TEXT, UNKNOWN)


def test_a_text_of_the_most_bytes_is_plain_and_of_one_more_is_not() -> None:
    assert Memory(pl.Series(["a" * MAX_TEXT])).plain_texts(MAX_TEXT, UNKNOWN)
    assert not Memory(pl.Series(["a" * (MAX_TEXT + 1)])).plain_texts(MAX_TEXT, UNKNOWN)


def test_what_a_null_covers_makes_up_for_nothing() -> None:
    # A view of no bytes with something behind it: as many bytes as the NUL of the first text lacks.
    views = struct.pack("<I12s", 4, "甲\0".encode()) + struct.pack("<I12s", 0, b"\0\0\0\0x")
    array = pa.Array.from_buffers(pa.string_view(), 2, [pa.py_buffer(b"\1"), pa.py_buffer(views)], null_count=1)
    series = pl.Series(array)
    assert series.to_list() == ["甲\0", None]
    assert not Memory(series).plain_texts(MAX_TEXT, UNKNOWN)


@settings(deadline=None)
@given(columns(st.booleans(), pl.Boolean))
def test_bits_are_unpacked(series: pl.Series) -> None:
    assert Memory(series).present.tolist() == [bit is not None for bit in series]
    assert Memory(series).truths().tolist() == [bit is True for bit in series]


@settings(deadline=None)
@given(columns(st.integers(-(2**31), 2**31 - 1), pl.Int32))
def test_numbers_are_taken_as_they_lie(series: pl.Series) -> None:
    found = Memory(series).numbers(np.int32).tolist()
    assert [one if cell is not None else None for one, cell in zip(found, series, strict=True)] == series.to_list()


@settings(deadline=None)
@given(columns(TEXTS, pl.String))
def test_codes_stand_for_the_cells(series: pl.Series) -> None:
    codes, cells = Memory(series).coded()
    assert [cells[code] for code in codes] == series.to_list()
    assert len(set(cells)) == len(cells)


@pytest.mark.parametrize("slots", [1, 2, 16], ids=["few slots", "some slots", "many slots"])
@pytest.mark.parametrize("most", [3, 1024])
def test_codes_by_views_stand_for_the_cells(slots: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether views share slots, or too many are different, and in whatever blocks they are gone through."""
    monkeypatch.setattr(buffers, "_MANY", 0)
    monkeypatch.setattr(coding, "_SLOTS", slots)
    monkeypatch.setattr(coding, "_MOST", most)
    monkeypatch.setattr(coding, "_BLOCK", 3)
    monkeypatch.setattr(coding, "_AT_ONCE", 2)
    given_up = []

    @settings(deadline=None)
    @given(columns(TEXTS, pl.String))
    def law(series: pl.Series) -> None:
        codes, cells = Memory(series).coded()
        assert [cells[code] for code in codes] == series.to_list()
        assert len(set(cells)) == len(cells)

    number = coding.Coding.number

    def noted(*given: Any) -> bool:
        done = number(*given)
        given_up.append(not done)
        return done

    monkeypatch.setattr(coding.Coding, "number", noted)
    law()
    assert any(given_up) is (slots < 16 or most == 3)
    assert not all(given_up)


@pytest.mark.parametrize(
    "chunks",
    [
        [["食品安全风险预警甲", "食品安全风险预警乙", "食品安全风险预警甲", None]],
        # Long texts that begin alike and lie at the same place, each in the memory of its own chunk.
        [["食品安全风险预警甲"], ["食品安全风险预警乙", None], ["食品安全风险预警甲"]],
        # More than there are slots, of the same size and beginning.
        [[f"2022{number}" for number in range(10, 40)]],
    ],
    ids=["long", "chunks", "short"],
)
@pytest.mark.parametrize("slots", [2, 16])
def test_texts_are_told_apart_however_alike_they_begin(
    chunks: list[list[str | None]], slots: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffers, "_MANY", 0)
    monkeypatch.setattr(coding, "_SLOTS", slots)
    series = pl.concat([pl.Series(texts) for texts in chunks], rechunk=False)
    assert series.n_chunks() == len(chunks)
    codes, cells = Memory(series).coded()
    assert [cells[code] for code in codes] == series.to_list()
    assert len(cells) == len({*series, None})
