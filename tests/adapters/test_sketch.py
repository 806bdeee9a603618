"""The sketch model: the same call is the same bytes, an edit changes what it names and only that,
type fits the safe area, and what it cannot draw it refuses."""

from __future__ import annotations

import functools
import io
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from adapters.models.sketch import Sketch, drawn, sheet
from adapters.models.sketching.draw import Drawing, draw
from adapters.models.sketching.edits import edited
from adapters.models.sketching.fonts import FOLDER, Voice, covers, load, shaping, uncovered
from adapters.models.sketching.frame import frame_of
from adapters.models.sketching.reading import first_spec, thing_of
from adapters.models.sketching.silhouettes import THINGS, outline
from adapters.models.sketching.spec import Spec, from_layers, to_layers
from adapters.models.sketching.typeset import broken
from bot.domain.brief import Brief, Role
from bot.domain.model import Model, ModelStatus, Provider, ReferenceLimits
from bot.domain.outcome import BadRequest, Made, Ok
from bot.domain.placement import FileType, Format, Furniture, Insets, Placement
from bot.imaging.changing import changes
from bot.imaging.colour import Bytes
from bot.imaging.intake import take_in
from bot.ports import Call, Parent, RoledPicture

ROOT = Path(__file__).parents[2]
STARTERS = ROOT / "adapters/web/static/starters"
WHAT = "a cold-brew can on wet stone for an Instagram story"
TEXTS = ("SUMMER HAS LANDED", "Drink responsibly. 18+")


def _placements() -> dict[str, Placement]:
    rows = tomllib.loads((ROOT / "bot/catalogue/placements.toml").read_text("utf-8"))["placement"]
    return {
        row["id"]: Placement(
            **{
                **row,
                "aliases": tuple(row["aliases"]),
                "file_types": tuple(FileType(kind) for kind in row["file_types"]),
                "insets": Insets(**row["insets"]),
                "furniture": Furniture(row["furniture"]),
            }
        )
        for row in rows
    }


PLACEMENTS = _placements()
MODEL = Model(
    "sketch", "Sketch", Provider.SKETCH, ModelStatus.CURRENT, hidden=False, shut_down=None,
    ratios=(), sizes=(), pixel_rule=None, references=ReferenceLimits(8), thinking=(), qualities=(),
    grounding=(), masks=(), max_prompt=9999, repeatable=True, best_for="", seconds=(), prices=(),
)  # fmt: skip


def fmt(place: str) -> Format:
    row = PLACEMENTS[place]
    return Format(row.width, row.height, row.ratio, file_type=row.file_types[0], placement=place)


def photo(name: str = "can.jpg", role: Role = Role.PRODUCT) -> RoledPicture:
    data, facts = take_in((STARTERS / name).read_bytes(), name)
    return RoledPicture(role, data, facts)


def call(
    place: str = "story", texts: tuple[str, ...] = TEXTS, what: str = WHAT, **more: object
) -> Call:
    brief = Brief(what=what, formats=(fmt(place),), exact_text=texts)
    made = Call("key-1", MODEL, brief, fmt(place), "prompt")
    return replace(made, **more)  # type: ignore[arg-type]


def made(one: Call) -> Made:
    outcome = drawn(one, PLACEMENTS)
    assert isinstance(outcome, Ok), outcome
    return outcome.pictures[0]


def edit(one: Call, before: Made, words: str, **more: object) -> Call:
    parent = Parent(before.data, before.mime, "sketch", before.layers, ())
    return replace(one, parent=parent, instruction=words, **more)  # type: ignore[arg-type]


def refused(one: Call) -> str:
    outcome = drawn(one, PLACEMENTS)
    assert isinstance(outcome, BadRequest), outcome
    return outcome.code


# --- the same call is the same picture ---------------------------------------------------------


async def test_the_same_call_is_the_same_bytes_whatever_its_key() -> None:
    one = call(references=(photo(),))
    model = Sketch(PLACEMENTS.values())
    first = await model.make(one, lambda _: None)
    again = await model.make(replace(one, key="another order"), lambda _: None)
    await model.close()

    assert isinstance(first, Ok)
    assert first == again


@pytest.mark.parametrize("place", sorted(PLACEMENTS))
def test_every_placement_has_exact_pixels_and_its_file_type(place: str) -> None:
    found = made(call(place, ("SUMMER HAS LANDED",)))
    with Image.open(io.BytesIO(found.data)) as picture:
        size, kind = picture.size, picture.format

    row = PLACEMENTS[place]
    assert (found.width, found.height) == size == (row.width, row.height)
    assert kind == {"png": "PNG", "jpg": "JPEG"}[str(row.file_types[0])]


