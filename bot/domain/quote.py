"""What an order can cost at most and what it did cost: list prices of the dated row, in credits.
What is spent is never more than what was shown; every amount is rounded up once, at the end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.domain.brief import LookUp
from bot.domain.model import Model, PriceRow, Quote, Usage
from bot.domain.money import ZERO, Milli, from_usd, share
from bot.domain.placement import Format
from bot.domain.shape import pixel_size, size_for

__all__ = ["actual", "billed_usd", "list_usd", "pixel_size", "price_row", "quote", "size_for"]

CREDITS_PER_USD = Decimal(100)
"""1 credit = 1 US cent of vendor list price, unless the settings say otherwise."""
MILLION = Decimal(1_000_000)
PARTIALS_MAX = 3
"""Unfinished pictures on the way that a vendor sends at most."""
DEFAULT_QUALITY = "medium"
"""Vendors' own default ("auto") can spend anything, so a quality is always named."""


def quote(
    model: Model,
    *,
    format: Format,  # noqa: A002 - the field is called so everywhere
    count: int,
    quality: str = "",
    thinking: str = "",
    references: int = 0,
    look_up: LookUp = LookUp.NO,
    partials: int = 0,
    on: date,
    credits_per_usd: Decimal = CREDITS_PER_USD,
    practice: bool = False,
    reason: str = "",
) -> Quote:
    """The most that `count` pictures can cost at the list price of that day. `partials`: unfinished
    pictures wanted on the way; those that the row has no price for are not asked for."""
    row = price_row(model, on)
    partials = min(partials, PARTIALS_MAX) if row.partial_tokens else 0
    size = size_for(model, format)
    quality = quality_for(model, quality)
    usd = list_usd(
        row,
        model,
        size=size,
        quality=quality,
        thinking=thinking,
        references=references,
        look_up=look_up,
        partials=partials,
    )
    return Quote(
        model=model.id,
        price_row=row.id,
        size=size,
        count=count,
        each=from_usd(usd, credits_per_usd),
        up_to=from_usd(usd * count, credits_per_usd),
        seconds=typical_seconds(model, size, quality),
        practice=practice,
        reason=reason,
        partials=partials,
    )


def price_row(model: Model, on: date) -> PriceRow:
    """The row in force that day; before the first one, the first; after the last one, the last."""
    if not model.prices:
        raise ValueError(f"{model.id} has no price")
    rows = sorted(model.prices, key=lambda row: row.valid_from)
    begun = [row for row in rows if row.valid_from <= on]
    return begun[-1] if begun else rows[0]


def list_usd(
    row: PriceRow,
    model: Model,
    *,
    size: str,
    quality: str = "",
    thinking: str = "",
    references: int = 0,
    look_up: LookUp = LookUp.NO,
    partials: int = 0,
) -> Decimal:
    """USD for one picture: the picture itself, attached photos beyond those in the price, long
    words, thinking above the default, searches and unfinished pictures on the way, each at the most
    the vendor may bill."""
    rates = dict(row.per_million)
    photos = max(0, references - row.included_references) * row.reference_tokens
    thoughts = dict(row.thinking_tokens).get(thinking, 0)
    searching = row.look_up if look_up is not LookUp.NO else None
    tokens = (
        photos * rates.get("image_in", ZERO)
        + (row.prompt_tokens + (searching.tokens if searching else 0)) * rates.get("text_in", ZERO)
        + thoughts * rates.get("text_out", ZERO)
        + partials * row.partial_tokens * rates.get("image_out", ZERO)
    )
    searches = searching.searches * searching.usd_per_search if searching else Decimal(0)
    return _picture_usd(row, model, size, quality) + tokens / MILLION + searches


def quality_for(model: Model, wanted: str) -> str:
    """The quality that is sent: as wanted where offered, else the default; "" where there is
    none."""
    if wanted in model.qualities or not model.qualities:
        return wanted if model.qualities else ""
    return DEFAULT_QUALITY if DEFAULT_QUALITY in model.qualities else model.qualities[0]


def typical_seconds(model: Model, size: str, quality: str = "") -> int:
    """Seconds for an order; its pictures are drawn side by side."""
    known = dict(model.seconds)
    return known.get(size) or known.get(quality) or max(known.values(), default=1)


def actual(
    row: PriceRow,
    usage: Usage | None,
    *,
    received: int,
    ordered: int,
    quote: Quote,
    credits_per_usd: Decimal = CREDITS_PER_USD,
) -> Milli:
    """What is taken: usage x row where the answer has usage, else the share of the pictures that
    came. Never more than m of n of what was shown."""
    if received == 0:
        return ZERO
    most = share(quote.up_to, received, ordered)
    billed = billed_usd(row, usage)
    if billed is None:
        return most
    return min(most, from_usd(billed, credits_per_usd))


def billed_usd(row: PriceRow, usage: Usage | None) -> Decimal | None:
    """What the vendor bills for this usage; None where the answer or the row does not say."""
    rates = dict(row.per_million)
    if usage is None or usage.image_out is None or not rates:
        return None
    counted = (
        ("text_in", usage.text_in),
        ("image_in", usage.image_in),
        ("text_out", usage.text_out),
        ("image_out", usage.image_out),
    )
    tokens = sum(((n or 0) * rates.get(unit, Decimal(0)) for unit, n in counted), Decimal(0))
    per_search = row.look_up.usd_per_search if row.look_up else Decimal(0)
    return tokens / MILLION + (usage.searches or 0) * per_search


def _picture_usd(row: PriceRow, model: Model, size: str, quality: str) -> Decimal:
    known = dict(row.per_picture)
    if model.pixel_rule is None:
        return known[size] if size in known else known.get("", max(known.values()))
    return _pixels_usd(known, size, quality)


def _pixels_usd(known: dict[str, Decimal], size: str, quality: str) -> Decimal:
    """A price for any "WxH" from the few that are published: the dearest of the known ones up to
    the next larger; above the largest, by area. Vendors bill larger pictures sub-linearly, and
    sometimes a wide one below a square one, so this is the safe side."""
    if "" in known or quality in known:
        return known.get(quality, known.get("", Decimal(0)))
    turned = "x".join(reversed(size.split("x")))
    exact = known.get(f"{size}/{quality}", known.get(f"{turned}/{quality}"))
    if exact is not None:
        return exact
    prices = [
        (area_of(key), usd) for key, usd in known.items() if key.rpartition("/")[2] == quality
    ]
    area = area_of(size)
    larger = min((a for a, _ in prices if a >= area), default=None)
    if larger is not None:
        return max(usd for a, usd in prices if a <= larger)
    return max(usd * area / a for a, usd in prices)


def area_of(key: str) -> int:
    """Pixels of "1024x1536" or "1024x1536/high"."""
    width, _, height = key.partition("/")[0].partition("x")
    return int(width) * int(height)
