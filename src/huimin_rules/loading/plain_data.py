"""What a file says, as plain data, and the bounds of what is read, whatever the language it is written in."""

from decimal import Decimal
from typing import Final, TypeAlias

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 40
MAX_KEY: Final = 200

Data: TypeAlias = "bool | int | Decimal | str | list[Data] | dict[str, Data] | None"
