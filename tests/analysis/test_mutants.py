"""Mutants: for each kind of change a tiny policy with exactly the mutants that it should have; laws for any policy."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.analysis.mutation import Kind, Mutant, mutants
from huimin_rules.analysis.mutation.canonical import canonical
from huimin_rules.citation import Clause
from huimin_rules.engines.reference.probe import Probe
from huimin_rules.errors import PolicyError
from huimin_rules.loading.dump import dump_policy
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Choice, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import (
    Alternative,
    Ground,
    Modality,
    Norm,
    OfficialReading,
    Period,
    Reading,
    Wording,
)
from huimin_rules.norms.policy import Consistency, Identity, Policy
from huimin_rules.norms.text import Text
from huimin_rules.norms.transform import transformed
from huimin_rules.service import load_policy
from tests.engines.random_policies import CONDITIONS, FACTS, OPTIONS, POLICIES
from tests.support import POLICIES as FOLDERS

_ASKED = Question("问", "？")
_GROUND = Ground(Clause(1), "文")
_WORDING = Wording("题", None, "是", "否")
_KINDS = tuple(Choice(one, one) for one in ("p", "q", "r"))


def _row(over: str, *more: Fact) -> tuple[Fact, ...]:
    return (Fact(f"{over}[].t", ValueType.BOOLEAN, _ASKED), Fact(f"{over}[].n", ValueType.INTEGER, _ASKED), *more)


OWN = (
    Fact("a", ValueType.BOOLEAN, _ASKED),
    Fact("b", ValueType.BOOLEAN, _ASKED, judgement=True),
    Fact("k", ValueType.CHOICE, _ASKED, choices=_KINDS),
    Fact("m", ValueType.MONEY, _ASKED, unit="万元"),
    Fact("w", ValueType.INTEGER, _ASKED, unit="人"),
    Fact("d", ValueType.DATE, _ASKED),
    Fact("z", ValueType.PERCENT, _ASKED),
    Fact("c", ValueType.CODE, _ASKED, digits=6),
    FactList("rows", _ASKED, _row("rows", Fact("rows[].v", ValueType.MONEY, _ASKED, unit="元"))),
    FactList("others", _ASKED, _row("others")),
)
BOOLEAN, CHOICE = e.Type(ValueType.BOOLEAN), e.Type(ValueType.CHOICE)
MONEY, WHOLE = e.Type(ValueType.MONEY, "万元"), e.Type(ValueType.INTEGER, "人")
DATE, PERCENT, NUMBER = e.Type(ValueType.DATE), e.Type(ValueType.PERCENT), e.Type(ValueType.NUMBER, "*")
A = c.Compare(e.FactRef("a"), c.Comparison.IS, e.Literal(True, BOOLEAN))
M, W, D = e.FactRef("m"), e.FactRef("w"), e.FactRef("d")
ROW = c.Compare(e.FactRef("rows[].t"), c.Comparison.IS, e.Literal(True, BOOLEAN))
READINGS = (Reading("r", "？", Clause(1), tuple(Alternative(one, one, "。") for one in ("one", "two")), "one"),)


def many(op: str, number: int) -> c.Condition:
    return c.Compare(W, c.Comparison(op), e.Literal(number, WHOLE))


def policy(*norms: Norm, rules: tuple[Consistency, ...] = (), readings: tuple[Reading, ...] = READINGS) -> Policy:
    return Policy(
        Identity("own", "自编", "〔〕", "甲", "乙", "000000", "丙"),
        Text("", "", ()),
        OWN,
        rules,
        readings,
        norms,
        (),
        (),
    )


def norm(requires: c.Condition, **more: object) -> Norm:
    return replace(Norm("n", _GROUND, Modality.OBLIGATION, _WORDING, requires), **more)  # type: ignore[arg-type]  # of a norm


def ids(found: Iterable[Mutant], *kinds: Kind) -> set[str]:
    """What the mutants are called, without the name of the norm; of some kinds, or of all."""
    return {one.id.partition("/")[2] for one in found if not kinds or one.kind in kinds}


def of(requires: c.Condition, *kinds: Kind, **more: object) -> set[str]:
    return ids(mutants(policy(norm(requires, **more))), *kinds)


ALWAYS = {"requirement", "modality=recommendation"}


def test_a_test_of_a_boolean_has_one_opposite() -> None:
    assert of(A) == ALWAYS | {"requires:comparison=is_not", "requires.fact:fact=b"}


@pytest.mark.parametrize(
    ("op", "other"),
    [("at_least", "more_than"), ("more_than", "at_least"), ("at_most", "less_than"), ("less_than", "at_most")],
)
def test_a_threshold_moves_by_one_and_what_comes_to_the_same_is_made_once(op: str, other: str) -> None:
    found = of(many(op, 3), Kind.COMPARISON, Kind.THRESHOLD, Kind.NEGATION)
    # Of whole numbers, more than 3 are at least 4: the swap and one of the steps are the same change.
    (same,) = {"at_least": ["more"], "less_than": ["more"], "more_than": ["less"], "at_most": ["less"]}[op]
    step = {"more": "less", "less": "more"}[same]
    assert found == {f"requires:comparison={other}", f"requires.{op}:threshold={step}", "requires:negation"}


@pytest.mark.parametrize(
    ("literal", "less", "more"),
    [
        (e.Literal(120_000_000, MONEY), 119_999_999, 120_000_001),
        (e.Literal(3, WHOLE), 2, 4),
        (e.Literal(Fraction(3, 100), PERCENT), Fraction(2, 100), Fraction(4, 100)),
        (e.Literal(Fraction(35, 1000), PERCENT), Fraction(34, 1000), Fraction(36, 1000)),
        (e.Literal(Fraction(3, 5), NUMBER), Fraction(1, 2), Fraction(7, 10)),
        (e.Literal(date(2022, 3, 1), DATE), date(2022, 2, 28), date(2022, 3, 2)),
    ],
)
def test_the_step_is_one_unit_of_the_last_place(literal: e.Literal, less: object, more: object) -> None:
    subject = {ValueType.MONEY: M, ValueType.INTEGER: W, ValueType.DATE: D}.get(literal.type.kind, e.FactRef("z"))
    found = mutants(policy(norm(c.Compare(subject, c.Comparison.IS, literal))))
    values = [
        one.changed.requires.right.value
        for one in found
        if one.kind is Kind.THRESHOLD
        and isinstance(one.changed, Norm)
        and isinstance(one.changed.requires, c.Compare)
        and isinstance(one.changed.requires.right, e.Literal)
    ]
    assert values == [less, more]


def test_the_ends_of_what_can_be_written() -> None:
    none = c.Compare(M, c.Comparison.MORE_THAN, e.Literal(0, MONEY))
    assert "requires.more_than:threshold=less" not in of(none)
    first = c.Compare(D, c.Comparison.AT_MOST, e.Literal(date(1900, 1, 1), DATE))
    assert of(first, Kind.THRESHOLD) == {"requires.at_most:threshold=more"}


def test_an_equality_of_what_has_an_order_is_loosened_both_ways() -> None:
    assert of(many("is", 3), Kind.COMPARISON) == {
        f"requires:comparison={op}" for op in ("is_not", "at_least", "at_most")
    }


def test_all_and_any() -> None:
    both = c.All((A, many("at_least", 3)))
    assert of(both, Kind.JUNCTION, Kind.PART, Kind.NEGATION) == {
        "requires:junction",
        "requires:part=0",
        "requires:part=1",
        "requires:negation",
        "requires.all[1]:negation",
    }
    assert of(c.AnyOf((A, many("at_least", 3))), Kind.JUNCTION) == {"requires:junction"}
    assert of(c.All((A,)), Kind.JUNCTION, Kind.PART) == set()


def test_a_negation_is_taken_away() -> None:
    assert of(c.Not(many("at_least", 3)), Kind.NEGATION) == {"requires:negation"}
    assert of(c.Not(A)) == ALWAYS | {"requires:negation", "requires.not.fact:fact=b"}


def test_constants() -> None:
    assert of(c.Constant(False)) == {"requirement", "modality=recommendation"}
    assert of(c.AnyOf((A, c.Constant(False))), Kind.CONSTANT) == set()  # always true: the same as no requirement
    assert of(c.All((A, c.Constant(True))), Kind.CONSTANT) == {"requires.all[1]:constant"}


def test_members() -> None:
    member = c.Member(e.FactRef("k"), ("p", "q"))
    assert of(member, Kind.OPTION, Kind.COMPARISON) == {
        "requires:comparison=none_of",
        "requires:option=-p",
        "requires:option=-q",
        "requires:option=+r",
    }
    code = c.Member(e.FactRef("c"), ("410181",))
    assert of(code, Kind.OPTION) == {"requires:option=+410182"}
    full = c.Member(e.FactRef("c"), ("410181", "410182", "410183", "410184"), negated=True)
    assert of(full, Kind.OPTION) == {
        *(f"requires:option=-41018{last}" for last in "1234"),
        "requires:option=+410185",
    }


def test_a_choice_and_a_code_become_another() -> None:
    chosen = c.Compare(e.FactRef("k"), c.Comparison.IS, e.Literal("p", CHOICE))
    assert of(chosen, Kind.OPTION) == {"requires.is:option=q", "requires.is:option=r"}
    code = c.Compare(e.FactRef("c"), c.Comparison.IS, e.Literal("410189", e.Type(ValueType.CODE)))
    assert [one.words for one in mutants(policy(norm(code))) if one.kind is Kind.THRESHOLD] == ["410189 改为 410180"]


def test_windows_and_shifts() -> None:
    window = c.Within(D, e.Shift(D, 6, -1), months=36)
    assert of(window, Kind.SPAN) == {
        "requires:span=months-less",
        "requires:span=months-more",
        "requires.within.before:span=months-less",
        "requires.within.before:span=months-more",
        "requires.within.before:span=days-less",
        "requires.within.before:span=days-more",
        "requires.within.before:span=none",
    }
    assert of(c.Within(D, D, days=1), Kind.SPAN) == {"requires:span=days-more"}
    assert of(c.Within(D, D, months=1, days=1), Kind.SPAN) == {
        f"requires:span={unit}-{way}" for unit in ("months", "days") for way in ("less", "more")
    }


def test_quantifiers_and_lists_of_the_same_shape() -> None:
    some = c.Quantified(c.Quantifier.SOME, "rows", ROW)
    assert of(some) == ALWAYS | {
        "requires:negation",
        "requires:quantifier=every",
        "requires:list=others",
        "requires.satisfies:comparison=is_not",
    }
    priced = c.Quantified(
        c.Quantifier.EVERY, "rows", c.Compare(e.FactRef("rows[].v"), c.Comparison.AT_LEAST, e.Literal(1, MONEY))
    )
    assert of(priced, Kind.LIST) == set()  # the elements of the other list have no such fact


def test_counts_and_totals() -> None:
    counted = c.Compare(e.Count("rows", ROW), c.Comparison.AT_LEAST, e.Literal(2, NUMBER))
    assert of(counted, Kind.WHERE, Kind.LIST, Kind.COMPARISON) == {
        "requires:comparison=more_than",
        "requires.value:where",
        "requires.value:list=others",
        "requires.value.where:comparison=is_not",
    }
    total = c.Compare(e.Total("rows", e.FactRef("rows[].n"), ROW), c.Comparison.AT_LEAST, e.Literal(2, NUMBER))
    assert of(total, Kind.WHERE, Kind.LIST) == {"requires.value:where", "requires.value:list=others"}
    worth = c.Compare(e.Total("rows", e.FactRef("rows[].v")), c.Comparison.AT_LEAST, e.Literal(2, MONEY))
    assert of(worth, Kind.WHERE, Kind.LIST) == set()


def test_arithmetic_keeps_to_its_types() -> None:
    def compared(op: e.ArithmeticOp, *parts: e.Expression) -> set[str]:
        limit = e.Literal(5, MONEY)
        return of(c.Compare(e.Arithmetic(op, parts), c.Comparison.AT_LEAST, limit), Kind.ARITHMETIC, Kind.PART)

    fee = e.Literal(1, MONEY)
    assert compared(e.ArithmeticOp.SUM, M, fee) == {
        "requires.value:arithmetic=difference",
        "requires.value:part=0",
        "requires.value:part=1",
    }
    assert compared(e.ArithmeticOp.DIFFERENCE, M, fee) == {
        "requires.value:arithmetic=sum",
        "requires.value:arithmetic=swapped",
        "requires.value:part=0",
        "requires.value:part=1",
    }
    # A rate alone is no money, and the ratio of a rate to money is none either.
    rate = e.Literal(Fraction(1, 10), NUMBER)
    assert compared(e.ArithmeticOp.PRODUCT, M, rate) == {"requires.value:arithmetic=ratio", "requires.value:part=1"}
    assert compared(e.ArithmeticOp.RATIO, M, rate) == {"requires.value:arithmetic=product", "requires.value:part=1"}
    assert compared(e.ArithmeticOp.SUM, M, fee, M) == {f"requires.value:part={index}" for index in range(3)}


def test_months_between() -> None:
    whole = c.Compare(e.MonthsBetween(D, e.Shift(D, 1)), c.Comparison.IS, e.Literal(2, NUMBER))
    assert of(whole, Kind.ARITHMETIC) == {"requires.value:arithmetic=swapped"}


def bracket(*rows: tuple[int | None, bool, int]) -> e.Bracket:
    return e.Bracket(
        W,
        tuple(
            e.BracketRow(None if limit is None else e.Literal(limit, WHOLE), included, e.Literal(gives, NUMBER))
            for limit, included, gives in rows
        ),
    )


def of_bracket(*rows: tuple[int | None, bool, int]) -> set[str]:
    found = of(c.Compare(bracket(*rows), c.Comparison.AT_LEAST, e.Literal(10, NUMBER)), Kind.ROW)
    return {one.removeprefix("requires.value").removeprefix(".") for one in found}


def test_brackets() -> None:
    gives = {f"rows[{index}]:row=gives-{way}" for index in (0, 1) for way in ("less", "more")}
    limits = {"rows[0]:row=at_most", "rows[0]:row=limit-less", "rows[0]:row=limit-more"}
    assert of_bracket((5, False, 10), (None, False, 20)) == gives | limits


def test_rows_of_a_bracket_keep_rising() -> None:
    found = of_bracket((5, False, 1), (5, True, 2), (None, False, 3))
    assert {":row=-0", ":row=-1"} <= found
    assert {one for one in found if "gives" not in one} == {
        ":row=-0",
        ":row=-1",
        "rows[0]:row=limit-less",
        "rows[1]:row=limit-more",
    }


def test_points() -> None:
    points = e.Points((e.Award(A, e.Literal(5, NUMBER)), e.Award(many("at_least", 1), e.Literal(3, NUMBER))))
    found = of(c.Compare(points, c.Comparison.AT_LEAST, e.Literal(5, NUMBER)), Kind.AWARD, Kind.COMPARISON)
    assert found == {
        "requires:comparison=more_than",
        *(f"requires.value:award=-{index}" for index in (0, 1)),
        *(f"requires.value.points[{index}]:award={way}" for index in (0, 1) for way in ("less", "more")),
        "requires.value.points[0].when:comparison=is_not",
        "requires.value.points[1].when:comparison=more_than",
    }


def test_readings_are_exchanged_and_decided() -> None:
    read = c.ConditionByReading("r", (("one", A), ("two", many("at_least", 3))))
    assert of(read, Kind.READING) == {"requires:reading=one~two", "requires:reading=one", "requires:reading=two"}
    value = e.ExpressionByReading("r", (("one", e.Literal(3, WHOLE)), ("two", e.Literal(4, WHOLE))))
    assert of(c.Compare(W, c.Comparison.AT_LEAST, value), Kind.READING) == {
        "requires.at_least:reading=one~two",
        "requires.at_least:reading=one",
        "requires.at_least:reading=two",
    }


def test_scope_of_a_norm() -> None:
    assert of(A, Kind.SCOPE, when=many("at_least", 1), unless=many("at_least", 9)) == {"scope=when", "scope=unless"}
    assert of(ROW, Kind.SCOPE, Kind.LIST, for_each="rows", who=ROW) == {"scope=who", "scope=some", "list=others"}
    assert of(A, Kind.SCOPE, Kind.LIST, for_each="rows") == {"scope=some", "scope=for_each", "list=others"}
    assert of(A, Kind.SCOPE, for_each="rows", when=ROW) == {"scope=when"}


def test_periods() -> None:
    first, last = date(2022, 1, 1), date(2022, 12, 31)
    plain = Period("d", first, last)
    validity = {"modality": Modality.VALIDITY}
    ends = {f"period.{end}:period={way}" for end in ("from", "through") for way in ("less", "more")}
    assert of(plain.requires, period=plain, **validity) == ends
    read = Period("d", first, None, "r", (("one", last), ("two", first)))
    assert of(read.requires, period=read, **validity) == {
        "period.from:period=less",
        "period.through.alternatives.one:period=less",
        "period.through.alternatives.one:period=more",
        "period.through.alternatives.two:period=more",
        "period.through:reading=one~two",
        "period.through:reading=one",
        "period.through:reading=two",
    }
    assert "modality=obligation" in of(A, **validity)


@pytest.mark.parametrize(
    ("modality", "other"),
    [
        ("obligation", {"recommendation"}),
        ("priority", {"obligation"}),
        ("default", {"obligation"}),
        ("definition", set()),
    ],
)
def test_modalities(modality: str, other: set[str]) -> None:
    assert of(A, Kind.MODALITY, modality=Modality(modality)) == {f"modality={one}" for one in other}


def test_definitions_are_exchanged_without_circles() -> None:
    def defined(name: str, requires: c.Condition) -> Norm:
        return Norm(name, _GROUND, Modality.DEFINITION, _WORDING, requires)

    first, second = defined("one", A), defined("two", c.All((c.Holds("one"), many("at_least", 1))))
    own = policy(first, second, defined("three", c.Holds("two")), norm(c.Holds("two")))
    found = {one.id for one in mutants(own) if one.kind is Kind.DEFINITION}
    # In `two` nothing may stand for `one`: `three` refers to `two`.
    assert found == {"three/requires:definition=one", "n/requires:definition=one", "n/requires:definition=three"}


def test_an_institutional_norm_has_none() -> None:
    assert list(mutants(policy(Norm("n", _GROUND, Modality.INSTITUTIONAL, _WORDING)))) == []


def test_consistency_rules() -> None:
    rule = Consistency("ordered", "m", many("at_least", 3), "")
    assert ids(mutants(policy(rules=(rule,)))) == {
        "requirement",
        "requires:negation",
        "requires:comparison=more_than",
        "requires.at_least:threshold=less",
    }
    dropped = next(mutants(policy(rules=(rule,))))
    assert (dropped.changed, dropped.policy.consistency) == (None, ())


def test_what_the_authority_said() -> None:
    spoken = replace(READINGS[0], official=OfficialReading("one", "甲", date(2022, 1, 1), "函"))
    found = list(mutants(policy(readings=(spoken,))))
    assert [(one.id, one.words) for one in found] == [
        ("r/official", "去掉正式解释"),
        ("r/official=two", "正式解释改为 two"),
    ]
    assert [one.policy.readings[0].official and one.policy.readings[0].official.alternative for one in found] == [
        None,
        "two",
    ]


# --- laws


@pytest.mark.parametrize("name", ["gongyi-huimin-2021", "lixiang-innovation-2030", "minimal"])
def test_mutants_differ_and_have_ids_of_their_own(name: str) -> None:
    original = load_policy(name) if name.startswith("gongyi") else load_folder(FOLDERS / name)
    found = list(mutants(original))
    assert len({one.id for one in found}) == len(found)
    assert all(one.policy != original for one in found)
    meanings = {(one.policy.norms, one.policy.consistency, one.policy.readings) for one in found}
    assert len(meanings) == len(found)
    assert [one.id for one in mutants(original)] == [one.id for one in found]


def test_ids_do_not_depend_on_other_norms() -> None:
    original = load_policy("gongyi-huimin-2021")
    fewer = replace(original, norms=tuple(one for one in original.norms if one.id != "art3.scope"))
    kept = {one.id for one in mutants(original) if one.of in ("art4.i3.period", "art13.in_force", "one_lead")}
    assert kept == {one.id for one in mutants(fewer) if one.of in ("art4.i3.period", "art13.in_force", "one_lead")}


@pytest.mark.parametrize(
    ("name", "share"), [("gongyi-huimin-2021", 31), ("lixiang-innovation-2030", 13), ("minimal", 1)]
)
def test_mutants_are_what_an_author_could_have_written(name: str, share: int, tmp_path: Path) -> None:
    """Written to files and loaded, a mutant has no mistake but that what it no longer uses is now used by nothing."""
    original = load_policy(name) if name.startswith("gongyi") else load_folder(FOLDERS / name)
    for number, one in enumerate(mutants(original)):
        if number % share:
            continue
        for file, text in dump_policy(one.policy).items():
            (tmp_path / file).write_bytes(text.encode())
        again, problems = loaded(tmp_path)
        assert again in (None, one.policy), one.id
        assert all("没有规范用到" in problem or "已被规范用到" in problem for problem in problems), one.id


def loaded(folder: Path) -> tuple[Policy | None, list[str]]:
    """The policy of a folder, or what is wrong with it."""
    try:
        return load_folder(folder), []
    except PolicyError as error:
        return None, [problem.message for problem in error.problems]


@settings(max_examples=60)
@given(POLICIES)
def test_mutants_of_any_policy_differ_and_have_ids_of_their_own(original: Policy) -> None:
    found = list(mutants(original))
    assert len({one.id for one in found}) == len(found)
    assert all(one.policy != original for one in found)


def complete(draw: st.DrawFn) -> Application:
    """Some complete application of the random policies."""

    def one(name: str) -> object:
        return draw(st.sampled_from(OPTIONS[name]))

    scalars = tuple(one(fact.path) for fact in FACTS if isinstance(fact, Fact))
    rows = tuple((one("t"), one("n")) for _ in range(draw(st.integers(0, 3))))
    return Application("", scalars, (rows,), tuple(None for _ in scalars), ((),))  # type: ignore[arg-type]  # of the policy


applications = st.composite(complete)()
READ = st.fixed_dictionaries({"r": st.sampled_from(["one", "two"]), "s": st.sampled_from(["one", "two"])})


@settings(max_examples=150)
@given(POLICIES, CONDITIONS, st.lists(st.tuples(applications, READ), min_size=12, max_size=12))
def test_the_one_form_of_a_condition_means_the_same(
    original: Policy, requires: c.Condition, given_: list[tuple[Application, dict[str, str]]]
) -> None:
    own = replace(original.norms[1], requires=requires, for_each=None, who=None)
    facts = original.fact_by_path
    formed = replace(own, requires=canonical(requires, facts))
    before = Probe(replace(original, norms=(original.norms[0], own)), [own])
    after = Probe(replace(original, norms=(original.norms[0], formed)), [formed])
    for application, readings in given_:
        slots = before.slots(application, readings)
        assert before.status("n", slots, application) == after.status("n", slots, application)
    assert canonical(formed.requires or c.Constant(True), facts) == formed.requires


@given(CONDITIONS)
def test_transforming_by_nothing_changes_nothing(condition: c.Condition) -> None:
    assert transformed(condition, lambda node: node) == condition


def test_only_what_comes_in_whole_steps_is_closed() -> None:
    facts = policy(norm(A)).fact_by_path
    share = c.Compare(e.FactRef("z"), c.Comparison.MORE_THAN, e.Literal(1, PERCENT))
    assert canonical(share, facts) == share
    after = c.Compare(D, c.Comparison.MORE_THAN, e.Literal(date(2022, 1, 31), DATE))
    assert canonical(after, facts) == c.Compare(D, c.Comparison.AT_LEAST, e.Literal(date(2022, 2, 1), DATE))
