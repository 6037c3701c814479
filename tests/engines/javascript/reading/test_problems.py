"""Applications are read in JavaScript as in Python: the same values and statements, or the same problems in the same
words.

Two differences remain, and no application that people write shows them. JavaScript has one kind of number, so `3.0`
handed in as a number is the whole number 3 (a file keeps how it was written, and there `3.0` is none). And JavaScript
puts keys that look like the index of a list before all others, so unknown names such as `12` are told first.
"""

import math
import random
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.errors import nearest
from huimin_rules.loading.paths import told_path
from huimin_rules.loading.shown import show
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Compare, Comparison
from huimin_rules.norms.expressions import FactRef, Literal, Type
from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.service import load_policy
from huimin_rules.service.checking import read
from huimin_rules.visible import visible, visible_name
from tests.engines.javascript.reading import mutations
from tests.engines.javascript.reading.support import Reader, answered, expected, packed
from tests.loading import test_application
from tests.support import problems_of

EVERY_TYPE = test_application.policy
SHIPPED = "gongyi-huimin-2021"
ROUNDS, EACH = 40, 75


def compared(fact: str, kind: ValueType, value: bool | str) -> Compare:
    return Compare(FactRef(fact), Comparison.IS, Literal(value, Type(kind)))


def looks_like_an_index(facts: object) -> bool:
    """Whether some mapping has several keys, of which JavaScript would put one first."""
    if isinstance(facts, Mapping):
        return (len(facts) > 1 and any(map(str.isdigit, facts))) or any(map(looks_like_an_index, facts.values()))
    return isinstance(facts, list) and any(map(looks_like_an_index, facts))


def same(reader: Reader, policy: Policy, *each: Mapping[str, object]) -> int:
    """Assert that all are read alike; how many problems they have."""
    told = 0
    for facts, found in zip(each, reader.read(policy, *each), strict=True):
        wanted = expected(policy, facts)
        assert found["told"] == wanted["told"], facts
        assert found == wanted, facts
        told += len(wanted["told"])
    return told


def test_the_applications_of_all_conformance_cases_are_read_alike(reader: Reader) -> None:
    for policy, facts, _ in mutations.applications():
        same(reader, policy, facts)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_whatever_is_wrong_with_an_application_the_same_is_told(seed: int, reader: Reader) -> None:
    rnd = random.Random(seed)
    policy, *_ = mutations.policies()[seed % len(mutations.policies()) :]
    own = [facts for of, facts, _ in mutations.applications() if of is policy]
    each = [mutations.changed(rnd, rnd.choice(own), mutations.TEXTS + mutations.UNPAIRED) for _ in range(EACH)]
    assert same(reader, policy, *(facts for facts in each if not looks_like_an_index(facts))) > EACH / 3


def wrong_applications() -> list[Mapping[str, object]]:
    """Everything that the tests of the reader in Python hand in, as far as JavaScript has such a value."""
    found: list[Mapping[str, object]] = []
    for test in vars(test_application).values():
        for mark in getattr(test, "pytestmark", ()):
            found += [{"judged": one} for one in _plain(mark.args[1]) if isinstance(one, dict)]
            found += [one for one in _plain(mark.args[1]) if isinstance(one, dict)]
            for one in mark.args[1]:
                if isinstance(one, tuple) and isinstance(one[0], str) and len(one) > 1 and _is_plain(one[1]):
                    found.append({one[0]: one[1]})
    return found


def _plain(values: Any) -> list[object]:
    given = [one[0] if isinstance(one, tuple) and one else one for one in values]
    return [one for one in given if _is_plain(one)]


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(one) for key, one in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, float) and math.isfinite(value):
        return "e" not in repr(value) and not value.is_integer()
    if isinstance(value, int):
        return abs(value) < 10**60
    if isinstance(value, Decimal):
        return value.is_finite() and -40 < value.as_tuple().exponent <= 0  # type: ignore[operator]  # finite
    return value is None or isinstance(value, float | str)


def test_what_is_refused_in_python_is_refused_in_the_same_words(reader: Reader) -> None:
    each = wrong_applications()
    assert len(each) > 150
    assert same(reader, EVERY_TYPE(), *each) > 100


