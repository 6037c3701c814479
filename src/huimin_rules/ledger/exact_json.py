"""JSON that loses nothing: canonical bytes (RFC 8785), read strictly, with exact numbers.

RFC 8785 writes numbers as binary floating point has them, so none with a fraction occurs here and no integer beyond
2^53 - 1. Such a number stands as text in a mapping of its own, which says what it was:

    {"$decimal": "120.50"}      {"$integer": "9007199254740993"}

Nothing else may begin a key with `$`, so the way back is one-to-one.
"""

import json
import re
from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Final, NoReturn, TypeAlias, assert_never

from huimin_rules.canonical import Json, canonical_text
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.ledger.extra import audit_extra
from huimin_rules.ledger.note import Malformed
from huimin_rules.visible import shortened, visible

Exact: TypeAlias = "bool | int | Decimal | str | list[Exact] | dict[str, Exact] | None"
"""What can be written: JSON of Python's own types, and decimals."""

MAX_DEPTH: Final = 100
"""How deep lists and mappings may stand in each other; an application may go 64 deep, a record holds it inside."""
SAFE_INTEGER: Final = 2**53 - 1
MAX_DIGITS: Final = 100
"""How long a number may be as text."""
DECIMAL: Final = "$decimal"
INTEGER: Final = "$integer"

_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-][0-9]+)?")
_INTEGER: Final = re.compile(r"-?[1-9][0-9]+")
_TOO_DEEP: Final = f"嵌套超过 {MAX_DEPTH} 层"
_MOST_SHOWN: Final = 80
# A process may have set how its decimals are written; a record is the same everywhere.
_SCIENTIFIC: Final = Context(capitals=1)


def to_json(value: Exact, path: str = "") -> Json:
    """The JSON of a value; raises InputError, with the path, for what it cannot carry."""
    return _written(value, path, MAX_DEPTH)


def _written(value: Exact, path: str, depth: int) -> Json:
    match value:
        case None | bool():
            return value
        case str():
            return _text(value, path)
        case int() if abs(value) <= SAFE_INTEGER:
            return value
        case int():
            if value.bit_length() > MAX_DIGITS * 3:
                raise _not_carried(path, f"至多 {MAX_DIGITS * 3} 位二进制的整数", "更大的整数")
            return {INTEGER: str(value)}
        case Decimal():
            if not value.is_finite():
                raise _not_carried(path, "有限的数", str(value))
            if len(text := _SCIENTIFIC.to_sci_string(value)) > MAX_DIGITS:
                raise _not_carried(path, f"写出来至多 {MAX_DIGITS} 字的数", f"{len(text)} 字")
            return {DECIMAL: text}
        case _ if depth == 0:
            raise _not_carried(path, f"至多 {MAX_DEPTH} 层的嵌套", "更深")
        case list():
            return [_written(one, f"{path}[{at}]", depth - 1) for at, one in enumerate(value)]
        case dict():
            return {_key(key, path): _written(one, _below(path, key), depth - 1) for key, one in value.items()}
        case _:
            assert_never(value)


def _text(text: str, path: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _not_carried(path, "能写成 UTF-8 的文字", "含有半个字符") from None
    return text


def _key(key: str, path: str) -> str:
    if key.startswith("$"):
        raise _not_carried(_below(path, key), "不以 $ 开头的键", key)
    return _text(key, _below(path, key))


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _not_carried(path: str, expected: str, found: str) -> InputError:
    return InputError([InputProblem(shortened(path, _MOST_SHOWN * 4), expected, shortened(found, _MOST_SHOWN))])


def from_json(value: object) -> Exact:
    """The value whose JSON this is; raises ValueError for what `to_json` cannot have written."""
    match value:
        case dict() if any(key.startswith("$") for key in value):
            return _number(value)
        case dict():
            return {key: from_json(one) for key, one in value.items()}
        case list():
            return [from_json(one) for one in value]
        case None | bool() | int() | str():
            return value
        case _:
            raise ValueError(f"{type(value).__name__} 类型的值")


def _number(value: dict[str, object]) -> int | Decimal:
    match value:
        case {"$decimal": str(text), **rest} if not rest and len(text) <= MAX_DIGITS and _DECIMAL.fullmatch(text):
            decimal = Decimal(text)
            if _SCIENTIFIC.to_sci_string(decimal) == text:
                return decimal
        case {"$integer": str(text), **rest} if not rest and len(text) <= MAX_DIGITS and _INTEGER.fullmatch(text):
            integer = int(text)
            if abs(integer) > SAFE_INTEGER:
                return integer
    raise ValueError(f"不是数的写法：{_shown(json.dumps(value))}")


def serialized(value: Json) -> bytes:
    """The canonical bytes (RFC 8785) of a value that is not nested too deeply; raises ValueError for a lone
    surrogate.
    """
    with audit_extra("决定记录"):
        import rfc8785
    return rfc8785.dumps(value)


def parsed(data: bytes, most_bytes: int) -> "Json | Malformed":
    """Read canonical JSON: no other form of the same value is accepted, no doubled key, no number that is not exact,
    nothing that is too large or too deep.
    """
    if len(data) > most_bytes:
        return Malformed(f"超过 {most_bytes} 字节")
    try:
        value: Json = json.loads(
            data.decode(),
            object_pairs_hook=_unique,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_small,
        )
    except UnicodeDecodeError:
        return Malformed("不是 UTF-8 编码")
    except json.JSONDecodeError as error:
        return Malformed(f"不是 JSON（第 {error.pos + 1} 个字符）")
    except _Refused as error:
        return Malformed(str(error))
    except RecursionError:
        return Malformed(_TOO_DEEP)
    if _deeper(value, MAX_DEPTH):
        return Malformed(_TOO_DEEP)
    try:
        same = canonical_text(value).encode() == data
    except UnicodeEncodeError:
        return Malformed("含有半个字符")
    return value if same else Malformed("不是规范 JSON（次序、空白或者转义）")


class _Refused(Exception):
    """A JSON text that is well-formed and still not acceptable."""


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    doubled = next(name for name in names if names.count(name) > 1)
    raise _Refused(f"键重复：{_shown(doubled)}")


def _refuse_number(text: str) -> NoReturn:
    raise _Refused(f"不是精确的数：{_shown(text)}")


def _small(text: str) -> int:
    if len(text) > len(str(-SAFE_INTEGER)) or abs(number := int(text)) > SAFE_INTEGER:
        raise _Refused(f"整数过大：{_shown(text)}")
    return number


def _deeper(value: Json, most: int) -> bool:
    level: list[Json] = [value]
    for _ in range(most + 1):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Json) -> Iterable[Json]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _shown(text: str) -> str:
    return visible(shortened(text, _MOST_SHOWN))
