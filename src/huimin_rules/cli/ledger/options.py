"""What the commands of `huimin ledger` share: options, files that they read and write, and progress."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from huimin_rules.ledger.keys import VerifierKey

LedgerArgument = Annotated[
    str, typer.Argument(metavar="LEDGER", help="账本：文件，或者 postgresql:// 地址", show_default=False)
]
PrivateKeyOption = Annotated[
    Path, typer.Option("--key", metavar="FILE", help="私钥文件（权限 0600）", show_default=False)
]
VerifierKeyOption = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY|FILE", help="公钥：名称+编号+公钥，或者写着它的文件", show_default=False),
]
CheckpointOption = Annotated[
    Path | None, typer.Option("--checkpoint", metavar="FILE", help="自己留存的检查点", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]

_MOST_BYTES: Final = 64 * 1024 * 1024


def read_file(path: Path, option: str) -> bytes:
    """What a file holds; raises InputError where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError([InputProblem(option, "可以读取的文件", error.strerror or "", file=str(path))]) from None
    if len(data) > _MOST_BYTES:
        raise InputError([InputProblem(option, f"不超过 {_MOST_BYTES} 字节的文件", "更大", file=str(path))])
    return data


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole: whoever reads it meanwhile, or after a crash, finds the old one or the new one."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with new.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise InputError([InputProblem("--output", "可以写入的文件", error.strerror or "", file=str(path))]) from None


def verifier_key(given: str | None) -> "VerifierKey | None":
    """The public key that was given, as text or in a file; raises InputError where it is none."""
    from huimin_rules.ledger.keys import parse_verifier_key
    from huimin_rules.ledger.note import Malformed

    if given is None:
        return None
    text = given
    if Path(given).is_file():
        text = read_file(Path(given), "--key").decode("utf-8", "replace").strip()
    found = parse_verifier_key(text)
    if isinstance(found, Malformed):
        raise InputError([InputProblem("--key", "公钥（名称+编号+公钥），或者写着它的文件", found.reason)])
    return found


def as_json(value: Mapping[str, object]) -> str:
    """A line for programs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the terminal while the block runs; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show
