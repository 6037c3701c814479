"""Checkpoints (https://c2sp.org/tlog-checkpoint): a signed note over the size and the root of a log.

    origin of the log
    size
    base64(root)
    further lines, none of them empty

Whoever keeps one can later prove whether the log still holds everything that it held then.
"""

import base64
from dataclasses import dataclass
from typing import Final

from huimin_rules.ledger.merkle import EMPTY_ROOT, HASH_BYTES
from huimin_rules.ledger.note import Malformed, Note, from_base64, parse_note

MOST_ENTRIES: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: the log of this origin had this root when it had this many entries.

    `extensions` are further lines that the log's operator signs with it, such as the day; nobody can check them.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed. Raises ValueError for what could not be read back."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        text = "".join(f"{one}\n" for one in lines)
        if _parse_text(text) != self or any(one < " " and one != "\n" for one in text):
            raise ValueError(f"no checkpoint: {text!r}")
        return text


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note that it was read from."""

    checkpoint: Checkpoint
    note: Note


def parse_checkpoint(data: bytes) -> SignedCheckpoint | Malformed:
    """Read a checkpoint. That it is well-formed says nothing about its signatures."""
    note = parse_note(data)
    if isinstance(note, Malformed):
        return note
    found = _parse_text(note.text)
    return found if isinstance(found, Malformed) else SignedCheckpoint(found, note)


def _parse_text(text: str) -> Checkpoint | Malformed:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3:
        return Malformed("正文不足三行：来源、条数、根")
    if not all(lines):
        return Malformed("正文里有空行")
    origin, size, encoded, *extensions = lines
    if not (size.isascii() and size.isdigit()) or (size != "0" and size.startswith("0")):
        return Malformed("条数不是没有前导零的十进制数")
    # As many digits as 2^63 - 1 has: a longer number is not even read.
    if len(size) > 19 or int(size) > MOST_ENTRIES:
        return Malformed("条数太大")
    root = from_base64(encoded)
    if root is None or len(root) != HASH_BYTES:
        return Malformed(f"根不是 {HASH_BYTES} 字节的标准 base64")
    if size == "0" and root != EMPTY_ROOT:
        return Malformed("空账本的根不对")
    return Checkpoint(origin, int(size), root, tuple(extensions))
