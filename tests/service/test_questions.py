"""What to ask next: exactly what findings wait for; whatever else an answer is, it changes nothing."""

import math
import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules import InputError, Policy, Verdict, check, load_policy, validate
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application, written
from huimin_rules.norms.facts import AnyFact, Domain, Fact, FactList, ListDomain, ValueType
from huimin_rules.service import rules_folder
from huimin_rules.service.questions import Questions, questions
from huimin_rules.verdict import Conclusion, Status
from tests.replay import random_applications
from tests.support import POLICIES, UNTRACED

SHIPPED = load_policy("gongyi-huimin-2021")
INVENTED = load_folder(POLICIES / "lixiang-innovation-2030")
ALL = (SHIPPED, INVENTED, load_folder(POLICIES / "minimal"), load_folder(POLICIES / "every-type"))
SHIPPED_CASES = load_cases(SHIPPED, rules_folder() / "gongyi-huimin-2021")
INVENTED_CASES = load_cases(INVENTED, POLICIES / "lixiang-innovation-2030")
CASES = [(SHIPPED, case) for case in SHIPPED_CASES] + [(INVENTED, case) for case in INVENTED_CASES]

_DAYS = ("2020-01-01", "2021-12-21", "2021-12-22", "2022-12-21", "2022-12-22", "2025-08-31", "2030-06-01", "2099-12-31")
_AMOUNTS = ("0元", "0.01元", "50万元", "99999999999元")


def asked(policy: Policy, facts: Mapping[str, Any]) -> tuple[Verdict, Questions]:
    verdict = check(policy, facts)
    return verdict, questions(policy, verdict)


# --- what is asked


@pytest.mark.parametrize(("policy", "case"), CASES, ids=lambda one: getattr(one, "id", None))
def test_a_question_is_a_blocker_and_a_blocker_is_a_question(policy: Policy, case: Any) -> None:
    verdict = check(policy, case.facts, case.readings)
    found = questions(policy, verdict)
    blockers = {
        (blocker.kind, blocker.name): [
            one.norm for one in verdict.findings if any(each.name == blocker.name for each in one.blockers)
        ]
        for finding in verdict.findings
        for blocker in finding.blockers
    }
    said: list[tuple[tuple[str, str], list[str]]] = [
        *(((one.kind, one.path), [each.norm for each in one.asked_by]) for one in found.ask),
        *((("reading", one.reading), [each.norm for each in one.asked_by]) for one in found.clarify),
    ]
    assert dict(said) == blockers
    assert len(said) == len(blockers)
    assert Questions.model_validate_json(found.to_json()) == found


def test_questions_stand_in_the_order_of_the_facts_and_elements() -> None:
    facts = {"applied_on": "2022-03-01", "applicants": [{"role": "lead"}, {}]}
    _, found = asked(SHIPPED, facts)
    paths = [one.path for one in found.ask]
    order = [fact.path for fact in SHIPPED.each_fact()]

    def place(path: str) -> tuple[int, int, int]:
        if "[" not in path:
            return (order.index(path), 0, 0)
        name, _, rest = path.partition("[")
        index, _, field = rest.partition("]")
        return (order.index(name), int(index), order.index(f"{name}[]{field}"))

    assert paths == sorted(paths, key=place)
    first = [path for path in paths if path.startswith("applicants[")]
    # The first leads, so the other does not: its role is no question.
    # The first leads, so the other does not: its role is no question, nor is whether it uses the result.
    assert first == [
        *(f"applicants[0].{name}" for name in ("domicile", "legal_form", "is_result_user")),
        *(f"applicants[0].{name}" for name in ("long_term_engagement", "good_conditions")),
        *(f"applicants[1].{name}" for name in ("domicile", "legal_form")),
        *(f"applicants[1].{name}" for name in ("long_term_engagement", "good_conditions")),
    ]


def test_a_question_says_what_a_form_needs() -> None:
    policy = ALL[3]
    _, found = asked(policy, {})
    for one in found.ask:
        fact = policy.fact_by_path[one.fact]
        assert one.path == one.fact  # nothing is stated, so nothing has an element
        assert (one.label, one.question, one.help, one.evidence) == (
            fact.asked.label,
            fact.asked.question,
            fact.asked.help,
            fact.asked.evidence,
        )
        assert (one.citation is None) == (fact.asked.clause is None)
        if isinstance(fact, FactList):
            assert (one.type, one.at_least, one.titled_by) == ("list", fact.at_least, fact.titled_by)
            assert [item.fact for item in one.items] == [item.path for item in fact.items]
        else:
            assert (one.type, one.unit, one.digits) == (fact.type.value, fact.unit, fact.digits)
            assert [option.id for option in one.choices] == [choice.id for choice in fact.choices]
            assert not one.items


