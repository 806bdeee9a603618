"""Every way a call can fail -> one named outcome. Words of a server are cut and hold no key.

"The picture may have been made" decides: what left and was not answered is of unknown cost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import isfinite

import httpx2
import openai

from bot.domain.outcome import (
    Access,
    AuthOrVerification,
    BadRequest,
    BadResponse,
    Failure,
    ModelGone,
    ProviderDown,
    QuotaOrBilling,
    RateLimited,
    Refused,
    TimeoutUnknownCost,
)

MAX_WORDS = 200
"""Characters of a server's own message: more does not fit a card."""
STAGES = frozenset({"input", "output"})
REFUSALS = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
BILLING = frozenset({
    "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "quota_exceeded",
})  # fmt: skip
REGIONS = frozenset({"unsupported_country_region_territory"})
GONE = frozenset({"model_not_found", "model_deprecated", "model_shutdown"})
NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
GAVE_UP_WAITING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT, 524})
"""A gateway that stopped waiting does not know what the model behind it did."""
_KEYS = re.compile(r"\b(?:sk|key|Bearer)[-_ ][\w.*+/=-]{4,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What an error body says, whatever its shape."""

    code: str = ""
    kind: str = ""
    message: str = ""
    stage: str = "unknown"
    categories: tuple[str, ...] = ()
    structured: bool = False
    """JSON of the API, not a page of something in between."""


def told(body: object) -> Told:
    """{"error": {...}}, {"error": "words"}, {"detail": ...}, {"message": ...}, a bare string."""
    if isinstance(body, str):
        return Told(message="" if "<" in body[:64] else words(body))
    if not isinstance(body, Mapping):
        return Told()
    inner = body.get("error", body)
    if isinstance(inner, str):
        return Told(message=words(inner), structured=True)
    if not isinstance(inner, Mapping):
        return Told(structured=True)
    details = inner.get("moderation_details")
    details = details if isinstance(details, Mapping) else {}
    categories = details.get("categories")
    stage = details.get("moderation_stage")
    return Told(
        code=str(inner.get("code") or ""),
        kind=str(inner.get("type") or ""),
        message=words(_message(inner)),
        stage=stage if isinstance(stage, str) and stage in STAGES else "unknown",
        categories=tuple(words(str(c)) for c in categories) if isinstance(categories, list) else (),
        structured=True,
    )


def _message(body: Mapping[object, object]) -> str:
    for name in ("message", "detail", "error"):
        found = body.get(name)
        if isinstance(found, str):
            return found
        if isinstance(found, list):  # FastAPI: one entry a field
            return "; ".join(str(e.get("msg", "")) for e in found if isinstance(e, Mapping))
    return ""


def words(text: str) -> str:
    """One line, cut, and whatever looks like a key left out."""
    line = " ".join(_KEYS.sub("[key]", text).split())
    return line if len(line) <= MAX_WORDS else line[: MAX_WORDS - 1].rstrip() + "\u2026"


def of_error(error: Exception, model: str) -> Failure:
    """An exception of the SDK, its transport, or the deadline around both."""
    if isinstance(error, openai.APIStatusError):
        return of_status(error.status_code, error.response.headers, error.body, model)
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    if isinstance(cause, NEVER_SENT):
        return ProviderDown("no connection")
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError | TimeoutError):
        return TimeoutUnknownCost()
    return BadResponse(type(error).__name__)


def of_status(status: int, headers: Mapping[str, str], body: object, model: str) -> Failure:
    """An answer that is not a success."""
    said = told(body)
    named = of_code(said, model)
    if named is not None:
        return named
    again = headers.get("x-should-retry", "") != "false"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(retry_after(headers), again=again)
    if status in GAVE_UP_WAITING:
        return TimeoutUnknownCost()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.CONFLICT:
        return ProviderDown(str(status), again=again)
    return _refused_call(status, said, model)


def _refused_call(status: int, said: Told, model: str) -> Failure:
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return QuotaOrBilling(said.message)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return AuthOrVerification(_step(said))
    if status == HTTPStatus.NOT_FOUND:
        wrong_address = not said.structured or said.message.startswith("Invalid URL")
        return (
            BadResponse("404: no image API at this address") if wrong_address else ModelGone(model)
        )
    if status < HTTPStatus.BAD_REQUEST:
        return BadResponse(f"{status}: sent elsewhere")
    return BadRequest(said.message or str(status))


def _step(said: Told) -> Access:
    if "verif" in said.message.lower():
        return Access.VERIFICATION
    return Access.REGION if said.code in REGIONS else Access.KEY


def of_code(said: Told, model: str) -> Failure | None:
    """What the code alone decides, in an answer or in the middle of a stream."""
    if said.code in REFUSALS:
        return Refused(said.stage, said.categories, said.message)
    if said.code in BILLING or said.kind in BILLING:
        return QuotaOrBilling(said.message)
    if said.code in GONE:
        return ModelGone(model)
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds; a date counts from the server's own clock, so that ours cannot be wrong."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        return max(0.0, seconds) if isfinite(seconds) else None
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, (until - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (TypeError, ValueError):
        return None
