"""The description: it is OpenAPI 3.1, and its examples are real."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from huimin_rules import check
from huimin_rules.service.questions import questions
from huimin_rules.web.settings import Settings
from tests.web.conftest import Secured
from tests.web.running import ID, MINIMAL, SHIPPED, Running, running
from tests.web.test_checks import plain

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICY = SHIPPED.policy


@pytest.fixture(scope="module")
def said(server: Running) -> Any:
    return server.get("/openapi.json").json()


def content(said: Any, path: str, where: str) -> Any:
    operation = said["paths"][path]["post"]
    part = operation["requestBody"] if where == "request" else operation["responses"]["200"]
    return part["content"]["application/json"]


def conforms(said: Any, schema: Any, value: Any) -> None:
    jsonschema.validate(value, {**schema, "components": said["components"]}, jsonschema.Draft202012Validator)


def test_every_route_is_described(said: Any) -> None:
    assert said["openapi"].startswith("3.1.")
    assert {path: sorted(methods) for path, methods in said["paths"].items()} == {
        "/v1/check": ["post"],
        "/v1/check/batch": ["post"],
        "/v1/decisions": ["post"],
        "/v1/decisions/{case}/replay": ["get"],
        "/v1/policies": ["get"],
        "/v1/policies/{policy}": ["get"],
        "/v1/questions": ["post"],
    }


@pytest.mark.parametrize("name", ["eligible", "half-filled", "expired"])
def test_an_example_is_what_the_library_gives(said: Any, name: str) -> None:
    path = EXAMPLES / f"{name}.yaml"
    sent, got = (content(said, "/v1/check", where)["examples"][name]["value"] for where in ("request", "response"))
    assert sent == {"policy": ID, "facts": plain(path), "readings": {}}
    assert got == json.loads(check(POLICY, path).to_json())
    asked = content(said, "/v1/questions", "response")["examples"][name]["value"]
    assert asked == json.loads(questions(POLICY, check(POLICY, path)).to_json())


@pytest.mark.parametrize("path", ["/v1/check", "/v1/questions"])
@pytest.mark.parametrize("where", ["request", "response"])
def test_an_example_is_what_its_schema_says(said: Any, path: str, where: str) -> None:
    part = content(said, path, where)
    assert part["examples"]
    for example in part["examples"].values():
        conforms(said, part["schema"], example["value"])


def test_what_is_answered_is_what_the_schema_says(server: Running, said: Any) -> None:
    for path in ("/v1/policies", f"/v1/policies/{ID}"):
        described = said["paths"][path.replace(ID, "{policy}")]["get"]["responses"]["200"]["content"]
        conforms(said, described["application/json"]["schema"], server.get(path).json())
    sent = json.dumps({"policy": ID, "facts": {}}).encode() + b"\n{"
    found = server.send("/v1/check/batch", sent, {"Content-Type": "application/x-ndjson"})
    schema = said["paths"]["/v1/check/batch"]["post"]["responses"]["200"]["content"]["application/x-ndjson"]["schema"]
    for line in found.content.splitlines():
        conforms(said, schema, json.loads(line))


def test_only_what_needs_a_token_says_so(server: Running, secured: Secured) -> None:
    for one, needed in ((server, None), (secured, [{"token": []}])):
        found = one.get("/openapi.json").json()
        assert ("securitySchemes" in found["components"]) == bool(needed)
        for methods in found["paths"].values():
            for operation in methods.values():
                assert operation.get("security") == needed
                assert ("401" in operation["responses"]) == bool(needed)


def test_examples_of_a_policy_that_is_not_served_are_left_out() -> None:
    with running(Settings((MINIMAL,))) as server:
        found = server.get("/openapi.json").json()
    assert "examples" not in content(found, "/v1/check", "request")
