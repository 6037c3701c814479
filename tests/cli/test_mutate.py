"""`huimin mutate` and `huimin test --coverage`, as an author runs them."""

import io
import json
import sys
from pathlib import Path

import pytest

from huimin_rules import load_policy
from huimin_rules.analysis.mutation import mutants
from huimin_rules.service import equivalence
from tests.cli.conftest import Huimin
from tests.support import MINIMAL, POLICIES, UNTRACED, minimal_in

pytest.importorskip("z3", reason="the extra proofs")

INVENTED = POLICIES / "lixiang-innovation-2030"


def test_survivors_are_shown_as_yaml_with_a_witness(huimin: Huimin) -> None:
    ran = huimin("mutate", MINIMAL)
    assert (ran.code, ran.err) == (1, "")
    assert (
        """\
✗ art1.years/requires.at_least:threshold=less  未被发现：3 改为 2
      id: art1.years
      quote: 并且从业满三年
      title: 从业满三年
      modality: obligation
      when: {fact: kind, is_not: school}
    - requires: {fact: years, at_least: 3}
    + requires: {fact: years, at_least: 2}
      met: 从业满三年
      unmet: 从业不满三年
    能区分两者的申请（art1.years：原来为 unmet，改动后为 met）
      given: {kind: hospital, years: 2}
"""
        in ran.out
    )
    # Of all applications that would do, the plainest.
    assert ran.out.count("      given: {funds: {own: 0元, asked: 0.01元}}\n") == 5
    assert "（违反的一致性规则：原来为 asked_something，改动后为 没有）" in ran.out
    assert "    - message: 申请金额应当大于零\n" in ran.out
    assert ran.out.splitlines()[-1] == f"{MINIMAL}：改动 43 处，被案例发现 14 处，未被发现 29 处"


@UNTRACED
def test_the_shipped_policy_passes(huimin: Huimin) -> None:
    ran = huimin("mutate", "gongyi-huimin-2021")
    assert (ran.code, ran.err) == (0, "")
    assert "≡ art7.i1.field/requires.alternatives.topic:part=0：去掉 all 的第 1 部分\n" in ran.out
    assert "✗" not in ran.out
    assert ran.out.splitlines()[-1].endswith("：改动 994 处，被案例发现 993 处，证明同义 1 处")


def test_json(huimin: Huimin) -> None:
    ran = huimin("mutate", MINIMAL, "--json")
    assert ran.code == 1
    said = json.loads(ran.out)
    assert said["totals"] == {"mutants": 43, "noticed": 14, "equivalent": 0, "survived": 29, "undecided": 0}
    assert said["norms"]["art1.registered"]["noticed"] == 3
    assert [one["id"] for one in said["mutants"]] == [one.id for one in mutants(load_policy(MINIMAL))]
    survivor = next(one for one in said["mutants"] if one["id"] == "art1.years/scope=when")
    assert survivor["witness"]["norm"] == "art1.years"
    assert "- when: {fact: kind, is_not: school}" in survivor["change"]
    assert ran.out == huimin("mutate", MINIMAL, "--json").out


def test_what_is_proved_and_what_is_not_decided(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    both: list[equivalence.Answer] = [equivalence.Equal({"partners": 3}), equivalence.NotDecided("步数用尽")]
    answers = iter(both)

    def answer(*_: object) -> equivalence.Answer:
        return next(answers, equivalence.Equal({}))

    monkeypatch.setattr(equivalence, "equivalent", answer)
    ran = huimin("mutate", MINIMAL)
    assert ran.code == 1
    assert "（partners 至多 3 项）" in ran.out
    assert "未能判定：" in ran.out
    assert "    步数用尽\n" in ran.out
    answers = iter(both)
    said = json.loads(huimin("mutate", MINIMAL, "--json").out)
    assert said["totals"]["undecided"] == 1
    assert [one["reason"] for one in said["mutants"] if "reason" in one] == ["步数用尽"]
    assert {"partners": 3} in [one.get("longest") for one in said["mutants"]]


def test_bad_input(huimin: Huimin, tmp_path: Path) -> None:
    copy = minimal_in(tmp_path)
    (copy / "cases" / "own.yaml").write_text(
        "cases:\n  - {id: own, why: 因, base: complete, expect: {conclusion: ineligible}}\n", encoding="utf-8"
    )
    failing = huimin("mutate", copy)
    assert (failing.code, failing.out) == (2, "")
    assert "1 个案例不通过，如 own" in failing.err
    assert huimin("mutate", tmp_path / "gone").code == 2


def test_progress_is_for_a_terminal_alone(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    ran = huimin("mutate", MINIMAL, "--json")
    assert json.loads(ran.out)["totals"]["mutants"] == 43
    assert "\r\x1b[K" in shown.getvalue()
    assert "已试 43 处改动，现在是 asked_something" in shown.getvalue()
    assert shown.getvalue().endswith("\r\x1b[K")


def test_coverage(huimin: Huimin) -> None:
    ran = huimin("test", INVENTED, "--coverage")
    assert ran.code == 0
    assert "分档的各档  20/20\n" in ran.out
    assert "得分的得与不得  20/20\n" in ran.out
    assert "未覆盖" not in ran.out
    short = huimin("test", MINIMAL, "--coverage")
    assert short.code == 1
    assert "规范的各种结论  2/20\n解释口径的各种选项  0/2\n" in short.out
    assert "未覆盖  last_day：eve、anniversary\n" in short.out
    plain = huimin("test", MINIMAL)
    assert plain.code == 0
    assert "last_day" not in plain.out
    assert "2/20" not in plain.out


def test_a_refusal_that_is_not_refused_fails(huimin: Huimin, tmp_path: Path) -> None:
    copy = minimal_in(tmp_path)
    (copy / "cases" / "own.yaml").write_text(
        "refused:\n"
        "  - {id: good, why: 因, base: complete, given: {funds.asked: 0}, violates: [asked_something]}\n"
        "  - {id: bad, why: 并不矛盾。, base: complete, violates: [asked_something]}\n"
        "  - {id: unreadable, why: 因, base: complete, given: {years: 很多}, violates: [asked_something]}\n",
        encoding="utf-8",
    )
    ran = huimin("test", copy)
    assert ran.code == 1
    assert "✗ bad" in ran.out
    assert "violates：应为 asked_something，实为 没有" in ran.out
    assert "given：应为 各项都能读懂的申请，实为 years" in ran.out
    assert "✗ good" not in ran.out
    assert "案例5个，通过3个" in "".join(ran.out.split())


def test_without_the_extra(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(sys.modules):
        if name.startswith("huimin_rules.analysis.proofs") or name == "huimin_rules.analysis.mutation.difference":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    ran = huimin("mutate", MINIMAL)
    assert (ran.code, ran.out) == (2, "")
    assert "pip install 'huimin-rules[proofs]'" in ran.err
