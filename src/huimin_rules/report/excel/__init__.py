"""Excel workbooks from verdicts."""

from huimin_rules.report.office_extra import office_extra

with office_extra("Excel 登记表"):
    import openpyxl  # noqa: F401  # every part of this room needs it, and says so here
