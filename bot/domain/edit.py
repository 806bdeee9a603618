"""An edit in words: what it says about the format ("same in 9:16", "4K", "as a pin") is taken out,
the rest is the instruction, untouched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.looking import without_wish
from bot.domain.placement import FileType, Format, Placement
from bot.domain.tidy import tidy, word_set
from bot.domain.where import (
    FILE_TYPES,
    RATIOS,
    SHAPES,
    SIZES,
    Places,
    format_for,
    format_for_ratio,
    words_of,
)

MAX_READ = 1000
"""Characters: a longer text describes a picture, its format is not hidden in it."""


@dataclass(frozen=True, slots=True)
class Edit:
    instruction: str
    """"" when only the format changes."""
    format: Format | None
    """The new format, or None: as it was."""
    format_words: tuple[str, ...] = ()
    """The words that said so, as typed: what the chip quotes."""
    size_named: bool = False
    """A size was asked for, not only kept from before."""
    looks_up: bool = False
    """ "look it up on the web" was among the words."""


@dataclass(slots=True)
class _Wish:
    """What the words ask of the format so far; later words win."""

    placement: Placement | None = None
    ratio: str = ""
    size: str = ""
    file_type: FileType | None = None

    def take(self, other: _Wish) -> None:
        if other.placement or other.ratio:
            self.placement, self.ratio = other.placement, other.ratio
        self.size = other.size or self.size
        self.file_type = other.file_type or self.file_type


_PART = re.compile(r"[,;.!\n]+(?=\s|$)\s*|\s+(?:and|but|then|plus|&)\s+(?:also\s+)?", re.IGNORECASE)
_JOINER = re.compile(r"^(?:and|but|then|plus)\s+", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]*\"|\u201c[^\u201d\n]*\u201d")
_LEAD = word_set(
    "same the it this that thing one picture image everything also please pls plz now and can"
    " could you we i get have make do try see want need just like again another export give"
    " me a an turn into in as for at to of render change format ratio aspect resolution size"
    " version crop would be ok okay then exactly but let's us switch"
)
"""Small words before a format: "can we get the same thing in"."""
_AFTER = word_set(
    "version versions format crop ratio aspect size resolution please pls plz too instead now"
    " one thanks again as well the a an in at and with for file quality"
)
"""Small words between and after format words: "png with 2k please"."""
_SUFFIX = frozenset({"as", "in", "for"})


def read_edit(text: str, current: Format, placements: Sequence[Placement]) -> Edit:
    """Splits an instruction into words and format. Never raises."""
    places = Places(placements)
    said_all, looks_up = without_wish(tidy(text).strip())
    if len(said_all) > MAX_READ:
        return Edit(said_all, None, looks_up=looks_up)
    hidden = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), said_all)
    wish, said, kept = _Wish(), list[str](), list[tuple[str, str]]()
    for start, end, joint in _parts(hidden):
        found, cut = _format_of(hidden[start:end], places)
        wish.take(found)
        if cut < end - start:
            said.append(_JOINER.sub("", said_all[start + cut : end].strip()))
        if said_all[start : start + cut].strip():
            kept.append((said_all[start : start + cut], joint))
    if said:
        kept = [(words, joint) for words, joint in kept if not _only_small(words)]
    return Edit(_joined(kept), _format(wish, current), tuple(said), bool(wish.size), looks_up)


def _parts(text: str) -> list[tuple[int, int, str]]:
    """(start, end, what joins it to the next) of every clause that says something."""
    parts: list[tuple[int, int, str]] = []
    at = 0
    for joint in _PART.finditer(text):
        parts.append((at, joint.start(), joint[0]))
        at = joint.end()
    parts.append((at, len(text), ""))
    return [part for part in parts if text[part[0] : part[1]].strip()]


def _joined(kept: list[tuple[str, str]]) -> str:
    """The clauses that stay, with their own joints between them."""
    text = "".join(part + joint for part, joint in kept[:-1])
    last = kept[-1] if kept else ("", "")
    return (text + last[0] + (last[1] if last[1].strip() in {".", "!"} else "")).strip()


def _format_of(part: str, places: Places) -> tuple[_Wish, int]:
    """What one clause says of the format, and where in it that begins (its length = nowhere)."""
    whole = _whole(part, places)
    if whole is not None:
        return whole, 0
    words, found = _tail(part, places)
    if found is None:
        return _Wish(), len(part)
    rest = _whole(words, places)
    if rest is not None:
        rest.take(found)
    return rest or found, 0 if rest or _only_small(words) else len(words)


def _only_small(text: str) -> bool:
    return all(word.text in _LEAD for word in words_of(text))


def _whole(part: str, places: Places) -> _Wish | None:
    """The wish of a clause that speaks of nothing but the format."""
    words = [word.text for word in words_of(part)]
    start = 0
    while start < len(words) and words[start] in _LEAD and not _unit(words[start:], places):
        start += 1
    return _units(words[start:], places)


def _tail(part: str, places: Places) -> tuple[str, _Wish | None]:
    """Splits "warmer as a story" into "warmer" and the story."""
    words = words_of(part)
    for i in range(len(words) - 1, 0, -1):
        if len(words) - i > _LONGEST_TAIL:
            break
        if words[i].text not in _SUFFIX:
            continue
        rest = [word.text for word in words[i + 1 :]]
        if rest[:1] == ["the"] or not rest:
            continue
        found = _units(rest[1:] if rest[0] in {"a", "an"} else rest, places)
        if found is not None and (words[i].text != "in" or found.placement is None):
            return part[: words[i].start].rstrip(), found
    return part, None


_LONGEST_TAIL = 8


def _units(words: list[str], places: Places) -> _Wish | None:
    """All words as format units with small words between them, or None."""
    wish, found = _Wish(), False
    while words:
        unit = _unit(words, places)
        if unit is not None:
            wish.take(unit[0])
            words, found = words[unit[1] :], True
        elif found and words[0] in _AFTER:
            words = words[1:]
        else:
            return None
    return wish if found else None


def _unit(words: list[str], places: Places) -> tuple[_Wish, int] | None:
    first = words[0]
    if first in RATIOS:
        return _Wish(ratio=first), 1
    if first.upper() in SIZES:
        return _Wish(size=first.upper()), 1
    place = places.at(words)
    if place is not None:
        return _Wish(placement=place[0]), place[1]
    if first in SHAPES:
        return _Wish(ratio=SHAPES[first]), 1
    if first in FILE_TYPES:
        return _Wish(file_type=FILE_TYPES[first]), 1
    return None


def _format(wish: _Wish, current: Format) -> Format | None:
    if wish == _Wish():
        return None
    fmt = current
    if wish.placement is not None:
        fmt = format_for(wish.placement)
    elif wish.ratio:
        fmt = format_for_ratio(wish.ratio, current.size, current.file_type)
    if wish.size:
        bare = not fmt.placement and (wish.ratio or current.ratio) in RATIOS
        fmt = _sized(fmt, wish.ratio or current.ratio, wish.size) if bare else fmt
        fmt = replace(fmt, size=wish.size)
    return replace(fmt, file_type=wish.file_type) if wish.file_type else fmt


def _sized(fmt: Format, ratio: str, size: str) -> Format:
    """A bare ratio grows with its size; a placement keeps its exact pixels."""
    return format_for_ratio(ratio, size, fmt.file_type)
