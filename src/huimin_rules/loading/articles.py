"""From an article's file to norms and classified words."""

from huimin_rules.citation import Clause
from huimin_rules.errors import nearest
from huimin_rules.loading.facts_file import clause_of
from huimin_rules.loading.literals import name_of
from huimin_rules.loading.lower_conditions import Lowering
from huimin_rules.loading.models.articles import ArticleFile, NormModel, PeriodModel, QuoteInArticle, ThroughModel
from huimin_rules.loading.problems import Spot
from huimin_rules.loading.scope import Names
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.norm import Ground, GroundByFact, Modality, Norm, Period, Unchecked, Wording
from huimin_rules.norms.types import type_of


def read_article(file: ArticleFile, spot: Spot, names: Names) -> list[tuple[Norm, Spot]]:
    """The norms of a file, each with its place; a condition whose mistakes are recorded is left out of its norm."""
    article = article_of(file)
    places = [spot.at("norms", index) for index in range(len(file.norms))]
    return [(_Reader(here, names, article).norm(model), here) for model, here in zip(file.norms, places, strict=True)]


def read_unchecked(file: ArticleFile) -> list[Unchecked]:
    """The words of a file that need no check."""
    article = article_of(file)
    return [Unchecked(Ground(_clause(article, one), one.quote), one.as_, one.reason) for one in file.unchecked]


def article_of(file: ArticleFile) -> int:
    """The number of the file's article; the notice is 0."""
    return 0 if file.article == "notice" else file.article


def _clause(article: int, model: QuoteInArticle) -> Clause:
    return Clause(article, model.paragraph, model.item)


class _Reader:
    """Reads one norm."""

    def __init__(self, spot: Spot, names: Names, article: int) -> None:
        self.spot = spot
        self.names = names
        self.article = article

    def norm(self, model: NormModel) -> Norm:
        self.demand(model)
        outer = Lowering(self.names)
        each = outer.list(model.for_each, self.spot.at("for_each")) if model.for_each is not None else None
        inner = outer.inside(each) if each is not None else outer
        lowered: dict[str, Condition | None] = {}
        if model.for_each is None or each is not None:
            for key in ("who", "when", "unless", "requires"):
                condition = getattr(model, key)
                lowered[key] = None if condition is None else inner.condition(condition, self.spot.at(key))
        period = self.period(model.period, outer) if model.period is not None else None
        return Norm(
            model.id,
            Ground(_clause(self.article, model), model.quote),
            model.modality,
            Wording(model.title, model.title_en, model.met, model.unmet, model.remedy, tuple(model.evidence)),
            period.requires if period is not None else lowered.get("requires"),
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
        modality = model.modality
        if modality is Modality.INSTITUTIONAL:
            for key in ("for_each", "who", "when", "unless", "requires", "period"):
                if getattr(model, key) is not None:
                    self.spot.at(key).wrong(f"institutional 约束主管部门，不检查申请，不应写 {key}", key=True)
            return
        if modality is Modality.VALIDITY:
            if (model.period is None) == (model.requires is None):
                self.spot.wrong("validity 应恰好写 period 与 requires 之一")
        else:
            if model.period is not None:
                self.spot.at("period").wrong("period 只能用于 validity", key=True)
            if model.requires is None:
                self.spot.wrong("缺少 requires")
        if model.who is not None and model.for_each is None:
            self.spot.at("who").wrong("who 只能与 for_each 一起使用", key=True)
        if modality is Modality.DEFINITION and model.for_each is not None:
            self.spot.at("for_each").wrong("定义不能用 for_each", key=True)
        for key, words in (("met", model.met), ("unmet", model.unmet)) if modality.has_finding else ():
            if words is None:
                self.spot.wrong(f"缺少 {key}：请用一句话说明结论")

    def ground_by(self, model: NormModel) -> GroundByFact | None:
        written = model.quote_by
        if written is None:
            return None
        spot = self.spot.at("quote_by")
        fact = self.names.facts.get(written.fact)
        if not isinstance(fact, Fact) or fact.type is not ValueType.CHOICE or "[]." in fact.path:
            usable = [one.path for one in self.names.single() if one.type is ValueType.CHOICE]
            spot.at("fact").wrong(f"应为列表之外的选项事实，实为 {written.fact}", nearest(written.fact, usable))
            return None
        known = [choice.id for choice in fact.choices]
        for name in written.clauses:
            if known and name not in known:
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
            spot.at("fact").wrong(f"应为日期，实为 {fact.path}（{name_of(type_of(fact))}）")
            return None
        if not isinstance(model.through, ThroughModel):
            return self._ordered(Period(fact.path, model.from_, model.through), spot)
        reading = lowering.reading(model.through.reading, model.through.alternatives, spot.at("through"))
        if reading is None:
            return None
        days = tuple((one.id, model.through.alternatives[one.id]) for one in reading.alternatives)
        return self._ordered(Period(fact.path, model.from_, None, reading.id, days), spot)

    def _ordered(self, period: Period, spot: Spot) -> Period | None:
        early = [
            (spot.at("through", *(("alternatives", name) if name else ())), day)
            for name, day in (period.alternatives or (("", period.through),))
            if day is not None and day < period.start
        ]
        for place, day in early:
            place.wrong(f"有效期的最后一日 {day} 早于开始之日 {period.start}")
        return None if early else period
