"""A policy as one JSON value: all that it says, for programs that are not written in Python.

Keys are the names of the fields in `norms`; a field that says nothing (None, or an empty default) is left out. What has
to be told apart has a `kind`, the name of its class: conditions, expressions, facts and lists, citations. Numbers and
days of rules are `{"n": "12"}`, `{"n": "1", "d": "3"}`, `{"day": "2022-09-01"}`: JavaScript's own numbers would lose
digits. Acknowledgements, the text as received and its page breaks are for authors and are left out.
"""

from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from huimin_rules.canonical import Json
from huimin_rules.citation import Clause
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.norm import Ground
from huimin_rules.norms.policy import Policy

_TOLD_APART: Final = (
    *(c.Constant, c.All, c.AnyOf, c.Not, c.Compare, c.Member, c.Present, c.Within, c.Quantified, c.Holds),
    *(c.ConditionByReading, e.Literal, e.FactRef, e.Arithmetic, e.Count, e.Total, e.Bracket, e.Points),
    *(e.MonthsBetween, e.Shift, e.ExpressionByReading, Fact, FactList, Ground, Clause),
)
"""What has a `kind`: every class that stands where one of another class could stand."""

_SCALARS: Final = frozenset(
    {(e.Literal, "value"), (c.Member, "options"), (Fact, "minimum"), (Fact, "maximum")},
)
"""The fields that hold values of facts. Whole numbers elsewhere (an article, a number of months) count things."""

_TEXT: Final = ("source", "sha256", "passages", "absent")


def program(policy: Policy) -> Json:
    """The program of a policy; equal policies have equal programs."""
    return {
        "identity": _value(policy.identity),
        "digest": policy.digest,
        "text": {name: _value(getattr(policy.text, name)) for name in _TEXT},
        "facts": _value(policy.facts),
        "consistency": _value(policy.consistency),
        "readings": _value(policy.readings),
        "norms": _value(policy.norms),
        "unchecked": _value(policy.unchecked),
        "notes": _value(policy.notes),
    }


def _value(value: object) -> Json:
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if is_dataclass(value):
        return dict(_fields(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"{type(value).__name__} is no part of a policy")


def _fields(value: object) -> Iterator[tuple[str, Json]]:
    own = type(value)
    if own in _TOLD_APART:
        yield "kind", own.__name__
    if isinstance(value, Clause):
        yield "label", value.label
    for field in fields(own):  # type: ignore[arg-type]  # its caller has seen that it is one
        held = getattr(value, field.name)
        if field.init and not _says_nothing(field, held):
            yield field.name, _scalar(held) if (own, field.name) in _SCALARS else _value(held)


def _says_nothing(field: "Field[object]", held: object) -> bool:
    return held is None or (held == () and field.default == ())


def _scalar(value: object) -> Json:
    if isinstance(value, tuple):
        return [_scalar(one) for one in value]
    if isinstance(value, Fraction) and value.denominator != 1:
        return {"n": str(value.numerator), "d": str(value.denominator)}
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return {"n": str(int(value))}
    return _value(value)
