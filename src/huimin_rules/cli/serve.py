"""`huimin serve`: the page and the HTTP API."""

from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from huimin_rules.ledger.storage import Ledger

_LOOPBACK: Final = "127.0.0.1"
_PORT: Final = 8000


def serve(  # noqa: PLR0913, PLR0917  # a command has as many parameters as options
    context: typer.Context,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", metavar="ID|DIR", help=f"提供的办法，可写几个；缺省是 {SHIPPED}", show_default=False),
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDR", help="监听的地址")] = _LOOPBACK,
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="监听的端口；0 是任意一个空闲的", min=0, max=65_535)
    ] = _PORT,
    tokens: Annotated[
        Path | None,
        typer.Option("--tokens", metavar="FILE", help="令牌文件（权限 0600，只存散列）", show_default=False),
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", metavar="LEDGER", help="账本，要同时给出 --tokens", show_default=False),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="请求可以用的主机名，可写几个", show_default=False),
    ] = None,
    rate: Annotated[
        float | None, typer.Option("--rate", metavar="N", help="每个客户端每秒的请求数", min=0.01, show_default=False)
    ] = None,
    new_token: Annotated[
        str | None,
        typer.Option("--new-token", metavar="ROLES", help="新建一个令牌，如 check 或 check,record", show_default=False),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="新令牌的名称，如 intake", show_default=False)
    ] = None,
) -> None:
    """提供自查页和 HTTP 接口。缺省只有本机能用；说明见 docs/api.md。

    \b
    /                 自查页（内容不上传，在浏览器里对照）
    /v1/...           接口；说明（OpenAPI 3.1）在 /openapi.json
    监听本机以外的地址，或者使用账本，要有令牌：
      huimin serve --new-token check --name intake --tokens tokens
      huimin serve --host 0.0.0.0 --tokens tokens
    令牌只显示一次。权限有 check（自查）、record（记入账本）、audit（复核）。

    \b
    退出码
      0   已经停止（SIGTERM 或 Ctrl+C：先办完正在办的），或者令牌已经新建
      2   用法错误，或者不能这样提供服务
      70  程序内部错误
    """
    if new_token is not None:
        _token(context, tokens, name, new_token)
        return
    from huimin_rules.service.audit.policy_source import policy_source
    from huimin_rules.web.access import Tokens
    from huimin_rules.web.server import Serving, log_to_stderr, names_of, run_until_told
    from huimin_rules.web.settings import Limits, Settings

    session = session_of(context)
    sources = tuple(policy_source(one, kept_policies()) for one in policy or [SHIPPED])
    known = None if tokens is None else Tokens.read(tokens)
    limits = Limits() if rate is None else Limits(rate=rate, burst=max(2 * rate, 1))
    with nullcontext() if ledger is None else _open(ledger) as opened:
        settings = Settings(
            policies=sources,
            hosts=names_of(host, tuple(allow_host or ())),
            tokens=known,
            ledger=opened,
            now=_now,
            limits=limits,
        )
        serving = Serving(settings, host, port)
        log_to_stderr()
        session.say(f"自查页和接口在 {serving.address}  按 Ctrl+C 停止")
        session.say("自查结果，非行政决定。")
        run_until_told(serving)


def _open(location: str) -> "Ledger":
    from huimin_rules.ledger.storage import open_ledger

    return open_ledger(location, writable=True)


def _token(context: typer.Context, tokens: Path | None, name: str | None, roles: str) -> None:
    from huimin_rules.web.access import new_token, roles_of

    missing = [
        InputProblem(option, expected, "没有写")
        for option, value, expected in (("--tokens", tokens, "令牌文件"), ("--name", name, "令牌的名称"))
        if value is None
    ]
    if missing or tokens is None or name is None:
        raise InputError(missing)
    token = new_token(tokens, name, roles_of(roles))
    session_of(context).put(f"{token}\n")


def _now() -> str:
    """This moment, with the offset of this place: the only clock of a record."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
