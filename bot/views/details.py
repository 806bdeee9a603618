"""Details of one version: the prompt as it was sent, model, size, price, times, reference number;
all of it can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Card, Facts, Kind, Line, Part, Said, Strong, Text, Tone, When
from bot.domain.brief import LookUp
from bot.domain.model import Catalogue, Quote
from bot.domain.money import shown
from bot.domain.work import Session, Version
from bot.views.sources import sources
from bot.views.words import LOOK_UP, format_words, model_name, model_words, price, state_word

PROMPT = 4000
"""Characters of the prompt on the card; the copy has all of it."""
MAX_CHECKS = 5
"""What is worth a look before money is spent; who reads more has stopped reading."""


def details_card(
    session: Session,
    version: Version,
    *,
    catalogue: Catalogue,
    quotes: Sequence[Quote] = (),
    checks: Sequence[str] = (),
    prompt: tuple[str, str] = ("", ""),
) -> Card:
    """Beside a free sketch: `quotes`, what each model would ask; `checks`, what is worth a look
    before that; `prompt`, (model id, the order as it would be sent to it)."""
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
    rows += [(f"With {model_name(catalogue, q.model)}", (price(q),)) for q in quotes]
    rows += [("Description", (Said(p.alt, 600),)) for p in version.pictures if p.alt]
    for picture in version.pictures:
        rows += [("Note", (Said(note, 300),)) for note in picture.notes]
    sent, words = "Prompt as sent: ", version.prompt
    if prompt[1]:
        sent, words = f"As it would be sent to {model_name(catalogue, prompt[0])}: ", prompt[1]
    parts: list[Part] = [
        Text((Strong(str(version.name)),)),
        Facts(tuple(row for row in rows if row[1]), copyable=words),
        *sources(version.pictures),
        *(Text(("Look first: ", Said(one, 300)), Tone.QUIET) for one in checks[:MAX_CHECKS]),
    ]
    if words:
        parts.append(Text((sent, Said(words, PROMPT))))
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
