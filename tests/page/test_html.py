"""The file itself: one, small, the same every time, and under a policy that lets nothing in or out."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from huimin_rules.engines import javascript
from huimin_rules.report.phrases import Phrases
from huimin_rules.service.page import page
from tests.page.conftest import SHIPPED, policy_named

POLICIES = [SHIPPED, "lixiang-innovation-2030", "minimal", "every-type"]
MOST_BYTES = 400_000


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def only(pattern: str, text: str) -> str:
    found = re.findall(pattern, text, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize("name", POLICIES)
def test_the_file_is_small_and_the_same_every_time(name: str) -> None:
    policy = policy_named(name)
    text = page(policy)
    assert len(text.encode()) < MOST_BYTES
    assert page(policy) == text


@pytest.mark.parametrize("name", POLICIES)
def test_nothing_in_it_reaches_out(name: str) -> None:
    text = page(policy_named(name))
    script, style = only(r"<script>(.*?)</script>", text), only(r"<style>(.*?)</style>", text)
    content = only(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert content == (
        f"default-src 'none'; script-src {hash_of(script)}; style-src {hash_of(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.findall(
        r"\b(?:src|srcset|action|background)=|<(?:link|img|iframe|object|embed|base)\b|@import|url\(", text
    )
    assert not re.findall(
        r"\b(?:eval|Function|fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|document\.write)\(", script
    )
    assert "</" not in only(r'<script type="application/json" id="program">(.*?)</script>', text)


def test_the_licence_of_what_others_have_written_goes_with_it() -> None:
    script = only(r"<script>(.*?)</script>", page(policy_named("minimal")))
    assert list(javascript.licences()) == ["reading/vendor/js-yaml.LICENSE"]
    for text in javascript.licences().values():
        assert "Permission is hereby granted" in text
        assert text in script


def test_the_program_is_that_of_the_policy() -> None:
    policy = policy_named(SHIPPED)
    held = json.loads(only(r'<script type="application/json" id="program">(.*?)</script>', page(policy)))
    whole = json.loads(json.dumps(javascript.program(policy)))
    assert held == {key: value for key, value in whole.items() if key not in ("notes", "unchecked")}


def test_words_of_a_policy_are_words_and_no_markup() -> None:
    policy = policy_named("minimal")
    hostile = '</script><script>alert(1)</script>"&{style}'
    text = page(replace(policy, identity=replace(policy.identity, title=hostile)))
    assert "alert(1)</script>" not in text.replace("alert(1)\\u003c/script>", "")
    assert text.count("<script") == page(policy).count("<script")


def test_without_scripts_the_page_says_what_it_needs(page_file: Callable[[str], Path]) -> None:
    text = page_file(SHIPPED).read_text(encoding="utf-8")
    said = only(r"<noscript>(.*?)</noscript>", text)
    assert "《巩义市科技惠民计划项目管理办法》（巩科工信〔2021〕96号）申请自查" in said
    assert "huimin check" in said


def test_the_code_knows_no_policy() -> None:
    """Nothing of the shipped policy stands in the interface."""
    from huimin_rules.forms import page as forms

    policy = policy_named(SHIPPED)
    code = "".join(forms.modules().values()) + forms.markup() + forms.style()
    words = {fact.asked.label for fact in policy.each_fact()} | {norm.id for norm in policy.norms}
    words |= {fact.path for fact in policy.each_fact()} | {
        policy.id,
        policy.identity.title,
        policy.identity.jurisdiction,
    }
    allowed = {"applicants", "applicants[].domicile", "plan.funding.assured"}
    assert sorted(word for word in words - allowed if len(word) > 3 and word in code) == []


def test_every_word_of_the_page_is_said_in_both_languages_and_used() -> None:
    from huimin_rules.forms import page as forms

    modules = forms.modules()
    chinese, english = modules.pop("words.mjs").split("const ENGLISH")
    said = re.findall(r"^  (\w+): ", chinese, re.MULTILINE)
    only_english = {"outside", "inForce", "allMet", "someOf"}  # what a verdict says itself in Chinese
    assert {*said} | only_english == {*re.findall(r"^  (\w+): ", english.split("/** The words")[0], re.MULTILINE)}
    assert {field.name for field in fields(Phrases)}.isdisjoint(said)  # a word of the page hides none of the report
    code = "".join(modules.values())
    assert [word for word in said if not re.search(rf'\bwords\.{word}\b|"{word}"', code)] == []
