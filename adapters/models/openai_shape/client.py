"""The SDK's client, made so that only its arguments decide where a call goes and what it carries.

Environment variables, proxies, netrc files and redirects change nothing: headers that we did not
mean to send are taken off on the way out. Nothing is sent twice; our worker owns the retries.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx2
from openai import AsyncOpenAI

OPENAI_URL = "https://api.openai.com/v1"
CONNECT_S = 10.0
"""A vendor that takes longer to answer the phone is down."""
SOCKETS = 64
"""The worker's cap of calls to one provider."""
IDLE_S = 4.0
"""Connections are used again only while fresh: one that the far side closes just as we send would
leave a paid call of unknown outcome."""
OURS = frozenset({
    "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type",
    "host", "transfer-encoding", "user-agent",
})  # fmt: skip
SDK_PREFIX = "x-stainless-"
"""What the SDK says about itself: versions and time-outs, nothing of ours."""
FORMS = "multipart/form-data"
NO_KEY = "none"
"""Sent to servers that want no key: the SDK refuses to start without one."""


def new_http(base_url: str, key: str) -> httpx2.AsyncClient:
    """For this host alone: no proxy, no redirect, no header but ours."""
    return httpx2.AsyncClient(
        trust_env=False,
        follow_redirects=False,  # a redirect would carry briefs and pictures to another host
        limits=httpx2.Limits(max_connections=SOCKETS, keepalive_expiry=IDLE_S),
        event_hooks={"request": [_only_ours(base_url, key)]},
    )


def new_client(base_url: str, key: str, http: httpx2.AsyncClient | None = None) -> AsyncOpenAI:
    """Sends once and never again; closes its sockets with close()."""
    return AsyncOpenAI(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        http_client=http or new_http(base_url, key),
    )


def _only_ours(base_url: str, key: str) -> Callable[[httpx2.Request], Awaitable[None]]:
    """OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID and OPENAI_PROJECT_ID end here."""
    address = httpx2.URL(base_url)

    async def clean(request: httpx2.Request) -> None:
        headers = request.headers
        for name in [n for n in headers if n not in OURS and not n.startswith(SDK_PREFIX)]:
            del headers[name]
        headers["Host"] = address.netloc.decode("ascii")
        headers["Authorization"] = f"Bearer {key}"
        headers["Accept-Encoding"] = "identity"  # base64 of a picture does not shrink; no bombs
        if request.method == "POST" and not headers.get("Content-Type", "").startswith(FORMS):
            headers["Content-Type"] = "application/json"

    return clean


def timeout_of(seconds: float) -> httpx2.Timeout:
    """`seconds` without a byte; the call as a whole has a deadline of its own."""
    return httpx2.Timeout(seconds, connect=min(CONNECT_S, seconds))
