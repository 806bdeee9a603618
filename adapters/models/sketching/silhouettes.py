"""Things as outlines: a unit box, (0,0) top left to (1,1) bottom right, standing on its lower edge.

A path is written like SVG: M x y, L x y, C x1 y1 x2 y2 x y, Z; numbers are hundredths.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

Point = tuple[float, float]
CURVE_STEPS = 14
POINTS_PER_CURVE = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """`bodies` are filled and outlined, `lines` only drawn. `ratio` = width / height."""

    ratio: float
    bodies: tuple[str, ...]
    lines: tuple[str, ...] = ()
    accents: tuple[str, ...] = ()
    """Filled in the accent tone: a label, a screen, a sole."""
    size: float = 1.0
    """Beside a can of 1.0: how much of its room it fills."""
    round: bool = True
    """Shaded like a cylinder; else flat."""


THINGS: dict[str, Thing] = {
    "can": Thing(0.56, (
        "M 12 3 C 30 0 70 0 88 3 L 97 10 L 98 90 C 96 94 92 96 88 98 C 70 100.5 30 100.5 12 98 "
        "C 8 96 4 94 2 90 L 3 10 Z",),
        ("M 12 3 C 30 6 70 6 88 3", "M 3 10 C 25 13.5 75 13.5 97 10",
         "M 2 90 C 25 93.5 75 93.5 98 90", "M 42 2.6 C 46 1.8 54 1.8 58 2.6"),
        ("M 2.6 30 C 25 33.5 75 33.5 97.4 30 L 97.8 72 C 75 75.5 25 75.5 2.2 72 Z",)),
    "bottle": Thing(0.31, (
        "M 36 1 C 42 0 58 0 64 1 L 64 8 L 66 9 L 66 22 C 68 30 97 34 98 46 L 98 94 "
        "C 96 98 90 99.5 84 99.5 L 16 99.5 C 10 99.5 4 98 2 94 L 2 46 C 3 34 32 30 34 22 L 34 9 "
        "L 36 8 Z",),
        ("M 36 8 C 45 9 55 9 64 8", "M 34 22 C 45 23 55 23 66 22", "M 2 46 C 25 48 75 48 98 46"),
        ("M 2 54 C 25 56 75 56 98 54 L 98 82 C 75 84 25 84 2 82 Z",), 1.2),
    "cup": Thing(1.22, (
        "M 4 12 C 20 19 62 19 76 12 L 74 60 C 73 82 62 94 52 96 L 28 96 C 18 94 7 82 6 60 Z",
        "M 76 22 C 100 18 104 66 72 66 L 73 57 C 90 56 88 30 75.6 33 Z"),
        ("M 4 12 C 20 5 62 5 76 12", "M 4 12 C 20 19 62 19 76 12",
         "M 28 0 C 24 -6 34 -10 30 -18", "M 46 -2 C 42 -9 52 -13 48 -22",
         "M 10 97 C 25 101 58 101 72 97"),
        ("M 9 12.6 C 24 17 58 17 71 12.6 C 58 8.6 24 8.6 9 12.6 Z",), 0.72),
    "glass": Thing(0.5, (
        "M 6 2 C 30 5 70 5 94 2 L 84 95 C 76 99.5 24 99.5 16 95 Z",),
        ("M 6 2 C 30 -1 70 -1 94 2", "M 6 2 C 30 5 70 5 94 2", "M 60 8 L 84 -12",
         "M 30 34 L 48 30 L 52 48 L 34 52 Z", "M 52 52 L 70 46 L 76 64 L 58 70 Z"),
        ("M 8.6 24 C 30 27 70 27 91.6 24 L 84 94 C 76 98 24 98 16 94 Z",), 0.95),
    "shoe": Thing(2.05, (
        "M 3 36 C 8 30 12 40 20 36 C 24 30 24 14 30 8 C 34 12 42 12 46 8 C 52 26 66 40 82 48 "
        "C 94 53 99 62 98 78 L 2 78 C 1 62 0 46 3 36 Z",),
        ("M 46 8 C 43 18 45 24 50 31", "M 50 22 L 42 29", "M 55 30 L 46 37", "M 61 37 L 52 44",
         "M 67 42 L 58 49", "M 3 60 C 20 66 32 50 40 52 C 48 54 50 70 62 78",
         "M 84 49 C 80 58 82 68 88 78"),
        ("M 2 78 L 98 78 C 99.5 84 99 92 95 97 L 6 97 C 1 94 1 84 2 78 Z",), 0.6, False),
    "box": Thing(0.86, (
        "M 4 18 L 58 26 L 58 100 L 4 88 Z", "M 58 26 L 97 16 L 97 86 L 58 100 Z",
        "M 4 18 L 44 9 L 97 16 L 58 26 Z"),
        ("M 24 13.5 L 78 21",), ("M 13 40 L 48 46 L 48 66 L 13 59 Z",), 0.9, False),
    "bag": Thing(0.82, (
        "M 8 30 L 92 30 L 98 98 C 70 100.5 30 100.5 2 98 Z",),
        ("M 30 30 C 30 -6 70 -6 70 30", "M 35 30 C 35 2 65 2 65 30", "M 10 36 L 90 36"),
        ("M 34 54 L 66 54 L 67 78 L 33 78 Z",), 0.95, False),
    "jar": Thing(1.05, (
        "M 10 3 C 30 0 70 0 90 3 L 90 26 L 96 32 L 97 90 C 94 98 84 99.5 76 99.5 L 24 99.5 "
        "C 16 99.5 6 98 3 90 L 4 32 L 10 26 Z",),
        ("M 10 26 C 30 29 70 29 90 26", "M 4 32 C 30 36 70 36 96 32", "M 10 15 C 30 18 70 18 90 15"),
        ("M 3.6 50 C 30 54 70 54 96.4 50 L 97 80 C 70 84 30 84 3 80 Z",), 0.66),
    "tube": Thing(0.36, (
        "M 4 1 L 96 1 L 90 78 L 72 82 L 72 98 C 60 100 40 100 28 98 L 28 82 L 10 78 Z",),
        ("M 4 6 L 96 6", "M 10 78 C 30 81 70 81 90 78", "M 28 87 C 40 89 60 89 72 87"),
        ("M 16 28 L 84 28 L 81 52 L 19 52 Z",), 1.05),
    "phone": Thing(0.49, (
        "M 10 0 L 90 0 C 97 0 100 2 100 5 L 100 95 C 100 98 97 100 90 100 L 10 100 "
        "C 3 100 0 98 0 95 L 0 5 C 0 2 3 0 10 0 Z",),
        ("M 38 5 L 62 5", "M 15 42 L 60 42", "M 15 48 L 78 48", "M 15 54 L 70 54"),
        ("M 9 2.5 L 91 2.5 C 95 2.5 96 4 96 6 L 96 94 C 96 96.5 95 97.5 91 97.5 L 9 97.5 "
         "C 5 97.5 4 96.5 4 94 L 4 6 C 4 4 5 2.5 9 2.5 Z",), 1.1, False),
    "laptop": Thing(1.62, (
        "M 15 2 C 15 0 16 0 17 0 L 83 0 C 84 0 85 0 85 2 L 85 82 L 15 82 Z",
        "M 1 90 L 12 82 L 88 82 L 99 90 C 99 96 97 98 94 98 L 6 98 C 3 98 1 96 1 90 Z"),
        ("M 42 87 L 58 87",), ("M 18.5 6 L 81.5 6 L 81.5 76 L 18.5 76 Z",), 0.95, False),
    "plate": Thing(2.5, (
        "M 2 62 C 8 84 34 99 50 99 C 66 99 92 84 98 62 C 80 72 20 72 2 62 Z",
        "M 2 60 C 20 40 80 40 98 60 C 80 76 20 76 2 60 Z"),
        ("M 14 60 C 30 48 70 48 86 60 C 70 70 30 70 14 60 Z",),
        ("M 24 56 C 26 40 38 44 42 34 C 48 24 58 40 64 38 C 74 36 80 48 76 57 C 62 66 36 65 24 56 "
         "Z",), 0.56, False),
    "person": Thing(0.4, (
        "M 50 0 C 64 0 68 8 66 14 C 65 20 58 24.5 50 24.5 C 42 24.5 35 20 34 14 C 32 8 36 0 50 0 Z",
        "M 40 25 C 46 29 54 29 60 25 C 82 27 92 33 94 44 L 99 76 L 88 78 L 78 52 L 78 100 "
        "L 22 100 L 22 52 L 12 78 L 1 76 L 6 44 C 8 33 18 27 40 25 Z"),
        ("M 22 52 C 24 46 24 44 22 40", "M 78 52 C 76 46 76 44 78 40", "M 40 25 C 46 35 54 35 60 25"),
        (), 1.45, False),
    "car": Thing(2.4, (
        "M 2 72 C 1 58 3 50 14 46 L 28 42 C 36 24 42 17 52 17 L 68 17 C 78 18 84 32 88 43 "
        "C 96 46 99 52 98.5 72 C 98 79 95 80 92 80 L 8 80 C 4 80 2 79 2 72 Z",
        "M 13 80 C 13 56 33 56 33 80 C 33 104 13 104 13 80 Z",
        "M 68 80 C 68 56 88 56 88 80 C 88 104 68 104 68 80 Z"),
        ("M 28 42 C 50 44 70 44 88 43", "M 56 43 L 57 72", "M 18 80 C 18 68 28 68 28 80 "
         "C 28 92 18 92 18 80 Z", "M 73 80 C 73 68 83 68 83 80 C 83 92 73 92 73 80 Z"),
        ("M 34 41 C 40 27 45 22.5 53 22.5 L 54 22.5 L 55 41.5 Z",
         "M 58 22.5 L 68 22.5 C 74 24 79 33 82 41.5 L 58.6 42 Z"), 0.85, False),
    "chair": Thing(0.72, (
        "M 14 2 C 30 -1 70 -1 86 2 L 82 50 L 92 54 L 96 64 L 4 64 L 8 54 L 18 50 Z",
        "M 8 64 L 18 64 L 12 100 L 6 100 Z", "M 82 64 L 92 64 L 94 100 L 88 100 Z"),
        ("M 18 50 L 82 50",), (), 1.1, False),
    "watch": Thing(0.48, (
        "M 28 0 L 72 0 L 78 30 L 78 70 L 72 100 L 28 100 L 22 70 L 22 30 Z",
        "M 50 25 C 106 25 106 75 50 75 C -6 75 -6 25 50 25 Z"),
        ("M 50 36 L 50 50 L 68 55", "M 92 47 L 99 47 L 99 53 L 92 53"),
        ("M 50 29.5 C 94 29.5 94 70.5 50 70.5 C 6 70.5 6 29.5 50 29.5 Z",), 0.95, False),
    "headphones": Thing(0.92, (
        "M 4 62 C -4 -20 104 -20 96 62 L 88 60 C 94 -6 6 -6 12 60 Z",
        "M 2 56 C 2 50 22 48 24 56 L 26 92 C 22 102 4 100 2 90 Z",
        "M 98 56 C 98 50 78 48 76 56 L 74 92 C 78 102 96 100 98 90 Z"), (), (), 0.85, False),
    "plant": Thing(0.78, (
        "M 26 66 L 74 66 L 68 100 L 32 100 Z",
        "M 50 66 C 20 60 4 36 10 8 C 36 18 50 38 50 66 Z",
        "M 50 66 C 80 62 98 44 94 20 C 66 26 52 42 50 66 Z",
        "M 50 66 C 36 44 38 16 54 0 C 68 18 66 46 50 66 Z"),
        ("M 50 66 C 40 46 28 28 14 14", "M 50 66 C 62 48 76 34 90 24", "M 50 66 C 52 44 53 24 54 6",
         "M 27.5 73 L 72.5 73"), (), 1.05, False),
    "book": Thing(0.76, (
        "M 2 6 L 80 0 L 80 94 L 2 100 Z", "M 80 0 L 97 5 L 97 97 L 80 94 Z"),
        ("M 10 5.4 L 10 99.4", "M 85 4 L 85 95", "M 91 5 L 91 96"),
        ("M 22 24 L 68 20.5 L 68 48 L 22 51.5 Z",), 0.95, False),
    "shirt": Thing(1.02, (
        "M 36 4 C 44 12 56 12 64 4 L 84 12 L 100 38 L 82 48 L 76 36 L 78 98 C 60 101 40 101 22 98 "
        "L 24 36 L 18 48 L 0 38 L 16 12 Z",),
        ("M 36 4 C 42 18 58 18 64 4", "M 24 36 L 25 26", "M 76 36 L 75 26"),
        ("M 40 36 L 60 36 L 60 54 L 40 54 Z",), 1.0, False),
    "form": Thing(0.92, (
        "M 50 0 C 72 0 84 17 84 33 C 84 52 70 66 50 66 C 30 66 16 52 16 33 C 16 17 28 0 50 0 Z",
        "M 14 66 C 30 62 70 62 86 66 L 86 96 C 70 101 30 101 14 96 Z"),
        ("M 14 66 C 30 71 70 71 86 66",), (), 0.95),
}  # fmt: skip


@lru_cache(maxsize=512)
def outline(path: str) -> tuple[Point, ...]:
    """The path as points of the unit box."""
    words = path.split()
    points: list[Point] = []
    start: Point = (0.0, 0.0)
    at = 0
    while at < len(words):
        command, at = words[at], at + 1
        if command == "Z":
            points.append(start)
            continue
        count = POINTS_PER_CURVE if command == "C" else 1
        numbers = [float(word) / 100 for word in words[at : at + 2 * count]]
        at += 2 * count
        found = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "C":
            points += _curve(points[-1], found)
        else:
            points += found
        start = found[0] if command == "M" else start
    return tuple(points)


def _curve(start: Point, rest: list[Point]) -> list[Point]:
    (x0, y0), ((x1, y1), (x2, y2), (x3, y3)) = start, rest
    found = []
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        found.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return found
