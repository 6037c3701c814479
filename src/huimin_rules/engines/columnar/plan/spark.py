"""PySpark frames: the expressions of a policy put into a plan. Nothing is collected, and nothing in it runs in Python.

Child frames are grouped into nested lists first. On the way columns have safe names, for the paths of facts have dots.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from huimin_rules.engines.columnar.answers.bits import BlockerName
from huimin_rules.engines.columnar.plan.cells import Cell, is_stated, lowered_cell, unstated
from huimin_rules.engines.columnar.plan.determinations import LoweredPart, decided, faults
from huimin_rules.engines.columnar.plan.lists import LoweredList, field_of, fields_of
from huimin_rules.engines.columnar.plan.lowering import Blocking, Lowering
from huimin_rules.engines.columnar.plan.problems import line, quoted, seen, told
from huimin_rules.engines.columnar.plan.sql import Sql, call, case, column, lines, literal, looked_up
from huimin_rules.engines.columnar.reading.determined import PARTS, open_items, open_scalars
from huimin_rules.engines.columnar.reading.frames import POSITION
from huimin_rules.engines.columnar.reading.natives import Native
from huimin_rules.engines.columnar.reading.problems import EMPTY, NO_ROW, REPEATED, CellReader, Unreadable
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.policy import Policy

_TIMES: Final = "times"


def check_spark(
    lowering: Lowering, cells: CellReader, frame: Native, key: str, children: Mapping[str, Native]
) -> Native:
    """The result of every row of a PySpark frame, as another."""
    plan = _Plan(lowering, cells, key)
    found = plan.checked(frame, children)
    if not children:
        return found
    in_order = {each.path: children[each.path] for each in plan.policy.lists if each.path in children}
    return found.unionByName(_orphans(found, frame, key, in_order))


@dataclass(slots=True)
class _Plan:
    lowering: Lowering
    cells: CellReader
    key: str
    problems: list[Sql] = field(default_factory=list)
    first: dict[str, Sql] = field(default_factory=dict)
    """The columns of the first step, which alone sees the texts of determinations."""

    @property
    def policy(self) -> Policy:
        return self.lowering.policy

    def checked(self, frame: Native, children: Mapping[str, Native]) -> Native:
        """The plan, step by step: read, put the numbers together, look them up, put the results together."""
        names = {name: f"c{place}" for place, name in enumerate(frame.columns)}
        safe = _flat(frame.toDF(*names.values()), names, open_scalars(self.policy))
        if children:
            safe = _grouped(safe, names, self.key, children)
            self._say(column(_TIMES) > 1, self.key, _quoted(safe, names[self.key]), REPEATED)
        kinds = {one.name: one.dataType for one in safe.schema.fields}
        types = {name: kinds[own].simpleString() for name, own in names.items()}
        cells, made = self._scalars(names, types)
        lists = {each.path: self._list(each, names, kinds) for each in self.policy.lists}
        numbers: dict[str, Sql] = {}
        for name, table in self.lowering.tables():
            for place, counters in enumerate(table.lists):
                numbers[f"{name}_{place}"] = lists[counters.seen.each.path].number(counters)
        read = _with(_with(safe, self.first), {**made, **numbers, "problems": lines(self.problems)})
        read = _with(read, self._keys(cells))
        read = _with(read, self._answers())
        contradictions = self._contradictions(names, types, lists)
        read = _with(read, {"input_error": seen(lines([column("problems"), *contradictions]))})
        return self._results(read, names, cells, lists)

    def _scalars(self, names: Mapping[str, str], types: Mapping[str, str]) -> tuple[dict[str, Cell], dict[str, Sql]]:
        """The single facts: their cells as columns, and how these are made."""
        cells: dict[str, Cell] = {}
        made: dict[str, Sql] = {}
        for number, fact in enumerate(self.policy.scalars):
            own = names.get(fact.path)
            cell = unstated(fact) if own is None else lowered_cell(fact, column(own), types[fact.path])
            if own is not None and cell.wrong is not None:
                self._say(cell.wrong, fact.path, told(column(own), types[fact.path]), self._reason(fact))
            made[f"v{number}"] = self._judged(fact, cell.value, names, types) if fact.judgement else cell.value
            if cell.none is not None:
                made[f"n{number}"] = cell.none.or_else(False)
            cells[fact.path] = Cell(column(f"v{number}"), None if cell.none is None else column(f"n{number}"))
        return cells, made

    def _judged(self, fact: Fact, word: Sql, names: Mapping[str, str], types: Mapping[str, str]) -> Sql:
        """The number of an open term: a complete determination settles it."""
        parts, looked_at = {}, {}
        for part in PARTS:
            name = f"{fact.path}.{part}"
            if name in names and types[name] != "void":
                raw, kind, here = column(names[name]), types[name], f"{names[name]}_stated"
                # Looked at again and again, so made a column first.
                self.first[here] = is_stated(raw, kind)
                looked_at[part] = LoweredPart(raw, kind, self.first[here])
                parts[part] = LoweredPart(raw, kind, column(here))
        for fault in faults(parts, looked_at):
            name = f"{fact.path}.{fault.part}"
            if fault.reads:
                # Said where the text still is: what goes on from there is small.
                here = f"wrong{len(self.first)}"
                self.first[here] = line(fault.where, name, fault.found, fault.reason)
                self.problems.append(column(here))
            else:
                self._say(fault.where, name, fault.found, fault.reason)
        return case([*decided(parts), (word, 2), (~word, 0)], 3)

    def _say(self, wrong: Sql, name: str, found: Sql, reason: str | Sql) -> None:
        self.problems.append(line(wrong, name, found, reason))

    def _reason(self, fact: Fact) -> str:
        try:
            self.cells.read(fact, object())
        except Unreadable as wrong:
            return wrong.reason
        raise AssertionError("nothing reads as any object")

    def _list(self, each: FactList, names: Mapping[str, str], kinds: Mapping[str, Native]) -> LoweredList:
        count = names.get(each.count.path)
        own = names.get(each.path)
        if own is not None and kinds[own].simpleString() == "void":
            own = None
        array = None if own is None else column(own)
        cell, kind = unstated(each.count), "void" if count is None else kinds[count].simpleString()
        if count is not None:
            cell = lowered_cell(each.count, column(count), kind)
        counted = cell.value if cell.none is None else case([(cell.none, 0)], cell.value)
        fields = {} if own is None else fields_of(kinds[own], open_items(each))
        lowered = LoweredList(each, array, fields, counted.equals(0).or_else(False))
        if count is not None:
            size = lowered.size()
            said = call("concat", "应为列表的项数（实有 ", size, " 项）")
            self._say(counted.differs(size), each.count.path, counted.cast("string"), said)
            if cell.wrong is not None:
                self._say(cell.wrong, each.count.path, told(column(count), kind), self._reason(each.count))
        self.problems += lowered.problems({item.path: self._reason(item) for item in each.items})
        return lowered

    def _keys(self, cells: Mapping[str, Cell]) -> dict[str, Sql]:
        return {
            f"{name}_key": self.lowering.key(table, cells, [f"{name}_{place}" for place in range(len(table.lists))])
            for name, table in self.lowering.tables()
        }

    def _answers(self) -> dict[str, Sql]:
        """The number of the answer of each table."""
        return {name: looked_up(column(f"{name}_key"), table.numbered()) for name, table in self.lowering.tables()}

    def _contradictions(
        self, names: Mapping[str, str], types: Mapping[str, str], lists: Mapping[str, LoweredList]
    ) -> Iterator[Sql]:
        for (rule, _, _), violated in zip(self.lowering.rules, self.lowering.violated(), strict=True):
            if rule.at in lists:
                one = lists[rule.at]
                said = case([(one.is_stated(), call("concat", one.size(), " 项"))], EMPTY)
            else:
                own = names.get(rule.at)
                said = literal(EMPTY) if own is None else told(column(own), types[rule.at])
            # Where the place itself cannot be read, that it contradicts something else says nothing more.
            already = call("contains", call("concat", "\n", column("problems")), f"\n{rule.at}: ").or_else(False)
            yield line(violated & ~already, rule.at, said, rule.message)

    def _results(
        self, read: Native, names: Mapping[str, str], cells: Mapping[str, Cell], lists: Mapping[str, LoweredList]
    ) -> Native:
        fine = column("input_error").is_null()
        statuses: dict[str, Sql] = {}
        blockers: list[Blocking] = []
        norms = []
        for number, (norm, status, blocking) in enumerate(self.lowering.statuses(self._missing(cells, lists))):
            statuses[f"s{number}"] = case([(fine, status)], 0).cast("tinyint")
            norms.append((norm, f"s{number}"))
            blockers += blocking
        words = [case([(fine, word)], Sql("0L")) for word in self.lowering.words(blockers)]
        read = _with(read, statuses)
        conclusion = case([(fine, self.lowering.conclusion(norms))], None)
        chosen = [column(names[self.key]).named("k"), conclusion.named("conclusion"), *statuses]
        chosen += [word.named(f"b{number}") for number, word in enumerate(words)]
        out = [self.key, "conclusion", *(norm.norm.id for norm, _ in norms), *self.lowering.bits.word_names()]
        return read.selectExpr(*chosen, "input_error").toDF(*out, "input_error")

    def _missing(self, cells: Mapping[str, Cell], lists: Mapping[str, LoweredList]) -> dict[BlockerName, Sql]:
        """Where each fact and list is not stated."""
        found: dict[BlockerName, Sql] = {}
        for fact in self.policy.scalars:
            cell = cells[fact.path]
            if fact.judgement:
                found[BlockerName("missing", fact.path)] = cell.value.equals(3)
                found[BlockerName("judgement", fact.path)] = cell.value.equals(2)
            else:
                missing = cell.value.is_null() if cell.none is None else cell.value.is_null() & ~cell.none
                found[BlockerName("missing", fact.path)] = missing
        for path, one in lists.items():
            found[BlockerName("missing", path)] = ~one.is_stated()
            for item in one.each.items:
                found |= {BlockerName(kind, item.path): where for kind, where in one.unsettled(item)}
        return found


def _with(frame: Native, made: Mapping[str, Sql]) -> Native:
    """The frame with further columns."""
    return frame.selectExpr("*", *(sql.named(name) for name, sql in made.items()))


def _flat(safe: Native, names: dict[str, str], determined: Iterable[str]) -> Native:
    """The frame with determinations that stand in one column as a record taken apart; `names` learns their names."""
    for path in determined:
        parts = getattr(safe.schema[names[path]].dataType, "fields", ()) if path in names else ()
        if parts:
            record = names.pop(path)
            own = {f"{path}.{one.name}": f"{record}_{place}" for place, one in enumerate(parts)}
            fields = (field_of(column(record), one.name) for one in parts)
            safe = _with(safe, dict(zip(own.values(), fields, strict=True))).drop(record)
            names |= own
    return safe


def _grouped(safe: Native, names: dict[str, str], key: str, children: Mapping[str, Native]) -> Native:
    """The frame with child frames as nested columns, and how often each key comes; `names` learns their names."""
    from pyspark.sql import functions as F

    found = safe
    for number, (path, child) in enumerate(children.items()):
        columns = sorted((name for name in child.columns if name != key), key=lambda name: name != POSITION)
        listed = F.collect_list(F.struct(*(F.col(f"`{name}`").alias(name) for name in columns)))
        grouped = child.groupBy(F.col(f"`{key}`").alias(f"g{number}")).agg(
            (F.sort_array(listed) if POSITION in columns else listed).alias(f"l{number}")
        )
        found = found.join(grouped, found[names[key]] == grouped[f"g{number}"], "left").drop(f"g{number}")
        names[path] = f"l{number}"
    counted = safe.groupBy(F.col(names[key]).alias("again")).agg(F.count(F.lit(1)).alias(_TIMES))
    return found.join(counted, found[names[key]] == counted["again"], "left").drop("again")


def _orphans(result: Native, frame: Native, key: str, children: Mapping[str, Native]) -> Native:
    """Child rows that belong to no application."""
    from pyspark.sql import functions as F

    keys = frame.select(F.col(f"`{key}`").alias("k"))
    lost = None
    for number, (path, child) in enumerate(children.items()):
        own = child.select(F.col(f"`{key}`").alias("k")).distinct().join(keys, "k", "left_anti")
        told_of = literal(number).named("number"), quoted(path, _quoted(own, "k"), NO_ROW).named("line")
        said = own.selectExpr("k", *told_of)
        lost = said if lost is None else lost.unionByName(said)
    assert lost is not None
    told_in_order = F.sort_array(F.collect_list(F.struct("number", "line")))["line"]
    joined = lost.groupBy("k").agg(F.concat_ws("\n", told_in_order).alias("lines"))
    return joined.selectExpr("k", seen(column("lines")).named("line")).select(*_empty(result, key))


def _quoted(frame: Native, name: str) -> Sql:
    return told(column(name), frame.schema[name].dataType.simpleString())


def _empty(result: Native, key: str) -> Iterator[Native]:
    from pyspark.sql import functions as F

    for one in result.schema.fields:
        value = F.lit(None if one.name == "conclusion" else 0)
        value = F.col("k") if one.name == key else F.col("line") if one.name == "input_error" else value
        yield value.cast(one.dataType).alias(one.name)
