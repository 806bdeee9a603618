"""A finished picture: picture first, four lines at most, one money line, the price on every
button that spends, everything else under More."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards import (
    Button,
    Buttons,
    Card,
    Image,
    Kind,
    Legend,
    Line,
    Part,
    Said,
    Strong,
    Style,
    Suggestions,
    Text,
    Tone,
)
from bot.domain import tree
from bot.domain.choose import SKETCH
from bot.domain.model import Catalogue, Quote
from bot.domain.money import shown
from bot.domain.work import Balance, Picture, ReviewState, Session, Version, VersionState
from bot.views.lines import dashed, plain
from bot.views.press import press
from bot.views.sources import sources
from bot.views.words import (
    format_words,
    left,
    left_of,
    model_name,
    model_words,
    price,
    review_word,
)

TEACH: Line = (
    'Reply to change it: "move the can left" - "same as YouTube thumbnail" - "v2: softer"',
)
_IN_REVIEW = {ReviewState.OPEN, ReviewState.CLOSING, ReviewState.APPROVED}


def result_card(
    session: Session,
    version: Version,
    *,
    catalogue: Catalogue,
    balance: Balance,
    picture: Picture | None = None,
    teach: bool = False,
    finish: Quote | None = None,
    again: Quote | None = None,
    offer: Quote | None = None,
    suggestions: tuple[str, ...] = (),
) -> Card:
    """`picture`: the picked one of several. `offer`: a real model that could be practised or
    used."""
    chosen = picture or version.pictures[0]
    head = _head(version, chosen, catalogue)
    parts: list[Part] = [
        image(chosen),
        Text(head),
        Text(_state(session, version, chosen)),
        Text(_money(version, catalogue, balance), Tone.QUIET),
    ]
    parts += sources((chosen,))
    if offer is not None:
        name = model_name(catalogue, offer.model)
        parts.append(Text((f"{name} would cost {price(offer)}",), Tone.QUIET))
    parts.append(_buttons(session, version, chosen, finish, again, offer, balance))
    if suggestions:
        parts.append(Suggestions(suggestions))
    if teach:
        parts.append(Legend(TEACH))
    return Card(
        Kind.RESULT,
        tuple(parts),
        summary=plain((*head, " is ready")),
        name=str(chosen.name),
        session=session.id,
        version=version.id,
        picture=chosen.id,
    )


def discarded_card(session: Session, version: Version) -> Card:
    """What stays of a discarded version: its name and the way back."""
    line: Line = (Strong(str(version.name)), " discarded. You have 30 days to change your mind.")
    undo = Button("Undo", press("undo", "version", version.id))
    return Card(
        Kind.RESULT,
        (Text(line, Tone.QUIET), Buttons((undo,))),
        summary=plain(line),
        name=str(version.name),
        session=session.id,
        version=version.id,
    )


SUGGESTIONS = 3
"""experience.md section 10: three tappable replies."""
_GROUNDS = frozenset({"stone", "wood", "table", "sand", "marble", "floor", "wall", "background"})


def image(picture: Picture) -> Image:
    return Image(picture.id, picture.file, picture.alt, picture.width, picture.height)


def suggested(session: Session, version: Version) -> tuple[str, ...]:
    """Three tappable replies that every model understands, fitting what is there."""
    if version.format.is_sheet:
        return ()
    written = tree.words_in(session, version).lines
    headline = "bigger headline" if written else "headline: Summer has landed"
    place = "yt_thumb" if version.format.placement != "yt_thumb" else "story"
    other = {"yt_thumb": "same as YouTube thumbnail", "story": "same as Instagram story"}[place]
    words = session.brief.what.lower().split()
    ground = next((w.strip(".,") for w in words if w.strip(".,") in _GROUNDS), "")
    tone = f"darker {ground}" if ground else "warmer light"
    said = {v.instruction for v in session.versions}
    wanted = (headline, other, tone, "more room for copy", "move it left", "light from the right")
    return tuple(reply for reply in wanted if reply not in said)[:SUGGESTIONS]


def _head(version: Version, picture: Picture, catalogue: Catalogue) -> Line:
    asked: Line = ()
    if version.instruction:
        parent = f"from {version.parent_name}: " if version.parent_name else ""
        asked = (f'{parent}"', Said(version.instruction, 120), '"')
    return dashed(Strong(str(picture.name)), format_words(catalogue, version.format), asked)


def _state(session: Session, version: Version, picture: Picture) -> Line:
    stays = session.brief.must_keep
    kept: Line = ("stays: ", Said(", ".join(stays), 80)) if stays else ()
    moved = f"its parent failed, made from {version.parent_name}" if version.parent_moved else ""
    look = _look(session, version)
    notes: Line = (Said("; ".join(picture.notes), 200),) if picture.notes else ()
    return dashed(_word(version), kept, moved, look, notes)


def _word(version: Version) -> str:
    if version.state is VersionState.DISCARDED:
        return "Discarded"
    if version.review is not None:
        word = review_word(version)
        return word[0].upper() + word[1:]
    if version.quote.practice and version.quote.up_to:
        return "Practice: a sketch in place of the picture"
    return "Layout sketch, not the picture" if version.quote.model == SKETCH else "Draft"


def _look(session: Session, version: Version) -> str:
    """What nobody but a person can check."""
    if version.quote.model == SKETCH or version.quote.practice:
        return ""
    if tree.words_in(session, version).lines:
        return "look at the text yourself"
    return "look at what must stay yourself" if session.brief.must_keep else ""


def _money(version: Version, catalogue: Catalogue, balance: Balance) -> Line:
    """One line. What was left then was stored then."""
    spent = f"{shown(version.spent)} spent" if version.spent else "Free"
    if version.balance_after is None:
        rest = left(balance)
    else:
        practice = version.quote.practice or balance.practice
        rest = left_of(version.balance_after, practice=practice)
    return dashed(spent, model_words(catalogue, version.quote), rest)


def _buttons(
    session: Session,
    version: Version,
    picture: Picture,
    finish: Quote | None,
    again: Quote | None,
    offer: Quote | None,
    balance: Balance,
) -> Buttons:
    return Buttons(
        tuple(_main(version, picture, finish, offer, balance, len(session.brief.formats))),
        tuple(_more(session, version, picture, again)),
    )


def _main(
    version: Version,
    picture: Picture,
    finish: Quote | None,
    offer: Quote | None,
    balance: Balance,
    formats: int,
) -> Iterator[Button]:
    if version.format.is_sheet:
        return
    if formats > 1 and version.quote.model == SKETCH:
        yield Button(f"All {formats} formats on one sheet", press("sheet", picture.id))
    yield Button("Change...", press("edit", picture.id), opens_form=True)
    yield Button("Other formats", press("formats", picture.id), opens_form=True)
    if finish is not None:
        yield Button(f"Finish {price(finish)}", press("finish", picture.id, finish.up_to))
    elif offer is not None and (offer.practice or balance.practice):
        label = f"Practise with it {price(offer)}"
        yield Button(label, press("practise", picture.id, offer.model, offer.up_to), Style.PRIMARY)
    elif offer is not None:
        label = f"Make it {price(offer)}"
        yield Button(label, press("practise", picture.id, offer.model, offer.up_to), Style.PRIMARY)
    if version.review is None or version.review.state not in _IN_REVIEW:
        yield Button("Ask for approval", press("ask_approval", picture.id))


def _more(
    session: Session, version: Version, picture: Picture, again: Quote | None
) -> Iterator[Button]:
    yield Button("Details", press("details", version.id))
    yield Button("Original", press("original", picture.id))
    yield Button("Describe...", press("describe", picture.id), opens_form=True)
    yield Button("Reuse this brief", press("reuse", session.id), opens_form=True)
    if again is not None:
        label = f"Again {price(again)}" if again.up_to else "Again, free"
        yield Button(label, press("again", version.id, again.up_to))
    yield Button("Use as reference", press("reference", picture.id), opens_form=True)
    yield Button("Discard", press("discard", version.id), Style.DANGER)
    yield Button("Undo", press("undo", "version", version.id))
