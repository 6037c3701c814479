"""Who may what: bearer tokens with roles, of which only hashes are kept.

A token is 32 random bytes, so its SHA-256 cannot be guessed back, and needs no salt and no slow hash. The file has one
line for each token: a name, its roles, the hash. Who may read it learns no token; it must still be its owner's alone,
for who may write to it may add one.
"""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.ledger.narrow_file import MODE, read_narrow_file

_PREFIX: Final = "huimin_"
_BYTES: Final = 32
_MOST_BYTES: Final = 1024 * 1024
_WHAT: Final = "令牌"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LINE: Final = re.compile(r"(\S+) (\S+) sha256:([0-9a-f]{64})")
_BEARER: Final = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/=-]{1,512})")


class Role(StrEnum):
    """What a token may be used for."""

    CHECK = "check"
    """To check, to ask what to ask next, to read policies."""
    RECORD = "record"
    """To append decisions to the ledger."""
    AUDIT = "audit"
    """To replay decisions of the ledger."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one token gives: its roles, to whom `name` calls."""

    name: str
    roles: frozenset[Role]
    digest: bytes


class Tokens:
    """The tokens of a server, by their hashes."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self._grants = tuple(grants)

    def grant(self, token: str) -> Grant | None:
        """What a token gives. Takes as long for any token, whether there is one like it or not."""
        digest, found = _digest(token), None
        for one in self._grants:
            if hmac.compare_digest(one.digest, digest):
                found = one
        return found

    @classmethod
    def read(cls, path: Path) -> Self:
        """The tokens of a file; raises InputError with every mistake in it, or where others may read it."""
        grants, problems = _read(path)
        if not grants and not problems:
            problems = [InputProblem(_WHAT, "至少一个令牌（huimin serve --new-token）", "没有", file=str(path))]
        if problems:
            raise InputError(problems)
        return cls(grants)


def token_of(header: str) -> str | None:
    """The token of an Authorization header; None where it has none."""
    match = _BEARER.fullmatch(header)
    return match[1] if match else None


def roles_of(text: str) -> frozenset[Role]:
    """Roles written one after the other, `check,record`; raises InputError for what is none."""
    names = tuple(text.split(","))
    known = tuple(role.value for role in Role)
    problems = [
        InputProblem(_WHAT, f"{'、'.join(known)}，几个之间用逗号", one or "空", nearest(one, known))
        for one in names
        if one not in known
    ]
    if problems:
        raise InputError(problems)
    return frozenset(map(Role, names))


def new_token(path: Path, name: str, roles: frozenset[Role]) -> str:
    """Make a token and append its hash to a file, which is made where there is none. The token is told this once.

    Raises InputError for a name that is taken or is none, and for a file that others may read.
    """
    if not _NAME.fullmatch(name):
        raise InputError([InputProblem("名称", "字母、数字、. _ -，至多 64 个", name)])
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE)
    except OSError as error:
        found = error.strerror or "写入失败"
        raise InputError([InputProblem(_WHAT, "可以写入的文件", found, file=str(path))]) from None
    with os.fdopen(descriptor, "ab") as file:
        grants, problems = _read(path)
        if any(one.name == name for one in grants):
            problems.append(InputProblem("名称", "还没有用过的名称", name, file=str(path)))
        if problems:
            raise InputError(problems)
        token = _PREFIX + secrets.token_urlsafe(_BYTES)
        written = ",".join(role.value for role in Role if role in roles)
        file.write(f"{name} {written} sha256:{_digest(token).hex()}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    return token


def _read(path: Path) -> tuple[list[Grant], list[InputProblem]]:
    text = read_narrow_file(path, _WHAT, _MOST_BYTES).decode("utf-8", "replace")
    grants: list[Grant] = []
    problems: list[InputProblem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            grants.append(_grant(line))
        except InputError as error:
            # The line may hold a token that somebody put there by mistake: it is not repeated.
            problems += [
                InputProblem(_WHAT, one.expected, "别的内容", file=str(path), line=number, column=1)
                for one in error.problems
            ]
    return grants, problems


def _grant(line: str) -> Grant:
    match = _LINE.fullmatch(line)
    if match is None or not _NAME.fullmatch(match[1]):
        raise InputError([InputProblem(_WHAT, "“名称 权限 sha256:…”", "")])
    return Grant(match[1], roles_of(match[2]), bytes.fromhex(match[3]))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
