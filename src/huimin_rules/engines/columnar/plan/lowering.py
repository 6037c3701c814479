"""A policy as expressions of SQL, for frames that do not show their rows: no job, no function of Python in a plan.

A frame comes with safe column names. Step by step it gets, in columns of its own: the values of the facts, the numbers
of their distinctions put together for each part, and the statuses that the tables made ahead have for these numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from huimin_rules.engines.columnar.answers.bits import BlockerBits, BlockerName
from huimin_rules.engines.columnar.answers.distinctions import Distinction, Pair
from huimin_rules.engines.columnar.answers.kernel import Kernel
from huimin_rules.engines.columnar.answers.norm_tables import CONCLUSIONS, NormTable, severity
from huimin_rules.engines.columnar.answers.questions import Answer
from huimin_rules.engines.columnar.answers.splitting import Applied, Denied, Every, Leaf, Some, Tree
from huimin_rules.engines.columnar.plan.ahead import AheadTable, ahead
from huimin_rules.engines.columnar.plan.cells import Cell
from huimin_rules.engines.columnar.plan.codes import code_of, pair_code
from huimin_rules.engines.columnar.plan.counters import Uncounted
from huimin_rules.engines.columnar.plan.sql import Sql, any_of, case, column, every_one, literal, looked_up
from huimin_rules.engines.reference.outcomes import MET, NOT_APPLICABLE, UNMET
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import Status
from huimin_rules.verdict.codes import BITS, CODES


@dataclass(frozen=True, slots=True, eq=False)
class Blocking:
    """Which blockers there are by the number of an answer, and where they block; everywhere, where `where` is None."""

    answer: Sql
    names: tuple[frozenset[BlockerName], ...]
    where: Sql | None = None

    def within(self, where: Sql) -> "Blocking":
        """The same, where something else holds as well."""
        return Blocking(self.answer, self.names, where if self.where is None else self.where & where)

    def missing(self) -> Sql:
        """Where something that nobody has stated is among them."""
        found = self.answer.is_in(
            [number for number, names in enumerate(self.names) if any(name.kind == "missing" for name in names)]
        )
        return found if self.where is None else found & self.where

    def word(self, bits: Mapping[BlockerName, int]) -> Sql | None:
        """Some of them as a word, from the bit of each; None where none has a bit."""
        values = [sum(bits.get(name, 0) for name in names) for names in self.names]
        if not any(values):
            return None
        found = looked_up(self.answer, values, "bigint")
        return found if self.where is None else case([(self.where, found)], Sql("0L"))


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A leaf with its table made ahead, or None where there can be none; `key` is the column of the
    number of its answer (see `AheadTable.kinds`).
    """

    leaf: Leaf
    table: AheadTable | None
    key: str


