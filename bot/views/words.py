"""The words for our own terms: states, choices, roles, stages, formats, money and time. Code
words stay in the code; a test looks for them in every string of this room."""

from __future__ import annotations

from bot.cards import Line, Said, Strong
from bot.domain.brief import Keep, LookUp, Role
from bot.domain.choose import Reason
from bot.domain.model import Catalogue, Provider, Quote
from bot.domain.money import Kind, shown
from bot.domain.placement import Format
from bot.domain.reaction import Meaning, character
from bot.domain.work import Balance, Choice, ReviewState, Right, Version, VersionState

ROLE = {
    Role.PRODUCT: "product",
    Role.CHARACTER: "person or character",
    Role.STYLE: "style",
    Role.BACKGROUND: "background",
    Role.LAYOUT: "layout",
    Role.PALETTE: "palette",
    Role.LOGO: "logo",
    Role.TEXTURE: "texture",
    Role.BASE: "the picture to change",
    Role.MASK: "where to change it",
}
KEEP = {Keep.STRICT: "exact", Keep.BALANCED: "close", Keep.FREE: "loose"}
LOOK_UP = {LookUp.WEB: "look it up on the web", LookUp.PICTURES: "look up pictures too"}
STATE = {
    VersionState.ORDERED: "drawing",
    VersionState.PARKED: "parked",
    VersionState.UNCERTAIN: "checking with the vendor",
    VersionState.READY: "ready",
    VersionState.FAILED: "did not work",
    VersionState.CANCELLED: "cancelled",
    VersionState.DISCARDED: "discarded",
}
REVIEW = {
    ReviewState.OPEN: "in review",
    ReviewState.CLOSING: "approved, not locked yet",
    ReviewState.APPROVED: "approved and locked",
    ReviewState.CHANGES: "needs changes",
    ReviewState.REJECTED: "rejected",
    ReviewState.SUPERSEDED: "replaced",
    ReviewState.EXPIRED: "time is over",
    ReviewState.WITHDRAWN: "taken back",
    ReviewState.REVOKED: "approval taken back",
}
CHOICE = {
    Choice.APPROVE: "approves",
    Choice.CHANGES: "needs changes",
    Choice.REJECT: "rejects",
    Choice.NONE: "took the vote back",
    Choice.LIKE: "likes it",
}
RIGHT = {
    Right.SEE: "sees everything",
    Right.SKETCH: "sketches",
    Right.SPEND: "spends credits",
    Right.APPROVE: "approves",
    Right.LEAD: "leads",
    Right.ADMIN: "admin",
}
STAGE = {
    "waiting": "Waiting...",
    "drawing": "Drawing...",
    "still_drawing": "Still drawing...",
    "saving": "Saving...",
}
"""Progress.stage -> what people see."""
BECAUSE = {
    Reason.NO_KEY: "no key yet",
    Reason.FREE: "only admins spend here so far",
    Reason.PRODUCT: "keeps product photos",
    Reason.TEXT: "sets long text well",
    Reason.CHARACTERS: "keeps several people apart",
    Reason.BANNER: "draws long banners",
    Reason.DRAFT: "good enough for a draft, and cheap",
    Reason.FINISH: "what this size needs, no more",
    Reason.SAME_LOOK: "same look as the draft",
}
GRANT = {
    Kind.MONTHLY: "monthly budget",
    Kind.PURCHASED: "bought",
    Kind.PROMO: "gift",
    Kind.REFUND: "given back",
    Kind.ADJUST: "correction",
    Kind.PRACTICE: "practice",
}
ENTRY = {
    "grant": "added",
    "spend": "spent",
    "refund": "given back",
    "lapse": "expired",
    "adjust": "corrected",
    "reserve": "reserved",
}
"""Entry.kind -> what people see."""
HOUSE = {
    "above_price": "more than the price shown",
    "refused": "refused",
    "no_image": "answered in words",
    "bad_response": "sent no picture",
    "timeout_unknown_cost": "never answered",
    "given_back": "never answered, given back",
    "stopped": "stopped in the middle",
    "crash": "lost in a crash",
    "disk_full": "lost to a full disk",
    "bug": "lost to a mistake of ours",
}
"""Why a vendor billed what the team was not charged -> what admins see."""
LEGEND = (
    f"{character(Meaning.APPROVE)} approve   {character(Meaning.CHANGES)} needs changes   "
    f"{character(Meaning.REJECT)} reject"
)


