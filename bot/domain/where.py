"""Words that mean a format: placements by any of their names, ratios, shapes, sizes, file types.

One reading for typed briefs and for replies, so that "story" means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from math import log, sqrt

from bot.domain.placement import R14, FileType, Format, Placement

RATIOS = (*R14, "2:1", "1:2", "3:1", "1:3")
"""What people type as a ratio; others ("10:30") are a time or a score. The last four are cropped
from the nearest of R14."""
SIZES = ("1K", "2K", "4K")
SHAPES = {
    "square": "1:1",
    "portrait": "4:5",
    "vertical": "9:16",
    "landscape": "16:9",
    "horizontal": "16:9",
    "widescreen": "16:9",
}
FILE_TYPES = {
    "png": FileType.PNG,
    "jpg": FileType.JPG,
    "jpeg": FileType.JPG,
    "webp": FileType.WEBP,
}
_AT_1K = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
    "1:4": (512, 2064),
    "4:1": (2064, 512),
    "1:8": (352, 2928),
    "8:1": (2928, 352),
}
"""Pixels that vendors really return for a ratio at 1K (production manual, section 1)."""
_SCALE = {"1K": 1, "2K": 2, "4K": 4}
_AREA_1K = 1024 * 1024
_GRID = 16
"""Sizes of ratios outside the table are multiples of this, as every vendor's are."""
_WORD = re.compile(r"[^\W_]+(?:[:/.'_-][^\W_]+)*")
MAX_ALIAS_WORDS = 4
"""Typed words that are read together as one name; names of places have three at most."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text with its place in it."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    return [Word(m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(text)]


class Places:
    """Every name of every placement; the longest name wins."""

    def __init__(self, placements: Iterable[Placement]) -> None:
        self._by_words: dict[tuple[str, ...], Placement] = {}
        for placement in placements:
            for name in (placement.id, placement.name, *placement.aliases):
                self._by_words.setdefault(_key(name), placement)

    def named(self, name: str) -> Placement | None:
        """The placement that this whole text names."""
        return self._by_words.get(_key(name))

    def at(self, words: list[str]) -> tuple[Placement, int] | None:
        """The placement that these words begin with, and how many words name it."""
        for length in range(min(MAX_ALIAS_WORDS, len(words)), 0, -1):
            found = self._by_words.get(_key(" ".join(words[:length])))
            if found is not None:
                return found, length
        return None

    def nearest(self, name: str) -> str:
        """The name of the placement most like this one, as people say it, or ""."""
        known = {" ".join(key): place.name for key, place in self._by_words.items()}
        close = get_close_matches(" ".join(_key(name[:60])), known, n=1, cutoff=0.5)
        return known[close[0]] if close else ""


def _key(name: str) -> tuple[str, ...]:
    return tuple(name.casefold().replace("_", " ").replace("-", " ").split())


def format_for(placement: Placement, size: str = "") -> Format:
    """The placement's exact pixels in its usual file type."""
    return Format(
        width=placement.width,
        height=placement.height,
        ratio=placement.ratio,
        size=size,
        file_type=placement.file_types[0],
        placement=placement.id,
    )


def format_for_ratio(ratio: str, size: str = "", file_type: FileType = FileType.PNG) -> Format:
    """A bare ratio in exact pixels; size "" counts as 1K. Raises ValueError for other ratios."""
    if ratio not in RATIOS:
        raise ValueError(f"not a ratio: {ratio}")
    width, height = _AT_1K.get(ratio) or _pixels(ratio)
    scale = _SCALE.get(size, 1)
    return Format(width * scale, height * scale, nearest_ratio(ratio), size, file_type)


def nearest_ratio(ratio: str) -> str:
    """The ratio of R14 that loses least."""
    wanted = log(_value(ratio))
    return min(R14, key=lambda known: abs(log(_value(known)) - wanted))


def _pixels(ratio: str) -> tuple[int, int]:
    value = _value(ratio)
    height = round(sqrt(_AREA_1K / value) / _GRID) * _GRID
    return round(height * value / _GRID) * _GRID, height


def _value(ratio: str) -> float:
    wide, _, high = ratio.partition(":")
    return int(wide) / int(high)
