"""The statuses and blockers of all norms, without a verdict: what screening many applications is about.

One generated function for some norms at a time, so that compiling a policy takes time in proportion to its norms. The
first decisions are made by the reference engine: whoever decides once does not wait for what only many can use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias, cast

from huimin_rules.engines.compiled.open_norms import Memory, OpenNorm
from huimin_rules.engines.compiled.status_text import NAME, StatusText
from huimin_rules.engines.compiled.text import Text
from huimin_rules.engines.compiled.verdict_writer import VerdictWriter
from huimin_rules.engines.reference import Engine
from huimin_rules.engines.reference.engine import NO_READINGS
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.norms.application import Application
from huimin_rules.norms.norm import Modality
from huimin_rules.verdict import Blocker, Conclusion, Status, Verdict
from huimin_rules.verdict.conclude import conclude

Statuses: TypeAlias = tuple[Status, ...]
StatusesOf: TypeAlias = Callable[[Application], Statuses]

_CHUNK: Final = 64
_MOST_SEEN: Final = 4096


@dataclass(frozen=True, slots=True)
class _Seen:
    """What statuses alone come to: the conclusion, and the places of the norms that are open."""

    conclusion: Conclusion
    open: tuple[int, ...]


class Screener:
    """Screens applications of one policy under the same fixed readings; equal to the engine in all that it says."""

    def __init__(self, engine: Engine, given: Mapping[str, str] = NO_READINGS, after: int = 0) -> None:
        self.engine = engine
        self.given = given
        """The readings that a caller fixed."""
        self.fixed = {**engine.official, **given}
        """These, and those that the authority fixed."""
        memory = Memory()
        self.norms = tuple(OpenNorm(findings, self.slots_of, memory) for findings in engine.findings)
        self.statuses: StatusesOf = self._first
        """The statuses of an application, in the order of the norms."""
        self._writer = VerdictWriter(engine, self.norms, given, self.fixed, after)
        self._remaining = after
        self._seen: dict[Statuses, _Seen] = {}
        self._none_open: tuple[tuple[Blocker, ...], ...] = ((),) * len(self.norms)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of a norm among the statuses."""
        return {norm.id: place for place, norm in enumerate(self.engine.policy.findable)}

    @property
    def compiled(self) -> bool:
        """Whether the next application is screened by generated code."""
        return self.statuses != self._first

    def slots_of(self, application: Application) -> Slots:
        """The slots of an application under the readings."""
        return self.engine.layout.slots(application, self.fixed)

    def conclusion(self, statuses: Statuses) -> Conclusion:
        """The conclusion from the statuses."""
        return self._look_at(statuses).conclusion

    def blockers_of_all(self, statuses: Statuses, application: Application) -> tuple[tuple[Blocker, ...], ...]:
        """The blockers of all norms of an application that has these statuses."""
        places = self._look_at(statuses).open
        if not places:
            return self._none_open
        found = [*self._none_open]
        for place in places:
            found[place] = self._blockers(place, application)
        return tuple(found)

    def _look_at(self, statuses: Statuses) -> _Seen:
        seen = self._seen.get(statuses)
        if seen is not None:
            return seen
        of: dict[Modality, set[Status]] = {modality: set() for modality in Modality}
        for norm, status in zip(self.engine.policy.findable, statuses, strict=True):
            of[norm.modality].add(status)
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        found = self._seen[statuses] = _Seen(
            conclude(of[Modality.VALIDITY], of[Modality.OBLIGATION]),
            tuple([place for place, status in enumerate(statuses) if status.is_open]),
        )
        return found

    def blockers(self, place: int, status: Status, application: Application) -> tuple[Blocker, ...]:
        """The blockers of the norm at a place, which has this status."""
        return self._blockers(place, application) if status.is_open else ()

    def _blockers(self, place: int, application: Application) -> tuple[Blocker, ...]:
        norm = self.norms[place]
        return norm.blockers(norm.key(application), application)

    def verdict(self, application: Application) -> Verdict:
        """The whole verdict."""
        return self.engine.decide(application, self.given)

    def verdict_bytes(self, application: Application, statuses: Statuses) -> bytes:
        """The canonical JSON of the whole verdict on an application that has these statuses."""
        return self._writer.write(application, statuses)

    def _first(self, application: Application) -> Statuses:
        if self.compiled:
            # Whoever took hold of this function before it was replaced.
            return self.statuses(application)
        if self._remaining > 0:
            self._remaining -= 1
            slots = self.slots_of(application)
            return tuple([finding.status for finding in self.engine.findings_of(slots, application)])
        self.statuses = self._compiled()
        return self.statuses(application)

    def sources(self) -> tuple[str, ...]:
        """The texts of the generated functions."""
        return tuple(one.source() for one in self._texts())

    def _texts(self) -> list[StatusText]:
        starts = range(0, len(self.norms), _CHUNK)
        return [StatusText(self.norms[start : start + _CHUNK], self.engine.compiler, self.fixed) for start in starts]

    def _compiled(self) -> StatusesOf:
        parts = [one.function() for one in self._texts()]
        if len(parts) == 1:
            return parts[0]
        whole = Text()
        whole.line(f"def {NAME}(a):", 0)
        whole.line(f"return ({''.join(f'*{whole.constant(part)}(a), ' for part in parts)})")
        return cast(StatusesOf, whole.function(NAME))
