"""Personal links and the cookie they become, when the studio is open to more than this computer.

Both are signed with the studio's secret, each under its own label, and compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

COOKIE = "artdesk_member"


def personal_link(base_url: str, secret: str, member: str, expires: int) -> str:
    """The address that signs `member` in until `expires` (epoch seconds)."""
    query = {"m": member, "t": str(expires), "s": _sign(secret, "link", member, expires)}
    return f"{base_url.rstrip('/')}/enter?{urlencode(query)}"


def check(secret: str, member: str, expires: str, signature: str, now: float) -> bool:
    """Whether a link's three parts are ours and still good."""
    return _good(secret, "link", member, expires, signature, now)


def cookie_value(secret: str, member: str, expires: int) -> str:
    """What the browser keeps: the member, how long, and our signature over both."""
    return f"{member}.{expires}.{_sign(secret, 'cookie', member, expires)}"


def cookie_member(secret: str, value: str, now: float) -> str | None:
    """The member a cookie speaks for, or None for one that is not ours or too old."""
    member, _, rest = value.partition(".")
    expires, _, signature = rest.partition(".")
    return member if _good(secret, "cookie", member, expires, signature, now) else None


def _good(secret: str, label: str, member: str, expires: str, given: str, now: float) -> bool:
    if not member or not (
        expires.isascii() and expires.isdigit() and len(expires) <= len("9" * 12)
    ):
        return False
    wanted = _sign(secret, label, member, int(expires))
    same = hmac.compare_digest(wanted.encode(), given.encode())
    return same and now < int(expires)


def _sign(secret: str, label: str, member: str, expires: int) -> str:
    message = f"artdesk\n{label}\n{member}\n{expires}".encode()
    # Hashed first: HMAC pads a key with zeros, so "secret" and "secret\0" would sign alike.
    key = hashlib.sha256(secret.encode()).digest()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
