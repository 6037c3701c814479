"""The law of the plain reader: what it reads, the reader of any application reads the same way."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.loading.application import ApplicationReader
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.plain_source import PlainSource
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import MAX_ITEMS
from huimin_rules.service import rules_folder
from tests.loading.test_readers import DETERMINATIONS, DETERMINED, KEYS, POLICY, SETTINGS, VALUES, WORDS
from tests.support import POLICIES

READER = ApplicationReader(POLICY)
FOLDERS = [
    rules_folder() / "gongyi-huimin-2021",
    *(POLICIES / name for name in ("lixiang-innovation-2030", "every-type", "minimal")),
]


def plain(facts: Any) -> Application | None:
    return READER.plainly.read(facts)


def agrees(facts: Any) -> Application | None:
    """What the plain reader reads, after it was compared with what the reader of any application reads."""
    found = plain(facts)
    try:
        expected = READER.read_any(facts)
    except InputError:
        assert found is None
        return None
    if found is not None:
        same(found, expected)
    return found


def same(found: Application, expected: Application) -> None:
    """Equal to the type of each value: `True` is equal to `1`, and neither says the same as the other."""
    assert found == expected
    assert repr(found) == repr(expected)
    assert (found.said, found.said_listed) == (expected.said, expected.said_listed)
    assert repr(found.said_listed) == repr(expected.said_listed)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_case_is_plain_and_read_alike(folder: Path) -> None:
    policy = load_folder(folder)
    reader = ApplicationReader(policy)
    for case in load_cases(policy, folder):
        found = reader.plainly.read(dict[object, object](case.facts.items()))
        assert found is not None, case.id
        same(found, reader.read_any(case.facts))


@SETTINGS
@given(st.dictionaries(KEYS | WORDS.filter(lambda one: isinstance(one, str | int | None)), VALUES, max_size=6))
@example({})
@example({"members": []})
@example({"members": [{}] * (MAX_ITEMS + 1)})
@example({"members": [{}] * MAX_ITEMS})
@example({"members": "不清楚", "plan": "不清楚"})
@example({"members": [{"name": "甲", "role": "lead", "uscc": None, "fund": 1, "odd": 1}]})
@example({"plan": {"deep": {"start": "2030-01-01", "odd": "2030-01-01"}, "judged": True, "others": []}})
def test_whatever_is_read_plainly_is_read_alike(facts: dict[object, object]) -> None:
    agrees(facts)


AROUND = st.sampled_from(("", " ", "\x1f", "\u2028", "甲"))
TEXTS = st.one_of(
    WORDS,
    st.builds("{}{}{}".format, AROUND, st.sampled_from(("无", "不清楚")), AROUND),
    st.text(st.sampled_from(" \n\u2028\u3000\x00\ud800甲a."), max_size=5),
)
JUDGED = st.one_of(
    st.sampled_from((True, False, None)),
    DETERMINATIONS,
    st.builds(
        lambda words: {**DETERMINED, **words}, st.dictionaries(st.sampled_from(("by", "reason", "evidence")), TEXTS)
    ),
)
MEMBERS = st.lists(
    st.fixed_dictionaries({}, optional={"name": TEXTS, "role": WORDS, "uscc": TEXTS, "fund": WORDS, "judged": JUDGED}),
    max_size=3,
)


@SETTINGS
@given(
    st.fixed_dictionaries(
        {"members": MEMBERS, "plan": st.fixed_dictionaries({"others": MEMBERS, "judged": JUDGED})},
        optional={"text": TEXTS, "uscc": TEXTS, "judged": JUDGED},
    )
)
def test_open_terms_and_texts_are_read_alike_wherever_they_stand(facts: dict[str, object]) -> None:
    agrees(facts)


GOOD: dict[str, Any] = {
    "text": "第一行\n第二行",
    "flag": False,
    "judged": {**DETERMINED, "evidence": "材料"},
    "kind": "lead",
    "whole": 3,
    "number": 2.5,
    "percent": "30%",
    "ratio": "无",
    "money": "120万元",
    "yuan": 120,
    "day": "2030-02-28",
    "last_day": None,
    "code": "990100",
    "uscc": "91350100M000100Y43",
    "plan": {"deep": {"start": "2030-01-01"}, "judged": {**DETERMINED, "evidence": "材料"}, "others": []},
    "members": [{"name": "甲", "role": "lead", "uscc": "1", "judged": {**DETERMINED, "evidence": "材料"}}],
}
EVERY_PLACE = pytest.mark.parametrize(
    "place", [("judged",), ("plan", "judged"), ("members", 0, "judged")], ids=lambda place: place[0]
)


def changed(place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """The good application with another value at a place."""
    if not place:
        return value  # type: ignore[return-value]  # in place of the whole application anything

    def put(inner: Any, steps: tuple[str | int, ...]) -> Any:
        if not steps:
            return value
        copy = inner.copy()
        copy[steps[0]] = put(copy[steps[0]], steps[1:])
        return copy

    found: dict[str, Any] = put(GOOD, place)
    return found


def test_a_good_application_is_plain() -> None:
    assert agrees(GOOD) is not None


SAID_OTHERWISE = pytest.mark.parametrize("word", ["", "无", "不清楚", "无 ", " 不清楚", "不清楚 ", "\x1f无"])


@SAID_OTHERWISE
@pytest.mark.parametrize("members", [[], [{"name": "甲", "role": "lead", "uscc": "1"}]], ids=["scalars", "elements"])
def test_words_that_say_something_else_are_read_alike(members: list[dict[str, object]], word: str) -> None:
    facts = {**GOOD, "members": members or None, "plan": {**GOOD["plan"], "others": members}}
    for name in ("text", "uscc"):
        agrees({**facts, name: word})
    for name in ("name", "uscc"):
        others = [{**one, name: word} for one in members]
        agrees({**facts, "members": others or None})
        agrees({**facts, "plan": {**GOOD["plan"], "others": others}})


@SAID_OTHERWISE
def test_the_last_of_all_texts_is_read_alike(word: str) -> None:
    reader = ApplicationReader(load_folder(POLICIES / "minimal"))
    facts: dict[object, object] = {"partners": [{"name": "甲"}, {"name": word}]}
    found = reader.plainly.read(facts)
    assert found is not None
    same(found, reader.read_any(facts))  # type: ignore[arg-type]  # names that are texts


@EVERY_PLACE
@pytest.mark.parametrize(
    "judged",
    [
        True,
        False,
        None,
        "不清楚",
        DETERMINED,
        {**DETERMINED, "evidence": ["甲", "乙"]},
        {**DETERMINED, "evidence": None},
        {**DETERMINED, "evidence": "材料", "value": False},
        {**DETERMINED, "evidence": "材料", "reason": " 前有空格"},
        {**DETERMINED, "evidence": "材料", "reason": "长" * 2000},
        {**DETERMINED, "evidence": "材料", "on": "2031-12-31"},
    ],
)
def test_an_open_term_in_any_form_is_read_plainly(place: tuple[str | int, ...], judged: object) -> None:
    assert agrees(changed(place, judged)) is not None


@EVERY_PLACE
@pytest.mark.parametrize(
    "change",
    [
        {"value": 1},
        {"value": "true"},
        {"by": ""},
        {"by": "  "},
        {"by": "不清楚"},
        {"reason": "不清楚\u3000"},
        {"reason": "\u2028"},
        {"reason": "甲\x00乙"},
        {"reason": "\ud800"},
        {"reason": "长" * 2001},
        {"reason": 1},
        {"evidence": ""},
        {"evidence": 1},
        {"on": "2030-02-30"},
        {"on": "2030-2-3"},
        {"on": 20300203},
        {"on": ["2030-02-03"]},
        {"other": "多"},
    ],
)
def test_a_determination_that_is_none_is_not_read(place: tuple[str | int, ...], change: dict[str, object]) -> None:
    wrong = {**DETERMINED, "evidence": "材料", **change}
    if "other" in change:
        del wrong["evidence"]
    assert plain(changed(place, wrong)) is None
    assert agrees(changed(place, wrong)) is None


class Day(str):
    """A text that says of itself that it is another."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("2030-01-01")


