"""Photos as every vendor takes them: PNG, JPEG or WebP, and no larger than a model looks at."""

from __future__ import annotations

from PIL import Image

from bot.imaging.encoding import encode_jpeg, encode_png
from bot.imaging.opening import measure, opened

LONGEST = 2048
"""Larger originals were answered with expired deadlines, and no model reads more of a photo."""
QUALITY = 92
TAKEN = frozenset({"image/png", "image/jpeg", "image/webp"})


def sendable(
    data: bytes, longest: int = LONGEST, taken: frozenset[str] = TAKEN
) -> tuple[bytes, str]:
    """The same bytes where a vendor takes them; else re-encoded. Raises BadPicture."""
    width, height, mime = measure(data)
    if mime in taken and max(width, height) <= longest:
        return data, mime
    with opened(data) as source:
        source.draft("RGB", (longest, longest))
        clear = source.mode in {"RGBA", "LA", "PA"} or "transparency" in source.info
        picture = source.convert("RGBA" if clear else "RGB")
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
        if clear:
            return encode_png(picture), "image/png"
        return encode_jpeg(picture, QUALITY), "image/jpeg"
