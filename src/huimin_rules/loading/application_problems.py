"""Everything that is wrong with an application: the models made from the policy's facts find it, all at once."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from huimin_rules.errors import MAX_PROBLEMS, InputProblem, nearest
from huimin_rules.loading.application import EXPECTED_RECORD
from huimin_rules.loading.fact_models import DETERMINATION, STATED, application_model
from huimin_rules.loading.own_types import is_a, plain_mapping
from huimin_rules.loading.paths import UNKNOWN_NAME, told_path
from huimin_rules.loading.shown import show
from huimin_rules.norms.application import DETERMINATION_FIELDS
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.policy import Policy

_TAGS: Final = (DETERMINATION, STATED)


class ApplicationProblems:
    """Finds the problems of applications for one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.model = application_model(policy)

    def of(self, facts: Mapping[str, object]) -> list[InputProblem]:
        """All problems of an application that cannot be read."""
        try:
            self.model.model_validate(plain_mapping(facts))
        except ValidationError as error:
            details = error.errors(include_url=False)
        else:
            return [InputProblem("", EXPECTED_RECORD, "每读一次内容都不同的映射")]
        problems = [self._problem(detail) for detail in details[:MAX_PROBLEMS]]
        if len(details) > MAX_PROBLEMS:
            problems.append(
                InputProblem("", f"至多 {MAX_PROBLEMS} 处问题的申请", f"共 {len(details)} 处，其余没有列出")
            )
        return problems

    def _problem(self, detail: ErrorDetails) -> InputProblem:
        loc = self._untagged(detail["loc"])
        path, found = told_path(loc), detail["input"]
        match detail["type"]:
            case "extra_forbidden":
                word, names = self._siblings(loc)
                near = nearest(str(loc[-1]), names)
                return InputProblem(path, f"{word}（{'、'.join(names)}）", UNKNOWN_NAME, near)
            case "invalid_key":
                return InputProblem(told_path(loc[:-1]), "文字的键", show(loc[-1]))
            case "string_unicode":
                return InputProblem(path, "能写成 UTF-8 的键", show(found))
            case "fact":
                near = nearest(str.__str__(found), self._choices(loc)) if is_a(found, str) else None
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
                return InputProblem(path, EXPECTED_RECORD, show(found))

    def _untagged(self, loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
        """A location in the application: without the tag that follows an open term. A key may be spelled like one."""
        for index, step in enumerate(loc):
            if step in _TAGS and isinstance(self.policy.fact_by_path.get(_fact_path(loc[:index])), Fact):
                return (*loc[:index], *loc[index + 1 :])
        return loc

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
