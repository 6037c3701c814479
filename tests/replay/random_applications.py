"""Random applications of any policy, made from a seed: the same seed gives the same ones."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from huimin_rules.errors import InputError
from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate

GOOD_DAY = date(2022, 3, 1)
WORDS = ("巩义市示例单位", "=示例", "Ünïcode 例", "甲", "a/b~c", "是否：“否”")
RARE = "𠮷野村"
"""A character that takes two code units of UTF-16, by which canonical JSON sorts."""
CODES = ("410181", "410100", "110000")


def applications(policy: Policy, seed: int) -> Iterator[dict[str, object]]:
    """Applications that the policy reads: full ones and some with gaps, careful ones and careless ones."""
    chance = random.Random(seed)
    while True:
        made = _Application(policy, chance, chance.choice((0, 0, 0, 0.02, 0.1, 0.5)), chance.choice((1, 0.98, 0.7)))
        try:
            validate(policy, made.facts)
        except InputError:
            continue
        yield made.facts


def readings(policy: Policy, chance: random.Random) -> dict[str, str]:
    """Some readings, fixed."""
    return {one.id: chance.choice(one.alternatives).id for one in policy.readings if chance.random() < 0.3}


class _Application:
    """One application: a fact is left out with the chance `missing`, and well chosen with the chance `care`."""

    def __init__(self, policy: Policy, chance: random.Random, missing: float, care: float) -> None:
        self.chance = chance
        self.missing = missing
        self.care = care
        self.facts: dict[str, object] = {}
        for fact in policy.facts:
            if not self.below(missing):
                *groups, name = fact.path.split(".")
                place = self.facts
                for group in groups:
                    inner = place.setdefault(group, {})
                    assert isinstance(inner, dict)
                    place = inner
                place[name] = self.rows(fact) if isinstance(fact, FactList) else self.value(fact, 0)

    def below(self, share: float) -> bool:
        return self.chance.random() < share

    def rows(self, each: FactList) -> list[dict[str, object]]:
        found = []
        for number in range(3 if self.below(self.care) else self.chance.randint(1, 3)):
            row = {
                one.path.partition("[].")[2]: self.value(one, number)
                for one in each.items
                if not self.below(self.missing)
            }
            if "role" in row:
                row["role"] = "participant" if number else "lead"
            found.append(row)
        return found

    def value(self, fact: Fact, number: int) -> object:
        chance, careful = self.chance, self.below(self.care)
        match fact.type:
            case ValueType.BOOLEAN:
                return self.judged(good=careful) if fact.judgement else careful
            case ValueType.CHOICE:
                # The first choices are the usual ones; where there are three, each is wanted once.
                good = fact.choices[number % (3 if len(fact.choices) == 3 else 2)]
                return (good if careful else chance.choice(fact.choices)).id
            case ValueType.INTEGER:
                return chance.randint(0, 40)
            case ValueType.NUMBER | ValueType.PERCENT:
                return Decimal(chance.randint(0, 10_000)) / 100
            case ValueType.MONEY:
                amount = 120 if careful else chance.choice((0, 60, chance.randint(1, 10**9)))
                return chance.choice((f"{amount}万元", amount, Decimal(f"{amount}.0"), f"{amount * 10_000}元"))
            case ValueType.DATE:
                day = GOOD_DAY if careful else GOOD_DAY + timedelta(days=chance.randint(-100, 400))
                return chance.choice((day, day.isoformat()))
            case ValueType.CODE:
                return CODES[0] if careful else chance.choice(CODES)
            case ValueType.TEXT | ValueType.USCC:
                return RARE if self.below(0.002) else chance.choice(WORDS)

    def judged(self, *, good: bool) -> object:
        chance = self.chance
        if not good:
            return chance.choice((True, True, False, None))
        return {
            "value": True,
            "by": "项目评审专家组",
            "on": GOOD_DAY + timedelta(days=chance.randint(0, 500)),
            "reason": chance.choice(("逐项核对过", "材料完整")),
            "evidence": chance.choice(("检测报告", ["检测报告", "查新报告"], None)),
        }
