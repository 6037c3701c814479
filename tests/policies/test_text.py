"""The text is the ground: its bytes are those received, every word of it is accounted for, every quote is verbatim."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest

from huimin_rules import Policy, PolicyError, load_policy
from huimin_rules.norms.coverage import coverage
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.norm import Ground
from huimin_rules.norms.text import Role
from huimin_rules.service import rules_folder

# The SHA-256 of the official text as received: the one figure that ties everything to it.
RECEIVED = "87dbd7c74406bbf695a17b8136e5b63c0c23fb87307c53b77ff221092d1d2cbd"
FOLDER = rules_folder() / "gongyi-huimin-2021"
SHIPPED = load_policy("gongyi-huimin-2021")
BODY = (FOLDER / "text.md").read_bytes().split(b"---\n", 2)[2]


def words(text: str) -> str:
    """The characters of a text that carry words: no white space, no punctuation."""
    return "".join(one for one in text if unicodedata.category(one)[0] in "LN")


def test_the_text_is_the_text_as_received() -> None:
    assert hashlib.sha256(BODY).hexdigest() == RECEIVED
    assert SHIPPED.text.sha256 == RECEIVED


def test_reading_the_text_loses_and_adds_no_word() -> None:
    read = "".join(passage.label + passage.words for passage in SHIPPED.text.passages)
    chapters = re.findall(r"第[一二三四]章", BODY.decode())
    assert words("".join(chapters))
    assert len(chapters) == 4
    assert words(read) == words(BODY.decode())


def quotes(policy: Policy) -> list[Ground]:
    """Every quote that grounds or classifies words, gathered here without the library's own gathering."""
    found = [entry.ground for entry in policy.unchecked]
    for norm in policy.norms:
        found.append(norm.ground)
        found += [one for one in norm.cites if isinstance(one, Ground)]
        found += [one for _, one in norm.ground_by.grounds] if norm.ground_by else []
    for fact in policy.each_fact():
        if isinstance(fact, Fact):
            found += [Ground(one.clause, one.quote) for one in fact.choices if one.clause and one.quote]
    return found


def test_every_word_is_the_ground_of_a_norm_or_classified() -> None:
    """Recomputed by character from text.md: each article's words, less the words of the quotes that stand in it."""
    articles = re.split(r"^第([一二三四五六七八九十]+)条", BODY.decode(), flags=re.MULTILINE)
    notice, numbers, bodies = articles[0], articles[1::2], articles[2::2]
    assert numbers == ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十三"]
    places = [(0, notice), *zip([*range(1, 12), 13], bodies, strict=True)]
    for article, body in places:
        text = words(re.sub(r"^第.章.*$|^\(.\)", "", body, flags=re.MULTILINE))
        left = list(text)
        for ground in quotes(SHIPPED):
            if ground.clause.article == article:
                quote = words(ground.quote)
                start = text.find(quote)
                assert start >= 0, f"not verbatim in {ground.clause.label}: {ground.quote}"
                while start >= 0:
                    left[start : start + len(quote)] = [""] * len(quote)
                    start = text.find(quote, start + 1)
        assert not "".join(left), f"article {article}: uncovered {''.join(left)}"


def test_the_librarys_own_coverage_says_the_same() -> None:
    for one in coverage(SHIPPED):
        marks = zip(one.passage.words, one.grounding, one.classified, strict=True)
        assert words("".join(character for character, ground, kind in marks if not (ground or kind))) == ""
    assert sum(one.counted for one in coverage(SHIPPED)) > 1_500
    assert all(one.missed == 0 for one in coverage(SHIPPED))


def test_every_classification_has_a_reason() -> None:
    assert all(len(entry.reason) >= 8 for entry in SHIPPED.unchecked)
    assert {entry.kind for entry in SHIPPED.unchecked} >= {
        "purpose",
        "principle",
        "institutional",
        "interpretation",
        "notice",
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "article-06.yaml",
            "quote: 在巩义市行政区域内注册",
            "quote: 在巩义市行政区域之内注册",
            "引文不是第六条第（一）项的原文",
        ),
        ("article-06.yaml", "article: 6", "article: 12", "第十二条不存在"),
        ("article-08.yaml", None, "", "有文字既非规范的依据，也未分类"),
        ("text.md", "展示和推广条件", "展示与推广条件", "SHA-256"),
    ],
)
def test_a_word_changed_or_left_out_is_noticed(tmp_path: Path, file: str, old: str | None, new: str, said: str) -> None:
    for path in FOLDER.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    if old is None:
        (tmp_path / file).unlink()
    else:
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        load_policy(tmp_path)
    assert any(said in problem.message for problem in error.value.problems)


def test_headings_are_the_four_chapters() -> None:
    headings = [passage.words for passage in SHIPPED.text.passages if passage.role is Role.HEADING]
    assert headings == ["第一章总则", "第二章组织实施", "第三章保障措施", "第四章附则"]
