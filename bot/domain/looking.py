"""Whether words ask to look something up: the phrase that people read on screen, as a clause of its
own. "A girl who wants to look it up on the web" is a picture, and quoted words are never a wish."""

from __future__ import annotations

import re

WORDS = "look it up on the web"
"""As people see it, and as they may type it."""

_QUOTED = re.compile(r"\"[^\"\n]*\"|\u201c[^\u201d\n]*\u201d")
_WISH = re.compile(
    r"(?:(?:^|[,;.!\n])\s*(?:(?:and|but|then)\s+)?|\s(?:and|but|then)\s+)(?:please\s+)?"
    r"look (?:it|this|that|them) up (?:on the (?:web|internet)|online)(?:,?\s+(?:please|first))?"
    r"\s*(?=$|[,;.!\n])",
    re.IGNORECASE,
)
_ENDS = ".!\n"


def wish_in(text: str) -> tuple[int, int] | None:
    """Where the wish stands, with the joint that goes with it; None: there is none."""
    found = _WISH.search(_QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text))
    if found is None:
        return None
    start, end = found.span()
    if text[start] in _ENDS:  # the sentence before keeps its end, the wish takes its own with it
        start += 1
        end += text[end : end + 1] in {".", "!"}
    elif start == 0:  # as the first clause it takes the comma that follows
        end += text[end : end + 1] in {",", ";", ".", "!"}
    return start, end


def without_wish(text: str) -> tuple[str, bool]:
    """The words without it, and whether it was there."""
    found = wish_in(text)
    if found is None:
        return text, False
    return f"{text[: found[0]]} {text[found[1] :]}".replace(" ,", ",").strip(), True
