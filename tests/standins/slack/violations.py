"""What a good Slack app does not do although Slack would let it: pings and links out of people's words,
unfurls, blocks without a fallback, arguments that no method has, replies to replies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SdkView

from tests.standins.schema import misfits, referred, schema
from tests.standins.slack.blocks import walk
from tests.standins.slack.world import Json

SPECIAL = re.compile(r"<([^<>]*)>")
LINK = re.compile(r"(https?://|mailto:|tel:)[^|\s]+(\|.*)?")
DATE = re.compile(r"!date\^\d+\^[^|]+\|.+")
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
UNDOCUMENTED = frozenset({"team_id", "client_msg_id", "alt_txt", "include_all_metadata"})
"""Arguments that bolt or slack_sdk add, or that Slack takes without the package saying so."""


def said_in(text: str, users: Mapping[str, Any], channels: Mapping[str, Any]) -> Iterator[str]:
    """What Slack would make out of this mrkdwn beside plain words."""
    for inner in SPECIAL.findall(text):
        name = inner.partition("|")[0]
        if inner.startswith("!") and not DATE.fullmatch(inner):
            yield f"a ping: <{inner}>"
        elif inner.startswith("@"):
            if name[1:] not in users:
                yield f"a mention of nobody: <{inner}>"
        elif inner.startswith("#"):
            if name[1:] not in channels:
                yield f"a link to no channel: <{inner}>"
        elif not inner.startswith("!") and not LINK.fullmatch(inner):
            yield f"an unescaped <{inner}>"
    left = SPECIAL.sub("", text)
    if "<" in left or ">" in re.sub(r"(?m)^>", "", left):
        yield f"an unescaped < or > in {left[:60]!r}"
    if ENTITY.search(left):
        yield f"an unescaped & in {left[:60]!r}"


def texts_of(holder: Json) -> Iterator[str]:
    """Every text that Slack reads as mrkdwn in a message, a view or an answer."""
    if isinstance(holder.get("text"), str):
        yield holder["text"]
    blocks = [holder.get("blocks"), holder.get("attachments"), holder.get("view")]
    for one in walk(blocks):
        if one.get("type") in {"mrkdwn", "markdown"}:
            yield str(one.get("text"))


def of_message(method: str, said: Json) -> Iterator[str]:
    if said.get("blocks") and not said.get("text"):
        yield f"{method}: blocks without a fallback text"
    if said.get("link_names") or said.get("parse") not in {None, "none"}:
        yield f"{method}: link_names or parse would read people's words"
    if method == "chat.postMessage":
        for name in ("unfurl_links", "unfurl_media"):
            if said.get(name) not in {False, "0", "false"}:
                yield f"{method}: {name} is not switched off"


def of_blocks(blocks: list[Json]) -> Iterator[str]:
    """By the SDK's own models, and by the published schema where it lies beside the project."""
    for number, block in enumerate(blocks):
        try:
            parsed = Block.parse(block)
            if parsed is not None:
                parsed.validate_json()
        except (SlackObjectFormationError, TypeError, AttributeError) as wrong:
            yield f"blocks/{number} by the SDK's model: {wrong}"
    if whole := schema("slack/generated/Blocks.json"):
        yield from (f"blocks by their schema: {where}" for where in misfits(blocks, whole))


def of_view(view: Json) -> Iterator[str]:
    try:
        SdkView(**view).validate_json()
    except (SlackObjectFormationError, TypeError, AttributeError) as wrong:
        yield f"view by the SDK's model: {wrong}"
    name = "Home" if view.get("type") == "home" else "Modal"
    if whole := schema(f"slack/generated/{name}.json"):
        yield from (f"view by its schema: {where}" for where in misfits(view, whole))


def of_arguments(method: str, args: Json) -> Iterator[str]:
    """By the published list of arguments; query strings and forms hold no numbers and no flags."""
    whole = schema("slack/generated/methods.json")
    if whole is None or method not in whole["methods"]:
        return
    rule: Mapping[str, Any] = whole["methods"][method]
    kinds = dict(_kinds(rule, whole))
    plain = {k: v for k, v in args.items() if k not in {*UNDOCUMENTED, "blocks", "view"}}
    read = {name: _read(value, kinds.get(name, set())) for name, value in plain.items()}
    for name in ("blocks", "view"):
        if name in args and name not in kinds:
            yield f"{method}: {name} is unknown"
    for where in misfits(read, whole, rule):
        if not re.search(r"\$: (blocks|view|attachments|text) is missing", where):
            yield f"{method}: {where}"


def _kinds(rule: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """The types that each argument may have, over all variants."""
    while "$ref" in rule:
        rule = referred(rule["$ref"], whole)
    found: dict[str, set[str]] = {}
    for variant in rule.get("anyOf", ()):
        for name, kinds in _kinds(variant, whole):
            found.setdefault(name, set()).update(kinds)
    for name, one in rule.get("properties", {}).items():
        kind = one.get("type", [])
        found.setdefault(name, set()).update([kind] if isinstance(kind, str) else kind)
    yield from found.items()


def _read(value: Any, kinds: set[str]) -> Any:
    if isinstance(value, str) and "boolean" in kinds and value in {"0", "1", "true", "false"}:
        return value in {"1", "true"}
    if isinstance(value, str) and "number" in kinds and "string" not in kinds and value.isdigit():
        return int(value)
    return value
