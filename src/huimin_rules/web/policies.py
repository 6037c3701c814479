"""`GET /v1/policies` and `GET /v1/policies/{id}`. What they give changes with the policy's digest and with the version
of the library alone, and so do their entity tags.
"""

from fastapi import APIRouter, Request, Response

from huimin_rules.canonical import Json, canonical_json, digest
from huimin_rules.service.audit.library import library_version
from huimin_rules.web.access import Role
from huimin_rules.web.description import Described
from huimin_rules.web.office import Office
from huimin_rules.web.policy_document import PolicyDocument, PolicyList, policy_document, policy_summary
from huimin_rules.web.problems import HttpProblem, Kind

_ID = {"name": "policy", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def policies(office: Office, described: Described) -> APIRouter:
    """The routes."""
    router = APIRouter()
    served = [one.policy for one in office.settings.policies]
    listed = PolicyList(policies=tuple(map(policy_summary, served))).model_dump(mode="json")
    every = digest("".join(one.digest for one in served).encode())

    @router.get(
        "/v1/policies",
        **described.get("有哪些办法", "The policies that are served.", role=Role.CHECK, gives=PolicyList, kept=True),
    )
    async def policy_list(request: Request) -> Response:
        return _kept(request, listed, every)

    @router.get(
        "/v1/policies/{policy}",
        **described.get(
            "一个办法：原文、事实、规范、解释口径",
            "The text, the facts (what an application may state), the norms and the readings of a policy.",
            role=Role.CHECK,
            gives=PolicyDocument,
            kept=True,
            kinds=(Kind.UNKNOWN_POLICY,),
            parameters=[{**_ID, "description": "The id of the policy.", "example": "gongyi-huimin-2021"}],
        ),
    )
    async def policy(request: Request) -> Response:
        found = office.sources.get(request.path_params["policy"])
        if found is None:
            raise HttpProblem(Kind.UNKNOWN_POLICY, f"有的是：{'、'.join(office.sources)}")
        return _kept(request, policy_document(found.policy).model_dump(mode="json"), found.policy.digest)

    return router


def _kept(request: Request, value: Json, version: str) -> Response:
    """The value with its entity tag; or that what the client has is still good."""
    tag = f'"{version.removeprefix("sha256:")}-{library_version()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(canonical_json(value), headers=headers, media_type="application/json")
