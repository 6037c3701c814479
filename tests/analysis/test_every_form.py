"""Every form of the language, over every type of fact: the encoding against the plain evaluator and the engine."""

from datetime import date
from fractions import Fraction
from typing import Any

import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin_rules.analysis.proofs.formulas import FALSE, TRUE, same
from huimin_rules.analysis.proofs.kleene import Evaluation
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.vocabulary import vocabulary
from huimin_rules.analysis.proofs.world import World
from huimin_rules.citation import Clause
from huimin_rules.engines.reference import Engine
from huimin_rules.engines.reference.outcomes import MET, NOT_APPLICABLE, UNMET
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Choice, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Alternative, Ground, Modality, Norm, Reading, Wording
from huimin_rules.norms.policy import Identity, Policy
from huimin_rules.norms.text import Text
from tests.analysis.assignments import assigned, comes_to, complete, partly
from tests.engines.plain import World as PlainWorld
from tests.engines.plain import outcome
from tests.support import UNTRACED

ASKED = Question("问", "？")
FACTS = (
    Fact("flag", ValueType.BOOLEAN, ASKED),
    Fact("other", ValueType.BOOLEAN, ASKED, judgement=True),
    Fact("kind", ValueType.CHOICE, ASKED, choices=tuple(Choice(one, one) for one in "pqr")),
    Fact("sort", ValueType.CHOICE, ASKED, choices=tuple(Choice(one, one) for one in "pq")),
    Fact("text", ValueType.TEXT, ASKED),
    Fact("code", ValueType.CODE, ASKED, digits=2, may_be_none=True),
    Fact("x", ValueType.INTEGER, ASKED, minimum=-3, maximum=4),
    Fact("y", ValueType.INTEGER, ASKED, minimum=-2, maximum=3, may_be_none=True),
    Fact("money", ValueType.MONEY, ASKED, unit="元"),
    Fact("share", ValueType.PERCENT, ASKED, minimum=0, maximum=1),
    Fact("d", ValueType.DATE, ASKED, may_be_none=True),
    Fact("f", ValueType.DATE, ASKED),
    FactList(
        "rows",
        ASKED,
        (
            Fact("rows[].n", ValueType.INTEGER, ASKED, minimum=-1, maximum=2, may_be_none=True),
            Fact("rows[].t", ValueType.TEXT, ASKED),
            Fact("rows[].on", ValueType.DATE, ASKED),
        ),
        at_least=1,
    ),
)
POOLS: dict[str, tuple[Any, ...]] = {
    "flag": (False, True),
    "other": (False, True),
    "kind": ("p", "q", "r"),
    "sort": ("p", "q"),
    "text": ("甲", "乙", "丙", ""),
    "code": ("10", "20", ""),
    "x": (-3, -1, 0, 1, 2, 4),
    "y": (-2, -1, 0, 1, 3, ""),
    "money": (0, 1, 99, 100, 10**15),
    "share": (0, Fraction(1, 8), Fraction(1, 2), 1),
    "d": (date(1900, 1, 1), date(2023, 2, 28), date(2024, 2, 29), date(2024, 8, 31), date(2199, 12, 31), ""),
    "f": (date(2020, 2, 29), date(2023, 2, 27), date(2023, 12, 31), date(2024, 3, 1), date(2199, 12, 31)),
    "n": (-1, 0, 1, 2, ""),
    "t": ("甲", "丁", ""),
    "on": (date(2023, 8, 30), date(2024, 2, 28), date(2024, 2, 29)),
}
R = e.FactRef
TYPES = {"whole": e.Type(ValueType.INTEGER), "ratio": e.Type(ValueType.NUMBER), "date": e.Type(ValueType.DATE)}


def whole(value: int) -> e.Literal:
    return e.Literal(value, TYPES["whole"])


def ratio(top: int, below: int) -> e.Literal:
    return e.Literal(Fraction(top, below), TYPES["ratio"])


def on(year: int, month: int, day: int) -> e.Literal:
    return e.Literal(date(year, month, day), TYPES["date"])


