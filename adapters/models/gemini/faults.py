"""Every answer of generateContent that is not a 200 -> one outcome. Google bills none of them.

Only what a person can use is repeated from the vendor's words, and never the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from adapters.models.gemini.json_reading import Json, mapping, mappings, parsed, words
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
    TimeoutUnknownCost,
)

MAX_SAID = 300
"""Characters of a vendor's sentence that are passed on."""
DAY_WAIT_S = 3600.0
"""A quota of the day comes back at midnight Pacific; minutes of waiting do not mend it."""
_SIGNATURE = re.compile(r"thought[_ ]?signature", re.IGNORECASE)
_NO_MONEY = re.compile(
    r"billing (?:account|is|has|must|to be)|enable billing|prepay|spending cap|credits? (?:are|is)"
    r" depleted|limit: 0\b|dunning",
    re.IGNORECASE,
)
"""The plain 429 also says "check your plan and billing details": that alone is no money trouble."""
_KEY_TROUBLE = re.compile(
    r"api[ _]key (?:not valid|invalid|expired)|API_KEY_|valid api key|location is not supported",
    re.IGNORECASE,
)
_REGION = re.compile(r"location is not supported", re.IGNORECASE)
_NO_ANSWER = frozenset({408, 504})


def fault(status: int, headers: Mapping[str, str], body: bytes, model: str, key: str) -> Failure:
    """`body` may be cut or empty: the status alone decides then."""
    error = mapping(mapping(parsed(body)).get("error"))
    said = without_key(words(error.get("message")), key)
    if status == 429:  # noqa: PLR2004 - HTTP's own numbers are clearer than names for them
        return _busy(error, said, headers)
    if status in _NO_ANSWER and not error:
        return TimeoutUnknownCost()  # a gateway gave up waiting: the call may have gone through
    if status >= 500:  # noqa: PLR2004
        return ProviderDown(f"HTTP {status}")
    if status == 404:  # noqa: PLR2004
        # Without the API's own error it is an address that is wrong, not a model that is gone.
        return ModelGone(model) if error else BadResponse("HTTP 404, not from the Gemini API")
    if status < 400:  # noqa: PLR2004
        return BadResponse(f"HTTP {status}")
    return _refusal(status, error, said)


def signature_refused(status: int, body: bytes) -> bool:
    """The kept turn was not taken back: the same edit works from a fresh turn."""
    message = words(mapping(mapping(parsed(body)).get("error")).get("message"))
    return status == 400 and bool(_SIGNATURE.search(message))  # noqa: PLR2004


def without_key(text: str, key: str) -> str:
    """Shortened, on one line, and whatever looks like a key of Google's blotted out."""
    if key:
        text = text.replace(key, "***")
    text = re.sub(r"AIza[\w-]{8,}|AQ\.[\w-]{8,}", "***", text)
    return " ".join(text.split())[:MAX_SAID]


def _refusal(status: int, error: Json, said: str) -> Failure:
    reasons = " ".join(words(detail.get("reason")) for detail in mappings(error.get("details")))
    about = f"{said} {reasons} {words(error.get('status'))}"
    if status == 402 or _NO_MONEY.search(about) or "BILLING_DISABLED" in about:  # noqa: PLR2004
        return QuotaOrBilling(said)
    if status in {401, 403} or _KEY_TROUBLE.search(about):
        step = Access.REGION if _REGION.search(about) else Access.KEY
        return AuthOrVerification(step)
    if status in _NO_ANSWER:
        return ProviderDown(f"HTTP {status}")
    if status == 413:  # noqa: PLR2004
        return BadRequest(said or "the photos are too large together")
    return BadRequest(said or f"HTTP {status}")


def _busy(error: Json, said: str, headers: Mapping[str, str]) -> Failure:
    details = mappings(error.get("details"))
    violations = [v for d in details for v in mappings(d.get("violations"))]
    if any(str(v.get("quotaValue", "")).strip() == "0" for v in violations):
        return QuotaOrBilling(said)
    if _NO_MONEY.search(said):
        return QuotaOrBilling(said)
    waits = [retry_after(headers), *(_seconds(d.get("retryDelay")) for d in details)]
    if any("PerDay" in words(v.get("quotaId")) for v in violations):
        waits.append(DAY_WAIT_S)
    known = [wait for wait in waits if wait is not None]
    return RateLimited(max(known) if known else None)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from a number or from a date beside the answer's own date."""
    value = headers.get("retry-after", "").strip()
    plain = _seconds(value)
    if plain is not None or not value:
        return plain
    until, now = _date(value), _date(headers.get("date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _seconds(value: object) -> float | None:
    """From a text such as 7 or 7.5s; None for anything else."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s?", words(value))
    return float(found[1]) if found else None


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
