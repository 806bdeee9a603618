"""Pictures as an edit takes them: PNG, JPEG (or WebP) with an honest name and type, bounded.

The picture to change goes as it is where the vendor takes it; what is converted is converted once,
on a thread. An octet-stream or an unnamed file is refused by the vendor or skipped by a server.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from bot.domain.brief import Role
from bot.imaging.encoding import encode_jpeg, encode_png
from bot.imaging.opening import kind_of, opened
from bot.ports import Call

Upload = tuple[str, bytes, str]
"""(file name, bytes, MIME type): what the SDK turns into one part of the form."""

REFERENCE_SIDE = 2048
"""Pixels: larger references cost time and tokens and change nothing that is seen."""
PARENT_SIDE = 3840
"""The longest side that any of these models returns."""
MAX_FILE = 48_000_000
"""Bytes; the vendor takes less than 50 MB a file."""
MAX_MASK = 3_900_000
"""Bytes; the vendor takes less than 4 MB."""
JPEG_QUALITY = 95
HALF = 128
NAMES = {"png": "png", "jpeg": "jpg", "webp": "webp"}


@dataclass(frozen=True, slots=True)
class Inputs:
    pictures: tuple[Upload, ...]
    mask: Upload | None = None


def inputs_of(call: Call, kinds: Sequence[str], *, masks: bool) -> Inputs:
    """The parent first, then the references in their order, as the prompt counts them.

    A mask goes apart where the model takes one; it belongs to the first picture, so it is brought
    to that picture's size. For a thread. Raises BadPicture for what cannot be read.
    """
    apart = next((r for r in call.references if r.role is Role.MASK), None) if masks else None
    sent = [] if call.parent is None else [_upload(call.parent.data, PARENT_SIDE, kinds, "parent")]
    for number, reference in enumerate(call.references, start=1):
        if reference is not apart:
            sent.append(_upload(reference.data, REFERENCE_SIDE, kinds, f"image{number}"))
    if apart is None or not sent:
        return Inputs(tuple(sent))
    with opened(sent[0][1]) as first:
        size = first.size
    return Inputs(tuple(sent), ("mask.png", mask_of(apart.data, size), "image/png"))


def _upload(data: bytes, longest: int, kinds: Sequence[str], name: str) -> Upload:
    kind = kind_of(data)
    with opened(data, name) as picture:
        fits = max(picture.size) <= longest and len(data) <= MAX_FILE
        if not fits or kind not in kinds:
            kind, data = _converted(picture, longest)
    return f"{name}.{NAMES[kind]}", data, f"image/{kind}"


def _converted(picture: Image.Image, longest: int) -> tuple[str, bytes]:
    """PNG where it stays small enough, else JPEG."""
    clear = picture.has_transparency_data
    plain = picture.convert("RGBA" if clear else "RGB")
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    data = encode_png(plain)
    if len(data) <= MAX_FILE:
        return "png", data
    return "jpeg", encode_jpeg(plain, JPEG_QUALITY)


def mask_of(data: bytes, size: tuple[int, int]) -> bytes:
    """RGBA of `size`, clear where the picture may change. People mark with white, or by erasing:
    a mask with clear parts is taken as it is, a plain one is read as "white may change"."""
    with opened(data, "mask") as picture:
        erased = picture.has_transparency_data
        kept = picture.convert("RGBA").getchannel("A") if erased else picture.convert("L")
    stays = kept.resize(size, Image.Resampling.BILINEAR).point(
        [255 if (level >= HALF) is erased else 0 for level in range(256)]
    )
    ground = Image.new("RGBA", size, (0, 0, 0, 255))
    ground.putalpha(stays)
    out = io.BytesIO()
    ground.save(out, "PNG", compress_level=9 if size[0] * size[1] * 4 > MAX_MASK else 2)
    return out.getvalue()
