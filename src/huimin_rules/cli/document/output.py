"""Where documents go: one file, or a folder for several; nothing is overwritten unasked, no file is half written."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from huimin_rules.cli.ledger.options import write_file
from huimin_rules.cli.session import Session
from huimin_rules.errors import InputError, InputProblem

OutputOption = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE|DIR", help="写入的文件；几份申请一起做时是文件夹", show_default=False),
]
FileOption = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="写入的文件", show_default=False)]
ForceOption = Annotated[bool, typer.Option("--force", help="覆盖已有的文件")]

_OPTION: Final = "--output"


def targets(output: Path, sources: Sequence[Path], name: str, suffixes: Sequence[str], *, force: bool) -> list[Path]:
    """The file for each application: `output` itself for one, else one in that folder, named by the application and
    what the document is called. Raises InputError for what cannot be: nothing has been written then.
    """
    if len(sources) == 1 and not _is_folder(output):
        return one_target(output, suffixes, force=force)
    if output.suffix in suffixes and not output.is_dir():
        found = f"{len(sources)} 份申请写入一个文件"
        raise InputError([InputProblem(_OPTION, "文件夹（几份申请一起做时）", found, file=str(output))])
    made = [output / f"{source.stem}-{name}{suffixes[0]}" for source in sources]
    twice = sorted({one.name for one in made if made.count(one) > 1})
    problems = [InputProblem(_OPTION, "各不相同的文件名", f"{one} 不止一份", file=str(output)) for one in twice]
    problems += _existing(made, force=force)
    if problems:
        raise InputError(problems)
    return made


def one_target(output: Path, suffixes: Sequence[str], *, force: bool) -> list[Path]:
    """The one file to write; its suffix says of which format it is."""
    if output.suffix.lower() not in suffixes:
        expected = f"以 {' 或 '.join(suffixes)} 结尾的文件名"
        raise InputError([InputProblem(_OPTION, expected, output.name, file=str(output))])
    if problems := _existing([output], force=force):
        raise InputError(problems)
    return [output]


def write(session: Session, documents: Mapping[Path, bytes], remarks: Iterable[str] = ()) -> None:
    """Write every document, and say so."""
    for folder in dict.fromkeys(path.parent for path in documents):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            found = error.strerror or "不能建立"
            raise InputError([InputProblem(_OPTION, "可以写入的文件夹", found, file=str(folder))]) from None
    for path, data in documents.items():
        write_file(path, data)
    session.complain([*(f"已写入 {path}" for path in documents), *remarks])


def _is_folder(output: Path) -> bool:
    return os.path.isdir(output)


def _existing(paths: Iterable[Path], *, force: bool) -> list[InputProblem]:
    expected = "尚不存在的文件（要覆盖请加 --force）"
    return [
        InputProblem(_OPTION, expected, "已经存在", file=str(path))
        for path in paths
        if not force and os.path.lexists(path)
    ]
