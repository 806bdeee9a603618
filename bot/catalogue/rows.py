"""The shape of one table in models.toml and placements.toml: pydantic rows, unknown keys refused,
each with its way to the domain type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.model import LookUpPrice, ModelStatus, PixelRule, Provider, ReferenceLimits
from bot.domain.placement import FileType, Furniture, Insets, Placement

_Usd = Annotated[Decimal, Field(ge=0)]
_Count = Annotated[int, Field(ge=0)]
_Words = Annotated[str, Field(min_length=1)]
_Unit = Literal["text_in", "image_in", "text_out", "image_out"]
_Tag = Literal["draft", "finish", "text", "characters", "banner", "product"]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PixelRuleRow(_Row):
    multiple_of: Annotated[int, Field(ge=1)]
    min_pixels: Annotated[int, Field(ge=1)]
    max_pixels: Annotated[int, Field(ge=1)]
    max_edge: Annotated[int, Field(ge=1)]
    ratio_max: Annotated[Decimal, Field(ge=1)]

    def domain(self) -> PixelRule:
        return PixelRule(
            self.multiple_of, self.min_pixels, self.max_pixels, self.max_edge, self.ratio_max
        )


class ReferencesRow(_Row):
    max: _Count
    objects: _Count | None = None
    characters: _Count | None = None
    style: _Count | None = None

    def domain(self) -> ReferenceLimits:
        return ReferenceLimits(self.max, self.objects, self.characters, self.style)


class LookUpRow(_Row):
    usd_per_search: _Usd
    searches: Annotated[int, Field(ge=1)]
    tokens: _Count
    source: _Words
    checked: date

    def domain(self) -> LookUpPrice:
        return LookUpPrice(
            self.usd_per_search, self.searches, self.tokens, self.source, self.checked
        )


class PricePart(_Row):
    valid_from: date
    valid_to: date | None = None
    per_picture: dict[str, _Usd | dict[str, _Usd]] = Field(min_length=1)
    per_million: dict[_Unit, _Usd] = Field(default_factory=dict)
    reference_tokens: _Count = 0
    included_references: _Count = 0
    prompt_tokens: _Count = 0
    thinking_tokens: dict[str, _Count] = Field(default_factory=dict)
    look_up: LookUpRow | None = None
    partial_tokens: _Count = 0
    source: _Words
    checked: date
    confidence: _Words

    def flat(self) -> Iterator[tuple[str, Decimal]]:
        """Keys as PriceRow has them: "2K", or "1024x1024/high"."""
        for key, value in self.per_picture.items():
            if isinstance(value, dict):
                yield from ((f"{key}/{quality}", usd) for quality, usd in value.items())
            else:
                yield key, value


class ModelRow(_Row):
    id: _Words
    name: _Words
    provider: Provider
    status: ModelStatus
    hidden: bool = False
    shut_down: date | None = None
    ratios: Literal["r10", "r14", ""] = ""
    sizes: tuple[str, ...] = ()
    pixel_rule: bool = False
    references: ReferencesRow
    thinking: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    grounding: tuple[Literal["web", "image"], ...] = ()
    masks: tuple[str, ...] = ()
    max_prompt: Annotated[int, Field(ge=1)]
    repeatable: bool = False
    best_for: _Words
    seconds: dict[str, Annotated[int, Field(ge=1)]]
    good_at: tuple[_Tag, ...] = ()
    price: tuple[PricePart, ...]


class InsetsRow(_Row):
    top: _Count = 0
    right: _Count = 0
    bottom: _Count = 0
    left: _Count = 0


class PlacementRow(_Row):
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    name: _Words
    aliases: tuple[str, ...] = ()
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    file_types: Annotated[tuple[FileType, ...], Field(min_length=1)]
    max_bytes: Annotated[int, Field(ge=1)]
    insets: InsetsRow = InsetsRow()
    furniture: Furniture = Furniture.NONE
    ratio: str
    is_ad: bool = False
    source: _Words
    checked: date
    """A TOML date or an ISO string."""

    def domain(self) -> Placement:
        inset = self.insets
        return Placement(
            id=self.id,
            name=self.name,
            aliases=self.aliases,
            width=self.width,
            height=self.height,
            file_types=self.file_types,
            max_bytes=self.max_bytes,
            insets=Insets(inset.top, inset.right, inset.bottom, inset.left),
            furniture=self.furniture,
            ratio=self.ratio,
            is_ad=self.is_ad,
            source=self.source,
            checked=self.checked.isoformat(),
        )
