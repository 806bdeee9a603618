"""A reply in plain English -> a changed spec. What the sketch can draw it draws and says so; what
it cannot is written in the margin as a request, with what a real model would do."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from adapters.models.sketching.changes import Change, Rule
from adapters.models.sketching.edit_copy import copy_edited, text_gone, text_place, text_size
from adapters.models.sketching.edit_scene import camera, colour, light, place, shade, tone
from adapters.models.sketching.edit_subject import layers, move, room, size, swap
from adapters.models.sketching.spec import MAX_NOTES, PhotoLayer, Spec

SPLIT = re.compile(
    r"\s*(?:[;\n]|,(?!\d)|\.\s|\band then\b|\bthen\b|(?<!black )\band\b)\s*", re.IGNORECASE
)
FORMAT = re.compile(
    r"(?i)^(?:the |this )?same\b|^as (?:an? )?\S+(?: \S+)?$|^\d{1,2}\s?:\s?\d{1,2}$|"
    r"^\d{2,4}\s?[x\u00d7]\s?\d{2,4}$|^\W*[124]k$"
)
"""Words about the format only: the call carries the format itself."""
RULES: tuple[Rule, ...] = (
    layers,
    text_gone,
    text_size,
    text_place,
    room,
    light,
    colour,
    tone,
    shade,
    camera,
    swap,
    size,
    place,
    move,
)
"""The first that knows a clause takes it: the more particular before the more general."""


@dataclass(frozen=True, slots=True)
class Edited:
    spec: Spec
    notes: tuple[str, ...]


def edited(spec: Spec, instruction: str, added: tuple[PhotoLayer, ...], relaid: str = "") -> Edited:
    """The spec after the instruction; photos that are new are added to it. `relaid`: the new
    format as people say it, when this edit changes the format."""
    notes: list[str] = []
    known = {photo.digest for photo in spec.photos}
    for photo in (photo for photo in added if photo.digest not in known):
        spec = replace(spec, photos=(*spec.photos, photo))
        place = "in the picture" if photo.cut or photo.role in {"base", "background"} else "beside"
        notes.append(f"Added {photo.name or 'the photo'} as {photo.role}, {place}.")
    spec, said, rest = copy_edited(spec, instruction)
    notes += said
    if relaid:
        notes.append(f"Laid out again for {relaid}.")
    for clause in _clauses(rest):
        if FORMAT.search(clause):
            continue
        done = _first_that_knows(spec, clause)
        if done is not None:
            spec = done[0]
            notes.append(done[1])
        else:
            spec = replace(spec, notes=(*spec.notes, clause)[-MAX_NOTES:])
            notes.append(f"Noted in the margin. A real model would: {clause}.")
    return Edited(spec, tuple(dict.fromkeys(notes)))


def _clauses(text: str) -> list[str]:
    parts = (part.strip(" .,!") for part in SPLIT.split(text))
    polite = re.compile(r"(?i)^(?:please|could you|can you|also|now|maybe|just)\s+")
    return [clean for part in parts if (clean := polite.sub("", part).strip(" ?"))]


def _first_that_knows(spec: Spec, clause: str) -> Change | None:
    lower = clause.lower()
    for rule in RULES:
        done = rule(spec, lower)
        if done is not None:
            return done
    return None
