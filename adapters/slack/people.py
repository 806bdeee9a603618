"""Who acts, as Slack says: name, guest or not, admin or not; asked once in a while and remembered.

Nobody is taken for a member before Slack has said who they are: an answer that does not come keeps
the event for its next delivery.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack import limits
from adapters.slack.acts import Home
from adapters.slack.sending import Api, Lost, Refused
from bot.events import Actor
from bot.ports import Clock

Json = Mapping[str, Any]


class Unknown(Exception):
    """Slack did not say in time who somebody is."""


class People:
    def __init__(self, api: Api, clock: Clock) -> None:
        self._api, self._clock = api, clock
        self._known: OrderedDict[str, tuple[float, Actor]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Actor]] = {}

    async def actor(self, user: str, home: Home) -> Actor:
        """Raises Unknown. Somebody known from before is taken as they were when Slack is slow."""
        found = self._known.get(user)
        if found and self._clock.monotonic() - found[0] < limits.PEOPLE_S:
            return found[1]
        asking = self._asking.get(user)
        if asking is None:
            asking = self._asking[user] = asyncio.ensure_future(self._ask(user, home))
            asking.add_done_callback(lambda _: self._asking.pop(user, None))
        try:
            async with asyncio.timeout(limits.PEOPLE_WAIT_S):
                return await asyncio.shield(asking)
        except (TimeoutError, Lost, Refused) as late:
            if found:
                return found[1]
            raise Unknown(user) from late

    def forget(self, user: str) -> None:
        """Something about them changed: ask again."""
        self._known.pop(user, None)

    async def _ask(self, user: str, home: Home) -> Actor:
        said = await self._api.call("users.info", user=user)
        actor = read(said["user"], home)
        self._known[user] = (self._clock.monotonic(), actor)
        self._known.move_to_end(user)
        while len(self._known) > limits.PEOPLE_KEPT:
            self._known.popitem(last=False)
        return actor


def read(user: Json, home: Home) -> Actor:
    """A user object as an actor. Guests, people of another workspace (Slack Connect) and accounts
    that were switched off never vote or spend; owners and admins manage the workspace."""
    profile: Json = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name")
    stranger = bool(user.get("is_stranger")) or not _belongs(user, home)
    guest = stranger or any(
        user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "deleted")
    )
    admin = any(user.get(mark) for mark in ("is_admin", "is_owner", "is_primary_owner"))
    bot = bool(user.get("is_bot") or user.get("is_workflow_bot"))
    return replace(
        home.actor(str(user["id"])),
        name=str(name or user.get("name") or ""),
        platform_admin=admin and not guest,
        is_bot=bot,
        is_guest=guest,
    )


def _belongs(user: Json, home: Home) -> bool:
    """To the team the app is installed in, or to one of the enterprise it is installed for."""
    enterprise: Json = user.get("enterprise_user") or {}
    teams = {user.get("team_id"), enterprise.get("enterprise_id"), *enterprise.get("teams", ())}
    return home.installation in teams
