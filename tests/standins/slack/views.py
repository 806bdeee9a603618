"""Modals and home tabs: what Slack takes, and the stack of modals that each person has open."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.standins.slack import limits
from tests.standins.slack.blocks import Showable, complaints, walk
from tests.standins.slack.calls import Refused
from tests.standins.slack.reading import Reading, Where
from tests.standins.slack.world import APP, BOT, TEAM, Json

KEYS = frozenset(
    [
        "type",
        "title",
        "submit",
        "close",
        "blocks",
        "private_metadata",
        "callback_id",
        "external_id",
        "clear_on_close",
        "notify_on_close",
        "submit_disabled",
    ]
)


@dataclass(eq=False)
class View:
    """As opened, with what a person put into it."""

    id: str
    user: str
    body: Json
    hash: str
    root: str = ""
    previous: str = ""
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """Block id -> what the person reads beside the field."""
    offered: dict[str, list[Json]] = field(default_factory=dict)
    """Block id -> the options that an external menu showed last."""
    closed: bool = False

    def wire(self) -> Json:
        said = {key: value for key, value in self.body.items() if key != "state"}
        for name in ("private_metadata", "callback_id", "external_id"):
            said.setdefault(name, "")
        return said | {
            "id": self.id,
            "team_id": TEAM,
            "hash": self.hash,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
            "state": {"values": self.values},
            "root_view_id": self.root or self.id,
            "previous_view_id": self.previous or None,
            "clear_on_close": bool(said.get("clear_on_close")),
            "notify_on_close": bool(said.get("notify_on_close")),
            "title": said.get("title", {"type": "plain_text", "text": "View Title"}),
            "submit": said.get("submit"),
            "close": said.get("close"),
        }

    def block(self, block_id: str) -> Json:
        return next(b for b in self.body["blocks"] if b.get("block_id") == block_id)


def checked(body: Any, kind: str, showable: Showable) -> Json:
    """The view as Slack keeps it, with ids for blocks and actions that had none. Refused as Slack
    refuses: view_too_large, invalid_arguments with a pointer for each complaint."""
    if not isinstance(body, dict):
        raise Refused("invalid_arguments", ("missing required field: view",))
    if len(json.dumps(body, ensure_ascii=False).encode()) > limits.VIEW_BYTES_MAX:
        raise Refused("view_too_large")
    reading = Reading(kind, showable)
    at = Where(reading, "/view")
    if body.get("type") != kind:
        (at / "type").wrong(f"must be {kind}")
    for name in sorted(set(body) - KEYS):
        at.wrong(f"invalid additional property: {name}")
    if kind == "modal":
        _modal(at, body)
    elif body.get("submit") or body.get("close"):
        at.wrong("invalid additional property: submit or close")
    for name, most in (("private_metadata", limits.METADATA_MAX), ("callback_id", limits.ID_MAX)):
        if name in body:
            (at / name).length(body[name], most, least=0)
    found = [*reading.found, *complaints(body.get("blocks"), kind, showable, "/view/blocks")]
    if found:
        raise Refused("invalid_arguments", tuple(found))
    return body | {"blocks": with_ids(body["blocks"])}


def _modal(at: Where, body: Json) -> None:
    at.text(body, "title", limits.VIEW_TITLE_MAX, plain=True)
    for name in ("submit", "close"):
        if body.get(name) is not None:
            at.text(body, name, limits.VIEW_TITLE_MAX, plain=True)
    blocks = body.get("blocks")
    inputs = isinstance(blocks, list) and any(b.get("type") == "input" for b in walk(blocks))
    if inputs and not body.get("submit"):
        at.wrong("missing required field: submit")


def with_ids(blocks: list[Json]) -> list[Json]:
    """As Slack returns them: every block with an id, every element with an action_id."""
    numbered = json.loads(json.dumps(blocks))
    for number, block in enumerate(numbered):
        block.setdefault("block_id", f"b{number}x")
        inner = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
        for index, one in enumerate(inner):
            if isinstance(one, dict) and one.get("type") not in {None, "image", *TEXTS}:
                one.setdefault("action_id", f"a{number}x{index}")
    return list(numbered)


TEXTS = frozenset(
    [
        "plain_text",
        "mrkdwn",
        "card",
        "rich_text_section",
        "rich_text_list",
        "rich_text_quote",
        "rich_text_preformatted",
    ]
)


@dataclass
class Stacks:
    """The modals of every person, the top one last, and everybody's home tab."""

    new_id: Callable[[str], str]
    showable: Showable
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def top(self, user: str) -> View | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def put(self, user: str, body: Any) -> View:
        """On top of what is open. Refused: push_limit_reached."""
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= limits.STACK_MAX:
            raise Refused("push_limit_reached")
        made = self._made(user, checked(body, "modal", self.showable))
        if stack:
            made.root, made.previous = stack[0].id, stack[-1].id
        stack.append(made)
        return made

    def _made(self, user: str, body: Json) -> View:
        name = self.new_id("V")
        made = View(name, user, body, self._hash())
        self.views[name] = made
        return made

    def _hash(self) -> str:
        return f"1790000000.{self.new_id('h')}"

    def change(self, view: View, body: Any, wanted: str = "") -> View:
        """Another content for a view; what a person typed stays where block and action stay. Refused:
        hash_conflict, not_found."""
        if view.closed:
            raise Refused("not_found")
        if wanted and wanted != view.hash:
            raise Refused("hash_conflict")
        kind = "home" if self.homes.get(view.user) is view else "modal"
        view.body = checked(body, kind, self.showable)
        view.hash, view.errors = self._hash(), {}
        kept = {
            (block["block_id"], block["element"]["action_id"])
            for block in view.body["blocks"]
            if block["type"] == "input"
        }
        view.values = {
            name: inner
            for name, inner in view.values.items()
            if any((name, action) in kept for action in inner)
        }
        return view

    def found(self, view_id: str, external_id: str) -> View:
        for view in self.views.values():
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise Refused("not_found")

    def publish(self, user: str, body: Any, wanted: str) -> View:
        home = self.homes.get(user)
        if home is not None:
            return self.change(home, body, wanted)
        made = self._made(user, checked(body, "home", self.showable))
        self.homes[user] = made
        return made

    def pop(self, view: View) -> None:
        stack = self.stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)
        view.closed = True

    def clear(self, user: str) -> None:
        for view in list(self.stacks.get(user, [])):
            self.pop(view)
