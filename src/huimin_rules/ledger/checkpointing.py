"""Signing the present state of a ledger, and proving that an entry belongs to a signed state.

A log must never sign two states of which one does not begin with the other. Before signing, the stored tree therefore
has to prove that it still begins with the checkpoint that was stored last, and with the one that the caller kept: who
has rewritten the ledger does not get it signed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from huimin_rules.canonical import Json, canonical_json
from huimin_rules.errors import InputError, InputProblem, LedgerError
from huimin_rules.ledger.checkpoint import Checkpoint, parse_checkpoint
from huimin_rules.ledger.keys import SigningKey, VerifierKey
from huimin_rules.ledger.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from huimin_rules.ledger.note import Malformed, Signed, signed_by
from huimin_rules.ledger.snapshot import Head, Snapshot, damaged
from huimin_rules.ledger.storage import Ledger

FORMAT: Final = "huimin-ledger-inclusion/1"
_MOST_BYTES: Final = 2_000_000


def sign_checkpoint(
    ledger: Ledger, key: SigningKey, extensions: Sequence[str] = (), since: bytes | None = None
) -> bytes:
    """Sign the ledger as it is, store the checkpoint with it and return the note.

    `extensions` are further lines to sign, `since` a checkpoint that was published before. Raises InputError for a key
    of another name and for what is no checkpoint or cannot be one, LedgerError where the ledger no longer begins with
    what was signed before.
    """
    if key.verifier.name != ledger.origin:
        raise InputError([InputProblem("私钥", f"名称为 {ledger.origin} 的密钥", key.verifier.name)])
    with ledger.snapshot() as now:
        head = now.head()
        latest = now.latest_checkpoint()
        if latest is not None:
            before = parse_checkpoint(latest)
            if isinstance(before, Malformed):
                raise damaged(f"最近的检查点读不懂，{before.reason}")
            _extends(now, head, before.checkpoint)
        if since is not None:
            published = parse_checkpoint(since)
            if isinstance(published, Malformed):
                raise InputError([InputProblem("先前的检查点", "检查点", published.reason)])
            _extends(now, head, published.checkpoint)
    try:
        note = key.sign(Checkpoint(ledger.origin, head.size, head.root, tuple(extensions)))
    except ValueError:
        raise InputError([InputProblem("附加行", "不含控制字符的非空一行", str(list(extensions)))]) from None
    ledger.store_checkpoint(bytes(note))
    return bytes(note)


def _extends(now: Snapshot, head: Head, before: Checkpoint) -> None:
    """Raise LedgerError unless the stored tree proves that it begins with an earlier checkpoint."""
    if before.origin != now.origin:
        raise LedgerError(f"先前的检查点来源是 {before.origin}，不是 {now.origin}；没有签发")
    if before.size > head.size or not verify_consistency(
        before.size, head.size, before.root, head.root, consistency_proof(before.size, head.size, now.node)
    ):
        raise LedgerError(
            f"账本不再以先前签发的检查点（{before.size} 条）为开头，没有签发。请用它运行 huimin ledger verify"
        )


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What shows that one entry belongs to a checkpoint; `bytes` gives its canonical JSON."""

    index: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    checkpoint: bytes

    def __bytes__(self) -> bytes:
        value: Json = {
            "format": FORMAT,
            "index": self.index,
            "leaf_hash": self.leaf_hash.hex(),
            "path": [one.hex() for one in self.path],
            "checkpoint": self.checkpoint.decode(),
        }
        return canonical_json(value).encode()


def prove(ledger: Ledger, index: int) -> Inclusion:
    """The proof that the entry at an index belongs to the latest checkpoint. Raises InputError for an entry that is
    not there or that no checkpoint covers, LedgerError where the stored tree proves nothing.
    """
    with ledger.snapshot() as now:
        record = now.entry(index)
        note = now.latest_checkpoint()
        if note is None:
            raise InputError([InputProblem("检查点", "签发过检查点的账本（huimin ledger checkpoint）", "一个也没有")])
        found = parse_checkpoint(note)
        if isinstance(found, Malformed):
            raise damaged(f"最近的检查点读不懂，{found.reason}")
        signed = found.checkpoint
        if index >= signed.size:
            raise InputError([InputProblem("序号", f"检查点所含的序号（0 至 {signed.size - 1}）", str(index))])
        if signed.size > now.head().size:
            raise damaged("比最近的检查点短")
        proof = inclusion_proof(index, signed.size, now.node)
    leaf = leaf_hash(record)
    if not verify_inclusion(leaf, index, signed.size, proof, signed.root):
        raise damaged(f"第 {index} 条与最近的检查点不符")
    return Inclusion(index, leaf, proof, note)


def parse_inclusion(data: bytes) -> Inclusion | Malformed:
    """Read a proof; only its canonical JSON is accepted."""
    if len(data) > _MOST_BYTES:
        return Malformed(f"超过 {_MOST_BYTES} 字节")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return Malformed("不是 JSON")
    match value:
        case {
            "format": str(form),
            "index": int(index),
            "leaf_hash": str(leaf),
            "path": [*path],
            "checkpoint": str(note),
        } if form == FORMAT:
            pass
        case _:
            return Malformed(f"不是 {FORMAT}")
    try:
        found = Inclusion(index, bytes.fromhex(leaf), tuple(bytes.fromhex(str(one)) for one in path), note.encode())
        same = bytes(found) == data.removesuffix(b"\n")
    except ValueError:
        return Malformed("摘要不是十六进制")
    return found if same else Malformed("不是规范 JSON")


def inclusion_fault(
    proof: Inclusion, record: bytes, key: VerifierKey | None = None, checkpoint: bytes | None = None
) -> str | None:
    """Why a proof does not show that a record belongs to a checkpoint, in Chinese; None where it does.

    The checkpoint is the one that the auditor kept, else the one in the proof, which says nothing without its key.
    """
    found = parse_checkpoint(proof.checkpoint if checkpoint is None else checkpoint)
    if isinstance(found, Malformed):
        return f"检查点读不懂：{found.reason}"
    if key is not None:
        match signed_by(found.note, key):
            case Signed.UNKNOWN_KEY:
                return f"检查点没有 {key.name} 这把密钥的签名"
            case Signed.INVALID:
                return "检查点的签名与内容不符"
            case Signed.VALID:
                pass
        if found.checkpoint.origin != key.name:
            return f"检查点的来源是 {found.checkpoint.origin}，不是 {key.name}"
    if leaf_hash(record) != proof.leaf_hash:
        return "记录的内容不是证明里的那一条"
    signed = found.checkpoint
    if not verify_inclusion(proof.leaf_hash, proof.index, signed.size, proof.path, signed.root):
        return f"第 {proof.index} 条不能由这份证明归入 {signed.size} 条的检查点"
    return None
