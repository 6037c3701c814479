"""Proving a policy: what the solver says, confirmed by the reference engine, and what the author has acknowledged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from huimin_rules.errors import InputError
from huimin_rules.loading.written_yaml import write_yaml
from huimin_rules.norms.acknowledgement import Acknowledgement, Defect
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import check

if TYPE_CHECKING:
    from huimin_rules.analysis.proofs.results import Result, Shown


@dataclass(frozen=True, slots=True)
class Proof:
    """A result that the engine has confirmed, and the author's reason where it is refuted and meant so."""

    result: "Result"
    acknowledged: str | None = None

    @property
    def fails(self) -> bool:
        """Whether it leaves something to do: refuted and not acknowledged, or not decided."""
        state = self.result.state.value
        return state == "undecided" or (state == "refuted" and self.acknowledged is None)


@dataclass(frozen=True, slots=True)
class Proofs:
    """Everything that was asked about a policy, in the order of the text, and the acknowledgements nobody needs."""

    policy: Policy
    proofs: tuple[Proof, ...]
    superfluous: tuple[Acknowledgement, ...]

    @property
    def failing(self) -> bool:
        """Whether anything is left to do."""
        return bool(self.superfluous) or any(proof.fails for proof in self.proofs)


def prove(policy: Policy, longest: Mapping[str, int] | None = None) -> Proofs:
    """Ask everything that can be asked of a policy without deciding an application.

    Every application that a result shows has been decided by the reference engine, and came to what the result says;
    a result that the engine does not confirm is not decided. `longest` overrides how many elements the lists have at
    most. Raises MissingExtra where the solver is not installed.
    """
    from huimin_rules.analysis.proofs.prove import prove as ask
    from huimin_rules.analysis.proofs.results import State

    reasons = {(one.defect, one.subject): one.reason for one in policy.acknowledged}
    proofs = []
    for result in ask(policy, longest):
        confirmed = _confirmed(policy, result)
        refuted = confirmed.state is State.REFUTED
        proofs.append(Proof(confirmed, reasons.get((result.defect, result.subject)) if refuted else None))
    # Exactness that rests on the search is not proved: the author's reason may still be needed there.
    needed = {(one.result.defect, one.result.subject) for one in proofs if one.result.state is not State.PROVED}
    superfluous = tuple(one for one in policy.acknowledged if (one.defect, one.subject) not in needed)
    return Proofs(policy, tuple(proofs), superfluous)


def application_text(shown: "Shown") -> str:
    """The application of a result as the text of a file that `check` reads."""
    return write_yaml(dict(shown.example.facts))


def _confirmed(policy: Policy, result: "Result") -> "Result":
    """The result, where the engine says the same about each application that it shows."""
    from huimin_rules.analysis.proofs.results import State

    try:
        differing = [(shown, words) for shown in result.shown if (words := _differs(policy, result, shown))]
    except InputError as error:
        return replace(result, state=State.UNDECIDED, reason=f"用来说明的申请读不懂：{error}")
    if not differing:
        return result
    if result.state is State.SEARCHED:
        return _inexact(result, tuple(shown for shown, _ in differing))
    reason = f"引擎没有证实：{'；'.join(words for _, words in differing)}"
    return replace(result, state=State.UNDECIDED, reason=reason)


def _inexact(result: "Result", still_open: "tuple[Shown, ...]") -> "Result":
    """The engine's search leaves open what all completions agree about. That refutes exactness, unless a list is open
    of which longer ones may differ than those that were looked at.
    """
    from huimin_rules.analysis.proofs.results import State

    sure = tuple(
        shown for shown in still_open if {path for path, _ in result.unsure} <= set(_paths(shown.example.facts))
    )
    if sure:
        return replace(result, state=State.REFUTED, shown=sure)
    reason = f"没有列出的列表只看到：{'、'.join(f'{path} 至多 {most} 项' for path, most in result.unsure)}"
    return replace(result, state=State.UNDECIDED, shown=still_open, reason=reason)


def _paths(facts: Mapping[str, object], before: str = "") -> Iterator[str]:
    """The paths of what is stated."""
    for key, value in facts.items():
        yield f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _paths(value, f"{before}{key}.")


def _differs(policy: Policy, result: "Result", shown: "Shown") -> str:
    """What the engine says otherwise about an application; nothing where it says the same."""
    verdict = check(policy, shown.example.facts, shown.example.readings)
    found = [(norm, expected, verdict.finding(norm).status) for norm, expected in shown.statuses]
    if result.defect in (Defect.UNSOUND, Defect.NOT_MONOTONE) and shown is result.shown[0]:
        # It leaves open what the other settles: the engine errs only if it settles it otherwise.
        kept = [(norm, one.value) for norm, expected, one in found if one is expected or one.is_open]
        return "；".join(f"{norm} 的结论是 {one}，没有排除别的" for norm, one in kept)
    return "；".join(
        f"{norm} 应为 {expected.value}，引擎的结论是 {one.value}"
        for norm, expected, one in found
        if one is not expected
    )
