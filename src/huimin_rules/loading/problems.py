"""Collecting an author's mistakes: all of them, each with the file, line and column of the words that are wrong."""

from dataclasses import dataclass, field

from huimin_rules.errors import PolicyProblem
from huimin_rules.loading.strict_yaml import Path, Tree


@dataclass(slots=True)
class Source:
    """A file of a policy as it was read: its name in the policy's folder and what it says, where."""

    name: str
    tree: Tree


@dataclass(slots=True)
class Problems:
    """Every mistake found so far."""

    found: list[PolicyProblem] = field(default_factory=list)

    def add(
        self,
        source: Source,
        path: Path,
        message: str,
        *,
        clause: str | None = None,
        nearest: str | None = None,
        key: bool = False,
    ) -> None:
        """Record a mistake at the value (or the key) that the path leads to."""
        line, column = source.tree.place(path, key=key)
        self.found.append(PolicyProblem(source.name, line, column, message, clause, nearest))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, and the clause it is about; conditions are lowered with a spot in hand."""

    source: Source
    path: Path
    problems: Problems
    clause: str | None = None

    def at(self, *steps: str | int) -> "Spot":
        """A place below this one."""
        return Spot(self.source, (*self.path, *steps), self.problems, self.clause)

    def under(self, clause: str) -> "Spot":
        """The same place, about a clause."""
        return Spot(self.source, self.path, self.problems, clause)

    def wrong(self, message: str, nearest: str | None = None, *, key: bool = False) -> None:
        """Record a mistake here."""
        self.problems.add(self.source, self.path, message, clause=self.clause, nearest=nearest, key=key)
