"""Credits: integer milli-credits, booked in whole tenths of a credit, rounded up once."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import NewType

Milli = NewType("Milli", int)
"""Milli-credits. 1 credit = 1000 milli; every booked amount is a multiple of TENTH."""

TENTH = 100
"""What people see has one decimal, so what is booked has too: shown = booked."""
CREDIT = 1000
ZERO = Milli(0)


class Kind(StrEnum):
    """Where a lot of credits came from. Practice credits are in no report and buy nothing real."""

    MONTHLY = "monthly"
    PURCHASED = "purchased"
    PROMO = "promo"
    REFUND = "refund"
    ADJUST = "adjust"
    PRACTICE = "practice"


def from_usd(usd: Decimal, credits_per_usd: Decimal) -> Milli:
    """USD of vendor list price -> milli-credits, rounded up to a whole tenth of a credit.

    The only place where a price is rounded. Raises ValueError below zero.
    """
    if usd < 0:
        raise ValueError(f"a price below zero: {usd}")
    tenths = (usd * credits_per_usd * 10).to_integral_value(rounding=ROUND_CEILING)
    return Milli(int(tenths) * TENTH)


def share(amount: Milli, received: int, ordered: int) -> Milli:
    """What m of n pictures cost, rounded up to a whole tenth, never above `amount`."""
    if not 0 <= received <= ordered or ordered < 1:
        raise ValueError(f"{received} of {ordered} pictures")
    exact = amount * received
    tenths = -(-exact // (ordered * TENTH))
    return Milli(min(amount, tenths * TENTH))


def shown(amount: int) -> str:
    """The one way to write credits: `1,200.6`; whole tenths, a comma for thousands."""
    return f"{Decimal(amount) / CREDIT:,.1f}"
