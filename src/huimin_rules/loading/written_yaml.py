"""Writing data (mappings, lists, tuples, texts, numbers, booleans) as YAML that the strict reader reads back."""

import re
from decimal import Decimal
from typing import Final

import yaml

from huimin_rules.loading.plain_data import MAX_BYTES
from huimin_rules.loading.strict_yaml import is_plain_text

_TEXT: Final = "tag:yaml.org,2002:str"
_MAP: Final = "tag:yaml.org,2002:map"
_SEQ: Final = "tag:yaml.org,2002:seq"
_ONE_LINE: Final = 100
# What a quoted text must write as an escape, or on several lines.
_ESCAPED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


class _Writer(yaml.SafeDumper):
    """Writes each value out, with quotes exactly where the strict reader would not read the text without them."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # PyYAML looks it up here: no spelling has a meaning of its own

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # as PyYAML calls it
        return True

    def serialize(self, node: yaml.Node) -> None:
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = False  # a file is no single line, however short
        super().serialize(node)


def _text(writer: _Writer, text: str) -> yaml.Node:
    style = '"' if _ESCAPED.search(text) else None if is_plain_text(text) else "'"
    return writer.represent_scalar(_TEXT, text, style=style)


def _number(writer: _Writer, number: int | Decimal) -> yaml.Node:
    return writer.represent_scalar(_TEXT, f"{number:f}" if isinstance(number, Decimal) else str(number))


def _truth(writer: _Writer, truth: bool) -> yaml.Node:
    return writer.represent_scalar(_TEXT, "true" if truth else "false")


def _mapping(writer: _Writer, mapping: dict[str, object]) -> yaml.Node:
    return writer.represent_mapping(_MAP, mapping, flow_style=_length(mapping) <= _ONE_LINE)


def _sequence(writer: _Writer, sequence: list[object] | tuple[object, ...]) -> yaml.Node:
    return writer.represent_sequence(_SEQ, sequence, flow_style=_length(sequence) <= _ONE_LINE)


def _length(value: object) -> int:
    """About how long a value is on one line; what is short stands on one, as people write it."""
    if isinstance(value, dict):
        return sum(len(key) + 4 + _length(part) for key, part in value.items())
    if isinstance(value, list | tuple):
        return sum(2 + _length(part) for part in value)
    return len(str(value))


_Writer.add_representer(str, _text)
_Writer.add_representer(int, _number)
_Writer.add_representer(Decimal, _number)
_Writer.add_representer(bool, _truth)
_Writer.add_representer(dict, _mapping)
_Writer.add_representer(list, _sequence)
_Writer.add_representer(tuple, _sequence)


def write_yaml(data: object) -> str:
    """The data as a YAML document."""
    written: str = yaml.dump(
        data, Dumper=_Writer, allow_unicode=True, sort_keys=False, default_flow_style=False, width=MAX_BYTES
    )
    return written
