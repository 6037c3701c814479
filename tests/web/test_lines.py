"""Cutting a stream into lines does not depend on how it arrives, and keeps no more than one line."""

from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.web.lines import Lines

LIMIT = 5


def cut(pieces: list[bytes]) -> list[bytes | None]:
    lines = Lines(LIMIT)
    found = [line for piece in pieces for line in lines.feed(piece)]
    found += lines.end()
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    return [line.data for line in found]


@given(st.lists(st.binary(max_size=9).map(lambda some: bytes(b"\nab"[one % 3] for one in some))))
def test_lines_do_not_depend_on_the_pieces(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    expected = whole.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert cut(pieces) == [line if len(line) <= LIMIT else None for line in expected]


def test_of_a_line_that_is_too_long_nothing_is_kept() -> None:
    lines = Lines(LIMIT)
    for _ in range(1000):
        assert not list(lines.feed(b"x" * 1000))
    assert sum(len(part) for part in vars(lines).values() if isinstance(part, bytearray)) == 0
    assert [line.data for line in lines.feed(b"\nab\n")] == [None, b"ab"]
