"""The words that are to be read in the picture, as the changes to it leave them.

Strict: a change counts where it says the new words for sure ("headline: ...", 'headline to "..."',
'replace "a" with "b"', "remove the legal line"). Whatever else speaks of the words is left as said:
people who approve must never read words that nobody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

QUOTED = re.compile(
    '"([^"\n]+)"|\u201c([^\u201c\u201d\n]+)\u201d|\u00ab([^\u00ab\u00bb\n]+)\u00bb'
    "|\u201e([^\u201e\u201c\u201d\n]+)[\u201c\u201d]|(?<!\\w)'([^'\n]+)'(?!\\w)"
)
QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e"
_KINDS = (
    r"headline|title|text|copy|tagline|subline|subtitle|legal(?: line)?|footer|button|cta"
    r"|(?:last|second) line"
)
_LABEL = re.compile(rf"\s*({_KINDS})\s*[:=]\s*(.*)", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(
    rf"\b(?:change|make|set|let)?\s*(?:the\s+)?({_KINDS})\s*"
    r"(?:to|say|says|read|reads|should (?:say|read))?\s*$",
    re.IGNORECASE,
)
_ADDED = re.compile(r"\b(?:add|put|write|place|with)\b", re.IGNORECASE)
_THERE = re.compile(
    r"\s*(?:$|[.,!]|(?:at|in|on|under|above|below|over|beside|next|near|as|to|and)\b)",
    re.IGNORECASE,
)
"""What may follow words that are to be written: nothing, or where."""
_REPLACE = re.compile(r"\breplace\s*$", re.IGNORECASE)
_GONE = re.compile(
    r"(?:please\s+)?(?:remove|delete|drop|lose|take away|take out)\s+(?:the\s+|all\s+(?:the\s+)?)?"
    rf"({_KINDS}|texts|words|lettering)[.!]?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(rf"\b(?:{_KINDS}|texts|words|wording|slogan)\b", re.IGNORECASE)
_NEW_WORDS = re.compile(r"[:=]|\b(?:to|says?|saying|reads?|reading|instead|into)\b", re.IGNORECASE)
LOOKS = re.compile(
    r"\b(?:move|bigger|smaller|larger|colou?r|left|right|top|bottom|cent\w+|font|bold|serif)\b",
    re.IGNORECASE,
)
"""How the words look and where they stand is not what they say."""


class Place(StrEnum):
    """Which words a change is about."""

    HEADLINE = "headline"
    SECOND = "second"
    LEGAL = "legal"
    ONLY = "only"
    """The one line there is."""
    NEW = "new"
    ALL = "all"
    SOME = "some"
    """Replaced wherever they stood."""


@dataclass(frozen=True, slots=True)
class Changed:
    place: Place
    words: str
    """"" = taken away."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """After one change."""

    lines: tuple[str, ...]
    changes: tuple[Changed, ...]
    rest: str
    """What it says beside the words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """After all changes on the way to a picture."""

    lines: tuple[str, ...]
    """The first is the headline."""
    others: tuple[str, ...]
    """What the changes said beside the words, oldest first."""
    unsure: tuple[str, ...]
    """Those of them that may be about the words, and do not surely say the new ones."""


def reworded(lines: tuple[str, ...], instruction: str) -> Reworded:
    """One change: what it surely does to the words is done, the rest is given back."""
    changes: list[Changed] = []
    rest: list[str] = []
    for clause in re.split(r"[;\n]", instruction):
        lines, change, left = _clause(lines, clause)
        if change is not None:
            changes.append(change)
        if left.strip(" .,!"):
            rest.append(left)
    return Reworded(lines, tuple(changes), "; ".join(rest))


def wording(lines: tuple[str, ...], changes: Iterable[str]) -> Wording:
    """`changes`: oldest first."""
    others: list[str] = []
    for change in changes:
        after = reworded(lines, change)
        lines = after.lines
        others += [after.rest.strip()] if after.rest.strip() else []
    return Wording(lines, tuple(others), tuple(other for other in others if _perhaps(other)))


