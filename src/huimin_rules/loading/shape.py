"""Checking the shape of a file against its model, in words that its author understands."""

import re
from collections.abc import Mapping
from itertools import islice
from types import NoneType, UnionType
from typing import Annotated, TypeVar, Union, get_args, get_origin

from pydantic import Tag, ValidationError
from pydantic_core import ErrorDetails

from huimin_rules.errors import PolicyProblem, nearest
from huimin_rules.loading.models.base import PATTERNS, Mirror
from huimin_rules.loading.models.conditions import CONDITION_FORMS, EXPRESSION_FORMS
from huimin_rules.loading.problems import Problems, Source
from huimin_rules.loading.shown import FOUND_LIMIT, show
from huimin_rules.loading.strict_yaml import Path
from huimin_rules.visible import visible_name

M = TypeVar("M", bound=Mirror)

_KEY = "[key]"


def read_shape(source: Source, model: type[M], problems: Problems) -> M | None:
    """The file as its model, or None after its mistakes are recorded."""
    for flaw in source.tree.flaws:
        problems.record(PolicyProblem(source.name, flaw.line, flaw.column, flaw.message))
    if source.tree.flaws:
        return None
    if not isinstance(source.tree.data, dict):
        problems.add(source, (), f"应为映射（键: 值），实为{show(source.tree.data)}")
        return None
    try:
        return model.model_validate(source.tree.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _record(source, detail, model, problems)
        return None


def _record(source: Source, detail: ErrorDetails, model: type[Mirror], problems: Problems) -> None:
    path, form, is_key = _follow(model, detail)
    found = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            name, names = str(path[-1]), known_keys(form)
            message = f"未知的键 {visible_name(name)}；可用：{'、'.join(names)}"
            problems.add(source, path, message, nearest=nearest(name, names), key=True)
        case "missing":
            problems.add(source, path[:-1], f"缺少 {path[-1]}", key=True)
        case "condition" | "expression" as kind:
            forms, word = (CONDITION_FORMS, "要件") if kind == "condition" else (EXPRESSION_FORMS, "值")
            names = tuple(islice(map(str, found), FOUND_LIMIT)) if isinstance(found, Mapping) else ()
            name, near = next(((name, near) for name in names if (near := nearest(name, forms))), ("", None))
            message = f"应为{word}（{'、'.join(forms)} 之一），实为{show(found)}"
            problems.add(source, (*path, name) if near else path, message, nearest=near, key=near is not None)
        case "wanted":
            known = detail.get("ctx", {}).get("names", ())
            near = nearest(found, known) if isinstance(found, str) else None
            problems.add(source, path, f"应为{detail['msg']}，实为{show(found)}", nearest=near)
        case "literal_error" | "enum":
            known = tuple(re.findall(r"'([^']*)'", detail["ctx"]["expected"]))
            near = nearest(found, known) if isinstance(found, str) else None
            problems.add(source, path, f"应为 {'、'.join(known)} 之一，实为{show(found)}", nearest=near)
        case _:
            problems.add(source, path, explain(detail), key=is_key)


def _follow(model: type[Mirror], detail: ErrorDetails) -> tuple[Path, type[Mirror], bool]:
    """The path in the file for an error's location, the innermost form on the way, and whether a key is wrong.

    A location also holds the tags of the forms it went through; what a step means follows from the kind of thing that
    the models expect where it is taken.
    """
    path: list[str | int] = []
    kinds: list[object] = [model]
    form = model
    # A key that somebody wrote may be spelled like the sign for one: the sign follows the key of an open mapping.
    for number, step in enumerate(detail["loc"], 1):
        if step == _KEY and number == len(detail["loc"]) and get_origin(_bare(kinds[-2:][0])) is dict and path:
            return tuple(path), form, True
        kind, tagged = _inside(kinds[-1], step)
        if not tagged:
            path.append(step)
        kinds.append(kind)
        if isinstance(kind, type) and issubclass(kind, Mirror):
            form = kind
    return tuple(path), form, False


def _inside(kind: object, step: str | int) -> tuple[object, bool]:
    """What is expected after a step, and whether the step is the tag of a form."""
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, Mirror):
        kind.model_rebuild()
        fields = {info.alias or name: info.annotation for name, info in kind.model_fields.items()}
        return _bare(fields.get(str(step))), False
    parts = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return next((_bare(part) for part in parts if Tag(str(step)) in get_args(part)), None), True
    return _bare(parts[-1]) if parts else None, False


def _bare(kind: object) -> object:
    """What is expected, without its constraints and without the choice to leave it out."""
    parts = get_args(kind)
    if get_origin(kind) is Annotated:
        return _bare(parts[0])
    if get_origin(kind) in (Union, UnionType) and NoneType in parts:
        return _bare(parts[0])
    return kind


def known_keys(form: type[Mirror]) -> tuple[str, ...]:
    """The keys that a mapping of this form may have, as they are written."""
    return tuple(info.alias or name for name, info in form.model_fields.items())


_TYPES = {
    "string_type": "文字",
    "int_type": "整数",
    "bool_type": "布尔值（true 或 false）",
    "list_type": "列表",
    "dict_type": "映射（键: 值）",
    "model_type": "映射（键: 值）",
    "value_error": "日期（如 2022-09-01）",
}


def explain(detail: ErrorDetails) -> str:
    """An error of shape in Chinese: what was expected, what was found."""
    kind, found, context = detail["type"], show(detail["input"]), detail.get("ctx", {})
    match kind:
        case "form":
            return detail["msg"]
        case "string_pattern_mismatch":
            return f"应为{PATTERNS[context['pattern']]}，实为{found}"
        case "string_too_short":
            return "不应为空"
        case "string_too_long":
            return f"至多 {context['max_length']} 字，实为 {len(detail['input'])} 字"
        case "too_short":
            return f"至少应有 {context['min_length']} 项，实为 {len(detail['input'])} 项"
        case "too_long":
            return f"至多可有 {context['max_length']} 项，实为 {len(detail['input'])} 项"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            sign = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}[kind]
            return f"应 {sign} {next(iter(context.values()))}，实为{found}"
        case _:
            return f"应为{_TYPES[kind]}，实为{found}"
