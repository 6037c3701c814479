"""From the heads of a table to the columns that they mean; everything that is wrong with them, all at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from huimin_rules.errors import InputProblem, nearest
from huimin_rules.loading.tables.table import Table
from huimin_rules.norms.columns import Column, Holds


@dataclass(frozen=True, slots=True)
class Heads:
    """What the columns of a table mean: each head with its column, without those that are left out."""

    columns: Mapping[str, Column]

    def head_of(self, name: str) -> str | None:
        """The head under which a column stands; None where the table lacks it."""
        return next((head for head, column in self.columns.items() if column.name == name), None)

    def place(self, table: Table, row: int, name: str | None) -> str:
        """Where a row or its cell in the column of that name stands; one that the table lacks is named."""
        if name is None:
            return f"{table.name} {table.place(row, None)}"
        head = self.head_of(name)
        if head is None:
            return f"{table.name} {table.place(row, None)}（{name}）"
        place, label = table.place(row, head), self.columns[head].label
        return f"{table.name} {place}" if label in place else f"{table.name} {place}“{label}”"

    @property
    def key(self) -> str:
        """The head of the key."""
        return next(head for head, column in self.columns.items() if column.holds is Holds.KEY)


class Names:
    """The columns that a table may have, by everything that they are called."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self._by_name = {one.name: one for one in columns}
        self._by_head: dict[str, list[Column]] = {}
        for one in columns:
            for head in dict.fromkeys(map(_plain, one.heads)):
                self._by_head.setdefault(head, []).append(one)

    def is_name(self, head: str) -> bool:
        """Whether a head is what programs call a column."""
        return head.strip() in self._by_name

    def is_known(self, head: str) -> bool:
        """Whether a head is what people call a column."""
        return _plain(head) in self._by_head

    def meant(self, head: str) -> tuple[Column, ...]:
        """The columns that a head may mean: none, one, or several that share a label."""
        exact = self._by_name.get(head.strip())
        return (exact,) if exact is not None else tuple(self._by_head.get(_plain(head), ()))

    def near(self, head: str) -> str | None:
        """The name or the label nearest to a head that nothing has."""
        return nearest(head, [*self._by_name, *(one.label for one in self.columns)])


def heads_of(table: Table, names: Names, left_out: Collection[str]) -> tuple[Heads, list[InputProblem]]:
    """What the heads of a table mean, and all problems: an unknown head with the nearest, a column twice, no key."""
    found: dict[str, Column] = {}
    problems = []
    by_name: dict[str, str] = {}
    for head in table.heads:
        if head in left_out:
            continue
        meant = names.meant(head)
        if len(meant) == 1:
            column = meant[0]
            if column.name in by_name:
                told = f"“{by_name[column.name]}”和“{head}”"
                problems.append(_problem(table, head, f"一列（{column.label}，{column.name}）", told))
            by_name.setdefault(column.name, head)
            found[head] = column
        elif meant:
            told = "、".join(one.name for one in meant)
            problems.append(_problem(table, head, f"{told} 之一", f"“{head}”（几列都叫这个名称）"))
        else:
            problems.append(_problem(table, head, "本办法的事实", f"未知的列“{head}”", names.near(head)))
    if not any(column.holds is Holds.KEY for column in found.values()):
        key = next(one for one in names.columns if one.holds is Holds.KEY)
        problems.append(InputProblem("", f"一列申请编号（{key.label}，{key.name}）", "没有", file=table.name))
    return Heads(found), problems


def unknown_left_out(left_out: Iterable[str], tables: Iterable[Table]) -> list[InputProblem]:
    """Columns to leave out that no table has."""
    heads = tuple(dict.fromkeys(head for table in tables for head in table.heads))
    return [InputProblem("--ignore", "表中的列", one, nearest(one, heads)) for one in left_out if one not in heads]


def _problem(table: Table, head: str, expected: str, found: str, near: str | None = None) -> InputProblem:
    return InputProblem("", expected, found, near, file=f"{table.name} 表头“{head}”")


def _plain(head: str) -> str:
    """A head without its breaks and spaces, full-width letters taken for what they look like."""
    return "".join(normalize("NFKC", head).split())
