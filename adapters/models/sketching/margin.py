"""What an art director writes on the sheet: safe area, horizon, light, measures, requests, and the
title block with palette, contrast pairs and reference thumbs. What does not fit is left out."""

from __future__ import annotations

import numpy as np
from PIL import Image

from adapters.models.sketching.canvas import Canvas
from adapters.models.sketching.fonts import Voice, width
from adapters.models.sketching.frame import Box, Frame, Plan
from adapters.models.sketching.lettering import Setting, measured
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.tones import BLUE, INK, PAPER, RED, Tones, name_of
from adapters.models.sketching.typeset import set_block
from adapters.models.sketching.words import CAMERA_NAMES, LIGHT_NAMES
from bot.imaging.colour import Rgb, contrast, luminance, to_hex

TAG = "LAYOUT SKETCH, not the picture"
SHORT_TAG = "LAYOUT SKETCH"
MAX_SWATCHES = 5
MAX_NOTE = 110


def draw_guides(canvas: Canvas, spec: Spec, frame: Frame, plan: Plan, *, photo: bool) -> None:
    """Under the copy: dashed safe area; horizon and light where no photo shows its own."""
    if not frame.margin:
        return
    paint = _over(canvas, (0, int(frame.height * 0.3), frame.width, int(frame.height * 0.6)))
    left, top, right, bottom = frame.safe
    thick = max(1.0, frame.small * 0.07)
    inset = frame.small * 0.7
    box = (
        max(left, inset),
        max(top, inset),
        min(right, frame.width - inset),
        min(bottom, (frame.slip[1] if frame.slip and not frame.deep else frame.height) - inset),
    )
    corners = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        canvas.dashed(start, end, paint, thick, frame.small * 0.45, 0.6)
    if photo:
        return
    _horizon(canvas, spec, frame, plan, paint)
    _light_arrow(canvas, spec, frame, plan, paint)


def draw_room(canvas: Canvas, frame: Frame, plan: Plan) -> None:
    """Where copy will go when there is none yet."""
    left, top, right, bottom = plan.copy
    pad = min(right - left, bottom - top) * 0.06
    box = (left + pad, top + pad, right - pad, bottom - pad)
    paint = _over(canvas, (int(box[0]), int(box[1]), int(box[2]), int(box[3])))
    size = round(frame.small * 1.25)
    canvas.rounded(box, frame.small * 0.8, PAPER, 0.22)
    canvas.rounded(box, frame.small * 0.8, paint, 0.5, outline=max(1.0, frame.small * 0.08))
    words = "room for copy"
    wide = width(words, Voice.BOLD, size)
    if wide < (box[2] - box[0]) * 0.9 and size * 2 < box[3] - box[1]:
        canvas.text(
            ((box[0] + box[2] - wide) / 2, (box[1] + box[3]) / 2 + size * 0.35),
            words,
            Voice.BOLD,
            size,
            paint,
            0.85,
        )


def draw_measures(canvas: Canvas, frame: Frame, settings: tuple[Setting, ...]) -> None:
    """Size and contrast of each text beside it; red where it leaves the safe area or is small."""
    if not frame.margin:
        return
    for setting in settings:
        wrong = not setting.safe or not setting.readable
        words = measured(setting)
        words += "" if setting.safe else "  outside the safe area"
        words += "" if setting.readable else "  too small"
        _label(canvas, frame, setting, words, wrong=wrong)


def _label(canvas: Canvas, frame: Frame, setting: Setting, words: str, *, wrong: bool) -> None:
    size = max(10, round(frame.small * 0.82))
    wide = width(words, Voice.TEXT, size)
    left, top, right, bottom = setting.box
    pad = size * (1.2 if setting.role == "button" else 0.0)
    x = min(left - pad, frame.width - wide - size)
    y = bottom + pad * 0.75 + size * 1.3
    if setting.role in {"legal", "button", "text"}:
        x, y = right + pad + size * 0.9, bottom - size * 0.35
        if x + wide > frame.width - size:
            x, y = right - wide, top - size * 0.55
    limit = (frame.slip[1] if frame.slip and not frame.deep else frame.height) - size * 0.4
    if y > limit:
        x, y = min(right + size, frame.width - wide - size), bottom - size * 0.3
    area = (int(x), int(y - size), int(x + wide), int(y + 2))
    if wrong:
        canvas.rounded(
            (x - size * 0.5, y - size * 1.1, x + wide + size * 0.5, y + size * 0.45),
            size * 0.5,
            RED,
        )
        canvas.text((x, y), words, Voice.BOLD, size, PAPER)
        return
    paint = _over(canvas, area)
    if setting.role == "headline":
        canvas.line(
            [(x, y - size * 0.38), (x + size * 1.3, y - size * 0.38)],
            paint,
            max(1.0, size * 0.09),
            0.75,
        )
        x += size * 1.9
    canvas.text((x, y), words, Voice.TEXT, size, paint, 0.78)


