"""What Discord says to a set of commands, and what a person may type into one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.standins.discord.clock import Snowflakes
from tests.standins.discord.refusals import Form, Json, units

NAME = re.compile(r"[-_'\w]{1,32}")
"""Lower case where the script has it."""
GLOBAL_MAX = 100
CONTEXT_MAX = 15
"""Of each of the two kinds of context commands."""
LETTERS_MAX = 8000
"""Names, descriptions and values of one command together."""
SUB, GROUP = 1, 2


def check_commands(commands: list[Json]) -> None:
    form = Form()
    slash = [c for c in commands if c.get("type", 1) == 1]
    if len(slash) > GLOBAL_MAX:
        words = f"Must be {GLOBAL_MAX} or fewer in length."
        form.wrong("commands", "APPLICATION_COMMANDS_MAX", words)
    for kind in (2, 3):
        if sum(c.get("type") == kind for c in commands) > CONTEXT_MAX:
            form.wrong(
                "commands", "APPLICATION_COMMANDS_MAX", f"At most {CONTEXT_MAX} of this type"
            )
    names = [(c.get("type", 1), c.get("name")) for c in commands]
    if len(set(names)) < len(names):
        words = "Application command names must be unique"
        form.wrong("commands", "APPLICATION_COMMANDS_DUPLICATE_NAME", words)
    for at, command in enumerate(commands):
        if command.get("type", 1) == 1:
            _slash(form, command, str(at))
        else:
            form.length(f"{at}.name", command.get("name"), 1, 32)
            if command.get("description"):
                form.wrong(f"{at}.description", "CONTEXT_MENU_DESCRIPTION", "Must be empty")
    form.done()


def _slash(form: Form, command: Json, path: str) -> None:
    _named(form, command, path)
    _options(form, command.get("options") or [], path)
    if sum(units(text) for text in _letters(command)) > LETTERS_MAX:
        words = f"Command exceeds maximum size ({LETTERS_MAX})"
        form.wrong(path, "APPLICATION_COMMAND_TOO_LARGE", words)


def _named(form: Form, of: Json, path: str) -> None:
    name = of.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name) or name != name.lower():
        form.wrong(f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    form.length(f"{path}.description", of.get("description"), 1, 100)


def _letters(of: Json) -> Iterator[str]:
    yield of.get("name", "")
    yield of.get("description", "")
    for choice in of.get("choices") or []:
        yield choice.get("name", "")
        yield str(choice.get("value", ""))
    for option in of.get("options") or []:
        yield from _letters(option)


def _options(form: Form, options: list[Json], path: str, depth: int = 0) -> None:
    form.length(f"{path}.options", options, 0, 25)
    names = [option.get("name") for option in options]
    if len(set(names)) < len(names):
        words = "Option names must be unique"
        form.wrong(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", words)
    required = [bool(o.get("required")) for o in options]
    if required != sorted(required, reverse=True):
        words = "Required options must be placed before non-required options"
        form.wrong(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
    kinds = {o.get("type") in {SUB, GROUP} for o in options}
    if len(kinds) > 1:
        words = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.wrong(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)
    for at, option in enumerate(options):
        _option(form, option, f"{path}.options.{at}", depth)


def _option(form: Form, option: Json, path: str, depth: int) -> None:
    _named(form, option, path)
    kind = option.get("type")
    form.one_of(f"{path}.type", kind, range(1, 12))
    if kind in {SUB, GROUP}:
        if depth >= (2 if kind == SUB else 1):
            form.one_of(f"{path}.type", kind, range(3, 12))
        _options(form, option.get("options") or [], path, depth + 1)
        return
    choices = option.get("choices") or []
    form.length(f"{path}.choices", choices, 0, 25)
    if choices and option.get("autocomplete"):
        words = "An option cannot have both choices and autocomplete"
        form.wrong(path, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", words)
    if (choices or option.get("autocomplete")) and kind not in {3, 4, 10}:
        words = "Choices belong to texts and numbers"
        form.wrong(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)
    for at, choice in enumerate(choices):
        form.length(f"{path}.choices.{at}.name", choice.get("name"), 1, 100)
        if kind == 3:
            form.length(f"{path}.choices.{at}.value", choice.get("value"), 1, 100)
    for key, low in (("min_length", 0), ("max_length", 1)):
        if option.get(key) is not None:
            form.one_of(f"{path}.{key}", option[key], range(low, 6001))


def check_choices(choices: list[Json]) -> None:
    """Of an autocomplete answer."""
    form = Form()
    form.length("data.choices", choices, 0, 25)
    for at, choice in enumerate(choices):
        form.length(f"data.choices.{at}.name", choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            form.length(f"data.choices.{at}.value", choice["value"], 1, 100)
    form.done()


def kept_commands(
    wanted: list[Json], before: list[Json], scope: str, app_id: str, ids: Snowflakes
) -> tuple[list[Json], int]:
    """The new set with ids (the same name keeps its id) and how many of them are new."""
    old = {(c["type"], c["name"]): c for c in before}
    made, fresh = [], 0
    for command in wanted:
        kind = command.get("type", 1)
        known = old.get((kind, command["name"]))
        fresh += known is None
        said = {
            "default_member_permissions": None, "nsfw": False, "description": "", "contexts": None,
            "integration_types": [0], "options": [], **{k: v for k, v in command.items() if v is not None},
            "id": known["id"] if known else ids.new(), "application_id": app_id, "type": kind,
        } | ({"guild_id": scope} if scope else {})  # fmt: skip
        if said["default_member_permissions"] is not None:
            said["default_member_permissions"] = str(said["default_member_permissions"])
        same = known is not None and known == said | {"version": known["version"]}
        made.append(said | {"version": known["version"] if same and known else ids.new()})
    return made, fresh
