"""Office: the one door to the services for async callers: a transaction at a time, on a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from bot.ports import Clock, Ids
from bot.services.terms import Terms
from bot.store.database import Database
from bot.store.transaction import Transaction

__all__ = ["Office", "Transaction"]  # commands name the type of a transaction from here

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    database: Database
    terms: Terms
    clock: Clock
    ids: Ids

    async def do(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One writing transaction; durable when it returns."""
        return await self.database.write(op, *args, **kwargs)

    async def look(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One reading transaction on the second connection."""
        return await self.database.read(op, *args, **kwargs)
