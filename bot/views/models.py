"""/models: what each model can do and costs, which have a key, and what auto would take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bot.cards import Card, Kind, Line, Part, Strong, Table, Text, Tone
from bot.domain.choose import SKETCH, Recommendation
from bot.domain.model import Catalogue, Model, ModelStatus
from bot.domain.money import from_usd, shown
from bot.domain.quote import CREDITS_PER_USD, price_row
from bot.views.words import because

_STATUS = {
    ModelStatus.CURRENT: "",
    ModelStatus.DEPRECATED: " (being withdrawn)",
    ModelStatus.LEGACY: " (old)",
}


def models_card(
    catalogue: Catalogue,
    usable: frozenset[str],
    *,
    on: date,
    credits_per_usd: Decimal = CREDITS_PER_USD,
    practice: bool = False,
    recommended: Recommendation | None = None,
) -> Card:
    """`usable`: ids of models with a key; the sketch needs none."""
    offered = [m for m in catalogue.models if not m.hidden]
    rows = tuple(_row(m, usable, on, credits_per_usd) for m in offered)
    head = "Models and their prices, in credits a picture"
    columns = ("Model", "Best for", "Credits", "Draws", "Photos", "Key")
    parts: list[Part] = [Text((Strong(head),)), Table(columns, rows)]
    if recommended is not None:
        parts.append(Text(_recommended(recommended)))
    keyless = [m for m in offered if m.id not in usable and m.id != SKETCH]
    if practice and keyless:
        parts.append(Text((_PRACTICE,), Tone.QUIET))
    elif keyless:
        parts.append(
            Text(("Admins add keys in the settings; no restart of a thread.",), Tone.QUIET)
        )
    return Card(Kind.LIST, tuple(parts), summary=head)


_PRACTICE = (
    "No key yet: every model can be practised. Its limits and prices apply, "
    "the picture is a sketch."
)


def price_range(model: Model, on: date, credits_per_usd: Decimal = CREDITS_PER_USD) -> str:
    """As "3.4 to 11.3", "3.4" or "free"."""
    usd = [price for _, price in price_row(model, on).per_picture]
    low, high = (from_usd(p, credits_per_usd) for p in (min(usd), max(usd)))
    if not high:
        return "free"
    return shown(low) if low == high else f"{shown(low)} to {shown(high)}"


def _row(
    model: Model, usable: frozenset[str], on: date, credits_per_usd: Decimal
) -> tuple[Line, ...]:
    key = "yes" if model.id in usable else "no key yet"
    if model.id == SKETCH:
        key = "none needed"
    return (
        (Strong(model.name), _STATUS[model.status]),
        (model.best_for,),
        (price_range(model, on, credits_per_usd),),
        (", ".join(_draws(model)),),
        (f"up to {model.references.max}",),
        (key,),
    )


def _draws(model: Model) -> Iterator[str]:
    """Sizes, and what it can do beside drawing."""
    if model.pixel_rule is not None:
        yield f"any pixels up to {model.pixel_rule.max_pixels / 1_000_000:.1f} million"
    elif model.sizes:
        first, last = model.sizes[0], model.sizes[-1]
        yield first if first == last else f"{first} to {last}"
    else:
        yield "any pixels"
    if model.masks:
        yield "mask"
    if "image" in model.grounding:
        yield "looks up words and pictures"
    elif model.grounding:
        yield "looks up words"


def _recommended(found: Recommendation) -> Line:
    draft, finish = found.draft, found.finish
    return (
        "For this brief: draft with ",
        Strong(draft.model.name),
        f" ({because(draft.reason)}), finish with ",
        Strong(finish.model.name),
        f" ({because(finish.reason)}).",
    )
