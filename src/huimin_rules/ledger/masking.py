"""Which fields of a record have to be masked so that what is masked cannot be read elsewhere in it.

Names and amounts of an application come back in the verdict: in the statements about a fact and in sentences. Whoever
masks a field therefore also masks

- for a fact, what the verdict states about it: the value in its normal form (120万元), the determination, cautions;
- every field whose text contains the text of a masked one; a number only where it stands by itself;
- the digest of the verdict, once anything in the verdict is masked: it has no salt, so guesses could be tried on it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.ledger.exact_json import DECIMAL, INTEGER
from huimin_rules.ledger.seal import Field

FACTS: Final = "/facts"
_STATED: Final = re.compile(r"(/verdict/.*)/fact")
_KEPT: Final = ("fact", "stated_by")
_STEP: Final = re.compile(r"[^.\[\]]+|\[\d*\]")
_PATH: Final = re.compile(r"[^.\[\]]+(?:\.[^.\[\]]+|\[\d*\])*")


def masked_fields(fields: Mapping[str, Field], masks: Sequence[str]) -> frozenset[str]:
    """The pointers of the fields to mask. A mask is a JSON Pointer (`/recorded_by`) or the path of a fact
    (`applicants[0].name`, `applicants[].name` for all), and stands for everything below it.

    Raises InputError for a mask that names no field.
    """
    chosen = dict[str, None]()
    problems = []
    for mask in masks:
        pattern = _pattern(mask)
        found = [] if pattern is None else [one for one in fields if pattern.match(one)]
        if not found:
            expected = "记录里有的字段：JSON Pointer（/recorded_by）或者事实的路径（applicants[0].name）"
            problems.append(InputProblem("--mask", expected, mask, nearest(mask, _names(fields))))
        chosen.update(dict.fromkeys(found))
    if problems:
        raise InputError(problems)
    stated = {*chosen, *_stated(fields, chosen)}
    texts = _Texts((pointer, fields[pointer]) for pointer in stated)
    masked = stated | {pointer for pointer, value in fields.items() if texts.occur_in(value)}
    if any(pointer.startswith("/verdict/") for pointer in masked):
        masked.add("/verdict_digest")
    return frozenset(masked)


def _pattern(mask: str) -> re.Pattern[str] | None:
    """What the pointers match that a mask means; None for what is neither a pointer nor a path."""
    if mask.startswith("/"):
        return re.compile(re.escape(mask.removesuffix("/")) + "(?:/|$)")
    if not _PATH.fullmatch(mask):
        return None
    steps = (one[1:-1] or r"\d+" if one.startswith("[") else _escaped(one) for one in _STEP.findall(mask))
    return re.compile(f"{FACTS}/{'/'.join(steps)}(?:/|$)")


def _escaped(name: str) -> str:
    return re.escape(name.replace("~", "~0").replace("/", "~1"))


def fact_path(pointer: str) -> str:
    """The path of the fact at a pointer, as the verdict writes it; a number's own mapping is no step of it.

    >>> fact_path("/facts/applicants/0/name"), fact_path("/facts/budget/$decimal")
    ('applicants[0].name', 'budget')
    """
    steps = pointer.removeprefix(f"{FACTS}/").split("/")
    if steps[-1] in (DECIMAL, INTEGER):
        steps.pop()
    names = (f"[{one}]" if one.isdecimal() else f".{one.replace('~1', '/').replace('~0', '~')}" for one in steps)
    return "".join(names).removeprefix(".")


def _names(fields: Iterable[str]) -> Iterator[str]:
    for pointer in fields:
        if pointer.startswith(f"{FACTS}/"):
            yield fact_path(pointer)
        elif not pointer.startswith("/verdict/"):
            yield pointer


def _stated(fields: Mapping[str, Field], chosen: Iterable[str]) -> Iterator[str]:
    """What the verdict states about the facts that are masked. A determination is one fact, of which parts may be
    masked.
    """
    paths = {fact_path(pointer) for pointer in chosen if pointer.startswith(f"{FACTS}/")}
    about = {match[1]: value for pointer, value in fields.items() if (match := _STATED.fullmatch(pointer))}
    for pointer in fields:
        statement, detail = _statement(pointer, about)
        if statement in about and detail[0] not in _KEPT:
            fact = str(about[statement])
            part = fact_path("/".join((FACTS, *(detail[1:] if detail[0] == "determination" else detail))))
            if fact in paths or f"{fact}.{part}" in paths:
                yield pointer


def _statement(pointer: str, about: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """The statement that a field of the verdict belongs to, and the steps from there."""
    head, steps = pointer, tuple[str, ...]()
    while head and head not in about:
        head, _, last = head.rpartition("/")
        steps = (last, *steps)
    return head, steps


class _Texts:
    """The texts of masked fields, to be looked for in others."""

    def __init__(self, masked: Iterable[tuple[str, Field]]) -> None:
        texts, numbers = set[str](), set[str]()
        for pointer, value in masked:
            if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
                continue
            number = isinstance(value, int) or pointer.endswith((f"/{DECIMAL}", f"/{INTEGER}"))
            (numbers if number else texts).add(str(value))
        ways = [re.escape(one) for one in sorted(texts)]
        ways += [rf"(?<![0-9A-Za-z.]){re.escape(one)}(?![0-9A-Za-z]|\.[0-9])" for one in sorted(numbers)]
        self._any = re.compile("|".join(ways)) if ways else None

    def occur_in(self, value: Field) -> bool:
        """Whether the text of a field contains one of them."""
        if self._any is None or isinstance(value, bool) or not isinstance(value, int | str):
            return False
        return self._any.search(str(value)) is not None
