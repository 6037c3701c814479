"""Verdicts for the tests of documents: of the shipped policy, of an invented one and of the smallest, and hostile ones.

No document may know a word of one regulation, so every law is tested on all of them.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from huimin_rules import Policy, Verdict, check, load_policy, validate
from huimin_rules.errors import InputError
from huimin_rules.loading.cases import load_cases
from huimin_rules.report.subject import Subject, subject_of
from huimin_rules.service import rules_folder
from tests.support import MINIMAL, POLICIES

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
SHIPPED: Final = rules_folder() / "gongyi-huimin-2021"
_FOLDERS: Final = (SHIPPED, POLICIES / "lixiang-innovation-2030", MINIMAL)
_EVERY: Final = 16

HOSTILE: Final = (
    "甲\u202e乙\x0b丙\x00丁\ufffe戊",
    "<script>alert(1)</script>&amp;]]>",
    "=cmd|' /C calc'!A0",
    "_x0041_ #N/A",
    "**粗** `码` [链](http://example.invalid) ![图](x) ~~删~~ | 表 |",
    "# 题\n- 列\n1. 数",
    "长" * 300,
    "abcdefghij" * 40,
    "👩\u200d⚕️ 🏥",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One application that was decided."""

    id: str
    policy: Policy
    verdict: Verdict
    subject: Subject


@cache
def sample() -> tuple[Case, ...]:
    """All examples, and of each policy's cases some."""
    return (*_examples(), *_cases(), _plain())


@cache
def example(name: str) -> Case:
    """One of the examples by its name."""
    return next(one for one in sample() if one.id == name)


@cache
def doubtful() -> Case:
    """An application under a reading that somebody fixed, with something worth a look."""
    policy = load_policy(SHIPPED)
    facts = deepcopy(dict(next(one for one in load_cases(policy, SHIPPED) if one.id == "art6.i1.domicile.met").facts))
    applicants: Any = facts["applicants"]
    applicants[0]["uscc"] = "124101810000001239"
    application = validate(policy, facts)
    verdict = check(policy, application, {"consortium": "lead_only", "field_gate": "field"})
    return Case("doubtful", policy, verdict, subject_of(policy, application, "doubtful.yaml"))


@cache
def hostile() -> Case:
    """An application whose every name is hostile, as far as an application may say it at all."""
    policy = load_policy(SHIPPED)
    facts = deepcopy(dict(next(one for one in load_cases(policy, SHIPPED) if one.id == "art6.i1.domicile.met").facts))
    applicants: Any = facts["applicants"]
    first = applicants[-1]
    facts["applicants"] = [
        *applicants,
        *({**first, "name": name.replace("\x00", "").replace("\n", " "), "domicile": "410106"} for name in HOSTILE),
    ]
    application = validate(policy, facts)
    subject = subject_of(policy, application, HOSTILE[0], project=HOSTILE[1], case=HOSTILE[2])
    return Case("hostile", policy, check(policy, application), subject)


def _examples() -> Iterator[Case]:
    policy = load_policy(SHIPPED)
    for file in sorted((*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*.json"))):
        application = validate(policy, file)
        yield Case(file.stem, policy, check(policy, application), subject_of(policy, application, file.name))


def _plain() -> Case:
    """Of a policy without a period of validity."""
    policy = load_policy(POLICIES / "every-type")
    application = validate(policy, {"judged": True})
    subject = replace(subject_of(policy, application, "plain"), parties=None)
    return Case("plain", policy, check(policy, application), subject)


def _cases() -> Iterator[Case]:
    for folder in _FOLDERS:
        policy = load_policy(folder)
        for case in load_cases(policy, folder)[::_EVERY]:
            try:
                application = validate(policy, case.facts)
            except InputError:
                continue
            verdict = check(policy, application, case.readings)
            yield Case(case.id, policy, verdict, subject_of(policy, application, case.id))


def squeezed(text: str) -> str:
    """A text without any white space: where lines break is no matter of words."""
    return "".join(text.split())
