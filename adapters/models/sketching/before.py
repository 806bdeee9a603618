"""What lies before the horizon: the surface that the subject stands on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from adapters.models.sketching.brush import Brush, ellipse
from adapters.models.sketching.canvas import Point
from adapters.models.sketching.tones import shaded
from bot.imaging.colour import Rgb, mix


class Before(Brush):
    def paint(self) -> None:
        tone = self.tones.ground
        far, near = shaded(tone, 0.26), shaded(tone, -0.2)
        if self.spec.ground == "sweep":
            far, near = mix(self.tones.back, shaded(self.tones.back, 0.34), 0.9), shaded(tone, 0.05)
            if self.tones.dark:
                far = shaded(self.tones.back, 0.12)
        self.canvas.gradient((0, self.y, self.w, self.h), far, near)
        painters: dict[str, Callable[[Rgb], None]] = {
            "stone": self._stone,
            "wood": self._wood,
            "water": self._water,
            "sand": self._sand,
            "grass": self._grass,
            "snow": self._sand,
            "road": self._road,
            "plinth": self._plinth,
            "cloth": self._cloth,
        }
        painter = painters.get(self.spec.ground)
        if painter:
            painter(tone)

    def _stone(self, tone: Rgb) -> None:
        """A slab seen over its far edge: facets, a few cracks, speckle; wet stone shines."""
        edge = self.ridge(self.unit * 0.014, 9, rough=0.7)
        self.canvas.fill([[*edge, (self.w, self.y + 6), (0, self.y + 6)]], shaded(tone, 0.26))
        depth = self.h - self.y
        for _ in range(9):
            cx, cy = (
                self.rng.uniform(0, self.w),
                self.y + depth * self.rng.uniform(0.02, 1.0) ** 1.3,
            )
            size = self.unit * float(self.rng.uniform(0.1, 0.24))
            lift = float(self.rng.uniform(-0.16, 0.2))
            points = [
                (float(cx + np.cos(a) * size * r), float(cy + np.sin(a) * size * r * 0.22))
                for a, r in zip(np.linspace(0, 5.6, 7), self.rng.uniform(0.6, 1.1, 7), strict=True)
            ]
            points = [(x, max(y, self.y + 2)) for x, y in points]
            self.canvas.fill([points], shaded(tone, lift), 0.26, blur=self.unit * 0.003)
        for _ in range(5):
            x = float(self.rng.uniform(0, self.w))
            crack = [(x, self.y + depth * 0.03)]
            for step in range(1, 6):
                x += float(self.rng.normal(0, self.unit * 0.03))
                crack.append((x, self.y + depth * step / 6 * float(self.rng.uniform(0.8, 1.0))))
            self.canvas.line(crack, shaded(tone, -0.5), self.unit * 0.0011, 0.45)
        self._speckle(tone)
        if self.spec.wet:
            self.glints(self.y + depth * 0.1, self.h, shaded(tone, 0.7), 16)

    def _speckle(self, tone: Rgb) -> None:
        depth = self.h - self.y
        dots = []
        for _ in range(150):
            y = self.y + depth * float(self.rng.uniform(0.02, 1)) ** 1.2
            size = self.unit * 0.0016 * (0.6 + (y - self.y) / max(1.0, depth))
            x = float(self.rng.uniform(0, self.w))
            dots.append([(x - size, y), (x, y - size * 0.5), (x + size, y), (x, y + size * 0.5)])
        self.canvas.fill(dots, shaded(tone, -0.4), 0.4)

    def _wood(self, tone: Rgb) -> None:
        """Planks that run to a vanishing point; the near edge of the table where there is room."""
        depth = self.h - self.y
        vanish = (self.w * 0.5, self.y - self.unit * 0.55)
        for i in range(-9, 10):
            foot = (self.w * (0.5 + i * 0.16), self.h)
            t = (self.y - vanish[1]) / (foot[1] - vanish[1])
            head = (vanish[0] + (foot[0] - vanish[0]) * t, self.y)
            self.canvas.line([head, foot], shaded(tone, -0.36), self.unit * 0.0014, 0.55)
            for _ in range(3):
                at = float(self.rng.uniform(0.05, 0.95))
                shift = float(self.rng.uniform(0.1, 0.9)) * 0.16 * self.w
                x0 = head[0] + (foot[0] - head[0]) * at + shift * (t + (1 - t) * at)
                y0 = self.y + depth * at
                length = 0.12 * depth
                slope = (foot[0] + shift - vanish[0]) / (foot[1] - vanish[1])
                self.canvas.line(
                    [(x0, y0), (x0 + slope * length, y0 + length)],
                    shaded(tone, -0.24),
                    self.unit * 0.0012,
                    0.4,
                )
        self.canvas.line(
            [(0, self.y), (self.w, self.y)], shaded(tone, -0.3), self.unit * 0.0018, 0.6
        )

    def _water(self, tone: Rgb) -> None:
        self.glints(self.y, self.h, shaded(tone, 0.5), 60)
        self.glints(self.y, self.h, shaded(tone, -0.3), 34)

    def _sand(self, tone: Rgb) -> None:
        depth = self.h - self.y
        for i in range(9):
            y = self.y + depth * (0.06 + 0.94 * (i / 9) ** 1.5)
            phase, wave = float(self.rng.uniform(0, 6)), self.unit * 0.012 * (0.4 + i / 9)
            xs = np.linspace(-0.02, 1.02, 44) * self.w
            curve = [(float(x), float(y + np.sin(x / self.w * 7 + phase) * wave)) for x in xs]
            self.canvas.line(curve, shaded(tone, -0.22), self.unit * 0.0016, 0.42)
            moved = [(x, yy + self.unit * 0.003) for x, yy in curve]
            self.canvas.line(moved, shaded(tone, 0.5), self.unit * 0.002, 0.4)

    def _grass(self, tone: Rgb) -> None:
        depth = self.h - self.y
        for dark, count in ((-0.3, 210), (0.24, 150)):
            blades: list[list[Point]] = []
            for _ in range(count):
                t = float(self.rng.uniform(0, 1)) ** 1.4
                x, y = float(self.rng.uniform(0, self.w)), self.y + depth * t
                tall = self.unit * (0.012 + 0.04 * t) * float(self.rng.uniform(0.6, 1.2))
                lean = float(self.rng.normal(0, 0.25)) * tall
                half = tall * 0.05
                blades.append([(x - half, y), (x + lean, y - tall), (x + half, y)])
            self.canvas.fill(blades, shaded(tone, dark), 0.55)

    def _road(self, tone: Rgb) -> None:
        middle = self.w * 0.5
        for side in (-1, 1):
            self.canvas.line(
                [(middle + side * self.w * 0.12, self.y), (middle + side * self.w * 0.9, self.h)],
                shaded(tone, 0.5),
                self.unit * 0.003,
                0.5,
            )
        depth = self.h - self.y
        for t in (0.12, 0.26, 0.46, 0.74):
            half, tall = self.unit * 0.004 * (0.4 + 3 * t), depth * 0.1 * (0.4 + t)
            y = self.y + depth * t
            self.canvas.fill(
                [
                    [
                        (middle - half, y),
                        (middle + half, y),
                        (middle + half * 1.3, y + tall),
                        (middle - half * 1.3, y + tall),
                    ]
                ],
                shaded(tone, 0.6),
                0.6,
            )

    def _plinth(self, tone: Rgb) -> None:
        left, _, right, bottom = self.plan.subject
        cx, half = (left + right) / 2, (right - left) * 0.78
        flat = half * 0.2
        body = [
            (cx - half, bottom),
            (cx + half, bottom),
            (cx + half, self.h + 4),
            (cx - half, self.h + 4),
        ]
        self.canvas.fill(
            [ellipse(cx + half * 0.2, bottom + flat * 2.4, half * 1.3, flat * 2)],
            shaded(tone, -0.6),
            0.35,
            blur=self.unit * 0.012,
        )
        self.canvas.fill([body], shaded(tone, -0.1))
        self.canvas.fill([ellipse(cx, bottom, half, flat)], shaded(tone, 0.45))

    def _cloth(self, tone: Rgb) -> None:
        depth = self.h - self.y
        for i in range(8):
            x = self.w * (i / 7 + float(self.rng.uniform(-0.05, 0.05)))
            sway = float(self.rng.uniform(-0.2, 0.2)) * self.w
            fold = [
                (x, self.y),
                (x + sway * 0.4, self.y + depth * 0.4),
                (x + sway, self.h),
                (x + sway + self.w * 0.06, self.h),
                (x + self.w * 0.02, self.y),
            ]
            lift = 0.3 if i % 2 else -0.24
            self.canvas.fill([fold], shaded(tone, lift), 0.5, blur=self.unit * 0.012)
