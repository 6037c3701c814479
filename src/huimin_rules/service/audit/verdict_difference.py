"""A recorded verdict beside the one that comes out today, finding by finding.

The recorded one is read as plain JSON: it may be of an age whose verdicts this library no longer knows, or damaged.
"""

from collections.abc import Mapping

from huimin_rules.canonical import Json, canonical_json
from huimin_rules.service.audit.json_difference import json_differences
from huimin_rules.service.audit.replayed import Difference, FindingReplay
from huimin_rules.verdict import Verdict

_FINDINGS = "findings"


def verdict_differences(
    before: Mapping[str, Json], after: Verdict
) -> tuple[tuple[FindingReplay, ...], tuple[Difference, ...]]:
    """Every finding, in the order of the text, those last that no longer come out; and what differs outside them.

    Two verdicts differ in their bytes exactly where something is found here.
    """
    tree: dict[str, Json] = after.model_dump(mode="json")
    now = recorded_findings(tree)
    then = recorded_findings(before)
    assert now is not None
    if then is None:
        return (), json_differences(before, tree)
    gone = [norm for norm in then if norm not in now]
    findings = tuple(_finding(norm, then.get(norm), now.get(norm)) for norm in (*now, *gone))
    rest = json_differences(_without_findings(before), _without_findings(tree))
    if [one for one in then if one in now] != [one for one in now if one in then]:
        rest = (
            Difference(pointer=f"/{_FINDINGS}", before=canonical_json(list(then)), after=canonical_json(list(now))),
            *rest,
        )
    return findings, rest


def identical_findings(verdict: Verdict) -> tuple[FindingReplay, ...]:
    """The findings of a verdict that came out as it is recorded."""
    return tuple(
        FindingReplay(norm=one.norm, citation=one.citation.label, identical=True, differences=())
        for one in verdict.findings
    )


def recorded_findings(verdict: Mapping[str, Json]) -> dict[str, Mapping[str, Json]] | None:
    """The findings of a verdict by their norms; None where they are no list of findings."""
    listed = verdict.get(_FINDINGS)
    if not isinstance(listed, list):
        return None
    found: dict[str, Mapping[str, Json]] = {}
    for one in listed:
        if not isinstance(one, Mapping) or not isinstance(norm := one.get("norm"), str) or norm in found:
            return None
        found[norm] = one
    return found


def _finding(norm: str, before: Mapping[str, Json] | None, after: Mapping[str, Json] | None) -> FindingReplay:
    if before is None or after is None:
        whole = Difference(
            pointer="",
            before=None if before is None else canonical_json(before),
            after=None if after is None else canonical_json(after),
        )
        differences: tuple[Difference, ...] = (whole,)
    else:
        differences = json_differences(before, after)
    return FindingReplay(
        norm=norm,
        citation=_label(after) or _label(before),
        identical=not differences,
        differences=differences,
    )


def _label(finding: Mapping[str, Json] | None) -> str | None:
    citation = None if finding is None else finding.get("citation")
    label = citation.get("label") if isinstance(citation, Mapping) else None
    return label if isinstance(label, str) else None


def _without_findings(verdict: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in verdict.items() if key != _FINDINGS}
