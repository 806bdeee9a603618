"""An upload becomes a picture we can trust: upright, sRGB, 8 bit, bounded, without metadata.

What it measures (PictureFacts) is all that pure rules may know of a picture.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms, ImageOps

from bot.domain.brief import PictureFacts
from bot.errors import BadPicture
from bot.imaging.colour import Bytes, lab
from bot.imaging.encoding import encode_jpeg, encode_png
from bot.imaging.opening import MAX_BYTES, MIN_SIDE, kind_of, opened

LONGEST = 4096
"""The largest picture any model returns; more only costs memory."""
LOOK = 256
"""Facts are measured at this size: enough for ring and colours, 30 ms at most."""
RING = 0.03
"""The border ring, as a share of the shorter side."""
PLAIN_DE = 9.0
PLAIN_SHARE = 0.93
"""A background is plain when this share of the ring is within PLAIN_DE of a smooth slope."""
OPAQUE = 250
CLEAR = 16
DEEP_MODES = ("I", "F")
CLEAR_RING_SHARE = 0.5


def take_in(data: bytes, filename: str) -> tuple[bytes, PictureFacts]:
    """Raises BadPicture with its reason. PNG when it has transparency, else JPEG q92 4:4:4."""
    with opened(data, filename, max_bytes=MAX_BYTES) as source:
        _check(source, data, filename)
        picture = upright(source)
    alpha = picture.mode == "RGBA"
    out = encode_png(picture) if alpha else encode_jpeg(picture, 92)
    return out, _facts(picture, filename, out, "image/png" if alpha else "image/jpeg")


def _check(source: Image.Image, data: bytes, filename: str) -> None:
    frames = getattr(source, "n_frames", 1)
    if frames > 1 and kind_of(data) != "jpeg":  # phones store a second JPEG for depth: not a film
        raise BadPicture(filename, "animated")
    if min(source.size) < MIN_SIDE:
        raise BadPicture(filename, "too_small", MIN_SIDE)


def upright(source: Image.Image) -> Image.Image:
    """Decoded, turned as its EXIF says, at most LONGEST pixels long, sRGB, RGB or RGBA."""
    profile = source.info.get("icc_profile")
    source.load()
    picture = ImageOps.exif_transpose(source)
    if max(picture.size) > LONGEST and picture.mode not in {"P", "1"}:
        picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = _eight_bit(picture, profile if isinstance(profile, bytes) else b"")
    if max(picture.size) > LONGEST:
        picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture.info = {}
    return picture


def _eight_bit(picture: Image.Image, profile: bytes) -> Image.Image:
    if picture.mode.startswith(DEEP_MODES):
        deep = np.asarray(picture).astype(np.float32)
        scale = 255 / 65535 if deep.max() > 255 else 1.0  # noqa: PLR2004 - 8 bits' largest value
        flat = np.clip(deep * scale, 0, 255).astype(np.uint8)
        return Image.fromarray(flat).convert("RGB")
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    alpha = picture.convert("RGBA").getchannel("A") if has_alpha else None
    converted = _to_srgb(picture, profile)
    if alpha is None or np.asarray(alpha).min() >= OPAQUE:
        return converted
    converted.putalpha(alpha)
    return converted


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """A broken or foreign profile is ignored: plain conversion beats a refusal."""
    plain = picture if picture.mode in {"RGB", "CMYK", "L"} else picture.convert("RGB")
    if profile:
        try:
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            done = ImageCms.profileToProfile(
                plain, found, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            done = None
        if done is not None:
            return done
    return plain.convert("RGB")


def _facts(picture: Image.Image, filename: str, out: bytes, mime: str) -> PictureFacts:
    small = picture.copy()
    small.thumbnail((LOOK, LOOK), Image.Resampling.BOX)
    rgb = np.asarray(small.convert("RGB"))
    alpha = np.asarray(small.getchannel("A")) if small.mode == "RGBA" else None
    few = np.unique((rgb[::2, ::2] >> 3).reshape(-1, 3), axis=0)
    return PictureFacts(
        filename=filename,
        width=picture.width,
        height=picture.height,
        bytes=len(out),
        mime=mime,
        has_alpha=alpha is not None,
        plain_background=is_plain(rgb, alpha),
        colours=len(few),
    )


def is_plain(rgb: Bytes, alpha: Bytes | None) -> bool:
    """Is the border ring one colour, or one smooth slope of it, or clear?"""
    ring = ring_of(rgb.shape[0], rgb.shape[1])
    if alpha is not None and float((alpha[ring] < CLEAR).mean()) > CLEAR_RING_SHARE:
        return True
    distance = np.linalg.norm(lab(rgb)[ring] - slope(lab(rgb), ring)[ring], axis=-1)
    return bool(float((distance < PLAIN_DE).mean()) >= PLAIN_SHARE)


def ring_of(height: int, width: int) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    thick = max(2, round(min(height, width) * RING))
    ring = np.ones((height, width), dtype=np.bool_)
    ring[thick:-thick, thick:-thick] = False
    return ring


def slope(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    where: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The smooth backdrop behind a product: a quadratic surface through the pixels in `where`."""
    height, width = values.shape[:2]
    rows, cols = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    terms = np.stack([np.ones_like(rows), rows, cols, rows * cols, rows**2, cols**2], axis=-1)
    best, *_ = np.linalg.lstsq(terms[where], values[where], rcond=None)
    surface: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = terms @ best
    return surface.astype(np.float32)
