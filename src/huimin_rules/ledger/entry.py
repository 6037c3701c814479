"""An entry of the ledger: the leaf of one decision. It names the record by its digest and carries the record's seal,
and nothing of what the record says: whatever happens to the record, the tree stays whole.
"""

import re
from typing import Final, Literal

from pydantic import Field

from huimin_rules.canonical import canonical_json
from huimin_rules.frozen import FrozenModel
from huimin_rules.ledger.exact_json import parsed
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.read_model import read_model

FORMAT: Final = "huimin-entry/1"
DIGEST: Final = r"^sha256:[0-9a-f]{64}$"

_DIGEST: Final = re.compile(DIGEST)
_OURS: Final = b'{"format":"huimin-entry/'
_MOST_BYTES: Final = 1000


class Entry(FrozenModel):
    """One decision in the ledger; `to_bytes` gives the leaf."""

    format: Literal["huimin-entry/1"]
    record: str = Field(pattern=DIGEST, description="SHA-256 of the bytes of the record, which stands in the archive.")
    seal: str = Field(pattern=DIGEST, description="The seal of the record; see docs/records.md.")

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.model_dump(mode="json")).encode()


def is_digest(text: str) -> bool:
    """Whether a text is a digest as the archive names its contents."""
    return len(text) == 71 and _DIGEST.match(text) is not None


def is_entry(data: bytes) -> bool:
    """Whether a leaf claims to be a decision: a ledger may hold other things that are no business of ours."""
    return data.startswith(_OURS)


def read_entry(data: bytes) -> Entry | Malformed:
    """Read a leaf that `is_entry`; nothing but what `to_bytes` writes is accepted."""
    value = parsed(data, _MOST_BYTES)
    return value if isinstance(value, Malformed) else read_model(Entry, value)
