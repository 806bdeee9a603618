"""Chips: what was understood from a brief, in the order people care about it. Removing a chip takes
away `field` (and `value`) of the draft."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards import Chip, Chips
from bot.domain import deadline
from bot.domain.brief import AUTO, Brief, Keep, LookUp, Reference
from bot.domain.model import Catalogue
from bot.domain.placement import Format
from bot.views.lines import cut
from bot.views.words import KEEP, LOOK_UP, ROLE, format_words, model_name, pictures

CHIP = 40
"""Characters on a chip: what stays readable on a phone."""
MAX_CHIPS = 20
"""More are not read; a brief of eight photos stays below it."""


def chips(brief: Brief, catalogue: Catalogue, *, model: str = "", removable: bool = True) -> Chips:
    """`model`: what auto chose, shown beside "auto"."""
    made = [
        *(_format(fmt, catalogue) for fmt in brief.formats),
        _model(brief, catalogue, model),
        Chip(pictures(brief.count), "count", str(brief.count)),
        *(_reference(reference, brief) for reference in brief.references),
        *_words(brief),
    ]
    return Chips(
        tuple(
            Chip(cut(c.label, CHIP), c.field, c.value, removable and c.removable, c.guessed)
            for c in made[:MAX_CHIPS]
        )
    )


def _format(fmt: Format, catalogue: Catalogue) -> Chip:
    size = f" {fmt.size}" if fmt.size else ""
    field = "where" if fmt.placement else "ratio"
    return Chip(format_words(catalogue, fmt) + size, field, fmt.placement or fmt.ratio)


def _model(brief: Brief, catalogue: Catalogue, chosen: str) -> Chip:
    if brief.model != AUTO:
        return Chip(model_name(catalogue, brief.model), "model", brief.model)
    label = f"auto: {model_name(catalogue, chosen)}" if chosen else AUTO
    return Chip(label, "model", AUTO, removable=False)


def _reference(reference: Reference, brief: Brief) -> Chip:
    number = brief.references.index(reference) + 1
    stays = ", must stay" if reference.note else ""
    label = f"{cut(reference.facts.filename, 20)} = {ROLE[reference.role]}{stays}"
    return Chip(label, "photos", str(number), guessed=reference.guessed)


def _words(brief: Brief) -> Iterator[Chip]:
    if brief.must_keep:
        yield Chip(f"stays: {', '.join(brief.must_keep)}", "stays")
    if brief.must_keep and brief.keep is not Keep.BALANCED:
        yield Chip(KEEP[brief.keep], "keep")
    if brief.exact_text:
        more = len(brief.exact_text) - 1
        lines = f" + {more} {'line' if more == 1 else 'lines'}" if more else ""
        yield Chip(f'text: "{brief.exact_text[0]}"{lines}', "text")
    if brief.avoid:
        yield Chip(f"leave out: {', '.join(brief.avoid)}", "avoid")
    for field in ("audience", "camera", "light", "mood", "palette", "quality", "thinking"):
        value = str(getattr(brief, field))
        if value:
            yield Chip(f"{field}: {value}", field)
    if brief.look_up is not LookUp.NO:
        yield Chip(LOOK_UP[brief.look_up], "look_up")
    yield from _around(brief)


def _around(brief: Brief) -> Iterator[Chip]:
    """What is not in the picture: when it is needed, who decides, who sees it."""
    if brief.deadline:
        yield Chip(f"needed by {deadline.shown(brief.deadline)}", "deadline")
    if brief.approver:
        yield Chip(f"decides: {brief.approver}", "approver")
    if brief.private:
        yield Chip("private", "private")
