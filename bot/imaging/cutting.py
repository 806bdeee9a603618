"""A product cut from its plain background: an alpha matte with a soft edge, by flooding inwards.

Only what is connected to the border is removed, so a white label on a white can stays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from bot.imaging.colour import Floats, lab
from bot.imaging.intake import CLEAR, ring_of, slope

LOOK = 384
"""The flood runs at this size; the matte is then refined at full size."""
NEAR_DE = 7.0
"""Closer than this to the backdrop is backdrop, where the flood arrives."""
FAR_DE = 16.0
MIN_KEPT, MAX_KEPT = 0.02, 0.92
"""A cut-out outside these shares of the picture is no cut-out."""
SHADOW_FROM, SHADOW_HUE, SHADOW_STEEP, SHADOW_DEPTH = 0.86, 6.0, 4.5, 6
SHADOW_DARK = -34.0
"""A contact shadow: in the lowest fifth, the backdrop's hue, rising less than this a pixel."""
MAX_SWEEPS = 64
"""Each sweep fills along rows and columns; a shape that needs more is not a product on a wall."""

Mask = NDArray[np.bool_]


def cut_out(picture: Image.Image) -> Image.Image | None:
    """RGBA, cropped to what was kept; None where the background is not plain enough."""
    if picture.mode == "RGBA":
        return _cropped(picture)
    rgb = picture.convert("RGB")
    small = rgb.copy()
    small.thumbnail((LOOK, LOOK), Image.Resampling.BOX)
    far = _distance(small)
    outside = flood(far < NEAR_DE)
    if outside.all():
        return None
    outside = _without_shadow(small, far, outside)
    kept = 1 - float(outside.mean())
    if not MIN_KEPT < kept < MAX_KEPT:
        return None
    soft = np.clip((far - NEAR_DE * 0.6) / (FAR_DE - NEAR_DE * 0.6), 0, 1)
    near = _grown(outside, 2)
    alpha = np.where(outside, 0.0, np.where(near, np.maximum(soft, 0.35), 1.0))
    matte = Image.fromarray((alpha * 255).astype(np.uint8))
    matte = matte.filter(ImageFilter.MedianFilter(3))
    matte = matte.resize(rgb.size, Image.Resampling.BICUBIC)
    matte = matte.point([_sharper(v) for v in range(256)])
    cut = rgb.copy()
    cut.putalpha(matte)
    return _cropped(_largest(cut))


def _without_shadow(picture: Image.Image, far: Floats, outside: Mask) -> Mask:
    """The shadow at the foot is backdrop too: its hue, darker, without an edge, low down and never
    deeper than SHADOW_DEPTH, so that grey metal on a grey ground keeps its foot."""
    values = lab(np.asarray(picture))
    backdrop = slope(values, ring_of(values.shape[0], values.shape[1]))
    off = values - backdrop
    hue = np.hypot(off[..., 1], off[..., 2])
    steep = np.hypot(*np.gradient(values[..., 0]))
    rows = np.flatnonzero(~outside.all(axis=1))
    low = np.zeros_like(outside)
    low[int(rows[0] + (rows[-1] - rows[0]) * SHADOW_FROM) :] = True
    shade = (
        low
        & (hue < SHADOW_HUE)
        & (off[..., 0] < 0)
        & (off[..., 0] > SHADOW_DARK)
        & (steep < SHADOW_STEEP)
    )
    reached = outside
    for _ in range(SHADOW_DEPTH):
        reached = outside | (_grown(reached, 1) & (shade | (far < NEAR_DE)))
    kept = ~reached
    firm = _grown(~_grown(~kept, 2), 2)  # what is left of a shadow is thin; a product is not
    return ~np.where(low, kept & firm, kept)


def _sharper(value: int) -> int:
    """Steeper edge after enlarging: 0.42..0.92 becomes 0..1, so no backdrop fringe is left."""
    return round(255 * min(1.0, max(0.0, (value / 255 - 0.42) / 0.5)))


def _distance(picture: Image.Image) -> Floats:
    values = lab(np.asarray(picture))
    backdrop = slope(values, ring_of(values.shape[0], values.shape[1]))
    far: Floats = np.linalg.norm(values - backdrop, axis=-1).astype(np.float32)
    return far


def flood(passable: Mask) -> Mask:
    """What can be reached from the border through `passable`, by whole runs of rows and columns."""
    reached = np.zeros_like(passable)
    reached[0], reached[-1], reached[:, 0], reached[:, -1] = True, True, True, True
    reached &= passable
    for _ in range(MAX_SWEEPS):
        before = int(reached.sum())
        reached = _runs(reached, passable)
        reached = _runs(reached.T, passable.T).T
        if int(reached.sum()) == before:
            break
    return reached


def _runs(reached: Mask, passable: Mask) -> Mask:
    """Every run of passable cells in a row that holds one reached cell is reached."""
    height, width = passable.shape
    number = np.cumsum(~passable, axis=1) + np.arange(height)[:, None] * (width + 1)
    touched = np.zeros(height * (width + 1) + 1, dtype=np.bool_)
    touched[number[reached]] = True
    found: Mask = touched[number] & passable
    return found


def _grown(mask: Mask, by: int) -> Mask:
    picture = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(picture.filter(ImageFilter.MaxFilter(2 * by + 1))) > 0


def _largest(cut: Image.Image) -> Image.Image:
    """Without dust: rows and columns that hold almost nothing are not part of the product."""
    alpha = np.asarray(cut.getchannel("A")).astype(np.float32) / 255
    rows, cols = alpha.sum(axis=1), alpha.sum(axis=0)
    keep_r = np.flatnonzero(rows > max(1.5, rows.max() * 0.01))
    keep_c = np.flatnonzero(cols > max(1.5, cols.max() * 0.01))
    if not len(keep_r) or not len(keep_c):
        return cut
    return cut.crop((int(keep_c[0]), int(keep_r[0]), int(keep_c[-1]) + 1, int(keep_r[-1]) + 1))


def _cropped(cut: Image.Image) -> Image.Image | None:
    box = cut.getchannel("A").point([255 if v > CLEAR else 0 for v in range(256)]).getbbox()
    return cut.crop(box) if box else None
