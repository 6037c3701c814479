"""Each question about a policy: one in which the claim is proved, one in which it is refuted with the right example."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import z3

from huimin_rules import check
from huimin_rules.analysis.proofs import days, kleene, meaning, reaches, world
from huimin_rules.analysis.proofs.formulas import FALSE, TRUE
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.ranges import Ends, Range, Truth
from huimin_rules.analysis.proofs.results import Result, State
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.acknowledgement import Acknowledgement, Defect
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.service.proving import Proofs, application_text, prove
from huimin_rules.verdict import Status
from tests.analysis.small import (
    DATE,
    FACTS,
    RATIO,
    WHOLE,
    at_least,
    less_than,
    norm,
    policy,
    reading,
    true,
    whole,
)
from tests.analysis.test_encoding import disagreements


def results(one: Policy, defect: Defect, **longest: int) -> dict[str | None, Result]:
    proofs = prove(one, longest or None)
    return {proof.result.subject: proof.result for proof in proofs.proofs if proof.result.defect is defect}


def states(one: Policy, defect: Defect, **longest: int) -> dict[str | None, str]:
    return {subject: result.state.value for subject, result in results(one, defect, **longest).items()}


def statuses(result: Result) -> list[dict[str, Status]]:
    return [dict(shown.statuses) for shown in result.shown]


# --- contradictions


def test_obligations_that_can_all_be_met() -> None:
    one = policy({"n": at_least("x", 10), "o": less_than("x", 11)})
    found = results(one, Defect.CONTRADICTION)[None]
    assert found.state is State.PROVED
    assert found.shown[0].example.facts["x"] == 10
    assert check(one, found.shown[0].example.facts).conclusion == "eligible"


def test_obligations_that_contradict_each_other() -> None:
    one = policy({"n": at_least("x", 10), "other": true("a"), "o": less_than("x", 10)})
    found = results(one, Defect.CONTRADICTION)[None]
    assert (found.state, found.because, found.readings) == (State.REFUTED, ("n", "o"), ())


def test_a_contradiction_under_one_reading_alone() -> None:
    split = c.ConditionByReading("r", (("one", less_than("x", 10)), ("two", less_than("x", 11))))
    one = policy({"n": at_least("x", 10), "o": split}, readings=[reading()])
    found = results(one, Defect.CONTRADICTION)[None]
    assert (found.state, found.because, found.readings) == (State.REFUTED, ("n", "o"), (("r", "one"),))
    official = policy({"n": at_least("x", 10), "o": split}, readings=[reading(official="two")])
    assert states(official, Defect.CONTRADICTION) == {None: "proved"}


def test_many_readings_are_looked_at_one_by_one() -> None:
    names = "bcdefgh"
    norms = {name: c.ConditionByReading(name, (("one", true("a")), ("two", c.Not(true("a"))))) for name in names}
    one = policy(norms, readings=[reading(name) for name in names])
    assert states(one, Defect.CONTRADICTION) == {None: "proved"}
    assert len(results(one, Defect.CONTRADICTION)[None].shown) == 2 * len(names)


def test_a_consistency_rule_makes_a_contradiction() -> None:
    one = policy({"n": at_least("x", 10)}, rules=[less_than("x", 10)])
    assert states(one, Defect.CONTRADICTION) == {None: "refuted"}
    assert states(one, Defect.NEVER_MET) == {"n": "refuted"}


# --- never met, never unmet


def test_norms_that_are_never_or_always_met() -> None:
    norms = [
        norm("both", at_least("x", 100)),
        norm("never", at_least("x", 101)),
        norm("always", at_least("x", 0), Modality.RECOMMENDATION),
        norm("silent", true("a"), when=c.All((true("a"), c.Not(true("a"))))),
    ]
    one = policy(norms)
    assert states(one, Defect.NEVER_MET) == {
        "both": "proved",
        "never": "refuted",
        "always": "proved",
        "silent": "refuted",
    }
    assert states(one, Defect.NEVER_UNMET) == {
        "both": "proved",
        "never": "proved",
        "always": "refuted",
        "silent": "refuted",
    }
    found = results(one, Defect.NEVER_MET)
    assert statuses(found["both"]) == [{"both": Status.MET}]
    assert found["both"].shown[0].example.facts["x"] == 100
    assert statuses(found["never"]) == [{"never": Status.UNMET}]
    assert statuses(found["silent"]) == [{"silent": Status.NOT_APPLICABLE}]
    assert statuses(results(one, Defect.NEVER_UNMET)["always"]) == [{"always": Status.FOLLOWED}]


def test_a_list_that_is_too_short_to_tell() -> None:
    one = policy({"n": c.Compare(e.Count("rows", true("rows[].b")), c.Comparison.AT_LEAST, whole(5))})
    assert states(one, Defect.NEVER_MET) == {"n": "proved"}
    short = results(one, Defect.NEVER_MET, rows=4)["n"]
    assert (short.state, short.lists) == (State.REFUTED, (("rows", 4),))


# --- implied


def test_an_obligation_that_others_imply() -> None:
    one = policy({"wide": at_least("x", 10), "narrow": at_least("x", 11), "other": true("a")})
    assert states(one, Defect.IMPLIED) == {"wide": "refuted", "narrow": "proved", "other": "proved"}
    found = results(one, Defect.IMPLIED)
    assert found["wide"].because == ("narrow",)
    assert statuses(found["wide"]) == [{"wide": Status.UNMET, "narrow": Status.UNMET}]
    assert statuses(found["narrow"]) == [{"wide": Status.MET, "narrow": Status.UNMET, "other": Status.MET}]


def test_several_obligations_imply_one_together() -> None:
    one = policy({"n": c.All((true("a"), true("j"))), "o": true("a"), "p": true("j"), "q": at_least("x", 1)})
    found = results(one, Defect.IMPLIED)
    assert (found["n"].state, found["n"].because) == (State.REFUTED, ("o", "p"))
    assert found["o"].state is State.REFUTED
    assert found["q"].state is State.PROVED


def test_an_obligation_that_is_never_unmet_is_not_called_implied() -> None:
    assert states(policy({"n": at_least("x", 0), "o": true("a")}), Defect.IMPLIED) == {"n": "proved", "o": "proved"}


# --- readings


def test_readings_with_and_without_effect() -> None:
    strict = c.ConditionByReading("r", (("one", at_least("x", 10)), ("two", at_least("x", 11))))
    idle = c.ConditionByReading("s", (("one", at_least("x", 0)), ("two", at_least("y", 0))))
    one = policy({"n": strict, "o": idle}, readings=[reading("r"), reading("s")])
    found = results(one, Defect.READING_WITHOUT_EFFECT)
    assert {name: result.state for name, result in found.items()} == {"r": State.PROVED, "s": State.REFUTED}
    assert statuses(found["r"]) == [{"n": Status.MET}, {"n": Status.UNMET}]
    assert [shown.example.facts["x"] for shown in found["r"].shown] == [10, 10]
    assert [shown.example.readings["r"] for shown in found["r"].shown] == ["one", "two"]


def test_an_official_reading_had_an_effect() -> None:
    strict = c.ConditionByReading("r", (("one", at_least("x", 10)), ("two", at_least("x", 11))))
    one = policy({"n": strict}, readings=[reading("r", official="one")])
    assert states(one, Defect.READING_WITHOUT_EFFECT) == {"r": "proved"}


# --- brackets


X = e.FactRef("x")


def bracket(*limits: tuple[int, bool], subject: e.Expression = X) -> c.Condition:
    rows = [e.BracketRow(whole(limit), included, whole(place)) for place, (limit, included) in enumerate(limits)]
    picked = e.Bracket(subject, (*rows, e.BracketRow(None, False, whole(9))))
    return c.Compare(picked, c.Comparison.AT_LEAST, whole(1))


def test_brackets_in_which_every_row_is_picked() -> None:
    one = policy({"n": bracket((10, True), (20, False)), "o": true("a")})
    assert states(one, Defect.BRACKET) == {"n": "proved"}


def test_a_row_that_no_value_picks() -> None:
    one = policy({"n": bracket((10, True), (11, False)), "o": bracket((10, True), (100, True))})
    found = results(one, Defect.BRACKET)
    assert (found["n"].state, found["n"].because) == (State.REFUTED, ("没有值落在“不满 11”一行",))
    assert found["o"].because == ("没有值落在“其余”一行",)


def test_rows_that_overlap() -> None:
    found = results(policy({"n": bracket((20, True), (10, True))}), Defect.BRACKET)["n"]
    assert "有的值落在两行之中，或者不在任何一行之中" in found.because
    assert 10 < int(str(found.shown[0].example.facts["x"])) <= 20


def test_a_bracket_of_an_element_and_one_of_a_ratio() -> None:
    inside = c.Quantified(c.Quantifier.SOME, "rows", bracket((3, True), (5, True), subject=e.FactRef("rows[].n")))
    ratio = e.Arithmetic(e.ArithmeticOp.RATIO, (e.FactRef("x"), e.FactRef("y")))
    one = policy({"n": inside, "o": bracket((1, True), (2, False), subject=ratio)})
    assert states(one, Defect.BRACKET) == {"n": "proved", "o": "proved"}


def test_limits_in_words() -> None:
    from huimin_rules.analysis.proofs.bracket_proofs import written_limit
    from huimin_rules.norms.facts import ValueType

    kinds = {
        "120万元": e.Literal(120_000_000, e.Type(ValueType.MONEY, "万元")),
        "12.5%": e.Literal(Fraction(1, 8), e.Type(ValueType.PERCENT)),
        "0.5": e.Literal(Fraction(1, 2), RATIO),
        "2030-01-02": e.Literal(date(2030, 1, 2), DATE),
    }
    assert [written_limit(one) for one in kinds.values()] == list(kinds)


# --- exactness


def test_an_evaluation_that_is_exact() -> None:
    one = policy(
        {
            "compares": c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.FactRef("y")),
            "counts": c.Compare(e.MonthsBetween(e.FactRef("f"), e.FactRef("d")), c.Comparison.IS, e.Literal(36, WHOLE)),
            "texts": c.Compare(e.FactRef("t"), c.Comparison.IS, e.FactRef("u")),
            "numbers": c.Compare(e.FactRef("m"), c.Comparison.MORE_THAN, e.Literal(Fraction(5, 2), RATIO)),
        }
    )
    assert set(states(one, Defect.INEXACT).values()) == {"proved"}


def test_a_fact_used_twice_needs_the_search() -> None:
    one = policy({"n": c.All((at_least("x", 1), c.Compare(e.FactRef("y"), c.Comparison.AT_LEAST, e.FactRef("x"))))})
    found = results(one, Defect.INEXACT)["n"]
    assert found.state is State.SEARCHED
    assert found.shown[0].example.facts == {"y": 0}
    assert statuses(found)[0] == {"n": Status.UNMET}


def test_a_consistency_rule_needs_the_search() -> None:
    lower = c.Compare(e.FactRef("x"), c.Comparison.AT_MOST, e.FactRef("y"))
    one = policy({"n": at_least("x", 50)}, rules=[lower])
    found = results(one, Defect.INEXACT)["n"]
    assert found.state is State.SEARCHED
    assert all(int(str(shown.example.facts["y"])) < 50 for shown in found.shown)


def test_a_status_that_the_engine_leaves_open_though_all_completions_agree() -> None:
    product = e.Arithmetic(e.ArithmeticOp.PRODUCT, (e.FactRef("x"), e.FactRef("y")))
    one = policy({"n": c.Compare(product, c.Comparison.IS, whole(4901))})
    found = results(one, Defect.INEXACT)["n"]
    assert found.state is State.REFUTED
    assert check(one, found.shown[0].example.facts).findings[0].status.is_open


def test_an_open_list_that_is_looked_at_too_short_decides_nothing() -> None:
    # With fewer than five elements never met; the engine knows that longer lists exist.
    one = policy({"n": c.Compare(e.Count("rows", true("rows[].b")), c.Comparison.AT_LEAST, whole(5))})
    found = results(one, Defect.INEXACT, rows=4)["n"]
    assert found.state is State.UNDECIDED
    assert found.reason == "没有列出的列表只看到：rows 至多 4 项"
    assert states(one, Defect.INEXACT) == {"n": "proved"}


# --- soundness and monotony hold, and a broken evaluation is caught

ALL_SORTS = policy(
    {
        "plain": c.All((true("a"), c.Not(true("j")), at_least("x", 3))),
        "choice": c.Member(e.FactRef("k"), ("p", "q")),
        "ratio": c.Compare(
            e.Arithmetic(e.ArithmeticOp.RATIO, (e.FactRef("x"), e.FactRef("y"))), c.Comparison.MORE_THAN, whole(2)
        ),
        "days": c.Within(e.FactRef("d"), e.FactRef("f"), 6, 1),
        "rows": c.Quantified(c.Quantifier.EVERY, "rows", c.AnyOf((true("rows[].b"), at_least("rows[].n", 3)))),
        "counted": c.Compare(e.Count("rows", true("rows[].b")), c.Comparison.IS, whole(1)),
        "total": c.Compare(e.Total("rows", e.FactRef("rows[].n"), true("rows[].b")), c.Comparison.LESS_THAN, whole(4)),
    }
)


def test_the_evaluation_of_every_sort_is_sound_and_monotone() -> None:
    proofs = prove(ALL_SORTS)
    wanted = [one.result for one in proofs.proofs if one.result.defect in (Defect.UNSOUND, Defect.NOT_MONOTONE)]
    assert len(wanted) == 14
    assert {one.state for one in wanted} == {State.PROVED}


def broken(monkeypatch: pytest.MonkeyPatch, defect: Defect, one: Policy = ALL_SORTS) -> set[str | None]:
    """What a broken encoding is caught at: the proof fails, and the engine does not confirm it."""
    found = results(one, defect)
    for result in found.values():
        assert result.state in (State.PROVED, State.UNDECIDED)
        assert result.state is State.PROVED or "引擎没有证实" in str(result.reason)
    return {subject for subject, result in found.items() if result.state is State.UNDECIDED}


def test_a_missing_known_flag_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proof can see it: the evaluation would be that of another engine. The comparison with the engine does."""
    one = policy({"n": at_least("x", 3)})
    assert not disagreements(one)
    evaluated = reaches.Reaches.of

    def careless(self: reaches.Reaches, expression: e.Expression, index: int | None) -> Range:
        if expression == X:
            fact = next(fact for fact in self.policy.scalars if fact.path == "x")
            content = self.world.value(fact).content
            assert isinstance(content, Number)
            return Range(Ends(((TRUE, content),)))
        return evaluated(self, expression, index)

    monkeypatch.setattr(reaches.Reaches, "of", careless)
    assert disagreements(one) == [-1]


