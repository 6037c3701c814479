"""The source of a batch: applications some at a time, with the elements of their lists and where all of it stands."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.heads import Heads, Names, heads_of, unknown_left_out
from huimin_rules.loading.tables.nested import unnested
from huimin_rules.loading.tables.nesting import FAULT, KEY, OWNER, ROW, ListTable, Nesting, Orphan
from huimin_rules.loading.tables.table import Piece, Table
from huimin_rules.loading.tables.typed import typed
from huimin_rules.norms.columns import KEY as CASE
from huimin_rules.norms.columns import POSITION, Column, Holds, application_columns, element_columns
from huimin_rules.norms.facts import FactList
from huimin_rules.norms.policy import Policy

with batch_extra("成批的表"):
    import polars as pl


@dataclass(slots=True)
class Fault:
    """Why an application cannot be read at all: what is wrong, each with its place; the facts and lists about which no
    more can be said; whether no more can be said about anything.
    """

    told: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    torn: bool = False

    def hides(self, path: str) -> bool:
        """Whether nothing can be said about what a path names, because of it."""
        return self.torn or any(path in (one, f"{one}.count") or path.startswith(f"{one}[") for one in self.unread)


@dataclass(frozen=True, slots=True)
class Block:
    """Some applications, in order.

    `frame` has one row an application, its columns named as `check_table` takes them; its key is the application's
    number in the whole table, from `first`, for a person's key may be missing or repeated. `keys` are what people
    call them. `children` has a frame for each list whose elements are at hand, with the same numbers, in order.
    `faults` says of an application, by its number, why it cannot be read at all.
    """

    first: int
    keys: tuple[str | None, ...]
    rows: tuple[int, ...]
    frame: pl.DataFrame
    children: Mapping[str, pl.DataFrame]
    faults: Mapping[int, Fault]
    share: float | None
    _table: Table = field(repr=False)
    _heads: Heads = field(repr=False)
    _lists: Mapping[str, ListTable] = field(repr=False)
    _child_rows: Mapping[str, Mapping[int, Sequence[int]]] = field(repr=False)

    def place(self, number: int, path: str) -> str:
        """Where what a path names stands: `plan.field`, `applicants[1].role`, a determination's part."""
        each, index, item = _steps(path)
        if index is not None and each in self._lists and each in self._child_rows:
            one = self._lists[each]
            rows = self._child_rows[each].get(number, ())
            if index < len(rows):
                return one.heads.place(one.table, rows[index], item or None)
        row = self.rows[number - self.first]
        head = self._heads.head_of(each)
        if index is not None and head is not None:
            place = f"{self._heads.place(self._table, row, each)} 第 {index + 1} 项"
            return f"{place} {_shown_item(self._heads.columns[head], item)}" if item else place
        known = next((name for name in (path, each, f"{path}.count") if self._heads.head_of(name)), path)
        return self._heads.place(self._table, row, known or None)


