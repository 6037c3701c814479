"""Found values as problems show them: shortened, recognisable, and nothing in them hidden."""

from datetime import date, datetime
from itertools import islice
from typing import Final

from huimin_rules.loading.own_types import is_a, is_mapping, plain
from huimin_rules.visible import shortened, visible

FOUND_LIMIT: Final = 40


def show(value: object) -> str:
    """A found value, shortened, as its author would recognise it; of an object of another kind, the kind alone."""
    if value is None:
        return "空"
    if is_a(value, dict):
        keys = islice(dict.__iter__(value), FOUND_LIMIT)
        names = (printable(str.__str__(key)) if is_a(key, str) else show(key) for key in keys)
        return f"映射（{shortened('、'.join(names), FOUND_LIMIT)}）" if dict.__len__(value) else "空映射"
    if is_a(value, list):
        return f"列表（{list.__len__(value)} 项）"
    if is_a(value, tuple):
        return f"列表（{tuple.__len__(value)} 项）"
    if is_a(value, datetime):
        return f"{date.isoformat(value)} {datetime.time(value).isoformat()}"
    if is_a(value, date):
        return date.isoformat(value)
    if is_a(value, bytes, bytearray):
        return "字节串"
    try:
        found = plain(value)
    except ValueError:
        kind = printable(type(value).__name__)
        return f"映射（{kind}）" if is_mapping(value) else f"{kind} 类型的值"
    match found:
        case bool():
            return "true" if found else "false"
        case int() if abs(found) >= 10**FOUND_LIMIT:
            return "过大的整数"
        case str():
            return f"“{printable(found)}”"
        case _:
            return printable(str(found))


def printable(text: str) -> str:
    """A text as a problem quotes it: shortened, nothing in it hidden."""
    return visible(shortened(text, FOUND_LIMIT))
