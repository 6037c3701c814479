"""What is written is read back to the same facts, by the command line and by the page, whatever the texts hold.

What no file can hold is written as near to it as can be, and that alone: half a character and NUL as U+FFFD, a number
of too many digits and no number at all as text, a value too deep as the text of its JSON.
"""

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.loading.plain_data import MAX_DEPTH
from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.policy import Policy
from tests.engines.javascript.reading import mutations
from tests.engines.javascript.reading.support import Reader, expected, sent
from tests.engines.javascript.reading.test_problems import looks_like_an_index
from tests.support import minimal

LONGEST_KEY = 200


def back(text: str) -> Any:
    """What the strict reader of the command line makes of a text."""
    tree = read_yaml(text.encode())
    assert tree.flaws == [], text
    return tree.data or {}


def read_back(reader: Reader, policy: Policy, facts: Mapping[str, object], folder: Path) -> None:
    """Assert that the file of an application holds the same and is read as the application is."""
    text = reader.write(policy, facts)
    assert sent(back(text)) == sent(facts)
    path = folder / "mine.yaml"
    path.write_bytes(text.encode())
    direct, filed, paged = expected(policy, facts), expected(policy, path), reader.file(policy, text, "mine.yaml")
    assert filed["application"] == direct["application"] == paged["application"]
    assert filed["told"] == paged["told"]
    bare = [{**one, "file": None, "line": None, "column": None} for one in filed["problems"]]
    assert sorted(map(str, bare)) == sorted(map(str, direct["problems"]))


def test_the_applications_of_all_conformance_cases_are_read_back(reader: Reader, tmp_path: Path) -> None:
    for number, (policy, facts, readings) in enumerate(mutations.applications()):
        text = reader.write(policy, facts, readings)
        assert sent(back(text)) == sent(facts)  # equal facts, so an equal application
        if number % 10 == 0:
            header = reader.file(policy, text, "mine.yaml")["header"]
            assert header == {"policy": {"id": policy.id, "digest": policy.digest}, "readings": dict(readings)}
            read_back(reader, policy, facts, tmp_path)


