"""Checks a JSON document against an official schema, as far as those schemas go: references, types,
properties, items, constants, enums, lengths, bounds, any-of, one-of, all-of and patterns. Says where it does
not fit."""

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
    found = _combined(value, rule, whole, where)
    if found or (found := _wrong_type(value, rule, where) or _wrong_value(value, rule, where)):
        return found
    if isinstance(value, list) and "items" in rule:
        each = rule["items"]
        # A list of rules: one for each place, as the older drafts write tuples.
        rules = each if isinstance(each, list) else [each] * len(value)
        return [
            m
            for n, (item, one) in enumerate(zip(value, rules, strict=False))
            for m in _misfits(item, one, whole, f"{where}[{n}]")
        ]
    if isinstance(value, dict):
        return _object(value, rule, whole, where)
    return []


def _combined(
    value: object, rule: Mapping[str, Any], whole: Mapping[str, Any], where: str
) -> list[str]:
    """One-of is read as any-of: open objects fit more than one of the same family."""
    found = [m for part in rule.get("allOf", []) for m in _misfits(value, part, whole, where)]
    for options in (rule[key] for key in ("anyOf", "oneOf") if key in rule):
        tried: list[list[str]] = []
        for option in options:
            if option == NOTHING:
                continue
            tried.append(_misfits(value, option, whole, where))
            if not tried[-1]:
                break
        nearest: list[str] = min(tried, key=lambda option: _distance(option, where))
        found += nearest
    if "not" in rule and not _misfits(value, rule["not"], whole, where):
        found.append(f"{where}: is what it must not be")
    return found


def _distance(found: list[str], where: str) -> tuple[int, int]:
    """Of several that do not fit, the one meant is that whose kind fits: it is told about."""
    kind = (f"{where}: ", f"{where}.type: ")
    return sum(misfit.startswith(kind) for misfit in found), len(found)


def _wrong_value(value: object, rule: Mapping[str, Any], where: str) -> list[str]:
    if "const" in rule and value != rule["const"]:
        return [f"{where}: {value!r} is not {rule['const']!r}"]
    if "enum" in rule and value not in rule["enum"]:
        return [f"{where}: {value!r} is none of {rule['enum']}"]
    if isinstance(value, str) and "pattern" in rule and not re.search(rule["pattern"], value):
        return [f"{where}: does not match {rule['pattern']}"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        least, most = rule.get("minimum", value), rule.get("maximum", value)
        if not least <= value <= most:
            return [f"{where}: {value} is not {least} to {most}"]
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
    if rule.get("format") == "snowflake" and isinstance(value, int):
        return []  # Discord takes ids as numbers too, whatever its own description says
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
