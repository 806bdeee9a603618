"""Servers of one's own: from one line of settings to rows of the catalogue."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.catalogue.loader import load
from bot.catalogue.own import Own, id_of, with_own
from bot.domain import choose
from bot.domain.brief import Brief
from bot.domain.model import Provider
from bot.domain.money import Milli
from bot.domain.placement import Format
from bot.domain.quote import quote
from bot.domain.shape import Resolved, resolve
from bot.errors import BadSettings
from bot.settings import read_settings
from bot.wiring import _secrets, real_catalogue, real_models

LINE = "flux=http://127.0.0.1:8080/v1, Qwen/Image-1@0.02=https://gpu.example/v1=ke=y/+==\nlast=http://a/b"


def test_one_line_names_any_number_of_servers() -> None:
    settings = read_settings({"self_hosted": LINE})
    assert [(s.name, s.usd, s.url, s.key.get_secret_value()) for s in settings.own_servers()] == [
        ("flux", Decimal(0), "http://127.0.0.1:8080/v1", ""),
        ("Qwen/Image-1", Decimal("0.02"), "https://gpu.example/v1", "ke=y/+=="),
        ("last", Decimal(0), "http://a/b", ""),
    ]
    assert "ke=y" not in repr(settings)
    assert _secrets(settings) == ("ke=y/+==",)
    assert real_catalogue(settings).models[:-3] == load().models
    assert [m.id for m in real_catalogue(settings).models[-3:]] == [
        "own-flux", "own-qwen-image-1", "own-last",
    ]  # fmt: skip


async def test_the_studio_plugs_in_what_is_configured_and_nothing_else() -> None:
    assert real_models(read_settings({})).keys() == {Provider.SKETCH}
    models = real_models(read_settings({"self_hosted": LINE, "openai_api_key": "sk-1"}))
    assert models.keys() == {Provider.SKETCH, Provider.OPENAI, Provider.SELF_HOSTED}
    for model in models.values():
        await model.close()


@pytest.mark.parametrize(
    "entry", ["flux", "flux=gpu:8080", "=http://a/", "a b=http://a/", "f@-1=http://a", "f@x=http://a", "f=http://a?x"]
)  # fmt: skip
def test_a_wrong_entry_is_named_by_its_place_never_by_its_words(entry: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings({"self_hosted": f"good=http://good/v1=k-secret,{entry}=k-secret"})
    assert any(
        re.search(r"SELF_HOSTED: entry [23] is not name=url", m) for m in caught.value.mistakes
    )
    assert "k-secret" not in str(caught.value.mistakes)


def test_two_servers_may_not_share_a_name() -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings({"self_hosted": "a/b=http://a/v1,A-B=http://b/v1"})
    assert caught.value.mistakes == ("ARTDESK_SELF_HOSTED: a-b stands there twice",)


@pytest.mark.parametrize("key", ["openai_base_url", "google_base_url"])
def test_an_address_that_is_none_is_said(key: str) -> None:
    with pytest.raises(BadSettings):
        read_settings({key: "api.openai.com"})


def test_a_server_of_ones_own_costs_what_the_team_says_and_never_stands_before_a_vendor() -> None:
    catalogue = with_own(load(), [Own("free", Decimal(0)), Own("dear", Decimal("0.02"))])
    free, dear = catalogue.models[-2:]
    story = Format(1080, 1920, "9:16")
    day = date(2026, 11, 20)
    assert quote(free, format=story, count=4, on=day).up_to == Milli(0)
    assert quote(dear, format=story, count=4, on=day).up_to == Milli(8000)
    assert free.id == id_of("free")
    assert free.repeatable
    usable = frozenset(m.id for m in catalogue.models if not m.hidden)
    for stage in choose.Stage:
        found = choose.choose(
            Brief("a can", (story,)), catalogue, usable, stage=stage, on=day, fmt=story
        )
        assert found.model.provider is not Provider.SELF_HOSTED


def test_every_placement_has_a_shape_that_small_servers_draw() -> None:
    (model,) = replace(with_own(load(), [Own("a", Decimal(0))]), placements=()).models[-1:]
    for placement in load().placements:
        shape = resolve(model, Format(placement.width, placement.height, placement.ratio))
        assert isinstance(shape, Resolved)
        assert shape.width % 16 == shape.height % 16 == 0
