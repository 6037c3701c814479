"""The whole verdict as canonical JSON, without the values that it is made of.

Most of a verdict is the same for applications that are alike in their statuses: the quotations, the reasons, the
materials, the readings. It is kept as bytes, and what an application itself says is written between.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from huimin_rules.canonical import canonical_text
from huimin_rules.engines.compiled.finding_text import FindingText, Write
from huimin_rules.engines.compiled.finding_writer import FindingWriter, Token
from huimin_rules.engines.compiled.open_norms import OpenNorm
from huimin_rules.engines.compiled.statement_writer import written_text
from huimin_rules.engines.compiled.statements import StatementFrames, Statements
from huimin_rules.engines.reference import Engine
from huimin_rules.norms.application import Application
from huimin_rules.verdict import Status

MOST_KEPT: Final = 512

_AFTER: Final = ("in_force", "materials", "notice", "policy", "readings", "summary", "supplements")


class VerdictWriter:
    """Writes the verdicts of one policy under the readings that a caller fixed: the bytes that `Verdict.to_json` has.

    As statuses are first found by the reference engine (see `screener`), so the first verdicts are written without a
    generated function.
    """

    def __init__(
        self, engine: Engine, norms: Sequence[OpenNorm], given: Mapping[str, str], fixed: Mapping[str, str], after: int
    ) -> None:
        self._engine = engine
        self._given = given
        self._findings = tuple(map(FindingWriter, norms))
        fields: dict[int, set[int]] = {}
        for one in self._findings:
            for number, positions in one.lists if not one.whole else ():
                fields.setdefault(number, set()).update(positions)
        self._frames = StatementFrames(engine.policy, fields)
        self._state = engine.state_under(fixed)
        self._rest: dict[tuple[Token, ...], tuple[bytes, bytes]] = {}
        self._remaining = after
        self._write: Write = self._plainly

    def write(self, application: Application, statuses: tuple[Status, ...]) -> bytes:
        """The verdict on an application that has these statuses. Raises ValueError for a lone surrogate."""
        written: list[bytes] = [b""]
        tokens: list[Token] = [self._state(application.scalars), statuses]
        self._write(application, statuses, Statements(self._frames, application), written, tokens)
        key = tuple(tokens)
        rest = self._rest.get(key)
        if rest is None:
            if len(self._rest) >= MOST_KEPT:
                self._rest.clear()
            rest = self._rest[key] = self._written_rest(application)
        written[0], end = rest
        warnings = application.warnings
        warned = canonical_text([one.model_dump(mode="json") for one in warnings]).encode() if warnings else b"[]"
        written += (end, warned, b"}")
        return b"".join(written)

    def _plainly(
        self,
        application: Application,
        statuses: tuple[Status, ...],
        statements: Statements,
        into: list[bytes],
        tokens: list[Token],
    ) -> None:
        """Add the findings, one after the other."""
        if self._remaining <= 0:
            self._write = FindingText(self._findings, self._frames).function()
            self._write(application, statuses, statements, into, tokens)
            return
        self._remaining -= 1
        for writer, status in zip(self._findings, statuses, strict=True):
            writer.write(status, application, statements, into, tokens)
            into.append(b",")
        into.pop()

    def _written_rest(self, application: Application) -> tuple[bytes, bytes]:
        """What stands before the findings, and after them as far as the warnings."""
        verdict = self._engine.decide(application, self._given).model_dump(mode="json", exclude={"findings"})
        after = canonical_text({name: verdict[name] for name in _AFTER})
        return (
            b'{"conclusion":' + written_text(verdict["conclusion"]) + b',"findings":[',
            b"]," + after[1:-1].encode() + b',"warnings":',
        )
