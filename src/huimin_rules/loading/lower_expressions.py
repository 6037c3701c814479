"""From models to the immutable representation of expressions: every name, type and unit is checked.

A mistake is recorded with its place and yields None; what stands above it goes on, so that all are found at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TypeAlias

from huimin_rules.loading.literals import name_of, own_type, read_literal
from huimin_rules.loading.models import conditions as m
from huimin_rules.loading.models.base import Mirror
from huimin_rules.loading.problems import Spot, complete
from huimin_rules.loading.scope import Scope
from huimin_rules.norms import expressions as e
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.types import DATE, MONTHS, NUMBER, RATIO, agree, has_unit, is_amount, type_of

Typed: TypeAlias = tuple[e.Expression, e.Type]

MONTHS_IN_YEAR = 12


class ExpressionLowering(Scope, ABC):
    """Lowers expressions in one scope of names; the conditions that occur in them are lowered by who inherits."""

    @abstractmethod
    def condition(self, model: Mirror, spot: Spot) -> Condition | None:
        """A condition, or None after its mistakes are recorded."""

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
                if day is None or not self.expect(day[1], DATE, spot.at("shift")):
                    return None
                return e.Shift(day[0], model.years * MONTHS_IN_YEAR + model.months, model.days), DATE
            case m.ExpressionReadingForm():
                return self._by_reading(model, spot, expected, fact)
            case _:
                literal = read_literal(model, expected or own_type(model), spot, fact)
                return None if literal is None else (literal, literal.type)

    def _where(self, over: FactList, where: Mirror | None, spot: Spot) -> Condition | None:
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
        return complete(tuple(lowered))

    def _same(self, op: e.ArithmeticOp, models: Iterable[object], spot: Spot, expected: e.Type | None) -> Typed | None:
        operands = self._operands(models, spot, expected)
        if operands is None:
            return None
        kind = operands[0][1]
        for index, (_, other) in enumerate(operands):
            common = agree(kind, other)
            if common is None or not is_amount(common):
                spot.at(index).wrong(f"{op.value} 的各项应为同一类型和单位的数，实为{name_of(kind)}与{name_of(other)}")
                return None
            kind = common
        return e.Arithmetic(op, tuple(part for part, _ in operands)), kind

    def _product(self, models: Iterable[object], spot: Spot) -> Typed | None:
        operands = complete(tuple(self.expression(one, spot.at(i)) for i, one in enumerate(models)))
        if operands is None:
            return None
        kind = RATIO
        for index, (_, other) in enumerate(operands):
            if not is_amount(other):
                spot.at(index).wrong(f"product 的各项应为数，实为{name_of(other)}")
                return None
            if has_unit(other):
                if has_unit(kind):
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
            if not is_amount(one):
                spot.at(index).wrong(f"ratio 的各项应为数，实为{name_of(one)}")
                return None
        result = e.Arithmetic(e.ArithmeticOp.RATIO, (over, under))
        if agree(kind, divisor) is not None:
            return result, RATIO
        if not has_unit(divisor):
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
        if not is_amount(of[1]):
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
        rows = complete([self._row(row, subject[1], kind, spot.at("rows", i)) for i, row in enumerate(model.rows)])
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
        done = complete(tuple(awards))
        return None if done is None else (e.Points(done), NUMBER)

    def _months(self, model: m.SpanModel, spot: Spot) -> Typed | None:
        start = self.expression(model.from_, spot.at("from"), DATE)
        through = self.expression(model.through, spot.at("through"), DATE)
        if start is None or through is None:
            return None
        if not (self.expect(start[1], DATE, spot.at("from")) and self.expect(through[1], DATE, spot.at("through"))):
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
        parts = complete(tuple(lowered[one.id] for one in reading.alternatives))
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

    def expect(self, found: e.Type, expected: e.Type, spot: Spot) -> bool:
        """Whether what was found has the expected type; if not, that is recorded."""
        if agree(expected, found) is None:
            spot.wrong(f"应为{name_of(expected)}，实为{name_of(found)}")
            return False
        return True


def _rises(lower: e.BracketRow, upper: e.BracketRow) -> bool:
    """Whether a row goes beyond the row before it; a row without a limit is told apart elsewhere."""
    if lower.limit is None or upper.limit is None:
        return True
    a, b = lower.limit.value, upper.limit.value
    if a == b:
        return not lower.included and upper.included
    return a < b  # type: ignore[operator]  # both were read in the bracket's type
