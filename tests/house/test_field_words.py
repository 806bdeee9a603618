"""Every code that a field error can carry has a sentence: a form never says "does not fit" by accident."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.reading_events import _CODES
from bot.views.problem import _FIELD

ROOT = Path(__file__).parents[2]
CODE_AT = 1
"""FieldError(field, code, ...)"""


def codes() -> Iterator[tuple[str, str]]:
    for folder in ("bot", "commands"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FieldError":
                    code = node.args[CODE_AT]
                    choices = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
                    for literal in choices:
                        if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                            yield literal.value, str(path.relative_to(ROOT))


def test_every_code_of_a_field_error_has_its_sentence() -> None:
    found = set(codes())

    assert len(found) > 10
    assert [pair for pair in sorted(found) if pair[0] not in _FIELD] == []


def test_the_codes_of_pydantic_have_their_sentence() -> None:
    assert set(_CODES.values()) <= set(_FIELD)
