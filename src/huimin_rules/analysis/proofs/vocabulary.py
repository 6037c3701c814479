"""The words of one or several policies as numbers, and how long the lists are that are looked at.

Choices, texts, codes and alternatives of readings are compared for equality alone, so each distinct word is a number.
A text may also be none of the words that the policies mention: numbers beyond stand for those, for each kind of text
its own (a six-digit code never equals a name), and each is written as a text of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from huimin_rules.norms.conditions import Compare, Condition, Member, Quantified
from huimin_rules.norms.expressions import Count, FactRef, Literal
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import Node, conditions, nodes

FEWEST_ITEMS: Final = 3
"""Lists are looked at with at least so many elements, whatever a policy counts to."""
MOST_ITEMS: Final = 12
"""And with at most so many: beyond it every result that depends on the list says so."""

_OTHERS: Final = 100
"""How many texts besides those mentioned there are of each kind: more than any question has facts."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which number stands for which word, which of them texts are compared with, and the most elements each list has in
    a proof.
    """

    numbers: Mapping[str, int]
    texts: frozenset[str]
    longest: Mapping[str, int]

    def number(self, word: str) -> int:
        """The number of a word that a policy mentions."""
        return self.numbers[word]

    def others(self, fact: Fact) -> range:
        """The numbers that stand for the texts of this kind that no policy mentions."""
        if not fact.type.is_text:
            return range(0)
        kind = list(ValueType).index(fact.type) * 50 + (fact.digits or 0)
        start = 1_000_000 + kind * _OTHERS
        return range(start, start + _OTHERS)

    def mentioned(self, fact: Fact) -> tuple[int, ...]:
        """The numbers of the words that the fact can be, in the order in which they are mentioned."""
        if fact.type is ValueType.CHOICE:
            return tuple(self.numbers[choice.id] for choice in fact.choices)
        return tuple(number for word, number in self.numbers.items() if word in self.texts and _fits(word, fact))

    def word(self, number: int, fact: Fact) -> str:
        """The word that a number stands for; for any other text, one that no policy mentions."""
        others = self.others(fact)
        if number in others:
            return self._fresh(others.index(number), fact)
        return next(word for word, one in self.numbers.items() if one == number)

    def _fresh(self, index: int, fact: Fact) -> str:
        words = (_other(place, fact) for place in range(len(self.numbers) + _OTHERS))
        return [word for word in words if word not in self.numbers][index]


def vocabulary(*policies: Policy, longest: Mapping[str, int] | None = None) -> Vocabulary:
    """The vocabulary of some policies. `longest` overrides how many elements a list has at most."""
    words: dict[str, None] = {}
    texts: set[str] = set()
    sizes: dict[str, int] = {}
    for policy in policies:
        words.update(dict.fromkeys(_words(policy)))
        texts.update(_texts(policy))
        for each in policy.lists:
            needed = max(
                FEWEST_ITEMS, each.at_least + 1, _counted(policy, each.path) + 1, _told_apart(policy, each.path)
            )
            sizes[each.path] = max(sizes.get(each.path, 0), min(needed, max(MOST_ITEMS, each.at_least)))
    return Vocabulary(
        {word: index for index, word in enumerate(words, 1)}, frozenset(texts), {**sizes, **(longest or {})}
    )


def roots(policy: Policy) -> Iterator[Condition]:
    """Every condition that a policy states."""
    for norm in policy.norms:
        yield from conditions(norm)
    yield from (rule.requires for rule in policy.consistency)


def _nodes(policy: Policy) -> Iterable[Node]:
    return (node for root in roots(policy) for node in nodes(root))


def _words(policy: Policy) -> Iterator[str]:
    """The ids of choices and of alternatives, and the texts."""
    for fact in policy.each_fact():
        if isinstance(fact, Fact):
            yield from (choice.id for choice in fact.choices)
    for reading in policy.readings:
        yield from (one.id for one in reading.alternatives)
    yield from _texts(policy)


def _texts(policy: Policy) -> Iterator[str]:
    """The texts that the policy compares with."""
    for node in _nodes(policy):
        match node:
            case Literal(str(word), kind) if word and kind.kind.is_text:
                yield word
            case Member(FactRef(path), options) if not _is_choice(policy, path):
                yield from (option for option in options if isinstance(option, str) and option)
            case Member(FactRef()):
                pass
            case Member(_, options):
                yield from (option for option in options if isinstance(option, str) and option)
            case _:
                pass


def _is_choice(policy: Policy, path: str) -> bool:
    fact = policy.fact_by_path[path]
    return isinstance(fact, Fact) and fact.type is ValueType.CHOICE


def _counted(policy: Policy, over: str) -> int:
    """How far the policy counts the elements of a list."""
    found = [0]
    for node in _nodes(policy):
        match node:
            case Compare(Count(counted), _, Literal(int(most))) | Compare(Literal(int(most)), _, Count(counted)):
                found.append(most if counted == over else 0)
            case _:
                pass
    return max(found)


def _told_apart(policy: Policy, over: str) -> int:
    """How many elements one norm can need, each for another of its quantifiers."""
    return max(
        (
            sum(isinstance(node, Quantified) and node.over == over for root in conditions(norm) for node in nodes(root))
            for norm in policy.norms
        ),
        default=0,
    )


def _fits(word: str, fact: Fact) -> bool:
    if fact.type is ValueType.CODE:
        return word.isascii() and word.isdigit() and len(word) == fact.digits
    return fact.type.is_text


def _other(index: int, fact: Fact) -> str:
    match fact.type:
        case ValueType.CODE:
            return f"{(index + 1) % 10 ** (fact.digits or 1):0{fact.digits}d}"
        case ValueType.USCC:
            return f"91{index:06d}MA00000000"
        case _:
            return f"文字{index + 1}"
