"""What an outcome means for an order: its name, what is said, whether a repetition can help.

facts/models.md section 6: only "busy" and "down" are safe to try again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.outcome import (
    AuthOrVerification,
    BadRequest,
    BadResponse,
    Failure,
    ModelGone,
    NoImage,
    Ok,
    Outcome,
    ProviderDown,
    QuotaOrBilling,
    RateLimited,
    Refused,
    TimeoutUnknownCost,
)

TRIES = 4
"""Calls of one picture for outcomes that are safe to repeat (busy, down)."""
BACKOFF_S = 2.0
WAIT_MAX_S = 120.0
"""A vendor that asks for a longer pause than this is told to the person instead."""
ALARMING = frozenset({"quota_or_billing", "auth_or_verification", "model_gone"})
"""Outcomes that only an admin can mend: they are told."""

_NAMES: Mapping[type[Outcome], str] = {
    Ok: "no_image",
    Refused: "refused",
    NoImage: "no_image",
    RateLimited: "rate_limited",
    QuotaOrBilling: "quota_or_billing",
    AuthOrVerification: "auth_or_verification",
    BadRequest: "bad_request",
    ModelGone: "model_gone",
    ProviderDown: "provider_down",
    TimeoutUnknownCost: "timeout_unknown_cost",
    BadResponse: "bad_response",
}


def name_of(outcome: Outcome) -> str:
    """The word that views has a sentence for. An Ok without a picture is no_image."""
    return _NAMES[type(outcome)]


def detail_of(outcome: Outcome) -> str:
    """For people, where the answer says something they can act on; never a secret, bounded."""
    match outcome:
        case Refused(categories=categories):
            return ", ".join(categories)[:200]
        case AuthOrVerification(step=step):
            return str(step)
        case BadRequest(code=code, message=message):
            return f"{code}:{message}"[:200] if code else message[:200]
        case _:
            return ""


def wait_before_retry(outcome: Failure | Ok, attempt: int) -> float | None:
    """Seconds before the next try, None for outcomes that a repetition does not mend."""
    backoff = BACKOFF_S * float(2 ** (attempt - 1))
    match outcome:
        case RateLimited(again=False) | ProviderDown(again=False):
            return None
        case RateLimited(retry_after_s=after):
            wait = max(after or 0.0, backoff)
            return wait if wait <= WAIT_MAX_S else None
        case ProviderDown():
            return backoff
        case _:
            return None
