"""Pictures -> bytes: PNG, JPEG and WebP with the settings that were measured, nothing else."""

from __future__ import annotations

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

WHITE = (255, 255, 255)
PNG_LEVEL = 2
"""zlib level: 6 takes three times as long for 5 % fewer bytes; `optimize` is never worth it."""


def encode_png(picture: Image.Image, xmp: bytes = b"") -> bytes:
    out, info = io.BytesIO(), PngInfo()
    if xmp:
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    picture.save(out, "PNG", compress_level=PNG_LEVEL, pnginfo=info)
    return out.getvalue()


def encode_jpeg(picture: Image.Image, quality: int, xmp: bytes = b"") -> bytes:
    """4:4:4: type and saturated edges stay clean. Transparency is laid on white."""
    out = io.BytesIO()
    more = {"xmp": xmp} if xmp else {}
    flatten(picture).save(out, "JPEG", quality=quality, subsampling=0, **more)
    return out.getvalue()


def encode_webp(picture: Image.Image, quality: int, xmp: bytes = b"") -> bytes:
    out = io.BytesIO()
    more = {"xmp": xmp} if xmp else {}
    picture.save(out, "WEBP", quality=quality, method=4, **more)
    return out.getvalue()


def flatten(picture: Image.Image, ground: tuple[int, int, int] = WHITE) -> Image.Image:
    """RGB, whatever it was; clear parts become `ground`."""
    if picture.mode == "RGBA":
        flat = Image.new("RGB", picture.size, ground)
        flat.paste(picture, mask=picture.getchannel("A"))
        return flat
    return picture if picture.mode == "RGB" else picture.convert("RGB")
