"""The checks of the shipped policy that look at lists, written by hand: two-valued as those in `batch_by_hand.py`, for
lists as nested columns that are there and are not empty.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from by_hand import CATEGORIES, NO_PERSONS, ORGANIZATIONS, SCIENCE

CITY = "410181"
WORDS = ("target", "unit", "due", "method")
JUDGED = {"art6.i1.long_term": "long_term_engagement", "art6.i1.conditions": "good_conditions"}
"""Norms that ask for a determination of every applicant."""
NEEDED = ("by", "on", "reason")
"""What a determination must have besides its value."""


def lists_in_polars(determined: Callable[[str], pl.Expr]) -> dict[str, pl.Expr]:
    """The checks as Polars expressions, by norm; `determined` says whether a single open term is."""
    applicants, experts = pl.col("applicants").list, pl.col("plan.expert_group").list.eval(_item("category")).list
    every = {
        "art6.i1.domicile": _item("domicile") == CITY,
        "art6.i1.legal_person": ~_item("legal_form").is_in(NO_PERSONS),
        "art6.i1.organization": _item("legal_form").is_in(ORGANIZATIONS),
        **{norm: pl.all_horizontal([_item(f"{fact}.value"), *_there(fact)]) for norm, fact in JUDGED.items()},
    }
    checks = {norm: applicants.eval(check.fill_null(value=False)).list.all() for norm, check in every.items()}
    leads = (_item("role") == "lead") & _item("is_result_user")
    joins = _item("agreement_signed") & _item("kind").is_in(SCIENCE)
    words = pl.all_horizontal([_item(word).is_not_null() for word in WORDS])
    checks["art6.i2.user_lead"] = applicants.eval(leads.fill_null(value=False)).list.any()
    checks["art6.i2.partner"] = pl.col("collaboration.partners").list.eval(joins.fill_null(value=False)).list.any()
    checks["art7.i4.expert_group"] = pl.all_horizontal([experts.contains(category) for category in CATEGORIES])
    complete = pl.col("plan.indicators").list.eval(words).list.all()
    checks["art7.i3.indicators"] = complete & determined("plan.indicators_assessable")
    return checks


def _item(field: str) -> pl.Expr:
    return pl.element().struct.field(field)


def _there(fact: str) -> list[pl.Expr]:
    return [_item(f"{fact}.{part}").is_not_null() for part in NEEDED]


@dataclass(frozen=True)
class Dialect:
    """How an engine writes names, and that something holds of every element of a list, or of some."""

    quote: str
    every: str
    some: str

    def name(self, name: str) -> str:
        """A column name in its quotes."""
        return f"{self.quote}{name}{self.quote}"

    def of_every(self, each: str, check: str) -> str:
        """Whether a check holds of every element `x`."""
        return self.every.format(list=self.name(each), check=f"coalesce({check}, false)")

    def of_some(self, each: str, check: str) -> str:
        """Whether a check holds of some element `x`."""
        return self.some.format(list=self.name(each), check=f"coalesce({check}, false)")


DUCKDB = Dialect(
    '"',
    "list_bool_and(list_transform({list}, lambda x: {check}))",
    "list_bool_or(list_transform({list}, lambda x: {check}))",
)
SPARK = Dialect("`", "forall({list}, x -> {check})", "exists({list}, x -> {check})")


def lists_in_sql(dialect: Dialect, determined: Callable[[str], str]) -> Mapping[str, str]:
    """The checks as expressions of SQL, by norm; `determined` says whether a single open term is."""

    def item(field: str) -> str:
        return f"x.{dialect.name(field)}"

    def one_of(field: str, values: Collection[str]) -> str:
        return f"{item(field)} IN ({', '.join(map(repr, sorted(values)))})"

    def there(fields: Sequence[str]) -> str:
        return " AND ".join(f"{item(field)} IS NOT NULL" for field in fields)

    every = {
        "art6.i1.domicile": f"{item('domicile')} = '{CITY}'",
        "art6.i1.legal_person": f"NOT ({one_of('legal_form', NO_PERSONS)})",
        "art6.i1.organization": one_of("legal_form", ORGANIZATIONS),
    }
    for norm, fact in JUDGED.items():
        every[norm] = f"{item(f'{fact}.value')} AND {there([f'{fact}.{part}' for part in NEEDED])}"
    checks = {norm: dialect.of_every("applicants", check) for norm, check in every.items()}
    leads = f"{item('role')} = 'lead' AND {item('is_result_user')}"
    joins = f"{item('agreement_signed')} AND {one_of('kind', SCIENCE)}"
    categories = [f"{item('category')} = '{category}'" for category in sorted(CATEGORIES)]
    checks["art6.i2.user_lead"] = dialect.of_some("applicants", leads)
    checks["art6.i2.partner"] = dialect.of_some("collaboration.partners", joins)
    checks["art7.i4.expert_group"] = " AND ".join(dialect.of_some("plan.expert_group", one) for one in categories)
    complete = dialect.of_every("plan.indicators", there(WORDS))
    checks["art7.i3.indicators"] = f"{complete} AND {determined('plan.indicators_assessable')}"
    return checks
