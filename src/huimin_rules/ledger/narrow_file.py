"""Files that only their owner may read: private keys, and the hashes of tokens."""

import os
import stat
from pathlib import Path
from typing import Final

from huimin_rules.errors import InputError, InputProblem

MODE: Final = 0o600
_MOST_BYTES: Final = 16_384


def read_narrow_file(path: Path, what: str, limit: int = _MOST_BYTES) -> bytes:
    """What a file holds that only its owner can read, up to a limit; raises InputError, about `what`, for a file that
    is not regular, not ours or wider than 0600.
    """

    def refused(expected: str, found: str) -> InputError:
        return InputError([InputProblem(what, expected, found, file=str(path))])

    try:
        # A pipe would block, and the state is asked of the file that is read, not of its name.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            if fault := _fault(os.fstat(descriptor)):
                raise refused("只有所有者能读写的普通文件（0600）", fault)
            return os.read(descriptor, limit)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise refused(f"可以读取的{what}文件", error.strerror or "读不出来") from None


def _fault(state: os.stat_result) -> str | None:
    """Why a file is no place for a secret. Where there are no modes (Windows), its folder must protect it."""
    if not stat.S_ISREG(state.st_mode):
        return "不是普通文件"
    if not hasattr(os, "getuid"):
        return None
    if state.st_uid != os.geteuid():
        return "属于另一个用户"
    mode = stat.S_IMODE(state.st_mode)
    return f"权限是 {mode:04o}" if mode & ~MODE else None
