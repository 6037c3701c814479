"""Applications with something wrong in them: valid ones, changed at random into what people and programs write."""

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from functools import lru_cache
from typing import Any

from huimin_rules.loading.cases import load_cases, load_refusals
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.policy import Policy
from huimin_rules.service import rules_folder
from tests.support import POLICIES

FOLDERS = (rules_folder() / "gongyi-huimin-2021", *sorted(POLICIES.iterdir()))

DETERMINED: dict[str, object] = {"value": True, "by": "甲", "on": "2030-01-01", "reason": "有据"}
NUMBERS = (
    *(0, 1, 2, -1, 9, 10, 101, 410181, 2**53, 2**53 + 1, 10**18, 10**18 + 1, 10**39, 10**40, -(10**40), 10**50),
    *(
        Decimal(text)
        for text in [
            "0.1",
            "0.10",
            "3.0",
            "2.50",
            "-0.0",
            "0.01",
            "0.001",
            "0.000001",
            "0.0000001",
            "1.23456789012345678901",
            "99.995",
            "1000000000.01",
        ]
    ),
    *(float("nan"), float("inf"), float("-inf")),
)
TEXTS = (
    *(
        "",
        " ",
        "\n",
        "无",
        " 无",
        "不清楚",
        "不清楚 ",
        "是",
        "否",
        "true",
        "yes",
        "no",
        "on",
        "null",
        "~",
        "010",
        "12:30",
        "1_000",
    ),
    *(
        "30%",
        "30 %",
        " 30%",
        "5.5%",
        "%",
        "101%",
        "-1%",
        "百分之三十",
        "120万元",
        " 120 万元 ",
        "1,200元",
        "12,00元",
        "120",
        "-1元",
    ),
    *(
        "0.001元",
        "１２元",
        "1亿元",
        "10000000000001元",
        "0.00000000000000000001万元",
        "1.5",
        "1e3",
        "+1",
        ".5",
        "5.",
        "12３",
    ),
    *(
        "990100",
        "９９０１００",
        "410181",
        "41018",
        "4101811",
        "410181\n",
        "lead",
        "Lead",
        "ｌｅａｄ",
        "leed",
        "participan",
        "牵头",
    ),
    *(
        "2030-02-28",
        "2030-02-30",
        "20300228",
        "2030-W01-1",
        "１９９９-01-01",
        "1899-12-31",
        "1900-01-01",
        "2199-12-31",
        "2200-01-01",
    ),
    *("2024-02-29", "2023-02-29", "2030-2-1", "2030-02-01T00:00:00", "2030-02-28 ", "0000-01-01", "明天"),
    *(
        "字" * 2000,
        "字" * 2001,
        "😀" * 2000,
        "😀" * 2001,
        "x" * 45,
        "\u202e",
        "\ufeff",
        "\x85",
        "\u2028 ",
        "\u3000",
        "\x1b[2J",
    ),
    *(
        "甲\x00乙",
        "\u00ad",
        "a\u0301",
        "ﷺ" * 30,
        "a: b",
        "- a",
        "# a",
        "'",
        '"',
        "\\",
        "|",
        ">",
        "&a",
        "*a",
        "!a",
        "@",
        "`",
        "{",
        "[",
    ),
    *(
        "<<",
        "?",
        "-",
        "---",
        "...",
        "%YAML 1.2",
        "a #b",
        "a:",
        "  前",
        "后  ",
        "行一\n行二",
        "行一\r\n行二",
        "\t",
        "😀",
        "e\u0301",
    ),
    *(
        "91350100M000100Y43",
        "91350100M000100Y40",
        "91350100m000100y43",
        "9135-0100 M000100Y43",
        "９1350100M000100Y43",
        "91350100I000100Y43",
    ),
)
UNPAIRED = ("\ud800", "甲\udfff乙", "\udc00\ud800")
KEYS = (
    *(
        "",
        "a",
        "on",
        "12",
        "0",
        "value",
        "?stated",
        "?determination",
        "__proto__",
        "constructor",
        "toString",
        "a.b",
        "a[0]",
    ),
    *(
        "aplied_on",
        "applied_o",
        "ａpplied_on",
        "аpplied_on",
        "applicant",
        "plan ",
        "role",
        "键",
        "ye\u202ears",
        "k" * 150,
        "k" * 250,
    ),
    *("nam", "funds.own", "members", "fact", "hasOwnProperty", "length"),
)