def because(reason: str) -> str:
    """Quote.reason in words, at most eight of them; "" when a person chose."""
    return BECAUSE[Reason(reason)] if reason in set(Reason) else reason


def state_named(text: str) -> VersionState | ReviewState | None:
    """The state that people mean by a word of ours, or by the beginning of one; None: no such."""
    wanted = text.strip().lower()
    words: dict[str, VersionState | ReviewState] = {
        **{word: review for review, word in REVIEW.items()},
        **{word: state for state, word in STATE.items()},
    }
    begins = sorted((word for word in words if wanted and word.startswith(wanted)), key=len)
    return words[begins[0]] if begins else None


def state_word(version: Version) -> str:
    """The one word for a version: its review where it has one, else its own state."""
    if version.state is VersionState.READY and version.review is not None:
        return review_word(version)
    if is_waiting(version):
        return "waiting"
    return STATE[version.state]


def is_waiting(version: Version) -> bool:
    """Ordered, and nothing of it is under way: for its turn, or for its vendor."""
    begun = version.started_at is not None and version.waits_until is None
    return version.state is VersionState.ORDERED and not begun


def review_word(version: Version) -> str:
    """Where the review of a version stands; a sketch is agreed, a practice picture only
    practised."""
    review = version.review
    if review is None:
        return ""
    if review.state is ReviewState.APPROVED:
        return approved_word(review.kind)
    if review.state is ReviewState.SUPERSEDED and review.replaced_by:
        return f"replaced by {review.replaced_by}"
    return REVIEW[review.state]


def approved_word(kind: str) -> str:
    """What the end of a review is called."""
    named = {"layout": "layout agreed", "practice": "approved (practice)"}
    return named.get(kind, REVIEW[ReviewState.APPROVED])


def pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"


def about(seconds: int) -> str:
    """A span as people say it: about 9 s, about 3 min."""
    if seconds < 90:  # noqa: PLR2004 - up to a minute and a half, seconds are what people count
        return f"about {max(1, seconds)} s"
    return f"about {round(seconds / 60)} min"


def model_name(catalogue: Catalogue, model: str) -> str:
    """As people say it; the id of a model that this release no longer knows."""
    known = catalogue.model(model)
    return known.name if known else model


def model_words(catalogue: Catalogue, quote: Quote) -> str:
    """As "Nano Banana 2.1, 1K (auto: keeps product photos)"."""
    name = model_name(catalogue, quote.model)
    size = f", {quote.size}" if quote.size else ""
    reason = f" (auto: {because(quote.reason)})" if quote.reason else ""
    return f"{name}{size}{reason}"


def format_words(catalogue: Catalogue, fmt: Format) -> str:
    """As "Instagram story 1080x1920", or "9:16 1080x1920" where no placement was named."""
    if fmt.is_sheet:
        return "all formats on one sheet"
    known = catalogue.placement(fmt.placement)
    return f"{known.name if known else fmt.ratio} {fmt.width}x{fmt.height}"


def left(balance: Balance) -> str:
    """What can still be spent: "1,200.6 left"."""
    return left_of(balance.free, practice=balance.practice)


def left_of(amount: int, *, practice: bool) -> str:
    return f"{shown(amount)} practice credits left" if practice else f"{shown(amount)} left"


def price(quote: Quote) -> str:
    """For buttons: "3.4", or "free"."""
    return shown(quote.up_to) if quote.up_to else "free"


def name_line(version: Version) -> Line:
    """What a version is called and, for an edit, what was asked."""
    if not version.instruction:
        return (Strong(str(version.name)),)
    return Strong(str(version.name)), ' "', Said(version.instruction, 120), '"'


PROVIDER = {
    Provider.SKETCH: "sketch",
    Provider.GOOGLE: "Google",
    Provider.OPENAI: "OpenAI",
    Provider.SELF_HOSTED: "your own server",
}
SHEET_WORDS = "all formats on one sheet"
"""The instruction that the sheet shows."""
FINISH_WORDS = "finish it"
"""The instruction that Finish shows: the same picture, as good as its place needs."""


def same_in(name: str) -> str:
    """The instruction that Other formats shows."""
    return f"same as {name}"


def made_with(model: str) -> str:
    """The instruction of the same brief drawn by another model."""
    return f"made with {model}"
