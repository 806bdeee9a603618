"""What a button or a form of ours carries on Discord: its whole state, so that it works after a
restart and after years. A press of a card is its own id, as it is; the rest begins with `d1:`."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.discord.limits import CUSTOM_ID_MAX

SECOND_STEP = "?"
"""In front of a press that is asked about before it acts."""
_OWN = "d1"
MORE = f"{_OWN}:more"
PEOPLE = f"{_OWN}:people"
NOTHING = f"{_OWN}:no"
"""Menus (their values are presses), and the way out of a second step."""


@dataclass(frozen=True, slots=True)
class Act:
    """A button of a card."""

    press: str
    asks: bool = False
    """A second step comes first."""


@dataclass(frozen=True, slots=True)
class Page:
    """Another part of a form that `press` opens; pages count from 1."""

    number: int
    press: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A reply to tap; its words are the button's label."""

    number: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to keep, whole or in parts."""

    picture: str
    variant: str
    parts: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A form: the page of `command` that was filled in, and the press that opened it ("" = none):
    pressed again it brings back everything that this page does not show."""

    command: str
    number: int = 1
    press: str = ""


@dataclass(frozen=True, slots=True)
class EditImage:
    """The one question of the message command "Edit this image"; `message` is a ref."""

    message: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """The way out."""


Pressed = Act | Page | Suggested | Fetch | Filled | EditImage | Nothing


def write(made: Pressed) -> str:
    """Raises ValueError above Discord's limit: a mistake of ours, never cut."""
    text = ":".join(_words(made))
    if len(text) > CUSTOM_ID_MAX:
        raise ValueError(f"an id of {len(text)} characters, at most {CUSTOM_ID_MAX}: {text}")
    return text


def _words(made: Pressed) -> tuple[str, ...]:
    match made:
        case Act(press=press, asks=asks):
            return (f"{SECOND_STEP}{press}" if asks else press,)
        case Page(number=number, press=press):
            return (_OWN, "page", str(number), press)
        case Suggested(number=number):
            return (_OWN, "say", str(number))
        case Fetch(picture=picture, variant=variant, parts=parts):
            return (_OWN, "parts" if parts else "file", variant, picture)
        case Filled(command=command, number=number, press=press):
            return (_OWN, "form", str(number), command, press)
        case EditImage(message=message):
            return (_OWN, "edit", message)
        case Nothing():
            return (NOTHING,)


def read(custom_id: str) -> Pressed | None:
    """None for anything that `write` did not make."""
    if custom_id.startswith(SECOND_STEP):
        return Act(custom_id[1:], asks=True)
    if not custom_id.startswith(f"{_OWN}:"):
        return Act(custom_id)
    _, kind, *words = custom_id.split(":", 4)
    match kind, words:
        case "no", []:
            return Nothing()
        case "say", [number] if number.isdigit():
            return Suggested(int(number))
        case "edit", [message]:
            return EditImage(message)
        case (("file" | "parts"), [variant, picture]):
            return Fetch(picture, variant, kind == "parts")
        case "page", [number, *press] if number.isdigit():
            return Page(int(number), ":".join(press))
        case "form", [number, command, press] if number.isdigit():
            return Filled(command, int(number), press)
        case _:
            return None
