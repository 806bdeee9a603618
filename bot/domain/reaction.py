"""Which reaction means what: one table for Discord's characters, Slack's names and the web, read in
both directions. Everything that is not in it is nothing: a laugh or a pair of eyes is no vote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.work import Choice


class Meaning(StrEnum):
    """Also the names used in Card.reactions."""

    APPROVE = "approve"
    CHANGES = "changes"
    REJECT = "reject"
    LIKE = "like"
    ORIGINAL = "original"
    PICK_1 = "pick_1"
    PICK_2 = "pick_2"
    PICK_3 = "pick_3"
    PICK_4 = "pick_4"

    @property
    def choice(self) -> Choice | None:
        """The vote (or like) that it is, or None."""
        return Choice(self.value) if self.value in set(Choice) else None

    @property
    def letter(self) -> str:
        """The picture that a number picks: "a" for 1; "" for everything else."""
        return "abcd"[int(self.value[-1]) - 1] if self.value.startswith("pick_") else ""


@dataclass(frozen=True, slots=True)
class _Row:
    meaning: Meaning
    characters: tuple[str, ...]
    """Without variation selectors."""
    names: tuple[str, ...]
    """Slack's names; the first is what we send."""
    shown: str


_TABLE = (
    _Row(Meaning.APPROVE, ("\u2705",), ("white_check_mark",), "\u2705"),
    _Row(Meaning.CHANGES, ("\u270f",), ("pencil2",), "\u270f\ufe0f"),
    _Row(Meaning.REJECT, ("\u274c",), ("x",), "\u274c"),
    _Row(Meaning.LIKE, ("\U0001f44d",), ("+1", "thumbsup"), "\U0001f44d"),
    _Row(Meaning.LIKE, ("\u2764",), ("heart",), "\u2764\ufe0f"),
    _Row(Meaning.ORIGINAL, ("\u2709",), ("email", "envelope"), "\u2709\ufe0f"),
    _Row(Meaning.PICK_1, ("1\u20e3",), ("one",), "1\ufe0f\u20e3"),
    _Row(Meaning.PICK_2, ("2\u20e3",), ("two",), "2\ufe0f\u20e3"),
    _Row(Meaning.PICK_3, ("3\u20e3",), ("three",), "3\ufe0f\u20e3"),
    _Row(Meaning.PICK_4, ("4\u20e3",), ("four",), "4\ufe0f\u20e3"),
)
# Left out on purpose: the bare tick (heavy_check_mark) and the box tick are used for "seen" and
# "done"; a vote is one sign that nobody gives by accident.

_BY_CHARACTER = {c: row.meaning for row in _TABLE for c in row.characters}
_BY_NAME = {name: row.meaning for row in _TABLE for name in row.names}
_VARIATION = dict.fromkeys((0xFE0E, 0xFE0F))
_SKIN_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))
_SLACK_TONE = "::skin-tone-"


def meaning(emoji: str) -> Meaning | None:
    """What a reaction means here, or None. Skin tones and variation selectors do not matter.

    A server's own emoji must arrive as the platform writes it (`<:name:id>`), never by its bare
    name: somebody's picture called "x" is no vote.
    """
    bare = emoji.translate(_VARIATION | _SKIN_TONES)
    found = _BY_CHARACTER.get(bare)
    if found is not None:
        return found
    name = emoji.partition(_SLACK_TONE)[0].strip(":")
    return _BY_NAME.get(name)


def character(wanted: Meaning) -> str:
    """The emoji to show or seed (Discord, web)."""
    return next(row.shown for row in _TABLE if row.meaning is wanted)


def slack_name(wanted: Meaning) -> str:
    """Slack's name without colons."""
    return next(row.names[0] for row in _TABLE if row.meaning is wanted)
