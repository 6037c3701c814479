"""Private keys stay in a file of their owner alone."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from huimin_rules.errors import InputError
from huimin_rules.ledger.checkpoint import Checkpoint
from huimin_rules.ledger.keys import SigningKey, create_key, load_key
from huimin_rules.ledger.note import Signed, signed_by
from tests.ledger.stores import ORIGIN

STATE = Checkpoint(ORIGIN, 1, bytes(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_key(tmp_path / "key.pem", ORIGIN)
    return tmp_path / "key.pem"


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_new_key_is_its_owners_alone(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        made = create_key(tmp_path / "key.pem", ORIGIN)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    read = load_key(tmp_path / "key.pem", ORIGIN)
    assert read.verifier == made.verifier
    assert signed_by(read.sign(STATE), made.verifier) is Signed.VALID


def test_a_key_is_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(InputError, match="已经存在"):
        create_key(path, ORIGIN)
    assert path.read_bytes() == before
    dangling = path.with_name("dangling")
    dangling.symlink_to(path.with_name("absent"))
    with pytest.raises(InputError, match="已经存在"):
        create_key(dangling, ORIGIN)
    assert not path.with_name("absent").exists()


def test_a_key_needs_a_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="可以写入"):
        create_key(tmp_path / "absent" / "key.pem", ORIGIN)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620, 0o610, 0o700, 0o601, 0o4600])
def test_a_wider_file_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(InputError, match=f"权限是 {mode:04o}"):
        load_key(path, ORIGIN)


def test_a_narrower_file_will_do(path: Path) -> None:
    path.chmod(0o400)
    load_key(path, ORIGIN)


def test_a_link_is_as_wide_as_what_it_leads_to(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    load_key(link, ORIGIN)
    path.chmod(0o644)
    with pytest.raises(InputError, match="0644"):
        load_key(link, ORIGIN)


def test_a_file_of_somebody_else_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = os.geteuid()
    monkeypatch.setattr("os.geteuid", lambda: mine + 1)
    with pytest.raises(InputError, match="另一个用户"):
        load_key(path, ORIGIN)


def test_where_there_are_no_modes_the_folder_must_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.chmod(0o644)
    monkeypatch.delattr("os.getuid")
    load_key(path, ORIGIN)


def test_only_a_regular_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for one in (tmp_path, tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(InputError, match="不是普通文件"):
            load_key(one, ORIGIN)
    with pytest.raises(InputError, match="可以读取的私钥文件"):
        load_key(tmp_path / "absent", ORIGIN)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-algorithm", "X25519"], "别种私钥"),
        (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "别种私钥"),
        (["-algorithm", "ED25519", "-aes-128-cbc", "-pass", "pass:secret"], "别的内容"),
    ],
)
def test_only_an_open_ed25519_key_is_read(tmp_path: Path, arguments: list[str], said: str) -> None:
    openssl("genpkey", *arguments, "-out", tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o600)
    with pytest.raises(InputError, match=said):
        load_key(tmp_path / "key.pem", ORIGIN)


def test_rubbish_is_no_key(path: Path) -> None:
    path.write_bytes(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    with pytest.raises(InputError, match="别的内容"):
        load_key(path, ORIGIN)


def test_a_key_signs_under_a_name(path: Path) -> None:
    with pytest.raises(ValueError, match="加号"):
        SigningKey("a+b", load_key(path, ORIGIN)._private)


def test_openssl_verifies_what_is_signed(path: Path, tmp_path: Path) -> None:
    """As docs/ledger.md tells an auditor to do it by hand."""
    note = load_key(path, ORIGIN).sign(STATE)
    (tmp_path / "text").write_bytes(note.text.encode())
    (tmp_path / "signature").write_bytes(note.signatures[0].signature)
    # The twelve bytes of DER before every Ed25519 public key (RFC 8410).
    public = bytes.fromhex("302a300506032b6570032100") + load_key(path, ORIGIN).verifier.public
    (tmp_path / "public").write_bytes(public)
    openssl("pkey", "-in", path, "-pubout", "-outform", "DER", "-out", tmp_path / "derived")
    assert (tmp_path / "derived").read_bytes() == public
    verify = ["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "public"]
    openssl(*verify, "-in", tmp_path / "text", "-sigfile", tmp_path / "signature")


def openssl(*arguments: object) -> None:
    found = shutil.which("openssl")
    assert found is not None, "this test needs the command openssl"
    subprocess.run([found, *map(str, arguments)], check=True, capture_output=True)
