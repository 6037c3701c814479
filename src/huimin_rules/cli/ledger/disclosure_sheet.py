"""What verifying a disclosure says, for people and for programs."""

from collections.abc import Iterator
from typing import Final

from huimin_rules.ledger.checkpoint import parse_checkpoint
from huimin_rules.ledger.disclosure import Disclosure
from huimin_rules.ledger.masking import fact_path
from huimin_rules.ledger.note import Malformed
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line
from huimin_rules.verdict import NOTICE

_ABOUT: Final = (
    ("案号", "/case"),
    ("办法", "/policy/title"),
    ("文号", "/policy/document_number"),
    ("摘要", "/policy/digest"),
    ("结论", "/verdict/conclusion"),
    ("记录人", "/recorded_by"),
    ("时间", "/recorded_at"),
    ("引擎", "/library/engine"),
    ("版本", "/library/version"),
)
_MASKED: Final = "（遮盖）"
_COLUMN: Final = 8


def disclosure_sheet(found: Disclosure, name: str, fault: str | None, *, proven: bool) -> Sheet:
    """What is shown, what is masked, the result, and what it proves and what not."""
    return tuple(_paragraphs(found, name, fault, proven=proven))


def _paragraphs(found: Disclosure, name: str, fault: str | None, *, proven: bool) -> Iterator[Paragraph]:
    yield line(Span("公开的决定", Style.STRONG), f"  {name}")
    yield line(Span(NOTICE, Style.FAINT))
    yield line(f"账本    {_place(found)}", hang=_COLUMN)
    for label, pointer in _ABOUT:
        yield line(f"{label}{' ' * (_COLUMN - 2 * len(label))}", _value(found, pointer), hang=_COLUMN)
    facts = [(pointer, one) for pointer, one in found.shown.items() if pointer.startswith("/facts")]
    if facts:
        yield BLANK
        yield line(Span("出示的事实", Style.STRONG), f"（{len(facts)} 项）")
        for pointer, opened in facts:
            yield line(f"{fact_path(pointer)}  ", Span(_written(opened.value)), indent=2, hang=4)
    yield BLANK
    yield line(Span("遮盖的字段", Style.STRONG), f"（{len(found.masked)} 个，另有 {len(found.shown)} 个出示）")
    for pointer in found.masked:
        yield line(pointer, indent=2, hang=4)
    yield BLANK
    if fault is not None:
        yield line(Span(f"不成立：{fault}", Style.BAD), hang=2)
        return
    if proven:
        yield line(Span("成立：出示的每个字段，都是记入账本时的样子", Style.GOOD), hang=2)
    else:
        unsigned = "没有公钥（--key）或留存的检查点（--checkpoint），谁签的不知道"
        yield line(Span("与封印相符", Style.GOOD), "；", Span(unsigned, Style.OPEN), hang=2)
    yield line("遮盖的字段在记入时也已定下，以后揭示时改不了；是什么，这里看不出。", indent=2)
    yield line("这不证明：结论是对的（用 huimin replay 复核）；这个案号只有这一条；没有遮盖要紧的内容。", indent=2)


def _place(found: Disclosure) -> str:
    signed = parse_checkpoint(found.proof.checkpoint.encode())
    where = f"第 {found.proof.index} 条"
    return where if isinstance(signed, Malformed) else f"{signed.checkpoint.origin}，{where}"


def _value(found: Disclosure, pointer: str) -> Span:
    if pointer in found.masked:
        return Span(_MASKED, Style.FAINT)
    if pointer not in found.shown:
        return Span("（没有）", Style.BAD)
    value = found.value(pointer)
    if pointer == "/verdict/conclusion":
        named = next((words for one, words in CHINESE.conclusions.items() if one == value), None)
        return Span(named or _written(value))
    return Span(_written(value))


def _written(value: object) -> str:
    match value:
        case None:
            return "不清楚"
        case bool():
            return "是" if value else "否"
        case _:
            return str(value)


def disclosure_json(found: Disclosure, fault: str | None, *, proven: bool) -> dict[str, object]:
    """The same for programs."""
    return {
        "valid": fault is None,
        "proven": fault is None and proven,
        "reason": fault,
        "index": found.proof.index,
        "shown": {pointer: one.value for pointer, one in found.shown.items()},
        "masked": list(found.masked),
    }
