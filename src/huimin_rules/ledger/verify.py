"""Verifying a ledger: everything is computed anew from the records and compared with everything that is stored, and
with the checkpoint that the auditor kept.

Trust rests on that checkpoint alone. What is stored beside the records can be changed together with them: it tells
what happened and where, and whether a ledger is damaged by accident, but someone who computes everything anew is found
out only by a root that he could not change. A checkpoint whose origin or signature is wrong is no evidence: that is
said, and the rest is verified without it. See docs/ledger.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from huimin_rules.canonical import digest
from huimin_rules.ledger import diagnosis
from huimin_rules.ledger.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from huimin_rules.ledger.keys import VerifierKey
from huimin_rules.ledger.merkle import Frontier, leaf_hash
from huimin_rules.ledger.note import Malformed, Signed, signed_by
from huimin_rules.ledger.storage import Ledger
from huimin_rules.ledger.verification import Damage, Flaw, Log, Progress, RecordCheck, Verification

_STEP: Final = 1024
"""How many entries are read between two reports of progress."""
_KEPT: Final = "审计人留存的检查点"


def verify(
    ledger: Ledger,
    checkpoint: bytes | None = None,
    verifier_key: VerifierKey | None = None,
    progress: Progress | None = None,
    check: RecordCheck | None = None,
) -> Verification:
    """Verify one state of a ledger, in a single pass and bounded memory; damage is a result and no exception.

    `checkpoint` is the note that the auditor kept, `verifier_key` the public key against which it and the stored ones
    are held; without a key their signatures are not checked. Raises LedgerError where the database cannot be read.
    """
    with ledger.snapshot() as now:
        return verify_log(now, checkpoint, verifier_key, progress, check)


def verify_log(
    log: Log,
    checkpoint: bytes | None = None,
    verifier_key: VerifierKey | None = None,
    progress: Progress | None = None,
    check: RecordCheck | None = None,
) -> Verification:
    """`verify` for anything that holds a log."""
    return _Pass(log, verifier_key).run(checkpoint, progress, check)


@dataclass(frozen=True, slots=True)
class _Witness:
    """A root that the log must have had at a size."""

    size: int
    root: bytes
    subject: str


@dataclass(frozen=True, slots=True)
class _Parting:
    """The first subtree whose stored hash is not the computed one."""

    leaf: int
    level: int
    found: bytes
    stored: bytes | None

    @property
    def index(self) -> int:
        """Of the subtree on its level: a leaf is the last one of each subtree that it completes."""
        return self.leaf >> self.level


class _Pass:
    """One verification under way."""

    def __init__(self, log: Log, key: VerifierKey | None) -> None:
        self.log = log
        self.key = key
        self.tree = Frontier()
        self.flaws: list[Flaw] = []
        self.compared = 0
        self.roots: dict[int, bytes] = {}
        self.gap: Flaw | None = None
        self.parting: _Parting | None = None
        self.left_over = False

    def run(self, checkpoint: bytes | None, progress: Progress | None, check: RecordCheck | None) -> Verification:
        """Everything, in one pass over the entries and one over each of the rest."""
        kept, signature = self._kept(checkpoint)
        stored, witnesses = self._stored_checkpoints()
        trusted = None
        if kept is not None and kept.origin == self.log.origin and signature in (None, Signed.VALID):
            trusted = _Witness(kept.size, kept.root, _KEPT)
            witnesses.append(trusted)
        self._read({one.size for one in witnesses}, progress, check)
        self._judge(trusted, sorted(witnesses, key=lambda one: one.size))
        archived = self._archive()
        return Verification(
            self.log.origin,
            self.tree.size,
            self.tree.root(),
            self.compared,
            stored,
            archived,
            kept,
            signature,
            tuple(self.flaws),
        )

    def _kept(self, note: bytes | None) -> tuple[Checkpoint | None, Signed | None]:
        if note is None:
            return None, None
        found = parse_checkpoint(note)
        if isinstance(found, Malformed):
            self.flaws.append(Flaw(Damage.MALFORMED_CHECKPOINT, found.reason, subject=_KEPT))
            return None, None
        if flaw := self._checkpoint_flaw(found, _KEPT):
            self.flaws.append(flaw)
        return found.checkpoint, None if self.key is None else signed_by(found.note, self.key)

    def _stored_checkpoints(self) -> tuple[int, list[_Witness]]:
        """How many there are, and the roots of those with which nothing is wrong; their first flaw is noted."""
        number, witnesses, flawed = 0, list[_Witness](), False
        for number, (_, note) in enumerate(self.log.checkpoints(), 1):
            subject = f"账本中第 {number} 个检查点"
            found = parse_checkpoint(note)
            flaw = (
                Flaw(Damage.MALFORMED_CHECKPOINT, found.reason, subject=subject)
                if isinstance(found, Malformed)
                else self._checkpoint_flaw(found, subject)
            )
            if flaw is None and isinstance(found, SignedCheckpoint):
                witnesses.append(_Witness(found.checkpoint.size, found.checkpoint.root, subject))
            elif flaw is not None and not flawed:
                flawed = True
                self.flaws.append(flaw)
        return number, witnesses

    def _checkpoint_flaw(self, found: SignedCheckpoint, subject: str) -> Flaw | None:
        origin = found.checkpoint.origin
        if origin != self.log.origin:
            reason = f"来源是 {origin}，不是 {self.log.origin}"
            return Flaw(Damage.FOREIGN_CHECKPOINT, reason, subject=subject)
        if self.key is None:
            return None
        match signed_by(found.note, self.key):
            case Signed.VALID:
                return None
            case Signed.UNKNOWN_KEY:
                return Flaw(Damage.WRONG_KEY, f"没有 {self.key.name} 这把密钥的签名", subject=subject)
            case Signed.INVALID:
                return Flaw(Damage.BAD_SIGNATURE, "签名与内容不符", subject=subject)

    def _read(self, sizes: set[int], progress: Progress | None, check: RecordCheck | None) -> None:
        """Build the tree from the records, beside the stored one, and note its roots at the sizes of checkpoints."""
        total = self.log.size() or 0
        stored = self.log.nodes()
        tree, roots, place, expected = self.tree, self.roots, 0, 0
        if 0 in sizes:
            roots[0] = tree.root()
        for index, record in self.log.entries():
            if index != expected and self.gap is None:
                self.gap = (
                    Flaw(Damage.MISSING, f"缺少第 {expected} 条", expected)
                    if index > expected
                    else Flaw(Damage.INSERTED, f"有一条的序号是 {index}", index)
                )
            expected = index + 1
            if check is not None and (reason := check(index, record)):
                self.flaws.append(Flaw(Damage.RECORD, reason, index))
                check = None
            completed = tree.append(leaf_hash(record))
            if stored is not None and self.gap is None and self.parting is None:
                self._compare(stored, place, completed)
            place += len(completed)
            if tree.size in sizes:
                roots[tree.size] = tree.root()
            if progress is not None and tree.size % _STEP == 0:
                progress(tree.size, total)
        if progress is not None:
            progress(tree.size, total)
        if stored is not None and self.gap is None and self.parting is None:
            self.left_over = next(stored, None) is not None

    def _compare(self, stored: Iterator[tuple[int, bytes]], place: int, completed: list[bytes]) -> None:
        for level, computed in enumerate(completed):
            there = next(stored, None)
            if there != (place + level, computed):
                hash_there = None if there is None or there[0] != place + level else there[1]
                self.parting = _Parting(self.tree.size - 1, level, computed, hash_there)
                return
            self.compared += 1

    def _judge(self, trusted: _Witness | None, witnesses: list[_Witness]) -> None:
        """At most one flaw of the entries, and one of the stored tree."""
        has_tree = self.log.nodes() is not None
        head = self.log.frontier() if has_tree else None
        entries = self.gap or self._parted(trusted, head) or self._against(witnesses) or self._against_itself()
        if entries is not None:
            self.flaws.append(entries)
        elif self.parting is not None:
            where = f"第 {self.parting.level} 层第 {self.parting.index} 个节点"
            self.flaws.append(Flaw(Damage.TREE, "存储的摘要与记录不符，记录本身未变", self.parting.leaf, subject=where))
        elif self.left_over:
            self.flaws.append(Flaw(Damage.TREE, "树里有不属于任何记录的节点", subject="多余的节点"))
        elif has_tree and (head is None or (head.size, head.hashes) != (self.tree.size, self.tree.hashes)):
            self.flaws.append(Flaw(Damage.TREE, "条数或末端摘要与记录不符", subject="树的末端"))

    def _parted(self, trusted: _Witness | None, head: Frontier | None) -> Flaw | None:
        """What happened to the records where they and the stored tree part; None where the records are right and a
        stored hash is not, for which the checkpoint vouches or, beyond it, the head.
        """
        parting = self.parting
        if parting is None:
            return None
        if trusted is not None and parting.leaf < trusted.size and trusted.size in self.roots:
            right = self.roots[trusted.size] == trusted.root
        else:
            right = head is not None and (head.size, head.hashes) == (self.tree.size, self.tree.hashes)
        if right:
            return None
        if parting.level:
            return diagnosis.above(self.log, parting.level, parting.index, parting.stored)
        return diagnosis.at_leaf(self.log, parting.leaf, parting.found, parting.stored)

    def _against(self, witnesses: list[_Witness]) -> Flaw | None:
        """The first checkpoint that the entries contradict; the checkpoints before it narrow down where."""
        size, good = self.tree.size, 0
        for one in witnesses:
            if one.size > size:
                reason = f"只有 {size} 条，而{one.subject}说有 {one.size} 条"
                return Flaw(Damage.TRUNCATED, reason, size, subject=one.subject)
            if self.roots[one.size] != one.root:
                reason = f"前 {one.size} 条的根与{one.subject}不符"
                return Flaw(Damage.REWRITTEN, reason, good, one.size, subject=one.subject)
            good = one.size
        return None

    def _against_itself(self) -> Flaw | None:
        size, stated = self.tree.size, self.log.size()
        if stated is None or self.parting is not None or stated == size:
            return None
        if stated > size:
            return Flaw(Damage.TRUNCATED, f"只有 {size} 条，而账本自己记的是 {stated} 条", size)
        return Flaw(Damage.INSERTED, f"账本自己只记了 {stated} 条，后面的是加上去的", stated)

    def _archive(self) -> int:
        compared, flawed = 0, False
        for name, content in self.log.archive():
            compared += 1
            if not flawed and digest(content) != name:
                flawed = True
                self.flaws.append(Flaw(Damage.ARCHIVE, f"内容的摘要是 {digest(content)}", subject=name))
        return compared
