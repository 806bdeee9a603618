"""The root message of a thread on a chat platform: the first version's card under what was asked.

Nobody there sees the command that was typed, so the root says it, and who asked.
"""

from __future__ import annotations

from dataclasses import replace

from bot.cards import Card, Heading, Image, Kind, Line, Part, PickSet, Said, Strong
from bot.domain.work import Session

WORDS = 200
"""Letters of the brief on the root: two lines of a phone; Details has it whole."""


def rooted_card(session: Session, card: Card) -> Card:
    """The pictures first, then what was asked, then the card's own lines."""
    line: Line = (
        Strong(str(session.number)),
        " - ",
        Said(session.brief.what, WORDS),
        " - ",
        Said(session.maker_name, 40),
    )
    shown: list[Part] = [part for part in card.parts if isinstance(part, Image | PickSet)]
    rest = [part for part in card.parts if not isinstance(part, Image | PickSet)]
    return replace(card, kind=Kind.ROOT, parts=(*shown, Heading(line), *rest))
