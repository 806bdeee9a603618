"""What every painted part shares: the canvas, the spec, the horizon, chance from the seed, and the
few strokes that all of them use."""

from __future__ import annotations

import numpy as np

from adapters.models.sketching.canvas import Canvas, Point
from adapters.models.sketching.frame import Plan
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.tones import Tones
from bot.imaging.colour import Rgb


def ellipse(cx: float, cy: float, rx: float, ry: float) -> list[Point]:
    return [
        (cx + float(np.cos(a)) * rx, cy + float(np.sin(a)) * ry)
        for a in np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ]


class Brush:
    """`y` is the horizon, `unit` the mean side of the format; all strokes are measured in it."""

    def __init__(self, canvas: Canvas, spec: Spec, plan: Plan, tones: Tones) -> None:
        self.canvas = canvas
        self.spec = spec
        self.plan = plan
        self.tones = tones
        self.rng = np.random.default_rng(spec.seed % 2**32)
        self.w, self.h = float(canvas.width), float(canvas.height)
        self.y = plan.horizon
        self.unit = (self.w * self.h) ** 0.5

    def glow(self, at: Point, radius: float, tone: Rgb, opacity: float) -> None:
        self.canvas.fill(
            [ellipse(at[0], at[1], radius * 0.55, radius * 0.55)],
            tone,
            opacity,
            blur=radius * 0.32,
        )

    def glints(self, top: float, bottom: float, tone: Rgb, count: int) -> None:
        """Flat lenses of light, denser and thinner towards the horizon."""
        lenses = []
        for _ in range(count):
            t = float(self.rng.uniform(0, 1)) ** 1.8
            y = top + (bottom - top) * t
            half = self.unit * (0.012 + 0.09 * t) * float(self.rng.uniform(0.4, 1.2))
            thin = self.unit * (0.0012 + 0.0036 * t)
            lenses.append(ellipse(float(self.rng.uniform(0, self.w)), y, half, thin))
        self.canvas.fill(lenses, tone, 0.5)

    def ridge(self, rise: float, peaks: int, rough: float) -> list[Point]:
        xs = np.linspace(-0.02, 1.02, 60)
        waves = np.zeros_like(xs)
        for octave in range(4):
            share = rough**octave
            waves += share * np.sin(
                xs * np.pi * peaks * 0.5 * 1.9**octave + self.rng.uniform(0, 6.28)
            )
        waves = (waves - waves.min()) / max(1e-6, float(np.ptp(waves)))
        return [
            (float(x * self.w), float(self.y - rise * (0.25 + 0.75 * v)))
            for x, v in zip(xs, waves, strict=True)
        ]
