"""Several pictures of one version: pick one before any change or vote. The pick is posted as its
own message, so this card never becomes the picture."""

from __future__ import annotations

from bot.cards import Card, Kind, Line, PickSet, Strong, Text, Tone
from bot.domain.model import Catalogue
from bot.domain.money import shown
from bot.domain.reaction import Meaning
from bot.domain.work import Balance, Session, Version
from bot.views.lines import dashed, plain
from bot.views.press import press
from bot.views.result import image
from bot.views.sources import sources
from bot.views.words import format_words, left_of, model_words, pictures

_NUMBERS = (Meaning.PICK_1, Meaning.PICK_2, Meaning.PICK_3, Meaning.PICK_4)


def pick_card(
    session: Session, version: Version, *, catalogue: Catalogue, balance: Balance
) -> Card:
    made = version.pictures
    head = dashed(
        Strong(str(version.name)), pictures(len(made)), format_words(catalogue, version.format)
    )
    picked = tuple(p.name.letter for p in made if p.picked)
    ask: Line = ("Pick one to go on with: a number button, or the number as a reaction.",)
    if picked:
        ask = (f"Picked: {', '.join(picked)}. Another pick starts another branch.",)
    short = _short(version)
    spent = f"{shown(version.spent)} spent" if version.spent else "Free"
    after = balance.free if version.balance_after is None else version.balance_after
    rest = left_of(after, practice=version.quote.practice or balance.practice)
    return Card(
        Kind.PICK,
        (
            PickSet(
                tuple(image(p) for p in made),
                tuple(p.name.letter for p in made),
                tuple(press("pick", p.id) for p in made),
                picked,
            ),
            Text(head),
            Text(ask + short),
            Text(dashed(spent, model_words(catalogue, version.quote), rest), Tone.QUIET),
            *sources(made),
        ),
        summary=plain((*head, ": pick one")),
        name=str(version.name),
        session=session.id,
        version=version.id,
        reactions=tuple(str(n) for n in _NUMBERS[: len(made)]),
    )


def _short(version: Version) -> Line:
    missing = version.quote.count - len(version.pictures)
    if missing <= 0:
        return ()
    return (f" {missing} of {version.quote.count} did not come; only what came is paid.",)
