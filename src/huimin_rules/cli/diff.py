"""`huimin diff`: compare two versions of a policy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.session import session_of
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from huimin_rules.verdict import PolicyDifference


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="旧版本：办法的编号或者文件夹", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="新版本：办法的编号或者文件夹", show_default=False)],
    save: Annotated[
        Path | None,
        typer.Option(
            "--save", metavar="DIR", help="把例子的申请存成文件，可以用 huimin check 再查", show_default=False
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="输出规范 JSON")] = False,
) -> None:
    """比较一部办法的两个版本：文字、规范、含义。

    \b
    含义逐条证明：等价、更严、更宽、不同，或者没有得出结论；有差异的附一份虚构的
    完整申请，两个版本各查一遍确认过。“更严”指不符合的申请更多。
    退出码
      0   含义处处相同（措辞可以不同）
      1   有差异，或者有没有得出结论的
      2   用法错误，或者规则有错
      70  程序内部错误
    """
    from huimin_rules.service import load_policy
    from huimin_rules.service.difference import compare

    session = session_of(context)
    before, after = load_policy(old), load_policy(new)
    found = compare(before, after)
    if save is not None:
        _save(found, save)
    if json:
        session.put(f"{found.to_json()}\n")
    else:
        from huimin_rules.report.difference_sheet import difference_sheet

        sheet = difference_sheet(found, before, after)
        session.page(sheet)
    raise typer.Exit(Exit.OK if found.same_meaning else Exit.FAILED)


def _save(difference: "PolicyDifference", folder: Path) -> None:
    """Write the applications that show a difference: one file where both versions read the same, else one for each."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in (difference.conclusion, *difference.norms):
            for number, witness in enumerate(one.witnesses, 1):
                sides = (
                    {"": witness.old}
                    if witness.old.application == witness.new.application
                    else {
                        "-old": witness.old,
                        "-new": witness.new,
                    }
                )
                for mark, side in sides.items():
                    file = folder / f"{one.norm or 'conclusion'}-{number}{mark}.yaml"
                    file.write_bytes(side.application.encode())
    except OSError as error:
        raise InputError([InputProblem("--save", "可以写入的文件夹", f"{folder}（{error.strerror}）")]) from None
