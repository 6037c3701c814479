"""Load, dump, load: the files that follow from a policy say the same policy, and say it in the same bytes again."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.loading.dump import dump_policy
from huimin_rules.loading.dump_conditions import dump_condition, dump_scalar
from huimin_rules.loading.lower_conditions import Lowering
from huimin_rules.loading.models.facts import ConsistencyModel
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.loading.problems import Problems, Source, Spot
from huimin_rules.loading.scope import Names
from huimin_rules.loading.strict_yaml import Tree, read_yaml
from huimin_rules.loading.written_yaml import write_yaml
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.norm import OfficialReading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.types import type_of_expression
from huimin_rules.service import rules_folder
from tests.engines import random_policies
from tests.support import POLICIES, minimal, minimal_in, replace_in

SHIPPED = rules_folder() / "gongyi-huimin-2021"
FOLDERS = [SHIPPED, *(POLICIES / name for name in ("every-type", "lixiang-innovation-2030", "minimal"))]


def written(files: dict[str, str], folder: Path) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return folder


def returned(policy: Policy, folder: Path) -> Policy:
    """The policy as it comes back from the files that it is dumped to."""
    files = dump_policy(policy)
    again = load_folder(written(files, folder))
    assert dump_policy(again) == files
    return again


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_load_dump_load_is_identity(folder: Path, tmp_path: Path) -> None:
    policy = load_folder(folder)
    assert returned(policy, tmp_path / "dumped") == policy


def test_the_official_text_keeps_its_bytes() -> None:
    dumped = dump_policy(load_folder(SHIPPED))["text.md"].encode()
    assert dumped.split(b"---\n", 2)[2] == (SHIPPED / "text.md").read_bytes().split(b"---\n", 2)[2]


def test_the_files_are_those_of_a_folder() -> None:
    expected = {path.name for path in SHIPPED.iterdir() if path.is_file()}
    assert set(dump_policy(load_folder(SHIPPED))) == expected


def test_what_the_interpreter_has_said_comes_back(tmp_path: Path) -> None:
    policy = minimal()
    official = OfficialReading("anniversary", "测试市科学技术局", date(2030, 6, 1), "官网")
    settled = replace(policy, readings=(replace(policy.readings[0], official=official),))
    assert returned(settled, tmp_path / "dumped") == settled


WRITTEN = [
    "{fact: sincere, present: false}",
    "{not: {fact: sincere, is: true}}",
    "{fact: funds.own, one_of: [3, 4元]}",
    "{value: {product: [{fact: share}, {fact: funds.own}]}, none_of: [3元, 4万元]}",
    "{value: {ratio: [{fact: funds.own}, {fact: funds.asked}]}, one_of: [0.5, 2]}",
    "{value: {ratio: [{fact: funds.own}, {count: partners}]}, one_of: [5元]}",
    "{value: {ratio: [{fact: years}, 4]}, is: 30%}",
    "{value: {sum: [1, {fact: years}]}, one_of: [2.5, 3]}",
    "{value: {sum: [1, {fact: share}]}, one_of: [2.5, 30%]}",
    "{value: {count: partners}, one_of: [1, 2]}",
    "{value: {total: partners, of: {fact: amount}, where: {fact: signed, is: true}}, one_of: [3元]}",
    "{value: {points: [{when: {always: true}, gives: 2.5}]}, one_of: [2.5]}",
    "{value: {months_between: {from: {fact: applied_on}, through: 2030-05-01}}, one_of: [12]}",
    "{value: {shift: {fact: applied_on}, years: -200, months: -2400, days: 5}, one_of: [2030-05-01]}",
    "{value: {shift: {fact: applied_on}}, is: 2030-05-01}",
    "{fact: applied_on, within: {years: 200, months: 2400, before: 2030-05-01}}",
    "{value: {bracket: {fact: years}, rows: [{less_than: 3, gives: 5%}, {at_most: 3, gives: 1}, {otherwise: 0.5}]}, "
    "one_of: [5%]}",
    "{value: {reading: last_day, alternatives: {eve: 1, anniversary: {fact: years}}}, one_of: [1, 2]}",
    "{value: {fact: kind}, is: hospital}",
    '{value: {fact: domicile}, one_of: ["990100"]}',
    '{value: "2030-05-01", is: 2030-05-02}',
    '{value: "no", one_of: ["1e3", "y", "甲: 乙", "~", "\\t", "\\u2028", " 丙"]}',
    "{fact: share, is: 0.12345678901234567890123456789}",
    "{value: 1, is: -999999999999999999.12345678901234567891%}",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_written_condition_comes_back(text: str, tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    replace_in(folder / "article-01.yaml", "{fact: years, at_least: 3}", f"{{any: [{{fact: years, is: 1}}, {text}]}}")
    facts = folder / "facts.yaml"
    facts.write_bytes(facts.read_bytes().replace("informative: 只供参考\n".encode(), "help: 只供参考\n".encode()))
    rule = "\nconsistency:\n  - {id: used, at: years, message: 用到, requires: {all: [{fact: share, at_most: 1}, "
    rule += "{fact: sincere, present: true}, {value: {total: partners, of: {fact: amount}}, at_least: 0}]}}"
    replace_in(facts, "\nconsistency:", rule)
    policy = load_folder(folder)
    assert returned(policy, tmp_path / "dumped") == policy


def lowered(written: str, names: Names) -> c.Condition:
    """What a written condition, which must have no mistake, means."""
    tree = read_yaml(written.encode())
    assert not tree.flaws
    model = ConsistencyModel.model_validate({"id": "x", "at": "x", "message": "x", "requires": tree.data})
    problems = Problems()
    condition = Lowering(names).condition(model.requires, Spot(Source("", Tree()), (), problems))
    assert condition is not None, problems.found
    return condition


RANDOM = Names(
    {fact.path: fact for one in random_policies.FACTS for fact in (one, *getattr(one, "items", ()))},
    {reading.id: reading for reading in random_policies.READINGS},
    definitions=frozenset({"defined"}),
    norms=frozenset({"defined"}),
)


@given(random_policies.CONDITIONS)
def test_lowering_what_was_dumped_gives_the_condition(condition: c.Condition) -> None:
    text = write_yaml(dump_condition(condition, RANDOM.facts))
    typed = lowered(text, RANDOM)  # literals have taken the types that the language gives them
    assert write_yaml(dump_condition(typed, RANDOM.facts)) == text
    assert lowered(text, RANDOM) == typed


@given(
    st.recursive(
        st.one_of(
            st.booleans(),
            st.integers(-(10**39), 10**39),
            st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text("abcdefghon.=~?-: 年", max_size=9), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_the_strict_reader_reads_back_whatever_is_written(data: object) -> None:
    tree = read_yaml(write_yaml(data).encode())
    assert not tree.flaws
    assert tree.data == data
    assert write_yaml(tree.data) == write_yaml(data)


def test_data_is_written_as_people_write_it() -> None:
    data = {"plain": "甲", "quoted": ["010", "no", "2030-01-01"], "few": {"fact": "x", "one_of": ("a", "b")}}
    lines = ["plain: 甲", "quoted: ['010', 'no', 2030-01-01]", "few: {fact: x, one_of: [a, b]}"]
    assert write_yaml(data).splitlines() == lines
    assert write_yaml({"long": ["甲" * 60, "乙" * 60]}).splitlines() == ["long:", f"- {'甲' * 60}", f"- {'乙' * 60}"]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (True, ValueType.BOOLEAN, "true"),
        ("lead", ValueType.CHOICE, "lead"),
        ("410181", ValueType.CODE, "'410181'"),
        (date(2022, 12, 21), ValueType.DATE, "2022-12-21"),
        (120_000_000, ValueType.MONEY, "120万元"),
        (Fraction(3, 10), ValueType.PERCENT, "30%"),
        (1, ValueType.PERCENT, "100%"),
        (Fraction(1, 10**30), ValueType.PERCENT, f"0.{'0' * 27}1"),
        (Fraction(-5, 2), ValueType.NUMBER, "-2.5"),
        (12, ValueType.INTEGER, "12"),
    ],
)
def test_values_are_written_in_the_way_of_their_type(value: object, kind: ValueType, text: str) -> None:
    assert write_yaml([dump_scalar(value, kind)]) == f"- {text}\n"  # type: ignore[arg-type]  # a value of its kind


def test_the_type_of_an_alternative_without_a_unit_gives_way() -> None:
    facts = minimal().fact_by_path
    one = e.Literal(1, e.Type(ValueType.NUMBER, "*"))
    chosen = e.ExpressionByReading("last_day", (("eve", one), ("anniversary", e.FactRef("years"))))
    assert type_of_expression(chosen, facts) == e.Type(ValueType.INTEGER, "年")
