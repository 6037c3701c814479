"""The ground floor: what can go wrong, in kinds that never mix.

The author's mistakes are `PolicyError` (file, line, column, clause), the caller's are `InputError` (path, expected,
found, nearest name). Legal outcomes are values of a verdict and never exceptions. Each error carries all of its
problems at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from heapq import nsmallest
from typing import Final
from unicodedata import normalize

from huimin_rules.visible import shortened, visible

MAX_PROBLEMS: Final = 500
"""How many problems one error tells; hostile input has more."""

MAX_COMPARED: Final = 100
"""How long a name may be, and among how many the nearest is looked for: comparing costs their product."""

_LONGEST: Final = 4096


class HuiminError(Exception):
    """Base of every error that this library raises on purpose."""


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One mistake in the files of a policy, with its place; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    message: str
    clause: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        clause = f"［{self.clause}］" if self.clause else ""
        nearest = f"；是否想写 {self.nearest}？" if self.nearest else ""
        return _line(f"{self.file}:{self.line}:{self.column}: {clause}{self.message}{nearest}")


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One problem in what a caller handed in: where, what was expected, what was found.

    `expected` is what should stand there (大于零的整数). With `sentence` it is what must hold, as a sentence of its own
    (牵头单位应当恰好一个).
    """

    path: str
    expected: str
    found: str
    nearest: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    sentence: bool = False

    def __str__(self) -> str:
        place = (
            f"{self.file}:{self.line}:{self.column}: "
            if self.file and self.line
            else f"{self.file}: "
            if self.file
            else ""
        )
        subject = f"{self.path}：" if self.path else ""
        nearest = f"；是否想写 {self.nearest}？" if self.nearest else ""
        said = (
            f"{self.expected}（所写的是：{self.found}）" if self.sentence else f"应为{self.expected}，实为{self.found}"
        )
        return _line(f"{place}{subject}{said}{nearest}")


class PolicyError(HuiminError):
    """The files of a policy are not a policy; `problems` holds every mistake found, in the order of files and lines."""

    def __init__(self, problems: Iterable[PolicyProblem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.message)))
        super().__init__("\n".join(map(str, self.problems)))


class InputError(HuiminError):
    """What the caller handed in cannot be read; `problems` holds every problem found. Never a verdict."""

    def __init__(self, problems: Iterable[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class LedgerError(HuiminError):
    """A ledger cannot be used: its database does not answer, is of another version, or is too damaged to append to."""


class MissingExtra(HuiminError):
    """A part of the library needs an extra that is not installed; the message names it."""

    def __init__(self, extra: str, needed_for: str) -> None:
        self.extra = extra
        super().__init__(f"{needed_for}需要额外组件，请安装：pip install 'huimin-rules[{extra}]'")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The valid name that `name` was most likely meant to be, or None when nothing is near.

    Full-width letters are taken for what they look like. Of very many names those of about the same length are looked
    at, and nothing is near a name of inordinate length.
    """
    if len(name) > MAX_COMPARED:
        return None
    compared = nsmallest(MAX_COMPARED, names, key=lambda one: abs(len(one) - len(name)))
    close = get_close_matches(normalize("NFKC", name), compared, n=1, cutoff=0.6)
    return close[0] if close else None


def _line(text: str) -> str:
    """One line, whatever an application, a file or its name holds: no problem can hide or forge another."""
    return visible(shortened(text, _LONGEST))