def test_problems_beyond_the_bound_are_counted(reader: Reader) -> None:
    assert same(reader, EVERY_TYPE(), {f"k{number}": 1 for number in range(700)}) == 501


@pytest.mark.parametrize("facts", [[], None, "无", 3, True, [{}]])
def test_what_is_no_mapping_is_no_application(facts: object, reader: Reader) -> None:
    reader.use(EVERY_TYPE())
    (found,) = reader.ask("read", each=[packed(facts)])
    assert found["told"] == [f"应为映射（键: 值），实为{show(facts)}"]


def test_an_application_that_contradicts_itself_is_refused_with_what_it_states(reader: Reader) -> None:
    twenty = {"members": [{"role": "lead"}] * 20}
    assert same(reader, EVERY_TYPE(), twenty, {"members": [{"role": "participant"}]}, {"members": [{}]}) == 2
    period = {"start": "2022-09-02", "end": "2022-09-01"}
    facts = {"applicants": [{"role": "lead"}, {"role": "lead"}], "plan": {"period": period}}
    assert same(reader, load_policy(SHIPPED), facts) == 2


TRUE_OR_NOT = replace(
    EVERY_TYPE(),
    consistency=(
        Consistency("told", "flag", compared("flag", ValueType.BOOLEAN, False), "不应为真"),
        Consistency("kept", "kind", compared("kind", ValueType.CHOICE, "lead"), "应牵头"),
    ),
)
TRUTHS: Mapping[str, object] = {"flag": True, "kind": "participant", "whole": 3}


def test_truths_are_told_as_python_writes_them(reader: Reader) -> None:
    assert same(reader, TRUE_OR_NOT, TRUTHS, {"flag": False}, {"kind": "lead"}) == 2
    (found,) = reader.read(TRUE_OR_NOT, TRUTHS)
    assert found["told"] == ["flag：不应为真（所写的是：flag = True）", "kind：应牵头（所写的是：kind = participant）"]


# --- what can be read of an application that cannot be read


def pruned(policy: Policy, facts: Mapping[str, object]) -> Application:
    """The application without everything in it that cannot be read by itself."""
    kept: dict[str, Any] = {}
    for fact in policy.facts:
        value: object = facts
        steps = fact.path.split(".")
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        if (
            isinstance(fact, FactList)
            and isinstance(value, list | tuple)
            and all(isinstance(one, dict) for one in value)
        ):
            value = [
                {item.name: one[item.name] for item in fact.items if legible(policy, fact, item, one)} for one in value
            ]
        if alone(policy, steps, value):
            here = kept
            for step in steps[:-1]:
                here = here.setdefault(step, {})
            here[steps[-1]] = value
    return read(policy, kept)


def legible(policy: Policy, each: FactList, item: Fact, element: dict[str, object]) -> bool:
    """Whether an element's value can be read by itself, in a list of as many elements as there must be."""
    others: list[dict[str, object]] = [{}] * max(each.at_least - 1, 0)
    return item.name in element and alone(policy, each.path.split("."), [{item.name: element[item.name]}, *others])


def alone(policy: Policy, steps: list[str], value: object) -> bool:
    """Whether a value can be read where it stands, whatever the rules of consistency say."""
    facts: object = value
    for step in reversed(steps):
        facts = {step: facts}
    assert isinstance(facts, dict)
    return all(problem.sentence for problem in problems_of(policy, facts))


def test_what_cannot_be_read_counts_as_unknown_and_all_the_rest_as_it_is(reader: Reader) -> None:
    rnd = random.Random(7)
    for policy in mutations.policies():
        own = [facts for of, facts, _ in mutations.applications() if of is policy]
        each = [mutations.changed(rnd, rnd.choice(own)) for _ in range(60)] if own else []
        for facts, found, strict in zip(each, reader.readable(policy, *each), reader.read(policy, *each), strict=True):
            assert found["application"] == answered(pruned(policy, facts), ())["application"], facts
            told = strict["told"]
            assert found["told"][: len(told)] == told
            assert found["told"] == told or all("所写的是" in one for one in found["told"][len(told) :])
            assert found["application"] == (strict["application"] or found["application"])


