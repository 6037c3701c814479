"""Which statuses the finding of a norm can have: an upper bound, read from its conditions alone.

Cases are held against it: a status that no case reaches is a status that nobody has argued for. The rules:

- `met` and `unmet` (or `followed` and `not_followed`) where a condition refers to anything that may vary;
- `unknown` where it refers to any fact or list; where the modality knows no `needs_judgement`, also where it
  refers to a reading;
- `needs_judgement`, for obligations and validity, where it refers to an open term or to a reading that nobody has
  settled officially;
- `not_applicable` where `when` or `unless` can exclude the norm, or where a norm for each element may address none.

A norm for each element always addresses one where the list cannot be empty and `who` addresses every element, or where
the consistency rules guarantee an element that `who` addresses under every reading: where there is exactly one lead, a
norm for the lead alone, or under some reading for every applicant, always applies.
"""

from collections.abc import Iterator

from huimin_rules.norms.conditions import All, AnyOf, Compare, Comparison, Condition, ConditionByReading, Constant
from huimin_rules.norms.expressions import Count, Literal
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references
from huimin_rules.verdict import Status


def reachable(policy: Policy, norm: Norm) -> frozenset[Status]:
    """Every status that the finding of a norm may have; empty where it has none."""
    if not norm.modality.has_finding:
        return frozenset()
    referred = norm_references(policy, norm)
    settled = {reading.id for reading in policy.readings if reading.official is not None}
    readings = (set(referred.readings) | ({norm.period.reading} if norm.period else set())) - settled - {None}
    facts = bool(referred.facts or referred.lists or norm.period)
    judged = any(
        isinstance(fact, Fact) and fact.judgement for fact in (policy.fact_by_path[path] for path in referred.facts)
    )
    statuses = _definite(norm)
    if facts:
        statuses.add(Status.UNKNOWN)
    if readings or judged:
        statuses.add(Status.NEEDS_JUDGEMENT if norm.modality.decides else Status.UNKNOWN)
    if may_not_apply(policy, norm):
        statuses.add(Status.NOT_APPLICABLE)
    return frozenset(statuses)


def _definite(norm: Norm) -> set[Status]:
    """The statuses that a settled condition leads to."""
    good, bad = (
        (Status.MET, Status.UNMET)
        if norm.modality in (Modality.OBLIGATION, Modality.VALIDITY)
        else (Status.FOLLOWED, Status.NOT_FOLLOWED)
    )
    if isinstance(norm.requires, Constant) and norm.period is None:
        return {good if norm.requires.value else bad}
    return {good, bad}


def may_not_apply(policy: Policy, norm: Norm) -> bool:
    """Whether some readable application is one to which the norm does not apply."""
    if norm.when not in (None, Constant(True)) or norm.unless not in (None, Constant(False)):
        return True
    if norm.for_each is None:
        return False
    addressed = norm.who or Constant(True)
    over = policy.fact_by_path[norm.for_each]
    if isinstance(over, FactList) and over.at_least > 0 and _follows(Constant(True), addressed):
        return False
    return not any(_follows(kind, addressed) for kind in _guaranteed(policy, norm.for_each))


def _guaranteed(policy: Policy, over: str) -> Iterator[Condition]:
    """Conditions that some element of the list meets in every consistent application."""
    for rule in policy.consistency:
        for part in rule.requires.parts if isinstance(rule.requires, All) else (rule.requires,):
            match part:
                case Compare(Count(counted, where), op, Literal(int(number))) if counted == over:
                    least = number + 1 if op is Comparison.MORE_THAN else number
                    if op in (Comparison.IS, Comparison.AT_LEAST, Comparison.MORE_THAN) and least > 0:
                        yield where or Constant(True)
                case _:
                    pass


def _follows(known: Condition, wanted: Condition) -> bool:
    """Whether an element that meets `known` also meets `wanted`, as far as their form shows."""
    match wanted:
        case Constant(value):
            return value
        case ConditionByReading(_, alternatives):
            return all(_follows(known, inner) for _, inner in alternatives)
        case All(parts):
            return all(_follows(known, inner) for inner in parts)
        case AnyOf(parts):
            return known == wanted or any(_follows(known, inner) for inner in parts)
        case _:
            return known == wanted or (isinstance(known, All) and any(_follows(part, wanted) for part in known.parts))
