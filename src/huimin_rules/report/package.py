"""The package of an office document (a ZIP of XML parts), always with the same bytes for the same content.

What writes the parts stamps them with the time of writing. Here every part gets the earliest time that a ZIP knows, and
the core properties are written anew: they say what the document is, and no time.
"""

import io
import shutil
import zipfile
from typing import IO, Final
from xml.sax.saxutils import escape

from huimin_rules.verdict import NOTICE
from huimin_rules.visible import visible

_CORE: Final = "docProps/core.xml"
_PIECE: Final = 1 << 20
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_PROPERTIES: Final = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>'
    "<dc:creator>huimin-rules</dc:creator><dc:description>{notice}</dc:description><dc:language>zh-CN</dc:language>"
    "</cp:coreProperties>"
)


def settled(package: bytes, title: str, subject: str) -> bytes:
    """The package without times, with core properties of its own; the order of its parts stays."""
    out = io.BytesIO()
    settle(io.BytesIO(package), out, title, subject)
    return out.getvalue()


def settle(package: IO[bytes], out: IO[bytes], title: str, subject: str) -> None:
    """Write such a package part by part, however large its parts are."""
    properties = _PROPERTIES.format(title=_shown(title), subject=_shown(subject), notice=NOTICE)
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for known in old.infolist():
            part = zipfile.ZipInfo(known.filename, _EARLIEST)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            if known.filename == _CORE:
                new.writestr(part, properties.encode())
                continue
            part.file_size = known.file_size
            with old.open(known) as source, new.open(part, "w") as target:
                shutil.copyfileobj(source, target, _PIECE)


def _shown(text: str) -> str:
    return escape(visible(text))
