"""Lines of a card -> Discord's markdown. What people typed can neither mark, link, mention, hide
nor reorder anything: it is shown as it was written, on one line, cut where everybody can see it."""

from __future__ import annotations

import re
import unicodedata
from typing import assert_never

from bot.cards import Line, Mention, Said, Span, Strong, When

ELLIPSIS = "\u2026"
NAME_MAX = 80
"""Characters of a person's name: longer than any name, shorter than a line."""
_MARKS = re.compile(r"[\\`*_~|\[\]()<>#@:]")
"""Every sign that Discord reads as markup, wherever it stands; a backslash takes its meaning."""
_BEGINS = re.compile(r"^(-(?=[\s#\\])|\+(?=\s)|\d+\.(?=\s))")
"""Signs that mean something at the beginning of a line alone: lists and small print."""
_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiner: parts of words in Persian and Hindi, and of emoji; nothing between
ASCII."""
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controls (bidi among them), zero-width signs, halves of characters, nobody's characters."""


def clean(text: str) -> str:
    """The same words on one line without anything that cannot be seen."""
    kept = []
    before = ""
    for char in text:
        if char.isspace():
            kept.append(" ")
        elif char in _JOINERS:
            if before > "\x7f":
                kept.append(char)
        elif unicodedata.category(char) not in _DROPPED:
            kept.append(char)
        before = char
    return " ".join("".join(kept).split())


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + ELLIPSIS


def escape(text: str) -> str:
    """Text that means nothing but itself."""
    marked = _MARKS.sub(lambda found: f"\\{found[0]}", text)
    return _BEGINS.sub(_harmless, marked)


def _harmless(begin: re.Match[str]) -> str:
    return f"{begin[0][:-1]}\\." if begin[0].endswith(".") else f"\\{begin[0]}"


def said(text: str, limit: int) -> str:
    """A person's words, cleaned, cut, escaped."""
    return escape(cut(clean(text), limit))


def line(spans: Line) -> str:
    return "".join(span(item) for item in spans)


def span(item: Span) -> str:
    match item:
        case str():
            return escape(item)
        case Said():
            return said(item.text, item.limit)
        case Strong():
            return f"**{escape(item.text)}**"
        case Mention():
            return f"**{said(item.name, NAME_MAX)}**"
        case When():
            return moment(item.at)
        case _:
            assert_never(item)


def moment(at: float) -> str:
    """Drawn by Discord in the reader's own time zone."""
    return f"<t:{int(at)}:f>"


def counted(at: float) -> str:
    """Like "in 60 seconds": counted by the reader's own client."""
    return f"<t:{int(at)}:R>"


def plain(spans: Line) -> str:
    """A line without any marking, for places that know none (labels, names, alt text)."""
    return "".join(_plain(item) for item in spans)


def _plain(item: Span) -> str:
    match item:
        case str():
            return item
        case Said():
            return cut(clean(item.text), item.limit)
        case Strong():
            return item.text
        case Mention():
            return cut(clean(item.name), NAME_MAX)
        case When():
            return ""
        case _:
            assert_never(item)


def label(text: str, limit: int) -> str:
    """For buttons, menus, thread names: no markup is read there, but every control would show."""
    return cut(clean(text), limit)


def block(text: str) -> str:
    """A code block, copied as a whole; a fence inside it cannot end it."""
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _DROPPED)
    return f"```\n{kept.replace('```', chr(39) * 3)}\n```"