def word(value: str, kind: ValueType) -> e.Literal:
    return e.Literal(value, e.Type(kind))


def split(one: e.Expression, two: e.Expression) -> e.ExpressionByReading:
    return e.ExpressionByReading("r", (("one", one), ("two", two)))


def bracket(subject: e.Expression) -> e.Bracket:
    rows = (e.BracketRow(whole(0), True, whole(1)), e.BracketRow(whole(2), False, whole(-2)))
    return e.Bracket(subject, (*rows, e.BracketRow(None, False, whole(3))))


BOOLEAN, CHOICE, TEXT, CODE = ValueType.BOOLEAN, ValueType.CHOICE, ValueType.TEXT, ValueType.CODE
SUM, DIFFERENCE, PRODUCT, RATIO = e.ArithmeticOp
OVER = e.Arithmetic(RATIO, (R("x"), R("y")))
EXPRESSIONS: dict[str, tuple[e.Expression, tuple[e.Expression, ...]]] = {
    "whole": (R("x"), (whole(1), R("y"))),
    "money": (R("money"), (e.Literal(99, e.Type(ValueType.MONEY, "元")),)),
    "share": (R("share"), (ratio(1, 8),)),
    "sum": (e.Arithmetic(SUM, (R("x"), R("y"), whole(1))), (whole(2),)),
    "difference": (e.Arithmetic(DIFFERENCE, (R("x"), R("y"))), (whole(0),)),
    "product": (e.Arithmetic(PRODUCT, (R("x"), R("y"))), (whole(2),)),
    "product_of_bracket": (e.Arithmetic(PRODUCT, (R("x"), bracket(R("y")))), (whole(2),)),
    "ratio": (OVER, (ratio(1, 2), whole(-1))),
    "sum_of_ratios": (e.Arithmetic(SUM, (OVER, e.Arithmetic(RATIO, (R("y"), R("x"))))), (whole(1),)),
    "difference_of_ratios": (e.Arithmetic(DIFFERENCE, (OVER, ratio(1, 3))), (whole(0),)),
    "product_of_ratios": (e.Arithmetic(PRODUCT, (OVER, R("share"))), (ratio(1, 4),)),
    "ratio_of_ratios": (e.Arithmetic(RATIO, (OVER, e.Arithmetic(RATIO, (R("x"), whole(2))))), (ratio(1, 2),)),
    "ratio_by_reading": (split(OVER, R("share")), (ratio(1, 2),)),
    "count": (e.Count("rows"), (whole(2), R("x"))),
    "count_where": (e.Count("rows", c.Compare(R("rows[].n"), c.Comparison.MORE_THAN, whole(0))), (whole(1),)),
    "total": (e.Total("rows", R("rows[].n")), (whole(1),)),
    "total_where": (
        e.Total("rows", R("rows[].n"), c.Compare(R("rows[].t"), c.Comparison.IS, word("甲", TEXT))),
        (whole(0),),
    ),
    "total_of_ratios": (e.Total("rows", e.Arithmetic(RATIO, (R("x"), R("rows[].n")))), (whole(1),)),
    "bracket": (bracket(R("y")), (whole(1),)),
    "bracket_of_ratio": (bracket(OVER), (whole(0),)),
    "bracket_of_days": (
        e.Bracket(
            R("d"), (e.BracketRow(on(2024, 2, 29), True, on(2024, 1, 1)), e.BracketRow(None, False, on(2025, 1, 1)))
        ),
        (on(2024, 1, 1),),
    ),
    "points": (
        e.Points(
            (
                e.Award(c.Compare(R("x"), c.Comparison.MORE_THAN, whole(0)), whole(2)),
                e.Award(c.Compare(R("kind"), c.Comparison.IS, word("p", CHOICE)), whole(-1)),
            )
        ),
        (whole(1),),
    ),
    "months": (e.MonthsBetween(R("d"), R("f")), (whole(12), R("x"))),
    "months_of_shifted": (e.MonthsBetween(e.Shift(R("f"), 0, 45), e.Shift(R("d"), 1, 0)), (whole(0),)),
    "shift": (e.Shift(R("d"), 6, 1), (R("f"), on(2024, 8, 30))),
    "days": (R("d"), (R("f"), on(2024, 2, 29))),
    "day_by_reading": (split(R("d"), e.Shift(R("f"), 0, 90)), (on(2024, 2, 29),)),
    "number_by_reading": (split(R("x"), bracket(R("y"))), (whole(1),)),
}
CONDITIONS: dict[str, c.Condition] = {
    f"{name}_{op.value}_{place}": c.Compare(left, op, right)
    for name, (left, others) in EXPRESSIONS.items()
    for place, right in enumerate(others)
    for op in c.Comparison
}
IS, IS_NOT = c.Comparison.IS, c.Comparison.IS_NOT
CONDITIONS |= {
    "flags": c.Compare(R("flag"), IS, R("other")),
    "flags_differ": c.Compare(R("flag"), IS_NOT, R("other")),
    "flag_by_reading": c.Compare(split(R("flag"), R("other")), IS, e.Literal(True, e.Type(BOOLEAN))),
    "flag_among": c.Member(R("flag"), (True,)),
    "flag_among_both": c.Member(R("flag"), (True, False)),
    "kinds": c.Compare(R("kind"), IS, R("sort")),
    "kind_by_reading": c.Compare(split(R("kind"), R("sort")), IS, word("q", CHOICE)),
    "kind_by_reading_among": c.Member(split(R("kind"), word("p", CHOICE)), ("p", "q")),
    "kind_among": c.Member(R("kind"), ("p", "q", "r")),
    "kind_not_among": c.Member(R("kind"), ("p",), negated=True),
    "texts": c.Compare(R("text"), IS, word("甲", TEXT)),
    "text_among": c.Member(R("text"), ("甲", "乙")),
    "text_by_reading": c.Compare(split(R("text"), word("乙", TEXT)), IS_NOT, word("乙", TEXT)),
    "codes": c.Compare(R("code"), IS_NOT, word("10", CODE)),
    "code_not_among": c.Member(R("code"), ("10", "30"), negated=True),
    "number_among": c.Member(R("y"), (0, 3)),
    "day_among": c.Member(R("d"), (date(2024, 2, 29),)),
    "bracket_among": c.Member(bracket(R("x")), (1, 3)),
    "present": c.Present(R("text")),
    "absent": c.Not(c.Present(R("d"))),
    "within_months": c.Within(R("d"), R("f"), 6, 0),
    "within_days": c.Within(R("f"), R("d"), 0, 90),
    "some": c.Quantified(c.Quantifier.SOME, "rows", c.Within(R("rows[].on"), R("f"), 6, 1)),
    "every": c.Quantified(c.Quantifier.EVERY, "rows", c.Compare(R("rows[].n"), c.Comparison.AT_LEAST, R("x"))),
    "reading": c.ConditionByReading("r", (("one", c.Compare(R("x"), IS, whole(1))), ("two", c.Holds("defined")))),
    "constants": c.AnyOf((c.Constant(False), c.All((c.Constant(True), c.Holds("defined"))))),
}