class Applications:
    """The applications of a table, and of each list that has one, of its table."""

    def __init__(
        self,
        policy: Policy,
        table: Table,
        lists: Mapping[str, Table],
        *,
        key: str = CASE,
        left_out: Collection[str] = (),
    ) -> None:
        """Understand all heads; raises InputError with everything that is wrong with them."""
        self.policy = policy
        self.table = table
        names = Names(application_columns(policy, key))
        self.heads, problems = heads_of(table, names, left_out)
        by_path = {each.path: each for each in policy.lists}
        self.lists: dict[str, ListTable] = {}
        for path, one in lists.items():
            if path not in by_path:
                known = "、".join(by_path)
                problems.append(InputProblem("--list", f"列表（{known}）", path, nearest(path, by_path)))
                continue
            heads, wrong = heads_of(one, Names(element_columns(by_path[path], key)), left_out)
            problems += wrong
            if any(
                column.holds is Holds.LIST and column.fact is by_path[path] for column in self.heads.columns.values()
            ):
                problems.append(InputProblem("--list", "列表只给一次", f"{path} 另有一列", file=table.name))
            self.lists[path] = ListTable(by_path[path], one, heads)
        problems += unknown_left_out(left_out, [table, *lists.values()])
        if problems:
            raise InputError(problems)
        self._nesting: Nesting | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know: how files are read, and which facts no column says anything about."""
        said = [note for one in (self.table, *(each.table for each in self.lists.values())) for note in one.remarks]
        named = {column.fact.path for column in self.heads.columns.values() if column.fact is not None}
        absent = [
            fact.asked.label for fact in self.policy.facts if fact.path not in named and fact.path not in self.lists
        ]
        if absent:
            said.append(f"{self.table.name}：没有这些事实，都当作不清楚：{'、'.join(absent)}")
        return tuple(said)

    def blocks(self, folder: Path) -> Iterator[Block]:
        """All applications; `folder` takes what does not fit into memory. Raises InputError where a table cannot be
        read on.
        """
        if self.lists:
            self._nesting = Nesting(folder, self._keys(), tuple(self.lists.values()))
        first = 0
        for piece in self.table.pieces(tuple(self.heads.columns)):
            yield self._block(piece, first)
            first += piece.frame.height

    def orphans(self) -> Iterator[Orphan]:
        """After all blocks: the rows of lists that belong to no application."""
        if self._nesting is not None:
            yield from self._nesting.orphans()

    def _keys(self) -> Iterator[pl.DataFrame]:
        key = {self.heads.key: self.heads.columns[self.heads.key]}
        first = 0
        for piece in self.table.pieces(tuple(key)):
            frame = typed(piece.frame, key)
            yield frame.select(
                pl.int_range(first, first + frame.height, dtype=pl.Int64).alias(OWNER), pl.first().alias(KEY)
            )
            first += frame.height

    def _block(self, piece: Piece, first: int) -> Block:
        after = first + piece.frame.height
        frame = typed(piece.frame, self.heads.columns)
        key = self.heads.columns[self.heads.key].name
        keys = tuple(frame[key].to_list())
        faults: defaultdict[int, Fault] = defaultdict(Fault)

        def fault(number: int, place: str, found: str, *unread: str) -> None:
            faults[number].told.append(f"{place}: {found}")
            faults[number].unread.update(unread)

        for number, (row, one) in enumerate(zip(piece.rows, keys, strict=True), first):
            flaws = piece.flaws.get(row, ())
            if one is None and not any(head in (None, self.heads.key) for head, _ in flaws):
                fault(number, self.heads.place(self.table, row, key), "应为申请编号，实为空")
            for head, flaw in flaws:
                cell = None if head is None else self.heads.columns[head].name
                fault(number, self.heads.place(self.table, row, cell), flaw, *(() if cell is None else (cell,)))
                faults[number].torn |= cell is None
            if one is None:
                # Nobody knows which rows of other tables belong to it.
                faults[number].unread.update(self.lists)
        frame = frame.drop(key).select(pl.int_range(first, after, dtype=pl.Int64).alias(CASE), pl.all())
        frame, children, wrong = unnested(frame, self.heads.columns.values(), first)
        for number, found, unread in wrong:
            fault(number, self.heads.place(self.table, piece.rows[number - first], None), found, *unread)
        child_rows: dict[str, dict[int, list[int]]] = {}
        if self._nesting is not None:
            for number, one in self._nesting.repeated(first, after).items():
                place = self.heads.place(self.table, piece.rows[number - first], key)
                fault(number, place, f"应为各不相同的申请编号，“{one}”不止一次", *self.lists)
            for path, each in self.lists.items():
                elements = self._nesting.elements(path, first, after)
                rows = child_rows[path] = {}
                for owner, row, found in elements.select(OWNER, ROW, FAULT).iter_rows():
                    rows.setdefault(owner, []).append(row)
                    if found is not None:
                        fault(owner, each.heads.place(each.table, row, None), found, path)
                children[path] = elements.select(
                    pl.col(OWNER).alias(CASE),
                    pl.int_range(pl.len(), dtype=pl.Int64).alias(POSITION),
                    pl.exclude(OWNER, ROW, FAULT),
                )
        return Block(
            first,
            keys,
            piece.rows,
            frame,
            children,
            dict(faults),
            piece.share,
            self.table,
            self.heads,
            self.lists,
            child_rows,
        )


def _shown_item(column: Column, name: str) -> str:
    """An item, or a part of a determination, of the elements that stand in one column: its name and its label."""
    assert isinstance(column.fact, FactList)
    return next(f"{one.name}“{one.label}”" for one in element_columns(column.fact) if one.name == name)


def _steps(path: str) -> tuple[str, int | None, str]:
    """The list, the number of its element and the item in a path; the path itself where it is in no list."""
    each, bracket, rest = path.partition("[")
    index, _, item = rest.partition("]")
    return (each, int(index), item.removeprefix(".")) if bracket and index.isdecimal() else (path, None, "")
