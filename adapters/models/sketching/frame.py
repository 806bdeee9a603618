"""Where things may go on this format: the safe area, the title block, the room for copy, the
subject. Numbers only; nothing is drawn here."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from adapters.models.sketching.silhouettes import THINGS
from adapters.models.sketching.spec import Spec
from bot.domain.placement import Format, Furniture, Placement

Box = tuple[float, float, float, float]

SMALL_TYPE = 0.0135
"""Annotations, as a share of the format's mean side; never under MIN_TYPE pixels."""
MIN_TYPE = 11
NO_NOTES_AREA = 330_000
NO_NOTES_SIDE = 260
"""Below these a format carries no annotations but its tag: they would be the picture."""
TALL, WIDE, BANNER = 1.12, 1.25, 2.4
STRIP = 4.3
"""Height of the title block, in annotation sizes; TALL_STRIP where the platform's furniture leaves
room under the safe area."""
TALL_STRIP = 8.6
DEEP_INSET = 0.12
BADGE_ROOM = 0.125
NARROW, AD_MARK = 360, 16.0
TAG_ROOM = 15
"""Pixels of the small tag on formats without a title block."""


@dataclass(frozen=True, slots=True)
class Frame:
    width: int
    height: int
    safe: Box
    slip: Box | None
    """The title block; None on formats that are too small."""
    region: Box
    """Copy and subject: the safe area without the title block, with a margin."""
    small: float
    shape: str
    """tall | square | wide | banner"""
    furniture: Furniture
    name: str
    margin: bool
    deep: bool
    """The title block has two rows."""

    @property
    def mean(self) -> float:
        return sqrt(self.width * self.height)


@dataclass(frozen=True, slots=True)
class Plan:
    """A composition laid out on a frame, in pixels."""

    copy: Box
    align: str
    valign: str
    subject: Box
    """The room of the subject: it stands on the lower edge, centred."""
    horizon: float


def frame_of(fmt: Format, placement: Placement | None, spec: Spec) -> Frame:
    width, height = fmt.width, fmt.height
    furniture = placement.furniture if placement and spec.furniture else Furniture.NONE
    safe: Box = (0.0, 0.0, float(width), float(height))
    if placement:
        ins = placement.insets
        across, down = width / placement.width, height / placement.height
        safe = (ins.left * across, ins.top * down, width - ins.right * across,
                height - ins.bottom * down)  # fmt: skip
    mean = sqrt(width * height)
    small = max(MIN_TYPE, SMALL_TYPE * mean)
    margin = spec.margin and width * height >= NO_NOTES_AREA and min(width, height) >= NO_NOTES_SIDE
    deep = margin and height > width and height - safe[3] > DEEP_INSET * height
    slip = _slip(width, height, safe, small, deep=deep) if margin else None
    if slip and furniture is Furniture.TIME_BADGE:  # the badge keeps its true place
        slip = (*slip[:2], width - BADGE_ROOM * width, slip[3])
    edge = (0.05 if margin else 0.035) * min(width, height)
    bottom = safe[3] if slip is None or deep else min(safe[3], slip[1])
    air = small * 1.1 if margin else 0.0
    bottom -= 0 if margin else min(TAG_ROOM, height * 0.2)
    region = (
        max(safe[0] + air, edge), max(safe[1] + air, edge), min(safe[2] - air, width - edge),
        min(bottom - (edge * 0.6 if slip and not deep else air), height - edge),
    )  # fmt: skip
    if furniture is Furniture.BANNER and width < NARROW:  # the network's mark, upper right
        region = (region[0], max(region[1], AD_MARK), *region[2:])
    name = placement.name if placement else f"{fmt.ratio} picture"
    return Frame(width, height, safe, slip, region, small, _shape(width, height), furniture, name,
                 margin, deep)  # fmt: skip


def _shape(width: int, height: int) -> str:
    if height / width > TALL:
        return "tall"
    if width / height >= BANNER:
        return "banner"
    return "wide" if width / height > WIDE else "square"


def _slip(width: int, height: int, safe: Box, small: float, *, deep: bool) -> Box:
    if deep:
        left, right = max(safe[0], 0.04 * width), min(safe[2], 0.96 * width)
        top = safe[3] + small * 1.2
        return (left, top, right, top + min(TALL_STRIP * small, (height - safe[3]) * 0.5))
    return (0.0, height - STRIP * small, float(width), float(height))


