"""`huimin document`: the files are what the rooms make, nothing is overwritten unasked, exit codes as of `check`."""

import re
from copy import deepcopy
from pathlib import Path

import pytest

from huimin_rules import Policy, Verdict, check, load_policy, validate
from huimin_rules.report.language import Language
from huimin_rules.report.markup.html import html
from huimin_rules.report.markup.markdown import markdown
from huimin_rules.report.markup.verdict_report import verdict_report
from huimin_rules.report.phrases import phrases
from huimin_rules.report.subject import Subject, subject_of
from huimin_rules.report.titles import REPORT, REVIEW, SUPPLEMENTS
from huimin_rules.report.word.ineligible import ineligible
from huimin_rules.report.word.review import review
from huimin_rules.report.word.supplements import supplements
from tests.cli.conftest import EXPIRED, Application, Huimin, Save
from tests.cli.test_check import edited
from tests.support import MINIMAL

_MAKERS = {"review": review, "supplements": supplements, "ineligible": ineligible}


def _decided(file: Path, readings: dict[str, str] | None = None) -> tuple[Policy, Verdict, Subject]:
    policy = load_policy("gongyi-huimin-2021")
    application = validate(policy, file)
    return policy, check(policy, application, readings), subject_of(policy, application, file.name)


@pytest.fixture
def bad(eligible: Application, save: Save) -> Path:
    return save(edited(deepcopy(eligible), "plan.leading_group", False), "bad.yaml")


@pytest.mark.parametrize("command", _MAKERS)
def test_the_file_is_what_the_room_makes(huimin: Huimin, bad: Path, tmp_path: Path, command: str) -> None:
    make = _MAKERS[command]
    policy, verdict, subject = _decided(bad)
    out = tmp_path / "out.docx"
    ran = huimin("document", command, bad, "-o", out)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [f"已写入 {out}", f"{bad}  不符合条件"]
    assert out.read_bytes() == make(verdict, policy, subject)
    assert sorted(tmp_path.iterdir()) == [bad, out]


@pytest.mark.parametrize("suffix", [".md", ".html", ".HTML"])
@pytest.mark.parametrize("language", Language)
def test_a_report_has_the_format_of_its_suffix(
    huimin: Huimin, bad: Path, tmp_path: Path, suffix: str, language: Language
) -> None:
    policy, verdict, _ = _decided(bad)
    made = verdict_report(verdict, policy, bad.name, phrases(language))
    out = tmp_path / f"out{suffix}"
    assert huimin("document", "report", bad, "-o", out, "--lang", language.value, today=EXPIRED).code == 1
    assert out.read_text(encoding="utf-8") == (markdown(made) if suffix == ".md" else html(made))


def test_the_clock_speaks_on_the_terminal_alone(huimin: Huimin, bad: Path, tmp_path: Path) -> None:
    then, now = tmp_path / "then.docx", tmp_path / "now.docx"
    assert "截至今天" not in huimin("document", "review", bad, "-o", then).err
    ran = huimin("document", "review", bad, "-o", now, today=EXPIRED)
    assert f"截至今天（{EXPIRED}），本办法已不在有效期内" in ran.err
    assert then.read_bytes() == now.read_bytes()


def test_exit_codes_are_those_of_check(huimin: Huimin, eligible: Application, save: Save, tmp_path: Path) -> None:
    good, opened = save(eligible, "good.yaml"), save({}, "open.yaml")
    late = save(edited(eligible, "applied_on", "2023-01-10"), "late.yaml")
    for file, code in ((good, 0), (opened, 3), (late, 1)):
        assert huimin("document", "supplements", file, "-o", tmp_path / f"{file.stem}.docx").code == code
        assert huimin("document", "report", file, "-o", tmp_path / f"{file.stem}.md").code == code


def test_an_existing_file_stays_unless_force_is_written(huimin: Huimin, bad: Path, tmp_path: Path) -> None:
    for name in ("out.docx", "out.html"):
        out = tmp_path / name
        out.write_bytes(b"kept")
        command = ("document", "review" if name.endswith("docx") else "report", bad, "-o", out)
        ran = huimin(*command)
        assert (ran.code, out.read_bytes()) == (2, b"kept")
        assert f"{out}: --output：应为尚不存在的文件（要覆盖请加 --force），实为已经存在" in ran.err
        assert huimin(*command, "--force").code == 1
        assert out.read_bytes() != b"kept"


