"""What stands behind the horizon: sky, sea, hills, trees, a skyline, a wall with window light."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from adapters.models.sketching.brush import Brush, ellipse
from adapters.models.sketching.canvas import Point
from adapters.models.sketching.tones import shaded
from bot.imaging.colour import Rgb, mix

DUSK: Rgb = (150, 130, 160)


class Behind(Brush):
    def paint(self) -> None:
        tone = self.tones.back
        top, low = shaded(tone, -0.12), shaded(tone, 0.34)
        if self.spec.time == "golden" and self.spec.back not in {"room", "studio"}:
            top = mix(tone, DUSK, 0.36)
        if self.tones.dark:
            top, low = shaded(tone, -0.35), shaded(tone, 0.12)
        self.canvas.gradient((0, 0, self.w, self.y + 2), top, low)
        painters: dict[str, Callable[[Rgb], None]] = {
            "beach": self._sea_band,
            "sea": self._sea_band,
            "mountains": self._mountains,
            "forest": self._trees,
            "city": self._city,
            "dunes": self._dunes,
            "field": self._hills,
            "room": self._room,
            "sky": self._clouds,
        }
        painters.get(self.spec.back, self._studio)(tone)

    def _studio(self, tone: Rgb) -> None:
        """A soft pool of light on the backdrop behind the subject."""
        left, top, right, bottom = self.plan.subject
        cx, cy = (left + right) / 2, (top + bottom) / 2 - (bottom - top) * 0.1
        self.glow((cx, cy), max(right - left, bottom - top) * 0.85, shaded(tone, 0.6), 0.75)

    def _sea_band(self, tone: Rgb) -> None:
        self._sun()
        deep = mix(self.tones.ground if self.spec.back == "sea" else (72, 134, 148), tone, 0.35)
        if self.tones.dark:
            deep = shaded(deep, -0.5)
        top = self.y - min(self.y * 0.2, self.unit * 0.09)
        self.canvas.gradient((0, top, self.w, self.y + 2), shaded(deep, 0.3), deep)
        self.glints(top, self.y, shaded(deep, 0.55), 46)

    def _mountains(self, tone: Rgb) -> None:
        for layer, (rise, dark) in enumerate(((0.36, 0.16), (0.24, 0.3), (0.12, 0.44))):
            ridge = self.ridge(rise * self.unit, 7 + layer * 3, rough=0.5)
            colour = mix(tone, (70, 88, 100), dark)
            self.canvas.fill([[*ridge, (self.w, self.y), (0, self.y)]], colour)

    def _hills(self, tone: Rgb) -> None:
        self._sun()
        for rise, dark in ((0.13, 0.3), (0.06, 0.62)):
            ridge = self.ridge(rise * self.unit, 4, rough=0.15)
            colour = mix(tone, self.tones.ground, dark)
            self.canvas.fill([[*ridge, (self.w, self.y), (0, self.y)]], colour)

    def _dunes(self, tone: Rgb) -> None:
        self._sun()
        for rise, dark in ((0.22, 0.3), (0.11, 0.7)):
            ridge = self.ridge(rise * self.unit, 3, rough=0.08)
            colour = mix(shaded(tone, 0.1), self.tones.ground, dark)
            self.canvas.fill([[*ridge, (self.w, self.y), (0, self.y)]], colour)

    def _trees(self, tone: Rgb) -> None:
        for depth, (count, dark) in enumerate(((16, 0.25), (11, 0.48), (6, 0.68))):
            colour = mix(tone, (48, 74, 52), dark)
            outlines = []
            for x in np.linspace(-0.05, 1.05, count) + self.rng.uniform(-0.03, 0.03, count):
                tall = self.unit * (0.2 + 0.16 * depth) * float(self.rng.uniform(0.75, 1.2))
                wide = tall * float(self.rng.uniform(0.2, 0.3))
                outlines.append(_crown(float(x) * self.w, self.y, wide, tall))
            self.canvas.fill(outlines, colour, 0.9, blur=self.unit * (0.006 - 0.0026 * depth))

    def _city(self, tone: Rgb) -> None:
        for count, rise, dark in ((14, 0.42, 0.16), (10, 0.3, 0.3), (8, 0.16, 0.46)):
            colour = mix(tone, (64, 70, 84), dark)
            edges = np.linspace(-0.03, 1.03, count + 1) * self.w
            outlines: list[list[Point]] = []
            for left, right in pairwise(edges):
                top = self.y - self.unit * rise * float(self.rng.uniform(0.35, 1.0))
                gap = (right - left) * float(self.rng.uniform(0.02, 0.22))
                outlines.append(
                    [(left + gap, top), (right, top), (right, self.y), (left + gap, self.y)]
                )
            self.canvas.fill(outlines, colour)
            if self.tones.dark:
                self._windows(outlines)

    def _windows(self, towers: list[list[Point]]) -> None:
        size = self.unit * 0.006
        lit = []
        for tower in towers:
            for _ in range(7):
                x = float(self.rng.uniform(tower[0][0] + size, tower[1][0] - size * 2))
                y = float(self.rng.uniform(tower[0][1] + size, self.y - size))
                lit.append([(x, y), (x + size, y), (x + size, y + size * 1.4), (x, y + size * 1.4)])
        self.canvas.fill(lit, (255, 214, 140), 0.75)

    def _room(self, tone: Rgb) -> None:
        """A wall with window light falling across it."""
        side = -1 if self.spec.light == "right" else 1
        x = self.w * (0.5 + side * 0.04)
        size = self.unit * 0.2
        slant = size * 0.5 * side
        panes: list[list[Point]] = []
        for row in range(2):
            for col in range(2):
                left = x + (col - 1) * size * 0.86
                top = self.y * 0.12 + row * size * 1.3 + col * size * 0.16 * side
                panes.append(
                    [
                        (left + slant * row * 0.9, top),
                        (left + size * 0.78 + slant * row * 0.9, top + size * 0.12 * side),
                        (
                            left + size * 0.78 + slant * (row + 1) * 0.9,
                            top + size * 1.2 + size * 0.12 * side,
                        ),
                        (left + slant * (row + 1) * 0.9, top + size * 1.2),
                    ]
                )
        self.canvas.fill(panes, shaded(tone, 0.75), 0.75, blur=self.unit * 0.007)
        rail = self.y - self.unit * 0.02
        if self.spec.ground not in {"wood", "stone", "plinth"}:
            self.canvas.fill(
                [[(0, rail), (self.w, rail), (self.w, self.y), (0, self.y)]], shaded(tone, 0.3)
            )

    def _clouds(self, tone: Rgb) -> None:
        self._sun()
        for _ in range(6):
            x, y = float(self.rng.uniform(0, self.w)), float(self.rng.uniform(0.08, 0.8)) * self.y
            puffs = [
                ellipse(
                    x + float(dx) * self.unit * 0.16,
                    y,
                    self.unit * float(r),
                    self.unit * float(r) * 0.5,
                )
                for dx, r in zip(
                    self.rng.uniform(-1, 1, 5), self.rng.uniform(0.04, 0.1, 5), strict=True
                )
            ]
            self.canvas.fill(puffs, shaded(tone, 0.75), 0.6, blur=self.unit * 0.016)

    def _sun(self) -> None:
        if self.spec.light == "front":
            return
        side = {"left": 0.18, "right": 0.82}.get(self.spec.light, 0.5)
        tone = (255, 236, 196) if not self.tones.dark else (226, 230, 240)
        at = (self.w * side, self.y - self.unit * (0.3 if self.spec.time != "golden" else 0.14))
        self.glow(at, self.unit * 0.34, tone, 0.75)
        self.canvas.fill(
            [ellipse(at[0], at[1], self.unit * 0.05, self.unit * 0.05)], shaded(tone, 0.4), 0.9
        )


def _crown(x: float, foot: float, wide: float, tall: float) -> list[Point]:
    """A tree: trunk and an egg of leaves."""
    trunk = wide * 0.08
    egg = ellipse(x, foot - tall * 0.6, wide, tall * 0.42)
    return [
        *egg,
        (x + wide, foot - tall * 0.6),
        (x + trunk, foot - tall * 0.4),
        (x + trunk, foot),
        (x - trunk, foot),
        (x - trunk, foot - tall * 0.4),
    ]
