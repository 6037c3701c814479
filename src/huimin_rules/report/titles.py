"""What each document is called, at its head and in the name of its file."""

from typing import Final

REVIEW: Final = "形式审查表"
SUPPLEMENTS: Final = "一次性补正清单"
INELIGIBLE: Final = "不符合条件说明"
AUDIT: Final = "审计复核单"
REPORT: Final = "自查报告"
REGISTER: Final = "审查登记表"