def test_a_kleene_and_that_forgets_a_part_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(parts: Any) -> Truth:
        return next(iter(parts), Truth(TRUE, FALSE))

    monkeypatch.setattr(kleene, "conjunction", first)
    assert "plain" in broken(monkeypatch, Defect.UNSOUND)


def test_a_threshold_that_is_off_by_one_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = world.compared

    def off(op: c.Comparison, a: Any, b: Any) -> Any:
        return compared(c.Comparison.MORE_THAN if op is c.Comparison.AT_LEAST else op, a, b)

    monkeypatch.setattr(meaning, "compared", off)
    assert "plain" in broken(monkeypatch, Defect.UNSOUND)


def test_wrong_date_arithmetic_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    shift = days.shift
    monkeypatch.setattr(days, "shift", lambda one, months=0, moved=0: shift(one, months, moved + 1))
    one = policy({"n": c.Within(e.FactRef("d"), e.FactRef("f"), 6, 1)})
    within = c.Compare(e.FactRef("d"), c.Comparison.IS, e.Shift(e.FactRef("f"), -6, -1))
    same = policy({"n": c.All((c.Within(e.FactRef("d"), e.FactRef("f"), 6, 1), c.Not(within)))})
    assert "n" in broken(monkeypatch, Defect.NEVER_MET, policy({"n": within})) | broken(
        monkeypatch, Defect.NEVER_UNMET, same
    ) | broken(monkeypatch, Defect.NEVER_UNMET, one)