@pytest.mark.parametrize("place", ["story", "ig_square", "x_post", "gd_728x90"])
def test_four_pictures_are_four_compositions(place: str) -> None:
    four = [made(call(place, index=i)).data for i in range(4)]

    for i, one in enumerate(four):
        for other in four[i + 1 :]:
            assert changes(one, other).share > 0.12


def test_alt_text_says_what_is_seen_and_the_words() -> None:
    alt = made(call()).alt

    assert "cold-brew can on wet stone" in alt
    assert alt.endswith("Text in picture: SUMMER HAS LANDED / Drink responsibly. 18+")


# --- edits -------------------------------------------------------------------------------------


def spec_of(one: Call) -> Spec:
    found = from_layers(made(one).layers)
    assert found is not None
    return found


FIELDS = [
    ("headline: Summer has landed", {"texts"}),
    ('change the headline to "Hello, sun"', {"texts"}),
    ("remove the text", {"texts"}),
    ("remove the legal line", {"texts"}),
    ("darker stone", {"ground_shade"}),
    ("much darker stone", {"ground_shade"}),
    ("lighter background", {"back_shade"}),
    ("blue background", {"back_colour"}),
    ("#1f3d3a background", {"back_colour"}),
    ("make it pastel", {"pastel"}),
    ("warmer light", {"warmth"}),
    ("a bit cooler", {"warmth"}),
    ("light from the left", {"light"}),
    ("light from the right", {"light"}),
    ("backlit", {"light"}),
    ("text at the bottom", {"text_at"}),
    ("move the headline to the top left", {"text_at"}),
    ("make the text bigger", {"text_scale"}),
    ("red headline", {"text_colour"}),
    ("move the can left", {"dx"}),
    ("move it up", {"dy"}),
    ("bigger", {"scale"}),
    ("smaller can", {"scale"}),
    ("low angle", {"camera"}),
    ("from above", {"camera"}),
    ("without furniture", {"furniture"}),
    ("hide the interface", {"furniture"}),
    ("hide the notes", {"margin"}),
    ("swap", {"mirrored"}),
    ("more room for copy on the left", {"room"}),
    ("on a wooden table", {"ground"}),
    ("make the label shinier", {"notes"}),
    ("darker stone and move the can left; headline: Hi", {"ground_shade", "dx", "texts"}),
]


@pytest.mark.parametrize(("words", "fields"), FIELDS, ids=[words for words, _ in FIELDS])
def test_an_edit_changes_what_it_names_and_only_that(words: str, fields: set[str]) -> None:
    before = spec_of(call())
    before = replace(before, light="top")  # so that any direction is a change
    after = edited(before, words, ())
    one, two = json.loads(to_layers(before)), json.loads(to_layers(after.spec))

    assert {name for name in one if one[name] != two[name]} == fields
    assert after.notes


def test_what_it_cannot_draw_is_said_with_what_a_real_model_would_do() -> None:
    one = call()
    found = made(edit(one, made(one), "put a bee on the rim"))

    assert found.notes == ("Noted in the margin. A real model would: put a bee on the rim.",)


def test_a_darker_stone_leaves_the_headline_as_it_was() -> None:
    one = call(references=(photo(),))
    before = made(one)
    after = made(edit(one, before, "darker stone"))
    a, b = (
        np.asarray(Image.open(io.BytesIO(m.data)).convert("RGB")).astype(int)
        for m in (before, after)
    )
    drawing = draw(spec_of(one), one.format, PLACEMENTS["story"], {})
    left, top, right, bottom = (int(v) for v in drawing.settings[0].box)
    horizon = int(drawing.plan.horizon)

    assert np.abs(a - b)[top:bottom, left:right].mean() < 1.0
    assert np.abs(a - b)[horizon + 60 : horizon + 120].mean() > 15


def test_a_new_headline_changes_the_headlines_place_only() -> None:
    one = call(references=(photo(),))
    before = made(one)
    after = made(edit(one, before, "headline: SUMMER IS HERE AT LAST"))
    found = changes(before.data, after.data)
    foot = draw(spec_of(one), one.format, PLACEMENTS["story"], {}).plan.copy[3] / 1920

    assert after.alt.endswith("SUMMER IS HERE AT LAST / Drink responsibly. 18+")
    assert found.boxes
    assert all(box[3] <= foot + 0.05 for box in found.boxes)


