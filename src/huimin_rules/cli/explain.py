"""`huimin explain`: show a norm with its clause, its condition, its readings and its cases."""

from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.options import LanguageOption, PolicyOption
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.report.language import Language

if TYPE_CHECKING:
    from huimin_rules.norms.norm import Norm
    from huimin_rules.norms.policy import Policy
    from huimin_rules.report.norm_sheet import CaseNote


def explain(
    context: typer.Context,
    norm: Annotated[str, typer.Argument(metavar="NORM", help="规范编号，例如 art6.i1.domicile", show_default=False)],
    policy: PolicyOption = SHIPPED,
    lang: LanguageOption = Language.CHINESE,
) -> None:
    """解释一条规范：条款原文、要件、解释口径、材料、案例。

    \b
    退出码：0 正常；2 没有这条规范，或者规则有错。
    """
    from huimin_rules.analysis.reachable import reachable
    from huimin_rules.report.norm_sheet import norm_sheet
    from huimin_rules.report.phrases import phrases
    from huimin_rules.service import load_policy

    rules = load_policy(policy, kept_policies())
    found = rules.norm_by_id.get(norm)
    if found is None:
        known = tuple(rules.norm_by_id)
        raise InputError([InputProblem("NORM", f"{rules.id} 的规范编号", norm, nearest(norm, known))])
    sheet = norm_sheet(rules, found, reachable(rules, found), _cases(rules, policy, found), phrases(lang))
    session_of(context).page(sheet)


def _cases(rules: "Policy", source: str, norm: "Norm") -> tuple["CaseNote", ...]:
    """The cases that expect something of the norm."""
    from huimin_rules.cli.sources import folder_of
    from huimin_rules.loading.cases import load_cases
    from huimin_rules.report.norm_sheet import CaseNote

    folder = folder_of(source)
    return tuple(
        CaseNote(
            case.id, case.findings[norm.id].status, case.why, f"{case.file.removeprefix(f'{folder}/')}:{case.line}"
        )
        for case in load_cases(rules, folder)
        if norm.id in case.findings
    )
