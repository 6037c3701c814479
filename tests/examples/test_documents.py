"""What the documents print is what the programs print: excerpts, the Python of the README, digests by hand, errors."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from huimin_rules import load_policy
from huimin_rules.service import rules_folder
from tests.examples.runs import EXAMPLES, EXPECTED, ROOT, huimin, run

SHIPPED = "gongyi-huimin-2021"


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_excerpt_of_a_report_is_in_the_report(readme: str) -> None:
    report = iter((EXPECTED / "county-hospital.txt").read_text(encoding="utf-8").splitlines())
    for line in blocks(readme, "text")[0].splitlines():
        assert line == "…" or line in report, f"not in the report, or not in this order: {line}"


def test_the_python_of_the_readme_prints_what_it_says() -> None:
    done = run(("-c", blocks("README.md", "python")[0]))
    assert done.stdout.decode() == blocks("README.md", "text")[1]


@pytest.mark.parametrize("document", ["docs/verdict.md", "README.zh-CN.md"])
def test_the_digests_can_be_computed_by_hand(document: str) -> None:
    policy = load_policy(SHIPPED)
    commands = [one for one in blocks(document, "sh") if "text.md" in one]
    assert len(commands) == 2
    outputs = [
        subprocess.run(("sh", "-c", one), cwd=rules_folder() / SHIPPED, capture_output=True, check=True, text=True)
        for one in commands
    ]
    assert [one.stdout.split()[0] for one in outputs] == [policy.text.sha256, policy.digest.removeprefix("sha256:")]
    if document.startswith("docs"):
        assert outputs[0].stdout in blocks(document, "text")


@pytest.mark.parametrize(("name", "number"), [("wrong.yaml", 0), ("dup.yaml", 1)])
def test_errors_read_as_the_document_shows_them(name: str, number: int, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(blocks("docs/errors.md", "yaml")[number], encoding="utf-8")
    done = run(huimin("check", str(file)))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().replace(f"{tmp_path}/", "") == blocks("docs/errors.md", "text")[number]


def test_a_mistake_in_rules_reads_as_the_document_shows_it(tmp_path: Path) -> None:
    folder = tmp_path / "pol"
    shutil.copytree(rules_folder() / SHIPPED, folder)
    file = folder / "article-06.yaml"
    text = file.read_text(encoding="utf-8")
    meaning = text.replace("quote: 在巩义市行政区域内注册", "quote: 在巩义市范围内注册", 1)
    meaning = meaning.replace("{fact: domicile, is", "{fact: domicil, is", 1)
    spelling = text.replace("modality: recommendation", "modality: recomendation", 1)
    for wrong, shown in zip((meaning, spelling), blocks("docs/errors.md", "text")[2:4], strict=True):
        file.write_text(wrong, encoding="utf-8")
        done = run(huimin("lint", str(folder)))
        assert (done.returncode, done.stderr.decode().replace(f"{tmp_path}/", "")) == (2, shown)


def test_links_lead_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_example_says_why() -> None:
    for file in EXAMPLES.glob("*.yaml"):
        assert "# 为什么是" in file.read_text(encoding="utf-8")
