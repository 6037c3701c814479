"""Which values to try for an unknown, so that whatever can happen to a norm happens for one of them.

A finite domain: all of it. An ordered value that is only compared: every constant and known value of its kind that
the norm and the application have, and the ends of its own domain and of those of the other unknowns; each neighbour
of these (as many as there are unknowns of the kind, which may have to be put in any order), a point between any two,
and, where a whole number is open too, the whole numbers next to these. A text: every text it could be compared with,
and texts equal to none of these. A list: as many elements as the norm can tell apart, of every sort that it can tell
apart.

That decides every norm that compares, counts and quantifies. Where a norm computes with an unknown, `exact` halves its
interval, which decides as long as no other ordered unknown is left; `decisive` says whether the values tried decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise, product
from math import ceil, floor
from typing import Final, cast

from huimin_rules.engines.reference.layout import Layout
from huimin_rules.engines.reference.ranges import Ordered
from huimin_rules.engines.reference.uses import computed, list_sizes, told_apart
from huimin_rules.engines.reference.variables import OpenSlots, Variable, View
from huimin_rules.norms.application import Value
from huimin_rules.norms.conditions import Member, Present, Within
from huimin_rules.norms.expressions import (
    FactRef,
    Literal,
    Shift,
)
from huimin_rules.norms.facts import NONE, Domain, Fact, FactList, ListDomain, Scalar, ValueType
from huimin_rules.norms.walk import Node, References, nodes, parts
from huimin_rules.quantity import shift, whole

_WHOLE: Final = (ValueType.INTEGER, ValueType.MONEY)
_DENSE: Final = (ValueType.NUMBER, ValueType.PERCENT)
_FEW: Final = 64


_ONE_DAY: Final = timedelta(days=1)


class Candidates:
    """The values worth trying for the unknowns of one norm, given the conditions that it and its consistency rules
    state.
    """

    def __init__(self, layout: Layout, roots: Iterable[Node], references: References) -> None:
        self.layout = layout
        self.references = references
        self.everything = everything = [node for root in roots for node in nodes(root)]
        self._told_apart: dict[str, tuple[Scalar, ...]] = {}
        literals = [node for node in everything if isinstance(node, Literal)]
        # In the order of their mention, never that of a set: what is tried before a budget is spent must not depend on
        # the process.
        options = dict.fromkeys(option for node in everything if isinstance(node, Member) for option in node.options)
        self.ordered: tuple[Scalar, ...] = tuple(
            {one.value for one in literals if one.type.kind.is_ordered}
            | {option for option in options if not isinstance(option, bool | str)}
        )
        self.texts = tuple(dict.fromkeys([*(one.value for one in literals if one.type.kind.is_text), *options]))
        self.spans = tuple({(node.months, node.days) for node in everything if isinstance(node, Shift | Within)})
        self.computed = frozenset(path for node in everything for path in computed(node))
        self.lists = list_sizes(everything)
        elements = {layout.lists[name]: element for name, element in layout.open_elements.items()}
        fields = [layout.fields[path] for path in references.facts if path in layout.fields]
        items = [elements[slot][position] for slot, position in fields]
        self._listed = tuple(item for item in items if isinstance(item, Domain) and item.low is not None)
        present = {
            part.path
            for node in everything
            if isinstance(node, Present)
            for part in parts(node)
            if isinstance(part, FactRef)
        }
        mentioned = [node.path for node in everything if isinstance(node, FactRef)]
        self.only_present = frozenset(
            path
            for path in present
            if mentioned.count(path) == sum(isinstance(node, Present) and node.fact.path == path for node in everything)
        )

    def decisive(self, variables: Sequence[Variable], slots: OpenSlots) -> bool:
        """Whether going through the values of these unknowns shows everything that can happen."""
        ordered = computed = 0
        for variable in variables:
            domain, fact = variable.read(slots), variable.fact
            if isinstance(domain, ListDomain):
                assert isinstance(fact, FactList)
                items = [item for item in fact.items if item.path in self.computed]
                if fact.path in self.lists.unbounded or not all(_is_small(item.domain) for item in items):
                    return False
            elif isinstance(domain, Domain) and domain.low is not None and not _is_small(domain):
                ordered += 1
                computed += isinstance(fact, Fact) and fact.path in self.computed
        return not computed or ordered == 1

    def halves(self, variable: Variable) -> bool:
        """Whether the norm computes with a fact, so that its interval has to be halved."""
        return isinstance(variable.fact, Fact) and variable.fact.path in self.computed

    def values(self, variable: Variable, view: View) -> Iterable[object]:
        """The values to try for a variable, as what can matter beside it now stands."""
        domain = variable.read(view.slots)
        if isinstance(domain, ListDomain):
            assert isinstance(variable.fact, FactList)
            return self._lists(variable.fact, domain, view)
        assert isinstance(domain, Domain)
        fact = variable.fact if isinstance(variable.fact, Fact) else None
        return self._scalars(domain, fact, view)

    def _scalars(self, domain: Domain, fact: Fact | None, view: View) -> list[Scalar]:
        if domain.options is not None:
            return list(self._options(fact, domain.options))
        found: list[Scalar]
        if fact is not None and fact.path in self.only_present:
            found = ["\x01"] if domain.low is None else [domain.low]
        elif domain.low is None:
            known, unknown = self._others(domain.type, view)
            fresh = [f"\x01{number}" for number in range(unknown + 1)]
            found = [*dict.fromkeys([*map(str, self.texts), *map(str, known)]), *fresh]
        else:
            found = self._points(domain, view)
        return [*found, NONE] if domain.may_be_none else found

    def _options(self, fact: Fact | None, options: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
        """One of each sort of options that the norm can tell apart; all of them for a reading."""
        if fact is None:
            return options
        if fact.path not in self._told_apart:
            self._told_apart[fact.path] = told_apart(self.everything, fact.path, options)
        return self._told_apart[fact.path]

    def _points(self, domain: Domain, view: View) -> list[Scalar]:
        """Enough points of an ordered domain, in order; all of them where they are few."""
        low, high = cast(Ordered, domain.low), cast(Ordered, domain.high)
        if _is_small(domain):
            return list(range(low, high + 1))
        known, unknown = self._others(domain.type, view)
        count = max(unknown, 1)
        marks: set[Ordered] = {low, high}
        domains = self._open(view)
        ends = (end for one in domains for end in (one.low, one.high))
        marks.update(one for one in (*self.ordered, *known, *ends) if isinstance(one, date) == isinstance(low, date))
        if isinstance(low, date):
            dates = [one for one in marks if isinstance(one, date)]
            marks.update(
                shift(day, sign * months, sign * days)
                for day in dates
                for months, days in self.spans
                for sign in (1, -1)
            )
        if domain.type in _WHOLE:
            marks = {whole_mark for mark in marks for whole_mark in (floor(mark), ceil(mark))}
        inside = sorted(mark for mark in marks if low <= mark <= high)
        if domain.type in _DENSE and any(one.type is ValueType.INTEGER for one in domains):
            inside = sorted({*inside, *(one for gap in pairwise(inside) for one in _wholes(*gap, count))})
        points: dict[Scalar, None] = {}
        for mark, following in zip(inside, [*inside[1:], inside[-1]], strict=True):
            points[mark] = None
            points.update(dict.fromkeys(_between(domain.type, mark, following, count)))
        return list(points)

    def _others(self, kind: ValueType, view: View) -> tuple[list[Scalar], int]:
        """The known values of this kind among the facts referred to, and how many are unknown."""
        known: list[Scalar] = []
        unknown = 0
        ordered = kind.is_ordered
        for value in self._values(view):
            if isinstance(value, Domain):
                unknown += value.low is not None if ordered else value.options is None and value.low is None
            elif not isinstance(value, bool) and value != NONE and isinstance(value, str) != ordered:
                known.append(value)
        return known, unknown

    def _open(self, view: View) -> list[Domain]:
        """The domains of the ordered unknowns, and of the ordered fields of lists, which may be of a list that nobody
        stated.
        """
        values = [value for value in self._values(view) if isinstance(value, Domain) and value.low is not None]
        return [*values, *self._listed]

    def _values(self, view: View) -> Iterator[Value]:
        slots, focus = view.slots, view.focus
        for path in self.references.facts:
            if path in self.layout.scalars:
                yield slots[self.layout.scalars[path]]
            else:
                slot, position = self.layout.fields[path]
                elements = slots[slot]
                if not isinstance(elements, ListDomain):
                    if focus is not None:
                        elements = focus.elements(slot, position, elements)
                    yield from (element[position] for element in elements)

    def _lists(self, each: FactList, domain: ListDomain, view: View) -> Iterator[object]:
        """Lists of every size and mixture that the norm can tell apart; fields it does not mention stay open."""
        fields = [
            self._scalars(item.domain, item, view) if item.path in self.references.facts else [item.domain]
            for item in each.items
        ]
        sorts = [list(values) for values in product(*fields)]
        if domain.at_least == 0:
            yield []
        several = max(domain.at_least, self.lists.mixed.get(each.path, 1))
        for size in range(max(domain.at_least, 1), several + 1):
            for chosen in combinations_with_replacement(sorts, size):
                yield [list(one) for one in chosen]
        for size in range(several + 1, self.lists.counted.get(each.path, 0) + 2):
            for one, other in product(sorts, repeat=2):
                for share in range(size):
                    yield [list(one)] * share + [list(other)] * (size - share)


def _is_small(domain: Domain) -> bool:
    """Whether a domain has so few whole numbers that all are tried."""
    low, high = cast(Ordered, domain.low), cast(Ordered, domain.high)
    return domain.options is not None or (domain.type is ValueType.INTEGER and bool(high - low < _FEW))


def _between(kind: ValueType, low: Ordered, high: Ordered, count: int) -> Iterator[Scalar]:
    """Up to `count` values just above `low` and just below `high`."""
    if isinstance(low, date) and isinstance(high, date):
        gap = (high - low).days
        steps: Iterable[Scalar] = (low + _ONE_DAY * step for step in _steps(gap, count))
    elif kind in _WHOLE:
        gap = high - low
        steps = (low + step for step in _steps(gap, count))
    else:
        width = Fraction(high - low)
        steps = (whole(low + width * step / (count + 1)) for step in range(1, count + 1) if width)
    return iter(steps)


def _wholes(low: Ordered, high: Ordered, count: int) -> Iterator[int]:
    """Up to `count` whole numbers just above `low` and just below `high`."""
    first = floor(cast(Fraction, low)) + 1
    return (first - 1 + step for step in _steps(ceil(cast(Fraction, high)) - first + 1, count))


def _steps(gap: int, count: int) -> list[int]:
    near = range(1, min(count, gap - 1) + 1)
    far = range(max(gap - count, 1), gap)
    return sorted({*near, *far})


def middle(kind: ValueType, low: Ordered, high: Ordered) -> tuple[Ordered, Ordered] | None:
    """Where to cut an interval in two: the end of the lower half and the beginning of the upper; None where it cannot
    be cut.
    """
    if low == high:
        return None
    if isinstance(low, date) and isinstance(high, date):
        half = low + (high - low) // 2
        return half, half + _ONE_DAY
    if kind in _WHOLE or (
        kind is ValueType.NUMBER and isinstance(low, int) and isinstance(high, int) and high - low > 1
    ):
        point = (low + high) // 2
        return point, point + (1 if kind in _WHOLE else 0)
    width = Fraction(high - low)
    if width < Fraction(1, 10**12):
        return None
    point = whole(low + width / 2)
    return point, point
