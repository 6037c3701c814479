"""`huimin schema`: JSON Schema of the rule files, for editors, and of what the library writes, for programs."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from huimin_rules.cli.session import session_of

if TYPE_CHECKING:
    from huimin_rules.frozen import FrozenModel

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class Subject(StrEnum):
    """What has a schema."""

    POLICY = "policy"
    VERDICT = "verdict"
    RECORD = "record"
    ENTRY = "entry"
    DISCLOSURE = "disclosure"
    REPLAY = "replay"
    COMPARISON = "comparison"


def schema(
    context: typer.Context,
    of: Annotated[
        Subject,
        typer.Argument(
            help="policy：规则文件；verdict：结论书；record、entry、disclosure：账本里的；replay、comparison：复核的结果",
            show_default=False,
        ),
    ],
) -> None:
    """输出 JSON Schema（2020-12）：规则文件的，结论书的，或者账本里的。

    \b
    record 是决定记录，entry 是账本的一条，disclosure 是公开的决定，replay 和 comparison
    是 huimin replay、huimin compare 的 --json 的每一行（额外组件 audit）。
    policy 的 $defs 里有 PolicyFile、FactsFile、ReadingsFile、ArticleFile、CasesFile。
    退出码：0 正常；2 用法错误。
    """
    session_of(context).put(json.dumps(schema_of(of), ensure_ascii=False, indent=2) + "\n")


def schema_of(of: Subject) -> dict[str, object]:
    """The schema of a subject."""
    match of:
        case Subject.POLICY:
            return policy_schema()
        case Subject.VERDICT:
            return verdict_schema()
        case Subject.RECORD:
            from huimin_rules.ledger.record import Record

            return _written("record", Record)
        case Subject.ENTRY:
            from huimin_rules.ledger.entry import Entry

            return _written("entry", Entry)
        case Subject.DISCLOSURE:
            from huimin_rules.ledger.disclosure import Disclosure

            return _written("disclosure", Disclosure)
        case Subject.REPLAY:
            from huimin_rules.service.audit.replayed import LedgerReplay, Replay

            return _lines("replay", "huimin replay --json：每行之一", (Replay, LedgerReplay))
        case Subject.COMPARISON:
            from huimin_rules.service.audit.compared import CaseComparison, LedgerComparison

            return _lines("comparison", "huimin compare --json：每行之一", (CaseComparison, LedgerComparison))


def policy_schema() -> dict[str, object]:
    """One schema for all files of a policy: any of them, each by its name in `$defs`."""
    from pydantic.json_schema import models_json_schema

    from huimin_rules.loading.models.articles import ArticleFile
    from huimin_rules.loading.models.cases import CasesFile
    from huimin_rules.loading.models.facts import FactsFile
    from huimin_rules.loading.models.policy import PolicyFile
    from huimin_rules.loading.models.readings import ReadingsFile

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

    return _written("verdict", Verdict)


def _lines(name: str, title: str, models: "tuple[type[FrozenModel], ...]") -> dict[str, object]:
    """One schema for lines, each of which is one of several."""
    from pydantic.json_schema import models_json_schema

    _, definitions = models_json_schema([(model, "serialization") for model in models])
    return {
        "$schema": _DIALECT,
        "$id": f"urn:huimin-rules:schema:{name}",
        "title": title,
        "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models],
        "$defs": definitions["$defs"],
    }


def _written(name: str, model: "type[FrozenModel]") -> dict[str, object]:
    return {
        "$schema": _DIALECT,
        "$id": f"urn:huimin-rules:schema:{name}",
        **model.model_json_schema(mode="serialization"),
    }
