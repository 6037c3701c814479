"""`huimin mutate`: change the rules of a policy one at a time, and show the changes that no case notices."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.options import PathsArgument
from huimin_rules.cli.session import Session, session_of

if TYPE_CHECKING:
    from huimin_rules.norms.policy import Policy
    from huimin_rules.service.mutation import Fate


def mutate(
    context: typer.Context,
    paths: PathsArgument,
    json: Annotated[bool, typer.Option("--json", help="输出规范 JSON，一个办法一行")] = False,
) -> None:
    """逐处改动规则（变异），检查案例能否发现；没有发现的，列出改动后的写法。

    \b
    每一处有意义的改动都试一次：门槛差一个单位，含与不含，全部与任一，
    去掉一个条件，换一个事实或选项，解释口径对调……
    没有案例发现的改动，由 Z3 证明它与原来同义，或者给出一份能区分两者的申请。
    退出码：0 全部被发现或者证明同义；1 有未被发现或者未能判定的；2 规则、案例有错，或者案例不通过。
    """
    from huimin_rules.cli.mutation_sheet import mutation_sheet, report
    from huimin_rules.cli.sources import folders

    session = session_of(context)
    passed = True
    for folder in folders(paths):
        policy, fates = _fates(folder, session)
        passed = passed and all(fate.outcome.passes for fate in fates)
        if json:
            session.put(f"{report(policy, fates)}\n")
            continue
        sheet = tuple(mutation_sheet(folder, fates))
        session.page(sheet)
    raise typer.Exit(Exit.OK if passed else Exit.FAILED)


def _fates(folder: Path, session: Session) -> "tuple[Policy, tuple[Fate, ...]]":
    from huimin_rules.service import load_policy
    from huimin_rules.service.equivalence import equivalent
    from huimin_rules.service.mutation import mutate as try_out

    policy = load_policy(folder)
    fates = []
    for fate in try_out(policy, folder, equivalent):
        fates.append(fate)
        session.progress(f"{policy.id}：已试 {len(fates)} 处改动，现在是 {fate.mutant.of}")
    session.progress("")
    return policy, tuple(fates)
