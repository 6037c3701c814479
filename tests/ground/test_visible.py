"""What a person is shown of a text from outside: nothing obeyed, nothing hidden, nothing reordered."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.visible import shortened, visible, visible_name

OBEYED = (
    *range(0x20),
    *range(0x7F, 0xA0),  # control characters, the 8-bit ones too
    *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # bidirectional controls
    *(0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xE0001, 0xE0080)),  # no width
    *(0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),  # blank
    *(0x00A0, 0x2003, 0x2028, 0x2029, 0x202F),  # spaces that look like a space, and breaks of lines
    *(0xD800, 0xDFFF, 0xE000, 0xFFFE, 0xFFFF, 0x10FFFF),  # no characters
)


@pytest.mark.parametrize("code", OBEYED, ids=lambda code: f"U+{code:04X}")
def test_what_is_not_simply_seen_is_shown_by_its_number(code: int) -> None:
    assert visible(f"甲{chr(code)}a") == f"甲‹U+{code:04X}›a"
    assert visible_name(f"甲{chr(code)}a") == f"甲‹U+{code:04X}›a"


@pytest.mark.parametrize(
    "text", ["", "a b", "全角　空格", "住所不在巩义市行政区域内：“甲”（乙）", "é\u0301", "😀", "𠮷"]
)
def test_what_is_seen_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("applied_on", "applied_on"),
        ("申报日期", "申报日期"),
        ("ａpplied_on", "ａ‹U+FF41›pplied_on"),
        ("\u0430pplied_on", "\u0430‹U+0430›pplied_on"),
        ("a\u0301pplied_on", "a\u0301‹U+0301›pplied_on"),
        ("applied\u3000on", "applied\u3000‹U+3000›on"),
        ("applied\u200b_on", "applied‹U+200B›_on"),
        ("applied\x1b_on", "applied‹U+001B›_on"),
        ("ⅰtem", "ⅰ‹U+2170›tem"),
        ("\u02bbon", "\u02bb‹U+02BB›on"),
    ],
)
def test_a_name_shows_which_of_its_characters_are_not_what_they_look_like(name: str, shown: str) -> None:
    assert visible_name(name) == shown


def test_shortening_is_seen_and_costs_nothing_below_the_limit() -> None:
    assert (shortened("abc", 3), shortened("abcd", 3)) == ("abc", "abc…")


@given(st.text(st.characters(codec=None)))
def test_what_is_shown_is_one_line_of_seen_characters_and_stays_when_shown_again(text: str) -> None:
    for shown in (visible(text), visible_name(text)):
        assert visible(shown) == shown
        assert shown.splitlines() in ([], [shown])
        assert not {unicodedata.category(one) for one in shown} & {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
        assert {one for one in shown if one.isspace()} <= {" ", "\u3000"}
