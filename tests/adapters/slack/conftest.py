"""A whole studio inside a Slack of this machine: the real bolt app, the real SDK, a scripted vendor."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from adapters.slack.manifest import manifest
from adapters.slack.surface import SlackSurface
from adapters.system import FileLease
from bot.desk import Surface
from bot.ports import Notes, Shelf
from commands import all_commands
from tests.adapters.slack.office import Office, SlacksClock, close
from tests.standins.clock import TestClock
from tests.standins.slack import Slack, slack_standin
from tests.stories.studio import opened

FORMS = tuple(c.form() for c in all_commands().commands.values())
Opening = Callable[..., Awaitable[Office]]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """Ends with nothing that a good app does not do."""
    async with slack_standin() as made:
        yield made
        assert made.violations == []


@pytest.fixture
async def open_office(tmp_path: Path, slack: Slack) -> AsyncIterator[Opening]:
    """Opens studios that serve the workspace; closes them with their books."""
    offices: list[Office] = []

    async def opening(**wanted: object) -> Office:
        # The app may do and hears what its manifest says: no story needs more.
        slack.install(manifest(FORMS))

        def surfaces(shelf: Shelf, notes: Notes) -> tuple[Surface, ...]:
            return (
                SlackSurface(
                    bot_token=slack.bot_token,
                    app_token=slack.app_token,
                    base_url=slack.base_url,
                    clock=SlacksClock(slack),
                    shelf=shelf,
                    notes=notes,
                    lease=FileLease(tmp_path / "token"),
                ),
            )

        stage = await opened(
            tmp_path / f"studio{len(offices)}",
            surfaces=surfaces,
            clock=TestClock(time.time()),
            **wanted,  # type: ignore[arg-type]
        )
        stage.holds = True  # edits of one message keep five seconds: settle() moves the clock
        offices.append(Office(slack, stage))
        await slack.connected()
        return offices[-1]

    yield opening
    for office in offices:
        await close(office)


@pytest.fixture
async def office(open_office: Opening) -> Office:
    """Keys of two vendors, 1,000 credits, nothing asked twice, the desk in #design."""
    made = await open_office()
    await made.stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    return made