def test_a_consistency_rule_that_is_dropped_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    one = policy({"n": at_least("x", 3)}, rules=[less_than("x", 3)])
    monkeypatch.setattr(meaning, "every", lambda parts: TRUE)
    found = results(one, Defect.NEVER_MET)["n"]
    assert found.state is State.UNDECIDED
    assert "读不懂" in str(found.reason)


def test_evaluation_that_flips_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated = kleene.Evaluation._evaluated

    def flipping(self: kleene.Evaluation, norm_: Norm) -> kleene.Outcomes:
        found, fact = evaluated(self, norm_), next(one for one in FACTS if one.path == "y")
        known = self.knowledge.known(fact)  # type: ignore[arg-type]  # a single fact
        return kleene.Outcomes(z3.And(found.met, known), z3.Or(found.unmet, z3.Not(known)), FALSE)

    monkeypatch.setattr(kleene.Evaluation, "_evaluated", flipping)
    one = policy({"n": c.All((at_least("x", 3), at_least("y", 0)))})
    assert broken(monkeypatch, Defect.NOT_MONOTONE, one) == {"n"}


# --- acknowledgements


def test_a_refuted_result_that_is_acknowledged_does_not_fail() -> None:
    norms = {"wide": at_least("x", 10), "narrow": at_least("x", 11)}
    why = Acknowledgement(Defect.IMPLIED, "wide", "文本如此")
    assert prove(policy(norms)).failing
    proofs = prove(policy(norms, acknowledged=(why,)))
    assert not proofs.failing
    assert [one.acknowledged for one in proofs.proofs if one.result.defect is Defect.IMPLIED] == ["文本如此", None]


