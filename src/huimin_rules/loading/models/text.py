"""The models of the header of text.md, as `docs/language.md` describes it."""

from typing import Annotated

from pydantic import Field

from huimin_rules.loading.models.base import SHA256, Mirror, Words


class PageBreakModel(Mirror):
    """A place where the layout cut a sentence: the end of one line, the beginning of the next."""

    before: Words
    after: Words


class TextHeader(Mirror):
    """The header of text.md."""

    source: Words
    sha256: Annotated[str, Field(pattern=SHA256)]
    page_breaks: list[PageBreakModel] = []
