"""`huimin check --engine both`: the ordinary report and one line; or the disagreement, and no verdict."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from huimin_rules.cli.exits import Exit, worst
from huimin_rules.engines.durable import session
from huimin_rules.service.crosscheck import Crosscheck
from tests.cli.conftest import Application, Huimin, Save
from tests.cli.test_check import edited
from tests.engines.durable.support import needs_durable

LINE = "双引擎核对：第二引擎独立推得同样的结论，31 项逐项一致。"
INVENTED = Path(__file__).parents[1] / "fixtures" / "policies" / "lixiang-innovation-2030"


@needs_durable
def test_the_ordinary_report_and_one_line(huimin: Huimin, eligible: Application, save: Save) -> None:
    file = save(eligible)
    alone, both = huimin("check", file), huimin("check", file, "--engine", "both")
    assert (both.code, both.err) == (alone.code, "") == (0, "")
    assert both.out == f"{alone.out}\n{LINE}\n"
    assert (
        "agrees on the conclusion and on all 31 findings"
        in huimin("check", file, "--engine", "both", "--lang", "en").out
    )


@needs_durable
def test_the_code_is_that_of_the_conclusion(huimin: Huimin, eligible: Application, save: Save) -> None:
    good, opened = save(eligible, "good.yaml"), save({}, "open.json")
    bad = save(edited(eligible, "plan.leading_group", False), "bad.yaml")
    ran = huimin("check", good, opened, bad, "--engine", "both")
    assert ran.code == 1
    assert ran.out.replace("\n", "").count("逐项一致。") == 3
    assert huimin("check", opened, "--engine", "both").code == 3


@needs_durable
def test_json_is_the_canonical_cross_check(huimin: Huimin, eligible: Application, save: Save) -> None:
    file = save(eligible)
    ran = huimin("check", file, file, "--engine", "both", "--json")
    one, other = ran.out.splitlines()
    assert (ran.code, one) == (0, other)
    assert Crosscheck.model_validate_json(one).to_json() == one
    assert (
        json.dumps(json.loads(one)["verdict"], ensure_ascii=False, separators=(",", ":")) + "\n"
        == huimin("check", file, "--json").out
    )


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule engine that takes every unmet or not addressed norm for met."""
    real = session.run

    def run(rules: Any, facts: Any) -> Any:
        found = dict(real(rules, facts))
        if "finding" in facts and facts["finding"]["outcome"] == 2:
            found["root"] = 0
        return found

    monkeypatch.setattr(session, "run", run)


@needs_durable
@pytest.mark.usefixtures("wrong")
def test_a_disagreement_is_shown_clause_by_clause(huimin: Huimin, eligible: Application, save: Save) -> None:
    good = save(eligible, "good.yaml")
    bad = save(edited(eligible, "plan.leading_group", False), "bad.yaml")
    ran = huimin("check", bad, "--engine", "both")
    assert (ran.code, ran.err) == (4, "")
    lines = ran.out.splitlines()
    assert lines[0] == "双引擎核对没有通过，没有结论"
    assert "  第七条第（四）项  art7.i4.leading_group" in lines
    assert "    主引擎  不符合" in lines
    assert "    第二引擎  符合" in lines
    assert "总体结论  主引擎：不符合条件；第二引擎：符合条件" in lines
    assert "结论  ✗" not in ran.out
    several = huimin("check", good, bad, bad, "--engine", "both")
    assert several.code == 4
    assert several.out.index("结论  ✓ 符合条件") < several.out.index("双引擎核对没有通过")
    assert several.out.count("双引擎核对没有通过") == 2
    in_json = huimin("check", good, bad, "--engine", "both", "--json")
    assert in_json.code == 4
    assert [json.loads(line)["verdict"] is None for line in in_json.out.splitlines()] == [False, True]
    english = huimin("check", bad, "--engine", "both", "--lang", "en").out
    assert "The cross-check failed: there is no verdict" in english
    assert "reference  not met" in english or "reference  unmet" in english.lower()


@needs_durable
def test_what_the_second_engine_refuses_is_said(huimin: Huimin, save: Save) -> None:
    ran = huimin("check", save({}), "--engine", "both", "--policy", INVENTED)
    assert ran.code == 4
    flowed = ran.out.replace("\n", "").replace(" ", "")
    assert "art10.total主引擎信息不全" in flowed
    assert "第二引擎不能可靠核对：" in flowed
    assert "第二引擎：没有推得" in flowed


@needs_durable
def test_a_fault_is_said(huimin: Huimin, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    real = session.run

    def run(rules: Any, facts: Any) -> Any:
        if "conclusion" in facts or "parts" in facts:
            raise session.Faulty("结点 root 没有得出值")
        return real(rules, facts)

    monkeypatch.setattr(session, "run", run)
    ran = huimin("check", save({"applicants": [{"role": "lead"}]}), "--engine", "both")
    assert ran.code == 4
    assert "    第二引擎  出错：结点 root 没有得出值" in ran.out.splitlines()

    def at_the_end(rules: Any, facts: Any) -> Any:
        if "conclusion" in facts:
            raise session.Faulty("结点 root 没有得出值")
        return real(rules, facts)

    monkeypatch.setattr(session, "run", at_the_end)
    ended = huimin("check", save({}), "--engine", "both")
    assert ended.code == 4
    assert "第二引擎：结点 root 没有得出值" in ended.out


def test_without_the_extra_the_message_names_it(huimin: Huimin, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable", None)
    session._host.cache_clear()
    ran = huimin("check", save({}), "--engine", "both")
    assert (ran.code, ran.out) == (2, "")
    assert "pip install 'huimin-rules[durable]'" in ran.err
    assert huimin("check", save({})).code == 3


def test_a_disagreement_is_the_worst_but_for_what_cannot_be_read() -> None:
    assert worst([Exit.OK, Exit.FAILED, Exit.DISAGREEMENT, Exit.OPEN]) is Exit.DISAGREEMENT
    assert worst([Exit.DISAGREEMENT, Exit.BAD_INPUT]) is Exit.BAD_INPUT
