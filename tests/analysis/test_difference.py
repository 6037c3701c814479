"""Two versions of a policy: what changed in the words and parts, and what the change means."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from huimin_rules.analysis.difference import entry_changes, text_changes
from huimin_rules.analysis.proofs.solver import Solver, Undecided
from huimin_rules.errors import InputError
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms import conditions as c
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.report.difference_sheet import difference_sheet
from huimin_rules.report.typography import render
from huimin_rules.service import check, difference, load_policy
from huimin_rules.service.confirmed import Unconfirmed
from huimin_rules.service.difference import compare
from huimin_rules.verdict import Change, Comparison, Conclusion, PolicyDifference, Relation, Status, Verdict
from tests.engines.random_policies import OPTIONS, POLICIES, small_policy
from tests.support import MINIMAL, UNTRACED, minimal, rehash, replace_in
from tests.support import POLICIES as FIXTURES

FUNDS = "requires: {fact: funds.own, at_least: {fact: funds.asked}}"
YEARS = "requires: {fact: years, at_least: 3}"
WHEN = "when: {fact: kind, is_not: school}"
REGISTERED = "requires: {holds: art1.local}"


@pytest.fixture
def other(tmp_path: Path) -> Callable[..., Policy]:
    """The minimal policy with some words replaced, file by file."""

    def make(*edits: tuple[str, str, str]) -> Policy:
        folder = tmp_path / "other"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(MINIMAL, folder)
        for file, old, new in edits:
            replace_in(folder / file, old, new)
        rehash(folder)
        return load_folder(folder)

    return make


def of(difference: PolicyDifference, norm: str) -> Comparison:
    return next(one for one in difference.norms if one.norm == norm)


def relations(difference: PolicyDifference) -> dict[str | None, Relation]:
    """The relations that are not `equivalent`."""
    every = (*difference.norms, difference.conclusion)
    return {one.norm: one.relation for one in every if one.relation is not Relation.EQUIVALENT}


def test_a_policy_is_equivalent_to_itself() -> None:
    for policy in (minimal(), load_policy("gongyi-huimin-2021"), load_folder(FIXTURES / "lixiang-innovation-2030")):
        found = compare(policy, policy)
        assert found.same_meaning
        assert (found.text, found.entries, relations(found)) == ((), (), {})
        assert len(found.norms) == len(policy.findable)


def test_the_same_versions_have_the_same_difference(other: Callable[..., Policy]) -> None:
    new = other(("article-01.yaml", YEARS, YEARS.replace("3", "5")))
    first = compare(minimal(), new).to_json()
    compare(new, minimal())
    assert compare(minimal(), new).to_json() == first


def test_stricter_and_looser_are_reverse(other: Callable[..., Policy]) -> None:
    new = other(("article-01.yaml", YEARS, YEARS.replace("3", "5")))
    found = compare(minimal(), new)
    assert relations(found) == {"art1.years": Relation.STRICTER, None: Relation.STRICTER}
    [witness] = of(found, "art1.years").witnesses
    assert witness.old.finding is not None
    assert witness.new.finding is not None
    assert (witness.old.finding.status, witness.new.finding.status) == (Status.MET, Status.UNMET)
    assert (witness.old.conclusion, witness.new.conclusion) == (Conclusion.ELIGIBLE, Conclusion.INELIGIBLE)
    assert witness.new.unmet == ("art1.years",)
    assert relations(compare(new, minimal())) == {"art1.years": Relation.LOOSER, None: Relation.LOOSER}


def test_different_has_a_witness_for_each_side(other: Callable[..., Policy]) -> None:
    new = other(("article-01.yaml", YEARS, "requires: {fact: years, at_most: 5}"))
    one = of(compare(minimal(), new), "art1.years")
    assert one.relation is Relation.DIFFERENT
    statuses = [(w.old.finding.status, w.new.finding.status) for w in one.witnesses if w.old.finding and w.new.finding]
    assert statuses == [(Status.MET, Status.UNMET), (Status.UNMET, Status.MET)]


def test_a_condition_written_otherwise_is_equivalent(other: Callable[..., Policy]) -> None:
    new = other(("article-01.yaml", YEARS, "requires: {not: {fact: years, less_than: 3}}"))
    found = compare(minimal(), new)
    assert found.same_meaning
    [entry] = found.entries
    assert (entry.id, entry.change, [part.part for part in entry.parts], entry.bears) == (
        "art1.years",
        Change.CHANGED,
        ["requires"],
        False,
    )


def test_a_changed_definition_shows_in_the_norm_that_uses_it(other: Callable[..., Policy]) -> None:
    new = other(("article-01.yaml", '{fact: domicile, is: "990100"}', '{fact: domicile, one_of: ["990100", "990200"]}'))
    found = compare(minimal(), new)
    assert relations(found) == {"art1.registered": Relation.LOOSER, None: Relation.LOOSER}


def test_applicability_alone(other: Callable[..., Policy]) -> None:
    """Who has served three years meets the norm either way; now it does not address them."""
    new = other(("article-01.yaml", WHEN, f"{WHEN}\n    unless: {{fact: years, at_least: 3}}"))
    found = compare(minimal(), new)
    assert relations(found) == {"art1.years": Relation.APPLICABILITY}
    assert not found.same_meaning
    [witness] = of(found, "art1.years").witnesses
    assert witness.old.finding is not None
    assert witness.new.finding is not None
    assert (witness.old.finding.status, witness.new.finding.status) == (Status.MET, Status.NOT_APPLICABLE)


def test_not_to_apply_is_not_to_fail(other: Callable[..., Policy]) -> None:
    found = compare(minimal(), other(("article-01.yaml", WHEN, "when: {always: false}")))
    assert of(found, "art1.years").relation is Relation.LOOSER


def test_advice_never_moves_the_conclusion(other: Callable[..., Policy]) -> None:
    edit = ("article-02.yaml", "requires: {fact: kind, one_of: [hospital]}", "requires: {fact: kind, one_of: [school]}")
    found = compare(minimal(), other(edit))
    assert relations(found) == {"art2.hospital": Relation.DIFFERENT}


def test_a_fact_that_only_one_version_has(other: Callable[..., Policy]) -> None:
    """The old version is checked without it, the new one with it; what both have is the same."""
    asked = "  years:\n"
    fact = "  tested:\n    type: boolean\n    label: 已测试\n    question: 测试了吗？\n"
    new = other(
        ("facts.yaml", asked, fact + asked),
        ("article-01.yaml", YEARS, "requires: {any: [{fact: years, at_least: 5}, {fact: tested, is: true}]}"),
    )
    found = compare(minimal(), new)
    one = of(found, "art1.years")
    assert one.relation is Relation.DIFFERENT
    for witness in one.witnesses:
        assert "tested" not in witness.old.application
        assert "tested" in witness.new.application
        shared = [line for line in witness.new.application.splitlines() if not line.startswith("tested")]
        assert shared == witness.old.application.splitlines()
    [added] = [entry for entry in found.entries if entry.kind == "fact"]
    assert (added.id, added.change, added.bears) == ("tested", Change.ADDED, True)


def test_a_fact_of_another_type_is_another_fact(other: Callable[..., Policy]) -> None:
    fact = "  years:\n    type: integer\n    unit: 年"
    new = other(
        ("facts.yaml", fact, fact.replace("年", "月")),
        ("article-01.yaml", YEARS, YEARS),
    )
    one = of(compare(minimal(), new), "art1.years")
    assert one.relation is Relation.DIFFERENT
    for witness in one.witnesses:
        assert witness.old.application != witness.new.application


def test_none_is_left_out_where_one_version_refuses_it(other: Callable[..., Policy]) -> None:
    fact = "    label: 从业年数\n"
    new = other(("facts.yaml", fact, f"{fact}    may_be_none: true\n"))
    found = compare(minimal(), new)
    assert relations(found) == {}
    assert [(entry.id, entry.bears) for entry in found.entries] == [("years", True)]
    assert not found.same_meaning


def test_no_application_in_common_proves_nothing(other: Callable[..., Policy]) -> None:
    new = other(
        ("facts.yaml", "    minimum: 0\n", "    minimum: 0\n    maximum: 5\n"),
    )
    old = other(("facts.yaml", "    minimum: 0\n", "    minimum: 6\n"))
    found = compare(old, new)
    assert {*relations(found).values()} == {Relation.UNDECIDED}
    assert found.conclusion.reason == "没有两个版本都能读懂的申请，无从比较"


def test_an_unconfirmed_witness_is_a_mistake_of_the_program(
    other: Callable[..., Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = other(("article-01.yaml", YEARS, YEARS.replace("3", "5")))

    def otherwise(policy: Policy, facts: Any, readings: Any) -> Verdict:
        return check(minimal(), facts, readings)

    monkeypatch.setattr(difference, "check", otherwise)
    with pytest.raises(Unconfirmed, match=r"art1\.years"):
        compare(minimal(), new)


def test_too_little_effort_decides_nothing(other: Callable[..., Policy], monkeypatch: pytest.MonkeyPatch) -> None:
    new = other(("article-01.yaml", YEARS, YEARS.replace("3", "5")))
    monkeypatch.setattr(Solver, "ask", lambda self, *wanted, named=None: Undecided("太难"))
    found = compare(minimal(), new)
    assert {*relations(found).values()} == {Relation.UNDECIDED}
    assert found.conclusion.reason == "太难"
    assert "原因：太难" in render(difference_sheet(found, minimal(), new), 80)


# --- readings


def with_readings(policy: Policy, alternatives: tuple[str, ...], requires: Mapping[str, c.Condition]) -> Policy:
    """A random policy's norm, which now depends on its reading alone."""
    reading = policy.readings[0]
    kept = tuple(replace(reading.alternatives[0], id=one) for one in alternatives)
    norm = replace(
        policy.norm_by_id["n"],
        requires=c.ConditionByReading("r", tuple((one, requires[one]) for one in alternatives)),
        when=None,
        unless=None,
        for_each=None,
        who=None,
        modality=Modality.OBLIGATION,
    )
    readings = (replace(reading, alternatives=kept, default=alternatives[0]), policy.readings[1])
    return replace(policy, norms=(policy.norms[0], norm), readings=readings)


