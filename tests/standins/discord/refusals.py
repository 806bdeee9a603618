"""How Discord says no: a status, a code, a message, and for a bad form the path to each bad field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

CODES: Mapping[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20001: (403, "Bots cannot use this endpoint"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30033: (400, "Maximum number of thread participants has been reached (1000)"),
    30034: (400, "Maximum number of application commands creates has been reached (200)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40001: (401, "Unauthorized"),
    40005: (413, "Request entity too large"),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40094: (400, "Maximum number of follow up messages reached (5)"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    130000: (503, "API resource is currently overloaded. Try again a little later"),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
    200000: (400, "Message was blocked by automatic moderation"),
    240000: (400, "Message blocked by harmful links filter"),
}
"""The codes of facts/discord.md section 6 and those that the same routes give; JSON code -> status, words."""


class Refused(Exception):
    """One refusal, as it goes over the wire."""

    def __init__(
        self, code: int, *, status: int | None = None, message: str = "", errors: Json | None = None
    ) -> None:
        usual_status, usual_message = CODES[code]
        self.code = code
        self.status = usual_status if status is None else status
        self.body: Json = {"message": message or usual_message, "code": code}
        if self.status == 429:
            self.body |= {"retry_after": 0.3, "global": False}
        if errors:
            self.body["errors"] = errors
        super().__init__(f"{self.status} {self.body}")


class Form:
    """Collects what is wrong with one body; `embeds.0.title` names a field as Discord nests it."""

    def __init__(self) -> None:
        self.errors: Json = {}

    def wrong(self, path: str, code: str, message: str) -> None:
        at = self.errors
        for step in path.split("."):
            at = at.setdefault(step, {})
        at.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: object, low: int, high: int) -> None:
        """Of a text (UTF-16 units: nobody knows which units the limits count, these are the most)
        or of a list."""
        if value is None and not low:
            return
        if not isinstance(value, str | list):
            self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")
            return
        size = units(value) if isinstance(value, str) else len(value)
        if not low <= size <= high:
            words = f"Must be between {low} and {high} in length."
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", words)

    def one_of(self, path: str, value: object, allowed: object) -> None:
        if isinstance(allowed, range | tuple | list | set | frozenset) and value in allowed:
            return
        self.wrong(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def done(self) -> None:
        if self.errors:
            raise Refused(50035, errors=self.errors)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def bad_form(path: str, code: str, message: str) -> Refused:
    form = Form()
    form.wrong(path, code, message)
    return Refused(50035, errors=form.errors)
