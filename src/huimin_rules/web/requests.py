"""What is sent: read in bounded size and time, as strictly as an application file, with every mistake told at once."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import Field, JsonValue
from starlette.requests import ClientDisconnect, Request

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.frozen import FrozenModel
from huimin_rules.loading.paths import UNKNOWN_NAME, told_path
from huimin_rules.loading.plain_data import Data
from huimin_rules.loading.shown import show
from huimin_rules.loading.strict_json import read_json
from huimin_rules.web.problems import HttpProblem, Kind
from huimin_rules.web.settings import Limits

JSON: Final = ("application/json",)
LINES: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl")
MOST_KEY: Final = 200

_CHARSET: Final = re.compile(r'charset\s*=\s*"?utf-?8"?', re.IGNORECASE)
_MISSING: Final = "没有写"


class CheckRequest(FrozenModel):
    """An application to check. What `facts` may hold is what an application file holds: `GET /v1/policies/{id}` lists
    the facts. Missing facts and null are unknown, never false. `readings` fixes open questions of interpretation.
    """

    policy: str = Field(examples=["gongyi-huimin-2021"], description="The id of a policy that is served.")
    facts: dict[str, JsonValue]
    readings: dict[str, str] = Field(default_factory=dict)


class BatchLine(CheckRequest):
    """One line of a batch; `key` comes back with the answer."""

    key: str | None = Field(default=None, max_length=MOST_KEY)


class DecisionRequest(CheckRequest):
    """An application to decide and to record: under which case number, and by whom."""

    case: str = Field(min_length=1, max_length=200, examples=["巩科2022-001"])
    recorded_by: str = Field(min_length=1, max_length=200, examples=["受理系统"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has the right shape; `words` are its other texts."""

    policy: str
    facts: Mapping[str, Data]
    readings: Mapping[str, str]
    words: Mapping[str, str | None]


def asked(data: Data, *, needed: tuple[str, ...] = (), allowed: tuple[str, ...] = ()) -> Asked:
    """What is asked for; raises InputError with everything that is wrong about its shape.

    `needed` and `allowed` are further names, of texts that must be there or may.
    """
    names = ("policy", "facts", "readings", *needed, *allowed)
    if not isinstance(data, dict):
        raise InputError([InputProblem("", f"映射（{'、'.join(names)}）", show(data))])
    problems = [
        InputProblem(told_path((name,)), f"请求的内容（{'、'.join(names)}）", UNKNOWN_NAME, nearest(name, names))
        for name in data
        if name not in names
    ]
    texts: dict[str, str | None] = {}
    for name in ("policy", *needed, *allowed):
        value = data.get(name)
        if isinstance(value, str):
            texts[name] = value
        elif value is None and name in allowed:
            texts[name] = None
        else:
            problems.append(InputProblem(name, "文字", _MISSING if name not in data else show(value)))
    facts, readings = data.get("facts"), data.get("readings", {})
    if not isinstance(facts, dict):
        found = _MISSING if "facts" not in data else show(facts)
        problems.append(InputProblem("facts", "映射（事实: 值），什么都没有说明的写 {}", found))
    fixed: dict[str, str] = {}
    if isinstance(readings, dict):
        for name, chosen in readings.items():
            if isinstance(chosen, str):
                fixed[name] = chosen
            else:
                problems.append(InputProblem(told_path(("readings", name)), "文字（选项）", show(chosen)))
    else:
        problems.append(InputProblem("readings", "映射（解释口径: 选项）", show(readings)))
    key = texts.get("key")
    if key is not None and len(key) > MOST_KEY:
        problems.append(InputProblem("key", f"至多 {MOST_KEY} 字", f"{len(key)} 字"))
    if problems:
        raise InputError(problems)
    assert isinstance(facts, dict)
    policy = texts.pop("policy")
    assert policy is not None
    return Asked(policy, facts, fixed, texts)


async def read_body(request: Request, limits: Limits) -> bytes:
    """The bytes of a request that carries JSON; raises HttpProblem where they are too many, or too slow."""
    expect(request, JSON)
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limits.body:
        raise _too_large(limits)
    raw = bytearray()
    try:
        async with asyncio.timeout(limits.receiving):
            async for piece in pieces(request):
                raw += piece
                if len(raw) > limits.body:
                    raise _too_large(limits)
    except TimeoutError:
        raise HttpProblem(Kind.SLOW_REQUEST, f"时限 {limits.receiving:g} 秒") from None
    return bytes(raw)


def parsed(raw: bytes) -> Data:
    """The data of a JSON text; raises HttpProblem where it is none."""
    try:
        return read_json(raw)
    except InputError as error:
        raise HttpProblem.of_input(error, Kind.MALFORMED_JSON) from None


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The bytes of a request as they arrive; raises ClientDisconnect where they end too early."""
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


def expect(request: Request, media_types: Iterable[str]) -> None:
    """Refuse another type of content than these, another character set than UTF-8, and what is compressed."""
    wanted = tuple(media_types)
    given = request.headers.get("content-type", "")
    media_type, *parameters = (part.strip() for part in given.split(";"))
    coding = request.headers.get("content-encoding", "identity")
    if (
        media_type.lower() not in wanted
        or not all(_CHARSET.fullmatch(one) for one in parameters)
        or coding.lower() != "identity"
    ):
        headers = {"Accept": ", ".join(wanted)}
        raise HttpProblem(Kind.WRONG_MEDIA_TYPE, f"应为 {'、'.join(wanted)}（UTF-8，不压缩）", headers=headers)


def _too_large(limits: Limits) -> HttpProblem:
    return HttpProblem(Kind.TOO_LARGE, f"上限 {limits.body} 字节")
