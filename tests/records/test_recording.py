"""Recording a decision: one commit, nothing on disagreement, the archive of the policy beside it."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError

import pytest

from huimin_rules.engines.durable import Derivation
from huimin_rules.errors import InputError, LedgerError
from huimin_rules.ledger.decisions import Decision, decisions
from huimin_rules.ledger.policy_archive import archived_policy_files
from huimin_rules.ledger.storage import Ledger, create_ledger
from huimin_rules.norms.application import Application
from huimin_rules.service import check
from huimin_rules.service.audit import library
from huimin_rules.service.audit.policy_source import PolicySource, policy_source
from huimin_rules.service.audit.recording import Recorded, append_decisions, prepare_decision, record_decision
from huimin_rules.service.crosscheck import Crosscheck
from tests.ledger.stores import ORIGIN
from tests.records.making import AT, BY, EXAMPLES, SHIPPED, prepared, recorded, shipped, small
from tests.support import minimal_in

OPEN = EXAMPLES / "agri-consortium.yaml"


def test_a_decision_is_on_disk_with_its_policy_in_both_databases(location: str) -> None:
    with create_ledger(location, ORIGIN) as ledger:
        first = recorded(ledger, OPEN)
        again = recorded(ledger, OPEN)
        assert (first.appended.index, again.appended.index, again.appended.size) == (0, 1, 2)
        with ledger.snapshot() as now:
            found = list(decisions(now))
            assert [one.record for one in found if isinstance(one, Decision)] == [
                first.decision.record,
                again.decision.record,
            ]
            assert archived_policy_files(now, first.decision.record.policy.digest) == shipped().files
            assert now.archived(first.decision.entry.record) == first.decision.data
            assert len(list(now.archive())) == len(shipped().files) + 3


def test_readings_are_recorded_as_given(ledger: Ledger) -> None:
    readings = {"consortium": "lead_only"}
    found = record_decision(ledger, shipped(), OPEN, case="1", recorded_by=BY, recorded_at=AT, readings=readings)
    assert isinstance(found, Recorded)
    assert found.decision.record.readings == readings
    assert found.decision.verdict == check(shipped().policy, OPEN, readings)
    with pytest.raises(InputError, match=r"readings\.consortium"):
        record_decision(ledger, shipped(), OPEN, case="1", recorded_by=BY, recorded_at=AT, readings={"consortium": "x"})


def test_both_engines(ledger: Ledger) -> None:
    found = record_decision(ledger, shipped(), OPEN, case="1", recorded_by=BY, recorded_at=AT, engine="both")
    assert isinstance(found, Recorded)
    assert found.decision.record.library.engine == "both"
    assert found.decision.crosscheck is not None
    assert found.decision.crosscheck.agreed


class Refusing:
    """A second engine that derives nothing."""

    def decide(self, application: Application, readings: Mapping[str, str]) -> Derivation:
        return Derivation(application.policy_digest, findings=(), refused=(), faults=(), conclusion=None)


def test_where_the_engines_disagree_nothing_is_recorded(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huimin_rules.service.crosscheck._engine", lambda policy: Refusing())
    found = record_decision(ledger, small(), {}, case="1", recorded_by=BY, recorded_at=AT, engine="both")
    assert isinstance(found, Crosscheck)
    assert not found.agreed
    with ledger.snapshot() as now:
        assert (list(now.entries()), list(now.archive())) == ([], [])


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        prepare_decision(small().policy, {}, case="", recorded_by="a\u202eb", recorded_at="today")
    assert [str(one) for one in caught.value.problems] == [
        "case：应为案号：一行文字，没有看不见的字符，实为空，或者前后有空格",
        "recorded_by：应为记录人：一行文字，没有看不见的字符，实为a‹U+202E›b",
        "recorded_at：应为带时差的时刻（RFC 3339），实为不是 2026-01-31T09:00:00+08:00 的样子",
    ]


def test_all_of_a_batch_or_none(ledger: Ledger) -> None:
    made = [prepared({}, small(), "1"), prepared({"kind": "school"}, small(), "2")]
    assert [one.appended.index for one in append_decisions(ledger, small().files, made)] == [0, 1]
    with pytest.raises(LedgerError, match="不是作出决定时的那些"):
        append_decisions(ledger, small().files, [*made, prepared()])
    assert ledger.head().size == 2


def test_a_record_is_not_archived_without_its_entry(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """One commit: when the end of it fails, nothing is there."""
    made = prepared({}, small())
    append_decisions(ledger, small().files, [made])

    def fails(*_: object) -> str:
        raise LedgerError("the disk is full")

    monkeypatch.setattr("huimin_rules.ledger.storage._archive", fails)
    with pytest.raises(LedgerError, match="full"):
        append_decisions(ledger, small().files, [prepared({}, small())])
    monkeypatch.undo()
    assert ledger.head().size == 1
    with ledger.snapshot() as now:
        assert len(list(now.archive())) == len(small().files) + 2


def test_a_record_that_could_not_be_read_back_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huimin_rules.service.audit.recording.MAX_BYTES", 1000)
    with pytest.raises(InputError, match="记录下来至多 1000 字节的申请"):
        prepared({}, small())


def test_a_policy_whose_files_change_meanwhile_is_refused(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = minimal_in(tmp_path_factory.mktemp("policy"))
    assert isinstance(policy_source(folder), PolicySource)
    assert policy_source(SHIPPED).policy.id == SHIPPED
    other = small().policy

    def changed(source: object, kept: object) -> object:
        (folder / "facts.yaml").write_bytes((folder / "facts.yaml").read_bytes() + b"\n")
        return other

    monkeypatch.setattr("huimin_rules.service.audit.policy_source.load_policy", changed)
    with pytest.raises(InputError, match="读取的时候没有变动的文件"):
        policy_source(folder)


def test_the_version_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    library.library_version.cache_clear()
    monkeypatch.setattr(library, "version", lambda name: "1.2.3")
    assert library.library_version() == "1.2.3"
    library.library_version.cache_clear()
    monkeypatch.setattr(library, "version", missing)
    assert library.library_version() == library.UNKNOWN
    library.library_version.cache_clear()
