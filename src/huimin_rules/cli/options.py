"""The options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

from huimin_rules.report.language import Language

PolicyOption = Annotated[str, typer.Option("--policy", metavar="ID|DIR", help="随库的办法编号，或者办法的文件夹")]
LanguageOption = Annotated[Language, typer.Option("--lang", help="标题和结论的语言；原文总是中文")]
PathsArgument = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="办法的编号、文件夹，或者其中的文件", show_default=False)
]


class EngineChoice(StrEnum):
    """Which engines decide: the reference alone, or both, side by side."""

    REFERENCE = "reference"
    BOTH = "both"
