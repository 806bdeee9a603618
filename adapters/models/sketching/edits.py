"""A reply in plain English -> a changed spec. What the sketch can draw it draws and says so; what
it cannot is written in the margin as a request, with what a real model would do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from adapters.models.sketching.reading import colours_in, find, has
from adapters.models.sketching.spec import MAX_NOTES, PhotoLayer, Spec
from adapters.models.sketching.words import (
    BACKS, CAMERAS, GROUNDS, LIGHTS, THINGS, TIMES,
)  # fmt: skip

QUOTES = "\"'“”‘’«»„"
QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]+)[\"”»“]|(?<!\w)'([^']+)'(?!\w)")
SPLIT = re.compile(r"\s*(?:[;\n]|,(?!\d)|\.\s|\band then\b|\bthen\b|\band\b)\s*", re.IGNORECASE)
TEXT_LABEL = re.compile(
    r"(?i)^\s*(headline|title|text|copy|tagline|subline|subtitle|legal(?: line)?|footer|button|"
    r"cta)\s*[:=]\s*(.+)$", re.DOTALL)  # fmt: skip
HEADLINE_TO = re.compile(
    r"(?i)\b(?:change|make|set|let)?\s*(?:the\s+)?(headline|title|text|copy|tagline|subline|legal"
    r"(?: line)?|button|cta)\s*(?:to|say|says|read|reads|should (?:say|read))?\s*$")  # fmt: skip
SAY = re.compile(r"(?i)\b(?:headline|title|text|copy|tagline)\b.*?\b(?:to|says?|reads?)\s+(.+)$")
STEP = 0.14
"""How far "left" moves the subject, as a share of the picture's width."""
GROW = 1.22
SHADE = 0.28
MAX_SHIFT, MIN_SCALE, MAX_SCALE = 0.4, 0.35, 2.2
TWICE = re.compile(r"\b(?:much|a lot|far|way)\b")
SLIGHT = re.compile(r"\b(?:slightly|a bit|a little|a touch|somewhat)\b")
BACKGROUND = ("background", "backdrop", "wall", "sky", "back")
GROUND_WORDS = ("ground", "floor", "surface", "foreground", "base")
SUBJECT_WORDS = ("product", "subject", "object", "it", "thing", "hero")
LIGHT_WORDS = ("light", "lighting", "sun", "tone", "mood")
TYPE_WORDS = ("headline", "text", "copy", "type", "title", "words", "lettering", "font", "slogan")


@dataclass(frozen=True, slots=True)
class Edited:
    spec: Spec
    notes: tuple[str, ...]


Change = tuple[Spec, str]
Rule = Callable[[Spec, str], Change | None]


def edited(spec: Spec, instruction: str, added: tuple[PhotoLayer, ...]) -> Edited:
    """The spec after the instruction; photos that are new are added to it."""
    notes: list[str] = []
    known = {photo.digest for photo in spec.photos}
    for photo in (photo for photo in added if photo.digest not in known):
        spec = replace(spec, photos=(*spec.photos, photo))
        place = "in the picture" if photo.cut or photo.role in {"base", "background"} else "beside"
        notes.append(f"Added {photo.name or 'the photo'} as {photo.role}, {place}.")
    spec, said, rest = _words(spec, instruction)
    notes += said
    for clause in _clauses(rest):
        done = _first_that_knows(spec, clause)
        if done is not None:
            spec = done[0]
            notes.append(done[1])
        else:
            spec = replace(spec, notes=(*spec.notes, clause)[-MAX_NOTES:])
            notes.append(f"Noted in the margin. A real model would: {clause}.")
    return Edited(spec, tuple(dict.fromkeys(notes)))


def _clauses(text: str) -> list[str]:
    parts = (part.strip(" .,!") for part in SPLIT.split(text))
    polite = re.compile(r"(?i)^(?:please|could you|can you|also|now|maybe|just)\s+")
    return [clean for part in parts if (clean := polite.sub("", part).strip(" ?"))]


