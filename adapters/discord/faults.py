"""What Discord refuses, as what a person can act on. The codes are those worth telling apart; any
other is told with its number."""

from __future__ import annotations

from bot.errors import Unreachable

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_MEMBER, UNKNOWN_USER = 10003, 10008, 10007, 10013
UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, ALREADY_ACKED = 10015, 10062, 40060
MISSING_ACCESS, MISSING_PERMISSION, TOKEN_EXPIRED = 50001, 50013, 50027
NO_DIRECT, NOT_TEXT, NOT_HERE, TOO_LARGE = 50007, 50008, 50024, 40005
ARCHIVED, LOCKED, THREAD_EXISTS, TOO_MANY_THREADS = 50083, 160005, 160004, 160006
THREAD_FULL, OLD_EDITS, AUTOMOD, FOLLOW_UPS = 30033, 30046, 200000, 40094
TOO_LARGE_STATUS, NOT_FOUND_STATUS, FORBIDDEN_STATUS = 413, 404, 403
UNAUTHORIZED_STATUS, RATE_STATUS, BROKEN_STATUS = 401, 429, 500
SDK_TRIES = frozenset({500, 502, 504, 524})
"""What discord.py has tried five times itself before it raises."""
REASONS = {
    UNKNOWN_CHANNEL: "gone",
    UNKNOWN_MESSAGE: "gone",
    MISSING_ACCESS: "permission",
    MISSING_PERMISSION: "permission",
    NO_DIRECT: "direct",
    ARCHIVED: "archived",
    LOCKED: "locked",
    TOO_LARGE: "too_large",
}
DETAILS = {
    TOO_MANY_THREADS: "this server has its most active threads",
    THREAD_FULL: "the thread has its most members",
    AUTOMOD: "AutoMod of this server blocked it",
    OLD_EDITS: "Discord takes no more edits of old messages now",
}


class Refused(Exception):
    """Discord said no, and why: nothing happened."""

    def __init__(self, status: int, code: int, said: str = "") -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.said = status, code, said

    @property
    def too_large(self) -> bool:
        return self.status == TOO_LARGE_STATUS or self.code == TOO_LARGE

    def problem(self, detail: str = "") -> Unreachable:
        """`detail`: what is missing, in Discord's own words."""
        if self.too_large:
            return Unreachable("too_large")
        reason = REASONS.get(self.code)
        if reason is None and self.status == NOT_FOUND_STATUS:
            reason = "gone"
        if reason is None and self.status == FORBIDDEN_STATUS and not self.code:
            reason = "permission"
        told = detail or DETAILS.get(self.code, "")
        return Unreachable(reason or "refused", told or ("" if reason else str(self)))


class Lost(Exception):
    """A request left and no answer came: it may have happened."""
