"""An application that has been read: every value typed, every statement with who made it.

Values stand in the order of the policy's facts; where nothing settles a fact, its `Domain` stands instead: for a
missing fact, and for an open term that the applicant has only assessed as true (a self-assessment never settles it).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, GetPydanticSchema, WithJsonSchema
from pydantic_core import core_schema

from huimin_rules.frozen import FrozenModel
from huimin_rules.norms.facts import MAX_ITEMS, Domain, Fact, ListDomain, Scalar, ValueType
from huimin_rules.quantity import FIRST_DAY, LAST_DAY, format_decimal, format_money

MAX_TEXT: Final = 2000
"""The longest text that an application may state."""


def _own_day(day: date) -> date:
    """The day as Python's own type: a subclass of it may write and compare itself differently."""
    return day if type(day) is date else date.fromordinal(date.toordinal(day))


Day = Annotated[
    date,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.union_schema(
            [
                core_schema.chain_schema(
                    [
                        core_schema.str_schema(strict=True, pattern=r"^\d{4}-\d{2}-\d{2}$"),
                        core_schema.date_schema(strict=False, ge=FIRST_DAY, le=LAST_DAY),
                    ]
                ),
                core_schema.no_info_after_validator_function(
                    _own_day, core_schema.date_schema(strict=True, ge=FIRST_DAY, le=LAST_DAY)
                ),
            ],
            mode="left_to_right",
        )
    ),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A calendar day: a date, or its text as in `2022-09-01`, and no other form."""

WRITABLE: Final = r"^[^\x00]*[^\x00\s][^\x00]*$"
"""Some character that is no space, and no NUL, which databases and C programs refuse."""

Words = Annotated[str, Field(strict=True, min_length=1, max_length=MAX_TEXT, pattern=WRITABLE)]
"""A text that says something."""


def saying(schema: core_schema.CoreSchema, words: str) -> core_schema.CoreSchema:
    """The same schema, with one problem for whatever is wrong with a value: the words say what was expected."""
    escaped = words.replace("{", "{{").replace("}", "}}")
    return core_schema.custom_error_schema(schema, "fact", custom_error_message=escaped)


def _says(words: str) -> GetPydanticSchema:
    return GetPydanticSchema(lambda source, handler: saying(handler(source), words))


DETERMINATION_FIELDS: Final = {
    "value": "是（true）或否（false）",
    "by": "文字（由谁认定）",
    "on": "日期（认定之日，如 2022-09-01）",
    "reason": "文字（认定的理由）",
    "evidence": "文字，或者文字的列表（依据的材料）",
}
"""What belongs in each field of a determination, in words."""


def _listed(value: object) -> object:
    """A list as a tuple; of what has no order, or ends when it is read, none is made."""
    return tuple(list.__iter__(value)) if isinstance(value, list) else value


class Determination(FrozenModel):
    """A person's accountable decision on an open term: what, who (a role), on which day, why, on which evidence."""

    value: Annotated[bool, Field(strict=True), _says(DETERMINATION_FIELDS["value"])]
    by: Annotated[Words, _says(DETERMINATION_FIELDS["by"])]
    on: Annotated[Day, _says(DETERMINATION_FIELDS["on"])]
    reason: Annotated[Words, _says(DETERMINATION_FIELDS["reason"])]
    evidence: Annotated[
        Words | Annotated[tuple[Words, ...], Field(strict=True, max_length=MAX_ITEMS), BeforeValidator(_listed)] | None,
        _says(DETERMINATION_FIELDS["evidence"]),
    ] = None


class Statement(FrozenModel):
    """One asserted value. `value` is as an application file would write it: `120万元`, `2022-03-01`, an id, a boolean.

    `stated_by` is `applicant` for what the application itself says, `determination` where an accountable person
    decided.
    """

    fact: str
    value: bool | int | str
    stated_by: Literal["applicant", "determination"] = "applicant"
    determination: Determination | None = None


class Caution(FrozenModel):
    """Something worth a look that decides nothing, such as a registration number whose check digit is wrong."""

    fact: str
    message: str


Value: TypeAlias = Scalar | Domain
Element: TypeAlias = tuple[Value, ...]
Row: TypeAlias = tuple[Statement | None, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """A validated application for the policy with `policy_digest`; equal applications say the same.

    `scalars` and `lists` are parallel to `policy.scalars` and `policy.lists`; `stated` and `listed` hold the
    statements at the same places, None where nothing was said.
    """

    policy_digest: str
    scalars: tuple[Value, ...]
    lists: tuple[tuple[Element, ...] | ListDomain, ...]
    stated: Row
    listed: tuple[tuple[Row, ...], ...]
    warnings: tuple[Caution, ...] = ()


def written(fact: Fact, value: Scalar) -> bool | int | str:
    """A value as an application file would write it, in one canonical way."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value or "无"
    if isinstance(value, date):
        return value.isoformat()
    if fact.type is ValueType.MONEY:
        return format_money(int(value))
    if fact.type is ValueType.PERCENT:
        return f"{format_decimal(value * 100)}%"
    return value if isinstance(value, int) and fact.type is ValueType.INTEGER else format_decimal(value)
