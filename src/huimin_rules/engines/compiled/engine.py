"""The compiled engine: one generated function makes the findings of all norms.

A norm that is certainly met, and whose finding shows nothing but its statements, is written out; everything else is
handed to the reference engine with what is possible for it. Generated from the norms alone; the same policy gives the
same text.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

from huimin_rules.engines.compiled.consistent import Violated, compiled_consistency
from huimin_rules.engines.compiled.source import Source
from huimin_rules.engines.reference import Engine
from huimin_rules.engines.reference.findings import Findings, Stated
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.outcomes import MET, NOT_APPLICABLE, REQUIRED, applies
from huimin_rules.engines.reference.parts import Parts
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Constant
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.ternary import FALSE, TRUE
from huimin_rules.verdict import Finding

Made: TypeAlias = Callable[[Slots, Application], tuple[Finding, ...]]

_NAME: Final = "findings"


class CompiledEngine(Engine):
    """Decides as the reference engine does, and faster; equal in every verdict.

    Compiling takes as long as some hundred decisions; `after` so many, so that whoever decides once does not wait.
    """

    def __init__(self, policy: Policy, after: int = 0) -> None:
        super().__init__(policy)
        self._remaining = after
        self._made: Made | None = None
        self._unasked = after
        self._violated: Violated | None = None

    @property
    def compiled(self) -> bool:
        """Whether the next decision is made by generated code."""
        return self._made is not None

    def violated(self, application: Application) -> list[Consistency]:
        """The consistency rules that the application violates, however its unknowns turn out."""
        if self._violated is None:
            if self._unasked > 0:
                self._unasked -= 1
                return super().violated(application)
            self._violated = compiled_consistency(self.compiler)
        return self._violated(application)

    def findings_of(self, slots: Slots, application: Application) -> tuple[Finding, ...]:
        """The findings of all norms, in the order of the text."""
        if self._made is None:
            if self._remaining > 0:
                self._remaining -= 1
                return super().findings_of(slots, application)
            self._made = _compiled(self._written())
        return self._made(slots, application)

    def source(self) -> str:
        """The text of the generated function."""
        return self._written().text()

    def _written(self) -> Source:
        source = Source(self.compiler)
        source.names |= {"required": REQUIRED, "assembled": Finding.assemble}
        source.line(f"def {_NAME}(s, a, assembled=assembled):", 0)
        source.line("stated = a.stated")
        source.line("f = []")
        for one in self.findings:
            _finding(source, one)
        source.line("return tuple(f)")
        return source


def _compiled(source: Source) -> Made:
    exec(compile(source.text(), "<compiled policy>", "exec"), source.names)
    return cast(Made, source.names[_NAME])


def _finding(source: Source, findings: Findings) -> None:
    """The lines that append the finding of one norm."""
    whole = source.constant(findings.finding)
    if findings.parts is not None:
        _finding_with_parts(source, findings, findings.parts, whole)
        return
    norm, found = findings.norm, source.fresh("o")
    if findings.fixed is None:
        source.line(f"f.append({whole}({_outcome(source, norm, '()')}, s, a))")
        return
    source.line(f"if ({found} := {_outcome(source, norm, '()')}) == {MET}:")
    _met(source, findings, findings.fixed)
    source.line("else:")
    source.line(f"f.append({whole}({found}, s, a))", 2)


def _finding_with_parts(source: Source, findings: Findings, parts: Parts, whole: str) -> None:
    """The same for a norm that goes through a list; parts that are met come from those that are kept."""
    elements, found, one, kept = (source.fresh(prefix) for prefix in "loep")
    outcome = _outcome(source, findings.norm, one)
    names = source.once(_names(parts))
    source.line(f"if ({elements} := s[{parts.slot}]).__class__ is tuple:")
    source.line(f"{found} = []", 2)
    source.line(f"for {one} in {elements}:", 2)
    source.line(f"{found}.append({outcome})", 3)
    source.line(f"{found} = tuple({found})", 2)
    if findings.fixed is None:
        source.line(f"f.append({whole}({found}, s, a))", 2)
    else:
        source.line(f"if ({kept} := {source.constant(parts.met)}.get(({found}, {names}))) is not None:", 2)
        _met(source, findings, findings.fixed, kept)
        source.line("else:", 2)
        source.line(f"f.append({whole}({found}, s, a))", 3)
    source.line("else:")
    source.line(f"f.append({whole}({source.constant(findings.program.possible)}(s), s, a))", 2)


def _names(parts: Parts) -> str:
    """An expression for what the elements of a list are called, as `Parts.names` has it."""
    each = f"e[{parts.titled}]" if parts.titled is not None else "None"
    return f"tuple([{each} for e in s[{parts.slot}]]) if s[{parts.slot}].__class__ is tuple else ()"


def _met(source: Source, findings: Findings, fixed: Mapping[str, object], parts: str | None = None) -> None:
    fields, depth = source.fresh("m"), 2 if parts is None else 3
    source.line(f"{fields} = {source.constant(fixed)}.copy()", depth)
    source.line(f"{fields}['facts'] = {_stated(source, findings.stated)}", depth)
    if parts is not None:
        source.line(f"{fields}['parts'] = {parts}", depth)
    source.line(f"f.append(assembled({fields}))", depth)


def _outcome(source: Source, norm: Norm, element: str) -> str:
    """An expression for the outcomes that are possible for one element."""
    required = f"required[{source.test(norm.requires or Constant(True), element)}]"
    addressing = applies(norm)
    if addressing is None:
        return required
    addressed, test = source.fresh("t"), source.test(addressing, element)
    return (
        f"({NOT_APPLICABLE} if ({addressed} := {test}) == {FALSE}"
        f" else {required} if {addressed} == {TRUE} else {required} | {NOT_APPLICABLE})"
    )


def _stated(source: Source, stated: Stated) -> str:
    """An expression for the statements that a finding rests on."""
    if not stated.scalars and len(stated.lists) == 1:
        ((number, positions),) = stated.lists
        places = "".join(f"row[{position}], " for position in positions)
        return f"tuple([x for row in a.listed[{number}] for x in ({places}) if x is not None])"
    picked = f"{source.constant(stated)}(a)"
    if stated.lists or not stated.scalars:
        return picked
    names = [source.fresh("x") for _ in stated.scalars]
    known = " and ".join(
        f"({name} := stated[{place}]) is not None" for name, place in zip(names, stated.scalars, strict=True)
    )
    return f"({', '.join(names)},) if {known} else {picked}"
