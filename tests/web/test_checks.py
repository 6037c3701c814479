"""A check and the next questions over HTTP are what the library gives, byte for byte; and so are the problems."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from huimin_rules import InputError, check, validate
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.loading.strict_json import read_json
from huimin_rules.service.questions import questions
from huimin_rules.web.problems import MEDIA_TYPE
from tests.web.running import ID, SHIPPED, Running

EXAMPLES = sorted(
    path for path in (Path(__file__).parents[2] / "examples").iterdir() if path.suffix in (".yaml", ".json")
)
POLICY = SHIPPED.policy


def plain(path: Path) -> Any:
    """An example as JSON."""
    data = read_application_file(path).data
    return json.loads(
        json.dumps(data, default=lambda value: float(value) if isinstance(value, Decimal) else str(value))
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_verdict_is_that_of_the_library(server: Running, path: Path) -> None:
    found = server.check(plain(path))
    assert (found.status_code, found.headers["content-type"]) == (200, "application/json")
    assert found.text == check(POLICY, path).to_json()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_questions_are_those_of_the_library(server: Running, path: Path) -> None:
    found = server.post("/v1/questions", {"policy": ID, "facts": plain(path)})
    assert found.status_code == 200
    assert found.text == questions(POLICY, check(POLICY, path)).to_json()


def test_readings_can_be_fixed(server: Running) -> None:
    facts = plain(Path(__file__).parents[2] / "examples" / "contested-date.yaml")
    open_, fixed = (
        server.check(facts, readings=readings) for readings in ({}, {"validity_last_day": "eve_of_anniversary"})
    )
    assert (open_.json()["conclusion"], fixed.json()["conclusion"]) == ("needs_judgement", "not_in_force")
    assert fixed.text == check(POLICY, facts, {"validity_last_day": "eve_of_anniversary"}).to_json()


def test_numbers_are_exact(server: Running) -> None:
    """0.1 is one tenth: in 万元 it is 1000元, and no binary fraction of a 分."""
    sent = b'{"policy":"%s","facts":{"plan":{"funding":{"matching_planned":0.1,"matching_secured":1e1}}}}' % ID.encode()
    found = server.send("/v1/check", sent)
    assert found.status_code == 400
    assert found.json()["problems"][0]["found"] == "数字写成了指数：1e1"
    found = server.send("/v1/check", sent.replace(b"1e1", b"0.10000000000000001"))
    assert found.status_code == 422
    found = server.send("/v1/check", sent.replace(b"1e1", b"0.2"))
    stated = {one["fact"]: one["value"] for each in found.json()["findings"] for one in each["facts"]}
    assert stated == {"plan.funding.matching_planned": "1000元", "plan.funding.matching_secured": "2000元"}


WRONG: list[Any] = [
    {"applied_on": "2022-02-30"},
    {"aplied_on": "2022-02-03", "plan": {"funding": {"assured": 3}}},
    {"applicants": [{"role": "lead"}, {"role": "lead"}]},
    {"applicants": [{"role": "laed", "domicile": 410181}, {"nmae": "甲"}]},
    {"applicants": []},
    {"plan": {"funding": {"matching_planned": -1}}},
    {"plan": []},
]


@pytest.mark.parametrize("facts", WRONG, ids=str)
@pytest.mark.parametrize("route", ["/v1/check", "/v1/questions"])
def test_problems_are_those_of_the_library(server: Running, route: str, facts: Any) -> None:
    with pytest.raises(InputError) as refused:
        validate(POLICY, read_json(json.dumps(facts).encode()))  # type: ignore[arg-type]  # anything, for it is refused
    found = server.post(route, {"policy": ID, "facts": facts})
    assert (found.status_code, found.headers["content-type"]) == (422, MEDIA_TYPE)
    assert [
        (one["path"], one["expected"], one["found"], one["nearest"], one["message"]) for one in found.json()["problems"]
    ] == [(one.path, one.expected, one.found, one.nearest, str(one)) for one in refused.value.problems]


def test_problems_of_facts_and_readings_are_told_together(server: Running) -> None:
    found = server.check({"a": 1}, readings={"consortium": "lead", "b": "c"})
    assert [one["path"] for one in found.json()["problems"]] == ["a", "readings.consortium", "readings.b"]
    assert found.json()["problems"][1]["nearest"] == "lead_only"


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ([], [""]),
        ("text", [""]),
        (None, [""]),
        ({}, ["policy", "facts"]),
        ({"policy": 1, "facts": {}}, ["policy"]),
        ({"policy": None, "facts": {}}, ["policy"]),
        ({"policy": "gongyi-huimin-2022", "facts": {}}, ["policy"]),
        ({"policy": ID, "facts": None}, ["facts"]),
        ({"policy": ID, "facts": [], "readings": []}, ["facts", "readings"]),
        ({"policy": ID, "facts": {}, "readings": {"consortium": 1}}, ["readings.consortium"]),
        ({"policy": ID, "facts": {}, "reading": {}, "key": "1"}, ["reading", "key"]),
    ],
    ids=str,
)
def test_everything_about_the_shape_is_told_at_once(server: Running, body: Any, paths: list[str]) -> None:
    found = server.send("/v1/check", json.dumps(body).encode())
    assert (found.status_code, [one["path"] for one in found.json()["problems"]]) == (422, paths)


def test_a_near_name_is_proposed(server: Running) -> None:
    found = server.post("/v1/check", {"polcy": ID, "facts": {}}).json()["problems"]
    assert [(one["path"], one["nearest"]) for one in found] == [("polcy", "policy"), ("policy", None)]
    found = server.post("/v1/check", {"policy": "gongyi-huimin-2020", "facts": {}}).json()["problems"]
    assert found[0]["nearest"] == ID
