"""Addresses in the text, as Chinese legal writing prints them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.citation import Clause, chinese_numeral, parse_chinese_numeral


def test_every_number_of_an_article_is_read_back() -> None:
    written = {chinese_numeral(number): number for number in range(1, 1000)}
    assert len(written) == 999
    assert {text: parse_chinese_numeral(text) for text in written} == written


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (999, "九百九十九"),
    ],
)
def test_numerals_are_those_of_statutes(number: int, text: str) -> None:
    assert chinese_numeral(number) == text
    assert parse_chinese_numeral(text.replace("零", "〇")) == number


@pytest.mark.parametrize("number", [0, -1, 1000, 10_000])
def test_there_is_no_numeral_beyond_the_bounds(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 999"):
        chinese_numeral(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "零",
        "一二",
        "十百",
        "一十",
        "百",
        "一百十",
        "零一",
        "两",
        "二零",
        "一百零十",
        "一千",
        "12",
        "甲",
        "十 一",
        "九百九十九一",
    ],
)
def test_what_statutes_do_not_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        parse_chinese_numeral(text)


@given(st.text(alphabet="零〇一二三四五六七八九十百两", max_size=8))
def test_nothing_else_is_read(text: str) -> None:
    try:
        number = parse_chinese_numeral(text)
    except ValueError:
        assert text.replace("〇", "零") not in {chinese_numeral(one) for one in range(1, 1000)}
    else:
        assert chinese_numeral(number) == text.replace("〇", "零")


@pytest.mark.parametrize(
    ("clause", "label"),
    [
        (Clause(0), "印发通知"),
        (Clause(13), "第十三条"),
        (Clause(2, 2), "第二条第二款"),
        (Clause(6, item=1), "第六条第（一）项"),
        (Clause(6, 2, 11), "第六条第二款第（十一）项"),
    ],
)
def test_a_clause_is_printed_as_it_is_cited(clause: Clause, label: str) -> None:
    assert clause.label == label


clauses = st.builds(Clause, st.integers(0, 999), st.none() | st.integers(1, 999), st.none() | st.integers(1, 999))


@given(clauses, clauses)
def test_different_clauses_have_different_labels_and_places(one: Clause, other: Clause) -> None:
    assert (one.order == other.order) == (one == other)
    if one.article:
        assert (one.label == other.label) == (one == other)


def test_clauses_stand_in_the_order_of_the_text() -> None:
    text = [Clause(0), Clause(1), Clause(2), Clause(2, 1), Clause(2, 1, 1), Clause(2, 2), Clause(10)]
    shuffled = [text[index] for index in (3, 0, 6, 2, 5, 1, 4)]
    assert sorted(shuffled, key=lambda clause: clause.order) == text
