"""Statuses as small numbers, for columns and packed results. The numbers are part of the contract and never change.

0 stands for no status: the row could not be read.
"""

from typing import Final

from huimin_rules.verdict.findings import Status

CODES: Final = {
    Status.MET: 1,
    Status.UNMET: 2,
    Status.UNKNOWN: 3,
    Status.NEEDS_JUDGEMENT: 4,
    Status.NOT_APPLICABLE: 5,
    Status.FOLLOWED: 6,
    Status.NOT_FOLLOWED: 7,
}
STATUSES: Final = (None, *CODES)
"""The status of each number."""

BITS: Final = 62
"""How many blockers one word holds: signed integers of 64 bits are what every engine has."""
