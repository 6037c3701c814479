"""Real examples for the description: applications of `examples/`, and what the library makes of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from huimin_rules.norms.policy import Policy
from huimin_rules.service.questions import questions
from huimin_rules.verdict import Verdict
from huimin_rules.web.office import Office, decided


@dataclass(frozen=True, slots=True)
class Example:
    """A request, and the answer to it; the values are those of JSON."""

    name: str
    summary: str
    request: dict[str, Any]
    answer: dict[str, Any]


def check_examples(office: Office) -> Iterator[Example]:
    """Applications for the policies that are served, with their verdicts."""
    for one, _, verdict in _decided(office):
        yield replace(one, answer=verdict.model_dump(mode="json"))


def question_examples(office: Office) -> Iterator[Example]:
    """The same applications, with what to ask next."""
    for one, policy, verdict in _decided(office):
        yield replace(one, answer=questions(policy, verdict).model_dump(mode="json"))


def _decided(office: Office) -> Iterator[tuple[Example, Policy, Verdict]]:
    text = files(__package__).joinpath("examples.json").read_text(encoding="utf-8")
    for one in json.loads(text):
        request = one["request"]
        source = office.sources.get(request["policy"])
        if source is not None:
            verdict = decided(source.policy, request["facts"], request["readings"])
            yield Example(one["name"], one["summary"], request, {}), source.policy, verdict
