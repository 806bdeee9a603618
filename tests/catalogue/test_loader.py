"""The catalogue of this release, and every kind of data that the loader refuses by its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from bot.catalogue.loader import load, read
from bot.domain.model import ModelStatus
from bot.domain.placement import R10, R14
from bot.errors import BadSettings

MODELS = files("bot.catalogue").joinpath("models.toml").read_text(encoding="utf-8")
PLACEMENTS = files("bot.catalogue").joinpath("placements.toml").read_text(encoding="utf-8")
PLACEMENT = """
[[placement]]
id = "story"
name = "Instagram story"
aliases = ["story"]
width = 1080
height = 1920
file_types = ["png"]
max_bytes = 30000000
insets = { top = 269, right = 65, bottom = 384, left = 65 }
furniture = "story"
ratio = "9:16"
is_ad = false
source = "manual"
checked = "2026-11-20"
"""


def refused(models: str = MODELS, placements: str = PLACEMENT) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as caught:
        read(models, placements)
    return caught.value.mistakes


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_the_release_has_all_the_models_and_a_dozen_placements() -> None:
    catalogue = load()

    assert [m.id for m in catalogue.models][:3] == [
        "sketch",
        "gemini-nano-banana-2.1",
        "gemini-3-pro-image",
    ]
    assert len(catalogue.models) == 11
    assert len(catalogue.placements) >= 12


def test_rows_carry_what_the_vendors_say() -> None:
    catalogue = load()
    banana = catalogue.model("gemini-nano-banana-2.1")
    pro = catalogue.model("gemini-3-pro-image")
    gpt = catalogue.model("gpt-image-2")
    old = catalogue.model("gemini-2.5-flash-image")
    assert banana
    assert pro
    assert gpt
    assert old

    assert banana.ratios == R14
    assert pro.ratios == R10
    assert not gpt.ratios
    assert banana.sizes == ("1K", "2K", "4K")
    assert dict(banana.prices[0].per_picture)["4K"] == Decimal("0.113")
    assert (pro.references.objects, pro.references.characters, pro.references.style) == (6, 5, 3)
    assert gpt.pixel_rule
    assert gpt.pixel_rule.max_edge == 3840
    assert dict(gpt.prices[0].per_picture)["1536x1024/high"] == Decimal("0.165")
    assert old.hidden
    assert old.status is ModelStatus.LEGACY


def test_only_the_sketch_may_be_repeated_by_itself() -> None:
    assert [m.id for m in load().models if m.repeatable] == ["sketch"]


def test_every_paid_row_names_its_source_and_no_preview_ships() -> None:
    for model in load().models:
        assert not model.id.endswith("-preview")
        for row in model.prices:
            assert row.source, model.id
            assert row.checked <= date(2026, 11, 20), model.id


def test_every_placement_keeps_text_inside_and_says_its_limit() -> None:
    for placement in load().placements:
        assert placement.insets.left + placement.insets.right < placement.width
        assert placement.insets.top + placement.insets.bottom < placement.height
        assert placement.max_bytes > 0
        assert placement.file_types
        assert placement.source
        assert list(placement.aliases) == sorted(placement.aliases, key=lambda a: (-len(a), a))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "gpt-image-2"', 'id = "sketch"', "model id 'sketch' stands there twice"),
        ('name = "GPT Image 2"', 'name = "Free sketch"', "model name"),
        ("objects = 10, characters = 4 } # [T,", "objects = 99 } # [T,", "above the 14"),
        ('sizes = ["1K", "2K", "4K"] # "512"', 'sizes = ["1K", "9K"] # "512"', "unknown sizes 9K"),
        ('"1K" = 9, "2K" = 13', '"2K" = 13', "no seconds for 1K"),
        ('{ "1K" = 0.0336, "2K"', '{ "2K"', "says nothing about 1K"),
        ('"4K" = 0.113 }', '"4K" = -1 }', "greater than or equal to 0"),
        ('"4K" = 0.113 }', '"4K" = 0.113, "8K" = 1 }', "knows 8K"),
        ("{ high = 2000 } # [?] no", "{ huge = 2000 } # [?] no", "counts thinking huge"),
        ('provider = "openai"\nstatus', 'provider = "acme"\nstatus', "provider"),
        ('qualities = ["low", "medium", "high"] # "auto"', 'colour = "red"\nqualities = ["low"] #', "colour"),
        ('id = "gpt-image-2"', 'id = "gpt-image-2-preview"', "preview ids"),
        ('ratios = "r14"\nsizes = []', "sizes = []", "either ratios or pixel_rule"),
        ('grounding = ["web", "image"] # [T]', 'grounding = ["smell"]', "grounding"),
        ('grounding = ["web", "image"] # [T]', "", "look_up belongs where grounding is offered"),
        ('ratios = "r10" # the V', 'grounding = ["image"]\nratios = "r10" # the V', "look_up belongs"),
        ("usd_per_search = 0.014", "usd_per_search = -1", "usd_per_search"),
        ("searches = 7", "searches = 0", "searches"),
        ("text_out = 12.00, image_out = 120 }", "text_out = 12.00 }\npartial_tokens = 100", "partial_tokens without"),
        ('"8:1" = [2928, 352]', "", "every ratio needs a line in [pixels]"),
    ],
)  # fmt: skip
def test_data_that_does_not_fit_is_refused(old: str, new: str, says: str) -> None:
    assert old in MODELS
    mistakes = refused(MODELS.replace(old, new, 1))

    assert any(says in mistake for mistake in mistakes), mistakes


def test_a_mistake_names_the_file_and_the_line_of_its_table() -> None:
    broken = MODELS.replace('"4K" = 0.113 }', '"4K" = "dear" }', 1)
    table = line_of(MODELS, 'id = "gemini-nano-banana-2.1"') - 1

    assert any(m.startswith(f"models.toml:{table}: price.0") for m in refused(broken))


def test_overlapping_prices_are_refused_and_following_ones_are_not() -> None:
    second = """[[model.price]]
