"""Every call of the Web API goes through here: limits are kept before Slack has to say so, a 429
waits as long as it says, and a call whose fate nobody knows is told from one that was refused.

The SDK's own retries are off: resending after a lost answer posts twice (facts 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits
from adapters.slack.manifest import METHODS
from bot.errors import Unreachable
from bot.ports import ChatUnknown, Clock

Json = Mapping[str, Any]
POST = "chat.postMessage"


class Lost(ChatUnknown):
    """The call left and no answer came: it may have happened."""

    def __init__(self, method: str, why: str) -> None:
        super().__init__(f"{method}: {why}")


class Refused(Exception):
    """Slack said no; nothing happened. Never carries what was sent."""

    def __init__(
        self, method: str, code: str, needed: str = "", said: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"{method}: {code} {needed}".strip())
        self.method, self.code, self.needed, self.said = method, code, needed, said

    def problem(self) -> Unreachable:
        """What a person can do about it, with Slack's own word for it."""
        return Unreachable(_REASONS.get(self.code, "refused"), self.needed or self.code)


_REASONS = {
    **dict.fromkeys(
        (
            "channel_not_found", "message_not_found", "thread_not_found", "file_not_found",
            "user_not_found", "users_not_found", "not_found", "no_item_specified", "view_not_found",
        ),
        "gone",
    ),
    **dict.fromkeys(
        (
            "missing_scope", "not_in_channel", "user_not_in_channel", "restricted_action",
            "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel", "access_denied", "no_permission",
            "method_not_supported_for_channel_type", "not_allowed_token_type", "ekm_access_denied",
            "cant_update_message", "cant_delete_message", "edit_window_closed",
        ),
        "permission",
    ),
    **dict.fromkeys(("is_archived", "channel_is_archived"), "archived"),
    **dict.fromkeys(("restricted_action_thread_locked", "thread_locked"), "locked"),
    **dict.fromkeys(
        (
            "cannot_dm_bot", "user_disabled", "messages_tab_disabled", "user_not_visible",
            "cannot_message_user", "user_is_bot",
        ),
        "direct",
    ),
    **dict.fromkeys(
        ("file_upload_size_restricted", "file_too_large", "storage_limit_reached"), "too_large"
    ),
    **dict.fromkeys(
        (
            "account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed",
            "team_access_not_granted", "org_login_required",
        ),
        "removed",
    ),
    **dict.fromkeys(
        (
            "file_uploads_disabled", "file_uploads_except_images_disabled", "files_disabled",
            "file_type_not_allowed", "file_deleted", "team_disabled",
        ),
        "refused",
    ),
}  # fmt: skip
"""Slack's codes -> the reasons of Unreachable."""
_NOBODY_KNOWS = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}
)
_TOO_MANY = 429
_SERVER = 500
"""Status from which on the server broke, and may have done what it was asked."""


@dataclass(slots=True)
class _Bucket:
    """Virtual scheduling: `free` is when the next call would be due at the steady pace."""

    every_s: float
    burst: int
    free: float = 0.0
    closed: float = 0.0
    """Slack said: not before this."""

    def take(self, now: float) -> float:
        """Seconds to wait for a place; the place is taken."""
        due = max(self.free, now)
        self.free = due + self.every_s
        wait = due - (self.burst - 1) * self.every_s - now
        return max(0.0, round(wait, 3), self.closed - now)


@dataclass(slots=True)
class Pace:
    """Who may call what when: one bucket per method, posts also one per channel."""

    clock: Clock
    on: bool = True
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    async def turn(self, method: str, channel: str) -> None:
        if not self.on:
            return
        now = self.clock.monotonic()
        wait = max(bucket.take(now) for bucket in self._of(method, channel))
        while wait > 0:
            await self.clock.sleep(wait)
            now = self.clock.monotonic()
            wait = max(bucket.closed - now for bucket in self._of(method, channel))

    def spare(self, method: str) -> bool:
        """Whether a call that could be left out may go: hardly any of its kind went lately."""
        bucket = self._of(method, "")[0]
        now = self.clock.monotonic()
        used = (bucket.free - now) / bucket.every_s
        return not self.on or (used <= limits.SPARE and bucket.closed <= now)

    def hold(self, method: str, channel: str, seconds: float) -> None:
        """A 429: nothing of this kind before then."""
        bucket = self._of(method, channel)[0]
        bucket.closed = max(bucket.closed, self.clock.monotonic() + seconds)

    def _of(self, method: str, channel: str) -> tuple[_Bucket, ...]:
        tier = limits.TIERS[METHODS[method].tier]
        if method != POST:
            return (self._bucket(method, 60 / tier, tier),)
        return (
            self._bucket(f"{method} {channel}", 1 / limits.POSTS_PER_S, limits.POSTS_AT_ONCE),
            self._bucket(method, 60 / limits.POSTS_PER_MINUTE, limits.POSTS_PER_MINUTE),
        )

    def _bucket(self, key: str, every_s: float, burst: int) -> _Bucket:
        found = self._buckets.get(key)
        if found is None:
            if len(self._buckets) >= limits.PEOPLE_KEPT:
                self._forget()
            found = self._buckets[key] = _Bucket(every_s, burst)
        return found

    def _forget(self) -> None:
        """Channels that nothing waits for need no bucket."""
        now = self.clock.monotonic()
        idle = [k for k, b in self._buckets.items() if max(b.free, b.closed) <= now]
        for key in idle:
            del self._buckets[key]


class Api:
    """The Web API with the desk's manners. Raises Lost, Refused."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self.client = client
        self.pace = Pace(clock)

    async def call(self, method: str, *, channel: str = "", **arguments: Any) -> Json:  # noqa: ANN401 - JSON as Slack takes it
        """`channel` is an argument of the call too, where it is given."""
        if channel:
            arguments["channel"] = channel
        send = getattr(self.client, method.replace(".", "_"))
        for _ in range(limits.TRIES):
            await self.pace.turn(method, channel)
            try:
                answer = await send(**arguments)
            except SlackApiError as error:
                if _code(error) != "ratelimited":
                    raise _said(method, error) from None
                self.pace.hold(method, channel, _retry_after(error))
            except (TimeoutError, ClientError, SlackClientError, OSError) as error:
                raise Lost(method, type(error).__name__) from None
            else:
                data: Json = answer.data
                return data
        raise Lost(method, "ratelimited")


def _said(method: str, error: SlackApiError) -> Lost | Refused:
    status, code = _status(error), _code(error)
    if status >= _SERVER or code in _NOBODY_KNOWS or not code:
        return Lost(method, code or f"status {status}")
    data = _data(error)
    listed = (data.get("response_metadata") or {}).get("messages") or ()
    return Refused(method, code, str(data.get("needed") or ""), tuple(str(one) for one in listed))


def _status(error: SlackApiError) -> int:
    """The SDK gives its own response, or aiohttp's where the body was no JSON."""
    said = error.response
    return int(getattr(said, "status_code", 0) or getattr(said, "status", 0))


def _data(error: SlackApiError) -> Json:
    found = getattr(error.response, "data", None)
    return found if isinstance(found, Mapping) else {}


def _code(error: SlackApiError) -> str:
    if _status(error) == _TOO_MANY:
        return "ratelimited"
    return str(_data(error).get("error") or "")


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", None) or {}
    given = str(headers.get("Retry-After") or "")
    return float(given) if given.isdigit() else limits.RETRY_S
