"""What a button carries: "v1:<command>:<value>...", made by one function, valid for ever. Values
are our own ids and small words, never what a person typed."""

from __future__ import annotations

import re

MAX_PRESS = 100
"""Discord's limit for a button's id, the smallest of the platforms."""
_WORD = re.compile(r"[A-Za-z0-9_.\-]+")
_VERSION = "v1"


def press(command: str, *values: object) -> str:
    """Raises ValueError for a value that is not an id or a small word, and above MAX_PRESS."""
    words = [str(value) for value in values]
    bad = [n for n, word in enumerate((command, *words)) if not _WORD.fullmatch(word)]
    if bad:  # by its place: the value itself may be what a person wrote
        raise ValueError(f"value {bad[0]} of {command[:20]!r} is not an id")
    made = ":".join((_VERSION, command, *words))
    if len(made) > MAX_PRESS:
        raise ValueError(f"a press of {len(made)} characters, at most {MAX_PRESS}: {made}")
    return made


def read(made: str) -> tuple[str, tuple[str, ...]] | None:
    """(command, values), or None for anything that `press` did not make."""
    words = made.split(":")
    if len(made) > MAX_PRESS or len(words) == 1 or words[0] != _VERSION:
        return None
    if not all(_WORD.fullmatch(word) for word in words[1:]):
        return None
    return words[1], tuple(words[2:])
