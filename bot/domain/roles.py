"""What a photo is for, guessed from its file name, what was measured on it, and the words.

A guess is shown as a chip and can be changed; there is never more than one picture to change.
"""

from __future__ import annotations

import re

from bot.domain.brief import PictureFacts, Role

FEW_COLOURS = 64
"""At most so many 5-bit colours: a logo, no photo. An assumption until uploads are counted."""
SWATCHES = 24
"""At most so many colours without transparency: a palette card."""
_NAMES: tuple[tuple[Role, frozenset[str]], ...] = (
    (Role.MASK, frozenset({"mask"})),
    (Role.LOGO, frozenset({"logo", "logos", "logotype", "wordmark", "brandmark", "icon"})),
    (Role.PALETTE, frozenset({"palette", "swatch", "swatches", "colours", "colors"})),
    (Role.STYLE, frozenset({"style", "mood", "moodboard", "inspiration", "inspo", "ref", "look"})),
    (Role.BACKGROUND, frozenset({"bg", "background", "backdrop", "location", "scene"})),
    (Role.LAYOUT, frozenset({"layout", "wireframe", "composition", "scribble", "template"})),
    (Role.TEXTURE, frozenset({"texture", "pattern", "material", "fabric"})),
    (Role.CHARACTER, frozenset({"model", "person", "portrait", "character", "face", "mascot"})),
    (Role.PRODUCT, frozenset({"product", "packshot", "cutout", "bottle", "can", "pack"})),
)
_PART = re.compile(r"[^\W\d_]+")
_CHANGE = re.compile(
    r"\b(?:change|edit|retouch|fix|improve|replace|remove|swap|extend|brighten|darken|clean)\b"
    r"[^.\n]{0,60}\b(?:photo|picture|image|shot|background|sky)\b"
    r"|\b(?:this|the attached|my|our) (?:photo|picture|image|shot)\b"
    r"|\b(?:in|of|on|from) @image1\b",
    re.IGNORECASE,
)
_AS = re.compile(
    r"\bas (?:a |an |the |our )?"
    r"(background|style|texture|logo|palette|layout|product|character|mask)\b",
    re.IGNORECASE,
)
MAX_READ = 4000
"""Characters looked at: all of the longest brief."""


def guess(facts: PictureFacts, words: str, already: tuple[Role, ...]) -> Role:
    """The likely job of one more photo beside those that have one. Always an answer."""
    named = _from_name(facts.filename)
    if named is not None and not (named is Role.MASK and Role.MASK in already):
        return named
    said = _AS.findall(words[:MAX_READ])
    if said and Role(said[-1].lower()) not in already:
        return Role(said[-1].lower())
    if _few(facts):
        return Role.LOGO if facts.has_alpha or Role.PALETTE in already else Role.PALETTE
    if Role.BASE not in already and not already and _CHANGE.search(words[:MAX_READ]):
        return Role.BASE
    if facts.has_alpha or facts.plain_background:
        return Role.PRODUCT
    return Role.STYLE if already else Role.PRODUCT


def _from_name(filename: str) -> Role | None:
    stem = filename.rpartition(".")[0] or filename
    parts = {part.lower() for part in _PART.findall(stem[-200:])}
    return next((role for role, names in _NAMES if parts & names), None)


def _few(facts: PictureFacts) -> bool:
    limit = FEW_COLOURS if facts.has_alpha else SWATCHES
    return 0 < facts.colours <= limit
