"""Edits of the words in the picture: what they say, how large they are, where they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from adapters.models.sketching.changes import TYPE_WORDS, Change
from adapters.models.sketching.reading import colours_in, has
from adapters.models.sketching.spec import Spec
from bot.domain.wording import (
    LOOKS,
    QUOTED,
    QUOTES,
    Changed,
    Place,
    put,
    removed,
    reworded,
    said,
)

SAY = re.compile(
    r"\b(headline|title|text|copy|tagline)\b.*?\b(?:to|says?|reads?)\s+(.+)$", re.IGNORECASE
)
REPLACED = re.compile(r"\breplace\b", re.IGNORECASE)
NAMES = {
    Place.HEADLINE: "Headline", Place.SECOND: "Second line", Place.LEGAL: "Legal line",
    Place.ONLY: "Text", Place.NEW: "New line", Place.SOME: "Text",
}  # fmt: skip
GONE = {
    Place.HEADLINE: "Took the headline away.", Place.LEGAL: "Took the last line away.",
    Place.SECOND: "Took the second line away.", Place.ALL: "Took all text away.",
}  # fmt: skip


def copy_edited(spec: Spec, instruction: str) -> tuple[Spec, list[str], str]:
    """Takes what changes the copy out of the instruction; the rest is for the other rules. A draft
    may guess where an approval may not: what the domain is unsure of is tried as well."""
    known = reworded(spec.texts, instruction)
    spec = replace(spec, texts=known.lines)
    notes = [_note(change) for change in known.changes]
    rest: list[str] = []
    for line in known.rest.split("; "):
        spec, note, left = _guessed(spec, line)
        notes += [note] if note else []
        rest.append(left)
    return spec, notes, "; ".join(rest)


def _note(change: Changed) -> str:
    if not change.words:
        return GONE.get(change.place, "Took the line away.")
    return f"{NAMES[change.place]} now reads “{change.words}”."


def _guessed(spec: Spec, line: str) -> tuple[Spec, str, str]:
    quoted = list(QUOTED.finditer(line))
    if len(quoted) > 1 and REPLACED.search(line):  # not what stands there: the headline is meant
        texts, change = put(spec.texts, "headline", said(quoted[1]))
    elif (plain := SAY.search(line)) and not LOOKS.search(line):
        texts, change = put(spec.texts, plain[1], plain[2].strip().strip(QUOTES).strip())
    else:
        return spec, "", line
    return replace(spec, texts=texts), _note(change) if change else "", ""


def _remove(spec: Spec, clause: str) -> Change | None:
    kinds = ("headline", "title", "legal", "footer", "last line", "tagline", "subline",
             "second line", "button", "cta")  # fmt: skip
    texts, change = removed(spec.texts, next((k for k in kinds if has(clause, k)), "text"))
    return (replace(spec, texts=texts), _note(change)) if change else None


def text_gone(spec: Spec, clause: str) -> Change | None:
    if not re.search(r"\b(?:remove|delete|drop|without|no|lose|take away|hide)\b", clause):
        return None
    if not any(has(clause, w) for w in (*TYPE_WORDS, "legal", "tagline", "subline", "footer")):
        return None
    return _remove(spec, clause)


def text_size(spec: Spec, clause: str) -> Change | None:
    if not any(has(clause, word) for word in TYPE_WORDS):
        return None
    if re.search(r"\b(?:bigger|larger|increase|grow|huge)\b", clause):
        return replace(spec, text_scale=min(2.0, spec.text_scale * 1.25)), "Set the type larger."
    if re.search(r"\b(?:smaller|reduce|shrink|tiny)\b", clause):
        return replace(spec, text_scale=max(0.4, spec.text_scale / 1.25)), "Set the type smaller."
    if re.search(r"\b(?:serif|classic|elegant)\b", clause) and "sans" not in clause:
        return replace(spec, serif=True), "Set the headline in a serif."
    return None


def text_place(spec: Spec, clause: str) -> Change | None:
    if not any(has(clause, word) for word in TYPE_WORDS) or has(clause, "room"):
        return None
    colours = colours_in(clause)
    if colours:
        return replace(spec, text_colour=colours[0]), f"Set the type in {colours[0]}."
    place = _place_in(clause)
    if not place:
        return None
    return replace(spec, text_at=place, room=""), f"Moved the text: {place}."


def _place_in(clause: str) -> str:
    up = "top" if re.search(r"\b(?:top|up|upper|above|higher)\b", clause) else ""
    down = "bottom" if re.search(r"\b(?:bottom|down|lower|below|under)\b", clause) else ""
    side = next((s for s in ("left", "right") if has(clause, s)), "")
    both = " ".join(word for word in (up or down, side) if word)
    middle = re.search(r"\b(?:cent(?:re|er|red|ered)|middle)\b", clause)
    return both or ("centre" if middle else "")
