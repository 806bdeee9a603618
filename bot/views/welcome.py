"""Day one in a chat: three lines when the desk comes in, and which channels may spend."""

from __future__ import annotations

from bot.cards import Button, Buttons, Card, Kind, Said, Style, Text, Tone
from bot.domain.money import shown
from bot.views.note import note
from bot.views.press import press

SKETCH_LINE = "a cold-brew can on wet stone for a story"
"""What the first free sketch shows when somebody presses instead of typing."""


def welcome_card(name: str, command: str = "/brief") -> Card:
    """Three lines, two buttons. `name`: of the server or workspace."""
    head = "This is the art desk: one line becomes a picture, replies change it, votes approve it."
    lines = (
        Text((head,)),
        Text((f"Try it: {command} {SKETCH_LINE}. Sketches are free for everybody.",)),
        Text(
            ("Until an admin of ", Said(name, 60), " sets it up, only admins spend credits."),
            Tone.QUIET,
        ),
    )
    buttons = (
        Button("Try a free sketch", press("try_sketch"), Style.PRIMARY),
        Button("Admins: set up", press("set_up"), opens_form=True),
        Button("Admins: let this channel spend", press("spend_here")),
    )
    return Card(Kind.NOTE, (*lines, Buttons(buttons)), summary=head)


def elsewhere_card() -> Card:
    """In a server that this desk does not work for."""
    line = "This art desk works for another team. Nothing happens here until its owner says so."
    return note((line,))


def channel_opened(cap: int) -> Card:
    line = f"Everybody here may spend now, {shown(cap)} credits a day at most."
    return note((line,), Button("Undo", press("stop_spending")))


def channel_closed(*, was_open: bool) -> Card:
    if not was_open:
        return note(("Here only those spend who may anyway. Nothing to change.",), tone=Tone.QUIET)
    return note(("Closed: here only those spend who may anyway.",))


def only_admins_spend(cap: int) -> Card:
    """Somebody without that right wanted a paid picture."""
    return note(
        ("Here only admins spend credits so far. A free sketch works for everybody.",),
        Button(f"Admins: allow {shown(cap)} a day here", press("spend_here")),
    )
