"""The driven ports: Chat, ImageModel, Files, Shelf, Pixels, Notes, Lease, Clock, Ids (driving:
desk.py).

A port exists only where a second form exists or a stand-in is needed; stand-ins subclass the port
so that they cannot drift from it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.cards import Card
from bot.domain.brief import Brief, LookUp, PictureFacts, Role
from bot.domain.ids import FileKey, PostId, SessionId
from bot.domain.model import Model, Provider
from bot.domain.outcome import Health, Outcome
from bot.domain.placement import Format
from bot.errors import BadPicture
from bot.events import Attached, Platform, Venue


class Clock(ABC):
    """Time. The only source of now and the only way to wait."""

    @abstractmethod
    def now(self) -> float:
        """Epoch seconds, UTC; may jump when the computer's clock is set."""

    @abstractmethod
    def monotonic(self) -> float:
        """Seconds that never go back; for measuring spans."""

    @abstractmethod
    async def sleep(self, seconds: float) -> None: ...


class Ids(ABC):
    """New ids: sortable by time, unguessable; [0-9a-z], at most 26 characters."""

    @abstractmethod
    def new(self) -> str: ...


class Files(ABC):
    """Bytes by their sha256. A put is durable (fsync) when it returns; the same bytes are one file.

    Raises DiskFull when there is no room; NotFound from get for an unknown key.
    """

    @abstractmethod
    async def put(self, data: bytes) -> FileKey: ...

    @abstractmethod
    async def get(self, key: FileKey) -> bytes: ...

    @abstractmethod
    async def size(self, key: FileKey) -> int:
        """Bytes; raises NotFound."""

    async def room(self) -> int | None:
        """Bytes that are free where files are kept; None where nobody counts them."""
        return None


@dataclass(frozen=True, slots=True)
class Taken:
    """An upload after intake: upright, sRGB, 8 bit, PNG or JPEG, bounded, metadata dropped."""

    data: bytes
    facts: PictureFacts


@dataclass(frozen=True, slots=True)
class Fitted:
    data: bytes
    mime: str
    width: int
    height: int
    note: str = ""
    """"enlarged x1.26", "quality 82 to stay under 150 kB"; "" = nothing worth saying."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two pictures of one session."""

    share: float
    """0..1 of the picture."""
    boxes: tuple[tuple[float, float, float, float], ...]
    """(left, top, right, bottom), each 0..1 of the picture; at most 12."""
    tone: str = ""
    """"a little warmer overall" or ""."""


class Pixels(ABC):
    """imaging/ on threads of its own (big encodes in a child process): never on the event loop.

    Raises BadPicture for what cannot be read.
    """

    @abstractmethod
    async def take_in(self, data: bytes, filename: str) -> Taken: ...

    @abstractmethod
    async def measure(self, data: bytes) -> tuple[int, int, str]:
        """(width, height, mime) read from the bytes."""

    @abstractmethod
    async def preview(self, data: bytes, longest: int) -> bytes:
        """A JPEG with the longest side at most `longest` pixels."""

    @abstractmethod
    async def fit(self, data: bytes, fmt: Format, max_bytes: int, alt: str = "") -> Fitted:
        """The exact pixels and file type of a format: cover-crop, resize, encode to budget. `alt`:
        what is seen, kept inside the file."""

    @abstractmethod
    async def within(self, data: bytes, max_bytes: int, mimes: frozenset[str]) -> Fitted:
        """The same picture as a file of at most `max_bytes` in one of `mimes` (image/jpeg among
        them): untouched where it fits, else the best JPEG that does, smaller in pixels at last."""

    @abstractmethod
    async def changes(self, before: bytes, after: bytes) -> Changes: ...

    @abstractmethod
    async def stamp(self, data: bytes, word: str) -> bytes:
        """The same picture with a banner word (PRACTICE) that cannot be overlooked."""

    @abstractmethod
    async def close(self) -> None: ...


class Shelf(ABC):
    """Stored pictures as files that a platform takes: for posts whose audience is settled."""

    @abstractmethod
    async def within(self, file: FileKey, max_bytes: int, mimes: frozenset[str]) -> Fitted:
        """See Pixels.within; `note` says what was changed. Raises NotFound."""

    @abstractmethod
    async def size(self, file: FileKey) -> int:
        """Bytes of the file as it is kept; raises NotFound."""


