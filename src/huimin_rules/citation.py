"""Addresses in a Chinese legal text: 条 (article), 款 (paragraph), 项 (item).

Labels follow the way Chinese legal writing cites: 第六条第（一）项; a paragraph is named only where an article has
several.
"""

from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}


def chinese_numeral(number: int) -> str:
    """Write 1 … 999 the way statutes number their articles: 十二, 一百零三.

    >>> chinese_numeral(12), chinese_numeral(20), chinese_numeral(103)
    ('十二', '二十', '一百零三')
    """
    if not 0 < number < 1000:
        raise ValueError(f"article numbers are 1 to 999, not {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def parse_chinese_numeral(text: str) -> int:
    """Read what `chinese_numeral` writes; raises ValueError for anything else.

    >>> parse_chinese_numeral("十三"), parse_chinese_numeral("一百零三")
    (13, 103)
    """
    total = digit = 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _VALUES:
            digit = _VALUES[character]
        else:
            raise ValueError(f"not a Chinese numeral: {text}")
    total += digit
    if not 0 < total < 1000 or chinese_numeral(total) != text.replace("〇", "零"):
        raise ValueError(f"not a Chinese numeral: {text}")
    return total


@dataclass(frozen=True, slots=True)
class Clause:
    """An address in the text; article 0 is the notice that precedes the first article.

    `paragraph` is None where the article has a single paragraph, `item` is None where the clause is the paragraph's
    own text.
    """

    article: int
    paragraph: int | None = None
    item: int | None = None

    @property
    def label(self) -> str:
        """The address as Chinese legal writing prints it.

        >>> Clause(6, item=1).label, Clause(13).label, Clause(2, 2).label, Clause(0).label
        ('第六条第（一）项', '第十三条', '第二条第二款', '印发通知')
        """
        if self.article == 0:
            return "印发通知"
        text = f"第{chinese_numeral(self.article)}条"
        if self.paragraph:
            text += f"第{chinese_numeral(self.paragraph)}款"
        if self.item:
            text += f"第（{chinese_numeral(self.item)}）项"
        return text

    @property
    def order(self) -> tuple[int, int, int]:
        """A sort key in the order of the text."""
        return (self.article, self.paragraph or 0, self.item or 0)
