"""What a vendor says is a picture: measured from its bytes, and whole to its last byte."""

from __future__ import annotations

from bot.errors import BadPicture
from bot.imaging.opening import opened

_MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_LAST_BYTES = 4096
"""Some encoders write padding or a trailer after the end mark of a JPEG."""


def measured(data: bytes) -> tuple[int, int, str] | None:
    """(width, height, mime); None for what cannot be shown. Checks sums and ends, decodes nothing:
    a full decode costs more than the whole of our part of a call."""
    try:
        with opened(data) as picture:
            size, mime = picture.size, _MIMES.get(picture.format or "")
            if mime == "image/png":
                picture.verify()
    except BadPicture:
        return None
    if mime is None or not _whole(data, mime):
        return None
    return size[0], size[1], mime


def _whole(data: bytes, mime: str) -> bool:
    if mime == "image/jpeg":
        return b"\xff\xd9" in data[-_LAST_BYTES:]
    if mime == "image/webp":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    return True  # verify() has read a PNG to its last chunk
