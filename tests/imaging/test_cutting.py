"""Cut-outs and swatches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bot.imaging.colour import contrast, from_hex, lab, to_hex
from bot.imaging.cutting import cut_out
from bot.imaging.palette import swatches

STARTERS = Path(__file__).parents[2] / "adapters/web/static/starters"


def product(ground: tuple[int, int, int] = (240, 236, 230)) -> Image.Image:
    made = Image.new("RGB", (400, 600), ground)
    draw = ImageDraw.Draw(made)
    draw.rectangle((120, 100, 280, 500), fill=(30, 80, 70))
    draw.rectangle((150, 200, 250, 300), fill=ground)  # a label in the colour of the wall
    return made.filter(ImageFilter.GaussianBlur(0.8))


def test_a_product_is_cut_out_and_its_label_in_the_walls_colour_stays() -> None:
    cut = cut_out(product())

    assert cut is not None
    assert abs(cut.width - 161) <= 6
    assert abs(cut.height - 401) <= 6
    alpha = np.asarray(cut.getchannel("A"))
    assert alpha[cut.height // 3, cut.width // 2] > 250, "inside the label"
    assert (alpha > 250).mean() > 0.93


def test_the_edge_is_soft() -> None:
    cut = cut_out(product())

    assert cut is not None
    row = np.asarray(cut.getchannel("A"))[200]
    assert ((row > 10) & (row < 245)).sum() >= 2


def test_a_busy_background_is_not_cut() -> None:
    assert cut_out(Image.effect_noise((300, 300), 100).convert("RGB")) is None
    assert cut_out(Image.new("RGB", (300, 300), "white")) is None


def test_the_starter_can_stands_alone_with_its_metal_foot() -> None:
    with Image.open(STARTERS / "can.jpg") as photo:
        cut = cut_out(photo)

    assert cut is not None
    alpha = np.asarray(cut.getchannel("A"))
    foot = alpha[int(cut.height * 0.955)]
    assert (foot > 200).mean() > 0.7, "the foot is not eaten with the shadow"
    assert abs(cut.width / cut.height - 0.52) < 0.03


def test_a_cut_out_keeps_what_was_cut_already() -> None:
    clear = product().convert("RGBA")
    mask = Image.new("L", clear.size, 0)
    ImageDraw.Draw(mask).rectangle((120, 100, 280, 500), fill=255)
    clear.putalpha(mask)
    cut = cut_out(clear)

    assert cut is not None
    assert cut.size == (161, 401)


def test_swatches_are_the_colours_by_share_and_the_same_every_time() -> None:
    made = Image.new("RGB", (100, 100), (200, 30, 30))
    made.paste((20, 40, 160), (0, 0, 100, 30))
    found = swatches(made, 2)

    assert [s.hex for s in found] == [to_hex((200, 30, 30)), to_hex((20, 40, 160))]
    assert abs(found[0].share - 0.7) < 0.02
    assert swatches(made, 2) == found


def test_colour_numbers_are_those_of_the_standards() -> None:
    white = lab(np.array([[255, 255, 255]], dtype=np.uint8))[0]

    assert np.allclose(white, (100, 0, 0), atol=0.05)
    assert round(contrast((0, 0, 0), (255, 255, 255)), 2) == 21
    assert from_hex("#fa0") == (255, 170, 0)
