"""What a person reads and presses: words as they stand on the screen, buttons and menus found by id,
value or label, and what became of a press."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.standins.slack.sockets import Delivery
from tests.standins.slack.world import Json


@dataclass
class Acked:
    """What came back for a command, a press or a submission. Not `ok`: nothing came within 3 s, the
    person reads that something went wrong."""

    ok: bool
    delivery: Delivery
    payload: Json = field(default_factory=dict)
    trouble: str = ""
    """Why Slack did not take what was answered."""

    @property
    def text(self) -> str:
        return str(self.payload.get("text") or "")

    @property
    def errors(self) -> dict[str, str]:
        return dict(self.payload.get("errors") or {})

    @property
    def took_s(self) -> float:
        return self.delivery.took_s


def plain(text: Any) -> str:
    """A text object or a string as it is read: plain text as it is, mrkdwn unescaped."""
    if isinstance(text, dict):
        said = str(text.get("text", ""))
        return said if text.get("type") == "plain_text" else shown(said)
    return "" if text is None else shown(str(text))


def shown(mrkdwn: str) -> str:
    """Escapes and links as people see them; a mention keeps its id."""
    linked = re.sub(r"<(?:https?|mailto)[^|<>]*\|([^<>]*)>", r"\1", mrkdwn)
    linked = re.sub(r"<((?:https?://|mailto:)[^|<>]*)>", r"\1", linked)
    linked = re.sub(r"<!date\^\d+\^[^|]+\|([^<>]*)>", r"\1", linked)
    return html.unescape(linked)


def words(blocks: list[Json]) -> list[str]:
    """Every text of blocks in the order in which it is read."""
    return list(_words(blocks))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        kind = value.get("type")
        if kind in {"plain_text", "mrkdwn"}:
            yield plain(value)
        elif kind in {"markdown", "text"}:
            yield shown(str(value.get("text", "")))
        else:
            for key, one in value.items():
                if key != "confirm":
                    yield from _words(one)


@dataclass
class Control:
    """A button or a menu that can be pressed."""

    one: Json
    block_id: str
    option: Json | None = None

    def action(self, ts: str) -> Json:
        one = self.one
        said: Json = {
            "type": one["type"],
            "action_id": one["action_id"],
            "block_id": self.block_id,
            "action_ts": ts,
        }
        if one["type"] == "button":
            said["text"] = one["text"]
            if "value" in one:
                said["value"] = one["value"]
            return said
        if self.option is None:
            raise AssertionError(f"choose an option of {one['action_id']}")
        many = one["type"] == "checkboxes" or one["type"].startswith("multi_")
        key, chosen = ("selected_options", [self.option]) if many else ("selected_option", None)
        return said | {key: chosen or self.option}


def controls(blocks: list[Json]) -> Iterator[Control]:
    for block in blocks:
        name = str(block.get("block_id", ""))
        cards = block.get("elements", []) if block["type"] == "carousel" else [block]
        for card in cards:
            inner = [*card.get("elements", []), card.get("accessory"), *card.get("actions", [])]
            if block["type"] == "input":
                inner.append(block["element"])
            for one in inner:
                if isinstance(one, dict) and "action_id" in one:
                    yield Control(one, name)


def control(
    blocks: list[Json],
    wanted: str = "",
    *,
    action_id: str = "",
    value: str = "",
    label: str = "",
    option: str = "",
    offered: Sequence[Json] = (),
) -> Control:
    """The one control that matches all that is given; `wanted` may be any of id, value and label.
    `option`: what to choose in a menu, by value or label; `offered`: what an external one shows."""
    found = []
    for each in controls(blocks):
        one = each.one
        texts = {one.get("action_id"), one.get("value"), plain(one.get("text"))}
        options = [
            o
            for o in (offered if "external" in one["type"] else one.get("options", []))
            if option in {o["value"], plain(o["text"])} or wanted in {o["value"], plain(o["text"])}
        ]
        named = not wanted or wanted in texts or bool(options)
        exact = (
            action_id in {"", one.get("action_id")}
            and value in {"", one.get("value")}
            and label in {"", plain(one.get("text"))}
            and (not option or bool(options))
        )
        if named and exact:
            found.append(Control(one, each.block_id, options[0] if options else None))
    if len(found) != 1:
        there = [plain(c.one.get("text")) or c.one["action_id"] for c in controls(blocks)]
        asked = wanted or action_id or value or label or option
        raise AssertionError(f"{len(found)} controls are {asked!r}; there are {there}")
    return found[0]