def test_an_edit_needs_no_photo_bytes_and_looks_the_same() -> None:
    one = call(references=(photo(),))
    before = made(one)
    with_bytes = made(edit(one, before, "warmer light"))
    without = made(edit(one, before, "warmer light", references=()))

    assert changes(with_bytes.data, without.data).share < 0.01


def test_a_photo_that_comes_with_an_edit_is_added() -> None:
    one = call()
    before = made(one)
    after = made(edit(one, before, "use this can", references=(photo(),)))

    assert any(note.startswith("Added can.jpg as product") for note in after.notes)
    assert changes(before.data, after.data).share > 0.03


def test_another_format_is_laid_out_again_from_the_same_spec() -> None:
    one = call(references=(photo(),))
    before = made(one)
    thumb = edit(one, before, "same as YouTube thumbnail", format=fmt("yt_thumb"))
    after = made(thumb)

    assert (after.width, after.height) == (1280, 720)
    assert after.layers == before.layers
    assert after.notes == ("Laid out again for YouTube thumbnail, 1280 x 720.",)


def test_an_edit_over_another_models_picture_keeps_that_picture() -> None:
    one = call("ig_square", ())
    theirs = (STARTERS / "beach.jpg").read_bytes()
    parent = Parent(theirs, "image/jpeg", "nano", "their own layers", ())
    after = made(replace(one, parent=parent, instruction="headline: SUMMER"))
    with Image.open(io.BytesIO(after.data)) as picture:
        red, _, blue = np.asarray(picture.convert("RGB"))[860, 540].astype(int)

    assert red > blue, "the sand of their picture"
    assert "SUMMER" in after.alt


def test_a_photo_to_change_takes_the_brief_as_its_edit() -> None:
    one = call("ig_square", (), "make the light warmer", references=(photo("cup.jpg", Role.BASE),))
    warm = made(one)
    plain = made(replace(one, brief=replace(one.brief, what="a cup")))

    assert "Made the light warmer." in warm.notes
    assert changes(plain.data, warm.data).tone or changes(plain.data, warm.data).share > 0.1


def test_layers_survive_and_damaged_ones_are_not_trusted() -> None:
    layers = made(call(references=(photo(),))).layers
    spec = from_layers(layers)

    assert spec is not None
    assert to_layers(spec) == layers
    for bad in ("", "{}", "[]", "not json", layers.replace('"version":1', '"version":99'),
                layers.replace('"plan":0', '"plan":"0"')):  # fmt: skip
        assert from_layers(bad) is None


# --- type --------------------------------------------------------------------------------------

COPY = [
    ("SUMMER HAS LANDED", "Cold brew, slow roasted", "Shop now", "Drink responsibly. 18+"),
    ("A much longer headline that has to be broken over several lines to fit at all", "18+"),
    ("الصيف وصل أخيرا", "تسوق الآن"),
    ("夏、来たる。", "冷たいコールドブリューをどうぞ"),
    ("גלידה", "ฤดูร้อน", "여름이 왔다"),
]


@pytest.mark.parametrize("texts", COPY, ids=[texts[0][:12] for texts in COPY])
@pytest.mark.parametrize("place", ["story", "yt_thumb", "gda_square"])
def test_type_really_stands_in_the_safe_area(place: str, texts: tuple[str, ...]) -> None:
    """Measured on the pixels: with and without the words, only the safe area differs."""
    brief = Brief(what=WHAT, formats=(fmt(place),), exact_text=texts)
    for index in range(4):
        spec = replace(first_spec(brief, (), index, "seed"), margin=False, furniture=False)
        drawing = draw(spec, fmt(place), PLACEMENTS[place], {})
        assert all(s.safe and s.readable for s in drawing.settings)
        assert all(s.contrast >= 3 for s in drawing.settings)
        _apart_from_each_other([s.box for s in drawing.settings])
        empty = wordless(replace(spec, texts=()), place)
        if empty.plan != drawing.plan:
            continue
        a, b = (np.asarray(d.image).astype(np.int16) for d in (drawing, empty))
        inks = [np.abs(a - np.array(s.ink, np.int16)).max(axis=-1) < 14 for s in drawing.settings]
        hard = np.argwhere(np.any(inks, axis=0) & (np.abs(a - b).max(axis=-1) > 25))
        left, top, right, bottom = drawing.frame.safe
        assert hard[:, 0].min() >= top - 2
        assert hard[:, 0].max() <= bottom + 2
        assert hard[:, 1].min() >= left - 2
        assert hard[:, 1].max() <= right + 2


