"""What the page sends -> an event: every value checked for its kind and length, nothing trusted.

`origin` is a UUID that the page made with the form or the button: the same origin is the same act.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.web.client import INSTALLATION, venue_of
from adapters.web.limits import MAX_JSON, MAX_PHOTOS, MAX_VALUES, READ_S
from bot.domain.ids import FileKey, UploadId
from bot.events import (
    Actor,
    Event,
    Invocation,
    Photo,
    Platform,
    Press,
    Reaction,
    Reply,
    Submission,
    Venue,
)

Json = dict[str, Any]
ORIGIN = re.compile(r"[0-9a-fA-F-]{32,36}")
WORD = re.compile(r"[0-9A-Za-z_.:@-]{0,200}")
"""Ids, refs, names of commands and fields: ours, never free text."""


MAX_AMOUNT = 10**12
"""Milli-credits: more than any team has; beyond it is no price of ours."""


UNREADABLE = re.compile("[\0\ud800-\udfff]")
"""What no store takes and no person typed: NUL, and halves of characters."""


class Malformed(Exception):
    """Not what our page sends: a bug of the page, or somebody else's client."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A JSON body, read with its kinds checked."""

    body: Json

    def word(self, name: str, *, required: bool = False) -> str:
        """An id or a name of ours."""
        value = self.text(name)
        if (required and not value) or not WORD.fullmatch(value):
            raise Malformed(name)
        return value

    def text(self, name: str) -> str:
        """Free text, as typed."""
        value = self.body.get(name, "")
        return _readable(value, name)

    def flag(self, name: str, default: bool) -> bool:
        value = self.body.get(name, default)
        if not isinstance(value, bool):
            raise Malformed(name)
        return value

    def amount(self, name: str) -> int | None:
        """Milli-credits that were on screen; absent: none were."""
        value = self.body.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MAX_AMOUNT:
            raise Malformed(name)
        return value

    def values(self) -> tuple[tuple[str, str], ...]:
        """Fields by name. An empty value is meant: this person took it away."""
        rows = self._rows("values", MAX_VALUES)
        pairs = [
            (row[0], row[1])
            for row in rows
            if isinstance(row, list) and len(row) == len(("name", "value"))
        ]
        if len(pairs) != len(rows):
            raise Malformed("values")
        if not all(isinstance(name, str) and WORD.fullmatch(name) for name, _ in pairs):
            raise Malformed("values")
        return tuple((name, _readable(value, "values")) for name, value in pairs)

    def photos(self) -> tuple[Photo, ...]:
        """Uploads taken in before, with the role the person sees."""
        return tuple(_photo(row) for row in self._rows("photos", MAX_PHOTOS))

    def _rows(self, name: str, most: int) -> list[Any]:
        rows = self.body.get(name, [])
        if not isinstance(rows, list) or len(rows) > most:
            raise Malformed(name)
        return rows


def _readable(value: object, name: str) -> str:
    """Free text, as typed: press, emoji and values too."""
    if not isinstance(value, str) or UNREADABLE.search(value):
        raise Malformed(name)
    return value


def _photo(row: object) -> Photo:
    if not isinstance(row, dict):
        raise Malformed("photos")
    asked = Asked(row)
    return Photo(
        upload=UploadId(asked.word("upload", required=True)),
        file=FileKey(asked.word("file")),
        filename=asked.text("filename")[:200],
        role=asked.word("role"),
    )


async def read(request: web.Request) -> Asked:
    """The JSON object of a request; raises Malformed, or 413 and 408 for too long and too slow."""
    if request.content_type != "application/json":
        raise Malformed("content-type")
    if (request.content_length or 0) > MAX_JSON:
        raise web.HTTPRequestEntityTooLarge(MAX_JSON, request.content_length or 0)
    try:
        async with asyncio.timeout(READ_S):
            body = json.loads(await request.text())
    except TimeoutError as slow:
        raise web.HTTPRequestTimeout from slow
    except (LookupError, ValueError, RecursionError) as wrong:  # LookupError: a charset of nobody
        raise Malformed("json") from wrong
    if not isinstance(body, dict):
        raise Malformed("json")
    return Asked(body)


def actor_of(member: str) -> Actor:
    """The web's account is the member itself; "" is the studio's first person."""
    return Actor(Platform.WEB, INSTALLATION, member, "")


def event(asked: Asked, actor: Actor, now: float) -> Event:
    """One act of the page as the event that every platform would send."""
    origin = asked.word("origin", required=True)
    if not ORIGIN.fullmatch(origin):
        raise Malformed("origin")
    venue = venue_of(asked.word("thread"))
    kind = asked.word("kind", required=True)
    make = _MAKERS.get(kind)
    if make is None:
        raise Malformed("kind")
    return make(asked, f"web:{origin}", actor, venue, now)


def _invocation(asked: Asked, origin: str, actor: Actor, venue: Venue, at: float) -> Event:
    command, text = asked.word("command", required=True), asked.text("text")
    values, photos = asked.values(), asked.photos()
    return Invocation(origin, actor, venue, at, command, text, values, photos)


def _submission(asked: Asked, origin: str, actor: Actor, venue: Venue, at: float) -> Event:
    command, draft = asked.word("command", required=True), asked.word("draft")
    values, photos = asked.values(), asked.photos()
    return Submission(origin, actor, venue, at, command, values, photos, draft)


def _reply(asked: Asked, origin: str, actor: Actor, venue: Venue, at: float) -> Event:
    return Reply(
        origin,
        actor,
        venue,
        at,
        text=asked.text("text"),
        to=asked.word("to"),
        photos=asked.photos(),
        mentions_bot=asked.flag("mentionsBot", default=False),
        mentions_others=asked.flag("mentionsOthers", default=False),
        answers_other=asked.flag("answersOther", default=False),
        agreed=asked.amount("agreed"),
    )


def _reaction(asked: Asked, origin: str, actor: Actor, venue: Venue, at: float) -> Event:
    message, added = asked.word("message", required=True), asked.flag("added", default=True)
    emoji = asked.text("emoji")[:32]
    return Reaction(origin, actor, venue, at, message=message, emoji=emoji, added=added)


def _press(asked: Asked, origin: str, actor: Actor, venue: Venue, at: float) -> Event:
    press = asked.text("press")[:200]
    message, revision = asked.word("message"), asked.word("revision")
    return Press(origin, actor, venue, at, press, message, revision)


_MAKERS = {
    "invocation": _invocation,
    "submission": _submission,
    "reply": _reply,
    "reaction": _reaction,
    "press": _press,
}