valid_from = 2027-01-01
per_picture = { "" = 1 }
source = "test"
checked = 2026-11-20
confidence = "high"

[[model]]
id = "gemini-nano-banana-2.1"
"""
    head = '[[model]]\nid = "gemini-nano-banana-2.1"\n'
    overlap = MODELS.replace(head, second, 1)
    ended = overlap.replace(
        "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2027-01-01", 1
    )

    assert any("overlap" in m for m in refused(overlap))
    assert len(read(ended, PLACEMENT).models[0].prices) == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("top = 269", "top = 1800", "leave no room"),
        ('ratio = "9:16"', 'ratio = "7:5"', "ratio 7:5"),
        ('["png"]', "[]", "file_types"),
        ('["png"]', '["bmp"]', "file_types"),
        ("max_bytes = 30000000", "max_bytes = 0", "max_bytes"),
        ("width = 1080", "width = 0", "width"),
        ("height = 1920\n", "", "height"),
        ('aliases = ["story"]', 'aliases = ["Story"]', "lower-case"),
        ('aliases = ["story"]', 'aliases = ["story", "story"]', "twice"),
        ('source = "manual"', 'source = ""', "source"),
        ('"2026-11-20"', '"soon"', "checked"),
        ('furniture = "story"', 'furniture = "sofa"', "furniture"),
    ],
)
def test_a_placement_that_does_not_fit_is_refused(old: str, new: str, says: str) -> None:
    assert old in PLACEMENT
    mistakes = refused(placements=PLACEMENT.replace(old, new, 1))

    assert any(m.startswith("placements.toml:2:") and says in m for m in mistakes), mistakes


def test_two_placements_may_not_share_a_name_or_an_alias() -> None:
    mistakes = refused(placements=PLACEMENT + PLACEMENT.replace('"story"\nname', '"tale"\nname'))

    assert any("alias 'story' belongs to story" in m for m in mistakes)
    assert any("placement name" in m for m in mistakes)


def test_all_mistakes_are_told_at_once() -> None:
    broken = MODELS.replace('"4K" = 0.113 }', '"4K" = -1 }', 1)
    mistakes = refused(broken, PLACEMENT.replace("width = 1080", "width = 0"))

    assert {m.partition(":")[0] for m in mistakes} == {"models.toml", "placements.toml"}


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    assert any("line 2" in m for m in refused(placements="\nid = \n"))


def test_the_placements_of_this_release_are_read_as_they_stand() -> None:
    assert len(read(MODELS, PLACEMENTS).placements) == PLACEMENTS.count("[[placement]]\n")
