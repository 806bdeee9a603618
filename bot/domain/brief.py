"""What was asked, immutable: one brief per session; edits never change it, they add versions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import CampaignId, FileKey, UploadId
from bot.domain.placement import Format

MAX_WHAT = 4000
"""Characters of *what*: more is a document, and no vendor's prompt keeps it apart from the rest."""
MAX_COUNT = 4
"""Pictures of one order: as many as one message shows large enough to pick from."""
MAX_REFERENCES = 8
"""Photos on one brief: what one message can show with its roles readable."""
AUTO = "auto"


class Role(StrEnum):
    """The job of an attached photo. At most one BASE (the picture to change) and one MASK."""

    PRODUCT = "product"
    CHARACTER = "character"
    STYLE = "style"
    BACKGROUND = "background"
    LAYOUT = "layout"
    PALETTE = "palette"
    LOGO = "logo"
    TEXTURE = "texture"
    BASE = "base"
    MASK = "mask"


class Keep(StrEnum):
    """How strictly what must stay the same is held to. Shown as exact / close / loose."""

    STRICT = "strict"
    BALANCED = "balanced"
    FREE = "free"


class LookUp(StrEnum):
    """What a model may search for while it draws. Shown as "look it up on the web"."""

    NO = "no"
    WEB = "web"
    """Facts and names, as text."""
    PICTURES = "pictures"
    """Also what things look like; never people."""

    @property
    def kinds(self) -> frozenset[str]:
        """What a model must be able to do, as Model.grounding says it."""
        return {
            LookUp.NO: frozenset[str](),
            LookUp.WEB: frozenset({"web"}),
            LookUp.PICTURES: frozenset({"web", "image"}),
        }[self]


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What intake measured on an upload; pure rules (role guess, checks) read only this."""

    filename: str
    width: int
    height: int
    bytes: int
    mime: str
    has_alpha: bool = False
    plain_background: bool = False
    """The border ring is nearly one colour: a cut-out is possible."""
    colours: int = 0
    """Distinct colours after quantising to 5 bits a channel; few = a logo or a palette."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An uploaded picture and its job. `@image{n}` in text means the n-th of the brief."""

    upload: UploadId
    file: FileKey
    role: Role
    facts: PictureFacts
    note: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """The structured brief; order of fields is the order of the form."""

    what: str
    formats: tuple[Format, ...]
    """At least one; the first is the one that is ordered, the others go on the sketch's sheet
    and under Other formats."""
    references: tuple[Reference, ...] = ()
    must_keep: tuple[str, ...] = ()
    exact_text: tuple[str, ...] = ()
    """Verbatim lines; the first is the headline."""
    model: str = AUTO
    count: int = 1
    private: bool = False
    campaign: CampaignId | None = None
    keep: Keep = Keep.BALANCED
    audience: str = ""
    camera: str = ""
    light: str = ""
    mood: str = ""
    palette: str = ""
    stages: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    thinking: str = ""
    quality: str = ""
    look_up: LookUp = LookUp.NO
    """For drawing it, not for the edits that follow: each of those says so itself."""
    deadline: str = ""
    """An absolute moment with the team's clock (domain/deadline.py: iso), or ""."""
    approver: str = ""
    """The name of who is asked first, or ""."""


ALT_MAX = 200
"""Characters of what is seen: screen readers read it aloud in one breath."""


def title(what: str, limit: int = 60) -> str:
    """The words a thread is called by: *what* on one line, cut at a word, with an ellipsis."""
    line = " ".join(what.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,.;:-") + "\u2026"


def alt_text(brief: Brief, lines: tuple[str, ...]) -> str:
    """What is asked to be seen, and the words in the picture: for models that describe nothing."""
    seen = title(brief.what, ALT_MAX).rstrip(".")
    words = " / ".join(lines)
    return f"{seen}. Text in picture: {words}" if words else f"{seen}."
