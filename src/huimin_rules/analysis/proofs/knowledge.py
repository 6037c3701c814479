"""Which part of a world an application states: one flag for each fact, list, field of an element, and reading.

An application that leaves things open is a world together with what is known of it. Its completions are the readable
worlds that agree with it in what is known. An open term (待认定) that is not known may be self-assessed as true; that
settles nothing, and only decides whether its finding is `unknown` or `needs_judgement`.
"""

import z3

from huimin_rules.analysis.proofs.formulas import Formula
from huimin_rules.analysis.proofs.world import World
from huimin_rules.norms.facts import Fact


class Knowledge:
    """The flags of one partial application over a world; two of different names can share the world."""

    def __init__(self, world: World, name: str = "") -> None:
        self.world = world
        self.name = name

    def known(self, fact: Fact, index: int | None = None) -> Formula:
        """Whether the value of a fact is settled; of an element's field, given that its list is stated."""
        place = fact.path if index is None else f"{fact.path}#{index}"
        return z3.Bool(f"{self.name}{place}?known")

    def stated(self, path: str) -> Formula:
        """Whether a list is stated."""
        return z3.Bool(f"{self.name}{path}?stated")

    def fixed(self, reading: str) -> Formula:
        """Whether somebody has fixed a reading."""
        return z3.Bool(f"{self.name}{reading}?fixed")

    def assessed(self, fact: Fact, index: int | None = None) -> Formula:
        """Whether an open term that is not known is self-assessed as true."""
        place = fact.path if index is None else f"{fact.path}#{index}"
        return z3.Bool(f"{self.name}{place}?assessed")
