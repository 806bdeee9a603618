"""External menus: a person types into one and the app offers options (block_suggestion)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standins.slack import limits, payloads
from tests.standins.slack.controls import plain
from tests.standins.slack.elements import options_of
from tests.standins.slack.reading import Reading, Where
from tests.standins.slack.world import Json, Message

if TYPE_CHECKING:
    from tests.standins.slack.person import Person
    from tests.standins.slack.views import View

QUERY_MIN = 3
"""Slack asks the app from so many letters on, where min_query_length says nothing else."""


async def ask(
    person: Person, one: Json, block_id: str, typed: str, place: Message | View
) -> list[Json]:
    """The options that the menu shows; AssertionError where Slack would not ask. What Slack does not
    take (too many, too long) shows nothing and is noted."""
    if len(typed) < one.get("min_query_length", QUERY_MIN):
        raise AssertionError(f"Slack does not ask for {typed!r}: too short")
    said = payloads.suggestion(person.slack.world, person.user, place, one["action_id"])
    acked = await person.send("interactive", said | {"block_id": block_id, "value": typed})
    if not acked.ok:
        return []
    reading = Reading("modal", lambda _: False)
    options = options_of(Where(reading, ""), acked.payload, limits.OPTIONS_MAX, least=0)
    if reading.found:
        person.slack.found.append(f"options were refused: {reading.found}")
        return []
    return options


def shown(options: list[Json]) -> list[str]:
    return [plain(option["text"]) for option in options]
