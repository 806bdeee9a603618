"""Servers of the team's own as rows of the catalogue: what all of them can do, at the team's price.

They are added when the studio starts; models.toml knows none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.model import Catalogue, Model, ModelStatus, PriceRow, Provider, ReferenceLimits
from bot.domain.placement import R14

PREFIX = "own-"
"""Keeps their ids apart from every vendor's."""
RATIOS = R14[:10]
SIZE = "1K"
SINCE = date(2026, 1, 1)
MAX_PROMPT = 8000
REFERENCES = 4
"""More than one photo is already more than some of these servers look at."""
SECONDS = 30
"""[?] a mid-range graphics card; the desk says "about"."""


@dataclass(frozen=True, slots=True)
class Own:
    name: str
    """What the server is asked for, and what people read."""
    usd: Decimal
    """A picture, as the team counts it; 0 is legal."""


def id_of(name: str) -> str:
    return PREFIX + name.replace("/", "-").lower()


def with_own(catalogue: Catalogue, own: Sequence[Own]) -> Catalogue:
    """The same catalogue with these models after the vendors'."""
    drawn = next(dict(m.pixels) for m in catalogue.models if set(RATIOS) <= dict(m.pixels).keys())
    pixels = tuple((ratio, drawn[ratio]) for ratio in RATIOS)
    return replace(catalogue, models=(*catalogue.models, *(_model(o, pixels) for o in own)))


def _model(own: Own, pixels: tuple[tuple[str, tuple[int, int]], ...]) -> Model:
    model_id = id_of(own.name)
    price = PriceRow(
        id=f"{model_id}@{SINCE.isoformat()}",
        model=model_id,
        valid_from=SINCE,
        valid_to=None,
        per_picture=((SIZE, own.usd),),
        per_million=(),
        source="set by your admin",
        checked=SINCE,
        confidence="high",
    )
    return Model(
        id=model_id,
        name=own.name,
        provider=Provider.SELF_HOSTED,
        status=ModelStatus.CURRENT,
        hidden=False,
        shut_down=None,
        ratios=RATIOS,
        sizes=(SIZE,),
        pixel_rule=None,
        references=ReferenceLimits(REFERENCES),
        thinking=(),
        qualities=(),
        grounding=(),
        masks=(),  # some take a mask under another name, some take it and ignore it
        max_prompt=MAX_PROMPT,
        repeatable=True,  # nobody bills it twice
        best_for="pictures that must not leave the house",
        seconds=((SIZE, SECONDS),),
        prices=(price,),
        pixels=pixels,
    )
