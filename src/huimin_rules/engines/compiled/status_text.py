"""The statuses of some norms as one function of an application: a straight line for each norm, one loop for each list.

A status that is certain is written down; one that is open is looked up by its key (see `open_norms`). In a loop over a
list each norm notes in bits what it saw of the elements, and the bits are its status.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from huimin_rules.engines.compiled.certainty import ALWAYS, Certain, Certainty, unpack
from huimin_rules.engines.compiled.formula import NEVER, TRULY, every
from huimin_rules.engines.compiled.open_norms import OpenNorm
from huimin_rules.engines.compiled.text import Text, compiled
from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.outcomes import MET, NOT_APPLICABLE, UNMET, applies
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Condition, Constant
from huimin_rules.verdict import Status

NAME: Final = "statuses"

# What a norm saw of the elements of its list.
_MET: Final = 1
"""One that it addresses, and that has what it requires, unless one of the next two was seen."""
_UNMET: Final = 2
"""One that certainly fails."""
_OPEN: Final = 4
"""One that may fail."""
_PERHAPS: Final = 8
"""One that it may address, and that has what it requires, unless one of the two before was seen."""


@dataclass(slots=True)
class _Loop:
    """The norms that go through one list and address the same elements of it."""

    addressed: Certain
    seen: str
    norms: list[tuple[str, Certain]] = field(default_factory=list)


class StatusText:
    """Writes the function for some norms."""

    def __init__(self, norms: Sequence[OpenNorm], compiler: Compiler, fixed: Mapping[str, str]) -> None:
        self.text = Text()
        self._compiler = compiler
        self._certainty = Certainty(self.text, compiler, fixed)
        self._slots_of = self.text.constant(norms[0].slots_of)
        self._elements: dict[str, str] = {}
        self._seen: dict[int, str] = {}
        self._write(norms)

    def source(self) -> str:
        """The text of the function of the application `a`."""
        return "\n".join([f"def {NAME}(a):", *self._unpacked(), self.text.text()])

    def function(self) -> Callable[[Application], tuple[Status, ...]]:
        """The function."""
        return cast(Callable[[Application], tuple[Status, ...]], compiled(self.source(), self.text.names, NAME))

    def _unpacked(self) -> Iterable[str]:
        """The lines that give names to what the text mentions."""
        if self._certainty.calls:
            yield f"    s = {self._slots_of}(a)"
        for of, used, prefix, count in (
            ("scalars", self._certainty.scalars, "x", len(self._compiler.policy.scalars)),
            ("lists", self._certainty.lists, "l", len(self._compiler.policy.lists)),
        ):
            yield f"    v = a.{of}"
            yield from (f"    {line}" for line in unpack(prefix, used, count, "v"))

    def _write(self, norms: Sequence[OpenNorm]) -> None:
        loops: dict[str, dict[Condition | None, _Loop]] = {}
        for index, one in enumerate(norms):
            over = one.findings.norm.for_each
            if over is not None:
                if over not in loops:
                    self._elements[over] = self._certainty.element(over)
                self._in_loop(index, one, over, loops.setdefault(over, {}))
        for over, by_address in loops.items():
            self._loop(over, list(by_address.values()))
        found = [
            self._status_seen(one, self._seen[index]) if index in self._seen else self._status(one)
            for index, one in enumerate(norms)
        ]
        self.text.line(f"return ({''.join(f'{status}, ' for status in found)})")

    def _in_loop(self, index: int, one: OpenNorm, over: str, loops: dict[Condition | None, _Loop]) -> None:
        norm, element = one.findings.norm, self._elements[over]
        addressing = applies(norm)
        if addressing not in loops:
            addressed = ALWAYS if addressing is None else self._certainty.of(addressing, element)
            loops[addressing] = _Loop(addressed, self.text.fresh("f"))
        required = self._certainty.of(norm.requires or Constant(True), element)
        note = self.text.fresh("a")
        loops[addressing].norms.append((note, required))
        self._seen[index] = f"{note} | {loops[addressing].seen}"

    def _loop(self, over: str, loops: Sequence[_Loop]) -> None:
        line, starts = (
            self.text.line,
            [name for loop in loops for name in (loop.seen, *(note for note, _ in loop.norms))],
        )
        line(f"{' = '.join(starts)} = 0")
        line(f"if type({self._certainty.elements(over)}) is tuple:")
        self._certainty.loop(over, self._elements[over], 2)
        for loop in loops:
            self._noted(loop)
        line("else:")
        line(f"{' = '.join(starts)} = {_OPEN}", 2)

    def _noted(self, loop: _Loop) -> None:
        """The lines that note what the norms see of one element."""
        line, addressed = self.text.line, loop.addressed
        if addressed == ALWAYS:
            line(f"{loop.seen} = {_MET}", 3)
            self._fails(loop.norms, 3)
            return
        line(f"if {addressed.holds}:", 3)
        line(f"{loop.seen} |= {_MET}", 4)
        self._fails(loop.norms, 4)
        line(f"elif not {addressed.fails}:" if addressed.fails != NEVER else "else:", 3)
        line(f"{loop.seen} |= {_PERHAPS}", 4)
        for note, required in loop.norms:
            if required.holds != TRULY:
                line(f"if not {required.holds}:", 4)
                line(f"{note} |= {_OPEN}", 5)

    def _fails(self, norms: Iterable[tuple[str, Certain]], depth: int) -> None:
        for note, required in norms:
            if required.holds != TRULY:
                self.text.line(f"if not {required.holds}:", depth)
                self.text.line(f"{note} |= {_UNMET} if {required.fails} else {_OPEN}", depth + 1)

    def _status(self, one: OpenNorm) -> str:
        """An expression for the status of a norm on the application as a whole."""
        norm, certain = one.findings.norm, one.findings.statuses.certain
        met, unmet, none = (self.text.constant(certain[outcome]) for outcome in (MET, UNMET, NOT_APPLICABLE))
        addressing = applies(norm)
        addressed = ALWAYS if addressing is None else self._certainty.of(addressing)
        required = self._certainty.of(norm.requires or Constant(True))
        cases = (
            (met, every((addressed.holds, required.holds))),
            (none, addressed.fails),
            (unmet, every((addressed.holds, required.fails))),
        )
        found = self._looked_up(one)
        for status, when in reversed(cases):
            if when != NEVER:
                found = status if when == TRULY else f"{status} if {when} else {found}"
        return found

    def _status_seen(self, one: OpenNorm, seen: str) -> str:
        """An expression for the status of a norm from what it saw of the elements of its list."""
        certain = one.findings.statuses.certain
        by_bits = tuple(
            certain[UNMET]
            if bits & _UNMET
            else None
            if bits & _OPEN
            else certain[MET]
            if bits & _MET
            else None
            if bits & _PERHAPS
            else certain[NOT_APPLICABLE]
            for bits in range(16)
        )
        return f"{self.text.constant(by_bits)}[{seen}] or {self._looked_up(one)}"

    def _looked_up(self, one: OpenNorm) -> str:
        """An expression for the status that is kept for the key, or is found now."""
        kept, status = self.text.constant(one.statuses), self.text.constant(one.status)
        for place in one.scalars:
            self._certainty.scalars.add(place)
        for number in one.lists:
            self._certainty.lists.add(number)
        return f"{kept}.get(k := {one.key_text()}) or {status}(k, a)"
