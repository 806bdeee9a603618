"""Buttons <-> what Slack sends back: everything a button needs is in its value and its block's id,
so it works for ever and nothing about it is kept in memory.

`action_id` is "<kind>.<number>", unique in its message; `block_id` is "<mark>.<number>". The mark
says what was pressed on: a post at a revision, a card for one person, or the rest under More.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Any

from adapters.slack import limits, words
from adapters.slack.text import escape, mrkdwn_object, plain_object
from bot.cards import Button, Buttons, Download, Kind, Style

Json = dict[str, Any]


class Does(StrEnum):
    """What pressing it means; the first word of the action id."""

    PRESS = "press"
    MORE = "more"
    REPLY = "reply"
    FILE = "file"
    PAGE = "page"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a button stands."""

    post: bool = False
    """A post of the studio; else a card for one person."""
    revision: str = ""
    message: str = ""
    """The ref of the post it speaks of, where that is not the message itself."""
    kind: str = ""
    """Which card, for one that goes when it is answered."""

    def write(self) -> str:
        return "|".join(("post" if self.post else "say", self.revision, self.message, self.kind))

    @classmethod
    def read(cls, block_id: str) -> Mark:
        """Anything that is none of ours is a card for one person."""
        head, revision, message, kind = (*block_id.rpartition(".")[0].split("|"), *[""] * 4)[:4]
        return cls(head == "post", revision, message, kind)

    @property
    def passing(self) -> bool:
        """A question to one person: gone once it is answered."""
        return not self.post and self.kind in _PASSING


_PASSING = frozenset({Kind.PRICE, Kind.ASK, Kind.PROBLEM, Kind.PARKED, Kind.NOTE, "more"})


PICTURE = "picture"
"""How the block id of a picture begins."""


class Numbers:
    """Unique ids within one message or view."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self._blocks, self._actions = count(), count()

    def block(self) -> str:
        return f"{self.mark.write()}.{next(self._blocks)}"

    def picture(self, file: str) -> str:
        """Names the stored file too, so that a message tells which pictures it shows."""
        return f"{PICTURE}.{next(self._blocks)}.{file}"

    def action(self, does: Does) -> str:
        return f"{does}.{next(self._actions)}"


def actions(elements: list[Json], numbers: Numbers) -> Json:
    return {"type": "actions", "block_id": numbers.block(), "elements": elements}


def button(item: Button, numbers: Numbers) -> Json:
    made = _button(item.label, item.press, numbers.action(Does.PRESS))
    if item.style is not Style.PLAIN:
        made["style"] = str(item.style)
    if item.consequence:
        made["confirm"] = _confirm(item)
    return made


def _button(label: str, value: str, action: str) -> Json:
    text = plain_object(label, limits.BUTTON_MAX)
    return {"type": "button", "action_id": action, "text": text, "value": value}


def _confirm(item: Button) -> Json:
    return {
        "title": plain_object(words.ASK_FIRST, 100),
        "text": mrkdwn_object(escape(item.consequence), limits.CONFIRM_MAX),
        "confirm": plain_object(words.GO_ON, 30),
        "deny": plain_object(words.KEEP, 30),
    }


def buttons(item: Buttons, numbers: Numbers) -> list[Json]:
    """One row, the rest behind More; a row of its own where the rest does not fit into a value."""
    row = [button(one, numbers) for one in item.buttons]
    if not item.more:
        return [actions(row, numbers)]
    folded = _fold(item.more)
    if len(folded) <= limits.VALUE_MAX:
        row.append(_button(words.MORE, folded, numbers.action(Does.MORE)))
        return [actions(row, numbers)]
    rest = [button(one, numbers) for one in item.more[: limits.ACTIONS_MAX]]
    return [actions(row, numbers), actions(rest, numbers)]


def _fold(more: tuple[Button, ...]) -> str:
    rows = [[b.label, b.press, str(b.style), b.consequence] for b in more]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unfold(value: str) -> tuple[Button, ...]:
    """The buttons behind More; () for a value that is none of ours."""
    try:
        rows = json.loads(value)
        return tuple(Button(str(a), str(p), Style(s), str(c)) for a, p, s, c in rows)
    except (ValueError, TypeError):
        return ()


def reply(text: str, numbers: Numbers) -> Json:
    """A suggested reply: pressing it says it."""
    return _button(text, text[: limits.VALUE_MAX], numbers.action(Does.REPLY))


def file(item: Download, numbers: Numbers) -> Json:
    """A file to keep: pressing it shares it."""
    value = f"{item.picture} {item.variant}"
    return _button(item.label, value, numbers.action(Does.FILE))


def page(label: str, command: str, numbers: Numbers) -> Json:
    """A page of the desk: pressing it asks for it."""
    return _button(label, command, numbers.action(Does.PAGE))


def link(label: str, url: str, numbers: Numbers) -> Json:
    """An address; Slack opens it and tells us too."""
    return _button(label, "link", numbers.action(Does.LINK)) | {"url": url}
