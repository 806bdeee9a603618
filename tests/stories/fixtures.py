"""A studio for each story; every story ends with its books: they must be right, and nothing may be
reserved for work that is over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.domain.model import Provider
from tests.stories.studio import Stage, opened

Opening = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_stage(tmp_path: Path) -> AsyncIterator[Opening]:
    """Opens studios with what the story needs; closes them with their books."""
    stages: list[Stage] = []

    async def opening(**wanted: object) -> Stage:
        stages.append(await opened(tmp_path / f"studio{len(stages)}", **wanted))  # type: ignore[arg-type]
        return stages[-1]

    yield opening
    for stage in stages:
        for model in (stage.google, stage.openai):
            model.let_go()
        try:
            await stage.quiet()
            broken = await stage.audit()
            idle = await stage.idle_holds()
            bugs = stage.bugs()
        finally:
            await stage.stop()
        assert broken == (), broken
        assert idle == [], idle
        assert bugs == [], bugs


@pytest.fixture
async def stage(open_stage: Opening) -> Stage:
    """Keys of two vendors, 1,000 credits, nothing asked twice."""
    made = await open_stage()
    await made.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    return made


@pytest.fixture
async def practice(open_stage: Opening) -> Stage:
    """A fresh studio without any key."""
    return await open_stage(keyed=frozenset({Provider.SKETCH}))
