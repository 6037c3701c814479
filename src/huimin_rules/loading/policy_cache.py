"""Policies that were compiled before, kept in a folder: loading one takes a tenth of the time of reading its YAML.

A kept policy is keyed by the digest of the policy's bytes and of the code that compiles it, so a changed rule or a
changed library never meets an old one. It is never trusted blindly: a file that others could have written, that is
damaged, or that names anything but the classes of a policy is as good as absent, and the YAML is read. The folder can
be deleted at any time; where it cannot be written, nothing is kept.
"""

import io
import os
import pickle
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from huimin_rules.loading.folder import Folder
from huimin_rules.norms.policy import Policy

_MARK: Final = b"huimin-rules policy 1\n"
_SUFFIX: Final = ".policy"
_MOST_BYTES: Final = 64 * 1024 * 1024
_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH

_ROOMS: Final = ("huimin_rules.norms.", "huimin_rules.citation")
_VALUES: Final = frozenset({("datetime", "date"), ("fractions", "Fraction")})
_DAMAGE: Final = (
    pickle.UnpicklingError,
    EOFError,
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)
"""What reading a file may raise that is not what `_written` makes."""


def kept_policy(kept: Path, files: Folder, load: Callable[[], Policy]) -> Policy:
    """The policy of these files: as it is kept in the folder, or else loaded, and kept for the next time.

    `load` may raise; then nothing is kept.
    """
    digest = files.digest()
    path = kept / f"{digest}-{_code()}{_SUFFIX}"
    found = _read(path, digest)
    if found is None:
        found = load()
        with suppress(OSError):
            _write(path, found)
    return found


def _read(path: Path, digest: str) -> Policy | None:
    """The policy that a file keeps, or None."""
    try:
        with path.open("rb") as file:
            if not _ours(os.fstat(file.fileno())) or not _ours(path.parent.stat()):
                return None
            raw = file.read(_MOST_BYTES)
    except OSError:
        return None
    mark, check, body = raw[: len(_MARK)], raw[len(_MARK) : len(_MARK) + 32], raw[len(_MARK) + 32 :]
    if mark != _MARK or check != sha256(body).digest():
        return None
    try:
        policy = _Unpickler(io.BytesIO(body)).load()
    except _DAMAGE:
        return None
    return policy if isinstance(policy, Policy) and policy.digest == digest else None


def _write(path: Path, policy: Policy) -> None:
    """Keep a policy: in a file of its own, which takes its name when it is complete."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    body = pickle.dumps(policy, protocol=5)
    new = path.with_suffix(f".{os.getpid()}.new")
    new.touch(mode=0o600)
    new.write_bytes(_MARK + sha256(body).digest() + body)
    new.replace(path)


def _ours(state: os.stat_result) -> bool:
    """Whether nobody else could have written a file or a folder; where that is unknown (Windows), the profile is."""
    return not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & _OTHERS)


class _Unpickler(pickle.Unpickler):
    """Reads the classes of which policies are made, and calls nothing else."""

    def find_class(self, module: str, name: str) -> type:
        """A class of the norms' floor, or a date or a fraction."""
        if not (module.startswith(_ROOMS) or (module, name) in _VALUES):
            raise pickle.UnpicklingError(f"{module}.{name}")
        found = super().find_class(module, name)
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


@cache
def _code() -> str:
    """What tells one state of the library's code from another: names, sizes and times of its files."""
    root = Path(__file__).resolve().parents[1]
    files = [*root.glob("*.py"), *(root / "norms").rglob("*.py"), *(root / "loading").rglob("*.py")]
    states = sorted((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return sha256(repr(states).encode()).hexdigest()[:16]
