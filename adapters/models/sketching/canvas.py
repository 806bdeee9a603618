"""The sheet of paper: smooth shapes, soft shadows, dashed lines and lines of type on an RGB
picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from adapters.models.sketching.fonts import Voice, is_rtl, load, runs
from bot.imaging.colour import Floats, Rgb

Point = tuple[float, float]
Box = tuple[float, float, float, float]
SMOOTH = 3
"""Small shapes are drawn three times as large and averaged; large ones twice."""
SMALL = 900_000
GRAIN = 256
"""The grain repeats after this many pixels; too fine for the eye to find."""


class Canvas:
    """Pixels from the top left. Nothing outside the sheet is ever an error."""

    def __init__(self, width: int, height: int, ground: Rgb) -> None:
        self.width = width
        self.height = height
        self.image = Image.new("RGB", (width, height), ground)

    def gradient(self, box: Box, top: Rgb, bottom: Rgb) -> None:
        left, upper, right, lower = self._whole(box)
        if right <= left or lower <= upper:
            return
        ramp = np.linspace(np.array(top, np.float32), np.array(bottom, np.float32), lower - upper)
        column = Image.fromarray(np.clip(ramp + 0.5, 0, 255).astype(np.uint8)[:, None, :])
        self.image.paste(column.resize((right - left, lower - upper)), (left, upper))

    def fill(
        self,
        outlines: Sequence[Sequence[Point]],
        paint: Rgb,
        opacity: float = 1.0,
        blur: float = 0.0,
    ) -> None:
        """Every outline filled; overlapping ones do not darken."""
        found = self.mask(outlines, blur)
        if found is not None:
            mask, place = found
            self.lay(mask, place, paint, opacity)

    def lay(self, mask: Image.Image, place: tuple[int, int], paint: Rgb, opacity: float) -> None:
        if opacity < 1:
            mask = mask.point([round(v * opacity) for v in range(256)])
        self.image.paste(paint, place, mask)

    def mask(
        self, outlines: Sequence[Sequence[Point]], blur: float = 0.0
    ) -> tuple[Image.Image, tuple[int, int]] | None:
        """A smooth mask of the outlines and where it goes; None when nothing is on the sheet."""
        points = [p for outline in outlines for p in outline]
        if not points:
            return None
        edge = blur * 3 + 2
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, top, right, bottom = self._whole(
            (min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge)
        )
        if right <= left or bottom <= top:
            return None
        times = SMOOTH if (right - left) * (bottom - top) < SMALL else 2
        if blur > 2 * SMOOTH:
            times = 1
        big = Image.new("L", ((right - left) * times, (bottom - top) * times), 0)
        draw = ImageDraw.Draw(big)
        for outline in outlines:
            draw.polygon([((x - left) * times, (y - top) * times) for x, y in outline], fill=255)
        mask = big.reduce(times) if times > 1 else big
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur))
        return mask, (left, top)

    def line(self, points: Sequence[Point], paint: Rgb, thick: float, opacity: float = 1.0) -> None:
        """A round pencil line through the points."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        edge = thick + 2
        left, top, right, bottom = self._whole(
            (min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge)
        )
        if right <= left or bottom <= top:
            return
        times = SMOOTH if (right - left) * (bottom - top) < SMALL else 2
        big = Image.new("L", ((right - left) * times, (bottom - top) * times), 0)
        draw = ImageDraw.Draw(big)
        moved = [((x - left) * times, (y - top) * times) for x, y in points]
        wide = max(1, round(thick * times))
        draw.line(moved, fill=255, width=wide, joint="curve")
        for x, y in (moved[0], moved[-1]):
            draw.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=255)
        self.lay(big.reduce(times), (left, top), paint, opacity)

    def dashed(
        self, start: Point, end: Point, paint: Rgb, thick: float, dash: float, opacity: float = 1.0
    ) -> None:
        """Horizontal or vertical dashes."""
        length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        if length < 1:
            return
        step_x, step_y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        half = thick / 2
        dashes = []
        at = 0.0
        while at < length:
            to = min(length, at + dash)
            x0, y0 = start[0] + step_x * at, start[1] + step_y * at
            x1, y1 = start[0] + step_x * to, start[1] + step_y * to
            dx, dy = abs(step_y) * half, abs(step_x) * half
            dashes.append([(x0 - dx, y0 - dy), (x1 + dx, y0 - dy), (x1 + dx, y1 + dy),
                           (x0 - dx, y1 + dy)])  # fmt: skip
            at += dash * 2.1
        draw_mask = self.mask(dashes)
        if draw_mask is not None:
            self.lay(draw_mask[0], draw_mask[1], paint, opacity)

    def rounded(
        self, box: Box, radius: float, paint: Rgb, opacity: float = 1.0, outline: float = 0.0
    ) -> None:
        """A box with round corners: filled, or only its outline `outline` pixels thick."""
        left, top, right, bottom = self._whole((box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
        if right <= left or bottom <= top:
            return
        times = SMOOTH if (right - left) * (bottom - top) < SMALL else 2
        big = Image.new("L", ((right - left) * times, (bottom - top) * times), 0)
        inner = ((box[0] - left) * times, (box[1] - top) * times,
                 (box[2] - left) * times - 1, (box[3] - top) * times - 1)  # fmt: skip
        draw = ImageDraw.Draw(big)
        if outline:
            wide = max(1, round(outline * times))
            draw.rounded_rectangle(inner, radius * times, outline=255, width=wide)
        else:
            draw.rounded_rectangle(inner, radius * times, fill=255)
        self.lay(big.reduce(times), (left, top), paint, opacity)

    def text(
        self, at: Point, words: str, voice: Voice, size: int, paint: Rgb, opacity: float = 1.0
    ) -> float:
        """One line, `at` = left end of its baseline. Returns its width."""
        parts = runs(words, voice)
        if is_rtl(words):
            parts = parts[::-1]
        pen = at[0]
        layer = self.image if opacity >= 1 else Image.new("L", self.image.size, 0)
        draw = ImageDraw.Draw(layer)
        for part in parts:
            font = load(part.face, size)
            fill: Rgb | int = paint if opacity >= 1 else 255
            draw.text((pen, at[1]), part.text, font=font, fill=fill, anchor="ls")
            pen += float(font.getlength(part.text))
        if opacity < 1:
            box = layer.getbbox()
            if box:
                self.lay(layer.crop(box), (box[0], box[1]), paint, opacity)
        return pen - at[0]

    def light(self, light: Floats, grain: float, seed: int) -> None:
        """Multiplies the picture by a light map (h, w, 3) of any size, 1 = as it is, and lays a
        fine paper grain over it, so that no slope of tone shows steps."""
        size = self.image.size
        planes = [
            np.asarray(Image.fromarray(light[..., i]).resize(size, Image.Resampling.BILINEAR))
            for i in range(3)
        ]
        tile = np.random.default_rng(seed).normal(0, grain, (GRAIN, GRAIN)).astype(np.float32)
        down, across = -(-self.height // GRAIN), -(-self.width // GRAIN)
        paper = np.tile(tile, (down, across))[: self.height, : self.width]
        pixels = np.asarray(self.image)
        out = np.empty_like(pixels)
        for i, plane in enumerate(planes):
            lit = pixels[..., i] * plane
            lit += paper
            np.clip(lit, 0, 255, out=lit)
            out[..., i] = lit
        self.image = Image.fromarray(out)

    def _whole(self, box: Box) -> tuple[int, int, int, int]:
        return (
            max(0, int(np.floor(box[0]))),
            max(0, int(np.floor(box[1]))),
            min(self.width, int(np.ceil(box[2]))),
            min(self.height, int(np.ceil(box[3]))),
        )
