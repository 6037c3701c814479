"""What a command may use of the world: the clock, standard output and standard error."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from huimin_rules.visible import visible

if TYPE_CHECKING:
    import typer

    from huimin_rules.report.typography import Paragraph

Echo: TypeAlias = Callable[[str | bytes, bool], None]
"""Writes to standard output, or to standard error."""

_NARROWEST: Final = 40
_WIDEST: Final = 110
_WITHOUT_TERMINAL: Final = 100


def _by_typer(text: str | bytes, err: bool) -> None:
    """Write to any terminal of any system."""
    import typer

    typer.echo(text, nl=False, err=err)


def plainly(text: str | bytes, err: bool) -> None:
    """Write to a stream of UTF-8, as typer does: at once, and bytes as they are."""
    stream = sys.stderr if err else sys.stdout
    if isinstance(text, str):
        stream.write(text)
    else:
        stream.flush()
        stream.buffer.write(text)
    stream.flush()


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the command line. `today` is read for the banner alone."""

    today: Callable[[], date] = date.today
    echo: Echo = _by_typer

    def put(self, text: str) -> None:
        """Write what a program reads: UTF-8 and bare line feeds on every system."""
        self.echo(text.encode(), False)

    def page(self, sheet: "Iterable[Paragraph]") -> None:
        """Write what a person reads, laid out for where it appears."""
        from huimin_rules.report.typography import render

        self.echo(render(sheet, columns(), colour=coloured()), False)

    def say(self, text: str) -> None:
        """Write one line that a person reads."""
        self.echo(f"{visible(text)}\n", False)

    def progress(self, text: str) -> None:
        """Show how far a long run is, in one line that the next call overwrites; on a terminal only."""
        if sys.stderr.isatty():
            self.echo(f"\r\x1b[K{text}", True)

    def complain(self, lines: Iterable[str]) -> None:
        """Write to standard error, one message a line, so that no message can forge another."""
        for one in lines:
            self.echo(f"{visible(one)}\n", True)


def session_of(context: "typer.Context") -> Session:
    """The session that a command runs in."""
    found = context.find_root().obj
    return found if isinstance(found, Session) else Session()


def columns() -> int:
    """The width to lay out for: the terminal's or COLUMNS, within what reads well."""
    return max(_NARROWEST, min(shutil.get_terminal_size((_WITHOUT_TERMINAL, 24)).columns, _WIDEST))


def coloured() -> bool:
    """Whether to paint: on a terminal that can, unless NO_COLOR is set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
