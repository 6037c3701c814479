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
from huimin_rules.verdict import Blocker, Conclusion, Status, Verdict

_MOST_KEPT: Final = 64
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
        return tuple(
            [
                self._screener.blockers(place, status, self._application) if status.is_open else ()
                for place, status in enumerate(self.statuses)
            ]
        )

    def verdict(self) -> Verdict:
        """The whole verdict, as `check` gives it."""
        return self._screener.verdict(self._application)


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
    kept = _unfixed.get(id(policy))
    if readings or kept is None:
        return Screening(_screener(policy, readings), application)
    return Screening(kept[1], application)


# By the identity of the policy, which lives as long as it stands here: to compare policies, or only to hash them, takes
# as long as to screen.
_unfixed: Final[dict[int, tuple[Policy, Screener]]] = {}
_fixed: Final[dict[tuple[int, tuple[tuple[str, str], ...]], tuple[Policy, Screener]]] = {}


def _screener(policy: Policy, readings: Mapping[str, str] | None) -> Screener:
    """The screener of a policy and the readings that a caller fixes."""
    fixed = fixed_readings(policy, readings) if readings else {}
    key = (id(policy), tuple(sorted(fixed.items())))
    kept = _fixed.get(key)
    if kept is None:
        if len(_fixed) >= _MOST_KEPT:
            _fixed.clear()
            _unfixed.clear()
        kept = _fixed[key] = (policy, Screener(engine_of(policy), given=fixed, after=_COMPILED_AFTER))
        if not fixed:
            _unfixed[id(policy)] = kept
    return kept[1]
