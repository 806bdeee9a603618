"""models.toml and placements.toml -> domain types. Data that does not fit together is refused,
every mistake at once, each with its file and line; nothing corrects data silently."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.catalogue.rows import ModelRow, PixelRuleRow, PlacementRow, PricePart
from bot.domain.model import Catalogue, Model, PixelRule, PriceRow
from bot.domain.placement import R14, Placement
from bot.errors import BadSettings

_Row = TypeVar("_Row", bound=BaseModel)
_SIZES = ("512", "1K", "2K", "4K")
_RATIO_SETS = {"r10": R14[:10], "r14": R14, "": ()}


def load() -> Catalogue:
    """The catalogue of this release. Raises BadSettings listing every mistake."""
    data = files("bot.catalogue")
    return read(
        data.joinpath("models.toml").read_text(encoding="utf-8"),
        data.joinpath("placements.toml").read_text(encoding="utf-8"),
    )


def read(models_toml: str, placements_toml: str) -> Catalogue:
    """The same from texts, for tests and for `doctor`."""
    mistakes: list[str] = []
    models = _models(models_toml, mistakes)
    placements = _placements(placements_toml, mistakes)
    if mistakes:
        raise BadSettings(tuple(mistakes))
    return Catalogue(models=tuple(models), placements=tuple(placements))


# --- models -------------------------------------------------------------------------------------


def _models(text: str, mistakes: list[str]) -> list[Model]:
    document = _parse("models.toml", text, mistakes)
    if document is None:
        return []
    lines = _lines(text, "[[model]]", "models.toml")
    rule = _valid(PixelRuleRow, document.get("pixel_rule", {}), "models.toml", mistakes)
    pixels = tuple(
        (str(ratio), (int(size[0]), int(size[1])))
        for ratio, size in dict(document.get("pixels", {})).items()  # type: ignore[call-overload]
    )
    models: list[Model] = []
    for where, raw in zip(lines, _tables(document, "model"), strict=True):
        row = _valid(ModelRow, raw, where, mistakes)
        if row is None or rule is None:
            continue
        model = _model(row, rule.domain(), pixels)
        mistakes += [f"{where}: {model.id}: {m}" for m in _model_mistakes(model)]
        models.append(model)
    mistakes += _twice(lines, [m.id for m in models], "model id")
    mistakes += _twice(lines, [m.name for m in models], "model name")
    return models


def _model(
    row: ModelRow, rule: PixelRule, pixels: tuple[tuple[str, tuple[int, int]], ...]
) -> Model:
    ratios = _RATIO_SETS[row.ratios]
    return Model(
        id=row.id,
        name=row.name,
        provider=row.provider,
        status=row.status,
        hidden=row.hidden,
        shut_down=row.shut_down,
        ratios=ratios,
        sizes=row.sizes,
        pixel_rule=rule if row.pixel_rule else None,
        references=row.references.domain(),
        thinking=row.thinking,
        qualities=row.qualities,
        grounding=row.grounding,
        masks=row.masks,
        max_prompt=row.max_prompt,
        repeatable=row.repeatable,
        best_for=row.best_for,
        seconds=tuple(row.seconds.items()),
        prices=tuple(_price(row.id, p) for p in row.price),
        good_at=row.good_at,
        pixels=tuple(p for p in pixels if p[0] in ratios) if row.sizes else (),
    )


def _price(model: str, part: PricePart) -> PriceRow:
    return PriceRow(
        id=f"{model}@{part.valid_from.isoformat()}",
        model=model,
        valid_from=part.valid_from,
        valid_to=part.valid_to,
        per_picture=tuple(part.flat()),
        per_million=tuple(part.per_million.items()),
        source=part.source,
        checked=part.checked,
        confidence=part.confidence,
        reference_tokens=part.reference_tokens,
        included_references=part.included_references,
        prompt_tokens=part.prompt_tokens,
        thinking_tokens=tuple(part.thinking_tokens.items()),
        look_up=part.look_up.domain() if part.look_up else None,
        partial_tokens=part.partial_tokens,
    )


def _model_mistakes(model: Model) -> Iterator[str]:
    if model.id.endswith("-preview"):
        yield "preview ids are gone without notice and may not ship"
    if bool(model.ratios) == bool(model.pixel_rule):
        yield "needs either ratios or pixel_rule = true, not both and not neither"
    if unknown := [s for s in model.sizes if s not in _SIZES]:
        yield f"unknown sizes {', '.join(unknown)}; known: {', '.join(_SIZES)}"
    if model.sizes and {r for r, _ in model.pixels} != set(model.ratios):
        yield "every ratio needs a line in [pixels]"
    limits = model.references
    parts = (limits.objects, limits.characters, limits.style)
    if any(part is not None and part > limits.max for part in parts):
        yield f"a reference limit is above the {limits.max} in total"
    keys = model.sizes or model.qualities or ("",)
    if missing := [k for k in keys if k not in dict(model.seconds)]:
        yield f"no seconds for {', '.join(missing)}"
    yield from _price_mistakes(model)


def _price_mistakes(model: Model) -> Iterator[str]:
    if not model.prices:
        yield "has no price"
    by_date = sorted(model.prices, key=lambda row: row.valid_from)
    for row in by_date:
        if row.valid_to is not None and row.valid_to <= row.valid_from:
            yield f"price {row.id} ends before it begins"
        priced = {key.rpartition("/")[2] for key, _ in row.per_picture}
        wanted = model.sizes or model.qualities or ("",)
        if missing := [k for k in wanted if k not in priced]:
            yield f"price {row.id} says nothing about {', '.join(missing)}"
        if extra := sorted(priced - set(wanted)):
            yield f"price {row.id} knows {', '.join(extra)}, which the model does not offer"
        if unknown := sorted({k for k, _ in row.thinking_tokens} - set(model.thinking)):
            yield f"price {row.id} counts thinking {', '.join(unknown)}, which is not offered"
        yield from _extra_mistakes(model, row)
    for earlier, later in pairwise(by_date):
        if earlier.valid_to is None or earlier.valid_to > later.valid_from:
            yield f"prices {earlier.id} and {later.id} overlap"


def _extra_mistakes(model: Model, row: PriceRow) -> Iterator[str]:
    if bool(model.grounding) != (row.look_up is not None):
        yield f"price {row.id}: look_up belongs where grounding is offered, and nowhere else"
    if row.partial_tokens and not dict(row.per_million).get("image_out"):
        yield f"price {row.id} counts partial_tokens without a price of image_out"


# --- placements ---------------------------------------------------------------------------------


def _placements(text: str, mistakes: list[str]) -> list[Placement]:
    document = _parse("placements.toml", text, mistakes)
    if document is None:
        return []
    lines = _lines(text, "[[placement]]", "placements.toml")
    placements: list[Placement] = []
    for where, raw in zip(lines, _tables(document, "placement"), strict=True):
        row = _valid(PlacementRow, raw, where, mistakes)
        if row is None:
            continue
        placement = row.domain()
        mistakes += [f"{where}: {placement.id}: {m}" for m in _placement_mistakes(placement)]
        placements.append(_longest_first(placement))
    mistakes += _twice(lines, [p.id for p in placements], "placement id")
    mistakes += _twice(lines, [p.name for p in placements], "placement name")
    owner: dict[str, str] = {}
    for where, placement in zip(lines, placements, strict=False):
        for alias in placement.aliases:
            first = owner.setdefault(alias, placement.id)
            if first != placement.id:
                mistakes.append(f"{where}: {placement.id}: alias {alias!r} belongs to {first}")
    return placements


def _longest_first(placement: Placement) -> Placement:
    aliases = tuple(sorted(placement.aliases, key=lambda a: (-len(a), a)))
    return replace(placement, aliases=aliases)


def _placement_mistakes(placement: Placement) -> Iterator[str]:
    inset = placement.insets
    if inset.left + inset.right >= placement.width or inset.top + inset.bottom >= placement.height:
        yield "the insets leave no room"
    if placement.ratio not in R14:
        yield f"ratio {placement.ratio} is not one of {' '.join(R14)}"
    if loud := [a for a in placement.aliases if a != a.lower() or not a.strip()]:
        yield f"aliases must be lower-case words: {loud}"
    if len(set(placement.aliases)) != len(placement.aliases):
        yield "an alias stands there twice"


# --- reading ------------------------------------------------------------------------------------


def _parse(name: str, text: str, mistakes: list[str]) -> dict[str, object] | None:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        mistakes.append(f"{name}: {error}")
        return None


def _tables(document: dict[str, object], name: str) -> list[object]:
    found = document.get(name, [])
    return found if isinstance(found, list) else [found]


def _lines(text: str, header: str, name: str) -> list[str]:
    """Where every table with this header begins, as file:line; tomllib does not tell."""
    return [
        f"{name}:{number}"
        for number, line in enumerate(text.splitlines(), start=1)
        if line.split("#")[0].strip() == header
    ]


def _valid(kind: type[_Row], raw: object, where: str, mistakes: list[str]) -> _Row | None:
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        for problem in error.errors():
            path = ".".join(str(part) for part in problem["loc"])
            mistakes.append(f"{where}: {path}: {problem['msg']}")
        return None


def _twice(lines: Sequence[str], values: Sequence[str], what: str) -> Iterator[str]:
    seen: set[str] = set()
    for where, value in zip(lines, values, strict=False):
        if value in seen:
            yield f"{where}: {what} {value!r} stands there twice"
        seen.add(value)
