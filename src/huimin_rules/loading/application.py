"""From what a caller hands in to an application: a mapping, validated by the models generated from the policy's facts."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.fact_models import Record, application_model
from huimin_rules.loading.shape import show
from huimin_rules.norms.application import Application, Caution, Determination, Element, Row, Statement, Value, written
from huimin_rules.norms.facts import Domain, Fact, FactList, ListDomain, Scalar, ValueType
from huimin_rules.norms.policy import Policy

Facts: TypeAlias = Mapping[str, object]
Settle: TypeAlias = Callable[[object, str], tuple[Value, Statement | None]]

_INTERNED: Final = (ValueType.BOOLEAN, ValueType.CHOICE)
_EXPECTED_RECORD: Final = "映射（键: 值）"


class ApplicationReader:
    """Reads applications for one policy; made once, used for many."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.model: type[Record] = application_model(policy)
        self._scalars = _plan(policy.scalars)
        self._lists = _plan(policy.lists)
        self._settle = tuple((fact.path, _settler(fact)) for fact in policy.scalars)
        self._items = tuple(tuple((one.name, _settler(one)) for one in each.items) for each in policy.lists)
        self._registered = tuple(
            (index, position)
            for index, each in enumerate(policy.lists)
            for position, one in enumerate(each.items)
            if one.type is ValueType.USCC
        )

    def read(self, facts: Facts) -> Application:
        """The application; raises InputError with every problem found."""
        if not isinstance(facts, Mapping):
            raise InputError([InputProblem("", _EXPECTED_RECORD, show(facts))])
        try:
            record = self.model.model_validate(dict(facts))
        except ValidationError as error:
            raise InputError(self._problem(detail) for detail in error.errors(include_url=False)) from None
        values: list[object] = [None] * len(self._settle)
        _gather(record, self._scalars, values)
        settled = [settle(value, path) for value, (path, settle) in zip(values, self._settle, strict=True)]
        given: list[object] = [None] * len(self._items)
        _gather(record, self._lists, given)
        lists: list[tuple[Element, ...] | ListDomain] = []
        listed: list[tuple[Row, ...]] = []
        for each, items, elements in zip(self.policy.lists, self._items, given, strict=True):
            if elements is None:
                lists.append(each.domain)
                listed.append(())
                continue
            rows = [
                [settle(getattr(element, name), f"{each.path}[{index}].{name}") for name, settle in items]
                for index, element in enumerate(elements)  # type: ignore[arg-type,var-annotated]  # a list of records
            ]
            lists.append(tuple(tuple(value for value, _ in row) for row in rows))
            listed.append(tuple(tuple(statement for _, statement in row) for row in rows))
        return Application(
            self.policy.digest,
            tuple(value for value, _ in settled),
            tuple(lists),
            tuple(statement for _, statement in settled),
            tuple(listed),
            self._cautions(lists, listed),
        )

    def _cautions(self, lists: list[tuple[Element, ...] | ListDomain], listed: list[tuple[Row, ...]]) -> tuple[Caution, ...]:
        found: list[Caution] = []
        for index, position in self._registered:
            elements = lists[index]
            for element, row in zip(elements if isinstance(elements, tuple) else (), listed[index], strict=True):
                code, statement = element[position], row[position]
                message = _registration(code) if isinstance(code, str) and code else None
                if message is not None and statement is not None:
                    found.append(Caution(fact=statement.fact, message=message))
        return tuple(found)

    # --- what is wrong with an application

    def _problem(self, detail: ErrorDetails) -> InputProblem:
        path = path_of(detail["loc"])
        kind, found = detail["type"], detail["input"]
        match kind:
            case "extra_forbidden":
                names = self._siblings(detail["loc"])
                near = nearest(str(detail["loc"][-1]), names)
                return InputProblem(path, f"本办法的事实（{'、'.join(names)}）", "未知的名称", near)
            case "fact":
                choices = self._choices(detail["loc"])
                near = nearest(found, choices) if isinstance(found, str) else None
                return InputProblem(path, str(detail["msg"]), show(found), near)
            case "list_type":
                return InputProblem(path, "列表（每项一个映射）", show(found))
            case "too_short":
                return InputProblem(path, f"至少 {detail['ctx']['min_length']} 项的列表", f"{detail['ctx']['actual_length']} 项")
            case "too_long":
                return InputProblem(path, f"至多 {detail['ctx']['max_length']} 项的列表", "更多")
            case "missing":
                return InputProblem(path, "认定应写明这一项", "没有写")
            case "bool_type":
                return InputProblem(path, "true 或 false", show(found))
            case "value_error":
                return InputProblem(path, "日期（如 2022-09-01）", show(found))
            case "string_type" | "string_too_short" | "string_too_long":
                return InputProblem(path, "文字", show(found))
            case _:
                return InputProblem(path, _EXPECTED_RECORD, show(found))

    def _siblings(self, loc: tuple[int | str, ...]) -> tuple[str, ...]:
        """The names that could have stood where an unknown one stands."""
        steps = [str(step) for step in loc[:-1] if isinstance(step, str)]
        prefix = ".".join(steps)
        each = next((one for one in self.policy.lists if one.path == prefix), None)
        if each is not None:
            return tuple(one.name for one in each.items)
        fact = self.policy.fact_by_path.get(prefix) or self.policy.fact_by_path.get("[].".join(prefix.rsplit(".", 1)))
        if isinstance(fact, Fact) and fact.judgement:
            return tuple(Determination.model_fields)
        depth = len(steps)
        paths = [fact.path.split(".") for fact in self.policy.facts]
        return tuple(dict.fromkeys(path[depth] for path in paths if path[:depth] == steps and len(path) > depth))

    def _choices(self, loc: tuple[int | str, ...]) -> tuple[str, ...]:
        path = "".join("[]." if isinstance(step, int) else f"{step}." for step in loc).replace(".[]", "[]").rstrip(".")
        fact = self.policy.fact_by_path.get(path)
        return tuple(choice.id for choice in fact.choices) if isinstance(fact, Fact) else ()


