"""What is assembled is what would have been validated, and nothing changes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from huimin_rules.frozen import FrozenModel


class Inner(FrozenModel):
    words: str
    number: int | None = None


class Outer(FrozenModel):
    inner: Inner
    parts: tuple[Inner, ...] = ()
    mark: bool = False


inner_fields = st.fixed_dictionaries({"words": st.text("ab条", max_size=3), "number": st.none() | st.integers(0, 9)})


@given(inner_fields, st.lists(inner_fields, max_size=3), st.booleans())
def test_assembling_equals_validating(inner: dict[str, object], parts: list[dict[str, object]], mark: bool) -> None:
    fields = {"inner": inner, "parts": parts, "mark": mark}
    validated = Outer.model_validate(fields)
    assembled = Outer.assemble(
        {"inner": Inner.assemble(dict(inner)), "parts": tuple(Inner.assemble(dict(one)) for one in parts), "mark": mark}
    )
    assert assembled == validated
    assert hash(assembled) == hash(validated)
    assert assembled.model_dump() == validated.model_dump()
    assert type(assembled.parts) is type(validated.parts)
    assert assembled.model_copy() == validated
    assert assembled.model_fields_set == set(fields)
    assert (assembled.__pydantic_extra__, assembled.__pydantic_private__) == (None, None)


def test_a_value_does_not_change() -> None:
    value = Inner.assemble({"words": "甲", "number": None})
    with pytest.raises(ValidationError, match="frozen"):
        value.words = "乙"  # type: ignore[misc]  # that is the point
    assert value == Inner(words="甲")


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Inner.model_validate({"words": "甲", "colour": "red"})
