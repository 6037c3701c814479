"""Kept policies: the same as what the YAML says, or as good as absent."""

import os
import pickle
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from huimin_rules import PolicyError, load_policy
from huimin_rules.loading import policy_cache
from huimin_rules.loading.folder import read_folder
from huimin_rules.loading.policy_cache import kept_policy
from huimin_rules.loading.policy_folder import load_files, load_folder
from huimin_rules.norms.policy import Policy
from huimin_rules.service import rules_folder
from tests.support import MINIMAL, POLICIES, minimal_in, replace_in

FOLDERS = [
    rules_folder() / "gongyi-huimin-2021",
    POLICIES / "lixiang-innovation-2030",
    POLICIES / "every-type",
    MINIMAL,
]
MARK = b"huimin-rules policy 1\n"


class Loads:
    """Loads a folder, and counts how often."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.times = folder, 0

    def __call__(self) -> Policy:
        self.times += 1
        return load_files(self.folder, read_folder(self.folder))


def kept_in(kept: Path, folder: Path) -> tuple[Policy, int]:
    """The policy, and whether it had to be loaded."""
    loads = Loads(folder)
    return kept_policy(kept, read_folder(folder), loads), loads.times


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_kept_policy_is_what_the_yaml_says(folder: Path, tmp_path: Path) -> None:
    first, loaded = kept_in(tmp_path / "kept", folder)
    again, loaded_again = kept_in(tmp_path / "kept", folder)
    assert (loaded, loaded_again) == (1, 0)
    assert again == first == load_folder(folder)
    assert again.digest == first.digest
    assert hash(again) == hash(first)


def test_a_changed_rule_never_meets_an_old_policy(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    before, _ = kept_in(tmp_path / "kept", folder)
    (folder / "policy.yaml").write_bytes((folder / "policy.yaml").read_bytes() + b"# changed\n")
    after, loaded = kept_in(tmp_path / "kept", folder)
    assert loaded == 1
    assert after.digest != before.digest


def test_changed_code_never_meets_an_old_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_in(tmp_path, MINIMAL)
    monkeypatch.setattr(policy_cache, "_code", lambda: "changed")
    assert kept_in(tmp_path, MINIMAL)[1] == 1


def test_a_policy_with_mistakes_is_not_kept(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    replace_in(folder / "policy.yaml", "title:", "titel:")
    for _ in range(2):
        with pytest.raises(PolicyError, match="titel"):
            load_policy(folder, tmp_path / "kept")


def kept_file(kept: Path) -> Path:
    kept_in(kept, MINIMAL)
    (file,) = kept.iterdir()
    return file


def flip(raw: bytes) -> bytes:
    return raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:]


def checked(body: bytes) -> bytes:
    return MARK + sha256(body).digest() + body


class Evil:
    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, ("evil",)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda raw: raw[:-1],
        flip,
        lambda raw: b"x" + raw,
        lambda _: checked(b""),
        lambda _: checked(b"not a pickle"),
        lambda _: checked(pickle.dumps(Evil())),
        lambda _: checked(pickle.dumps(Path)),
        lambda _: checked(b"chuimin_rules.norms.walk\nparts\n."),
        lambda _: checked(b"chuimin_rules.norms.policy\ncached_property\n."),
        lambda _: checked(pickle.dumps("a text")),
        lambda _: checked(pickle.dumps(load_folder(POLICIES / "every-type"))),
    ],
)
def test_a_damaged_or_foreign_file_is_as_good_as_absent(
    damage: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = kept_file(tmp_path / "kept")
    file.write_bytes(damage(file.read_bytes()))
    found, loaded = kept_in(tmp_path / "kept", MINIMAL)
    assert found == load_folder(MINIMAL)
    assert loaded == 1
    assert not (tmp_path / "evil").exists()
    assert kept_in(tmp_path / "kept", MINIMAL)[1] == 0  # and it has been replaced


@pytest.mark.parametrize("bits", [stat.S_IWGRP, stat.S_IWOTH])
@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_others_could_have_written_is_not_believed(bits: int, which: str, tmp_path: Path) -> None:
    file = kept_file(tmp_path / "kept")
    changed = file if which == "file" else file.parent
    changed.chmod(stat.S_IMODE(changed.stat().st_mode) | bits)
    assert kept_in(tmp_path / "kept", MINIMAL)[1] == 1


def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = kept_file(tmp_path / "new" / "kept")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_where_nothing_can_be_kept_the_policy_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"a file where a folder belongs")
    found, loaded = kept_in(tmp_path / "kept", MINIMAL)
    assert found == load_folder(MINIMAL)
    assert loaded == 1
