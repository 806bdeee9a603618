"""Checks of photos and of edits: every photo has one job, and a change says what stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain import check_words as w
from bot.domain.brief import Keep, Role
from bot.domain.finding import Finding, Level, Look

_IMAGE = re.compile(r"@image(\d{1,4})", re.IGNORECASE)
_THESE = re.compile(
    r"\b(?:use|with|from|like) (?:these|those|the|all) (?:references?|photos|images)\b"
)
_CLAUSE = re.compile(r"[,.;\n]|\band\b|\bthen\b")
_WORDS = re.compile(r"[^\W_]+")
_OBJECTS = frozenset({Role.PRODUCT, Role.LOGO, Role.TEXTURE})


def check_references(look: Look) -> Iterator[Finding]:
    yield from _mentions(look)
    yield from _jobs(look)
    yield from _limits(look)


def _mentions(look: Look) -> Iterator[Finding]:
    """L08 and L09."""
    count = len(look.brief.references)
    said = [int(number) for number in _IMAGE.findall(look.text)]
    for number in dict.fromkeys(said):
        if not 1 <= number <= count:
            fields = (("image", str(number)), ("count", str(count)))
            fixed = re.sub(rf"\s*@image{number}\b", "", look.text, flags=re.IGNORECASE)
            yield Finding("L08", Level.STOP, "image_unknown", fields, ((look.field, fixed),))
    for number, reference in enumerate(look.brief.references, start=1):
        if said and number not in said and reference.guessed:
            yield Finding("L09", Level.ASK, "image_unused", (("image", str(number)),))


def _jobs(look: Look) -> Iterator[Finding]:
    """L07 and L10."""
    references = look.brief.references
    guessed = [str(n) for n, r in enumerate(references, start=1) if r.guessed]
    if guessed and _THESE.search(look.prose):
        level = Level.STOP if len(references) > 1 else Level.ASK
        yield Finding("L07", level, "image_without_job", (("images", ",".join(guessed)),))
    for role in (Role.BASE, Role.MASK):
        several = [str(n) for n, r in enumerate(references, start=1) if r.role is role]
        if len(several) > 1:
            fields = (("role", str(role)), ("images", ",".join(several)))
            yield Finding("L10", Level.STOP, "two_bases", fields)


def _limits(look: Look) -> Iterator[Finding]:
    """L11."""
    roles = [reference.role for reference in look.brief.references]
    limits = look.model.references
    counted = (
        ("photos", len(roles), limits.max),
        ("objects", sum(role in _OBJECTS for role in roles), limits.objects),
        ("people", roles.count(Role.CHARACTER), limits.characters),
        ("styles", roles.count(Role.STYLE), limits.style),
    )
    for kind, have, most in counted:
        if most is not None and have > most:
            fields = (("kind", kind), ("have", str(have)), ("limit", str(most)))
            yield Finding("L11", Level.STOP, "images_over_limit", fields)
            return


def check_edit(look: Look) -> Iterator[Finding]:
    """L22, L23, L24: only where a picture is changed."""
    changes = look.edits or any(r.role is Role.BASE for r in look.brief.references)
    if not changes:
        return
    brief = look.brief
    if not brief.must_keep and brief.keep is not Keep.FREE:
        strict = brief.keep is Keep.STRICT
        yield Finding("L22", Level.STOP if strict else Level.HINT, "nothing_stays")
    yield from _kept_and_changed(look)
    verbs = [x for x in look.words if x in w.IMPERATIVES]
    if len(verbs) > 1:
        parts = [part.strip() for part in _CLAUSE.split(look.text) if part.strip()]
        fields = (("count", str(len(verbs))), ("first", parts[0] if parts else ""))
        yield Finding("L24", Level.HINT, "many_changes", fields)


def _kept_and_changed(look: Look) -> Iterator[Finding]:
    for clause in _CLAUSE.split(look.prose):
        words = _WORDS.findall(clause)
        if not set(words[:4]) & w.IMPERATIVES or set(words[:3]) & {"keep", "don", "not"}:
            continue
        for kept in look.brief.must_keep:
            item = _WORDS.findall(kept.lower())
            if item and _object(words, item):
                left = tuple(k for k in look.brief.must_keep if k != kept)
                patch = (("stays", "\n".join(left)),)
                yield Finding("L23", Level.STOP, "kept_and_changed", (("item", kept),), patch)
                return


def _object(words: list[str], item: list[str]) -> bool:
    """The item directly follows the verb: "change the logo", not "move the can beside the logo"."""
    at = next((i for i, word in enumerate(words) if word in w.IMPERATIVES), 0) + 1
    while at < len(words) and words[at] in {"the", "a", "our", "its", "this", "my"}:
        at += 1
    return words[at : at + len(item)] == item
