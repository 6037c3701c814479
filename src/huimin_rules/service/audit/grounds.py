"""Whether a recorded verdict rests on what its record states.

A verdict repeats the statements it rests on, names what nobody had stated, and says which readings were fixed. Where
that is not what the record states, facts or verdict were changed after the decision.
"""

from collections.abc import Iterable, Iterator, Mapping

from huimin_rules.canonical import Json, canonical_json
from huimin_rules.norms.application import Application, Statement
from huimin_rules.service.audit.replayed import Changed
from huimin_rules.service.audit.verdict_difference import recorded_findings
from huimin_rules.verdict import Verdict


def contradictions(
    verdict: Mapping[str, Json], application: Application, readings: Mapping[str, str], cited: Verdict | None
) -> tuple[Changed, ...]:
    """The facts (by path) and readings (by id) that a recorded verdict rests on and that the record states otherwise:
    `before` is what the verdict says, `after` what the record says.

    `cited` is the verdict that the same version of the library gives: a statement that only its findings repeat was not
    there when the recorded verdict was made. Another version may repeat others.
    """
    stated = {one.fact: one for one in _statements(application)}
    repeated = {} if cited is None else {one.norm: one.facts for one in cited.findings}
    found: dict[str, Changed] = {}
    for norm, finding in (recorded_findings(verdict) or {}).items():
        for one in (*_otherwise(finding, stated), *_not_there(finding, stated, repeated.get(norm, ()))):
            found.setdefault(one.what, one)
    for one in _readings(verdict, readings):
        found.setdefault(one.what, one)
    return tuple(found.values())


def _statements(application: Application) -> Iterator[Statement]:
    for row in (application.stated, *(row for rows in application.listed for row in rows)):
        yield from (one for one in row if one is not None)


def _otherwise(finding: Mapping[str, Json], stated: Mapping[str, Statement]) -> Iterator[Changed]:
    """The statements of a finding that are not those of the application."""
    for one in _mappings(finding.get("facts")):
        path = one.get("fact")
        if not isinstance(path, str):
            continue
        there = stated.get(path)
        tree: dict[str, Json] | None = None if there is None else there.model_dump(mode="json")
        before, after = (None if each is None else _said(each) for each in (one, tree))
        if before != after:
            yield Changed(what=path, before=before, after=after)


def _not_there(
    finding: Mapping[str, Json], stated: Mapping[str, Statement], repeated: Iterable[Statement]
) -> Iterator[Changed]:
    """What is stated although a finding says that nobody stated it, or does not repeat it."""
    said = {one.get("fact") for one in _mappings(finding.get("facts"))}
    paths = [one.fact for one in repeated if one.fact not in said]
    paths += [
        path
        for one in _mappings(finding.get("blockers"))
        if one.get("kind") == "missing" and isinstance(path := one.get("name"), str) and path in stated
    ]
    for path in paths:
        yield Changed(what=path, before=None, after=_said(stated[path].model_dump(mode="json")))


def _readings(verdict: Mapping[str, Json], readings: Mapping[str, str]) -> Iterator[Changed]:
    for one in _mappings(verdict.get("readings")):
        name, fixed = one.get("id"), one.get("fixed")
        by_caller = isinstance(fixed, str) and one.get("fixed_by") == "caller"
        before = fixed if by_caller else None
        if isinstance(name, str) and before != readings.get(name):
            assert before is None or isinstance(before, str)
            yield Changed(what=name, before=before, after=readings.get(name))


def _said(statement: Mapping[str, Json]) -> str:
    """What a statement says, and on whose determination."""
    said = {key: statement.get(key) for key in ("value", "determination") if statement.get(key) is not None}
    return canonical_json(said)


def _mappings(value: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))
