"""Values of a typed cell as the text that a person would write for them."""

from datetime import date, datetime, time
from decimal import Decimal


def as_text(value: object) -> str | None:
    """The text of a value; None for nothing and for an empty text. A midnight is its day; a number has no exponent.

    >>> as_text(True), as_text(120.0), as_text(1e-7), as_text(datetime(2022, 9, 1)), as_text(" ")
    ('true', '120', '0.0000001', '2022-09-01', None)
    """
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float():
            return _plain(Decimal(repr(value)))
        case Decimal():
            return _plain(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            text = str(value).strip()
            return text or None


def _plain(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
