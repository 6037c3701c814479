"""What a norm comes to: a set of possible outcomes, written as bits like a truth value.

`MET`, `UNMET`, `NOT_APPLICABLE`: one bit means that the outcome is certain. A norm with parts is unmet if any part
is, met if some part is met and none unmet, and not applicable where no part is addressed.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.layout import Elements, Fields, Slots
from huimin_rules.norms.conditions import All, Condition, Constant, Not
from huimin_rules.norms.facts import ListDomain
from huimin_rules.norms.norm import Norm
from huimin_rules.ternary import FALSE, TRUE

Outcomes: TypeAlias = int
Found: TypeAlias = Outcomes | tuple[Outcomes, ...]
"""What is possible for a norm; where it goes through a list that is stated, for each element."""
MET: Final = 1
UNMET: Final = 2
NOT_APPLICABLE: Final = 4
Possible: TypeAlias = Callable[[Slots], Outcomes]
PossibleFor: TypeAlias = Callable[[Slots, Fields], Outcomes]

CERTAIN: Final = frozenset({MET, UNMET, NOT_APPLICABLE})

_NO_ELEMENT: Final[Fields] = ()


def _join(a: Outcomes, b: Outcomes) -> Outcomes:
    """The possible outcomes of two parts together."""
    found = UNMET if (a | b) & UNMET else 0
    if a & (MET | NOT_APPLICABLE) and b & (MET | NOT_APPLICABLE):
        if (a | b) & MET:
            found |= MET
        if a & b & NOT_APPLICABLE:
            found |= NOT_APPLICABLE
    return found


_JOINED: Final = tuple(tuple(_join(a, b) for b in range(8)) for a in range(8))


def part_outcomes(norm: Norm, compiler: Compiler) -> PossibleFor:
    """The possible outcomes of a norm for one element (or, without `for_each`, for the application)."""
    requires = compiler.lower(norm.requires or Constant(True))
    addressing = applies(norm)
    if addressing is None:
        return lambda slots, element: REQUIRED[requires(slots, element)]

    addresses = compiler.lower(addressing)

    def outcomes(slots: Slots, element: Fields) -> Outcomes:
        addressed = addresses(slots, element)
        if addressed == FALSE:
            return NOT_APPLICABLE
        found = REQUIRED[requires(slots, element)]
        return found if addressed == TRUE else found | NOT_APPLICABLE

    return outcomes


REQUIRED: Final = (0, UNMET, MET, MET | UNMET)
"""Outcomes by the truth of what is required: false, true, unknown."""


def applies(norm: Norm) -> Condition | None:
    """Whether a norm addresses an element (or the application), as one condition; None where it always does."""
    parts: list[Condition] = [part for part in (norm.who, norm.when) if part is not None]
    if norm.unless is not None:
        parts.append(Not(norm.unless))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def joined(parts: Iterable[Outcomes]) -> Outcomes:
    """The possible outcomes of a norm from those of its parts."""
    found = NOT_APPLICABLE
    for part in parts:
        found = _JOINED[found][part]
    return found


def norm_outcomes(norm: Norm, compiler: Compiler) -> Possible:
    """The possible outcomes of a norm for an application."""
    part = part_outcomes(norm, compiler)
    if norm.for_each is None:
        return lambda slots: part(slots, _NO_ELEMENT)
    slot = compiler.layout.lists[norm.for_each]
    unknown = compiler.layout.open_elements[norm.for_each]

    def outcomes(slots: Slots) -> Outcomes:
        elements: Elements = slots[slot]
        if isinstance(elements, ListDomain):
            found = part(slots, unknown)
            return found if elements.at_least else found | NOT_APPLICABLE
        return joined([part(slots, element) for element in elements])

    return outcomes
