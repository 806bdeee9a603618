"""The colours of a sketch: paper-warm tones for every place and time, bent by what was asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adapters.models.sketching.spec import Spec
from adapters.models.sketching.words import COLOURS
from bot.imaging.colour import Rgb, from_hex, lab, luminance, mix, to_hex

PAPER: Rgb = (247, 242, 232)
INK: Rgb = (44, 38, 34)
BLUE: Rgb = (46, 92, 150)
"""Art directors mark up in non-photo blue; red is only for what is wrong."""
RED: Rgb = (206, 48, 38)

BACK = {
    "studio": "#e6d9c3", "beach": "#bfdce4", "sea": "#bcd6df", "mountains": "#cdd9dd",
    "forest": "#c3cba9", "city": "#cfd0cf", "dunes": "#f3ddb8", "field": "#cbdfe2",
    "room": "#dccdb6", "sky": "#b3d0e2",
}  # fmt: skip
GROUND = {
    "sweep": "#dccdb4", "stone": "#9b9184", "wood": "#b5875a", "water": "#7ea7ae",
    "sand": "#e2cb9f", "grass": "#93a369", "snow": "#edf0f0", "road": "#807b74",
    "plinth": "#d8c7ac", "cloth": "#cdbba2",
}  # fmt: skip
STUDIOS = ("#ead9bd", "#edd2c4", "#cfd8cb", "#d3dde0", "#efdcb4", "#e2d3d6")
"""Backdrops a photographer would own: oat, blush, sage, mist, straw, mauve."""
TIME = {
    "day": ((255, 255, 255), 0.0), "night": ((18, 24, 36), 0.74), "golden": ((238, 158, 84), 0.3),
    "soft": ((232, 228, 220), 0.38),
}  # fmt: skip
ACCENTS = ("#d8573a", "#20696f", "#d89b2b", "#3f5e48", "#8f3a55", "#2f5a96")
WARM: Rgb = (244, 160, 72)
COLD: Rgb = (92, 138, 196)
OF_PHOTO = 2
"""A photo with at least this many further colours gives the sheet its palette."""
PALE: Rgb = (250, 240, 232)


@dataclass(frozen=True, slots=True)
class Tones:
    back: Rgb
    ground: Rgb
    accent: Rgb
    thing: Rgb

    @property
    def dark(self) -> bool:
        return bool(_light(self.back) < DARK)


DARK = 0.22


def tones_of(spec: Spec) -> Tones:
    photo = spec.photo("base", "background")
    if photo and len(photo.colours) > OF_PHOTO:
        accent, *_, second, first = (from_hex(value) for value in photo.colours)
        return Tones(first, second, accent, mix(PAPER, accent, 0.06))
    named = (*spec.palette, "", "", "")
    back = from_hex(spec.back_colour or named[0] or _usual_back(spec))
    ground_base = spec.ground_colour or named[2] or GROUND.get(spec.ground, GROUND["sweep"])
    ground = from_hex(ground_base)
    product = spec.photo("product", "character")
    taken = product.colours if product else ()
    accent = from_hex(named[1] or next(iter(taken), ACCENTS[spec.seed // 7 % len(ACCENTS)]))
    thing = from_hex(spec.thing_colour) if spec.thing_colour else mix(PAPER, accent, 0.06)
    tint, share = TIME.get(spec.time, TIME["day"])
    if not spec.back_colour and not named[0] and back != from_hex(GOLDEN_SKY):
        back = mix(back, tint, share)
    if not spec.ground_colour:
        ground = mix(ground, tint, share * 0.85)
    if spec.ground == "sweep" and not spec.ground_colour:
        ground = mix(back, INK, 0.06)
    return Tones(
        back=_bent(back, spec.back_shade, spec),
        ground=_bent(ground, spec.ground_shade, spec),
        accent=_bent(accent, 0.0, spec),
        thing=_bent(thing, spec.thing_shade, spec),
    )


def _usual_back(spec: Spec) -> str:
    """Of the place; in the studio a paper tint of the product's own colour, or one by the seed."""
    if spec.back != "studio":
        open_air = spec.back != "room" and spec.time == "golden"
        return GOLDEN_SKY if open_air else BACK.get(spec.back, BACK["studio"])
    product = spec.photo("product", "character")
    if product and product.colours:
        return to_hex(mix(from_hex("#efe2cc"), from_hex(product.colours[0]), 0.3))
    return STUDIOS[spec.seed // 3 % len(STUDIOS)]


GOLDEN_SKY = "#f4cda6"


def _bent(tone: Rgb, shade: float, spec: Spec) -> Rgb:
    """Shade, warmth and paleness as asked, each -1..1."""
    tone = mix(tone, PAPER if shade > 0 else (16, 15, 18), min(0.92, abs(shade)))
    tone = mix(tone, WARM if spec.warmth > 0 else COLD, min(0.4, abs(spec.warmth) * 0.28))
    if spec.pastel >= 0:
        return mix(tone, PALE, min(0.75, spec.pastel * 0.55))
    return _vivid(tone, -spec.pastel)


def _vivid(tone: Rgb, amount: float) -> Rgb:
    grey = sum(tone) / 3
    red, green, blue = (
        round(min(255.0, max(0.0, grey + (v - grey) * (1 + amount * 0.8)))) for v in tone
    )
    return red, green, blue


def shaded(tone: Rgb, amount: float) -> Rgb:
    """Lighter (amount > 0) towards paper, darker (< 0) towards warm ink."""
    return mix(tone, PAPER if amount > 0 else (30, 24, 24), min(1.0, abs(amount)))


def name_of(tone: Rgb) -> str:
    """The nearest colour word, by Lab distance."""
    names = list(COLOURS)
    known = lab(np.array([from_hex(COLOURS[n]) for n in names], dtype=np.uint8))
    mine = lab(np.array(tone, dtype=np.uint8))
    return names[int(np.linalg.norm(known - mine, axis=-1).argmin())]


def _light(tone: Rgb) -> float:
    return float(luminance(np.array(tone, dtype=np.uint8)))
