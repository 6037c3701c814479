"""`huimin remedy`: the sheet, JSON, and the exit code."""

from pathlib import Path

import pytest

from huimin_rules.report.remedy_sheet import WARNING
from huimin_rules.verdict import RemedyReport
from tests.cli.conftest import Huimin
from tests.support import MINIMAL

EXAMPLES = Path(__file__).parents[2] / "examples"
GOOD = """\
applied_on: 2030-03-01
domicile: "990100"
kind: hospital
years: 5
funds: {own: 50万元, asked: 40万元}
partners: [{name: 甲, signed: true}]
"""


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("example", "code", "words"),
    [
        ("eligible", 0, ["已经符合条件，不需要补救"]),
        ("expired", 1, ["没有办法补救", "第十三条“有效期”（art13.in_force）"]),
        ("contested-date", 0, ["申请不用改，只等口径明确", "validity_last_day=anniversary", "口径不由申请人选"]),
        (
            "agri-consortium",
            0,
            ["最少 1 处，列出 2 种做法", "410182 → 410181", "去掉  项目承担单位“荥阳市智耕农机装备有限公司”"],
        ),
        (
            "county-hospital",
            0,
            [
                "同样少的还有别的",
                "45万元 → 60万元",
                "申请人自评为是 → 认定为是",
                "没有填写 → （如实填写）",
                "附：项目领导小组成立文件",
            ],
        ),
    ],
)
def test_examples(huimin: Huimin, example: str, code: int, words: list[str]) -> None:
    ran = huimin("remedy", EXAMPLES / f"{example}.yaml")
    assert ran.code == code
    for one in words:
        assert flat(one) in flat(ran.out)
    assert (flat(WARNING) in flat(ran.out)) == ("做法" in ran.out)


def test_lists_and_what_is_kept(huimin: Huimin, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(GOOD.replace("partners: [{name: 甲, signed: true}]\n", ""), encoding="utf-8")
    ran = huimin("remedy", file, "--policy", MINIMAL)
    assert "列出  合作单位  partners" in ran.out
    assert "一项：已经签订：是" in ran.out
    ran = huimin("remedy", file, "--policy", MINIMAL, "--keep", "partners")
    assert ran.code == 1
    assert "“合作协议”（art2.partner）" in ran.out


def test_json(huimin: Huimin) -> None:
    ran = huimin("remedy", EXAMPLES / "agri-consortium.yaml", "--json")
    report = RemedyReport.model_validate_json(ran.out)
    assert f"{report.to_json()}\n" == ran.out
    assert report.helps


def test_bad_input(huimin: Huimin, tmp_path: Path) -> None:
    good = EXAMPLES / "agri-consortium.yaml"
    assert huimin("remedy", tmp_path / "none.yaml").code == 2
    assert huimin("remedy", good, "--reading", "consortium=nobody").code == 2
    ran = huimin("remedy", good, "--keep", "applicants[9].domicile")
    assert ran.code == 2
    assert "--keep" in ran.err
