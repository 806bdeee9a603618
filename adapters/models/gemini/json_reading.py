"""Careful looks into JSON that a stranger wrote: the wrong type is the same as nothing there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def parsed(body: bytes) -> object:
    """None for what is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words(value: object) -> str:
    return value if isinstance(value, str) else ""


def number(value: object) -> int | None:
    """Tokens; the wire writes 64-bit numbers as strings."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return max(0, int(value))
    except ValueError:
        return None
