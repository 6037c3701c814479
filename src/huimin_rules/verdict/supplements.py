"""The one-round list (一次性补正清单): everything to fix, supply or have decided, each thing once, with all the norms
it serves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict.findings import Blocker, Finding, Status
from huimin_rules.verdict.verdict import Supplement

Action: TypeAlias = Literal["fix", "supply", "determine", "clarify", "explain"]

_ORDER: Final[tuple[Action, ...]] = ("fix", "supply", "determine", "clarify", "explain")
_ACTION: Final[dict[str, Action]] = {"missing": "supply", "judgement": "determine", "reading": "clarify"}


@dataclass(slots=True)
class _Entry:
    what: str
    norms: dict[str, str] = field(default_factory=dict)


def supplements(policy: Policy, findings: Iterable[Finding]) -> tuple[Supplement, ...]:
    """The list for some findings: first what fails, then what is missing, then what others must decide."""
    entries: dict[tuple[Action, str], _Entry] = {}

    def enter(action: Action, subject: str, what: str, finding: Finding) -> None:
        entry = entries.setdefault((action, subject), _Entry(what))
        entry.norms[finding.norm] = finding.citation.label

    for finding in findings:
        if finding.status is Status.UNMET:
            enter("fix", finding.norm, finding.remedy or finding.reason, finding)
        elif finding.status is Status.NOT_FOLLOWED and finding.modality is Modality.DEFAULT:
            enter("explain", finding.norm, finding.remedy or finding.reason, finding)
        for blocker in finding.blockers:
            enter(_ACTION[blocker.kind], blocker.name, _what(policy, blocker), finding)
    return tuple(
        Supplement.assemble(
            {
                "action": action,
                "subject": subject,
                "what": entry.what,
                "norms": tuple(entry.norms),
                "citations": tuple(dict.fromkeys(entry.norms.values())),
            }
        )
        for wanted in _ORDER
        for (action, subject), entry in entries.items()
        if action == wanted
    )


def _what(policy: Policy, blocker: Blocker) -> str:
    if blocker.kind == "reading":
        reading = policy.reading_by_id[blocker.name]
        return f"请主管部门明确：{reading.question}"
    if blocker.kind == "judgement":
        return f"提请认定：{blocker.label}"
    start = blocker.name.find("[")
    path = blocker.name if start < 0 else f"{blocker.name[:start]}[]{blocker.name[blocker.name.index(']') + 1 :]}"
    return policy.fact_by_path[path].asked.question
