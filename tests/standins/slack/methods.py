"""What one method of the Web API is: who does it, which scopes it needs, how often it may be called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.standins.slack.calls import Call
from tests.standins.slack.workspace import Workspace
from tests.standins.slack.world import Json

Act = Callable[[Workspace, Call], Awaitable[Json]]


@dataclass(frozen=True)
class Method:
    act: Act
    scopes: tuple[str, ...]
    """One of them is enough (channels:read | groups:read); () = none needed."""
    per_minute: float
    token: str = "xoxb"
