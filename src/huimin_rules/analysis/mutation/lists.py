"""Another list of the same shape: what is said about the elements of one list, said about those of another."""

from collections.abc import Iterator
from typing import TypeVar

from huimin_rules.analysis.mutation.change import Scope, same_values
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.expressions import Expression, FactRef
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.transform import transformed
from huimin_rules.norms.walk import Node, nodes

N = TypeVar("N", bound=Condition | Expression | None)


def over_other_lists(node: N, over: str, scope: Scope) -> Iterator[tuple[str, N]]:
    """Every other list whose elements have all facts that are mentioned, and the node with the facts of that list."""
    mentioned = own_fields(node, over)
    here = scope.list(over)
    for other in scope.policy.lists:
        if other is here:
            continue
        fields = [(_field(here, path), _named(other, path)) for path in mentioned]
        if all(named is not None and same_values(field, named) for field, named in fields):
            yield other.path, moved(node, over, other.path)


def own_fields(node: Condition | Expression | None, over: str) -> list[str]:
    """The facts of the elements of a list that a node mentions."""
    if node is None:
        return []
    prefix = f"{over}[]."
    return [one.path for one in nodes(node) if isinstance(one, FactRef) and one.path.startswith(prefix)]


def _field(each: FactList, path: str) -> Fact:
    return next(item for item in each.items if item.path == path)


def _named(each: FactList, path: str) -> Fact | None:
    name = path.rpartition("[].")[2]
    return next((item for item in each.items if item.name == name), None)


def moved(node: N, over: str, other: str) -> N:
    """The node with every fact of one list's elements replaced by the fact of that name of another's."""
    prefix = f"{over}[]."

    def rename(part: Node) -> Node:
        if isinstance(part, FactRef) and part.path.startswith(prefix):
            return FactRef(f"{other}[].{part.path.removeprefix(prefix)}")
        return part

    return transformed(node, rename)
