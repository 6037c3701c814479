"""What must be true of a policy as a whole: ids, citations, quotes, coverage, cycles, facts and readings that nothing uses."""

from collections.abc import Iterator

from huimin_rules.citation import Clause
from huimin_rules.errors import nearest
from huimin_rules.loading.problems import Spot
from huimin_rules.norms.conditions import Holds
from huimin_rules.norms.coverage import uncovered
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.norm import Ground, Unchecked
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.text import Text, squeeze
from huimin_rules.norms.walk import conditions, nodes, norm_references, references


def check_policy(
    policy: Policy,
    about: Spot,
    facts: Spot,
    readings: Spot,
    norms: dict[str, Spot],
    unchecked: dict[Unchecked, Spot],
) -> None:
    """Record every mistake that shows only when the files are seen together."""
    _ids(policy, norms)
    cyclic = _cycles(policy, norms)
    _grounds(policy, about, facts, readings, norms, unchecked)
    if not cyclic:
        _unused(policy, facts, readings, norms)
    _coverage(policy, about)


def _ids(policy: Policy, spots: dict[str, Spot]) -> None:
    seen: set[str] = set()
    for norm in policy.norms:
        if norm.id in seen:
            spots[norm.id].at("id").wrong(f"规范编号重复：{norm.id}")
        seen.add(norm.id)


def _cycles(policy: Policy, spots: dict[str, Spot]) -> bool:
    """Whether definitions refer to themselves; each cycle is recorded once, at its first definition in the text."""
    graph = {
        norm.id: tuple(node.definition for part in conditions(norm) for node in nodes(part) if isinstance(node, Holds))
        for norm in policy.norms
    }
    done: set[str] = set()
    found = False
    for start in graph:
        trail: list[str] = []
        waiting: list[tuple[str, Iterator[str]]] = [(start, iter(graph[start]))] if start not in done else []
        if waiting:
            trail.append(start)
        while waiting:
            name, rest = waiting[-1]
            step = next(rest, None)
            if step is None:
                waiting.pop()
                trail.pop()
                done.add(name)
            elif step in trail:
                found = True
                cycle = [*trail[trail.index(step) :], step]
                spots[step].wrong(f"定义循环引用：{' → '.join(cycle)}")
            elif step not in done:
                trail.append(step)
                waiting.append((step, iter(graph[step])))
    return found


def _grounds(
    policy: Policy,
    about: Spot,
    facts: Spot,
    readings: Spot,
    norms: dict[str, Spot],
    unchecked: dict[Unchecked, Spot],
) -> None:
    text = policy.text
    for norm in policy.norms:
        spot = norms[norm.id]
        _ground(text, norm.ground, spot.at("quote"))
        for index, cited in enumerate(norm.cites):
            _cited(text, cited, spot.at("cites", index))
        if norm.ground_by is not None:
            for name, ground in norm.ground_by.grounds:
                _ground(text, ground, spot.at("quote_by", "clauses", name, "quote"))
    for entry, spot in unchecked.items():
        _ground(text, entry.ground, spot.at("quote"))
    for reading in policy.readings:
        here = readings.at("readings", reading.id)
        _cited(text, Ground(reading.clause, reading.quote) if reading.quote else reading.clause, here.at("clause"))
    for index, note in enumerate(policy.notes):
        if note.clause is not None:
            _clause(text, note.clause, about.at("notes", index, "clause"))
    for fact in policy.each_fact():
        path = fact.path.split("[].")
        here = facts.at("facts", path[0], *(("items", path[1]) if len(path) > 1 else ()))
        if fact.asked.clause is not None:
            _clause(text, fact.asked.clause, here.at("clause"))
        for choice in fact.choices if isinstance(fact, Fact) else ():
            if choice.clause is not None:
                cited = Ground(choice.clause, choice.quote) if choice.quote else choice.clause
                _cited(text, cited, here.at("choices", choice.id))


def _cited(text: Text, cited: Ground | Clause, spot: Spot) -> None:
    if isinstance(cited, Ground):
        _ground(text, cited, spot.at("quote"))
    else:
        _clause(text, cited, spot)


def _clause(text: Text, clause: Clause, spot: Spot) -> bool:
    """Whether a clause exists; a citation of one that does not says why."""
    why = text.why_absent(clause.article)
    spot = spot.under(clause.label)
    if why is not None:
        spot.wrong(f"{Clause(clause.article).label}不存在：{why}")
        return False
    if not text.passage(clause):
        labels = {one.label for one in text.clauses} | {Clause(one.article).label for one in text.clauses}
        spot.wrong(f"文本中没有{clause.label}", nearest(clause.label, sorted(labels)))
        return False
    return True


def _ground(text: Text, ground: Ground, spot: Spot) -> None:
    if _clause(text, ground.clause, spot) and text.find(ground.clause, ground.quote) is None:
        words = squeeze(ground.quote)
        where = next((passage.clause.label for passage in text.passages if words in passage.words), None)
        hint = f"（这句话在{where}）" if where and where != ground.clause.label else ""
        spot.under(ground.clause.label).wrong(f"引文不是{ground.clause.label}的原文：“{ground.quote}”{hint}")


def _unused(policy: Policy, facts: Spot, readings: Spot, norms: dict[str, Spot]) -> None:
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
        if norm.modality.value == "definition" and norm.id not in used_definitions:
            norms[norm.id].wrong(f"没有规范用到定义 {norm.id}")


def _coverage(policy: Policy, about: Spot) -> None:
    for passage, words in uncovered(policy):
        about.under(passage.clause.label).wrong(f"有文字既非规范的依据，也未分类：“{words}”")
