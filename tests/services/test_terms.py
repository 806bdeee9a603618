"""What the studio works by: days of a time zone, which models people may choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.loader import load
from bot.domain.model import Provider
from bot.errors import ModelCannot
from bot.services.terms import Terms, date_of, day_of, end_of

CATALOGUE = load()
TERMS = Terms(CATALOGUE, Decimal(100), frozenset({Provider.SKETCH}), 500_000)
NOON = 1_796_126_400.0


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", "2026-12-01"), ("Asia/Tokyo", "2026-12-01"), ("Pacific/Kiritimati", "2026-12-02")],
)
def test_a_day_is_the_teams_own(zone: str, day: str) -> None:
    assert day_of(NOON, zone) == day


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_the_end_of_a_day_is_still_that_day(day: date) -> None:
    assert date_of(end_of(day)) == day
    assert date_of(end_of(day) + 1) > day


def test_without_any_key_everything_can_be_practised_and_nothing_is_real() -> None:
    assert TERMS.practice()
    offered = [CATALOGUE.model(m) for m in TERMS.usable()]
    assert {m.provider for m in offered if m} >= {Provider.GOOGLE, Provider.OPENAI}
    assert not [m for m in offered if m and m.provider is not Provider.SKETCH and TERMS.real(m)]


def test_with_one_key_only_its_models_and_the_sketch_are_offered() -> None:
    terms = replace(TERMS, keyed=frozenset({Provider.SKETCH, Provider.OPENAI}))
    assert not terms.practice()
    offered = {m.provider for m in CATALOGUE.models if m.id in terms.usable()}
    assert offered == {Provider.SKETCH, Provider.OPENAI}


def test_a_model_that_its_vendor_took_away_is_offered_no_more() -> None:
    terms = replace(TERMS, gone={"gpt-image-2"})
    assert "gpt-image-2" in TERMS.usable()
    assert "gpt-image-2" not in terms.usable()


def test_a_model_nobody_knows_is_gone() -> None:
    with pytest.raises(ModelCannot) as refused:
        TERMS.model("dall-e-1")
    assert refused.value.reason == "gone"
