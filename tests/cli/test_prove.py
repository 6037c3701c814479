"""`huimin prove`: what a person and a program are told, and the exit code."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from huimin_rules import check, load_policy
from huimin_rules.analysis.proofs.results import Result, State
from huimin_rules.cli.proof_words import claim, refutation
from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.norms.acknowledgement import Defect
from tests.cli.conftest import Huimin
from tests.support import UNTRACED

FIXTURES = Path(__file__).parents[1] / "fixtures" / "policies"
MINIMAL = FIXTURES / "minimal"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "minimal"))


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@UNTRACED
def test_the_shipped_policy(huimin: Huimin) -> None:
    ran = huimin("prove", "gongyi-huimin-2021")
    assert (ran.code, ran.err) == (0, "")
    assert "✓ 各种口径下，都有申请满足全部义务：证成 1 项" in ran.out
    assert "✓ 每条规范都有申请满足：证成 31 项" in ran.out
    assert "✓ 每项义务都单独起作用：证成 27 项" in ran.out
    assert "✓ 每个解释口径都影响某项结论：证成 5 项" in ran.out
    assert "逐步求值可靠：确定的结论，与每一种补全的结论相同：证成 31 项" in ran.out
    assert "证否" not in ran.out
    assert "未能断定" not in ran.out


def test_a_policy_without_mistakes(huimin: Huimin) -> None:
    ran = huimin("prove", MINIMAL)
    assert ran.code == 0
    assert huimin("prove", MINIMAL).out == ran.out


def test_a_norm_that_is_never_unmet(huimin: Huimin, copied: Path, tmp_path: Path) -> None:
    rewrite(copied / "article-01.yaml", "{fact: years, at_least: 3}", "{fact: years, at_least: 0}")
    ran = huimin("prove", copied)
    assert ran.code == 1
    assert "✗ 证否  art1.years 没有申请会不满足" in ran.out
    assert "反例（引擎已核实）：art1.years met" in ran.out
    # What is printed is an application that `check` reads.
    lines = ran.out.splitlines()
    start = next(place for place, one in enumerate(lines) if "反例（引擎已核实）：art1.years met" in one) + 1
    shown = [one[6:] for one in lines[start : lines.index("", start)] if not one.strip().startswith("--reading")]
    file = tmp_path / "application.yaml"
    file.write_text("\n".join(shown), encoding="utf-8")
    assert check(load_policy(copied), file).finding("art1.years").status == "met"


def test_a_reason_makes_it_pass(huimin: Huimin, copied: Path) -> None:
    rewrite(copied / "article-01.yaml", "{fact: years, at_least: 3}", "{fact: years, at_least: 0}")
    said = "acknowledged:\n  - {finding: never_unmet, norm: art1.years, reason: 文本如此}\nabsent_articles:"
    rewrite(copied / "policy.yaml", "absent_articles:", said)
    ran = huimin("prove", copied)
    assert ran.code == 0
    assert "○ 有意如此  art1.years 没有申请会不满足" in ran.out
    assert "理由：文本如此" in ran.out


def test_a_reason_that_nothing_needs(huimin: Huimin, copied: Path) -> None:
    said = "acknowledged:\n  - {finding: never_unmet, norm: art1.years, reason: 文本如此}\nabsent_articles:"
    rewrite(copied / "policy.yaml", "absent_articles:", said)
    ran = huimin("prove", copied)
    assert ran.code == 1
    assert "✗ 多余的说明  acknowledged 的 never_unmet art1.years 没有对应的反例" in ran.out


def test_json(huimin: Huimin, copied: Path) -> None:
    rewrite(copied / "article-01.yaml", "{fact: years, at_least: 3}", "{fact: years, at_least: 0}")
    ran = huimin("prove", "--json", copied, MINIMAL)
    assert ran.code == 1
    one, other = json.loads(ran.out)
    assert one["policy"] == other["policy"] == "minimal-2030"
    refuted = [entry for entry in one["results"] if entry["state"] == "refuted"]
    assert [(entry["finding"], entry["subject"]) for entry in refuted] == [("never_unmet", "art1.years")]
    assert refuted[0]["witnesses"][0]["statuses"] == {"art1.years": "met"}
    assert {entry["state"] for entry in other["results"]} <= {"proved", "searched"}
    assert one["superfluous"] == []


def test_wrong_rules_and_wrong_paths(huimin: Huimin, copied: Path) -> None:
    rewrite(copied / "article-01.yaml", "{fact: years, at_least: 3}", "{fact: yeers, at_least: 3}")
    assert huimin("prove", copied).code == 2
    assert huimin("prove", "nowhere").code == 2


def test_without_the_solver(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one.startswith("huimin_rules.analysis.proofs")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    ran = huimin("prove", MINIMAL)
    assert ran.code == 2
    assert "huimin-rules[proofs]" in ran.err


def test_the_invented_policy_acknowledges_what_it_means() -> None:
    from huimin_rules.analysis.proofs.bracket_proofs import BracketProofs
    from huimin_rules.analysis.proofs.meaning import Meaning
    from huimin_rules.analysis.proofs.norm_proofs import NormProofs
    from huimin_rules.analysis.proofs.vocabulary import vocabulary
    from huimin_rules.analysis.proofs.world import World

    policy = load_policy(FIXTURES / "lixiang-innovation-2030")
    meaning = Meaning(policy, World(vocabulary(policy)))
    found = NormProofs(meaning).implied(policy.norm_by_id["art6.i4.growth"])
    assert (found.state.value, found.because) == ("refuted", ("art10.floor.economy",))
    assert ("implied", "art6.i4.growth") in {(one.defect.value, one.subject) for one in policy.acknowledged}
    rows = BracketProofs(meaning)
    with_rows = [norm for norm in policy.norms if rows.has(norm)]
    assert [norm.id for norm in with_rows] == [
        "art8.p1.amount",
        "art10.total",
        "art10.floor.economy",
        "art10.floor.green",
    ]
    assert {rows.bracket(norm).state.value for norm in with_rows} == {"proved"}


def test_the_reason_is_part_of_the_policy() -> None:
    from huimin_rules.loading.dump import dump_policy

    policy = load_policy(FIXTURES / "lixiang-innovation-2030")
    written = read_yaml(dump_policy(policy)["policy.yaml"].encode()).data
    assert isinstance(written, dict)
    entries = written["acknowledged"]
    assert isinstance(entries, list)
    assert len(entries) == len(policy.acknowledged) > 0


@pytest.mark.parametrize("defect", list(Defect))
def test_every_claim_and_its_refutation_in_words(defect: Defect) -> None:
    subject = None if defect is Defect.CONTRADICTION else "art1.years"
    result = Result(defect, subject, State.REFUTED, ("art2.funds",), (("last_day", "eve"),))
    words = refutation(result)
    assert claim(defect)
    assert "None" not in words
    assert subject is None or subject in words
    told_why = (Defect.CONTRADICTION, Defect.IMPLIED, Defect.BRACKET)
    assert ("art2.funds" in words) is (defect in told_why)
    assert ("last_day=eve" in words) is (defect is Defect.CONTRADICTION)


def test_what_is_not_decided_is_told_with_its_reason(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    from huimin_rules.analysis.proofs import solver

    monkeypatch.setattr(solver.Solver.__init__, "__kwdefaults__", {"effort": 1})
    ran = huimin("prove", MINIMAL)
    assert ran.code == 1
    assert "？未能断定  没有申请能同时满足" in ran.out
    assert "原因：" in ran.out
