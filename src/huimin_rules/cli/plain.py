"""`huimin check FILE...` with no option but `--json`: the commonest command, without the parser of arguments.

Loading the parser takes as long as everything else that checking an application takes. What these few arguments mean
leaves no room for doubt; all others, and whatever may have to be explained, are the parser's.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huimin_rules.cli.checked import checked
from huimin_rules.cli.exits import Exit
from huimin_rules.cli.session import Session
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.report.language import Language


@dataclass(frozen=True, slots=True)
class PlainCheck:
    """The command: which files, and whether as canonical JSON."""

    files: tuple[Path, ...]
    json: bool

    def run(self, session: Session) -> Exit:
        """Check the files."""
        return checked(session, self.files, SHIPPED, (), json=self.json, both=False, language=Language.CHINESE)


def plain_check(arguments: Sequence[str]) -> PlainCheck | None:
    """The command that the arguments are, beyond doubt; else None."""
    if not arguments or arguments[0] != "check" or not _is_plain_system():
        return None
    files = [one for one in arguments[1:] if one != "--json"]
    if not files or not all(one and not one.startswith("-") for one in files):
        return None
    return PlainCheck(tuple(map(Path, files)), "--json" in arguments)


def _is_plain_system() -> bool:
    """Whether names of files are not patterns, and terminals take what they are sent."""
    return sys.platform != "win32" and all(
        getattr(stream, "encoding", None) in ("utf-8", "UTF-8") and hasattr(stream, "buffer")
        for stream in (sys.stdout, sys.stderr)
    )
