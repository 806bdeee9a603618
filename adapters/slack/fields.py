"""A form's field <-> an input block: one match over the closed set of kinds, and the way back from
what a person left in it. Values are text, as typed; `block_id` is the field's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from adapters.slack import limits, words
from adapters.slack.text import cut, plain_object
from bot.events import Attached
from bot.forms import (
    ChoiceField,
    FlagField,
    FormField,
    LineField,
    ListField,
    NumberField,
    PhotosField,
)

Json = dict[str, Any]
ACTION = "v"
"""The action id of every input."""
ON = "yes"
OFF = "no"


@dataclass(frozen=True, slots=True)
class Labels:
    """What people read for a stored value: the names of places, choices as they are."""

    of: Mapping[str, str] = field(default_factory=dict)

    def option(self, value: str) -> Json:
        label = self.of.get(value, value)
        return option(value, label)


def option(value: str, label: str, hint: str = "") -> Json:
    made: Json = {
        "text": plain_object(label or value, limits.BUTTON_MAX),
        "value": value[: limits.OPTION_VALUE_MAX],
    }
    if hint:
        made["description"] = plain_object(hint, limits.BUTTON_MAX)
    return made


def block(item: FormField, value: str | None, labels: Labels) -> Json:
    """One input. `value`: as typed before, None = untouched (the field's own default shows)."""
    made: Json = {
        "type": "input",
        "block_id": item.name,
        "label": plain_object(item.label, limits.LABEL_MAX),
        "optional": not item.required,
        "element": {"action_id": ACTION, **_element(item, value, labels)},
    }
    hint = " ".join(filter(None, (item.ui.hint, _more(item))))
    if hint:
        made["hint"] = plain_object(hint, limits.LABEL_MAX)
    if not isinstance(item, PhotosField):
        made["dispatch_action"] = True
    return made


def _more(item: FormField) -> str:
    """What the field's own words do not say."""
    listed = isinstance(item, ListField) and item.ui.source is None
    unsaid = listed and "line" not in item.ui.hint
    return words.ONE_A_LINE if unsaid else ""


def _element(item: FormField, value: str | None, labels: Labels) -> Json:
    match item:
        case LineField():
            return _line(item, value, labels)
        case NumberField():
            return _number(item, value)
        case ChoiceField():
            options = [labels.option(one) for one in item.options[: limits.OPTIONS_MAX]]
            return _select(options, item.default if value is None else value)
        case FlagField():
            return _flag(item, value)
        case ListField():
            return _list(item, value, labels)
        case PhotosField():
            most = min(item.max_items, limits.FILES_MAX)
            return {"type": "file_input", "max_files": max(1, most)}
        case _:
            assert_never(item)


def _line(item: LineField, value: str | None, labels: Labels) -> Json:
    given = item.default if value is None else value
    if item.ui.source is not None:
        made: Json = {"type": "external_select", "min_query_length": 0}
        if given:
            made["initial_option"] = labels.option(given)
        return made | _placeholder(item)
    return _typed(given, item.max_length, paragraph=item.ui.paragraph) | _placeholder(item)


def _typed(given: str, longest: int, *, paragraph: bool) -> Json:
    most = max(1, min(longest, limits.INPUT_MAX))
    made: Json = {"type": "plain_text_input", "max_length": most, "multiline": paragraph}
    if given:
        made["initial_value"] = cut(given, most)
    return made


def _placeholder(item: FormField) -> Json:
    if not item.ui.example:
        return {}
    said = words.EXAMPLE.format(item.ui.example)
    return {"placeholder": plain_object(said, limits.PLACEHOLDER_MAX)}


def _number(item: NumberField, value: str | None) -> Json:
    given = str(item.default) if value is None else value.strip()
    if item.most - item.least < limits.SMALL_RANGE:
        options = [option(str(n), str(n)) for n in range(item.least, item.most + 1)]
        return _select(options, given)
    made: Json = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": str(item.least),
        "max_value": str(item.most),
    }
    if given.lstrip("-").isdigit():
        made["initial_value"] = given
    return made


def _select(options: list[Json], given: str) -> Json:
    made: Json = {"type": "static_select", "options": options}
    chosen = next((one for one in options if one["value"] == given), None)
    if chosen is not None:
        made["initial_option"] = chosen
    return made


def _flag(item: FlagField, value: str | None) -> Json:
    made: Json = {"type": "checkboxes", "options": [option(ON, words.YES)]}
    ticked = item.default if value is None else value.strip().lower() in {"yes", "true", "1", "on"}
    if ticked:
        made["initial_options"] = made["options"]
    return made


def _list(item: ListField, value: str | None, labels: Labels) -> Json:
    given = "\n".join(item.default) if value is None else value
    if item.ui.source is not None:
        made: Json = {
            "type": "multi_external_select",
            "min_query_length": 0,
            "max_selected_items": item.max_items,
        }
        chosen = [labels.option(one.strip()) for one in given.split("\n") if one.strip()]
        if chosen:
            made["initial_options"] = chosen[: item.max_items]
        return made | _placeholder(item)
    return _typed(given, limits.INPUT_MAX, paragraph=True) | _placeholder(item)


# --- back -----------------------------------------------------------------------------------------


def value(state: Json) -> str:
    """What stands in one input, as typed; "" = nothing. Lists are joined by newlines."""
    match state.get("type"):
        case "plain_text_input" | "number_input":
            return str(state.get("value") or "")
        case "static_select" | "external_select":
            return str((state.get("selected_option") or {}).get("value", ""))
        case "multi_external_select":
            return "\n".join(str(one["value"]) for one in state.get("selected_options") or ())
        case "checkboxes":
            return ON if state.get("selected_options") else OFF
        case "conversations_select":
            return str(state.get("selected_conversation") or "")
        case _:
            return ""


def files(state: Json) -> tuple[Attached, ...]:
    """What was dropped into a file input."""
    return tuple(attached(one) for one in state.get("files") or ())


def attached(file: Json) -> Attached:
    """A file as Slack tells of it; a stub (Slack Connect) is asked for by its id."""
    stub = file.get("file_access") == "check_file_info"
    url = file.get("url_private_download") or file.get("url_private") or ""
    size = file.get("size")
    return Attached(
        id=str(file.get("id", "")),
        url="" if stub else str(url),
        filename=str(file.get("name") or file.get("title") or "photo"),
        size=size if isinstance(size, int) else 0,
    )
