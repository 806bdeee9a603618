"""What changed between two pictures: tiles of Lab distance at 256 px, merged into boxes.

A small shift of the whole tone is named, not outlined; a change of place or colour is outlined.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.imaging.colour import Floats, lab
from bot.imaging.encoding import flatten
from bot.imaging.intake import upright
from bot.imaging.opening import opened

LOOK = 256
TILE = 8
MEAN_DE = 4.0
"""A tile counts as changed above this mean distance; JPEG noise stays under 3."""
PEAK_DE = 16.0
"""...or when its strongest pixels differ by this much: thin type on a calm ground."""
TONE_MAX = 9.0
"""A median shift up to this is a tone; beyond it the ground itself was replaced."""
TONE_SAID = 1.5
CLEARLY = 4.0
MAX_BOXES = 12
"""More outlines than this read as noise; the largest stay."""
ROOM = 0.75
"""Tiles around a box: an outline that touches what it outlines hides it."""
SAME_SHAPE = 0.02
WHOLE = ((0.0, 0.0, 1.0, 1.0),)

Box = tuple[float, float, float, float]
Cells = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    share: float
    boxes: tuple[Box, ...]
    tone: str = ""


def changes(before: bytes, after: bytes) -> Difference:
    """Pictures of different shape have changed as a whole."""
    one, shape = _look(before)
    two, other = _look(after)
    if abs(shape / other - 1) > SAME_SHAPE:
        return Difference(1.0, WHOLE)
    if one.shape != two.shape:
        return Difference(1.0, WHOLE)
    offset = np.median(two - one, axis=(0, 1))
    tone = ""
    if float(np.linalg.norm(offset)) <= TONE_MAX:
        two = two - offset
        tone = _tone(offset)
    tiles = _tiles(np.linalg.norm(two - one, axis=-1).astype(np.float32))
    share = float(tiles.mean())
    height, width = one.shape[0] / TILE, one.shape[1] / TILE
    boxes = tuple(
        (
            max(0.0, (left - ROOM) / width),
            max(0.0, (top - ROOM) / height),
            min(1.0, (right + ROOM) / width),
            min(1.0, (bottom + ROOM) / height),
        )
        for left, top, right, bottom in _merged(_boxes(tiles))
    )
    return Difference(round(share, 4), boxes, tone)


def _look(data: bytes) -> tuple[Floats, float]:
    with opened(data) as source:
        picture = flatten(upright(source))
    ratio = picture.width / picture.height
    width = LOOK if ratio >= 1 else max(TILE, round(LOOK * ratio))
    height = LOOK if ratio <= 1 else max(TILE, round(LOOK / ratio))
    return lab(np.asarray(picture.resize((width, height), Image.Resampling.BOX))), ratio


def _tiles(distance: Floats) -> NDArray[np.bool_]:
    height, width = distance.shape
    rows, cols = -(-height // TILE), -(-width // TILE)
    padded = np.zeros((rows * TILE, cols * TILE), dtype=np.float32)
    padded[:height, :width] = distance
    cells = padded.reshape(rows, TILE, cols, TILE).swapaxes(1, 2).reshape(rows, cols, -1)
    peak = np.sort(cells, axis=-1)[..., -4]
    found: NDArray[np.bool_] = (cells.mean(axis=-1) > MEAN_DE) | (peak > PEAK_DE)
    return found


def _boxes(tiles: NDArray[np.bool_]) -> list[Cells]:
    """Connected groups of tiles (neighbours at any corner), as cell boxes."""
    left = {(int(r), int(c)) for r, c in np.argwhere(tiles)}
    found: list[Cells] = []
    while left:
        start = min(left)
        group, edge = {start}, [start]
        left.discard(start)
        while edge:
            row, col = edge.pop()
            near = {(row + a, col + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left
            left -= near
            group |= near
            edge.extend(sorted(near))
        rows, cols = [r for r, _ in group], [c for _, c in group]
        found.append((min(cols), min(rows), max(cols) + 1, max(rows) + 1))
    return found


def _merged(boxes: list[Cells]) -> list[Cells]:
    """Overlapping boxes become one; then the closest pair, until few enough to read."""
    while True:
        pair = _closest(boxes)
        if pair is None:
            return sorted(boxes)
        gap, one, two = pair
        if gap > 1 and len(boxes) <= MAX_BOXES:
            return sorted(boxes)
        a, b = boxes[one], boxes[two]
        joined = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
        boxes = [box for i, box in enumerate(boxes) if i not in {one, two}] + [joined]


def _closest(boxes: list[Cells]) -> tuple[int, int, int] | None:
    pairs = [(_gap(a, b), i, i + 1 + j) for i, a in enumerate(boxes)
             for j, b in enumerate(boxes[i + 1 :])]  # fmt: skip
    return min(pairs) if pairs else None


def _gap(a: Cells, b: Cells) -> int:
    across = max(a[0], b[0]) - min(a[2], b[2])
    down = max(a[1], b[1]) - min(a[3], b[3])
    return max(0, across, down)


def _tone(offset: Floats) -> str:
    """The strongest of lighter/darker, warmer/cooler, redder/greener, or nothing."""
    light, red, yellow = (float(v) for v in offset)
    words = (
        (abs(light), "lighter" if light > 0 else "darker"),
        (abs(yellow), "warmer" if yellow > 0 else "cooler"),
        (abs(red), "redder" if red > 0 else "greener"),
    )
    size, word = max(words)
    if size < TONE_SAID:
        return ""
    return f"{'clearly' if size >= CLEARLY else 'a little'} {word} overall"
