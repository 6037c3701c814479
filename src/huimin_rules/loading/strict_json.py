"""JSON from outside, read strictly: exact numbers, no key twice, no number that only looks like one, bounded depth."""

import json
from decimal import Decimal

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.plain_data import MAX_DEPTH, MAX_DIGITS, MAX_KEY, Data
from huimin_rules.visible import shortened


def read_json(raw: bytes) -> Data:
    """The data of a JSON text; raises InputError, with line and column where it is no JSON at all."""

    def wrong(found: str, line: int | None = None, column: int | None = None) -> InputError:
        return InputError([InputProblem("", "可读的 JSON", found, line=line, column=column)])

    try:
        data: Data = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_decimal,
            parse_int=_integer,
        )
    except UnicodeDecodeError:
        raise wrong("不是 UTF-8 编码") from None
    except json.JSONDecodeError as error:
        raise wrong("语法错误", error.lineno, error.colno) from None
    except _Refused as error:
        raise wrong(str(error)) from None
    except RecursionError:
        raise wrong(f"嵌套过深：上限 {MAX_DEPTH} 层") from None
    if _depth(data) > MAX_DEPTH:
        raise wrong(f"嵌套过深：上限 {MAX_DEPTH} 层")
    return data


class _Refused(Exception):
    """A JSON text that is well-formed and still not acceptable."""


def _unique(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
    found: dict[str, Data] = {}
    for name, value in pairs:
        if len(name) > MAX_KEY:
            raise _Refused(f"键过长：上限 {MAX_KEY} 字")
        if name in found:
            raise _Refused(f"键重复：{name}")
        found[name] = value
    return found


def _refuse_constant(text: str) -> Data:
    raise _Refused(f"不是数：{text}")


def _decimal(text: str) -> Decimal:
    if "e" in text.lower():
        raise _Refused(f"数字写成了指数：{shortened(text, MAX_DIGITS)}")
    return Decimal(_short(text))


def _integer(text: str) -> int:
    return int(_short(text))


def _short(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise _Refused(f"数字过长：上限 {MAX_DIGITS} 位")
    return text


def _depth(data: Data) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return depth
