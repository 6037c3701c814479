"""From models to the immutable representation of conditions, as `lower_expressions` does for the values in them."""

from collections.abc import Iterable

from huimin_rules.errors import nearest
from huimin_rules.loading.literals import name_of, read_literal
from huimin_rules.loading.lower_expressions import MONTHS_IN_YEAR, ExpressionLowering, Typed
from huimin_rules.loading.models import conditions as m
from huimin_rules.loading.models.base import Mirror
from huimin_rules.loading.problems import Spot, complete
from huimin_rules.loading.shown import show
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.types import DATE, agree, type_of


class Lowering(ExpressionLowering):
    """Lowers conditions in one scope of names."""

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
        return complete(lowered)

    def _reading_of_conditions(self, model: m.ConditionReadingForm, spot: Spot) -> c.Condition | None:
        reading = self.reading(model.reading, model.alternatives, spot)
        lowered = {key: self.condition(part, spot.at("alternatives", key)) for key, part in model.alternatives.items()}
        if reading is None:
            return None
        ids = [one.id for one in reading.alternatives]
        parts: tuple[c.Condition, ...] | None = complete([lowered[name] for name in ids])
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
        fact, subject = self._subject(model, spot)
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
                options = complete(
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

    def _subject(self, model: m.TestForm, spot: Spot) -> tuple[Fact | None, Typed | None]:
        """What is tested; where that is a fact alone, the fact too, whichever way it is written."""
        if model.fact is not None:
            fact = self.fact(model.fact, spot.at("fact"))
        elif isinstance(model.value, m.FactForm):
            fact = self.fact(model.value.fact, spot.at("value", "fact"))
        else:
            return None, self.expression(model.value, spot.at("value"))
        return fact, None if fact is None else (e.FactRef(fact.path), type_of(fact))

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
        if before is None or not self.expect(before[1], DATE, spot.at("within", "before")):
            return None
        return c.Within(left, before[0], model.years * MONTHS_IN_YEAR + model.months, model.days)
