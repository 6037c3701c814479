"""What must be true of a policy as a whole: no cycles, nothing that decides nothing, no word of the text left out."""

from collections.abc import Iterator

from huimin_rules.errors import PolicyProblem
from huimin_rules.loading.problems import Problems, Spot
from huimin_rules.loading.text_file import TextFile
from huimin_rules.norms.conditions import Holds
from huimin_rules.norms.coverage import coverage
from huimin_rules.norms.facts import FactList
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import conditions, nodes, norm_references, references


def check_cycles(norms: list[tuple[Norm, Spot]]) -> None:
    """Definitions do not refer to themselves; each cycle is recorded once, at its first definition."""
    spots = {norm.id: spot for norm, spot in norms}
    graph = {
        norm.id: tuple(node.definition for part in conditions(norm) for node in nodes(part) if isinstance(node, Holds))
        for norm, _ in norms
    }
    done: set[str] = set()
    for start, steps in graph.items():
        trail = [start]
        waiting: list[tuple[str, Iterator[str]]] = [(start, iter(steps))]
        while waiting:
            name, rest = waiting[-1]
            step = next(rest, None)
            if step is None:
                waiting.pop()
                trail.pop()
                done.add(name)
            elif step in trail:
                cycle = [*trail[trail.index(step) :], step]
                spots[step].at("id").wrong(f"定义循环引用：{' → '.join(cycle)}")
            elif step not in done:
                trail.append(step)
                waiting.append((step, iter(graph.get(step, ()))))


def check_use(policy: Policy, facts: Spot, readings: Spot, norms: dict[str, Spot]) -> None:
    """Facts, readings and definitions that decide nothing: a fact may say why it is asked all the same."""
    used_facts: set[str] = set()
    used_readings: set[str] = set()
    used_definitions: set[str] = set()
    for norm in policy.norms:
        referred = norm_references(policy, norm)
        used_facts.update(referred.facts, referred.lists)
        used_readings.update(referred.readings)
        used_definitions.update(referred.definitions)
        if norm.ground_by is not None:
            used_facts.add(norm.ground_by.fact)
    for rule in policy.consistency:
        referred = references(policy, (rule.requires,))
        used_facts.update(referred.facts, referred.lists)
        used_readings.update(referred.readings)
    for fact in policy.each_fact():
        path = fact.path.split("[].")
        here = facts.at("facts", path[0], *(("items", path[1]) if len(path) > 1 else ()))
        if fact.path not in used_facts and fact.asked.informative is None:
            here.wrong(f"没有规范用到 {fact.path}；如仍需询问，请写明 informative", key=True)
        if fact.path in used_facts and fact.asked.informative is not None and not isinstance(fact, FactList):
            here.at("informative").wrong(f"{fact.path} 已被规范用到，不应写 informative", key=True)
    for reading in policy.readings:
        if reading.id not in used_readings:
            readings.at("readings", reading.id).wrong(f"没有规范用到解释口径 {reading.id}", key=True)
    for norm in policy.norms:
        if norm.modality is Modality.DEFINITION and norm.id not in used_definitions:
            norms[norm.id].at("id").wrong(f"没有规范用到定义 {norm.id}")


def check_coverage(policy: Policy, file: TextFile, problems: Problems) -> None:
    """Every word of the text grounds a norm or is classified; each run of words that does neither is a mistake."""
    numbers = {passage: number for number, passage in enumerate(policy.text.passages)}
    for one in coverage(policy):
        words, start = one.passage.words, None
        marks = (ground or kind for ground, kind in zip(one.grounding, one.classified, strict=True))
        for index, mark in enumerate((*marks, True)):
            if not mark and start is None:
                start = index
            elif mark and start is not None:
                line, column = file.place(numbers[one.passage], start)
                message = f"有文字既非规范的依据，也未分类：“{words[start:index]}”"
                problems.record(PolicyProblem(file.name, line, column, message, one.passage.clause.label))
                start = None
