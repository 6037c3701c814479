"""The cells of a table, read as the values of an application file are read, and in the words of a table besides: 是, 否
and the Chinese names of choices; money and numbers without a unit.
"""

from functools import cache

from pydantic import TypeAdapter, ValidationError

from huimin_rules.engines.columnar import Unreadable
from huimin_rules.loading.fact_models import expected
from huimin_rules.loading.fact_reader import FactReader
from huimin_rules.loading.tables.cells import said
from huimin_rules.norms.application import DETERMINATION_FIELDS, Determination
from huimin_rules.norms.columns import DETERMINED
from huimin_rules.norms.facts import Fact, Scalar, ValueType


class PolicyCells:
    """Reads cells as values of the facts of one policy; each fact's schema is made once."""

    def __init__(self) -> None:
        self._readers: dict[str, FactReader] = {}

    def read(self, fact: Fact, raw: object) -> Scalar | None:
        """The value of a cell, None for an unknown one; raises Unreadable with what was expected."""
        try:
            value: Scalar | None = self._reader(fact).validator.validate_python(said(fact.type, raw, fact))
        except ValidationError:
            raise Unreadable(f"应为{_expected(fact)}") from None
        if isinstance(value, Determination):
            # A record among other cells: a whole column of records has been taken apart before.
            raise Unreadable(f"应为{_expected(fact)}")
        return value

    def _reader(self, fact: Fact) -> FactReader:
        found = self._readers.get(fact.path)
        if found is None:
            found = self._readers[fact.path] = FactReader(fact)
        return found

    def part(self, field: str, raw: object) -> object | None:
        """A part of a determination, None where there is none; raises Unreadable with what was expected."""
        raw = said(DETERMINED[field][1], raw)
        if raw is None:
            return None
        try:
            found: object = _part(field).validate_python(raw)
        except ValidationError:
            raise Unreadable(f"应为{DETERMINATION_FIELDS[field]}") from None
        return found


@cache
def _part(field: str) -> TypeAdapter[object]:
    info = Determination.model_fields[field]
    return TypeAdapter(info.rebuild_annotation())


def _expected(fact: Fact) -> str:
    return "是（true）或否（false）" if fact.type is ValueType.BOOLEAN else expected(fact, quotes=False)
