"""An options model -> a closed set of field kinds: the one form that every surface draws.

Reads `model_fields` of a frozen pydantic model. Each field carries a Field(description=label), its
bounds, and Ui in its Annotated metadata. A type or a missing bound that no surface could draw is a
TypeError at import, not a surprise in a chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.events import Photo


class Depth(StrEnum):
    """How far a person has to go to meet this field; nothing typed is lost between depths."""

    LINE = "line"
    OPTIONS = "options"
    COCKPIT = "cockpit"


class Source(StrEnum):
    """What autocomplete offers (Desk.choices)."""

    PLACEMENTS = "placements"
    MODELS = "models"
    VERSIONS = "versions"
    CAMPAIGNS = "campaigns"
    MEMBERS = "members"
    COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Ui:
    """How a field is met: put into Annotated beside pydantic's Field."""

    depth: Depth = Depth.OPTIONS
    hint: str = ""
    example: str = ""
    paragraph: bool = False
    source: Source | None = None
    hidden: bool = False
    """Only buttons fill it: no form shows it."""


@dataclass(frozen=True, slots=True)
class LineField:
    name: str
    label: str
    ui: Ui
    required: bool
    default: str
    max_length: int


@dataclass(frozen=True, slots=True)
class NumberField:
    name: str
    label: str
    ui: Ui
    required: bool
    default: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class ChoiceField:
    name: str
    label: str
    ui: Ui
    required: bool
    default: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagField:
    name: str
    label: str
    ui: Ui
    required: bool
    default: bool


@dataclass(frozen=True, slots=True)
class ListField:
    """Several short texts; as text: one a line, or split at commas outside quotes."""

    name: str
    label: str
    ui: Ui
    required: bool
    default: tuple[str, ...]
    max_items: int


@dataclass(frozen=True, slots=True)
class PhotosField:
    name: str
    label: str
    ui: Ui
    required: bool
    max_items: int


FormField = LineField | NumberField | ChoiceField | FlagField | ListField | PhotosField


@dataclass(frozen=True, slots=True)
class Form:
    """A command as people meet it. `slash`: can be typed; others are reached by buttons only."""

    command: str
    title: str
    summary: str
    fields: tuple[FormField, ...]
    slash: bool = True
    right: str = "see"


def fields_of(options: type[BaseModel]) -> tuple[FormField, ...]:
    """Raises TypeError naming the field for a kind or a bound that no surface could draw."""
    return tuple(_field(name, info) for name, info in options.model_fields.items())


def _field(name: str, info: FieldInfo) -> FormField:
    if not info.description:
        raise TypeError(f"{name}: a field needs a description, people read it")
    ui = next((m for m in info.metadata if isinstance(m, Ui)), Ui())
    label, required, kind = info.description, info.is_required(), _bare(info.annotation)
    default = None if required else info.get_default(call_default_factory=True)
    longest = next((m.max_length for m in info.metadata if isinstance(m, MaxLen)), None)
    if kind is bool:
        return FlagField(name, label, ui, required, bool(default))
    if kind is int:
        least, most = _bounds(name, info)
        return NumberField(name, label, ui, required, int(default or least), least, most)
    if get_origin(kind) is tuple:
        if longest is None:
            raise TypeError(f"{name}: a list needs max_length")
        if get_args(kind)[0] is Photo:
            return PhotosField(name, label, ui, required, longest)
        return ListField(name, label, ui, required, tuple(default or ()), longest)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        chosen = str(default) if default is not None else ""
        return ChoiceField(name, label, ui, required, chosen, tuple(str(o) for o in kind))
    if kind is str:
        if longest is None:
            raise TypeError(f"{name}: a text needs max_length")
        return LineField(name, label, ui, required, str(default or ""), longest)
    raise TypeError(f"{name}: no surface can draw {kind!r}")


def _bare(annotation: object) -> object:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _bounds(name: str, info: FieldInfo) -> tuple[int, int]:
    least = next((m.ge for m in info.metadata if isinstance(m, Ge)), None)
    most = next((m.le for m in info.metadata if isinstance(m, Le)), None)
    if not isinstance(least, int) or not isinstance(most, int):
        raise TypeError(f"{name}: a number needs ge and le")
    return least, most
