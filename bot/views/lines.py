"""Lines of a card: facts joined by dashes, and the same line as plain text for summaries."""

from __future__ import annotations

from typing import assert_never

from bot.cards import Line, Mention, Said, Span, Strong, When

DASH = " - "


def dashed(*facts: Span | Line | None) -> Line:
    """Facts with dashes between them; None and "" are left out."""
    line: list[Span] = []
    for fact in facts:
        if not fact:
            continue
        if line:
            line.append(DASH)
        line.extend(fact if isinstance(fact, tuple) else (fact,))
    return tuple(line)


def plain(line: Line) -> str:
    """The line without any marking; people's words are cut as they would be on the card."""
    return "".join(_plain(span) for span in line)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters on one line, with an ellipsis where something is missing."""
    one = " ".join(text.split())
    return one if len(one) <= limit else one[: limit - 1] + "\u2026"


def _plain(span: Span) -> str:
    match span:
        case str():
            return span
        case Said(text, limit):
            return cut(text, limit)
        case Strong(text):
            return text
        case Mention(_, name):
            return cut(name, 80)
        case When():
            return ""
        case _:
            assert_never(span)
