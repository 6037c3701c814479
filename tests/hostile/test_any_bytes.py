"""Any bytes, and valid files with something changed, at every door that reads bytes."""

import json
import re
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.service import check
from tests.hostile.laws import FILES, LAWS
from tests.support import MINIMAL, minimal

SAID = {
    "applied_on": "2030-06-01",
    "years": 3,
    "kind": "hospital",
    "funds": {"own": 20, "asked": 12.5},
    "share": "30%",
    "sincere": {"value": True, "by": "专家组", "on": "2030-02-01", "reason": "属实", "evidence": ["报告"]},
    "partners": [{"name": "甲", "signed": True, "amount": "3万元"}],
}
TOKENS = [
    *(
        b"",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b": ",
        b",",
        b"-",
        b"- ",
        b"? ",
        b"#",
        b"&a ",
        b"*a",
        b"!!int ",
        b"<<: ",
        b"|",
    ),
    *(b">", b"%", b"@", b"`", b"'", b'"', b"\\", b"\\u0000", b"\\ud800", b"\\x1b", b"\0", b"\t", b"\r", b"\n", b"\n\n"),
    *(b"\x1b[2J", b"\x9b", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xe2\x80\xa8"),
    *(b"null", b"~", b"true", b"True", b"no", b"NaN", b".nan", b"Infinity", b"-.inf", b"1e9", b"1e1000000", b"-0"),
    *(b"9" * 50, b"0x1F", b"010", b"0.1", b"---\n", b"...\n", "不清楚".encode(), "无".encode(), "ａ".encode()),
    *(b"[key]", b"?stated", b"?determination", b"?text", b"?mapping", b"applied_on", b"years", b"value", b"fact"),
    *(b"{a: " * 70, b"[" * 70, b"a" * 300, b"2030-02-30", "3万元".encode(), b"30%", b"hospital", b"x: 1\n" * 30),
]


@lru_cache
def seeds(law: str) -> tuple[bytes, ...]:
    """Valid bytes for a door."""
    match law:
        case "policy_yaml":
            return tuple(bytes([number]) + (MINIMAL / name).read_bytes() for number, name in enumerate(FILES))
        case "verdict_json":
            return (check(minimal(), SAID).to_json().encode(), check(minimal(), {}).to_json().encode())
        case "application_yaml":
            flat = json.dumps(SAID, ensure_ascii=False, indent=1)
            return (flat.encode(), re.sub(r'[{}",]', "", flat).encode(), b"years: 3\nkind: hospital\n")
        case _:
            return (json.dumps(SAID, ensure_ascii=False).encode(), b"{}")


@st.composite
def changed(draw: st.DrawFn, law: str) -> bytes:
    """A valid file with pieces of it replaced, repeated or cut out."""
    raw = draw(st.sampled_from(seeds(law)))
    for _ in range(draw(st.integers(1, 4))):
        pieces = re.split(rb"(\W+)", raw[1:]) if law == "policy_yaml" else re.split(rb"(\W+)", raw)
        at = draw(st.integers(0, len(pieces) - 1))
        upto = at + draw(st.integers(0, 3))
        pieces[at:upto] = draw(
            st.lists(st.sampled_from(TOKENS) | st.just(pieces[at]) | st.binary(max_size=4), max_size=3)
        )
        raw = (raw[:1] if law == "policy_yaml" else b"") + b"".join(pieces)
    return raw


@pytest.mark.parametrize("law", LAWS)
def test_the_seeds_are_read(law: str) -> None:
    for raw in seeds(law):
        LAWS[law](raw)


@pytest.mark.parametrize("law", LAWS)
def test_any_bytes(law: str) -> None:
    @settings(deadline=None)
    @given(st.binary(max_size=200) | st.lists(st.sampled_from(TOKENS), max_size=12).map(b"".join))
    def holds(raw: bytes) -> None:
        LAWS[law](raw)

    holds()


@pytest.mark.parametrize("law", LAWS)
def test_a_valid_file_with_something_changed(law: str) -> None:
    @settings(deadline=None, max_examples=150)
    @given(changed(law))
    def holds(raw: bytes) -> None:
        LAWS[law](raw)

    holds()


# What was found once and mended.
FOUND = [
    ("application_yaml", b"\xef\xbb\xbf\xe5\xb1\x9e(\xae"),
    ("application_json", b'{"?stated": 1}'),
    ("application_yaml", b"'?determination': 1"),
    ("application_json", b'{"' + b"k" * 400_000 + b'": 1, "' + b"k" * 400_000 + b'": 1}'),
    ("application_yaml", b"years: " + b"9_" * 5000),
    ("application_yaml", b"!" + b"a" * 9000 + b" b"),
    ("application_yaml", b"[" + b"*a," * 2000 + b"]"),
    ("policy_yaml", bytes([FILES.index("policy.yaml")]) + b"'[key]': 1\n"),
    ("policy_yaml", bytes([FILES.index("facts.yaml")]) + b"facts: {'[key]': {'[key]': 1}}\n"),
]


@pytest.mark.parametrize(("law", "raw"), FOUND)
def test_what_was_found_once(law: str, raw: bytes) -> None:
    LAWS[law](raw)
