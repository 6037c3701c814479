"""A chunk: so many random cases from one seed, in one process, shrunk and saved where somebody disagrees."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from huimin_rules.norms.policy import Policy
from tests.joint.applications import Given, applications
from tests.joint.case import Decided, Subject
from tests.joint.policies import policies
from tests.joint.saved import save
from tests.joint.tally import Tally

TOGETHER: Final = 4
"""Applications for one policy: what a policy costs to make ready is shared."""
MOST_PARTS: Final = 50
"""What is drawn twice counts once, so more may have to be drawn; each time from a seed of its own."""


class Disagreed(AssertionError):
    """Somebody disagrees; the message says who says what."""


@dataclass(frozen=True)
class Drawn:
    """A policy and some applications."""

    policy: Policy
    given: tuple[Given, ...]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    policy = draw(policies())
    return Drawn(policy, tuple(draw(applications(policy)) for _ in range(TOGETHER)))


@dataclass
class Chunk:
    """What came of a chunk: the counts, and the smallest disagreement with the folder that holds it."""

    tally: Tally
    disagreement: Decided | None = None
    folder: Path | None = None


def run(number: int, cases: int, into: Path, subject: Callable[[Policy], Subject] = Subject) -> Chunk:
    """Decide so many different cases from a seed. The first disagreement ends it, shrunk and saved in the folder."""
    chunk = Chunk(Tally())
    seen: set[tuple[str, str]] = set()
    for part in count():
        if chunk.tally.cases == cases or chunk.disagreement is not None:
            return chunk
        _decide(seed(number * MOST_PARTS + part), cases, chunk, seen, subject, into)
        assert part < MOST_PARTS
    raise AssertionError


def _decide(
    seeded: Callable[..., Callable[[], None]],
    cases: int,
    chunk: Chunk,
    seen: set[tuple[str, str]],
    subject: Callable[[Policy], Subject],
    into: Path,
) -> None:
    """Decide what is drawn and was not drawn before, as long as cases are wanted."""

    @seeded
    @settings(
        max_examples=max(cases // TOGETHER, 10),
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn())
    def decide(one: Drawn) -> None:
        shrinking = chunk.disagreement is not None
        fresh = {(one.policy.digest, repr(application)): application for application in one.given}
        if not shrinking:
            fresh = {key: application for key, application in fresh.items() if key not in seen}
            fresh = dict(list(fresh.items())[: cases - chunk.tally.cases])
            seen.update(fresh)
            if fresh:
                chunk.tally.policy(one.policy)
        ready = subject(one.policy) if fresh else None
        for application in fresh.values():
            assert ready is not None
            found = ready.decide(application)
            if chunk.disagreement is None:
                chunk.tally.case(found)
            if found.disagreements:
                # The last that is seen is the smallest: it is run once more in the end.
                chunk.disagreement = found
                raise Disagreed(str(found))

    try:
        decide()
    except Disagreed:
        assert chunk.disagreement is not None
        chunk.folder = save(chunk.disagreement, into)
