"""The findings of an application as one function: those that are met, of norms on single facts, as one line each.

Such a line adds constants and, between them, what the application says; everything else is left to `finding_writer`.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, cast

from huimin_rules.engines.compiled.finding_writer import FindingWriter, Token, frame_of
from huimin_rules.engines.compiled.list_frames import list_groups
from huimin_rules.engines.compiled.statement_writer import DETERMINED_BY, FOR_REASON, ON_DAY, ON_EVIDENCE
from huimin_rules.engines.compiled.statements import StatementFrames, Statements
from huimin_rules.engines.compiled.text import Text
from huimin_rules.engines.reference.outcomes import MET
from huimin_rules.norms.application import Application
from huimin_rules.verdict import Finding, Status

Write: TypeAlias = Callable[[Application, tuple[Status, ...], Statements, list[bytes], list[Token]], None]

_NAME: Final = "write"


class FindingText:
    """Writes the function for the findings of a policy."""

    def __init__(self, findings: Sequence[FindingWriter], frames: StatementFrames) -> None:
        self.text = Text()
        self._frames = frames
        line = self.text.line
        line(f"def {_NAME}(a, st, statements, into, tokens):", 0)
        line("read = a.determined is not None")
        line("v, texts, days, plain = a.scalars, statements.texts, statements.days, statements.all_determined")
        groups = list_groups(findings, frames)
        self._group_of = {writer: (number, group) for number, group in enumerate(groups) for writer in group.writers}
        self._begun: set[int] = set()
        self._valued: set[int] = set()
        for place, writer in enumerate(findings):
            end = b"" if place + 1 == len(findings) else b","
            if writer in self._group_of:
                self._grouped(place, writer, end)
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

    def _grouped(self, place: int, writer: FindingWriter, end: bytes) -> None:
        """The lines for a norm that looks at one list."""
        line, (number, group) = self.text.line, self._group_of[writer]
        for scalar in group.scalars:
            line(f"x{scalar} = v[{scalar}]")
        g, u = f"g{number}", f"u{group.number}"
        usual = [f"type(x{one}) is not Domain" for one in writer.scalars if not self._frames.scalars[one].judged]
        if number not in self._begun:
            self._begun.add(number)
            kept, keep = self.text.constant(group.kept), self.text.constant(group.keep)
            line(f"l{group.number} = a.lists[{group.number}]")
            line("if plain:")
            line(f"{g} = {kept}.get(k := {group.key_text()}) or {keep}(k, a)", 2)
            if group.number not in self._valued:
                self._valued.add(group.number)
                line(f"{u} = None", 2)
        said = _Pieces(self.text)
        for scalar in writer.scalars:
            self._stated(said, scalar)
        line(f"if {' and '.join(['plain', *usual])} and (f := {g}[{group.writers.index(writer)}]) is not None:")
        line("if f.is_open:", 2)
        line("tokens.append(f)", 3)
        line("o = f.pieces.copy()", 2)
        line("if f.pick is not None:", 2)
        line(f"if {u} is None:", 3)
        line(f"{u} = statements.values({group.number})", 4)
        line(f"o[1::2] = [{''.join(f'{one}, ' for one in said.expressions())}*f.pick({u})]", 3)
        if said.expressions():
            line("else:", 2)
            line(f"o[1::2] = [{', '.join(said.expressions())}]", 3)
        if end:
            line(f"o.append({self.text.constant(end)})", 2)
        line("into += o", 2)
        line("else:")
        self._general(place, writer, end, 2)

    def _finding(self, place: int, writer: FindingWriter, end: bytes) -> None:
        line = self.text.line
        statements = [self._frames.scalars[scalar] for scalar in writer.scalars]
        if writer.norm.lists or not statements or any(one.kept is None for one in statements):
            self._general(place, writer, end, 1)
            return
        for scalar in sorted({*writer.scalars, *writer.norm.scalars}):
            line(f"x{scalar} = v[{scalar}]")
        met = self.text.constant(writer.norm.findings.statuses.certain[MET])
        usual = dict.fromkeys(
            "plain" if one.judged else f"read and type(x{scalar}) is not Domain"
            for scalar, one in zip(writer.scalars, statements, strict=True)
        )
        line(f"if st[{place}] is {met} and {' and '.join(usual)}:")
        self._met(writer, end)
        line("else:")
        self._general(place, writer, end, 2)

    def _met(self, writer: FindingWriter, end: bytes) -> None:
        """The lines that add a finding that is met, and of which every fact is stated in the usual way."""
        line, fixed = self.text.line, writer.norm.findings.fixed
        stated = _Pieces(self.text)
        for scalar in writer.scalars:
            if scalar != writer.scalars[0]:
                stated.add(b",")
            self._stated(stated, scalar)
            statement = self._frames.scalars[scalar]
            if statement.judged:
                stated.read(f"{self.text.constant(statement.after)}[x{scalar}]")
        whole = _Pieces(self.text)
        if fixed is not None:
            before, between, after = frame_of(Finding.assemble(dict(fixed)))
            whole.add(before)
            whole.extend(stated)
            whole.add(between + after)
        else:
            key = writer.norm.key_text()
            if writer.by_slot is not None:
                key = f"({key}, v[{writer.by_slot}])"
            kept, keep = self.text.constant(writer.frames), self.text.constant(writer.keep)
            line(f"f = {kept}.get(k := {key}) or {keep}(k, a, statements)", 2)
            whole.read("f.pieces[0]")
            whole.extend(stated)
            whole.read("f.pieces[2]")
        whole.add(end)
        line(f"into += {whole.text()}", 2)

    def _stated(self, into: "_Pieces", scalar: int) -> None:
        """The pieces of the statement about a fact."""
        statement = self._frames.scalars[scalar]
        if not statement.judged:
            kept, keep = self.text.constant(statement.kept), self.text.constant(statement.keep)
            into.read(f"{kept}.get(x{scalar}) or {keep}(x{scalar})")
            return
        at = self._frames.judged.index(scalar)
        by, reason, evidence = (f"texts[{3 * at + one}]" for one in (1, 2, 3))
        for constant, value in (
            (DETERMINED_BY, by),
            (ON_EVIDENCE, evidence),
            (ON_DAY, f"days[{at}]"),
            (FOR_REASON, reason),
        ):
            into.add(constant)
            into.read(value)


class _Pieces:
    """Constants and expressions that are written one after the other."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._pieces: list[bytes | str] = []

    def add(self, constant: bytes) -> None:
        """A constant; next to another one it becomes one with it."""
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, bytes):
            self._pieces[-1] = last + constant
        elif constant:
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

    def expressions(self) -> list[str]:
        """The expressions alone."""
        return [piece for piece in self._pieces if isinstance(piece, str)]

    def text(self) -> str:
        """An expression for all of them."""
        shown = (self._text.constant(one) if isinstance(one, bytes) else one for one in self._pieces)
        return f"({''.join(f'{one}, ' for one in shown)})"
