"""What a verdict is: equal to its validated self, the same bytes everywhere, each thing listed once."""

import json
import os
import subprocess
import sys
from copy import deepcopy
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from huimin_rules import Conclusion, InputError, Status, Verdict, check, load_policy, validate
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Determination, Statement
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.norm import Modality, Period
from huimin_rules.service import rules_folder
from huimin_rules.service.conformance import run_cases
from huimin_rules.verdict import Blocker, Finding, wording
from huimin_rules.verdict.conclude import conclude
from huimin_rules.verdict.supplements import supplements
from tests.support import MINIMAL, POLICIES, minimal, minimal_in, replace_in

SHIPPED = load_policy("gongyi-huimin-2021")
INVENTED = load_folder(POLICIES / "lixiang-innovation-2030")
EVERY = [
    (policy, case)
    for policy, folder in (
        (SHIPPED, rules_folder() / "gongyi-huimin-2021"),
        (INVENTED, POLICIES / "lixiang-innovation-2030"),
        (minimal(), MINIMAL),
    )
    for case in load_cases(policy, folder)
]
SOME = EVERY[::7]
ROOT = Path(__file__).parents[2]
COMPLETE: dict[str, Any] = {
    "applied_on": "2030-06-01",
    "domicile": "990100",
    "kind": "hospital",
    "years": 3,
    "funds": {"own": "20万元", "asked": "10万元"},
    "partners": [{"name": "甲", "signed": True}],
}


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return [check(policy, case.facts, case.readings) for policy, case in SOME]


