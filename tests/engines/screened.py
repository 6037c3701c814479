"""What a screener says of an application, and what the reference engine says of it."""

from collections.abc import Iterable, Mapping

from huimin_rules.engines.compiled import Screener
from huimin_rules.engines.reference import Engine
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import Blocker, Conclusion, Status

Told = tuple[Conclusion, tuple[Status, ...], tuple[tuple[Blocker, ...], ...], bytes]


def screened(screener: Screener, application: Application) -> Told:
    """The conclusion, the statuses and the blockers, and the bytes of the verdict."""
    statuses = screener.statuses(application)
    blockers = [screener.blockers(place, status, application) for place, status in enumerate(statuses)]
    written = screener.verdict_bytes(application, statuses)
    return screener.conclusion(statuses), statuses, tuple(blockers), written


def decided(engine: Engine, application: Application, readings: Mapping[str, str]) -> Told:
    """The same from a verdict."""
    verdict = engine.decide(application, readings)
    statuses, blockers = zip(*((one.status, one.blockers) for one in verdict.findings), strict=True)
    return verdict.conclusion, statuses, blockers, verdict.to_json().encode()


def assert_alike(policy: Policy, applications: Iterable[Application], readings: Mapping[str, str]) -> None:
    """One screener after the other says of every application what the reference says; also when it is asked again."""
    engine, other = Engine(policy), Engine(policy)
    screener, first = Screener(other, readings), Screener(other, readings, after=2)
    asked = [(application, decided(engine, application, readings)) for application in applications]
    for application, told in (*asked, *asked):
        assert screened(screener, application) == told
        assert screened(first, application) == told
