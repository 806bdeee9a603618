"""Checks of the words: is it clear what must be seen, what it is for, what the letters say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain import check_words as w
from bot.domain.finding import Finding, Level, Look
from bot.domain.model import Provider

FEW_WORDS = 3
"""Content words: fewer leave the picture to chance (L02)."""
MANY_STRINGS, MANY_WORDS = 3, 12
"""Exact text beyond this needs a model that sets type (L13)."""
MANY_SUBJECTS = 4
SOUP_COMMAS, SOUP_VERBS = 6, 2
MAX_NEGATIONS = 5
"""Shown at most; after a fix the checks run again."""

_FOR = re.compile(r"\bfor (?:an? |the |our |my |this |next )?[^\W\d_]{3,}")
_ITEM = r"(?:(?:any|the|a|an|visible)\s+)?([a-z][a-z'-]*(?:\s+[a-z][a-z'-]*)?)"
_NEGATION = re.compile(rf"\b(?:with\s+)?({w.CONTRACTIONS}|not)\s+{_ITEM}", re.IGNORECASE)
_NEXT = re.compile(rf"\s*(?:,|\band\b|\bor\b|\bnor\b)\s*(?:no\s+)?{_ITEM}", re.IGNORECASE)
_JOINT = re.compile(r"^(?:and|or|nor)\s+", re.IGNORECASE)
_SAYS = re.compile(
    r"\bthat (?:says|reads)\b|\bsaying\b|\b(?:headline|slogan|tagline|caption) (?!area|space|room)"
    r"|\b(?:sign|label|text|banner|button) (?:says|reads|reading)\b"
)
_LEGAL: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("price", re.compile(r"[$\u20ac\u00a3\u00a5]\s?\d|\d\s?[$\u20ac\u00a3\u00a5]|\b\d+[.,]\d\d\b")),
    ("percent", re.compile(r"\d\s?%")),
    ("sign", re.compile(r"[\u00a9\u00ae\u2122]")),
    ("terms", re.compile(r"\bt&cs?\b|\bterms\b|\bconditions apply\b", re.IGNORECASE)),
    ("address", re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:com|org|net|io|de|fr|co)\b")),
    ("phone", re.compile(r"\+?\d[\d ()/-]{6,20}\d")),
)
_QR = re.compile(r"\bqr[ -]?code|\bbarcode")


def check_text(look: Look) -> Iterator[Finding]:
    yield from _negations(look)
    yield from _styles(look)
    yield from _letters(look)
    if not look.edits:
        yield from _subject(look)
        yield from _purpose(look)
        yield from _scene(look)


def _subject(look: Look) -> Iterator[Finding]:
    """L01 and L02."""
    content = [x for x in look.words if x not in w.FILLER and x not in w.BARE_NOUNS]
    nouns = [x for x in look.words if x in w.BARE_NOUNS]
    if look.words and nouns and not content:
        yield Finding("L01", Level.HINT, "subject_vague", (("noun", nouns[0]),))
    elif look.words and len(content) + len(nouns) < FEW_WORDS and not look.brief.references:
        yield Finding("L02", Level.HINT, "subject_thin", (("words", str(len(content))),))


def _purpose(look: Look) -> Iterator[Finding]:
    """L03: nothing says where it runs or for whom."""
    known = any(fmt.placement for fmt in look.brief.formats) or look.brief.audience
    if not known and not _FOR.search(look.prose) and not set(look.words) & w.PURPOSE:
        yield Finding("L03", Level.HINT, "no_purpose")


def _negations(look: Look) -> Iterator[Finding]:
    """L05 and L06: "no cars" draws cars; say what is there instead."""
    found = 0
    at = 0
    while found < MAX_NEGATIONS and (match := _NEGATION.search(look.text, at)):
        at = match.end(1)
        item: re.Match[str] | None = match
        while item is not None:
            said = _known(item[item.lastindex or 1])
            start = match.start() if item is match else item.start()
            end = item.start(item.lastindex or 1) + len(said)
            if item is not match and said not in w.INSTEAD:
                break
            if not _exempt(look, match[1].lower(), said):
                found += 1
                yield _negation(look, start, end, said)
            at = max(at, end)
            item = _NEXT.match(look.text, end)


def _known(item: str) -> str:
    """The part of the item that the dictionary knows, else its first word."""
    low = " ".join(item.lower().split())
    first = low.split(" ", 1)[0]
    return low if low in w.INSTEAD else first


def _exempt(look: Look, negation: str, said: str) -> bool:
    if negation == "not":
        return said not in w.INSTEAD
    if said in w.KEEP_VERBS or said in {"more", "less", "longer", "one", "matter", "doubt"}:
        return True
    return look.model.provider is Provider.OPENAI and said in w.EXCLUDABLE


def _negation(look: Look, start: int, end: int, said: str) -> Finding:
    instead = w.INSTEAD.get(said, "")
    before, after = look.text[:start].rstrip(), look.text[end:]
    joint = ", " if before and before[-1] not in ",.;:!?" else " " if before else ""
    phrase = _JOINT.sub("", look.text[start:end].strip(" ,"))
    patch = ((look.field, f"{before}{joint}{instead}{after}"),) if instead else ()
    return Finding("L05", Level.HINT, "negation", (("phrase", phrase), ("instead", instead)), patch)


def _styles(look: Look) -> Iterator[Finding]:
    """L12: two looks that cannot both win."""
    brief = look.brief
    extra = f"{brief.mood} {brief.light} {brief.camera}".lower().split()
    words = {*look.words, *extra}
    shown = {name for name, family in w.FAMILIES.items() if words & family}
    for one, other in w.COMPETE:
        if one in shown and other in shown:
            yield Finding("L12", Level.ASK, "style_conflict", (("one", one), ("other", other)))
            return


def _letters(look: Look) -> Iterator[Finding]:
    """L13, L14, L16: letters that a model may get wrong."""
    count = sum(len(line.split()) for line in look.quoted)
    sets_type = "text" in look.model.good_at or look.model.provider is Provider.SKETCH
    if (len(look.quoted) >= MANY_STRINGS or count > MANY_WORDS) and not sets_type:
        better = next(
            (m for m in look.catalogue.models if "text" in m.good_at and not m.hidden), None
        )
        patch = (("model", better.id),) if better else ()
        name = better.name if better else ""
        yield Finding("L13", Level.HINT, "text_heavy", (("instead", name),), patch)
    if not look.quoted and (said := _SAYS.search(look.prose)):
        yield Finding("L14", Level.ASK, "text_unquoted", (("phrase", said[0].strip()),))
    if _QR.search(look.prose):
        yield Finding("L16", Level.ASK, "text_legal", (("kind", "qr"), ("line", "")))
        return
    for line in look.quoted:
        kind = next((name for name, pattern in _LEGAL if pattern.search(line[:300])), "")
        if kind:
            yield Finding("L16", Level.ASK, "text_legal", (("kind", kind), ("line", line)))
            return


def _scene(look: Look) -> Iterator[Finding]:
    """L32 and L25: a list of keywords, or a crowd without an order."""
    words = set(look.words)
    verbs = words & w.VERBS
    if look.prose.count(",") >= SOUP_COMMAS and len(verbs) < SOUP_VERBS:
        yield Finding("L32", Level.HINT, "keyword_soup")
        return
    subjects = [s for s in re.split(r",|\band\b|\bwith\b", look.prose) if s.strip()]
    if len(subjects) > MANY_SUBJECTS + 1 and not words & w.ORDER and not look.brief.stages:
        yield Finding("L25", Level.HINT, "overloaded", (("subjects", str(len(subjects))),))
