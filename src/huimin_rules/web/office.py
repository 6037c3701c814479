"""What the routes of one server share: its policies, its threads, its ledger, and whether it is stopping."""

import asyncio
from collections.abc import Mapping

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.shown import show
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service.audit.policy_source import PolicySource
from huimin_rules.service.checking import Facts, check, fixed_readings, validate
from huimin_rules.verdict import Verdict
from huimin_rules.web.rate import Rate
from huimin_rules.web.settings import Settings
from huimin_rules.web.workshop import Workshop


class Office:
    """One server's state. Nothing of it outlives the application that it was made for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.limits = settings.limits
        self.sources = {one.policy.id: one for one in settings.policies}
        self.rate = Rate(self.limits.rate, self.limits.burst)
        self.deciding = Workshop(self.limits.workers, self.limits.waiting)
        # Whoever goes through a ledger, or waits for a disk, takes no place from those who check.
        self.recording = Workshop(1, self.limits.waiting)
        self.replaying = Workshop(1, 4)
        self.stopping = asyncio.Event()

    def source(self, policy: str) -> PolicySource:
        """A policy that is served, with its files; raises InputError for another."""
        found = self.sources.get(policy)
        if found is None:
            known = tuple(self.sources)
            raise InputError([InputProblem("policy", f"{'、'.join(known)} 之一", show(policy), nearest(policy, known))])
        return found

    def close(self) -> None:
        """Take no more work."""
        for one in (self.deciding, self.recording, self.replaying):
            one.close()


def decided(policy: Policy, facts: Facts, readings: Mapping[str, str]) -> Verdict:
    """The verdict; raises InputError with every problem of the facts and of the readings together."""
    return check(policy, readable(policy, facts, readings), readings)


def readable(policy: Policy, facts: Facts, readings: Mapping[str, str]) -> Application:
    """The application, where the readings can be read too; raises InputError with every problem of both."""
    problems: list[InputProblem] = []
    application = None
    try:
        application = validate(policy, facts)
    except InputError as error:
        problems += error.problems
    try:
        fixed_readings(policy, readings)
    except InputError as error:
        problems += error.problems
    if application is None or problems:
        raise InputError(problems)
    return application
