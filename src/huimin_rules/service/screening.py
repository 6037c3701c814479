"""Screening applications: the conclusion, the statuses and the blockers of all norms, and the rest when asked for.

`check` makes a verdict, with every quotation, statement and reason. Who screens many applications looks at the
statuses of all and reads the verdicts of few.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from huimin_rules.engines.compiled import Screener
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import Facts, application_of, engine_of, fixed_readings
from huimin_rules.service.of_policy import OfPolicy
from huimin_rules.verdict import Blocker, Conclusion, Status, Verdict

_MOST_KEPT: Final = 64
"""How many ways of fixing the readings of a policy are kept."""
_COMPILED_AFTER: Final = 100


class Screening:
    """What comes out for one application: equal in all that it says to the verdict of `check`.

    `statuses` are those of the norms that have findings (`policy.findable`), in the order of the text.
    """

    __slots__ = ("_application", "_screener", "statuses")

    def __init__(self, screener: Screener, application: Application) -> None:
        self._screener = screener
        self._application = application
        self.statuses = screener.statuses(application)

    @property
    def conclusion(self) -> Conclusion:
        """The conclusion."""
        return self._screener.conclusion(self.statuses)

    def status(self, norm: str) -> Status:
        """The status of a norm; raises KeyError for an id that has no finding."""
        return self.statuses[self._screener.place[norm]]

    def blockers(self, norm: str) -> tuple[Blocker, ...]:
        """What the finding of a norm depends on, none where it is definite; raises KeyError as `status` does."""
        place = self._screener.place[norm]
        return self._screener.blockers(place, self.statuses[place], self._application)

    @property
    def blockers_of_all(self) -> tuple[tuple[Blocker, ...], ...]:
        """The blockers of all norms, parallel to the statuses."""
        return self._screener.blockers_of_all(self.statuses, self._application)

    def verdict(self) -> Verdict:
        """The whole verdict, as `check` gives it."""
        return self._screener.verdict(self._application)

    def to_bytes(self) -> bytes:
        """The canonical JSON of the verdict (RFC 8785) in UTF-8: the same bytes as of `verdict().to_json()`, and many
        times as fast. Raises ValueError for a lone surrogate.
        """
        return self._screener.verdict_bytes(self._application, self.statuses)

    def to_json(self) -> str:
        """The same as a text."""
        return self.to_bytes().decode()


def screen(
    policy: Policy, facts: Facts | Path | str | Application, readings: Mapping[str, str] | None = None
) -> Screening:
    """Screen an application against a policy: as `check` does, and with a verdict only where somebody asks for it.

    Takes what `check` takes, means the same, and raises InputError for the same. Fastest for applications that
    `validate` has read, and for one policy many times.

    >>> from huimin_rules.service import load_policy
    >>> screening = screen(load_policy("gongyi-huimin-2021"), {"applied_on": "2023-01-10"})
    >>> screening.conclusion.value, screening.status("art13.in_force").value
    ('not_in_force', 'unmet')
    """
    application = application_of(policy, facts)
    return Screening(_unfixed(policy) if not readings else _fixed(policy, readings), application)


def _fixed(policy: Policy, readings: Mapping[str, str]) -> Screener:
    """The screener of a policy and the readings that a caller fixes."""
    fixed, kept = fixed_readings(policy, readings), _by_readings(policy)
    key = tuple(sorted(fixed.items()))
    found = kept.get(key)
    if found is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        found = kept[key] = Screener(engine_of(policy), fixed, after=_COMPILED_AFTER)
    return found


_unfixed: Final = OfPolicy(lambda policy: Screener(engine_of(policy), after=_COMPILED_AFTER))
_by_readings: Final[OfPolicy[dict[tuple[tuple[str, str], ...], Screener]]] = OfPolicy(lambda _: {})
