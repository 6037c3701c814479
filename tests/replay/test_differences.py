"""Two verdicts differ in their bytes exactly where a difference is named; and what changes within one case."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.canonical import canonical_json
from huimin_rules.service import check
from huimin_rules.service.audit.grounds import contradictions
from huimin_rules.service.audit.json_difference import json_differences
from huimin_rules.service.audit.replayed import Changed, Outcome
from huimin_rules.service.audit.verdict_difference import identical_findings, verdict_differences
from tests.ledger.stores import Store
from tests.replay.ledgers import complete, decided, edited, ledger_of, replayed, shipped

SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.text("a1~/", max_size=2)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab~/", max_size=2), inner, max_size=3),
    max_leaves=6,
)
ALIKE: list[tuple[Any, Any]] = [(True, 1), (False, 0), (1, "1"), (None, "null"), ([], {}), ("", None)]
"""Values that some comparison or other takes for the same."""
VERDICT = check(shipped().policy, edited("plan.leading_group", False))


def at(value: Any, pointer: str) -> Any:
    """What a JSON Pointer leads to, by its definition; KeyError where there is nothing."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(name)] if isinstance(value, list) else value[name]
        except (IndexError, TypeError, ValueError):
            raise KeyError(pointer) from None
    return value


@given(VALUES, VALUES)
def test_differences_are_where_the_texts_differ(before: Any, after: Any) -> None:
    found = json_differences(before, after)
    assert (found == ()) == (canonical_json(before) == canonical_json(after))
    assert len({one.pointer for one in found}) == len(found)
    for one in found:
        assert one.before != one.after
        for value, said in ((before, one.before), (after, one.after)):
            try:
                assert canonical_json(at(value, one.pointer)) == said
            except KeyError:
                assert said is None


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict) and value:
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*path, index))]
    return [path]


@pytest.mark.parametrize(("before", "after"), ALIKE)
def test_what_is_alike_is_not_the_same(before: Any, after: Any) -> None:
    for one, other in ((before, after), (after, before), ({"a": [before]}, {"a": [after]})):
        assert len(json_differences(one, other)) == 1
        assert json_differences(one, one) == ()


TREE = json.loads(VERDICT.to_json())
LEAVES = leaves(TREE)


@settings(max_examples=300)
@given(st.sampled_from(LEAVES), SCALARS, st.booleans())
def test_no_change_to_a_recorded_verdict_goes_unnamed(path: tuple[str | int, ...], value: Any, gone: bool) -> None:
    changed = json.loads(VERDICT.to_json())
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    if gone:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    findings, rest = verdict_differences(changed, VERDICT)
    named = rest or any(not one.identical for one in findings)
    assert bool(named) == (canonical_json(changed) != VERDICT.to_json())


def test_the_same_verdict_is_identical_in_every_finding() -> None:
    assert verdict_differences(TREE, VERDICT) == (identical_findings(VERDICT), ())


def test_findings_that_come_go_and_move() -> None:
    changed = json.loads(VERDICT.to_json())
    first, second, *others = changed["findings"]
    changed["findings"] = [second, first, {**others[0], "norm": "art99"}, *others[1:]]
    findings, (moved,) = verdict_differences(changed, VERDICT)
    assert moved.pointer == "/findings"
    different = {one.norm: one for one in findings if not one.identical}
    assert list(different) == [others[0]["norm"], "art99"]
    came, went = different.values()
    assert [(one.pointer, one.before is None, one.after is None) for one in came.differences] == [("", True, False)]
    assert [(one.pointer, one.before is None, one.after is None) for one in went.differences] == [("", False, True)]
    assert went.citation == others[0]["citation"]["label"]
    changed["findings"] = [first, {"norm": "art100"}, first]
    assert verdict_differences(changed, VERDICT)[0] == ()
    changed["findings"] = [first, {"norm": "art100", "citation": {"label": 3}}]
    assert verdict_differences(changed, VERDICT)[0][-1].citation is None


def test_a_damaged_verdict_contradicts_only_what_it_says() -> None:
    from huimin_rules.service import validate

    application = validate(shipped().policy, complete())
    changed = json.loads(VERDICT.to_json())
    changed["findings"][0]["facts"] = [3, {"fact": 4}, {"fact": "nowhere", "value": True}]
    changed["findings"][0]["blockers"] = "none"
    changed["findings"] = changed["findings"][:1]
    changed["readings"] = [{"id": 3}, {"id": "consortium", "fixed": "lead_only", "fixed_by": "caller"}, {"id": "x"}]
    assert contradictions(changed, application, {}, None) == (
        Changed(what="nowhere", before='{"value":true}', after=None),
        Changed(what="consortium", before="lead_only", after=None),
    )
    # An official reading is the policy's, not the caller's.
    changed = {"readings": [{"id": "consortium", "fixed": "lead_only", "fixed_by": "official"}]}
    assert contradictions(changed, application, {}, None) == ()


# ------------------------------------------------------------------------------------------------------------ one case


def test_the_records_of_a_case_in_order_with_what_changed(location: str) -> None:
    ledger_of(
        location,
        [
            decided(edited("plan.leading_group", False), "甲/1"),
            decided(complete(), "乙"),
            decided(complete(), "甲/1", by="李强"),
            decided(complete(), "甲/10"),
            decided(complete(), "甲/1", {"consortium": "lead_only"}, by="李强"),
            decided(complete(), "甲/1", {"consortium": "lead_only"}, by="李强"),
        ],
    )
    whole, found = replayed(location, "甲/1")
    assert (whole.case, whole.replayed, whole.entries, whole.identical) == ("甲/1", 4, 6, True)
    assert [one.place.index for one in found if one.place is not None] == [0, 2, 4, 5]
    first, second, third, fourth = (one.since for one in found)
    assert first is None
    assert second is not None
    assert second.index == 0
    assert second.facts == (Changed(what="/plan/leading_group", before="false", after="true"),)
    assert second.conclusion == Changed(what="conclusion", before="ineligible", after="eligible")
    assert second.recorded_by == Changed(what="recorded_by", before="王敏", after="李强")
    assert (second.readings, second.policy, second.library, second.nothing) == ((), None, None, False)
    assert third is not None
    assert third.readings == (Changed(what="consortium", before=None, after="lead_only"),)
    assert (third.index, third.facts, third.conclusion) == (2, (), None)
    assert fourth is not None
    assert fourth.nothing


def test_a_case_shows_every_record_of_which_nobody_can_tell(tmp_path: Path) -> None:
    lost = decided(complete(), "乙")
    location = ledger_of(tmp_path / "a.db", [decided(complete(), "甲"), lost, decided(complete(), "丙")])
    Store(str(location)).run("DELETE FROM ledger_archive WHERE digest = :name", name=lost.entry.record)
    whole, found = replayed(location, "甲")
    assert [one.outcome for one in found] == [Outcome.IDENTICAL, Outcome.IMPOSSIBLE]
    assert not whole.identical
    assert len(replayed(location, "没有")[1]) == 1
