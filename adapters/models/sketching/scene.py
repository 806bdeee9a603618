"""Place and light: what is behind the horizon, what is before it, and how light falls on both."""

from __future__ import annotations

import numpy as np

from adapters.models.sketching.before import Before
from adapters.models.sketching.behind import Behind
from adapters.models.sketching.canvas import Canvas
from adapters.models.sketching.frame import Plan
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.tones import Tones
from bot.imaging.colour import Floats

LIGHT_MAP = 160
"""Light is soft: its map has this many cells a side."""
FORWARD = {
    "left": (-1.0, -0.35),
    "right": (1.0, -0.35),
    "back": (0.0, -0.6),
    "top": (0.0, -1.0),
    "front": (0.0, 0.5),
}


def paint_scene(canvas: Canvas, spec: Spec, plan: Plan, tones: Tones) -> None:
    Behind(canvas, spec, plan, tones).paint()
    Before(canvas, spec, plan, tones).paint()


def light_map(canvas: Canvas, spec: Spec, plan: Plan) -> Floats:
    """How bright each place is: from the light's side, a pool on the subject, dim corners."""
    rows, cols = np.mgrid[0 : 1 : LIGHT_MAP * 1j, 0 : 1 : LIGHT_MAP * 1j].astype(np.float32)
    dx, dy = FORWARD.get(spec.light, FORWARD["left"])
    towards = (cols - 0.5) * dx + (rows - 0.5) * dy
    left, top, right, bottom = plan.subject
    cx, cy = (left + right) / 2 / canvas.width, (top + bottom) / 2 / canvas.height
    pool = np.exp(-(((cols - cx) / 0.42) ** 2 + ((rows - cy) / 0.36) ** 2))
    corner = ((cols - 0.5) ** 2 + (rows - 0.5) ** 2) * 0.22
    value = 1.0 + 0.12 * towards + 0.06 * pool - corner
    warm = np.clip(towards + 0.25 * pool, -0.6, 0.6) * (0.06 + 0.06 * spec.warmth)
    return np.stack([value * (1 + warm), value, value * (1 - warm)], axis=-1).astype(np.float32)
