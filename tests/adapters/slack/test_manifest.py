"""The manifest says what the code registers and calls: no more, and nothing less."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from adapters.slack import limits, manifest, surface, words
from adapters.slack.manifest import EVENTS, METHODS
from bot.forms import Form
from commands import all_commands
from tests.standins.schema import misfits, schema

FORMS = tuple(c.form() for c in all_commands().commands.values())
CODE = sorted(Path(surface.__file__).parent.glob("*.py"))
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in CODE)


def called() -> set[str]:
    """Names of methods that stand in the code, outside the table itself."""
    found = set()
    for path in CODE:
        if path.name == "manifest.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named = re.fullmatch(r"[a-z]+(\.[a-zA-Z]+)+", node.value)
                found |= {node.value} if named and node.value.split(".")[0] in ROOTS else set()
    return found


ROOTS = {"auth", "apps", "chat", "conversations", "files", "reactions", "users", "views", "team"}


def test_every_method_that_is_called_is_in_the_table_and_no_other() -> None:
    # The socket asks for its address by the SDK's own method.
    assert called() | {"apps.connections.open"} == set(METHODS)


def test_every_event_has_a_listener_and_every_listener_an_event() -> None:
    tree = ast.parse(Path(surface.__file__).read_text(encoding="utf-8"))
    (listeners,) = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)
        and getattr(node.target, "id", "") == "handlers"
    ]  # fmt: skip
    assert isinstance(listeners, ast.Dict)
    names = {key.value for key in listeners.keys if isinstance(key, ast.Constant)}

    assert names == manifest.wire_events()


def test_the_scopes_are_those_that_calls_and_events_need() -> None:
    needed = {scope for method in METHODS.values() for scope in method.scopes}
    needed |= {scope for scopes in EVENTS.values() for scope in scopes}

    assert set(manifest.scopes()) == needed | {"commands"}
    for scope in manifest.scopes():
        assert scope == "commands" or manifest.needs(scope)


@pytest.mark.parametrize("long_names", [False, True])
def test_the_manifest_is_one_that_slack_takes(long_names: bool) -> None:
    made = manifest.manifest(FORMS, long_names=long_names)
    whole = schema("slack/manifest.schema.2.0.0.json")

    assert len(made["features"]["shortcuts"]) <= limits.SHORTCUTS_MAX
    assert len(made["features"]["slash_commands"]) <= limits.COMMANDS_MAX
    for one in made["features"]["shortcuts"]:
        assert len(one["name"]) <= 24
        assert 0 < len(one["description"]) <= 150
    for one in made["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", one["command"])
    assert 175 <= len(made["display_information"]["long_description"]) <= 4000
    if whole is not None:
        assert misfits(made, whole) == []


def test_no_command_is_called_as_one_of_slacks_own() -> None:
    for long_names in (False, True):
        names = manifest.command_names(FORMS, long_names=long_names)
        assert not set(names) & limits.RESERVED
    assert {"/remind", "/invite", "/topic", "/status", "/help", "/search"} <= limits.RESERVED


def test_commands_are_two_or_all_by_their_long_names() -> None:
    typed = {f.command for f in FORMS if f.slash}

    assert set(manifest.command_names(FORMS, long_names=False)) == {"/brief", "/artdesk"}
    wanted = {"/brief"} | {f"/artdesk-{name}" for name in typed - {"brief"}}
    assert set(manifest.command_names(FORMS, long_names=True)) == wanted


def test_every_command_has_a_shortcut_of_its_own_or_stands_in_the_list_of_all() -> None:
    made = manifest.shortcuts(FORMS)
    kinds = [(one["type"], one["callback_id"]) for one in made]

    assert kinds[:3] == [
        ("message", "reference"),
        ("message", "edit_message"),
        ("global", "menu"),
    ]
    own = {name.removeprefix("command.") for kind, name in kinds[3:] if kind == "global"}
    assert "brief" in own
    assert own <= {f.command for f in FORMS if f.slash}


def test_a_forty_commands_studio_still_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(Form(f"verb{n}", f"Verb {n}", "Does it.", ()) for n in range(40))
    made = manifest.shortcuts((FORMS[0], *many))

    assert len(made) == limits.SHORTCUTS_MAX


def test_the_words_of_the_manifest_are_within_its_limits() -> None:
    assert len(words.APP) <= 35
    assert len(words.ABOUT_APP) <= 140
