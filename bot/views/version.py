"""A version as its own message, whatever state it is in: the one way from a version to its card."""

from __future__ import annotations

from bot.cards import Card
from bot.domain.model import Catalogue, Quote
from bot.domain.work import Balance, Session, Version, VersionState
from bot.views.parked import parked_card
from bot.views.pick import pick_card
from bot.views.result import discarded_card, result_card
from bot.views.running import running_card


def version_card(
    session: Session,
    version: Version,
    *,
    catalogue: Catalogue,
    balance: Balance,
    teach: bool = False,
    finish: Quote | None = None,
    again: Quote | None = None,
    offer: Quote | None = None,
    fit: Quote | None = None,
    instead: Quote | None = None,
    suggestions: tuple[str, ...] = (),
) -> Card:
    """Running, parked, failed, several to pick from, one picture, or discarded."""
    match version.state:
        case VersionState.PARKED:
            return parked_card(session, version, balance=balance, fit=fit)
        case VersionState.DISCARDED:
            return discarded_card(session, version)
        case VersionState.READY if len(version.pictures) > 1:
            return pick_card(session, version, catalogue=catalogue, balance=balance)
        case VersionState.READY if version.pictures:
            return result_card(
                session,
                version,
                catalogue=catalogue,
                balance=balance,
                teach=teach,
                finish=finish,
                again=again,
                offer=offer,
                suggestions=suggestions,
            )
        case _:
            return running_card(session, version, catalogue=catalogue, instead=instead)
