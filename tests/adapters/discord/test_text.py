"""What people type is shown as they typed it: it can mark, link, mention, hide and reorder nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import text
from bot.cards import Mention, Said, Strong, When
from bot.domain.ids import MemberId

MEANS_SOMETHING = re.compile(r"(?<!\\)(?:\\\\)*([`*_~|\[\]()<>#@:])")
"""A sign of markup that no backslash took the meaning from."""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**b** _i_ ~~s~~ ||x||", r"\*\*b\*\* \_i\_ \~\~s\~\~ \|\|x\|\|"),
        ("[click](https://evil.example)", r"\[click\]\(https\://evil.example\)"),
        ("<@123> <@&4> <#5> </brief:6>", r"\<\@123\> \<\@&4\> \<\#5\> \</brief\:6\>"),
        ("<t:1:R> :smile: <a:x:1>", r"\<t\:1\:R\> \:smile\: \<a\:x\:1\>"),
        ("@everyone @here", r"\@everyone \@here"),
        ("# heading", r"\# heading"),
        ("-# small", r"\-\# small"),
        ("- list", r"\- list"),
        ("1. list", r"1\. list"),
        ("> quote", r"\> quote"),
        ("142.3 stays a number", "142.3 stays a number"),
        ("a `code` ```block```", r"a \`code\` \`\`\`block\`\`\`"),
        ("one\ntwo\r\n\tthree", "one two three"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_markup_of_people_is_shown_as_typed(typed: str, shown: str) -> None:
    assert text.said(typed, 300) == shown


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200e",
        "\ufeff",
        "\x00",
        "\x1b",
        "\u2028",
        "\u00ad",
        "\ue000",
    ],
)
def test_what_cannot_be_seen_is_taken_out(hidden: str) -> None:
    shown = text.said(f"left{hidden}right", 300)

    assert hidden not in shown
    assert shown.replace(" ", "") == "leftright"


def test_joiners_stay_where_a_script_or_an_emoji_needs_them() -> None:
    assert (
        text.clean("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")
        == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    )
    assert text.clean("\U0001f469\u200d\U0001f4bb") == "\U0001f469\u200d\U0001f4bb"
    assert text.clean("a\u200db") == "ab"


def test_long_words_are_cut_where_everybody_can_see_it() -> None:
    assert text.said("x" * 20, 10) == "x" * 9 + "\u2026"
    assert text.said("x" * 10, 10) == "x" * 10


@given(st.text(max_size=300))
def test_nothing_typed_keeps_a_meaning(typed: str) -> None:
    shown = text.said(typed, 300)

    assert MEANS_SOMETHING.search(shown) is None
    assert "\n" not in shown


def test_a_search_for_meaning_can_find_something() -> None:
    assert MEANS_SOMETHING.search("a **b**")
    assert MEANS_SOMETHING.search(r"a \\*b")
    assert not MEANS_SOMETHING.search(r"a \*b")


def test_every_span_is_drawn() -> None:
    spans = (
        "a_b ",
        Said("*c*"),
        " ",
        Strong("142.3"),
        " ",
        Mention(MemberId("m"), "M*a"),
        When(60.0),
    )

    assert text.line(spans) == r"a\_b \*c\* **142.3** **M\*a**<t:60:f>"
    assert text.plain(spans) == "a_b *c* 142.3 M*a"


def test_a_block_of_code_cannot_be_left() -> None:
    shown = text.block("one\n```\n@everyone ```js\ntwo\u202e")

    assert shown.startswith("```\n")
    assert shown.endswith("\n```")
    assert shown.count("```") == 2
    assert "\u202e" not in shown
    assert "one\n" in shown
