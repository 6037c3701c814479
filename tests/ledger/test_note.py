"""Signed notes and checkpoints: the examples of the specifications, and everything that they do not allow."""

import base64
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.ledger.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from huimin_rules.ledger.keys import SigningKey, VerifierKey, parse_verifier_key
from huimin_rules.ledger.merkle import EMPTY_ROOT
from huimin_rules.ledger.note import (
    MOST_BYTES,
    MOST_SIGNATURES,
    Malformed,
    Note,
    Signature,
    Signed,
    from_base64,
    name_fault,
    parse_note,
    signed_by,
)
from tests.ledger.stores import ORIGIN, OTHER, new_key

POEM = """\
Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/\
iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
SOFA = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
SIGNED = "— a AAAAAAA=\n"
# The example key of Go's golang.org/x/mod/sumdb/note, and what it has signed.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""


def test_the_examples_of_the_specifications() -> None:
    poem, sofa = parse_note(POEM.encode()), parse_checkpoint(SOFA.encode())
    assert isinstance(poem, Note)
    assert poem.text == POEM.rpartition("\n\n")[0] + "\n"
    assert bytes(poem) == POEM.encode()
    assert isinstance(sofa, SignedCheckpoint)
    assert (sofa.checkpoint.origin, sofa.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert bytes(sofa.note) == SOFA.encode()


def test_a_note_that_others_have_signed() -> None:
    key, note = parse_verifier_key(PETER), parse_note(PETERS.encode())
    assert isinstance(key, VerifierKey)
    assert isinstance(note, Note)
    assert str(key) == PETER
    assert signed_by(note, key) is Signed.VALID
    assert signed_by(dataclasses.replace(note, text=note.text + "!"), key) is Signed.INVALID


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空行"),
        (b"text\n", "空行"),
        (b"text\n\n", "没有签名"),
        (b"text\n\n\n", "没有签名"),
        (("text\n" + SIGNED).encode(), "空行"),
        (f"text\n\n{SIGNED}".encode()[:-1], "没有换行"),
        (f"text\n\n{SIGNED}x".encode(), "没有换行"),
        (f"text\n\n{SIGNED}x\n".encode(), "第 2 行签名：不以"),
        (f"te\txt\n\n{SIGNED}".encode(), "控制字符"),
        (f"text\r\n\n{SIGNED}".encode(), "控制字符"),
        (f"te\0xt\n\n{SIGNED}".encode(), "控制字符"),
        (b"te\xffxt\n\n" + SIGNED.encode(), "第 2 字节起不是 UTF-8"),
        (b"text\n\n- a AAAAAAA=\n", "不以"),
        ("text\n\n—a AAAAAAA=\n".encode(), "不以"),
        ("text\n\n—  AAAAAAA=\n".encode(), "名称不能为空"),
        ("text\n\n— a\n".encode(), "名称后面没有签名"),
        ("text\n\n— a \n".encode(), "短于"),
        ("text\n\n— a+b AAAAAAA=\n".encode(), "加号"),
        ("text\n\n— a\u3000b AAAAAAA=\n".encode(), "空白"),
        ("text\n\n— a AAAA AAA=\n".encode(), "base64"),
        ("text\n\n— a AAAAAAA\n".encode(), "base64"),
        ("text\n\n— a AAAAAAB=\n".encode(), "base64"),
        ("text\n\n— a AAAAAA-_\n".encode(), "base64"),
        ("text\n\n— a AAAA条=\n".encode(), "base64"),
        ("text\n\n— a AAAAAA==\n".encode(), "短于"),
        (b"x" * (MOST_BYTES + 1), "字节"),
        (f"text\n\n{SIGNED * (MOST_SIGNATURES + 1)}".encode(), "多于"),
    ],
)
def test_what_is_no_note(data: bytes, said: str) -> None:
    found = parse_note(data)
    assert isinstance(found, Malformed)
    assert said in found.reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n1\n", "三行"),
        ("\n1\nroot\n", "空行"),
        ("a\n1\nroot\n\nmore\n", "空行"),
        ("a\n01\nROOT\n", "前导零"),
        ("a\n+1\nROOT\n", "前导零"),
        ("a\n-1\nROOT\n", "前导零"),
        ("a\n1.0\nROOT\n", "前导零"),
        ("a\n1 \nROOT\n", "前导零"),
        ("a\n１\nROOT\n", "前导零"),
        ("a\n1_0\nROOT\n", "前导零"),
        ("a\n9223372036854775808\nROOT\n", "太大"),
        (f"a\n{'9' * 5000}\nROOT\n", "太大"),
        ("a\n1\nAAAA\n", "32 字节"),
        ("a\n1\nroot!\n", "32 字节"),
        ("a\n0\nROOT\n", "空账本"),
    ],
)
def test_what_is_no_checkpoint(text: str, said: str) -> None:
    root = base64.b64encode(bytes(32)).decode()
    found = parse_checkpoint(f"{text.replace('ROOT', root)}\n{SIGNED}".encode())
    assert isinstance(found, Malformed)
    assert said in found.reason


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("a\nb", 1, bytes(32)),
        Checkpoint("a\tb", 1, bytes(32)),
        Checkpoint("a", -1, bytes(32)),
        Checkpoint("a", 0, bytes(32)),
        Checkpoint("a", 1, bytes(31)),
        Checkpoint("a", 1, bytes(32), ("",)),
        Checkpoint("a", 1, bytes(32), ("one\ntwo",)),
        Checkpoint("a", 2**63, bytes(32)),
    ],
)
def test_what_could_not_be_read_back_is_not_written(checkpoint: Checkpoint) -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        assert checkpoint.text


lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=9)


@given(lines, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(lines, max_size=3))
def test_what_is_written_is_read_back(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    state = Checkpoint(origin, size, root, tuple(extensions))
    signature = Signature("name", b"1234", b"5")
    found = parse_checkpoint(bytes(Note(state.text, (signature, signature))))
    assert isinstance(found, SignedCheckpoint)
    assert found == SignedCheckpoint(state, Note(state.text, (signature, signature)))


@given(st.binary(max_size=60) | lines.map(str.encode))
def test_whatever_is_parsed_is_what_was_written(data: bytes) -> None:
    """Law: there is one text for each note, and no other bytes are read as it."""
    for given_bytes in (data, b"text\n\n" + data, f"text\n\n{SIGNED}".encode() + data):
        found = parse_note(given_bytes)
        assert isinstance(found, Malformed) or bytes(found) == given_bytes


def test_signing_and_verifying(key: SigningKey) -> None:
    state = Checkpoint(ORIGIN, 0, EMPTY_ROOT, ("2026-01-05",))
    note = key.sign(state)
    assert signed_by(note, key.verifier) is Signed.VALID
    assert signed_by(dataclasses.replace(note, text=note.text.replace("05", "06")), key.verifier) is Signed.INVALID
    short = dataclasses.replace(note.signatures[0], signature=b"short")
    assert signed_by(Note(note.text, (short,)), key.verifier) is Signed.INVALID


def test_cosignatures_are_carried_along_and_ignored(key: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    state = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    mine = key.sign(state).signatures[0]
    namesake, witness = new_key(folder), new_key(folder, OTHER)
    others = (namesake.sign(state).signatures[0], witness.sign(state).signatures[0], Signature("x", b"1234", b"?"))
    note = parse_note(bytes(Note(state.text, (*others, mine))))
    assert isinstance(note, Note)
    for one in (key, namesake, witness):
        assert signed_by(note, one.verifier) is Signed.VALID
    without = dataclasses.replace(note, signatures=others)
    assert signed_by(without, key.verifier) is Signed.UNKNOWN_KEY
    # One bad signature of a known key spoils the note, whatever stands beside it.
    bad = dataclasses.replace(mine, signature=bytes(64))
    for both in ((bad, mine), (mine, bad)):
        assert signed_by(Note(state.text, both), key.verifier) is Signed.INVALID
    renamed = dataclasses.replace(mine, name=OTHER)
    assert signed_by(Note(state.text, (renamed,)), key.verifier) is Signed.UNKNOWN_KEY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "不是“名称"),
        ("name+12345678", "不是“名称"),
        (PETER.replace("PeterNeumann", ""), "名称不能为空"),
        (PETER.replace("Peter", "Peter "), "空白"),
        (PETER.replace("PeterNeumann", "Paul"), "编号与公钥不符"),
        (PETER.replace("c74f20a3", "C74F20A3"), "编号与公钥不符"),
        (PETER.replace("c74f20a3", ""), "编号与公钥不符"),
        (PETER[:-1], "base64"),
        (PETER + "\n", "base64"),
        (PETER[:-4], "Ed25519"),
        (PETER.replace("+AR", "+BR"), "Ed25519"),
    ],
)
def test_what_is_no_public_key(text: str, said: str) -> None:
    found = parse_verifier_key(text)
    assert isinstance(found, Malformed)
    assert said in found.reason


def test_every_byte_of_a_public_key() -> None:
    for at in range(len(PETER)):
        assert isinstance(parse_verifier_key(PETER[:at] + chr(ord(PETER[at]) ^ 1) + PETER[at + 1 :]), Malformed)


@pytest.mark.parametrize("name", ["a\x01", "a b", "a\u00a0b", "a+b", "\udc80", ""])
def test_what_is_no_name(name: str) -> None:
    assert name_fault(name)


def test_there_is_one_base64_text_for_some_bytes() -> None:
    assert from_base64("AAA=") == b"\0\0"
    assert [from_base64(one) for one in ("AAB=", "AAA", "AA A=", "AAA=\n")] == [None] * 4
