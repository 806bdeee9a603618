"""What a model can do and costs, as data: nothing here names a vendor's limit in code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.money import Milli
from bot.domain.placement import Placement


class Provider(StrEnum):
    """Who answers. Jobs are counted and paused per provider."""

    SKETCH = "sketch"
    GOOGLE = "google"
    OPENAI = "openai"
    SELF_HOSTED = "self_hosted"


class ModelStatus(StrEnum):
    CURRENT = "current"
    DEPRECATED = "deprecated"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class PixelRule:
    """A vendor that takes "WxH": the legal sizes."""

    multiple_of: int
    min_pixels: int
    max_pixels: int
    max_edge: int
    ratio_max: Decimal
    """Longer side / shorter side."""


@dataclass(frozen=True, slots=True)
class ReferenceLimits:
    max: int
    objects: int | None = None
    characters: int | None = None
    style: int | None = None


@dataclass(frozen=True, slots=True)
class LookUpPrice:
    """What looking something up costs beside the picture. The model decides how often it searches;
    a price shows the most that it is expected to."""

    usd_per_search: Decimal
    searches: int
    """The most of one picture; what comes on top is not the team's."""
    tokens: int
    """The most that what was found adds to the input."""
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One dated line of the price list; a quote keeps the row that it used."""

    id: str
    """"<model id>@<valid_from>"."""
    model: str
    valid_from: date
    valid_to: date | None
    per_picture: tuple[tuple[str, Decimal], ...]
    """(key, USD a picture). key: a size ("2K"); "WxH/quality" or "quality" for pixel-rule models;
    "" = every size."""
    per_million: tuple[tuple[str, Decimal], ...]
    """(text_in | image_in | text_out | image_out, USD a million tokens); empty = per picture."""
    source: str
    checked: date
    confidence: str
    reference_tokens: int = 0
    """The most tokens one attached photo is billed as."""
    included_references: int = 0
    """So many photos of an order are in the price people see; House carries their cents."""
    prompt_tokens: int = 0
    """The words of a long brief, where the price people see includes them."""
    thinking_tokens: tuple[tuple[str, int], ...] = ()
    """(level above the default, the most tokens it adds a picture)."""
    look_up: LookUpPrice | None = None
    """None: this model looks nothing up."""
    partial_tokens: int = 0
    """Tokens of picture that one unfinished picture on the way costs; 0: none may be asked for."""


@dataclass(frozen=True, slots=True)
class Model:
    """One row of models.toml."""

    id: str
    name: str
    """As people say it: "Nano Banana 2.1"."""
    provider: Provider
    status: ModelStatus
    hidden: bool
    shut_down: date | None
    ratios: tuple[str, ...]
    """Empty for pixel-rule models."""
    sizes: tuple[str, ...]
    pixel_rule: PixelRule | None
    references: ReferenceLimits
    thinking: tuple[str, ...]
    qualities: tuple[str, ...]
    grounding: tuple[str, ...]
    masks: tuple[str, ...]
    max_prompt: int
    """Characters of the compiled prompt."""
    repeatable: bool
    """A call whose answer was lost may be made again (sketch, self-hosted); paid vendors: no."""
    best_for: str
    seconds: tuple[tuple[str, int], ...]
    """(size, typical seconds a picture); shown as "about N s"."""
    prices: tuple[PriceRow, ...]
    good_at: tuple[str, ...] = ()
    """Tags that `auto` reads: draft, finish, text, characters, banner, product."""
    pixels: tuple[tuple[str, tuple[int, int]], ...] = ()
    """(ratio, what its 1K picture really measures); empty where any pixels can be asked for."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The price shown: worst case, with the row it came from."""

    model: str
    price_row: str
    size: str
    count: int
    each: Milli
    up_to: Milli
    """All pictures, rounded up once: what is reserved. 0 is legal: free and paid take one path."""
    seconds: int
    practice: bool = False
    reason: str = ""
    """Why auto chose this model, at most 8 words; "" when a person chose."""
    partials: int = 0
    """Unfinished pictures on the way to each picture that the price covers."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the answer says it used, in tokens; None where the vendor says nothing."""

    text_in: int | None = None
    image_in: int | None = None
    text_out: int | None = None
    image_out: int | None = None
    searches: int | None = None
    """Searches of the web, not tokens."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models and placements of this release, in the order people see them."""

    models: tuple[Model, ...]
    placements: tuple[Placement, ...]

    def model(self, model_id: str) -> Model | None:
        """The row with this id, hidden ones included."""
        return next((m for m in self.models if m.id == model_id), None)

    def placement(self, placement_id: str) -> Placement | None:
        return next((p for p in self.placements if p.id == placement_id), None)
