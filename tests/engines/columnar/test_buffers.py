"""What is read from the memory under a column is what the column says, however it came to lie there."""

import struct
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin_rules.engines.columnar.reading import buffers, coding, plain_texts
from huimin_rules.engines.columnar.reading.buffers import Memory, memory_of
from huimin_rules.engines.columnar.reading.plain_texts import PlainTexts
from huimin_rules.norms.application import MAX_TEXT
from huimin_rules.service.cells import PolicyCells

UNKNOWN = "不清楚"
PLAIN = PlainTexts(MAX_TEXT, UNKNOWN)
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


@pytest.fixture(params=["string_view", "string", "large_string"])
def laid(request: pytest.FixtureRequest) -> Callable[[pl.Series], Memory]:
    """The memory of a column of texts in one of the ways in which Arrow lays texts down."""
    if request.param == "string_view":
        return memory_of
    kind = getattr(pa, request.param)()
    before = pa.array(["\0", "甲", None], kind)

    def memory(series: pl.Series) -> Memory:
        chunks = [chunk.to_arrow().cast(kind) for chunk in series.get_chunks()]
        return Memory([pa.concat_arrays([before, chunk]).slice(len(before)) for chunk in chunks], kind)

    return memory


WITH_LAYOUTS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Laid: TypeAlias = Callable[[pl.Series], Memory]


@WITH_LAYOUTS
@given(columns(TEXTS, pl.String))
def test_texts_that_are_plain_are_read_as_they_stand(laid: Laid, series: pl.Series) -> None:
    if laid(series).plain_texts(PLAIN):
        assert [PolicyCells().part("reason", cell) for cell in series.drop_nulls()] == series.drop_nulls().to_list()


@WITH_LAYOUTS
@given(columns(st.text(st.sampled_from(["甲", "乙", "a", "b"]), min_size=1, max_size=20), pl.String))
def test_of_usual_texts_it_is_beyond_doubt(laid: Laid, series: pl.Series) -> None:
    assert laid(series).plain_texts(PLAIN)


@pytest.mark.parametrize(
    "wrong", ["", " 甲", "甲\0", "\0", "a\0b", "abcdefghijkl\0", "甲" * 5 + "\0", "\u3000", "\u2003甲", UNKNOWN]
)
@pytest.mark.parametrize("place", [0, 1, 2, 5, 7, 8])
def test_one_text_that_is_not_plain_is_noticed_wherever_it_stands(
    laid: Laid, wrong: str, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_texts, "_BLOCK", 3)
    texts: list[str | None] = ["甲", "省级以上的主管部门", None, "ab", None, "a" * 40, "乙", "丙"]
    assert laid(pl.Series(texts)).plain_texts(PLAIN)
    assert not laid(pl.Series([*texts[:place], wrong, *texts[place:]])).plain_texts(PLAIN)


def test_a_text_of_the_most_bytes_is_plain_and_of_one_more_is_not(laid: Laid) -> None:
    assert laid(pl.Series(["a" * MAX_TEXT])).plain_texts(PLAIN)
    assert not laid(pl.Series(["a" * (MAX_TEXT + 1)])).plain_texts(PLAIN)


def test_what_a_null_covers_makes_up_for_nothing() -> None:
    # A view of no bytes with something behind it: as many bytes as the NUL of the first text lacks.
    views = struct.pack("<I12s", 4, "甲\0".encode()) + struct.pack("<I12s", 0, b"\0\0\0\0x")
    array = pa.Array.from_buffers(pa.string_view(), 2, [pa.py_buffer(b"\1"), pa.py_buffer(views)], null_count=1)
    series = pl.Series(array)
    assert series.to_list() == ["甲\0", None]
    assert not memory_of(series).plain_texts(PLAIN)


def test_texts_that_begin_as_the_unknown_does_are_not_beyond_doubt_and_no_others(laid: Laid) -> None:
    assert laid(pl.Series(["不符合", "不", "业", "丿清", "不"])).plain_texts(PLAIN)
    assert not laid(pl.Series(["业", "不清楚"])).plain_texts(PLAIN)
    # Of one byte more than is looked at it may be anything.
    assert not laid(pl.Series(["不清", "甲"])).plain_texts(PLAIN)


def test_what_a_null_covers_is_no_text() -> None:
    # One after the other: 甲, what a null covers, and 乙.
    texts, ends = "甲\t乙".encode(), struct.pack("<4i", 0, 3, 4, 7)
    array = pa.Array.from_buffers(pa.string(), 3, [pa.py_buffer(b"\5"), pa.py_buffer(ends), pa.py_buffer(texts)], 1)
    assert array.to_pylist() == ["甲", None, "乙"]
    assert Memory([array], pa.string()).plain_texts(PLAIN)


@settings(deadline=None)
@given(columns(st.booleans(), pl.Boolean))
def test_bits_are_unpacked(series: pl.Series) -> None:
    assert memory_of(series).present.tolist() == [bit is not None for bit in series]
    assert memory_of(series).truths().tolist() == [bit is True for bit in series]


@settings(deadline=None)
@given(columns(st.integers(-(2**31), 2**31 - 1), pl.Int32))
def test_numbers_are_taken_as_they_lie(series: pl.Series) -> None:
    found = memory_of(series).numbers(np.int32).tolist()
    assert [one if cell is not None else None for one, cell in zip(found, series, strict=True)] == series.to_list()


@WITH_LAYOUTS
@given(columns(TEXTS, pl.String))
def test_codes_stand_for_the_cells(laid: Laid, series: pl.Series) -> None:
    codes, cells = laid(series).coded()
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

    @settings(deadline=None)
    @given(columns(TEXTS, pl.String))
    def law(series: pl.Series) -> None:
        codes, cells = memory_of(series).coded()
        assert [cells[code] for code in codes] == series.to_list()
        assert len(set(cells)) == len(cells)

    law()


@pytest.mark.parametrize(("slots", "most", "given_up"), [(16, 1024, False), (16, 39, True), (2, 1024, True)])
def test_coding_by_views_is_given_up_where_views_are_too_many(
    slots: int, most: int, given_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffers, "_MANY", 0)
    monkeypatch.setattr(coding, "_SLOTS", slots)
    monkeypatch.setattr(coding, "_MOST", most)
    done = []
    number = coding.Coding.number

    def noted(*given: Any) -> bool:
        done.append(number(*given))
        return done[-1]

    monkeypatch.setattr(coding.Coding, "number", noted)
    memory_of(pl.Series([f"2022{one}" for one in range(40)])).coded()
    assert done == [not given_up]


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
    codes, cells = memory_of(series).coded()
    assert [cells[code] for code in codes] == series.to_list()
    assert len(cells) == len({*series, None})
