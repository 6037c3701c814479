"""What is odd about a 统一社会信用代码 (GB 32100-2015): it corroborates and never decides.

python-stdnum says what is wrong with a code. Most codes are right, and of those that are, its formula says so here:
loading the library takes longer than reading an application, and asking it takes longer than everything else about
one.
"""

from functools import lru_cache
from operator import mul
from typing import Final

_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)
"""The powers of three modulo 31; the check digit makes the weighted sum a multiple of 31."""

_VALUES: Final = {character: value for value, character in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_DIGITS: Final = 8
_MOST_KEPT: Final = 4096


def registration_caution(code: str) -> str | None:
    """What is odd about a code, or None."""
    return None if _is_right(code) else _caution(code)


def _is_right(code: str) -> bool:
    """Whether a code is beyond doubt what the standard describes."""
    if len(code) != len(_WEIGHTS) or not (code.isascii() and code[:_DIGITS].isdigit()):
        return False
    try:
        total: int = sum(map(mul, _WEIGHTS, map(_VALUES.__getitem__, code)))
    except KeyError:
        return False
    return total % 31 == 0


@lru_cache(maxsize=_MOST_KEPT)
def _caution(code: str) -> str | None:
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum

    try:
        uscc.validate(code)
    except InvalidChecksum:
        return "统一社会信用代码的校验码不符，请核对；试点时期的代码可能如此"
    except ValueError:  # also what is no error of stdnum's own: it takes a line break at the end of digits for a digit
        return "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对"
    return None
