"""Everything that can be done to a stored ledger is found by who holds a checkpoint, and is called by its name."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest
import sqlalchemy as sa

from huimin_rules.canonical import digest
from huimin_rules.errors import LedgerError
from huimin_rules.ledger.checkpoint import Checkpoint
from huimin_rules.ledger.checkpointing import sign_checkpoint
from huimin_rules.ledger.keys import SigningKey, VerifierKey
from huimin_rules.ledger.merkle import Frontier, leaf_hash, node_hash, position
from huimin_rules.ledger.note import Signed
from huimin_rules.ledger.storage import Ledger, create_ledger, open_ledger
from huimin_rules.ledger.verification import Damage, Verification
from huimin_rules.ledger.verify import verify
from tests.ledger.stores import ORIGIN, OTHER, Store, new_key, records

SIZE = 11
EARLIER = 6
RECORDS = records(SIZE)


@dataclass
class Case:
    """A ledger, what the auditor holds, and the hands of the attacker."""

    ledger: Ledger
    store: Store
    checkpoint: bytes
    key: VerifierKey

    def verified(self) -> Verification:
        return verify(self.ledger, self.checkpoint, self.key)

    def found(self) -> tuple[Damage, int | None]:
        """The one flaw."""
        result = self.verified()
        assert len(result.flaws) == 1, result.flaws
        assert not result.intact
        return result.flaws[0].kind, result.flaws[0].index

    def found_alone(self) -> list[Damage]:
        """What is found without a checkpoint and a key."""
        return [one.kind for one in verify(self.ledger).flaws]

    def leaves(self, given: list[bytes]) -> None:
        """Other records, while every hash stays."""
        with self.store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM ledger_leaves")
            self.insert(connection, "ledger_leaves (idx, record)", given)

    def everything(self, given: list[bytes], *, checkpoints: bool = False) -> None:
        """Other records, and everything that is computed from them; signed checkpoints can only be removed."""
        frontier = Frontier()
        nodes = [node for one in given for node in frontier.append(leaf_hash(one))]
        self.leaves(given)
        with self.store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM ledger_nodes")
            self.insert(connection, "ledger_nodes (position, hash)", nodes)
        self.store.run(
            "UPDATE ledger_head SET size = :size, frontier = :frontier",
            size=len(given),
            frontier=b"".join(frontier.hashes),
        )
        if not checkpoints:
            self.store.run("DELETE FROM ledger_checkpoints")

    @staticmethod
    def insert(connection: sa.Connection, table: str, values: list[bytes]) -> None:
        if values:
            query = sa.text(f"INSERT INTO {table} VALUES (:number, :value)")
            connection.execute(query, [{"number": at, "value": one} for at, one in enumerate(values)])

    def set_leaf(self, index: int, record: bytes) -> None:
        self.store.run("UPDATE ledger_leaves SET record = :record WHERE idx = :index", record=record, index=index)

    def set_node(self, place: int, value: bytes) -> None:
        self.store.run("UPDATE ledger_nodes SET hash = :value WHERE position = :place", value=value, place=place)


@pytest.fixture
def case(location: str, key: SigningKey) -> Iterator[Case]:
    with create_ledger(location, ORIGIN) as ledger:
        ledger.append_many(RECORDS[:EARLIER])
        sign_checkpoint(ledger, key)
        ledger.append_many(RECORDS[EARLIER:])
        ledger.archive(b"policy")
        yield Case(ledger, Store(location), sign_checkpoint(ledger, key), key.verifier)


def flipped(value: bytes, at: int) -> bytes:
    return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]


def test_nothing_is_found_where_nothing_is_wrong(case: Case) -> None:
    result = case.verified()
    assert result.proven
    assert (result.entries, result.nodes, result.checkpoints, result.archived) == (SIZE, 2 * SIZE - 3, 2, 1)
    assert result.signature is Signed.VALID
    assert result.kept is not None
    assert result.kept.root == result.root


def test_every_byte_of_every_record(case: Case) -> None:
    for index, record in enumerate(RECORDS):
        for at in range(len(record)):
            case.set_leaf(index, flipped(record, at))
            assert case.found() == (Damage.ALTERED, index)
        for other in (record[:-1], record + b" ", b"", b"\n" + record, RECORDS[index - 1]):
            case.set_leaf(index, other)
            assert case.found() == (Damage.ALTERED, index)
        case.set_leaf(index, record)
    assert case.verified().proven


def test_every_row_deleted(case: Case) -> None:
    for index, record in enumerate(RECORDS):
        case.store.run("DELETE FROM ledger_leaves WHERE idx = :index", index=index)
        assert case.found() == (Damage.MISSING if index < SIZE - 1 else Damage.TRUNCATED, index)
        case.store.run("INSERT INTO ledger_leaves VALUES (:index, :record)", index=index, record=record)
        case.leaves(RECORDS[:index] + RECORDS[index + 1 :])
        assert case.found() == (Damage.MISSING if index < SIZE - 1 else Damage.TRUNCATED, index)
        case.leaves(RECORDS)


def test_a_row_inserted_anywhere(case: Case) -> None:
    for index in range(SIZE + 1):
        case.leaves([*RECORDS[:index], b"{}", *RECORDS[index:]])
        assert case.found() == (Damage.INSERTED, index)
    case.leaves([*RECORDS, RECORDS[0]])
    assert case.found() == (Damage.INSERTED, SIZE)
    case.leaves([RECORDS[4], *RECORDS])
    assert case.found() == (Damage.INSERTED, 0)
    case.leaves(RECORDS)
    case.store.run("INSERT INTO ledger_leaves VALUES (-1, :record)", record=b"{}")
    assert case.found() == (Damage.INSERTED, -1)


def test_every_two_rows_swapped(case: Case) -> None:
    for one, other in combinations(range(SIZE), 2):
        changed = list(RECORDS)
        changed[one], changed[other] = changed[other], changed[one]
        case.leaves(changed)
        assert case.found() == (Damage.REORDERED, one)
    case.leaves([*RECORDS[1:], RECORDS[0]])
    assert case.found() == (Damage.REORDERED, 0)


def test_the_tail_cut_off(case: Case) -> None:
    for size in range(SIZE):
        case.leaves(RECORDS[:size])
        assert case.found() == (Damage.TRUNCATED, size)
        assert case.found_alone() == [Damage.TRUNCATED]


def test_the_tail_cut_off_with_everything_that_told_of_it(case: Case) -> None:
    for size in range(SIZE):
        case.everything(RECORDS[:size])
        assert case.found() == (Damage.TRUNCATED, size)
        assert case.found_alone() == []


def test_records_and_their_hashes_changed_together(case: Case) -> None:
    for index in range(SIZE - 1):
        case.set_leaf(index, b"{}")
        case.set_node(position(0, index), leaf_hash(b"{}"))
        result = case.verified()
        assert [(one.kind, one.index, one.until) for one in result.flaws] == [
            (Damage.ALTERED, index // 2 * 2, index // 2 * 2 + 2)
        ]
        case.set_leaf(index, RECORDS[index])
        case.set_node(position(0, index), leaf_hash(RECORDS[index]))
    # The last one has no parent: the head alone contradicts it, and the checkpoint.
    case.set_leaf(SIZE - 1, b"{}")
    case.set_node(position(0, SIZE - 1), leaf_hash(b"{}"))
    assert {one.kind for one in case.verified().flaws} == {Damage.REWRITTEN}


def test_rows_swapped_with_their_hashes(case: Case) -> None:
    for one, other in combinations(range(SIZE - 1), 2):
        for here, there in ((one, other), (other, one)):
            case.set_leaf(here, RECORDS[there])
            case.set_node(position(0, here), leaf_hash(RECORDS[there]))
        assert case.found() == (Damage.REORDERED, one - one % 2 if one // 2 == other // 2 else one)
        for back in (one, other):
            case.set_leaf(back, RECORDS[back])
            case.set_node(position(0, back), leaf_hash(RECORDS[back]))


def test_a_record_changed_with_two_floors_of_hashes(case: Case) -> None:
    left, right = leaf_hash(b"{}"), leaf_hash(RECORDS[1])
    case.set_leaf(0, b"{}")
    case.set_node(position(0, 0), left)
    case.set_node(position(1, 0), node_hash(left, right))
    (flaw,) = case.verified().flaws
    assert (flaw.kind, flaw.index, flaw.until) == (Damage.ALTERED, 0, 4)


def rewritten() -> list[list[bytes]]:
    """The histories of an attacker, each as long as the checkpoint says."""
    found = []
    for index in range(SIZE):
        found.append([*RECORDS[:index], b"{}", *RECORDS[index + 1 :]])
        found.append([*RECORDS[:index], *RECORDS[index + 1 :], b"{}"])
        found.append([*RECORDS[:index], b"{}", *RECORDS[index:]])
    for one, other in combinations(range(SIZE), 2):
        changed = list(RECORDS)
        changed[one], changed[other] = changed[other], changed[one]
        found.append(changed)
    return found


def test_everything_computed_anew_without_the_key(case: Case) -> None:
    """The checkpoint of the auditor contradicts each; nothing else could."""
    for given in rewritten():
        case.everything(given)
        result = case.verified()
        assert [(one.kind, one.index, one.until) for one in result.flaws] == [(Damage.REWRITTEN, 0, SIZE)]
        assert case.found_alone() == []


def test_checkpoints_that_are_still_there_narrow_it_down(case: Case) -> None:
    for index in range(SIZE):
        case.everything([*RECORDS[:index], b"{}", *RECORDS[index + 1 :]], checkpoints=True)
        (flaw,) = case.verified().flaws
        stretch = (0, EARLIER) if index < EARLIER else (EARLIER, SIZE)
        assert (flaw.kind, flaw.index, flaw.until) == (Damage.REWRITTEN, *stretch)
        assert case.found_alone() == [Damage.REWRITTEN]


def test_every_stored_hash(case: Case) -> None:
    """The records are right, which the checkpoint says, so it is the tree that is not."""
    stored = case.store.rows("SELECT position, hash FROM ledger_nodes ORDER BY 1")
    for place, value in stored:
        assert isinstance(value, bytes)
        assert isinstance(place, int)
        for other in (flipped(value, 0), flipped(value, 31), value[:-1], b""):
            case.set_node(place, other)
            assert case.found()[0] is Damage.TREE
            assert case.found_alone() == [Damage.TREE]
        case.store.run("DELETE FROM ledger_nodes WHERE position = :place", place=place)
        assert case.found()[0] is Damage.TREE
        case.store.run("INSERT INTO ledger_nodes VALUES (:place, :value)", place=place, value=value)
    case.store.run("INSERT INTO ledger_nodes VALUES (:place, :value)", place=len(stored), value=bytes(32))
    assert case.found()[0] is Damage.TREE


def test_the_head(case: Case) -> None:
    frontier = case.store.one("SELECT frontier FROM ledger_head")
    for at in range(len(frontier)):
        case.store.run("UPDATE ledger_head SET frontier = :changed", changed=flipped(frontier, at))
        assert case.found()[0] is Damage.TREE
    case.store.run("UPDATE ledger_head SET frontier = :changed", changed=frontier[1:])
    assert case.found()[0] is Damage.TREE
    for size, named in ((SIZE - 1, Damage.TREE), (SIZE + 2, Damage.TRUNCATED), (7, Damage.INSERTED), (-1, Damage.TREE)):
        case.store.run("UPDATE ledger_head SET frontier = :frontier, size = :size", frontier=frontier, size=size)
        assert case.found()[0] is named
    case.store.run("DELETE FROM ledger_head")
    assert case.found()[0] is Damage.TREE


def test_every_byte_of_the_stored_checkpoints(case: Case) -> None:
    kinds = {Damage.MALFORMED_CHECKPOINT, Damage.FOREIGN_CHECKPOINT, Damage.WRONG_KEY, Damage.BAD_SIGNATURE}
    for number in range(2):
        note = case.store.one("SELECT note FROM ledger_checkpoints WHERE number = :number", number=number)
        for at in range(len(note)):
            case.store.run(
                "UPDATE ledger_checkpoints SET note = :note WHERE number = :number",
                note=flipped(note, at),
                number=number,
            )
            assert case.found()[0] in kinds
        case.store.run("UPDATE ledger_checkpoints SET note = :note WHERE number = :number", note=note, number=number)


def test_every_byte_of_the_checkpoint_that_the_auditor_holds(case: Case) -> None:
    kinds = {Damage.MALFORMED_CHECKPOINT, Damage.FOREIGN_CHECKPOINT, Damage.WRONG_KEY, Damage.BAD_SIGNATURE}
    for at in range(len(case.checkpoint)):
        result = verify(case.ledger, flipped(case.checkpoint, at), case.key)
        assert [one.kind in kinds for one in result.flaws] == [True]
        assert not result.proven


def test_a_checkpoint_that_is_not_ours(case: Case, key: SigningKey) -> None:
    state = key.sign(Checkpoint(OTHER, SIZE, case.ledger.head().root))
    for given in (None, case.key):
        assert [one.kind for one in verify(case.ledger, bytes(state), given).flaws] == [Damage.FOREIGN_CHECKPOINT]


def test_a_ledger_that_changed_its_name(case: Case) -> None:
    case.store.run("UPDATE ledger_meta SET origin = :origin", origin=OTHER)
    with open_ledger(case.store.location) as renamed:
        kinds = [one.kind for one in verify(renamed, case.checkpoint, case.key).flaws]
    assert kinds == [Damage.FOREIGN_CHECKPOINT, Damage.FOREIGN_CHECKPOINT]


def test_a_key_that_is_not_ours(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    stranger = new_key(tmp_path_factory.mktemp("keys"))
    result = verify(case.ledger, case.checkpoint, stranger.verifier)
    assert [one.kind for one in result.flaws] == [Damage.WRONG_KEY, Damage.WRONG_KEY]
    assert result.signature is Signed.UNKNOWN_KEY
    forged = stranger.sign(Checkpoint(ORIGIN, SIZE, case.ledger.head().root))
    assert [one.kind for one in verify(case.ledger, bytes(forged), case.key).flaws] == [Damage.WRONG_KEY]


def test_a_checkpoint_without_a_key_is_compared_and_proves_nothing(case: Case) -> None:
    result = verify(case.ledger, case.checkpoint)
    assert (result.intact, result.proven, result.signature) == (True, False, None)
    case.everything(rewritten()[0])
    assert [one.kind for one in verify(case.ledger, case.checkpoint).flaws] == [Damage.REWRITTEN]


def test_a_checkpoint_of_bad_signature_is_no_evidence(case: Case) -> None:
    """It is named, and what it says about size and root is left aside."""
    lying = case.checkpoint.replace(b"\n11\n", b"\n99\n")
    assert [one.kind for one in verify(case.ledger, lying, case.key).flaws] == [Damage.BAD_SIGNATURE]


def test_what_was_appended_after_the_checkpoint(case: Case) -> None:
    """Beyond the checkpoint only the stored hashes tell, and they can be changed with the records."""
    case.ledger.append_many(records(5, SIZE))
    assert case.verified().proven
    case.set_leaf(SIZE + 2, b"{}")
    assert case.found() == (Damage.ALTERED, SIZE + 2)
    case.everything([*RECORDS, b"{}"])
    assert case.verified().proven


def test_the_archive(case: Case) -> None:
    for at in range(6):
        case.store.run("UPDATE ledger_archive SET content = :content", content=flipped(b"policy", at))
        (flaw,) = case.verified().flaws
        assert flaw.kind is Damage.ARCHIVE
        assert flaw.subject == digest(b"policy")
    case.store.run("UPDATE ledger_archive SET content = :content, digest = 'sha256:no'", content=b"policy")
    assert case.found()[0] is Damage.ARCHIVE


def test_the_callers_own_check_and_the_progress(case: Case) -> None:
    told: list[tuple[int, int]] = []
    result = verify(
        case.ledger,
        progress=lambda done, total: told.append((done, total)),
        check=lambda index, record: f"{index}" if record in RECORDS[3:5] else None,
    )
    assert [(one.kind, one.index, one.reason) for one in result.flaws] == [(Damage.RECORD, 3, "3")]
    assert told == [(SIZE, SIZE)]


@pytest.mark.parametrize("value", ["CAST(record AS TEXT)", "12", "1.5", "CAST(x'ff00' AS TEXT)"])
def test_sqlite_takes_values_of_any_type(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    with create_ledger(path, ORIGIN) as ledger:
        ledger.append_many(RECORDS)
        Store(str(path)).run(f"UPDATE ledger_leaves SET record = {value} WHERE idx = 4")
        assert [(one.kind, one.index) for one in verify(ledger).flaws] == [(Damage.ALTERED, 4)]
        Store(str(path)).run("UPDATE ledger_head SET size = 'many'")
        assert Damage.ALTERED in [one.kind for one in verify(ledger).flaws]


def test_nobody_signs_a_history_that_was_rewritten(case: Case, key: SigningKey) -> None:
    for given in (rewritten()[0], RECORDS[:5]):
        case.everything(given, checkpoints=True)
        with pytest.raises(LedgerError, match="没有签发"):
            sign_checkpoint(case.ledger, key)
        case.store.run("DELETE FROM ledger_checkpoints")
        with pytest.raises(LedgerError, match="没有签发"):
            sign_checkpoint(case.ledger, key, since=case.checkpoint)
        case.everything(RECORDS)
        sign_checkpoint(case.ledger, key, since=case.checkpoint)
