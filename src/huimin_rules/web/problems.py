"""What goes wrong as RFC 9457 problem details. A legal outcome is never one of them.

A problem's `type` names its kind for programs, `title` says it to people, `detail` adds what is particular. Where what
was sent cannot be read, `problems` holds every mistake with the paths and the words of the library.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Final, Self

from pydantic import Field
from starlette.responses import Response

from huimin_rules.canonical import canonical_text
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.frozen import FrozenModel

MEDIA_TYPE: Final = "application/problem+json"
_PREFIX: Final = "urn:huimin-rules:problem:"


class Kind(Enum):
    """The kinds of problems: the end of `type`, the status, the title."""

    MALFORMED_JSON = ("malformed-json", 400, "请求的内容不是可读的 JSON")
    UNAUTHORISED = ("unauthorised", 401, "需要有效的令牌")
    FORBIDDEN = ("forbidden", 403, "令牌没有这项权限")
    CROSS_SITE = ("cross-site", 403, "不接受其他网站的页面发来的请求")
    UNKNOWN_ROUTE = ("unknown-route", 404, "没有这个地址")
    UNKNOWN_POLICY = ("unknown-policy", 404, "没有这个办法")
    UNKNOWN_CASE = ("unknown-case", 404, "账本里没有这个案号")
    NO_LEDGER = ("no-ledger", 404, "没有配置账本")
    WRONG_METHOD = ("wrong-method", 405, "这个地址不支持这种方法")
    SLOW_REQUEST = ("slow-request", 408, "请求没有在时限内收完")
    TOO_LARGE = ("too-large", 413, "请求的内容过大")
    WRONG_MEDIA_TYPE = ("wrong-media-type", 415, "不支持这种内容类型")
    WRONG_HOST = ("wrong-host", 421, "请求的主机名不是本服务的")
    INVALID_INPUT = ("invalid-input", 422, "输入有误，没有作出结论")
    TOO_MANY_REQUESTS = ("too-many-requests", 429, "请求过多")
    INTERNAL = ("internal", 500, "程序内部错误，没有作出结论")
    BUSY = ("busy", 503, "正在处理的请求过多")
    TIMEOUT = ("timeout", 503, "没有在时限内得出结果")
    STOPPING = ("stopping", 503, "服务正在停止")
    LEDGER_UNAVAILABLE = ("ledger-unavailable", 503, "账本无法使用")

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.type = _PREFIX + slug
        self.status = status
        self.title = title


class Mistake(FrozenModel):
    """One mistake in what was sent: where, what was expected, what was found, and the same as one sentence.

    `path` is a place in the application (`applicants[0].domicile`), a reading (`readings.consortium`) or a name of the
    request itself (`policy`); it is empty for the whole. `line` and `column` stand where the text is no JSON.
    """

    path: str = Field(examples=["applicants[0].domicile"])
    expected: str
    found: str
    nearest: str | None
    message: str
    line: int | None = None
    column: int | None = None

    @classmethod
    def of(cls, problem: InputProblem) -> Self:
        """A problem of the library."""
        told = replace(problem, file=None)
        return cls(
            path=told.path,
            expected=told.expected,
            found=told.found,
            nearest=told.nearest,
            message=str(told),
            line=told.line,
            column=told.column,
        )


class Problem(FrozenModel):
    """Problem details (RFC 9457). `instance` names the request, as the log of the server does."""

    type: str = Field(examples=[Kind.INVALID_INPUT.type])
    title: str
    status: int
    detail: str | None
    instance: str | None
    problems: tuple[Mistake, ...]


class HttpProblem(Exception):
    """A request ends with a problem."""

    def __init__(
        self,
        kind: Kind,
        detail: str | None = None,
        problems: Iterable[InputProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.type)
        self.kind = kind
        self.detail = detail
        self.problems = tuple(map(Mistake.of, problems))
        self.headers = dict(headers or {})

    @classmethod
    def of_input(cls, error: InputError, kind: Kind = Kind.INVALID_INPUT) -> Self:
        """What the library refuses."""
        return cls(kind, problems=error.problems)

    def details(self, instance: str | None = None) -> Problem:
        """The problem as it is sent."""
        return Problem(
            type=self.kind.type,
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            instance=instance,
            problems=self.problems,
        )

    def response(self, instance: str) -> Response:
        """The response to a request that ends with it."""
        # What was sent may hold half a character; it is told with its number.
        text = canonical_text(self.details(instance).model_dump(mode="json"))
        return Response(text.encode("utf-8", "backslashreplace"), self.kind.status, self.headers, MEDIA_TYPE)
