"""From what a caller hands in to an application: a mapping, validated by models made from the policy's facts."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.fact_models import DETERMINATION, STATED, Record, application_model
from huimin_rules.loading.shape import printable, show
from huimin_rules.norms.application import (
    DETERMINATION_FIELDS,
    Application,
    Caution,
    Determination,
    Element,
    Row,
    Statement,
    Value,
    written,
)
from huimin_rules.norms.facts import AnyFact, Fact, ListDomain, Scalar, ValueType
from huimin_rules.norms.policy import Policy

Facts: TypeAlias = Mapping[str, object]
Settle: TypeAlias = Callable[[object, str], tuple[Value, Statement | None]]

_OWN: Final = (ValueType.TEXT, ValueType.USCC)
_MOST_KEPT: Final = 4096
_EXPECTED_RECORD: Final = "映射（键: 值）"
_PATH_LIMIT: Final = 200
_TAGS: Final = (DETERMINATION, STATED)

MAX_PROBLEMS: Final = 500
"""How many problems of one application are told in full; hostile input has more."""

UNKNOWN_NAME: Final = "未知的名称"


class ApplicationReader:
    """Reads applications for one policy; made once, used for many."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.model: type[Record] = application_model(policy)
        self._scalars = _plan(policy.scalars)
        self._lists = _plan(policy.lists)
        self._settle = tuple((fact.path, _settler(fact)) for fact in policy.scalars)
        self._items = tuple(tuple((one.name, _settler(one)) for one in each.items) for each in policy.lists)
        self._registered_scalars = tuple(
            index for index, fact in enumerate(policy.scalars) if fact.type is ValueType.USCC
        )
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
            raise InputError(self._problems(error.errors(include_url=False))) from None
        values: list[object] = [None] * len(self._settle)
        _gather(record, self._scalars, values)
        settled = [settle(value, path) for value, (path, settle) in zip(values, self._settle, strict=True)]
        given: list[object] = [None] * len(self._items)
        _gather(record, self._lists, given)
        lists: list[tuple[Element, ...] | ListDomain] = []
        listed: list[tuple[Row, ...]] = []
        for each, items, elements in zip(self.policy.lists, self._items, given, strict=True):
            if not isinstance(elements, list):
                lists.append(each.domain)
                listed.append(())
                continue
            rows = [
                [settle(getattr(element, name), f"{each.path}[{index}].{name}") for name, settle in items]
                for index, element in enumerate(elements)
            ]
            lists.append(tuple(tuple(value for value, _ in row) for row in rows))
            listed.append(tuple(tuple(statement for _, statement in row) for row in rows))
        return Application(
            self.policy.digest,
            tuple(value for value, _ in settled),
            tuple(lists),
            tuple(statement for _, statement in settled),
            tuple(listed),
            self._cautions(settled, lists, listed),
        )

    def _cautions(
        self,
        settled: list[tuple[Value, Statement | None]],
        lists: list[tuple[Element, ...] | ListDomain],
        listed: list[tuple[Row, ...]],
    ) -> tuple[Caution, ...]:
        stated = [settled[index] for index in self._registered_scalars]
        for index, position in self._registered:
            elements = lists[index]
            rows = zip(elements if isinstance(elements, tuple) else (), listed[index], strict=True)
            stated += [(element[position], row[position]) for element, row in rows]
        found: list[Caution] = []
        for code, statement in stated:
            message = _registration(code) if isinstance(code, str) and code else None
            if message is not None and statement is not None:
                found.append(Caution(fact=statement.fact, message=message))
        return tuple(found)

    # --- what is wrong with an application

    def _problems(self, details: list[ErrorDetails]) -> list[InputProblem]:
        problems = [self._problem(detail) for detail in details[:MAX_PROBLEMS]]
        if len(details) > MAX_PROBLEMS:
            problems.append(
                InputProblem("", f"至多 {MAX_PROBLEMS} 处问题的申请", f"共 {len(details)} 处，其余没有列出")
            )
        return problems

    def _problem(self, detail: ErrorDetails) -> InputProblem:
        loc = tuple(step for step in detail["loc"] if step not in _TAGS)
        path, found = printable(path_of(loc), _PATH_LIMIT), detail["input"]
        match detail["type"]:
            case "extra_forbidden":
                word, names = self._siblings(loc)
                near = nearest(str(loc[-1]), names)
                return InputProblem(path, f"{word}（{'、'.join(names)}）", UNKNOWN_NAME, near)
            case "invalid_key":
                return InputProblem(printable(path_of(loc[:-1]), _PATH_LIMIT), "文字的键", show(loc[-1]))
            case "string_unicode":
                return InputProblem(path, "能写成 UTF-8 的键", show(found))
            case "fact":
                near = nearest(found, self._choices(loc)) if isinstance(found, str) else None
                return InputProblem(path, str(detail["msg"]), show(found), near)
            case "missing":
                wanted = DETERMINATION_FIELDS[str(loc[-1])]
                return InputProblem(path, f"{wanted}，这是认定必须写明的", "没有写")
            case "list_type":
                return InputProblem(path, "列表（每项一个映射）", show(found))
            case "too_short":
                least, actual = detail["ctx"]["min_length"], detail["ctx"]["actual_length"]
                return InputProblem(path, f"至少 {least} 项的列表", f"{actual} 项")
            case "too_long":
                return InputProblem(path, f"至多 {detail['ctx']['max_length']} 项的列表", "更多")
            case _:
                return InputProblem(path, _EXPECTED_RECORD, show(found))

    def _siblings(self, loc: tuple[int | str, ...]) -> tuple[str, tuple[str, ...]]:
        """What could have stood where an unknown name stands: a word for it, and the names."""
        prefix = _fact_path(loc[:-1])
        if isinstance(self.policy.fact_by_path.get(prefix), Fact):
            return "认定的内容", tuple(DETERMINATION_FIELDS)
        below = f"{prefix}." if prefix else ""
        names = (path.removeprefix(below) for path in self.policy.fact_by_path if path.startswith(below))
        return "本办法的事实", tuple(dict.fromkeys(name.partition(".")[0].removesuffix("[]") for name in names))

    def _choices(self, loc: tuple[int | str, ...]) -> tuple[str, ...]:
        fact = self.policy.fact_by_path.get(_fact_path(loc))
        return tuple(choice.id for choice in fact.choices) if isinstance(fact, Fact) else ()


