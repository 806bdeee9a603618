"""Names of reactions: Slack keeps one name for each picture, people and documents know several."""

from __future__ import annotations

ALIASES = {
    "thumbsup": "+1",
    "thumbsdown": "-1",
    "pencil": "memo",
    "email": "envelope",
}


def canonical(name: str) -> str:
    """The one name ("thumbsup" -> "+1"); a skin tone stays on it."""
    bare, _, tone = name.strip(":").partition("::")
    kept = ALIASES.get(bare, bare)
    return f"{kept}::{tone}" if tone else kept
