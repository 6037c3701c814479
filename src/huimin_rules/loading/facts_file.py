"""From facts.yaml to facts."""

from huimin_rules.citation import Clause
from huimin_rules.errors import nearest
from huimin_rules.loading.literals import read_literal
from huimin_rules.loading.models.base import ClauseModel
from huimin_rules.loading.models.files import ChoiceModel, FactModel, FactsFile, ListModel
from huimin_rules.loading.problems import Spot
from huimin_rules.norms.expressions import Type
from huimin_rules.norms.facts import AnyFact, Choice, Fact, FactList, Question, ValueType
from huimin_rules.quantity import Number


def clause_of(model: ClauseModel) -> Clause:
    """The address that a mapping writes."""
    return Clause(model.article, model.paragraph, model.item)


def read_facts(file: FactsFile, spot: Spot) -> tuple[AnyFact, ...]:
    """All facts, in the order of the file; mistakes are recorded."""
    facts: list[AnyFact] = []
    for path, model in file.facts.items():
        here = spot.at("facts", path)
        prefix = next((other for other in file.facts if path.startswith(f"{other}.")), None)
        if prefix is not None:
            here.wrong(f"{path} 不能在事实 {prefix} 之下", key=True)
        facts.append(_list(path, model, here) if isinstance(model, ListModel) else _fact(path, model, here))
    return tuple(facts)


def _question(model: FactModel | ListModel) -> Question:
    return Question(
        model.label,
        model.question,
        model.label_en,
        model.help,
        tuple(model.evidence),
        clause_of(model.clause) if model.clause else None,
        model.informative,
    )


def _list(path: str, model: ListModel, spot: Spot) -> FactList:
    items = tuple(_fact(f"{path}[].{name}", item, spot.at("items", name)) for name, item in model.items.items())
    if model.titled_by is not None and model.titled_by not in model.items:
        spot.at("titled_by").wrong(f"没有字段 {model.titled_by}", nearest(model.titled_by, model.items))
    return FactList(path, _question(model), items, model.at_least, model.titled_by)


def _fact(path: str, model: FactModel, spot: Spot) -> Fact:
    kind = Type(ValueType(model.type), model.unit)
    return Fact(
        path,
        kind.kind,
        _question(model),
        model.kind == "judgement",
        model.unit,
        tuple(_choice(name, choice) for name, choice in (model.choices or {}).items()),
        _bound(model.minimum, kind, spot.at("minimum")),
        _bound(model.maximum, kind, spot.at("maximum")),
        model.digits,
        model.may_be_none,
    )


def _choice(name: str, model: str | ChoiceModel) -> Choice:
    if isinstance(model, str):
        return Choice(name, model)
    clause = clause_of(model.clause) if model.clause else None
    return Choice(name, model.name, model.name_en, model.note, clause, model.quote)


def _bound(written: object, kind: Type, spot: Spot) -> Number | None:
    if written is None:
        return None
    literal = read_literal(written, kind, spot)
    return literal.value if literal is not None else None  # type: ignore[return-value]  # bounds exist for numbers alone
