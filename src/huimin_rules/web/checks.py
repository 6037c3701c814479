"""`POST /v1/check` and `POST /v1/questions`: one application, one answer."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from huimin_rules.errors import InputError
from huimin_rules.norms.policy import Policy
from huimin_rules.service.questions import Questions, questions
from huimin_rules.verdict import Verdict
from huimin_rules.web.access import Role
from huimin_rules.web.description import Described
from huimin_rules.web.examples import check_examples, question_examples
from huimin_rules.web.office import Office, decided
from huimin_rules.web.problems import HttpProblem
from huimin_rules.web.requests import CheckRequest, asked, parsed, read_body


def checks(office: Office, described: Described) -> APIRouter:
    """The routes."""
    router = APIRouter()

    def verdict(raw: bytes) -> tuple[Policy, Verdict]:
        one = asked(parsed(raw))
        policy = office.source(one.policy).policy
        return policy, decided(policy, one.facts, one.readings)

    def checked(raw: bytes) -> str:
        return verdict(raw)[1].to_json()

    def next_questions(raw: bytes) -> str:
        return questions(*verdict(raw)).to_json()

    async def answer(request: Request, work: Callable[[bytes], str]) -> Response:
        raw = await read_body(request, office.limits)
        try:
            found = await office.deciding.run(office.limits.deciding, work, raw)
        except InputError as error:
            raise HttpProblem.of_input(error) from None
        return Response(found, media_type="application/json")

    @router.post(
        "/v1/check",
        **described.post(
            "对照办法自查一份申请",
            "The verdict, as canonical JSON: the same bytes as `Verdict.to_json` of the library and, but for the line "
            "end, `huimin check --json`. Every legal outcome is 200, also an ineligible one.",
            role=Role.CHECK,
            takes=CheckRequest,
            gives=Verdict,
            examples=check_examples,
        ),
    )
    async def check(request: Request) -> Response:
        return await answer(request, checked)

    @router.post(
        "/v1/questions",
        **described.post(
            "接下来该问什么",
            "The facts that some finding waits for, in the order of the policy, each with the norms that ask; and the "
            "readings that only the authority can settle. What is not asked changes nothing.",
            role=Role.CHECK,
            takes=CheckRequest,
            gives=Questions,
            examples=question_examples,
        ),
    )
    async def ask(request: Request) -> Response:
        return await answer(request, next_questions)

    return router
