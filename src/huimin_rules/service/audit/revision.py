"""What changed from one record of a case to the next."""

from collections.abc import Mapping

from huimin_rules.ledger.record import Record
from huimin_rules.service.audit.json_difference import json_differences
from huimin_rules.service.audit.replayed import Changed, Revision


def revision(index: int, before: Record, after: Record) -> Revision:
    """What changed from the record at an index to a later one of the same case."""
    return Revision(
        index=index,
        facts=tuple(
            Changed(what=one.pointer, before=one.before, after=one.after)
            for one in json_differences(before.to_json()["facts"], after.to_json()["facts"])
        ),
        readings=_readings(before.readings, after.readings),
        policy=_changed("policy", before.policy.digest, after.policy.digest),
        library=_changed("library", *(f"{one.library.version}, {one.library.engine}" for one in (before, after))),
        conclusion=_changed("conclusion", *(_conclusion(one) for one in (before, after))),
        recorded_by=_changed("recorded_by", before.recorded_by, after.recorded_by),
    )


def _readings(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Changed, ...]:
    names = sorted(before.keys() | after.keys())
    found = (_changed(name, before.get(name), after.get(name)) for name in names)
    return tuple(one for one in found if one is not None)


def _changed(what: str, before: str | None, after: str | None) -> Changed | None:
    return None if before == after else Changed(what=what, before=before, after=after)


def _conclusion(record: Record) -> str | None:
    concluded = record.verdict.get("conclusion")
    return concluded if isinstance(concluded, str) else None
