"""The record of a decision (决定记录): everything that is needed to make it again, and who recorded it when.

Its bytes are canonical JSON (RFC 8785) and stand in the archive of a ledger under their digest; the ledger's entry
names that digest. The facts are as they were given, and the verdict is whole; both are read from a record of any age
without the models of this release. Exact numbers are written as `ledger.exact_json` says.
"""

import re
from datetime import datetime
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, ValidationError

from huimin_rules.canonical import Json, canonical_text, digest
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.frozen import FrozenModel
from huimin_rules.ledger.entry import DIGEST, Entry
from huimin_rules.ledger.entry import FORMAT as ENTRY_FORMAT
from huimin_rules.ledger.exact_json import Exact, from_json, parsed, serialized
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.read_model import read_model
from huimin_rules.ledger.seal import SECRET_BYTES, commitments, seal_of
from huimin_rules.verdict import PolicyReference, Verdict
from huimin_rules.visible import visible

FORMAT: Final = "huimin-record/1"
MAX_BYTES: Final = 16 * 1024 * 1024
"""How large a record may be; one of a usual application has some 40,000 bytes."""
MAX_NAME: Final = 200
"""How long a case number, or the name of who records, may be."""

_RFC3339: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


def name_fault(text: str) -> str | None:
    """Why a text is no case number and no name; None where it may be one. Two that look alike must be the same."""
    if not text or text != text.strip():
        return "空，或者前后有空格"
    if len(text) > MAX_NAME:
        return f"超过 {MAX_NAME} 字"
    return None if visible(text) == text else visible(text)


def moment_fault(text: str) -> str | None:
    """Why a text is no moment of RFC 3339 with its offset; None where it is one."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        return "不是 2026-01-31T09:00:00+08:00 的样子"
    try:
        datetime.fromisoformat(f"{match[1]}{match[2]}")
    except ValueError:
        return "没有这个时刻"
    return None


def _name(text: str) -> str:
    if name_fault(text) is not None:
        raise ValueError(text)
    return text


def _moment(text: str) -> str:
    if moment_fault(text) is not None:
        raise ValueError(text)
    return text


_Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_name)]
_Digest = Annotated[str, Field(pattern=DIGEST)]


class Library(FrozenModel):
    """What decided: `both` where the second engine agreed."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: Literal["huimin-rules"] = "huimin-rules"
    version: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    engine: Literal["reference", "both"]


class Record(FrozenModel):
    """One decision, recorded. `facts` and `verdict` are as the JSON has them; `given` and `decided` read them."""

    format: Literal["huimin-record/1"]
    case: Annotated[_Name, Field(description="案号: the number under which the authority keeps the case.")]
    recorded_by: Annotated[_Name, Field(description="Who recorded it.")]
    recorded_at: Annotated[
        str, Field(max_length=40, json_schema_extra={"format": "date-time"}), AfterValidator(_moment)
    ]
    library: Library
    policy: PolicyReference
    facts: dict[str, object] = Field(
        description="The application as it was given; exact numbers as {$decimal: text} and {$integer: text}."
    )
    readings: dict[str, str] = Field(description="The alternatives that were fixed, by the readings' ids.")
    verdict: dict[str, object] = Field(
        description="The verdict, whole; an integer beyond 2^53 - 1 as {$integer: text}."
    )
    verdict_digest: Annotated[_Digest, Field(description="SHA-256 of the canonical JSON of the verdict.")]
    secret: Annotated[
        str,
        Field(
            pattern=rf"^[0-9a-f]{{{2 * SECRET_BYTES}}}$",
            description="The key of the seal's salts, in hex; it never leaves with a masked disclosure.",
        ),
    ]

    def to_json(self) -> dict[str, Json]:
        """The record as JSON."""
        return self.model_dump(mode="json")

    def to_bytes(self) -> bytes:
        """The canonical bytes, the same on every machine."""
        return serialized(self.to_json())

    def given(self) -> dict[str, Exact]:
        """The facts as they were given, to be read by `validate`."""
        return _mapping(self.facts)

    def verdict_text(self) -> str:
        """The verdict's own canonical JSON, as `Verdict.to_json` wrote it; `verdict_digest` is over its bytes."""
        return self._verdict_text

    @cached_property
    def _verdict_text(self) -> str:
        return canonical_text(_mapping(self.verdict))

    def decided(self) -> Verdict:
        """The verdict; raises InputError where this release knows no such verdict."""
        try:
            return Verdict.from_json(self.verdict_text())
        except ValidationError:
            expected = f"本版程序认识的结论书（记录由 {self.library.version} 版写下）"
            raise InputError([InputProblem("verdict", expected, "别的内容")]) from None

    def sealed(self) -> Entry:
        """The entry that stands for this record in the ledger."""
        return entry_of(self, self.to_bytes())


def entry_of(record: Record, data: bytes) -> Entry:
    """The entry for a record whose bytes are at hand."""
    seal = seal_of(commitments(record.to_json(), bytes.fromhex(record.secret)))
    return Entry(format=ENTRY_FORMAT, record=digest(data), seal=seal)


def read_record(data: bytes) -> Record | Malformed:
    """Read the bytes of a record, strictly: only what `to_bytes` writes, and only what fits together."""
    value = parsed(data, MAX_BYTES)
    if isinstance(value, Malformed):
        return value
    record = read_model(Record, value)
    return record if isinstance(record, Malformed) else _fault(record) or record


def _fault(record: Record) -> Malformed | None:
    """Which parts of a record contradict each other."""
    try:
        _mapping(record.facts)
    except ValueError as error:
        return Malformed(f"facts 里{error}")
    try:
        found = digest(record.verdict_text().encode())
    except ValueError as error:
        return Malformed(f"verdict 里{error}")
    except TypeError:
        return Malformed("verdict 里有小数")
    if found != record.verdict_digest:
        return Malformed(f"结论书的摘要是 {found}，不是 verdict_digest 所写的")
    if record.verdict.get("policy") != record.policy.model_dump(mode="json"):
        return Malformed("结论书所依据的办法与记录所写的不同")
    return None


def _mapping(carried: dict[str, object]) -> dict[str, Exact]:
    found = from_json(carried)
    if not isinstance(found, dict):
        raise ValueError("不是映射，是数")
    return found
