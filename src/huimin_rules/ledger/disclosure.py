"""A disclosure: a record with chosen fields masked, which an outsider can verify without seeing the record.

Of each field that is shown it holds the salt and the value, of each masked one the commitment; from both follows the
seal, which stands in the ledger's entry, and the proof shows that the entry belongs to a signed checkpoint. Nothing
tells a masked value: its salt is not there, and the record's digest in the entry is over a secret that is not there.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, JsonValue

from huimin_rules.canonical import canonical_text
from huimin_rules.frozen import FrozenModel
from huimin_rules.ledger.checkpointing import Inclusion, inclusion_fault, parse_inclusion, prove
from huimin_rules.ledger.decisions import Decision
from huimin_rules.ledger.entry import Entry
from huimin_rules.ledger.exact_json import parsed, serialized
from huimin_rules.ledger.keys import VerifierKey
from huimin_rules.ledger.masking import masked_fields
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.read_model import read_model
from huimin_rules.ledger.record import MAX_BYTES as MAX_RECORD_BYTES
from huimin_rules.ledger.seal import commitment, fields, salt, seal_of
from huimin_rules.ledger.storage import Ledger

FORMAT: Final = "huimin-disclosure/1"
MAX_BYTES: Final = 8 * MAX_RECORD_BYTES
"""How large a disclosure may be: each field of a record comes with its pointer and a salt."""

_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _listed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Opened(FrozenModel):
    """A field that is shown."""

    salt: _Hash
    value: Annotated[JsonValue, Field(description="A scalar, or an empty list or mapping.")]


class Proof(FrozenModel):
    """That the entry belongs to a checkpoint: what `huimin ledger prove` writes."""

    format: Literal["huimin-ledger-inclusion/1"]
    index: Annotated[int, Field(ge=0)]
    leaf_hash: _Hash
    path: Annotated[tuple[_Hash, ...], BeforeValidator(_listed)]
    checkpoint: Annotated[str, Field(description="The signed note, whole.")]


class Disclosure(FrozenModel):
    """A record of which some fields are masked; the keys of `shown` and `masked` are JSON Pointers into the record."""

    format: Literal["huimin-disclosure/1"]
    shown: dict[str, Opened]
    masked: dict[str, _Hash]
    entry: Entry
    proof: Proof

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return serialized(self.model_dump(mode="json"))

    def inclusion(self) -> Inclusion | Malformed:
        """The proof as the ledger reads it."""
        return parse_inclusion(canonical_text(self.proof.model_dump(mode="json")).encode())

    def value(self, pointer: str) -> object:
        """The value of a field that is shown; raises KeyError for one that is not."""
        return self.shown[pointer].value


def disclose(ledger: Ledger, decision: Decision, masks: Sequence[str]) -> Disclosure:
    """The disclosure of a decision with these fields masked, and those that would give them away (`masked_fields`).

    Raises InputError for a mask that names no field, and where no checkpoint covers the entry.
    """
    record = decision.record.to_json()
    found = fields(record)
    masked = masked_fields(found, masks)
    secret = bytes.fromhex(decision.record.secret)
    salts = {pointer: salt(secret, pointer) for pointer in found}
    proof = prove(ledger, decision.index)
    return Disclosure(
        format=FORMAT,
        shown={
            pointer: Opened(salt=salts[pointer], value=value)
            for pointer, value in found.items()
            if pointer not in masked
        },
        masked={pointer: commitment(salts[pointer], found[pointer]) for pointer in found if pointer in masked},
        entry=decision.entry,
        proof=Proof.model_validate_json(bytes(proof)),
    )


def read_disclosure(data: bytes) -> Disclosure | Malformed:
    """Read a disclosure, strictly; that it is well-formed does not say that it is true (`disclosure_fault`)."""
    value = parsed(data.removesuffix(b"\n"), MAX_BYTES)
    if isinstance(value, Malformed):
        return value
    found = read_model(Disclosure, value)
    if isinstance(found, Malformed):
        return found
    if both := found.shown.keys() & found.masked.keys():
        return Malformed(f"{min(both)} 既出示又遮盖")
    for pointer, one in found.shown.items():
        if isinstance(one.value, list | dict) and one.value:
            return Malformed(f"{pointer} 不是一个字段")
    every = found.shown.keys() | found.masked.keys()
    for pointer in every:
        if not pointer.startswith("/") or _enclosing(pointer) & every:
            return Malformed(f"{pointer} 不是记录里的一个字段")
    return found


def _enclosing(pointer: str) -> set[str]:
    steps = pointer.split("/")
    return {"/".join(steps[:upto]) for upto in range(2, len(steps))}


def disclosure_fault(
    disclosure: Disclosure, key: VerifierKey | None = None, checkpoint: bytes | None = None
) -> str | None:
    """Why a disclosure is not what a ledger's entry seals, in Chinese; None where it is.

    The checkpoint is the one that the auditor kept, else the one in the proof, which says nothing without its key.
    """
    opened = {pointer: commitment(one.salt, one.value) for pointer, one in disclosure.shown.items()}
    if seal_of({**opened, **disclosure.masked}) != disclosure.entry.seal:
        return "出示的内容与封印不符：有字段被改过、去掉或者添加"
    proof = disclosure.inclusion()
    if isinstance(proof, Malformed):
        return f"归入的证明读不懂：{proof.reason}"
    return inclusion_fault(proof, disclosure.entry.to_bytes(), key, checkpoint)
