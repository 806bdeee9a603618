"""A word on a picture that cannot be overlooked (PRACTICE) and still lets the picture be judged."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from bot.imaging.encoding import encode_jpeg, encode_png, flatten
from bot.imaging.intake import upright
from bot.imaging.opening import opened

BAND = (224, 72, 38)
INK = (255, 248, 238)
BAND_SHARE = 0.055
"""Height of the band; the rest of the picture stays as it is but for a thin frame."""
MIN_BAND = 12
"""Pixels: below this the word in the band cannot be read."""
GHOST = 40
"""Opacity (of 255) of the word across the middle: seen at thumbnail size, judged through."""


def stamp(data: bytes, word: str) -> bytes:
    """PNG stays PNG, everything else becomes JPEG."""
    with opened(data) as source:
        as_png = source.format == "PNG"
        picture = flatten(upright(source)).copy()
    width, height = picture.size
    band = max(MIN_BAND, round(max(width, height) * BAND_SHARE))
    band = min(band, max(1, height // 4))
    picture.paste(*_ghost(word, picture.size))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height - band, width, height), fill=BAND)
    edge = max(2, band // 8)
    draw.rectangle((0, 0, width - 1, height - 1), outline=BAND, width=edge)
    font = ImageFont.load_default(max(8.0, band * 0.56))
    line = _repeated(word, font, width)
    draw.text((width / 2, height - band / 2), line, font=font, fill=INK, anchor="mm")
    return encode_png(picture) if as_png else encode_jpeg(picture, 92)


def _repeated(word: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> str:
    """As often as it fits with air between, an odd number so that one stands in the middle."""
    one = font.getlength(f"{word}        ")
    times = max(1, int(width / max(1.0, one)))
    times -= 1 - times % 2
    return "        ".join([word] * times)


def _ghost(
    word: str, size: tuple[int, int]
) -> tuple[tuple[int, int, int], tuple[int, int], Image.Image]:
    """Fill, place and mask of the word across the picture, in outline."""
    width, height = size
    reach = (width**2 + height**2) ** 0.5
    font = ImageFont.load_default(max(8.0, 0.72 * reach / max(1, len(word)) * 1.1))
    left, top, right, bottom = font.getbbox(word)
    mask = Image.new("L", (round(right - left) + 8, round(bottom - top) + 8), 0)
    ImageDraw.Draw(mask).text((4 - left, 4 - top), word, font=font, fill=GHOST)
    turned = mask.rotate(24, Image.Resampling.BICUBIC, expand=True)
    turned.thumbnail(size, Image.Resampling.LANCZOS)
    place = ((width - turned.width) // 2, (height - turned.height) // 2)
    return BAND, place, turned
