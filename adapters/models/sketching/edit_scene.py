"""Edits of place and light: direction, tone, colours, camera, another place."""

from __future__ import annotations

import re
from dataclasses import replace

from adapters.models.sketching.changes import LIGHT_WORDS, Change, strength
from adapters.models.sketching.reading import colours_in, find, has
from adapters.models.sketching.spec import Spec
from adapters.models.sketching.words import BACKS, CAMERAS, GROUNDS, LIGHTS, THINGS, TIMES

SHADE = 0.28
BACKGROUND = ("background", "backdrop", "wall", "sky", "back")
GROUND_WORDS = ("ground", "floor", "surface", "foreground", "base")
SUBJECT_WORDS = ("product", "subject", "object", "it", "thing", "hero")
SHADES = re.compile(r"\b(darker|darken|lighter|lighten|brighter|brighten|dark|bright|light)\b")
PALENESS = (
    ("pastel", 1),
    ("softer", 1),
    ("paler", 1),
    ("muted", 1),
    ("vivid", -1),
    ("bolder", -1),
    ("saturated", -1),
    ("punchier", -1),
    ("colourful", -1),
)
HOUR = re.compile(r"\b(?:at|make it|in the|night|sunset|sunrise|dusk|dawn|overcast|foggy)\b")
CAMERA_SAID = {
    "eye": "Camera is at eye level.",
    "low": "Camera is low, looking up.",
    "high": "Camera is high, looking down.",
}


def light(spec: Spec, clause: str) -> Change | None:
    side = find(LIGHTS, clause)
    about = any(has(clause, word) for word in LIGHT_WORDS)
    if not side and about:
        side = next((word for word in ("left", "right") if has(clause, word)), "")
    if not side or (side in {"top", "front"} and not about):
        return None
    return replace(spec, light=side), f"Light now comes from {_from(side)}."


def _from(side: str) -> str:
    return {"back": "behind", "top": "above", "front": "the front"}.get(side, f"the {side}")


def tone(spec: Spec, clause: str) -> Change | None:
    """Warmer, cooler, pastel, vivid, night: the whole sketch."""
    amount = strength(clause, 0.6, 1.0, 0.35)
    for word, delta in (("warmer", 1), ("warm", 1), ("cooler", -1), ("colder", -1), ("cool", -1)):
        if has(clause, word):
            warmth = min(1.5, max(-1.5, spec.warmth + delta * amount))
            return replace(spec, warmth=warmth), f"Made the light {word.rstrip('er')}er."
    for word, delta in PALENESS:
        if has(clause, word):
            pastel = min(1.5, max(-1.0, spec.pastel + delta * amount * 1.4))
            return replace(spec, pastel=pastel), f"Made the colours {word}."
    time = find(TIMES, clause)
    if time and HOUR.search(clause) and not _named(spec, clause):
        return replace(spec, time=time, back_colour="", ground_colour=""), f"Turned it to {time}."
    return None


def colour(spec: Spec, clause: str) -> Change | None:
    """A colour for the background, the ground or the subject."""
    colours = colours_in(clause)
    if not colours:
        return None
    name = _named(spec, clause)
    if not name and re.search(r"\b(?:make it|all|everything|palette)\b", clause):
        name = "back"
    return _painted(spec, name, colours[0])


def _painted(spec: Spec, name: str, value: str) -> Change | None:
    if name == "ground":
        return replace(spec, ground_colour=value, ground_shade=0.0), f"Ground is {value} now."
    if name == "back":
        return replace(spec, back_colour=value, back_shade=0.0), f"Background is {value} now."
    if name == "subject" and not spec.photo("product", "character"):
        return replace(spec, thing_colour=value, thing_shade=0.0), f"Subject is {value} now."
    return None


def shade(spec: Spec, clause: str) -> Change | None:
    """Darker, lighter: of what is named, else of the whole place."""
    match = SHADES.search(clause)
    name = _named(spec, clause)
    if not match or (match.group(1) in {"light", "bright", "dark"} and not name):
        return None
    step = SHADE * strength(clause, 1.0, 1.7, 0.55)
    said = "lighter"
    if match.group(1).startswith("dark"):
        step, said = -step, "darker"
    return _shaded(spec, name, step, said)


def _shaded(spec: Spec, name: str, step: float, said: str) -> Change | None:
    ground, back = _held(spec.ground_shade + step), _held(spec.back_shade + step)
    if name == "ground":
        return replace(spec, ground_shade=ground), f"Ground is {said}."
    if name == "back":
        return replace(spec, back_shade=back), f"Background is {said}."
    if name != "subject":
        return replace(spec, back_shade=back, ground_shade=ground), f"Made the scene {said}."
    if spec.photo("product", "character"):
        return None
    return replace(spec, thing_shade=_held(spec.thing_shade + step)), f"Subject is {said}."


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


def camera(spec: Spec, clause: str) -> Change | None:
    if any(has(clause, word) for word in LIGHT_WORDS):
        return None
    camera = find(CAMERAS, clause)
    if not camera and (match := re.search(r"\b(?:horizon|camera)\b.*\b(low|high|up|down)", clause)):
        lower = match.group(1) in {"low", "down"}
        camera = "low" if lower else "high"
    if not camera:
        return None
    return replace(spec, camera=camera), CAMERA_SAID[camera]


def place(spec: Spec, clause: str) -> Change | None:
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