def norm(name: str, requires: c.Condition, **more: Any) -> Norm:
    modality = more.pop("modality", Modality.OBLIGATION)
    return Norm(name, Ground(Clause(1), "文"), modality, Wording(name, None, "是", "否"), requires, **more)


FLAG = c.Compare(R("flag"), IS, e.Literal(True, e.Type(BOOLEAN)))
POSITIVE = c.Compare(R("rows[].n"), c.Comparison.MORE_THAN, whole(0))
POLICY = Policy(
    Identity("forms", "各种形式", "号", "甲", "乙", "000000", "丙"),
    Text("", "", ()),
    FACTS,
    (),
    (Reading("r", "？", Clause(1), (Alternative("one", "一", "。"), Alternative("two", "二", "。")), "one"),),
    (
        norm("defined", c.Present(R("code")), when=FLAG, unless=c.Present(R("text")), modality=Modality.DEFINITION),
        *(norm(name, one) for name, one in CONDITIONS.items()),
        norm("applies", FLAG, when=c.Present(R("d")), unless=c.Member(R("kind"), ("p",))),
        norm("each", c.Present(R("rows[].t")), for_each="rows"),
        norm("each_of_some", c.Present(R("rows[].t")), for_each="rows", who=POSITIVE, unless=FLAG),
    ),
    (),
    (),
)
MEANING = Meaning(POLICY, World(vocabulary(POLICY)))
EVALUATION = Evaluation(POLICY, Knowledge(MEANING.world))
ENGINE = Engine(POLICY)
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
BITS = {"met": MET, "unmet": UNMET, "not_applicable": NOT_APPLICABLE}


