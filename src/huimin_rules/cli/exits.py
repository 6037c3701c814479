"""Exit codes: what a script can rely on."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final


class Exit(IntEnum):
    """0, 1 and 3 are legal outcomes of `check`; anything else is not a verdict."""

    OK = 0
    FAILED = 1
    """`check`: ineligible, or not in force; `test`: a case fails; `mutate`: a change goes unnoticed; `--coverage` of
    `test` and `text`: something is uncovered; `diff`: the meaning differs, or is not decided; `remedy`: none was found.
    """
    BAD_INPUT = 2
    """Wrong usage, an application that cannot be read, rules with mistakes."""
    OPEN = 3
    """`check`: incomplete, or in need of judgement."""
    DISAGREEMENT = 4
    """`check --engine both`: the two engines do not agree, or the second refused or met a fault; no verdict."""
    INTERNAL = 70
    """A mistake of the program itself (EX_SOFTWARE)."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    """Whoever read the output has stopped reading."""


_WORST_FIRST: Final = (Exit.BAD_INPUT, Exit.DISAGREEMENT, Exit.FAILED, Exit.OPEN, Exit.OK)


def worst(codes: Iterable[Exit]) -> Exit:
    """The code for several applications: unreadable before what the engines disagree about, then failed, open, fine."""
    found = set(codes)
    return next((code for code in _WORST_FIRST if code in found), Exit.OK)
