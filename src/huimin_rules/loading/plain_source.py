"""The text of the function that reads plain applications of one policy, and the constants that it refers to.

The text holds numbers and names made here alone: every name of a fact, and whatever else an author wrote, is a named
constant.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final

from huimin_rules.loading.fact_reader import FactReader
from huimin_rules.norms.application import DETERMINATION_FIELDS
from huimin_rules.norms.facts import MAX_ITEMS, Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy

NAME: Final = "read"
COMPLETE: Final = len(DETERMINATION_FIELDS)
_TEXTS: Final = (ValueType.TEXT, ValueType.USCC)
_TEXTS_OF: Final = ("by", "reason", "evidence")
_DAY: Final = "on"


class PlainSource:
    """The lines of the function, and the constants by name.

    The function is called with the mapping of an application, with the number of fields of a determination that is
    taken at once, and with the class of texts that are (neither, where a form has to be looked at more closely).
    """

    def __init__(self, policy: Policy) -> None:
        self.names: dict[str, object] = {}
        self._lines: list[str] = []
        self._counted = 0
        self._write(policy)

    def text(self) -> str:
        """All lines."""
        return "\n".join(self._lines)

    def _line(self, text: str, depth: int = 1) -> None:
        self._lines.append(f"{'    ' * depth}{text}")

    def _constant(self, value: object) -> str:
        name = self._fresh("c")
        self.names[name] = value
        return name

    def _fresh(self, prefix: str) -> str:
        self._counted += 1
        return f"{prefix}{self._counted}"

    def _write(self, policy: Policy) -> None:
        self._line("def read(facts, complete, plain):", 0)
        # The texts of determinations, behind an empty one, and their days, in the order of the places; the texts of
        # facts; what is said about open terms in other forms; whether some registration number may be odd.
        self._line("texts, days, own, others, odd = [''], [], [], {}, False")
        values = self._groups(policy)
        self._facts([(fact, values[fact.path], f"({index},)") for index, fact in enumerate(policy.scalars)], 1)
        lists = [self._list(each, number, values[each.path]) for number, each in enumerate(policy.lists)]
        scalars = _tuple(values[fact.path] for fact in policy.scalars)
        self._line("if not saying(texts, days, own):")
        self._line("return None", 2)
        self._line(f"scalars, lists = {scalars}, {_tuple(lists)}")
        self._line("warnings = cautions(scalars, lists) if odd else ()")
        self._line("return read_as(sayings, scalars, lists, warnings, texts, days, others)")

    def _groups(self, policy: Policy) -> dict[str, str]:
        """Take the mappings of an application apart; the variables of its facts by path."""
        paths = {fact.path: tuple(fact.path.split(".")) for fact in policy.facts}
        groups: dict[tuple[str, ...], dict[str, str]] = {(): {}}
        for path in paths.values():
            for depth, key in enumerate(path):
                names = groups.setdefault(path[:depth], {})
                names.setdefault(key, self._fresh("v"))
        for group, names in sorted(groups.items(), key=lambda one: len(one[0])):
            mapping = groups[group[:-1]][group[-1]] if group else "facts"
            self._parts(mapping, names, 1)
            self._line("else:")
            self._line(f"{_tuple(names.values())} = {self._looked_up(mapping, names)}", 2)
        return {path: groups[keys[:-1]][keys[-1]] for path, keys in paths.items()}

    def _parts(self, mapping: str, names: dict[str, str], depth: int) -> None:
        """Take a mapping apart, where it is complete by one call; names that do not belong there raise KeyError."""
        self._line(f"if type({mapping}) is dict and len({mapping}) == {len(names)}:", depth)
        taken = f"{', '.join(names.values())} = {self._constant(itemgetter(*names))}({mapping})" if names else "pass"
        self._line(taken, depth + 1)

    def _looked_up(self, mapping: str, names: dict[str, str]) -> str:
        """An expression for what stands under the names of a mapping that is not complete."""
        return f"parts({mapping}, {self._constant(tuple(names))}, {self._constant(frozenset(names))})"

    def _list(self, each: FactList, number: int, value: str) -> str:
        """Read a list; the name of its elements."""
        elements, element = self._fresh("e"), self._fresh("e")
        names = {item.name: self._fresh("v") for item in each.items}
        self._line(f"{elements} = []")
        self._line(f"if type({value}) is list and {each.at_least} <= len({value}) <= {MAX_ITEMS}:")
        self._line(f"for {element} in {value}:", 2)
        self._parts(element, names, 3)
        self._line(f"elif type({element}) is dict:", 3)
        self._line(f"{_tuple(names.values())} = {self._looked_up(element, names)}", 4)
        self._line("else:", 3)
        self._line("return None", 4)
        places = [f"({number}, len({elements}), {position})" for position in range(len(each.items))]
        self._facts([(item, names[item.name], place) for item, place in zip(each.items, places, strict=True)], 3)
        self._line(f"{elements}.append({_tuple(names.values())})", 3)
        self._line(f"{elements} = tuple({elements})", 2)
        self._line(f"elif {value} is None:")
        self._line(f"{elements} = {self._constant(each.domain)}", 2)
        self._line("else:")
        self._line("return None", 2)
        return elements

    def _facts(self, facts: Sequence[tuple[Fact, str, str]], depth: int) -> None:
        """Read facts: the variable of what was handed in becomes that of the value. Open terms and texts are taken
        together where all of them are plain.
        """
        judged = [one for one in facts if one[0].judgement]
        texts = [one for one in facts if one[0].type in _TEXTS]
        if judged:
            self._together([value for _, value, _ in judged], depth)
            for fact, value, place in judged:
                self._judged(FactReader(fact), value, place, depth + 1)
        if texts:
            self._line(f"if {_all_are('type({0})', [value for _, value, _ in texts], 'plain')}:", depth)
            self._line(f"own += {_tuple(value for _, value, _ in texts)}", depth + 1)
            self._line("else:", depth)
            for fact, value, _ in texts:
                self._line(f"{value} = {self._constant(FactReader(fact).value)}({value})", depth + 1)
        for fact, value, _ in facts:
            if not fact.judgement:
                self._fact(FactReader(fact), value, depth)

    def _fact(self, reader: FactReader, value: str, depth: int) -> None:
        match reader.fact.type:
            case ValueType.BOOLEAN:
                self._line(f"if {value} is not True and {value} is not False:", depth)
                self._line(f"{value} = {self._constant(reader.value)}({value})", depth + 1)
            case ValueType.USCC:
                self._line(f"if type({value}) is str and {value} not in right:", depth)
                self._line("odd = True", depth + 1)
            case ValueType.TEXT:
                pass
            case _:
                plain = "type({0}) is str" if _only_texts(reader.fact) else "type({0}) is str or type({0}) is int"
                read = f"{value} = {self._constant(reader.value)}({value})"
                self._line(f"if {plain.format(value)}:", depth)
                self._line("try:", depth + 1)
                self._line(f"{value} = {self._constant(reader.kept)}[{value}]", depth + 2)
                self._line("except KeyError:", depth + 1)
                self._line(read, depth + 2)
                self._line("else:", depth)
                self._line(read, depth + 1)

    def _together(self, values: Sequence[str], depth: int) -> None:
        """Read open terms that all are settled as true by complete determinations; opens the lines for all others."""
        plain = (
            _all_are("type({0})", values, "dict"),
            _all_are("len({0})", values, "complete", "=="),
            _all_are("{0}['value']", values, "True"),
        )
        self._line(f"if {' and '.join(plain)}:", depth)
        self._line(f"texts += {_tuple(f'{value}[{name!r}]' for value in values for name in _TEXTS_OF)}", depth + 1)
        self._line(f"days += {_tuple(f'{value}[{_DAY!r}]' for value in values)}", depth + 1)
        self._line(f"{' = '.join(values)} = True", depth + 1)
        self._line("else:", depth)

    def _judged(self, reader: FactReader, value: str, place: str, depth: int) -> None:
        self._line(f"if type({value}) is dict and len({value}) == complete:", depth)
        self._line(f"texts += {_tuple(f'{value}[{name!r}]' for name in _TEXTS_OF)}", depth + 1)
        self._line(f"days.append({value}[{_DAY!r}])", depth + 1)
        self._line(f"{value} = {value}['value']", depth + 1)
        self._line(f"if {value} is not True and {value} is not False:", depth + 1)
        self._line("return None", depth + 2)
        self._line(f"elif {value} is None:", depth)
        self._line(f"{value} = {self._constant(reader.fact.domain)}", depth + 1)
        self._line("else:", depth)
        self._line(f"{value} = judged({self._constant(reader.judged)}({value}), others, {place})", depth + 1)


def _only_texts(fact: Fact) -> bool:
    """Whether no number is a value of the fact."""
    return fact.type.is_text or fact.type in (ValueType.CHOICE, ValueType.DATE)


def _tuple(names: Iterable[str]) -> str:
    return f"({''.join(f'{name}, ' for name in names)})"


def _all_are(form: str, values: Sequence[str], wanted: str, sign: str = "is") -> str:
    """An expression for whether what a form makes of each of the values is the same thing."""
    return f" {sign} ".join([*map(form.format, values), wanted])
