"""Pictures as vendors send them: decodable, in the pixels that a size really has, and edits that are
drawn again as a whole: shifted by a pixel, a touch warmer, with new grain."""

from __future__ import annotations

import io
from functools import cache
from hashlib import sha256

import numpy as np
from PIL import Image

GEMINI_1K = {
    "1:1": (1024, 1024), "1:4": (512, 2048), "1:8": (384, 3072), "2:3": (848, 1264),
    "3:4": (896, 1200), "4:5": (928, 1152), "9:16": (768, 1376), "21:9": (1584, 672),
}  # fmt: skip
"""Facts 2.3: width and height of a 1K picture; a ratio turned round is its sides swapped."""
GEMINI_SCALE = {"512": 0.5, "1K": 1.0, "2K": 2.0, "4K": 4.0}
ODD = {
    ("gemini-nano-banana-2.1", "4:1"): (2064, 512), ("gemini-nano-banana-2.1", "1:4"): (512, 2064),
    ("gemini-nano-banana-2.1", "8:1"): (2928, 352), ("gemini-nano-banana-2.1", "1:8"): (352, 2928),
    ("gemini-2.5-flash-image", "4:3"): (1184, 864), ("gemini-2.5-flash-image", "2:3"): (832, 1248),
    ("gemini-2.5-flash-image", "9:16"): (768, 1344),
}  # fmt: skip
"""What live runs returned where it is not the table."""
SOFT = 512
"""Scenes are made at about this size and enlarged: a 4K picture in a blink."""
SHIFT = 1
WARMER = np.array([1.01, 1.0, 0.985])
GRAIN = 3


def gemini_pixels(model: str, ratio: str, size: str) -> tuple[int, int]:
    wide, high = ratio.split(":")
    turned = f"{high}:{wide}"
    if (model, ratio) in ODD:
        width, height = ODD[model, ratio]
    elif ratio in GEMINI_1K:
        width, height = GEMINI_1K[ratio]
    else:
        height, width = GEMINI_1K[turned]
    scale = GEMINI_SCALE[size]
    return int(width * scale), int(height * scale)


@cache
def draw(words: str, width: int, height: int, kind: str = "png", grain: int = 0) -> bytes:
    """A soft scene that its words decide; `grain` 20 gives a 1K PNG the 1.6 MB of a real one."""
    seed = int.from_bytes(sha256(words.encode()).digest()[:8], "big")
    rng = np.random.default_rng(seed)
    shrunk = max(1, max(width, height) // SOFT)
    y = np.linspace(0, 1, -(-height // shrunk), dtype=np.float32)[:, None]
    x = np.linspace(0, 1, -(-width // shrunk), dtype=np.float32)[None, :]
    planes = []
    for _ in range(3):
        a, b, c = rng.uniform(2, 9), rng.uniform(2, 9), rng.uniform(0, 6)
        planes.append(np.sin(x * a + c) * 60 + np.cos(y * b + c) * 60 + 128)
    soft = Image.fromarray(np.stack(planes, axis=-1).astype(np.uint8)).resize((width, height))
    if not grain:
        return encoded(soft, kind)
    pixels = np.asarray(soft) + rng.integers(0, grain, (height, width, 3))
    return encoded(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), kind)


def redraw(parent: bytes, words: str, width: int, height: int, kind: str = "png") -> bytes:
    """An edit: nearly the parent, but every pixel is new."""
    with Image.open(io.BytesIO(parent)) as source:
        before = source.convert("RGB").resize((width, height), Image.Resampling.BILINEAR)
    rng = np.random.default_rng(int.from_bytes(sha256(words.encode()).digest()[:8], "big"))
    pixels = np.roll(np.asarray(before), SHIFT, axis=1).astype(np.float32) * WARMER
    noise = rng.integers(-GRAIN, GRAIN + 1, (height // 4 + 1, width // 4 + 1, 1))
    pixels += noise.repeat(4, axis=0).repeat(4, axis=1)[:height, :width]
    y, x = (
        height // 5,
        width // 5,
    )  # and what was asked for: something in the middle that was not there
    pixels[2 * y : 3 * y, 2 * x : 3 * x] = rng.integers(40, 216, 3)
    return encoded(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), kind)


@cache
def heavy(megabytes: int) -> bytes:
    """A PNG of about so many million bytes: grain that no encoder packs."""
    side = int((megabytes * 1_000_000 / 3) ** 0.5) + 1
    pixels = np.random.default_rng(megabytes).integers(0, 256, (side, side, 3), dtype=np.uint8)
    return encoded(Image.fromarray(pixels), "png", level=0)


def encoded(picture: Image.Image, kind: str, level: int = 1) -> bytes:
    held = io.BytesIO()
    if kind == "png":
        picture.save(held, "PNG", compress_level=level)
    elif kind == "webp":
        picture.save(held, "WEBP", quality=85, method=0)
    else:
        picture.save(held, "JPEG", quality=90)
    return held.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    """Fully decoded: raises for a picture that only has a good head."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.size