def test_bounds_are_written_as_an_application_writes_them() -> None:
    shown = {
        entry.fact: (entry.minimum, entry.maximum)
        for policy in ALL
        for one in questions(policy, check(policy, {})).ask
        for entry in (one, *one.items)
        if entry.type in ("integer", "number", "percent")
    }
    for policy in ALL:
        for fact in policy.each_fact():
            if fact.path in shown and isinstance(fact, Fact):
                low, high = shown[fact.path]
                assert low is not None
                assert (high is None) == (fact.maximum is None)
    assert any(str(low).endswith("%") for low, _ in shown.values())


def test_readings_are_for_the_authority() -> None:
    facts = {**complete(), "applied_on": "2022-12-22"}
    verdict, found = asked(SHIPPED, facts)
    assert verdict.conclusion is Conclusion.NEEDS_JUDGEMENT
    assert not found.ask
    assert [(one.reading, one.moves_conclusion) for one in found.clarify] == [("validity_last_day", True)]
    assert [way.id for way in found.clarify[0].alternatives] == ["eve_of_anniversary", "anniversary"]
    fixed = check(SHIPPED, facts, {"validity_last_day": "anniversary"})
    assert not questions(SHIPPED, fixed).clarify


# --- the conclusion


def test_out_of_force_nothing_moves_the_conclusion() -> None:
    verdict, found = asked(SHIPPED, {"applied_on": "2023-01-10"})
    assert verdict.conclusion is Conclusion.NOT_IN_FORCE
    assert found.ask
    assert not [one.path for one in found.ask if one.moves_conclusion]
    assert not [one.reading for one in found.clarify if one.moves_conclusion]


def test_where_an_obligation_fails_only_the_day_of_application_moves_it() -> None:
    verdict, found = asked(SHIPPED, {"applicants": [{"name": "甲", "role": "lead", "domicile": "410102"}]})
    assert verdict.conclusion is Conclusion.INELIGIBLE
    assert [one.path for one in found.ask if one.moves_conclusion] == ["applied_on"]


def test_what_only_a_recommendation_waits_for_moves_nothing() -> None:
    facts = complete()
    facts["plan"]["period"]["end"] = None
    verdict, found = asked(SHIPPED, facts)
    assert verdict.conclusion is Conclusion.ELIGIBLE
    assert [(one.path, one.moves_conclusion) for one in found.ask] == [("plan.period.end", False)]


def test_whatever_decides_and_is_open_moves_it() -> None:
    verdict, found = asked(SHIPPED, {})
    assert verdict.conclusion is Conclusion.INCOMPLETE
    for one in found.ask:
        assert one.moves_conclusion == any(each.modality in ("obligation", "validity") for each in one.asked_by)


# --- laws


def complete() -> dict[str, Any]:
    case = next(case for case in SHIPPED_CASES if case.id == "art6.i1.domicile.met")
    return deepcopy(dict(case.facts))


@st.composite
def partial(draw: st.DrawFn) -> tuple[int, dict[str, Any]]:
    """The number of a policy, and an application with gaps that it reads."""
    index = draw(st.integers(0, len(ALL) - 1))
    policy = ALL[index]
    facts = deepcopy(next(random_applications.applications(policy, draw(st.integers(0, 2**32)))))
    thin(facts, random.Random(draw(st.integers(0, 2**32))), draw(st.sampled_from((0.0, 0.1, 0.4, 0.8))))
    return index, facts


