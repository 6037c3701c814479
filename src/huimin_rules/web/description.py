"""The description of the API, OpenAPI 3.1: made from the routes and from the models of what they take and give."""

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import Depends, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from huimin_rules.frozen import FrozenModel
from huimin_rules.service.audit.library import library_version
from huimin_rules.web.access import Role
from huimin_rules.web.examples import Example
from huimin_rules.web.office import Office
from huimin_rules.web.permission import permit
from huimin_rules.web.problems import MEDIA_TYPE, Kind, Problem
from huimin_rules.web.requests import CheckRequest

_JSON: Final = "application/json"
_ALWAYS: Final = (Kind.WRONG_HOST, Kind.TOO_MANY_REQUESTS, Kind.BUSY, Kind.INTERNAL)
_CARRYING: Final = (Kind.CROSS_SITE, Kind.SLOW_REQUEST, Kind.WRONG_MEDIA_TYPE)
_READ: Final = (Kind.MALFORMED_JSON, Kind.TOO_LARGE, Kind.INVALID_INPUT, Kind.TIMEOUT)
_SECRET: Final = (Kind.UNAUTHORISED, Kind.FORBIDDEN)
_TEMPLATE: Final = "#/components/schemas/{model}"
_ABOUT: Final = """办法写成数据，照着执行：一份申请进去，一份结论书出来，每一项结论都引用条款原文。

**自查结果，非行政决定。** A self-check, never an administrative decision.

A legal outcome is always 200, also an ineligible one. What cannot be read is 4xx with `application/problem+json`
(RFC 9457): `problems` holds every mistake at once, with the paths and the words of the library. A fact that is missing
or null is unknown, never false. Numbers are exact: 0.1 is one tenth.
"""

Route = dict[str, Any]
"""The arguments of a route's decorator."""


class Described:
    """Collects what the routes say about themselves; `document` makes the description of it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._models: dict[type[FrozenModel], JsonSchemaMode] = {Problem: "serialization"}
        self._examples: dict[str, Callable[[Office], Iterable[Example]]] = {}
        self._secured = office.settings.tokens is not None

    def get(
        self,
        summary: str,
        description: str,
        *,
        role: Role,
        gives: type[FrozenModel],
        kinds: Sequence[Kind] = (),
        kept: bool = False,
        parameters: Sequence[Route] = (),
    ) -> Route:
        """A route that reads; `kept` where a client may keep what it got, by its entity tag."""
        given = self._route(summary, description, role, (*_ALWAYS, *kinds), 200, _JSON, gives)
        if kept:
            tag = {"description": "By the digest of the policy.", "schema": {"type": "string"}}
            given["responses"][200]["headers"] = {"ETag": tag}
            given["responses"][304] = {"description": "What the client has is still good."}
        given["openapi_extra"]["parameters"] = list(parameters)
        return given

    def post(
        self,
        summary: str,
        description: str,
        *,
        role: Role,
        takes: type[FrozenModel],
        gives: type[FrozenModel],
        status: int = 200,
        kinds: Sequence[Kind] = (),
        examples: Callable[[Office], Iterable[Example]] | None = None,
    ) -> Route:
        """A route that takes JSON; `examples` are made when the description is asked for."""
        kinds = (*_ALWAYS, *_CARRYING, *_READ, *kinds)
        given = self._route(summary, description, role, kinds, status, _JSON, gives)
        given["openapi_extra"]["requestBody"] = self._body(takes, _JSON)
        if examples is not None:
            self._examples[summary] = examples
        return given

    def stream(
        self,
        summary: str,
        description: str,
        *,
        role: Role,
        takes: type[FrozenModel],
        gives: type[FrozenModel],
        media_type: str,
    ) -> Route:
        """A route that takes and gives lines of JSON; the schemas are those of a line."""
        given = self._route(summary, description, role, (*_ALWAYS, *_CARRYING), 200, media_type, gives)
        given["openapi_extra"]["requestBody"] = self._body(takes, media_type)
        return given

    def document(self, app: FastAPI) -> dict[str, object]:
        """The description."""
        found: dict[str, Any] = get_openapi(
            title="huimin-rules",
            version=library_version(),
            summary="办法写成数据，照着执行",
            description=_ABOUT,
            routes=app.routes,
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        )
        _, schemas = models_json_schema(list(self._models.items()), ref_template=_TEMPLATE)
        for model in self._models:
            if issubclass(model, CheckRequest):
                self._name_what_is_served(schemas["$defs"][model.__name__]["properties"])
        components: dict[str, object] = {"schemas": schemas["$defs"]}
        if self._secured:
            scheme = {"type": "http", "scheme": "bearer", "description": "A token of the server's token file."}
            components["securitySchemes"] = {"token": scheme}
        found["components"] = components
        for operations in found["paths"].values():
            for operation in operations.values():
                if (examples := self._examples.get(operation["summary"])) is not None:
                    self._show(operation, tuple(examples(self._office)))
        return found

    def _name_what_is_served(self, named: Route) -> None:
        """In what is sent: the policies by their ids, the readings by theirs, and the alternatives of each."""
        alternatives: dict[str, dict[str, None]] = {}
        for source in self._office.sources.values():
            for reading in source.policy.readings:
                alternatives.setdefault(reading.id, {}).update(dict.fromkeys(one.id for one in reading.alternatives))
        named["policy"]["enum"] = list(self._office.sources)
        named["readings"] |= {
            "properties": {name: {"type": "string", "enum": list(some)} for name, some in alternatives.items()},
            "additionalProperties": False,
        }

    def _show(self, operation: Route, examples: Sequence[Example]) -> None:
        """Put examples into a description that is made: what makes it would drop every null in them."""
        if examples:
            sent, got = (part["content"][_JSON] for part in (operation["requestBody"], operation["responses"]["200"]))
            sent["examples"] = {one.name: {"summary": one.summary, "value": one.request} for one in examples}
            got["examples"] = {one.name: {"summary": one.summary, "value": one.answer} for one in examples}

    def _route(
        self,
        summary: str,
        description: str,
        role: Role,
        kinds: Sequence[Kind],
        status: int,
        media_type: str,
        gives: type[FrozenModel],
    ) -> Route:
        secret = _SECRET if self._secured else ()
        content = {media_type: {"schema": self._schema(gives, "serialization")}}
        return {
            "summary": summary,
            "description": description,
            "tags": [role.value],
            "dependencies": [Depends(permit(self._office, role))],
            "response_class": Response,
            "responses": {
                status: {"description": gives.__doc__ or "", "content": content},
                **_problems((*kinds, *secret)),
            },
            "openapi_extra": {"security": [{"token": []}]} if self._secured else {},
        }

    def _body(self, takes: type[FrozenModel], media_type: str) -> Route:
        return {"required": True, "content": {media_type: {"schema": self._schema(takes, "validation")}}}

    def _schema(self, model: type[FrozenModel], mode: JsonSchemaMode) -> dict[str, str]:
        self._models[model] = mode
        return {"$ref": _TEMPLATE.format(model=model.__name__)}


def _problems(kinds: Sequence[Kind]) -> dict[int, Route]:
    by_status: dict[int, list[Kind]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    content = {MEDIA_TYPE: {"schema": {"$ref": _TEMPLATE.format(model=Problem.__name__)}}}
    return {
        status: {
            "description": "；".join(f"{one.title}（`{one.type}`）" for one in some) or HTTPStatus(status).phrase,
            "content": content,
        }
        for status, some in sorted(by_status.items())
    }
