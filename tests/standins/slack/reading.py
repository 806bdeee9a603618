"""Reading blocks: where one is (the json-pointer), what was found so far, and the checks that every
kind of block and element shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.standins.slack.world import Json


@dataclass
class Reading:
    surface: str
    showable: Callable[[Json], bool]
    found: list[str] = field(default_factory=list)
    block_ids: dict[str, list[str]] = field(default_factory=dict)
    action_ids: set[str] = field(default_factory=set)
    """Of the block that is being read."""
    markdown: int = 0
    """Characters in markdown blocks so far."""
    focused: int = 0
    """Elements with focus_on_load so far."""


@dataclass(frozen=True)
class Where:
    reading: Reading
    pointer: str

    def __truediv__(self, step: str | int) -> Where:
        return Where(self.reading, f"{self.pointer}/{step}")

    def wrong(self, what: str) -> None:
        self.reading.found.append(f"{what} [json-pointer:{self.pointer}]")

    def length(self, text: Any, most: int, least: int = 1) -> None:
        if not isinstance(text, str):
            self.wrong("must be a string")
        elif len(text) > most:
            self.wrong(f"must be less than {most + 1} characters")
        elif len(text) < least:
            self.wrong(f"must be more than {least - 1} characters")

    def count(self, items: list[Any], most: int, least: int = 1) -> None:
        if len(items) > most:
            self.wrong(f"no more than {most} items allowed")
        elif len(items) < least:
            self.wrong(f"no fewer than {least} items allowed")

    def items(self, value: Any, most: int, least: int = 1) -> list[Any]:
        if not isinstance(value, list):
            self.wrong("must be an array")
            return []
        self.count(value, most, least)
        return value

    def text(self, holder: Json, name: str, most: int, *, plain: bool = False) -> None:
        """A text object that must be there."""
        if name not in holder:
            self.wrong(f"missing required field: {name}")
        else:
            (self / name).text_object(holder[name], most, plain=plain)

    def text_object(self, text: Any, most: int, *, plain: bool = False) -> None:
        if not isinstance(text, dict):
            self.wrong("must be a text object")
            return
        kinds = ["plain_text"] if plain else ["plain_text", "mrkdwn"]
        if text.get("type") not in kinds:
            (self / "type").wrong(f"must be one of {', '.join(kinds)}")
        extra = set(text) - {"type", "text", "emoji", "verbatim"}
        if extra or ("emoji" in text and text["type"] == "mrkdwn"):
            self.wrong(f"invalid additional property: {', '.join(sorted(extra)) or 'emoji'}")
        (self / "text").length(text.get("text"), most)
