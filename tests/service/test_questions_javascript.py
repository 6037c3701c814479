"""What to ask next is the same in JavaScript: on every case of the policies, and on random applications."""

import json
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from huimin_rules import Policy, Verdict, check
from huimin_rules.engines.javascript import program, runtime
from huimin_rules.service.questions import questions
from tests.engines.javascript.node import NODE
from tests.replay import random_applications
from tests.service.test_questions import ALL, CASES, thinned
from tests.support import UNTRACED

ASKING = Path(__file__).parent / "asking.mjs"


class Asking:
    """A process that says what to ask next."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._policy: Policy | None = None

    def questions(self, policy: Policy, verdict: Verdict) -> str:
        """The canonical text."""
        if policy is not self._policy:
            self._tell({"program": program(policy)})
            self._policy = policy
        return self._tell({"verdict": verdict.model_dump(mode="json")})

    def _tell(self, request: object) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the process has ended; see what it wrote to its standard error"
        return answer.removesuffix("\n")


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    command = [str(NODE), str(ASKING), str(runtime())]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        yield Asking(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0


def test_they_are_equal_on_every_case(asking: Asking) -> None:
    for policy, case in CASES:
        verdict = check(policy, case.facts, case.readings)
        assert asking.questions(policy, verdict) == questions(policy, verdict).to_json(), case.id


@UNTRACED
@pytest.mark.parametrize("policy", ALL, ids=lambda policy: policy.id)
def test_they_are_equal_on_random_applications(asking: Asking, policy: Policy) -> None:
    seen = set()
    for seed, facts in enumerate(islice(random_applications.applications(policy, 11), 25)):
        verdict = check(policy, thinned(facts, seed))
        found = questions(policy, verdict)
        assert asking.questions(policy, verdict) == found.to_json()
        seen |= {one.type for one in found.ask}
    assert seen


@pytest.mark.parametrize("policy", ALL, ids=lambda policy: policy.id)
def test_they_are_equal_where_nothing_is_said(asking: Asking, policy: Policy) -> None:
    verdict = check(policy, {})
    assert asking.questions(policy, verdict) == questions(policy, verdict).to_json()
