"""Where the command line keeps compiled policies."""

from pathlib import Path

import pytest

from huimin_rules.cli.kept import kept_policies
from tests.cli.conftest import Application, Huimin, Save


def test_a_folder_can_be_named_or_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUIMIN_CACHE", str(tmp_path))
    assert kept_policies() == tmp_path
    monkeypatch.setenv("HUIMIN_CACHE", "")
    assert kept_policies() is None


def test_else_it_is_the_users_own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HUIMIN_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept_policies() == tmp_path / "huimin-rules"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kept_policies() == tmp_path / ".cache" / "huimin-rules"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert kept_policies() == tmp_path / "huimin-rules"


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.delenv("HUIMIN_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert kept_policies() is None


def test_a_kept_policy_changes_nothing_that_people_see(
    huimin: Huimin, eligible: Application, save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = save(eligible)
    without = huimin("check", file)
    monkeypatch.setenv("HUIMIN_CACHE", str(tmp_path / "kept"))
    first, second = huimin("check", file), huimin("check", file)
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert first == second == without
