"""A disagreement is saved as a case, as small as it can be made: it fails on the wrong engine and on no other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huimin_rules.cli import main
from huimin_rules.engines.reference import ranges
from huimin_rules.loading.cases import load_cases
from huimin_rules.norms import conditions as c
from huimin_rules.norms.application import Value
from huimin_rules.norms.facts import Scalar
from huimin_rules.service import checking, load_policy
from huimin_rules.ternary import Truth
from tests.joint.case import Decided, Subject
from tests.joint.chunk import Chunk, run
from tests.joint.saved import SAID
from tests.joint.scope import Stated


class Quick(Subject):
    """Brute force and the engines that serve: enough to disagree, and shrunk in no time."""

    def _by_second_engine(self, found: Decided, stated: Stated) -> None:
        pass

    def _by_solver(self, found: Decided, stated: Stated) -> None:
        pass


@pytest.fixture(autouse=True)
def _no_engine_is_kept() -> Iterator[None]:
    checking.engine_of.cache_clear()
    yield
    checking.engine_of.cache_clear()


def first_disagreement(into: Path) -> Chunk:
    for number in range(1, 6):
        found = run(number, 100, into, Quick)
        if found.folder is not None:
            return found
    raise AssertionError("nobody disagrees")


def test_a_disagreement_is_saved_as_a_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = ranges.compare_with

    def wrong(op: c.Comparison, wanted: Scalar) -> Callable[[Value], Truth]:
        """For which 超过 includes the number."""
        return right(c.Comparison.AT_LEAST if op is c.Comparison.MORE_THAN else op, wanted)

    with monkeypatch.context() as broken:
        broken.setattr(ranges, "compare_with", wrong)
        found = first_disagreement(tmp_path / "found")
        assert found.folder is not None
        assert main(["test", str(found.folder)]) == 1
        out = capsys.readouterr().out
        assert "✗ disagreement" in out
        assert "1 个不通过" in out
    checking.engine_of.cache_clear()
    assert main(["test", str(found.folder)]) == 0

    assert found.tally.disagreements == 1
    (case,) = load_cases(load_policy(found.folder), found.folder)
    assert case.conclusion is not None
    assert all(one.blockers is not None for one in case.findings.values())
    said = (found.folder / SAID).read_text(encoding="utf-8")
    assert "brute force: " in said
    assert "reference engine: " in said
    # Shrunk: whatever has nothing to do with the comparison is gone.
    policy = load_policy(found.folder)
    assert len(policy.findable) == 1
    assert len(policy.facts) <= 2
    assert not policy.consistency


def test_where_nobody_disagrees_nothing_is_saved(tmp_path: Path) -> None:
    found = run(1, 20, tmp_path, Quick)
    assert (found.tally.cases, found.folder, found.disagreement) == (20, None, None)
    assert not [*tmp_path.iterdir()]
