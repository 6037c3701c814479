"""Make a ledger of random decisions, as a program of its own: `python -m tests.replay.build LEDGER SEED COUNT`."""

import random
import sys
from itertools import islice
from pathlib import Path

from huimin_rules.ledger.storage import create_ledger
from huimin_rules.service.audit.policy_source import policy_source
from huimin_rules.service.audit.recording import Prepared, append_decisions, prepare_decision
from huimin_rules.service.crosscheck import Crosscheck
from tests.ledger.stores import ORIGIN
from tests.replay.random_applications import applications, readings

BATCH = 250


def build(location: Path, seed: int, count: int) -> None:
    source = policy_source("gongyi-huimin-2021")
    chance = random.Random(seed)
    made: list[Prepared] = []
    with create_ledger(location, ORIGIN) as ledger:
        for number, facts in enumerate(islice(applications(source.policy, seed), count)):
            one = prepare_decision(
                source.policy,
                facts,
                case=f"{seed}-{number // 2}",
                recorded_by="王敏",
                recorded_at="2022-05-09T16:30:00+08:00",
                readings=readings(source.policy, chance),
            )
            assert not isinstance(one, Crosscheck)
            made.append(one)
            if len(made) == BATCH or number == count - 1:
                append_decisions(ledger, source.files, made)
                made.clear()


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