def test_a_contradiction_is_told_of_what_can_be_read(reader: Reader) -> None:
    facts = {"text": 3, "members": [{"role": "lead"}, {"role": "lead"}]}
    (found,) = reader.readable(EVERY_TYPE(), facts)
    assert [problem["sentence"] for problem in found["problems"]] == [False, True]
    assert len(found["application"]["lists"][0]) == 2
    (refused,) = reader.readable(EVERY_TYPE(), {"members": [{"role": "lead"}, 3]})
    assert refused["application"]["lists"][0] is None


# --- registration numbers, words and paths

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = st.text(alphabet=SIGNS, min_size=17, max_size=19)
ODD = st.text(alphabet="0123456789ABCDIOSVZabc -–—．０１９\n\t\u3000\u2003𝟗𝟬ß", min_size=15, max_size=21)


@settings(max_examples=300, deadline=None)
@given(st.lists(CODES | ODD | st.text(max_size=20), min_size=20, max_size=40), st.data())
def test_registration_numbers_are_judged_as_python_stdnum_judges_them(
    reader: Reader, codes: list[str], data: st.DataObject
) -> None:
    from stdnum.cn import uscc

    from huimin_rules.loading.registration import registration_caution

    # Of a number with another sign there is no check digit.
    good = [one + uscc.calc_check_digit(one) for one in codes if len(one) == 17 and set(one.upper()) <= set(SIGNS)]
    spoilt = [one[:at] + "7" + one[at + 1 :] for one in good for at in [data.draw(st.integers(0, 17))]]
    spaced = [f" {one[:8].lower()}-{one[8:]} " for one in good]
    every = [one for one in (*codes, *good, *spoilt, *spaced) if one]
    assert reader.ask("registration", codes=every) == [registration_caution(one) for one in every]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet="abcdeapplied_onroleｅ字𝟗ﷺ", max_size=14) | st.text(max_size=8),
            st.lists(st.text(alphabet="abcdeapplied_onrole", min_size=1, max_size=14), max_size=6),
        ),
        min_size=10,
        max_size=20,
    )
)
def test_the_nearest_name_is_that_of_difflib(reader: Reader, each: list[tuple[str, list[str]]]) -> None:
    assert reader.ask("nearest", each=each) == [nearest(name, names) for name, names in each]


def test_the_nearest_of_very_many_names_and_of_very_long_ones(reader: Reader) -> None:
    many = [f"name_{number}" for number in range(300)]
    expanding = ["\ufdfa" * 20, "صلى الله عليه وسلم" * 6]
    each = [
        ("nam_7", many),
        ("n" * 101, many),
        (expanding[0], [expanding[1]]),
        ("", [""]),
        ("a", []),
        ("ab", ["ba", "ac"]),
    ]
    assert reader.ask("nearest", each=each) == [nearest(name, names) for name, names in each]


# Characters that only the newer of the two knows are seen by it alone.
WORDS = st.text(st.characters(exclude_categories=["Cn"]), max_size=45)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**45), 10**45)
    | WORDS
    | st.decimals(allow_nan=False, allow_infinity=False, places=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


def test_every_character_is_seen_or_numbered_as_in_python(reader: Reader) -> None:
    """Of those that were assigned when Python's table was made; of later ones JavaScript may know more."""
    every = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")]
    found = reader.ask("visible", texts=every)
    wanted = [[visible(one), visible_name(one)] for one in every]
    assert [one for one, both, ours in zip(every, found, wanted, strict=True) if both != ours] == []
    some = ["\ue000", "\ud800", "\udfff", "\U000f0000", "\ufdd0", "\U0010ffff"]
    assert reader.ask("visible", texts=some) == [[visible(one), visible_name(one)] for one in some]


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES.filter(lambda one: not looks_like_an_index(one)), min_size=20, max_size=40))
def test_a_found_value_is_shown_as_python_shows_it(reader: Reader, each: list[object]) -> None:
    assert reader.ask("show", each=[packed(one) for one in each]) == [show(one) for one in each]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORDS | st.integers(0, 10**6), max_size=6), min_size=10, max_size=30))
def test_a_path_is_told_as_python_tells_it(reader: Reader, each: list[list[str | int]]) -> None:
    assert reader.ask("path", each=each) == [told_path(tuple(steps)) for steps in each]