def _horizon(canvas: Canvas, spec: Spec, frame: Frame, plan: Plan, paint: Rgb) -> None:
    tick = frame.small * 2.2
    y, thick = plan.horizon, max(1.2, frame.small * 0.09)
    for x0, x1 in ((0.0, tick), (frame.width - tick, float(frame.width))):
        canvas.line([(x0, y), (x1, y)], paint, thick, 0.8)
    size = max(10, round(frame.small * 0.82))
    words = CAMERA_NAMES[spec.camera]
    wide = width(words, Voice.TEXT, size)
    limit = (frame.slip[1] if frame.slip and not frame.deep else frame.height) - size * 2
    left_free = plan.subject[0] > wide + size * 2 and not _inside(plan.copy, y)
    if y > limit or (not left_free and frame.width - plan.subject[2] < wide + size * 2):
        return
    x = max(size * 0.9, frame.safe[0] + size * 0.8)
    if not left_free:
        x = min(frame.width - size * 0.9, frame.safe[2] - size * 0.8) - wide
    if not left_free and _inside(plan.copy, y):
        return
    canvas.text((x, y - size * 1.5), words, Voice.TEXT, size, paint, 0.72)


def _inside(box: Box, y: float) -> bool:
    return box[1] <= y <= box[3]


def _light_arrow(canvas: Canvas, spec: Spec, frame: Frame, plan: Plan, paint: Rgb) -> None:
    """A small sun with an arrow, on the light's side, level with the subject's shoulder."""
    s = frame.small
    left, top, right, bottom = plan.subject
    y = top + (bottom - top) * 0.22
    gap, long = s * 1.6, s * 3.4
    direction = {
        "left": (1, 0.4),
        "right": (-1, 0.4),
        "top": (0, 1),
        "back": (-0.5, 0.9),
        "front": (0.4, -0.9),
    }[spec.light]
    x = left - gap - long if spec.light == "left" else right + gap + long
    if spec.light in {"top", "back"}:
        x, y = right + gap, max(frame.region[1] + s * 2, top)
    elif spec.light == "front":
        x, y = right + gap, bottom - s
    x = min(max(x, s * 2), frame.width - s * 2)
    length = (direction[0] ** 2 + direction[1] ** 2) ** 0.5
    dx, dy = direction[0] / length, direction[1] / length
    thick = max(1.3, s * 0.11)
    canvas.rounded(
        (x - s * 0.6, y - s * 0.6, x + s * 0.6, y + s * 0.6), s, paint, 0.85, outline=thick
    )
    start, end = (x + dx * s * 1.1, y + dy * s * 1.1), (x + dx * long, y + dy * long)
    canvas.line([start, end], paint, thick, 0.85)
    for side in (-0.55, 0.55):
        bx, by = -dx * 0.8 - dy * side, -dy * 0.8 + dx * side
        canvas.line([(end[0] + bx * s * 0.8, end[1] + by * s * 0.8), end], paint, thick, 0.85)