def rows(draw: st.DrawFn, unknown: tuple[None, ...] = ()) -> list[dict[str, Any]]:
    size = draw(st.integers(1, 3))
    return [{name: draw(st.sampled_from([*POOLS[name], *unknown])) for name in ("n", "t", "on")} for _ in range(size)]


@st.composite
def worlds(draw: st.DrawFn) -> PlainWorld:
    facts = {one.path: draw(st.sampled_from(POOLS[one.path])) for one in POLICY.scalars}
    return PlainWorld(POLICY, facts, {"rows": rows(draw)}, {"r": draw(st.sampled_from(["one", "two"]))})


@st.composite
def partials(draw: st.DrawFn) -> tuple[Application, dict[str, str]]:
    values = [draw(st.sampled_from([*POOLS[one.path], None])) for one in POLICY.scalars]
    scalars = tuple(one.domain if value is None else value for one, value in zip(POLICY.scalars, values, strict=True))
    each = POLICY.lists[0]
    listed = draw(st.none() | st.just(rows(draw, (None,))))
    elements = (
        each.domain
        if listed is None
        else tuple(
            tuple(item.domain if row[item.name] is None else row[item.name] for item in each.items) for row in listed
        )
    )
    application = Application("", scalars, (elements,), (None,) * len(scalars), ((),))
    return application, draw(st.sampled_from([{}, {"r": "one"}, {"r": "two"}]))


@SETTINGS
@given(worlds())
def test_the_meaning_is_that_of_the_plain_evaluator(world: PlainWorld) -> None:
    model = assigned(complete(POLICY, MEANING.world, world.facts, world.lists, world.readings))
    assert comes_to(MEANING.readable, model)
    for one in POLICY.findable:
        found = MEANING.outcome(one)
        bits = zip(BITS.values(), (found.met, found.unmet, found.not_applicable), strict=True)
        assert sum(bit for bit, part in bits if comes_to(part, model)) == BITS[outcome(one, world)], one.id


@UNTRACED
@SETTINGS
@given(partials())
def test_the_evaluation_is_that_of_the_engine(partial: tuple[Application, dict[str, str]]) -> None:
    application, fixed = partial
    model = assigned(partly(POLICY, EVALUATION.knowledge, application, fixed))
    slots = ENGINE.layout.slots(application, fixed)
    for one, program in zip(POLICY.findable, ENGINE.programs, strict=True):
        bits = zip(BITS.values(), EVALUATION.outcomes(one).each, strict=True)
        assert sum(bit for bit, part in bits if comes_to(part, model)) == program.possible(slots), one.id


@given(worlds())
def test_the_conclusion(world: PlainWorld) -> None:
    model = assigned(complete(POLICY, MEANING.world, world.facts, world.lists, world.readings))
    failed = any(outcome(one, world) == "unmet" for one in POLICY.findable)
    assert comes_to(MEANING.unmet(Modality.OBLIGATION), model) is failed
    assert comes_to(MEANING.eligible(), model) is not failed
    assert not comes_to(MEANING.unmet(Modality.VALIDITY), model)


def test_equal_formulas() -> None:
    one = z3.Bool("one")
    assert z3.is_true(same(one, one))
    assert same(TRUE, one).eq(one)
    assert same(one, FALSE).eq(z3.Not(one))
