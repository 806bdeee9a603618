"""Which bundled face draws which letter. A letter that no face covers is said, never drawn as a
box."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont, features

FOLDER = Path(__file__).parent.parent / "fonts"
CACHED_FONTS = 256
"""Faces x sizes held open: a sheet of six formats needs about forty."""
REFERENCE = 100
"""Widths are measured at this size and scaled: type is linear once hinting is off."""


class Voice(StrEnum):
    """How a text speaks: picked per text, never per letter."""

    SANS = "sans"
    SERIF = "serif"
    BOLD = "bold"
    TEXT = "text"


_BOLD = tuple(
    f"NotoSans{script}-Bold.ttf"
    for script in (
        "", "Arabic", "Hebrew", "Devanagari", "Thai", "Armenian", "Georgian", "Bengali", "Tamil",
        "Telugu", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Khmer", "Lao",
    )
)  # fmt: skip
_REGULAR = tuple(
    f"NotoSans{script}-Regular.ttf" for script in ("", "Arabic", "Hebrew", "Devanagari", "Thai")
)
_LAST = ("DroidSansFallback.ttf",)
CHAINS: dict[Voice, tuple[str, ...]] = {
    Voice.SANS: ("InterDisplay-ExtraBold.otf", *_BOLD, *_LAST),
    Voice.SERIF: ("NotoSerifDisplay-SemiBold.ttf", "InterDisplay-ExtraBold.otf", *_BOLD, *_LAST),
    Voice.BOLD: ("Inter-SemiBold.otf", *_BOLD, *_LAST),
    Voice.TEXT: ("Inter-Medium.otf", *_REGULAR, *_BOLD, *_LAST),
}
SILENT = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\u00ad")
"""Joiners and direction marks: they shape their neighbours and have no glyph of their own."""
TALL_SCRIPTS = ("THAI", "DEVANAGARI", "ARABIC", "KHMER", "LAO", "BENGALI", "TAMIL", "TELUGU",
                "MALAYALAM", "KANNADA", "GUJARATI", "GURMUKHI")  # fmt: skip

SHAPED = ("Arabic", "Hebrew", "Devanagari", "Thai", "Bengali", "Tamil", "Telugu", "Gujarati",
          "Gurmukhi", "Kannada", "Malayalam", "Khmer", "Lao")  # fmt: skip
"""Scripts that are wrong letter by letter: they join, stack or run from the right."""


@dataclass(frozen=True, slots=True)
class Run:
    face: str
    text: str


@lru_cache(maxsize=1)
def _coverage() -> dict[str, tuple[list[int], list[int]]]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for line in (FOLDER / "coverage.txt").read_text("ascii").splitlines():
        face, *spans = line.split(" ")
        ends = [span.split("-") for span in spans]
        found[face] = ([int(e[0], 16) for e in ends], [int(e[-1], 16) for e in ends])
    return found


def covers(face: str, char: str) -> bool:
    firsts, lasts = _coverage()[face]
    at = bisect_right(firsts, ord(char)) - 1
    return at >= 0 and ord(char) <= lasts[at]


@lru_cache(maxsize=4096)
def _face(char: str, voice: Voice) -> str:
    """The first face of the voice that has the letter, or ""."""
    return next((face for face in CHAINS[voice] if covers(face, char)), "")


@cache
def shaping() -> bool:
    """Whether Pillow finds FriBiDi on this computer (libfribidi0), and so can shape scripts."""
    return bool(features.check("raqm"))


def _drawable(char: str) -> bool:
    face = _face(char, Voice.TEXT)
    return bool(face) and (shaping() or not any(script in face for script in SHAPED))


def uncovered(text: str) -> str:
    """The name of the first script that cannot be drawn here ("Mongolian", "emoji"), or ""."""
    for char in text:
        if char in SILENT or char.isspace() or _drawable(char):
            continue
        if unicodedata.category(char) in {"So", "Sk", "Cs", "Co"}:
            return "emoji"
        return unicodedata.name(char, "UNKNOWN SIGN").split(" ")[0].capitalize()
    return ""


@lru_cache(maxsize=2048)
def runs(text: str, voice: Voice) -> tuple[Run, ...]:
    """The text cut where the face changes, in the order it is written."""
    found: list[Run] = []
    for char in text:
        stays = found and (char in SILENT or char.isspace() or covers(found[-1].face, char))
        if stays:
            found[-1] = Run(found[-1].face, found[-1].text + char)
        elif char not in SILENT:
            found.append(Run(_face(char, voice) or CHAINS[voice][0], char))
    return tuple(found)


@lru_cache(maxsize=CACHED_FONTS)
def load(face: str, size: int) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.RAQM if shaping() else ImageFont.Layout.BASIC
    return ImageFont.truetype(FOLDER / face, size, layout_engine=layout)


@lru_cache(maxsize=8192)
def _width_at_reference(text: str, voice: Voice) -> float:
    return sum(float(load(run.face, REFERENCE).getlength(run.text)) for run in runs(text, voice))


def width(text: str, voice: Voice, size: float) -> float:
    return _width_at_reference(text, voice) * size / REFERENCE


@lru_cache(maxsize=2048)
def extent(text: str, voice: Voice) -> tuple[float, float]:
    """How far the ink reaches over and under the baseline, in sizes."""
    boxes = [load(run.face, REFERENCE).getbbox(run.text, anchor="ls") for run in runs(text, voice)]
    if not boxes:
        return 0.0, 0.0
    rise, drop = -min(box[1] for box in boxes), max(box[3] for box in boxes)
    return float(rise) / REFERENCE, float(drop) / REFERENCE


def is_rtl(text: str) -> bool:
    """The direction of the first letter that has one."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def is_tall(text: str) -> bool:
    """Scripts with marks above and below need more air between lines."""
    return any(
        unicodedata.name(char, "").startswith(TALL_SCRIPTS)
        for char in text
        if ord(char) > 0x500  # noqa: PLR2004 - Latin, Greek, Cyrillic end here
    )
