"""Keep a ledger of decisions, replay it, and ask what another version of the policy, or another reading, would change.

Usage: python examples/ledger.py [FOLDER]        the ledger and the other version stay in the folder, if one is given

The seven examples beside this file are recorded with fixed times and case numbers, two of them twice. Then they are
replayed, and decided again under an invented version of the policy that asks for at least three indicators (the real
one asks for at least one), and under the reading that every applicant must satisfy 第六条第（一）项.

Why the output is as it is

- Replay: nine records, all identical, for nothing has changed since. Case 2022-001 was decided again with a reading
  fixed, case 2022-003 after its leading group was formed; what changed is named.
- Three indicators: only 2022-002 has three.
  - 2022-001 has two. While the reading was open it needed judgement, with the reading fixed it was eligible; now both
    are ineligible.
  - 2022-003 has two, one of them without a method: unknown so far, and unmet now, for even a third could not be hoped
    for. It is ineligible for its funds as before.
  - 2022-004 has one, half filled in: incomplete so far, ineligible now. 2022-006 has two: it needed judgement for its
    date, now it is ineligible.
  - 2022-005 and 2022-007 have one, self-assessed: that finding becomes unmet, their conclusions stay.
- Every applicant: of 2022-001 one applicant is from elsewhere, so both its records become ineligible. Of 2022-003 a
  participant is neither enterprise nor public institution: whether that matters now depends on one reading instead of
  two. Nobody else has participants for whom it matters.

No digest of a record is printed: each record holds random bytes of its own, so that its digest tells nothing about it.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from huimin_rules import Policy, load_policy
from huimin_rules.ledger.storage import Ledger, create_ledger
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.service import rules_folder
from huimin_rules.service.audit.compared import CaseComparison
from huimin_rules.service.audit.comparison import compare_ledger
from huimin_rules.service.audit.comparison_wording import (
    DIRECTION_NAMES,
    EFFECT_NAMES,
    conclusion_name,
    status_name,
)
from huimin_rules.service.audit.ledger_replay import replay_ledger
from huimin_rules.service.audit.policy_source import policy_source
from huimin_rules.service.audit.recording import record_decision
from huimin_rules.service.audit.replayed import Replay

HERE = Path(__file__).resolve().parent
POLICY = "gongyi-huimin-2021"
CASES = (
    ("2022-001", "agri-consortium.yaml", "2022-05-09T09:00:00+08:00"),
    ("2022-002", "eligible.yaml", "2022-05-09T09:20:00+08:00"),
    ("2022-003", "county-hospital.yaml", "2022-06-20T10:00:00+08:00"),
    ("2022-004", "half-filled.yaml", "2022-06-20T10:30:00+08:00"),
    ("2022-005", "partner-missing.json", "2022-07-01T15:00:00+08:00"),
    ("2022-006", "contested-date.yaml", "2023-01-06T09:00:00+08:00"),
    ("2022-007", "expired.yaml", "2023-02-01T09:00:00+08:00"),
)


def fill(ledger: Ledger) -> None:
    """Record the cases, and two of them once more."""
    source = policy_source(POLICY)
    for case, file, moment in CASES:
        record_decision(ledger, source, HERE / file, case=case, recorded_by="王敏", recorded_at=moment)
    record_decision(
        ledger,
        source,
        HERE / "agri-consortium.yaml",
        case="2022-001",
        recorded_by="李强",
        recorded_at="2023-03-01T09:00:00+08:00",
        readings={"consortium": "lead_only"},
    )
    hospital = read_application_file(HERE / "county-hospital.yaml").data
    plan = hospital["plan"]
    assert isinstance(plan, dict)
    plan["leading_group"] = True
    record_decision(
        ledger, source, hospital, case="2022-003", recorded_by="李强", recorded_at="2023-03-01T09:30:00+08:00"
    )


def other_version(folder: Path) -> Policy:
    """The policy with another threshold: at least three indicators."""
    shutil.copytree(rules_folder() / POLICY, folder)
    file, threshold = folder / "article-07.yaml", "{value: {count: plan.indicators}, at_least: 1}"
    text = file.read_text(encoding="utf-8")
    assert text.count(threshold) == 1
    file.write_text(text.replace(threshold, threshold.replace("1}", "3}")), encoding="utf-8")
    return load_policy(folder)


def show_replay(one: Replay) -> None:
    """One record: its case and whether it came out, and what changed since the case was last recorded."""
    assert one.place is not None
    assert one.recorded is not None
    print(f"{one.place.index}  {one.recorded.case}  {one.outcome}  {conclusion_name(one.conclusion)}")
    if one.since is not None:
        for changed in (*one.since.facts, *one.since.readings):
            print(f"   since {one.since.index}: {changed.what} {changed.before} → {changed.after}")


def show_case(one: CaseComparison) -> None:
    """One case that changes, with its findings."""
    if one.same or one.recorded is None:
        return
    before, after = conclusion_name(one.recorded.conclusion), conclusion_name(one.conclusion)
    direction = "" if one.direction is None else DIRECTION_NAMES[one.direction]
    print(f"{one.place.index}  {one.recorded.case}  {EFFECT_NAMES[one.effect]}  {before} → {after}  {direction}")
    for each in one.findings:
        change = f"{status_name(each.before)} → {status_name(each.after)}"
        print(f"   {each.citation_after}  {each.norm}  {change}  {DIRECTION_NAMES[each.direction]}")


def run(folder: Path) -> int:
    """Build, replay, compare; 0 if everything came out as it was recorded."""
    with create_ledger(folder / "ledger.db", "example.invalid/huimin") as ledger:
        fill(ledger)
        print("# replay")
        whole = replay_ledger(ledger, each=show_replay)
        print(f"{whole.replayed} records, identical: {whole.identical}")
        for case in ("2022-001", "2022-003"):
            print(f"# case {case}")
            replay_ledger(ledger, case, each=show_replay)
        print("# at least three indicators")
        changed = compare_ledger(ledger, policy=other_version(folder / "other-version"), each=show_case)
        print({str(effect): count for effect, count in changed.effects.items()})
        print("# consortium=every_applicant")
        changed = compare_ledger(ledger, readings={"consortium": "every_applicant"}, each=show_case)
        print({str(effect): count for effect, count in changed.effects.items()})
    return 0 if whole.identical else 1


def main() -> int:
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        return run(folder)
    with tempfile.TemporaryDirectory() as name:
        return run(Path(name))


if __name__ == "__main__":
    sys.exit(main())
