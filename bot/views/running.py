"""Work that runs: the root card of a thread and the card of every version on its way. Cancel is
free while it waits; once the vendor draws, stopping says what is spent either way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.cards import (
    Button,
    Buttons,
    Card,
    Heading,
    Image,
    Kind,
    Line,
    Part,
    Progress,
    Said,
    Strong,
    Style,
    Text,
    Tone,
    When,
)
from bot.domain.ids import FileKey, PictureId
from bot.domain.model import Catalogue, Quote
from bot.domain.money import shown
from bot.domain.work import Picture, Session, Version, VersionState
from bot.views.chips import chips
from bot.views.lines import dashed, plain
from bot.views.press import press
from bot.views.problem import line as problem_line
from bot.views.problem import problem_of
from bot.views.sources import sources
from bot.views.words import (
    STATE,
    is_waiting,
    model_name,
    name_line,
    pictures,
    price,
    state_word,
)


def root_card(session: Session, *, catalogue: Catalogue) -> Card:
    """The first message of a thread: what was asked, and how the first version stands."""
    first = session.versions[0]
    heading: Line = (Strong(str(session.number)), " - ", Said(session.title, 80))
    parts: list[Part] = [Heading(heading)]
    picture = _first_picture(session)
    if picture is not None:
        parts.insert(0, _image(picture))
    if session.title != session.brief.what:
        parts.append(Text((Said(session.brief.what, 300),)))
    shown_chips = chips(session.brief, catalogue, model=_auto(first), removable=False)
    parts += [shown_chips, *_status(first, catalogue)]
    if picture is not None:
        parts += sources((picture,))
    return Card(
        Kind.ROOT,
        tuple(parts),
        summary=plain((*heading, f": {state_word(first)}")),
        name=str(session.number),
        session=session.id,
        version=first.id,
        picture=picture.id if picture is not None and len(first.pictures) == 1 else None,
    )


def running_card(
    session: Session, version: Version, *, catalogue: Catalogue, instead: Quote | None = None
) -> Card:
    """A version on its way, or one that ended without a picture. `instead`: another model that
    could do it, offered with its price."""
    return Card(
        Kind.RUNNING,
        (Text(name_line(version)), *_status(version, catalogue, instead)),
        summary=plain((*name_line(version), f": {state_word(version)}")),
        name=str(version.name),
        session=session.id,
        version=version.id,
    )


def still_drawing(card: Card, picture: PictureId, width: int, height: int, edition: int) -> Card:
    """The same card with the picture as far as it is drawn: for the page alone, never posted."""
    alt = f"{card.name}, still being drawn"
    image = Image(picture, FileKey(""), alt, width, height, still_drawing=True, edition=edition)
    return replace(card, parts=(image, *card.parts))


def _status(version: Version, catalogue: Catalogue, instead: Quote | None = None) -> Iterator[Part]:
    match version.state:
        case VersionState.ORDERED:
            yield _progress(version, catalogue)
            yield from _held_up(version, catalogue)
            yield from _stop(version, catalogue, instead)
        case VersionState.UNCERTAIN:
            yield from _checking(version)
        case VersionState.FAILED:
            yield from _failed(version, catalogue, instead)
        case VersionState.CANCELLED:
            yield Text(("Cancelled. ", _money_back(version)), Tone.QUIET)
            yield Buttons((_again(version),))
        case VersionState.READY | VersionState.PARKED | VersionState.DISCARDED:
            made = pictures(len(version.pictures)) if version.pictures else ""
            yield Text(dashed(STATE[version.state].capitalize(), made), Tone.QUIET)


def _progress(version: Version, catalogue: Catalogue) -> Progress:
    model = model_name(catalogue, version.quote.model)
    if version.started_at is None or version.waits_until is not None:
        label = dashed(model, _reserved(version))
        return Progress(
            "waiting", version.ordered_at, version.quote.seconds, max(1, version.queue_place), label
        )
    return Progress(
        "drawing", version.started_at, version.quote.seconds, 0, dashed(model, _reserved(version))
    )


def _reserved(version: Version) -> str:
    return f"{shown(version.quote.up_to)} reserved" if version.quote.up_to else "free"


def _held_up(version: Version, catalogue: Catalogue) -> Iterator[Part]:
    if version.waits_until is not None:
        name = model_name(catalogue, version.quote.model)
        said = f"{name} is busy or cannot be reached. It is tried again from "
        yield Text((said, When(version.waits_until), " on."), Tone.WARN)


def _stop(version: Version, catalogue: Catalogue, instead: Quote | None) -> Iterator[Part]:
    cost = version.quote.up_to
    if version.stopping:
        yield Text((f"Stopping. {shown(cost)} is spent either way; the picture is kept.",))
    elif is_waiting(version) or not cost:
        free = Button("Cancel, free", press("cancel", version.id))
        yield Buttons((*_other(version, catalogue, instead), free))
    else:
        said = f"Stop: {shown(cost)} is spent either way"
        yield Buttons((Button(said, press("stop", version.id), consequence=f"{said}."),))


def _checking(version: Version) -> Iterator[Part]:
    kept = shown(version.quote.up_to)
    said = f"Checking with the vendor. {kept} stays reserved, at most a day; nothing runs twice."
    yield Text((said,), Tone.WARN)
    label = f"Run again {price(version.quote)}"
    twice = f"The first try may have been billed too. Run again for {price(version.quote)}?"
    back = f"If the vendor billed it after all, the house pays. Give {kept} back?"
    yield Buttons(
        (
            Button(label, press("run_uncertain", version.id), consequence=twice),
            Button("Give it back (admins)", press("give_back", version.id), consequence=back),
        )
    )


def _failed(version: Version, catalogue: Catalogue, instead: Quote | None) -> Iterator[Part]:
    model = model_name(catalogue, version.quote.model)
    problem = problem_of(version.problem, {**dict(version.problem_fields), "model": model})
    yield Text(problem_line(problem), Tone.WARN)
    yield Text((_money_back(version),), Tone.QUIET)
    reuse = Button("Change the brief...", press("reuse", version.session), opens_form=True)
    yield Buttons((_again(version), *_other(version, catalogue, instead), reuse))


def _other(version: Version, catalogue: Catalogue, instead: Quote | None) -> Iterator[Button]:
    """Another model that could do it, with the difference in price; never taken by itself."""
    if instead is not None:
        name = model_name(catalogue, instead.model)
        label = f"{name} {shown(instead.up_to)}{_more_or_less(version, instead)}"
        yield Button(label, press("again_with", version.id, instead.model, instead.up_to))


def _more_or_less(version: Version, instead: Quote) -> str:
    """The difference in price, said before it is spent: " (+1.9)"."""
    more = instead.up_to - version.quote.up_to
    return f" ({'+' if more > 0 else '-'}{shown(abs(more))})" if more else ""


def _again(version: Version) -> Button:
    cost = version.quote.up_to
    label = f"Try again {shown(cost)}" if cost else "Try again, free"
    return Button(label, press("again", version.id, cost), Style.PRIMARY)


def _money_back(version: Version) -> str:
    if version.spent:
        return f"{shown(version.spent)} spent."
    return f"{shown(version.quote.up_to)} given back." if version.quote.up_to else "Nothing spent."


def _auto(version: Version) -> str:
    return version.quote.model if version.quote.reason else ""


def _first_picture(session: Session) -> Picture | None:
    """Added once and never swapped: the first picture of the first version, whatever came later."""
    first = session.versions[0]
    return first.pictures[0] if first.pictures else None


def _image(picture: Picture) -> Image:
    return Image(picture.id, picture.file, picture.alt, picture.width, picture.height)