@lru_cache
def policies() -> tuple[Policy, ...]:
    """The shipped policy and those of the fixtures."""
    return tuple(load_folder(folder) for folder in FOLDERS)


@lru_cache
def applications() -> tuple[tuple[Policy, Mapping[str, object], Mapping[str, str]], ...]:
    """Every application of a conformance case, with its policy and the readings that it fixes."""
    found: list[tuple[Policy, Mapping[str, object], Mapping[str, str]]] = []
    for policy, folder in zip(policies(), FOLDERS, strict=True):
        if (folder / "cases").is_dir():
            found += [(policy, case.facts, case.readings) for case in load_cases(policy, folder)]
            found += [(policy, case.facts, {}) for case in load_refusals(policy, folder)]
    every = policies()[[folder.name for folder in FOLDERS].index("every-type")]
    return (*found, (every, EVERY, {}), (every, {}, {}))


EVERY: Mapping[str, object] = {
    "text": "华兴医院",
    "flag": True,
    "judged": DETERMINED,
    "kind": "lead",
    "whole": 3,
    "number": Decimal("2.5"),
    "percent": "30%",
    "ratio": Decimal("0.5"),
    "money": "120万元",
    "yuan": 120,
    "day": "2030-02-28",
    "last_day": "无",
    "code": "990100",
    "uscc": "91350100M000100Y43",
    "plan": {"deep": {"start": "2030-02-01", "end": "2030-03-01"}, "judged": False, "others": [{"name": "甲"}]},
    "members": [{"name": "甲", "role": "lead", "uscc": "91350100M000100Y40", "fund": 3}, {"role": "participant"}],
}


def value(rnd: random.Random, texts: tuple[str, ...] = TEXTS) -> object:
    """Whatever could stand where a value does."""
    match rnd.randrange(12):
        case 0:
            return rnd.choice((None, True, False))
        case 1 | 2:
            return rnd.choice(NUMBERS)
        case 3:
            return rnd.choice(([], {}, [[]], [None], {"a": 1}, ["甲"], [{}], [{}, 1], "字" * rnd.randrange(60)))
        case 4 | 5:
            return determination(rnd, texts)
        case 6:
            return {rnd.choice(KEYS): rnd.choice(texts) for _ in range(rnd.randrange(4))}
        case 7:
            return tuple([{}] * (rnd.choice((1, 2)) if rnd.random() < 0.9 else rnd.choice((1000, 1001))))
        case _:
            return rnd.choice(texts)


def determination(rnd: random.Random, texts: tuple[str, ...] = TEXTS) -> dict[str, object]:
    """A determination, mostly with something wrong in it."""
    made = dict(DETERMINED)
    for _ in range(rnd.randrange(3)):
        name = rnd.choice((*DETERMINED, "evidence", "reasons", *KEYS[:3]))
        made[name] = rnd.choice((*texts, None, True, 1, [], ["甲", "乙"], ["甲", ""], ["x"] * 1001, {}))
    if rnd.random() < 0.3:
        made.pop(rnd.choice(tuple(DETERMINED)))
    return made


def changed(rnd: random.Random, facts: Mapping[str, object], texts: tuple[str, ...] = TEXTS) -> dict[str, object]:
    """The facts with a few of their values and names replaced, left out or added."""
    made: dict[str, Any] = deepcopy(dict(facts))
    for _ in range(rnd.randrange(1, 5)):
        holder = rnd.choice([*_holders(made)])
        if isinstance(holder, list):
            at = rnd.randrange(len(holder) + 1)
            holder[at : at + rnd.randrange(2)] = [value(rnd, texts)] if rnd.random() < 0.7 else []
        elif holder and rnd.random() < 0.7:
            key = rnd.choice([*holder])
            if rnd.random() < 0.25:
                holder[_misspelt(rnd, key)] = holder.pop(key)
            else:
                holder[key] = value(rnd, texts)
        else:
            holder[rnd.choice(KEYS)] = value(rnd, texts)
    return made


def _holders(facts: object) -> Iterator[Any]:
    """Every mapping and every list, itself first; a tuple is taken as it is, for it may be long."""
    if isinstance(facts, dict | list):
        yield facts
        for inner in facts.values() if isinstance(facts, dict) else facts:
            yield from _holders(inner)


def _misspelt(rnd: random.Random, key: str) -> str:
    at = rnd.randrange(len(key) + 1)
    letter = rnd.choice(("", "a", "s", "_", "ｅ", "о", "\u200b", "字"))
    return key[:at] + letter + key[at + rnd.randrange(2) :]
