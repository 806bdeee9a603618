"""People's text made safe to read: no control, bidi, invisible or stacked-up characters.

Every rule that reads words starts here; the cost is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 4
"""Combining marks kept on one letter: scripts that stack need up to four, a flood has hundreds."""

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, soft hyphens, bidi overrides, zero-width spaces, lone surrogates, tag characters
(invisible ASCII). The joiners U+200C and U+200D stay: Persian, Hindi and emoji need them."""


def tidy(text: str) -> str:
    """The same words in NFC without what no reader sees; line breaks become newlines."""
    if text.isascii() and text.isprintable():
        return text
    seen = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    return _few_marks(seen) if seen.isascii() else _few_marks(unicodedata.normalize("NFC", seen))


def one_line(text: str) -> str:
    """tidy, with every run of white space as one space."""
    return " ".join(tidy(text).split())


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def word_set(words: str) -> frozenset[str]:
    """The words of a table in a module, written as a sentence."""
    return frozenset(words.split())
