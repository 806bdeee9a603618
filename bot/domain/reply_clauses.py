"""A thread line cut into clauses, and what the words of a clause speak of. No verdicts here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.domain import reply_words as w

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    words: Words
    question: bool = False
    """Its sentence ends with a question mark."""
    label: bool = False
    """A colon follows: "headline: ...", "note: ..."."""


QUOTE = "\u201c\u201d"
"""Stands for a quoted string: its words are copy, not instructions."""
_QUOTED = re.compile(
    r'"[^"\n]{1,200}"|\u201c[^\u201d\n]{1,200}\u201d|\u00ab[^\u00bb\n]{1,200}\u00bb'
)
_WORD = re.compile(
    r"@?[^\W_]+(?:['&:./+-][^\W_]+)*%?|[+-]1\b|\u201c\u201d|[.!?;\n\u2026]+|[,:()\u2013\u2014-]"
)
_SPLITTERS = frozenset({"but", "then", "though", "&", "plus", "because", "while", "yet"})
_WISHES = w.MORE | w.FILLER | frozenset({"too", "keep", "leave", "no", "without", "don't", "the"})
_JOINED = (
    ("black and white", "black-and-white"),
    ("b & w", "b&w"),
    ("close up", "close-up"),
    ("spot on", "spot-on"),
    ("on point", "on-point"),
)
RATIO = re.compile(r"\d{1,2}:\d{1,2}|\d{3,4}x\d{3,4}")
VERSION = re.compile(r"v\d{1,3}[a-d]?|\d{1,6}\.\d{1,3}[a-d]?")


def clauses(text: str) -> tuple[Clause, ...]:
    """Sentences split at commas and joining words, lower case, quoted strings as one word."""
    plain = _QUOTED.sub(f" {QUOTE} ", text.replace("\u2019", "'")).lower()
    for apart, joined in _JOINED:
        plain = plain.replace(apart, joined)
    found: list[Clause] = []
    sentence: list[tuple[Words, bool]] = []
    words: list[str] = []

    def close(label: bool = False) -> None:
        if words:
            sentence.append((tuple(words), label))
            words.clear()

    for said, after in pairwise([*_WORD.findall(plain), ".", ""]):
        if said[0] in ".!?;\n\u2026":
            close()
            found += (Clause(part, "?" in said, label) for part, label in sentence)
            sentence.clear()
        elif said == ":":
            close(label=True)
        elif said in ",()\u2013\u2014-" or said in _SPLITTERS or (said == "and" and _begins(after)):
            close()
        else:
            words.append(said)
    return tuple(found)


def _begins(word: str) -> bool:
    """Whether "and" before this word joins two wishes rather than two things."""
    verbs = word in w.CHANGE or word in w.WEAK or word in w.AUX or word in w.TALK_VERBS
    return verbs or word in w.COMPARATIVE or word in w.FIRST or word in _WISHES


# --- what the words speak of --------------------------------------------------------------------


def evident(word: str) -> bool:
    """Belongs to what is seen, to how it should look, or to its format."""
    seen = word in w.PICTURE or word in w.COLOURS or word in w.VISUAL or word in w.COMPARATIVE
    return seen or word in w.FORMAT or word == QUOTE or is_shape(word)


def is_shape(word: str) -> bool:
    return word.startswith("@image") or RATIO.fullmatch(word) is not None


def speaks_of_picture(words: Words) -> bool:
    return any(evident(word) for word in words) or _more_of_something(words)


def _more_of_something(words: Words) -> bool:
    return any(
        word in w.MORE and after not in w.WORK and after not in w.WHEN and after not in w.TALKED_OF
        for word, after in pairwise(words)
    )


def about_work(words: Words) -> bool:
    """The change would be made somewhere else: in a deck, an invite, a date."""
    if any(word in w.WORK - w.SCENIC and before in _INTO for before, word in _with_before(words)):
        return True
    elsewhere = any(word in w.WORK or word in w.WHEN for word in words)
    return elsewhere and not speaks_of_picture(words)


_INTO = frozenset({"to", "into", "in", "on", "from"})
_SMALL = frozenset(
    {"the", "our", "my", "a", "an", "your", "this", "that", "tomorrow's", "his", "her"}
)


def _with_before(words: Words) -> list[tuple[str, str]]:
    """(the word before, skipping one article or possessive; the word)."""
    pairs: list[tuple[str, str]] = []
    before = ""
    for word, after in pairwise(words):
        pairs.append((before if word in _SMALL else word, after))
        before = word
    return pairs


# --- small words around the wish ----------------------------------------------------------------

_OPINIONS = frozenset(
    {("i", "think"), ("i", "feel"), ("i", "guess"), ("i", "believe"), ("i'd", "say"), ("to", "me")}
)
_LAST_THINGS = frozenset({("one", "last", "thing"), ("one", "more", "thing"), ("one", "more")})
_TRAILING = frozenset(
    {"please", "pls", "plz", "tbh", "imo", "imho", "lol", "haha", "thanks", "thx", "ty", "though"}
)


def without_fillers(words: Words) -> Words:
    start = 0
    while start < len(words):
        if words[start] in w.FILLER:
            start += 1
        elif words[start : start + 2] in _OPINIONS | _LAST_THINGS:
            start += 2
        elif words[start : start + 3] in _LAST_THINGS:
            start += 3
        else:
            break
    end = len(words)
    while end > start and words[end - 1] in _TRAILING:
        end -= 1
    return words[start:end]
