"""What the platform lays over the picture, drawn thin and white so that nobody takes it for the
design. Grey-free: it borrows the tones under it."""

from __future__ import annotations

from collections.abc import Callable

from adapters.models.sketching.canvas import Canvas
from adapters.models.sketching.fonts import Voice, width
from adapters.models.sketching.frame import Frame
from adapters.models.sketching.tones import PAPER
from bot.domain.placement import Furniture

SHADE = (66, 46, 34)
STROKE = 0.0022
VEIL = 0.24


def draw_furniture(canvas: Canvas, frame: Frame) -> None:
    painters: dict[Furniture, Callable[[Canvas, Frame], None]] = {
        Furniture.STORY: _story,
        Furniture.REEL: _reel,
        Furniture.GRID: _grid,
        Furniture.TIME_BADGE: _time_badge,
        Furniture.AVATAR_LEFT: _avatar,
        Furniture.LINK_PREVIEW: _link,
        Furniture.MAIL: _mail,
        Furniture.BANNER: _banner,
    }
    painter = painters.get(frame.furniture)
    if painter:
        painter(canvas, frame)


def _veil(canvas: Canvas, top: float, bottom: float, *, down: bool) -> None:
    """The platform darkens its edges a little so that its own type can be read."""
    steps = 24
    for i in range(steps):
        share = (i + 1) / steps if down else 1 - i / steps
        y0 = top + (bottom - top) * i / steps
        y1 = top + (bottom - top) * (i + 1) / steps
        box = [(0.0, y0), (float(canvas.width), y0), (float(canvas.width), y1), (0.0, y1)]
        canvas.fill([box], SHADE, VEIL * share**1.4)


def _story(canvas: Canvas, frame: Frame) -> None:
    u, w, h = frame.width / 1080, float(frame.width), float(frame.height)
    _veil(canvas, 0, 230 * u, down=False)
    for i in range(3):
        x = 32 * u + i * (w - 64 * u) / 3
        box = (x, 36 * u, x + (w - 64 * u) / 3 - 10 * u, 41 * u)
        canvas.rounded(box, 3 * u, PAPER, 0.95 if i == 0 else 0.45)
    _face(canvas, (76 * u, 112 * u), 36 * u)
    canvas.text((130 * u, 123 * u), "your.brand", Voice.BOLD, round(31 * u), PAPER)
    canvas.text(
        (130 * u + width("your.brand", Voice.BOLD, round(31 * u)) + 18 * u, 123 * u),
        "2 h",
        Voice.TEXT,
        round(31 * u),
        PAPER,
        0.75,
    )
    x, y, s = w - 74 * u, 112 * u, 17 * u
    canvas.line([(x - s, y - s), (x + s, y + s)], PAPER, 4 * u)
    canvas.line([(x + s, y - s), (x - s, y + s)], PAPER, 4 * u)
    for i in range(3):
        canvas.rounded(
            (x - 96 * u + i * 19 * u, y - 4 * u, x - 88 * u + i * 19 * u, y + 4 * u), 4 * u, PAPER
        )
    _veil(canvas, h - 260 * u, h, down=True)
    bar = (36 * u, h - 132 * u, w - 228 * u, h - 44 * u)
    canvas.rounded(bar, 44 * u, PAPER, 0.9, outline=3 * u)
    canvas.text((80 * u, h - 77 * u), "Send message", Voice.TEXT, round(32 * u), PAPER, 0.9)
    _heart(canvas, (w - 158 * u, h - 88 * u), 27 * u)
    plane = [
        (w - 92 * u, h - 110 * u),
        (w - 40 * u, h - 110 * u),
        (w - 68 * u, h - 64 * u),
        (w - 72 * u, h - 92 * u),
        (w - 92 * u, h - 110 * u),
    ]
    canvas.line(plane, PAPER, 4 * u)


def _reel(canvas: Canvas, frame: Frame) -> None:
    u, w, h = frame.width / 1080, float(frame.width), float(frame.height)
    _veil(canvas, h - 420 * u, h, down=True)
    for i, y in enumerate((h - 700 * u, h - 570 * u, h - 440 * u)):
        at = (w - 74 * u, y)
        if i == 0:
            _heart(canvas, at, 30 * u)
        elif i == 1:
            canvas.rounded(
                (at[0] - 30 * u, y - 26 * u, at[0] + 30 * u, y + 24 * u),
                24 * u,
                PAPER,
                0.95,
                outline=4 * u,
            )
        else:
            canvas.line(
                [
                    (at[0] - 26 * u, y + 22 * u),
                    (at[0] - 18 * u, y - 4 * u),
                    (at[0] + 24 * u, y - 8 * u),
                    (at[0] + 4 * u, y - 28 * u),
                ],
                PAPER,
                4 * u,
            )
    _face(canvas, (76 * u, h - 128 * u), 34 * u)
    canvas.text((126 * u, h - 118 * u), "your.brand", Voice.BOLD, round(30 * u), PAPER)
    canvas.text(
        (44 * u, h - 52 * u),
        "Caption of the post, first line ...",
        Voice.TEXT,
        round(28 * u),
        PAPER,
        0.85,
    )


