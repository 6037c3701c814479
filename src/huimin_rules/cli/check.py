"""`huimin check`: check applications and report, or write canonical verdicts."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.checked import checked
from huimin_rules.cli.options import EngineChoice, LanguageOption, PolicyOption
from huimin_rules.cli.readings import ReadingOption
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.report.language import Language


def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="申请文件：YAML 或 JSON", show_default=False)],
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    json: Annotated[bool, typer.Option("--json", help="输出规范 JSON 结论书，一份一行")] = False,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="both：再由一个独立的引擎推一遍，逐项核对（额外组件 durable）")
    ] = EngineChoice.REFERENCE,
    lang: LanguageOption = Language.CHINESE,
) -> None:
    """对照办法自查申请，逐项给出结论，引用原文。

    \b
    先是结论，再是一次性补正清单，然后是各项结论；每一项都引用条款原文。
    自查结果，非行政决定。办法今天是否仍然有效只作提示，不改变结论。

    \b
    退出码
      0   符合条件
      1   不符合条件，或者办法不适用（申报日期不在有效期内）
      2   用法错误，或者申请读不懂（没有结论）
      3   信息不全，或者有待认定
      4   --engine both：两个引擎不一致，或者有一项不能核对（没有结论）
      70  程序内部错误（没有结论）
    几份申请一起查时取最差的一个，次序是 2、4、1、3、0。
    有一份读不懂时，--json 一份也不输出，免得行与文件对不上。
    """
    both = engine is EngineChoice.BOTH
    raise typer.Exit(checked(session_of(context), files, policy, reading or (), json=json, both=both, language=lang))
