"""The facts as a caller gave them, as plain data that a record can carry.

What `validate` reads alike is carried alike: a tuple as a list, a date as its text, a binary float as the decimal that
it is written as. Nothing else changes, and what cannot be carried is refused with its path.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.ledger.exact_json import MAX_DEPTH, Exact
from huimin_rules.loading.own_types import is_a, is_mapping, own_dict, plain
from huimin_rules.loading.paths import told_path
from huimin_rules.loading.shown import show
from huimin_rules.norms.application import Determination

K = TypeVar("K")

_EXPECTED: Final = "文字、数、日期、是或否、空，或者由它们组成的列表和映射"


def given_facts(facts: Mapping[str, object]) -> dict[str, Exact]:
    """The facts as a value of Python's own types; raises InputError for what is none of those that facts are made of.

    A mapping is read once: one that answers differently each time is what it was that once.
    """
    if not is_mapping(facts):
        raise _refused((), facts)
    return _mapping(facts, ())


def _mapping(value: Mapping[K, object], path: tuple[int | str, ...]) -> dict[str, Exact]:
    found: dict[str, Exact] = {}
    for key, inner in own_dict(value).items():
        if not is_a(key, str):
            raise InputError([InputProblem(told_path(path), "文字的键", show(key))])
        name = str.__str__(key)
        found[name] = _carried(inner, (*path, name))
    return found


def _carried(value: object, path: tuple[int | str, ...]) -> Exact:
    if value is None:
        return None
    if len(path) > MAX_DEPTH:
        raise InputError([InputProblem(told_path(path), f"至多 {MAX_DEPTH} 层的嵌套", "更深")])
    if is_mapping(value):
        return _mapping(value, path)
    if is_a(value, list):
        return [_carried(one, (*path, at)) for at, one in enumerate(list.__iter__(value))]
    if is_a(value, tuple):
        return [_carried(one, (*path, at)) for at, one in enumerate(tuple.__iter__(value))]
    if is_a(value, Determination):
        return _mapping(value.model_dump(mode="json", exclude_unset=True), path)
    if is_a(value, date) and not is_a(value, datetime):
        return date.isoformat(value)
    try:
        scalar = plain(value)
    except ValueError:
        raise _refused(path, value) from None
    return Decimal(repr(scalar)) if isinstance(scalar, float) else scalar


def _refused(path: tuple[int | str, ...], value: object) -> InputError:
    return InputError([InputProblem(told_path(path), _EXPECTED, show(value))])
