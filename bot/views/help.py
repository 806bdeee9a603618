"""/help: how to ask, change, approve and pay, on one card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Card, Facts, Kind, Line, Strong, Text
from bot.domain.reaction import Meaning, character
from bot.views.words import LEGEND

_ASK: tuple[tuple[str, str], ...] = (
    ("Ask", "One line is enough: a cold-brew can on wet stone for an Instagram story"),
    ("Say more", 'for:story x4 model:pro stays:"can, logo" text:"SUMMER"'),
    ("Change", 'Reply in the thread: "move the can left" - "v2: softer" - "same in 9:16"'),
    ("Just talk", "Talk costs nothing. // in front is always talk, @me is always a change."),
    ("Pick", "Several pictures: press 1 to 4 first, then change or approve that one."),
    ("Approve", LEGEND),
    ("Like", "A thumbs-up or a heart is a like: counted, never a vote."),
    ("Original", f"{character(Meaning.ORIGINAL)} sends you the original."),
    ("Pay", "Every button that spends says the price. No reaction ever spends credits."),
)


_CHAT = "Write {} into the file .env, start Artdesk again. The README has every click."
TOPICS = {
    "key": (
        "Add a key",
        "Write ARTDESK_GOOGLE_API_KEY=... into the file .env, stop Artdesk and start it again.",
    ),
    "discord": ("Put it in Discord", _CHAT.format("ARTDESK_DISCORD_TOKEN=...")),
    "slack": (
        "Put it in Slack",
        _CHAT.format("ARTDESK_SLACK_BOT_TOKEN=... and ARTDESK_SLACK_APP_TOKEN=..."),
    ),
}
"""What /help says to one word."""


def topic_card(topic: str) -> Card:
    """Raises KeyError for a topic that is not in TOPICS."""
    title, words = TOPICS[topic]
    return Card(Kind.HELP, (Text((Strong(title),)), Text((words,))), summary=f"{title}: {words}")


def help_card(commands: Sequence[tuple[str, str]]) -> Card:
    """`commands`: (as typed, one sentence), only those this person may use."""
    head = "How it works here"
    rows: tuple[tuple[str, Line], ...] = tuple((name, (words,)) for name, words in _ASK)
    typed: tuple[tuple[str, Line], ...] = tuple((name, (words,)) for name, words in commands)
    return Card(
        Kind.HELP, (Text((Strong(head),)), Facts(rows), Facts(typed)), summary=head, reactions=()
    )