def test_several_applications_go_into_a_folder(
    huimin: Huimin, eligible: Application, save: Save, bad: Path, tmp_path: Path
) -> None:
    good, folder = save(eligible, "good.yaml"), tmp_path / "new" / "folder"
    ran = huimin("document", "review", good, bad, "-o", folder)
    assert ran.code == 1
    assert sorted(path.name for path in folder.iterdir()) == [f"bad-{REVIEW}.docx", f"good-{REVIEW}.docx"]
    policy, verdict, subject = _decided(good)
    assert (folder / f"good-{REVIEW}.docx").read_bytes() == review(verdict, policy, subject)
    assert huimin("document", "report", good, bad, "-o", folder).code == 1
    assert (folder / f"good-{REPORT}.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert huimin("document", "supplements", good, "-o", folder).code == 0
    assert (folder / f"good-{SUPPLEMENTS}.docx").is_file()
    again = huimin("document", "review", good, bad, "-o", folder)
    assert again.code == 2
    assert again.err.count("已经存在") == 2


def test_what_cannot_be_a_target_is_refused_before_anything_is_read(
    huimin: Huimin, eligible: Application, save: Save, bad: Path, tmp_path: Path
) -> None:
    good = save(eligible, "good.yaml")
    (tmp_path / "other").mkdir()
    same = tmp_path / "other" / "good.json"
    same.write_bytes(good.read_bytes())
    wrong = huimin("document", "review", good, "-o", tmp_path / "out.doc")
    assert (wrong.code, "以 .docx 结尾的文件名" in wrong.err) == (2, True)
    wrong = huimin("document", "report", good, "-o", tmp_path / "out.pdf")
    assert (wrong.code, "以 .html 或 .md 结尾的文件名" in wrong.err) == (2, True)
    several = huimin("document", "review", good, bad, "-o", tmp_path / "out.docx")
    assert (several.code, "文件夹（几份申请一起做时）" in several.err) == (2, True)
    twice = huimin("document", "review", good, same, "-o", tmp_path / "folder")
    assert (twice.code, f"good-{REVIEW}.docx 不止一份" in twice.err) == (2, True)
    assert not (tmp_path / "folder").exists()
    blocked = huimin("document", "review", good, bad, "-o", good / "folder")
    assert (blocked.code, "可以写入的文件夹" in blocked.err) == (2, True)
    assert not list(tmp_path.glob("*.docx"))


def test_one_unreadable_application_and_nothing_is_written(
    huimin: Huimin, eligible: Application, save: Save, tmp_path: Path
) -> None:
    good, wrong = save(eligible, "good.yaml"), save({"applied_on": "morgen"}, "wrong.yaml")
    gone, folder = tmp_path / "gone.yaml", tmp_path / "folder"
    ran = huimin("document", "review", good, wrong, gone, "-o", folder, "--reading", "x", "--case", "1")
    assert ran.code == 2
    for told in ("applied_on", f"{gone}", "--reading：应为id=alternative", "--case：应为3 个，每份申请一个，实为1 个"):
        assert told in ran.err
    assert not folder.exists()


def test_other_conclusions_have_no_ineligible(huimin: Huimin, eligible: Application, save: Save, bad: Path) -> None:
    good, opened, folder = save(eligible, "good.yaml"), save({}, "open.yaml"), bad.parent / "folder"
    ran = huimin("document", "ineligible", good, bad, opened, "-o", folder)
    assert ran.code == 2
    assert "good.yaml: 应为结论为办法不适用（不在有效期内）或者不符合条件的申请，实为符合条件" in ran.err
    assert "open.yaml" in ran.err
    assert "bad.yaml" not in ran.err
    assert not folder.exists()


def test_readings_policy_project_and_case_reach_the_document(
    huimin: Huimin, eligible: Application, save: Save, tmp_path: Path
) -> None:
    file = save(edited(eligible, "applicants.1.domicile", "410106"))
    out = tmp_path / "out.docx"
    named = ("--project", "惠民项目", "--case", "2022-017")
    assert huimin("document", "review", file, "-o", out, "--reading", "consortium=lead_only", *named).code == 0
    policy = load_policy("gongyi-huimin-2021")
    application = validate(policy, file)
    verdict = check(policy, application, {"consortium": "lead_only"})
    subject = subject_of(policy, application, file.name, project="惠民项目", case="2022-017")
    assert out.read_bytes() == review(verdict, policy, subject)
    other = tmp_path / "other.docx"
    assert huimin("document", "review", save({}, "empty.yaml"), "-o", other, "--policy", MINIMAL).code == 3


def test_help_is_there_in_chinese(huimin: Huimin) -> None:
    assert "huimin document" in huimin("document", "-h").out
    assert huimin("document").code == 2
    for command in ("review", "supplements", "ineligible", "audit", "report"):
        said = huimin("document", command, "-h").out
        assert re.search("退出码", said)
        assert "\x08" not in said