def _first_that_knows(spec: Spec, clause: str) -> Change | None:
    lower = clause.lower()
    for rule in RULES:
        done = rule(spec, lower)
        if done is not None:
            return done
    return None


# --- the words in the picture ------------------------------------------------------------------


def _words(spec: Spec, instruction: str) -> tuple[Spec, list[str], str]:
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


def _text_gone(spec: Spec, clause: str) -> Change | None:
    if not re.search(r"\b(?:remove|delete|drop|without|no|lose|take away|hide)\b", clause):
        return None
    if not any(has(clause, w) for w in (*TYPE_WORDS, "legal", "tagline", "subline", "footer")):
        return None
    return _remove(spec, clause)


def _text_size(spec: Spec, clause: str) -> Change | None:
    if not any(has(clause, word) for word in TYPE_WORDS):
        return None
    if re.search(r"\b(?:bigger|larger|increase|grow|huge)\b", clause):
        return replace(spec, text_scale=min(2.0, spec.text_scale * 1.25)), "Set the type larger."
    if re.search(r"\b(?:smaller|reduce|shrink|tiny)\b", clause):
        return replace(spec, text_scale=max(0.4, spec.text_scale / 1.25)), "Set the type smaller."
    if re.search(r"\b(?:serif|classic|elegant)\b", clause) and "sans" not in clause:
        return replace(spec, serif=True), "Set the headline in a serif."
    return None


def _text_place(spec: Spec, clause: str) -> Change | None:
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


# --- light, camera, place ----------------------------------------------------------------------


def _light(spec: Spec, clause: str) -> Change | None:
    light = find(LIGHTS, clause)
    about = any(has(clause, word) for word in LIGHT_WORDS)
    if not light and about:
        light = next((side for side in ("left", "right") if has(clause, side)), "")
    if not light or (light in {"top", "front"} and not about):
        return None
    return replace(spec, light=light), f"Light now comes from {_from(light)}."


def _from(light: str) -> str:
    return {"back": "behind", "top": "above", "front": "the front"}.get(light, f"the {light}")


def _tone(spec: Spec, clause: str) -> Change | None:
    """Warmer, cooler, pastel, vivid, night: the whole sketch."""
    amount = 1.0 if TWICE.search(clause) else 0.35 if SLIGHT.search(clause) else 0.6
    for word, delta in (("warmer", 1), ("warm", 1), ("cooler", -1), ("colder", -1), ("cool", -1)):
        if has(clause, word):
            warmth = min(1.5, max(-1.5, spec.warmth + delta * amount))
            return replace(spec, warmth=warmth), f"Made the light {word.rstrip('er')}er."
    for word, delta in (("pastel", 1), ("softer", 1), ("paler", 1), ("muted", 1), ("vivid", -1),
                        ("bolder", -1), ("saturated", -1), ("punchier", -1), ("colourful", -1)):  # fmt: skip
        if has(clause, word):
            pastel = min(1.5, max(-1.0, spec.pastel + delta * amount * 1.4))
            return replace(spec, pastel=pastel), f"Made the colours {word}."
    time = find(TIMES, clause)
    if time and re.search(r"\b(?:at|make it|in the|night|sunset|sunrise|dusk|dawn|overcast|foggy)\b",
                          clause) and not _named(spec, clause):  # fmt: skip
        return replace(spec, time=time, back_colour="", ground_colour=""), f"Turned it to {time}."
    return None


def _colour(spec: Spec, clause: str) -> Change | None:
    """A colour for the background, the ground or the subject."""
    colours = colours_in(clause)
    if not colours:
        return None
    name = _named(spec, clause)
    value = colours[0]
    if name == "ground":
        return replace(spec, ground_colour=value, ground_shade=0.0), f"Ground is {value} now."
    if name == "subject":
        if spec.photo("product", "character"):
            return None
        return replace(spec, thing_colour=value, thing_shade=0.0), f"Subject is {value} now."
    if name == "back" or re.search(r"\b(?:make it|all|everything|palette)\b", clause):
        return replace(spec, back_colour=value, back_shade=0.0), f"Background is {value} now."
    return None


