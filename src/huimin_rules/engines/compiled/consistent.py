"""Consistency rules as one generated function, from an application to the rules that it violates for certain.

Every application that is read is asked, so this must cost next to nothing: conditions are written out as those of
norms are, and so is the number of elements that something holds for (恰好一个); all else calls the reference engine.
"""

from collections.abc import Callable
from typing import Final, TypeAlias, cast

from huimin_rules.engines.compiled.source import Source
from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Compare, Comparison, Condition
from huimin_rules.norms.expressions import Count, Literal
from huimin_rules.norms.policy import Consistency
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN

Violated: TypeAlias = Callable[[Application], list[Consistency]]

_NAME: Final = "violated"


def compiled_consistency(compiler: Compiler) -> Violated:
    """The function that finds the rules of a policy that an application violates, however its unknowns turn out."""
    source = consistency_source(compiler)
    exec(compile(source.text(), "<consistency of a policy>", "exec"), source.names)
    return cast(Violated, source.names[_NAME])


def consistency_source(compiler: Compiler) -> Source:
    """The text of the function."""
    source = Source(compiler)
    source.line(f"def {_NAME}(a):", 0)
    source.line(f"s, f = a.scalars + a.lists + {source.constant(compiler.layout.open_readings)}, []")
    for rule in compiler.policy.consistency:
        violated = f"f.append({source.constant(rule)})"
        match rule.requires:
            case Compare(Count() as count, Comparison.IS, Literal(wanted)):
                _counted(source, rule.requires, count, source.constant(wanted), violated)
            case condition:
                source.line(f"if {source.test(condition)} == {FALSE}:")
                source.line(violated, 2)
    source.line("return f")
    return source


def _counted(source: Source, condition: Condition, count: Count, wanted: str, violated: str) -> None:
    """How many elements there must be: plain arithmetic, where it is known of each of them whether it counts."""
    elements, element, truths = source.fresh("l"), source.fresh("e"), source.fresh("t")
    test = str(TRUE) if count.where is None else source.test(count.where, element)
    each = f"({truths} := [{test} for {element} in {elements}])"
    source.line(f"{elements} = s[{source.layout.lists[count.over]}]")
    source.line(f"if {elements}.__class__ is tuple and {UNKNOWN} not in {each}:")
    source.line(f"if {truths}.count({TRUE}) != {wanted}:", 2)
    source.line(violated, 3)
    source.line(f"elif {source.constant(source.compiler.lower(condition))}(s, ()) == {FALSE}:")
    source.line(violated, 2)
