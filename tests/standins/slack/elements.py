"""What Slack says about interactive elements inside blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.standins.slack import limits
from tests.standins.slack.keys import ELEMENTS, only_known
from tests.standins.slack.reading import Where
from tests.standins.slack.world import Json


def element(at: Where, one: Any, place: str) -> None:
    """`place`: accessory | actions | input | context_actions."""
    kind = one.get("type") if isinstance(one, dict) else None
    known = KINDS.get(str(kind))
    if known is None or place not in known[1]:
        if kind == "image" and place == "accessory":
            only_known(at, one, ELEMENTS["image"])
            image(at, one)
            return
        (at / "type").wrong(f"unsupported type: {kind}")
        return
    only_known(at, one, ELEMENTS[str(kind)])
    _action_id(at, one)
    if one.get("focus_on_load"):
        at.reading.focused += 1
        if at.reading.focused > 1:
            (at / "focus_on_load").wrong("only one element may have it")
    if "placeholder" in one:
        at.text(one, "placeholder", limits.PLACEHOLDER_MAX, plain=True)
    if "confirm" in one:
        _confirm(at / "confirm", one["confirm"])
    known[0](at, one)


def image(at: Where, block: Json) -> None:
    """An image block, or an image among elements."""
    if not isinstance(block.get("alt_text"), str):
        at.wrong("missing required field: alt_text")
    else:
        (at / "alt_text").length(block["alt_text"], limits.ALT_MAX)
    url, file = block.get("image_url"), block.get("slack_file")
    if (url is None) == (file is None):
        at.wrong("must provide either image_url or slack_file")
    elif url is not None:
        (at / "image_url").length(url, limits.URL_MAX)
        if not str(url).startswith("https://") or "127.0.0.1" in str(url):
            (at / "image_url").wrong("downloading image failed")
    elif not isinstance(file, dict) or not at.reading.showable(file):
        (at / "slack_file").wrong("invalid slack file")


def _action_id(at: Where, one: Json) -> None:
    name = one.get("action_id")
    if name is None:
        return
    (at / "action_id").length(name, limits.ID_MAX)
    if name in at.reading.action_ids:
        (at / "action_id").wrong(f"`action_id` already exists: {name}")
    at.reading.action_ids.add(str(name))


def _confirm(at: Where, asked: Any) -> None:
    if not isinstance(asked, dict):
        at.wrong("must be an object")
        return
    at.text(asked, "title", limits.CONFIRM_TITLE_MAX, plain=True)
    at.text(asked, "text", limits.CONFIRM_TEXT_MAX)
    at.text(asked, "confirm", limits.CONFIRM_BUTTON_MAX, plain=True)
    at.text(asked, "deny", limits.CONFIRM_BUTTON_MAX, plain=True)


def _button(at: Where, one: Json) -> None:
    at.text(one, "text", limits.BUTTON_MAX, plain=True)
    if "value" in one:
        (at / "value").length(one["value"], limits.BUTTON_VALUE_MAX)
    if "url" in one:
        (at / "url").length(one["url"], limits.URL_MAX)
    if one.get("style", "primary") not in {"primary", "danger"}:
        (at / "style").wrong("must be one of primary, danger")
    if "accessibility_label" in one:
        (at / "accessibility_label").length(one["accessibility_label"], limits.BUTTON_MAX)


def _option(at: Where, one: Any, *, plain: bool) -> None:
    if not isinstance(one, dict):
        at.wrong("must be an object")
        return
    only_known(at, one, "text value description url", always="")
    at.text(one, "text", limits.OPTION_MAX, plain=plain)
    (at / "value").length(one.get("value"), limits.OPTION_VALUE_MAX)
    if "description" in one:
        at.text(one, "description", limits.OPTION_MAX, plain=plain)


def _options(at: Where, one: Json, most: int, *, plain: bool = True, least: int = 1) -> list[Json]:
    options = (at / "options").items(one.get("options"), most, least)
    for number, option in enumerate(options):
        _option(at / "options" / number, option, plain=plain)
    return [option for option in options if isinstance(option, dict)]


def options_of(at: Where, one: Json, most: int, least: int = 1) -> list[Json]:
    """Options, or groups of them, of a menu or of what the app offers for one."""
    if "option_groups" not in one:
        return _options(at, one, most, least=least)
    options = []
    groups = (at / "option_groups").items(one["option_groups"], limits.GROUPS_MAX)
    for number, group in enumerate(groups):
        here = at / "option_groups" / number
        here.text(group, "label", limits.OPTION_MAX, plain=True)
        options += _options(here, group, most)
    return options


def _select(at: Where, one: Json) -> None:
    _initial(at, one, options_of(at, one, limits.OPTIONS_MAX))


def _initial(at: Where, one: Json, options: list[Json]) -> None:
    """What is chosen at first must be one of the options, letter by letter."""
    chosen = one.get("initial_options", [])
    chosen = chosen + ([one["initial_option"]] if "initial_option" in one else [])
    for option in chosen:
        if option not in options:
            at.wrong("initial option must match one of the options")


def _ticks(at: Where, one: Json) -> None:
    _initial(at, one, _options(at, one, limits.RADIO_MAX, plain=False))


def _overflow(at: Where, one: Json) -> None:
    _options(at, one, limits.OVERFLOW_MAX)


def _plain_input(at: Where, one: Json) -> None:
    most = one.get("max_length", limits.PLAIN_INPUT_MAX)
    least = one.get("min_length", 0)
    if not isinstance(most, int) or not 1 <= most <= limits.PLAIN_INPUT_MAX:
        (at / "max_length").wrong(f"must be between 1 and {limits.PLAIN_INPUT_MAX}")
    elif not isinstance(least, int) or not 0 <= least <= most:
        (at / "min_length").wrong("must be between 0 and max_length")
    elif "initial_value" in one:
        (at / "initial_value").length(one["initial_value"], most, least=0)


def _number_input(at: Where, one: Json) -> None:
    if not isinstance(one.get("is_decimal_allowed"), bool):
        at.wrong("missing required field: is_decimal_allowed")
    for name in ("initial_value", "min_value", "max_value"):
        if name in one and not isinstance(one[name], str):
            (at / name).wrong("must be a string")


def _file_input(at: Where, one: Json) -> None:
    if at.reading.surface != "modal":
        (at / "type").wrong("unsupported type: file_input")
    most = one.get("max_files", limits.FILES_MAX)
    if not isinstance(most, int) or not 1 <= most <= limits.FILES_MAX:
        (at / "max_files").wrong(f"must be between 1 and {limits.FILES_MAX}")


def _anything(_at: Where, _one: Json) -> None:
    return


EVERY = frozenset({"accessory", "actions", "input"})
CLICKED = frozenset({"accessory", "actions"})
TYPED = frozenset({"input"})
KINDS: dict[str, tuple[Callable[[Where, Json], None], frozenset[str]]] = {
    "button": (_button, CLICKED),
    "overflow": (_overflow, CLICKED),
    "static_select": (_select, EVERY),
    "multi_static_select": (_select, EVERY - {"actions"}),
    "checkboxes": (_ticks, EVERY),
    "radio_buttons": (_ticks, EVERY),
    "plain_text_input": (_plain_input, TYPED),
    "number_input": (_number_input, TYPED),
    "email_text_input": (_anything, TYPED),
    "url_text_input": (_anything, TYPED),
    "rich_text_input": (_anything, TYPED),
    "file_input": (_file_input, TYPED),
    "datepicker": (_anything, EVERY),
    "timepicker": (_anything, EVERY),
    "datetimepicker": (_anything, EVERY - {"accessory"}),
    "users_select": (_anything, EVERY),
    "conversations_select": (_anything, EVERY),
    "channels_select": (_anything, EVERY),
    "multi_users_select": (_anything, EVERY - {"actions"}),
    "multi_conversations_select": (_anything, EVERY - {"actions"}),
    "multi_channels_select": (_anything, EVERY - {"actions"}),
    "external_select": (_anything, EVERY),
    "multi_external_select": (_anything, EVERY - {"actions"}),
    "feedback_buttons": (_anything, frozenset({"context_actions"})),
    "icon_button": (_anything, frozenset({"context_actions"})),
}
