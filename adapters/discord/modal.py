"""A command's form as Discord's modal: five fields a page, one match over the kinds of fields; and
what came back as values. A modal lives in its own id: nothing of it is kept in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from adapters.discord import presses, text, words
from adapters.discord.form import asked, attachment, pages_of
from adapters.discord.limits import (
    MODAL_TITLE_MAX,
    OPTION_MAX,
    OPTIONS_MAX,
    SMALL_RANGE,
    TEXT_INPUT_MAX,
    UPLOADS_MAX,
)
from bot.events import Ask, Attached
from bot.forms import (
    ChoiceField,
    FlagField,
    Form,
    FormField,
    LineField,
    ListField,
    NumberField,
    PhotosField,
)

Json = dict[str, Any]
LABEL, INPUT, MENU, UPLOAD = 18, 4, 3, 19
SHORT, PARAGRAPH = 1, 2
_YES = frozenset({"yes", "true", "1", "on"})


def modal(
    form: Form,
    ask: Ask,
    *,
    press: str = "",
    number: int = 0,
    wrong: Mapping[str, str] | None = None,
) -> Json:
    """`press`: what opened it. `number`: the page, 0 = the first that has something wrong. `wrong`:
    sentence by field."""
    given, wrong = dict(ask.values), wrong or {}
    pages = pages_of(asked(form, ask.values, press)) or ((),)
    number = number or _page_of(pages, {error.field for error in ask.errors})
    number = min(number, len(pages))
    title = form.title or words.FORM
    if len(pages) > 1:
        title = f"{title} ({number}/{len(pages)})"
    return {
        "custom_id": presses.write(presses.Filled(form.command, number, press)),
        "title": text.label(title, MODAL_TITLE_MAX),
        "components": [
            _labelled(one, given.get(one.name), wrong.get(one.name, ""), bool(ask.photos))
            for one in pages[number - 1]
        ],
    }


def _page_of(pages: tuple[tuple[FormField, ...], ...], wrong: set[str]) -> int:
    found = (n for n, page in enumerate(pages, 1) if wrong & {one.name for one in page})
    return next(found, 1)


def _labelled(item: FormField, value: str | None, wrong: str, has_photos: bool) -> Json:
    hint = words.MORE_PHOTOS if has_photos and isinstance(item, PhotosField) else item.ui.hint
    made: Json = {"type": LABEL, "label": text.label(item.label, MODAL_TITLE_MAX)}
    about = text.label(wrong or hint, OPTION_MAX)
    if about:
        made["description"] = about
    return {**made, "component": {"custom_id": item.name, **field(item, value)}}


def field(item: FormField, value: str | None) -> Json:
    match item:
        case LineField():
            style = PARAGRAPH if item.ui.paragraph else SHORT
            return _input(item, value, item.default, style, item.max_length)
        case NumberField():
            if item.most - item.least < SMALL_RANGE:
                numbers = tuple(str(n) for n in range(item.least, item.most + 1))
                return _menu(item, numbers, value or str(item.default))
            return _input(item, value, str(item.default), SHORT, len(str(item.most)))
        case ChoiceField():
            return _menu(item, item.options, value or item.default)
        case FlagField():
            chosen = item.default if value is None else value.strip().lower() in _YES
            return _menu(item, ("yes", "no"), "yes" if chosen else "no")
        case ListField():
            return _input(item, value, "\n".join(item.default), PARAGRAPH, TEXT_INPUT_MAX)
        case PhotosField():
            most = min(item.max_items, UPLOADS_MAX)
            return {"type": UPLOAD, "min_values": 0, "max_values": most, "required": False}
        case _:
            assert_never(item)


def _input(item: FormField, value: str | None, default: str, style: int, most: int) -> Json:
    most = min(most, TEXT_INPUT_MAX)
    made: Json = {"type": INPUT, "style": style, "required": item.required, "max_length": most}
    if item.ui.example:
        made["placeholder"] = text.label(item.ui.example, OPTION_MAX)
    filled = default if value is None else value
    return {**made, "value": filled[:most]} if filled else made


_NAMES = {"yes": words.YES, "no": words.NO}


def _menu(item: FormField, values: tuple[str, ...], chosen: str) -> Json:
    entries = [
        {"label": _NAMES.get(v, words.choice(v)), "value": v, "default": v == chosen}
        for v in values[:OPTIONS_MAX]
    ]
    return {"type": MENU, "required": item.required, "options": entries}


def edit_image(message: str) -> Json:
    """The one question of "Edit this image"."""
    question: Json = {
        "type": INPUT,
        "style": PARAGRAPH,
        "custom_id": "text",
        "required": True,
        "max_length": TEXT_INPUT_MAX,
        "placeholder": words.CHANGE_EXAMPLE,
    }
    return {
        "custom_id": presses.write(presses.EditImage(message)),
        "title": words.EDIT_IMAGE,
        "components": [{"type": LABEL, "label": words.WHAT_CHANGES, "component": question}],
    }


# --- what came back ---------------------------------------------------------------------------


def filled(data: Json) -> tuple[tuple[tuple[str, str], ...], tuple[Attached, ...]]:
    """`data`: of a modal submit, as Discord sends it. An empty value is meant."""
    values: list[tuple[str, str]] = []
    attached: list[Attached] = []
    resolved = data.get("resolved", {}).get("attachments", {})
    for one in _components(data):
        name = str(one.get("custom_id", ""))
        if one.get("type") == UPLOAD:
            files = (resolved.get(str(key)) for key in one.get("values") or ())
            attached += [attachment(file) for file in files if file]
        elif "values" in one:
            values.append((name, "\n".join(map(str, one["values"] or ()))))
        else:
            values.append((name, str(one.get("value") or "")))
    return tuple(values), tuple(attached)


def _components(data: Json) -> list[Json]:
    """A field stands in a label, or (the older form) in a row."""
    found: list[Json] = []
    for outer in data.get("components", []):
        inner = outer.get("component")
        found += [inner] if inner else outer.get("components", [])
    return found


def merged(
    before: tuple[tuple[str, str], ...], page: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """What the form held, with what this page says now."""
    return tuple({**dict(before), **dict(page)}.items())