def test_what_is_assembled_equals_what_is_validated(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        again = Verdict.model_validate(verdict.model_dump())
        assert again == verdict
        assert again.model_dump() == verdict.model_dump()
        assert again.model_dump_json() == verdict.model_dump_json()
        assert Verdict.from_json(verdict.to_json()) == verdict


def test_the_bytes_are_canonical(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        text = verdict.to_json()
        assert text.encode() == rfc8785.dumps(json.loads(text))


_PROGRAM = """
import hashlib, json, sys
from huimin_rules import check, load_policy
policy = load_policy("gongyi-huimin-2021")
for facts in json.load(sys.stdin):
    print(hashlib.sha256(check(policy, facts).to_json().encode()).hexdigest())
"""


def test_the_bytes_are_the_same_in_another_process_elsewhere() -> None:
    """Another seed of hashes, time zone and language of the system: the same bytes."""
    applications = [case.facts for policy, case in EVERY if policy is SHIPPED and not case.readings][::40]
    given = json.dumps(applications, default=str)
    printed = [
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            input=given,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout.split()
        for seed, zone, language in (("1", "Pacific/Kiritimati", "C"), ("4321", "America/Anchorage", "C.UTF-8"))
    ]
    assert printed[0] == printed[1]
    assert len(set(printed[0])) == len(applications)


def test_a_verdict_is_no_decision(verdicts: list[Verdict]) -> None:
    assert {verdict.notice for verdict in verdicts} == {"自查结果，非行政决定"}


def test_a_finding_is_found_by_its_norm() -> None:
    verdict = check(minimal(), COMPLETE)
    assert verdict.finding("art1.years").status is Status.MET
    with pytest.raises(KeyError, match=r"art9\.nothing"):
        verdict.finding("art9.nothing")


# --- the conclusion


@pytest.mark.parametrize(
    ("validity", "obligations", "conclusion"),
    [
        ("unmet", "unmet unknown needs_judgement", Conclusion.NOT_IN_FORCE),
        ("met", "unmet unknown needs_judgement", Conclusion.INELIGIBLE),
        ("unknown", "unmet met", Conclusion.INELIGIBLE),
        ("met", "unknown needs_judgement met", Conclusion.INCOMPLETE),
        ("unknown", "needs_judgement", Conclusion.INCOMPLETE),
        ("met", "needs_judgement met", Conclusion.NEEDS_JUDGEMENT),
        ("needs_judgement", "met", Conclusion.NEEDS_JUDGEMENT),
        ("met", "met not_applicable", Conclusion.ELIGIBLE),
        ("", "", Conclusion.ELIGIBLE),
    ],
)
def test_the_first_conclusion_that_fits_from_above(validity: str, obligations: str, conclusion: Conclusion) -> None:
    assert conclude([*map(Status, validity.split())], [*map(Status, obligations.split())]) is conclusion


def test_better_findings_never_make_a_worse_conclusion() -> None:
    """`met` in place of anything moves the conclusion down the list or leaves it."""
    order = list(Conclusion)
    duty = [Status.MET, Status.UNMET, Status.UNKNOWN, Status.NEEDS_JUDGEMENT]
    for validity, one, two in product(duty, repeat=3):
        before = order.index(conclude([validity], [one, two]))
        assert order.index(conclude([validity], [Status.MET, two])) >= before
        assert order.index(conclude([Status.MET], [one, two])) >= before


def test_an_advice_never_moves_the_conclusion() -> None:
    verdict = check(minimal(), {**COMPLETE, "kind": "school"}, {"last_day": "eve"})
    assert verdict.finding("art2.hospital").status is Status.NOT_FOLLOWED
    assert verdict.conclusion is Conclusion.ELIGIBLE
    assert verdict.supplements == ()


def test_an_open_status_is_one_that_may_still_change() -> None:
    assert [status for status in Status if status.is_open] == [Status.UNKNOWN, Status.NEEDS_JUDGEMENT]


def test_every_conclusion_has_its_sentence() -> None:
    unmet, unknown, judged = (
        check(policy, facts)
        for policy, facts in (
            (minimal(), {**COMPLETE, "years": 1}),
            (minimal(), {**COMPLETE, "years": None}),
            (minimal(), {**COMPLETE, "applied_on": "2031-01-01"}),
        )
    )
    assert (unmet.conclusion, unmet.summary) == (Conclusion.INELIGIBLE, "不符合的条件有 1 项（第一条）")
    assert (unknown.conclusion, unknown.summary) == (
        Conclusion.INCOMPLETE,
        "没有发现不符合的条件，尚不能判断的有 1 项（第一条）",
    )
    assert (judged.conclusion, judged.summary) == (
        Conclusion.NEEDS_JUDGEMENT,
        "没有发现不符合的条件，有待认定的有 1 项（第三条）",
    )
    late = check(minimal(), {**COMPLETE, "applied_on": "2031-01-02"})
    assert late.in_force is not None
    assert (late.conclusion, late.summary) == (Conclusion.NOT_IN_FORCE, late.in_force.message)
    assert wording.summary(Conclusion.NOT_IN_FORCE, (), None) == "申报日期不在有效期内"
    met = check(minimal(), COMPLETE)
    assert met.summary == wording.summary(Conclusion.ELIGIBLE, met.findings, met.in_force) == "全部 5 项条件均符合"


# --- the period of validity


@pytest.mark.parametrize(
    ("day", "reading", "state", "status"),
    [
        ("2029-12-31", None, "not_yet", "unmet"),
        ("2030-01-01", None, "yes", "met"),
        ("2030-12-31", None, "yes", "met"),
        ("2031-01-01", None, "open", "needs_judgement"),
        ("2031-01-01", "eve", "no_longer", "unmet"),
        ("2031-01-01", "anniversary", "yes", "met"),
        ("2031-01-02", None, "no_longer", "unmet"),
        (None, None, "open", "unknown"),
        (None, "eve", "open", "unknown"),
    ],
)
def test_the_period_includes_both_its_days(day: str | None, reading: str | None, state: str, status: str) -> None:
    verdict = check(minimal(), {**COMPLETE, "applied_on": day}, {"last_day": reading} if reading else None)
    assert verdict.in_force is not None
    assert (verdict.in_force.state, verdict.finding("art3.in_force").status.value) == (state, status)
    assert len(verdict.in_force.last_days) == (1 if reading else 2)
    assert str(verdict.in_force.start) == "2030-01-01"
    assert "2030-01-01" in verdict.in_force.message


def test_a_policy_without_a_period_has_no_notice_of_validity() -> None:
    every = load_folder(POLICIES / "every-type")
    assert all(norm.period is None for norm in every.norms)
    assert check(every, {}).in_force is None


def test_one_last_day_or_several() -> None:
    period = next(norm.period for norm in INVENTED.findable if norm.period is not None)
    assert isinstance(period, Period)
    assert [str(day) for day in period.last_days()] == ["2033-02-28"]


# --- readings


def test_an_open_reading_names_the_findings_it_decides() -> None:
    verdict = check(minimal(), {**COMPLETE, "applied_on": "2031-01-01"})
    (reading,) = verdict.readings
    assert (reading.fixed, reading.fixed_by, reading.decides) == (None, None, ("art3.in_force",))
    outcomes = verdict.finding("art3.in_force").outcomes
    assert [(one.alternative, one.status.value) for one in outcomes] == [("eve", "unmet"), ("anniversary", "met")]
    assert "按“前一日”为不符合，按“对应日”为符合" in verdict.finding("art3.in_force").reason


def test_a_reading_that_the_caller_fixes_decides_nothing_more() -> None:
    (reading,) = check(minimal(), {**COMPLETE, "applied_on": "2031-01-01"}, {"last_day": "eve"}).readings
    assert (reading.fixed, reading.fixed_by, reading.decides) == ("eve", "caller", ())
    (settled,) = check(minimal(), COMPLETE, {"last_day": "anniversary"}).readings
    assert (settled.fixed, settled.fixed_by, settled.decides) == ("anniversary", "caller", ())


@pytest.mark.parametrize(
    ("readings", "path", "nearest"),
    [
        ({"last_dya": "eve"}, "readings.last_dya", "last_day"),
        ({"last_day": "eves"}, "readings.last_day", "eve"),
        ({"last_day": ""}, "readings.last_day", None),
        ({"nothing_like_it": "eve"}, "readings.nothing_like_it", None),
    ],
)
def test_an_unknown_reading_is_an_error_of_the_caller(readings: dict[str, str], path: str, nearest: str | None) -> None:
    with pytest.raises(InputError) as error:
        check(minimal(), COMPLETE, readings)
    assert [(one.path, one.nearest) for one in error.value.problems] == [(path, nearest)]


def test_every_wrong_reading_is_reported_at_once() -> None:
    with pytest.raises(InputError) as error:
        check(minimal(), COMPLETE, {"last_day": "x", "first_day": "y"})
    assert [one.path for one in error.value.problems] == ["readings.last_day", "readings.first_day"]


# --- the one-round list


def test_the_one_round_list_names_each_thing_once_for_all_its_norms() -> None:
    for verdict in (check(SHIPPED, {}), check(INVENTED, {})):
        entries = [(one.action, one.subject) for one in verdict.supplements]
        assert len(entries) == len(set(entries))
        order = ["fix", "supply", "determine", "clarify", "explain"]
        assert [one.action for one in verdict.supplements] == sorted(
            (one.action for one in verdict.supplements), key=order.index
        )
        blocked: dict[str, list[str]] = {}
        for finding in verdict.findings:
            for blocker in finding.blockers:
                blocked.setdefault(blocker.name, []).append(finding.norm)
        listed = {one.subject: list(one.norms) for one in verdict.supplements if one.action != "fix"}
        assert listed == blocked
        assert max(map(len, blocked.values())) > 1


def test_what_fails_is_to_be_fixed_and_what_departs_is_to_be_explained() -> None:
    facts: Any = deepcopy(
        dict(next(case.facts for policy, case in EVERY if case.id == "conclusion.eligible" and policy is INVENTED))
    )
    facts["project"]["started_on"] = "2026-01-01"
    facts["project"]["filing_number"] = "无"
    facts["project"]["scheme_feasible"] = True
    facts["project"]["growth"] = None
    verdict = check(INVENTED, facts)
    assert verdict.finding("art7.p2.period").status is Status.NOT_FOLLOWED
    found = [(one.action, one.subject) for one in verdict.supplements]
    assert found == [
        ("fix", "art6.i1.filing"),
        ("supply", "project.growth"),
        ("determine", "project.scheme_feasible"),
        ("explain", "art7.p2.period"),
    ]
    fix, supply, determine, explain = verdict.supplements
    assert (fix.what, fix.citations) == ("先办理项目备案", ("第六条第（一）项",))
    assert supply.what == "投产后年营业收入增长率是多少？"
    assert determine.what == "提请认定：技术方案先进可行"
    assert explain.what.startswith("建设期超过24个月，应当说明理由")


def test_a_reading_is_to_be_clarified_and_a_field_to_be_supplied() -> None:
    verdict = check(minimal(), {**COMPLETE, "applied_on": "2031-01-01", "partners": [{"name": "甲"}]})
    assert [(one.action, one.subject, one.what) for one in verdict.supplements] == [
        ("supply", "partners[0].signed", "协议是否已经签订？"),
        ("clarify", "last_day", "请主管部门明确：有效期的最后一日是哪一天？"),
    ]


def test_the_same_thing_in_two_findings_is_one_entry() -> None:
    finding = check(minimal(), COMPLETE).findings[0]
    blocker = Blocker(kind="missing", name="years", label="从业年数")
    one = finding.model_copy(update={"status": Status.UNKNOWN, "blockers": (blocker,)})
    two = one.model_copy(update={"norm": "art1.years"})
    (entry,) = supplements(minimal(), (one, two))
    assert (entry.norms, entry.citations) == (("art1.registered", "art1.years"), ("第一条",))


# --- materials, details, words


def test_materials_are_those_of_the_norms_that_apply() -> None:
    """独立申报没有参与单位, so nobody needs an agreement; in 2031 the commitment is asked for."""

    def documents(name: str) -> set[str]:
        facts = next(case.facts for policy, case in EVERY if case.id == name and policy is INVENTED)
        return {one.document for one in check(INVENTED, facts).materials}

    joint, later = documents("conclusion.eligible"), documents("conclusion.eligible_2031")
    assert "联合申报协议" in joint - later
    assert "不迁出承诺书" in later - joint
    blank = check(SHIPPED, {})
    every = [material.document for material in blank.materials]
    assert len(every) == len(set(every))
    norms = [norm.id for norm in SHIPPED.findable]
    assert all(list(one.norms) == sorted(one.norms, key=norms.index) for one in blank.materials)


def _statement(fact: str, value: bool | int | str, decided: Determination | None = None) -> Statement:
    return Statement(
        fact=fact, value=value, stated_by="determination" if decided else "applicant", determination=decided
    )


def test_values_are_shown_as_people_say_them() -> None:
    def shown(path: str, value: bool | int | str, decided: Determination | None = None) -> str:
        fact = INVENTED.fact_by_path[path]
        assert isinstance(fact, Fact)
        return wording.shown_value(fact, _statement(path, value, decided))

    decided = Determination.model_validate({"value": False, "by": "评审组", "on": "2030-06-01", "reason": "亏损"})
    assert shown("project.category", "smart") == "智能化改造"
    assert shown("project.investment", "120万元") == "120万元"
    assert shown("enterprise.abnormal", False) == "否"
    assert shown("enterprise.good_operation", True) == "是（申请人自述）"
    assert shown("enterprise.good_operation", False, decided) == "否（评审组 2030-06-01 认定：亏损）"


def test_the_values_behind_a_reason_are_few() -> None:
    said = [_statement(fact.path, True) for fact in SHIPPED.scalars if fact.judgement]
    assert len(said) > 8
    text = wording.details(SHIPPED, said)
    assert text.count("；") == 8
    assert text.endswith("……）")
    assert wording.details(SHIPPED, ()) == ""
    assert wording.details(SHIPPED, [_statement("applicants", "甲")]) == ""


def test_a_norm_without_sentences_speaks_by_its_title() -> None:
    norm = next(norm for norm in minimal().norms if norm.modality is Modality.DEFINITION)
    assert wording.definite_reason(norm, Status.MET) == wording.definite_reason(norm, Status.UNMET) == "本市单位"
    assert wording.definite_reason(norm, Status.NOT_APPLICABLE) == wording.NOT_APPLICABLE


# --- what a check accepts


def test_an_application_read_for_another_policy_is_refused() -> None:
    other = validate(INVENTED, {})
    with pytest.raises(InputError) as error:
        check(minimal(), other)
    (problem,) = error.value.problems
    assert minimal().digest in problem.expected
    assert INVENTED.digest in problem.found


def test_an_application_that_was_read_is_checked_as_if_it_were_not() -> None:
    assert check(minimal(), validate(minimal(), COMPLETE)) == check(minimal(), COMPLETE)


def test_what_no_application_can_be_is_an_error_and_no_verdict() -> None:
    with pytest.raises(InputError) as error:
        check(minimal(), {**COMPLETE, "funds": {"own": "20万元", "asked": 0}})
    (rule,) = minimal().consistency
    assert [(one.path, one.expected) for one in error.value.problems] == [(rule.at, rule.message)]


def test_the_problems_of_a_file_say_where_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "application.yaml"
    file.write_text("domicile: '990100'\nyears: -1\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        check(minimal(), file)
    (problem,) = error.value.problems
    assert (problem.path, problem.line) == ("years", 2)
    file.write_text("domicile: '990100'\nyears: 1\n", encoding="utf-8")
    assert check(minimal(), str(file)).finding("art1.years").status is Status.UNKNOWN
    assert check(minimal(), file).finding("art1.registered").status is Status.MET


def test_a_policy_that_is_nowhere_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(InputError) as error:
        load_policy("gongyi-huimin-2012")
    assert [one.nearest for one in error.value.problems] == ["gongyi-huimin-2021"]
    assert load_policy(MINIMAL) == minimal()


# --- cases


def test_the_cases_of_a_policy_run() -> None:
    results = run_cases(minimal(), MINIMAL)
    assert results
    assert all(not result.mismatches for result in results)


def test_a_case_that_expects_something_else_says_what_it_found(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    (folder / "cases" / "cases.yaml").write_text(
        """cases:
  - id: wrong
    why: 各项期望都不对
    given: {years: 1}
    expect:
      conclusion: eligible
      findings:
        art1.years: {status: met, blockers: [years]}
        art1.registered: {status: unknown, blockers: [domicile]}
  - id: unreadable
    why: 没有人能读懂
    given: {years: 许多}
    expect: {conclusion: incomplete}
  - id: silent
    why: 只期望一项
    given: {years: 1, kind: hospital}
    expect: {findings: {art1.years: unmet}}
""",
        encoding="utf-8",
    )
    wrong, unreadable, silent = run_cases(load_folder(folder), folder)
    assert [(one.of, one.expected, one.found) for one in wrong.mismatches] == [
        ("conclusion", "eligible", "incomplete"),
        ("art1.years", "met", "unknown"),
        ("art1.years", "years", "kind"),
    ]
    assert [one.of for one in unreadable.mismatches] == ["given"]
    assert "years" in unreadable.mismatches[0].found
    assert silent.mismatches == ()


def test_the_wording_of_a_policy_is_not_its_meaning(tmp_path: Path) -> None:
    """The digest is over the bytes: a comment makes another digest, and an application is read for one of them."""
    folder = minimal_in(tmp_path)
    replace_in(folder / "facts.yaml", "  applied_on:\n", "  applied_on: # 申报之日\n")
    other = load_folder(folder)
    assert other == minimal()
    assert other.digest != minimal().digest
    with pytest.raises(InputError):
        check(other, validate(minimal(), COMPLETE))


def test_a_finding_is_immutable() -> None:
    finding: Finding = check(minimal(), COMPLETE).findings[0]
    with pytest.raises(ValueError, match="frozen"):
        finding.status = Status.UNMET  # type: ignore[misc]  # it is frozen, and that is what is tested
