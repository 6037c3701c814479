"""Word documents read back, part by part."""

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table

Row = tuple[str, ...]


def opened(data: bytes) -> WordDocument:
    """The document of a file."""
    return Document(io.BytesIO(data))


def rows(table: Table) -> list[Row]:
    """What each row says, cell by cell; merged cells once, paragraphs on lines of their own."""
    return [tuple(_cell(one) for one in row._tr.tc_lst) for row in table.rows]


def _cell(cell: object) -> str:
    paragraphs = cell.iterchildren(qn("w:p"))  # type: ignore[attr-defined]  # an element of lxml
    return "\n".join("".join(text.text or "" for text in one.iter(qn("w:t"))) for one in paragraphs)


def listed(document: WordDocument, head: str) -> Iterator[Row]:
    """The rows below the head, in all tables whose head has a column of that name."""
    for table in document.tables:
        heads, *others = rows(table)
        if head in heads:
            yield from others


def every_text(data: bytes) -> str:
    """All that a reader can see on the pages and at their heads."""
    document = opened(data)
    body = "\n".join(text.text or "" for text in document.element.body.iter(qn("w:t")))
    return "\n".join((body, *headers(document)))


def headers(document: WordDocument) -> list[str]:
    """What stands at the head of odd and of even pages."""
    section = document.sections[0]
    return ["".join(one.text for one in part.paragraphs) for part in (section.header, section.even_page_header)]
