"""The option that fixes readings, as `check` and `remedy` take it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.errors import InputProblem, nearest

if TYPE_CHECKING:
    from huimin_rules.norms.policy import Policy

ReadingOption = Annotated[
    list[str] | None,
    typer.Option("--reading", metavar="ID=ALT", help="指定一个解释口径，可重复", show_default=False),
]


def read_readings(policy: "Policy", given: Sequence[str]) -> tuple[dict[str, str], list[InputProblem]]:
    """The readings that were fixed, and everything that is wrong with how they were."""
    readings: dict[str, str] = {}
    problems = []
    for one in given:
        name, equals, alternative = one.partition("=")
        found = policy.reading_by_id.get(name)
        if not equals:
            problems.append(InputProblem("--reading", "id=alternative", one))
        elif found is None:
            known = tuple(policy.reading_by_id)
            problems.append(InputProblem("--reading", f"解释口径（{'、'.join(known)}）", name, nearest(name, known)))
        elif alternative not in (ids := tuple(each.id for each in found.alternatives)):
            expected = f"{'、'.join(ids)} 之一"
            problems.append(InputProblem(f"--reading {name}", expected, alternative, nearest(alternative, ids)))
        elif readings.setdefault(name, alternative) != alternative:
            problems.append(InputProblem(f"--reading {name}", "只指定一次", f"{readings[name]} 和 {alternative}"))
    return readings, problems
