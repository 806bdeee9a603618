"""Where a picture will run: a placement is a named format with exact pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileType(StrEnum):
    PNG = "png"
    JPG = "jpg"
    WEBP = "webp"


class Furniture(StrEnum):
    """What the platform draws over the picture; the sketch shows it as a layer."""

    NONE = "none"
    STORY = "story"
    REEL = "reel"
    GRID = "grid"
    TIME_BADGE = "time_badge"
    AVATAR_LEFT = "avatar_left"
    LINK_PREVIEW = "link_preview"
    MAIL = "mail"
    BANNER = "banner"


@dataclass(frozen=True, slots=True)
class Insets:
    """Pixels from each edge that text, logo and faces stay out of."""

    top: int = 0
    right: int = 0
    bottom: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """One row of placements.toml."""

    id: str
    name: str
    """As people say it: "Instagram story"."""
    aliases: tuple[str, ...]
    """Lower-case words that mean this placement in typed text, longest first."""
    width: int
    height: int
    file_types: tuple[FileType, ...]
    """The first is the default."""
    max_bytes: int
    insets: Insets
    furniture: Furniture
    ratio: str
    """The nearest ratio of R14 to order a model with, e.g. "9:16"."""
    is_ad: bool
    source: str
    checked: str
    """ISO date of the last look at the source."""


@dataclass(frozen=True, slots=True)
class Format:
    """The shape of an ordered picture: exact pixels, and how a model is asked for them."""

    width: int
    height: int
    ratio: str
    """One of R14, sent to models that take ratios."""
    size: str = ""
    """"1K", "2K", "4K", or "" = what the placement needs and never more."""
    file_type: FileType = FileType.PNG
    placement: str = ""
    """Placement id, "" for a bare ratio, or SHEET."""

    @property
    def is_sheet(self) -> bool:
        """All formats of a brief side by side, to look at: never changed, voted on or exported."""
        return self.placement == SHEET


SHEET = "sheet"
ONE_SHEET = Format(0, 0, "", placement=SHEET)
"""The sheet takes the pixels that its formats need; nobody orders them."""


R10 = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
R14 = (*R10, "1:4", "4:1", "1:8", "8:1")
