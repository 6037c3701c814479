"""Where tables come from: what a person writes after `huimin batch`, as tables that can be read.

`FILE.xlsx`, `FILE.csv`, `FILE.parquet`, a folder of Parquet files, `FILE.xlsx#SHEET`, `FILE.duckdb#TABLE`,
`postgresql://…#TABLE`.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.tables.applications import Applications
from huimin_rules.loading.tables.csv_file import csv_file
from huimin_rules.loading.tables.heads import Names
from huimin_rules.loading.tables.parquet import parquet_files
from huimin_rules.loading.tables.spreadsheet import Workbook, workbook
from huimin_rules.loading.tables.table import Table
from huimin_rules.norms.columns import (
    INSTRUCTIONS,
    KEY,
    POLICY_MARK,
    SHEET,
    application_columns,
    element_columns,
    sheet_title,
)
from huimin_rules.norms.facts import FactList
from huimin_rules.norms.policy import Policy

if TYPE_CHECKING:
    from huimin_rules.loading.tables.postgres_table import Connection

_BOOKS: Final = (".xlsx", ".xlsm")
_DUCKDB: Final = (".duckdb", ".ddb")
_POSTGRESQL: Final = ("postgresql://", "postgres://")
_EXPECTED: Final = ".xlsx、.csv、.parquet 文件，放着 .parquet 的文件夹，“文件.duckdb#表”，或者“postgresql://…#表”"
_MOST_SHOWN: Final = 80


@contextmanager
def opened(
    policy: Policy,
    source: str,
    lists: Mapping[str, str],
    folder: Path,
    *,
    key: str = KEY,
    left_out: Collection[str] = (),
) -> Iterator[tuple[Applications, tuple[str, ...]]]:
    """The applications of a source, and what a person should know of it beside. `lists` holds the sources of lists by
    their paths; `folder` takes what is written in between. Raises InputError with everything that is wrong.
    """
    with ExitStack() as stack:
        sources = _Sources(policy, key, folder, stack)
        table = sources.applications(source)
        tables = dict(sources.found)
        problems = []
        for path, where in lists.items():
            each = next((one for one in policy.lists if path in (one.path, one.asked.label)), None)
            if each is None:
                known = [one.path for one in policy.lists]
                problems.append(InputProblem("--list", f"列表（{'、'.join(known)}）", path, nearest(path, known)))
            elif each.path in tables:
                problems.append(InputProblem("--list", "只给一次的列表", f"{each.path} 有两张表"))
            else:
                tables[each.path] = sources.elements(each, where)
        if problems:
            raise InputError(problems)
        yield Applications(policy, table, tables, key=key, left_out=left_out), tuple(sources.remarks)


class _Sources:
    """The sources of one run: files are opened once, databases are read in one state."""

    def __init__(self, policy: Policy, key: str, folder: Path, stack: ExitStack) -> None:
        self.policy = policy
        self.names = Names(application_columns(policy, key))
        self.of_list = {each.path: Names(element_columns(each, key)) for each in policy.lists}
        self.folder = folder
        self.stack = stack
        self.found: dict[str, Table] = {}
        self.remarks: list[str] = []
        self._books: dict[Path, Workbook] = {}
        self._connections: dict[str, Connection] = {}

    def applications(self, source: str) -> Table:
        """The table of applications; of a workbook the sheets of lists too."""
        path, _, sheet = source.partition("#")
        if Path(path).suffix.lower() not in _BOOKS:
            return self._table(source, self.names)
        book = self._book(Path(path))
        titles = book.titles
        lists = {
            title: each
            for title in titles
            for each in self.policy.lists
            if title in (each.path, sheet_title(each.asked.label))
        }
        title = sheet or (SHEET if SHEET in titles else next((one for one in titles if one not in lists), ""))
        for one, each in lists.items():
            if one != title:
                self.found[each.path] = self._sheet(book, one, self.of_list[each.path])
        self._version(book)
        known = (SHEET, INSTRUCTIONS, title, *lists)
        unread = [one for one in titles if one not in known]
        if unread:
            near = {
                one: nearest(one, [SHEET, *(sheet_title(each.asked.label) for each in self.policy.lists)])
                for one in unread
            }
            told = "、".join(f"“{one}”（是否想叫“{near[one]}”？）" if near[one] else f"“{one}”" for one in unread)
            self.remarks.append(f"{path}：没有读的工作表：{told}")
        return self._sheet(book, title, self.names)

    def elements(self, each: FactList, source: str) -> Table:
        """The table of a list's elements."""
        return self._table(source, self.of_list[each.path])

    def _table(self, source: str, names: Names) -> Table:
        if source.startswith(_POSTGRESQL):
            return self._postgresql(source)
        place, sharp, name = source.rpartition("#")
        if sharp and Path(place).suffix.lower() in _DUCKDB:
            from huimin_rules.loading.tables.duckdb_table import duckdb_table

            return duckdb_table(Path(place), name, self._own_folder())
        if sharp and Path(place).suffix.lower() in _BOOKS:
            return self._sheet(self._book(Path(place)), name, names)
        path = Path(source)
        match path.suffix.lower():
            case ".csv":
                return csv_file(path)
            case ".xlsx" | ".xlsm":
                book = self._book(path)
                return self._sheet(book, book.titles[0], names)
            case ".duckdb" | ".ddb":
                raise InputError([InputProblem("", "文件.duckdb#表", source[:_MOST_SHOWN])])
            case ".parquet":
                return parquet_files(path)
            case _ if path.is_dir():
                return parquet_files(path)
            case _:
                raise InputError([InputProblem("", _EXPECTED, source[:_MOST_SHOWN])])

    def _postgresql(self, source: str) -> Table:
        from huimin_rules.loading.tables.postgres_table import postgres_connection, postgres_table, shown_url

        url, _, name = source.rpartition("#")
        if not url or not name:
            raise InputError([InputProblem("", "postgresql://…#表", shown_url(source))])
        if url not in self._connections:
            self._connections[url] = self.stack.enter_context(postgres_connection(url))
        return postgres_table(self._connections[url], url, name, self._own_folder())

    def _book(self, path: Path) -> Workbook:
        if path not in self._books:
            self._books[path] = workbook(path)
        return self._books[path]

    def _sheet(self, book: Workbook, title: str, names: Names) -> Table:
        if title not in book.titles:
            near = nearest(title, book.titles)
            raise InputError([InputProblem("", "有的工作表", f"“{title}”", near, file=str(book.path))])
        return book.sheet(title, names.is_name, names.is_known)

    def _version(self, book: Workbook) -> None:
        """Say where a template was made for another version of the policy."""
        if INSTRUCTIONS not in book.titles:
            return
        for cell in book.cells(INSTRUCTIONS):
            mark, _, version = cell.partition(POLICY_MARK)
            if not mark.strip() and version and version.split() != [self.policy.id, self.policy.digest]:
                self.remarks.append(f"{book.path}：模板是按另一版本的办法做的（{version.strip()}）")

    def _own_folder(self) -> Path:
        return Path(mkdtemp(dir=self.folder))
