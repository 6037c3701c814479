"""Every form of the language becomes the representation it stands for."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from huimin_rules.citation import Clause
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    ConditionByReading,
    Constant,
    Holds,
    Member,
    Not,
    Present,
    Quantified,
    Quantifier,
    Within,
)
from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
    Award,
    Bracket,
    BracketRow,
    Count,
    Expression,
    ExpressionByReading,
    FactRef,
    Literal,
    MonthsBetween,
    Points,
    Shift,
    Total,
    Type,
)
from huimin_rules.norms.facts import Scalar, ValueType
from huimin_rules.norms.norm import Ground
from tests.support import minimal, minimal_in, replace_in

YEARS = Type(ValueType.INTEGER, "年")
MONEY = Type(ValueType.MONEY, "万元")
YUAN = Type(ValueType.MONEY, "元")
DATE = Type(ValueType.DATE)
KIND = Type(ValueType.CHOICE)
BOOLEAN = Type(ValueType.BOOLEAN)
PERCENT = Type(ValueType.PERCENT)
RATIO = Type(ValueType.NUMBER)
ANY = Type(ValueType.NUMBER, "*")
MONTHS = Type(ValueType.NUMBER, "月")

SIGNED = Compare(FactRef("partners[].signed"), Comparison.IS, Literal(True, BOOLEAN))
OLD_ENOUGH = Compare(FactRef("years"), Comparison.AT_LEAST, Literal(3, YEARS))


def condition(written: str, folder: Path) -> Condition:
    """What `requires` of the second norm of the first article is lowered to, all facts being used otherwise too."""
    policy = minimal_in(folder)
    used = f"{{any: [{{fact: years, is_not: 100}}, {written}]}}"
    replace_in(policy / "article-01.yaml", "{fact: years, at_least: 3}", used)
    file = policy / "facts.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("informative: 只供参考\n", "help: 只供参考\n"), encoding="utf-8"
    )
    rule = "\nconsistency:\n  - {id: used, at: years, message: 用到, requires: {all: ["
    rule += "{fact: share, at_most: 100%}, {fact: sincere, present: true}, "
    rule += "{value: {total: partners, of: {fact: amount}}, at_least: 0}]}}"
    replace_in(file, "\nconsistency:", rule)
    lowered = load_folder(policy).norm_by_id["art1.years"].requires
    assert isinstance(lowered, AnyOf)
    return lowered.parts[1]


def is_(subject: Expression, value: Scalar, kind: Type, op: Comparison = Comparison.IS) -> Compare:
    return Compare(subject, op, Literal(value, kind))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{always: false}", Constant(False)),
        ("{fact: years, at_least: 3}", OLD_ENOUGH),
        ("{all: [{always: true}, {fact: years, at_least: 3}]}", All((Constant(True), OLD_ENOUGH))),
        ("{any: [{fact: years, at_least: 3}]}", AnyOf((OLD_ENOUGH,))),
        ("{not: {fact: years, at_least: 3}}", Not(OLD_ENOUGH)),
        ("{holds: art1.local}", Holds("art1.local")),
        ("{some: partners, satisfies: {fact: signed, is: true}}", Quantified(Quantifier.SOME, "partners", SIGNED)),
        ("{every: partners, satisfies: {fact: signed, is: true}}", Quantified(Quantifier.EVERY, "partners", SIGNED)),
        (
            "{every: partners, satisfies: {fact: years, at_least: 3}}",
            Quantified(Quantifier.EVERY, "partners", OLD_ENOUGH),
        ),
        ("{fact: sincere, present: true}", Present(FactRef("sincere"))),
        ("{fact: sincere, present: false}", Not(Present(FactRef("sincere")))),
        ("{fact: kind, one_of: [hospital, school]}", Member(FactRef("kind"), ("hospital", "school"))),
        ("{fact: kind, none_of: [school]}", Member(FactRef("kind"), ("school",), negated=True)),
        ("{fact: funds.own, one_of: [3, 4元]}", Member(FactRef("funds.own"), (3_000_000, 400))),
        ('{fact: domicile, is: "990100"}', is_(FactRef("domicile"), "990100", Type(ValueType.CODE))),
        (
            '{fact: domicile, is_not: "990100"}',
            is_(FactRef("domicile"), "990100", Type(ValueType.CODE), Comparison.IS_NOT),
        ),
        ("{fact: share, more_than: 30%}", is_(FactRef("share"), Fraction(3, 10), PERCENT, Comparison.MORE_THAN)),
        ("{fact: share, at_most: 30}", is_(FactRef("share"), Fraction(3, 10), PERCENT, Comparison.AT_MOST)),
        ("{fact: share, less_than: 100%}", is_(FactRef("share"), 1, PERCENT, Comparison.LESS_THAN)),
        ("{fact: years, is: 2.5}", is_(FactRef("years"), Fraction(5, 2), YEARS)),
        ("{fact: funds.own, at_least: 3}", is_(FactRef("funds.own"), 3_000_000, MONEY, Comparison.AT_LEAST)),
        ("{fact: funds.own, at_least: 3元}", is_(FactRef("funds.own"), 300, MONEY, Comparison.AT_LEAST)),
        (
            "{fact: applied_on, at_most: 2030-05-01}",
            is_(FactRef("applied_on"), date(2030, 5, 1), DATE, Comparison.AT_MOST),
        ),
        (
            "{fact: applied_on, within: {years: 1, months: 2, days: 3, before: 2030-05-01}}",
            Within(FactRef("applied_on"), Literal(date(2030, 5, 1), DATE), 14, 3),
        ),
        (
            "{reading: last_day, alternatives: {anniversary: {always: true}, eve: {fact: years, at_least: 3}}}",
            ConditionByReading("last_day", (("eve", OLD_ENOUGH), ("anniversary", Constant(True)))),
        ),
        # --- values
        ("{value: true, is: true}", is_(Literal(True, BOOLEAN), True, BOOLEAN)),
        ("{value: 30%, is: 0.3}", is_(Literal(Fraction(3, 10), PERCENT), Fraction(3, 1000), PERCENT)),
        ("{value: 3元, is: 3元}", is_(Literal(300, YUAN), 300, YUAN)),
        ("{value: 2030-05-01, is: 2030-05-01}", is_(Literal(date(2030, 5, 1), DATE), date(2030, 5, 1), DATE)),
        ("{value: 甲, is: 乙}", is_(Literal("甲", Type(ValueType.TEXT)), "乙", Type(ValueType.TEXT))),
        (
            "{value: {sum: [1, {fact: funds.own}, {fact: funds.asked}]}, is: 5元}",
            is_(
                Arithmetic(ArithmeticOp.SUM, (Literal(1_000_000, MONEY), FactRef("funds.own"), FactRef("funds.asked"))),
                500,
                MONEY,
            ),
        ),
        (
            "{value: {difference: [{fact: years}, 1]}, is: 2}",
            is_(Arithmetic(ArithmeticOp.DIFFERENCE, (FactRef("years"), Literal(1, YEARS))), 2, YEARS),
        ),
        (
            "{fact: funds.own, at_least: {product: [30%, {fact: funds.asked}]}}",
            Compare(
                FactRef("funds.own"),
                Comparison.AT_LEAST,
                Arithmetic(ArithmeticOp.PRODUCT, (Literal(Fraction(3, 10), PERCENT), FactRef("funds.asked"))),
            ),
        ),
        (
            "{value: {ratio: [{fact: funds.own}, {fact: funds.asked}]}, at_least: 30%}",
            is_(
                Arithmetic(ArithmeticOp.RATIO, (FactRef("funds.own"), FactRef("funds.asked"))),
                Fraction(3, 10),
                RATIO,
                Comparison.AT_LEAST,
            ),
        ),
        (
            "{value: {ratio: [{fact: funds.own}, {product: [2, 3]}]}, at_least: 1}",
            is_(
                Arithmetic(
                    ArithmeticOp.RATIO,
                    (FactRef("funds.own"), Arithmetic(ArithmeticOp.PRODUCT, (Literal(2, ANY), Literal(3, ANY)))),
                ),
                1_000_000,
                MONEY,
                Comparison.AT_LEAST,
            ),
        ),
        ("{value: {count: partners}, is: 2}", is_(Count("partners"), 2, ANY)),
        (
            "{fact: years, is: {count: partners, where: {fact: signed, is: true}}}",
            Compare(FactRef("years"), Comparison.IS, Count("partners", SIGNED)),
        ),
        (
            "{value: {total: partners, of: {fact: amount}, where: {fact: signed, is: true}}, is: 1}",
            is_(Total("partners", FactRef("partners[].amount"), SIGNED), 1_000_000, MONEY),
        ),
        (
            "{value: {bracket: {fact: funds.asked}, rows: [{less_than: 5, gives: 20%}, {at_most: 5, gives: 0.1}, "
            "{otherwise: 10%}]}, is: 20%}",
            is_(
                Bracket(
                    FactRef("funds.asked"),
                    (
                        BracketRow(Literal(5_000_000, MONEY), False, Literal(Fraction(1, 5), PERCENT)),
                        BracketRow(Literal(5_000_000, MONEY), True, Literal(Fraction(1, 1000), PERCENT)),
                        BracketRow(None, False, Literal(Fraction(1, 10), PERCENT)),
                    ),
                ),
                Fraction(1, 5),
                PERCENT,
            ),
        ),
        (
            "{fact: funds.own, at_least: {bracket: {fact: years}, rows: [{at_most: 3, gives: 5元}, {otherwise: 1元}]}}",
            Compare(
                FactRef("funds.own"),
                Comparison.AT_LEAST,
                Bracket(
                    FactRef("years"),
                    (
                        BracketRow(Literal(3, YEARS), True, Literal(500, MONEY)),
                        BracketRow(None, False, Literal(100, MONEY)),
                    ),
                ),
            ),
        ),
        (
            "{value: {points: [{when: {fact: years, at_least: 3}, gives: 10}, {when: {always: true}, gives: 2.5}]}, "
            "is: 10}",
            is_(
                Points((Award(OLD_ENOUGH, Literal(10, ANY)), Award(Constant(True), Literal(Fraction(5, 2), ANY)))),
                10,
                ANY,
            ),
        ),
        (
            "{value: {months_between: {from: 2030-01-01, through: {fact: applied_on}}}, at_most: 36}",
            is_(MonthsBetween(Literal(date(2030, 1, 1), DATE), FactRef("applied_on")), 36, MONTHS, Comparison.AT_MOST),
        ),
        (
            "{fact: applied_on, at_most: {shift: 2030-01-01, years: 1, months: -3, days: -1}}",
            Compare(FactRef("applied_on"), Comparison.AT_MOST, Shift(Literal(date(2030, 1, 1), DATE), 9, -1)),
        ),
        (
            "{fact: kind, is: {reading: last_day, alternatives: {anniversary: school, eve: hospital}}}",
            Compare(
                FactRef("kind"),
                Comparison.IS,
                ExpressionByReading(
                    "last_day", (("eve", Literal("hospital", KIND)), ("anniversary", Literal("school", KIND)))
                ),
            ),
        ),
        (
            "{value: {reading: last_day, alternatives: {eve: 3, anniversary: {fact: years}}}, is: 3}",
            is_(
                ExpressionByReading("last_day", (("eve", Literal(3, ANY)), ("anniversary", FactRef("years")))), 3, YEARS
            ),
        ),
    ],
)
def test_a_form_is_lowered_to_what_it_means(written: str, meant: Condition, tmp_path: Path) -> None:
    assert condition(written, tmp_path) == meant


def test_a_period_requires_the_days_from_its_first_through_its_last() -> None:
    norm = minimal().norm_by_id["art3.in_force"]
    assert norm.period is not None
    assert norm.period.start == date(2030, 1, 1)
    assert norm.period.last_days() == (date(2030, 12, 31), date(2031, 1, 1))
    day = FactRef("applied_on")
    last = ExpressionByReading(
        "last_day", (("eve", Literal(date(2030, 12, 31), DATE)), ("anniversary", Literal(date(2031, 1, 1), DATE)))
    )
    assert norm.requires == All(
        (
            Compare(day, Comparison.AT_LEAST, Literal(date(2030, 1, 1), DATE)),
            Compare(day, Comparison.AT_MOST, last),
        )
    )


def test_a_period_may_end_on_a_day_that_no_reading_moves(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    for name, old, new in (
        (
            "article-03.yaml",
            "{reading: last_day, alternatives: {eve: 2030-12-31, anniversary: 2031-01-01}}",
            "2030-12-31",
        ),
        ("readings.yaml", (folder / "readings.yaml").read_text(encoding="utf-8"), "readings: {}\n"),
    ):
        replace_in(folder / name, old, new)
    period = load_folder(folder).norm_by_id["art3.in_force"].period
    assert period is not None
    assert period.last_days() == (date(2030, 12, 31),)


def test_a_norm_for_each_element_names_the_facts_of_the_element_without_the_list(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    replace_in(
        folder / "article-02.yaml",
        "requires: {some: partners, satisfies: {fact: signed, is: true}}",
        "for_each: partners\n    who: {fact: years, at_least: 3}\n    unless: {always: false}\n"
        "    requires: {fact: signed, is: true}",
    )
    norm = load_folder(folder).norm_by_id["art2.partner"]
    assert (norm.for_each, norm.who, norm.unless, norm.requires) == ("partners", OLD_ENOUGH, Constant(False), SIGNED)


def test_the_default_of_a_reading_stands_first(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    replace_in(
        folder / "readings.yaml",
        "default: eve",
        "default: anniversary\n    official: {alternative: eve, by: 局, on: 2030-02-01, source: 复函}",
    )
    reading = load_folder(folder).readings[0]
    assert [one.id for one in reading.alternatives] == ["anniversary", "eve"]
    assert reading.official is not None
    assert (reading.official.alternative, reading.official.on) == ("eve", date(2030, 2, 1))


def test_all_that_a_norm_says_beside_its_conditions_is_kept(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    replace_in(
        folder / "article-02.yaml",
        "cites: [{article: 5}]",
        "cites: [{article: 5}, {article: 3, quote: 有效期一年}]\n    remedy: 签订协议\n    evidence: [合作协议]\n"
        "    title_en: Agreement",
    )
    norm = load_folder(folder).norm_by_id["art2.partner"]
    assert norm.cites == (Clause(5), Ground(Clause(3), "有效期一年"))
    assert (norm.wording.remedy, norm.wording.evidence, norm.wording.title_en) == (
        "签订协议",
        ("合作协议",),
        "Agreement",
    )
    by_fact = load_folder(folder).norm_by_id["art2.hospital"].ground_by
    assert by_fact is not None
    assert [(name, ground.clause.label) for name, ground in by_fact.grounds] == [("hospital", "第二条第（二）项")]
