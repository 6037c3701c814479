"""The comparison has teeth: a runtime that is broken on purpose gives other bytes than the reference engine somewhere.

Searches have little to spend here, on both sides. Then a verdict also shows what is tried and in which order, so a break
shows in fewer cases, and the order itself is compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huimin_rules import validate
from huimin_rules.engines.reference import Engine, effort
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from tests.engines.javascript.alike import shipped_applications
from tests.engines.javascript.node import Runtime, budgets, changed, started
from tests.engines.random_policies import POLICIES
from tests.engines.test_effort import for_each_row
from tests.engines.test_exactness import partial
from tests.engines.test_shipped import SHIPPED
from tests.joint.applications import applications
from tests.joint.policies import policies

QUESTION, FINDING = 60, 300
"""Enough for most questions about a small policy, too little for many."""
DRAWN = settings(
    max_examples=120,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Trial:
    """A policy, and some applications with their readings."""

    policy: Policy
    given: tuple[tuple[Application, dict[str, str]], ...]

    def expected(self) -> list[str]:
        engine = Engine(self.policy)
        return [engine.decide(application, readings).to_json() for application, readings in self.given]

    def same(self, node: Runtime, expected: list[str]) -> bool:
        node.use(self.policy)
        return all(
            node.decide(*one) == wanted for one, wanted in zip(self.given, expected, strict=True)
        )


def _trials() -> list[Trial]:
    found: list[Trial] = []

    @DRAWN
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        policy = data.draw(policies())
        given = [data.draw(applications(policy)) for _ in range(3)]
        found.append(Trial(policy, tuple((validate(policy, one.facts), dict(one.readings)) for one in given)))
        small = data.draw(st.one_of(POLICIES, for_each_row()))
        found.append(Trial(small, tuple((data.draw(partial(small))[0], {}) for _ in range(3))))

    draw()
    many = [{"role": "participant" if index else "lead", "domicile": "990000"} for index in range(12)]
    large = [{"applicants": many}, {"applicants": [{}] * 25}, {"plan": {"indicators": [{}] * 9, "expert_group": [{}] * 9}}]
    found.append(Trial(SHIPPED, tuple((validate(SHIPPED, facts), {}) for facts in large)))
    found.append(Trial(SHIPPED, tuple(shipped_applications(11, 150))))
    return found


TrialsAndVerdicts = list[tuple[Trial, list[str]]]


@pytest.fixture(scope="module")
def trials() -> Iterator[TrialsAndVerdicts]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "BUDGET", QUESTION)
        patch.setattr(effort, "FINDING_BUDGET", FINDING)
        yield [(one, one.expected()) for one in _trials()]


def test_with_little_to_spend_all_is_decided_alike(trials: TrialsAndVerdicts, tmp_path: Path) -> None:
    with started(changed(tmp_path / "runtime", *budgets(QUESTION, FINDING))) as node:
        for number, (trial, expected) in enumerate(trials):
            assert trial.same(node, expected), number


BREAKS = {
    "and forgets what may be false": ("ternary.mjs", "((a | b) & FALSE)", "(a & b & FALSE)"),
    "not turns nothing": ("ternary.mjs", "(a >> 1) | ((a & FALSE) << 1)", "a"),
    "at least excludes the number": ("ranges.mjs", '"at_least", (a, b) => order(a, b) >= 0', '"at_least", (a, b) => order(a, b) > 0'),
    "a domain's end is excluded": ("ranges.mjs", "[order(a, d) >= 0, order(b, c) >= 0]", "[order(a, d) >= 0, order(b, c) > 0]"),
    "what does not exist is equal to itself": ("ranges.mjs", "equal(a, b) && a !== NONE", "equal(a, b)"),
    "an open divisor of zero divides": ("ranges.mjs", "    none = true;\n", ""),
    "an unknown subject picks one row": ("expressions.mjs", "rowOf(rows, high) + 1", "rowOf(rows, low) + 1"),
    "no limit belongs to its row": ("expressions.mjs", "(one.included && equal(value, one.limit.value))", "false"),
    "a count takes what may be for certain": ("expressions.mjs", "meets === TRUE ? 1 : 0", "meets & TRUE ? 1 : 0"),
    "a month is whole a day early": ("quantity.mjs", "end.day < start.day ? 1 : 0", "through.day < start.day ? 1 : 0"),
    "a look-back excludes its first day": ("conditions.mjs", 'compare("at_least"), compare("at_most")', 'compare("more_than"), compare("at_most")'),
    "an empty list meets nothing": ("conditions.mjs", '? [FALSE, TRUE] : [TRUE, FALSE];\n    return (slots) => {', '? [FALSE, TRUE] : [FALSE, TRUE];\n    return (slots) => {'),
    "an exemption does not exempt": ("outcomes.mjs", 'parts.push({ kind: "Not", part: norm.unless });', "parts.push(norm.unless);"),
    "no part met is met": ("outcomes.mjs", "parts.reduce(_join, NOT_APPLICABLE)", "parts.reduce(_join, MET)"),
    "the ends of other domains are not tried": ("candidates.mjs", "...known, ...ends]", "...known]"),
    "neighbours are not tried": ("candidates.mjs", "const count = Math.max(unknown, 1);", "const count = 1;"),
    "windows are not tried": ("candidates.mjs", "[1, -1].flatMap", "[].flatMap"),
    "nothing between is tried": ("candidates.mjs", "? _between(domain.type", "? (() => [])(domain.type"),
    "one mixture is left out": ("candidates.mjs", "chosen.fill(chosen[last] + 1, last);", "chosen[last] += 1;"),
    "every option is tried": ("uses.mjs", "return first;", "return true;"),
    "lists are tried with one element": ("uses.mjs", "const _COMBINED = 3;", "const _COMBINED = 1;"),
    "a computed fact is not halved": ("candidates.mjs", 'fact !== null && fact.kind === "Fact" && this.computed.has(fact.path)', "false"),
    "the upper half comes first": ("exact.mjs", "waiting.push([split[1], high], [low, split[0]]);", "waiting.push([low, split[0]], [split[1], high]);"),
    "witnesses are not turned": ("exact.mjs", "if (this._turnsAWitness(variable)) {", "if (false) {"),
    "ordered values come first": ("exact.mjs", "[...everything.filter((one) => !ordered(one)), ...everything.filter(ordered)]", "[...everything.filter(ordered), ...everything.filter((one) => !ordered(one))]"),
    "what is inconsistent counts": ("exact.mjs", "if (agreed === FALSE) {", "if (false) {"),
    "too fine a cut proves something": ("exact.mjs", "found === 0 || (this.unsettled && isCertain(found))", "found === 0"),
    "readings tie nothing": ("consistency.mjs", ", ...referred.readings.map(readingKey)]", "]"),
    "what is tied does not move": ("variables.mjs", "groups.get(key) ?? null", "null"),
    "rules do not join groups": ("consistency.mjs", "if (joined.has(group)) {", "if (false) {"),
    "other elements are not seen": ("variables.mjs", " || this.shared.has(place[2]);", ";"),
    "long lists cost nothing": ("effort.mjs", "Math.floor(elements / _ELEMENTS_PER_UNIT)", "0"),
    "an evaluation more is taken": ("effort.mjs", "this._question === 0", "this._question < 0"),
    "a self-assessment is missing": ("variables.mjs", 'application.stated[index] === null ? "missing" : "judgement"', '"missing"'),
    "a reading without official word": ("engine.mjs", "new Map([...this.official, ...readings])", "new Map(readings)"),
    "a part that has it may lack it": ("parts.mjs", " || found === (MET | NOT_APPLICABLE)", ""),
    "a definition is not shown": ("findings.mjs", "reason: reason + this._defined(slots)", "reason"),
    "what fails is not shown": ("findings.mjs", "reason += this._why(facts, parts, slots, application);", ""),
    "one value more is shown": ("wording.mjs", "const _SHOWN = 8;", "const _SHOWN = 9;"),
    "one name more is shown": ("wording.mjs", "const _MOST_NAMED = 20;", "const _MOST_NAMED = 21;"),
    "supplements stand in another order": ("supplements.mjs", '["fix", "supply", ', '["supply", "fix", '),
    "materials of norms that do not apply": ("engine.mjs", 'finding.status !== "not_applicable"', "true"),
    "the last day is the earliest": ("engine.mjs", "max(...lastDays)", "min(...lastDays)"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS)
def test_a_break_is_caught(trials: TrialsAndVerdicts, tmp_path: Path, broken: str) -> None:
    with started(changed(tmp_path / "runtime", *budgets(QUESTION, FINDING), BREAKS[broken])) as node:
        assert not all(trial.same(node, expected) for trial, expected in trials)
