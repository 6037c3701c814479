"""A report as one HTML file that mail programs show as browsers do: no script, no style sheet, nothing from elsewhere.

No colour of text or ground is set, so that the reader's own light or dark ones hold; colour stands in the bars at the
side alone, and whatever they tell is said in words too.
"""

from collections.abc import Iterable
from html import escape
from typing import Final, assert_never

from huimin_rules.report.markup.blocks import (
    Block,
    Code,
    Heading,
    Inline,
    Item,
    Listing,
    Marked,
    Quotation,
    Report,
    Text,
)
from huimin_rules.report.typography import Span, Style
from huimin_rules.visible import visible

_PAGE: Final = (
    "margin:0 auto;padding:16px;max-width:44em;line-height:1.65;"
    "font-family:system-ui,-apple-system,'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;"
    "overflow-wrap:anywhere"
)
_HEADINGS: Final = {
    1: "font-size:22px;line-height:1.35;margin:8px 0 4px",
    2: "font-size:18px;line-height:1.4;margin:28px 0 8px",
    3: "font-size:16px;line-height:1.5;margin:0 0 4px",
}
_TEXT: Final = "margin:4px 0"
_QUOTE: Final = "margin:4px 0;padding:0 0 0 12px;border-left:2px solid #888888"
_LIST: Final = "margin:4px 0;padding-left:1.8em"
_ITEM: Final = "margin:6px 0"
_CODE: Final = "font-family:ui-monospace,Consolas,Menlo,monospace;font-size:0.92em;font-weight:normal"
_MARKED: Final = "margin:12px 0;padding:4px 0 4px 14px;border-left:4px solid {}"
_BARS: Final = {
    Style.GOOD: "#2e8b57",
    Style.BAD: "#d0453e",
    Style.OPEN: "#c08a1e",
    Style.JUDGED: "#3f86c6",
}
_BAR: Final = "#888888"


def html(report: Report) -> str:
    """The file, in UTF-8 when it is written; whatever a text holds is text."""
    head = (
        "<!DOCTYPE html>\n"
        f'<html lang="{report.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(report.title)}</title>\n</head>\n"
    )
    return f'{head}<body style="margin:0">\n<div style="{_PAGE}">\n{_blocks(report.blocks)}</div>\n</body>\n</html>\n'


def _blocks(blocks: Iterable[Block]) -> str:
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Heading(level, words):
            return f'<h{level} style="{_HEADINGS[level]}">{_words(words)}</h{level}>\n'
        case Text(words):
            return f'<p style="{_TEXT}">{_words(words)}</p>\n'
        case Quotation(text):
            return f'<blockquote lang="zh-CN" style="{_QUOTE}">{_text(text)}</blockquote>\n'
        case Listing(items, None):
            return f'<ul style="{_LIST}">\n{_items(items)}</ul>\n'
        case Listing(items, start):
            return f'<ol start="{start}" style="{_LIST}">\n{_items(items)}</ol>\n'
        case Marked(style, inside):
            return f'<div style="{_MARKED.format(_BARS.get(style, _BAR))}">\n{_blocks(inside)}</div>\n'
        case _:
            assert_never(block)


def _items(items: Iterable[Item]) -> str:
    return "".join(f'<li style="{_ITEM}">{_words(item.words)}{_below(item)}</li>\n' for item in items)


def _below(item: Item) -> str:
    return f"\n{_blocks(item.below)}" if item.below else ""


def _words(words: Iterable[Inline]) -> str:
    return "".join(map(_inline, words))


def _inline(inline: Inline) -> str:
    match inline:
        case str():
            return _text(inline)
        case Code(text):
            return f'<code style="{_CODE}">{_text(text)}</code>'
        case Span(text, Style.STRONG):
            return f"<strong>{_text(text)}</strong>"
        case Span(text):
            return _text(text)
        case _:
            assert_never(inline)


def _text(text: str) -> str:
    return escape(visible(text))