# Copy box (left, top, right, bottom), its alignment, and the subject's box, as shares of the
# region. Four plans a shape: they must differ at a glance.
PLANS: dict[str, tuple[tuple[Box, str, str, Box], ...]] = {
    "tall": (
        ((0.0, 0.0, 1.0, 0.36), "left", "top", (0.2, 0.4, 0.98, 0.97)),
        ((0.0, 0.68, 1.0, 1.0), "left", "bottom", (0.12, 0.04, 0.88, 0.62)),
        ((0.0, 0.05, 0.5, 0.72), "left", "top", (0.42, 0.16, 1.06, 1.0)),
        ((0.02, 0.0, 0.98, 0.3), "centre", "top", (-0.04, 0.32, 1.04, 1.0)),
    ),
    "square": (
        ((0.0, 0.0, 0.52, 0.8), "left", "top", (0.5, 0.12, 1.0, 0.97)),
        ((0.0, 0.66, 1.0, 1.0), "left", "bottom", (0.2, 0.0, 0.8, 0.62)),
        ((0.06, 0.0, 0.94, 0.3), "centre", "top", (0.16, 0.34, 0.84, 0.99)),
        ((0.5, 0.06, 1.0, 0.94), "left", "middle", (-0.06, 0.02, 0.5, 1.06)),
    ),
    "wide": (
        ((0.0, 0.04, 0.54, 0.96), "left", "middle", (0.56, 0.04, 1.0, 0.99)),
        ((0.46, 0.04, 1.0, 0.96), "left", "middle", (0.0, 0.04, 0.44, 0.99)),
        ((0.08, 0.0, 0.92, 0.36), "centre", "top", (0.3, 0.4, 0.7, 1.0)),
        ((0.0, 0.5, 0.62, 1.0), "left", "bottom", (0.54, -0.04, 1.04, 1.12)),
    ),
    "banner": (
        ((0.0, 0.0, 0.62, 1.0), "left", "middle", (0.7, 0.0, 0.98, 1.0)),
        ((0.38, 0.0, 1.0, 1.0), "left", "middle", (0.02, 0.0, 0.3, 1.0)),
        ((0.2, 0.0, 0.76, 1.0), "centre", "middle", (0.8, 0.0, 1.0, 1.0)),
        ((0.3, 0.0, 1.0, 1.0), "right", "middle", (0.0, -0.1, 0.28, 1.2)),
    ),
}
# Where copy goes when somebody says so, and the subject's box when that would cover it.
PLACES: dict[str, tuple[Box, str, str, Box]] = {
    "top": ((0.0, 0.0, 1.0, 0.32), "centre", "top", (0.15, 0.36, 0.85, 1.0)),
    "bottom": ((0.0, 0.68, 1.0, 1.0), "centre", "bottom", (0.15, 0.0, 0.85, 0.64)),
    "left": ((0.0, 0.08, 0.48, 0.92), "left", "middle", (0.5, 0.08, 1.0, 1.0)),
    "right": ((0.52, 0.08, 1.0, 0.92), "left", "middle", (0.0, 0.08, 0.5, 1.0)),
    "centre": ((0.06, 0.34, 0.94, 0.66), "centre", "middle", (0.15, 0.3, 0.85, 1.0)),
    "top left": ((0.0, 0.0, 0.62, 0.32), "left", "top", (0.2, 0.36, 1.0, 1.0)),
    "top right": ((0.38, 0.0, 1.0, 0.32), "right", "top", (0.0, 0.36, 0.8, 1.0)),
    "bottom left": ((0.0, 0.68, 0.62, 1.0), "left", "bottom", (0.2, 0.0, 1.0, 0.64)),
    "bottom right": ((0.38, 0.68, 1.0, 1.0), "right", "bottom", (0.0, 0.0, 0.8, 0.64)),
}
OPPOSITE = {"left": "right", "right": "left"}
MAX_COVER = 0.3
"""Copy may cover this share of the subject before the subject makes way."""
ABOVE_BASE = {"eye": 0.24, "low": 0.07, "high": 0.86}
"""The horizon over the subject's foot, in subject heights: what camera height means on paper."""
REACH_TOP, REACH_BOTTOM = 0.06, 0.94


def plan_of(frame: Frame, spec: Spec, ratio: float, size: float, foot: float) -> Plan:
    """`ratio` and `size` of the subject: width / height, and how much of its room it fills.
    `foot`: pixels at the bottom of the region that the legal lines need."""
    region = (*frame.region[:3], frame.region[3] - foot)
    copy, align, valign, room = PLANS[frame.shape][spec.plan % 4]
    if spec.mirrored:
        copy, room = _flip(copy), _flip(room)
        align = OPPOSITE.get(align, align) if copy[2] - copy[0] > 0.6 else align  # noqa: PLR2004 - full-width copy only
    asked = spec.text_at or spec.room
    if asked in PLACES:
        wanted, align, valign, free = PLACES[asked]
        if _cover(wanted, room) > MAX_COVER or spec.room:
            room = free
        copy = wanted
    subject = _stand(_absolute(room, region), ratio, size, frame, spec)
    height = subject[3] - subject[1]
    horizon = subject[3] - height * ABOVE_BASE[spec.camera]
    low, high = REACH_TOP * frame.height, REACH_BOTTOM * frame.height
    return Plan(_absolute(copy, region), align, valign, subject,
                min(max(horizon, low), high))  # fmt: skip


def _flip(box: Box) -> Box:
    return (1 - box[2], box[1], 1 - box[0], box[3])


def _absolute(box: Box, region: Box) -> Box:
    width, height = region[2] - region[0], region[3] - region[1]
    return (region[0] + box[0] * width, region[1] + box[1] * height,
            region[0] + box[2] * width, region[1] + box[3] * height)  # fmt: skip


def _cover(copy: Box, room: Box) -> float:
    across = max(0.0, min(copy[2], room[2]) - max(copy[0], room[0]))
    down = max(0.0, min(copy[3], room[3]) - max(copy[1], room[1]))
    return across * down / max(1e-6, (copy[2] - copy[0]) * (copy[3] - copy[1]))


def _stand(room: Box, ratio: float, size: float, frame: Frame, spec: Spec) -> Box:
    """The subject's own box: as large as its room and kind allow, moved and scaled as asked."""
    width, height = room[2] - room[0], room[3] - room[1]
    tall = min(height * min(1.0, 0.86 * size), width / ratio) * spec.scale
    wide = tall * ratio
    middle = (room[0] + room[2]) / 2 + spec.dx * frame.width
    foot = room[3] + spec.dy * frame.height
    return (middle - wide / 2, foot - tall, middle + wide / 2, foot)


def thing_size(spec: Spec) -> tuple[float, float]:
    thing = THINGS.get(spec.thing, THINGS["form"])
    return thing.ratio, thing.size
