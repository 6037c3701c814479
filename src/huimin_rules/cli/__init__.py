"""The command line: `huimin check`, and what an author and an auditor need around it.

This is the only place that reads a clock, and only to say whether the regulation is in force today. `main` answers
every mistake with a message and an exit code of its own kind: a legal outcome is never an error, and no error looks
like one.
"""

import gc
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from huimin_rules.cli.exits import Exit
from huimin_rules.errors import MissingExtra

__all__ = ["main"]

_NEEDED: Final = frozenset(("typer", "click"))


def main(arguments: Sequence[str] | None = None, today: Callable[[], date] = date.today) -> int:
    """Run one command and return its exit code; `today` is the clock, for tests to replace."""
    # What starting up makes stays: looking for garbage in it costs an eighth of the time that a check takes.
    gc.disable()
    try:
        return _run(sys.argv[1:] if arguments is None else arguments, today)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        print(MissingExtra("cli", "命令行"), file=sys.stderr)
        return Exit.BAD_INPUT
    finally:
        gc.enable()


def _run(arguments: Sequence[str], today: Callable[[], date]) -> int:
    from huimin_rules.cli.ending import ended
    from huimin_rules.cli.plain import plain_check
    from huimin_rules.cli.session import Session, plainly

    plain = plain_check(arguments)
    if plain is not None:
        session = Session(today, plainly)
        return ended(session, lambda: plain.run(session))
    from huimin_rules.cli.app import parsed

    session = Session(today)
    return ended(session, lambda: parsed(session, arguments))
