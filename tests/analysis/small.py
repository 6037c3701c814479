"""Tiny policies to prove things about: a few facts, and norms made of conditions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from huimin_rules.citation import Clause
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import AnyFact, Choice, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Alternative, Ground, Modality, Norm, OfficialReading, Reading, Wording
from huimin_rules.norms.policy import Consistency, Identity, Policy
from huimin_rules.norms.text import Text

ASKED = Question("问", "？")
WHOLE = e.Type(ValueType.INTEGER)
RATIO = e.Type(ValueType.NUMBER)
DATE = e.Type(ValueType.DATE)
BOOLEAN = e.Type(ValueType.BOOLEAN)
CHOICE = e.Type(ValueType.CHOICE)
TEXT = e.Type(ValueType.TEXT)

FACTS: tuple[AnyFact, ...] = (
    Fact("a", ValueType.BOOLEAN, ASKED),
    Fact("j", ValueType.BOOLEAN, ASKED, judgement=True),
    Fact("k", ValueType.CHOICE, ASKED, choices=tuple(Choice(one, one) for one in "pqr")),
    Fact("x", ValueType.INTEGER, ASKED, minimum=0, maximum=100),
    Fact("y", ValueType.INTEGER, ASKED, minimum=0, maximum=100),
    Fact("m", ValueType.NUMBER, ASKED, minimum=0, maximum=9),
    Fact("d", ValueType.DATE, ASKED, may_be_none=True),
    Fact("f", ValueType.DATE, ASKED),
    Fact("t", ValueType.TEXT, ASKED),
    Fact("u", ValueType.TEXT, ASKED),
    FactList(
        "rows",
        ASKED,
        (Fact("rows[].b", ValueType.BOOLEAN, ASKED), Fact("rows[].n", ValueType.INTEGER, ASKED, minimum=0, maximum=9)),
    ),
)


def whole(value: int) -> e.Literal:
    return e.Literal(value, WHOLE)


def at_least(path: str, value: int) -> c.Compare:
    return c.Compare(e.FactRef(path), c.Comparison.AT_LEAST, whole(value))


def less_than(path: str, value: int) -> c.Compare:
    return c.Compare(e.FactRef(path), c.Comparison.LESS_THAN, whole(value))


def true(path: str) -> c.Compare:
    return c.Compare(e.FactRef(path), c.Comparison.IS, e.Literal(True, BOOLEAN))


def reading(name: str = "r", official: str | None = None) -> Reading:
    spoken = OfficialReading(official, "甲", date(2030, 1, 1), "文") if official else None
    alternatives = (Alternative("one", "一", "。"), Alternative("two", "二", "。"))
    return Reading(name, "？", Clause(1), alternatives, "one", official=spoken)


def norm(name: str, requires: c.Condition, modality: Modality = Modality.OBLIGATION, **more: Any) -> Norm:
    return Norm(name, Ground(Clause(1), "文"), modality, Wording(name, None, "是", "否"), requires, **more)


def policy(
    norms: Sequence[Norm] | Mapping[str, c.Condition],
    rules: Sequence[c.Condition] = (),
    readings: Sequence[Reading] = (),
    **more: Any,
) -> Policy:
    made = [norm(name, one) for name, one in norms.items()] if isinstance(norms, Mapping) else list(norms)
    return Policy(
        Identity("small", "小", "号", "甲", "乙", "000000", "丙"),
        Text("", "", ()),
        FACTS,
        tuple(Consistency(f"rule{index}", "x", one, "不一致") for index, one in enumerate(rules)),
        tuple(readings),
        tuple(made),
        (),
        (),
        # Engines are kept by policy; equal digests of different policies would only cost a comparison.
        digest="",
        **more,
    )
