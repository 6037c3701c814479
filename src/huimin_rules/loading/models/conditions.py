"""The models of conditions and expressions: which form a mapping is follows from the one key that names the form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from huimin_rules.loading.models.base import Identifier, Mirror, Words, wanted

OPERATORS = (
    "is",
    "is_not",
    "one_of",
    "none_of",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "present",
    "within",
)


class AllForm(Mirror):
    """Every part holds."""

    all: Annotated[list["ConditionModel"], Field(min_length=1)]


class AnyForm(Mirror):
    """Some part holds."""

    any: Annotated[list["ConditionModel"], Field(min_length=1)]


class NotForm(Mirror):
    """The part does not hold."""

    not_: "ConditionModel" = Field(alias="not")


class AlwaysForm(Mirror):
    """Holds always, or never."""

    always: bool


class WithinForm(Mirror):
    """A look-back window: `before` minus the span through `before`, both days included."""

    before: "ExpressionModel"
    years: Annotated[int, Field(gt=0, le=200)] = 0
    months: Annotated[int, Field(gt=0, le=2400)] = 0
    days: Annotated[int, Field(gt=0, le=100_000)] = 0

    @model_validator(mode="after")
    def _spans(self) -> Self:
        if not (self.years or self.months or self.days):
            raise PydanticCustomError("form", "应写明 years、months 或 days")
        return self


class TestForm(Mirror):
    """A fact or a computed value, and exactly one operator."""

    fact: Words | None = None
    value: "ExpressionModel | None" = None
    is_: "ExpressionModel | None" = Field(None, alias="is")
    is_not: "ExpressionModel | None" = None
    one_of: Annotated[list["ScalarModel"], Field(min_length=1)] | None = None
    none_of: Annotated[list["ScalarModel"], Field(min_length=1)] | None = None
    at_least: "ExpressionModel | None" = None
    more_than: "ExpressionModel | None" = None
    at_most: "ExpressionModel | None" = None
    less_than: "ExpressionModel | None" = None
    present: bool | None = None
    within: WithinForm | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        if (self.fact is None) == (self.value is None):
            raise PydanticCustomError("form", "应恰好写 fact 与 value 之一")
        given = self.operators()
        if len(given) != 1:
            found = "、".join(given) if given else "没有"
            raise PydanticCustomError(
                "form", "应恰好写一个比较（{allowed}），实为{found}", {"allowed": "、".join(OPERATORS), "found": found}
            )
        if self.present is not None and self.fact is None:
            raise PydanticCustomError("form", "present 只能用于 fact")
        return self

    def operators(self) -> list[str]:
        """The operators that are written."""
        return [name for name in OPERATORS if getattr(self, "is_" if name == "is" else name) is not None]


class SomeForm(Mirror):
    """Some element meets the condition."""

    some: Words
    satisfies: "ConditionModel"


class EveryForm(Mirror):
    """Every element meets the condition."""

    every: Words
    satisfies: "ConditionModel"


class HoldsForm(Mirror):
    """A definition holds."""

    holds: Identifier


class ConditionReadingForm(Mirror):
    """The condition that the reading of an open question picks."""

    reading: Identifier
    alternatives: dict[str, "ConditionModel"]


class FactForm(Mirror):
    """The value of a fact."""

    fact: Words


class SumForm(Mirror):
    """The sum of values of one type."""

    sum: Annotated[list["ExpressionModel"], Field(min_length=2)]


class DifferenceForm(Mirror):
    """The first value less the second."""

    difference: Annotated[list["ExpressionModel"], Field(min_length=2, max_length=2)]


class ProductForm(Mirror):
    """The product, of which at most one factor has a unit."""

    product: Annotated[list["ExpressionModel"], Field(min_length=2)]


class RatioForm(Mirror):
    """The first value divided by the second."""

    ratio: Annotated[list["ExpressionModel"], Field(min_length=2, max_length=2)]


class CountForm(Mirror):
    """How many elements meet a condition."""

    count: Words
    where: "ConditionModel | None" = None


class TotalForm(Mirror):
    """The sum over the elements that meet a condition."""

    total: Words
    of: "ExpressionModel"
    where: "ConditionModel | None" = None


class BracketRowModel(Mirror):
    """A row of a bracket: `less_than` excludes its limit (不含), `at_most` includes it (含), `otherwise` is last."""

    less_than: "ScalarModel | None" = None
    at_most: "ScalarModel | None" = None
    otherwise: "ScalarModel | None" = None
    gives: "ScalarModel | None" = None

    @model_validator(mode="after")
    def _shape(self) -> Self:
        limits = sum(limit is not None for limit in (self.less_than, self.at_most))
        written = (limits, self.gives is not None, self.otherwise is not None)
        if written not in ((1, True, False), (0, False, True)):
            raise PydanticCustomError("form", "一行应为 less_than 或 at_most 之一加 gives，或者仅有 otherwise")
        return self


class BracketForm(Mirror):
    """A value picked by where another falls."""

    bracket: "ExpressionModel"
    rows: Annotated[list[BracketRowModel], Field(min_length=2)]


class AwardModel(Mirror):
    """Points for a condition."""

    when: "ConditionModel"
    gives: "ScalarModel"


class PointsForm(Mirror):
    """The sum of the awarded points."""

    points: Annotated[list[AwardModel], Field(min_length=1)]


class SpanModel(Mirror):
    """From a day through another, both included."""

    from_: "ExpressionModel" = Field(alias="from")
    through: "ExpressionModel"


class MonthsForm(Mirror):
    """Whole months of a period."""

    months_between: SpanModel


class ShiftForm(Mirror):
    """A date moved."""

    shift: "ExpressionModel"
    years: Annotated[int, Field(ge=-200, le=200)] = 0
    months: Annotated[int, Field(ge=-2400, le=2400)] = 0
    days: Annotated[int, Field(ge=-100_000, le=100_000)] = 0


class ExpressionReadingForm(Mirror):
    """The value that the reading of an open question picks."""

    reading: Identifier
    alternatives: dict[str, "ExpressionModel"]


_CONDITION_KEYS = {
    "all": "all",
    "any": "any",
    "not": "not",
    "always": "always",
    "some": "some",
    "every": "every",
    "holds": "holds",
    "reading": "reading",
    "fact": "test",
    "value": "test",
}
_EXPRESSION_KEYS = (
    "fact",
    "sum",
    "difference",
    "product",
    "ratio",
    "count",
    "total",
    "bracket",
    "points",
    "months_between",
    "shift",
    "reading",
)
CONDITION_FORMS = tuple(_CONDITION_KEYS)
EXPRESSION_FORMS = _EXPRESSION_KEYS


def _condition_tag(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return None
    return next((f"?{tag}" for key, tag in _CONDITION_KEYS.items() if key in value), None)


def _expression_tag(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((f"?{key}" for key in _EXPRESSION_KEYS if key in value), None)
    if isinstance(value, str | int | Decimal):
        return "?literal"
    return None


ScalarModel: TypeAlias = Annotated[bool | int | Decimal | str, wanted("文字、数或者 true、false")]
ConditionModel = Annotated[
    Annotated[AllForm, Tag("?all")]
    | Annotated[AnyForm, Tag("?any")]
    | Annotated[NotForm, Tag("?not")]
    | Annotated[AlwaysForm, Tag("?always")]
    | Annotated[SomeForm, Tag("?some")]
    | Annotated[EveryForm, Tag("?every")]
    | Annotated[HoldsForm, Tag("?holds")]
    | Annotated[ConditionReadingForm, Tag("?reading")]
    | Annotated[TestForm, Tag("?test")],
    Discriminator(_condition_tag, custom_error_type="condition", custom_error_message="不是要件的写法"),
]
ExpressionModel = Annotated[
    Annotated[ScalarModel, Tag("?literal")]
    | Annotated[FactForm, Tag("?fact")]
    | Annotated[SumForm, Tag("?sum")]
    | Annotated[DifferenceForm, Tag("?difference")]
    | Annotated[ProductForm, Tag("?product")]
    | Annotated[RatioForm, Tag("?ratio")]
    | Annotated[CountForm, Tag("?count")]
    | Annotated[TotalForm, Tag("?total")]
    | Annotated[BracketForm, Tag("?bracket")]
    | Annotated[PointsForm, Tag("?points")]
    | Annotated[MonthsForm, Tag("?months_between")]
    | Annotated[ShiftForm, Tag("?shift")]
    | Annotated[ExpressionReadingForm, Tag("?reading")],
    Discriminator(_expression_tag, custom_error_type="expression", custom_error_message="不是值的写法"),
]
