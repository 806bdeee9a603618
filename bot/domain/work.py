"""What the studio knows of its work: the read models that services return and views draw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.attribution import NOTHING, LookedUp
from bot.domain.brief import Brief, LookUp
from bot.domain.ids import (
    CampaignId,
    FileKey,
    MemberId,
    OrderId,
    PictureId,
    ReviewId,
    SessionId,
    TeamId,
    VersionId,
)
from bot.domain.model import Quote
from bot.domain.money import Kind
from bot.domain.placement import Format


class Right(StrEnum):
    """What a member may do. SKETCH: free work; SPEND: paid work; SEE: everybody in the team."""

    SEE = "see"
    SKETCH = "sketch"
    SPEND = "spend"
    APPROVE = "approve"
    LEAD = "lead"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Member:
    id: MemberId
    team: TeamId
    name: str
    rights: frozenset[Right]
    practice: bool = False
    """The practice approver of a fresh studio: no person behind it."""


class VersionState(StrEnum):
    """ordered: queued or running; parked: waits for credits; uncertain: the vendor has not said."""

    ORDERED = "ordered"
    PARKED = "parked"
    UNCERTAIN = "uncertain"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class ReviewState(StrEnum):
    OPEN = "open"
    CLOSING = "closing"
    """Enough approvals; the grace time runs (shown: "Approved - locks in 60 s")."""
    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Choice(StrEnum):
    """One person's vote. NONE: taken back. LIKE never counts as a vote."""

    APPROVE = "approve"
    CHANGES = "changes"
    REJECT = "reject"
    NONE = "none"
    LIKE = "like"


@dataclass(frozen=True, slots=True)
class Name:
    """142, 142.3 or 142.3b: the name of a brief, a version, a picture."""

    session: int
    version: int = 0
    letter: str = ""

    def __str__(self) -> str:
        return f"{self.session}" + (f".{self.version}{self.letter}" if self.version else "")


@dataclass(frozen=True, slots=True)
class Picture:
    id: PictureId
    version: VersionId
    name: Name
    """Without a letter when the version has one picture."""
    file: FileKey
    mime: str
    width: int
    height: int
    bytes: int
    alt: str
    notes: tuple[str, ...]
    picked: bool
    discarded: bool = False
    looked_up: LookedUp = NOTHING
    """Shown with the picture wherever it stands: the vendor demands it."""


@dataclass(frozen=True, slots=True)
class Comment:
    id: str
    member: MemberId
    name: str
    text: str
    at: float
    wants_change: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    member: MemberId
    name: str
    choice: Choice
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Wanted changes that an admin dismissed: names and words, as the review shows them."""

    name: str
    wanted: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """The voting on one picture, folded."""

    id: ReviewId
    picture: PictureId
    state: ReviewState
    votes: tuple[Vote, ...]
    """The live votes that count."""
    approvals: int
    needed: int
    opened: float
    locks_at: float | None
    """While closing: when it seals."""
    sealed_at: float | None
    deadline: float | None
    who_may: tuple[str, ...]
    """Names of those who may decide."""
    own_work: bool = False
    """A maker approved alone: the record says so."""
    kind: str = "approval"
    """approval | layout (a free sketch) | practice"""
    reason: str = ""
    replaced_by: str = ""
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    id: VersionId
    order: OrderId
    session: SessionId
    name: Name
    maker: MemberId
    maker_name: str
    instruction: str
    """"" for the first version of a brief."""
    change: str
    """The instruction without what it says of the format: what the model is asked for."""
    format: Format
    parent: PictureId | None
    parent_name: Name | None
    """The picture it was made from; shown when a person might not expect it."""
    quote: Quote
    state: VersionState
    pictures: tuple[Picture, ...]
    review: Review | None
    """Of its picked or only picture."""
    ordered_at: float
    started_at: float | None
    finished_at: float | None
    queue_place: int
    """While waiting: 1 = next."""
    spent: int | None
    """Milli-credits; None until settled."""
    balance_after: int | None
    photos: int = 0
    """How many came with its instruction."""
    problem: str = ""
    """Code of what went wrong, with problem_fields."""
    problem_fields: tuple[tuple[str, str], ...] = ()
    prompt: str = ""
    """As sent."""
    reference: str = ""
    """Short reference number for the log."""
    comments: tuple[Comment, ...] = ()
    likes: int = 0
    parent_moved: bool = False
    """The wanted parent failed; the nearest ready ancestor was taken, and the card says so."""
    quality: str = ""
    """As it was sent, for models that have qualities."""
    look_up: LookUp = LookUp.NO
    waits_until: float | None = None
    """Held up by its vendor, and tried again then: nothing of it is under way."""
    stopping: bool = False
    """A person asked to stop running paid work: it ends, the price is spent either way."""


@dataclass(frozen=True, slots=True)
class Session:
    id: SessionId
    team: TeamId
    number: int
    title: str
    brief: Brief
    maker: MemberId
    maker_name: str
    campaign: CampaignId
    campaign_name: str
    private: bool
    created: float
    versions: tuple[Version, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One team's money, milli-credits."""

    free: int
    reserved: int
    jobs: int
    """Orders that hold the reserved credits."""
    practice: bool
    """These are practice credits: the team has had no real grant yet."""
    granted: int
    """Sum of live lots, for "5 % of what is left" and the alerts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger as people read it."""

    id: str
    at: float
    kind: str
    """grant | spend | refund | lapse | adjust | reserve (open holds)"""
    amount: int
    """Milli-credits, signed."""
    balance_after: int
    member: str
    name: str
    """142.3, or ""."""
    session: SessionId | None
    model: str
    note: str
    lot_kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The team's rules; the newest revision counts, every older one is kept."""

    revision: int
    approvals: int = 1
    own_work: str = "alone"
    """never | alone (a maker may approve only while no other approver exists)."""
    grace_s: int = 60
    ask_above: int = 10_000
    """Ask before spending above this many milli-credits."""
    ask_above_percent: int = 5
    first_paid_asks: int = 3
    """A person's first paid briefs are always asked."""
    venue_daily_cap: int = 500_000
    """Milli-credits a day and channel."""
    member_daily_cap: int = 200_000
    waiting_cap: int = 20
    """Orders of one member that wait or run at once."""
    everybody_sketches: bool = True
    thread_mode: str = "auto"
    """auto | mention (only a mention of the bot edits)."""
    time_zone: str = "UTC"
    monthly_budget: int = 0
    """Milli-credits granted each month; 0 = none."""
    quiet: str = "19-08"
    """Hours of the team's clock in which nobody is told what can wait; "off" = none."""
    quiet_weekends: bool = True
    kit_model: str = "auto"
