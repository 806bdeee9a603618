"""The first minute: what stands on an empty page, and the three starters."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards import Card, Kind, Line, Strong, Suggestions, Text, Tone
from bot.domain.brief import Role
from bot.domain.work import Balance
from bot.views.words import left

QUESTION = "What should the picture show?"
UNDER = "or drop a photo"
REAL = "Make it for real: add a key - put it in Discord - in Slack"


@dataclass(frozen=True, slots=True)
class Starter:
    """A bundled, rights-clear photo and the line that types itself. `photo`: file name or ""."""

    id: str
    title: str
    line: str
    photo: str
    role: Role


STARTERS = (
    Starter(
        "product",
        "Product in a scene",
        "a cold-brew can on wet stone for an Instagram story",
        "can.jpg",
        Role.PRODUCT,
    ),
    Starter(
        "poster",
        "Poster with a legal line",
        'a summer poster on a beach at dusk text:"SUMMER HAS LANDED, Drink responsibly. 18+"',
        "beach.jpg",
        Role.BACKGROUND,
    ),
    Starter(
        "change", "Change a photo", "the same room in warm evening light", "room.jpg", Role.BASE
    ),
)
FIRST_REPLIES = ("headline: Summer has landed", "same as YouTube thumbnail", "darker stone")


def welcome_card(balance: Balance) -> Card:
    line: Line = (Strong(QUESTION),)
    parts = (
        Text(line),
        Text((f"Type one line and press Enter. {left(balance)}.",), Tone.QUIET),
        Suggestions(tuple(starter.line for starter in STARTERS)),
    )
    return Card(Kind.HELP, parts, summary=QUESTION)
