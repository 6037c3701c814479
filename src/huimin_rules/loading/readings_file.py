"""From readings.yaml to readings."""

from huimin_rules.errors import nearest
from huimin_rules.loading.facts_file import clause_of
from huimin_rules.loading.models.files import ReadingsFile
from huimin_rules.loading.problems import Spot
from huimin_rules.norms.norm import Alternative, OfficialReading, Reading


def read_readings(file: ReadingsFile, spot: Spot) -> tuple[Reading, ...]:
    """All readings, each with its default first; mistakes are recorded."""
    readings: list[Reading] = []
    for name, model in file.readings.items():
        here = spot.at("readings", name)
        alternatives = [Alternative(key, one.name, one.argument, one.name_en) for key, one in model.alternatives.items()]
        official = None
        for key, written in (("default", model.default), ("official", model.official and model.official.alternative)):
            if written is not None and written not in model.alternatives:
                place = here.at("default") if key == "default" else here.at("official", "alternative")
                place.wrong(f"{name} 没有选项 {written}；可用：{'、'.join(model.alternatives)}", nearest(written, model.alternatives))
        if model.official is not None:
            official = OfficialReading(model.official.alternative, model.official.by, model.official.on, model.official.source)
        alternatives.sort(key=lambda one: one.id != model.default)
        clause = clause_of(model.clause)
        readings.append(Reading(name, model.question, clause, tuple(alternatives), model.default, model.quote, official))
    return tuple(readings)
