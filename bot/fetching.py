"""Files that came with an event: fetched from the platform once the event is accepted, checked,
converted and kept. The same file of the same event is one upload, however often it is handled."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping

from bot.domain import roles
from bot.domain.brief import MAX_REFERENCES
from bot.domain.ids import UploadId, derived
from bot.domain.work import Member, Right
from bot.errors import BadPicture, NotAllowed
from bot.events import Attached, Event, Invocation, Photo, Platform, Reply, Shortcut, Submission
from bot.pictures import Pictures
from bot.ports import Chat
from bot.services import keeping
from bot.services.office import Office

FILENAME_MAX = 80
"""Characters kept of a file name, from its end: enough to know one's own photo by."""


class Fetching:
    def __init__(self, office: Office, pictures: Pictures, chats: Mapping[Platform, Chat]) -> None:
        self._office = office
        self._pictures = pictures
        self._chats = chats

    async def photos(self, event: Event, member: Member) -> tuple[Photo, ...]:
        """Raises BadPicture for the first file that cannot be used, NotAllowed, DiskFull."""
        attached = attached_to(event)
        if not attached:
            return ()
        if Right.SKETCH not in member.rights:
            raise NotAllowed("sketch")
        if len(attached) > MAX_REFERENCES:
            raise BadPicture(attached[MAX_REFERENCES].filename, "too_many", MAX_REFERENCES)
        chat = self._chats.get(event.actor.platform)
        if chat is None:  # the platform was switched off since: its files are out of reach
            raise BadPicture(attached[0].filename, "expired")
        return tuple(
            await asyncio.gather(*(self._one(chat, event, one, member) for one in attached))
        )

    async def _one(self, chat: Chat, event: Event, one: Attached, member: Member) -> Photo:
        data = await chat.fetch(one)
        upload = UploadId(derived(event.origin, one.id, "upload"))
        return await self.take_in(data, one.filename, member, upload, one.role)

    async def take_in(
        self, data: bytes, filename: str, member: Member, upload: UploadId, role: str = ""
    ) -> Photo:
        """Raises BadPicture, DiskFull, Overloaded."""
        name = safe_filename(filename)
        file, facts = await self._pictures.take_in(data, name)
        now = self._office.clock.now()
        await self._office.do(keeping.save_upload, upload, member, file, facts, now)
        return Photo(upload, file, name, role or roles.guess(facts, "", ()))


def attached_to(event: Event) -> tuple[Attached, ...]:
    return event.attached if isinstance(event, Invocation | Submission | Reply | Shortcut) else ()


def safe_filename(name: str) -> str:
    """A person's file name as it is kept: no path, no control characters, bounded."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip()
    return clean[-FILENAME_MAX:] or "photo"
