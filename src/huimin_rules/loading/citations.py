"""Whether what a policy cites is in the text: every clause exists, every quote is verbatim."""

from huimin_rules.citation import Clause
from huimin_rules.loading.facts_file import clause_of
from huimin_rules.loading.models.articles import ArticleFile, QuoteInArticle
from huimin_rules.loading.models.base import ClauseModel
from huimin_rules.loading.models.facts import ChoiceModel, FactsFile, FieldModel, ListModel
from huimin_rules.loading.models.policy import PolicyFile
from huimin_rules.loading.models.readings import ReadingsFile
from huimin_rules.loading.problems import Spot
from huimin_rules.norms.text import Text, squeeze


class Citations:
    """Checks what the files cite against the text; mistakes are recorded."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def policy(self, file: PolicyFile, spot: Spot) -> None:
        """The notes of policy.yaml, and the articles it says are absent."""
        for index, note in enumerate(file.notes):
            self.optional(note.clause, None, spot.at("notes", index))
        for index, absent in enumerate(file.absent_articles):
            if any(clause.article == absent.article for clause in self.text.clauses):
                spot.at("absent_articles", index, "article").wrong(f"文本中有{Clause(absent.article).label}")

    def facts(self, file: FactsFile, spot: Spot) -> None:
        """The clauses of facts, of the fields of lists, and of choices."""
        for path, model in file.facts.items():
            here = spot.at("facts", path)
            self.fact(model, here)
            for name, item in model.items.items() if isinstance(model, ListModel) else ():
                self.fact(item, here.at("items", name))

    def fact(self, model: FieldModel | ListModel, spot: Spot) -> None:
        """The clauses of one fact."""
        self.optional(model.clause, None, spot)
        for name, choice in ((model.choices or {}) if isinstance(model, FieldModel) else {}).items():
            if isinstance(choice, ChoiceModel):
                self.optional(choice.clause, choice.quote, spot.at("choices", name))

    def readings(self, file: ReadingsFile, spot: Spot) -> None:
        """The clauses of readings."""
        for name, model in file.readings.items():
            self.optional(model.clause, model.quote, spot.at("readings", name))

    def article(self, file: ArticleFile, spot: Spot) -> None:
        """Everything that the file of an article quotes and cites."""
        article = 0 if file.article == "notice" else file.article
        if not self.exists(Clause(article), spot):
            return
        for index, norm in enumerate(file.norms):
            here = spot.at("norms", index)
            self.own(article, norm, here)
            for number, cited in enumerate(norm.cites):
                self.cited(clause_of(cited), cited.quote, here.at("cites", number), here.at("cites", number, "quote"))
            for name, one in norm.quote_by.clauses.items() if norm.quote_by is not None else ():
                self.own(article, one, here.at("quote_by", "clauses", name))
        for index, entry in enumerate(file.unchecked):
            self.own(article, entry, spot.at("unchecked", index))

    def own(self, article: int, model: QuoteInArticle, spot: Spot) -> None:
        """Words of the article whose file this is."""
        self.cited(Clause(article, model.paragraph, model.item), model.quote, spot, spot.at("quote"))

    def optional(self, clause: ClauseModel | None, quote: str | None, spot: Spot) -> None:
        """A clause, and words of it, that an entry may cite."""
        if clause is not None:
            self.cited(clause_of(clause), quote, spot.at("clause"), spot.at("quote"))
        elif quote is not None:
            spot.at("quote").wrong("引文没有写明出处：请写 clause", key=True)

    def cited(self, clause: Clause, quote: str | None, address: Spot, words: Spot) -> None:
        """A clause, written at `address`, and words of it."""
        if not self.exists(clause, address) or quote is None or self.text.find(clause, quote) is not None:
            return
        squeezed = squeeze(quote)
        homes = (one.clause.label for one in self.text.passages if squeezed in one.words)
        home = next(homes, None)
        words.wrong(f"引文不是{clause.label}的原文：“{quote}”" + (f"（这句话在{home}）" if home else ""))

    def exists(self, clause: Clause, address: Spot) -> bool:
        """Whether a clause exists; the mistake is told where the address goes wrong."""
        if self.text.passage(clause):
            return True
        article = Clause(clause.article)
        why = self.text.why_absent(clause.article)
        if why is not None:
            address.at("article").wrong(f"{article.label}不存在：{why}")
            return False
        steps = ((article, "article"), (Clause(clause.article, clause.paragraph), "paragraph"), (clause, "item"))
        missing, key = next((one, key) for one, key in steps if not self.text.passage(one))
        clauses = (*self.text.clauses, *(Clause(one.article) for one in self.text.clauses))
        near = min(clauses, key=lambda one: _distance(one, missing), default=None)
        address.at(key).wrong(f"文本中没有{missing.label}", near.label if near is not None else None)
        return False


def _distance(one: Clause, other: Clause) -> tuple[int, ...]:
    """How far two clauses are apart: by article first, then by paragraph, then by item."""
    return tuple(abs(a - b) for a, b in zip(one.order, other.order, strict=True))
