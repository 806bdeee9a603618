"""A brief as the words one model reads: brief -> parts -> a paragraph or labelled lines.

Deterministic: the same brief is the same bytes. What must stay, exact text and the job of every
photo appear once and verbatim. People's words can never begin a line, so they cannot pose as ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.brief import Brief, Keep, Role
from bot.domain.check_words import INSTEAD
from bot.domain.model import Model, Provider
from bot.domain.tidy import one_line, tidy
from bot.domain.wording import wording
from bot.errors import TooLong

LABELS = (
    "Use", "Scene", "Subject", "Composition", "Style", "Text (verbatim)", "References",
    "Already agreed", "Change only", "Keep exactly", "Do not add",
)  # fmt: skip
MAX_EARLIER = 8
"""Agreed changes that are told again: older ones are in the picture that is being changed."""

_IMAGE = re.compile(r"@image(\d{1,6})", re.IGNORECASE)
_LABEL = re.compile(
    r"^([^\S\n]*(?:" + "|".join(re.escape(label) for label in LABELS) + r")[^\S\n]*):",
    re.IGNORECASE | re.MULTILINE,
)
_DIRECTIVE = re.compile(
    r"<(sd_cpp_\w+)>[^<]*(?:</\1>)?|<(?:lora|lyco|embed\w*):[^<>]*>", re.IGNORECASE
)
_SWAPPED = str.maketrans({"<": "\u2039", ">": "\u203a", "|": "/"})
"""Servers of one's own read <tags> and | as orders; look-alikes draw the same and order nothing."""
_QUOTES = (('"', '"'), ("\u201c", "\u201d"), ("\u00ab", "\u00bb"), ("\u300c", "\u300d"))
_JOBS = {
    Role.PRODUCT: "the product: shape, label, colours and proportions stay as they are",
    Role.CHARACTER: "the person: face, hair and build stay as they are",
    Role.STYLE: "the style: take its look, nothing of what it shows",
    Role.BACKGROUND: "the background: the scene takes place here",
    Role.LAYOUT: "the layout: take where things stand, not how they look",
    Role.PALETTE: "the palette: take its colours only",
    Role.LOGO: "the logo: it appears unchanged",
    Role.TEXTURE: "the texture: the material looks like this",
    Role.BASE: "the picture to change",
    Role.MASK: "the mask: only the marked area may change",
}
_NTH = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is said, each once; already safe to send."""

    use: str
    subject: str
    audience: str
    stages: tuple[str, ...]
    camera: str
    light: str
    mood: str
    palette: str
    text: tuple[str, ...]
    """In quotes."""
    references: tuple[str, ...]
    keep: tuple[str, ...]
    avoid: tuple[str, ...]
    change: str
    """"" = drawn from nothing."""
    earlier: tuple[str, ...]
    strictness: Keep


_Renderer = Callable[[_Parts], str]
_GIVES_WAY = ("earlier", "audience", "avoid", "stages", "palette", "mood", "camera", "light")
"""Too long? These go first, in this order; then *what* is cut, visibly; the rest is never cut."""


def compile_prompt(
    brief: Brief,
    model: Model,
    *,
    instruction: str = "",
    edit: bool = False,
    earlier: tuple[str, ...] = (),
    use: str = "",
) -> str:
    """The prompt as sent. `edit`: the parent picture is sent first, references follow in @ order.
    `earlier`: the changes on the way here; what they made of the words stands in their place.
    `use`: the placement in words. Raises TooLong where what must be said does not fit."""
    clean = _cleaner(brief, model)
    agreed = wording(brief.exact_text, earlier)
    parts = _Parts(
        use=clean(use) or _shape(brief),
        subject=clean(brief.what),
        audience=clean(brief.audience),
        stages=_all(clean, brief.stages),
        camera=clean(brief.camera),
        light=clean(brief.light),
        mood=clean(brief.mood),
        palette=clean(brief.palette),
        text=tuple(_quoted(_plain(line, model)) for line in agreed.lines if one_line(line)),
        references=_references(brief, clean, model, edit),
        keep=tuple(k for item in brief.must_keep if (k := _plain(item, model))),
        avoid=_all(clean, brief.avoid),
        change=(clean(instruction) or "nothing") if edit else "",
        earlier=_all(clean, agreed.others[-MAX_EARLIER:] if edit else agreed.others),
        strictness=brief.keep,
    )
    render = _labelled if model.provider in _BY_LABELS else _narrative
    return _fitted(parts, render, model.max_prompt)


_BY_LABELS = frozenset({Provider.OPENAI, Provider.SELF_HOSTED})


# --- people's words, made safe ----------------------------------------------------------------


def _cleaner(brief: Brief, model: Model) -> Callable[[str], str]:
    """One line, no label at a line's start, no photo that is not there, no order to a server."""
    count = len(brief.references)

    def known(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"@image{number}" if 1 <= number <= count else ""

    def clean(text: str) -> str:
        return _plain(_IMAGE.sub(known, _LABEL.sub(r"\1", tidy(text))), model)

    return clean


def _plain(text: str, model: Model) -> str:
    if model.provider is Provider.SELF_HOSTED:
        text = _DIRECTIVE.sub("", text).translate(_SWAPPED)
    return one_line(text)


def _all(clean: Callable[[str], str], items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(said for item in items if (said := clean(item)))


def _quoted(line: str) -> str:
    """In the first pair of quotes that the line does not use itself."""
    opening, closing = next((q for q in _QUOTES if not set(q) & set(line)), _QUOTES[0])
    return f"{opening}{line}{closing}"


def _references(
    brief: Brief, clean: Callable[[str], str], model: Model, edit: bool
) -> tuple[str, ...]:
    """A mask that the model takes beside the pictures is not counted among them."""
    said: list[str] = []
    place = 1 if edit else 0
    for number, reference in enumerate(brief.references, start=1):
        apart = reference.role is Role.MASK and "mask" in model.masks
        place += 0 if apart else 1
        nth = _NTH[place - 1] if place <= len(_NTH) else f"{place}th"
        where = "" if apart else f" (the {nth} image)"
        note = clean(reference.note)
        said.append(f"@image{number}{where} is {_JOBS[reference.role]}{_note(note)}")
    return tuple(said)


def _note(note: str) -> str:
    return f" ({note})" if note else ""


def _shape(brief: Brief) -> str:
    fmt = brief.formats[0]
    kind = "square" if fmt.width == fmt.height else "wide" if fmt.width > fmt.height else "tall"
    return f"a {kind} {fmt.ratio} marketing picture"


# --- length -----------------------------------------------------------------------------------


def _fitted(parts: _Parts, render: _Renderer, limit: int) -> str:
    said = render(parts)
    while len(said) > limit and len(parts.earlier) > 0:
        parts = replace(parts, earlier=parts.earlier[1:])
        said = render(parts)
    for name in _GIVES_WAY:
        if len(said) <= limit:
            return said
        parts = replace(parts, **{name: type(getattr(parts, name))()})
        said = render(parts)
    if len(said) <= limit:
        return said
    room = len(parts.subject) - (len(said) - limit) - 1
    if room < 1:
        raise TooLong(field="prompt", length=len(said), limit=limit)
    cut = parts.subject[:room].rsplit(" ", 1)[0].rstrip(" ,.;:-")
    return render(replace(parts, subject=f"{cut}\u2026"))


# --- a paragraph: Gemini and the sketch -------------------------------------------------------


def _narrative(parts: _Parts) -> str:
    drawn = _edit_story(parts) if parts.change else _new_story(parts)
    return "\n\n".join(paragraph for paragraph in drawn if paragraph)


def _new_story(parts: _Parts) -> list[str]:
    audience = f" for {parts.audience}" if parts.audience else ""
    return [
        _sentences(f"Create {parts.use}{audience}", parts.subject, *parts.stages),
        _sentences(_said("Camera", parts.camera), _said("Light", parts.light)),
        _sentences(_said("Mood and style", parts.mood), _said("Colours", parts.palette)),
        _sentences(_letters(parts, "The picture shows exactly this text, nothing else written")),
        _sentences(*parts.references),
        _sentences(_said("These stay exactly as they are", "; ".join(parts.keep))),
        _sentences(_said("Also agreed", "; ".join(parts.earlier)), *_positives(parts)),
    ]


def _edit_story(parts: _Parts) -> list[str]:
    same = {
        Keep.STRICT: "Keep everything else exactly the same: do not alter saturation, contrast,"
        " layout, camera angle, style or light",
        Keep.BALANCED: "Keep everything else exactly the same, preserving style, light and"
        " composition",
        Keep.FREE: "Keep the idea of the picture; what the change needs may change with it",
    }[parts.strictness]
    return [
        _sentences(f"Using the provided image (the first one), change only this: {parts.change}"),
        _sentences(same, _said("These stay exactly as they are", "; ".join(parts.keep))),
        _sentences(_letters(parts, "Text stays as written unless the change says otherwise")),
        _sentences(*parts.references),
        _sentences(
            f"The image is {parts.use}",
            _said("It was asked for as", parts.subject),
            _said("Changes made so far, to be kept", "; ".join(parts.earlier)),
        ),
    ]


def _letters(parts: _Parts, before: str) -> str:
    return _said(before, ", ".join(parts.text))


def _positives(parts: _Parts) -> list[str]:
    """Gemini draws what it reads: unwanted things are told as what is there instead."""
    return [INSTEAD.get(item.lower(), f"The picture is free of {item}") for item in parts.avoid]


def _said(before: str, words: str) -> str:
    return f"{before}: {words}" if words else ""


def _sentences(*said: str) -> str:
    whole = (words if words[-1] in ".!?\u2026" else f"{words}." for words in said if words)
    return " ".join(words[0].upper() + words[1:] for words in whole)


# --- labelled lines: GPT and servers of one's own ---------------------------------------------


def _labelled(parts: _Parts) -> str:
    audience = f", for {parts.audience}" if parts.audience else ""
    same = "everything else stays the same" if parts.change else ""
    if parts.change and parts.strictness is Keep.STRICT:
        same += "; do not alter saturation, contrast, layout or camera angle"
    keep = "; ".join(part for part in (*parts.keep, same) if part)
    if parts.change:  # the picture shows them already; said again they would fight the change
        parts = replace(parts, stages=(), camera="", light="", mood="", palette="")
    rows = (
        ("Use", f"{parts.use}{audience}"),
        ("Scene", "; ".join(parts.stages)),
        ("Subject", parts.subject),
        ("Composition", parts.camera),
        ("Style", "; ".join(part for part in (parts.light, parts.mood, parts.palette) if part)),
        ("Text (verbatim)", ", ".join(parts.text)),
        ("References", "; ".join(parts.references)),
        ("Already agreed", "; ".join(parts.earlier)),
        ("Change only", parts.change),
        ("Keep exactly", keep if parts.strictness is not Keep.FREE else "; ".join(parts.keep)),
        ("Do not add", "; ".join(parts.avoid)),
    )
    return "\n".join(f"{label}: {words}" for label, words in rows if words)
