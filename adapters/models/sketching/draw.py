"""Spec + format + photos -> the picture. The order of drawing is the order of this file."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageEnhance

from adapters.models.sketching.canvas import Canvas
from adapters.models.sketching.frame import Frame, Plan, frame_of, plan_of, thing_size
from adapters.models.sketching.furniture import draw_furniture
from adapters.models.sketching.lettering import Setting, legal_height, letter
from adapters.models.sketching.margin import (
    draw_guides,
    draw_measures,
    draw_requests,
    draw_room,
    draw_slip,
)  # fmt: skip
from adapters.models.sketching.scene import light_map, paint_scene
from adapters.models.sketching.spec import PhotoLayer, Spec
from adapters.models.sketching.subject import draw_subject
from adapters.models.sketching.tones import tones_of
from bot.domain.placement import Format, Placement
from bot.imaging.colour import Rgb
from bot.imaging.fitting import window

__all__ = ["Drawing", "draw"]

FULL_ROLES = ("base", "background")
"""Photos that fill the picture instead of a drawn scene."""
PRODUCT_ROLES = ("product", "character")
PRODUCT_SIZE = 1.0
GRAIN = 1.6
"""Of 255: felt as paper, not seen as noise."""


@dataclass(frozen=True, slots=True)
class Drawing:
    image: Image.Image
    frame: Frame
    plan: Plan
    settings: tuple[Setting, ...]


def draw(
    spec: Spec, fmt: Format, placement: Placement | None, photos: dict[str, Image.Image]
) -> Drawing:
    """`photos` by digest: the full references; those that are missing come from the spec.
    Raises TooMuchText."""
    frame = frame_of(fmt, placement, spec)
    full, product = spec.photo(*FULL_ROLES), spec.photo(*PRODUCT_ROLES)
    cut = picture_of(product, photos) if product and product.cut else None
    ratio, size = (cut.width / cut.height, PRODUCT_SIZE) if cut else thing_size(spec)
    plan = plan_of(frame, spec, ratio, size, legal_height(spec, frame))
    tones = tones_of(spec)
    canvas = Canvas(frame.width, frame.height, tones.back)
    if full:
        _photo_ground(canvas, picture_of(full, photos), spec)
    else:
        paint_scene(canvas, spec, plan, tones)
    draw_guides(canvas, spec, frame, plan, photo=full is not None)
    # On a photo a stand-in for "something" only hides the photo; a named thing is worth drawing.
    named = spec.thing != "form" and full is not None and full.role != "base"
    if cut or full is None or named:
        draw_subject(canvas, spec, plan, tones, cut)
    lit = _flat_light() if full else light_map(canvas, spec, plan)
    canvas.light(lit, GRAIN, spec.seed % 2**32)
    settings = letter(canvas, spec, frame, plan, tones)
    if not spec.texts and frame.margin:
        draw_room(canvas, frame, plan)
    draw_furniture(canvas, frame)
    draw_measures(canvas, frame, settings)
    draw_requests(canvas, spec, frame, plan, settings)
    thumbs = [(_label(p), picture_of(p, photos)) for p in spec.photos]
    ink: Rgb | None = settings[0].ink if settings else None
    draw_slip(canvas, spec, frame, tones, thumbs, ink)
    return Drawing(canvas.image, frame, plan, settings)


def _label(photo: PhotoLayer) -> str:
    return photo.role


def _flat_light() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.ones((2, 2, 3), dtype=np.float32)


def _photo_ground(canvas: Canvas, picture: Image.Image, spec: Spec) -> None:
    """A photo as the scene: cover-cropped, a touch paler so that it reads as a layout."""
    flat = picture.convert("RGB")
    box = window(flat, canvas.width / canvas.height)
    size = (canvas.width, canvas.height)
    flat = flat.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    if spec.pastel:
        flat = ImageEnhance.Color(flat).enhance(1 - 0.45 * spec.pastel)
    if spec.back_shade:
        flat = ImageEnhance.Brightness(flat).enhance(1 + 0.6 * spec.back_shade)
    canvas.image = flat
    if spec.warmth:
        gain = 1 + 0.12 * spec.warmth
        red, green, blue = flat.split()
        canvas.image = Image.merge("RGB", (
            red.point([min(255, round(v * gain)) for v in range(256)]), green,
            blue.point([min(255, round(v / gain)) for v in range(256)])))  # fmt: skip


def picture_of(photo: PhotoLayer, photos: dict[str, Image.Image]) -> Image.Image:
    found = photos.get(photo.digest)
    if found is not None:
        return found
    with Image.open(io.BytesIO(base64.b64decode(photo.kept)), formats=("WEBP",)) as kept:
        return kept.convert("RGBA" if photo.cut else "RGB")
