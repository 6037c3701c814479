"""In which direction a conclusion or a status changes (更严、更宽、转为待定、由待定转明确……).

Every conclusion and every status is on one side:

| side | conclusions | statuses |
|---|---|---|
| for | eligible | met, followed |
| against | ineligible, not_in_force | unmet, not_followed |
| open | incomplete, needs_judgement | unknown, needs_judgement |
| beside | | not_applicable; a norm that the version does not have |

What is against an application makes a rule strict, as in `verdict.Relation`; what is beside it is not against it.
"""

from enum import StrEnum
from typing import Final, assert_never

from huimin_rules.verdict import Conclusion, Status


class Direction(StrEnum):
    """The way from one side to another."""

    STRICTER = "stricter"
    """From for or beside to against."""
    LOOSER = "looser"
    """From against to for or beside."""
    OPENED = "opened"
    """From definite to open."""
    SETTLED = "settled"
    """From open to definite."""
    APPLICABILITY = "applicability"
    """From for to beside, or back: what is met in one version is not addressed by the other."""
    GROUND = "ground"
    """The same side on another ground: ineligible and not_in_force, unknown and needs_judgement, other blockers, or a
    norm that has become advice.
    """
    NONE = "none"
    """Nothing changes."""


class _Side(StrEnum):
    FOR = "for"
    AGAINST = "against"
    OPEN = "open"
    BESIDE = "beside"


_CONCLUSIONS: Final = {
    Conclusion.ELIGIBLE: _Side.FOR,
    Conclusion.INELIGIBLE: _Side.AGAINST,
    Conclusion.NOT_IN_FORCE: _Side.AGAINST,
    Conclusion.INCOMPLETE: _Side.OPEN,
    Conclusion.NEEDS_JUDGEMENT: _Side.OPEN,
}
_STATUSES: Final = {
    Status.MET: _Side.FOR,
    Status.FOLLOWED: _Side.FOR,
    Status.UNMET: _Side.AGAINST,
    Status.NOT_FOLLOWED: _Side.AGAINST,
    Status.UNKNOWN: _Side.OPEN,
    Status.NEEDS_JUDGEMENT: _Side.OPEN,
    Status.NOT_APPLICABLE: _Side.BESIDE,
}


def of_conclusions(before: Conclusion, after: Conclusion) -> Direction:
    """The direction from one conclusion to another.

    >>> of_conclusions(Conclusion.ELIGIBLE, Conclusion.INCOMPLETE).value
    'opened'
    """
    return Direction.NONE if before is after else _between(_CONCLUSIONS[before], _CONCLUSIONS[after])


def of_statuses(before: Status | None, after: Status | None) -> Direction:
    """The direction from one status to another; None where the version does not have the norm. The same status has
    none, whatever blocks it.
    """
    return Direction.NONE if before is after else _between(_side(before), _side(after))


def _side(status: Status | None) -> _Side:
    return _Side.BESIDE if status is None else _STATUSES[status]


def _between(before: _Side, after: _Side) -> Direction:
    match before, after:
        case _Side.OPEN, _Side.OPEN:
            return Direction.GROUND
        case _, _Side.OPEN:
            return Direction.OPENED
        case _Side.OPEN, _:
            return Direction.SETTLED
        case _Side.AGAINST, _Side.AGAINST:
            return Direction.GROUND
        case _, _Side.AGAINST:
            return Direction.STRICTER
        case _Side.AGAINST, _:
            return Direction.LOOSER
        case (_Side.FOR | _Side.BESIDE) as one, (_Side.FOR | _Side.BESIDE) as other:
            return Direction.GROUND if one is other else Direction.APPLICABILITY
        case _:
            assert_never((before, after))