def _shade(spec: Spec, clause: str) -> Change | None:
    """Darker, lighter: of what is named, else of the whole place."""
    match = re.search(r"\b(darker|darken|lighter|lighten|brighter|brighten|dark|bright|light)\b",
                      clause)  # fmt: skip
    if not match:
        return None
    word = match.group(1)
    if word in {"light", "bright", "dark"} and not _named(spec, clause):
        return None
    down = word.startswith("dark")
    step = SHADE * (1.7 if TWICE.search(clause) else 0.55 if SLIGHT.search(clause) else 1.0)
    step = -step if down else step
    said = "darker" if down else "lighter"
    name = _named(spec, clause)
    if name == "ground":
        return replace(spec, ground_shade=_held(spec.ground_shade + step)), f"Ground is {said}."
    if name == "back":
        return replace(spec, back_shade=_held(spec.back_shade + step)), f"Background is {said}."
    if name == "subject":
        if spec.photo("product", "character"):
            return None
        return replace(spec, thing_shade=_held(spec.thing_shade + step)), f"Subject is {said}."
    return (
        replace(spec, back_shade=_held(spec.back_shade + step),
                ground_shade=_held(spec.ground_shade + step)),
        f"Made the scene {said}.",
    )  # fmt: skip


def _held(value: float) -> float:
    return round(min(0.85, max(-0.85, value)), 3)


def _named(spec: Spec, clause: str) -> str:
    """Which part of the sketch a clause names: back, ground, subject or ""."""
    if any(has(clause, word) for word in GROUNDS.get(spec.ground, ())):
        return "ground"
    if any(has(clause, word) for word in (*GROUND_WORDS, spec.ground)):
        return "ground"
    if any(has(clause, word) for word in (*BACKGROUND, spec.back, *BACKS.get(spec.back, ()))):
        return "back"
    if any(has(clause, w) for w in THINGS.get(spec.thing, ())) or any(
        has(clause, w) for w in SUBJECT_WORDS if w != "it"
    ):
        return "subject"
    return ""


def _camera(spec: Spec, clause: str) -> Change | None:
    if any(has(clause, word) for word in LIGHT_WORDS):
        return None
    camera = find(CAMERAS, clause)
    if not camera and (match := re.search(r"\b(?:horizon|camera)\b.*\b(low|high|up|down)", clause)):
        lower = match.group(1) in {"low", "down"}
        camera = "low" if lower else "high"
    if not camera:
        return None
    return replace(
        spec, camera=camera
    ), f"Camera is {'at eye level' if camera == 'eye' else camera}."


def _place(spec: Spec, clause: str) -> Change | None:
    """Another background or ground: "on a wooden table", "at the beach", "in a forest"."""
    if not re.search(r"\b(?:on|at|in|put|place|set|background|instead|swap|change|into)\b", clause):
        return None
    ground, back = find(GROUNDS, clause), find(BACKS, clause)
    if (not ground or ground == spec.ground) and (not back or back == spec.back):
        return None
    if spec.photo("background", "base"):
        return None
    wanted = replace(spec, ground=ground or spec.ground, back=back or spec.back,
                     ground_colour="" if ground else spec.ground_colour)  # fmt: skip
    return wanted, f"Moved the scene: {' and '.join(word for word in (back, ground) if word)}."


# --- the subject -------------------------------------------------------------------------------


