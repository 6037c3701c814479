"""Collecting an author's mistakes: all of them, each with its place, and the clause that the place is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from huimin_rules.citation import Clause
from huimin_rules.errors import MAX_PROBLEMS, PolicyError, PolicyProblem
from huimin_rules.loading.plain_data import Data
from huimin_rules.loading.strict_yaml import Path, Tree

T = TypeVar("T")


@dataclass(slots=True)
class Source:
    """A file of a policy as it was read: its name in the policy's folder and what it says, where."""

    name: str
    tree: Tree


@dataclass(slots=True)
class Problems:
    """Every mistake found so far."""

    found: list[PolicyProblem] = field(default_factory=list)

    def record(self, problem: PolicyProblem) -> None:
        """Record a mistake; raises PolicyError with those found so far where looking for more would cost too much."""
        if len(self.found) == MAX_PROBLEMS:
            more = f"错误超过 {MAX_PROBLEMS} 处，其余没有列出"
            raise PolicyError([*self.found, PolicyProblem(problem.file, 1, 1, more)])
        self.found.append(problem)

    def add(self, source: Source, path: Path, message: str, *, nearest: str | None = None, key: bool = False) -> None:
        """Record a mistake at the value (or the key) that the path leads to."""
        line, column = source.tree.place(path, key=key)
        clause = clause_at(source.tree.data, path)
        label = clause.label if clause is not None else None
        self.record(PolicyProblem(source.name, line, column, message, label, nearest))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file; conditions are lowered with a spot in hand."""

    source: Source
    path: Path
    problems: Problems

    def at(self, *steps: str | int) -> "Spot":
        """A place below this one."""
        return Spot(self.source, (*self.path, *steps), self.problems)

    def wrong(self, message: str, nearest: str | None = None, *, key: bool = False) -> None:
        """Record a mistake here."""
        self.problems.add(self.source, self.path, message, nearest=nearest, key=key)


def clause_at(data: Data, path: Path) -> Clause | None:
    """The clause that a place is about, as far as the file legibly says so.

    The file of an article names the article, and its entries the paragraph and the item; other files write a `clause`.
    """
    clause: Clause | None = None
    here = data
    for step in (*path, None):
        if isinstance(here, dict):
            clause = _narrowed(clause, here)
        if isinstance(here, dict) and isinstance(step, str):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int):
            here = here[step]
    return clause


def _narrowed(clause: Clause | None, entry: dict[str, Data]) -> Clause | None:
    own = entry.get("clause")
    if isinstance(own, dict):
        return _legible(own) or clause
    if clause is None:
        return _legible(entry)
    if "article" in entry or not ("paragraph" in entry or "item" in entry):
        return clause  # with an article of its own it cites a further clause
    return _legible({"article": clause.article, **entry})


def _legible(entry: dict[str, Data]) -> Clause | None:
    written = entry.get("article")
    article = _number(0 if written == "notice" else written, 0)
    return (
        None if article is None else Clause(article, _number(entry.get("paragraph"), 1), _number(entry.get("item"), 1))
    )


def _number(written: Data, least: int) -> int | None:
    return written if type(written) is int and least <= written < 1000 else None


def complete(parts: Sequence[T | None]) -> tuple[T, ...] | None:
    """All parts, or None if any of them had a mistake."""
    done = tuple(part for part in parts if part is not None)
    return done if len(done) == len(parts) else None
