"""Two versions of a policy compared: as they are written, and by what they mean, every witness confirmed."""

from typing import Final

from huimin_rules.analysis.difference import entry_changes, text_changes
from huimin_rules.loading.written_yaml import write_yaml
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import check
from huimin_rules.service.confirmed import Unconfirmed
from huimin_rules.service.references import policy_reference
from huimin_rules.verdict import Comparison, Conclusion, PolicyDifference, Side, Status, UnderReadings, Witness

_WHOLE: Final = "总体结论"


def compare(old: Policy, new: Policy) -> PolicyDifference:
    """Everything in which two versions of a policy differ; what the relations mean is said in `verdict.Relation`.

    Every witness has been checked by the reference engine against both versions; one that comes out otherwise is a
    mistake of the program (`Unconfirmed`) and never a result. The same two versions give the same difference. Raises
    MissingExtra without the extra `proofs`.
    """
    from huimin_rules.analysis.proofs.comparison import Compared, Contrast, PolicyComparison, Seen

    comparison = PolicyComparison(old, new)

    def side(policy: Policy, norm: str | None, seen: Seen) -> Side:
        verdict = check(policy, seen.example.facts, seen.example.readings)
        finding = None if norm is None else verdict.finding(norm)
        came_out = None if finding is None else finding.status
        if came_out != seen.status or (verdict.conclusion is Conclusion.ELIGIBLE) != seen.eligible:
            raise Unconfirmed(policy.id, norm, f"{seen.status}", f"{came_out}, {verdict.conclusion}")
        return Side(
            application=write_yaml(dict(seen.example.facts)),
            readings=tuple(seen.example.readings.items()),
            conclusion=verdict.conclusion,
            unmet=tuple(one.norm for one in verdict.findings if one.status is Status.UNMET),
            finding=finding,
        )

    def witness(norm: str | None, contrast: Contrast) -> Witness:
        return Witness(old=side(old, norm, contrast.old), new=side(new, norm, contrast.new))

    def result(compared: Compared) -> Comparison:
        return Comparison(
            norm=compared.norm,
            title=_WHOLE if compared.norm is None else new.norm_by_id[compared.norm].wording.title,
            relation=compared.relation,
            witnesses=tuple(witness(compared.norm, one) for one in compared.contrasts),
            under=tuple(UnderReadings(readings=readings, relation=one) for readings, one in compared.under),
            reason=compared.reason,
        )

    return PolicyDifference(
        old=policy_reference(old),
        new=policy_reference(new),
        text=text_changes(old, new),
        entries=entry_changes(old, new),
        norms=tuple(map(result, comparison.norms())),
        conclusion=result(comparison.conclusion()),
        lists=comparison.lists,
    )
