"""Cases are neutral data: `given` is set over the base by path."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin_rules.loading.cases import Case, Refusal, load_cases, load_refusals
from tests.support import MINIMAL, minimal, minimal_in, mistakes

BASE = {
    "applied_on": "2030-06-01",
    "domicile": "990100",
    "kind": "hospital",
    "years": 3,
    "funds": {"own": 20, "asked": 20},
    "partners": [{"name": "甲", "signed": True}],
}


def case_of(given: dict[str, object], folder: Path, base: str | None = "complete") -> Case:
    policy = minimal_in(folder)
    file = policy / "cases" / "cases.yaml"
    written: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    written["applications"]["complete"]["applied_on"] = "2030-06-01"
    written["cases"] = [{"id": "one", "why": "路径", "base": base, "given": given, "expect": {}}]
    file.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    return load_cases(minimal(), policy)[0]


def test_a_case_knows_its_place_and_its_argument() -> None:
    eligible, unmet = load_cases(minimal(), MINIMAL)
    assert eligible.facts == BASE
    assert (eligible.id, eligible.line, Path(eligible.file).name) == ("eligible", 10, "cases.yaml")
    assert (eligible.conclusion, eligible.findings, eligible.readings) == ("eligible", {}, {})
    assert unmet.why.startswith("第一条要求")
    assert unmet.facts == BASE | {"domicile": "990200"}
    assert unmet.readings == {"last_day": "eve"}
    assert {name: (one.status, one.blockers) for name, one in unmet.findings.items()} == {
        "art1.registered": ("unmet", None),
        "art2.partner": ("met", None),
    }


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({"years": 4}, {"years": 4}),
        ({"funds.own": 5}, {"funds": {"own": 5, "asked": 20}}),
        ({"funds": {"own": 5}}, {"funds": {"own": 5}}),
        ({"plan.deep.down": 1}, {"plan": {"deep": {"down": 1}}}),
        ({"partners[0].signed": False}, {"partners": [{"name": "甲", "signed": False}]}),
        ({"partners[1].name": "乙"}, {"partners": [{"name": "甲", "signed": True}, {"name": "乙"}]}),
        ({"partners[1]": {"name": "乙"}}, {"partners": [{"name": "甲", "signed": True}, {"name": "乙"}]}),
        ({"partners[0]": None}, {"partners": []}),
        ({"partners": []}, {"partners": []}),
        ({"others[0].name": "乙"}, {"others": [{"name": "乙"}]}),
    ],
)
def test_what_is_given_is_set_by_path(given: dict[str, object], changed: dict[str, object], tmp_path: Path) -> None:
    assert case_of(given, tmp_path).facts == BASE | changed


@pytest.mark.parametrize("path", ["years", "funds", "partners"])
def test_null_removes(path: str, tmp_path: Path) -> None:
    assert case_of({path: None}, tmp_path).facts == {name: value for name, value in BASE.items() if name != path}


def test_null_removes_what_is_not_there(tmp_path: Path) -> None:
    assert case_of({"nothing": None, "funds.nothing": None}, tmp_path).facts == BASE


def test_without_a_base_the_application_is_what_is_given(tmp_path: Path) -> None:
    assert case_of({"years": 1}, tmp_path, base=None).facts == {"years": 1}


def test_cases_do_not_share_what_they_change(tmp_path: Path) -> None:
    one = case_of({"partners[0].signed": False}, tmp_path / "one")
    other = case_of({}, tmp_path / "other")
    assert one.facts["partners"] != other.facts["partners"]
    cases = load_cases(minimal(), MINIMAL)
    assert cases[0].facts["partners"] == cases[1].facts["partners"]
    assert cases[0].facts["partners"] is not cases[1].facts["partners"]


def test_blockers_are_a_set(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    file = folder / "cases" / "cases.yaml"
    text = file.read_text(encoding="utf-8").replace("{status: met}", "{status: unknown, blockers: [b, a, b]}")
    file.write_text(text, encoding="utf-8")
    assert load_cases(minimal(), folder)[1].findings["art2.partner"].blockers == frozenset({"a", "b"})


REFUSED = """refused:
  - id: contradiction
    why: 申请金额为零，等于没有申请。
    base: complete
    given: {funds.asked: 0}
    violates: [asked_something]
"""


def test_a_refusal_knows_what_it_violates(tmp_path: Path) -> None:
    policy = minimal_in(tmp_path)
    (policy / "cases" / "own.yaml").write_text(REFUSED, encoding="utf-8")
    (refused,) = load_refusals(minimal(), policy)
    facts = BASE | {"funds": {"own": 20, "asked": 0}}
    file = str(policy / "cases" / "own.yaml")
    why = "申请金额为零，等于没有申请。"
    assert refused == Refusal("contradiction", why, facts, frozenset({"asked_something"}), file, 2)
    assert len(load_cases(minimal(), policy)) == 2


def test_mistakes_of_a_refusal(tmp_path: Path) -> None:
    policy = minimal_in(tmp_path)
    wrong = REFUSED.replace("contradiction", "eligible").replace("[asked_something]", "[asked_somthing]")
    (policy / "cases" / "own.yaml").write_text(wrong, encoding="utf-8")
    assert mistakes(policy) == [
        "cases/own.yaml:2:9: 案例编号重复：eligible",
        "cases/own.yaml:6:16: 未知的一致性规则 asked_somthing；是否想写 asked_something？",
    ]
