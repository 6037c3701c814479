"""From models to the immutable representation of conditions and expressions: every name, type and unit is checked.

A mistake is recorded with its place and yields None; what stands above it goes on, so that all are found at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from huimin_rules.errors import nearest
from huimin_rules.loading.literals import (
    ANY_UNIT,
    DATE,
    MONTHS,
    NUMBER,
    RATIO,
    agree,
    name_of,
    own_type,
    read_literal,
    type_of,
)
from huimin_rules.loading.models import conditions as m
from huimin_rules.loading.models.base import Mirror
from huimin_rules.loading.problems import Spot
from huimin_rules.loading.shape import show
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import AnyFact, Fact, FactList, ValueType
from huimin_rules.norms.norm import Reading

T = TypeVar("T")
Typed = tuple[e.Expression, e.Type]

_MONTHS_IN_YEAR = 12
_PLAIN = (ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT)


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


class Lowering:
    """Lowers conditions in one scope of names."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def inside(self, element: FactList) -> "Lowering":
        """The same, within an element of a list."""
        return Lowering(self.names.within(element))

    # --- names

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

    # --- conditions

    def condition(self, model: Mirror, spot: Spot) -> c.Condition | None:
        """A condition, or None after its mistakes are recorded."""
        match model:
            case m.AllForm():
                parts = self._each(model.all, spot.at("all"))
                return None if parts is None else c.All(parts)
            case m.AnyForm():
                parts = self._each(model.any, spot.at("any"))
                return None if parts is None else c.AnyOf(parts)
            case m.NotForm():
                part = self.condition(model.not_, spot.at("not"))
                return None if part is None else c.Not(part)
            case m.AlwaysForm():
                return c.Constant(model.always)
            case m.SomeForm():
                return self._quantified(c.Quantifier.SOME, model.some, model.satisfies, spot)
            case m.EveryForm():
                return self._quantified(c.Quantifier.EVERY, model.every, model.satisfies, spot)
            case m.HoldsForm():
                return self._holds(model.holds, spot.at("holds"))
            case m.ConditionReadingForm():
                return self._reading_of_conditions(model, spot)
            case _:
                assert isinstance(model, m.TestForm)  # the last of the forms
                return self._test(model, spot)

    def _each(self, models: Iterable[Mirror], spot: Spot) -> tuple[c.Condition, ...] | None:
        lowered = [self.condition(part, spot.at(index)) for index, part in enumerate(models)]
        return _complete(lowered)

    def _reading_of_conditions(self, model: m.ConditionReadingForm, spot: Spot) -> c.Condition | None:
        reading = self.reading(model.reading, model.alternatives, spot)
        lowered = {key: self.condition(part, spot.at("alternatives", key)) for key, part in model.alternatives.items()}
        if reading is None:
            return None
        ids = [one.id for one in reading.alternatives]
        parts: tuple[c.Condition, ...] | None = _complete([lowered[name] for name in ids])
        return None if parts is None else c.ConditionByReading(reading.id, tuple(zip(ids, parts, strict=True)))

    def _quantified(self, quantifier: c.Quantifier, name: str, satisfies: Mirror, spot: Spot) -> c.Condition | None:
        over = self.list(name, spot.at(quantifier.value))
        if over is None:
            return None
        part = self.inside(over).condition(satisfies, spot.at("satisfies"))
        return None if part is None else c.Quantified(quantifier, over.path, part)

    def _holds(self, name: str, spot: Spot) -> c.Condition | None:
        if name in self.names.definitions:
            return c.Holds(name)
        if name in self.names.norms:
            spot.wrong(f"{name} 不是定义（definition），不能用 holds 引用")
        else:
            spot.wrong(f"未知的定义 {name}", nearest(name, self.names.definitions))
        return None

    def _test(self, model: m.TestForm, spot: Spot) -> c.Condition | None:
        operator = model.operators()[0]
        fact = self.fact(model.fact, spot.at("fact")) if model.fact is not None else None
        subject: Typed | None
        if model.fact is not None:
            subject = None if fact is None else (e.FactRef(fact.path), type_of(fact))
        else:
            subject = self.expression(model.value, spot.at("value"))
        if subject is None:
            return None
        left, kind = subject
        match operator:
            case "present":
                assert isinstance(left, e.FactRef)
                return c.Present(left) if model.present else c.Not(c.Present(left))
            case "within":
                return self._within(left, kind, model.within, spot)
            case "one_of" | "none_of":
                written = model.one_of if operator == "one_of" else model.none_of
                options = _complete(
                    tuple(read_literal(one, kind, spot.at(operator, i), fact) for i, one in enumerate(written or ()))
                )
                if options is None:
                    return None
                values = tuple(option.value for option in options)
                for index, value in enumerate(values):
                    if value in values[:index]:
                        spot.at(operator, index).wrong(f"选项重复：{show((written or [])[index])}")
                return c.Member(left, values, operator == "none_of")
            case _:
                return self._compare(left, kind, c.Comparison(operator), model, fact, spot)

    def _compare(
        self, left: e.Expression, kind: e.Type, op: c.Comparison, model: m.TestForm, fact: Fact | None, spot: Spot
    ) -> c.Condition | None:
        written = getattr(model, "is_" if op is c.Comparison.IS else op.value)
        right = self.expression(written, spot.at(op.value), kind, fact)
        if right is None:
            return None
        common = agree(kind, right[1])
        if common is None:
            spot.at(op.value).wrong(f"应为{name_of(kind)}，实为{name_of(right[1])}")
            return None
        if op not in (c.Comparison.IS, c.Comparison.IS_NOT) and not common.kind.is_ordered:
            spot.at(op.value).wrong(f"{name_of(kind)}没有大小，不能用 {op.value} 比较", key=True)
            return None
        return c.Compare(left, op, right[0])

    def _within(self, left: e.Expression, kind: e.Type, model: m.WithinForm | None, spot: Spot) -> c.Condition | None:
        assert model is not None
        if kind.kind is not ValueType.DATE:
            spot.at("within").wrong(f"within 只能用于日期，实为{name_of(kind)}", key=True)
            return None
        before = self.expression(model.before, spot.at("within", "before"), DATE)
        if before is None or not self._expect(before[1], DATE, spot.at("within", "before")):
            return None
        return c.Within(left, before[0], model.years * _MONTHS_IN_YEAR + model.months, model.days)

    def _expect(self, found: e.Type, expected: e.Type, spot: Spot) -> bool:
        if agree(expected, found) is None:
            spot.wrong(f"应为{name_of(expected)}，实为{name_of(found)}")
            return False
        return True

    # --- expressions

    def expression(
        self, model: object, spot: Spot, expected: e.Type | None = None, fact: Fact | None = None
    ) -> Typed | None:
        """An expression with its type, or None after its mistakes are recorded; literals take the expected type."""
        match model:
            case m.FactForm():
                found = self.fact(model.fact, spot.at("fact"))
                return None if found is None else (e.FactRef(found.path), type_of(found))
            case m.SumForm():
                return self._same(e.ArithmeticOp.SUM, model.sum, spot.at("sum"), expected)
            case m.DifferenceForm():
                return self._same(e.ArithmeticOp.DIFFERENCE, model.difference, spot.at("difference"), expected)
            case m.ProductForm():
                return self._product(model.product, spot.at("product"))
            case m.RatioForm():
                return self._ratio(model.ratio, spot.at("ratio"))
            case m.CountForm():
                over = self.list(model.count, spot.at("count"))
                if over is None:
                    return None
                where = self._where(over, model.where, spot)
                return None if model.where is not None and where is None else (e.Count(over.path, where), NUMBER)
            case m.TotalForm():
                return self._total(model, spot, expected)
            case m.BracketForm():
                return self._bracket(model, spot, expected)
            case m.PointsForm():
                return self._points(model, spot)
            case m.MonthsForm():
                return self._months(model.months_between, spot.at("months_between"))
            case m.ShiftForm():
                day = self.expression(model.shift, spot.at("shift"), DATE)
                if day is None or not self._expect(day[1], DATE, spot.at("shift")):
                    return None
                return e.Shift(day[0], model.years * _MONTHS_IN_YEAR + model.months, model.days), DATE
            case m.ExpressionReadingForm():
                return self._by_reading(model, spot, expected, fact)
            case _:
                literal = read_literal(model, expected or own_type(model), spot, fact)
                return None if literal is None else (literal, literal.type)

    def _where(self, over: FactList, where: Mirror | None, spot: Spot) -> c.Condition | None:
        return None if where is None else self.inside(over).condition(where, spot.at("where"))

    def _operands(self, models: Iterable[object], spot: Spot, expected: e.Type | None) -> tuple[Typed, ...] | None:
        """Operands, of which literals take the type of the first operand that has one of its own."""
        written = list(models)
        lowered: list[Typed | None] = [
            self.expression(one, spot.at(index), expected) if isinstance(one, Mirror) else None
            for index, one in enumerate(written)
        ]
        kind = next((typed[1] for typed in lowered if typed is not None), expected)
        for index, one in enumerate(written):
            if not isinstance(one, Mirror):
                lowered[index] = self.expression(one, spot.at(index), kind)
        return _complete(tuple(lowered))

    def _same(self, op: e.ArithmeticOp, models: Iterable[object], spot: Spot, expected: e.Type | None) -> Typed | None:
        operands = self._operands(models, spot, expected)
        if operands is None:
            return None
        kind = operands[0][1]
        for index, (_, other) in enumerate(operands):
            common = agree(kind, other)
            if common is None or common.kind not in (*_PLAIN, ValueType.MONEY):
                spot.at(index).wrong(f"{op.value} 的各项应为同一类型和单位的数，实为{name_of(kind)}与{name_of(other)}")
                return None
            kind = common
        return e.Arithmetic(op, tuple(part for part, _ in operands)), kind

    def _product(self, models: Iterable[object], spot: Spot) -> Typed | None:
        operands = _complete(tuple(self.expression(one, spot.at(i)) for i, one in enumerate(models)))
        if operands is None:
            return None
        kind = RATIO
        for index, (_, other) in enumerate(operands):
            if other.kind not in (*_PLAIN, ValueType.MONEY):
                spot.at(index).wrong(f"product 的各项应为数，实为{name_of(other)}")
                return None
            if _has_unit(other):
                if _has_unit(kind):
                    spot.at(index).wrong("product 至多一项可以有单位")
                    return None
                kind = other
        return e.Arithmetic(e.ArithmeticOp.PRODUCT, tuple(part for part, _ in operands)), kind

    def _ratio(self, models: Iterable[object], spot: Spot) -> Typed | None:
        operands = self._operands(models, spot, None)
        if operands is None:
            return None
        (over, kind), (under, divisor) = operands
        for index, one in enumerate((kind, divisor)):
            if one.kind not in (*_PLAIN, ValueType.MONEY):
                spot.at(index).wrong(f"ratio 的各项应为数，实为{name_of(one)}")
                return None
        result = e.Arithmetic(e.ArithmeticOp.RATIO, (over, under))
        if agree(kind, divisor) is not None:
            return result, RATIO
        if not _has_unit(divisor):
            return result, kind
        spot.at(1).wrong(f"ratio 的两项应为同一类型和单位，实为{name_of(kind)}与{name_of(divisor)}")
        return None

    def _total(self, model: m.TotalForm, spot: Spot, expected: e.Type | None) -> Typed | None:
        over = self.list(model.total, spot.at("total"))
        if over is None:
            return None
        of = self.inside(over).expression(model.of, spot.at("of"), expected)
        where = self._where(over, model.where, spot)
        if of is None or (model.where is not None and where is None):
            return None
        if of[1].kind not in (*_PLAIN, ValueType.MONEY):
            spot.at("of").wrong(f"应为数或金额，实为{name_of(of[1])}")
            return None
        return e.Total(over.path, of[0], where), of[1]

    def _bracket(self, model: m.BracketForm, spot: Spot, expected: e.Type | None) -> Typed | None:
        subject = self.expression(model.bracket, spot.at("bracket"))
        if subject is None:
            return None
        if not subject[1].kind.is_ordered:
            spot.at("bracket").wrong(f"应为数、金额或日期，实为{name_of(subject[1])}")
            return None
        first = model.rows[0]
        written = first.otherwise if first.gives is None else first.gives
        kind = expected if expected is not None and own_type(written).kind is expected.kind else own_type(written)
        rows = _complete([self._row(row, subject[1], kind, spot.at("rows", i)) for i, row in enumerate(model.rows)])
        if rows is None:
            return None
        wrong = False
        for index, row in enumerate(rows):
            here = spot.at("rows", index)
            if (row.limit is None) != (index == len(rows) - 1):
                here.wrong("otherwise 应当是、且只能是最后一行")
                wrong = True
            elif index and not _rises(rows[index - 1], row):
                here.at("at_most" if row.included else "less_than").wrong("各档的上限应当递增")
                wrong = True
        return None if wrong else (e.Bracket(subject[0], rows), kind)

    def _row(self, model: m.BracketRowModel, subject: e.Type, kind: e.Type, spot: Spot) -> e.BracketRow | None:
        if model.otherwise is not None:
            gives = read_literal(model.otherwise, kind, spot.at("otherwise"))
            return None if gives is None else e.BracketRow(None, False, gives)
        key = "less_than" if model.at_most is None else "at_most"
        limit = read_literal(getattr(model, key), subject, spot.at(key))
        gives = read_literal(model.gives, kind, spot.at("gives"))
        return None if limit is None or gives is None else e.BracketRow(limit, key == "at_most", gives)

    def _points(self, model: m.PointsForm, spot: Spot) -> Typed | None:
        awards: list[e.Award | None] = []
        for index, award in enumerate(model.points):
            when = self.condition(award.when, spot.at("points", index, "when"))
            gives = read_literal(award.gives, NUMBER, spot.at("points", index, "gives"))
            awards.append(None if when is None or gives is None else e.Award(when, gives))
        done = _complete(tuple(awards))
        return None if done is None else (e.Points(done), NUMBER)

    def _months(self, model: m.SpanModel, spot: Spot) -> Typed | None:
        start = self.expression(model.from_, spot.at("from"), DATE)
        through = self.expression(model.through, spot.at("through"), DATE)
        if start is None or through is None:
            return None
        if not (self._expect(start[1], DATE, spot.at("from")) and self._expect(through[1], DATE, spot.at("through"))):
            return None
        return e.MonthsBetween(start[0], through[0]), MONTHS

    def _by_reading(
        self, model: m.ExpressionReadingForm, spot: Spot, expected: e.Type | None, fact: Fact | None
    ) -> Typed | None:
        reading = self.reading(model.reading, model.alternatives, spot)
        lowered = {
            key: self.expression(part, spot.at("alternatives", key), expected, fact)
            for key, part in model.alternatives.items()
        }
        if reading is None:
            return None
        parts = _complete(tuple(lowered[one.id] for one in reading.alternatives))
        if parts is None:
            return None
        kind = parts[0][1]
        for alternative, (_, other) in zip(reading.alternatives, parts, strict=True):
            common = agree(kind, other)
            if common is None:
                spot.at("alternatives", alternative.id).wrong(f"应为{name_of(kind)}，实为{name_of(other)}")
                return None
            kind = common
        pairs = tuple((one.id, part) for one, (part, _) in zip(reading.alternatives, parts, strict=True))
        return e.ExpressionByReading(reading.id, pairs), kind


def _has_unit(kind: e.Type) -> bool:
    return kind.kind is ValueType.MONEY or (kind.kind in _PLAIN and kind.unit not in (None, ANY_UNIT))


def _rises(lower: e.BracketRow, upper: e.BracketRow) -> bool:
    """Whether a row goes beyond the row before it; a row without a limit is told apart elsewhere."""
    if lower.limit is None or upper.limit is None:
        return True
    a, b = lower.limit.value, upper.limit.value
    if a == b:
        return not lower.included and upper.included
    return a < b  # type: ignore[operator]  # both were read in the bracket's type


def _complete(parts: Sequence[T | None]) -> tuple[T, ...] | None:
    """All parts, or None if any of them had a mistake."""
    done = tuple(part for part in parts if part is not None)
    return done if len(done) == len(parts) else None
