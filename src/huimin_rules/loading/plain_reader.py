"""Reading plain applications at once: mappings, lists, texts and numbers of Python's own, as JSON and YAML give them.

A function that is generated from the policy takes the mapping apart in straight lines. All texts are looked at
together. Whatever is of another form is left to the reader of that fact, or of the whole application; what cannot be
read at all is none of this module's business. So there is one meaning, and this is a faster way to it.
"""

import re
from collections.abc import Callable
from typing import Final, TypeAlias, cast

from pydantic_core import ValidationError

from huimin_rules.loading.element_reader import NotReadable
from huimin_rules.loading.fact_reader import DAYS, is_day
from huimin_rules.loading.plain_source import COMPLETE, NAME, PlainSource
from huimin_rules.norms.application import MAX_TEXT, Application, Caution, Elements, Place, Said, Value, read_as
from huimin_rules.norms.facts import NONE_WORD, UNKNOWN_WORD
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.sayings import Sayings

Cautions: TypeAlias = Callable[[tuple[Value, ...], tuple[Elements, ...]], tuple[Caution, ...]]
Made: TypeAlias = Callable[[dict[object, object], int, type[str] | None], Application | None]

_NONE_COMPLETE: Final = -1
_DAY_LENGTH: Final = 10
# A space, so that an empty text is found as well; and neither of its bytes is zero, which makes NUL quick to find.
_SEPARATOR: Final = "\u2028"
_join: Final = _SEPARATOR.join
_odd: Final = re.compile(rf"{_SEPARATOR}(?:\s|{UNKNOWN_WORD}(?:\s|\Z)|{NONE_WORD}(?:\s|\Z))").search
"""Finds a text that says nothing, or something else than itself, or begins with a space, which is looked at more
closely.
"""


class PlainReader:
    """Reads plain applications for one policy; made once, used for many. `right` are registration numbers about which
    `cautions` says nothing.
    """

    def __init__(self, policy: Policy, sayings: Sayings, cautions: Cautions, right: set[str]) -> None:
        source = PlainSource(policy)
        names = source.names | {
            "cautions": cautions,
            "judged": _judged,
            "parts": _parts,
            "read_as": read_as,
            "right": right,
            "saying": _saying,
            "sayings": sayings,
        }
        exec(compile(source.text(), "<application of a policy>", "exec"), names)
        self._made = cast(Made, names[NAME])

    def read(self, facts: dict[object, object]) -> Application | None:
        """The application; None where it is not plain, or not readable."""
        try:
            found = self._made(facts, COMPLETE, str)
        except (KeyError, TypeError, NotReadable, ValidationError):
            found = None
        if found is not None:
            return found
        try:
            return self._made(facts, _NONE_COMPLETE, None)
        except (KeyError, NotReadable, ValidationError):
            return None


def _parts(mapping: object, keys: tuple[str, ...], names: frozenset[str]) -> tuple[object, ...]:
    """What stands under the keys of a mapping, which has no other; None for what is missing."""
    if mapping is None:
        return (None,) * len(keys)
    if type(mapping) is not dict or not mapping.keys() <= names:
        raise NotReadable
    return tuple(map(mapping.get, keys))


def _judged(read: tuple[Value, Said], others: dict[Place, Said], place: Place) -> Value:
    value, said = read
    if said is not None:
        others[place] = said
    return value


def _saying(texts: list[str], days: list[str], own: list[str]) -> bool:
    """Whether the texts (behind an empty one) and the days of determinations, and the texts of facts, are beyond doubt
    such as the schemas accept as they stand. Adds the texts of facts to the others. Nothing is asked of the texts of
    determinations themselves, for their classes may be anybody's: joined, they are a text of Python's own.
    """
    if days and not _are_days(days):
        return False
    texts += own
    if len(texts) == 1:
        return True
    joined = _join(texts)
    if "\x00" in joined or joined[-1] == _SEPARATOR or _odd(joined):
        return False
    if len(joined) > MAX_TEXT and max(map(str.__len__, texts)) > MAX_TEXT:
        return False
    try:
        joined.encode("utf-16-le")
    except UnicodeEncodeError:  # half a character
        return False
    return True


def _are_days(days: list[str]) -> bool:
    joined = "".join(days)
    first = joined[:_DAY_LENGTH]
    if first in DAYS and first * len(days) == joined:  # those who decide sit together
        return True
    return all(type(day) is str and is_day(day) for day in days)
