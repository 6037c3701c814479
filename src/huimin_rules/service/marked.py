"""The YAML of what a mutant changed, line by line, with what is taken away and what is put in its place."""

from difflib import unified_diff
from typing import assert_never

from huimin_rules.analysis.mutation import Mutant, Subject
from huimin_rules.loading.dump import dump_norm, dump_reading, dump_rule
from huimin_rules.norms.norm import Norm, Reading
from huimin_rules.norms.policy import Consistency, Policy


def marked(mutant: Mutant) -> tuple[str, ...]:
    """The lines; each begins with two blanks, or with `- ` where the policy has it and `+ ` where the mutant does."""
    before = _written(mutant.original, mutant.policy).splitlines()
    after = [] if mutant.changed is None else _written(mutant.changed, mutant.policy).splitlines()
    context = len(before)
    _, _, _, *lines = unified_diff(before, after, n=context, lineterm="")
    return tuple(f"{line[0]} {line[1:]}" for line in lines)


def _written(subject: Subject, policy: Policy) -> str:
    match subject:
        case Norm():
            return dump_norm(subject, policy)
        case Consistency():
            return dump_rule(subject, policy)
        case Reading():
            return dump_reading(subject)
        case _:
            assert_never(subject)
