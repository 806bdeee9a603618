"""How long a sketch takes, and how long the event loop stands still while big pictures are handled.

`measure()` returns rows for bench.json; run this file to see them.
"""

from __future__ import annotations

import asyncio
import io
import json
import statistics
import time
import tomllib
from pathlib import Path

import numpy as np
from PIL import Image

from adapters.models.sketch import Sketch
from adapters.pixels import ThreadPixels
from bot.domain.brief import Brief, Role
from bot.domain.model import Model, ModelStatus, Provider, ReferenceLimits
from bot.domain.outcome import Ok
from bot.domain.placement import FileType, Format, Furniture, Insets, Placement
from bot.imaging.intake import take_in
from bot.ports import Call, RoledPicture

ROOT = Path(__file__).parents[2]
SKETCHES = 15
BEAT_S = 0.002
"""The loop is asked this often whether it is alive."""
ROUNDS = 3

MODEL = Model(
    "sketch", "Sketch", Provider.SKETCH, ModelStatus.CURRENT, hidden=False, shut_down=None,
    ratios=(), sizes=(), pixel_rule=None, references=ReferenceLimits(8), thinking=(), qualities=(),
    grounding=(), masks=(), max_prompt=9999, repeatable=True, best_for="", seconds=(), prices=(),
)  # fmt: skip


def measure() -> list[dict[str, str | float]]:
    sketch = asyncio.run(_sketch_ms())
    stalls = asyncio.run(_stalls_ms())
    p99 = sorted(stalls)[int(len(stalls) * 0.99)]
    return [
        _row("sketch_p50_ms", statistics.median(sketch), 1000),
        _row("loop_stall_p99_ms", p99, 10),
        _row("loop_stall_max_ms", max(stalls), 150),
    ]


def _row(name: str, value: float, limit: float) -> dict[str, str | float]:
    return {"name": name, "value": round(value, 1), "unit": "ms", "limit": limit, "better": "lower"}


async def _sketch_ms() -> list[float]:
    """1080x1920 with one product photo, each with other words, one after the other."""
    photo, facts = take_in((ROOT / "adapters/web/static/starters/can.jpg").read_bytes(), "can.jpg")
    rows = tomllib.loads((ROOT / "bot/catalogue/placements.toml").read_text("utf-8"))["placement"]
    row = next(row for row in rows if row["id"] == "story")
    story = Placement(
        **{
            **row,
            "aliases": tuple(row["aliases"]),
            "file_types": tuple(FileType(kind) for kind in row["file_types"]),
            "insets": Insets(**row["insets"]),
            "furniture": Furniture(row["furniture"]),
        }
    )
    model = Sketch((story,))
    fmt = Format(1080, 1920, "9:16", file_type=FileType.JPG, placement="story")
    took = []
    for i in range(SKETCHES):
        texts = (f"SUMMER {i} HAS LANDED", "Drink responsibly. 18+")
        brief = Brief("a cold-brew can on wet stone", (fmt,), exact_text=texts)
        call = Call("k", MODEL, brief, fmt, "", (RoledPicture(Role.PRODUCT, photo, facts),))
        begun = time.perf_counter()
        outcome = await model.make(call, lambda _: None)
        took.append((time.perf_counter() - begun) * 1000)
        if not isinstance(outcome, Ok):
            raise TypeError(outcome)
    await model.close()
    return took


async def _stalls_ms() -> list[float]:
    """How late each beat of the loop is while 4096x4096 PNGs go through intake, preview and fit."""
    big = _big_png()
    pixels = ThreadPixels()
    await pixels.preview(big, 512)  # the child is there before the first beat, as after a while
    late: list[float] = []
    beating = asyncio.create_task(_beat(late))
    for _ in range(ROUNDS):
        fmt = Format(1080, 1920, "9:16", file_type=FileType.JPG)
        whole = Format(4096, 4096, "1:1", file_type=FileType.PNG)
        await asyncio.gather(
            pixels.take_in(big, "big.png"),
            pixels.preview(big, 1024),
            pixels.fit(big, fmt, 8_000_000),
            pixels.fit(big, whole, 0),
        )
    beating.cancel()
    await pixels.close()
    return late


async def _beat(late: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(BEAT_S)
        late.append(max(0.0, (time.perf_counter() - before - BEAT_S) * 1000))


def _big_png() -> bytes:
    """A photo-like 4096x4096 of about 20 MB: slopes with fine noise."""
    rng = np.random.default_rng(1)
    ramp = np.linspace(30, 220, 4096, dtype=np.float32)
    pixels = ramp[:, None, None] * 0.6 + ramp[None, :, None] * np.array(
        [0.3, 0.35, 0.4], np.float32
    )
    noise = rng.normal(0, 2.2, (4096, 4096, 1)).astype(np.float32)
    out = io.BytesIO()
    Image.fromarray((pixels + noise).clip(0, 255).astype(np.uint8)).save(
        out, "PNG", compress_level=1
    )
    return out.getvalue()


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
