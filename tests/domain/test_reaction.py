"""Reactions: one table, both directions, and nothing that is not in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reaction import Meaning, character, meaning, slack_name
from bot.domain.work import Choice


@pytest.mark.parametrize(
    ("emoji", "means"),
    [
        ("✅", Meaning.APPROVE),
        ("white_check_mark", Meaning.APPROVE),
        (":white_check_mark:", Meaning.APPROVE),
        ("✏️", Meaning.CHANGES),
        ("✏", Meaning.CHANGES),
        ("pencil2", Meaning.CHANGES),
        ("❌", Meaning.REJECT),
        ("x", Meaning.REJECT),
        ("👍", Meaning.LIKE),
        ("👍🏽", Meaning.LIKE),
        ("+1", Meaning.LIKE),
        ("thumbsup", Meaning.LIKE),
        ("+1::skin-tone-4", Meaning.LIKE),
        (":thumbsup::skin-tone-2:", Meaning.LIKE),
        ("❤️", Meaning.LIKE),
        ("❤", Meaning.LIKE),
        ("heart", Meaning.LIKE),
        ("✉️", Meaning.ORIGINAL),
        ("email", Meaning.ORIGINAL),
        ("1️⃣", Meaning.PICK_1),
        ("4⃣", Meaning.PICK_4),
        ("three", Meaning.PICK_3),
    ],
)
def test_what_a_reaction_means(emoji: str, means: Meaning) -> None:
    assert meaning(emoji) is means


@pytest.mark.parametrize(
    "emoji",
    ["👀", "😂", "🎉", "✔️", "☑️", "heavy_check_mark", "👎", "🔁", "5️⃣", "💚", "<:x:123456>", "x:99", "", ":"],
)  # fmt: skip
def test_everything_else_is_nothing(emoji: str) -> None:
    assert meaning(emoji) is None


@given(st.sampled_from(list(Meaning)))
def test_every_meaning_can_be_shown_and_read_back(wanted: Meaning) -> None:
    assert meaning(character(wanted)) is wanted
    assert meaning(slack_name(wanted)) is wanted


def test_only_three_reactions_are_votes_and_a_like_is_none() -> None:
    votes = {m: m.choice for m in Meaning if m.choice is not None}

    assert votes == {
        Meaning.APPROVE: Choice.APPROVE,
        Meaning.CHANGES: Choice.CHANGES,
        Meaning.REJECT: Choice.REJECT,
        Meaning.LIKE: Choice.LIKE,
    }


def test_numbers_name_letters() -> None:
    assert [m.letter for m in Meaning if m.letter] == ["a", "b", "c", "d"]
