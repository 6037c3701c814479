"""A disagreement as a folder: the policy, a case that expects what brute force found, and who said what.

`huimin test FOLDER` runs it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huimin_rules.canonical import digest
from huimin_rules.loading.dump import dump_policy
from huimin_rules.loading.written_yaml import write_yaml
from tests.joint.case import BRUTE, Z3, Decided

SAID = "said.txt"


def save(decided: Decided, into: Path) -> Path:
    """Write the folder, named after what is in it, and return it."""
    files = dump_policy(decided.policy)
    case = write_yaml({"cases": [_case(decided)]})
    folder = into / digest("".join((*files.values(), case)).encode()).rpartition(":")[2][:12]
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    (folder / "cases" / "disagreement.yaml").write_bytes(case.encode())
    (folder / SAID).write_text(f"{decided}\n", encoding="utf-8")
    return folder


def _case(decided: Decided) -> dict[str, Any]:
    """The case; what brute force says nothing of, Z3 may know, and of the rest nothing is expected."""
    expected = {
        norm: next((says[who] for who in (BRUTE, Z3) if who in says), None) for norm, says in decided.opinions.items()
    }
    findings = {
        norm: {"status": one.status, "blockers": sorted({name for _, name in one.blockers})}
        for norm, one in expected.items()
        if one is not None
    }
    conclusion = decided.conclusions.get(BRUTE, decided.conclusions.get(Z3))
    silent = sorted(norm for norm, one in decided.opinions.items() if BRUTE not in one)
    why = "逐一试过未知事实的全部可能，结论应当如此；见 said.txt。"
    if silent:
        why += f"可能太多而没有逐一试过的：{'、'.join(silent)}，以求解器为准。"
    return {
        "id": "disagreement",
        "why": why,
        "given": _stated(decided.given.facts),
        "readings": dict(decided.given.readings),
        "expect": {**({"conclusion": conclusion} if conclusion is not None else {}), "findings": findings},
    }


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without those of which an application says null, which is saying nothing."""
    return {
        name: [_stated(row) for row in value] if isinstance(value, list) else value
        for name, value in facts.items()
        if value is not None
    }