class Lowering:
    """The tables of a policy made ahead, and the expressions that look them up."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.policy: Policy = kernel.resolved
        self.bits: BlockerBits = kernel.bits
        self.parts: dict[Leaf, Part] = {}
        for norm in kernel.norms:
            for leaf in norm.leaves:
                self.parts[leaf] = Part(leaf, _made(leaf), f"k{len(self.parts)}")
        self.rules = tuple((rule, question, ahead(question)) for rule, question in kernel.questions)

    def inexact(self) -> tuple[str, ...]:
        """The norms that have a part without a table."""
        return tuple(
            norm.norm.id for norm in self.kernel.norms if any(self.parts[leaf].table is None for leaf in norm.leaves)
        )

    def tables(self) -> Iterator[tuple[str, AheadTable]]:
        """All tables, with the columns of their numbers."""
        for part in self.parts.values():
            if part.table is not None:
                yield part.key, part.table
        for number, (_, _, table) in enumerate(self.rules):
            yield f"r{number}", table

    def key(self, table: AheadTable, cells: Mapping[str, Cell], lists: Sequence[str]) -> Sql:
        """The number of a row in a table; `lists` are the columns of the numbers of its lists."""
        codes = [self.code(one, cells) for one in table.sight.scalars]
        codes += [self.pair(one, cells) for one in table.sight.pairs]
        codes += [column(name) for name in lists]
        found = codes[0] if codes else literal(0)
        for code, size in zip(codes[1:], table.radices[1:], strict=True):
            found = found * size + code
        return found

    def code(self, distinction: Distinction, cells: Mapping[str, Cell]) -> Sql:
        """The number of a distinction."""
        fact = self.policy.fact_by_path[distinction.path]
        assert isinstance(fact, Fact)
        return code_of(fact, distinction, cells[distinction.path])

    def pair(self, pair: Pair, cells: Mapping[str, Cell]) -> Sql:
        """The number for two facts beside each other."""
        fact = self.policy.fact_by_path[pair.first]
        assert isinstance(fact, Fact)
        return pair_code(pair, cells[pair.first].value, cells[pair.second].value, days=fact.type is ValueType.DATE)

    def violated(self) -> list[Sql]:
        """For each consistency rule, whether a row violates it."""
        return [
            column(f"r{number}").is_in([kind for kind, answer in enumerate(table.kinds) if answer.outcomes == UNMET])
            for number, (_, _, table) in enumerate(self.rules)
        ]

    def statuses(self, missing: Mapping[BlockerName, Sql]) -> Iterator[tuple[NormTable, Sql, list[Blocking]]]:
        """For each norm its status, and the blockers with where they block. `missing` says of facts where nobody has
        stated them, for parts that have no table.
        """
        for norm in self.kernel.norms:
            yield norm, *self._status(norm, missing)

    def _status(self, norm: NormTable, missing: Mapping[BlockerName, Sql]) -> tuple[Sql, list[Blocking]]:
        if isinstance(norm.tree, Leaf):
            part = self.parts[norm.tree]
            if part.table is not None:
                return self._looked_up(norm, part, part.table)
        truth, false, blockers = self._truths(norm.tree, missing)
        applies = None
        if isinstance(norm.tree, Applied):
            applies = self._truths(norm.tree.addressed, missing)
            truth, false, required = self._truths(norm.tree.required, missing)
            yes, no, addressed = applies
            blockers = [*addressed, *(one.within(~no) for one in required)]
            truth, false = truth & yes, false & yes
        open_missing = [one.missing() for one in blockers]
        cases = [] if applies is None else [(applies[1], CODES[norm.status(Answer(NOT_APPLICABLE, frozenset()))])]
        cases += [
            (truth, CODES[norm.status(Answer(MET, frozenset()))]),
            (false, CODES[norm.status(Answer(UNMET, frozenset()))]),
        ]
        undecided = CODES[Status.UNKNOWN]
        if norm.norm.modality.decides:
            if open_missing:
                cases.append((any_of(open_missing), undecided))
            undecided = CODES[Status.NEEDS_JUDGEMENT]
        return case(cases, undecided), blockers

    def _looked_up(self, norm: NormTable, part: Part, table: AheadTable) -> tuple[Sql, list[Blocking]]:
        answer = column(part.key)
        codes = [CODES[norm.status(one)] for one in table.kinds]
        return looked_up(answer, codes, "tinyint"), [_blocking(answer, table)]

    def _truths(self, tree: Tree, missing: Mapping[BlockerName, Sql]) -> tuple[Sql, Sql, list[Blocking]]:
        """Where a tree certainly holds, where it certainly does not, and what blocks it where it is open."""
        match tree:
            case Leaf():
                return self._leaf(tree, missing)
            case Denied(part):
                truth, false, blockers = self._truths(part, missing)
                return false, truth, blockers
            case Every(parts) | Some(parts):
                found = [self._truths(part, missing) for part in parts]
                every = isinstance(tree, Every)
                truth = (every_one if every else any_of)([one[0] for one in found])
                false = (any_of if every else every_one)([one[1] for one in found])
                is_open = ~truth & ~false
                return truth, false, [blocking.within(is_open) for one in found for blocking in one[2]]
            case Applied(_, required):
                return self._truths(required, missing)

    def _leaf(self, leaf: Leaf, missing: Mapping[BlockerName, Sql]) -> tuple[Sql, Sql, list[Blocking]]:
        part = self.parts[leaf]
        kinds = column(part.key)
        if part.table is None:
            referred = leaf.question.program.references
            names = {*referred.facts, *referred.lists}
            never, always = literal(False), literal(0)
            facts = [
                Blocking(always, (frozenset((name,)),), where) for name, where in missing.items() if name.name in names
            ]
            readings = frozenset(BlockerName("reading", one) for one in referred.readings)
            return never, never, [*facts, Blocking(always, (readings,))]
        table = part.table

        def where(outcomes: int) -> Sql:
            return kinds.is_in([kind for kind, answer in enumerate(table.kinds) if answer.outcomes == outcomes])

        return where(MET), where(UNMET), [_blocking(kinds, table)]

    def words(self, blockers: Sequence[Blocking]) -> list[Sql]:
        """The words of the blockers."""
        found = []
        for first in range(0, BITS * self.bits.words, BITS):
            bits = {name: 1 << place for place, name in enumerate(self.bits.names[first : first + BITS])}
            words = [word for one in blockers if (word := one.word(bits)) is not None]
            found.append(Sql(" | ".join(map(str, words))) if words else Sql("0L"))
        return found

    def conclusion(self, statuses: Sequence[tuple[NormTable, str]]) -> Sql:
        """The conclusion from the columns of statuses."""
        where: dict[int, list[Sql]] = {}
        for norm, name in statuses:
            by_severity: dict[int, list[int]] = {}
            for status in Status:
                by_severity.setdefault(severity(norm.norm.modality, status), []).append(CODES[status])
            for one, codes in by_severity.items():
                if one:
                    where.setdefault(one, []).append(column(name).is_in(codes))
        cases = [(any_of(where[one]), CONCLUSIONS[one].value) for one in sorted(where, reverse=True)]
        return case(cases, CONCLUSIONS[0].value)


def _blocking(answer: Sql, table: AheadTable) -> Blocking:
    return Blocking(answer, tuple(one.blockers for one in table.kinds))


def _made(leaf: Leaf) -> AheadTable | None:
    try:
        return ahead(leaf.question)
    except Uncounted:
        return None
