"""openfisca-core: each norm a formula of one entity, the application; for one application, and for all of them at once.

It is made for populations: a formula computes on arrays. One application is a population of one, in a simulation of its
own, as nothing is forgotten within a simulation. Choices are numbers, as its enumerations are inside; amounts are whole
元, for its integers have 32 bits.

Lists are left out: a list would be a group of persons, of whom there is one kind, and an application has four lists of
different things.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from benchmarks.by_hand import FIELD_OF, FIRST_DAY, LAST_DAY, TOPICS
from benchmarks.peers.cases import Case
from benchmarks.peers.peer import Answers, Peer, Ready, Vectorised
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm

Get = Callable[[str], Any]
"""The array of a variable."""

FIELD_CODES: Final = {field: code for code, field in enumerate((*TOPICS, "other"))}
TOPIC_CODES: Final = {topic: code for code, topic in enumerate((*FIELD_OF, "none"))}
NUMBERS: Final = (
    *("applied_on", "field", "topic", "start_month", "start_day", "after_month", "after_day"),
    *(f"{kind}_{state}" for kind in ("matching", "self_raised") for state in ("planned", "secured")),
)
TRUTHS: Final = (
    *("close_cooperation", "advantage", "can_mobilize", "demonstration_conditions", "meets_local_need", "advanced"),
    *("mature", "applicable", "replicable", "rights_clause", "rights_clear", "goals_clear", "tasks_specific"),
    *("leading_group", "expert_group_advises", "assured", "demonstration_effect", "target_users_named"),
    *("beneficiaries_named", "promotion_measures"),
)
LISTED_IN: Final = [*(FIELD_CODES[field] for field in FIELD_OF.values()), -1]
"""By the code of a topic, the code of the field that lists it."""


def _and(*names: str) -> Callable[[Get], Any]:
    def formula(get: Get) -> Any:
        found = get(names[0])
        for name in names[1:]:
            found = found & get(name)
        return found

    return formula


def _period(get: Get) -> Any:
    return get("after_month") - get("start_month") - (get("after_day") < get("start_day")) == 36


def _topic(get: Get) -> Any:
    import numpy as np

    return np.take(LISTED_IN, get("topic")) == get("field")


def _field(get: Get) -> Any:
    return get("field") != FIELD_CODES["other"]


def _secured(kind: str) -> Callable[[Get], Any]:
    def formula(get: Get) -> Any:
        planned = get(f"{kind}_planned")
        return (planned > 0) & (get(f"{kind}_secured") >= planned)

    return formula


def _in_force(get: Get) -> Any:
    day = get("applied_on")
    return (day >= FIRST_DAY) & (day <= LAST_DAY)


FORMULAS: Final[Mapping[str, Callable[[Get], Any]]] = {
    "art4.i3.period": _period,
    "art5.topic": _topic,
    "art6.i2.cooperation": _and("close_cooperation"),
    "art6.i2.advantage": _and("advantage"),
    "art6.i3.mobilize": _and("can_mobilize"),
    "art6.i3.demonstration": _and("demonstration_conditions"),
    "art7.i1.need": _and("meets_local_need"),
    "art7.i1.field": _field,
    "art7.i2.technology": _and("advanced", "mature", "applicable"),
    "art7.i2.replicable": _and("replicable"),
    "art7.i2.rights": _and("rights_clause", "rights_clear"),
    "art7.i3.goals": _and("goals_clear"),
    "art7.i3.tasks": _and("tasks_specific"),
    "art7.i4.leading_group": _and("leading_group"),
    "art7.i4.advice": _and("expert_group_advises"),
    "art7.i5.matching": _secured("matching"),
    "art7.i5.self_raised": _secured("self_raised"),
    "art7.i5.assured": _and("assured"),
    "art7.i6.effect": _and("demonstration_effect"),
    "art7.i6.users": _and("target_users_named", "beneficiaries_named"),
    "art7.i6.promotion": _and("promotion_measures"),
    "art13.in_force": _in_force,
}


def _values(case: Case) -> dict[str, int | bool]:
    facts = {name: value for name, value in case.facts.items() if not isinstance(value, list)}
    facts["field"], facts["topic"] = FIELD_CODES[facts["field"]], TOPIC_CODES[facts["topic"]]
    for kind in ("matching", "self_raised"):
        for name in (f"{kind}_planned", f"{kind}_secured"):
            facts[name], rest = divmod(facts[name], 100)
            if rest:
                raise ValueError("an amount that is not whole in 元")
    return facts


def _arrays(values: Sequence[Mapping[str, int | bool]]) -> dict[str, Any]:
    import numpy as np

    return {name: np.array([one[name] for one in values]) for name in (*NUMBERS, *TRUTHS)}


def _decide(norms: Sequence[Norm], answers: Callable[[list[Any]], Any]) -> Callable[[Any], Any]:
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit, period
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    entity = build_entity(key="application", plural="applications", label="An application", is_person=True)
    system = TaxBenefitSystem([entity])
    month = period("2022-03")

    def add(name: str, value_type: type, **more: Any) -> None:
        stated = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.MONTH, "label": name}
        system.add_variable(type(name, (Variable,), {**stated, **more}))

    def lifted(formula: Callable[[Get], Any]) -> Callable[[Any, Any], Any]:
        return lambda population, when: formula(lambda name: population(name, when))

    names = [norm.id.replace(".", "_") for norm in norms]
    for name in NUMBERS:
        add(name, int)
    for name in TRUTHS:
        add(name, bool)
    for norm, name in zip(norms, names, strict=True):
        add(name, bool, formula=lifted(FORMULAS[norm.id]))

    def decide(arrays: Mapping[str, Any]) -> Any:
        count = len(arrays["applied_on"])
        simulation = SimulationBuilder().build_default_simulation(system, count=count)
        for name, array in arrays.items():
            simulation.set_input(name, month, array)
        return answers([simulation.calculate(name, month) for name in names])

    return decide


def _one(_: Policy, norms: Sequence[Norm]) -> Ready:
    def answers(columns: list[Any]) -> Answers:
        return tuple([bool(column[0]) for column in columns])

    return Ready(lambda case: _arrays([_values(case)]), _decide(norms, answers))


def _many(_: Policy, norms: Sequence[Norm]) -> Ready:
    def answers(columns: list[Any]) -> Any:
        return list(zip(*(column.tolist() for column in columns), strict=True))

    return Vectorised(_values, _decide(norms, answers), joined=_arrays)


LACKS: Final = "a list is a group of persons, of whom there is one kind; four lists of different things would share it"
PEERS = (
    Peer("openfisca-core, one application", "arrays of one", "openfisca-core", _one, frozenset(FORMULAS), LACKS),
    Peer("openfisca-core, all at once", "arrays", "openfisca-core", _many, frozenset(FORMULAS), LACKS),
)