@pytest.mark.parametrize(
    "idle",
    [
        Acknowledgement(Defect.IMPLIED, "narrow", "不需要"),
        Acknowledgement(Defect.CONTRADICTION, None, "不需要"),
        Acknowledgement(Defect.BRACKET, "narrow", "没有分档"),
    ],
)
def test_an_acknowledgement_that_is_not_needed_is_reported(idle: Acknowledgement) -> None:
    proofs = prove(policy({"narrow": at_least("x", 11)}, acknowledged=(idle,)))
    assert proofs.superfluous == (idle,)
    assert proofs.failing


def test_what_is_not_decided_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from huimin_rules.analysis.proofs import solver

    monkeypatch.setattr(solver, "EFFORT", 1)
    monkeypatch.setattr(solver.Solver.__init__, "__kwdefaults__", {"effort": 1})
    proofs: Proofs = prove(policy({"n": at_least("x", 11)}))
    assert proofs.failing
    assert {one.result.state for one in proofs.proofs} == {State.UNDECIDED}
    assert all(one.result.reason for one in proofs.proofs)


def test_the_text_of_an_example_is_a_file_that_check_reads(tmp_path: Any) -> None:
    one = policy({"n": c.All((true("j"), c.Member(e.FactRef("k"), ("q",))))})
    shown = results(one, Defect.NEVER_MET)["n"].shown[0]
    file = tmp_path / "application.yaml"
    file.write_text(application_text(shown), encoding="utf-8")
    assert check(one, file, shown.example.readings).findings[0].status is Status.MET
