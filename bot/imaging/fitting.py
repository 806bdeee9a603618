"""The exact pixels and file type of a format: cover-crop, resize, encode to a byte budget.

Pixels are never shrunk to save bytes: what does not fit at MIN_QUALITY is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from bot.domain.placement import FileType, Format
from bot.errors import BadPicture
from bot.imaging.colour import lab
from bot.imaging.describing import packet
from bot.imaging.encoding import encode_jpeg, encode_png, encode_webp, flatten
from bot.imaging.intake import upright
from bot.imaging.opening import opened

MAX_QUALITY = 95
"""Above this a JPEG grows by half and nobody sees why."""
MIN_QUALITY = 40
"""Below this JPEG shows its blocks; a client would send it back."""
LOOK = 160
"""Where the eye goes is decided at this size: 4 ms."""
PREVIEW_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Fit:
    data: bytes
    mime: str
    width: int
    height: int
    note: str = ""


def preview(data: bytes, longest: int) -> bytes:
    """A JPEG with the longest side at most `longest`; nothing is enlarged."""
    with opened(data) as source:
        if source.format == "JPEG":
            source.draft("RGB", (longest * 2, longest * 2))
        picture = upright(source)
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return encode_jpeg(picture, PREVIEW_QUALITY)


def fit(data: bytes, fmt: Format, max_bytes: int, alt: str = "") -> Fit:
    """Raises BadPicture(too_large) when the budget cannot be met. max_bytes 0 = no budget. `alt`:
    what is seen, written into the file; its bytes are part of the budget."""
    with opened(data) as source:
        picture = upright(source)
    box = window(picture, fmt.width / fmt.height)
    enlarged = fmt.width / (box[2] - box[0])
    if (box[2] - box[0], box[3] - box[1]) != (fmt.width, fmt.height) or picture.size != (
        fmt.width,
        fmt.height,
    ):
        size = (fmt.width, fmt.height)
        gap = 3.0 if enlarged < 1 else None
        picture = picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=gap)
    out, mime, said = _to_budget(picture, fmt.file_type, max_bytes, packet(alt))
    notes = [f"enlarged x{enlarged:.2f}"] if round(enlarged, 2) > 1 else []
    notes += [said] if said else []
    return Fit(out, mime, fmt.width, fmt.height, ", ".join(notes))


def window(picture: Image.Image, ratio: float) -> tuple[float, float, float, float]:
    """The best crop of this ratio: as large as possible, around what the eye goes to."""
    width, height = picture.size
    if width / height > ratio:
        crop = height * ratio
        start = _best_start(picture, crop / width, axis=1) * width
        start = min(max(0.0, start), width - crop)
        return (start, 0.0, start + crop, float(height))
    crop = width / ratio
    start = _best_start(picture, crop / height, axis=0) * height
    start = min(max(0.0, start), height - crop)
    return (0.0, start, float(width), start + crop)


def _best_start(picture: Image.Image, share: float, axis: int) -> float:
    """Where the window of `share` begins, 0..1. Ties go to the middle."""
    if share >= 1:
        return 0.0
    small = flatten(picture.resize(_look_size(picture.size), Image.Resampling.BOX))
    values = lab(np.asarray(small))
    edges = (
        np.abs(np.diff(values[..., 0], axis=0))[:, :-1]
        + np.abs(np.diff(values[..., 0], axis=1))[:-1]
    )
    odd = np.linalg.norm(values - np.median(values, axis=(0, 1)), axis=-1)[:-1, :-1]
    energy = (edges + 0.5 * odd).sum(axis=1 - axis) + 1e-3
    size = max(1, round(share * len(energy)))
    sums = np.convolve(energy, np.ones(size), "valid")
    middle = (len(sums) - 1) / 2
    bias = 1 - 0.05 * np.abs(np.arange(len(sums)) - middle) / max(1.0, middle)
    return float(np.argmax(sums * bias)) / len(energy)


def _look_size(size: tuple[int, int]) -> tuple[int, int]:
    scale = LOOK / max(size)
    return max(2, round(size[0] * scale)), max(2, round(size[1] * scale))


def _to_budget(
    picture: Image.Image, kind: FileType, max_bytes: int, xmp: bytes
) -> tuple[bytes, str, str]:
    if kind is FileType.PNG:
        out = encode_png(picture, xmp)
        if not max_bytes or len(out) <= max_bytes:
            return out, "image/png", ""
        if picture.mode == "RGBA":
            raise BadPicture("", "too_large", max_bytes)
        out, quality = _search(picture, partial(encode_jpeg, xmp=xmp), max_bytes)
        return out, "image/jpeg", f"JPG quality {quality} to stay under {_size(max_bytes)}"
    encode = encode_webp if kind is FileType.WEBP else encode_jpeg
    out, quality = _search(picture, partial(encode, xmp=xmp), max_bytes)
    said = f"quality {quality} to stay under {_size(max_bytes)}" if quality < MAX_QUALITY else ""
    return out, "image/webp" if kind is FileType.WEBP else "image/jpeg", said


def _search(
    picture: Image.Image, encode: Callable[[Image.Image, int], bytes], max_bytes: int
) -> tuple[bytes, int]:
    """The best quality that fits, by halving: at most seven encodes."""
    best = encode(picture, MAX_QUALITY)
    if not max_bytes or len(best) <= max_bytes:
        return best, MAX_QUALITY
    best, low, high = encode(picture, MIN_QUALITY), MIN_QUALITY, MAX_QUALITY
    if len(best) > max_bytes:
        raise BadPicture("", "too_large", max_bytes)
    while high - low > 1:
        middle = (low + high) // 2
        out = encode(picture, middle)
        if len(out) <= max_bytes:
            best, low = out, middle
        else:
            high = middle
    return best, low


def _size(count: int) -> str:
    kilo = 1000
    return f"{count / kilo / kilo:g} MB" if count >= kilo * kilo else f"{count // kilo} kB"