def draw_requests(
    canvas: Canvas, spec: Spec, frame: Frame, plan: Plan, settings: tuple[Setting, ...]
) -> None:
    """What a real model would do, in blue pencil on slips of paper; none on small formats."""
    if not frame.margin or not spec.notes:
        return
    size = max(10, round(frame.small * 0.95))
    room = min((frame.region[2] - frame.region[0]) * 0.7, size * 24)
    blocks = [
        block
        for note in spec.notes
        if (block := set_block(note[:MAX_NOTE], Voice.TEXT, (room, size * 4), size, size, 2))
    ]
    if not blocks:
        return
    wide = max(block.width for block in blocks) + size * 3.2
    high = sum(block.height + size * 1.3 for block in blocks)
    taken = [plan.subject, *(setting.box for setting in settings)]
    x, y = _free_corner(frame, wide, high, taken)
    for block in blocks:
        tall = block.height + size * 0.9
        canvas.rounded((x, y, x + wide, y + tall), size * 0.4, PAPER, 0.94)
        bar = [(x, y), (x + size * 0.28, y), (x + size * 0.28, y + tall), (x, y + tall)]
        canvas.fill([bar], BLUE)
        for i, line in enumerate(block.lines):
            base = y + size * (block.rise + 0.5) + i * block.leading
            if i == 0:
                canvas.line(
                    [(x + size * 0.9, base - size * 0.33), (x + size * 1.7, base - size * 0.33)],
                    BLUE,
                    max(1.2, size * 0.09),
                )
            canvas.text((x + size * 2.2, base), line, Voice.TEXT, size, BLUE)
        y += tall + size * 0.4


def _free_corner(frame: Frame, wide: float, high: float, taken: list[Box]) -> tuple[float, float]:
    """Where slips of this size cover least of the subject and the words."""
    left, top, right, bottom = frame.region
    middle = (top + bottom - high) / 2
    places = [
        (x, y)
        for y in (bottom - high, top, middle, bottom - high * 2.2)
        for x in (left, right - wide)
    ]

    def covered(at: tuple[float, float]) -> float:
        return sum(
            max(0.0, min(at[0] + wide, box[2]) - max(at[0], box[0]))
            * max(0.0, min(at[1] + high, box[3]) - max(at[1], box[1]))
            for box in taken
        )

    return min(places, key=covered)


def draw_tag(canvas: Canvas, frame: Frame) -> None:
    """The banner on formats too small for a title block: a tag in a corner, if it fits."""
    size = max(7, min(10, round(min(frame.width, frame.height) * 0.15)))
    words = TAG if width(TAG, Voice.BOLD, size) < frame.width * 0.42 else SHORT_TAG
    wide = width(words, Voice.BOLD, size)
    if wide > frame.width * 0.9:
        return
    y = float(frame.height)
    canvas.rounded((-4, y - size * 1.5, wide + size * 1.1, y + 4), 3, PAPER, 0.93)
    canvas.text((size * 0.5, y - size * 0.42), words, Voice.BOLD, size, INK)


def draw_slip(
    canvas: Canvas,
    spec: Spec,
    frame: Frame,
    tones: Tones,
    thumbs: list[tuple[str, Image.Image]],
    ink: Rgb | None,
) -> None:
    """The title block: what this is, the palette with names and contrast, the references."""
    if frame.slip is None:
        draw_tag(canvas, frame)
        return
    left, top, right, bottom = frame.slip
    s = round(frame.small)
    canvas.rounded(frame.slip, s * 0.7 if frame.deep else 0, PAPER, 0.965)
    if not frame.deep:
        canvas.line([(left, top), (right, top)], (205, 192, 170), 1.0)
    pad = s * 1.2
    if frame.deep:
        half = top + (bottom - top) * 0.36
        _title(canvas, spec, frame, (left + pad, top + s * 0.75), right - pad)
        end = _thumbs(canvas, thumbs, s, right - pad, half + s * 0.1, bottom - s * 0.8)
        _swatches(canvas, tones, ink, s, left + pad, end - pad, half + s * 0.1, bottom - s * 0.8)
        return
    room = _title(canvas, spec, frame, (left + pad, top + s * 0.75), right - pad)
    end = _thumbs(canvas, thumbs, s, right - pad, top + s * 0.5, bottom - s * 0.5)
    _swatches(canvas, tones, ink, s, room + pad * 1.4, end - pad, top + s * 0.6, bottom - s * 0.6)


