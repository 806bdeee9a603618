"""Exact pixels, the byte budget, previews, stamps."""

from __future__ import annotations

import io
from itertools import product

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bot.domain.placement import FileType, Format
from bot.errors import BadPicture
from bot.imaging.encoding import encode_jpeg, encode_png
from bot.imaging.fitting import fit, preview, window
from bot.imaging.opening import measure
from bot.imaging.stamping import stamp


def scene(width: int = 900, height: int = 600, at: float = 0.5) -> Image.Image:
    made = Image.new("RGB", (width, height), (226, 220, 208))
    x = width * at
    ImageDraw.Draw(made).ellipse((x - 90, 200, x + 90, 380), fill=(170, 30, 40))
    return made


def noisy(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(3).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


SIZES = [(1080, 1920), (1200, 627), (728, 90), (300, 250), (160, 600), (97, 61)]


@pytest.mark.parametrize(("size", "kind"), list(product(SIZES, FileType)))
def test_every_size_and_file_type_is_exact(size: tuple[int, int], kind: FileType) -> None:
    done = fit(encode_png(scene()), Format(*size, "1:1", file_type=kind), 0)

    assert measure(done.data) == (*size, done.mime)
    assert done.mime == {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}[kind]


def test_the_crop_keeps_what_the_eye_goes_to() -> None:
    for at in (0.12, 0.5, 0.88):
        left, _, right, _ = window(scene(at=at), 1.0)
        assert left <= 900 * at - 85
        assert right >= 900 * at + 85


def test_a_budget_is_met_by_quality_and_said() -> None:
    fmt = Format(300, 250, "5:4", file_type=FileType.JPG)
    done = fit(encode_png(noisy(600, 500)), fmt, 40_000)

    assert len(done.data) <= 40_000
    assert done.note.startswith("quality ")
    assert measure(done.data)[:2] == (300, 250)


def test_a_budget_that_cannot_be_met_is_refused_and_pixels_are_never_shrunk() -> None:
    with pytest.raises(BadPicture) as caught:
        fit(encode_png(noisy(600, 500)), Format(300, 250, "5:4", file_type=FileType.JPG), 9_000)

    assert (caught.value.reason, caught.value.limit) == ("too_large", 9_000)


def test_an_opaque_png_over_budget_becomes_jpg_and_says_so() -> None:
    done = fit(encode_png(noisy(600, 500)), Format(300, 250, "5:4"), 60_000)

    assert done.mime == "image/jpeg"
    assert done.note.startswith("JPG quality")


def test_enlarging_is_said() -> None:
    note = fit(encode_png(scene(450, 300)), Format(900, 600, "3:2"), 0).note

    assert note == "enlarged x2.00"
    assert fit(encode_png(scene()), Format(900, 600, "3:2"), 0).note == ""


def test_a_preview_is_small_and_never_enlarged() -> None:
    small = measure(preview(encode_png(scene()), 256))
    same = measure(preview(encode_png(scene(200, 100)), 256))

    assert (small[0], small[2]) == (256, "image/jpeg")
    assert same[:2] == (200, 100)


@pytest.mark.parametrize("size", [(1080, 1920), (728, 90), (64, 64)])
def test_a_stamp_cannot_be_overlooked_and_leaves_the_picture_to_be_judged(
    size: tuple[int, int],
) -> None:
    before = scene(*size) if size[0] > 200 else Image.new("RGB", size, (226, 220, 208))
    after = Image.open(io.BytesIO(stamp(encode_png(before), "PRACTICE")))
    one, two = np.asarray(before).astype(int), np.asarray(after.convert("RGB")).astype(int)
    changed = np.abs(one - two).max(axis=-1)

    assert after.size == size
    assert changed[-3:].min() > 20, "the band runs along the whole foot"
    assert (changed > 60).mean() < 0.45, "most of the picture is as it was"


def test_a_stamped_jpeg_stays_a_jpeg() -> None:
    assert measure(stamp(encode_jpeg(scene(), 90), "PRACTICE"))[2] == "image/jpeg"
