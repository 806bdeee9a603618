"""A fresh Discord for each test, with the real client on it; both must have nothing to complain about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.discord.quick_client import QuickClient, running
from tests.adapters.discord.studio import OnDiscord, on_discord
from tests.standins.discord import Discord, discord_standin


@pytest.fixture
async def d() -> AsyncIterator[Discord]:
    async with discord_standin() as standin:
        yield standin
        assert standin.violations == []


@pytest.fixture
async def client(d: Discord) -> AsyncIterator[QuickClient]:
    async with running(d) as made:
        yield made
        assert made.broken == []


@pytest.fixture
async def desk(d: Discord, tmp_path: Path) -> AsyncIterator[OnDiscord]:
    """The studio on it."""
    async with on_discord(d, tmp_path / "studio") as made:
        yield made
