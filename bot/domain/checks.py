"""Checks before money is spent: pure rules over brief, model and catalogue (manual, 3.1).

A finding is a code with fields and a patch; the words are in views. hint: worth a look; ask: asked
once; stop: cannot be ordered like this. The heaviest come first: people see three hints at most.
"""

from __future__ import annotations

from bot.domain.brief import Brief
from bot.domain.check_format import check_format
from bot.domain.check_references import check_edit, check_references
from bot.domain.check_text import check_text
from bot.domain.finding import Finding, Level, look
from bot.domain.model import Catalogue, Model

_WEIGHT = {Level.STOP: 0, Level.ASK: 1, Level.HINT: 2}
_FIRST = ("L05", "L20", "L21", "L13", "L01", "L02", "L22", "L24", "L03", "L32", "L25", "L31")
"""Hints in the order of what they save: a wrong picture, then money, then a second try."""


def check(
    brief: Brief, model: Model, catalogue: Catalogue, instruction: str = ""
) -> tuple[Finding, ...]:
    """Everything worth a look, heaviest first. `instruction`: the words of an edit in a thread."""
    seen = look(brief, model, catalogue, instruction)
    found = [*check_text(seen), *check_references(seen), *check_edit(seen)]
    if brief.formats:
        found += check_format(seen)
    return tuple(sorted(found, key=_rank))


def _rank(finding: Finding) -> tuple[int, int, str]:
    first = _FIRST.index(finding.id) if finding.id in _FIRST else len(_FIRST)
    return _WEIGHT[finding.level], first, finding.id
