"""What an operation sees of the database: three verbs and rows that say their types.

An operation is a synchronous function `op(tx, ...)` of portable SQL with `:name` parameters; it
never awaits, never opens or ends a transaction, never catches a constraint error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, final

Value = str | int | float | None
"""The types both engines give back unchanged."""

_Int = int  # inside Row the name `int` is the accessor


class Named(Protocol):
    """A row of either driver: sqlite3.Row or a dict."""

    def __getitem__(self, name: str, /) -> Value: ...


@final
class Row:
    """One row, read by column name. A wrong type is a bug of ours: TypeError, at once."""

    __slots__ = ("_values",)

    def __init__(self, values: Named | Mapping[str, Value]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def text(self, name: str) -> str:
        value = self._values[name]
        if not isinstance(value, str):
            raise TypeError(f"{name} is {type(value).__name__}, not text")
        return value

    def int(self, name: str) -> _Int:
        value = self._values[name]
        if not isinstance(value, _Int):
            raise TypeError(f"{name} is {type(value).__name__}, not a whole number")
        return value

    def number(self, name: str) -> float:
        value = self._values[name]
        if not isinstance(value, float | _Int):
            raise TypeError(f"{name} is {type(value).__name__}, not a number")
        return float(value)

    def flag(self, name: str) -> bool:
        """A BIGINT 0/1 column."""
        return self.int(name) != 0

    def maybe_text(self, name: str) -> str | None:
        return None if self._values[name] is None else self.text(name)

    def maybe_int(self, name: str) -> _Int | None:
        return None if self._values[name] is None else self.int(name)

    def maybe_number(self, name: str) -> float | None:
        return None if self._values[name] is None else self.number(name)


class Transaction(Protocol):
    """An open transaction of either engine."""

    def one(self, sql: str, /, **params: Value) -> Row | None:
        """The first row, or None."""

    def all(self, sql: str, /, **params: Value) -> list[Row]: ...

    def run(self, sql: str, /, **params: Value) -> int:
        """How many rows it changed. With RETURNING use one or all: rows must be read."""
