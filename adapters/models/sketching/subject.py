"""The thing itself: the product photo cut out, or a line silhouette; standing, lit and shadowed."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from adapters.models.sketching.canvas import Canvas, Point
from adapters.models.sketching.frame import Plan
from adapters.models.sketching.silhouettes import THINGS, outline
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.tones import INK, Tones, shaded
from bot.imaging.colour import Rgb

SHADOW: Rgb = (26, 20, 24)
LEAN = {"left": 0.75, "right": -0.75, "back": 0.0, "top": 0.0, "front": 0.0}
"""How far the cast shadow leans, in subject heights; away from the light."""
LONG = {"left": 0.2, "right": 0.2, "back": -0.42, "top": 0.12, "front": 0.16}
SHADE_STEPS = 64


def draw_subject(
    canvas: Canvas, spec: Spec, plan: Plan, tones: Tones, photo: Image.Image | None
) -> None:
    left, top, right, bottom = plan.subject
    size = (max(2, round(right - left)), max(2, round(bottom - top)))
    picture = (
        photo.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        if photo
        else _drawn(spec, tones, size)
    )
    place = (round(left), round(bottom) - size[1])
    matte = picture.getchannel("A")
    _cast(canvas, matte, place, spec)
    _contact(canvas, plan)
    if spec.wet or spec.ground == "water":
        _reflect(canvas, picture, place)
    canvas.image.paste(picture.convert("RGB"), place, matte)
    if spec.light == "back":
        _rim(canvas, matte, place)


def _cast(canvas: Canvas, matte: Image.Image, place: tuple[int, int], spec: Spec) -> None:
    """The silhouette laid on the ground: flattened, leaning away from the light, softer far off."""
    small = matte.copy()
    small.thumbnail((220, 220), Image.Resampling.BOX)
    scale = matte.width / max(1, small.width)
    flat = max(2, round(small.height * abs(LONG[spec.light])))
    squat = small.resize((small.width, flat), Image.Resampling.BILINEAR)
    if LONG[spec.light] > 0:
        lean = LEAN[spec.light] * small.height * 0.62
    else:
        squat, lean = squat.transpose(Image.Transpose.FLIP_TOP_BOTTOM), 0.0
    reach = round(abs(lean)) + 12
    wide = squat.width + 2 * reach
    sheared = Image.new("L", (wide, flat + 16), 0)
    sheared.paste(squat, (reach, 8))
    slope = lean / flat
    foot = 8.0 if LONG[spec.light] < 0 else 8.0 + flat
    sheared = sheared.transform(
        sheared.size, Image.Transform.AFFINE, (1, slope, -slope * foot, 0, 1, 0),
        Image.Resampling.BILINEAR,
    )  # fmt: skip
    soft = sheared.filter(ImageFilter.GaussianBlur(max(2.0, small.width * 0.045)))
    big = soft.resize((round(wide * scale), round(soft.height * scale)), Image.Resampling.BICUBIC)
    x = place[0] - round(reach * scale)
    y = round(place[1] + matte.height - foot * scale)
    canvas.lay(big, (x, y), SHADOW, 0.24)


def _contact(canvas: Canvas, plan: Plan) -> None:
    left, _, right, bottom = plan.subject
    half, cx = (right - left) / 2, (left + right) / 2
    for wide, thin, opacity, blur in ((1.06, 0.085, 0.34, 0.06), (0.94, 0.035, 0.5, 0.02)):
        ring = [
            (cx + float(np.cos(a)) * half * wide,
             bottom - half * 0.02 + float(np.sin(a)) * half * thin)
            for a in np.linspace(0, 2 * np.pi, 40, endpoint=False)
        ]  # fmt: skip
        canvas.fill([ring], SHADOW, opacity, blur=max(1.0, half * blur))


def _reflect(canvas: Canvas, picture: Image.Image, place: tuple[int, int]) -> None:
    """A wet surface gives back the lower half, fading."""
    depth = max(1, round(picture.height * 0.42))
    lower = picture.crop((0, picture.height - depth, *picture.size))
    mirror = lower.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    fade = np.linspace(0.42, 0.0, depth, dtype=np.float32)[:, None] ** 1.3
    alpha = np.asarray(mirror.getchannel("A")).astype(np.float32) * fade
    blurred = mirror.convert("RGB").filter(ImageFilter.GaussianBlur(max(1.0, depth * 0.008)))
    matte = Image.fromarray(alpha.astype(np.uint8))
    canvas.image.paste(blurred, (place[0], place[1] + picture.height - 1), matte)


def _rim(canvas: Canvas, matte: Image.Image, place: tuple[int, int]) -> None:
    """Light from behind: a thin bright edge."""
    thick = max(1, round(matte.width * 0.008))
    inner = matte.filter(ImageFilter.MinFilter(2 * thick + 1))
    edge = np.clip(np.asarray(matte).astype(np.int16) - np.asarray(inner), 0, 255)
    glow = Image.fromarray(edge.astype(np.uint8)).filter(ImageFilter.GaussianBlur(thick * 0.6))
    canvas.lay(glow, place, (255, 244, 220), 0.85)


def _drawn(spec: Spec, tones: Tones, size: tuple[int, int]) -> Image.Image:
    """The silhouette in tone and pencil on a clear sheet."""
    thing = THINGS.get(spec.thing, THINGS["form"])
    edge = max(4, round(max(size) * 0.012))
    sheet = Canvas(size[0], size[1], tones.thing)
    sheet.image = _shading(tones.thing, size, spec.light, round_body=thing.round)
    pen = max(1.3, (size[0] * size[1]) ** 0.5 * 0.0062)

    def placed(path: str) -> list[Point]:
        return [(edge + x * (size[0] - 2 * edge), edge + y * (size[1] - 1.5 * edge))
                for x, y in outline(path)]  # fmt: skip

    bodies = [placed(path) for path in thing.bodies]
    for body in bodies[1:]:
        sheet.fill([body], shaded(tones.thing, -0.16), 0.55)
    for path in thing.accents:
        sheet.fill([placed(path)], tones.accent, 0.78)
    for points in bodies:
        sheet.line([*points, points[0]], INK, pen, 0.88)
    for path in thing.lines:
        sheet.line(placed(path), INK, pen * 0.7, 0.7)
    alpha = Canvas(size[0], size[1], (0, 0, 0))
    alpha.fill(bodies, (255, 255, 255))
    for points in [*(placed(path) for path in thing.lines), *([*b, b[0]] for b in bodies)]:
        alpha.line(points, (255, 255, 255), pen)
    picture = sheet.image.convert("RGBA")
    picture.putalpha(alpha.image.getchannel(0))
    return picture


def _shading(tone: Rgb, size: tuple[int, int], light: str, *, round_body: bool) -> Image.Image:
    """A cylinder turned to the light, or a flat face with a gentle slope."""
    x = np.linspace(-1, 1, SHADE_STEPS, dtype=np.float32)
    side = {"left": -0.5, "right": 0.5}.get(light, 0.0)
    if round_body:
        depth = 1.02 - 0.36 * np.clip(np.abs(x - side) - 0.1, 0, None) ** 1.5
        depth += 0.1 * np.exp(-(((x - side) / 0.12) ** 2))
    else:
        depth = 1.0 - 0.09 * x * (1 if side <= 0 else -1)
    row = np.clip(np.array(tone, np.float32)[None, :] * depth[:, None], 0, 255)
    strip = Image.fromarray(row.astype(np.uint8)[None, :, :])
    return strip.resize(size, Image.Resampling.BICUBIC)
