"""An application that has been read: every value typed, every statement with who made it.

Values stand in the order of the policy's facts; where nothing settles a fact, its `Domain` stands instead: for a
missing fact, and for an open term that the applicant has only assessed as true (a self-assessment never settles it).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, GetPydanticSchema, WithJsonSchema
from pydantic_core import core_schema

from huimin_rules.frozen import FrozenModel
from huimin_rules.norms.facts import MAX_ITEMS, UNKNOWN_WORD, Domain, Fact, ListDomain, Scalar, ValueType
from huimin_rules.quantity import FIRST_DAY, LAST_DAY, format_decimal, format_money

if TYPE_CHECKING:
    from huimin_rules.norms.sayings import Sayings

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


def _known(text: str) -> str:
    if text.strip() == UNKNOWN_WORD:
        raise ValueError
    return text


KnownWords = Annotated[Words, AfterValidator(_known)]
"""A text that says something else than that nobody knows."""


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
    by: Annotated[KnownWords, _says(DETERMINATION_FIELDS["by"])]
    on: Annotated[Day, _says(DETERMINATION_FIELDS["on"])]
    reason: Annotated[KnownWords, _says(DETERMINATION_FIELDS["reason"])]
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
Elements: TypeAlias = tuple[Element, ...] | ListDomain
Row: TypeAlias = tuple[Statement | None, ...]

Decided: TypeAlias = tuple[bool, str, str, str, str | tuple[str, ...] | None]
"""A determination as plain values: what, by whom, on which day (`2022-09-01`), why, on which evidence."""

Said: TypeAlias = bool | int | str | Decided | None
"""A statement as a plain value: `Statement.value` of what the applicant says, a determination, or None for nothing."""

SaidRow: TypeAlias = tuple[Said, ...]

Place: TypeAlias = tuple[int, ...]
"""Where a fact stands: its index among the scalars; or list, element and field."""


@dataclass(frozen=True, slots=True)
class Application:
    """A validated application for the policy with `policy_digest`; equal applications say the same.

    `scalars` and `lists` are parallel to `policy.scalars` and `policy.lists`; `stated` and `listed` hold the
    statements at the same places, None where nothing was said; `said` and `said_listed` hold the same as plain values.

    Statements cost more than reading what they say, and few ask for them: of an application that was read (`read_as`),
    they are made when somebody asks, from what was taken over when it was read.
    """

    policy_digest: str
    scalars: tuple[Value, ...]
    lists: tuple[Elements, ...]
    stated: Row
    listed: tuple[tuple[Row, ...], ...]
    warnings: tuple[Caution, ...] = ()
    said: SaidRow = field(init=False, compare=False, repr=False)
    said_listed: tuple[tuple[SaidRow, ...], ...] = field(init=False, compare=False, repr=False)
    open_said: Mapping[Place, Said] = field(init=False, compare=False, repr=False)
    """What is said about open terms, by place, but for what is in `determined`. Of a place where nothing settles the
    value it says whether something is said there.
    """
    determined: tuple[Sequence[str], Sequence[str]] | None = field(init=False, compare=False, repr=False)
    """The texts and the days of determinations (see `Sayings.said`); None for an application that was not read."""
    _sayings: "Sayings" = field(init=False, compare=False, repr=False)

    # A type checker would take every name for an attribute.
    if not TYPE_CHECKING:  # pragma: no branch

        def __getattr__(self, name: str) -> object:
            """Called where a slot is empty: what it should hold is made, and kept for the next time."""
            match name:
                case "stated" | "listed":
                    sayings = self._sayings
                    made = {
                        "stated": sayings.statements(self.said),
                        "listed": sayings.statements_listed(self.said_listed),
                    }
                case "said" | "said_listed" if hasattr(self, "_sayings"):
                    said = self._sayings.said(self.scalars, self.lists, *self.determined, self.open_said)
                    made = dict(zip(("said", "said_listed"), said, strict=True))
                case "said" | "said_listed":
                    made = {
                        "said": plain_row(self.stated),
                        "said_listed": tuple([tuple([plain_row(row) for row in rows]) for rows in self.listed]),
                    }
                case "open_said" | "determined":
                    made = {"open_said": dict(self._places()), "determined": None}
                case _:
                    raise AttributeError(f"an application has no attribute {name!r}")
            for slot, value in made.items():
                object.__setattr__(self, slot, value)
            return made[name]

    def _places(self) -> Iterator[tuple[Place, Said]]:
        """What is said at each place."""
        yield from (((index,), said) for index, said in enumerate(self.said) if said is not None)
        for number, rows in enumerate(self.said_listed):
            for index, row in enumerate(rows):
                yield from (((number, index, field), said) for field, said in enumerate(row) if said is not None)

    def __reduce__(self) -> tuple[object, ...]:
        return Application, (
            self.policy_digest,
            self.scalars,
            self.lists,
            self.stated,
            self.listed,
            self.warnings,
        )


def _setter(slot: str) -> Callable[[Application, object], None]:
    """What sets a slot of a new application: half the time of `object.__setattr__`."""
    found: Callable[[Application, object], None] = Application.__dict__[slot].__set__
    return found


_new = object.__new__
_set_digest = _setter("policy_digest")
_set_scalars = _setter("scalars")
_set_lists = _setter("lists")
_set_warnings = _setter("warnings")
_set_open_said = _setter("open_said")
_set_determined = _setter("determined")
_set_sayings = _setter("_sayings")


def read_as(
    sayings: "Sayings",
    scalars: tuple[Value, ...],
    lists: tuple[Elements, ...],
    warnings: tuple[Caution, ...],
    texts: Sequence[str],
    days: Sequence[str],
    others: Mapping[Place, Said],
) -> Application:
    """An application as it was read: its values, and of the open terms what `Sayings.said` makes of the texts, the
    days and the others. All of it belongs to the application from then on.
    """
    self = _new(Application)
    _set_digest(self, sayings.digest)
    _set_scalars(self, scalars)
    _set_lists(self, lists)
    _set_warnings(self, warnings)
    _set_open_said(self, others)
    _set_determined(self, (texts, days))
    _set_sayings(self, sayings)
    return self


def plain_row(row: Row) -> SaidRow:
    """Statements as plain values."""
    return tuple([None if one is None else plain_statement(one) for one in row])


def plain_statement(statement: Statement) -> Said:
    """A statement as a plain value."""
    determination = statement.determination
    return statement.value if determination is None else decided(determination)


def decided(determination: Determination) -> Decided:
    """A determination as plain values."""
    return (
        determination.value,
        determination.by,
        determination.on.isoformat(),
        determination.reason,
        determination.evidence,
    )


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
