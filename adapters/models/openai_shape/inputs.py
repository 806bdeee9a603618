"""Pictures as an edit takes them: PNG, JPEG (or WebP) with an honest name and type, bounded.

The picture to change goes as it is where the vendor takes it; what is converted is converted once,
on a thread. An octet-stream or an unnamed file is refused by the vendor or skipped by a server.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from functools import partial

from PIL import Image

from adapters.models.decoding import threads
from adapters.models.sending import LONGEST, sendable
from bot.domain.brief import Role
from bot.imaging.opening import opened
from bot.ports import Call

Upload = tuple[str, bytes, str]
"""(file name, bytes, MIME type): what the SDK turns into one part of the form."""

LONGEST_PARENT = 3840
"""The longest side that any of these models returns: larger comes back smaller anyway."""
HALF = 128
NAMES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Inputs:
    pictures: tuple[Upload, ...] = ()
    mask: Upload | None = None


async def inputs_of(call: Call, taken: frozenset[str], *, masks: bool) -> Inputs:
    """Raises BadPicture for what cannot be read."""
    if call.parent is None and not call.references:
        return Inputs()
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(threads, partial(_read, call, taken, masks=masks))


def _read(call: Call, taken: frozenset[str], *, masks: bool) -> Inputs:
    """The parent first, then the references in their order, as the prompt counts them.

    A mask goes apart where the model takes one; it belongs to the first picture, so it is brought
    to that picture's size.
    """
    apart = next((r for r in call.references if r.role is Role.MASK), None) if masks else None
    sent: list[Upload] = []
    if call.parent:
        sent.append(_upload("parent", *sendable(call.parent.data, LONGEST_PARENT, taken)))
    for number, reference in enumerate(call.references, start=1):
        if reference is not apart:
            sent.append(_upload(f"image{number}", *sendable(reference.data, LONGEST, taken)))
    if apart is None or not sent:
        return Inputs(tuple(sent))
    with opened(sent[0][1]) as first:
        size = first.size
    return Inputs(tuple(sent), ("mask.png", mask_of(apart.data, size), "image/png"))


def _upload(name: str, data: bytes, mime: str) -> Upload:
    return f"{name}.{NAMES[mime]}", data, mime


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
    ground.save(out, "PNG")  # two colours: some 20 kB, the vendor takes less than 4 MB
    return out.getvalue()
