"""A picture as a file that a chat takes: as many pixels as its bytes allow, best quality first."""

from __future__ import annotations

from PIL import Image

from bot.errors import BadPicture
from bot.imaging.encoding import encode_jpeg
from bot.imaging.fitting import Fit
from bot.imaging.intake import upright
from bot.imaging.opening import opened

QUALITIES = (95, 90, 85, 80)
"""facts/discord.md 11.1: a 4K photo is 8-14 MB at 95 and 4-8 MB at 90; below 80 smaller pixels look
better than worse ones."""
SHRINK = 0.75
"""Side by side: about half the bytes a step."""
LEAST_PX = 256
"""Smaller than this is no picture any more: the limit is not one a chat has."""


def lighten(data: bytes, max_bytes: int) -> Fit:
    """A JPEG of at most `max_bytes`. Raises BadPicture(too_large) when no useful one fits."""
    with opened(data) as source:
        picture = upright(source)
    whole = picture.size
    while True:
        for quality in QUALITIES:
            out = encode_jpeg(picture, quality)
            if len(out) <= max_bytes:
                return Fit(out, "image/jpeg", *picture.size, _note(whole, picture.size, quality))
        width, height = (max(1, round(side * SHRINK)) for side in picture.size)
        if max(width, height) < LEAST_PX:
            raise BadPicture("", "too_large", max_bytes)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)


def _note(whole: tuple[int, int], shown: tuple[int, int], quality: int) -> str:
    size = "" if whole == shown else f", {shown[0]}x{shown[1]} of {whole[0]}x{whole[1]}"
    return f"preview: JPG quality {quality}{size}"
