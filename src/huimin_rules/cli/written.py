"""Writing a file that a command makes: never over one that is there, unless told to."""

from pathlib import Path

from huimin_rules.errors import InputError, InputProblem


def write_new(file: Path, text: str, *, force: bool) -> None:
    """Write UTF-8 with bare line feeds; raises InputError for one that exists (without `force`) or a failure."""
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise _refused(file, "尚不存在的文件（要覆盖请加 --force）", "已经存在") from None
    except OSError as error:
        raise _refused(file, "可以写入的文件", error.strerror or "写入失败") from None


def _refused(file: Path, expected: str, found: str) -> InputError:
    return InputError([InputProblem("--output", expected, found, file=str(file))])
