"""The finding of one norm as canonical JSON: a frame that is kept, with the statements and parts between.

The frame of a finding follows from what the norm looks at (see `open_norms`), except that a failure says which values
made it fail: that one is written from the finding itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from huimin_rules.canonical import canonical_text
from huimin_rules.engines.compiled.open_norms import Key, OpenNorm
from huimin_rules.engines.compiled.statement_writer import has_few_values, written_text
from huimin_rules.engines.compiled.statements import Rows, Statements
from huimin_rules.engines.reference.status import FAILED
from huimin_rules.norms.application import Application
from huimin_rules.verdict import Finding, Part, Status, wording

MOST_KEPT: Final = 1024

_BEFORE: Final = ("also", "blockers", "citation")
_BETWEEN: Final = ("materials", "modality", "norm", "outcomes")
_AFTER: Final = ("quote", "reason", "remedy", "status", "title")

Token: TypeAlias = object
"""What the rest of a verdict depends on beside the statuses, of a finding that failed or is open: equal for those that
are alike in it.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A finding in pieces. Every other piece is empty, for what an application says: the statements, unless the frame
    holds them, then for each part the name, and the details where the part is among the `detailed`.

    Frames are told apart by identity, for each stands for one key.
    """

    status: Status
    pieces: list[bytes]
    parts: int
    detailed: frozenset[int]


class FindingWriter:
    """Writes the findings of one norm."""

    def __init__(self, norm: OpenNorm) -> None:
        self.norm = norm
        findings = norm.findings
        program, policy = findings.program, findings.policy
        self.parts = findings.parts
        self.scalars, self.lists = findings.stated.scalars, findings.stated.lists
        self.by_slot = program.by_slot
        self.same_for_all = not program.definitions and self.by_slot is None and self.parts is None
        """Whether all findings of one definite status have one frame."""
        fields = [policy.lists[number].items[position] for number, positions in self.lists for position in positions]
        facts = (*fields, *(policy.scalars[place] for place in self.scalars))
        # Of such facts few values are met with: the frame may as well hold the statements about them.
        self.whole = bool(self.lists) and all(map(has_few_values, facts))
        self.frames: dict[Key, Frame] = {}

    def write(
        self, status: Status, application: Application, statements: Statements, into: list[bytes], tokens: list[Token]
    ) -> None:
        """Add the finding of an application for which the norm has this status."""
        if status in FAILED:
            finding = self.norm.finding(application)
            into.append(canonical_text(finding.model_dump(mode="json")).encode())
            tokens.append((finding.remedy or finding.reason, finding.citation.label))
            return
        if self.same_for_all and not self.whole and not status.is_open:
            frame = self.frames.get(status) or self.keep(status, application, statements)
        else:
            key = self.key(application)
            frame = self.frames.get(key) or self.keep(key, application, statements)
            if status.is_open:
                tokens.append(frame)
        self.fill(frame, application, statements, into)

    def key(self, application: Application) -> Key:
        """What the frame of a finding follows from."""
        key = self.norm.key(application)
        return key if self.by_slot is None else (key, application.scalars[self.by_slot])

    def fill(self, frame: Frame, application: Application, statements: Statements, into: list[bytes]) -> None:
        """Add a finding of this frame."""
        said = [] if self.whole else [self.stated(statements)]
        if frame.parts:
            assert self.parts is not None  # no other norm has parts
            for index, name in enumerate(statements.names(self.parts.number)):
                said.append(name)
                if index in frame.detailed:
                    said.append(written_text(self.parts.details(index, application))[1:-1])
        pieces = frame.pieces.copy()
        pieces[1::2] = said
        into += pieces

    def keep(self, key: Key, application: Application, statements: Statements) -> Frame:
        """The frame for a key that is not kept, or no longer."""
        if len(self.frames) >= MOST_KEPT:
            self.frames.clear()
        found = self.frames[key] = self.made(application, statements)
        return found

    def made(self, application: Application, statements: Statements) -> Frame:
        """The frame of the finding of an application."""
        finding = self.norm.finding(application)
        before, between, after = frame_of(finding)
        if self.whole:
            rows = {number: statements.every_row(number) for number, _ in self.lists}
            pieces = [before + self._joined(statements, rows) + between]
        else:
            pieces = [before, b"", between]
        detailed: set[int] = set()
        if self.parts is not None:
            for index, part in enumerate(finding.parts):
                if is_detailed(part):
                    detailed.add(index)
                self._part(part, pieces, self.parts.details(index, application) if index in detailed else None)
        pieces[-1] += after
        return Frame(finding.status, pieces, len(finding.parts), frozenset(detailed))

    def stated(self, statements: Statements) -> bytes:
        """The statements that the finding rests on."""
        return self._joined(statements, {number: statements.rows(number) for number, _ in self.lists})

    def _joined(self, statements: Statements, rows: dict[int, Rows]) -> bytes:
        found = [one for place in self.scalars if (one := statements.scalar(place)) is not None]
        for number, positions in self.lists:
            found += [row[position] for row in rows[number] for position in positions if position in row]
        return b",".join(found)

    @staticmethod
    def _part(part: Part, pieces: list[bytes], details: str | None) -> None:
        """Add a part to the pieces: what is the same for all names, and for all details if it has some."""
        before = b'{"name":' if pieces[-1].endswith(b"[") else b',{"name":'
        pieces[-1] += before
        reason = part.reason if details is None else part.reason.removesuffix(details)
        between = b',"of":' + written_text(part.of) + b',"reason":' + written_text(reason)[:-1]
        after = b'","status":' + written_text(part.status) + b"}"
        pieces += [b"", between + after] if details is None else [b"", between, b"", after]


def frame_of(finding: Finding) -> tuple[bytes, bytes, bytes]:
    """A finding without its statements and parts: what stands before both, between them, and after both."""
    fields = finding.model_dump(mode="json")

    def shown(names: Sequence[str]) -> bytes:
        return canonical_text({name: fields[name] for name in names})[1:-1].encode()

    return (
        b"{" + shown(_BEFORE) + b',"facts":[',
        b"]," + shown(_BETWEEN) + b',"parts":[',
        b"]," + shown(_AFTER) + b"}",
    )


def is_detailed(part: Part) -> bool:
    """Whether the reason of a part ends with details of the element: where something failed, or is open."""
    return part.status in FAILED or (part.status.is_open and part.reason != wording.NOT_APPLICABLE)
