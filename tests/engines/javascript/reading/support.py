"""The modules that read applications, under Node: one long process that is asked line by line."""

import base64
import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from huimin_rules.engines.javascript import program, runtime
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate
from tests.engines.javascript.node import NODE
from tests.engines.javascript.node import handed as as_program

HARNESS = Path(__file__).parent / "harness.mjs"


class Reader:
    """A running process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._policy: Policy | None = None

    def ask(self, ask: str, **question: object) -> Any:
        """The answer to one question; what has gone wrong inside is raised."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"ask": ask, **question}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert not (isinstance(answer, dict) and "crash" in answer), answer["crash"]
        return answer

    def use(self, policy: Policy) -> None:
        """Read applications for this policy from now on."""
        if policy is not self._policy:
            self.ask("use", program=program(policy))
            self._policy = policy

    def read(self, policy: Policy, *each: Mapping[str, object]) -> list[dict[str, Any]]:
        """The applications or the problems of some mappings."""
        return self._each("read", policy, each)

    def readable(self, policy: Policy, *each: Mapping[str, object]) -> list[dict[str, Any]]:
        """The applications of some mappings as far as they can be read, and the problems."""
        return self._each("readable", policy, each)

    def _each(self, ask: str, policy: Policy, each: tuple[Mapping[str, object], ...]) -> list[dict[str, Any]]:
        self.use(policy)
        found: list[dict[str, Any]] = self.ask(ask, each=[packed(facts) for facts in each])
        return found

    def yaml(self, *texts: str) -> list[dict[str, Any]]:
        """What YAML texts say: `data`, `spots` and `flaws`."""
        found: list[dict[str, Any]] = self.ask("yaml", each=texts)
        return found

    def file(self, policy: Policy, raw: bytes | str, name: str, *, facts: bool = False) -> dict[str, Any]:
        """The header, the application or the problems of a file, and its facts where they are asked for."""
        self.use(policy)
        given = {"text": raw} if isinstance(raw, str) else {"base64": base64.b64encode(raw).decode()}
        found: dict[str, Any] = self.ask("file", name=name, wanted=facts, **given)
        return found

    def write(self, policy: Policy, facts: Mapping[str, object], readings: Mapping[str, str] | None = None) -> str:
        """An application as a file."""
        self.use(policy)
        text: str = self.ask("write", facts=packed(facts), readings=dict(readings or {}))
        return text


@contextmanager
def started(folder: Path | None = None) -> Iterator[Reader]:
    """A process with the modules, or with a copy of them in another folder."""
    pipe = subprocess.PIPE
    command = [str(NODE), str(HARNESS), str(folder or Path(str(runtime())))]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        yield Reader(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0


def sent(value: object) -> Any:
    """Plain data as the harness gives it back: a number as its digits."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return {"$n": f"{value:f}"}
    if isinstance(value, int | float):
        return {"$n": str(value)}
    if isinstance(value, Mapping):
        return {key: sent(one) for key, one in value.items()}
    assert isinstance(value, list | tuple)
    return [sent(one) for one in value]


def packed(value: object) -> Any:
    """Plain data as it travels to the harness: a mapping as the list of its pairs.

    `JSON.parse` of Node 24 sometimes takes an escaped key of one character for a backslash.
    """
    if isinstance(value, Mapping):
        return {"$m": [[key, packed(one)] for key, one in value.items()]}
    return [packed(one) for one in value] if isinstance(value, list | tuple) else sent(value)


def expected(policy: Policy, facts: Mapping[str, object] | Path) -> dict[str, Any]:
    """What Python makes of a mapping or a file, as the harness answers it; the file by its name alone."""
    try:
        return answered(validate(policy, facts), ())
    except InputError as error:
        folder = f"{facts.parent}/" if isinstance(facts, Path) else ""
        return answered(None, error.problems, folder)


def answered(application: Application | None, problems: tuple[InputProblem, ...], folder: str = "") -> dict[str, Any]:
    """An application or its problems as the harness answers them."""
    told = [{**asdict(one), "file": one.file.removeprefix(folder) if one.file else None} for one in problems]
    return {
        "application": None if application is None else whole(as_program(application)),
        "problems": told,
        "told": [str(one).removeprefix(folder) for one in problems],
    }


def whole(value: Any) -> Any:
    """The same with whole numbers as the runtime writes them: without a denominator."""
    if isinstance(value, list):
        return [whole(one) for one in value]
    if isinstance(value, dict):
        return {key: whole(one) for key, one in value.items() if (key, one) != ("d", "1")}
    return value