def _grid(canvas: Canvas, frame: Frame) -> None:
    """The profile grid shows 3:4: what falls away left and right is veiled."""
    shown = frame.height * 3 / 4
    edge = (frame.width - shown) / 2
    h = float(frame.height)
    if edge <= 1:
        return
    for x0, x1, at in (
        (0.0, edge, edge),
        (frame.width - edge, float(frame.width), frame.width - edge),
    ):
        canvas.fill([[(x0, 0), (x1, 0), (x1, h), (x0, h)]], PAPER, 0.34)
        canvas.dashed(
            (at, 0), (at, h), PAPER, max(1.0, frame.mean * STROKE * 0.7), frame.small * 0.7
        )


def _time_badge(canvas: Canvas, frame: Frame) -> None:
    u, w, h = frame.width / 1280, float(frame.width), float(frame.height)
    box = (w - 132 * u, h - 66 * u, w - 18 * u, h - 16 * u)
    canvas.rounded(box, 8 * u, (16, 14, 14), 0.86)
    size = round(31 * u)
    canvas.text(
        (box[0] + (114 * u - width("12:34", Voice.BOLD, size)) / 2, box[3] - 14 * u),
        "12:34",
        Voice.BOLD,
        size,
        PAPER,
    )


def _avatar(canvas: Canvas, frame: Frame) -> None:
    r = frame.height * 0.25
    _face(canvas, (r * 1.3, frame.height - r * 0.55), r)


def _link(canvas: Canvas, frame: Frame) -> None:
    """Link cards carry the site's name on the lower left of the picture."""
    u = frame.width / 1200
    top = frame.slip[1] if frame.slip else float(frame.height)
    size = round(22 * u)
    wide = width("your-site.com", Voice.BOLD, size)
    box = (20 * u, top - 56 * u, 20 * u + wide + 28 * u, top - 16 * u)
    canvas.rounded(box, 8 * u, (16, 14, 14), 0.7)
    canvas.text((34 * u, box[3] - 12 * u), "your-site.com", Voice.BOLD, size, PAPER)


def _mail(canvas: Canvas, frame: Frame) -> None:
    """The edge of the message window."""
    thick = max(2.0, frame.mean * STROKE)
    box = (thick, thick, frame.width - thick, frame.height + 40.0)
    canvas.rounded(box, frame.small, PAPER, 0.85, outline=thick)


def _banner(canvas: Canvas, frame: Frame) -> None:
    """The ad network's mark, upper right, and a hairline."""
    size = 11 if min(frame.width, frame.height) >= 80 else 9  # noqa: PLR2004 - very low banners
    w = float(frame.width)
    canvas.rounded((w - size * 1.9, 0, w, size * 1.25), 2, PAPER, 0.9)
    canvas.text((w - size * 1.6, size * 0.98), "Ad", Voice.BOLD, size - 2, (60, 56, 52))
    canvas.rounded((0, 0, w, float(frame.height)), 0, (60, 56, 52), 0.55, outline=1.0)


def _face(canvas: Canvas, at: tuple[float, float], radius: float) -> None:
    x, y = at
    canvas.rounded((x - radius, y - radius, x + radius, y + radius), radius, PAPER)
    canvas.rounded(
        (x - radius * 0.86, y - radius * 0.86, x + radius * 0.86, y + radius * 0.86),
        radius,
        (202, 178, 148),
    )
    canvas.rounded(
        (x - radius * 0.3, y - radius * 0.46, x + radius * 0.3, y + radius * 0.14), radius, PAPER
    )
    canvas.rounded(
        (x - radius * 0.5, y + radius * 0.22, x + radius * 0.5, y + radius * 0.64),
        radius * 0.4,
        PAPER,
    )


def _heart(canvas: Canvas, at: tuple[float, float], size: float) -> None:
    x, y = at
    points = [
        (0, 0.9),
        (-0.95, -0.05),
        (-0.92, -0.6),
        (-0.5, -0.85),
        (-0.12, -0.68),
        (0, -0.4),
        (0.12, -0.68),
        (0.5, -0.85),
        (0.92, -0.6),
        (0.95, -0.05),
        (0, 0.9),
    ]
    canvas.line([(x + a * size, y + b * size) for a, b in points], PAPER, size * 0.15)
