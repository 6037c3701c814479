"""The one place where what goes wrong becomes a message and an exit code."""

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.session import Session
from huimin_rules.errors import HuiminError, InputError, MissingExtra, PolicyError


@runtime_checkable
class _UsageError(Protocol):
    """What the argument parser raises, in every version of it."""

    def format_message(self) -> str:
        """What is wrong with the arguments."""


def ended(session: Session, command: Callable[[], object]) -> int:
    """Run one command and return its exit code; nothing ever ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a replaced stream may lack it
    try:
        code = command()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (BrokenPipeError, SystemExit):
        # Only where the output breaks does the parser end the process itself, with a code that looks like a verdict.
        _let_go()
        return Exit.BROKEN_PIPE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last place: anything unexpected must not look like a verdict
        return _explained(session, error)


def _explained(session: Session, error: Exception) -> Exit:
    """Say what went wrong, in its own kind."""
    match error:
        case InputError():
            session.complain(["输入有误，没有作出结论：", *map(str, error.problems)])
        case PolicyError():
            session.complain([f"规则有 {len(error.problems)} 处错误：", *map(str, error.problems)])
        case MissingExtra() | HuiminError():
            session.complain([str(error)])
        case _UsageError():
            session.complain([f"用法错误：{error.format_message()}", "用法见 huimin --help、huimin 命令 --help"])
        case _:
            session.complain([f"程序内部错误，没有作出结论：{type(error).__name__}: {error}"])
            return Exit.INTERNAL
    return Exit.BAD_INPUT


def _let_go() -> None:
    """Nobody reads standard output any more: keep the interpreter from writing to it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
