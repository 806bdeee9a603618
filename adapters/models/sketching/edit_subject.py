"""Edits of the subject and the sheet: swap, room for copy, size, place, what is drawn over it."""

from __future__ import annotations

import re
from dataclasses import replace

from adapters.models.sketching.changes import Change, strength
from adapters.models.sketching.reading import find, has
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.words import THINGS

STEP = 0.14
"""How far "left" moves the subject, as a share of the picture's width."""
GROW = 1.22
MAX_SHIFT, MIN_SCALE, MAX_SCALE = 0.4, 0.35, 2.2


def swap(spec: Spec, clause: str) -> Change | None:
    """Swap: mirrored. "swap the can for a bottle": another silhouette."""
    other = re.search(r"\b(?:swap|replace|change)\b.*\b(?:for|with|to|into|by)\b (.+)", clause)
    if other and (kind := find(THINGS, other.group(1))) and not spec.photo("product"):
        return replace(spec, thing=kind), f"Drew a {kind} instead."
    if re.search(r"\b(?:swap|mirror|flip)\b", clause) and not other:
        flipped = {"left": "right", "right": "left"}
        text_at = " ".join(flipped.get(word, word) for word in spec.text_at.split())
        return (
            replace(spec, mirrored=not spec.mirrored, text_at=text_at, dx=-spec.dx,
                    room=flipped.get(spec.room, spec.room)),
            "Swapped left and right.",
        )  # fmt: skip
    return None


def room(spec: Spec, clause: str) -> Change | None:
    if not re.search(r"\b(?:room|space|area)\b", clause):
        return None
    side = next((s for s in ("left", "right", "top", "bottom") if has(clause, s)), "")
    if not side:
        return None
    return replace(spec, room=side, text_at=""), f"Made room for copy: {side}."


def size(spec: Spec, clause: str) -> Change | None:
    amount = GROW ** strength(clause, 1.0, 1.8, 0.45)
    if re.search(r"\b(?:bigger|larger|closer|zoom in|enlarge|huge|fill)\b", clause):
        scale = min(MAX_SCALE, spec.scale * amount)
    elif re.search(r"\b(?:smaller|further|farther|zoom out|shrink|tiny)\b", clause):
        scale = max(MIN_SCALE, spec.scale / amount)
    else:
        return None
    word = "larger" if scale > spec.scale else "smaller"
    return replace(spec, scale=round(scale, 4)), f"Made the subject {word}."


def move(spec: Spec, clause: str) -> Change | None:
    if not re.search(r"\b(?:move|shift|put|place|push|nudge|left|right|up|down|cent)", clause):
        return None
    if re.search(r"\b(?:behind|beside|next to|into|logo|person|people)\b", clause):
        return None
    step = STEP * strength(clause, 1.0, 1.7, 0.45)
    across = (has(clause, "right") - has(clause, "left")) * step
    down = has(clause, "down") + has(clause, "lower") - has(clause, "up") - has(clause, "higher")
    if re.search(r"\b(?:cent(?:re|er)|middle)\b", clause):
        return replace(spec, dx=0.0, dy=0.0), "Moved the subject back to its place."
    if not across and not down:
        return None
    dx = min(MAX_SHIFT, max(-MAX_SHIFT, spec.dx + across))
    dy = min(MAX_SHIFT, max(-MAX_SHIFT, spec.dy + down * step * 0.6))
    words = [w for w in ("left", "right", "up", "down") if has(clause, w)]
    return replace(
        spec, dx=round(dx, 4), dy=round(dy, 4)
    ), f"Moved the subject {' and '.join(words)}."


def layers(spec: Spec, clause: str) -> Change | None:
    """Furniture and notes, on or off."""
    off = re.search(r"\b(?:without|hide|remove|no|off|clean)\b", clause) is not None
    on = re.search(r"\b(?:with|show|add|on|back)\b", clause) is not None
    if re.search(r"\b(?:furniture|interface|ui|platform|overlay|chrome)\b", clause):
        if off or on:
            said = (
                "Took the platform's interface away." if off else "Drew the platform's interface."
            )
            return replace(spec, furniture=not off), said
    elif re.search(r"\b(?:annotations?|notes|guides|measures|marks)\b", clause) and (off or on):
        said = "Took the notes away." if off else "Drew the notes."
        return replace(spec, margin=not off, notes=() if off else spec.notes), said
    return None
