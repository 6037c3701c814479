"""The two keys of a ledger: the private one in a file that the user names, the public one as a line of text.

The private key is Ed25519 in PKCS #8, unencrypted PEM, as openssl reads and writes it. The file is created with mode
0600 and never opened for writing again; one that anybody else may read, or that is not a regular file, is refused. The
public key is a verifier key (https://c2sp.org/signed-note): `name+hash+key`.
"""

import base64
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.ledger.checkpoint import Checkpoint
from huimin_rules.ledger.extra import audit_extra
from huimin_rules.ledger.narrow_file import MODE, read_narrow_file
from huimin_rules.ledger.note import Malformed, Note, Signature, from_base64, name_fault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519: Final = b"\x01"
_PUBLIC_BYTES: Final = 32
_PURPOSE: Final = "签名和验签"
_WHAT: Final = "私钥"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key of a ledger, `public` being its 32 bytes; `str` gives its line of text."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over the name, a line feed, 0x01 and the key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Whether this key has signed the text."""
        with audit_extra(_PURPOSE):
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


def parse_verifier_key(text: str) -> VerifierKey | Malformed:
    """Read the line of text of a public key."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        return Malformed("不是“名称+编号+公钥”")
    name, key_id, encoded = parts
    if fault := name_fault(name):
        return Malformed(fault)
    raw = from_base64(encoded)
    if raw is None:
        return Malformed("公钥不是标准的 base64")
    if raw[:1] != _ED25519 or len(raw) != 1 + _PUBLIC_BYTES:
        return Malformed("不是 Ed25519 公钥")
    key = VerifierKey(name, raw[1:])
    if key_id != key.key_id.hex():
        return Malformed("编号与公钥不符")
    return key


class SigningKey:
    """A private key, and the name under which it signs. It is never shown."""

    __slots__ = ("_private", "verifier")

    def __init__(self, name: str, private: "Ed25519PrivateKey") -> None:
        if fault := name_fault(name):
            raise ValueError(fault)
        self._private = private
        self.verifier = VerifierKey(name, private.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> Note:
        """The checkpoint as a note with this key's signature. Raises ValueError for one that cannot be written."""
        text = checkpoint.text
        signature = Signature(self.verifier.name, self.verifier.key_id, self._private.sign(text.encode()))
        return Note(text, (signature,))


def create_key(path: Path, name: str) -> SigningKey:
    """Make a new private key in a file that must not exist yet; raises InputError where it cannot be written."""
    with audit_extra(_PURPOSE):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    private = Ed25519PrivateKey.generate()
    key = SigningKey(name, private)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise _refused(path, "尚不存在的文件", "已经存在") from None
    except OSError as error:
        raise _refused(path, "可以写入的文件", error.strerror or "写入失败") from None
    return key


def load_key(path: Path, name: str) -> SigningKey:
    """Read a private key that signs under this name.

    Raises InputError for a file that is not regular, not ours, wider than 0600 or holds no Ed25519 key. A symbolic
    link is followed: what it leads to is what must be narrow.
    """
    with audit_extra(_PURPOSE):
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    pem = read_narrow_file(path, _WHAT)
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _refused(path, "不加密的 PKCS #8 私钥（PEM）", "别的内容") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise _refused(path, "Ed25519 私钥", "别种私钥")
    return SigningKey(name, private)


def _refused(path: Path, expected: str, found: str) -> InputError:
    return InputError([InputProblem(_WHAT, expected, found, file=str(path))])
