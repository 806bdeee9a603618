"""A computer without FriBiDi draws what it can letter by letter, and says which script it cannot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import ImageFont

from adapters.models.sketching import fonts


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "shaping", lambda: False)
    fonts.load.cache_clear()
    yield
    fonts.load.cache_clear()


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("text", "script"),
    [("\u0627\u0644\u0635\u064a\u0641", "Arabic"), ("\u05d2\u05dc\u05d9\u05d3\u05d4", "Hebrew"),
     ("\u0928\u092e\u0938\u094d\u0924\u0947", "Devanagari"), ("SUMMER Ж Ω 夏", "")],
)  # fmt: skip
def test_a_script_that_needs_shaping_is_said_and_not_drawn_wrong(text: str, script: str) -> None:
    assert fonts.uncovered(text) == script


@pytest.mark.usefixtures("bare")
def test_everything_else_is_set_without_a_warning() -> None:
    font = fonts.load("Inter-Medium.otf", 40)

    assert font.layout_engine == ImageFont.Layout.BASIC
    assert font.getlength("SUMMER") > 0


def test_every_script_that_needs_shaping_has_a_face() -> None:
    faces = " ".join(fonts.CHAINS[fonts.Voice.TEXT])

    assert [script for script in fonts.SHAPED if script not in faces] == []
