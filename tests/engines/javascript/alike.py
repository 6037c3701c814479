"""Whether the runtime and the reference engine give the same bytes; and random applications of the shipped policy."""

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from huimin_rules import InputError, validate
from huimin_rules.engines.reference import Engine
from huimin_rules.norms.application import Application
from tests.engines.javascript.node import NONE_FIXED, Runtime
from tests.engines.test_shipped import CASES, COMPLETE, SHIPPED, get, leaves, put


def alike(node: Runtime, engine: Engine, application: Application, readings: Mapping[str, str] = NONE_FIXED) -> bool:
    """Whether both decide the same, byte for byte; the runtime must be using the engine's policy."""
    node.put_case(application, readings)
    expected = engine.decide(application, readings).to_json()
    return node.answer() == expected


def shipped_applications(seed: int, number: int) -> Iterator[tuple[Application, dict[str, str]]]:
    """So many readable applications of some case, with some values removed, self-assessed, denied; and some readings
    fixed.
    """
    chance = random.Random(seed)
    made = 0
    while made < number:
        facts = _changed(chance)
        readings = {one.id: chance.choice(one.alternatives).id for one in SHIPPED.readings if not chance.randrange(4)}
        try:
            yield validate(SHIPPED, facts), readings
        except InputError:
            continue
        made += 1


def _changed(chance: random.Random) -> dict[str, Any]:
    facts: dict[str, Any] = deepcopy(dict(chance.choice([COMPLETE, chance.choice(CASES).facts])))
    places = leaves(facts) if facts else []
    for path in chance.sample(places, min(len(places), chance.randrange(13))):
        judged = isinstance(get(facts, path), bool | Mapping)
        put(facts, path, chance.choice([None, True, False, "不清楚"]) if judged else None)
    if not chance.randrange(3):
        facts.pop(chance.choice(["applicants", "collaboration", "resources"]), None)
    return facts
