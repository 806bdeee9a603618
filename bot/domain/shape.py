"""How a wanted format meets what a model can draw: the smallest size that needs no enlarging and
never more, the legal pixels, what the crop loses. Pure arithmetic over catalogue data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import ceil, sqrt

from bot.domain.model import Model, PixelRule
from bot.domain.placement import Format

_SCALE = {"512": Fraction(1, 2), "1K": Fraction(1), "2K": Fraction(2), "4K": Fraction(4)}
"""A size against the 1K picture of the same ratio; exact for every vendor that names sizes so."""
_AREA_1K = 1024 * 1024
RATIO_ERROR = Fraction(4, 1000)
"""A legal size may miss the wanted ratio by this much; the crop that follows takes it away."""
PAD_ABOVE = 0.15
"""Cropping more of a paid picture than this throws the composition away: pad instead."""
COMPOSE_HEIGHT = 100
"""Banners up to this height show no scene that could be cropped: a logo and a line are composed."""
WIDE_MASTER = Fraction(21, 9)
"""What a banner that no model draws is padded from."""

SHAPES = 512
"""Searched shapes that are kept: every placement with every rule, many times over. A search takes
milliseconds, and a page of 30 threads asks for hundreds."""


class Step(StrEnum):
    EXACT = "exact"
    CROP = "crop"
    PAD = "pad"
    COMPOSE = "compose"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What to order and what happens to it afterwards."""

    ratio: str
    size: str
    width: int
    height: int
    """The pixels that are expected to come back."""
    loss: float
    """Share of the picture that a crop would remove, 0..1."""
    step: Step
    enlarge: float
    """1.26 = the picture is enlarged by a quarter to fill the format; 1 = not at all."""


@dataclass(frozen=True, slots=True)
class Cannot:
    """A named refusal: `reason` is a ModelCannot reason."""

    reason: str
    detail: str


def resolve(model: Model, fmt: Format) -> Resolved | Cannot:
    """How this model serves this format, or why not."""
    if not draws(model, fmt.size):
        return Cannot("size", fmt.size)
    size = size_for(model, fmt)
    if not model.sizes and model.pixel_rule is None:
        return Resolved(fmt.ratio, size, fmt.width, fmt.height, 0.0, Step.EXACT, 1.0)
    width, height = drawn_pixels(model, fmt, size)
    have, want = Fraction(width, height), Fraction(fmt.width, fmt.height)
    loss = float(1 - min(have / want, want / have))
    step = Step.CROP
    if loss > PAD_ABOVE:
        step = Step.COMPOSE if fmt.height <= COMPOSE_HEIGHT else Step.PAD
    enlarge = max(1.0, fmt.width / width, fmt.height / height)
    ratio = ratio_for(model, fmt)
    return Resolved(ratio, size, width, height, loss, step, round(enlarge, 2))


def draws(model: Model, size: str) -> bool:
    """Whether a size by its name ("2K") is one of this model's. For one that takes exact pixels it
    is a number of pixels that must be legal; one that draws any pixels draws every size."""
    if not size or size in model.sizes:
        return True
    rule = model.pixel_rule
    if rule is None:
        return not model.sizes
    return rule.min_pixels <= _area(size) <= rule.max_pixels


def _area(size: str) -> int:
    return int(_AREA_1K * _SCALE[size] ** 2)


def ratio_for(model: Model, fmt: Format) -> str:
    """The format's own ratio where the model draws it, else the one that loses least."""
    if not model.ratios or fmt.ratio in model.ratios:
        return fmt.ratio
    want = Fraction(fmt.width, fmt.height)

    def kept(ratio: str) -> Fraction:
        have = _fraction(ratio)
        return min(have / want, want / have)

    return max(model.ratios, key=kept)


def size_for(model: Model, fmt: Format) -> str:
    """The size to order: the one asked for, else the smallest that needs no enlarging.

    "" for models that draw any pixels, "WxH" for models with a pixel rule.
    """
    if model.pixel_rule is not None:
        width, height = pixel_size(model, fmt)
        return f"{width}x{height}"
    if fmt.size in model.sizes:
        return fmt.size
    for size in model.sizes:
        width, height = drawn_pixels(model, fmt, size)
        if width >= fmt.width and height >= fmt.height:
            return size
    return model.sizes[-1] if model.sizes else ""


def drawn_pixels(model: Model, fmt: Format, size: str) -> tuple[int, int]:
    """Width and height that this model is expected to return."""
    if model.pixel_rule is not None:
        return pixel_size(model, fmt)
    pixels = dict(model.pixels).get(ratio_for(model, fmt))
    if pixels is None:
        return fmt.width, fmt.height
    scale = _SCALE[size]
    return int(pixels[0] * scale), int(pixels[1] * scale)


def pixel_size(model: Model, fmt: Format) -> tuple[int, int]:
    """The smallest legal "WxH" that covers the format, or the size that was named, with its ratio;
    where the vendor's largest is smaller, that one. A banner beyond the vendor's ratio gets a wide
    master to be padded from.

    Raises ValueError for a model without a pixel rule.
    """
    rule = model.pixel_rule
    if rule is None:
        raise ValueError(f"{model.id} takes no pixels")
    width, height = fmt.width, fmt.height
    if fmt.size and draws(model, fmt.size):
        scale = sqrt(_area(fmt.size) / (width * height))
        width, height = round(width * scale), round(height * scale)
    return _smallest(rule, width, height)


@lru_cache(maxsize=SHAPES)
def _smallest(rule: PixelRule, wide: int, high: int) -> tuple[int, int]:
    width, height = _within_ratio(rule, wide, high)
    legal = list(_legal(rule, Fraction(width, height)))
    covering = [(w, h) for w, h in legal if w >= width and h >= height]
    if covering:
        return min(covering, key=lambda s: s[0] * s[1])
    return max(legal, key=lambda s: s[0] * s[1])


def _within_ratio(rule: PixelRule, width: int, height: int) -> tuple[int, int]:
    if max(width, height) <= rule.ratio_max * min(width, height):
        return width, height
    if width > height:
        return width, ceil(width / WIDE_MASTER)
    return ceil(height / WIDE_MASTER), height


def _legal(rule: PixelRule, ratio: Fraction) -> Iterator[tuple[int, int]]:
    """Every legal size whose ratio is within RATIO_ERROR of the wanted one."""
    step = rule.multiple_of
    shortest = ceil(sqrt(rule.min_pixels * float(ratio)) * 0.9 / step) * step
    for width in range(shortest, rule.max_edge + 1, step):
        below = int(width / ratio / step) * step
        for height in (below, below + step):
            if height < step or height > rule.max_edge:
                continue
            if not rule.min_pixels <= width * height <= rule.max_pixels:
                continue
            if abs(Fraction(width, height) / ratio - 1) > RATIO_ERROR:
                continue
            if max(width, height) <= rule.ratio_max * min(width, height):
                yield width, height


def _fraction(ratio: str) -> Fraction:
    wide, high = ratio.split(":")
    return Fraction(int(wide), int(high))
