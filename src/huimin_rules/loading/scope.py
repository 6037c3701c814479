"""The names that conditions and expressions can refer to, in the scope in which they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from huimin_rules.errors import nearest
from huimin_rules.loading.problems import Spot
from huimin_rules.norms.facts import AnyFact, Fact, FactList
from huimin_rules.norms.norm import Reading


@dataclass(frozen=True, slots=True)
class Names:
    """The names that conditions can refer to, and the list whose element they are about, if any."""

    facts: Mapping[str, AnyFact]
    readings: Mapping[str, Reading]
    definitions: frozenset[str]
    norms: frozenset[str]
    element: FactList | None = None

    def single(self) -> list[Fact]:
        """The facts outside lists."""
        return [fact for path, fact in self.facts.items() if isinstance(fact, Fact) and "[]." not in path]

    def within(self, element: FactList | None) -> "Names":
        """The same names, about an element of a list."""
        return replace(self, element=element)


class Scope:
    """Finds what a name stands for, or records what is wrong with it."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def inside(self, element: FactList) -> Self:
        """The same, within an element of a list."""
        return type(self)(self.names.within(element))

    def fact(self, name: str, spot: Spot) -> Fact | None:
        """The fact of that name in this scope."""
        element, facts = self.names.element, self.names.facts
        own = facts.get(f"{element.path}[].{name}") if element else None
        root = facts.get(name)
        if own is not None and root is not None:
            spot.wrong(f"{name} 有两个含义：列表元素的事实，或者同名的事实")
            return None
        found = own or root
        if isinstance(found, Fact) and ("[]." not in name):
            return found
        if isinstance(found, FactList):
            spot.wrong(f"{name} 是列表，应使用 some、every、count 或 total")
        elif any(path.endswith(f"[].{name}") or path.replace("[]", "") == name.replace("[]", "") for path in facts):
            spot.wrong(
                f"{name} 是列表元素的事实，只能用在 for_each、some、every、count 或 total 之内，且不写列表的名称"
            )
        else:
            known = [fact.path for fact in self.names.single()] + (
                [item.name for item in element.items] if element else []
            )
            spot.wrong(f"未知的事实 {name}", nearest(name, known))
        return None

    def list(self, name: str, spot: Spot) -> FactList | None:
        """The list of that name."""
        found = self.names.facts.get(name)
        if self.names.element is not None:
            spot.wrong(f"列表之内不能再用列表（{name}）")
            return None
        if isinstance(found, FactList):
            return found
        lists = [path for path, fact in self.names.facts.items() if isinstance(fact, FactList)]
        spot.wrong(f"{name} 不是列表" if found else f"未知的列表 {name}", nearest(name, lists))
        return None

    def reading(self, name: str, given: Iterable[str], spot: Spot) -> Reading | None:
        """The reading of that name, all of whose alternatives must be given."""
        reading = self.names.readings.get(name)
        if reading is None:
            spot.at("reading").wrong(f"未知的解释口径 {name}", nearest(name, self.names.readings))
            return None
        known = [alternative.id for alternative in reading.alternatives]
        keys = list(given)
        for key in keys:
            if key not in known:
                spot.at("alternatives", key).wrong(
                    f"{name} 没有选项 {key}；可用：{'、'.join(known)}", nearest(key, known), key=True
                )
        for alternative in known:
            if alternative not in keys:
                spot.at("alternatives").wrong(f"缺少解释口径 {name} 的选项 {alternative}", key=True)
        return reading if set(keys) == set(known) else None