def path_of(loc: tuple[int | str, ...]) -> str:
    """A path as people write it: `applicants[0].domicile`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).removeprefix(".")


Plan: TypeAlias = "dict[str, int | Plan]"


def _plan(facts: tuple[Fact, ...] | tuple[FactList, ...]) -> Plan:
    """Where each fact goes, nested as the facts are."""
    plan: Plan = {}
    for index, fact in enumerate(facts):
        inner = plan
        *groups, last = fact.path.split(".")
        for group in groups:
            inner = inner.setdefault(group, {})  # type: ignore[assignment]  # a fact is never also a group
        inner[last] = index
    return plan


def _gather(record: Record, plan: Plan, values: list[object]) -> None:
    own = record.__dict__
    for key, target in plan.items():
        value = own[key]
        if isinstance(target, int):
            values[target] = value
        elif value is not None:
            _gather(value, target, values)  # type: ignore[arg-type]  # the model says so


def _settler(fact: Fact) -> Settle:
    """From what was read for a fact to its value, or what it may still be, and the statement."""
    domain = fact.domain
    interned: dict[tuple[str, Scalar], Statement] = {}

    def state(value: Scalar, path: str) -> Statement:
        return Statement.assemble(
            {"fact": path, "value": written(fact, value), "stated_by": "applicant", "determination": None}
        )

    def known(value: object, path: str) -> tuple[Value, Statement | None]:
        return (domain, None) if value is None else (value, state(value, path))  # type: ignore[arg-type,return-value]

    def repeated(value: object, path: str) -> tuple[Value, Statement | None]:
        if value is None:
            return domain, None
        statement = interned.get((path, value))  # type: ignore[arg-type]
        if statement is None:
            statement = interned[(path, value)] = state(value, path)  # type: ignore[arg-type,index]
        return value, statement  # type: ignore[return-value]

    def judged(value: object, path: str) -> tuple[Value, Statement | None]:
        if isinstance(value, Determination):
            fields = {"fact": path, "value": value.value, "stated_by": "determination", "determination": value}
            return value.value, Statement.assemble(fields)
        settled, statement = repeated(value, path)
        return (domain if settled is True else settled), statement

    if fact.judgement:
        return judged
    return repeated if fact.type in _INTERNED else known


@lru_cache(maxsize=4096)
def _registration(code: str) -> str | None:
    """What is odd about a 统一社会信用代码 (GB 32100), or None; it corroborates and never decides."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, ValidationError as Invalid

    try:
        uscc.validate(code)
    except InvalidChecksum:
        return "统一社会信用代码的校验码不符，请核对；试点时期的代码可能如此"
    except Invalid:
        return "统一社会信用代码应为 18 位，请核对"
    return None
