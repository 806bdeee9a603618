"""Place and light as tonal shapes: what is behind the horizon, what is before it, how light falls."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from adapters.models.sketching.canvas import Canvas, Point
from adapters.models.sketching.frame import Plan
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.tones import INK, PAPER, Tones, shaded
from bot.imaging.colour import Floats, Rgb, mix

LIGHT_MAP = 160
"""Light is soft: its map has this many cells a side."""
GRAIN = 1.6
FORWARD = {"left": (-1.0, -0.35), "right": (1.0, -0.35), "back": (0.0, -0.6), "top": (0.0, -1.0),
           "front": (0.0, 0.5)}  # fmt: skip


class Scene:
    """One painting of one spec; chance comes from the spec's seed only."""

    def __init__(self, canvas: Canvas, spec: Spec, plan: Plan, tones: Tones) -> None:
        self.canvas = canvas
        self.spec = spec
        self.plan = plan
        self.tones = tones
        self.rng = np.random.default_rng(spec.seed % 2**32)
        self.w, self.h = float(canvas.width), float(canvas.height)
        self.y = plan.horizon
        self.unit = (self.w * self.h) ** 0.5

    def paint(self) -> None:
        self._back()
        self._ground()

    # --- behind the horizon -------------------------------------------------------------------

    def _back(self) -> None:
        tone = self.tones.back
        top, low = shaded(tone, -0.12), shaded(tone, 0.34)
        if self.tones.dark:
            top, low = shaded(tone, -0.35), shaded(tone, 0.12)
        self.canvas.gradient((0, 0, self.w, self.y + 2), top, low)
        painters: dict[str, Callable[[Rgb], None]] = {
            "beach": self._sea_band, "sea": self._sea_band, "mountains": self._mountains,
            "forest": self._trees, "city": self._city, "dunes": self._dunes,
            "field": self._hills, "room": self._room, "sky": self._clouds,
        }  # fmt: skip
        painters.get(self.spec.back, self._studio)(tone)

    def _studio(self, tone: Rgb) -> None:
        """A soft pool of light on the backdrop behind the subject."""
        left, top, right, bottom = self.plan.subject
        cx, cy = (left + right) / 2, (top + bottom) / 2 - (bottom - top) * 0.1
        self._glow((cx, cy), max(right - left, bottom - top) * 0.85, shaded(tone, 0.6), 0.75)

    def _sea_band(self, tone: Rgb) -> None:
        self._sun()
        deep = mix(self.tones.ground if self.spec.back == "sea" else (72, 134, 148), tone, 0.35)
        if self.tones.dark:
            deep = shaded(deep, -0.5)
        top = self.y - min(self.y * 0.2, self.unit * 0.09)
        self.canvas.gradient((0, top, self.w, self.y + 2), shaded(deep, 0.3), deep)
        self._glints(top, self.y, shaded(deep, 0.55), 46)

    def _mountains(self, tone: Rgb) -> None:
        for layer, (rise, dark) in enumerate(((0.36, 0.16), (0.24, 0.3), (0.12, 0.44))):
            ridge = self._ridge(rise * self.unit, 7 + layer * 3, rough=0.5)
            colour = mix(tone, (70, 88, 100), dark)
            self.canvas.fill([[*ridge, (self.w, self.y), (0, self.y)]], colour)

    def _hills(self, tone: Rgb) -> None:
        self._sun()
        for rise, dark in ((0.13, 0.3), (0.06, 0.62)):
            ridge = self._ridge(rise * self.unit, 4, rough=0.15)
            colour = mix(tone, self.tones.ground, dark)
            self.canvas.fill([[*ridge, (self.w, self.y), (0, self.y)]], colour)

    def _dunes(self, tone: Rgb) -> None:
        self._sun()
        for rise, dark in ((0.22, 0.3), (0.11, 0.7)):
            ridge = self._ridge(rise * self.unit, 3, rough=0.08)
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
            for left, right in zip(edges[:-1], edges[1:], strict=True):
                top = self.y - self.unit * rise * float(self.rng.uniform(0.35, 1.0))
                gap = (right - left) * float(self.rng.uniform(0.02, 0.22))
                outlines.append([(left + gap, top), (right, top), (right, self.y),
                                 (left + gap, self.y)])  # fmt: skip
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
                panes.append([
                    (left + slant * row * 0.9, top), (left + size * 0.78 + slant * row * 0.9, top + size * 0.12 * side),
                    (left + size * 0.78 + slant * (row + 1) * 0.9, top + size * 1.2 + size * 0.12 * side),
                    (left + slant * (row + 1) * 0.9, top + size * 1.2),
                ])  # fmt: skip
        self.canvas.fill(panes, shaded(tone, 0.75), 0.75, blur=self.unit * 0.007)
        rail = self.y - self.unit * 0.02
        if self.spec.ground not in {"wood", "stone", "plinth"}:
            self.canvas.fill([[(0, rail), (self.w, rail), (self.w, self.y), (0, self.y)]],
                             shaded(tone, 0.3))  # fmt: skip

    def _clouds(self, tone: Rgb) -> None:
        self._sun()
        for _ in range(6):
            x, y = float(self.rng.uniform(0, self.w)), float(self.rng.uniform(0.08, 0.8)) * self.y
            puffs = [
                _ellipse(x + float(dx) * self.unit * 0.16, y, self.unit * float(r), self.unit * float(r) * 0.5)
                for dx, r in zip(self.rng.uniform(-1, 1, 5), self.rng.uniform(0.04, 0.1, 5), strict=True)
            ]  # fmt: skip
            self.canvas.fill(puffs, shaded(tone, 0.75), 0.6, blur=self.unit * 0.016)

    def _sun(self) -> None:
        if self.spec.light == "front":
            return
        side = {"left": 0.18, "right": 0.82}.get(self.spec.light, 0.5)
        tone = (255, 236, 196) if not self.tones.dark else (226, 230, 240)
        at = (self.w * side, self.y - self.unit * (0.3 if self.spec.time != "golden" else 0.14))
        self._glow(at, self.unit * 0.34, tone, 0.75)
        self.canvas.fill([_ellipse(at[0], at[1], self.unit * 0.05, self.unit * 0.05)],
                         shaded(tone, 0.4), 0.9)  # fmt: skip

    # --- before the horizon -------------------------------------------------------------------

    def _ground(self) -> None:
        tone = self.tones.ground
        far, near = shaded(tone, 0.26), shaded(tone, -0.2)
        if self.spec.ground == "sweep":
            far, near = mix(self.tones.back, shaded(self.tones.back, 0.34), 0.9), shaded(tone, 0.05)
            if self.tones.dark:
                far = shaded(self.tones.back, 0.12)
        self.canvas.gradient((0, self.y, self.w, self.h), far, near)
        painters: dict[str, Callable[[Rgb], None]] = {
            "stone": self._stone, "wood": self._wood, "water": self._water, "sand": self._sand,
            "grass": self._grass, "snow": self._sand, "road": self._road, "plinth": self._plinth,
            "cloth": self._cloth,
        }  # fmt: skip
        painter = painters.get(self.spec.ground)
        if painter:
            painter(tone)

    def _stone(self, tone: Rgb) -> None:
        """A slab seen over its far edge: facets, a few cracks, speckle; wet stone shines."""
        edge = self._ridge(self.unit * 0.014, 9, rough=0.7)
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
            self.canvas.fill([points], shaded(tone, lift), 0.4, blur=self.unit * 0.004)
        for _ in range(5):
            x = float(self.rng.uniform(0, self.w))
            crack = [(x, self.y + depth * 0.03)]
            for step in range(1, 6):
                x += float(self.rng.normal(0, self.unit * 0.03))
                crack.append((x, self.y + depth * step / 6 * float(self.rng.uniform(0.8, 1.0))))
            self.canvas.line(crack, shaded(tone, -0.5), self.unit * 0.0011, 0.45)
        self._speckle(tone)
        if self.spec.wet:
            self._glints(self.y + depth * 0.1, self.h, shaded(tone, 0.7), 16)

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
                self.canvas.line([(x0, y0), (x0 + slope * length, y0 + length)],
                                 shaded(tone, -0.24), self.unit * 0.0012, 0.4)  # fmt: skip
        self.canvas.line(
            [(0, self.y), (self.w, self.y)], shaded(tone, -0.3), self.unit * 0.0018, 0.6
        )

    def _water(self, tone: Rgb) -> None:
        self._glints(self.y, self.h, shaded(tone, 0.5), 60)
        self._glints(self.y, self.h, shaded(tone, -0.3), 34)

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
            self.canvas.line([(middle + side * self.w * 0.12, self.y), (middle + side * self.w * 0.9, self.h)],
                             shaded(tone, 0.5), self.unit * 0.003, 0.5)  # fmt: skip
        depth = self.h - self.y
        for t in (0.12, 0.26, 0.46, 0.74):
            half, tall = self.unit * 0.004 * (0.4 + 3 * t), depth * 0.1 * (0.4 + t)
            y = self.y + depth * t
            self.canvas.fill([[(middle - half, y), (middle + half, y), (middle + half * 1.3, y + tall),
                               (middle - half * 1.3, y + tall)]], shaded(tone, 0.6), 0.6)  # fmt: skip

    def _plinth(self, tone: Rgb) -> None:
        left, top, right, bottom = self.plan.subject
        cx, half = (left + right) / 2, (right - left) * 0.78
        flat = half * 0.2
        body = [
            (cx - half, bottom),
            (cx + half, bottom),
            (cx + half, self.h + 4),
            (cx - half, self.h + 4),
        ]
        self.canvas.fill([_ellipse(cx + half * 0.2, bottom + flat * 2.4, half * 1.3, flat * 2)],
                         shaded(tone, -0.6), 0.35, blur=self.unit * 0.012)  # fmt: skip
        self.canvas.fill([body], shaded(tone, -0.1))
        self.canvas.fill([_ellipse(cx, bottom, half, flat)], shaded(tone, 0.45))

    def _cloth(self, tone: Rgb) -> None:
        depth = self.h - self.y
        for i in range(8):
            x = self.w * (i / 7 + float(self.rng.uniform(-0.05, 0.05)))
            sway = float(self.rng.uniform(-0.2, 0.2)) * self.w
            fold = [(x, self.y), (x + sway * 0.4, self.y + depth * 0.4), (x + sway, self.h),
                    (x + sway + self.w * 0.06, self.h), (x + self.w * 0.02, self.y)]  # fmt: skip
            lift = 0.3 if i % 2 else -0.24
            self.canvas.fill([fold], shaded(tone, lift), 0.5, blur=self.unit * 0.012)

    # --- light --------------------------------------------------------------------------------

    def light_map(self) -> Floats:
        """How bright each place is: from the light's side, a pool on the subject, dim corners."""
        rows, cols = np.mgrid[0 : 1 : LIGHT_MAP * 1j, 0 : 1 : LIGHT_MAP * 1j].astype(np.float32)
        dx, dy = FORWARD.get(self.spec.light, FORWARD["left"])
        towards = (cols - 0.5) * dx + (rows - 0.5) * dy
        left, top, right, bottom = self.plan.subject
        cx, cy = (left + right) / 2 / self.w, (top + bottom) / 2 / self.h
        pool = np.exp(-(((cols - cx) / 0.42) ** 2 + ((rows - cy) / 0.36) ** 2))
        corner = ((cols - 0.5) ** 2 + (rows - 0.5) ** 2) * 0.22
        value = 1.0 + 0.12 * towards + 0.06 * pool - corner
        warm = np.clip(towards + 0.25 * pool, -0.6, 0.6) * (0.06 + 0.06 * self.spec.warmth)
        return np.stack([value * (1 + warm), value, value * (1 - warm)], axis=-1).astype(np.float32)

    # --- small parts --------------------------------------------------------------------------

    def _glow(self, at: Point, radius: float, tone: Rgb, opacity: float) -> None:
        self.canvas.fill([_ellipse(at[0], at[1], radius * 0.55, radius * 0.55)], tone, opacity,
                         blur=radius * 0.32)  # fmt: skip

    def _glints(self, top: float, bottom: float, tone: Rgb, count: int) -> None:
        """Flat lenses of light, denser and thinner towards the horizon."""
        lenses = []
        for _ in range(count):
            t = float(self.rng.uniform(0, 1)) ** 1.8
            y = top + (bottom - top) * t
            half = self.unit * (0.012 + 0.09 * t) * float(self.rng.uniform(0.4, 1.2))
            thin = self.unit * (0.0012 + 0.0036 * t)
            lenses.append(_ellipse(float(self.rng.uniform(0, self.w)), y, half, thin))
        self.canvas.fill(lenses, tone, 0.5)

    def _ridge(self, rise: float, peaks: int, rough: float) -> list[Point]:
        xs = np.linspace(-0.02, 1.02, 60)
        waves = np.zeros_like(xs)
        for octave in range(4):
            share = rough**octave
            waves += share * np.sin(
                xs * np.pi * peaks * 0.5 * 1.9**octave + self.rng.uniform(0, 6.28)
            )
        waves = (waves - waves.min()) / max(1e-6, float(np.ptp(waves)))
        return [(float(x * self.w), float(self.y - rise * (0.25 + 0.75 * v)))
                for x, v in zip(xs, waves, strict=True)]  # fmt: skip


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> list[Point]:
    return [(cx + float(np.cos(a)) * rx, cy + float(np.sin(a)) * ry)
            for a in np.linspace(0, 2 * np.pi, 48, endpoint=False)]  # fmt: skip


def _crown(x: float, foot: float, wide: float, tall: float) -> list[Point]:
    """A tree: trunk and an egg of leaves."""
    trunk = wide * 0.08
    egg = _ellipse(x, foot - tall * 0.6, wide, tall * 0.42)
    return [*egg, (x + wide, foot - tall * 0.6), (x + trunk, foot - tall * 0.4), (x + trunk, foot),
            (x - trunk, foot), (x - trunk, foot - tall * 0.4)]  # fmt: skip


__all__ = ["GRAIN", "INK", "PAPER", "Scene"]
