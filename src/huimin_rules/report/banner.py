"""What is to be said about a regulation as of today, which no verdict depends on."""

from datetime import date

from huimin_rules.report.phrases import Phrases
from huimin_rules.verdict import InForce


def banner(in_force: InForce | None, today: date, words: Phrases) -> str | None:
    """What is to be said about the regulation as of today; None while it is in force."""
    if in_force is None:
        return None
    end = words.days_or.join(map(str, in_force.last_days))
    if today < in_force.start:
        said = words.not_yet.format(today=today, start=in_force.start)
    elif today > max(in_force.last_days):
        said = words.no_longer.format(today=today, end=end)
    elif today > min(in_force.last_days):
        said = words.perhaps.format(today=today, end=end)
    else:
        return None
    return said + words.unmoved
