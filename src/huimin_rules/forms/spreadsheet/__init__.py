"""A workbook to fill in: a sheet for applications, one for each list, with drop-downs, questions, clauses and units.

`huimin batch` reads it as it is. The row above the first answer is hidden and holds the names of the columns, so heads
may be reworded and columns moved. The parts of a determination are folded away behind the question that they settle.
"""

from huimin_rules.errors import MissingExtra
from huimin_rules.norms.policy import Policy

try:
    from huimin_rules.forms.spreadsheet.template import CHOICES, Template
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "openpyxl":
        raise
    raise MissingExtra("batch", "填表模板") from error


def workbook_to_fill(policy: Policy) -> bytes:
    """The workbook for a policy; raises MissingExtra where openpyxl is not installed."""
    return Template(policy).made()


__all__ = ["CHOICES", "workbook_to_fill"]
