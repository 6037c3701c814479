"""Signed notes (https://c2sp.org/signed-note): text, a blank line, and signature lines.

    — key name base64(4 bytes of key id || signature)

Parsing is strict and returns `Malformed`, with the reason, for everything that the format does not allow. A note says
nothing before a signature of a known key has been verified; signatures of unknown keys are carried along and ignored.
"""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

MOST_SIGNATURES: Final = 100
"""More signatures than this are refused; the specification asks for at least 16."""
MOST_BYTES: Final = 1_000_000
_DASH: Final = "— "
_KEY_ID_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Malformed:
    """Why some bytes are not what they should be."""

    reason: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line; whoever reads it need not know its algorithm."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, its final line feed included, and its signatures in their order."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return f"{self.text}\n{''.join(map(str, self.signatures))}".encode()


class Verifier(Protocol):
    """A public key with a name."""

    @property
    def name(self) -> str:
        """The name in signature lines."""

    @property
    def key_id(self) -> bytes:
        """The four bytes in signature lines."""

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Whether the key has signed the text."""


class Signed(StrEnum):
    """What the signatures of a note are worth to the holder of one key."""

    VALID = "valid"
    UNKNOWN_KEY = "unknown_key"
    """None of them claims to be by this key."""
    INVALID = "invalid"
    """One claims to be by this key and is not."""


def signed_by(note: Note, key: Verifier) -> Signed:
    """Whether the note is signed by a key. Each signature that claims to be must hold."""
    ours = [one for one in note.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    if not ours:
        return Signed.UNKNOWN_KEY
    text = note.text.encode()
    return Signed.VALID if all(key.verifies(text, one.signature) for one in ours) else Signed.INVALID


def name_fault(name: str) -> str | None:
    """What is wrong with the name of a key; None for one that may stand in a signature line."""
    if not name:
        return "名称不能为空"
    if any(one.isspace() or ord(one) < 0x20 for one in name) or "+" in name:
        return "名称不能含空白、控制字符或加号"
    if any(0xD800 <= ord(one) < 0xE000 for one in name):
        return "名称不是完整的 Unicode 文字"
    return None


def parse_note(data: bytes) -> Note | Malformed:
    """Read a signed note."""
    if len(data) > MOST_BYTES:
        return Malformed(f"超过 {MOST_BYTES} 字节")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Malformed(f"第 {error.start} 字节起不是 UTF-8")
    if any(one < " " and one != "\n" for one in whole):
        return Malformed("含有换行以外的控制字符")
    text, blank, tail = whole.rpartition("\n\n")
    if not blank:
        return Malformed("没有隔开正文和签名的空行")
    if not tail:
        return Malformed("没有签名")
    if not tail.endswith("\n"):
        return Malformed("最后一行没有换行")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        return Malformed(f"签名多于 {MOST_SIGNATURES} 个")
    signatures = []
    for number, one in enumerate(lines, 1):
        found = _signature(one)
        if isinstance(found, str):
            return Malformed(f"第 {number} 行签名：{found}")
        signatures.append(found)
    return Note(f"{text}\n", tuple(signatures))


def _signature(line: str) -> Signature | str:
    """A signature line, or what is wrong with it."""
    if not line.startswith(_DASH):
        return "不以“— ”开头"
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not space:
        return "名称后面没有签名"
    if fault := name_fault(name):
        return fault
    raw = from_base64(encoded)
    if raw is None:
        return "不是标准的 base64"
    if len(raw) <= _KEY_ID_BYTES:
        return "短于密钥编号"
    return Signature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def from_base64(text: str) -> bytes | None:
    """The bytes that a standard base64 text stands for; None unless it is the one text that stands for them."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None
