"""From readings.yaml to readings."""

from huimin_rules.errors import nearest
from huimin_rules.loading.facts_file import clause_of
from huimin_rules.loading.models.readings import ReadingModel, ReadingsFile
from huimin_rules.loading.problems import Spot
from huimin_rules.norms.norm import Alternative, OfficialReading, Reading


def read_readings(file: ReadingsFile, spot: Spot) -> tuple[Reading, ...]:
    """All readings, each with its default first; mistakes are recorded."""
    return tuple(_reading(name, model, spot.at("readings", name)) for name, model in file.readings.items())


def _reading(name: str, model: ReadingModel, spot: Spot) -> Reading:
    known = tuple(model.alternatives)

    def expect_alternative(written: str, place: Spot) -> None:
        if written not in known:
            place.wrong(f"{name} 没有选项 {written}；可用：{'、'.join(known)}", nearest(written, known))

    expect_alternative(model.default, spot.at("default"))
    official = None
    if model.official is not None:
        given = model.official
        expect_alternative(given.alternative, spot.at("official", "alternative"))
        official = OfficialReading(given.alternative, given.by, given.on, given.source)
    alternatives = [Alternative(key, one.name, one.argument, one.name_en) for key, one in model.alternatives.items()]
    alternatives.sort(key=lambda one: one.id != model.default)
    clause = clause_of(model.clause)
    return Reading(name, model.question, clause, tuple(alternatives), model.default, model.quote, official)
