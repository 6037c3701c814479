"""durable-rules: one fact for an application, and rules that fire where a norm fails.

An action costs more than everything else together, so rules for what fails are far faster than rules for what holds: in
most applications few of them fire. As everything is known, a norm of which no rule fired holds. The guards are those of
the second engine (docs/second-engine.md): numbers and ASCII names alone, `$ex` before a comparison of two properties,
facts and no events, a rule that always fires, one session that is deleted after each decision.

A list is an array within the fact. As nothing holds of an empty array, its length is told too.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from benchmarks.by_hand import CATEGORIES, FIELDS, FIRST_DAY, LAST_DAY, NO_PERSONS, ORGANIZATIONS, SCIENCE, TOPICS
from benchmarks.peers.cases import Case
from benchmarks.peers.peer import Answers, Peer, Ready
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm

Test = dict[str, Any]
Tests = tuple[Test, ...]

BOOK: Final = "norms"
SESSION: Final = "one"
PERIOD: Final = ("start_month", "after_month", "start_day", "after_day")


def _false(*names: str) -> tuple[Tests, ...]:
    return tuple(({name: False},) for name in names)


def _short(kind: str) -> tuple[Tests, ...]:
    planned, secured = f"{kind}_planned", f"{kind}_secured"
    there: Test = {"$ex": {planned: 1}}
    return (({"$lte": {planned: 0}},), (there, {"$gt": {planned: 0}}, {"$lt": {secured: {"$m": planned}}}))


def _months(op: str, months: int) -> Test:
    return {op: {"after_month": {"$add": {"$l": {"$m": "start_month"}, "$r": months}}}}


def _any(over: str, *tests: Test) -> Tests:
    return ({"$iany": {over: tests[0] if len(tests) == 1 else {"$and": list(tests)}}},)


_DAYS: Final[tuple[Test, ...]] = tuple({"$ex": {name: 1}} for name in PERIOD)

FAILS: Final[dict[str, tuple[Tests, ...]]] = {
    "art4.i3.period": (
        (*_DAYS, _months("$lt", 36)),
        (*_DAYS, _months("$gt", 37)),
        (*_DAYS, _months("$gt", 35), _months("$lt", 37), {"$lt": {"after_day": {"$m": "start_day"}}}),
        (*_DAYS, _months("$gt", 36), _months("$lt", 38), {"$gte": {"after_day": {"$m": "start_day"}}}),
    ),
    "art5.topic": (
        *(
            ({"field": field}, *({"$neq": {"topic": topic}} for topic in sorted(topics)))
            for field, topics in TOPICS.items()
        ),
        ({"field": "other"},),
    ),
    "art6.i1.domicile": (_any("applicants", {"$neq": {"$i.domicile": "410181"}}),),
    "art6.i1.legal_person": tuple(_any("applicants", {"$i.legal_form": form}) for form in sorted(NO_PERSONS)),
    "art6.i1.organization": (
        _any("applicants", *({"$neq": {"$i.legal_form": form}} for form in sorted(ORGANIZATIONS))),
    ),
    "art6.i1.long_term": (_any("applicants", {"$i.long_term_engagement": False}),),
    "art6.i1.conditions": (_any("applicants", {"$i.good_conditions": False}),),
    "art6.i2.cooperation": _false("close_cooperation"),
    "art6.i2.advantage": _false("advantage"),
    "art6.i3.mobilize": _false("can_mobilize"),
    "art6.i3.demonstration": _false("demonstration_conditions"),
    "art7.i1.need": _false("meets_local_need"),
    "art7.i1.field": (tuple({"$neq": {"field": field}} for field in sorted(FIELDS)),),
    "art7.i2.technology": _false("advanced", "mature", "applicable"),
    "art7.i2.replicable": _false("replicable"),
    "art7.i2.rights": _false("rights_clause", "rights_clear"),
    "art7.i3.goals": _false("goals_clear"),
    "art7.i3.tasks": _false("tasks_specific"),
    "art7.i3.indicators": (
        *_false("indicators_assessable"),
        ({"indicators_count": 0},),
        *(_any("indicators", {f"$i.{name}": ""}) for name in ("target", "unit", "due", "method")),
    ),
    "art7.i4.leading_group": _false("leading_group"),
    "art7.i4.expert_group": (
        ({"expert_group_count": 0},),
        *(({"$iall": {"expert_group": {"$neq": {"$i.category": one}}}},) for one in sorted(CATEGORIES)),
    ),
    "art7.i4.advice": _false("expert_group_advises"),
    "art7.i5.matching": _short("matching"),
    "art7.i5.self_raised": _short("self_raised"),
    "art7.i5.assured": _false("assured"),
    "art7.i6.effect": _false("demonstration_effect"),
    "art7.i6.users": _false("target_users_named", "beneficiaries_named"),
    "art7.i6.promotion": _false("promotion_measures"),
    "art13.in_force": (({"$lt": {"applied_on": FIRST_DAY}},), ({"$gt": {"applied_on": LAST_DAY}},)),
}
HOLDS: Final[dict[str, tuple[Tests, ...]]] = {
    "art6.i2.partner": tuple(
        _any("partners", {"$i.agreement_signed": True}, {"$i.kind": kind}) for kind in sorted(SCIENCE)
    ),
    "art6.i2.user_lead": (_any("applicants", {"$i.role": "lead"}, {"$i.is_result_user": True}),),
}
"""For these, rules for what holds: an array of which each element fails one of two tests would need `$or`, which within
an array comes out wrong (a partner that is of another kind and has signed is not seen to fail).
"""


def _form(case: Case) -> Any:
    counts = {f"{name}_count": len(value) for name, value in case.facts.items() if isinstance(value, list)}
    return {"sid": SESSION, "what": "case", **case.facts, **counts}


def _prepare(_: Policy, norms: Sequence[Norm]) -> Ready:
    from durable import engine

    class Quiet(engine.Host):
        """Runs actions where facts are asserted, and nowhere else."""

        def _run(self) -> None:
            """No timers."""

    fired: set[str] = set()

    def recorder(norm: str) -> Callable[[object], None]:
        return lambda _: fired.add(norm)

    rules = {"always": {"all": [{"m": {"what": "case"}}], "run": recorder("")}}
    for norm in norms:
        for index, tests in enumerate(FAILS.get(norm.id) or HOLDS[norm.id]):
            rules[f"{norm.id}-{index}"] = {
                "all": [{"m": {"$and": [{"what": "case"}, *tests]}}],
                "run": recorder(norm.id),
            }
    host = Quiet()
    host.set_rulesets({BOOK: rules})
    told = tuple((norm.id, norm.id in HOLDS) for norm in norms)

    def decide(fact: Any) -> Answers:
        fired.clear()
        host.assert_fact(BOOK, fact)
        host.delete_state(BOOK, SESSION)
        return tuple([(id in fired) is holds for id, holds in told])

    return Ready(_form, decide)


PEERS = (Peer("durable-rules, one fact", "a dict", "durable_rules", _prepare),)
