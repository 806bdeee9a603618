"""What a check found and what every check may look at: codes and fields, views has the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.brief import Brief
from bot.domain.check_words import PHRASES
from bot.domain.model import Catalogue, Model
from bot.domain.tidy import tidy


class Level(StrEnum):
    HINT = "hint"
    ASK = "ask"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Finding:
    id: str
    """L05: the rule in the production manual, and its anchor in a card."""
    level: Level
    code: str
    """A word that views has a sentence for."""
    fields: tuple[tuple[str, str], ...] = ()
    patch: tuple[tuple[str, str], ...] = ()
    """(field of the form, new value): what pressing the fix does; () = only people can fix it."""

    def field(self, name: str) -> str:
        return dict(self.fields).get(name, "")


MAX_READ = 4000
"""Characters of *what* that the checks read: as many as a brief may have."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_QUOTED = re.compile(r'"([^"\n]{1,300})"|\u201c([^\u201d\n]{1,300})\u201d')
_PAIRS = re.compile("|".join(f"\\b{first}\\b" for first, _ in PHRASES))
_ONE = dict(PHRASES)


@dataclass(frozen=True, slots=True)
class Look:
    """A brief as the checks read it: its words counted once."""

    brief: Brief
    model: Model
    catalogue: Catalogue
    text: str
    """What is asked: the instruction of an edit, else *what*."""
    field: str
    """The form field that holds it."""
    prose: str
    """The text without quoted strings, lower case."""
    words: tuple[str, ...]
    quoted: tuple[str, ...]
    """Exact text of the form and of quotes in the words."""

    @property
    def edits(self) -> bool:
        return self.field == "instruction"


def quoted_in(text: str) -> tuple[str, ...]:
    """The words that somebody put in quotes: they are to be read in the picture."""
    return tuple(straight or curly for straight, curly in _QUOTED.findall(text))


def look(brief: Brief, model: Model, catalogue: Catalogue, instruction: str) -> Look:
    text = tidy(instruction or brief.what)[:MAX_READ]
    quoted = quoted_in(text)
    prose = " ".join(_QUOTED.sub(" ", text).lower().replace("\u2019", "'").split())
    joined = _PAIRS.sub(lambda pair: _ONE[pair[0]], prose)
    exact = () if instruction else brief.exact_text
    return Look(
        brief=brief,
        model=model,
        catalogue=catalogue,
        text=text,
        field="instruction" if instruction else "what",
        prose=prose,
        words=tuple(_WORD.findall(joined)),
        quoted=tuple(dict.fromkeys((*exact, *quoted))),
    )
