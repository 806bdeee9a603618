"""Bytes -> an opened picture, or BadPicture with its reason; nothing is decoded before the caps.

Only PNG, JPEG, WebP and GIF are ever handed to Pillow; the kind is read from the first bytes,
never from the name.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from bot.errors import BadPicture

MAX_BYTES = 25_000_000
"""One upload: what chat platforms take without extra rights; a bigger file is a video or RAW."""
MAX_PIXELS = 64_000_000
"""8000x8000: decoded it is 256 MB, the most that two threads may hold at once."""
MIN_SIDE = 64
"""Under this nothing can be recognised, so nothing can be kept."""

Image.MAX_IMAGE_PIXELS = None  # our own cap is stricter and does not warn

BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError, IndexError)
"""What Pillow raises for files that lie about themselves."""

MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif")
HEAD = 512
"""Bytes looked at for the kind; SVG may open with a comment or a declaration."""


def kind_of(data: bytes) -> str:
    """png | jpeg | webp | gif | pdf | video | heic | svg | empty | not_a_picture."""
    head = data[:HEAD]
    if not head:
        return "empty"
    starts = (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpeg"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"%PDF", "pdf"),
        (b"\x1aE\xdf\xa3", "video"),
        (b"OggS", "video"),
        (b"\x00\x00\x01\xba", "video"),
    )
    for magic, kind in starts:
        if head.startswith(magic):
            return kind
    return _boxed(head)


def _boxed(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "video"}.get(head[8:12], "not_a_picture")
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in HEIC_BRANDS else "video"
    if b"%PDF-" in head:
        return "pdf"
    return "svg" if b"<svg" in head.lower() else "not_a_picture"


@contextmanager
def opened(data: bytes, filename: str = "", *, max_bytes: int = 0) -> Iterator[Image.Image]:
    """The picture, its header read and its size within the caps; decoding errors inside the block
    become BadPicture too. `max_bytes` 0 = no cap (our own and vendors' files)."""
    kind = kind_of(data)
    if max_bytes and len(data) > max_bytes:
        raise BadPicture(filename, "too_large", max_bytes)
    if kind not in {"png", "jpeg", "webp", "gif"}:
        raise BadPicture(filename, kind)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF")) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise BadPicture(filename, "bomb", MAX_PIXELS)
            yield picture
    except Image.DecompressionBombError as error:
        raise BadPicture(filename, "bomb", MAX_PIXELS) from error
    except BROKEN as error:
        raise BadPicture(filename, "truncated") from error


def measure(data: bytes, filename: str = "") -> tuple[int, int, str]:
    """(width, height, mime) as the header says, upright or not."""
    with opened(data, filename) as picture:
        mime = MIMES.get(picture.format or "", "image/jpeg")
        return picture.size[0], picture.size[1], mime
