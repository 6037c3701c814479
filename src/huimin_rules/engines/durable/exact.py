"""Exactness: what can really come out for a norm, and on which unknowns that depends.

First the norm is chained with everything unknown that is: what is definite then is definite. Otherwise the blocks are
filled pattern by pattern, and chained again, until the outcome is certain. An outcome counts only if some way of
filling has it; a place counts as a blocker only if two ways that differ by it alone have different outcomes. Where the
ways tried are not known to be all, what they show must already be everything that chaining holds possible: else the
norm is refused.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from huimin_rules.engines.durable.blocks import Block, Blocks, Contradiction, Group, Seen
from huimin_rules.engines.durable.reach import Open, Place
from huimin_rules.engines.durable.rulebooks import OUTCOMES
from huimin_rules.engines.durable.unstated import TooMany

MOST_CHAINED: Final = 50_000
"""The most completions that are chained for one norm."""


class Refused(Exception):
    """A norm that cannot be carried soundly for this application; the message says why."""


class Exact:
    """The exact outcomes of one norm for one application. Raises Refused, and session.Faulty."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._left = MOST_CHAINED
        self._open: Sequence[Block] = ()
        self._fixed: Seen = {}
        self._witnesses: list[tuple[int, ...]] = []

    def decided(self) -> tuple[int, tuple[Open, ...]]:
        """The outcomes that are really possible, and the places on which they depend: none for a certain one."""
        reach = self._blocks.outcome({})
        if reach in OUTCOMES:
            return reach, ()
        try:
            blocks = self._blocks.blocks()
        except (TooMany, Contradiction) as error:
            raise Refused(str(error)) from None
        self._fixed = {look: value for block in blocks for look, value in block.settled().items()}
        self._open = [block for block in blocks if len(block.patterns) > 1 or not block.complete]
        complete = all(block.complete for block in blocks)
        reach = self._chained(())
        outcomes = 0
        for found in self._outcomes((), reach):
            outcomes |= found
            if outcomes == reach:
                break
        if outcomes != reach and not complete:
            raise Refused("有未知数的计算，试过的数值不足以断定")
        if outcomes in OUTCOMES:
            return outcomes, ()
        own = self._blocks.own()
        blockers = tuple(one for one in own if self._depends_on(one.place))
        if not complete and any(one not in blockers and self._is_tried(one.place) for one in own):
            raise Refused("有未知数的计算，试过的数值不足以断定")
        return outcomes, blockers

    def _is_tried(self, place: Place) -> bool:
        """Whether some test looks at the place."""
        return any(place in block.groups for block in self._open)

    def _chained(self, chosen: tuple[int, ...]) -> int:
        """The outcomes that are possible with patterns chosen for the first blocks."""
        self._left -= 1
        if self._left < 0:
            raise Refused(f"需要推演的组合多于 {MOST_CHAINED} 个")
        seen = dict(self._fixed)
        for block, pattern in zip(self._open, chosen, strict=False):
            if pattern >= 0:
                seen.update(block.seen(pattern))
        return self._blocks.outcome(seen)

    def _outcomes(self, chosen: tuple[int, ...], reach: int) -> Iterator[int]:
        """The certain outcomes below a choice of patterns."""
        if reach in OUTCOMES:
            yield reach
            return
        # With every block chosen only what no test looks at is left, and an outcome is certain.
        for pattern in range(len(self._open[len(chosen)].patterns)):
            deeper = (*chosen, pattern)
            yield from self._outcomes(deeper, self._chained(deeper))

    def _depends_on(self, place: Place) -> bool:
        """Whether two completions that differ by the place alone differ in their outcome."""
        for at, block in enumerate(self._open):
            for group in block.groups.get(place, ()):
                if self._differs(at, group):
                    return True
        return False

    def _differs(self, at: int, group: Group) -> bool:
        """Whether two patterns of a group lead to different outcomes, with some choice for the other blocks."""
        others = [index for index in range(len(self._open)) if index != at]
        # What showed a difference for another place often shows one for this.
        for witness in self._witnesses:
            if self._apart(at, group, witness)[0]:
                return True
        return self._search(at, group, tuple(-1 for _ in self._open), others)

    def _search(self, at: int, group: Group, chosen: tuple[int, ...], others: Sequence[int]) -> bool:
        apart, alike = self._apart(at, group, chosen)
        if apart:
            self._witnesses.append(chosen)
            return True
        if alike or not others:
            return False
        first, rest = others[0], others[1:]
        return any(
            self._search(at, group, (*chosen[:first], pattern, *chosen[first + 1 :]), rest)
            for pattern in range(len(self._open[first].patterns))
        )

    def _apart(self, at: int, group: Group, chosen: tuple[int, ...]) -> tuple[bool, bool]:
        """Whether two values of the place surely lead to different outcomes, and whether all surely lead to one."""
        found: dict[int, set[int]] = {}
        for value, pattern in group:
            found.setdefault(self._chained((*chosen[:at], pattern, *chosen[at + 1 :])), set()).add(value)
        apart = any(
            not one & other and (len(values) > 1 or len(theirs) > 1 or values != theirs)
            for one, values in found.items()
            for other, theirs in found.items()
        )
        return apart, len(found) == 1 and next(iter(found)) in OUTCOMES
