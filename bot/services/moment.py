"""Who asks, and what came of it: the two values that every taking of an order speaks in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.brief import Brief
from bot.domain.finding import Finding
from bot.domain.ids import DraftId
from bot.domain.model import Quote
from bot.domain.work import Balance, Member
from bot.events import Venue
from bot.store import versions


@dataclass(frozen=True, slots=True)
class Moment:
    """Who asks, where, when, under which effect, and which price was on screen."""

    member: Member
    venue: Venue
    effect: str
    at: float
    now: float
    agreed: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An order, or a question: then `draft` waits for its answer."""

    draft: DraftId
    brief: Brief
    quote: Quote
    balance: Balance
    findings: tuple[Finding, ...] = ()
    version: versions.VersionRow | None = None
    name: str = ""
    """Of the picture that an edit changes."""