def _perhaps(rest: str) -> bool:
    """It may change what the words say."""
    if QUOTED.search(rest):
        return True
    spoken = _SPOKEN.search(rest) and _NEW_WORDS.search(rest)
    return bool(spoken) and not LOOKS.search(rest)


def put(lines: tuple[str, ...], kind: str, words: str) -> tuple[tuple[str, ...], Changed | None]:
    """Headline is the first line; text, copy and tagline the second; legal the last. Without words
    the line is taken away. None: there was none."""
    kind, words = kind.lower(), " ".join(words.split())
    if not words:
        return removed(lines, kind)
    if kind in {"headline", "title"} or not lines:
        return (words, *lines[1:]), Changed(Place.HEADLINE, words)
    if kind in {"text", "copy"} and len(lines) == 1:
        return (words,), Changed(Place.ONLY, words)
    second = {"text", "copy", "tagline", "subline", "subtitle", "second line"}
    if kind in second and len(lines) > 1:
        return (lines[0], words, *lines[2:]), Changed(Place.SECOND, words)
    if kind.startswith(("legal", "footer", "last")) and len(lines) > 1:
        return (*lines[:-1], words), Changed(Place.LEGAL, words)
    return (*lines, words), Changed(Place.NEW, words)


def removed(lines: tuple[str, ...], kind: str) -> tuple[tuple[str, ...], Changed | None]:
    """The line that is meant, or all of them. None: there were none."""
    kind = kind.lower()
    if not lines:
        return lines, None
    if kind in {"headline", "title"}:
        return lines[1:], Changed(Place.HEADLINE, "")
    if kind.startswith(("legal", "footer", "last")):
        return (lines[:-1], Changed(Place.LEGAL, "")) if len(lines) > 1 else (lines, None)
    if kind in {"tagline", "subline", "subtitle", "second line", "button", "cta"}:
        return lines[:1] + lines[2:], Changed(Place.SECOND, "")
    return (), Changed(Place.ALL, "")


def _clause(lines: tuple[str, ...], clause: str) -> tuple[tuple[str, ...], Changed | None, str]:
    label = _LABEL.fullmatch(clause)
    if label and (quoted := QUOTED.match(label[2].strip())):
        after, change = put(lines, label[1], said(quoted))
        return after, change, label[2].strip()[quoted.end() :]
    if label and LOOKS.fullmatch(label[2].strip()):
        return lines, None, clause
    if label:
        after, change = put(lines, label[1], label[2].strip().strip(QUOTES).strip())
        return after, change, "" if change else clause
    gone = _GONE.fullmatch(clause.strip())
    if gone:
        after, change = removed(lines, gone[1])
        return after, change, "" if change else clause
    found = QUOTED.search(clause)
    if found is None:
        return lines, None, clause
    before, after_it = clause[: found.start()], clause[found.end() :]
    words = said(found)
    second = QUOTED.search(after_it)
    if _REPLACE.search(before) and second:
        after = swapped(lines, words, said(second))
        if after == lines:
            return lines, None, clause
        return after, Changed(Place.SOME, said(second)), after_it[second.end() :]
    if words in lines:  # how they look, or that they go: they are the same words
        return lines, None, clause
    named, added = _NAMED.search(before), _ADDED.search(before)
    written = added and _THERE.match(after_it) and not re.search(r"(?i)\blogo\b", before)
    if named is None and not written:
        return lines, None, clause
    return *put(lines, named[1] if named else "line", words), after_it


def swapped(lines: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Wherever the old words stand, as they are written or in other capitals."""
    after = tuple(line.replace(old, new) for line in lines)
    if after != lines:
        return after
    anyhow = re.compile(re.escape(old), re.IGNORECASE)
    return tuple(anyhow.sub(lambda _: new, line) for line in lines)


def said(found: re.Match[str]) -> str:
    """The words inside the quotes."""
    return next((group for group in found.groups() if group is not None), "").strip()
