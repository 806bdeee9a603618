"""Edits of the words in the picture: what they say, how large they are, where they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from adapters.models.sketching.changes import TYPE_WORDS, Change
from adapters.models.sketching.reading import colours_in, has
from adapters.models.sketching.spec import Spec

QUOTES = "\"'“”‘’«»„"  # noqa: RUF001 - these signs are the point
QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]+)[\"”»“]|(?<!\w)'([^']+)'(?!\w)")
TEXT_LABEL = re.compile(
    r"(?i)^\s*(headline|title|text|copy|tagline|subline|subtitle|legal(?: line)?|footer|button|"
    r"cta)\s*[:=]\s*(.+)$", re.DOTALL)  # fmt: skip
HEADLINE_TO = re.compile(
    r"(?i)\b(?:change|make|set|let)?\s*(?:the\s+)?(headline|title|text|copy|tagline|subline|legal"
    r"(?: line)?|button|cta)\s*(?:to|say|says|read|reads|should (?:say|read))?\s*$")  # fmt: skip
SAY = re.compile(r"(?i)\b(?:headline|title|text|copy|tagline)\b.*?\b(?:to|says?|reads?)\s+(.+)$")


def copy_edited(spec: Spec, instruction: str) -> tuple[Spec, list[str], str]:
    """Takes what changes the copy out of the instruction; the rest is for the other rules."""
    said: list[str] = []
    rest: list[str] = []
    for line in re.split(r"[;\n]", instruction):
        label = TEXT_LABEL.match(line)
        if label:
            spec, note = _put(spec, label.group(1), label.group(2).strip().strip(QUOTES).strip())
            said.append(note)
            continue
        spec, note, left = _quoted(spec, line)
        if note:
            said.append(note)
        rest.append(left)
    return spec, said, "; ".join(rest)


def _quoted(spec: Spec, line: str) -> tuple[Spec, str, str]:
    found = QUOTED.search(line)
    if found:
        before, after = line[: found.start()], line[found.end() :]
        words = (found.group(1) or found.group(2)).strip()
        old = re.search(r"(?i)\breplace\s*$", before)
        second = QUOTED.search(after)
        if old and second:
            new = (second.group(1) or second.group(2)).strip()
            return _swap_text(spec, words, new, after[second.end() :])
        named = HEADLINE_TO.search(before)
        add = re.search(r"(?i)\b(?:add|put|write|place|with)\b", before)
        if named or (add and not has(before.lower(), "logo")):
            kind = named.group(1) if named else "text" if add and spec.texts else "headline"
            spec, note = _put(spec, kind if not add or named else "line", words)
            return spec, note, after
        return spec, "", line
    plain = SAY.search(line)
    if plain and not re.search(r"(?i)\b(?:move|bigger|smaller|larger|colou?r|left|right|top|"
                               r"bottom|cent)", line):  # fmt: skip
        kind = re.search(r"(?i)\b(headline|title|text|copy|tagline)\b", line)
        spec, note = _put(spec, kind.group(1) if kind else "headline", plain.group(1).strip())
        return spec, note, ""
    return spec, "", line


def _swap_text(spec: Spec, old: str, new: str, rest: str) -> tuple[Spec, str, str]:
    texts = tuple(text.replace(old, new) for text in spec.texts)
    if texts == spec.texts:
        texts = (new, *spec.texts[1:])
    return replace(spec, texts=texts), f"Text now reads “{new}”.", rest


def _put(spec: Spec, kind: str, words: str) -> Change:
    """Headline is the first text; text, copy and tagline the second; legal the last."""
    kind = kind.lower()
    words = " ".join(words.split())
    texts = list(spec.texts)
    if not words:
        return _remove(spec, kind) or (spec, "There was no text to take away.")
    if kind in {"headline", "title"} or not texts:
        texts[:1] = [words]
        name = "Headline"
    elif kind in {"text", "copy"} and len(texts) == 1:
        texts, name = [words], "Text"
    elif kind in {"text", "copy", "tagline", "subline", "subtitle"} and len(texts) > 1:
        texts[1], name = words, "Second line"
    elif kind.startswith(("legal", "footer")) and len(texts) > 1:
        texts[-1], name = words, "Legal line"
    else:
        texts.append(words)
        name = "New line"
    return replace(spec, texts=tuple(texts)), f"{name} now reads “{words}”."


def _remove(spec: Spec, clause: str) -> Change | None:
    """remove the text / the headline / the legal line; "headline:" with nothing after it."""
    if not spec.texts:
        return None
    if has(clause, "headline") or has(clause, "title"):
        return replace(spec, texts=spec.texts[1:]), "Took the headline away."
    if has(clause, "legal") or has(clause, "footer") or has(clause, "last line"):
        return replace(spec, texts=spec.texts[:-1]), "Took the last line away."
    if any(has(clause, word) for word in ("tagline", "subline", "second line", "button", "cta")):
        kept = spec.texts[:1] + spec.texts[2:]
        return replace(spec, texts=kept), "Took the second line away."
    return replace(spec, texts=()), "Took all text away."


def text_gone(spec: Spec, clause: str) -> Change | None:
    if not re.search(r"\b(?:remove|delete|drop|without|no|lose|take away|hide)\b", clause):
        return None
    if not any(has(clause, w) for w in (*TYPE_WORDS, "legal", "tagline", "subline", "footer")):
        return None
    return _remove(spec, clause)


def text_size(spec: Spec, clause: str) -> Change | None:
    if not any(has(clause, word) for word in TYPE_WORDS):
        return None
    if re.search(r"\b(?:bigger|larger|increase|grow|huge)\b", clause):
        return replace(spec, text_scale=min(2.0, spec.text_scale * 1.25)), "Set the type larger."
    if re.search(r"\b(?:smaller|reduce|shrink|tiny)\b", clause):
        return replace(spec, text_scale=max(0.4, spec.text_scale / 1.25)), "Set the type smaller."
    if re.search(r"\b(?:serif|classic|elegant)\b", clause) and "sans" not in clause:
        return replace(spec, serif=True), "Set the headline in a serif."
    return None


def text_place(spec: Spec, clause: str) -> Change | None:
    if not any(has(clause, word) for word in TYPE_WORDS) or has(clause, "room"):
        return None
    colours = colours_in(clause)
    if colours:
        return replace(spec, text_colour=colours[0]), f"Set the type in {colours[0]}."
    place = _place_in(clause)
    if not place:
        return None
    return replace(spec, text_at=place, room=""), f"Moved the text: {place}."


def _place_in(clause: str) -> str:
    up = "top" if re.search(r"\b(?:top|up|upper|above|higher)\b", clause) else ""
    down = "bottom" if re.search(r"\b(?:bottom|down|lower|below|under)\b", clause) else ""
    side = next((s for s in ("left", "right") if has(clause, s)), "")
    both = " ".join(word for word in (up or down, side) if word)
    middle = re.search(r"\b(?:cent(?:re|er|red|ered)|middle)\b", clause)
    return both or ("centre" if middle else "")
