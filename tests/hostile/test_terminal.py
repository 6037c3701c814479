"""What reaches a person: nothing from an application, a rule, a name of a file or a message drives a terminal."""

import shutil
from pathlib import Path

import pytest

from huimin_rules.cli import main
from huimin_rules.verdict import Verdict
from huimin_rules.visible import visible
from tests.support import minimal_in, replace_in

DRIVING = "\x1b[2J\x1b]0;x\x07\r\b\x9b31m\u202e\u2066\u200f\u061c\u200b\ufeff\u00ad\U000e0041"
# YAML refuses control characters as they are and takes them as escapes.
ESCAPED = "".join(f"\\U{ord(one):08x}" for one in DRIVING)
SEEN = visible(DRIVING)
APPLICANTS = f"""\
applied_on: 2022-03-01
applicants:
  - name: "名{ESCAPED}"
    role: lead
    domicile: "990000"
    good_conditions: {{value: false, by: "人{ESCAPED}", on: 2022-01-01, reason: "由{ESCAPED}"}}
  - {{name: 乙, role: participant}}
"""


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    """What a command writes for people, all of it seen."""
    main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    lines = [line for text in (out, err) for line in text.split("\n")]
    assert [line for line in lines if visible(line) != line] == []
    return lines


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> bool:
    """Whether the driving characters are shown, by number, somewhere in what a command writes."""
    return SEEN in "".join(line.strip() for line in lines_of(capsys, *arguments))


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return minimal_in(tmp_path)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "said",
    [
        f'partners: [{{name: "{ESCAPED}", signed: false}}]',
        f'kind: "{ESCAPED}"',
        f'"{ESCAPED}": 1',
        f'funds: {{"{ESCAPED}": 1}}',
        f'sincere: {{value: false, by: "{ESCAPED}", on: 2030-01-01, reason: "甲"}}',
        f'sincere: {{value: false, by: "甲", on: 2030-01-01, reason: "{ESCAPED}"}}',
        f'sincere: {{value: false, by: "甲", on: "{ESCAPED}", reason: "甲"}}',
        f'a: &x 1\n"{ESCAPED}": 1\n"{ESCAPED}": 2',
        f'!<{"a" * 9}> "{ESCAPED}"',
    ],
    ids=["name", "choice", "key", "inner key", "by", "reason", "on", "twice", "tag"],
)
def test_what_an_application_says(
    said: str, lang: str, tmp_path: Path, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"applied_on: 2030-06-01\n{said}\n", encoding="utf-8")
    lines_of(capsys, "check", path, "--policy", policy, "--lang", lang)
    lines_of(capsys, "check", path, path, "--policy", policy, "--lang", lang)


def test_the_name_of_an_applicant_and_who_decided_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(APPLICANTS, encoding="utf-8")
    written = "".join(line.strip() for line in lines_of(capsys, "check", path))
    for said in ("名", "人", "由"):
        assert f"{said}{SEEN}" in written


def test_json_carries_texts_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(APPLICANTS, encoding="utf-8")
    main(["check", "--json", str(path)])
    line = capsys.readouterr().out.removesuffix("\n")
    verdict = Verdict.from_json(line)
    assert verdict.to_json() == line
    for said in ("名", "人", "由"):
        assert any(
            f"{said}{DRIVING}" in part.name + one.reason + part.reason for one in verdict.findings for part in one.parts
        )


@pytest.mark.parametrize("name", [f"{DRIVING}.yaml", f"{DRIVING}.json", f"{DRIVING}"], ids=["yaml", "json", "bare"])
@pytest.mark.parametrize("content", ["{}", "[", "[]", '{"x": 1}'])
def test_the_name_of_a_file(
    name: str, content: str, tmp_path: Path, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert shown(capsys, "check", path, "--policy", policy)
    assert shown(capsys, "check", f"{path}.gone", "--policy", policy)
    lines_of(capsys, "check", path, path, "--policy", policy)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "x", "--policy", DRIVING),
        ("check", "x", "--reading", DRIVING),
        ("check", "x", "--reading", f"{DRIVING}=a"),
        ("check", "x", "--reading", f"valid_through={DRIVING}"),
        ("check", "x", "--lang", DRIVING),
        ("check", "x", f"--{DRIVING}"),
        ("explain", DRIVING),
        ("lint", DRIVING),
        ("test", DRIVING),
        ("schema", DRIVING),
        ("text", "--policy", DRIVING),
        ("new", "--policy", DRIVING),
        (DRIVING,),
    ],
    ids=lambda arguments: " ".join(one for one in arguments if one.isascii()),
)
def test_an_argument(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    lines_of(capsys, *arguments)


def test_a_blank_form_written_to_a_file_of_a_driving_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, "new", "-o", tmp_path / f"{DRIVING}.yaml")
    assert shown(capsys, "new", "-o", tmp_path / f"{DRIVING}.yaml")
    assert shown(capsys, "new", "-o", tmp_path / DRIVING / "gone")


COMMANDS = (("policies",), ("text",), ("text", "--coverage"), ("explain", "art1.local"), ("new",), ("lint",), ("test",))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("policy.yaml", "title: ", f'title: "{ESCAPED}" # '),
        ("policy.yaml", "issuer: ", f'issuer: "{ESCAPED}" # '),
        ("policy.yaml", "id: ", f'"{ESCAPED}": 1\nid: '),
        ("policy.yaml", "id: ", f'id: "{ESCAPED}" # '),
    ],
    ids=["title", "issuer", "key", "id"],
)
def test_what_a_rule_says(
    file: str, old: str, new: str, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = policy / file
    text = path.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.startswith(old))
    replace_in(path, f"{first}\n", f"{first.replace(old, new, 1)}\n")
    (tmp_path / "a.yaml").write_text("{}", encoding="utf-8")
    lines_of(capsys, "check", tmp_path / "a.yaml", "--policy", policy)
    for command, *rest in COMMANDS[1:5]:
        lines_of(capsys, command, *rest, "--policy", policy)
    for command in ("lint", "test"):
        lines_of(capsys, command, policy)


def every_text_drives(text: str) -> str:
    """A rule file in which every free text drives a terminal."""
    free = ("label", "question", "help", "title", "met", "unmet", "remedy", "why", "message", "argument", "name")
    lines = []
    for line in text.splitlines():
        key, colon, value = line.partition(": ")
        bare = key.strip().removeprefix("- ")
        quotable = colon and bare in free and value and value[0] not in "{[|>\"'&*"
        lines.append(f'{key}: "{ESCAPED}{value}"' if quotable else line)
    return "\n".join(lines) + "\n"


def test_every_text_of_every_rule(policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (*policy.glob("*.yaml"), *(policy / "cases").glob("*.yaml")):
        file.write_text(every_text_drives(file.read_text(encoding="utf-8")), encoding="utf-8")
    (tmp_path / "a.yaml").write_text("{}", encoding="utf-8")
    assert shown(capsys, "check", tmp_path / "a.yaml", "--policy", policy)
    assert shown(capsys, "explain", "art1.local", "--policy", policy)
    lines_of(capsys, "lint", policy)
    lines_of(capsys, "test", policy)
    lines_of(capsys, "new", "--policy", policy)


def test_the_name_of_a_folder(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.move(policy, policy.parent / DRIVING))
    assert shown(capsys, "lint", folder)
    assert shown(capsys, "test", folder)
    (folder / f"x{DRIVING}.yaml").write_text("[", encoding="utf-8")
    assert shown(capsys, "lint", folder)
