"""Blocks as a test writes them: small, right, and easy to break in one place."""

from __future__ import annotations

from typing import Any

from tests.adapters.slack.running import Body


def text(words: str, kind: str = "plain_text") -> Body:
    return {"type": kind, "text": words}


def section(words: str = "hello", **more: Any) -> Body:
    return {"type": "section", "text": text(words, "mrkdwn"), **more}


def button(**more: Any) -> Body:
    return {"type": "button", "action_id": "a", "text": text("Go"), **more}


def actions(*elements: Body) -> Body:
    return {"type": "actions", "elements": list(elements)}


def option(words: str = "One", value: str = "1") -> Body:
    return {"text": text(words), "value": value}


def menu(*options: Body, **more: Any) -> Body:
    return {"type": "static_select", "action_id": "m", "options": list(options), **more}


def field(element: Body, **more: Any) -> Body:
    return {"type": "input", "label": text("Label"), "element": element, **more}


def image(**more: Any) -> Body:
    return {"type": "image", "alt_text": "a can", "slack_file": {"id": "F0000000001"}, **more}


LINE = {"type": "plain_text_input", "action_id": "v"}
DIVIDER = {"type": "divider"}
