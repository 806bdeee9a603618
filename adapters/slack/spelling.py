"""Commands as they are typed in Slack: our words say /history, people here type /artdesk history
(or /artdesk-history). What people wrote themselves stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.cards import Card, Facts, Heading, Legend, Line, Part, Table, Text

_COMMAND = re.compile(r"(?<![\w/])/([a-z_]+)\b")


def spelled(shown: Card, typed: Mapping[str, str]) -> Card:
    """`typed`: command -> what to type, its slash included."""
    if not typed:
        return shown
    parts = tuple(_part(item, typed) for item in shown.parts)
    return replace(shown, parts=parts, summary=_here(shown.summary, typed))


def _here(words: str, typed: Mapping[str, str]) -> str:
    return _COMMAND.sub(lambda found: typed.get(found[1], found[0]), words)


def _line(line: Line, typed: Mapping[str, str]) -> Line:
    return tuple(_here(span, typed) if isinstance(span, str) else span for span in line)


def _part(item: Part, typed: Mapping[str, str]) -> Part:
    match item:
        case Text() | Heading() | Legend():
            return replace(item, line=_line(item.line, typed))
        case Facts():
            rows = tuple((_here(label, typed), _line(line, typed)) for label, line in item.rows)
            return replace(item, rows=rows)
        case Table():
            cells = tuple(tuple(_line(cell, typed) for cell in row) for row in item.rows)
            return replace(item, rows=cells)
        case _:
            return item
