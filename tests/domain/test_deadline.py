"""Deadlines as people write them, in the time zone of the team; and for what cannot be read the
nearest thing that can, whatever was typed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deadline import iso, moment_of, read, shown, written

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 12, 1, 13, 0, tzinfo=ZoneInfo(BERLIN)).timestamp()
"""A Tuesday."""
YEAR_S = 366 * 24 * 3600


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Fri 16:00", "Fri 4 Dec 16:00"),
        ("friday", "Fri 4 Dec 18:00"),
        ("by Friday, 4pm", "Fri 4 Dec 16:00"),
        ("tomorrow noon", "Wed 2 Dec 12:00"),
        ("Tomorrow at 4 pm", "Wed 2 Dec 16:00"),
        ("noon tomorrow", "Wed 2 Dec 12:00"),
        ("today 17:30", "Tue 1 Dec 17:30"),
        ("end of day", "Tue 1 Dec 18:00"),
        ("tonight", "Tue 1 Dec 20:00"),
        ("16:00", "Tue 1 Dec 16:00"),
        ("9:00", "Wed 2 Dec 09:00"),
        ("Tue 12:00", "Tue 8 Dec 12:00"),
        ("Tue 18:00", "Tue 1 Dec 18:00"),
        ("next Friday", "Fri 11 Dec 18:00"),
        ("end of week", "Fri 4 Dec 18:00"),
        ("next week", "Tue 8 Dec 18:00"),
        ("in 3 days", "Fri 4 Dec 18:00"),
        ("in 2 hours", "Tue 1 Dec 15:00"),
        ("in a week 10:00", "Tue 8 Dec 10:00"),
        ("4 Dec", "Fri 4 Dec 18:00"),
        ("Dec 4th 10:00", "Fri 4 Dec 10:00"),
        ("4.12. 9.30", "Fri 4 Dec 09:30"),
        ("1 Jan", "Fri 1 Jan 18:00"),
        ("2026-12-04", "Fri 4 Dec 18:00"),
        ("2026-12-04 16:00", "Fri 4 Dec 16:00"),
        ("2026-12-04T16:00+02:00", "Fri 4 Dec 15:00"),
    ],
)
def test_a_deadline_is_read_as_it_is_meant(text: str, meant: str) -> None:
    found = read(text, NOW, BERLIN)

    assert (found.error, shown(iso(found.at or 0, BERLIN))) == ("", meant)


@pytest.mark.parametrize(
    ("text", "error", "nearest"),
    [
        ("Frii 16:00", "not_a_date", "Fri 16:00"),
        ("tomorow noon", "not_a_date", "Wed 12:00"),
        ("Fri 25:00", "not_a_date", "Fri 18:00"),
        ("Fri 16", "not_a_date", "Fri 18:00"),
        ("31 Feb", "not_a_date", "2027-02-28 18:00"),
        ("2026-13-01", "not_a_date", "Wed 18:00"),
        ("asap", "not_a_date", "Wed 18:00"),
        ("12/4", "not_a_date", "Wed 18:00"),
        ("noon noon", "not_a_date", "Wed 12:00"),
        ("friday monday", "not_a_date", "Mon 18:00"),
        ("2025-01-01", "past", "today 18:00"),
        ("today 9:00", "past", "Wed 09:00"),
        ("2030-01-01", "too_far", "Wed 18:00"),
        ("in 999 weeks", "too_far", "Wed 18:00"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_the_nearest_that_can(
    text: str, error: str, nearest: str
) -> None:
    found = read(text, NOW, BERLIN)

    assert (found.at, found.error, found.nearest) == (None, error, nearest)


def test_a_brief_keeps_an_absolute_moment_with_the_clock_of_the_team() -> None:
    at = read("Fri 16:00", NOW, BERLIN).at
    assert at is not None
    kept = iso(at, BERLIN)

    assert kept == "2026-12-04T16:00+01:00"
    assert moment_of(kept) == at
    assert moment_of("2026-12-04T16:00") is None  # no zone: words of an older release
    assert moment_of("soon") is None
    assert shown("soon") == "soon"


zones = st.sampled_from(["UTC", BERLIN, "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"])
moments = st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: NOW + minutes * 60.0)
PIECES = """mon friday next in 3 days tomorrow today noon 16:00 4pm 12am 25:61 31 feb dec 4th
2026-02-30 2026-12-04 2027-01-01T10:00Z 99.99. 4.12. eow at by , - the h a week 0000-00-00 9999-99-99"""
pieces = st.sampled_from(PIECES.split())
texts = st.text(max_size=60) | st.lists(pieces, max_size=6).map(" ".join)


@given(texts, moments, zones)
def test_whatever_is_typed_is_a_time_to_come_or_has_a_nearest_that_is(
    text: str, now: float, zone: str
) -> None:
    found = read(text, now, zone)
    if found.at is not None:
        assert now < found.at <= now + YEAR_S
        return
    assert found.error in {"not_a_date", "past", "too_far"}
    nearest = read(found.nearest, now, zone)
    assert nearest.error == "", found
    assert now < (nearest.at or 0) <= now + YEAR_S


@given(moments, st.integers(1, 360 * 24 * 60), st.sampled_from(["UTC", "Asia/Kathmandu"]))
def test_what_is_written_reads_back_as_the_same_moment(now: float, ahead: int, zone: str) -> None:
    at = now + ahead * 60.0
    assert read(written(at, now, zone), now, zone).at == at
