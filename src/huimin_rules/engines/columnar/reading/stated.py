"""One row of a table as an application file would state it."""

from collections.abc import Mapping

import polars as pl

from huimin_rules.engines.columnar.reading.columns import State, Unsettled
from huimin_rules.engines.columnar.reading.determined import PARTS, open_items, open_scalars
from huimin_rules.engines.columnar.reading.frames import POSITION, ReadTable, flattened
from huimin_rules.engines.columnar.reading.problems import CellReader
from huimin_rules.norms.application import written
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.policy import Policy


def stated_facts(
    policy: Policy, cells: CellReader, table: ReadTable, frame: pl.DataFrame, children: Mapping[str, pl.DataFrame]
) -> dict[str, object]:
    """What the only row of a table states, nested as the paths of the facts are."""
    batch = table.batch
    facts: dict[str, object] = {}
    cells_of = flattened(frame, open_scalars(policy)).row(0, named=True)
    for fact in policy.scalars:
        _put(facts, fact.path, _stated(cells, fact, fact.path, batch.scalars[fact.path].state(0), cells_of))
    for each in policy.lists:
        elements = batch.lists[each.path].elements(0)
        if elements is None:
            continue
        raw = _raw_elements(each, frame, children)
        _put(
            facts,
            each.path,
            [
                {item.name: _stated(cells, item, item.name, element[item.path], said) for item in each.items}
                for element, said in zip(elements, raw, strict=True)
            ],
        )
    return facts


def _put(facts: dict[str, object], path: str, value: object) -> None:
    *groups, name = path.split(".")
    here = facts
    for group in groups:
        below = here.setdefault(group, {})
        assert isinstance(below, dict)
        here = below
    here[name] = value


def _stated(cells: CellReader, fact: Fact, name: str, state: State, said: Mapping[str, object]) -> object:
    """A fact as an application file states it; None for what is not stated."""
    if state is Unsettled.SELF_ASSESSED:
        return True
    if isinstance(state, Unsettled):
        return None
    parts = {part: said.get(f"{name}.{part}") for part in PARTS} if fact.judgement else {}
    # A cell that is there may still say nothing.
    decided = {
        part: found for part, raw in parts.items() if raw is not None and (found := cells.part(part, raw)) is not None
    }
    return decided or written(fact, state)


def _raw_elements(each: FactList, frame: pl.DataFrame, children: Mapping[str, pl.DataFrame]) -> list[dict[str, object]]:
    if each.path in children:
        child = flattened(children[each.path], open_items(each))
        return (child.sort(POSITION, maintain_order=True) if POSITION in child.columns else child).to_dicts()
    if each.path not in frame.columns or not isinstance(frame.schema[each.path], pl.List):
        return []
    inner = frame[each.path].explode()
    if not frame[each.path].list.len().fill_null(0).item():
        return []
    return flattened(inner.struct.unnest(), open_items(each)).to_dicts()
