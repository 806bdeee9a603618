"""Details of one version: the prompt as it was sent, model, size, price, times, reference number;
all of it can be copied."""

from __future__ import annotations

from bot.cards import Card, Facts, Kind, Line, Part, Said, Strong, Text, When
from bot.domain.brief import LookUp
from bot.domain.model import Catalogue
from bot.domain.money import shown
from bot.domain.work import Session, Version
from bot.views.sources import sources
from bot.views.words import LOOK_UP, format_words, model_words, state_word

PROMPT = 4000
"""Characters of the prompt on the card; the copy has all of it."""


def details_card(session: Session, version: Version, *, catalogue: Catalogue) -> Card:
    quote = version.quote
    taken = _seconds(version)
    rows: list[tuple[str, Line]] = [
        ("Brief", (Said(session.brief.what, 600),)),
        ("Change", (Said(version.instruction, 600),) if version.instruction else ()),
        ("Made from", (str(version.parent_name),) if version.parent_name else ()),
        ("Model", (model_words(catalogue, quote),)),
        ("Looks up", (LOOK_UP[version.look_up],) if version.look_up is not LookUp.NO else ()),
        ("Where", (format_words(catalogue, version.format),)),
        (
            "Pixels",
            tuple(", ".join(f"{p.width}x{p.height}" for p in version.pictures)),
        ),
        ("Price", (f"up to {shown(quote.up_to)}, list of {quote.price_row.rpartition('@')[2]}",)),
        ("Spent", (shown(version.spent),) if version.spent is not None else ()),
        ("Asked", (When(version.ordered_at),)),
        ("Drawn in", (f"{taken:.1f} s",) if taken is not None else ()),
        ("By", (Said(version.maker_name, 60),)),
        ("State", (state_word(version),)),
        ("Reference number", (version.reference,) if version.reference else ()),
    ]
    for picture in version.pictures:
        rows += [("Note", (Said(note, 300),)) for note in picture.notes]
    parts: list[Part] = [
        Text((Strong(str(version.name)),)),
        Facts(tuple(row for row in rows if row[1]), copyable=version.prompt),
        *sources(version.pictures),
    ]
    if version.prompt:
        parts.append(Text(("Prompt as sent: ", Said(version.prompt, PROMPT))))
    return Card(
        Kind.DETAILS,
        tuple(parts),
        summary=f"Details of {version.name}",
        name=str(version.name),
        session=session.id,
        version=version.id,
    )


def _seconds(version: Version) -> float | None:
    if version.started_at is None or version.finished_at is None:
        return None
    return version.finished_at - version.started_at
