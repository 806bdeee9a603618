"""Colour as numbers: sRGB, Lab, WCAG contrast and hex, on single colours and whole arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Rgb = tuple[int, int, int]

LINEAR_TOE = 0.04045
"""Below this sRGB is a straight line (IEC 61966-2-1)."""
LAB_TOE = 216 / 24389
LAB_SLOPE = 24389 / 27
D65 = np.array([0.95047, 1.0, 1.08883], dtype=np.float32)
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]], dtype=np.float32,
)  # fmt: skip
SHORT_HEX = 3

_LINEAR: Floats = np.array(
    [
        (v / 255) / 12.92 if v / 255 <= LINEAR_TOE else (((v / 255) + 0.055) / 1.055) ** 2.4
        for v in range(256)
    ],
    dtype=np.float32,
)


def linear(rgb: Bytes) -> Floats:
    """sRGB bytes -> linear light, 0..1."""
    return _LINEAR[rgb]


def lab(rgb: Bytes) -> Floats:
    """sRGB bytes (..., 3) -> CIE Lab, D65."""
    xyz = linear(rgb) @ TO_XYZ.T / D65
    bent = np.where(xyz > LAB_TOE, np.cbrt(xyz), (LAB_SLOPE * xyz + 16) / 116)
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def luminance(rgb: Bytes) -> Floats:
    """WCAG relative luminance, 0..1."""
    weights = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    return (linear(rgb) @ weights).astype(np.float32)


def contrast(ink: Rgb, ground: Rgb) -> float:
    """WCAG contrast ratio of two colours, 1..21."""
    both = luminance(np.array([ink, ground], dtype=np.uint8))
    return float((both.max() + 0.05) / (both.min() + 0.05))


def contrasts(ink: Rgb, ground: Bytes) -> Floats:
    """WCAG contrast ratio of one colour against every pixel."""
    of_ink = float(luminance(np.array(ink, dtype=np.uint8)))
    under = luminance(ground)
    ratio = (np.maximum(under, of_ink) + 0.05) / (np.minimum(under, of_ink) + 0.05)
    return ratio.astype(np.float32)


def from_hex(text: str) -> Rgb:
    """#e8d5b0 or #fff. Raises ValueError for anything else."""
    digits = text.removeprefix("#")
    if len(digits) == SHORT_HEX:
        digits = "".join(d * 2 for d in digits)
    value = bytes.fromhex(digits)
    red, green, blue = value
    return red, green, blue


def to_hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def mix(one: Rgb, two: Rgb, share: float) -> Rgb:
    """`share` 0 = one, 1 = two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return red, green, blue