def thinned(facts: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same application with gaps: the same seed gives the same ones."""
    chance, less = random.Random(seed), deepcopy(facts)
    thin(less, chance, chance.choice((0.05, 0.1, 0.4)))
    return less


def thin(facts: Any, chance: random.Random, share: float) -> None:
    """Leave some answers open."""
    for key in list(facts):
        value = facts[key]
        if chance.random() < share:
            facts[key] = None
        elif isinstance(value, dict) and "by" not in value:
            thin(value, chance, share)
        elif isinstance(value, list):
            for one in value:
                thin(one, chance, share)


def missing(policy: Policy, application: Application) -> Iterator[tuple[str, AnyFact]]:
    """Every fact that nobody has answered, by its place in the application."""
    for fact, value, stated in zip(policy.scalars, application.scalars, application.stated, strict=True):
        if isinstance(value, Domain) and stated is None:
            yield fact.path, fact
    for each, elements, rows in zip(policy.lists, application.lists, application.listed, strict=True):
        if isinstance(elements, ListDomain):
            yield each.path, each
            continue
        for index, (element, row) in enumerate(zip(elements, rows, strict=True)):
            for item, value, said in zip(each.items, element, row, strict=True):
                if isinstance(value, Domain) and said is None:
                    yield f"{each.path}[{index}].{item.name}", item


def answers(fact: AnyFact, chance: random.Random) -> list[Any]:
    """Answers to a question, at the ends of what is possible and between."""
    if isinstance(fact, FactList):
        return [[{}] * size for size in range(fact.at_least, fact.at_least + 3)]
    none = ["无"] if fact.domain.may_be_none else []
    match fact.type:
        case ValueType.BOOLEAN:
            determined = {"by": "专家组", "on": "2022-03-01", "reason": "核对过"}
            return [True, False, *([{"value": one, **determined} for one in (True, False)] if fact.judgement else [])]
        case ValueType.CHOICE:
            return [choice.id for choice in fact.choices]
        case ValueType.DATE:
            return [*_DAYS, *none]
        case ValueType.MONEY:
            return [*_AMOUNTS, f"{chance.randint(0, 10**6)}元", *none]
        case ValueType.INTEGER | ValueType.NUMBER | ValueType.PERCENT:
            low, high = fact.domain.low, fact.domain.high
            assert isinstance(low, int | Fraction)
            assert isinstance(high, int | Fraction)
            between = Fraction(math.floor(low + (high - low) * Fraction(chance.random())))
            return [number(fact, one) for one in (low, high, max(low, between))] + none
        case ValueType.CODE:
            return ["4" * (fact.digits or 6), "410181"[: fact.digits or 6], *none]
        case ValueType.TEXT | ValueType.USCC:
            return ["甲", "91410181MA3X00000X", *none]


def number(fact: Fact, value: int | Fraction) -> Any:
    shown = written(fact, value)
    return shown if isinstance(shown, int) or fact.type is ValueType.PERCENT else Decimal(str(shown))


def answered(facts: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The same application with an answer put in."""
    more = deepcopy(dict(facts))
    here: Any = more
    *groups, name = path.split(".")
    for group in groups:
        key, _, index = group.partition("[")
        if here.get(key) is None:
            here[key] = {}
        here = here[key][int(index[:-1])] if index else here[key]
    here[name] = value
    return more


def statuses(verdict: Verdict) -> list[tuple[str, Status]]:
    return [(one.norm, one.status) for one in verdict.findings]


@settings(max_examples=25, deadline=None)
@given(partial(), st.integers(0, 2**32))
def test_what_is_not_asked_changes_nothing(made: tuple[int, dict[str, Any]], seed: int) -> None:
    policy, facts, chance = ALL[made[0]], made[1], random.Random(seed)
    verdict, found = asked(policy, facts)
    paths = {one.path for one in found.ask}
    unasked = [(path, fact) for path, fact in missing(policy, validate(policy, facts)) if path not in paths]
    for path, fact in chance.sample(unasked, min(len(unasked), 4)):
        for value in chance.sample(possible := answers(fact, chance), min(len(possible), 2)):
            after = decided(policy, answered(facts, path, value))
            if after is not None:
                assert statuses(after) == statuses(verdict), (path, value)
                assert after.conclusion is verdict.conclusion
    everything = facts
    for path, fact in unasked:
        everything = answered(everything, path, chance.choice(answers(fact, chance)))
    after = decided(policy, everything)
    if after is not None:
        assert statuses(after) == statuses(verdict)


@UNTRACED
@settings(max_examples=25, deadline=None)
@given(partial(), st.integers(0, 2**32))
def test_what_does_not_move_the_conclusion_leaves_it(made: tuple[int, dict[str, Any]], seed: int) -> None:
    policy, facts, chance = ALL[made[0]], made[1], random.Random(seed)
    verdict, found = asked(policy, facts)
    still = [one for one in found.ask if not one.moves_conclusion]
    everything = facts
    for one in chance.sample(still, min(len(still), 4)):
        value = chance.choice(answers(policy.fact_by_path[one.fact], chance))
        after = decided(policy, answered(facts, one.path, value))
        assert after is None or after.conclusion is verdict.conclusion, (one.path, value)
        everything = answered(everything, one.path, chance.choice(answers(policy.fact_by_path[one.fact], chance)))
    after = decided(policy, everything)
    assert after is None or after.conclusion is verdict.conclusion


def decided(policy: Policy, facts: Mapping[str, Any]) -> Verdict | None:
    """The verdict; None where the answer contradicts the others, or is none that the fact can have."""
    try:
        return check(policy, facts)
    except InputError:
        return None


def test_answers_are_such_as_facts_can_have() -> None:
    """The laws above would hold emptily if the policies refused the answers."""
    chance = random.Random(1)
    for policy in ALL:
        for path, fact in missing(policy, validate(policy, {})):
            assert any(readable(policy, answered({}, path, value)) for value in answers(fact, chance)), path


def readable(policy: Policy, facts: Mapping[str, Any]) -> bool:
    try:
        validate(policy, facts)
    except InputError:
        return False
    return True
