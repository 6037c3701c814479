"""What was acknowledged survives kill -9 of whoever appended, and of the database server.

200 rounds in every run; `make crash` has 1,000.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from huimin_rules.ledger.storage import create_ledger, open_ledger
from huimin_rules.ledger.verify import verify
from tests.ledger.postgres import Server
from tests.ledger.stores import ORIGIN
from tests.support import many

ROUNDS = many(200, 1_000)
SERVER_ROUNDS = max(ROUNDS // 40, 3)
ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from huimin_rules.ledger.storage import open_ledger
with open_ledger(sys.argv[1], writable=True) as ledger:
    while True:
        print(ledger.append(b'{"round":%d}' % int(sys.argv[2])).index, flush=True)
"""


def test_writers_killed_at_random_moments(location: str) -> None:
    create_ledger(location, ORIGIN).close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.crash", location, str(ROUNDS), "1"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    rounds, acknowledged, size = map(int, done.stdout.split())
    # Every second writer was killed after it had acknowledged something; what was not acknowledged may be there.
    assert rounds == ROUNDS
    assert ROUNDS // 2 <= acknowledged <= size


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    found.start()
    yield found
    found.stop()


def test_a_server_killed_at_random_moments(server: Server) -> None:
    location = server.url("public")
    create_ledger(location, ORIGIN).close()
    chance, acknowledged = random.Random(2), dict[int, bytes]()
    for number in range(SERVER_ROUNDS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, location, str(number)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            said = [writer.stdout.readline() for _ in range(chance.randrange(1, 40))]
            server.kill()
            said += writer.communicate()[0].splitlines()
        for one in said:
            assert int(one) not in acknowledged
            acknowledged[int(one)] = b'{"round":%d}' % number
        server.start()
        with open_ledger(location) as ledger:
            with ledger.snapshot() as now:
                stored = dict(now.entries())
            assert acknowledged.items() <= stored.items()
            assert verify(ledger).intact
