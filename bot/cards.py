"""Card and its closed set of parts: what a message says, for every platform.

A card is a pure function of state, made in views, drawn by each adapter's render.py with one match
that ends in assert_never. No part holds "now": times are epoch seconds, the surface counts.
People's words are Said: always escaped, ping nobody, shortened visibly. Our words are str.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.attribution import address_of
from bot.domain.ids import FileKey, MemberId, PictureId, SessionId, VersionId


@dataclass(frozen=True, slots=True)
class Said:
    """What a person typed; shown escaped, cut at `limit` characters with an ellipsis."""

    text: str
    limit: int = 300


@dataclass(frozen=True, slots=True)
class Strong:
    """Our words, emphasised (names like 142.3)."""

    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A member by the name the team knows; pings only where the post says so."""

    member: MemberId
    name: str


@dataclass(frozen=True, slots=True)
class When:
    """A moment, epoch seconds; drawn in the reader's time zone."""

    at: float


Span = str | Said | Strong | Mention | When
Line = tuple[Span, ...]


class Tone(StrEnum):
    PLAIN = "plain"
    QUIET = "quiet"
    WARN = "warn"


class Style(StrEnum):
    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Heading:
    line: Line


@dataclass(frozen=True, slots=True)
class Text:
    line: Line
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Image:
    """A stored picture. Adapters ask Desk.picture for bytes (`picture` for people's rights)."""

    picture: PictureId
    file: FileKey
    alt: str
    width: int
    height: int
    caption: Line = ()
    still_drawing: bool = False
    """A partial or a preview, not the result; labelled so, and asked for as "drawing"."""
    edition: int = 0
    """While it is drawn: counts up when the same id has newer pixels."""


@dataclass(frozen=True, slots=True)
class Compare:
    """Before and after, with what changed outlined where the surface can."""

    before: Image
    after: Image
    caption: Line = ()


@dataclass(frozen=True, slots=True)
class PickSet:
    """Up to 4 pictures to pick from; presses[i] picks pictures[i]; picked letters are marked."""

    pictures: tuple[Image, ...]
    letters: tuple[str, ...]
    presses: tuple[str, ...]
    picked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """What was understood; `field` and `value` say what removing it takes away."""

    label: str
    field: str
    value: str = ""
    removable: bool = True
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Chips:
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value rows (Details); copyable."""

    rows: tuple[tuple[str, Line], ...]
    copyable: str = ""
    """A longer text to copy as a whole (the prompt as sent); "" = none."""


@dataclass(frozen=True, slots=True)
class Table:
    """A small table that people would rather scan than read; at most 50 rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Running work. The surface counts the seconds since `since` itself."""

    stage: str
    """waiting | drawing | still_drawing | saving"""
    since: float
    expected_s: int
    queue_place: int = 0
    """1 = next; 0 = running."""
    label: Line = ()


@dataclass(frozen=True, slots=True)
class Countdown:
    """Something happens by itself at `until` (epoch seconds): "locks in 60 s"."""

    until: float
    label: str


@dataclass(frozen=True, slots=True)
class Person:
    member: MemberId
    name: str
    rights: tuple[str, ...] = ()
    change: Button | None = None
    """Opens the form for this person; None: the viewer may not."""


@dataclass(frozen=True, slots=True)
class Button:
    """`press` is the whole state: "v1:<command>:<values>", at most 100 characters, valid for ever.

    A price in the label where it spends. `consequence`: asked as a second step before it acts.
    `form`: a command whose form opens instead, prefilled from `press`.
    """

    label: str
    press: str
    style: Style = Style.PLAIN
    consequence: str = ""
    opens_form: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """The first five are shown, `more` is folded under More."""

    buttons: tuple[Button, ...]
    more: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Tappable replies: pressing one sends it as a reply in this thread."""

    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A stored file to keep; `name` is ours, never a person's words unescaped."""

    label: str
    picture: PictureId
    name: str
    variant: str = "exact"
    """exact (the placement's pixels) | original (the model's bytes)"""


@dataclass(frozen=True, slots=True)
class Link:
    """A place inside Artdesk: a thread, a version, a page ("credits", "people", "approvals")."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class WebLink:
    """A page outside Artdesk. Raises ValueError for an address that no surface may link to: what
    domain/attribution.py lets pass is https in printable ASCII without brackets or quotes."""

    label: Said
    """The page's own title: escaped and shortened like people's words."""
    url: str

    def __post_init__(self) -> None:
        if address_of(self.url) != self.url:
            raise ValueError("an address that is not plain https")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a model looked something up: after our own word, links that leave Artdesk, each one
    press away. Vendors demand it, so no surface may leave it out."""

    label: str
    """"Looked up" or "From"."""
    links: tuple[WebLink, ...]
    """At least one, at most 10."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The voting on one picture, in words and numbers."""

    approvals: int
    needed: int
    choices: tuple[tuple[str, str], ...] = ()
    """(member name, approve | changes | reject)"""
    likes: int = 0


@dataclass(frozen=True, slots=True)
class Legend:
    """One quiet line that teaches (reactions under a review; "Reply to change it")."""

    line: Line


Part = (
    Heading
    | Text
    | Image
    | Compare
    | PickSet
    | Chips
    | Facts
    | Table
    | Progress
    | Countdown
    | Person
    | Buttons
    | Suggestions
    | Download
    | Link
    | Sources
    | Tally
    | Legend
)


class Kind(StrEnum):
    """Which card it is: surfaces style by it, tests list them all."""

    PRICE = "price"
    ROOT = "root"
    RUNNING = "running"
    RESULT = "result"
    PICK = "pick"
    REVIEW = "review"
    APPROVED = "approved"
    PARKED = "parked"
    PROBLEM = "problem"
    ASK = "ask"
    NOTE = "note"
    LIST = "list"
    DETAILS = "details"
    HELP = "help"
    CREDITS = "credits"
    SETUP = "setup"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Card:
    kind: Kind
    parts: tuple[Part, ...]
    summary: str
    """The card in one sentence: notifications, live regions, text fallbacks."""
    name: str = ""
    """142.3b, or "" for a card about no version."""
    session: SessionId | None = None
    version: VersionId | None = None
    picture: PictureId | None = None
    """The ONE picture that replies and reactions to this card speak of."""
    audience: tuple[MemberId, ...] = ()
    """Only these people; () = everybody who sees the venue."""
    reactions: tuple[str, ...] = field(default=())
    """Reactions to seed or offer here, by name (see domain/reaction.py)."""
