"""Whatever an author writes, the loader has one of two answers: a policy, or mistakes with their places."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import MINIMAL, minimal_in, mistakes

FILES = sorted(str(path.relative_to(MINIMAL)) for path in MINIMAL.rglob("*.yaml"))
WORDS = [
    *(
        "",
        "~",
        "3",
        "-1",
        "0.5",
        "true",
        "no",
        "[]",
        "{}",
        "[1]",
        "{a: 1}",
        "{fact: years}",
        "{value: 3}",
        "{some: partners}",
    ),
    *(
        "years",
        "partners",
        "signed",
        "kind",
        "hospital",
        "art1.local",
        "last_day",
        "30%",
        "3万元",
        "2030-01-01",
        "notice",
        "4",
    ),
    *(
        "{sum: [1, 2]}",
        "{always: true}",
        "{holds: art1.registered}",
        "{reading: last_day, alternatives: {}}",
        "{count: years}",
    ),
    *(
        "definition",
        "institutional",
        "validity",
        "list",
        "money",
        "code",
        "choice",
        "'",
        "- x",
        "a: b",
        "&a x",
        "*a",
        "| x",
    ),
]
PLACE = re.compile(r"[a-z0-9./-]+:[1-9]\d*:[1-9]\d*: \S")


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the minimal policy, and what it says after a line or a word of it was changed."""
    name = draw(st.sampled_from(FILES))
    lines = (MINIMAL / name).read_text(encoding="utf-8").splitlines()
    index = draw(st.integers(0, len(lines) - 1))
    match draw(st.sampled_from(["value", "word", "delete", "repeat", "indent"])):
        case "value":
            lines[index] = re.sub(r"(?<=: ).*$", lambda _: draw(st.sampled_from(WORDS)), lines[index])
        case "word":
            words = re.split(r"([\w.%]+)", lines[index])
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
            lines[index] = "".join(words)
        case "delete":
            del lines[index : index + draw(st.integers(1, 4))]
        case "repeat":
            lines[index:index] = lines[index : index + draw(st.integers(1, 4))]
        case _:
            lines[index] = " " * draw(st.integers(0, 3)) + lines[index].removeprefix("  ")
    return name, "\n".join(lines) + "\n"


@settings(max_examples=150)
@given(st.lists(changes(), min_size=1, max_size=3))
def test_a_changed_policy_loads_or_every_mistake_has_a_place(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, str]]
) -> None:
    folder = minimal_in(tmp_path_factory.mktemp("any"))
    for name, text in written:
        (folder / name).write_text(text, encoding="utf-8")
    found = mistakes(folder)
    assert [line for line in found if not PLACE.match(line)] == []
    assert found == list(dict.fromkeys(found))
