"""An event -> the command it calls, its effect, its values. Pure: one path for every platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from pydantic import TypeAdapter, ValidationError

from bot.command import AnyCommand, Options
from bot.domain.text import split_list
from bot.errors import BadOptions, FieldError, NotFound, TooLong
from bot.events import (
    Edited,
    Event,
    Gone,
    Invocation,
    Joined,
    Left,
    Photo,
    Press,
    Reaction,
    Reply,
    Shortcut,
    Snapshot,
    Submission,
)
from bot.forms import ListField, PhotosField, fields_of
from bot.views import press

MAX_WORDS = 8000
"""Characters of one field or message that are looked at; more is answered, never cut."""
AGREED = "agreed"
"""The price that was on screen, sent along by surfaces that show it live."""

_KINDS: dict[str, TypeAdapter[Event]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (
        Invocation,
        Submission,
        Reply,
        Reaction,
        Press,
        Edited,
        Gone,
        Shortcut,
        Snapshot,
        Joined,
        Left,
    )
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A command call. `effect`: what makes it the same act when it comes twice."""

    command: str
    effect: str
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    positional: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    draft: str = ""
    agreed: int | None = None
    message: str = ""


def wanted(event: Event) -> Wanted:
    """Raises NotFound for a press that is none of ours, TooLong for words beyond MAX_WORDS."""
    match event:
        case Invocation(command=command, text=text, values=values, photos=photos):
            _bounded(text)
            fields, agreed = _agreed(values)
            return Wanted(command, event.origin, text, fields, (), photos, agreed=agreed)
        case Submission(command=command, values=values, photos=photos, draft=draft):
            fields, agreed = _agreed(values)
            return Wanted(command, event.origin, "", fields, (), photos, draft=draft, agreed=agreed)
        case Press(press=made, message=message, revision=revision):
            name, positional = press_of(made)
            # Keyed by its effect: a double click on one card is one act, whatever the origin.
            effect = f"press {event.actor.platform}/{event.actor.user} {made} {message} {revision}"
            return Wanted(name, effect, positional=positional, message=message)
        case Reply(text=text, to=to, photos=photos):
            _bounded(text)
            flags = (
                ("mentions_bot", event.mentions_bot),
                ("mentions_others", event.mentions_others),
                ("answers_other", event.answers_other),
            )
            fields = (("text", text), ("to", to), *((n, "yes") for n, on in flags if on))
            return Wanted(
                "reply", event.origin, "", fields, (), photos, agreed=event.agreed, message=to
            )
        case Reaction(emoji=emoji, message=message, added=added):
            fields = (("emoji", emoji), ("added", "yes" if added else "no"))
            return Wanted("react", event.origin, "", fields, (), message=message)
        case Edited(text=text, message=message):
            _bounded(text)
            return Wanted("edited", event.origin, "", (("text", text),), message=message)
        case Shortcut(name=name, text=text, message=message):
            _bounded(text)
            if name == "reference":
                return Wanted("use_message", event.origin, message=message)
            fields = (("instruction", text),)
            return Wanted("edit_message", event.origin, "", fields, message=message)
        case Gone() | Snapshot() | Joined() | Left():
            raise NotFound("command")  # nobody asked for them: dispatch minds them by itself


def aliases(event: Event) -> tuple[str, ...]:
    """Other names under which the same act may come again; forms and buttons have none."""
    match event:
        case Invocation() | Reply() | Reaction() | Edited() | Gone() | Joined() | Left():
            return event.aliases
        case Submission() | Press() | Shortcut() | Snapshot():
            return ()
        case _:
            assert_never(event)


def _bounded(text: str) -> None:
    if len(text) > MAX_WORDS:
        raise TooLong("text", len(text), MAX_WORDS)


def _agreed(
    values: tuple[tuple[str, str], ...],
) -> tuple[tuple[tuple[str, str], ...], int | None]:
    shown = next((value for name, value in values if name == AGREED), "")
    rest = tuple((name, value) for name, value in values if name != AGREED)
    return rest, int(shown) if re.fullmatch(r"\d{1,12}", shown) else None


def press_of(made: str) -> tuple[str, tuple[str, ...]]:
    """As in "v1:vote:<picture>:approve" -> ("vote", (picture, "approve"))."""
    found = press.read(made)
    if found is None:
        raise NotFound("button")
    return found


def named(command: AnyCommand, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Positional values of a press by the names of the options' fields."""
    return tuple(zip(command.options.model_fields, values, strict=False))


def incomplete(command: AnyCommand, values: tuple[str, ...]) -> bool:
    """A press that does not bring every required field opens the form for the rest."""
    given = {name for name, value in named(command, values) if value}
    return any(
        info.is_required() and name not in given
        for name, info in command.options.model_fields.items()
    )


def source_of(command: AnyCommand | None, name: str) -> str:
    """Where the choices of a field come from, "" = nowhere."""
    if command is None:
        return ""
    found = next((f for f in fields_of(command.options) if f.name == name), None)
    return str(found.ui.source or "") if found else ""


def options(
    command: AnyCommand,
    call: Wanted,
    fields: tuple[tuple[str, str], ...],
    misread: tuple[FieldError, ...] = (),
) -> Options:
    """Text values -> the validated options model. Raises BadOptions, all fields at once; `misread`:
    what the grammar could not understand already."""
    if misread:
        raise BadOptions(misread)
    kinds = {field.name: field for field in fields_of(command.options)}
    given: dict[str, object] = {}
    for name, value in (*named(command, call.positional), *fields):
        kind = kinds.get(name)
        if kind is None:
            raise BadOptions((FieldError(name, "unknown_field", name),))
        if isinstance(kind, PhotosField):
            continue
        if not value.strip():
            given.pop(name, None)
        else:
            given[name] = split_list(value) if isinstance(kind, ListField) else value
    if call.text and not command.reader and kinds:
        given.setdefault(_wordy(command), call.text)
    if call.photos and any(isinstance(kind, PhotosField) for kind in kinds.values()):
        given["photos"] = call.photos
    try:
        made: Options = command.options.model_validate(given)
    except ValidationError as error:
        raise BadOptions(tuple(_field_error(item) for item in error.errors())) from error
    return made


def _wordy(command: AnyCommand) -> str:
    """The field that typed words fill: the one that is needed, else the first."""
    names: list[str] = list(command.options.model_fields)
    needed = (n for n in names if command.options.model_fields[n].is_required())
    return next(needed, names[0])


_CODES = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "int_parsing": "not_a_number",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "enum": "unknown",
    "bool_parsing": "not_yes_or_no",
}


def _field_error(item: object) -> FieldError:
    details = item if isinstance(item, dict) else {}
    place = details.get("loc") or ("",)
    context = details.get("ctx") or {}
    bounds = [context.get(key) for key in ("max_length", "le", "ge", "min_length")]
    limit = next((bound for bound in bounds if isinstance(bound, int)), 0)
    return FieldError(str(place[0]), _CODES.get(str(details.get("type")), "wrong"), "", "", limit)


def pack_event(event: Event) -> str:
    body = _KINDS[type(event).__name__].dump_json(event).decode()
    return f"{type(event).__name__} {body}"


def unpack_event(text: str) -> Event:
    kind, body = text.split(" ", 1)
    return _KINDS[kind].validate_json(body)