def _fact_path(loc: tuple[int | str, ...]) -> str:
    """The path of the fact at a location: `applicants[].domicile`."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in loc).removeprefix(".")


def path_of(loc: tuple[int | str, ...]) -> str:
    """A path as people write it: `applicants[0].domicile`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).removeprefix(".")


Plan: TypeAlias = "dict[str, int | Plan]"


def _plan(facts: Sequence[AnyFact]) -> Plan:
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
            _gather(value, target, values)


def _settler(fact: Fact) -> Settle:
    """From what was read for a fact to its value, or what it may still be, and the statement.

    Choices, dates, codes and amounts come back again and again: the same statement is made once.
    """
    domain = fact.domain
    interned: dict[tuple[str, Scalar], Statement] = {}

    def state(value: Scalar, path: str) -> Statement:
        return Statement.assemble(
            {"fact": path, "value": written(fact, value), "stated_by": "applicant", "determination": None}
        )

    def known(value: object, path: str) -> tuple[Value, Statement | None]:
        return (domain, None) if value is None else (value, state(value, path))  # type: ignore[arg-type,return-value]  # the model typed it

    def repeated(value: object, path: str) -> tuple[Value, Statement | None]:
        if value is None:
            return domain, None
        statement = interned.get((path, value))  # type: ignore[arg-type]  # the model typed it
        if statement is None:
            if len(interned) >= _MOST_KEPT:
                interned.clear()
            statement = interned[(path, value)] = state(value, path)  # type: ignore[arg-type,index]  # the model typed it
        return value, statement  # type: ignore[return-value]  # the model typed it

    def judged(value: object, path: str) -> tuple[Value, Statement | None]:
        if isinstance(value, Determination):
            fields = {"fact": path, "value": value.value, "stated_by": "determination", "determination": value}
            return value.value, Statement.assemble(fields)
        settled, statement = repeated(value, path)
        return (domain if settled is True else settled), statement

    if fact.judgement:
        return judged
    return known if fact.type in _OWN else repeated


@lru_cache(maxsize=4096)
def _registration(code: str) -> str | None:
    """What is odd about a 统一社会信用代码 (GB 32100), or None; it corroborates and never decides."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum
    from stdnum.exceptions import ValidationError as Invalid

    try:
        uscc.validate(code)
    except InvalidChecksum:
        return "统一社会信用代码的校验码不符，请核对；试点时期的代码可能如此"
    except Invalid:
        return "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对"
    return None
