"""Words in and out: people's words are escaped on the way to Slack and unescaped on the way in.

`& < >` are the whole of Slack's markup for pings, channels and links; without them a `<!channel>`
is plain text. `verbatim` keeps Slack from reading links and names into what is left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, assert_never

from bot.cards import Line, Mention, Said, Span, Strong, When

Json = dict[str, Any]
ELLIPSIS = "\u2026"
SMILE = "\U0001f642"
_MARKUP = re.compile(r"<([^<>]*)>")
_EMOJI = re.compile(r":([a-z0-9_+'-]+):(?::skin-tone-\d:)?")
_BROKEN = re.compile(r"(&[a-z]{0,4}|<[^>]*)$")
"""An entity or a token that a cut went through."""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def cut(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def clip(escaped: str, most: int) -> str:
    """`cut` for escaped text: never through the middle of an entity or a date."""
    if len(escaped) <= most:
        return escaped
    return _BROKEN.sub("", escaped[: most - 1]).rstrip() + ELLIPSIS


def mrkdwn(line: Line) -> str:
    """A line as Slack's mrkdwn; people's words escaped."""
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    match span:
        case str():
            return escape(span)
        case Said():
            return escape(said(span))
        case Strong():
            return f"*{escape(span.text)}*" if span.text.strip() else ""
        case Mention():
            return escape(span.name)
        case When():
            return moment(span.at)
        case _:
            assert_never(span)


def plain(line: Line) -> str:
    """A line without any markup, for plain_text objects."""
    return "".join(_plain(span) for span in line)


def _plain(span: Span) -> str:
    match span:
        case str():
            return span
        case Said():
            return said(span)
        case Strong():
            return span.text
        case Mention():
            return span.name
        case When():
            return _utc(span.at)
        case _:
            assert_never(span)


def said(words: Said) -> str:
    """On one line, so that nobody's words look like a line of ours; cut visibly."""
    return cut(" ".join(words.text.split()), words.limit)


def moment(at: float, shape: str = "{date_short_pretty} {time}") -> str:
    """A moment in the reader's time zone; Slack fills it in."""
    return f"<!date^{int(at)}^{shape}|{_utc(at)}>"


def _utc(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def mrkdwn_object(escaped: str, most: int) -> Json:
    return {"type": "mrkdwn", "text": clip(escaped, most), "verbatim": True}


def plain_object(text: str, most: int) -> Json:
    """Literal text: no markup, and `:words:` are no emoji."""
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}


# --- in -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """What a person typed into a message, as they typed it."""

    text: str
    mentions_bot: bool = False
    mentions_others: bool = False


def heard(text: str, bot: str, emoji: Mapping[str, str] | None = None) -> Heard:
    """Slack's text -> the words; the desk's own mention is taken out. `bot`: its user id. `emoji`:
    name -> character, for the `:names:` that stand in the text."""
    text = _EMOJI.sub(lambda found: (emoji or {}).get(found[1], found[0]), text)
    inner = [found.group(1) for found in _MARKUP.finditer(text)]
    users = [_id(one) for one in inner if one.startswith("@")]
    groups = any(one.startswith("!") and not one.startswith("!date") for one in inner)
    typed = _MARKUP.sub(lambda found: _typed(found.group(1), bot), text)
    return Heard(
        text=unescape(_tidy(typed) if bot in users else typed.strip()),
        mentions_bot=bot in users,
        mentions_others=groups or any(user != bot for user in users),
    )


def _typed(inner: str, bot: str) -> str:
    """One `<...>` as it was typed, still escaped."""
    name, _, label = inner.partition("|")
    if name.startswith("@"):
        return "" if _id(name) == bot else f"@{label.lstrip('@') or _id(name)}"
    if name.startswith("#"):
        return f"#{label or _id(name)}"
    if name.startswith("!"):
        return label or f"@{name[1:].partition('^')[0]}"
    return label or name.removeprefix("mailto:").removeprefix("tel:")


def emoji_of(blocks: object) -> dict[str, str]:
    """Name -> character of every emoji in a message's rich text; a workspace's own is a smile, for
    it is decoration too."""
    if isinstance(blocks, list):
        return {name: char for one in blocks for name, char in emoji_of(one).items()}
    if not isinstance(blocks, Mapping):
        return {}
    if blocks.get("type") == "emoji":
        return {str(blocks.get("name")): _character(str(blocks.get("unicode") or ""))}
    return emoji_of(list(blocks.values()))


def _character(codes: str) -> str:
    """As in "1f44d-1f3fb"."""
    try:
        return "".join(chr(int(code, 16)) for code in codes.split("-") if code) or SMILE
    except (ValueError, OverflowError):
        return SMILE


def _id(name: str) -> str:
    return name[1:].partition("|")[0]


def _tidy(text: str) -> str:
    """What a mention leaves behind: double spaces and blanks at both ends."""
    return "\n".join(re.sub(r" {2,}", " ", row).strip() for row in text.strip().split("\n"))
