"""`huimin lint`: check the rules of a policy without deciding any application."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from huimin_rules.cli.options import PathsArgument
from huimin_rules.cli.session import session_of
from huimin_rules.errors import PolicyError, PolicyProblem

if TYPE_CHECKING:
    from huimin_rules.norms.policy import Policy


def lint(
    context: typer.Context,
    paths: PathsArgument,
) -> None:
    """检查规则文件，一次列出全部错误，不运行任何规则。

    \b
    检查：YAML 写法、键和类型、事实和单位、引用的条款、引文是否原文、
    定义是否循环、有无用不到的事实和口径、原文是否全部覆盖、案例。
    退出码：0 没有错误；2 有错误。
    """
    from huimin_rules.cli.sources import folders

    session = session_of(context)
    problems: list[PolicyProblem] = []
    for folder in folders(paths):
        try:
            session.say(_clean(folder))
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems)


def _clean(folder: Path) -> str:
    """What was checked in a folder without mistakes; raises PolicyError with all mistakes."""
    from huimin_rules.loading.cases import load_cases
    from huimin_rules.service import load_policy

    policy = load_policy(folder)
    cases = len(load_cases(policy, folder))
    return f"{folder}：没有错误。{_checked(policy)}，案例 {cases} 个"


def _checked(policy: "Policy") -> str:
    """How much there was to check."""
    from huimin_rules.norms.coverage import coverage

    characters = sum(one.counted for one in coverage(policy))
    facts = sum(1 for _ in policy.each_fact())
    return (
        f"规范 {len(policy.norms)} 条，事实 {facts} 项，解释口径 {len(policy.readings)} 个，"
        f"原文 {characters} 字全部有依据或者已分类"
    )