@functools.cache
def wordless(spec: Spec, place: str) -> Drawing:
    return draw(spec, fmt(place), PLACEMENTS[place], {})


def _apart_from_each_other(boxes: list[tuple[float, float, float, float]]) -> None:
    for i, one in enumerate(boxes):
        for two in boxes[i + 1 :]:
            across = min(one[2], two[2]) - max(one[0], two[0])
            down = min(one[3], two[3]) - max(one[1], two[1])
            assert across <= 0 or down <= 1


def test_lines_are_balanced_and_leave_no_widow() -> None:
    lines = broken("The best part of the morning is a", Voice.SERIF, 100, 900)

    assert lines is not None
    assert len(lines[-1].split()) > 1
    assert " ".join(lines) == "The best part of the morning is a"


def test_chinese_breaks_between_letters_but_never_before_a_stop() -> None:
    lines = broken("夏日限定，冰咖啡上市。现在就来。", Voice.SANS, 100, 420)  # noqa: RUF001 - the comma is the point

    assert lines is not None
    assert len(lines) > 1
    assert not any(line[0] in "\uff0c\u3002" for line in lines)
    assert "".join(lines) == "夏日限定，冰咖啡上市。现在就来。"  # noqa: RUF001 - the comma is the point


@pytest.mark.skipif(not shaping(), reason="no FriBiDi here: apt-get install libfribidi0")
def test_arabic_is_joined_and_set_from_the_right() -> None:
    drawing = draw(spec_of(call(texts=("الصيف",))), fmt("story"), PLACEMENTS["story"], {})
    joined = load("NotoSansArabic-Bold.ttf", 100).getlength("الصيف")
    apart = sum(load("NotoSansArabic-Bold.ttf", 100).getlength(c) for c in "الصيف")

    assert drawing.settings[0].block.rtl
    assert joined < apart * 0.9


def test_the_coverage_table_says_what_the_fonts_have() -> None:
    """A letter that the table promises is not drawn as the missing-letter box."""
    for face, chars in {
        "Inter-Medium.otf": "AzßЖΩ→€",
        "NotoSansThai-Bold.ttf": "ฤ",
        "NotoSansArabic-Regular.ttf": "صپ",
        "NotoSansDevanagari-Bold.ttf": "ग",
        "DroidSansFallback.ttf": "夏来あ한",
    }.items():
        missing = bytes(load(face, 60).getmask("\uffff"))
        for char in chars:
            assert covers(face, char)
            assert bytes(load(face, 60).getmask(char)) != missing
        assert not covers(face, "\uffff")
    listed = {line.split(" ")[0] for line in (FOLDER / "coverage.txt").read_text().splitlines()}
    assert listed == {path.name for path in FOLDER.glob("*.[ot]tf")}


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "script"), [("ᠮᠣᠩᠭᠣᠯ", "Mongolian"), ("SUMMER 🌞", "emoji"), ("𒀀", "Cuneiform")]
)
def test_a_script_without_letters_is_named_never_drawn_as_boxes(text: str, script: str) -> None:
    outcome = drawn(call(texts=(text,)), PLACEMENTS)

    assert isinstance(outcome, BadRequest)
    assert (outcome.code, script in outcome.message) == ("script", True)
    assert uncovered("Ünïcödé Ж Ω 夏") == ""


def test_more_text_than_fits_is_refused() -> None:
    assert refused(call("gd_728x90", ("word " * 120,))) == "text_too_long"
    assert refused(call("story", ("word " * 400,))) == "text_too_long"


def test_an_edit_that_brings_too_much_text_is_refused_too() -> None:
    one = call("gd_300x250", ("Hi",))

    assert refused(edit(one, made(one), "headline: " + "long words " * 60)) == "text_too_long"


def test_more_than_eight_photos_are_refused() -> None:
    assert refused(call(references=(photo(),) * 9)) == "references"


@pytest.mark.parametrize("size", [(39, 400), (400, 39), (4096, 4097)])
def test_formats_beyond_the_bounds_are_refused(size: tuple[int, int]) -> None:
    assert refused(call(format=Format(*size, "1:1"))) == "size"


