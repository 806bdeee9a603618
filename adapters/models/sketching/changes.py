"""What every rule of an edit shares: its shape, and how much "much" and "a bit" are."""

from __future__ import annotations

import re
from collections.abc import Callable

from adapters.models.sketching.spec import Spec

Change = tuple[Spec, str]
"""The changed spec, and what was changed in a sentence."""
Rule = Callable[[Spec, str], Change | None]
"""(spec, lower-case clause) -> the change, or None: not for this rule."""

TWICE = re.compile(r"\b(?:much|a lot|far|way)\b")
SLIGHT = re.compile(r"\b(?:slightly|a bit|a little|a touch|somewhat)\b")
LIGHT_WORDS = ("light", "lighting", "sun", "tone", "mood")
TYPE_WORDS = ("headline", "text", "copy", "type", "title", "words", "lettering", "font", "slogan")


def strength(clause: str, usual: float, much: float, slight: float) -> float:
    """The step that a clause asks for."""
    if TWICE.search(clause):
        return much
    return slight if SLIGHT.search(clause) else usual
