"""What a path can lead to that is no file to read: refused, and never waited for."""

import errno
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from huimin_rules.errors import InputError, PolicyError
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.outside_file import Unreadable, read_outside_file
from huimin_rules.loading.plain_data import MAX_BYTES
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.loading.rule_files import MAX_FILES, MAX_FOLDER_BYTES
from huimin_rules.loading.text_file import MAX_PASSAGES
from huimin_rules.service import load_policy
from tests.hostile.bounded import answer
from tests.support import minimal, minimal_in, mistakes, rehash

HUNDRED_MIB = 100 * 1024 * 1024


def sparse(path: Path, size: int = HUNDRED_MIB) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def listening(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    here = Path.cwd()
    try:
        os.chdir(folder)  # the name of a socket must be short
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)
        os.close(folder)


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "hundred mebibytes": (lambda path: path.write_bytes(b"#" * HUNDRED_MIB), "文件过大"),
    "sparse": (sparse, "文件过大"),
    "a tebibyte, sparse": (lambda path: sparse(path, 1024**4), "文件过大"),
    "pipe": (os.mkfifo, "不是文件"),
    "socket": (listening, "不是文件"),
    "device": (lambda path: path.symlink_to("/dev/zero"), ""),
    "link to itself": (lambda path: path.symlink_to(path.name), "读取失败"),
    "link to nothing": (lambda path: path.symlink_to("nothing"), "没有这个文件"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_what_is_no_application_file_is_refused_without_waiting(name: str, kind: str, tmp_path: Path) -> None:
    make, expected = KINDS[kind]
    make(tmp_path / name)
    assert answer("application", tmp_path / name).startswith("refused 1 ")
    with pytest.raises(InputError, match=expected or "不是文件"):
        read_application_file(tmp_path / name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["policy.yaml", "text.md", "article-09.yaml", "cases/more.yaml"])
def test_what_is_no_rule_file_is_refused_without_waiting(name: str, kind: str, tmp_path: Path) -> None:
    make, expected = KINDS[kind]
    folder = minimal_in(tmp_path)
    (folder / name).unlink(missing_ok=True)
    make(folder / name)
    assert answer("policy", folder).startswith("refused 1 ")
    assert [one.split(": ")[0] for one in mistakes(folder)] == [f"{name}:1:1"]
    assert (expected or "链接指向文件夹之外") in mistakes(folder)[0]


@pytest.mark.parametrize(
    "path", ["a\0b.yaml", "a\udcff.yaml", "\ud800.yaml", "x" * 10_000 + ".yaml", "a/" * 5000 + "b.json", ""]
)
def test_a_path_that_no_file_can_have_is_refused(path: str) -> None:
    with pytest.raises(InputError) as caught:
        read_application_file(Path(path))
    assert len(str(caught.value)) < 5000
    assert str(caught.value).isprintable()
    with pytest.raises((InputError, PolicyError)):
        load_policy(path or "nothing")
    with pytest.raises(PolicyError):
        load_folder(Path(path or "nothing"))


def test_a_folder_is_no_file_and_a_file_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(InputError, match="不是文件"):
        read_application_file(tmp_path / "a.yaml")
    (tmp_path / "file").touch()
    with pytest.raises(PolicyError, match="不是文件夹"):
        load_folder(tmp_path / "file")


def denied(*_: object, **__: object) -> int:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_what_the_system_does_not_let_one_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = minimal_in(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", denied)
        with pytest.raises(InputError, match="读取失败（Permission denied）"):
            read_application_file(folder / "policy.yaml")
        with pytest.raises(PolicyError) as caught:
            load_folder(folder)
    assert len(caught.value.problems) == len(list(folder.glob("*.*")))
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", denied)
        with pytest.raises(PolicyError, match="读取失败（Permission denied）"):
            load_folder(folder)


# --- a file that changes while it is read


def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    (tmp_path / "before").touch()
    before = os.stat(tmp_path / "before")
    assert stat.S_ISREG(before.st_mode)
    monkeypatch.setattr(os, "stat", lambda *_, **__: before)
    with pytest.raises(Unreadable, match="不是文件"):
        read_outside_file(tmp_path / "a.yaml", MAX_BYTES)


@pytest.mark.parametrize(("then", "now"), [(3, 5), (5, 3), (0, 4 * MAX_BYTES)])
def test_a_file_that_grows_or_shrinks_is_refused(
    then: int, now: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "then").write_bytes(b"x" * then)
    (tmp_path / "now").write_bytes(b"x" * now)
    before = os.stat(tmp_path / "then")
    monkeypatch.setattr(os, "fstat", lambda _: before)
    with pytest.raises(Unreadable, match="有变动"):
        read_outside_file(tmp_path / "now", MAX_BYTES)


def test_a_file_that_fails_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").touch()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", denied)
        with pytest.raises(Unreadable) as caught:
            read_outside_file(tmp_path / "a", MAX_BYTES)
    assert str(caught.value) == "读取失败（Permission denied）"


def test_a_file_is_read_to_its_bound(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert read_outside_file(tmp_path / "a", 100) == b"x" * 100
    with pytest.raises(Unreadable, match="文件过大：上限 99 字节"):
        read_outside_file(tmp_path / "a", 99)


# --- a folder


def test_a_folder_of_very_many_files_is_refused_by_their_number(tmp_path: Path) -> None:
    for place in ("", "cases"):
        folder = minimal_in(tmp_path / (place or "policy"))
        for number in range(MAX_FILES + 1):
            os.mknod(folder / place / f"{number}.txt")
        assert f"文件夹中的文件过多：上限 {MAX_FILES} 个" in answer("policy", folder)


def test_the_files_of_a_folder_are_bounded_together(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    for number in range(MAX_FOLDER_BYTES // MAX_BYTES):
        (folder / f"x{number}.yaml").write_bytes(b"#" * MAX_BYTES)
    assert f"文件共计过大：上限 {MAX_FOLDER_BYTES} 字节" in answer("policy", folder)


def test_the_passages_of_the_text_are_bounded(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    header = (folder / "text.md").read_bytes().split(b"---\n", 2)[1]
    (folder / "text.md").write_bytes(b"---\n" + header + b"---\n" + "第一章\n".encode() * (MAX_PASSAGES + 1))
    rehash(folder)
    assert any(line.endswith(f"条款过多：上限 {MAX_PASSAGES} 段") for line in mistakes(folder))


def test_norms_are_bounded_together(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    one = "  - {{id: a{0}n{1}, quote: a, title: b, modality: obligation, requires: {{always: true}}, met: a, unmet: b}}"
    for file in range(3):
        lines = "\n".join(one.format(file, number) for number in range(1000))
        (folder / f"x{file}.yaml").write_text(f"article: 1\nnorms:\n{lines}\n", encoding="utf-8")
    assert any("上限 2000 项" in line for line in mistakes(folder))


def test_a_link_may_lead_to_a_file_of_the_folder_and_nowhere_else(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    (folder / "data").mkdir()
    os.rename(folder / "policy.yaml", folder / "data" / "policy")
    (folder / "policy.yaml").symlink_to(Path("data", "policy"))
    assert load_folder(folder).digest == minimal().digest
    outside = tmp_path / "secret.yaml"
    outside.write_text("password: hunter2\n", encoding="utf-8")
    for name in ("article-09.yaml", "cases/more.yaml"):
        (folder / name).symlink_to(outside)
        assert mistakes(folder) == [f"{name}:1:1: 链接指向文件夹之外"]
        (folder / name).unlink()
    (folder / "article-09.yaml").symlink_to(Path("..", "minimal", "..", "secret.yaml"))
    assert mistakes(folder) == ["article-09.yaml:1:1: 链接指向文件夹之外"]


def test_a_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(minimal_in(tmp_path))
    policy = load_folder(tmp_path / "link")
    assert policy.digest == minimal().digest
    assert load_cases(policy, tmp_path / "link")


def test_a_name_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    try:
        (folder / "\udcff.yaml").write_text("article: 1\n", encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such name")
    assert mistakes(folder) == ["‹U+DCFF›.yaml:1:1: 文件名不是 UTF-8 编码"]
