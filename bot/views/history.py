"""/history: what was made, newest first; any version can be had again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import (
    Button,
    Buttons,
    Card,
    Kind,
    Line,
    Link,
    Part,
    Said,
    Strong,
    Table,
    Text,
    Tone,
    When,
)
from bot.domain.ids import SessionId
from bot.domain.money import shown
from bot.domain.work import Session
from bot.views.lines import plain
from bot.views.press import press
from bot.views.words import state_word

MAX_ROWS = 20
"""Rows of one answer: a card that a phone shows in three screens."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One version as the list shows it."""

    session: SessionId
    name: str
    title: str
    instruction: str
    maker: str
    state: str
    """As words.state_word has it."""
    at: float
    spent: int


def history_card(rows: Sequence[HistoryRow], *, search: str = "", more: bool = False) -> Card:
    """`more`: there are more than are shown."""
    if not rows:
        return _nothing(search)
    head: Line = (Strong(f"{len(rows)} found" if search else "Newest first"),)
    if search:
        head += (' for "', Said(search, 60), '"')
    parts: list[Part] = [Text(head), Table(_COLUMNS, tuple(_row(r) for r in rows[:MAX_ROWS]))]
    if more or len(rows) > MAX_ROWS:
        parts.append(Text(("There is more: search for a word, a name or a number.",), Tone.QUIET))
    parts += [Link(row.name, str(row.session)) for row in rows[:MAX_ROWS]]
    return Card(Kind.LIST, tuple(parts), summary=plain(head))


_COLUMNS = ("Version", "What", "Who", "State", "When", "Spent")


def _row(row: HistoryRow) -> tuple[Line, ...]:
    asked: Line = (': "', Said(row.instruction, 60), '"') if row.instruction else ()
    return (
        (Strong(row.name),),
        (Said(row.title, 60), *asked),
        (Said(row.maker, 30),),
        (row.state,),
        (When(row.at),),
        (shown(row.spent) if row.spent else "free",),
    )


def _nothing(search: str) -> Card:
    line: Line = ("Nothing was made here yet.",)
    if search:
        line = ('Nothing found for "', Said(search, 60), '".')
    parts: tuple[Part, ...] = (Text(line),)
    if search:
        parts += (Buttons((Button("Show all", press("history")),)),)
    return Card(Kind.LIST, parts, summary=plain(line))


def rows_of(sessions: Sequence[Session]) -> tuple[HistoryRow, ...]:
    """One row a thread: its newest version."""
    return tuple(_history_row(session) for session in sessions if session.versions)


def _history_row(session: Session) -> HistoryRow:
    newest = session.versions[-1]
    return HistoryRow(
        session=session.id,
        name=str(newest.name),
        title=session.title,
        instruction=newest.instruction,
        maker=newest.maker_name,
        state=state_word(newest),
        at=newest.finished_at or newest.ordered_at,
        spent=sum(version.spent or 0 for version in session.versions),
    )