def some_policy() -> Policy:
    return small_policy(c.Constant(True), Modality.OBLIGATION)


YES, NO = c.Constant(True), c.Constant(False)


def test_shared_alternatives_are_compared_one_by_one() -> None:
    old = with_readings(some_policy(), ("one", "two"), {"one": YES, "two": YES})
    new = with_readings(some_policy(), ("one", "two"), {"one": YES, "two": NO})
    one = of(compare(old, new), "n")
    assert one.relation is Relation.STRICTER
    assert [(under.readings, under.relation) for under in one.under] == [
        ((("r", "one"),), Relation.EQUIVALENT),
        ((("r", "two"),), Relation.STRICTER),
    ]
    [witness] = one.witnesses
    assert dict(witness.old.readings)["r"] == dict(witness.new.readings)["r"] == "two"


def test_an_alternative_of_one_version_alone_is_not_compared() -> None:
    old = with_readings(some_policy(), ("one", "two"), {"one": YES, "two": NO})
    new = with_readings(some_policy(), ("one", "three"), {"one": YES, "three": NO})
    found = compare(old, new)
    assert relations(found) == {}
    assert not found.same_meaning  # the readings themselves are not the same


def test_without_a_shared_alternative_each_takes_its_own() -> None:
    old = with_readings(some_policy(), ("one", "two"), {"one": YES, "two": NO})
    new = with_readings(some_policy(), ("three", "four"), {"three": YES, "four": YES})
    one = of(compare(old, new), "n")
    assert one.relation is Relation.LOOSER
    assert dict(one.witnesses[0].old.readings)["r"] == "two"
    assert dict(one.witnesses[0].new.readings)["r"] in ("three", "four")


