"""A command's form as Discord's slash command, and the options of a command as values.

One match over the kinds of fields. Discord takes 25 options of one command: the deepest fields of a
longer form are reached by More options and by typing them (`quality:high`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from adapters.discord import text, words
from adapters.discord.limits import FIELDS_MAX, OPTION_MAX, OPTIONS_MAX, STRING_MAX
from bot.domain.brief import Role
from bot.events import Attached
from bot.forms import (
    ChoiceField,
    Depth,
    FlagField,
    Form,
    FormField,
    LineField,
    ListField,
    NumberField,
    PhotosField,
)

Json = dict[str, Any]
STRING, INTEGER, BOOLEAN, ATTACHMENT = 3, 4, 5, 11
CHAT_INPUT, MESSAGE = 1, 3
GUILD, BOT_DM = 0, 1
"""Where a command is offered: servers and direct messages with the bot."""
MANAGE_GUILD = 1 << 5
PHOTOS = 3
"""Photos of a slash command: each takes two of its 25 options; a message takes eight."""
ROLE = "_is"
"""photo1_is: what photo1 is for."""
LIST_MAX = 2000
"""Characters of a list on one line."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Every command there is, by name."""

    forms: tuple[Form, ...] = ()
    deep: Mapping[str, str] = field(default_factory=dict)
    """Command of a button -> command of the form with further pages behind it."""

    def also(self, deep: Mapping[str, str]) -> Forms:
        """The same with what one card knows besides."""
        return replace(self, deep={**self.deep, **deep})

    def named(self, command: str) -> Form | None:
        return next((form for form in self.forms if form.command == command), None)

    def pages_behind(self, press: str) -> tuple[str, ...]:
        """What is on the second and further pages of the form that a button opens; () = one page
        is enough, or its form is not known before it is pressed."""
        form = self.named(self.deep.get(press_words(press)[0], ""))
        if form is None:
            return ()
        pages = pages_of(asked(form, (), press))
        return tuple(", ".join(one.label for one in page) for page in pages[1:])


def press_words(press: str) -> tuple[str, tuple[str, ...]]:
    """As in "v1:credits:grant" -> ("credits", ("grant",)); ("", ()) for what is no press."""
    _, *rest = press.split(":")
    return (rest[0], tuple(rest[1:])) if rest else ("", ())


def asked(form: Form, values: Iterable[tuple[str, str]], press: str) -> tuple[FormField, ...]:
    """The fields to show: not those that only buttons fill, nor those that the button that opened
    the form has filled, nor ids of ours."""
    command, positional = press_words(press)
    filled = {one.name for one in form.fields[: len(positional)]} if command == form.command else ()
    ids = {name for name, value in values if is_id(value)}
    return tuple(
        one
        for one in form.fields
        if not one.ui.hidden and one.name not in filled and one.name not in ids
    )


def pages_of(fields: tuple[FormField, ...]) -> tuple[tuple[FormField, ...], ...]:
    return tuple(fields[n : n + FIELDS_MAX] for n in range(0, len(fields), FIELDS_MAX))


def is_id(value: str) -> bool:
    """An id of ours: 26 letters and digits; nobody types that."""
    return len(value) == len("0" * 26) and value.isascii() and value.isalnum() and value.islower()


# --- the command as it is registered ----------------------------------------------------------


def commands(forms: tuple[Form, ...]) -> list[Json]:
    """Everything that is registered: what people type, and the two commands of a message."""
    typed = [command(form) for form in forms if form.slash]
    return [*typed, *(_of_message(name) for name in (words.REFERENCE, words.EDIT_IMAGE))]


def command(form: Form) -> Json:
    made = {
        "type": CHAT_INPUT,
        "name": form.command,
        "description": form.summary or form.title or words.FORM,
        "options": [*_options(form)],
        "contexts": [GUILD, BOT_DM],
        "integration_types": [GUILD],
    }
    if form.right == "admin":
        made["default_member_permissions"] = MANAGE_GUILD
    return made


