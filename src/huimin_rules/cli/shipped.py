"""The policy that commands take where none is named."""

from typing import Final

SHIPPED: Final = "gongyi-huimin-2021"
