"""People's text without what no reader sees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.tidy import MAX_MARKS, one_line, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warm\u202eer", "warmer"),
        ("a\x00b\u200bc\ufeffd", "abcd"),
        ("hi\U000e0041\U000e0042", "hi"),
        ("a\r\nb\u2028c\x0bd", "a\nb\nc\nd"),
        ("Cafe\u0301", "Caf\u00e9"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f469\u200d\U0001f373", "\U0001f469\u200d\U0001f373"),
        ("x\ud800y", "xy"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_what_no_reader_sees_is_gone_and_what_scripts_need_stays(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_a_flood_of_marks_is_cut_to_what_a_script_can_need() -> None:
    flooded = tidy("q" + "\u0301" * 1000)

    assert sum(unicodedata.combining(char) > 0 for char in flooded) == MAX_MARKS


@given(st.text())
def test_tidy_text_is_tidy_sendable_and_one_line_has_no_breaks(text: str) -> None:
    tidied = tidy(text)

    assert tidy(tidied) == tidied
    tidied.encode()
    assert len(one_line(text).splitlines()) <= 1