def _of_message(name: str) -> Json:
    return {"type": MESSAGE, "name": name, "contexts": [GUILD], "integration_types": [GUILD]}


def _options(form: Form) -> list[Json]:
    found: list[Json] = [row for one in form.fields if not one.ui.hidden for row in option(one)]
    first = [row for row in found if row.get("required")]
    return [*first, *(row for row in found if not row.get("required"))][:OPTIONS_MAX]


def option(item: FormField) -> Iterator[Json]:
    head: Json = {"name": item.name, "description": _about(item)}
    if item.required:
        head["required"] = True
    match item:
        case LineField():
            head |= {"type": STRING, "max_length": min(item.max_length, STRING_MAX)}
            yield head | ({"autocomplete": True} if item.ui.source else {})
        case NumberField():
            yield head | {"type": INTEGER, "min_value": item.least, "max_value": item.most}
        case ChoiceField():
            yield head | {"type": STRING, "choices": _choices(item.options)}
        case FlagField():
            yield head | {"type": BOOLEAN}
        case ListField():
            head |= {"type": STRING, "max_length": LIST_MAX}
            yield head | ({"autocomplete": True} if item.ui.source else {})
        case PhotosField():
            for number in range(1, min(PHOTOS, item.max_items) + 1):
                name = f"photo{number}"
                yield {
                    "type": ATTACHMENT,
                    "name": name,
                    "description": f"{words.PHOTO} {number}",
                }
                roles = _choices(tuple(str(role) for role in Role))
                said = {"name": f"{name}{ROLE}", "description": words.ROLE_OF_PHOTO}
                yield {"type": STRING, **said, "choices": roles}
        case _:
            assert_never(item)


def _about(item: FormField) -> str:
    if isinstance(item, ListField):
        return f"{item.label} ({words.WITH_COMMAS})"
    between = " " if item.label.endswith("?") else ": "
    whole = f"{item.label}{between}{item.ui.hint}" if item.ui.hint else item.label
    return whole if len(whole) <= OPTION_MAX else item.label


def _choices(values: tuple[str, ...]) -> list[Json]:
    return [{"name": words.choice(value), "value": value} for value in values]


# --- what came back ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """The options of one slash command."""

    text: str = ""
    values: tuple[tuple[str, str], ...] = ()
    attached: tuple[Attached, ...] = ()


@dataclass(slots=True)
class _Photos:
    files: dict[str, Json] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)


def typed(form: Form | None, data: Json) -> Typed:
    """`data`: of an application command, as Discord sends it."""
    line = next((f.name for f in form.fields if f.ui.depth is Depth.LINE), "") if form else ""
    said, values, photos = "", [], _Photos()
    resolved = data.get("resolved", {}).get("attachments", {})
    rows: list[Json] = data.get("options", [])
    for row in rows:
        name, value = str(row["name"]), row.get("value")
        if row.get("type") == ATTACHMENT:
            photos.files[name] = resolved.get(str(value), {})
        elif name.endswith(ROLE):
            photos.roles[name.removesuffix(ROLE)] = str(value)
        elif name == line:
            said = str(value)
        else:
            values.append((name, written(value)))
    files = ((name, file) for name, file in sorted(photos.files.items()) if file)
    attached = tuple(attachment(file, photos.roles.get(name, "")) for name, file in files)
    return Typed(said, tuple(values), attached)


def written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def attachment(file: Json, role: str = "") -> Attached:
    name = text.label(str(file.get("filename") or words.PHOTO), OPTION_MAX)
    return Attached(
        id=str(file.get("id", "")),
        url=str(file.get("url", "")),
        filename=name,
        size=int(file.get("size") or 0),
        role=role,
    )


def focused(data: Json) -> tuple[str, str]:
    """(option, what is typed there) of an autocomplete."""
    row: Json = next((o for o in data.get("options", []) if o.get("focused")), {})
    return str(row.get("name", "")), str(row.get("value", ""))


def is_list(form: Form, name: str) -> bool:
    """Whether a field takes several things, split at commas."""
    return any(isinstance(one, ListField) and one.name == name for one in form.fields)
