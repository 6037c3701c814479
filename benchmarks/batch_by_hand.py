"""The checks of the shipped policy written by hand: two-valued, true where the norm holds under its first
reading, an unknown taken for false; no blockers, no conclusion, no citation, no error.

One table of expressions for Polars, one of SQL for DuckDB and Spark. What looks at lists is in
`batch_lists_by_hand.py`.
"""

from collections.abc import Mapping
from datetime import date

import by_hand
import polars as pl
from batch_lists_by_hand import NEEDED, Dialect, lists_in_polars, lists_in_sql

READINGS = {
    "validity_last_day": "eve_of_anniversary",
    "organization_breadth": "literal",
    "consortium": "every_applicant",
    "funding_kinds": "both",
    "field_gate": "field",
}
JUDGED = {
    "art6.i2.cooperation": ("collaboration.close_cooperation",),
    "art6.i2.advantage": ("collaboration.advantage",),
    "art6.i3.mobilize": ("resources.can_mobilize",),
    "art6.i3.demonstration": ("resources.demonstration_conditions",),
    "art7.i1.need": ("plan.meets_local_need",),
    "art7.i2.technology": ("plan.technology.advanced", "plan.technology.mature", "plan.technology.applicable"),
    "art7.i2.replicable": ("plan.technology.replicable",),
    "art7.i3.goals": ("plan.goals_clear",),
    "art7.i3.tasks": ("plan.tasks_specific",),
    "art7.i4.advice": ("plan.expert_group_advises",),
    "art7.i5.assured": ("plan.funding.assured",),
    "art7.i6.effect": ("plan.demonstration_effect",),
    "art7.i6.promotion": ("plan.promotion_measures",),
}
"""Norms that ask for nothing but determinations."""
STATED = {
    "art7.i4.leading_group": ("plan.leading_group",),
    "art7.i6.users": ("plan.target_users_named", "plan.beneficiaries_named"),
}
"""Norms that ask for nothing but facts that are true."""
FUNDED = {"art7.i5.matching": "matching", "art7.i5.self_raised": "self_raised"}
TOPICS = {field: tuple(sorted(topics)) for field, topics in by_hand.TOPICS.items()}
"""The topics of each field, in one order."""
FIRST_DAY, LAST_DAY = date(2021, 12, 22), date(2022, 12, 21)


def in_polars(*, lists: bool = False) -> dict[str, pl.Expr]:
    """The checks as Polars expressions, by norm; without those that look at lists, unless they are asked for."""
    field, topic, applied = pl.col("plan.field"), pl.col("plan.topic"), pl.col("applied_on")
    checks = {norm: pl.all_horizontal(_determined(fact) for fact in facts) for norm, facts in JUDGED.items()}
    checks |= {norm: pl.all_horizontal(pl.col(fact) for fact in facts) for norm, facts in STATED.items()}
    for norm, kind in FUNDED.items():
        planned, secured = pl.col(f"plan.funding.{kind}_planned"), pl.col(f"plan.funding.{kind}_secured")
        checks[norm] = (planned > 0) & (secured >= planned)
    checks["art7.i2.rights"] = pl.col("plan.rights_clause") & _determined("plan.rights_clear")
    checks["art7.i1.field"] = field.is_in(list(TOPICS))
    checks["art5.topic"] = pl.any_horizontal(
        (field == name) & topic.is_in(list(topics)) for name, topics in TOPICS.items()
    )
    checks["art13.in_force"] = applied.is_between(FIRST_DAY, LAST_DAY)
    start, end = pl.col("plan.period.start"), pl.col("plan.period.end").dt.offset_by("1d")
    months = (end.dt.year() - start.dt.year()) * 12 + end.dt.month() - start.dt.month()
    checks["art4.i3.period"] = months - (end.dt.day() < start.dt.day()) == 36
    if lists:
        checks |= lists_in_polars(_determined)
    return {norm: check.fill_null(value=False).alias(norm) for norm, check in checks.items()}


def _determined(fact: str) -> pl.Expr:
    there = [pl.col(f"{fact}.{part}").is_not_null() for part in NEEDED]
    return pl.all_horizontal(pl.col(f"{fact}.value"), *there)


def in_sql(dialect: Dialect, key: str, table: str, *, lists: bool = False) -> str:
    """The checks as one query, with or without those that look at lists."""
    named = dialect.name
    chosen = _checks(dialect, lists).items()
    checks = ", ".join(f"coalesce({check}, false) AS {named(norm)}" for norm, check in chosen)
    return f"SELECT {named(key)}, {checks} FROM {table}"


def _checks(dialect: Dialect, lists: bool) -> Mapping[str, str]:
    named = dialect.name

    def determined(fact: str) -> str:
        there = " AND ".join(f"{named(f'{fact}.{part}')} IS NOT NULL" for part in NEEDED)
        return f"{named(f'{fact}.value')} AND {there}"

    def one_of(name: str, values: tuple[str, ...]) -> str:
        quoted = ", ".join(f"'{value}'" for value in values)
        return f"{named(name)} IN ({quoted})"

    checks = {norm: " AND ".join(map(determined, facts)) for norm, facts in JUDGED.items()}
    checks |= {norm: " AND ".join(map(named, facts)) for norm, facts in STATED.items()}
    for norm, kind in FUNDED.items():
        planned, secured = named(f"plan.funding.{kind}_planned"), named(f"plan.funding.{kind}_secured")
        checks[norm] = f"{planned} > 0 AND {secured} >= {planned}"
    checks["art7.i2.rights"] = f"{named('plan.rights_clause')} AND {determined('plan.rights_clear')}"
    checks["art7.i1.field"] = one_of("plan.field", tuple(TOPICS))
    checks["art5.topic"] = " OR ".join(
        f"({named('plan.field')} = '{name}' AND {one_of('plan.topic', topics)})" for name, topics in TOPICS.items()
    )
    checks["art13.in_force"] = f"{named('applied_on')} BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
    start, end = named("plan.period.start"), f"({named('plan.period.end')} + INTERVAL 1 DAY)"
    checks["art4.i3.period"] = (
        f"(year({end}) - year({start})) * 12 + month({end}) - month({start})"
        f" - CASE WHEN day({end}) < day({start}) THEN 1 ELSE 0 END = 36"
    )
    return {**checks, **lists_in_sql(dialect, determined)} if lists else checks