# --- words and parts


def test_text_and_parts(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(MINIMAL, folder)
    replace_in(folder / "text.md", "从业满三年", "从业满五年")
    replace_in(folder / "article-01.yaml", "quote: 并且从业满三年", "quote: 并且从业满五年")
    replace_in(folder / "article-02.yaml", "modality: priority", "modality: recommendation")
    replace_in(folder / "article-02.yaml", "unmet: 没有合作协议", "unmet: 尚无合作协议")
    replace_in(folder / "facts.yaml", "question: 住所在哪里？", "question: 住所在何处？")
    rehash(folder)
    new = load_folder(folder)
    [text] = text_changes(minimal(), new)
    assert (text.citation.label, text.change) == ("第一条", Change.CHANGED)
    assert text.old is not None
    assert text.new == text.old.replace("三", "五")
    entries = {
        entry.id: [(part.part, part.old, part.new) for part in entry.parts] for entry in entry_changes(minimal(), new)
    }
    assert entries == {
        "art1.years": [("quote", "并且从业满三年", "并且从业满五年")],
        "art2.hospital": [("modality", "priority", "recommendation")],
        "art2.partner": [("unmet", "没有合作协议", "尚无合作协议")],
        "domicile": [("question", "住所在哪里？", "住所在何处？")],
    }


def test_what_was_added_and_removed() -> None:
    old = minimal()
    fewer = replace(
        old,
        norms=tuple(norm for norm in old.norms if norm.id != "art1.local"),
        readings=(),
        consistency=(),
        text=replace(old.text, passages=old.text.passages[:-1]),
    )
    assert [(one.change, one.new) for one in text_changes(old, fewer)] == [(Change.REMOVED, None)]
    assert [(one.change, one.old) for one in text_changes(fewer, old)] == [(Change.ADDED, None)]
    removed = [(one.kind, one.id, one.change, one.bears) for one in entry_changes(old, fewer)]
    # A definition has no finding: what its removal means shows in the norms that used it.
    assert removed == [
        ("norm", "art1.local", Change.REMOVED, False),
        ("reading", "last_day", Change.REMOVED, True),
        ("consistency", "asked_something", Change.REMOVED, True),
    ]
    assert {one.change for one in entry_changes(fewer, old)} == {Change.ADDED}


# --- a law

Row = dict[str, Any]
APPLICATIONS = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(OPTIONS[name]) for name in "akxy"},
        "j": st.sampled_from([False, {"value": True, "by": "甲", "on": "2022-01-01", "reason": "。"}]),
        "rows": st.lists(st.fixed_dictionaries({name: st.sampled_from(OPTIONS[name]) for name in "tn"}), max_size=3),
    }
)
READ = st.fixed_dictionaries({name: st.sampled_from(["one", "two"]) for name in "rs"})
FAILED = (Status.UNMET, Status.NOT_FOLLOWED)


