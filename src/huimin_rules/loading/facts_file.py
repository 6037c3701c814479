"""From facts.yaml to facts."""

from huimin_rules.citation import Clause
from huimin_rules.errors import nearest
from huimin_rules.loading.literals import read_literal
from huimin_rules.loading.models.base import ClauseModel
from huimin_rules.loading.models.facts import ChoiceModel, FactModel, FactsFile, FieldModel, ListModel
from huimin_rules.loading.problems import Spot
from huimin_rules.loading.shown import show
from huimin_rules.norms.expressions import Type
from huimin_rules.norms.facts import AnyFact, Choice, Fact, FactList, Question, ValueType
from huimin_rules.quantity import FEN_PER, MAX_NUMBER, Number


def clause_of(model: ClauseModel) -> Clause:
    """The address that a mapping writes."""
    return Clause(model.article, model.paragraph, model.item)


def read_facts(file: FactsFile, spot: Spot) -> tuple[AnyFact, ...]:
    """All facts, in the order of the file; mistakes are recorded."""
    facts: list[AnyFact] = []
    for path, model in file.facts.items():
        here = spot.at("facts", path)
        steps = path.split(".")
        above = (".".join(steps[:count]) for count in range(1, len(steps)))
        prefix = next((other for other in above if other in file.facts), None)
        if prefix is not None:
            here.wrong(f"{path} 不能在事实 {prefix} 之下：{prefix} 有自己的值", key=True)
        facts.append(_list(path, model, here) if isinstance(model, ListModel) else _fact(path, model, here))
    return tuple(facts)


def _question(model: FieldModel | ListModel, spot: Spot) -> Question:
    section = section_en = None
    if isinstance(model, FactModel | ListModel):
        section, section_en = model.section, model.section_en
    if section_en is not None and section is None:
        spot.at("section_en").wrong("section_en 是 section 的译文，应先写明 section", key=True)
    return Question(
        model.label,
        model.question,
        model.label_en,
        model.help,
        tuple(model.evidence),
        clause_of(model.clause) if model.clause else None,
        model.informative,
        section,
        section_en,
    )


def _list(path: str, model: ListModel, spot: Spot) -> FactList:
    items = tuple(_fact(f"{path}[].{name}", item, spot.at("items", name)) for name, item in model.items.items())
    if model.titled_by is not None and model.titled_by not in model.items:
        spot.at("titled_by").wrong(f"没有字段 {model.titled_by}", nearest(model.titled_by, model.items))
    return FactList(path, _question(model, spot), items, model.at_least, model.titled_by)


def _fact(path: str, model: FieldModel, spot: Spot) -> Fact:
    kind = ValueType(model.type)
    _belongs(model, kind, spot)
    unit = model.unit
    if kind is ValueType.MONEY and unit not in FEN_PER:
        if unit is not None:
            spot.at("unit").wrong(f"金额的单位应为 {'、'.join(FEN_PER)} 之一，实为{show(unit)}")
        unit = "元"
    typed = Type(kind, unit)
    low = _bound(model.minimum, typed, spot.at("minimum"))
    high = _bound(model.maximum, typed, spot.at("maximum"))
    if (0 if low is None else low) > (MAX_NUMBER if high is None else high):
        place = spot.at("maximum" if high is not None else "minimum")
        least, most = model.minimum or 0, MAX_NUMBER if model.maximum is None else model.maximum
        place.wrong(f"最大值 {show(most)} 小于最小值 {show(least)}")
        low = high = None
    return Fact(
        path,
        kind,
        _question(model, spot),
        model.kind == "judgement",
        unit,
        tuple(_choice(name, choice) for name, choice in (model.choices or {}).items()),
        low,
        high,
        model.digits,
        model.may_be_none,
    )


_NUMERIC = frozenset({ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT})
_UNITS = frozenset({ValueType.INTEGER, ValueType.NUMBER, ValueType.MONEY})


def _belongs(model: FieldModel, kind: ValueType, spot: Spot) -> None:
    """The keys that belong to some types alone stand only with them, and those a type needs are there."""
    for key, written, allowed, needed in (
        ("choices", model.choices is not None, kind is ValueType.CHOICE, kind is ValueType.CHOICE),
        ("digits", model.digits is not None, kind is ValueType.CODE, kind is ValueType.CODE),
        ("unit", model.unit is not None, kind in _UNITS, kind is ValueType.MONEY),
        ("minimum", model.minimum is not None, kind in _NUMERIC, False),
        ("maximum", model.maximum is not None, kind in _NUMERIC, False),
        ("kind", model.kind == "judgement", kind is ValueType.BOOLEAN, False),
        ("may_be_none", model.may_be_none, kind not in (ValueType.BOOLEAN, ValueType.CHOICE), False),
    ):
        if written and not allowed:
            spot.at(key).wrong(f"{key} 不适用于类型 {kind}", key=True)
        if needed and not written:
            spot.wrong(f"类型 {kind} 应写明 {key}", key=True)


def _choice(name: str, model: str | ChoiceModel) -> Choice:
    if isinstance(model, str):
        return Choice(name, model)
    clause = clause_of(model.clause) if model.clause else None
    return Choice(name, model.name, model.name_en, model.note, clause, model.quote)


def _bound(written: object, kind: Type, spot: Spot) -> Number | None:
    if written is None or kind.kind not in _NUMERIC:
        return None
    literal = read_literal(written, kind, spot)
    if literal is None:
        return None
    if kind.kind is ValueType.INTEGER and not isinstance(literal.value, int):
        spot.wrong(f"应为整数，实为{show(written)}")
        return None
    return literal.value  # type: ignore[return-value]  # read as a number
