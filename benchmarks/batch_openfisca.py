"""The same checks as a small tax-benefit system of OpenFisca: one vectorised variable for each norm, one input variable
for each fact; two-valued, as OpenFisca is, with its default where a fact is missing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from batch_by_hand import FIRST_DAY, FUNDED, JUDGED, LAST_DAY, STATED, TOPICS
from openfisca_core.entities import Entity
from openfisca_core.periods import YEAR
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

APPLICATION = Entity("application", "applications", "申请", "")
FIELDS = tuple(TOPICS)
ALL_TOPICS = tuple(topic for topics in TOPICS.values() for topic in topics)
WHEN = "2022"


def _name(path: str) -> str:
    return path.replace(".", "_")


def _variable(path: str, kind: type, formula: Any = None, default: Any = None) -> type[Variable]:
    body: dict[str, Any] = {"value_type": kind, "entity": APPLICATION, "definition_period": YEAR, "label": path}
    if default is not None:
        body["default_value"] = default
    if formula is not None:
        body["formula"] = formula
    return type(_name(path), (Variable,), body)


def _all(paths: tuple[str, ...]) -> Any:
    def formula(application: Any, period: Any) -> np.ndarray:
        found = application(_name(paths[0]), period)
        for path in paths[1:]:
            found = found * application(_name(path), period)
        return found

    return formula


def _funded(kind: str) -> Any:
    def formula(application: Any, period: Any) -> np.ndarray:
        planned = application(f"plan_funding_{kind}_planned", period)
        return (planned > 0) * (application(f"plan_funding_{kind}_secured", period) >= planned)

    return formula


def _field(application: Any, period: Any) -> np.ndarray:
    return application("plan_field", period) < len(FIELDS)


def _topic(application: Any, period: Any) -> np.ndarray:
    field, topic = application("plan_field", period), application("plan_topic", period)
    found = np.zeros(len(field), dtype=bool)
    for number, name in enumerate(FIELDS):
        first = ALL_TOPICS.index(TOPICS[name][0])
        found += (field == number) * (topic >= first) * (topic < first + len(TOPICS[name]))
    return found


def _in_force(application: Any, period: Any) -> np.ndarray:
    day = application("applied_on", period)
    return (day >= np.datetime64(FIRST_DAY)) * (day <= np.datetime64(LAST_DAY))


def _period(application: Any, period: Any) -> np.ndarray:
    start = application("plan_period_start", period).astype("datetime64[D]")
    end = application("plan_period_end", period).astype("datetime64[D]") + 1
    first, last = start.astype("datetime64[M]"), end.astype("datetime64[M]")
    days = (end - last.astype("datetime64[D]")) < (start - first.astype("datetime64[D]"))
    return (last - first).astype(int) - days == 36


def system() -> TaxBenefitSystem:
    """The rules, with nothing in them of an application."""
    made = TaxBenefitSystem([APPLICATION])
    judged = {*(fact for facts in JUDGED.values() for fact in facts), "plan.rights_clear"}
    stated = {*(fact for facts in STATED.values() for fact in facts), "plan.rights_clause"}
    inputs = [_variable(fact, bool) for fact in sorted(judged | stated)]
    inputs += [
        _variable(f"plan.funding.{kind}_{one}", float) for kind in FUNDED.values() for one in ("planned", "secured")
    ]
    inputs += [_variable("plan.field", int, default=len(FIELDS)), _variable("plan.topic", int, default=-1)]
    far = {"applied_on": "1900-01-01", "plan.period.start": "1900-01-01", "plan.period.end": "1900-01-01"}
    inputs += [_variable(day, date, default=date.fromisoformat(text)) for day, text in far.items()]
    rules = [_variable(norm, bool, _all(facts)) for norm, facts in (JUDGED | STATED).items()]
    rules += [_variable(norm, bool, _funded(kind)) for norm, kind in FUNDED.items()]
    rules += [
        _variable("art7.i2.rights", bool, _all(("plan.rights_clause", "plan.rights_clear"))),
        _variable("art7.i1.field", bool, _field),
        _variable("art5.topic", bool, _topic),
        _variable("art13.in_force", bool, _in_force),
        _variable("art4.i3.period", bool, _period),
    ]
    made.add_variables(*inputs, *rules)
    return made


def arrays(frame: pl.DataFrame) -> Mapping[str, np.ndarray]:
    """The input variables of a table; reading it is not measured, as it is not for the others."""
    found: dict[str, np.ndarray] = {}
    judged = {*(fact for facts in JUDGED.values() for fact in facts), "plan.rights_clear"}
    for fact in judged:
        found[_name(fact)] = frame[f"{fact}.value"].fill_null(value=False).to_numpy()
    for fact in {*(fact for facts in STATED.values() for fact in facts), "plan.rights_clause"}:
        found[_name(fact)] = frame[fact].fill_null(value=False).to_numpy()
    for kind in FUNDED.values():
        # Missing money is neither planned nor secured: a plan of nothing, which no norm accepts.
        planned, secured = (frame[f"plan.funding.{kind}_{one}"].cast(pl.Float32) for one in ("planned", "secured"))
        found[f"plan_funding_{kind}_planned"] = planned.fill_null(0).to_numpy()
        found[f"plan_funding_{kind}_secured"] = secured.fill_null(-1).to_numpy()
    for fact, names in (("plan.field", FIELDS), ("plan.topic", ALL_TOPICS)):
        codes = frame[fact].replace_strict(names, range(len(names)), default=len(names), return_dtype=pl.Int32)
        found[_name(fact)] = codes.to_numpy()
    for day in ("applied_on", "plan.period.start", "plan.period.end"):
        found[_name(day)] = frame[day].fill_null(pl.date(1900, 1, 1)).to_numpy()
    return found


def check(rules: TaxBenefitSystem, inputs: Mapping[str, np.ndarray], norms: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Build a simulation, hand in the facts, and calculate every norm."""
    rows = len(next(iter(inputs.values())))
    simulation = SimulationBuilder().build_default_simulation(rules, rows)
    for name, values in inputs.items():
        simulation.set_input(name, WHEN, values)
    return {norm: simulation.calculate(_name(norm), WHEN) for norm in norms}
