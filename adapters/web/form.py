"""A command's form as JSON: one entry for each kind of field, the page draws it."""

from __future__ import annotations

from typing import Any, assert_never

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


def form(command: Form) -> Json:
    """What the page needs for completion, Options and the cockpit."""
    return {
        "command": command.command,
        "title": command.title,
        "summary": command.summary,
        "slash": command.slash,
        "right": command.right,
        "fields": [field(item) for item in command.fields],
    }


def field(item: FormField) -> Json:
    shared: Json = {
        "name": item.name,
        "label": item.label,
        "required": item.required,
        "depth": item.ui.depth.value,
        "hint": item.ui.hint,
        "example": item.ui.example,
        "hidden": item.ui.hidden,
        "source": item.ui.source.value if item.ui.source else "",
    }
    return shared | _own(item)


def _own(item: FormField) -> Json:
    match item:
        case LineField():
            kind = "paragraph" if item.ui.paragraph else "line"
            return {"kind": kind, "default": item.default, "maxLength": item.max_length}
        case NumberField():
            bounds = {"least": item.least, "most": item.most}
            return {"kind": "number", "default": str(item.default), **bounds}
        case ChoiceField():
            return {"kind": "choice", "default": item.default, "options": list(item.options)}
        case FlagField():
            return {"kind": "flag", "default": "yes" if item.default else "no"}
        case ListField():
            text = "\n".join(item.default)
            return {"kind": "list", "default": text, "maxItems": item.max_items}
        case PhotosField():
            return {"kind": "photos", "default": "", "maxItems": item.max_items}
        case _:
            assert_never(item)
