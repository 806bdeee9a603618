"""What changed between two pictures: found where it is, silent where nothing is."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from bot.imaging.changing import MAX_BOXES, changes
from bot.imaging.encoding import encode_jpeg, encode_png


def scene(*, moved: bool = False, colour: tuple[int, int, int] = (170, 40, 30)) -> Image.Image:
    ramp = np.linspace(190, 230, 600)[:, None].repeat(800, axis=1)
    made = Image.fromarray(np.stack([ramp, ramp * 0.97, ramp * 0.9], axis=-1).astype(np.uint8))
    x = 520 if moved else 120
    ImageDraw.Draw(made).rectangle((x, 220, x + 140, 460), fill=colour)
    return made


def test_the_same_picture_has_not_changed_nor_has_its_jpeg() -> None:
    same = changes(encode_png(scene()), encode_png(scene()))
    packed = changes(encode_png(scene()), encode_jpeg(scene(), 75))

    assert (same.share, same.boxes, same.tone) == (0.0, (), "")
    assert packed.share < 0.01


def test_a_recoloured_product_is_outlined_and_nothing_else() -> None:
    found = changes(encode_png(scene()), encode_png(scene(colour=(30, 60, 170))))

    assert len(found.boxes) == 1
    left, top, right, bottom = found.boxes[0]
    assert left <= 0.16
    assert 0.32 <= right < 0.4
    assert top <= 0.38
    assert 0.76 <= bottom < 0.84


def test_a_moved_product_is_outlined_at_both_places() -> None:
    found = changes(encode_png(scene()), encode_png(scene(moved=True)))

    assert len(found.boxes) == 2
    assert min(b[0] for b in found.boxes) < 0.2
    assert max(b[0] for b in found.boxes) > 0.6


def test_a_warmer_light_is_named_not_outlined() -> None:
    warm = np.asarray(scene()).astype(float) * (1.03, 1.0, 0.94)
    found = changes(
        encode_png(scene()), encode_png(Image.fromarray(warm.clip(0, 255).astype(np.uint8)))
    )

    assert "warmer overall" in found.tone
    assert found.share < 0.15


def test_another_shape_is_another_picture() -> None:
    found = changes(encode_png(scene()), encode_png(scene().resize((400, 600))))

    assert (found.share, found.boxes) == (1.0, ((0.0, 0.0, 1.0, 1.0),))


def test_there_are_never_more_boxes_than_can_be_read() -> None:
    dotted = scene()
    draw = ImageDraw.Draw(dotted)
    for x in range(8):
        for y in range(6):
            draw.rectangle((x * 100 + 30, y * 100 + 30, x * 100 + 52, y * 100 + 52), fill="blue")
    found = changes(encode_png(scene()), encode_png(dotted))

    assert 0 < len(found.boxes) <= MAX_BOXES
    assert all(0 <= a < c <= 1 and 0 <= b < d <= 1 for a, b, c, d in found.boxes)
