"""The statements about facts as canonical JSON, written from values and not from pydantic's.

A statement is its frame, made once for each place, with a value between. All values but texts come back again and
again, and their statements are kept.
"""

from collections.abc import Collection, Sequence
from json.encoder import encode_basestring
from typing import Final, cast

from huimin_rules.canonical import canonical_text
from huimin_rules.norms.application import Said, Value, written
from huimin_rules.norms.facts import Domain, Fact, FactList, Scalar, ValueType

MOST_KEPT: Final = 4096
_MOST_ROWS: Final = 50

_TEXTS: Final = frozenset({ValueType.TEXT, ValueType.USCC})

# Between these stand texts without quotation marks.
DETERMINED_BY: Final = b'{"determination":{"by":"'
ON_EVIDENCE: Final = b'","evidence":"'
ON_DAY: Final = b'","on":"'
FOR_REASON: Final = b'","reason":"'

_BETWEEN: Final = "\x00"
"""No text of an application holds it."""
_TO_ESCAPE: Final = bytes(range(1, 0x20)) + b'"\\'


def written_text(text: str) -> bytes:
    """A text as JSON. Raises ValueError for a lone surrogate."""
    return encode_basestring(text).encode()


def bare_texts(texts: Sequence[str]) -> list[bytes]:
    """Texts as JSON without their quotation marks, all together: few of them need to be escaped."""
    together = _BETWEEN.join(texts).encode()
    if len(together.translate(None, _TO_ESCAPE)) == len(together):
        return together.split(b"\x00")
    return [written_text(text)[1:-1] for text in texts]


_OF_FEW: Final = frozenset({ValueType.BOOLEAN, ValueType.CHOICE, ValueType.CODE})


def has_few_values(fact: Fact) -> bool:
    """Whether the applications of many say the same few things about a fact, and nobody has to decide on it."""
    return not fact.judgement and fact.type in _OF_FEW


class ValueWriter:
    """Writes the values of one fact as JSON."""

    __slots__ = ("_kept", "_of_texts", "fact")

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self._of_texts = fact.type in _TEXTS
        self._kept: dict[Value, bytes] = {}

    def write(self, value: Value) -> bytes:
        """A value; nothing where none is known."""
        if value.__class__ is Domain:
            return b""
        if self._of_texts:
            return encode_basestring(cast(str, value) or "无").encode()
        return self._kept.get(value) or self._keep(value)

    def _keep(self, value: Value) -> bytes:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        found = self._kept[value] = canonical_text(written(self.fact, cast(Scalar, value))).encode()
        return found


class Statement:
    """The statement about a fact at one place, for whatever is said there."""

    __slots__ = ("after", "before", "fact", "judged", "kept")

    def __init__(self, fact: Fact, path: str) -> None:
        name = written_text(path)
        self.fact = fact
        self.before = b'{"determination":null,"fact":' + name + b',"stated_by":"applicant","value":'
        """What stands before the value of what the applicant states."""
        self.judged = fact.judgement
        self.kept: dict[Value, bytes] | None = None if fact.type in _TEXTS else {}
        """Statements of the applicant by the value; None for a fact whose values seldom come back."""
        self.after = tuple(
            b'","value":' + text + b'},"fact":' + name + b',"stated_by":"determination","value":' + text + b"}"
            for text in (b"false", b"true")
        )
        """What stands after the reason of a determination, by its value."""

    def of_value(self, value: Value) -> bytes | None:
        """The statement of the applicant that settles a fact at a value; None for a fact that is not settled."""
        if value.__class__ is Domain:
            return None
        if self.kept is None:
            return b"".join((self.before, encode_basestring(cast(str, value) or "无").encode(), b"}"))
        return self.kept.get(value) or self.keep(value)

    def keep(self, value: Value) -> bytes:
        """The statement of a value that is not kept, or no longer."""
        assert self.kept is not None  # what is not kept is a text
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        found = self.kept[value] = self._stated(written(self.fact, cast(Scalar, value)))
        return found

    def of_determination(self, value: bool, by: bytes, on: bytes, reason: bytes, evidence: bytes) -> bytes:
        """The statement of a determination, of parts that are written already."""
        parts = (DETERMINED_BY, by, ON_EVIDENCE, evidence, ON_DAY, on, FOR_REASON, reason, self.after[value])
        return b"".join(parts)

    def of_said(self, said: Said) -> bytes | None:
        """The statement of what is said; None where that is nothing."""
        if said is None:
            return None
        if isinstance(said, tuple):
            value, by, on, reason, evidence = said
            after = b'","reason":' + written_text(reason)[:-1] + self.after[value]
            shown = canonical_text(evidence).encode()
            return (
                DETERMINED_BY
                + written_text(by)[1:]
                + b',"evidence":'
                + shown
                + b',"on":'
                + written_text(on)[:-1]
                + after
            )
        return self._stated(said)

    def _stated(self, said: Said) -> bytes:
        return self.before + canonical_text(said).encode() + b"}"


class RowStatements:
    """The statements about some fields of the elements of one list."""

    def __init__(self, each: FactList, positions: Collection[int]) -> None:
        self._each = each
        self._positions = positions
        self._rows: list[tuple[tuple[int, Statement], ...]] = []

    def at(self, index: int) -> Sequence[tuple[int, Statement]]:
        """The statements about the element at an index, each with the position of its field; those of the first
        elements are kept.
        """
        while len(self._rows) <= min(index, _MOST_ROWS - 1):
            self._rows.append(self._made(len(self._rows)))
        return self._rows[index] if index < _MOST_ROWS else self._made(index)

    def _made(self, index: int) -> tuple[tuple[int, Statement], ...]:
        each = self._each
        return tuple(
            (position, Statement(item, f"{each.path}[{index}].{item.name}"))
            for position, item in enumerate(each.items)
            if position in self._positions
        )
