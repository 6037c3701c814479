from huimin_rules.report.typography import BLANK, Span, Style, line, padded, render, width, wrap


def test_width_counts_columns() -> None:
    assert width("第六条（一）") == 12
    assert width("e\u0301") == 1
    assert padded("符合", 6) == "符合  "


def test_closing_punctuation_never_begins_a_line_nor_opening_ends_one() -> None:
    text = "按照（第六条）“项目承担单位”应当具备以下条件：在巩义市行政区域内注册，具有独立法人资格。"
    for columns in range(10, 60):
        lines = wrap(text, columns)
        assert "".join(lines) == text
        assert all(width(one) <= columns for one in lines)
        assert all(one[0] not in "，。：”）" for one in lines[1:])
        assert all(one[-1] not in "（“" for one in lines)


def test_words_and_numbers_stay_whole_unless_longer_than_a_line() -> None:
    assert wrap("自 2021-12-22 起实施", 12) == ["自", "2021-12-22", "起实施"]
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_run_of_closing_punctuation_does_not_lose_text() -> None:
    assert "".join(wrap("））））））））））））", 8)) == "））））））））））））"


def test_indent_hang_and_styles() -> None:
    paragraph = line(Span("✗ ", Style.BAD), "不符合条件的有一项", indent=2, hang=4)
    assert render([paragraph, BLANK], 14) == "  ✗ 不符合条件\n    的有一项\n\n"
    assert render([paragraph], 80, colour=True) == "  \x1b[31m✗ \x1b[0m不符合条件的有一项\n"


def test_a_value_cannot_smuggle_colour_into_a_painted_page() -> None:
    assert render([line(Span("\x1b[32m符合", Style.BAD))], 80, colour=True) == "\x1b[31m‹U+001B›[32m符合\x1b[0m\n"


def test_what_does_not_fit_a_line_is_not_carried_to_it() -> None:
    page = render([line("申请  ", "x" * 66 + ".yaml", hang=6)], 72)
    assert page == f"申请  {'x' * 66}\n      .yaml\n"
