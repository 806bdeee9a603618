"""The port Pixels on threads and in a child: the same answers, problems as problems, a bound."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from adapters import pixels as module
from adapters.pixels import ThreadPixels
from bot.domain.placement import FileType, Format
from bot.errors import BadPicture, Overloaded
from bot.ports import Taken


@pytest.fixture
async def pixels() -> AsyncIterator[ThreadPixels]:
    made = ThreadPixels()
    yield made
    await made.close()


def png(width: int, height: int, colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG", compress_level=1)
    return out.getvalue()


async def test_an_upload_is_taken_in_previewed_fitted_and_stamped(pixels: ThreadPixels) -> None:
    taken = await pixels.take_in(png(400, 300), "a.png")
    small = await pixels.preview(taken.data, 128)
    fitted = await pixels.fit(taken.data, Format(300, 250, "5:4", file_type=FileType.JPG), 150_000)

    assert (taken.facts.width, taken.facts.height) == (400, 300)
    assert await pixels.measure(small) == (128, 96, "image/jpeg")
    assert (fitted.width, fitted.height) == (300, 250)
    assert await pixels.measure(await pixels.stamp(fitted.data, "PRACTICE")) == (
        300, 250, "image/jpeg",
    )  # fmt: skip


async def test_changes_are_found(pixels: ThreadPixels) -> None:
    same = await pixels.changes(png(300, 300), png(300, 300))
    other = await pixels.changes(png(300, 300), png(300, 300, "orange"))

    assert same.share == 0
    assert other.share == 1


async def test_big_pictures_go_through_a_child_with_the_same_answer(
    pixels: ThreadPixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await pixels.take_in(png(400, 300), "a.png")
    monkeypatch.setattr(module, "BIG_PIXELS", 1000)
    there = await pixels.take_in(png(400, 300), "a.png")

    assert there == here
    assert pixels._child is not None


async def test_a_bad_big_picture_is_the_same_problem_from_the_child(
    pixels: ThreadPixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BIG_PIXELS", 1000)
    with pytest.raises(BadPicture) as caught:
        await pixels.take_in(png(4000, 3000)[:900], "cut.png")

    assert (caught.value.reason, caught.value.filename) == ("truncated", "cut.png")


async def test_sixty_megabytes_are_refused_at_once(pixels: ThreadPixels) -> None:
    with pytest.raises(BadPicture) as caught:
        await pixels.take_in(b"\x89PNG\r\n\x1a\n" + b"\0" * 60_000_000, "huge.png")

    assert caught.value.reason == "too_large"


async def test_a_full_queue_says_overloaded_and_recovers(
    pixels: ThreadPixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 3)
    work = [pixels.take_in(png(900, 900), "can.png") for _ in range(8)]
    found = await asyncio.gather(*work, return_exceptions=True)

    assert sum(isinstance(one, Overloaded) for one in found) == 5
    assert sum(isinstance(one, Taken) for one in found) == 3
    assert await pixels.take_in(png(90, 90), "can.png")


async def test_a_picture_that_was_paid_for_waits_however_long_the_queue_is(
    pixels: ThreadPixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 3)
    landing = [pixels.preview(png(900, 900), 64) for _ in range(8)]
    landing += [pixels.stamp(png(900, 900), "PRACTICE") for _ in range(8)]
    measured = await asyncio.gather(*(pixels.measure(png(90, 90)) for _ in range(8)))

    assert all(await asyncio.gather(*landing))
    assert set(measured) == {(90, 90, "image/png")}


async def test_a_child_that_died_is_replaced(
    pixels: ThreadPixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BIG_PIXELS", 1000)
    await pixels.preview(png(200, 200), 64)
    child = pixels._child
    assert child is not None
    for process in list(child._processes.values()):
        process.kill()
        process.join()

    assert await pixels.preview(png(200, 200), 64)
    assert pixels._child is not child
