"""Conditions and expressions in plain Chinese: what an author wrote as data, read back as a sentence or as an outline.

以上 and 以下 include the number, 超过 and 不满 exclude it (民法典 1259): the words here are 不少于, 超过, 不超过, 不满.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from huimin_rules.norms.application import written
from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    ConditionByReading,
    Constant,
    Holds,
    Member,
    Not,
    Present,
    Quantified,
    Quantifier,
    Within,
)
from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
    Bracket,
    BracketRow,
    Count,
    Expression,
    ExpressionByReading,
    FactRef,
    Literal,
    MonthsBetween,
    Points,
    Shift,
    Total,
)
from huimin_rules.norms.facts import Fact, Question, Scalar, ValueType
from huimin_rules.norms.norm import Period
from huimin_rules.norms.policy import Policy

_NUMBERS: Final = {
    Comparison.IS: "等于",
    Comparison.IS_NOT: "不等于",
    Comparison.AT_LEAST: "不少于",
    Comparison.MORE_THAN: "超过",
    Comparison.AT_MOST: "不超过",
    Comparison.LESS_THAN: "不满",
}
_DATES: Final = {
    Comparison.IS: "为",
    Comparison.IS_NOT: "不为",
    Comparison.AT_LEAST: "不早于",
    Comparison.MORE_THAN: "晚于",
    Comparison.AT_MOST: "不晚于",
    Comparison.LESS_THAN: "早于",
}
_ANY_UNIT: Final = "*"
"""The unit of a plain number, which fits every unit."""
_QUANTIFIERS: Final = {Quantifier.SOME: "至少有一项{}满足：", Quantifier.EVERY: "每一项{}都满足："}
_OPERATORS: Final = {
    ArithmeticOp.SUM: " + ",
    ArithmeticOp.DIFFERENCE: " − ",
    ArithmeticOp.PRODUCT: " × ",
    ArithmeticOp.RATIO: " ÷ ",
}


@dataclass(frozen=True, slots=True)
class Outline:
    """A sentence and what it introduces."""

    text: str
    parts: tuple["Outline", ...] = ()

    def inline(self) -> str:
        """The outline on one line, its parts in brackets."""
        return f"{self.text}（{'；'.join(part.inline() for part in self.parts)}）" if self.parts else self.text


class ConditionWords:
    """Puts the conditions of one policy into words."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def condition(self, condition: Condition) -> Outline:
        """A condition as an outline."""
        match condition:
            case Constant(value):
                return Outline("总是成立" if value else "从不成立")
            case All(parts):
                return self.several("同时满足：", parts)
            case AnyOf(parts):
                return self.several("满足其中之一：", parts)
            case Not(part):
                inner = self.condition(part)
                return Outline(f"并非{inner.text}") if not inner.parts else Outline("并非：", (inner,))
            case Compare(left, op, right):
                return Outline(self.comparison(left, op, right))
            case Member(subject, options, negated):
                names = "、".join(self.scalar(option, subject) for option in options)
                return Outline(f"{self.expression(subject)}{'不属于' if negated else '属于'}：{names}")
            case Present(fact):
                return Outline(f"{self.expression(fact)}已经写明，而且不是“无”")
            case Within(day, before, months, days):
                span = _span(months, days)
                return Outline(f"{self.expression(day)}在{self.expression(before)}之前 {span}以内（首尾两日都计入）")
            case Quantified(quantifier, over, satisfies):
                return Outline(_QUANTIFIERS[quantifier].format(self.label(over)), (self.condition(satisfies),))
            case Holds(definition):
                norm = self.policy.norm_by_id[definition]
                return Outline(f"{norm.ground.clause.label}“{norm.wording.title}”成立（{definition}）")
            case ConditionByReading(reading, alternatives):
                return Outline(
                    f"取决于解释口径 {reading}：",
                    tuple(self.under(reading, name, self.condition(inner)) for name, inner in alternatives),
                )

    def several(self, head: str, parts: tuple[Condition, ...]) -> Outline:
        """Some conditions under a heading; a single one needs none."""
        return self.condition(parts[0]) if len(parts) == 1 else Outline(head, tuple(map(self.condition, parts)))

    def under(self, reading: str, name: str, inner: Outline) -> Outline:
        """What an alternative of a reading leads to."""
        return Outline(f"按“{self.policy.reading_by_id[reading].alternative(name).name}”：{inner.text}", inner.parts)

    def comparison(self, left: Expression, op: Comparison, right: Expression) -> str:
        """A comparison; open terms and yes-or-no questions have sentences of their own."""
        fact = self.fact_of(left)
        if fact is not None and fact.type is ValueType.BOOLEAN and isinstance(right, Literal):
            holds = (right.value is True) == (op is Comparison.IS)
            if fact.judgement:
                return f"“{fact.asked.label}”{'成立' if holds else '不成立'}（待认定）"
            return f"“{fact.asked.label}”为{'是' if holds else '否'}"
        kind = self.kind(left)
        verb = _NUMBERS[op] if kind.is_ordered and kind is not ValueType.DATE else _DATES[op]
        return f"{self.expression(left)}{verb}{self.operand(right, left)}"

    def operand(self, expression: Expression, other: Expression) -> str:
        """The right side: a literal is written as its other side is."""
        if isinstance(expression, Literal):
            text = self.scalar(expression.value, other, expression)
            return f" {text}" if text[0].isascii() else text
        return self.expression(expression)

    def expression(self, expression: Expression) -> str:
        """A value in words, on one line."""
        match expression:
            case Literal():
                return self.scalar(expression.value, None, expression)
            case FactRef(path):
                return self.label(path)
            case Arithmetic(op, parts):
                return f"（{_OPERATORS[op].join(map(self.expression, parts))}）"
            case Count(over, where):
                return f"{self.label(over)}{self.where(where)}的项数"
            case Total(over, of, where):
                return f"各项{self.label(over)}{self.where(where)}的{self.expression(of)}之和"
            case Bracket(subject, rows):
                steps = "，".join(self.row(row) for row in rows)
                return f"按{self.expression(subject)}分档的值（{steps}）"
            case Points(awards):
                each = "；".join(
                    f"{self.condition(award.when).inline()}，得 {self.expression(award.gives)} 分" for award in awards
                )
                return f"得分之和（{each}）"
            case MonthsBetween(start, through):
                return f"自{self.expression(start)}至{self.expression(through)}的整月数（首尾两日都计入）"
            case Shift(day, months, days):
                return f"{self.expression(day)}{_shifted(months, days)}"
            case ExpressionByReading(reading, alternatives):
                each = "；".join(
                    f"按“{self.policy.reading_by_id[reading].alternative(name).name}”为{self.expression(inner)}"
                    for name, inner in alternatives
                )
                return f"取决于解释口径 {reading} 的值（{each}）"

    def row(self, row: BracketRow) -> str:
        """One row of a bracket, saying whether its limit belongs to it."""
        gives = self.expression(row.gives)
        if row.limit is None:
            return f"其余为 {gives}"
        limit = self.expression(row.limit)
        return f"{limit}以下（含）为 {gives}" if row.included else f"不满 {limit}（不含）为 {gives}"

    def where(self, condition: Condition | None) -> str:
        """The restriction of a count or a total."""
        return f"中{self.condition(condition).inline()}" if condition is not None else ""

    def period(self, period: Period) -> Outline:
        """A period of validity."""
        head = f"{self.label(period.fact)}自 {period.start} 起"
        if period.through is not None:
            return Outline(f"{head}至 {period.through} 止（首尾两日都计入）")
        if period.reading is None:
            return Outline(head)
        return Outline(
            f"{head}；最后一日取决于解释口径 {period.reading}（首尾两日都计入）：",
            tuple(self.under(period.reading, name, Outline(f"至 {day} 止")) for name, day in period.alternatives),
        )

    # --- words for facts and values

    def asked(self, path: str) -> Question:
        """The words around a fact."""
        return self.policy.fact_by_path[path].asked

    def label(self, path: str) -> str:
        """The label of a fact or list, in quotes."""
        return f"“{self.asked(path).label}”"

    def fact_of(self, expression: Expression | None) -> Fact | None:
        """The fact that an expression is, if it is one."""
        fact = self.policy.fact_by_path.get(expression.path) if isinstance(expression, FactRef) else None
        return fact if isinstance(fact, Fact) else None

    def kind(self, expression: Expression) -> ValueType:
        """The kind of a value, as far as words depend on it."""
        match expression:
            case Literal():
                return expression.type.kind
            case FactRef():
                fact = self.fact_of(expression)
                return fact.type if fact is not None else ValueType.TEXT
            case Shift():
                return ValueType.DATE
            case ExpressionByReading(_, alternatives):
                return self.kind(alternatives[0][1])
            case Bracket(_, rows):
                return rows[0].gives.type.kind
            case Arithmetic() | Count() | Total() | Points() | MonthsBetween():
                return ValueType.NUMBER

    def scalar(self, value: Scalar, beside: Expression | None, literal: Literal | None = None) -> str:
        """A value as people write it: choices by name, amounts with their unit."""
        fact = self.fact_of(beside)
        if fact is not None:
            name = next((choice.name for choice in fact.choices if choice.id == value), None)
            if name is not None:
                return name
        kind = literal.type.kind if literal is not None else fact.type if fact is not None else ValueType.TEXT
        unit = literal.type.unit if literal is not None and literal.type.unit not in (None, _ANY_UNIT) else ""
        match value:
            case bool():
                return "是" if value else "否"
            case date():
                return value.isoformat()
            case str():
                return f"“{value}”" if value else "“无”"
            case int() | Fraction():
                plain = Fact("", kind, Question("", ""))
                text = str(written(plain, value))
                return text if kind is ValueType.MONEY else f"{text}{unit}"


def _shifted(months: int, days: int) -> str:
    """How far a day is moved: first by months, then by days, which may lead back."""
    steps = [(one, span) for one, span in ((months, _span(abs(months), 0)), (days, _span(0, abs(days)))) if one]
    if not steps:
        return ""
    if len(steps) == 2 and (months > 0) == (days > 0):
        steps = [(months, f"{steps[0][1]} {steps[1][1]}")]
    (first, span), *rest = steps
    text = f"{'之后' if first > 0 else '之前'} {span}"
    for one, more in rest:
        text += f"、再往{'后' if one > 0 else '前'} {more}"
    return f"{text}的那一天"


def _span(months: int, days: int) -> str:
    """A span of time; whole years are called years."""
    years, months = (months // 12, 0) if months and months % 12 == 0 else (0, months)
    parts = [f"{number} {unit}" for number, unit in ((years, "年"), (months, "个月"), (days, "天")) if number]
    return " ".join(parts) or "0 天"