def rewritten(policy: Policy) -> Policy:
    """The same policy, its norm written in another way."""
    norm = policy.norm_by_id["n"]
    assert norm.requires is not None
    turned = c.Not(c.AnyOf((c.Not(norm.requires), c.Constant(False))))
    return replace(policy, norms=(policy.norms[0], replace(norm, requires=turned)))


@UNTRACED
@given(POLICIES, POLICIES, st.lists(st.tuples(APPLICATIONS, READ), min_size=4, max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_relation_holds_for_every_application(
    old: Policy, new: Policy, tried: list[tuple[dict[str, Any], dict[str, str]]]
) -> None:
    for pair in ((old, new), (old, rewritten(old))):
        relation = of(compare(*pair), "n").relation
        if pair[1] is not new:
            assert relation is Relation.EQUIVALENT
        for facts, readings in tried:
            try:
                before, after = (check(one, facts, readings).finding("n").status for one in pair)
            except InputError:
                continue
            match relation:
                case Relation.EQUIVALENT:
                    assert before is after or old.norm_by_id["n"].modality is not new.norm_by_id["n"].modality
                case Relation.STRICTER:
                    assert before not in FAILED or after in FAILED
                case Relation.LOOSER:
                    assert after not in FAILED or before in FAILED
                case Relation.APPLICABILITY:
                    assert (before in FAILED) == (after in FAILED)
                case Relation.DIFFERENT:
                    pass
                case Relation.UNDECIDED:
                    assume(False)
