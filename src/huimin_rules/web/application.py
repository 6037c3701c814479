"""The application: the routes, the guard around them, and what becomes of errors."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from huimin_rules.canonical import canonical_text
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.service.audit.library import library_version
from huimin_rules.service.page import page
from huimin_rules.web.batch import batches
from huimin_rules.web.checks import checks
from huimin_rules.web.decisions import decisions
from huimin_rules.web.description import Described
from huimin_rules.web.guard import Guard, visit_of
from huimin_rules.web.office import Office
from huimin_rules.web.policies import policies
from huimin_rules.web.problems import HttpProblem, Kind
from huimin_rules.web.settings import Settings

_CONTENT_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def create_app(settings: Settings) -> FastAPI:
    """An application that serves these policies within these bounds. Raises InputError for settings that are not safe:
    a ledger without tokens.
    """
    if settings.ledger is not None and settings.tokens is None:
        raise InputError([InputProblem("令牌", "有账本时的令牌文件", "没有")])
    office = Office(settings)

    @asynccontextmanager
    async def open_hours(_: FastAPI) -> AsyncIterator[None]:
        yield
        office.close()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=open_hours)
    app.state.office = office
    app.add_middleware(Guard, office=office)
    app.add_exception_handler(HttpProblem, _problem)
    app.add_exception_handler(HTTPException, _unknown)
    described = Described(office)
    for routes in (policies, checks, batches, decisions):
        app.include_router(routes(office, described))
    _add_open_routes(app, office, described)
    return app


def _add_open_routes(app: FastAPI, office: Office, described: Described) -> None:
    """The routes that need no token: nothing in them is about anybody."""
    first = office.settings.policies[0].policy

    @cache
    def html() -> str:
        return page(first)

    @cache
    def description() -> str:
        return canonical_text(described.document(app))

    @app.get("/", include_in_schema=False)
    async def index() -> Response:
        text = await office.deciding.run(office.limits.deciding, html)
        found = _CONTENT_POLICY.search(text)
        assert found is not None
        headers = {"Content-Security-Policy": f"{found[1]}; frame-ancestors 'none'", "Cache-Control": "no-cache"}
        return Response(text, headers=headers, media_type="text/html")

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        text = await office.deciding.run(office.limits.deciding, description)
        return Response(text, headers={"Cache-Control": "no-cache"}, media_type="application/json")

    @app.get("/healthz", include_in_schema=False)
    async def health() -> Response:
        text = canonical_text({"status": "ok", "version": library_version()})
        return Response(text, media_type="application/json")


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpProblem)
    return error.response(visit_of(request.scope).instance)


async def _unknown(request: Request, error: Exception) -> Response:
    """What the router itself refuses: an address that is none, a method that an address does not have."""
    assert isinstance(error, HTTPException)
    kind = Kind.WRONG_METHOD if error.status_code == 405 else Kind.UNKNOWN_ROUTE
    allowed = (error.headers or {}).get("Allow")
    headers = {"Allow": f"{allowed}, HEAD" if allowed == "GET" else allowed} if allowed else {}
    return HttpProblem(kind, headers=headers).response(visit_of(request.scope).instance)
