"""The languages of a report; quotes from the text stay Chinese in both."""

from enum import StrEnum


class Language(StrEnum):
    """The language of headings, statuses and titles."""

    CHINESE = "zh"
    ENGLISH = "en"
