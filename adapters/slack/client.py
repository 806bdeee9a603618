"""Chat on Slack: a post is a message with its own metadata, a thread is named by its root's ts, a
picture is uploaded privately, awaited and shown by its id. `ref` is "channel/ts".

A post whose fate is unknown is looked for by its metadata before it is posted again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from adapters.slack import limits, render
from adapters.slack.acts import Home, ref, unref
from adapters.slack.buttons import Mark
from adapters.slack.files import SlackFiles
from adapters.slack.places import Places
from adapters.slack.progress import Held
from adapters.slack.render import Around, Drawn
from adapters.slack.sending import Api, Refused
from adapters.slack.spelling import spelled
from bot.cards import Card, Image
from bot.desk import Desk
from bot.domain.ids import FileKey, PostId
from bot.errors import BadPicture, NotFound, Unreachable
from bot.events import Attached, Platform, Venue
from bot.ports import Chat, ChatUnknown, Wanted

Json = Mapping[str, Any]
EVENT_TYPE = "artdesk_post"
QUIET = {"unfurl_links": False, "unfurl_media": False}
"""No previews of links in people's words."""
_STALE_FILE = "invalid slack file"
_NOT_THERE = frozenset({"message_not_found", "channel_not_found", "thread_not_found"})


class SlackChat(Chat):
    platform = Platform.SLACK
    reviews_by_dm = True

    def __init__(self, api: Api, files: SlackFiles, places: Places) -> None:
        self._api, self.files, self.places = api, files, places
        self.held = Held(api.pace, api.pace.clock, self._edit)
        self.home = Home("", "", "")
        self.desk: Desk | None = None
        """Both once the surface has started."""
        self._began = api.pace.clock.now()
        self.reached = asyncio.Event()
        """Slack was reached for the first time."""

    async def ready(self) -> None:
        await self.reached.wait()

    # --- posts ------------------------------------------------------------------------------------

    async def post(self, wanted: Wanted) -> str:
        channel = await self._channel(wanted.venue)
        arguments = {
            **QUIET,
            "metadata": _metadata(wanted.post),
            "client_msg_id": str(uuid5(NAMESPACE_URL, f"artdesk:{wanted.post}")),
        }
        if wanted.venue.thread:
            arguments["thread_ts"] = wanted.venue.thread
        around = Around(mark=Mark(post=True, revision=wanted.revision), pings=wanted.pings)
        answer = await self._send("chat.postMessage", channel, wanted.card, around, arguments)
        return ref(channel, str(answer["ts"]))

    async def edit(self, ref: str, wanted: Wanted) -> None:
        if not self.held.takes(ref, wanted):
            await self._edit(ref, wanted)

    async def _edit(self, ref: str, wanted: Wanted) -> None:
        channel, ts = unref(ref)
        around = Around(mark=Mark(post=True, revision=wanted.revision))
        arguments = {"ts": ts, "metadata": _metadata(wanted.post)}
        await self._recall(channel, ts, wanted)
        await self._send("chat.update", channel, wanted.card, around, arguments)

    async def _recall(self, channel: str, ts: str, wanted: Wanted) -> None:
        """After a restart: what the message shows already is not uploaded once more."""
        pictures = render.pictures_of(wanted.card)
        ours = float(ts) > self._began
        if ours or all(self.files.knows(FileKey(picture.file)) for picture in pictures):
            return
        one: dict[str, Any] = {"oldest": ts, "latest": ts, "inclusive": True}
        method = "conversations.history"
        if wanted.venue.thread:
            method, one["ts"] = "conversations.replies", wanted.venue.thread
        try:
            page = await self._api.call(method, channel=channel, **one)
        except (Refused, ChatUnknown):
            return
        for message in page.get("messages") or ():
            if message.get("ts") == ts:
                for file, known in render.shown_in(message.get("blocks") or ()).items():
                    self.files.recall(file, known)

    async def _send(
        self, method: str, channel: str, card: Card, around: Around, arguments: dict[str, Any]
    ) -> Json:
        """Draws and sends; a picture that Slack has forgotten is brought once more."""
        for again in (True, False):
            try:
                drawn = await self.draw(card, around)
                return await self._api.call(
                    method, channel=channel, text=drawn.text, blocks=drawn.blocks, **arguments
                )
            except Refused as refused:
                if again and any(_STALE_FILE in said for said in refused.said):
                    for picture in render.pictures_of(card):
                        self.files.forget(picture.file)
                    continue
                raise refused.problem() from refused
        raise AssertionError

    async def draw(self, card: Card, around: Around) -> Drawn:
        """The card with its pictures uploaded and its links resolved. Raises Lost, Refused."""
        card = spelled(card, self.home.typed)
        pictures = {one.file: await self._picture(one, card) for one in render.pictures_of(card)}
        places = await self._places(render.links_of(card))
        known = {file: found for file, found in pictures.items() if found}
        return render.card(card, replace(around, pictures=known, places=places))

    async def _picture(self, image: Image, card: Card) -> str:
        """Nothing where its file is not kept any more: its words stand in its place."""
        try:
            return await self.files.shown(FileKey(image.file), card.name or "picture", image.alt)
        except (NotFound, BadPicture):
            return ""

    async def _places(self, targets: tuple[str, ...]) -> dict[str, str]:
        if self.desk is None or not targets:
            return {}
        return {
            target: self.address(venue)
            for target, venue in await self.desk.places(targets)
            if venue.platform is Platform.SLACK and venue.installation == self.home.installation
        }

    def address(self, venue: Venue) -> str:
        """Where a thread is on the web; Slack's clients open it in place."""
        inside = f"archives/{venue.channel}"
        if venue.thread:
            inside += f"/p{venue.thread.replace('.', '')}"
        return f"{self.home.url.rstrip('/')}/{inside}"

    async def within(self, venue: Venue, ts: str) -> Venue:
        """The thread that a message stands in: a reaction does not say."""
        try:
            page = await self._api.call(
                "conversations.replies", channel=venue.channel, ts=ts, limit=1
            )
        except (Refused, ChatUnknown):
            return venue
        first: Json = next(iter(page.get("messages") or ()), {})
        return replace(venue, thread=str(first.get("thread_ts") or ""))

    async def look(self, wanted: Wanted) -> str | None:
        channel = await self._channel(wanted.venue)
        since = max(0.0, wanted.planned - limits.OVERLAP_S)
        where: dict[str, Any] = {
            "oldest": f"{since:.6f}",
            "limit": limits.LOOK_PAGE,
            "include_all_metadata": True,
        }
        method = "conversations.history"
        if wanted.venue.thread:
            method, where["ts"] = "conversations.replies", wanted.venue.thread
        for _ in range(limits.LOOK_PAGES):
            try:
                page = await self._api.call(method, channel=channel, **where)
            except Refused as refused:
                raise refused.problem() from refused
            for message in page.get("messages") or ():
                if _post_of(message) == wanted.post:
                    return ref(channel, str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
            where["cursor"] = cursor
        return None

    async def remove(self, ref: str) -> None:
        self.held.drop(ref)
        channel, ts = unref(ref)
        try:
            await self._api.call("chat.delete", channel=channel, ts=ts)
        except Refused as refused:
            if refused.code not in _NOT_THERE:
                raise refused.problem() from refused

    # --- places -----------------------------------------------------------------------------------

    async def open_thread(self, ref: str, venue: Venue, title: str) -> Venue:  # noqa: ARG002 - a thread has no title of its own
        channel, ts = unref(ref)
        return replace(venue, channel=channel, thread=ts)

    async def private_place(self, venue: Venue, account: str, title: str) -> Venue:  # noqa: ARG002 - as above
        try:
            direct = await self.places.direct(account)
        except Refused as refused:
            raise refused.problem() from refused
        return replace(venue, channel=direct, thread="")

    async def _channel(self, venue: Venue) -> str:
        try:
            return await self.places.channel(venue.channel)
        except Refused as refused:
            raise refused.problem() from refused

    # --- words outside posts ----------------------------------------------------------------------

    async def tell(self, actor: str, venue: Venue, card: Card, mark: Mark | None = None) -> None:
        """Where they are, when that is a place they share with the desk; else by direct message.
        `mark`: what its buttons speak of."""
        mark = mark or Mark(kind=card.kind)
        if venue.channel.startswith("D"):
            await self._aloud(venue, card, mark)
            return
        if venue.channel and not venue.channel.startswith("@"):
            try:
                await self._whisper(actor, venue, card, mark)
            except Unreachable:
                pass
            else:
                return
        await self._aloud(replace(venue, channel=f"@{actor}", thread=""), card, mark)

    async def say(self, venue: Venue, card: Card) -> None:
        if venue.channel:
            await self._aloud(venue, card, Mark(kind=card.kind))

    async def _whisper(self, user: str, venue: Venue, card: Card, mark: Mark) -> None:
        """Seen by one person, until they reload."""
        arguments: dict[str, Any] = {"user": user}
        if venue.thread:
            arguments["thread_ts"] = venue.thread
        await self._send("chat.postEphemeral", venue.channel, card, Around(mark=mark), arguments)

    async def _aloud(self, venue: Venue, card: Card, mark: Mark) -> None:
        channel = await self._channel(venue)
        arguments: dict[str, Any] = {**QUIET}
        if venue.thread:
            arguments["thread_ts"] = venue.thread
        await self._send("chat.postMessage", channel, card, Around(mark=mark), arguments)

    async def fetch(self, attached: Attached) -> bytes:
        return await self.files.fetch(attached)


def _metadata(post: PostId) -> Json:
    """Readable by every app in the conversation: an id, and nothing else."""
    return {"event_type": EVENT_TYPE, "event_payload": {"post": str(post)}}


def _post_of(message: Json) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("post") or "")
