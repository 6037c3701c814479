"""Real examples for the description: applications of `examples/`, and what the library makes of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from huimin_rules.service.questions import questions as next_questions
from huimin_rules.web.office import Office, decided


@dataclass(frozen=True, slots=True)
class Example:
    """A request, and the answer to it; the values are those of JSON."""

    name: str
    summary: str
    request: dict[str, Any]
    answer: dict[str, Any]


def examples(office: Office, *, questions: bool) -> tuple[Example, ...]:
    """The examples of the policies that are served."""
    return tuple(_examples(office, questions=questions))


def _examples(office: Office, *, questions: bool) -> Iterator[Example]:
    text = files(__package__).joinpath("examples.json").read_text(encoding="utf-8")
    for one in json.loads(text):
        request = one["request"]
        source = office.sources.get(request["policy"])
        if source is None:
            continue
        verdict = decided(source.policy, request["facts"], request.get("readings", {}))
        answer = next_questions(source.policy, verdict) if questions else verdict
        yield Example(one["name"], one["summary"], request, answer.model_dump(mode="json"))
