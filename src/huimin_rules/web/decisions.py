"""`POST /v1/decisions` and `GET /v1/decisions/{case}/replay`: what `huimin record` and `huimin replay` do."""

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from huimin_rules.canonical import canonical_json
from huimin_rules.errors import InputError, LedgerError
from huimin_rules.frozen import FrozenModel
from huimin_rules.service.audit.policy_source import PolicySource
from huimin_rules.verdict import Verdict
from huimin_rules.web.access import Role
from huimin_rules.web.description import Described
from huimin_rules.web.office import Office, readable
from huimin_rules.web.problems import HttpProblem, Kind
from huimin_rules.web.replays import ReplayAnswer
from huimin_rules.web.requests import DecisionRequest, asked, parsed, read_body

if TYPE_CHECKING:
    from huimin_rules.ledger.storage import Ledger
    from huimin_rules.service.audit.recording import Prepared, Recorded

_CASE: Final = {"name": "case", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


class DecisionAnswer(FrozenModel):
    """A decision that is in the ledger, on disk: where it stands, its digests, and the verdict."""

    case: str
    recorded_at: str
    index: int
    leaf_hash: str
    size: int
    root: str
    record: str
    seal: str
    policy: str
    verdict_digest: str
    verdict: Verdict


def decisions(office: Office, described: Described) -> APIRouter:
    """The routes."""
    router = APIRouter()

    def ledger() -> "Ledger":
        found = office.settings.ledger
        if found is None:
            raise HttpProblem(Kind.NO_LEDGER)
        return found

    def prepared(raw: bytes) -> "tuple[PolicySource, Prepared]":
        from huimin_rules.service.audit.recording import Prepared, prepare_decision

        one = asked(parsed(raw), needed=("case", "recorded_by"))
        source = office.source(one.policy)
        now, case, by = office.settings.now, one.words["case"], one.words["recorded_by"]
        assert now is not None
        assert case is not None
        assert by is not None
        readable(source.policy, one.facts, one.readings)
        made = prepare_decision(
            source.policy, one.facts, case=case, recorded_by=by, recorded_at=now(), readings=one.readings
        )
        assert isinstance(made, Prepared)
        return source, made

    def appended(source: PolicySource, made: "Prepared") -> "Recorded":
        from huimin_rules.service.audit.recording import append_decisions

        return append_decisions(ledger(), source.files, [made])[0]

    @router.post(
        "/v1/decisions",
        status_code=201,
        **described.post(
            "作出决定并记入账本",
            "Checks an application and appends the decision to the ledger. When this answers, it is on disk. The same "
            "case may be recorded several times; all records are kept. Without a ledger: 404.",
            role=Role.RECORD,
            takes=DecisionRequest,
            gives=DecisionAnswer,
            status=201,
            kinds=(Kind.NO_LEDGER, Kind.LEDGER_UNAVAILABLE),
        ),
    )
    async def record(request: Request) -> Response:
        ledger()
        raw = await read_body(request, office.limits)
        try:
            source, made = await office.deciding.run(office.limits.deciding, prepared, raw)
        except InputError as error:
            raise HttpProblem.of_input(error) from None
        # From here on nobody stops waiting: an answer says whether it is on disk.
        try:
            one = await office.recording.run(None, appended, source, made)
        except LedgerError:
            raise HttpProblem(Kind.LEDGER_UNAVAILABLE) from None
        return Response(canonical_json(_shown(one).model_dump(mode="json")), 201, media_type="application/json")

    @router.get(
        "/v1/decisions/{case:path}/replay",
        **described.get(
            "复核一个案号的全部决定",
            "Decides every record of a case anew, with the policy that the ledger archived, and compares the verdicts "
            "byte for byte. A difference is a result, and 200.",
            role=Role.AUDIT,
            gives=ReplayAnswer,
            kinds=(Kind.NO_LEDGER, Kind.UNKNOWN_CASE, Kind.LEDGER_UNAVAILABLE, Kind.TIMEOUT),
            parameters=[{**_CASE, "description": "The case number.", "example": "巩科2022-001"}],
        ),
    )
    async def replay(request: Request) -> Response:
        from huimin_rules.web.replays import replayed

        case = request.path_params["case"]
        try:
            found = await office.replaying.run(office.limits.replaying, replayed, ledger(), case)
        except LedgerError:
            raise HttpProblem(Kind.LEDGER_UNAVAILABLE) from None
        if not found.records:
            raise HttpProblem(Kind.UNKNOWN_CASE)
        return Response(canonical_json(found.model_dump(mode="json")), media_type="application/json")

    return router


def _shown(one: "Recorded") -> DecisionAnswer:
    record, where = one.decision.record, one.appended
    return DecisionAnswer(
        case=record.case,
        recorded_at=record.recorded_at,
        index=where.index,
        leaf_hash=where.leaf_hash.hex(),
        size=where.size,
        root=where.root.hex(),
        record=one.decision.entry.record,
        seal=one.decision.entry.seal,
        policy=record.policy.digest,
        verdict_digest=record.verdict_digest,
        verdict=one.decision.verdict,
    )
