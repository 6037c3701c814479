"""From what a caller hands in to an application: a mapping, validated fact by fact against the policy."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from pydantic_core import ValidationError

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.element_reader import ElementReader, NotReadable, read_into, record
from huimin_rules.loading.fact_reader import FactReader
from huimin_rules.loading.own_types import is_mapping, own_dict
from huimin_rules.loading.registration import registration_caution
from huimin_rules.loading.shown import show
from huimin_rules.norms.application import Application, Caution, Elements, Place, Said, Value, read_as
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.sayings import Sayings

if TYPE_CHECKING:
    from huimin_rules.loading.application_problems import ApplicationProblems
    from huimin_rules.loading.plain_reader import PlainReader

Facts: TypeAlias = Mapping[str, object]

EXPECTED_RECORD: Final = "映射（键: 值）"

_MOST_KEPT: Final = 4096


class ApplicationReader:
    """Reads applications for one policy; made once, used for many.

    Facts are read one by one. Where one of them cannot be read, or something does not belong, the model of the whole
    application finds all the problems at once. Plain applications are read faster, by generated code; making it takes
    as long as reading some, so this begins `after` so many.
    """

    def __init__(self, policy: Policy, after: int = 0) -> None:
        self.policy = policy
        self._remaining = after
        self.sayings = Sayings(policy)
        groups = _groups(policy)
        self._groups = tuple((groups[path[:-1]][0], path[-1], names) for path, (_, names) in list(groups.items())[1:])
        self._names = groups[()][1]
        self._scalars = tuple(
            (groups[tuple(group)][0], key, FactReader(fact))
            for fact in policy.scalars
            for *group, key in (fact.path.split("."),)
        )
        self._lists = tuple(
            (groups[tuple(group)][0], key, ElementReader(each, number))
            for number, each in enumerate(policy.lists)
            for *group, key in (each.path.split("."),)
        )
        self._registered_scalars = tuple(
            index for index, fact in enumerate(policy.scalars) if fact.type is ValueType.USCC
        )
        self._registered = tuple(
            (index, position)
            for index, each in enumerate(policy.lists)
            for position, one in enumerate(each.items)
            if one.type is ValueType.USCC
        )

    @cached_property
    def _problems(self) -> "ApplicationProblems":
        """What knows everything that is wrong with an application; made when something is."""
        from huimin_rules.loading.application_problems import ApplicationProblems

        return ApplicationProblems(self.policy)

    @cached_property
    def plainly(self) -> "PlainReader":
        """What reads plain applications."""
        from huimin_rules.loading.plain_reader import PlainReader

        return PlainReader(self.policy, self.sayings, self._cautions, _right)

    def read(self, facts: Facts) -> Application:
        """The application; raises InputError with every problem found."""
        if self._remaining > 0:
            self._remaining -= 1
        elif type(facts) is dict:
            found = self.plainly.read(facts)
            if found is not None:
                return found
        return self.read_any(facts)

    def read_any(self, facts: Facts) -> Application:
        """The application, fact by fact; raises InputError with every problem found."""
        given: object = facts
        if not is_mapping(given):
            raise InputError([InputProblem("", EXPECTED_RECORD, show(given))])
        try:
            return self._read(own_dict(given))
        except (NotReadable, ValidationError):
            raise InputError(self._problems.of(facts)) from None

    def _read(self, facts: dict[object, object]) -> Application:
        if not facts.keys() <= self._names:
            raise NotReadable
        groups = [facts]
        for parent, key, names in self._groups:
            groups.append(record(groups[parent].get(key), names))
        others: dict[Place, Said] = {}
        scalars = tuple(
            [
                read_into(others, (index,), reader, groups[at].get(key))
                for index, (at, key, reader) in enumerate(self._scalars)
            ]
        )
        lists = tuple([reader.read(groups[at].get(key), others) for at, key, reader in self._lists])
        return read_as(self.sayings, scalars, lists, self._cautions(scalars, lists), (), (), others)

    def _cautions(self, scalars: tuple[Value, ...], lists: tuple[Elements, ...]) -> tuple[Caution, ...]:
        """What is odd about the registration numbers."""
        stated = [(scalars[index], self.policy.scalars[index].path) for index in self._registered_scalars]
        for number, position in self._registered:
            each, elements = self.policy.lists[number], lists[number]
            if isinstance(elements, tuple):
                name = each.items[position].name
                stated += [(one[position], f"{each.path}[{index}].{name}") for index, one in enumerate(elements)]
        found: list[Caution] = []
        for code, path in stated:
            if isinstance(code, str) and code and code not in _right:
                message = registration_caution(code)
                if message is not None:
                    found.append(Caution.assemble({"fact": path, "message": message}))
                    continue
                if len(_right) >= _MOST_KEPT:
                    _right.clear()
                _right.add(code)
        return tuple(found)


def _groups(policy: Policy) -> dict[tuple[str, ...], tuple[int, frozenset[str]]]:
    """The records of an application by their path, each after the one it stands in: its number and its names."""
    names: dict[tuple[str, ...], set[str]] = {(): set()}
    for fact in policy.facts:
        path = fact.path.split(".")
        for depth, key in enumerate(path):
            names.setdefault(tuple(path[:depth]), set()).add(key)
    return {path: (number, frozenset(names[path])) for number, path in enumerate(sorted(names, key=len))}


_right: Final[set[str]] = set()
"""Registration numbers about which nothing is odd; bounded."""
