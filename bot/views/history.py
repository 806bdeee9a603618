"""/history: what was made, newest first; any version can be had again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from bot.domain.model import Catalogue
from bot.domain.money import shown
from bot.domain.work import Session, Version
from bot.views.lines import dashed, plain
from bot.views.press import press
from bot.views.result import image
from bot.views.words import format_words, state_word

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
    cut = more or len(rows) > MAX_ROWS
    count = f"{min(len(rows), MAX_ROWS)} newest shown" if cut else f"{len(rows)} found"
    head: Line = (Strong(count if search else "Newest first"),)
    if search:
        head += (' for "', Said(search, 60), '"')
    parts: list[Part] = [Text(head), Table(_COLUMNS, tuple(_row(r) for r in rows[:MAX_ROWS]))]
    if cut:
        parts.append(Text(("There is more: search for a word, a name or a number.",), Tone.QUIET))
    parts += [Link(row.name, str(row.session)) for row in rows[:MAX_ROWS]]
    return Card(Kind.LIST, tuple(parts), summary=plain(head))


def found_card(session: Session, version: Version, *, catalogue: Catalogue) -> Card:
    """A version found by its name: its pictures again, as fresh as on the first day."""
    head: Line = dashed(
        Strong(str(version.name)),
        (Said(session.title, 80),),
        format_words(catalogue, version.format),
    )
    shown_pictures = [image(p) for p in version.pictures if not p.discarded]
    made: Line = (Said(version.maker_name, 40), ", ", When(version.ordered_at))
    parts: list[Part] = [*shown_pictures, Text(head)]
    parts.append(Text(dashed(state_word(version), made), Tone.QUIET))
    parts.append(Buttons(tuple(_again(session, version))))
    parts.append(Link("Thread", str(session.id)))
    return Card(
        Kind.DETAILS,
        tuple(parts),
        summary=plain(head),
        name=str(version.name),
        session=session.id,
        version=version.id,
    )


def _again(session: Session, version: Version) -> Iterator[Button]:
    for picture in version.pictures[:4]:
        if not picture.discarded:
            yield Button(f"Original {picture.name}", press("original", picture.id))
    yield Button("Reuse this brief", press("reuse", session.id), opens_form=True)


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
