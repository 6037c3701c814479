"""Each way to be wrong is a file of `fixtures/wrong`: what it changes in the minimal policy, and the exact messages."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from tests.support import MINIMAL, POLICIES, WRONG, minimal_in, mistakes, rehash, replace_in


class Replacement(TypedDict):
    file: str
    old: str
    new: str


class Wrong(TypedDict, total=False):
    replace: list[Replacement]
    write: Mapping[str, str]
    remove: list[str]
    rehash: bool
    errors: list[str]


def fixture_named(name: str) -> Wrong:
    return yaml.safe_load((WRONG / f"{name}.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # YAML of our own, of this shape


NAMES = sorted(path.stem for path in WRONG.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_is_told_in_exactly_these_words(name: str, tmp_path: Path) -> None:
    fixture = fixture_named(name)
    folder = minimal_in(tmp_path)
    for one in fixture.get("replace", ()):
        replace_in(folder / one["file"], one["old"], one["new"])
    for file, text in fixture.get("write", {}).items():
        (folder / file).write_bytes(text.encode())
    for file in fixture.get("remove", ()):
        (folder / file).unlink()
    if fixture.get("rehash"):
        rehash(folder)
    assert mistakes(folder) == fixture["errors"]


def test_every_fixture_is_wrong() -> None:
    assert len(NAMES) > 200
    assert [name for name in NAMES if not fixture_named(name)["errors"]] == []


@pytest.mark.parametrize("name", ["minimal", "lixiang-innovation-2030"])
def test_what_is_right_has_no_mistakes(name: str) -> None:
    assert mistakes(POLICIES / name) == []


def test_mistakes_stand_in_the_order_of_files_and_lines_and_once_each(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    replace_in(folder / "article-05.yaml", "article: 5", "article: 9")
    (folder / "article-08.yaml").write_text("zzz: 1\narticle: 8\nyyy: 2\n")
    replace_in(folder / "policy.yaml", "clause: {article: 1}", "clause: {article: 9, item: 2}")
    assert [line.split(" ")[0] for line in mistakes(folder)] == [
        "article-05.yaml:1:10:",
        "article-08.yaml:1:1:",
        "article-08.yaml:3:1:",
        "policy.yaml:13:76:",
    ]


def test_the_minimal_policy_is_read_from_its_files_alone(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    (folder / "notes.txt").write_text("not YAML: [")
    (folder / "folder.yaml").mkdir()
    assert mistakes(folder) == mistakes(MINIMAL) == []
