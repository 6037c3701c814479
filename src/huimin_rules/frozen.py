"""The base of every value that leaves the library: an immutable pydantic model that refuses unknown fields.

`assemble` builds one from values that the library has itself computed, without validating them again: a verdict has
more than a hundred parts, and validating each costs more than deciding. Tests assemble and validate the same values
and compare.
"""

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

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
    _every_field: ClassVar[set[str]] = set()

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: object) -> None:
        cls._every_field = set(cls.model_fields)

    @classmethod
    def assemble(cls, fields: dict[str, object]) -> Self:
        """The value with exactly these fields, all of them, unvalidated. The mapping belongs to the value from then
        on.
        """
        self = _new(cls)
        _set_fields(self, fields)
        _set_fields_set(self, cls._every_field)
        _set_extra(self, None)
        _set_private(self, None)
        return self
