"""Expressions of SQL as text.

A plan for Spark made call by call takes some ninety thousand calls into its virtual machine for one policy; as text it
takes a few dozen. Everything from outside goes through `literal`, which quotes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True, eq=False)
class Sql:
    """One expression, in brackets where it needs them. Comparisons and connectives are those of SQL, null and all."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(f"({self} AND {other})")

    def __or__(self, other: "Sql") -> "Sql":
        return Sql(f"({self} OR {other})")

    def __invert__(self) -> "Sql":
        return Sql(f"(NOT {self})")

    def __gt__(self, other: object) -> "Sql":
        return self._with(">", other)

    def __ge__(self, other: object) -> "Sql":
        return self._with(">=", other)

    def __lt__(self, other: object) -> "Sql":
        return self._with("<", other)

    def __le__(self, other: object) -> "Sql":
        return self._with("<=", other)

    def __add__(self, other: object) -> "Sql":
        return self._with("+", other)

    def __sub__(self, other: object) -> "Sql":
        return self._with("-", other)

    def __mul__(self, other: object) -> "Sql":
        return self._with("*", other)

    def __truediv__(self, other: object) -> "Sql":
        return self._with("/", other)

    def _with(self, sign: str, other: object) -> "Sql":
        return Sql(f"({self} {sign} {literal(other)})")

    def equals(self, other: object) -> "Sql":
        """Whether it is the same."""
        return self._with("=", other)

    def differs(self, other: object) -> "Sql":
        """Whether it is another."""
        return self._with("<>", other)

    def is_in(self, options: Iterable[object]) -> "Sql":
        """Whether it is one of some options; never, where there are none."""
        listed = ", ".join(str(literal(one)) for one in options)
        return Sql(f"({self} IN ({listed}))") if listed else Sql("false")

    def is_null(self) -> "Sql":
        """Whether nothing is there."""
        return Sql(f"({self} IS NULL)")

    def is_there(self) -> "Sql":
        """Whether something is there."""
        return Sql(f"({self} IS NOT NULL)")

    def between(self, low: object, high: object) -> "Sql":
        """Whether it lies between two ends, both included."""
        return Sql(f"({self} BETWEEN {literal(low)} AND {literal(high)})")

    def matches(self, pattern: str) -> "Sql":
        """Whether a text fits a regular expression of our own."""
        return Sql(f"({self} RLIKE {literal(pattern)})")

    def cast(self, kind: str) -> "Sql":
        """As another type."""
        return Sql(f"CAST({self} AS {kind})")

    def or_else(self, other: object) -> "Sql":
        """It, or something else where nothing is there."""
        return Sql(f"coalesce({self}, {literal(other)})")

    def named(self, name: str) -> str:
        """As the text of a column with a safe name."""
        return f"{self} AS {name}"


def column(name: str) -> Sql:
    """A column, whatever its name."""
    return Sql(f"`{name.replace('`', '``')}`")


def call(function: str, *arguments: object) -> Sql:
    """A function of SQL."""
    return Sql(f"{function}({', '.join(str(literal(one)) for one in arguments)})")


def literal(value: object) -> Sql:
    """A value as an expression; an expression is itself."""
    match value:
        case Sql():
            return value
        case None:
            return Sql("NULL")
        case bool():
            return Sql("true" if value else "false")
        case int():
            return Sql(str(value))
        case float():
            return Sql(f"{value!r}D")
        case date():
            return Sql(f"DATE'{value.isoformat()}'")
        case str():
            escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
            return Sql(f"'{escaped}'")
        case _:
            raise TypeError(type(value))


def case(cases: Sequence[tuple[Sql, object]], otherwise: object) -> Sql:
    """The value of the first condition that holds."""
    if not cases:
        return literal(otherwise)
    said = " ".join(f"WHEN {condition} THEN {literal(value)}" for condition, value in cases)
    return Sql(f"CASE {said} ELSE {literal(otherwise)} END")


def looked_up(place: Sql, values: Sequence[int], kind: Literal["tinyint", "int", "bigint"] = "int") -> Sql:
    """The whole number that stands at a place among some, counted from 0: the quickest way there is.

    They stand in one text, which is made an array while the plan is made: thousands of literals would be as many nodes.
    """
    return Sql(f"CAST(split('{','.join(map(str, values))}', ',') AS array<{kind}>)[{place}]")


def lines(parts: Sequence[Sql]) -> Sql:
    """The texts that are there, one a line; null where none is."""
    return Sql(f"nullif({call('concat_ws', chr(10), *parts)}, '')") if parts else Sql("CAST(NULL AS string)")


def any_of(conditions: Sequence[Sql]) -> Sql:
    """Whether some condition holds."""
    return Sql(f"({' OR '.join(map(str, conditions))})") if conditions else Sql("false")


def every_one(conditions: Sequence[Sql]) -> Sql:
    """Whether every condition holds."""
    return Sql(f"({' AND '.join(map(str, conditions))})") if conditions else Sql("true")
