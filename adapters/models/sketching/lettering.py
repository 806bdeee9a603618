"""The exact words, really typeset: headline, lines under it, a button, the legal line; each with
its size, its contrast on what lies under it, and whether it is safe and readable."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageFilter

from adapters.models.sketching.canvas import Canvas
from adapters.models.sketching.fonts import Voice, width
from adapters.models.sketching.frame import Box, Frame, Plan
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.tones import INK, PAPER, Tones
from adapters.models.sketching.typeset import Block, set_block
from bot.imaging.colour import Rgb, contrast, contrasts, from_hex, luminance, mix

READABLE = 0.0165
"""Smallest comfortable type, as a share of the format's mean side (a story: 24 px)."""
SMALLEST_PX = 10
"""Under this no screen draws a letter that can be read."""
ENOUGH, ENOUGH_LARGE = 4.5, 3.0
"""WCAG AA; large type is 24 px and up at export size."""
LARGE_PX = 24
LEGAL = re.compile(
    r"(?i)\d\d\+|responsibl|terms|t&c|conditions|\*|©|®|™|prices? from|subject to|until \d|"
    r"paid partnership|advert|www\.|https?:|\.com\b"
)
BUTTON_WORDS = 3
BUTTON = re.compile(
    r"(?i)^(shop|buy|try|order|get|learn|read|see|discover|join|sign|book|start|download|watch|"
    r"explore|play|apply|subscribe|donate|visit|call|find)\b"
)
LONG_LINE = 70
HEADLINE_WIDE = {"tall": 0.128, "square": 0.125, "wide": 0.132, "banner": 0.2}
MAX_HEADLINE_LINES = {"tall": 5, "square": 5, "wide": 4, "banner": 2}
SCRIMS = (0.2, 0.32, 0.44, 0.56, 0.68, 0.8)
"""How strong the shade under a text may be; the first that is enough is taken."""
SHRINK = 0.86
ROW_HEAD = 0.62
TRIES = 16


@dataclass(frozen=True, slots=True)
class Setting:
    """One text where it stands, with what a designer would measure."""

    role: str
    """headline | text | button | legal"""
    text: str
    block: Block
    box: Box
    """Of the ink."""
    ink: Rgb
    contrast: float
    safe: bool
    readable: bool


class TooMuchText(Exception):
    """The words cannot be set on this format at any size that can be read."""