def fileable(value: object) -> object:
    """The value with nothing in it that no file could hold."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, float) or (isinstance(value, int | Decimal) and len(f"{value:f}") > 40):
        return 1
    if isinstance(value, Mapping):
        return {key[:LONGEST_KEY]: fileable(one) for key, one in value.items()}
    return [fileable(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("seed", range(20))
def test_bad_input_is_kept_as_it_was_typed(seed: int, reader: Reader, tmp_path: Path) -> None:
    rnd = random.Random(1000 + seed)
    for _ in range(20):
        policy, facts, _ = rnd.choice(mutations.applications())
        changed = fileable(mutations.changed(rnd, facts))
        assert isinstance(changed, dict)
        if not looks_like_an_index(changed):
            read_back(reader, policy, changed, tmp_path)


TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30),
    st.text(alphabet=" \n\r\t#:-,[]{}&*!|>'\"%@`?~=<.0189abnoxeE_+中😀\u2028\ufeff\x85\x1b\u202e", max_size=12),
    st.sampled_from([one.replace("\x00", "") for one in mutations.TEXTS]),
)
NUMBERS = st.integers(-(10**38), 10**38) | st.decimals(-(10**15), 10**15, places=8) | st.decimals(0, 1, places=25)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS.map(lambda key: key[:LONGEST_KEY]), inner, max_size=4)
    ),
    max_leaves=12,
)
FACTS = st.dictionaries(
    st.sampled_from(["applied_on", "kind", "funds", "partners", "sincere"]) | TEXTS.map(lambda key: key[:LONGEST_KEY]),
    VALUES,
    max_size=6,
)


@settings(max_examples=600, deadline=None)
@given(FACTS.filter(lambda facts: not looks_like_an_index(facts)))
@example({"applied_on": "---", "kind": "...", "funds": {"own": "- a", "asked": "# b"}})
@example({"\U00010000" * LONGEST_KEY: {"\x1b" * LONGEST_KEY: "a" * 5000, "k": {"\x85" * LONGEST_KEY: [1]}}})
@example({"partners": [[[]], [{}], [[{"a": [[1]]}]], {}, [], None]})
@example({"__proto__": {"__proto__": 1}, "constructor": None, "a": {"toString": []}})
def test_whatever_a_file_can_hold_is_read_back(reader: Reader, facts: dict[str, object]) -> None:
    text = reader.write(minimal(), facts)
    assert sent(back(text)) == sent(facts)
    assert reader.file(minimal(), text, "a.yaml", facts=True)["facts"] == sent(facts)


def test_what_no_file_can_hold_is_written_as_near_to_it_as_can_be(reader: Reader) -> None:
    deep: object = "x"
    for _ in range(MAX_DEPTH + 10):
        deep = [deep]
    facts = {
        "kind": "甲\ud800乙\x00",
        "years": 10**45,
        "share": float("nan"),
        "funds": {"own": float("inf"), "asked": Decimal("0." + "1" * 45)},
        "k" * 300: 1,
        "deep": deep,
    }
    found = back(reader.write(minimal(), facts))
    assert (found["kind"], found["years"], found["share"]) == ("甲\ufffd乙\ufffd", str(10**45), "NaN")
    assert found["funds"] == {"own": "Infinity", "asked": "0." + "1" * 45}
    assert found["k" * 199 + "…"] == 1
    inner = found["deep"]
    while isinstance(inner, list):
        (inner,) = inner
    assert inner == "[" * 11 + '"x"' + "]" * 11


def test_a_number_of_javascript_is_written_without_an_exponent(reader: Reader) -> None:
    facts = {
        f"k{number}": float(text)
        for number, text in enumerate(["1e-7", "1.5e-10", "-2e-8", "0.1", "1e21", "123456789.125"])
    }
    reader.use(minimal())
    found = back(reader.ask("write", facts={"$m": [*map(list, facts.items())]}, readings={}))
    wanted = [
        Decimal("0.0000001"),
        Decimal("0.00000000015"),
        Decimal("-0.00000002"),
        Decimal("0.1"),
        10**21,
        Decimal("123456789.125"),
    ]
    assert list(found.values()) == wanted


# --- a file that is kind to read


def test_a_file_is_kind_to_read(reader: Reader) -> None:
    facts = {
        "yeers": 3,
        "kind": "hospital",
        "partners": [{"name": "甲", "amount": "3万元", "signed": True}, {}],
        "funds": {"asked": Decimal("12.50"), "own": None},
        "applied_on": "2030-06-01",
        "sincere": {"value": True, "by": "专家组", "on": "2030-02-01", "reason": "一" * 60},
        "domicile": "no",
    }
    lines = reader.write(minimal(), facts, {"years_counted": "calendar"}).splitlines()
    identity = minimal().identity
    assert lines[:6] == [
        f"# 《{identity.title}》（{identity.document_number}）申请自查",
        "# 自查用，据此得出的是自查结果，非行政决定。",
        f"# huimin-policy: {identity.id} {minimal().digest}",
        "# huimin-readings: years_counted=calendar",
        "# 查一查：huimin check 本文件；留空、null、不清楚都是不清楚，不当作“否”。",
        "",
    ]
    kind = minimal().fact_by_path["kind"]
    assert isinstance(kind, Fact)
    hospital = next(one for one in kind.choices if one.id == "hospital")
    labels = {fact.path: fact.asked.label for fact in minimal().each_fact()}
    assert lines[6:] == [
        f"applied_on: 2030-06-01  # {labels['applied_on']}",
        f'domicile: "no"  # {labels["domicile"]}',
        f"kind: hospital  # {labels['kind']}：{hospital.name}",
        "",
        "funds:",
        f"  own:  # {labels['funds.own']}",
        f"  asked: 12.50  # {labels['funds.asked']}",
        "",
        f"# {labels['sincere']}",
        "sincere:",
        "  value: true",
        "  by: 专家组",
        "  on: 2030-02-01",
        f"  reason: {'一' * 60}",
        "",
        f"# {labels['partners']}",
        "partners:",
        f"  - name: 甲  # {labels['partners[].name']}",
        f"    signed: true  # {labels['partners[].signed']}",
        f"    amount: 3万元  # {labels['partners[].amount']}",
        "  - {}",
        "yeers: 3",
    ]


def test_an_application_that_says_nothing_is_a_file_too(reader: Reader, tmp_path: Path) -> None:
    text = reader.write(minimal(), {})
    assert text.endswith("\n\n{}\n")
    read_back(reader, minimal(), {}, tmp_path)


def test_only_what_is_at_the_head_is_a_header(reader: Reader) -> None:
    digest = "sha256:" + "0" * 64
    given = [
        f"# huimin-policy: a {digest}\n# huimin-readings: b=c, d=e\n",
        f"\n# x\r\n# huimin-policy: a {digest}\r\n# huimin-policy: b {digest}\r\nyears: 1",
        f"years: 1\n# huimin-policy: a {digest}\n",
        f"# huimin-policy: a b {digest}\n#huimin-policy: a {digest}\n# huimin-policy: a sha256:00\n",
        "# huimin-readings: b, =c, d=\n",
        f"# huimin-policy: a {digest}\nyears: no\n",
        "# huimin-readings: __proto__=a, constructor=b, c=d, c=e\n",
    ]
    named = {"id": "a", "digest": digest}
    assert [reader.file(minimal(), text, "a.yaml")["header"] for text in given] == [
        {"policy": named, "readings": {"b": "c", "d": "e"}},
        {"policy": named, "readings": {}},
        {"policy": None, "readings": {}},
        {"policy": None, "readings": {}},
        {"policy": None, "readings": {}},
        {"policy": named, "readings": {}},
        {"policy": None, "readings": {"c": "d"}},
    ]
    assert reader.file(minimal(), "{}", "a.json")["header"] == {"policy": None, "readings": {}}


def test_a_blank_form_names_its_policy(reader: Reader) -> None:
    from huimin_rules.forms import blank_application
    from huimin_rules.report.typography import wrap

    header = reader.file(minimal(), blank_application(minimal(), wrap), "a.yaml")["header"]
    assert header == {"policy": {"id": minimal().id, "digest": minimal().digest}, "readings": {}}


def test_the_command_line_reads_the_file(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(reader.write(minimal(), {"kind": "甲\ufeff", "years": "３"}), encoding="utf-8")
    assert read_application_file(path).data == {"kind": "甲\ufeff", "years": "３"}
    with pytest.raises(InputError):
        read_application_file(tmp_path / "none.yaml")
