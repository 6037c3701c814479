"""The description of the API, OpenAPI 3.1: made from the routes and from the models of what they take and give."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import Depends, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from huimin_rules.frozen import FrozenModel
from huimin_rules.service.audit.library import library_version
from huimin_rules.web.access import Role
from huimin_rules.web.examples import Example, examples
from huimin_rules.web.office import Office
from huimin_rules.web.permission import permit
from huimin_rules.web.problems import MEDIA_TYPE, Kind, Problem

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
        self._models: dict[type[FrozenModel], str] = {Problem: "serialization"}
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
        given = self._route(summary, description, role, (*_ALWAYS, *kinds), 200, _JSON, gives, {})
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
        examples: Sequence[Example] = (),
    ) -> Route:
        """A route that takes JSON."""
        shown: Route = {one.name: {"summary": one.summary, "value": one.answer} for one in examples}
        kinds = (*_ALWAYS, *_CARRYING, *_READ, *kinds)
        given = self._route(summary, description, role, kinds, status, _JSON, gives, shown)
        sent: Route = {one.name: {"summary": one.summary, "value": one.request} for one in examples}
        given["openapi_extra"]["requestBody"] = self._body(takes, _JSON, sent)
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
        given = self._route(summary, description, role, (*_ALWAYS, *_CARRYING), 200, media_type, gives, {})
        given["openapi_extra"]["requestBody"] = self._body(takes, media_type, {})
        return given

    def checks(self) -> tuple[Example, ...]:
        """Real applications with their verdicts."""
        return examples(self._office, questions=False)

    def questions(self) -> tuple[Example, ...]:
        """Real applications with what to ask next."""
        return examples(self._office, questions=True)

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
        _, schemas = models_json_schema(list(self._models.items()), ref_template=_TEMPLATE)  # type: ignore[arg-type]
        components: dict[str, object] = {"schemas": schemas["$defs"]}
        if self._secured:
            scheme = {"type": "http", "scheme": "bearer", "description": "A token of the server's token file."}
            components["securitySchemes"] = {"token": scheme}
        found["components"] = components
        return found

    def _route(
        self,
        summary: str,
        description: str,
        role: Role,
        kinds: Sequence[Kind],
        status: int,
        media_type: str,
        gives: type[FrozenModel],
        shown: Route,
    ) -> Route:
        secret = _SECRET if self._secured else ()
        content: Route = {"schema": self._schema(gives, "serialization")}
        if shown:
            content["examples"] = shown
        return {
            "summary": summary,
            "description": description,
            "tags": [role.value],
            "dependencies": [Depends(permit(self._office, role))],
            "response_class": Response,
            "responses": {
                status: {"description": gives.__doc__ or "", "content": {media_type: content}},
                **_problems((*kinds, *secret)),
            },
            "openapi_extra": {"security": [{"token": []}]} if self._secured else {},
        }

    def _body(self, takes: type[FrozenModel], media_type: str, sent: Route) -> dict[str, object]:
        content: Route = {"schema": self._schema(takes, "validation")}
        if sent:
            content["examples"] = sent
        return {"required": True, "content": {media_type: content}}

    def _schema(self, model: type[FrozenModel], mode: str) -> dict[str, str]:
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