class Shown(str):
    def __str__(self) -> str:
        return "另一个"

    def __len__(self) -> int:
        return 0


@EVERY_PLACE
def test_a_text_that_lies_about_itself_is_read_for_what_it_is(place: tuple[str | int, ...]) -> None:
    assert agrees(GOOD) is not None  # so that its day is known
    assert plain(changed((*place, "on"), Day("永远"))) is None
    for name in ("by", "reason", "evidence"):
        found = agrees(changed((*place, name), Shown("甲")))
        assert found is not None
        rows = [found.said, *found.said_listed[0]]
        words = [word for row in rows for said in row if isinstance(said, tuple) for word in said]
        assert "甲" in words
        assert not any(isinstance(word, Shown) for word in words)
    assert plain(changed(("kind",), Day("丁"))) is None
    found = agrees(changed(("text",), Shown("甲")))
    assert found is not None
    assert type(found.scalars[0]) is str


def test_plain_forms_that_are_equal_and_not_the_same() -> None:
    for name, values in {"whole": (1, True, 1.0), "flag": (True, 1), "yuan": (1, True, 1.0, "1元")}.items():
        for value in values:
            agrees(changed((name,), value))
            agrees(changed((name,), value))


def test_odd_registration_numbers_are_told_in_their_order() -> None:
    facts = {"uscc": "1", "members": [{"uscc": "2"}, {"uscc": "91350100M000100Y43"}, {"uscc": None}, {"uscc": "3"}]}
    for _ in range(2):
        found = agrees(facts)
        assert found is not None
        assert [one.fact for one in found.warnings] == ["uscc", "members[0].uscc", "members[3].uscc"]


def test_reading_begins_plainly_after_so_many() -> None:
    reader = ApplicationReader(POLICY, after=2)
    for _ in range(3):
        assert "plainly" not in vars(reader)
        reader.read(GOOD)
    assert "plainly" in vars(reader)


def test_a_policy_that_asks_nothing_reads_what_says_nothing() -> None:
    reader = ApplicationReader(replace(POLICY, facts=(), norms=(), consistency=(), digest="nothing"))
    assert reader.read({}) == reader.read_any({})
    with pytest.raises(InputError, match="name"):
        reader.read({"name": 1})


def test_nothing_that_an_author_wrote_stands_in_the_text() -> None:
    text = PlainSource(POLICY).text()
    assert not [path for fact in POLICY.each_fact() for path in fact.path.split(".") if f"'{path}'" in text]
    assert PlainSource(POLICY).text() == text
