"""The findings of an application as one function: those that are met, of norms on single facts, as one line each.

Such a line adds constants and, between them, what the application says; everything else is left to `finding_writer`.
"""

from collections.abc import Callable, Sequence
from json.encoder import encode_basestring
from typing import Final, TypeAlias, cast

from huimin_rules.engines.compiled.finding_writer import MOST_KEPT, FindingWriter, Frame, Token, frame_of
from huimin_rules.engines.compiled.open_norms import Key, key_text
from huimin_rules.engines.compiled.statement_writer import (
    DETERMINED_BY,
    FOR_REASON,
    ON_DAY,
    ON_EVIDENCE,
    Statements,
    StatementWriter,
    is_text,
    written_evidence,
)
from huimin_rules.engines.compiled.text import Text
from huimin_rules.engines.reference.outcomes import MET
from huimin_rules.engines.reference.status import FAILED
from huimin_rules.norms.application import Application
from huimin_rules.verdict import Finding, Status

Write: TypeAlias = Callable[[Application, tuple[Status, ...], Statements, list[bytes], list[Token]], None]

_NAME: Final = "write"


class FindingText:
    """Writes the function for the findings of a policy."""

    def __init__(self, findings: Sequence[FindingWriter], statements: StatementWriter) -> None:
        self.text = Text()
        self.text.names |= {"quoted": encode_basestring, "evidence": written_evidence}
        self._statements = statements
        line = self.text.line
        line(f"def {_NAME}(a, st, statements, into, tokens):", 0)
        line("said = a.said")
        line("v = a.scalars")
        self._groups = {
            writer: group for group in _groups(findings) for writer in group.writers if len(group.writers) > 1
        }
        self._begun: set[_Group] = set()
        for place, writer in enumerate(findings):
            end = b"" if place + 1 == len(findings) else b","
            if writer in self._groups:
                self._grouped(place, writer, self._groups[writer], end)
            else:
                self._finding(place, writer, end)

    def function(self) -> Write:
        """The function."""
        return cast(Write, self.text.function(_NAME))

    def _general(self, place: int, writer: FindingWriter, end: bytes, depth: int) -> None:
        """The lines that leave a finding to its writer."""
        self.text.line(f"{self.text.constant(writer.write)}(st[{place}], a, statements, into, tokens)", depth)
        if end:
            self.text.line(f"into.append({self.text.constant(end)})", depth)

    def _grouped(self, place: int, writer: FindingWriter, group: "_Group", end: bytes) -> None:
        """The lines for a norm of a group."""
        line = self.text.line
        g, names = f"g{group.number}", f"n{group.number}"
        if group not in self._begun:
            self._begun.add(group)
            kept, keep = self.text.constant(group.frames), self.text.constant(group.keep)
            line(f"l{group.number} = a.lists[{group.number}]")
            line(f"{g} = {kept}.get(k := {group.key_text()}) or {keep}(k, a, statements)")
            line(f"{names} = statements.names({group.number})")
            line(f"tokens.append({g})")
        line(f"f = {g}[{group.writers.index(writer)}]")
        line("if f is not None and not f.detailed:")
        line("o = f.pieces.copy()", 2)
        said = [] if writer.whole else [f"{self.text.constant(writer.stated)}(statements)"]
        if writer.parts is not None:
            said.append(f"*{names}")
        if said:
            line(f"o[1::2] = {names if said == [f'*{names}'] else f'({chr(44).join(said)},)'}", 2)
        if end:
            line(f"o.append({self.text.constant(end)})", 2)
        line("into += o", 2)
        line("else:")
        self._general(place, writer, end, 2)

    def _finding(self, place: int, writer: FindingWriter, end: bytes) -> None:
        line, facts = self.text.line, writer.norm.findings.policy.scalars
        if writer.norm.lists or not writer.scalars or any(is_text(facts[scalar]) for scalar in writer.scalars):
            self._general(place, writer, end, 1)
            return
        for scalar in writer.scalars:
            line(f"y{scalar} = said[{scalar}]")
        met = self.text.constant(writer.norm.findings.statuses.certain[MET])
        said = [
            f"type(y{scalar}) is tuple" if facts[scalar].judgement else f"y{scalar} is not None"
            for scalar in writer.scalars
        ]
        line(f"if st[{place}] is {met} and {' and '.join(said)}:")
        self._met(writer, end)
        line("else:")
        self._general(place, writer, end, 2)

    def _met(self, writer: FindingWriter, end: bytes) -> None:
        """The lines that add a finding that is met, and of which every fact is stated in the usual way."""
        line, fixed, facts = self.text.line, writer.norm.findings.fixed, writer.norm.findings.policy.scalars
        for scalar in writer.scalars:
            if facts[scalar].judgement:
                line(f"{', '.join(f'{name}{scalar}' for name in 'vbore')} = y{scalar}", 2)
        stated = _Pieces(self.text)
        for scalar in writer.scalars:
            if scalar != writer.scalars[0]:
                stated.add(b",")
            self._stated(stated, scalar, judgement=facts[scalar].judgement)
        whole = _Pieces(self.text)
        if fixed is not None:
            before, between, after = frame_of(Finding.assemble(dict(fixed)))
            whole.add(before)
            whole.extend(stated)
            whole.add(between + after)
        else:
            for scalar in writer.norm.scalars:
                line(f"x{scalar} = v[{scalar}]", 2)
            key = writer.norm.key_text()
            if writer.by_slot is not None:
                key = f"({key}, v[{writer.by_slot}])"
            kept, keep = self.text.constant(writer.frames), self.text.constant(writer.keep)
            line(f"f = {kept}.get(k := {key}) or {keep}(k, a, statements)", 2)
            line("tokens.append(f)", 2)
            whole.read("f.pieces[0]")
            whole.extend(stated)
            whole.read("f.pieces[2]")
        whole.add(end)
        line(f"into += {whole.text()}", 2)

    def _stated(self, into: "_Pieces", scalar: int, *, judgement: bool) -> None:
        """The pieces of the statement about a fact."""
        statement = self._statements.scalars[scalar]
        if not judgement:
            kept, keep = self.text.constant(statement.kept), self.text.constant(statement.keep)
            into.read(f"{kept}.get(y{scalar}) or {keep}(y{scalar})")
            return
        kept, keep = self.text.constant(statement.texts), self.text.constant(statement.keep_text)
        into.add(DETERMINED_BY)
        into.read(f"{kept}.get(b{scalar}) or {keep}(b{scalar})")
        into.add(ON_EVIDENCE)
        into.read(f"quoted(e{scalar}).encode() if type(e{scalar}) is str else evidence(e{scalar})")
        into.add(ON_DAY)
        into.read(f"{kept}.get(o{scalar}) or {keep}(o{scalar})")
        into.add(FOR_REASON)
        into.read(f"quoted(r{scalar}).encode()")
        into.read(f"{self.text.constant(statement.after)}[v{scalar}]")


