"""A brief -> the first spec: which words mean which place, ground, thing, light and colours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from adapters.models.sketching.spec import PhotoLayer, Spec
from adapters.models.sketching.words import (
    BACKS,
    CAMERAS,
    COLOURS,
    GROUNDS,
    LIGHTS,
    SERIF_WORDS,
    THINGS,
    TIMES,
    WET,
)  # fmt: skip
from bot.domain.brief import Brief

HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
ROOM = re.compile(
    r"(?:room|space|area) for (?:copy|text|type|the headline)\D{0,20}?\b(left|right|top|bottom)\b|"
    r"\b(left|right|top|bottom)\b\D{0,12}(?:free|empty|clear|for copy|for text)"
)
LOW_PLAN = 3
"""The fourth composition looks up, unless the words say otherwise."""
MAX_PALETTE = 5
DEFAULT_GROUND = {
    "beach": "sand", "sea": "water", "mountains": "stone", "forest": "grass", "city": "road",
    "dunes": "sand", "field": "grass", "room": "wood", "sky": "plinth", "studio": "sweep",
}  # fmt: skip


def first_spec(brief: Brief, photos: tuple[PhotoLayer, ...], index: int, seed_text: str) -> Spec:
    words = " ".join(
        (brief.what, brief.camera, brief.light, brief.mood, *brief.stages, brief.audience)
    ).lower()
    seed = int.from_bytes(hashlib.sha256(seed_text.encode()).digest()[:6], "big")
    back = find(BACKS, words) or "studio"
    ground = find(GROUNDS, words) or DEFAULT_GROUND[back]
    mirrored = bool(seed & 1)
    light = find(LIGHTS, words) or ("right" if mirrored else "left")
    return Spec(
        what=" ".join(brief.what.split()),
        seed=seed,
        back=back,
        ground=ground,
        thing=thing_of(words),
        wet=any(has(words, word) for word in WET),
        time=find(TIMES, words) or "day",
        light=light,
        camera=find(CAMERAS, f"{words} {brief.camera.lower()}")
        or ("low" if index % 4 == LOW_PLAN else "eye"),
        plan=index % 4,
        mirrored=mirrored,
        texts=tuple(t for t in (" ".join(x.split()) for x in brief.exact_text) if t),
        serif=any(has(words, word) for word in SERIF_WORDS),
        room=room_in(words),
        photos=photos,
        palette=colours_in(f"{brief.palette} "),
    )


def thing_of(words: str) -> str:
    """The thing that is named first: "a can beside a bottle" is about the can."""
    places = [
        (match.start(), kind)
        for kind, names in THINGS.items()
        for name in names
        if (match := re.search(rf"\b{re.escape(name)}\b", words))
    ]
    if any(kind == "can" for _, kind in places) and re.search(r"\b(?:brew|beer|soda)\b", words):
        return "can"
    return min(places)[1] if places else "form"


def find(vocabulary: Mapping[str, tuple[str, ...]], words: str) -> str:
    """The kind whose word comes first in the vocabulary's order, or ""."""
    return next(
        (kind for kind, names in vocabulary.items() if any(has(words, n) for n in names)), ""
    )


def has(words: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", words) is not None


def colours_in(text: str) -> tuple[str, ...]:
    """Hex colours and colour names in the order they are written."""
    lower = text.lower()
    found = [(m.start(), m.group().lower()) for m in HEX.finditer(lower)]
    for name, value in by_length(COLOURS):
        found += [(m.start(), value) for m in re.finditer(rf"\b{name}\b", lower)]
    return tuple(dict.fromkeys(value for _, value in sorted(found)))[:MAX_PALETTE]


def by_length(names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return sorted(names.items(), key=lambda item: -len(item[0]))


def room_in(words: str) -> str:
    match = ROOM.search(words)
    return next((side for side in match.groups() if side), "") if match else ""
