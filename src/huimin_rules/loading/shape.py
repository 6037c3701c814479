"""Checking the shape of a file against its model, in words that its author understands."""

from collections.abc import Mapping
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from huimin_rules.errors import PolicyProblem, nearest
from huimin_rules.loading.models.base import Mirror
from huimin_rules.loading.models.conditions import CONDITION_FORMS, EXPRESSION_FORMS, form_of_tag
from huimin_rules.loading.problems import Problems, Source
from huimin_rules.loading.strict_yaml import Data, Path

M = TypeVar("M", bound=Mirror)

_FOUND_LIMIT = 40


def read_shape(source: Source, model: type[M], problems: Problems) -> M | None:
    """The file as its model, or None after its mistakes are recorded."""
    for flaw in source.tree.flaws:
        problems.found.append(_at(source, flaw.line, flaw.column, flaw.message))
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


def _at(source: Source, line: int, column: int, message: str) -> PolicyProblem:
    return PolicyProblem(source.name, line, column, message)


def _record(source: Source, detail: ErrorDetails, model: type[Mirror], problems: Problems) -> None:
    path, form = _locate(source.tree.data, detail["loc"], model)
    kind = detail["type"]
    if kind == "extra_forbidden":
        name = str(path[-1])
        names = known_keys(form)
        problems.add(source, path, f"未知的键 {name}；可用：{'、'.join(names)}", nearest=nearest(name, names), key=True)
    elif kind == "missing":
        problems.add(source, path[:-1] if path and not _there(source.tree.data, path) else path, f"缺少 {detail['loc'][-1]}")
    elif kind in ("condition", "expression"):
        forms = CONDITION_FORMS if kind == "condition" else EXPRESSION_FORMS
        found = detail["input"]
        word = "要件" if kind == "condition" else "值"
        names = list(found) if isinstance(found, Mapping) else []
        near = next((close for name in names if (close := nearest(str(name), forms))), None)
        problems.add(source, path, f"应为{word}（{'、'.join(forms)} 之一），实为{show(found)}", nearest=near)
    else:
        problems.add(source, path, explain(detail))


def _there(data: Data, path: Path) -> bool:
    for step in path:
        if isinstance(data, dict) and step in data or isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]  # type: ignore[index,call-overload]  # the line above has just checked both
        else:
            return False
    return True


def _locate(data: Data, loc: tuple[int | str, ...], model: type[Mirror]) -> tuple[Path, type[Mirror]]:
    """The path in the file for an error's location (which also names the forms it went through), and the model it ended in."""
    path: list[str | int] = []
    form = model
    possible: frozenset[type[Mirror]] = frozenset({model})
    for step in loc:
        if isinstance(step, str) and step.startswith("?"):
            form = form_of_tag(step, possible) or form
            possible = frozenset({form})
        elif isinstance(data, dict) and isinstance(step, str) and step in data:
            fields = {info.alias or name: info for name, info in form.model_fields.items()}
            if step in fields and form in possible:
                form.model_rebuild()
                possible = _models(form.model_fields[_name(form, step)].annotation)
                form = next(iter(possible)) if len(possible) == 1 else form
            path.append(step)
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
        elif isinstance(step, str) and step != "[key]":
            form = next((one for one in possible if one.__name__ == step or _has_type(one, step)), form)
            if loc and step == loc[-1] and isinstance(data, dict):
                continue
            possible = frozenset({form})
    return tuple(path), form


def _name(form: type[Mirror], key: str) -> str:
    return next(name for name, info in form.model_fields.items() if (info.alias or name) == key)


def _has_type(form: type[Mirror], tag: str) -> bool:
    """Whether a form is told apart by `type:` and this is one of its types."""
    kind = form.model_fields.get("type")
    return kind is not None and tag in get_args(kind.annotation)


def _models(annotation: object) -> frozenset[type[Mirror]]:
    """All models that occur in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Mirror):
        return frozenset({annotation})
    return frozenset[type[Mirror]]().union(*(_models(part) for part in get_args(annotation)))


def known_keys(form: type[Mirror]) -> tuple[str, ...]:
    """The keys that a mapping of this form may have, as they are written."""
    return tuple(info.alias or name for name, info in form.model_fields.items())


def show(value: object) -> str:
    """A found value, shortened, as its author would recognise it."""
    match value:
        case None:
            return "空"
        case bool():
            return "true" if value else "false"
        case Mapping():
            return f"映射（{'、'.join(map(str, value))[:_FOUND_LIMIT]}）" if value else "空映射"
        case list() | tuple():
            return f"列表（{len(value)} 项）"
        case str():
            text = value if len(value) <= _FOUND_LIMIT else value[:_FOUND_LIMIT] + "…"
            return f"“{text}”"
        case _:
            return str(value)[:_FOUND_LIMIT]


_EXPECTED = {
    "string_type": "文字",
    "int_type": "整数",
    "bool_type": "true 或 false",
    "list_type": "列表",
    "dict_type": "映射（键: 值）",
    "model_type": "映射（键: 值）",
    "model_attributes_type": "映射（键: 值）",
}


def explain(detail: ErrorDetails) -> str:
    """An error of shape in Chinese: what was expected, what was found."""
    kind, found, context = detail["type"], show(detail["input"]), detail.get("ctx", {})
    match kind:
        case "form":
            return detail["msg"]
        case "literal_error" | "enum":
            return f"应为{context['expected']}之一，实为{found}".replace(" or ", "、").replace("'", "")
        case "string_pattern_mismatch":
            return f"应符合 {context['pattern']}，实为{found}"
        case "string_too_short":
            return "不应为空"
        case "too_short":
            return f"至少应有 {context['min_length']} 项，实为 {context['actual_length']} 项"
        case "too_long":
            return f"至多可有 {context['max_length']} 项"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            sign = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}[kind]
            bound = next(iter(context.values()))
            return f"应 {sign} {bound}，实为{found}"
        case "value_error":
            return f"应为日期（如 2022-09-01），实为{found}"
        case "union_tag_invalid":
            return f"应为{context['expected_tags']}之一，实为{context['tag']}".replace("'", "")
        case "union_tag_not_found":
            return "缺少 type"
        case _:
            return f"应为{_EXPECTED.get(kind, '另一种写法')}，实为{found}"
