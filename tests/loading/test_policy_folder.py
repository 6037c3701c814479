"""What a folder of files becomes, and what in a folder cannot be read as text."""

from pathlib import Path

import pytest

from huimin_rules.errors import PolicyError
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.plain_data import MAX_BYTES
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.coverage import coverage
from huimin_rules.norms.norm import Modality
from tests.support import MINIMAL, minimal, minimal_in, mistakes, rehash, replace_in


def test_what_is_not_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"nowhere:1:1: 不是文件夹$"):
        load_folder(tmp_path / "nowhere")


def test_norms_stand_in_the_order_of_the_text_and_facts_in_the_order_of_the_file() -> None:
    policy = minimal()
    assert [norm.id for norm in policy.norms] == [
        "art1.registered",
        "art1.local",
        "art1.years",
        "art2.funds",
        "art2.partner",
        "art2.hospital",
        "art3.in_force",
    ]
    assert [fact.path for fact in policy.facts][:3] == ["applied_on", "domicile", "kind"]
    assert [norm.id for norm in policy.norms if norm.modality is Modality.DEFINITION] == ["art1.local"]


def test_every_character_of_the_minimal_policy_is_covered() -> None:
    assert sum(one.counted for one in coverage(minimal())) > 50
    assert [one.passage.clause.label for one in coverage(minimal()) if one.missed] == []


def test_the_digest_follows_every_byte_of_every_file_but_the_cases(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    assert load_folder(folder).digest == load_folder(MINIMAL).digest
    (folder / "cases" / "cases.yaml").unlink()
    assert load_folder(folder).digest == load_folder(MINIMAL).digest
    replace_in(folder / "article-05.yaml", "由谁解释", "由谁负责解释")
    changed = load_folder(folder)
    assert changed.digest != load_folder(MINIMAL).digest
    assert changed != load_folder(MINIMAL)


def test_the_same_meaning_in_other_bytes_is_an_equal_policy_of_another_digest(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    replace_in(folder / "article-05.yaml", "article: 5", "article: 5  # the last")
    assert load_folder(folder) == minimal()
    assert load_folder(folder).digest != minimal().digest


def test_a_policy_without_readings_and_without_cases_is_a_policy(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    (folder / "readings.yaml").unlink()
    (folder / "cases" / "cases.yaml").unlink()
    (folder / "cases").rmdir()
    replace_in(
        folder / "article-03.yaml",
        "{reading: last_day, alternatives: {eve: 2030-12-31, anniversary: 2031-01-01}}",
        "2030-12-31",
    )
    policy = load_folder(folder)
    assert policy.readings == ()
    assert load_cases(policy, folder) == ()


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    for file in folder.glob("*.yaml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_folder(folder) == minimal()


def test_text_with_windows_line_ends_has_the_same_words(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    file = folder / "text.md"
    _, header, body = file.read_bytes().split(b"---\n", 2)
    file.write_bytes(b"---\n" + header + b"---\n" + body.replace(b"\n", b"\r\n"))
    rehash(folder)
    assert [one.words for one in load_folder(folder).text.passages] == [one.words for one in minimal().text.passages]


@pytest.mark.parametrize("name", ["policy.yaml", "facts.yaml", "article-01.yaml", "cases/cases.yaml"])
def test_a_file_beyond_the_bound_is_refused(name: str, tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    file = folder / name
    file.write_bytes(file.read_bytes() + b"#" * MAX_BYTES)
    assert f"{name}:1:1: 文件过大：上限 1048576 字节" in mistakes(folder)


def test_a_text_beyond_the_bound_is_refused(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    file = folder / "text.md"
    file.write_bytes(file.read_bytes() + b"\n" * MAX_BYTES)
    assert mistakes(folder) == ["text.md:1:1: 文件过大：上限 1048576 字节"]


def test_a_file_of_exactly_the_bound_is_read(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    file = folder / "article-05.yaml"
    raw = file.read_bytes()
    file.write_bytes(raw + b"#" * (MAX_BYTES - len(raw)))
    assert mistakes(folder) == []


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        (
            "article-05.yaml",
            b"article: 5\nunchecked: \xe6\x9d",
            "article-05.yaml:2:12: 不是 UTF-8 编码，请另存为 UTF-8",
        ),
        ("article-05.yaml", "article: 五\n".encode("gb18030"), "article-05.yaml:1:10: 不是 UTF-8 编码，请另存为 UTF-8"),
        ("article-05.yaml", b"article: 5\n# \x00\n", "article-05.yaml:2:3: 含有不允许的字符 U+0000"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(
    name: str, raw: bytes, message: str, tmp_path: Path
) -> None:
    folder = minimal_in(tmp_path)
    (folder / name).write_bytes(raw)
    assert message in mistakes(folder)


def test_a_text_that_is_not_utf8_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = minimal_in(tmp_path)
    file = folder / "text.md"
    raw = file.read_bytes()
    cut = raw.index("申报单位应当在".encode())
    file.write_bytes(raw[:cut] + b"\xff" + raw[cut:])
    assert mistakes(folder) == ["text.md:11:5: 官方文本不是 UTF-8 编码"]
