"""Three kinds of what can go wrong, each with all of its problems and their places."""

import pytest

from huimin_rules.errors import (
    HuiminError,
    InputError,
    InputProblem,
    MissingExtra,
    PolicyError,
    PolicyProblem,
    nearest,
)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (PolicyProblem("a.yaml", 3, 7, "缺少 id"), "a.yaml:3:7: 缺少 id"),
        (PolicyProblem("a.yaml", 3, 7, "缺少 id", "第六条"), "a.yaml:3:7: ［第六条］缺少 id"),
        (PolicyProblem("a.yaml", 3, 7, "未知的键 idd", None, "id"), "a.yaml:3:7: 未知的键 idd；是否想写 id？"),
        (
            PolicyProblem("a.yaml", 3, 7, "未知的键 idd", "第六条", "id"),
            "a.yaml:3:7: ［第六条］未知的键 idd；是否想写 id？",
        ),
    ],
)
def test_a_mistake_of_the_author_is_one_line(problem: PolicyProblem, text: str) -> None:
    assert str(problem) == text


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (InputProblem("", "映射", "文字"), "应为映射，实为文字"),
        (InputProblem("years", "整数", "空"), "years：应为整数，实为空"),
        (InputProblem("kind", "选项", "“led”", "lead"), "kind：应为选项，实为“led”；是否想写 lead？"),
        (InputProblem("years", "整数", "空", file="a.json"), "a.json: years：应为整数，实为空"),
        (InputProblem("years", "整数", "空", file="a.yaml", line=3, column=8), "a.yaml:3:8: years：应为整数，实为空"),
    ],
)
def test_a_mistake_of_the_caller_is_one_line(problem: InputProblem, text: str) -> None:
    assert str(problem) == text


def test_the_mistakes_of_an_author_stand_in_order_and_once_each() -> None:
    first = PolicyProblem("a.yaml", 2, 9, "乙")
    second = PolicyProblem("a.yaml", 10, 1, "甲")
    third = PolicyProblem("b.yaml", 1, 1, "甲")
    error = PolicyError([third, second, first, second])
    assert error.problems == (first, second, third)
    assert str(error) == "a.yaml:2:9: 乙\na.yaml:10:1: 甲\nb.yaml:1:1: 甲"


def test_the_mistakes_of_a_caller_stand_in_the_order_in_which_they_were_found() -> None:
    problems = (InputProblem("b", "整数", "空"), InputProblem("a", "整数", "空"))
    assert InputError(iter(problems)).problems == problems
    assert str(InputError(problems)) == "b：应为整数，实为空\na：应为整数，实为空"


def test_a_missing_extra_is_named_with_what_installs_it() -> None:
    error = MissingExtra("proofs", "证明")
    assert (error.extra, str(error)) == ("proofs", "证明需要额外组件，请安装：pip install 'huimin-rules[proofs]'")


def test_every_error_is_of_the_library() -> None:
    for error in (PolicyError([]), InputError([]), MissingExtra("web", "网页")):
        assert isinstance(error, HuiminError)
        assert sum(isinstance(error, kind) for kind in (PolicyError, InputError, MissingExtra)) == 1


@pytest.mark.parametrize(
    ("name", "found"), [("titel", "title"), ("title", "title"), ("zzz", None), ("", None), ("x" * 100_000, None)]
)
def test_the_nearest_name_is_one_that_could_have_been_meant(name: str, found: str | None) -> None:
    assert nearest(name, ("article", "title", "quote")) == found
    assert nearest(name, ()) is None
