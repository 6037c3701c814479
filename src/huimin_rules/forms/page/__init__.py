"""The self-check page: its markup, its style, and the modules of its interface. How a policy is decided is not known
here; `service.page` puts the two together.
"""

from importlib.resources import files
from typing import Final

FRONT: Final = "start.mjs"
"""The module that begins the self-check."""

_STYLES: Final = ("page.css", "questions.css", "law.css", "result.css", "paper.css")


def modules() -> dict[str, str]:
    """The text of each module by its name, in the order of the names."""
    folder = files(__package__)
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".mjs"))
    return {entry.name: entry.read_text(encoding="utf-8") for entry in sorted(found, key=lambda entry: entry.name)}


def markup() -> str:
    """The skeleton, with gaps such as `{style}`."""
    return _text("page.html")


def style() -> str:
    """The style, for the screen and for paper."""
    return "\n".join(map(_text, _STYLES))


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
