"""Pydantic models generated from a policy's facts: they read one application, strictly, and find all problems at once.

A missing key, `null` and 不清楚 mean unknown. Texts are taken as they are; amounts, percentages and dates as people
write them. Nothing is guessed: a text where a boolean belongs is refused.
"""

from collections.abc import Mapping
from typing import Annotated, Final, assert_never

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetPydanticSchema, TypeAdapter, create_model
from pydantic_core import CoreSchema
from pydantic_core import core_schema as cs

from huimin_rules.loading.amounts import amount
from huimin_rules.loading.own_types import is_a, is_mapping, plain, plain_mapping
from huimin_rules.norms.application import MAX_TEXT, WRITABLE, Day, Determination, saying, written
from huimin_rules.norms.facts import (
    MAX_ITEMS,
    NONE,
    NONE_WORD,
    UNKNOWN_WORD,
    AnyFact,
    Fact,
    FactList,
    ValueType,
)
from huimin_rules.norms.policy import Policy

DETERMINATION: Final = "?determination"
STATED: Final = "?stated"
"""What stands in the location of an error in an open term, before the name of a determination's field."""


class Record(BaseModel):
    """A mapping of an application; its fields are the facts."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def application_model(policy: Policy) -> type[Record]:
    """The model of an application for the policy: nested as the paths of the facts are."""
    return _record("Application", {tuple(fact.path.split(".")): fact for fact in policy.facts})


def _record(name: str, facts: Mapping[tuple[str, ...], AnyFact]) -> type[Record]:
    groups: dict[str, dict[tuple[str, ...], AnyFact]] = {}
    for path, fact in facts.items():
        groups.setdefault(path[0], {})[path[1:]] = fact
    fields: dict[str, tuple[object, None]] = {}
    for key, inner in groups.items():
        if () in inner:
            fields[key] = (_annotation(inner[()]), None)
        else:
            fields[key] = (Annotated[_record(key, inner) | None, BeforeValidator(_plain)], None)
    return create_model(name, __base__=Record, **fields)  # type: ignore[call-overload,no-any-return]  # fields are data here


def _annotation(fact: AnyFact) -> object:
    if isinstance(fact, FactList):
        element = _record("Element", {(one.name,): one for one in fact.items})
        item = Annotated[element, BeforeValidator(plain_mapping)]  # type: ignore[valid-type]  # a type made here
        bounded_list = Annotated[list[item], Field(min_length=fact.at_least, max_length=MAX_ITEMS)]
        return Annotated[bounded_list | None, BeforeValidator(_plain)]
    return Annotated[object, GetPydanticSchema(lambda _source, _handler: value_schema(fact))]


def _plain(value: object) -> object:
    """A record or a list in the form that the models read; None where it is unknown."""
    if is_a(value, str) and str.strip(value) == UNKNOWN_WORD:
        return None
    return list(tuple.__iter__(value)) if is_a(value, tuple) else plain_mapping(value)


def expected(fact: Fact, *, quotes: bool = True) -> str:
    """What a value of the fact looks like, in words; without `quotes` where it stands in a cell that needs none."""
    none = f"，或者 {NONE_WORD}" if fact.may_be_none else ""
    match fact.type:
        case ValueType.BOOLEAN if fact.judgement:
            return "是（true）、否（false），或者认定（value、by、on、reason，可另有 evidence）"
        case ValueType.BOOLEAN:
            return "是（true）或否（false）"
        case ValueType.CHOICE:
            return "选项 " + "、".join(choice.id for choice in fact.choices) + " 之一"
        case ValueType.CODE:
            return f"由 {fact.digits} 位数字组成的代码{'（加引号）' if quotes else ''}{none}"
        case ValueType.DATE:
            return f"日期（如 2022-09-01，在 1900 年至 2199 年之间）{none}"
        case ValueType.MONEY:
            return f"不小于零、精确到分的金额（如 120 即 120{fact.unit}，或者 120万元、1200000元）{none}"
        case ValueType.INTEGER | ValueType.NUMBER | ValueType.PERCENT:
            low = written(fact, 0 if fact.minimum is None else fact.minimum)
            kind = {ValueType.INTEGER: "整数", ValueType.NUMBER: "数", ValueType.PERCENT: "百分比（如 30%）"}[fact.type]
            high = "" if fact.maximum is None else f"、不大于 {written(fact, fact.maximum)}"
            return f"不小于 {low}{high} 的{kind}{none}"
        case ValueType.TEXT | ValueType.USCC:
            return f"文字（至多 {MAX_TEXT} 字）{none}"
        case _:
            assert_never(fact.type)


def value_schema(fact: Fact) -> CoreSchema:
    """How a fact's value is read: None for unknown, else the value; a failure says what was expected.

    Everything that pydantic's core can check itself is left to it: an application has some seventy values.
    """
    choices: list[CoreSchema | tuple[CoreSchema, str]] = [_value(fact), _word(UNKNOWN_WORD, None), cs.none_schema()]
    if fact.type is ValueType.TEXT or fact.may_be_none:
        choices.insert(0, _word(NONE_WORD, NONE))
        choices.insert(0, cs.literal_schema([NONE]))
    if fact.type.is_text:
        choices.insert(0, _word(UNKNOWN_WORD, None))
    read = cs.union_schema(choices, mode="left_to_right")
    said = saying(read, expected(fact))
    if not fact.judgement:
        return said
    return cs.tagged_union_schema({DETERMINATION: _determination(), STATED: said}, _how_decided)


def _determination() -> CoreSchema:
    Determination.model_rebuild()
    return cs.no_info_before_validator_function(plain_mapping, Determination.__pydantic_core_schema__)


def _how_decided(value: object) -> str:
    if type(value) is bool:
        return STATED
    return DETERMINATION if is_mapping(value) or is_a(value, Determination) else STATED


def _word(word: str, value: object) -> CoreSchema:
    among_spaces = cs.no_info_before_validator_function(_bare, cs.literal_schema([word]))
    return cs.no_info_after_validator_function(lambda _word: value, among_spaces)


def _bare(value: object) -> object:
    return str.strip(value) if is_a(value, str) else value


def _value(fact: Fact) -> CoreSchema:
    match fact.type:
        case ValueType.BOOLEAN:
            return cs.bool_schema(strict=True)
        case ValueType.CHOICE:
            return cs.literal_schema([choice.id for choice in fact.choices])
        case ValueType.TEXT | ValueType.USCC:
            return cs.str_schema(strict=True, min_length=1, max_length=MAX_TEXT, pattern=WRITABLE)
        case ValueType.CODE:
            return cs.str_schema(strict=True, pattern=rf"^[0-9]{{{fact.digits}}}$")
        case ValueType.DATE:
            return _DAY
        case ValueType.INTEGER:
            return cs.int_schema(strict=True, ge=_bound(fact.domain.low), le=_bound(fact.domain.high))
        case ValueType.MONEY | ValueType.NUMBER | ValueType.PERCENT:
            return cs.no_info_plain_validator_function(lambda value: amount(plain(value), fact))
        case _:
            assert_never(fact.type)


_DAY: Final = TypeAdapter(Day).core_schema


def _bound(bound: object) -> int | None:
    return bound if isinstance(bound, int) else None
