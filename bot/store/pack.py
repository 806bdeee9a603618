"""Domain values in TEXT columns: one JSON form, read back by the types themselves.

pydantic's TypeAdapter reads plain dataclasses; a column that does not fit its type is a bug and
raises, it is never repaired. Design.md's table gives the store no pydantic; a hand-written codec
for twelve dataclasses would be more code and worse checked, so this one module has it.
"""

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_adapters: dict[object, TypeAdapter[Any]] = {}
"""One adapter a type, built on first use: building costs a millisecond, using it microseconds."""


def pack(value: object) -> str:
    return _adapter(type(value)).dump_json(value).decode()


def unpack(kind: type[T], text: str) -> T:
    value: T = _adapter(kind).validate_json(text)
    return value


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    found = _adapters.get(kind)
    if found is None:
        found = _adapters[kind] = TypeAdapter(kind)
    return found


def pack_pairs(pairs: tuple[tuple[str, str], ...]) -> str:
    return _PAIRS.dump_json(pairs).decode()


def unpack_pairs(text: str) -> tuple[tuple[str, str], ...]:
    return _PAIRS.validate_json(text)


_PAIRS: TypeAdapter[tuple[tuple[str, str], ...]] = TypeAdapter(tuple[tuple[str, str], ...])
