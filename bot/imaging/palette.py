"""The colours of a picture as swatches with their shares; k-means in Lab, the same every time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from bot.imaging.colour import lab, to_hex
from bot.imaging.encoding import flatten

LOOK = 96
ROUNDS = 6
OPAQUE = 128


@dataclass(frozen=True, slots=True)
class Swatch:
    hex: str
    share: float


def swatches(picture: Image.Image, count: int) -> tuple[Swatch, ...]:
    """At most `count`, largest share first; clear pixels do not count."""
    small = picture.copy()
    small.thumbnail((LOOK, LOOK), Image.Resampling.BOX)
    pixels = np.asarray(flatten(small)).reshape(-1, 3)
    if small.mode == "RGBA":
        seen = np.asarray(small.getchannel("A")).reshape(-1) > OPAQUE
        pixels = pixels[seen] if bool(seen.any()) else pixels
    values = lab(pixels)
    order = np.argsort(values[:, 0], kind="stable")
    centres = values[order[np.linspace(0, len(order) - 1, count).astype(int)]]
    nearest = np.zeros(len(values), dtype=np.int64)
    for _ in range(ROUNDS):
        nearest = ((values[:, None] - centres[None]) ** 2).sum(axis=-1).argmin(axis=1)
        centres = np.stack([
            values[nearest == i].mean(axis=0) if bool((nearest == i).any()) else centres[i]
            for i in range(len(centres))
        ])  # fmt: skip
    found = []
    for i in range(len(centres)):
        mine = pixels[nearest == i]
        if len(mine):
            red, green, blue = (int(v) for v in np.median(mine, axis=0))
            found.append(Swatch(to_hex((red, green, blue)), round(len(mine) / len(pixels), 3)))
    return tuple(sorted(found, key=lambda s: (-s.share, s.hex)))