def test_a_photo_that_cannot_be_read_is_refused_not_raised() -> None:
    broken_photo = replace(photo(), data=photo().data[:3000])

    assert refused(call(references=(broken_photo,))) == "references"


@pytest.mark.parametrize("size", [(40, 40), (40, 2000), (2000, 40), (513, 511)])
def test_odd_shapes_without_a_placement_are_drawn(size: tuple[int, int]) -> None:
    found = made(call(texts=(), format=Format(*size, "1:1")))

    assert (found.width, found.height) == size


def test_words_that_look_like_code_or_nothing_are_just_words() -> None:
    for what in ("{}[](?P<x>", "\\b(", "   x   ", "日本の夏", "a" * 4000):
        one = call("gd_300x250", (), what)
        assert made(edit(one, made(one), what)).notes


# --- reading and drawing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "thing"),
    [("a cold-brew can", "can"), ("red sneakers on a track", "shoe"), ("our new app", "phone"),
     ("a woman with a bottle", "person"), ("something nice", "form"), ("we can do it", "can")],
)  # fmt: skip
def test_the_subject_is_read_from_the_words(words: str, thing: str) -> None:
    assert thing_of(words) == thing


@pytest.mark.parametrize("name", sorted(THINGS))
def test_every_silhouette_fills_its_box_and_stands_on_its_foot(name: str) -> None:
    thing = THINGS[name]
    points = [p for path in thing.bodies for p in outline(path)]

    assert 0.9 < max(y for _, y in points) <= 1.06
    assert max(x for x, _ in points) - min(x for x, _ in points) > 0.66


def test_furniture_can_be_switched_off() -> None:
    one = call()
    before = made(one)
    after = made(edit(one, before, "without furniture"))
    found = changes(before.data, after.data)

    assert found.boxes
    assert all(box[3] < 0.15 or box[1] > 0.85 for box in found.boxes)


def test_small_banners_carry_no_notes_but_the_tag() -> None:
    assert not frame_of(fmt("gd_728x90"), PLACEMENTS["gd_728x90"], spec_of(call())).margin
    assert frame_of(fmt("og"), PLACEMENTS["og"], spec_of(call())).margin


def test_a_product_photo_is_placed_cut_out() -> None:
    one = call(references=(photo(),))
    found = spec_of(one)
    drawing = draw(found, one.format, PLACEMENTS["story"], {})
    left, top, right, bottom = drawing.plan.subject
    x, y = int(left + (right - left) * 0.75), int(top + (bottom - top) * 0.3)
    label = np.asarray(drawing.image)[y, x].astype(int)

    assert found.photos[0].cut
    assert label[1] > label[0] + 10, "the green of the can's label"


def test_the_sheet_shows_every_format_and_small_banners_at_their_size() -> None:
    one = call(texts=("SUMMER",))
    brief = replace(one.brief, formats=tuple(fmt(p) for p in ("story", "yt_thumb", "gd_300x250")))
    outcome = sheet(replace(one, brief=brief), PLACEMENTS)

    assert isinstance(outcome, Ok)
    found = outcome.pictures[0]
    assert found.width == 2400
    assert "3 formats" in found.alt
    banner = made(replace(one, format=fmt("gd_300x250")))
    with Image.open(io.BytesIO(found.data)) as whole, Image.open(io.BytesIO(banner.data)) as small:
        page, part = np.asarray(whole.convert("L")), np.asarray(small.convert("L"))
    assert _found_inside(page, part)


def _found_inside(page: Bytes, part: Bytes) -> bool:
    """Does `part` stand in `page` pixel for pixel (but for JPEG)? Looked for along the margin."""
    high, wide = part.shape
    for top in range(page.shape[0] - high):
        window = page[top : top + high : 24, 84 : 84 + wide : 24].astype(int)
        if np.abs(window - part[::24, ::24]).mean() < 4:
            return True
    return False


def test_a_mask_or_logo_in_palette_mode_does_not_break_the_drawing() -> None:
    logo = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    ImageDraw.Draw(logo).ellipse((20, 20, 180, 80), fill=(200, 30, 30, 255))
    out = io.BytesIO()
    logo.save(out, "PNG")
    data, facts = take_in(out.getvalue(), "logo.png")

    for role in Role:
        assert made(call("og", ("Hi",), references=(RoledPicture(role, data, facts),)))
