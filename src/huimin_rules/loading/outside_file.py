"""Reading a file that somebody else wrote: a regular file, opened once, whole and up to a bound.

A named pipe would block, a device never ends, and a file may be replaced or go on growing while it is read. What is
read is what the descriptor shows: its kind and its size are looked at before its first byte, and its size again after
the last.
"""

import os
import stat
from pathlib import Path
from typing import Final

from huimin_rules.visible import shortened

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_PIECE: Final = 1024 * 1024
_MAX_PATH: Final = 4096


class Unreadable(Exception):
    """A file is not read; `str` is why, in Chinese."""


def read_outside_file(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; raises Unreadable for everything else."""
    try:
        # Opening a device or a pipe can have effects of its own; what is no file is not even opened.
        _regular(os.stat(path))
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise Unreadable("没有这个文件") from None
    except OSError as error:
        raise Unreadable(f"读取失败（{error.strerror}）") from None
    except ValueError:  # a name with a NUL or with half a character
        raise Unreadable("没有这个文件") from None
    with open(descriptor, "rb", buffering=0) as file:
        try:
            before = os.fstat(descriptor)
            _regular(before)
            if before.st_size > limit:
                raise Unreadable(f"文件过大：上限 {limit} 字节")
            raw = bytearray()
            while len(raw) <= before.st_size and (piece := file.read(_PIECE)):
                raw += piece
        except OSError as error:
            raise Unreadable(f"读取失败（{error.strerror}）") from None
    if len(raw) != before.st_size:
        raise Unreadable("读取的时候文件有变动")
    return bytes(raw)


def name_of(path: Path) -> str:
    """A path as messages write it: one that is too long to exist is shortened."""
    return shortened(str(path), _MAX_PATH)


def _regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("不是文件")
