"""The commands as Discord knows them, compared with ours at every start and written only when they
differ: 200 creations a day are allowed for a server, and nothing has to be remembered here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from adapters.discord.form import commands
from adapters.discord.wire import Wire
from bot.forms import Form

Json = dict[str, Any]
_TOLD = (
    "type",
    "name",
    "description",
    "required",
    "autocomplete",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
)
_CHAT = 1
EVERYWHERE = "/applications/{application_id}/commands"
IN_SERVER = "/applications/{application_id}/guilds/{guild_id}/commands"


async def sync(
    wire: Wire, application: str, forms: tuple[Form, ...], *, develop: bool, guilds: Iterable[str]
) -> tuple[str, ...]:
    """Where commands were written. `develop`: per server, at once; else everywhere, and what was
    left in these servers from developing is taken away. Raises Refused, Lost."""
    ours = commands(forms)
    written = []
    if not develop:
        at = {"application_id": application}
        if await _differs(wire, EVERYWHERE, at, ours):
            written.append("everywhere")
    for guild in guilds:
        at = {"application_id": application, "guild_id": guild}
        if await _differs(wire, IN_SERVER, at, ours if develop else []):
            written.append(guild)
    return tuple(written)


async def _differs(wire: Wire, path: str, at: dict[str, str], ours: list[Json]) -> bool:
    found: list[Json] = await wire.call("GET", path, at=at)
    if sorted(map(told, found), key=str) == sorted(map(told, ours), key=str):
        return False
    await wire.call("PUT", path, ours, at=at)
    return True


def told(command: Json) -> Json:
    """What we say about a command or an option; Discord adds ids, versions and defaults."""
    said = {key: command[key] for key in _TOLD if command.get(key)}
    said.setdefault("type", _CHAT)
    if command.get("default_member_permissions"):  # a number as it goes, a text as it comes
        said["for"] = str(command["default_member_permissions"])
    for lists in ("contexts", "integration_types"):
        if command.get(lists):
            said[lists] = sorted(command[lists])
    if command.get("options"):
        said["options"] = [told(option) for option in command["options"]]
    if command.get("choices"):
        said["choices"] = [(one["name"], one["value"]) for one in command["choices"]]
    return said
