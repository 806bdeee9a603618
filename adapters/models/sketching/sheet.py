"""All formats of a brief on one sheet at one scale; small banners also at their own size."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from adapters.models.sketching.canvas import Canvas
from adapters.models.sketching.fonts import Voice
from adapters.models.sketching.frame import NO_NOTES_AREA
from adapters.models.sketching.tones import INK, PAPER
from adapters.models.sketching.typeset import set_block

WIDTH = 2400
MARGIN = 84
GAP = 56
CAPTION = 46
HEAD = 150
LOWEST = 1800
"""The rows stay near a landscape page; the scale gives way."""
QUIET = (110, 100, 90)
SHRINK = 0.95
MIN_SCALE = 0.05
MIN_COLUMN = 170
"""Room for a caption under the narrowest format."""


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    picture: Image.Image


@dataclass(frozen=True, slots=True)
class Slot:
    item: Item
    left: int
    top: int
    scale: float


def compose(title: str, items: tuple[Item, ...]) -> Image.Image:
    """Tallest first, in rows; formats of equal height keep their order."""
    order = tuple(sorted(items, key=lambda item: -item.picture.height))
    scale = 1.0
    slots, bottom = _shelves(order, scale, HEAD + MARGIN)
    while (bottom > LOWEST or not slots) and scale > MIN_SCALE:
        scale *= SHRINK
        slots, bottom = _shelves(order, scale, HEAD + MARGIN)
    small = tuple(i for i in order if i.picture.width * i.picture.height < NO_NOTES_AREA)
    if small and scale < 1:
        own, bottom = _shelves(small, 1.0, bottom)
        slots += own
    sheet = Canvas(WIDTH, bottom + MARGIN // 2, PAPER)
    _head(sheet, title)
    for slot in slots:
        _place(sheet, slot)
    return sheet.image


def _shelves(items: tuple[Item, ...], scale: float, top: int) -> tuple[list[Slot], int]:
    """No slots when one item alone is too wide at this scale."""
    slots: list[Slot] = []
    left, high, column, below = MARGIN, 0, 0, top
    for item in items:
        wide, tall = (max(1, round(side * scale)) for side in item.picture.size)
        if wide > WIDTH - 2 * MARGIN:
            return [], top
        if slots and wide <= column and below + tall <= top + high:  # under its neighbour
            slots.append(Slot(item, left, below, scale))
            below += tall + CAPTION + GAP // 2
            continue
        left += column + GAP if column else 0
        if left + wide > WIDTH - MARGIN:
            left, top, high = MARGIN, top + high + CAPTION + GAP, 0
        slots.append(Slot(item, left, top, scale))
        high, column, below = (
            max(high, tall),
            max(wide, MIN_COLUMN),
            top + tall + CAPTION + GAP // 2,
        )
    return slots, top + high + CAPTION + GAP


def _head(sheet: Canvas, title: str) -> None:
    block = set_block(title[:140], Voice.SERIF, (WIDTH - 2 * MARGIN - 460, 96), 54, 26, 2)
    if block is not None:
        for i, line in enumerate(block.lines):
            at = (MARGIN, MARGIN + block.size * block.rise + i * block.leading)
            sheet.text(at, line, block.voice, block.size, INK)
    words = "LAYOUT SKETCH, not the picture"
    sheet.text((WIDTH - MARGIN - 340, MARGIN + 26), words, Voice.BOLD, 22, INK)
    y = float(HEAD + MARGIN - 28)
    sheet.line([(MARGIN, y), (WIDTH - MARGIN, y)], QUIET, 1.4, 0.5)


def _place(sheet: Canvas, slot: Slot) -> None:
    picture = slot.item.picture
    wide, tall = (max(1, round(side * slot.scale)) for side in picture.size)
    shown = picture
    if slot.scale < 1:
        shown = picture.resize((wide, tall), Image.Resampling.LANCZOS, reducing_gap=3.0)
    left, top = float(slot.left), slot.top + 8.0
    corners = [(left, top), (left + wide, top), (left + wide, top + tall), (left, top + tall)]
    sheet.fill([corners], (70, 52, 36), 0.28, blur=12)
    sheet.image.paste(shown, (slot.left, slot.top))
    y = slot.top + tall + 32.0
    end = sheet.text((left, y), slot.item.name, Voice.BOLD, 18, INK)
    scale = "1:1" if slot.scale >= 1 else f"{slot.scale:.0%}"
    facts = f"{picture.width} x {picture.height}, {scale}"
    y += 22 if end + 9 * len(facts) > wide else 0
    sheet.text((left if y > slot.top + tall + 32 else left + end + 12, y), facts, Voice.TEXT, 16,
               QUIET)  # fmt: skip
