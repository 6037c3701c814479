"""The same value gives the same bytes: those of RFC 8785."""

import hashlib
import json
from collections import UserList, deque
from collections.abc import Mapping
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.canonical import Json, canonical_json, digest

characters = st.characters(categories=["L", "M", "N", "P", "S", "Z", "Cc"], max_codepoint=0x2FF) | st.sampled_from(
    "条款项\u2028\ue000\ufeff\U0001f600\U0010ffff"
)
texts = st.text(alphabet=characters, max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value: Json) -> None:
    assert canonical_json(value).encode() == rfc8785.dumps(value)
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(texts, st.integers(0, 9), max_size=6))
def test_the_order_in_which_keys_were_given_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_keys_are_ordered_by_utf_16_code_units() -> None:
    assert canonical_json({"\ufb33": 1, "\U0001f600": 2, "a": 3}) == '{"a":3,"\U0001f600":2,"\ufb33":1}'


def test_tuples_and_lists_are_written_alike() -> None:
    assert canonical_json(({"a": (1, 2)},)) == canonical_json([{"a": [1, 2]}]) == '[{"a":[1,2]}]'


def test_mappings_and_sequences_of_other_types_are_written_as_what_they_are() -> None:
    inner: Mapping[str, Json] = MappingProxyType({"d": "e", "c": UserList("x")})
    assert canonical_json(MappingProxyType({"b": deque([1]), "a": inner})) == '{"a":{"c":["x"],"d":"e"},"b":[1]}'
    assert canonical_json({"b": UserList([inner]), "\U0001f600": 0}) == '{"b":[{"c":["x"],"d":"e"}],"\U0001f600":0}'


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set is no JSON"):
        canonical_json({"a": {1}})  # type: ignore[dict-item]  # that is the point


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, [{"a": "\udfff"}]])
def test_half_a_character_is_refused(value: Json) -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        canonical_json(value)


def test_a_digest_names_its_algorithm() -> None:
    assert digest(b"") == "sha256:" + hashlib.sha256(b"").hexdigest()
    assert digest("条".encode()) != digest(b"")
