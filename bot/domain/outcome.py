"""Every answer a model can give, as one closed union: worker and views match it exhaustively."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.attribution import NOTHING, LookedUp
from bot.domain.model import Usage


@dataclass(frozen=True, slots=True)
class Made:
    """One picture as the model returned it: bytes untouched, width and height read from them."""

    data: bytes
    mime: str
    width: int
    height: int
    layers: str = ""
    """What the model wants back when this picture is edited (JSON, base64); opaque to the rest."""
    alt: str = ""
    """What is seen, one sentence."""
    notes: tuple[str, ...] = ()
    """For people: what the sketch drew for an edit, and what a real model would do."""
    looked_up: LookedUp = NOTHING


@dataclass(frozen=True, slots=True)
class Ok:
    pictures: tuple[Made, ...]
    usage: Usage = field(default_factory=Usage)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The model will not draw this. `stage`: input | output | unknown."""

    stage: str
    categories: tuple[str, ...] = ()
    provider_text: str = ""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class NoImage:
    text: str = ""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class RateLimited:
    retry_after_s: float | None = None
    again: bool = True
    """False: the vendor says that a repetition does not help."""


@dataclass(frozen=True, slots=True)
class QuotaOrBilling:
    detail: str = ""


class Access(StrEnum):
    """What stands between us and a vendor; views says what an admin does about each."""

    KEY = "key"
    VERIFICATION = "verification"
    """The key is good; the organisation behind it must be verified first."""
    REGION = "region"
    LIMITED = "limited"
    """The vendor has limited the account."""


@dataclass(frozen=True, slots=True)
class AuthOrVerification:
    """Never with the vendor's own words: some repeat the key in them."""

    step: Access = Access.KEY


@dataclass(frozen=True, slots=True)
class BadRequest:
    """The vendor says the call is wrong; `code` is a word of ours that views has a sentence for."""

    message: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class ModelGone:
    model: str


@dataclass(frozen=True, slots=True)
class ProviderDown:
    detail: str = ""
    again: bool = True
    """As for RateLimited."""


@dataclass(frozen=True, slots=True)
class TimeoutUnknownCost:
    """The call may have been billed: never repeated by itself, the order turns uncertain."""


@dataclass(frozen=True, slots=True)
class BadResponse:
    detail: str = ""


Failure = (
    Refused
    | NoImage
    | RateLimited
    | QuotaOrBilling
    | AuthOrVerification
    | BadRequest
    | ModelGone
    | ProviderDown
    | TimeoutUnknownCost
    | BadResponse
)
Outcome = Ok | Failure


@dataclass(frozen=True, slots=True)
class Health:
    """What one account or server answers when it is only greeted. Nothing is spent."""

    what: str
    """"OpenAI", or the name of a server of one's own."""
    trouble: Failure | None = None
    """None: it is there and takes the key."""
    models: frozenset[str] = frozenset()
    """Ids that it lists. A list may omit models that work: never a reason to take one away."""
    ends: tuple[tuple[str, str], ...] = ()
    """(model id, ISO date): what the vendor says will be shut down."""
