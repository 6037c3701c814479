"""From an article's file to norms and classified words."""

from datetime import date

from huimin_rules.citation import Clause
from huimin_rules.errors import nearest
from huimin_rules.loading.facts_file import clause_of
from huimin_rules.loading.lower import Lowering, Names
from huimin_rules.loading.models.files import ArticleFile, NormModel, PeriodModel, QuoteInArticle, ThroughModel
from huimin_rules.loading.problems import Spot
from huimin_rules.norms.conditions import All, Compare, Comparison, Condition
from huimin_rules.norms.expressions import Expression, ExpressionByReading, FactRef, Literal, Type
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.norm import Ground, GroundByFact, Modality, Norm, Period, Unchecked, Wording
from huimin_rules.norms.text import Text

_DATE = Type(ValueType.DATE)


def read_article(
    file: ArticleFile,
    spot: Spot,
    names: Names,
    text: Text,
    norms: list[tuple[Norm, Spot]],
    unchecked: list[tuple[Unchecked, Spot]],
) -> None:
    """Add the norms and the classified words of a file, each with its place; mistakes are recorded."""
    article = 0 if file.article == "notice" else file.article
    why = text.why_absent(article)
    if why is not None:
        spot.at("article").under(Clause(article).label).wrong(f"{Clause(article).label}不存在：{why}")
        return
    for index, model in enumerate(file.norms):
        here = spot.at("norms", index).under(_clause(article, model).label)
        norm = _Reader(here, names, article).norm(model)
        if norm is not None:
            norms.append((norm, here))
    for index, entry in enumerate(file.unchecked):
        clause = _clause(article, entry)
        here = spot.at("unchecked", index).under(clause.label)
        unchecked.append((Unchecked(Ground(clause, entry.quote), entry.as_, entry.reason), here))


def _clause(article: int, model: QuoteInArticle) -> Clause:
    return Clause(article, model.paragraph, model.item)


class _Reader:
    """Reads one norm."""

    def __init__(self, spot: Spot, names: Names, article: int) -> None:
        self.spot = spot
        self.names = names
        self.article = article

    def norm(self, model: NormModel) -> Norm | None:
        self.demand(model)
        outer = Lowering(self.names)
        each = outer.list(model.for_each, self.spot.at("for_each")) if model.for_each is not None else None
        inner = outer.inside(each) if each is not None else outer
        if model.for_each is not None and each is None:
            return None
        written = (("who", model.who), ("when", model.when), ("unless", model.unless), ("requires", model.requires))
        lowered = {
            key: inner.condition(condition, self.spot.at(key)) for key, condition in written if condition is not None
        }
        period = self.period(model.period, outer) if model.period is not None else None
        if any(condition is None for condition in lowered.values()) or model.period is not None and period is None:
            return None
        return Norm(
            model.id,
            Ground(_clause(self.article, model), model.quote),
            model.modality,
            Wording(model.title, model.title_en, model.met, model.unmet, model.remedy, tuple(model.evidence)),
            period_condition(period) if period is not None else lowered.get("requires"),
            lowered.get("when"),
            lowered.get("unless"),
            each.path if each is not None else None,
            lowered.get("who"),
            period,
            tuple(Ground(clause_of(one), one.quote) if one.quote else clause_of(one) for one in model.cites),
            self.ground_by(model),
        )

    def demand(self, model: NormModel) -> None:
        """The keys that a modality needs or forbids."""
        wrong = self.spot.wrong
        validity = model.modality is Modality.VALIDITY
        if model.modality is Modality.INSTITUTIONAL:
            if model.requires is not None or model.period is not None:
                wrong("institutional 约束主管部门，不检查申请，不应写 requires")
        elif validity and (model.period is None) == (model.requires is None):
            wrong("validity 应写 period 与 requires 之一")
        elif not validity and model.requires is None:
            wrong("缺少 requires")
        if model.period is not None and not validity:
            self.spot.at("period").wrong("period 只能用于 validity", key=True)
        if model.who is not None and model.for_each is None:
            self.spot.at("who").wrong("who 只能与 for_each 一起使用", key=True)
        if model.modality.has_finding:
            for key, words in (("met", model.met), ("unmet", model.unmet)):
                if words is None:
                    wrong(f"缺少 {key}：请用一句话说明结论")
        elif model.for_each is not None and model.modality is Modality.DEFINITION:
            self.spot.at("for_each").wrong("定义不能用 for_each", key=True)

    def ground_by(self, model: NormModel) -> GroundByFact | None:
        written = model.quote_by
        if written is None:
            return None
        spot = self.spot.at("quote_by")
        fact = self.names.facts.get(written.fact)
        if not isinstance(fact, Fact) or fact.type is not ValueType.CHOICE or "[]." in fact.path:
            spot.at("fact").wrong(f"应为一个选项事实，实为 {written.fact}", nearest(written.fact, self.names.facts))
            return None
        known = [choice.id for choice in fact.choices]
        for name in written.clauses:
            if name not in known:
                spot.at("clauses", name).wrong(f"{fact.path} 没有选项 {name}", nearest(name, known), key=True)
        return GroundByFact(
            fact.path,
            tuple((name, Ground(_clause(self.article, one), one.quote)) for name, one in written.clauses.items()),
        )

    def period(self, model: PeriodModel, lowering: Lowering) -> Period | None:
        spot = self.spot.at("period")
        fact = lowering.fact(model.fact, spot.at("fact"))
        if fact is None:
            return None
        if fact.type is not ValueType.DATE:
            spot.at("fact").wrong(f"{fact.path} 不是日期")
            return None
        if not isinstance(model.through, ThroughModel):
            return self._ordered(Period(fact.path, model.from_, model.through), spot)
        reading = lowering.reading(model.through.reading, model.through.alternatives, spot.at("through"))
        if reading is None:
            return None
        days = tuple((one.id, model.through.alternatives[one.id]) for one in reading.alternatives)
        return self._ordered(Period(fact.path, model.from_, None, reading.id, days), spot)

    def _ordered(self, period: Period, spot: Spot) -> Period | None:
        for day in period.last_days():
            if day < period.start:
                spot.at("through").wrong(f"有效期的最后一日 {day} 早于开始之日 {period.start}")
                return None
        return period


def period_condition(period: Period) -> Condition:
    """What a period of validity requires of the day that counts."""
    day = FactRef(period.fact)
    return All((Compare(day, Comparison.AT_LEAST, _literal(period.start)), Compare(day, Comparison.AT_MOST, _last(period))))


def _literal(day: date) -> Literal:
    return Literal(day, _DATE)


def _last(period: Period) -> Expression:
    if period.through is not None:
        return _literal(period.through)
    assert period.reading is not None
    return ExpressionByReading(period.reading, tuple((name, _literal(day)) for name, day in period.alternatives))