@dataclass(frozen=True, slots=True)
class RoledPicture:
    role: Role
    data: bytes
    facts: PictureFacts
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """The picture to change: its bytes untouched, what its model wants back, how it came about."""

    data: bytes
    mime: str
    model: str
    layers: str
    instructions: tuple[str, ...]
    """From the first version to this one; the brief's own words are not among them."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one model: everything it needs, nothing it has to look up."""

    key: str
    """order id/kind/n: the same key is the same picture."""
    model: Model
    brief: Brief
    format: Format
    prompt: str
    """Compiled, as it will be sent."""
    references: tuple[RoledPicture, ...] = ()
    parent: Parent | None = None
    instruction: str = ""
    index: int = 0
    """0-based number of this picture in its version; variation comes from here, not from chance."""
    quality: str = ""
    thinking: str = ""
    look_up: LookUp = LookUp.NO
    """What the model may search for; it decides itself whether it does."""
    partials: int = 0
    """Unfinished pictures to send on the way, where the vendor can; they are in the price."""
    person: str = ""
    """A stable mark of who asks, for a vendor's own checks: a hash, never a name or an account."""
    timeout_s: float = 300.0


class ImageModel(ABC):
    """One provider: draws one picture a call. Never raises for what a vendor may answer: every
    answer is an Outcome. CancelledError passes through."""

    provider: Provider

    @abstractmethod
    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        """`partial` may be called with an unfinished picture, only to be shown."""

    async def greet(self) -> tuple[Health, ...]:
        """Asks every account or server behind it for its list of models, for a few seconds at
        most; for `doctor`. Never raises; empty where there is nobody to ask."""
        return ()

    async def close(self) -> None:
        """Release sockets; nothing to do for local models."""
        return


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post as it should stand: the outbox row that Chat is asked to make true."""

    post: PostId
    venue: Venue
    card: Card
    revision: str
    """Hash of the card; comes back in Press.revision."""
    session: SessionId | None = None
    pings: tuple[str, ...] = ()
    """Accounts that this post may notify, once, when it is posted; never on an edit."""
    planned: float = 0.0
    """When it was first meant to be posted (epoch seconds): where `look` begins to look."""


class Chat(ABC):
    """One platform's way to show cards. `ref` is one canonical string per adapter; the same string
    comes back in Reaction.message and Reply.to. Raises Unreachable (a Problem) where a person has
    to act (gone, no permission, locked), ChatUnknown when it is not known whether the post arrived.
    Waits out rate limits itself."""

    platform: Platform
    rooted: bool = True
    """A brief's root message opens its thread and is the first version's card. The page is not:
    there the root stands in the channel beside a thread that shows every version."""
    reviews_by_dm: bool = False
    """Every approver of the platform has the review card as a direct message too."""

    @abstractmethod
    async def post(self, wanted: Wanted) -> str:
        """Returns the ref. A venue whose channel is "@account" is that person's direct messages."""

    @abstractmethod
    async def edit(self, ref: str, wanted: Wanted) -> None:
        """Never swaps a picture; one may be added where none was."""

    @abstractmethod
    async def look(self, wanted: Wanted) -> str | None:
        """The ref of an earlier post with this post id, or None: asked before posting again."""

    @abstractmethod
    async def open_thread(self, ref: str, venue: Venue, title: str) -> Venue:
        """A thread under a post; where it exists already, that one. Where the platform has none
        (Discord's direct messages) the channel itself, as its own thread."""

    @abstractmethod
    async def tell(self, actor: str, venue: Venue, card: Card) -> None:
        """A private card to one user (ephemeral or DM)."""

    @abstractmethod
    async def say(self, venue: Venue, card: Card) -> None:
        """A card for everybody in a venue, outside any session (the welcome)."""

    async def ready(self) -> None:
        """Returns once the platform can be reached for the first time: until then nothing that was
        accepted before a restart is answered there."""
        return

    async def remove(self, ref: str) -> None:
        """Takes a post of our own away (progress that ended); gone already is fine."""
        del ref

    async def private_place(self, venue: Venue, account: str, title: str) -> Venue:
        """Where a private brief of this person lives: a private thread of the channel, or their
        direct messages (thread "" = open_thread follows). Elsewhere: the same venue."""
        del account, title
        return venue

    async def fetch(self, attached: Attached) -> bytes:
        """A file that came with an event, from the platform's own servers only, capped while it
        streams. Raises BadPicture (too_large, expired)."""
        raise BadPicture(attached.filename, "expired")


class ChatUnknown(Exception):
    """The request left, no answer came: look before posting again."""


class Notes(ABC):
    """Structured log lines. Never a person's words, never a secret."""

    @abstractmethod
    def within(self, request: str) -> AbstractContextManager[None]:
        """Lines noted inside carry this request id, also those of tasks started inside."""

    @abstractmethod
    def note(self, event: str, **fields: str | float | bool | None) -> None: ...

    @abstractmethod
    def bug(self, event: str, error: BaseException) -> str:
        """Logs a traceback; returns the short reference that the person sees."""


class Lease(ABC):
    """Proof that nobody else runs on this database (a file lock beside it)."""

    @abstractmethod
    def take(self) -> None:
        """Raises Locked when another process holds it."""

    @abstractmethod
    def free(self) -> None: ...
