"""After a start or a gap: replies that no event told of, and the votes as they stand now.

Read within the limits, newest threads first; the inbox knows what it has seen. A vote is only read
where Slack named everybody who gave one: half a list would take votes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack import acts, limits
from adapters.slack.acts import unref
from adapters.slack.listening import Listening
from adapters.slack.people import Unknown
from adapters.slack.sending import Api, Lost, Refused
from bot.errors import Problem
from bot.events import Actor, Platform, Snapshot, Venue
from bot.ports import Notes

Json = Mapping[str, Any]


class Missed:
    def __init__(self, api: Api, listening: Listening, notes: Notes) -> None:
        self._api, self._listening, self._notes = api, listening, notes

    async def read(self) -> None:
        """Votes first: they were given on what stood there, and a picture that a missed reply
        orders would replace it."""
        try:
            home = self._listening.answers.home
            desk = self._listening.desk
            posts = await desk.open_posts(Platform.SLACK, home.installation)
            votes = [
                await self._votes(message, venue) for message, venue in posts[: limits.MISSED_POSTS]
            ]
            threads = await desk.threads(Platform.SLACK, home.installation, limits.MISSED_THREADS)
            replies = [await self._replies(venue, last) for venue, last in threads]
            self._notes.note("slack_missed", replies=sum(replies), reviews=sum(votes))
        except Problem as problem:
            self._notes.note("slack_missed", code=problem.code)

    async def _replies(self, venue: Venue, last: float) -> int:
        """How many were found and are new to the inbox's eyes or not: it decides."""
        home, now = self._listening.answers.home, self._listening.clock.now()
        # Within the inbox's memory an overlap costs nothing; beyond it nothing is read twice.
        since = last - limits.OVERLAP_S if last > now - limits.DEDUPE_S else last
        try:
            page = await self._api.call(
                "conversations.replies",
                channel=venue.channel,
                ts=venue.thread,
                oldest=f"{since:.6f}",
                limit=limits.MISSED_REPLIES,
            )
        except (Refused, Lost):
            return 0  # the place is gone, or Slack is: nothing that waits here
        found = 0
        for message in page.get("messages") or ():
            event = acts.found(message, venue.channel, home, now)
            if event is None or not _later(message, since):
                continue
            try:
                await self._listening.hear(event)
                found += 1
            except (Unknown, Problem) as trouble:
                self._notes.note("slack_missed", why=type(trouble).__name__)
        return found

    async def _votes(self, message: str, venue: Venue) -> int:
        home, now = self._listening.answers.home, self._listening.clock.now()
        channel, ts = unref(message)
        try:
            said = await self._api.call("reactions.get", channel=channel, timestamp=ts, full=True)
            reactions = await self._given(said.get("message") or {})
        except (Refused, Lost, Unknown):
            return 0
        if reactions is None:
            return 0
        bot = replace(home.actor(home.bot_user), is_bot=True)
        origin = home.origin("snapshot", channel, ts, f"{now:.3f}")
        await self._listening.hear(Snapshot(origin, bot, venue, now, message, reactions))
        return 1

    async def _given(self, message: Json) -> tuple[tuple[Actor, str], ...] | None:
        """Everybody's reactions, bots left out; None where some are not named."""
        home = self._listening.answers.home
        found: list[tuple[Actor, str]] = []
        for one in message.get("reactions") or ():
            users = [str(user) for user in one.get("users") or ()]
            if int(one.get("count") or 0) > len(users):
                return None
            for user in users:
                if user == home.bot_user:
                    continue
                actor = await self._listening.who(home.actor(user))
                if not actor.is_bot:
                    found.append((actor, str(one["name"])))
        return tuple(found)


def _later(message: Json, since: float) -> bool:
    try:
        return float(str(message.get("ts"))) > since
    except ValueError:
        return False
