"""What some cases came to, counted, so that the counts of many processes can be added."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self, get_args

from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import Node, conditions, nodes
from huimin_rules.verdict import Conclusion, Status
from tests.joint.case import BRUTE, REFERENCE, Z3, Decided


def _forms() -> Iterator[str]:
    """Every form of conditions and expressions, and every operator of those that have one."""
    yield from (form.__name__ for form in (*get_args(c.Condition), *get_args(e.Expression)))
    yield from (f"Compare {one.value}" for one in c.Comparison)
    yield from (f"Quantified {one.value}" for one in c.Quantifier)
    yield from (f"Arithmetic {one.value}" for one in e.ArithmeticOp)
    yield from ("Member negated", "who", "when", "unless", "for_each", "period", "definition of a definition")


FORMS: Final = frozenset(_forms())
MODALITIES: Final = frozenset(one.value for one in Modality)
STATUSES: Final = frozenset(one.value for one in Status)
CONCLUSIONS: Final = frozenset(one.value for one in Conclusion)
NEITHER: Final = "brute force and Z3: neither"


@dataclass
class Tally:
    """Counters. `findings` is how many norms were decided, `silent` who said nothing of how many of them, and why."""

    cases: int = 0
    policies: int = 0
    findings: int = 0
    cautious: int = 0
    disagreements: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    modalities: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    conclusions: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    def policy(self, policy: Policy) -> None:
        """Count a policy and what it is made of."""
        self.policies += 1
        self.forms.update(set(_used(policy)))
        self.modalities.update({norm.modality.value for norm in policy.norms})

    def case(self, decided: Decided) -> None:
        """Count a case and what came of it."""
        self.cases += 1
        self.findings += len(decided.opinions)
        self.cautious += len(decided.cautious)
        self.disagreements += bool(decided.disagreements)
        self.statuses.update(says[REFERENCE].status for says in decided.opinions.values())
        self.conclusions[decided.conclusions[REFERENCE]] += 1
        self.silent.update(f"{who}: {why}" for _, who, why in decided.silent)
        self.silent[NEITHER] += sum(BRUTE not in says and Z3 not in says for says in decided.opinions.values())
        for who, seconds in decided.seconds.items():
            self.seconds[who] += seconds  # type: ignore[assignment]  # a counter of seconds

    def __add__(self, other: Self) -> "Tally":
        return Tally(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({one.name: getattr(self, one.name) for one in fields(self)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Tally":
        """The counts that `to_json` wrote."""
        found: dict[str, Any] = {}
        for name, one in json.loads(text).items():
            found[name] = Counter(one) if isinstance(one, dict) else one
        return cls(**found)

    def missing(self) -> list[str]:
        """What never occurred, of all that there is."""
        pairs = (
            (FORMS, self.forms),
            (MODALITIES, self.modalities),
            (STATUSES, self.statuses),
            (CONCLUSIONS, self.conclusions),
        )
        return [one for every, found in pairs for one in sorted(every - found.keys())]


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def _used(policy: Policy) -> Iterator[str]:
    for norm in policy.norms:
        present = {"who": norm.who, "when": norm.when, "unless": norm.unless, "for_each": norm.for_each}
        yield from (name for name, one in {**present, "period": norm.period}.items() if one is not None)
        for node in (node for root in conditions(norm) for node in nodes(root)):
            yield from _names(node)
            if isinstance(node, c.Holds) and norm.modality is Modality.DEFINITION:
                yield "definition of a definition"
    for rule in policy.consistency:
        for node in nodes(rule.requires):
            yield from _names(node)


def _names(node: Node) -> Iterator[str]:
    yield type(node).__name__
    match node:
        case c.Compare(_, op, _) | e.Arithmetic(op, _):
            yield f"{type(node).__name__} {op.value}"
        case c.Quantified(quantifier):
            yield f"Quantified {quantifier.value}"
        case c.Member(_, _, True):
            yield "Member negated"
        case _:
            pass
