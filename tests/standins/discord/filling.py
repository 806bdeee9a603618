"""What a person types into a command or a form, checked as Discord's own app checks it before anything is
sent, and written as the interaction carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.standins.discord.cdn import Cdn
from tests.standins.discord.components import number
from tests.standins.discord.permissions import of_channel
from tests.standins.discord.refusals import Json, units
from tests.standins.discord.shapes import Shapes
from tests.standins.discord.world import Channel, Role, User


class CannotDo(Exception):
    """The app of the person does not offer this: no request, no event."""


@dataclass(frozen=True)
class File:
    """Something from a person's disk."""

    name: str
    data: bytes
    content_type: str | None = None
    """What the app claims; None = by the name's ending."""


@dataclass
class Filling:
    """One command or form being filled in by one person in one place."""

    cdn: Cdn
    shapes: Shapes
    user: User
    channel: Channel
    limit: int
    """Bytes a file."""

    def __post_init__(self) -> None:
        self.resolved: dict[str, Json] = {}

    def upload(self, file: File) -> str:
        if len(file.data) > self.limit:
            raise CannotDo(
                f"{file.name} is too large: {len(file.data)} bytes, at most {self.limit}"
            )
        kept = self.cdn.keep(
            self.channel.id, file.name, file.data, content_type=file.content_type, ephemeral=True
        )
        self.resolved.setdefault("attachments", {})[kept.id] = self.cdn.wire(kept)
        return kept.id

    def of_command(
        self, options: list[Json], given: Mapping[str, object], focused: str = ""
    ) -> list[Json]:
        """`focused`: the option being typed; then nothing else has to be complete."""
        unknown = set(given) - {option["name"] for option in options}
        if unknown:
            raise CannotDo(f"no option called {', '.join(sorted(unknown))}")
        missing = [o["name"] for o in options if o.get("required") and o["name"] not in given]
        if missing and not focused:
            raise CannotDo(f"{', '.join(missing)} is required")
        filled = []
        for option in options:
            name = option["name"]
            if given.get(name) is None:
                continue
            typing = name == focused
            value = given[name] if typing else self._value(option, given[name])
            said: Json = {"name": name, "type": option["type"], "value": value}
            filled.append(said | {"focused": True} if typing else said)
        return filled

    def _value(self, option: Json, value: object) -> object:
        match option["type"]:
            case 3:
                return _text(option, value)
            case 4 | 10:
                return _number(option, value)
            case 5:
                return bool(value)
            case 11:
                if not isinstance(value, File):
                    raise CannotDo(f"{option['name']} takes a file")
                return self.upload(value)
            case _:
                return self._somebody(value)

    def _somebody(self, value: object) -> str:
        """A person, a role or a channel, resolved as the event carries it."""
        guild = self.channel.guild
        match value:
            case User():
                self.resolved.setdefault("users", {})[value.id] = self.shapes.user(value)
                if guild and value.id in guild.members:
                    member = self.shapes.member(guild.members[value.id], user=False)
                    member |= {"permissions": str(int(of_channel(self.channel, value)))}
                    self.resolved.setdefault("members", {})[value.id] = member
            case Role():
                self.resolved.setdefault("roles", {})[value.id] = self.shapes.role(value)
            case Channel():
                granted = {"permissions": str(int(of_channel(value, self.user)))}
                said = self.shapes.channel(value) | granted
                self.resolved.setdefault("channels", {})[value.id] = said
            case _:
                raise CannotDo(f"{value!r} cannot be chosen here")
        return value.id

    def of_form(self, modal: Json, given: Mapping[str, object]) -> list[Json]:
        """The components of a modal submit; fields are named by custom_id or label."""
        left = dict(given)
        filled = []
        for at, part in enumerate(modal["components"], 1):
            said: Json = {"type": part["type"], "id": 2 * at - 1}
            if part["type"] == 18:
                said["component"] = self._field(part["component"], part["label"], left, 2 * at)
            elif part["type"] == 1:
                field = part["components"][0]
                said["components"] = [self._field(field, field["label"], left, 2 * at)]
            filled.append(said)
        if left:
            raise CannotDo(f"no field called {', '.join(sorted(left))}")
        return filled

    def _field(self, field: Json, label: str, left: dict[str, object], number: int) -> Json:
        custom_id = field["custom_id"]
        untouched = object()
        value = left.pop(custom_id, untouched)
        if value is untouched:
            value = left.pop(label, untouched)
        if value is untouched:
            value = _prefilled(field)
        said: Json = {"type": field["type"], "id": number, "custom_id": custom_id}
        match field["type"]:
            case 4:
                said["value"] = _text(field, value or "", label)
            case 19:
                files = _listed(value)
                _count(field, len(files), label, 1)
                said["values"] = [self.upload(file) for file in files]
            case 21:
                _known(field, [value] if value else [], label)
                said["value"] = value or None
            case 23:
                said["value"] = bool(value)
            case 3 | 22:
                chosen = _listed(value)
                _known(field, chosen, label)
                _count(field, len(chosen), label, 1)
                said["values"] = chosen
            case _:
                said["values"] = [self._somebody(one) for one in _listed(value)]
        return said


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _prefilled(field: Json) -> object:
    match field["type"]:
        case 4:
            return field.get("value") or ""
        case 23:
            return field.get("default", False)
        case 21:
            return next((o["value"] for o in field["options"] if o.get("default")), None)
        case 3 | 22:
            return [o["value"] for o in field.get("options", []) if o.get("default")]
        case _:
            return []


def _known(field: Json, chosen: list[Any], label: str) -> None:
    offered = {option["value"] for option in field["options"]}
    if not set(chosen) <= offered:
        raise CannotDo(f"{label} offers {sorted(offered)}, not {chosen}")
    if not chosen and field.get("required", True):
        raise CannotDo(f"{label} is required")


def _count(field: Json, count: int, label: str, usual: int) -> None:
    low, high = number(field, "min_values", usual), number(field, "max_values", usual)
    if not count and not field.get("required", True):
        return
    if not low <= count <= max(high, low):
        raise CannotDo(f"{label} takes {low} to {high}, not {count}")


def _text(of: Json, value: object, label: str = "") -> str:
    if not isinstance(value, str):
        raise CannotDo(f"{of.get('name', label)} takes words, not {value!r}")
    choices = {c["value"] for c in of.get("choices") or []}
    if choices and value not in choices:
        raise CannotDo(f"{value!r} is not offered: {sorted(choices)}")
    low, high = of.get("min_length") or 0, of.get("max_length") or (4000 if label else 6000)
    required = of.get("required", True) if label else True
    low = max(low, 1) if required else low
    if (value or required) and not low <= units(value) <= high:
        name = of.get("name", label)
        raise CannotDo(f"{name} takes {low} to {high} letters, not {units(value)}")
    return value


def _number(option: Json, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CannotDo(f"{option['name']} takes a number, not {value!r}")
    choices = {c["value"] for c in option.get("choices") or []}
    low, high = option.get("min_value", value), option.get("max_value", value)
    if (choices and value not in choices) or not low <= value <= high:
        raise CannotDo(f"{option['name']} does not take {value}")
    return value
