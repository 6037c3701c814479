"""What comes out where it is asked which smallest changes would make an application eligible."""

from enum import StrEnum

from pydantic import Field

from huimin_rules.canonical import canonical_json
from huimin_rules.frozen import FrozenModel
from huimin_rules.verdict.findings import Citation
from huimin_rules.verdict.verdict import Conclusion, PolicyReference


class Action(StrEnum):
    """What is to be done: answer what nobody has answered; change what is stated; obtain a determination of an open
    term; add an element to a list, or leave one out; state a list that was left out.
    """

    ANSWER = "answer"
    CHANGE = "change"
    DETERMINE = "determine"
    ADD = "add"
    LEAVE_OUT = "leave_out"
    LIST = "list"


class Asking(FrozenModel):
    """Why a step is needed: the norm that is not met without it, with its words; or, without a norm, the rule of
    consistency that the application would break, whose message stands in `title`.
    """

    norm: str | None
    title: str
    citation: Citation | None
    quote: str | None


class Step(FrozenModel):
    """One change. `old` and `new` are values as an application file writes them (None: nothing was stated, or the step
    is about a whole element). `element` are the fields of an element that is added, `elements` those of a list that is
    stated.
    """

    action: Action
    path: str = Field(examples=["plan.funding.self_raised_secured", "applicants[1].role"])
    label: str
    old: bool | int | str | None
    new: bool | int | str | None
    elements: tuple[tuple[tuple[str, bool | int | str], ...], ...] = ()
    asked_by: tuple[Asking, ...]
    materials: tuple[str, ...]


class Remedy(FrozenModel):
    """A smallest set of steps; with all of them taken the application is eligible, under `readings` if there are any,
    otherwise under all that are open. None of the steps can be left out.
    """

    steps: tuple[Step, ...]
    readings: tuple[tuple[str, str], ...]


class RemedyReport(FrozenModel):
    """The answer for one application.

    - `conclusion`: what it is now. Where it is `eligible`, there is nothing to remedy.
    - `remedies`: some smallest sets, all of the same size; `more` says that there are others of this size.
    - `impossible`: where there is no remedy, the norms that cannot all be met.
    - `undecided`: why it is not known whether there is one.
    """

    policy: PolicyReference
    conclusion: Conclusion
    remedies: tuple[Remedy, ...] = ()
    more: bool = False
    impossible: tuple[Asking, ...] = ()
    undecided: str | None = None

    @property
    def helps(self) -> bool:
        """Whether the application is eligible, or a remedy was found."""
        return self.conclusion is Conclusion.ELIGIBLE or bool(self.remedies)

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))
