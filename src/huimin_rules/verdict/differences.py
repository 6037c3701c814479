"""What comes out where two versions of a policy are compared: by their words, by their parts, and by what they mean."""

from enum import StrEnum
from typing import Literal, TypeAlias

from huimin_rules.canonical import canonical_json
from huimin_rules.frozen import FrozenModel
from huimin_rules.verdict.findings import Citation, Finding
from huimin_rules.verdict.verdict import Conclusion, PolicyReference

EntryKind: TypeAlias = Literal["norm", "fact", "reading", "consistency"]


class Change(StrEnum):
    """What became of something from the old version to the new."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class TextChange(FrozenModel):
    """A clause whose words are not the same; `old` is None for one that was added, `new` for one that was removed."""

    citation: Citation
    change: Change
    old: str | None
    new: str | None


class PartChange(FrozenModel):
    """A part of a norm, fact, reading or consistency rule that changed, named as rules name it (`quote`, `requires`).

    `old` and `new` are its words, where the part is words. `bears` says whether it can change what an application
    comes to, or which applications can be read.
    """

    part: str
    old: str | None
    new: str | None
    bears: bool


class EntryChange(FrozenModel):
    """A norm, fact, reading or consistency rule that was added, removed or changed, and then in which parts."""

    kind: EntryKind
    id: str
    name: str
    change: Change
    parts: tuple[PartChange, ...] = ()
    bears: bool


class Relation(StrEnum):
    """How the new version of a norm (or the whole new version) relates to the old one, over the applications that both
    versions read.

    What is compared is which applications are *unmet* (for advice: not followed; for the whole: not eligible). A norm
    that does not apply is not unmet.

    - `equivalent`: every application has the same outcome: met, unmet or not applicable.
    - `stricter`: whatever is unmet in the old version is in the new one, and some application is unmet in the new
      version alone. `looser` is the reverse.
    - `different`: some application is unmet in the new version alone, and another in the old one alone.
    - `applicability`: the same applications are unmet, but some is met in one version and not addressed by the other.
    - `undecided`: no proof and no counterexample was found; `reason` says why.
    """

    EQUIVALENT = "equivalent"
    STRICTER = "stricter"
    LOOSER = "looser"
    DIFFERENT = "different"
    APPLICABILITY = "applicability"
    UNDECIDED = "undecided"


class Side(FrozenModel):
    """A witness as one version reads it: a complete application as the text of a YAML file, the readings to check it
    under, and what came out: the conclusion, the norms that are unmet, and the finding of the norm that is compared
    (None for the whole).
    """

    application: str
    readings: tuple[tuple[str, str], ...]
    conclusion: Conclusion
    unmet: tuple[str, ...]
    finding: Finding | None


class Witness(FrozenModel):
    """One application for which the versions differ. Each side states the facts that its version has; what both have
    is the same.
    """

    old: Side
    new: Side


class UnderReadings(FrozenModel):
    """The relation under one combination of alternatives of the readings that both versions share."""

    readings: tuple[tuple[str, str], ...]
    relation: Relation


class Comparison(FrozenModel):
    """How one norm that both versions have, or the whole (`norm` is None), compares in meaning.

    `witnesses`: for `stricter` one that is unmet in the new version alone, for `looser` one that is unmet in the old
    alone, for `different` both in this order, for `applicability` one. `under`: the relation under each combination of
    shared alternatives, where it is not the same under all.
    """

    norm: str | None
    title: str
    relation: Relation
    witnesses: tuple[Witness, ...] = ()
    under: tuple[UnderReadings, ...] = ()
    reason: str | None = None


class PolicyDifference(FrozenModel):
    """Everything in which two versions of a policy differ. `lists`: up to how many elements of each list the meaning
    was compared.
    """

    old: PolicyReference
    new: PolicyReference
    text: tuple[TextChange, ...]
    entries: tuple[EntryChange, ...]
    norms: tuple[Comparison, ...]
    conclusion: Comparison
    lists: tuple[tuple[str, int], ...]

    @property
    def same_meaning(self) -> bool:
        """Whether everything that both versions have was proved equivalent, and nothing that bears on the meaning was
        added, removed or changed beside it.

        A condition may be written in another way: that alone is no difference in meaning, where a proof says so.
        """
        proved = all(one.relation is Relation.EQUIVALENT for one in (*self.norms, self.conclusion))
        return proved and not any(entry.bears for entry in self.entries)

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))