def _title(canvas: Canvas, spec: Spec, frame: Frame, at: tuple[float, float], end: float) -> float:
    s = round(frame.small)
    x, y = at
    wide = canvas.text((x, y + s * 0.85), TAG, Voice.BOLD, s, INK)
    facts = f"{frame.name}  {frame.width} x {frame.height}"
    light = LIGHT_NAMES[spec.light]
    if frame.deep:
        small = round(s * 0.88)
        canvas.text(
            (x, y + s * 2.1),
            f"{light}, {CAMERA_NAMES[spec.camera]}",
            Voice.TEXT,
            small,
            (110, 100, 90),
        )
        right = end - width(facts, Voice.TEXT, small)
        if right > x + wide + s:
            canvas.text((right, y + s * 0.85), facts, Voice.TEXT, small, (110, 100, 90))
        return x + wide
    small = max(10, round(s * 0.88))
    second = canvas.text((x, y + s * 2.35), f"{facts}, {light}", Voice.TEXT, small, (110, 100, 90))
    return x + max(wide, second)


def _swatches(
    canvas: Canvas,
    tones: Tones,
    ink: Rgb | None,
    s: int,
    left: float,
    right: float,
    top: float,
    bottom: float,
) -> None:
    """Colours with their names, and the contrast of the type's ink on each."""
    small = max(10, round(s * 0.84))
    colours = dict.fromkeys((tones.back, tones.ground, tones.accent, tones.thing, ink or INK))
    x, side = left, min(bottom - top, s * 2.9)
    for tone in list(colours)[:MAX_SWATCHES]:
        ratio = "" if ink is None or tone == ink else f"  {contrast(ink, tone):.1f}:1"
        lines = (name_of(tone), f"{to_hex(tone)}{ratio}")
        wide = side + small * 0.6 + max(width(line, Voice.TEXT, small) for line in lines)
        if x + wide > right:
            return
        y = (top + bottom - side) / 2
        canvas.rounded((x, y, x + side, y + side), s * 0.3, tone)
        canvas.rounded((x, y, x + side, y + side), s * 0.3, INK, 0.25, outline=1.0)
        for i, line in enumerate(lines):
            canvas.text(
                (x + side + small * 0.6, y + side * 0.42 + i * small * 1.28),
                line,
                Voice.BOLD if i == 0 else Voice.TEXT,
                small,
                INK if i == 0 else (110, 100, 90),
            )
        x += wide + s * 1.1


def _thumbs(
    canvas: Canvas,
    thumbs: list[tuple[str, Image.Image]],
    s: int,
    right: float,
    top: float,
    bottom: float,
) -> float:
    """From the right: each reference with its job under it. Returns where they begin."""
    small = max(9, round(s * 0.72))
    high = bottom - top - small * 1.25
    x = right
    for label, picture in reversed(thumbs):
        wide = max(high * picture.width / picture.height, width(label, Voice.TEXT, small))
        wide = min(wide, high * 1.9)
        if x - wide < frame_third(canvas):
            break
        thumb = picture.copy()
        thumb.thumbnail((round(wide), round(high)), Image.Resampling.LANCZOS)
        at = (round(x - wide / 2 - thumb.width / 2), round(top))
        if thumb.mode == "RGBA":
            canvas.image.paste(thumb.convert("RGB"), at, thumb.getchannel("A"))
        else:
            canvas.image.paste(thumb, at)
        label_x = x - wide / 2 - width(label, Voice.TEXT, small) / 2
        canvas.text((label_x, bottom), label, Voice.TEXT, small, (110, 100, 90))
        x -= wide + s * 0.8
    return x


def frame_third(canvas: Canvas) -> float:
    """Thumbs never push the title aside."""
    return canvas.width * 0.4


def _over(canvas: Canvas, area: tuple[int, int, int, int]) -> Rgb:
    """Ink or paper, whichever is read better on this area."""
    box = (
        max(0, area[0]),
        max(0, area[1]),
        min(canvas.width, max(area[2], area[0] + 1)),
        min(canvas.height, max(area[3], area[1] + 1)),
    )
    if box[2] <= box[0] or box[3] <= box[1]:
        return INK
    small = canvas.image.crop(box).resize((4, 4), Image.Resampling.BOX)
    return INK if float(luminance(np.asarray(small)).mean()) > 0.3 else PAPER  # noqa: PLR2004
