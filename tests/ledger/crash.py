"""Killing writers: `python -m tests.ledger.crash LOCATION ROUNDS SEED`.

Each round a fresh process appends, and acknowledges on a pipe what has been appended, until it is killed at a random
moment. Then every acknowledged entry must be there, whole batches or none, on top of the tree of the round before.
Processes are forked from this one, which has everything imported and no connection, so that a round is short.
"""

import json
import os
import random
import select
import signal
import struct
import sys
import time
from collections.abc import Iterable

from huimin_rules.ledger.merkle import consistency_proof, leaf_hash, verify_consistency
from huimin_rules.ledger.snapshot import Head
from huimin_rules.ledger.storage import open_ledger
from huimin_rules.ledger.verify import verify

ACKNOWLEDGED = struct.Struct(">q32s")
BATCH = 7
LONGEST = 0.03


def append_forever(location: str, number: int, pipe: int) -> None:
    with open_ledger(location, writable=True) as ledger:
        batch = 0
        while True:
            batch += 1
            size = BATCH if batch % 3 == 0 else 1
            given = [b'{"round":%d,"batch":%d,"of":%d,"n":%d}' % (number, batch, size, one) for one in range(size)]
            for one in ledger.append_many(given):
                os.write(pipe, ACKNOWLEDGED.pack(one.index, one.leaf_hash))


def killed(location: str, number: int, chance: random.Random) -> list[tuple[int, bytes]]:
    """What a writer acknowledged before it was killed."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            append_forever(location, number, into)
        finally:
            os._exit(1)
    os.close(into)
    # Half of the writers are killed while they open the ledger or later, half after the first acknowledgement.
    if number % 2:
        select.select([out], [], [])
    moment = time.monotonic() + chance.uniform(0, LONGEST)
    found = b""
    while (rest := moment - time.monotonic()) > 0:
        if select.select([out], [], [], rest)[0]:
            found += os.read(out, 1 << 16)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the writer ended by itself"
    while more := os.read(out, 1 << 16):
        found += more
    os.close(out)
    whole = len(found) // ACKNOWLEDGED.size * ACKNOWLEDGED.size
    return [(index, one) for index, one in ACKNOWLEDGED.iter_unpack(found[:whole])]


def check(location: str, acknowledged: list[tuple[int, bytes]], before: Head | None) -> Head:
    with open_ledger(location) as ledger:
        with ledger.snapshot() as now:
            head = now.head()
            start = 0 if before is None else before.size
            stored = dict(now.entries(start))
            assert sorted(stored) == list(range(start, head.size)), "the entries have a gap"
            for index, one in acknowledged:
                assert leaf_hash(stored[index]) == one, f"acknowledged entry {index} is lost"
            whole_batches(stored.values())
            if before is not None:
                proof = consistency_proof(before.size, head.size, now.node)
                assert verify_consistency(before.size, head.size, before.root, head.root, proof), "the tree has forked"
        result = verify(ledger)
        assert result.intact, result.flaws
        return head


def whole_batches(stored: Iterable[bytes]) -> None:
    """A batch is there from its first record to its last, or not at all."""
    parts: dict[tuple[int, int], list[int]] = {}
    for one in stored:
        found = json.loads(one)
        parts.setdefault((found["round"], found["batch"]), []).append(found["n"])
        if found["n"] == found["of"] - 1:
            assert parts.pop((found["round"], found["batch"])) == list(range(found["of"])), "half a batch"
    assert not parts, f"half a batch: {parts}"


def main(location: str, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    head: Head | None = None
    acknowledged = 0
    for number in range(rounds):
        found = killed(location, number, chance)
        acknowledged += len(found)
        head = check(location, found, head)
    assert head is not None
    print(rounds, acknowledged, head.size)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
