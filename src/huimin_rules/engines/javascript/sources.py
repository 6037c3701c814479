"""The JavaScript modules of the runtime, as they lie beside this file."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable


def runtime() -> Traversable:
    """The folder of the modules; `huimin.mjs` in it is the front."""
    return files(__package__) / "runtime"


def modules() -> dict[str, str]:
    """The text of each module by its path in the folder, such as `reading/read.mjs`, in the order of the paths."""
    return dict(sorted(_under(runtime(), "", ".mjs")))


def licences() -> dict[str, str]:
    """The licence of each part that others have written, by its path; it goes wherever the modules go."""
    return dict(sorted(_under(runtime(), "", ".LICENSE")))


def _under(folder: Traversable, prefix: str, suffix: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _under(entry, f"{prefix}{entry.name}/", suffix)
        elif entry.name.endswith(suffix):
            yield f"{prefix}{entry.name}", entry.read_text(encoding="utf-8")
