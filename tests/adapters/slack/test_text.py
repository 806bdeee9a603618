"""Words in and out of Slack: escaped on the way out, as typed on the way in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.text import Heard, clip, cut, escape, heard, said, unescape
from bot.cards import Said

BOT = "U0BOT"


@given(st.text())
def test_escaping_loses_nothing_and_leaves_no_markup(text: str) -> None:
    assert unescape(escape(text)) == text
    assert "<" not in escape(text)
    assert ">" not in escape(text)


@given(st.text(alphabet="ab&<>", max_size=60), st.integers(2, 30))
def test_a_cut_never_goes_through_an_entity(text: str, most: int) -> None:
    short = clip(escape(text), most)

    assert len(short) <= most
    bare = short.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert "&" not in bare


def test_a_cut_never_goes_through_a_moment() -> None:
    written = "locks at <!date^1796126400^{time}|12:00 UTC>"

    assert clip(written, 20) == "locks at\u2026"


def test_what_is_cut_says_so() -> None:
    assert cut("a red can", 6) == "a red\u2026"
    assert cut("a red can", 9) == "a red can"
    assert said(Said("a\n\nred   can", 300)) == "a red can"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("<@U0BOT> a red can", Heard("a red can", mentions_bot=True)),
        ("make it <@U0BOT> warmer", Heard("make it warmer", mentions_bot=True)),
        ("<@U0BOT|artdesk> go", Heard("go", mentions_bot=True)),
        ("<@U0ANN|ann> look", Heard("@ann look", mentions_others=True)),
        ("<@U0ANN> look", Heard("@U0ANN look", mentions_others=True)),
        ("<!channel> look", Heard("@channel look", mentions_others=True)),
        ("<!subteam^S1|@design> look", Heard("@design look", mentions_others=True)),
        ("see <#C1|design>", Heard("see #design")),
        ("like <https://a.example/x?a=1&amp;b=2>", Heard("like https://a.example/x?a=1&b=2")),
        ("on <http://a.example|a.example>", Heard("on a.example")),
        ("to <mailto:a@b.example|a@b.example>", Heard("to a@b.example")),
        ("a &lt;b&gt; &amp;amp; c", Heard("a <b> &amp; c")),
        ("two  spaces\nkept", Heard("two  spaces\nkept")),
        ("  ", Heard("")),
    ],
)
def test_words_are_heard_as_they_were_typed(text: str, typed: Heard) -> None:
    assert heard(text, BOT) == typed
