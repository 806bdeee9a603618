"""One person's front page in a chat: their briefs, what waits for their vote, the credits."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Kind, Line, Link, Part, Said, Strong, Style, Text, Tone
from bot.domain.model import Catalogue
from bot.domain.work import Balance, Session, Version
from bot.views.lines import dashed
from bot.views.press import press
from bot.views.words import format_words, left, state_word

MAX_WAITING = 10
"""Reviews on the page; more are in /approvals."""


def home_card(
    mine: Sequence[Session],
    waiting: Sequence[tuple[Session, Version]],
    balance: Balance,
    *,
    catalogue: Catalogue,
) -> Card:
    parts: list[Part] = [Text((Strong("Waits for your vote"),))]
    if not waiting:
        parts.append(Text(("Nothing waits for you.",), Tone.QUIET))
    for session, version in waiting[:MAX_WAITING]:
        where = format_words(catalogue, version.format)
        line: Line = dashed(Strong(str(version.name)), (Said(session.title, 80),), where)
        parts += [Text(line), Link(str(version.name), str(session.id))]
    parts.append(Text((Strong("My briefs"),)))
    if not mine:
        parts.append(Text(("One line is enough: say what a picture should show.",), Tone.QUIET))
    for session in mine:
        newest = session.versions[-1]
        row: Line = dashed(
            Strong(str(session.number)), (Said(session.title, 80),), state_word(newest)
        )
        parts += [Text(row), Link(str(session.number), str(session.id))]
    parts.append(Text((Strong(left(balance)),)))
    buttons = (
        Button("New picture", press("brief"), Style.PRIMARY, opens_form=True),
        Button("Credits", press("credits")),
        Button("History", press("history")),
        Button("Help", press("help")),
    )
    parts.append(Buttons(buttons))
    return Card(Kind.LIST, tuple(parts), summary=left(balance))
