"""Whether a request may do what it asks for: the role that a route wants, and what the token gives.

Without tokens a server is for whoever reaches its machine: all may check. What touches the ledger always needs a token,
so a server with a ledger has tokens (`application.create_app`).
"""

from collections.abc import Awaitable, Callable

from fastapi import Request

from huimin_rules.web.access import Role
from huimin_rules.web.guard import visit_of
from huimin_rules.web.office import Office
from huimin_rules.web.problems import HttpProblem, Kind

_CHALLENGE = 'Bearer realm="huimin"'


def permit(office: Office, role: Role) -> Callable[[Request], Awaitable[None]]:
    """A dependency that lets a request pass if its token has the role; raises HttpProblem otherwise."""

    async def permitted(request: Request) -> None:
        if office.settings.tokens is None:
            return
        grant = visit_of(request.scope).grant
        if grant is None:
            given = "authorization" in request.headers
            challenge = f'{_CHALLENGE}, error="invalid_token"' if given else _CHALLENGE
            raise HttpProblem(Kind.UNAUTHORISED, headers={"WWW-Authenticate": challenge})
        if role not in grant.roles:
            challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{role.value}"'
            raise HttpProblem(Kind.FORBIDDEN, f"需要 {role.value}", headers={"WWW-Authenticate": challenge})

    return permitted