class _Pieces:
    """Constants and expressions that are written one after the other."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._pieces: list[bytes | str] = []

    def add(self, constant: bytes) -> None:
        """A constant; next to another one it becomes one with it."""
        if self._pieces and isinstance(self._pieces[-1], bytes):
            constant = self._pieces.pop() + constant
        self._pieces.append(constant)

    def read(self, expression: str) -> None:
        """An expression."""
        self._pieces.append(expression)

    def extend(self, other: "_Pieces") -> None:
        """All pieces of another."""
        for piece in other._pieces:
            if isinstance(piece, bytes):
                self.add(piece)
            else:
                self.read(piece)

    def text(self) -> str:
        """An expression for all of them."""
        shown = (self._text.constant(one) if isinstance(one, bytes) else one for one in self._pieces)
        return f"({''.join(f'{one}, ' for one in shown)})"


class _Group:
    """Norms that look at one list and at nothing else: their frames are found together."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.writers: list[FindingWriter] = []
        self.frames: dict[Key, tuple[Frame | None, ...]] = {}

    def key_text(self) -> str:
        """An expression for all that the norms look at."""
        positions = {position for writer in self.writers for _, some in writer.norm.lists for position in some}
        return key_text((), [(self.number, tuple(sorted(positions)))])

    def keep(self, key: Key, application: Application, statements: Statements) -> tuple[Frame | None, ...]:
        """The frames for a key that is not kept, or no longer; None for a norm that failed."""
        if len(self.frames) >= MOST_KEPT:
            self.frames.clear()
        found = self.frames[key] = tuple(
            [
                frame if frame.status not in FAILED else None
                for frame in [writer.made(application, statements) for writer in self.writers]
            ]
        )
        return found


def _groups(findings: Sequence[FindingWriter]) -> Sequence[_Group]:
    groups: dict[int, _Group] = {}
    for writer in findings:
        if len(writer.norm.lists) == 1 and not writer.norm.scalars and writer.by_slot is None:
            number = writer.norm.lists[0][0]
            groups.setdefault(number, _Group(number)).writers.append(writer)
    return tuple(groups.values())