def _swap(spec: Spec, clause: str) -> Change | None:
    """Swap: mirrored. "swap the can for a bottle": another silhouette."""
    other = re.search(r"\b(?:swap|replace|change)\b.*\b(?:for|with|to|into|by)\b (.+)", clause)
    if other and (kind := find(THINGS, other.group(1))) and not spec.photo("product"):
        return replace(spec, thing=kind), f"Drew a {kind} instead."
    if re.search(r"\b(?:swap|mirror|flip)\b", clause) and not other:
        flipped = {"left": "right", "right": "left"}
        text_at = " ".join(flipped.get(word, word) for word in spec.text_at.split())
        return (
            replace(spec, mirrored=not spec.mirrored, text_at=text_at, dx=-spec.dx,
                    room=flipped.get(spec.room, spec.room)),
            "Swapped left and right.",
        )  # fmt: skip
    return None


def _room(spec: Spec, clause: str) -> Change | None:
    if not re.search(r"\b(?:room|space|area)\b", clause):
        return None
    side = next((s for s in ("left", "right", "top", "bottom") if has(clause, s)), "")
    if not side:
        return None
    return replace(spec, room=side, text_at=""), f"Made room for copy: {side}."


def _size(spec: Spec, clause: str) -> Change | None:
    amount = GROW**1.8 if TWICE.search(clause) else GROW**0.45 if SLIGHT.search(clause) else GROW
    if re.search(r"\b(?:bigger|larger|closer|zoom in|enlarge|huge|fill)\b", clause):
        scale = min(MAX_SCALE, spec.scale * amount)
    elif re.search(r"\b(?:smaller|further|farther|zoom out|shrink|tiny)\b", clause):
        scale = max(MIN_SCALE, spec.scale / amount)
    else:
        return None
    word = "larger" if scale > spec.scale else "smaller"
    return replace(spec, scale=round(scale, 4)), f"Made the subject {word}."


def _move(spec: Spec, clause: str) -> Change | None:
    if not re.search(r"\b(?:move|shift|put|place|push|nudge|left|right|up|down|cent)", clause):
        return None
    if re.search(r"\b(?:behind|beside|next to|into|logo|person|people)\b", clause):
        return None
    step = STEP * (1.7 if TWICE.search(clause) else 0.45 if SLIGHT.search(clause) else 1.0)
    across = (has(clause, "right") - has(clause, "left")) * step
    down = has(clause, "down") + has(clause, "lower") - has(clause, "up") - has(clause, "higher")
    if re.search(r"\b(?:cent(?:re|er)|middle)\b", clause):
        return replace(spec, dx=0.0, dy=0.0), "Moved the subject back to its place."
    if not across and not down:
        return None
    dx = min(MAX_SHIFT, max(-MAX_SHIFT, spec.dx + across))
    dy = min(MAX_SHIFT, max(-MAX_SHIFT, spec.dy + down * step * 0.6))
    words = [w for w in ("left", "right", "up", "down") if has(clause, w)]
    return replace(
        spec, dx=round(dx, 4), dy=round(dy, 4)
    ), f"Moved the subject {' and '.join(words)}."


def _layers(spec: Spec, clause: str) -> Change | None:
    """Furniture and notes, on or off."""
    off = re.search(r"\b(?:without|hide|remove|no|off|clean)\b", clause) is not None
    on = re.search(r"\b(?:with|show|add|on|back)\b", clause) is not None
    if re.search(r"\b(?:furniture|interface|ui|platform|overlay|chrome)\b", clause):
        if off or on:
            said = (
                "Took the platform's interface away." if off else "Drew the platform's interface."
            )
            return replace(spec, furniture=not off), said
    elif re.search(r"\b(?:annotations?|notes|guides|measures|marks)\b", clause) and (off or on):
        said = "Took the notes away." if off else "Drew the notes."
        return replace(spec, margin=not off, notes=() if off else spec.notes), said
    return None


RULES: tuple[Rule, ...] = (
    _layers, _text_gone, _text_size, _text_place, _room, _light, _colour, _tone, _shade, _camera,
    _swap, _size, _place, _move,
)  # fmt: skip
