"""What comes in from a chat, and what goes back at once. Adapters translate; nobody else does.

`origin` is the far end's own id of the act and the key of the inbox: the same origin is the same
act, however often it is delivered. Values are text as typed; forms.py and the options models read
them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.cards import Card
from bot.domain.ids import FileKey, UploadId
from bot.errors import FieldError


class Platform(StrEnum):
    WEB = "web"
    DISCORD = "discord"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a message lives. installation: guild or workspace; thread "" = the channel itself."""

    platform: Platform
    installation: str
    channel: str
    thread: str = ""

    @property
    def lane(self) -> str:
        """Events of one lane are handled in order."""
        return f"{self.platform}/{self.installation}/{self.channel}/{self.thread}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: one account of one platform. Rights are looked up in the service, never here."""

    platform: Platform
    installation: str
    user: str
    name: str
    platform_admin: bool | None = False
    """The platform says: may manage this server or workspace. None: this event did not say."""
    is_bot: bool = False
    is_guest: bool = False
    """A guest, or somebody of another organisation: sees, never votes or spends."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A file that came with an event: taken in already (upload, file) through Desk.take_in."""

    upload: UploadId
    file: FileKey
    filename: str
    role: str = ""
    """"" = guess it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with an event and is still on the platform's servers: fetched (Chat.fetch)
    and taken in once the event is accepted, so that no restart loses it."""

    id: str
    """The platform's id of the file."""
    url: str
    """"" where the platform asks for it by id."""
    filename: str
    size: int = 0
    """Bytes as the platform says; 0 = it did not."""
    role: str = ""
    """"" = guess it."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """A slash command, or a form sent for the first time. `text`: typed words still to be read by
    the grammar; `values`: fields by name (lists joined by newlines)."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    command: str
    text: str = ""
    values: tuple[tuple[str, str], ...] = ()
    photos: tuple[Photo, ...] = ()
    attached: tuple[Attached, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names of this act at the far end (an event id, a client's message id)."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled form of a command; `draft`: the draft it completes, or ""."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    command: str
    values: tuple[tuple[str, str], ...]
    photos: tuple[Photo, ...] = ()
    draft: str = ""
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """Words in a thread. `to`: the ref of the message replied to, or ""."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    text: str
    to: str = ""
    photos: tuple[Photo, ...] = ()
    mentions_bot: bool = False
    mentions_others: bool = False
    answers_other: bool = False
    """The message replied to was written by a person, not by the desk."""
    agreed: int | None = None
    """The price (milli-credits) that was on screen under the words; None: none was."""
    attached: tuple[Attached, ...] = ()
    under: str = ""
    """The ref of the message that this thread hangs below, where threads are named by messages: a
    reply below a card that opened no session's thread (a review in direct messages) answers it."""
    aliases: tuple[str, ...] = ()
    """Other names of this act at the far end (an event id, a client's message id)."""
    otherwise: Invocation | None = None
    """What the same words are where they answer no thread and no post of the desk, because they
    call it (a mention, direct messages); None: nothing at all."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """`emoji` as the platform names it; `message` is a post's ref."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    message: str
    emoji: str
    added: bool = True
    aliases: tuple[str, ...] = ()
    """Other names of this act at the far end (an event id, a client's message id)."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button. `press` is Button.press; `revision`: the card's hash as it was shown, so that a
    double click is one act and a press on an old card is told from one on the new."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    press: str
    message: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A person edited the message that carried an instruction."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    message: str
    text: str
    aliases: tuple[str, ...] = ()
    """Other names of this act at the far end (an event id, a client's message id)."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A message, thread or channel was deleted."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    message: str = ""
    aliases: tuple[str, ...] = ()
    """Other names of this act at the far end (an event id, a client's message id)."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A command chosen on one message: "reference" (use as reference) or "edit_message" (edit this
    image, `text` says what changes). `attached`: pictures of a message that is not the desk's."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    name: str
    message: str
    text: str = ""
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Who has which reactions on a post in review now (all of them, bots left out): read after
    downtime, so that votes that came or went meanwhile count. `at`: before it was read, so that
    votes that came while it was are newer. The actor is the desk's own account (is_bot)."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    message: str
    reactions: tuple[tuple[Actor, str], ...] = ()
    """(who, emoji as the platform names it)"""


@dataclass(frozen=True, slots=True)
class Joined:
    """The desk came into a server or workspace; `actor`: who brought it (or its owner), `venue`:
    the first channel it may write to, channel "" = none."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    name: str
    """Of the server or workspace."""
    aliases: tuple[str, ...] = ()
    """Other names of this act at the far end (an event id, a client's message id)."""


@dataclass(frozen=True, slots=True)
class Left:
    """The desk was removed from a server or workspace."""

    origin: str
    actor: Actor
    venue: Venue
    at: float
    aliases: tuple[str, ...] = ()
    """Other names of this act at the far end (an event id, a client's message id)."""


Event = (
    Invocation
    | Submission
    | Reply
    | Reaction
    | Press
    | Edited
    | Gone
    | Shortcut
    | Snapshot
    | Joined
    | Left
)


# --- back -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ask:
    """Open this command's form, prefilled; errors beside the fields."""

    command: str
    values: tuple[tuple[str, str], ...] = ()
    errors: tuple[FieldError, ...] = ()
    draft: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Later:
    """Accepted; the answer comes as a post or a Say. private: only the actor may see it."""

    private: bool = False


@dataclass(frozen=True, slots=True)
class Soon:
    """The answer is a form, or a word, and takes milliseconds: wait for Desk.handle (two seconds at
    most) and acknowledge with what it answers."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing to say. `opens`: a session to bring into view, on surfaces that can."""

    opens: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A card for the actor alone (private) or for the venue, outside any session's posts."""

    card: Card
    private: bool = True
    opens: str = ""
    """A session id or page to bring into view, on surfaces that can."""


First = Ask | Later | Quiet | Soon
Answer = Ask | Say | Quiet


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Autocomplete: at most 25, best first."""

    choices: tuple[Choice, ...] = field(default=())
