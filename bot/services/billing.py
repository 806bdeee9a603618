"""What the calls of an order cost: the team what its pictures cost, never more than was shown;
House everything else that a vendor bills."""

from __future__ import annotations

from bot.domain import quote as pricing
from bot.domain.ids import derived
from bot.domain.model import PriceRow, Usage
from bot.domain.money import Milli, from_usd
from bot.services.terms import Terms
from bot.store import books, parts, versions
from bot.store.transaction import Transaction

UNKNOWN_COST = frozenset(
    {"timeout_unknown_cost", "given_back", "crash", "stopped", "bad_response", "disk_full", "bug"}
)
"""Outcomes of calls that may have been billed."""


def book_house(
    tx: Transaction,
    terms: Terms,
    row: versions.VersionRow,
    found: tuple[parts.Part, ...],
    now: float,
) -> None:
    """What the vendor bills and the team is not charged for: refused and failed calls by their
    usage, and calls of unknown outcome at the price that was shown."""
    if row.quote.practice:
        return
    model = terms.model(row.quote.model)
    line = _price_row(terms, row)
    for part in found:
        if part.made:
            continue
        usd = pricing.billed_usd(line, part.usage)
        milli = row.quote.each if part.outcome in UNKNOWN_COST else Milli(0)
        if usd is not None:
            milli = from_usd(usd, terms.credits_per_usd)
        if milli:
            books.book_house(
                tx,
                id=derived(row.order, part.n, "house"),
                team=row.team,
                provider=model.provider,
                model=model.id,
                order=row.order,
                milli=milli,
                reason=part.outcome,
                now=now,
            )


def book_excess(
    tx: Transaction,
    terms: Terms,
    row: versions.VersionRow,
    good: list[parts.Part],
    charged: Milli,
    now: float,
) -> None:
    """What a vendor billed above the price that was shown: never the team's."""
    billed = pricing.billed_usd(_price_row(terms, row), _sum([part.usage for part in good]))
    if row.quote.practice or billed is None:
        return
    over = from_usd(billed, terms.credits_per_usd) - charged
    if over > 0:
        model = terms.model(row.quote.model)
        books.book_house(
            tx,
            id=derived(row.order, "above_price"),
            team=row.team,
            provider=model.provider,
            model=model.id,
            order=row.order,
            milli=over,
            reason="above_price",
            now=now,
        )


def _price_row(terms: Terms, row: versions.VersionRow) -> PriceRow:
    """The row that the price was shown with; a quote keeps it whatever the list says now."""
    prices = terms.model(row.quote.model).prices
    return next((r for r in prices if r.id == row.quote.price_row), prices[0])


def actual(terms: Terms, row: versions.VersionRow, good: list[parts.Part]) -> Milli:
    """What the received pictures really cost, at the row that was shown; never above the hold."""
    usage = _sum([part.usage for part in good]) if not row.quote.practice else Usage()
    return pricing.actual(
        _price_row(terms, row),
        usage,
        received=len(good),
        ordered=row.quote.count,
        quote=row.quote,
        credits_per_usd=terms.credits_per_usd,
    )


def _sum(usages: list[Usage]) -> Usage:
    def total(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) and known else None

    return Usage(
        text_in=total([u.text_in for u in usages]),
        image_in=total([u.image_in for u in usages]),
        text_out=total([u.text_out for u in usages]),
        image_out=total([u.image_out for u in usages]),
        searches=sum(u.searches or 0 for u in usages),
    )
