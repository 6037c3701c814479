"""The program of a policy says all that the policy says: the policy can be made of it again."""

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from huimin_rules.canonical import canonical_json
from huimin_rules.citation import Clause
from huimin_rules.engines.javascript import modules, program
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Choice, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Ground
from huimin_rules.norms.policy import Policy
from tests.engines.javascript.test_verdicts import FOLDERS

KINDS = {one.__name__: one for one in (*get_args(c.Condition), *get_args(e.Expression), Fact, FactList, Ground, Clause)}
NAMES = {"Condition": c.Condition, "Expression": e.Expression}


def made(hint: Any, json: Any) -> Any:
    """The value of a type that a program stands for."""
    if isinstance(json, Mapping):
        if "day" in json and isinstance(json["day"], str):
            return date.fromisoformat(json["day"])
        if "n" in json:
            return Fraction(int(json["n"]), int(json.get("d", 1)))
        return record(KINDS.get(json.get("kind", "")) or _class(hint), json)
    if isinstance(json, list):
        return tuple(made(inner, one) for inner, one in zip(_inner(hint, len(json)), json, strict=True))
    for one in _members(hint):
        if isinstance(one, type) and issubclass(one, StrEnum):
            return one(json)
    return json


def record(kind: type, json: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind, localns=NAMES)
    known = {field.name for field in fields(kind) if field.init}
    assert json.keys() <= known | {"kind", "label"}
    unsaid = {field.name: None for field in fields(kind) if field.init and field.default is MISSING}
    return kind(**unsaid | {name: made(hints[name], value) for name, value in json.items() if name in known})


def _members(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        for one in get_args(hint):
            yield from _members(one)
    else:
        yield hint


def _class(hint: Any) -> type:
    (found,) = [one for one in _members(hint) if is_dataclass(one)]
    assert isinstance(found, type)
    return found


def _inner(hint: Any, length: int) -> list[Any]:
    (arguments,) = [get_args(one) for one in _members(hint) if get_origin(one) is tuple]
    return [arguments[0]] * length if arguments[-1] is ... else list(arguments)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_policy_can_be_made_of_its_program_again(folder: Path) -> None:
    policy = load_folder(folder)
    said = program(policy)
    assert isinstance(said, Mapping)
    again = record(Policy, json.loads(canonical_json(said)))
    unsaid = replace(policy.text, body="", page_breaks=())
    assert again == replace(policy, text=unsaid, acknowledged=())
    assert again.digest == policy.digest


def test_numbers_and_days_are_told_apart_from_what_counts() -> None:
    asked = Question("问", "？")
    share = Fact("h", ValueType.PERCENT, asked, minimum=Fraction(1, 3), maximum=Fraction(2))
    picked = Fact("k", ValueType.CHOICE, asked, choices=(Choice("p", "甲"),))
    test = c.Member(e.FactRef("h"), (1, True, "p", date(2022, 9, 1), Fraction(-1, 2)))
    moved = c.Within(e.FactRef("d"), e.Shift(e.FactRef("d"), months=3), days=1)
    policy = load_folder(FOLDERS[0])
    norm = replace(policy.norms[0], requires=c.All((test, moved)), cites=(Clause(6, item=1), policy.norms[0].ground))
    said: Any = program(replace(policy, facts=(share, picked), norms=(norm,)))
    assert [(one.get("minimum"), one.get("maximum")) for one in said["facts"]] == [
        ({"n": "1", "d": "3"}, {"n": "2"}),
        (None, None),
    ]
    member, within = said["norms"][0]["requires"]["parts"]
    assert member["options"] == [{"n": "1"}, True, "p", {"day": "2022-09-01"}, {"n": "-1", "d": "2"}]
    assert (within["months"], within["days"], within["before"]["months"]) == (0, 1, 3)
    clause, ground = said["norms"][0]["cites"]
    assert clause == {"kind": "Clause", "label": "第六条第（一）项", "article": 6, "item": 1}
    assert ground["kind"] == "Ground"


def test_what_is_no_part_of_a_policy_is_refused() -> None:
    policy = load_folder(FOLDERS[0])
    stray: Any = {1.5}
    with pytest.raises(TypeError, match="set is no part of a policy"):
        program(replace(policy, notes=stray))


def test_the_modules_are_found_by_their_paths() -> None:
    found = modules()
    assert list(found) == sorted(found)
    assert found["huimin.mjs"].startswith("// The front of the runtime")