def roles_of(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    """First the headline; a short call is a button; what lawyers want is legal."""
    found = []
    for i, text in enumerate(texts):
        if i == 0:
            found.append(("headline", text))
        elif len(text.split()) <= BUTTON_WORDS and BUTTON.search(text):
            found.append(("button", text))
        elif LEGAL.search(text) or (i == len(texts) - 1 and len(text) > LONG_LINE):
            found.append(("legal", text))
        else:
            found.append(("text", text))
    return found


def letter(
    canvas: Canvas, spec: Spec, frame: Frame, plan: Plan, tones: Tones
) -> tuple[Setting, ...]:
    """Draws the words; raises TooMuchText when they do not fit."""
    if not spec.texts:
        return ()
    roles = roles_of(spec.texts)
    blocks = _sized(spec, frame, plan, roles)
    legal_blocks = _legal_blocks(frame, roles)
    placed = _placed(blocks, plan.copy, plan, frame)
    placed += _legal_placed(legal_blocks, frame, plan)
    settings = tuple(_inked(canvas, spec, frame, tones, one) for one in placed)
    for (named, _, block, at), setting in zip(placed, settings, strict=True):
        _lines(canvas, block, at, named.partition(":")[2] or "left", setting.ink)
    return settings


Placed = tuple[str, str, Block, tuple[float, float]]


def _sized(
    spec: Spec, frame: Frame, plan: Plan, roles: list[tuple[str, str]]
) -> list[tuple[str, str, Block]]:
    """All blocks at sizes that fit the copy box together: the headline gives way first."""
    least = max(SMALLEST_PX, READABLE * frame.mean)
    wide, high = plan.copy[2] - plan.copy[0], plan.copy[3] - plan.copy[1]
    largest = HEADLINE_WIDE[frame.shape] * frame.mean * spec.text_scale
    for _ in range(TRIES):
        blocks = _column(spec, frame, roles, (wide, high), max(largest, least))
        if blocks is not None and _height(blocks, frame) <= high:
            return blocks
        largest *= SHRINK
        least = max(SMALLEST_PX * 0.75, least * (0.94 if largest < least * 1.6 else 1.0))
    raise TooMuchText


def _column(
    spec: Spec, frame: Frame, roles: list[tuple[str, str]], room: tuple[float, float], head: float
) -> list[tuple[str, str, Block]] | None:
    least = min(head, max(SMALLEST_PX, READABLE * frame.mean))
    body = max(least * 1.12, min(head * 0.36, 0.036 * frame.mean * spec.text_scale))
    voice = Voice.SERIF if spec.serif or not roles[0][1].isupper() else Voice.SANS
    found: list[tuple[str, str, Block]] = []
    for role, text in roles:
        if role == "legal":
            continue
        most = MAX_HEADLINE_LINES[frame.shape] if role == "headline" else 4
        size = {"headline": head, "button": max(least, body * 0.9)}.get(role, body)
        speaks = {"headline": voice, "button": Voice.BOLD}.get(role, Voice.TEXT)
        wide = room[0] * (0.8 if role == "button" else 1.0)
        if _in_row(frame, len(roles)):
            wide = room[0] * (ROW_HEAD if role == "headline" else 0.9 - ROW_HEAD)
        smallest = max(SMALLEST_PX * 0.75, least if role == "headline" else size * 0.8)
        block = set_block(text, speaks, (wide, room[1]), size, min(smallest, size), most)
        if block is None:
            return None
        found.append((role, text, block))
    return found


def legal_height(spec: Spec, frame: Frame) -> float:
    """What the legal lines take from the foot of the region. Raises TooMuchText."""
    blocks = _legal_blocks(frame, roles_of(spec.texts))
    if not blocks:
        return 0.0
    return sum(block.height + block.size * 0.5 for block in blocks) + blocks[0].size * 1.6


def _legal_blocks(frame: Frame, roles: list[tuple[str, str]]) -> list[Block]:
    least = max(SMALLEST_PX, READABLE * frame.mean)
    return [_legal_block(text, frame, least) for role, text in roles if role == "legal"]


def _legal_block(text: str, frame: Frame, least: float) -> Block:
    room = (frame.region[2] - frame.region[0], (frame.region[3] - frame.region[1]) * 0.14)
    block = set_block(text, Voice.TEXT, room, least * 1.05, max(7.0, least * 0.62), 3)
    if block is None:
        raise TooMuchText
    return block


def _gap(role: str, block: Block) -> float:
    return {"headline": 0.0, "button": block.size * 1.35}.get(role, block.size * 0.85)


def _pad(role: str, block: Block) -> float:
    return block.size * 0.62 if role == "button" else 0.0


def _in_row(frame: Frame, count: int) -> bool:
    """On low banners the headline stands left and the rest beside it."""
    return frame.shape == "banner" and not frame.margin and count > 1


def _height(blocks: list[tuple[str, str, Block]], frame: Frame) -> float:
    if _in_row(frame, len(blocks)):
        return max(blocks[0][2].height, _height(blocks[1:], frame))
    return sum(
        block.height + (_gap(role, block) if i else 0) + 2 * _pad(role, block)
        for i, (role, _, block) in enumerate(blocks)
    )


def _placed(
    blocks: list[tuple[str, str, Block]], box: Box, plan: Plan, frame: Frame
) -> list[Placed]:
    left, top, right, bottom = box
    if _in_row(frame, len(blocks)):
        head = blocks[0][2]
        middle = (left, top, left + head.width, bottom)
        beside = (left + head.width + 2.2 * head.size * 0.5, top, right, bottom)
        row = replace(plan, valign="middle", align="left")
        return [*_placed(blocks[:1], middle, row, frame), *_placed(blocks[1:], beside, row, frame)]
    free = bottom - top - _height(blocks, frame)
    y = top + {"top": 0.0, "middle": free / 2, "bottom": free}[plan.valign]
    if plan.valign == "bottom" and frame.margin:
        y -= frame.small * 1.6
    found: list[Placed] = []
    for i, (role, text, block) in enumerate(blocks):
        y += (_gap(role, block) if i else 0) + _pad(role, block)
        align = plan.align
        if block.rtl and align == "left":
            align = "right"
        x = {"left": left, "centre": (left + right - block.width) / 2,
             "right": right - block.width}[align]  # fmt: skip
        inset = block.size * 1.1 if role == "button" else 0.0
        x += {"left": inset, "centre": 0.0, "right": -inset}[align]
        found.append((role if align == "left" else f"{role}:{align}", text, block, (x, y)))
        y += block.height + _pad(role, block)
    return found


def _legal_placed(blocks: list[Block], frame: Frame, plan: Plan) -> list[Placed]:
    """At the foot of the region, under everything, on the copy's side."""
    left, _, right, bottom = frame.region
    y = bottom
    found: list[Placed] = []
    for block in reversed(blocks):
        y -= block.height
        x = (left + right - block.width) / 2 if plan.align == "centre" else left
        x = right - block.width if block.rtl else x
        role = "legal:centre" if plan.align == "centre" else "legal"
        found.append((role, " ".join(block.lines), block, (x, y)))
        y -= block.size * 0.5
    return found


def _inked(canvas: Canvas, spec: Spec, frame: Frame, tones: Tones, placed: Placed) -> Setting:
    role, text, block, (x, y) = placed
    role = role.partition(":")[0]
    box = (x, y, x + block.width, y + block.height)
    large = block.size >= LARGE_PX
    enough = ENOUGH_LARGE if large and role == "headline" else ENOUGH
    if role == "button":
        ink, ratio = _button(canvas, block, box, tones)
    else:
        ink, ratio = _best_ink(canvas, box, spec, tones)
        if ratio < enough:
            ratio = _lifted(canvas, box, block.size, ink, enough)
    safe = (box[0] >= frame.safe[0] - 1 and box[1] >= frame.safe[1] - 1
            and box[2] <= frame.safe[2] + 1 and box[3] <= frame.safe[3] + 1)  # fmt: skip
    readable = block.size >= max(SMALLEST_PX, READABLE * frame.mean) - 0.5
    return Setting(role, text, block, box, ink, ratio, safe, readable)


def _lines(canvas: Canvas, block: Block, at: tuple[float, float], align: str, ink: Rgb) -> None:
    baseline = at[1] + block.size * block.rise
    for line in block.lines:
        wide = width(line, block.voice, block.size)
        if block.rtl and align == "left":
            align = "right"
        shift = {"left": 0.0, "centre": (block.width - wide) / 2, "right": block.width - wide}
        canvas.text((at[0] + shift[align], baseline), line, block.voice, block.size, ink)
        baseline += block.leading


def _button(canvas: Canvas, block: Block, box: Box, tones: Tones) -> tuple[Rgb, float]:
    across, down = block.size * 1.1, block.size * 0.62
    around = (box[0] - across, box[1] - down, box[2] + across, box[3] + down)
    fill = tones.accent
    for _ in range(4):
        ink = max((PAPER, INK), key=lambda c: contrast(c, fill))
        if contrast(ink, fill) >= ENOUGH:
            break
        fill = mix(fill, INK if ink == PAPER else PAPER, 0.12)
    canvas.rounded(around, (around[3] - around[1]) / 2, fill)
    return ink, contrast(ink, fill)


def _best_ink(canvas: Canvas, box: Box, spec: Spec, tones: Tones) -> tuple[Rgb, float]:
    if spec.text_colour:
        ink = from_hex(spec.text_colour)
        return ink, _ratio(canvas, box, ink)
    choices = (mix(INK, tones.back, 0.06), PAPER)
    rated = [(_ratio(canvas, box, ink), ink) for ink in choices]
    best = max(rated, key=lambda pair: pair[0])
    return best[1], best[0]


def _ratio(canvas: Canvas, box: Box, ink: Rgb) -> float:
    """The contrast that 95 % of what lies under the text has at least."""
    area = (max(0, int(box[0])), max(0, int(box[1])),
            min(canvas.width, int(box[2]) + 1), min(canvas.height, int(box[3]) + 1))  # fmt: skip
    if area[2] <= area[0] or area[3] <= area[1]:
        return 1.0
    under = canvas.image.crop(area)
    under.thumbnail((96, 96), Image.Resampling.BOX)
    return float(np.percentile(contrasts(ink, np.asarray(under)), 5))


def _bright(ink: Rgb) -> bool:
    return bool(luminance(np.array(ink, dtype=np.uint8)) > 0.4)  # noqa: PLR2004 - light ink wants a dark scrim


def _lifted(canvas: Canvas, box: Box, size: int, ink: Rgb, enough: float) -> float:
    """A soft breath of shade (or light) under the words, as little as the contrast needs."""
    mask, place = _breath(box, size)
    paint = (24, 18, 16) if _bright(ink) else PAPER
    before = canvas.image.copy()
    ratio = 0.0
    for opacity in SCRIMS:
        canvas.image.paste(before)
        canvas.lay(mask, place, paint, opacity)
        ratio = _ratio(canvas, box, ink)
        if ratio >= enough:
            break
    return ratio


def _breath(box: Box, size: int) -> tuple[Image.Image, tuple[int, int]]:
    """Its mask: full under the words, then fading so far out that nobody sees an edge."""
    soft = size * 2.2 + 16
    left, top = int(box[0] - soft * 2), int(box[1] - soft * 1.4)
    wide, high = int(box[2] - box[0] + soft * 4), int(box[3] - box[1] + soft * 2.8)
    step = max(1, round(soft / 8))
    across, down = max(4, wide // step), max(4, high // step)
    small = Image.new("L", (across, down), 0)
    small.paste(255, (int(soft * 1.1 / step), int(soft * 0.7 / step),
                      across - int(soft * 1.1 / step), down - int(soft * 0.7 / step)))  # fmt: skip
    small = small.filter(ImageFilter.GaussianBlur(soft / step * 0.42))
    return small.resize((wide, high), Image.Resampling.BICUBIC), (left, top)


def measured(setting: Setting) -> str:
    """What stands beside a text: "132 px  8.1:1"."""
    return f"{setting.block.size} px  {setting.contrast:.1f}:1"
