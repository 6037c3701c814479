"""The blank application: it says nothing, asks everything, and filled in it passes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from huimin_rules import check, load_policy
from huimin_rules.forms import blank_application
from huimin_rules.loading.plain_data import Data
from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.report.typography import width, wrap
from huimin_rules.service import rules_folder
from huimin_rules.verdict import Conclusion
from tests.cli.conftest import Huimin

SHIPPED = rules_folder() / "gongyi-huimin-2021"
INVENTED = Path(__file__).parents[1] / "fixtures" / "policies" / "lixiang-innovation-2030"


@pytest.mark.parametrize("folder", [SHIPPED, INVENTED])
def test_blank_says_nothing(folder: Path, tmp_path: Path) -> None:
    policy = load_policy(folder)
    file = tmp_path / "blank.yaml"
    file.write_text(blank_application(policy, wrap), encoding="utf-8")
    verdict = check(policy, file)
    assert verdict.conclusion is Conclusion.INCOMPLETE
    assert all(not finding.facts for finding in verdict.findings)


@pytest.mark.parametrize("folder", [SHIPPED, INVENTED])
def test_every_question_is_asked_with_help_clause_evidence_and_choices(folder: Path) -> None:
    policy = load_policy(folder)
    text = blank_application(policy, wrap)
    flowed = "".join(line.strip().removeprefix("#").strip() for line in text.splitlines()).replace(" ", "")
    for fact in policy.each_fact():
        asked = fact.asked
        words = [asked.question, asked.help or "", "、".join(asked.evidence)]
        if isinstance(fact, Fact):
            words += [f"{choice.id}{choice.name}" for choice in fact.choices]
        for one in words:
            assert one.replace(" ", "") in flowed
    for norm in policy.findable:
        assert f"“{norm.ground.quote}”".replace(" ", "") in flowed


@pytest.mark.parametrize("folder", [SHIPPED, INVENTED])
def test_a_form_names_the_version_of_its_policy(folder: Path) -> None:
    policy = load_policy(folder)
    head = blank_application(policy, wrap).splitlines()[:4]
    assert f"# huimin-policy: {policy.id} {policy.digest}" in head
    assert "# 自查用，据此得出的是自查结果，非行政决定。" in head


def test_lines_keep_their_width() -> None:
    text = blank_application(load_policy(SHIPPED), wrap)
    assert max(map(width, text.splitlines())) <= 112


def filled(text: str, application: dict[str, Data]) -> Iterator[str]:
    """The form with every answer written after its colon, lists uncommented and copied as the form says."""
    policy = load_policy(SHIPPED)
    lists = {one.path: one for one in policy.facts if isinstance(one, FactList)}
    path: list[str] = []
    inside: FactList | None = None
    for raw in text.splitlines():
        line = raw.removeprefix("#|")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        margin = len(line) - len(line.lstrip())
        name = line.strip().removeprefix("- ").removesuffix(":")
        if inside is not None and margin > 2 * inside.path.count("."):
            continue
        inside = None
        path = [*path[: margin // 2], name]
        value: object = application
        for step in path:
            value = value[step]  # type: ignore[index]  # the application has every fact
        here = ".".join(path)
        if here in lists:
            inside = lists[here]
            yield line
            for element in value:  # type: ignore[attr-defined]  # it is a list
                for index, item in enumerate(inside.items):
                    written = json.dumps(element.get(item.name), ensure_ascii=False)
                    yield f"{' ' * (margin + 2)}{'- ' if index == 0 else '  '}{item.name}: {written}"
        elif here in policy.fact_by_path:
            yield f"{line} {json.dumps(value, ensure_ascii=False)}"
        else:
            yield line


def test_filled_in_it_passes(tmp_path: Path) -> None:
    data = read_yaml((SHIPPED / "cases" / "applications.yaml").read_bytes()).data
    application = data["applications"]["eligible"]  # type: ignore[index,call-overload]  # the shipped file
    assert isinstance(application, dict)
    text = "\n".join(filled(blank_application(load_policy(SHIPPED), wrap), application))
    file = tmp_path / "filled.yaml"
    file.write_text(text, encoding="utf-8")
    policy = load_policy(SHIPPED)
    assert check(policy, file).conclusion is Conclusion.ELIGIBLE
    assert check(policy, file) == check(policy, application)


def test_a_commented_list_becomes_a_list_when_uncommented(tmp_path: Path) -> None:
    text = blank_application(load_policy(SHIPPED), wrap)
    data = read_yaml(text.replace("\n#|", "\n").encode()).data
    assert isinstance(data, dict)
    assert data["collaboration"]["partners"] == [  # type: ignore[index,call-overload]  # as the form nests it
        {"name": None, "kind": None, "agreement_signed": None}
    ]
    assert read_yaml(text.encode()).data["collaboration"]["partners"] is None  # type: ignore[index,call-overload]  # as above


def test_new_writes_a_file_once(huimin: Huimin, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    ran = huimin("new", "-o", file)
    assert (ran.code, ran.out) == (0, "")
    written = file.read_text(encoding="utf-8")
    assert written == huimin("new").out
    assert "自查结果，非行政决定" in written
    file.write_text("mine", encoding="utf-8")
    again = huimin("new", "-o", file)
    assert again.code == 2
    assert "--force" in again.err
    assert file.read_text(encoding="utf-8") == "mine"
    assert huimin("new", "-o", file, "--force").code == 0
    assert file.read_text(encoding="utf-8") == written
    assert huimin("check", file).code == 3
    assert huimin("new", "-o", tmp_path / "no" / "where.yaml").code == 2
