"""Checks a JSON document against an official schema, as far as those schemas go: references, types,
properties, items, constants, enums, lengths, any-of and patterns. Says where it does not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"
"""Beside the project, where there is one: a plain clone has none and is checked by rules alone."""
NOTHING: Mapping[str, Any] = {"not": {}}
"""How a generated schema says "may be left out" among the variants of an argument."""
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float),
    "integer": int, "null": type(None),
}  # fmt: skip


@cache
def schema(path: str) -> Mapping[str, Any] | None:
    """One file of specs/, or None where it is not there."""
    file = SPECS / path
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def misfits(
    document: object, whole: Mapping[str, Any], at: Mapping[str, Any] | None = None
) -> list[str]:
    """Every place where the document does not fit; empty = it fits."""
    return _misfits(document, whole if at is None else at, whole, "$")


def referred(ref: str, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """The rule that a $ref names, inside the same document."""
    target: Any = whole
    for step in ref.removeprefix("#/").split("/"):
        target = target[unquote(step)]
    found: Mapping[str, Any] = target
    return found


def _misfits(
    value: object, rule: Mapping[str, Any], whole: Mapping[str, Any], where: str
) -> list[str]:
    if "$ref" in rule:
        return _misfits(value, referred(rule["$ref"], whole), whole, where)
    if "anyOf" in rule:
        options = [option for option in rule["anyOf"] if option != NOTHING]
        tried = [_misfits(value, option, whole, where) for option in options]
        return min(tried, key=len)
    found = _wrong_type(value, rule, where)
    if found:
        return found
    if found := _wrong_value(value, rule, where):
        return found
    if isinstance(value, list) and "items" in rule:
        return [
            m
            for n, item in enumerate(value)
            for m in _misfits(item, rule["items"], whole, f"{where}[{n}]")
        ]
    if isinstance(value, dict):
        return _object(value, rule, whole, where)
    return []


def _wrong_value(value: object, rule: Mapping[str, Any], where: str) -> list[str]:
    if "const" in rule and value != rule["const"]:
        return [f"{where}: {value!r} is not {rule['const']!r}"]
    if "enum" in rule and value not in rule["enum"]:
        return [f"{where}: {value!r} is none of {rule['enum']}"]
    if isinstance(value, str) and "pattern" in rule and not re.search(rule["pattern"], value):
        return [f"{where}: does not match {rule['pattern']}"]
    if isinstance(value, str | list):
        kind = "Length" if isinstance(value, str) else "Items"
        least, most = rule.get(f"min{kind}", 0), rule.get(f"max{kind}", len(value))
        if not least <= len(value) <= most:
            return [f"{where}: {len(value)} is not {least} to {most} long"]
    return []


def _wrong_type(value: object, rule: Mapping[str, Any], where: str) -> list[str]:
    wanted = rule.get("type")
    names = wanted if isinstance(wanted, list) else [wanted] if wanted else []
    if not names or any(_is(value, name) for name in names):
        return []
    return [f"{where}: {type(value).__name__} is no {'/'.join(names)}"]


def _is(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def _object(
    value: dict[str, Any], rule: Mapping[str, Any], whole: Mapping[str, Any], where: str
) -> list[str]:
    known = rule.get("properties", {})
    more = rule.get("additionalProperties", True)
    found = [
        f"{where}: {name} is missing" for name in rule.get("required", []) if name not in value
    ]
    for name, item in value.items():
        if name in known:
            found += _misfits(item, known[name], whole, f"{where}.{name}")
        elif more is False:
            found.append(f"{where}: {name} is unknown")
        elif isinstance(more, dict):
            found += _misfits(item, more, whole, f"{where}.{name}")
    return found
