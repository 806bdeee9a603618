"""All commands beside everything that draws or calls them: forms that every surface can show, presses
that find their command, words that people read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from adapters.web.form import form
from bot.cards import Buttons, Card, PickSet
from bot.command import AnyCommand
from bot.forms import ChoiceField, LineField, ListField, NumberField, PhotosField
from bot.reading_events import Wanted, incomplete, options
from bot.views import fields
from bot.views.press import MAX_PRESS, read
from commands import all_commands
from tests.views.everycard import every_card

COMMANDS = all_commands().commands
CARDS = every_card()
TYPED = {name: command for name, command in COMMANDS.items() if command.slash}

# What the narrowest surface of each kind takes (facts of Discord and Slack, design.md section 4).
NAME = re.compile(r"[a-z_]{1,32}")
OPTIONS_MAX = 25
CHOICES_MAX = 25
LABEL_MAX = 45
HINT_MAX = 100
PHOTOS_MAX = 10


@pytest.mark.parametrize("name", COMMANDS)
def test_every_form_is_drawn_and_fits_the_narrowest_surface(name: str) -> None:
    drawn = COMMANDS[name].form()

    assert NAME.fullmatch(name)
    assert json.loads(json.dumps(form(drawn)))["command"] == name
    assert len(drawn.fields) <= OPTIONS_MAX
    for field in drawn.fields:
        assert NAME.fullmatch(field.name)
        assert 0 < len(field.label) <= LABEL_MAX
        assert max(len(field.ui.hint), len(field.ui.example)) <= HINT_MAX
        match field:
            case ChoiceField(options=choices):
                assert 0 < len(choices) <= CHOICES_MAX
            case NumberField(least=least, most=most, default=default):
                assert least <= default <= most
            case LineField(max_length=most) | ListField(max_items=most):
                assert most > 0
            case PhotosField(max_items=most):
                assert 0 < most <= PHOTOS_MAX


@pytest.mark.parametrize("name", TYPED)
def test_what_people_type_has_words_of_the_views(name: str) -> None:
    command = TYPED[name]

    assert (command.title, command.summary) == (
        fields.COMMANDS[name].title,
        fields.COMMANDS[name].summary,
    )
    known = {words.label for words in fields.FIELDS.values()}
    assert {field.label for field in command.form().fields} <= known


def test_at_most_two_fields_are_required() -> None:
    for name, command in TYPED.items():
        assert sum(field.required for field in command.form().fields) <= 2, name


def test_the_brief_needs_one_field_alone() -> None:
    assert [f.name for f in COMMANDS["brief"].form().fields if f.required] == ["what"]


# --- presses -----------------------------------------------------------------------------------------


def presses(card: Card) -> Iterator[str]:
    """Whatever a part carries as a press, in a button or by itself."""
    for part in card.parts:
        match part:
            case Buttons(buttons=buttons, more=more):
                yield from (button.press for button in (*buttons, *more))
            case PickSet(presses=picks):
                yield from picks
            case _:
                continue


def problems_with(made: str) -> list[str]:
    """Why this button would not do what it says, as dispatch reads it."""
    found = read(made)
    if found is None or len(made) > MAX_PRESS:
        return [f"{made}: not a press"]
    name, values = found
    command: AnyCommand | None = COMMANDS.get(name)
    if command is None:
        return [f"{made}: there is no command {name}"]
    if len(values) > len(command.options.model_fields):
        return [f"{made}: more values than {name} has fields"]
    if incomplete(command, values):
        drawn = command.form()
        asked = [f for f in drawn.fields[len(values) :] if f.required]
        return (
            [] if all(f.label for f in asked) and drawn.title else [f"{made}: a form without words"]
        )
    options(command, Wanted(name, "", positional=values), ())
    return []


@pytest.mark.parametrize("name", CARDS)
def test_every_button_finds_its_command_and_fills_its_fields(name: str) -> None:
    made = list(presses(CARDS[name]))

    assert [problem for press in made for problem in problems_with(press)] == []


def test_buttons_that_lead_nowhere_are_found() -> None:
    assert problems_with("v1:vanish:x") == ["v1:vanish:x: there is no command vanish"]
    assert problems_with("v0:vote:x") == ["v0:vote:x: not a press"]
    assert problems_with("v1:help:a:b:c") == ["v1:help:a:b:c: more values than help has fields"]


def test_the_scan_sees_buttons_at_all() -> None:
    called = {(read(press) or ("",))[0] for card in CARDS.values() for press in presses(card)}

    assert {"order", "vote", "pick", "finish", "cancel"} <= called


def test_every_command_that_nobody_types_is_reached_by_something() -> None:
    """By a button of a card, or by an event: an unreachable command is dead code."""
    called = {(read(press) or ("",))[0] for card in CARDS.values() for press in presses(card)}
    events = {"reply", "react", "edited", "edit_message", "use_message"}
    hidden = set(COMMANDS) - set(TYPED)

    assert hidden - called - events == set()
