"""From parsed JSON to a model, strictly; what is wrong with it is named by its path."""

from typing import TypeVar

from pydantic import ValidationError

from huimin_rules.canonical import Json
from huimin_rules.frozen import FrozenModel
from huimin_rules.ledger.note import Malformed
from huimin_rules.visible import shortened, visible_name

M = TypeVar("M", bound=FrozenModel)

_MOST_SHOWN = 200


def read_model(model: type[M], value: Json) -> M | Malformed:
    """The model that a value is, without converting any part of it; otherwise the first thing that is wrong."""
    if not isinstance(value, dict):
        return Malformed("不是映射")
    try:
        found = model.model_validate(value, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    else:
        # What the model would add of its own accord was not there.
        return found if found.model_dump(mode="json") == value else Malformed("缺少有缺省值的字段")
    path = visible_name(shortened(".".join(map(str, first["loc"])), _MOST_SHOWN))
    match first["type"]:
        case "missing":
            return Malformed(f"缺少 {path}")
        case "extra_forbidden":
            return Malformed(f"多出 {path}")
        case _:
            return Malformed(f"{path} 不合格式")
