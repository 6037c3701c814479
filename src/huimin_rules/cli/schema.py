"""`huimin schema`: JSON Schema of the rule files, for editors, and of the verdict, for programs."""

import json
from enum import StrEnum
from typing import Annotated, Final

import typer

from huimin_rules.cli.session import session_of

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class Subject(StrEnum):
    """What has a schema."""

    POLICY = "policy"
    VERDICT = "verdict"


def schema(
    context: typer.Context,
    of: Annotated[Subject, typer.Argument(help="policy：规则文件；verdict：结论书", show_default=False)],
) -> None:
    """输出 JSON Schema（2020-12）：规则文件的，或者结论书的。

    \b
    policy 的 $defs 里有 PolicyFile、FactsFile、ReadingsFile、ArticleFile、CasesFile。
    退出码：0 正常；2 用法错误。
    """
    session_of(context).put(json.dumps(_schema(of), ensure_ascii=False, indent=2) + "\n")


def _schema(of: Subject) -> dict[str, object]:
    match of:
        case Subject.POLICY:
            return policy_schema()
        case Subject.VERDICT:
            return verdict_schema()


def policy_schema() -> dict[str, object]:
    """One schema for all files of a policy: any of them, each by its name in `$defs`."""
    from pydantic.json_schema import models_json_schema

    from huimin_rules.loading.models.files import ArticleFile, CasesFile, FactsFile, PolicyFile, ReadingsFile

    models = (PolicyFile, FactsFile, ReadingsFile, ArticleFile, CasesFile)
    _, definitions = models_json_schema([(model, "validation") for model in models])
    return {
        "$schema": _DIALECT,
        "$id": "urn:huimin-rules:schema:policy",
        "title": "huimin-rules：规则文件",
        "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models],
        "$defs": definitions["$defs"],
    }


def verdict_schema() -> dict[str, object]:
    """The schema of the canonical verdict."""
    from huimin_rules.verdict import Verdict

    return {
        "$schema": _DIALECT,
        "$id": "urn:huimin-rules:schema:verdict",
        **Verdict.model_json_schema(mode="serialization"),
    }
