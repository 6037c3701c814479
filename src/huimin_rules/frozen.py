"""The base of every value that leaves the library: an immutable pydantic model that refuses unknown fields.

`assemble` builds one from values that the library has itself computed, without validating them again: a verdict has
more than a hundred parts, and validating each costs more than deciding. Tests assemble and validate the same values
and compare.
"""

from collections.abc import Callable
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T", bound=BaseModel)

_new = object.__new__

# The four slots of every pydantic v2 model, set through their descriptors: half the time of `object.__setattr__`.
_set_fields = BaseModel.__dict__["__dict__"].__set__
_set_fields_set = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private = BaseModel.__dict__["__pydantic_private__"].__set__


class FrozenModel(BaseModel):
    """An immutable value with a published JSON Schema; equal when all fields are equal."""

    # Deferred: a process that only checks never validates a verdict, and building validators is a third of its start.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: object) -> None:
        # A function of its own for each class: the way through a classmethod would double what assembling costs.
        cls.assemble = staticmethod(_assembler(cls))  # type: ignore[method-assign,assignment]  # called alike

    @classmethod
    def assemble(cls, fields: dict[str, object]) -> Self:
        """The value with exactly these fields, all of them, unvalidated. The mapping belongs to the value from then
        on.
        """
        raise NotImplementedError(cls)


def _assembler(cls: type[T]) -> Callable[[dict[str, object]], T]:
    every_field = set(cls.model_fields)

    def assemble(fields: dict[str, object]) -> T:
        self = _new(cls)
        _set_fields(self, fields)
        _set_fields_set(self, every_field)
        _set_extra(self, None)
        _set_private(self, None)
        return self

    return assemble
