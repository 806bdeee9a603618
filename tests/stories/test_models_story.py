"""A campaign picture over both vendors' stand-ins: drafted on Nano Banana 2 Lite, edited on 2.1,
finished on Pro at 4K, compared with GPT Image. Every credit is the tokens that the vendor counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

import pytest

from adapters.models.google import GoogleModel
from adapters.models.openai import OpenAIModel
from adapters.models.sketch import Sketch
from bot.catalogue.loader import load
from bot.domain.model import Usage
from bot.domain.outcome import Ok, Outcome
from bot.domain.quote import billed_usd
from bot.domain.work import Version, VersionState
from bot.easel import _Stroke
from bot.events import Platform, Quiet
from bot.ports import Call, ImageModel
from tests.standins import gemini, openai_images
from tests.standins.chat import RecordingChat
from tests.standins.clock import TestClock
from tests.standins.files import FillingFiles
from tests.standins.gemini import Gemini
from tests.standins.openai_images import MODERATED, Drop, OpenAIStandin, Wrong
from tests.stories.studio import GPT, KEYED, NANO, PRO, Somebody, Stage, settings_for, words_of

LITE = "gemini-3.1-flash-lite-image"
FLARE = "gpt-image-2.6-flare"


class Counted(ImageModel):
    """A real model; the story sees what it was asked and what it answered."""

    def __init__(self, model: ImageModel) -> None:
        self.provider = model.provider
        self.model = model
        self.open = 0
        self.calls: list[Call] = []
        self.outcomes: list[Outcome] = []

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        self.calls.append(call)
        self.open += 1
        try:
            outcome = await self.model.make(call, partial)
        finally:
            self.open -= 1
        self.outcomes.append(outcome)
        return outcome

    async def close(self) -> None:
        await self.model.close()

    def let_go(self) -> None:
        """Nothing is held."""


class Vendors:
    """Both stand-ins and a studio that is wired to them."""

    def __init__(self, stage: Stage, google: Gemini, openai: OpenAIStandin) -> None:
        self.stage, self.google, self.openai = stage, google, openai

    @property
    def you(self) -> Somebody:
        return self.stage.you

    async def edit(self, thread: str, instruction: str, model: str, version: str = "") -> Version:
        answer = await self.you.runs(
            "edit", thread, instruction=instruction, model=model, version=version, agreed=10**9
        )
        assert isinstance(answer, Quiet), words_of(answer)
        await self.done()
        return (await self.stage.session(thread)).versions[-1]

    async def done(self) -> None:
        """Until no call is under way and everything is shown."""
        async with asyncio.timeout(30):
            while self.stage.google.open or self.stage.openai.open or self.stage.studio.worker.busy:
                await asyncio.sleep(0.01)
        await self.stage.quiet()


@pytest.fixture
async def vendors(tmp_path: Path) -> AsyncIterator[Vendors]:
    async with gemini.gemini() as google, openai_images.openai_standin() as openai:
        settings = settings_for(tmp_path / "studio")
        stage = Stage(
            settings=settings,
            clock=TestClock(),
            files=FillingFiles(settings.files()),
            chat=RecordingChat(Platform.WEB),
            google=Counted(GoogleModel(gemini.KEY, google.url)),  # type: ignore[arg-type]
            openai=Counted(OpenAIModel(openai_images.KEY, base_url=openai.base_url)),  # type: ignore[arg-type]
            keyed=KEYED,
            studio=None,  # type: ignore[arg-type]
            sketch=Sketch(load().placements),
        )
        await stage.start()
        await stage.grant(1000)
        await stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
        yield Vendors(stage, google, openai)
        broken, bugs = await stage.audit(), stage.bugs()
        await stage.stop()
        assert broken == ()
        assert bugs == []


def credits_of(model_id: str, usage: Usage) -> Decimal:
    """List price of what the vendor counted, rounded up to a tenth, in plain arithmetic."""
    model = load().model(model_id)
    assert model is not None
    usd = billed_usd(model.prices[0], usage)
    assert usd is not None
    return (usd * 1000).to_integral_value(rounding=ROUND_CEILING) / 10


def usage_of(counted: object) -> Usage:
    assert isinstance(counted, Counted)
    outcome = counted.outcomes[-1]
    assert isinstance(outcome, Ok), outcome
    return outcome.usage


async def test_draft_on_lite_edit_on_nano_banana_finish_on_pro_compare_with_gpt_image(
    vendors: Vendors,
) -> None:
    stage, free, spent = vendors.stage, Decimal(1000), []

    async def settled(version: Version, model_id: str, counted: object) -> None:
        nonlocal free
        usage = usage_of(counted)
        assert version.state is VersionState.READY
        assert version.quote.model == model_id
        charge = min(credits_of(model_id, usage), Decimal(version.quote.up_to) / 1000)
        spent.append(float(charge))
        free -= charge
        assert await stage.free() == float(free)
        assert await stage.reserved() == 0

    photo = await vendors.you.uploads(_can(), "can.jpg", "product")
    thread = await vendors.you.orders(
        "a cold-brew can on wet stone for an Instagram story", (photo,), model=LITE
    )
    await vendors.done()
    draft = await stage.version(thread, 1)
    await settled(draft, LITE, stage.google)
    assert [(p.width, p.height) for p in draft.pictures] == [(768, 1376)]

    edited = await vendors.edit(thread, "make the light warmer", NANO)
    await settled(edited, NANO, stage.google)
    assert edited.parent == draft.pictures[0].id

    final = await vendors.edit(thread, "4K", PRO)
    await settled(final, PRO, stage.google)
    assert final.quote.size == "4K"
    assert [(p.width, p.height) for p in final.pictures] == [(3072, 5504)]

    rivals = []
    for model_id in (GPT, FLARE):
        rival = await vendors.edit(thread, "make the light warmer", model_id, version="v1")
        await settled(rival, model_id, stage.openai)
        assert rival.parent == draft.pictures[0].id
        assert vendors.openai.last.said["model"] == model_id
        assert vendors.openai.last.parts == ["image[]", "image[]"]  # the draft, then the can
        rivals.append(rival)
    assert [(p.width, p.height) for r in rivals for p in r.pictures] == [(1088, 1936)] * 2

    # one request, one generation, one bill for each of five pictures; books and vendors agree
    assert (vendors.google.requests, vendors.google.generations) == (3, 3)
    assert (len(vendors.openai.requests), vendors.openai.billed) == (2, 2)
    kinds = await stage.entries()
    assert [amount for kind, amount in kinds if kind == "spend"] == [-each for each in spent]


async def test_what_was_looked_up_is_paid_by_the_search_and_stands_under_the_picture(
    vendors: Vendors,
) -> None:
    thread = await vendors.you.orders("a can on wet stone 1k", model=NANO, look_up="pictures")
    await vendors.done()
    version = await vendors.stage.version(thread, 1)
    usage = usage_of(vendors.stage.google)
    assert usage.searches == 2
    assert version.spent == credits_of(NANO, usage) * 1000
    assert 0 < (version.spent or 0) < version.quote.up_to
    said = words_of(await vendors.you.sees("1.1", thread))
    assert "Looked up: cold brew can <https://vertexaisearch.cloud.google.com/" in said
    assert "From: Cans <https://example.com/can>, Stones <https://example.com/stone>" in said


async def test_an_unfinished_picture_comes_over_the_wire_to_the_page(vendors: Vendors) -> None:
    seen: list[int] = []
    easel = vendors.stage.studio.easel
    stand = easel.stand

    async def watched(stroke: _Stroke, data: bytes) -> None:
        await stand(stroke, data)
        seen.append(len(easel.standing()))

    easel.stand = watched  # type: ignore[method-assign]
    thread = await vendors.you.orders("a can on wet stone", model=GPT)
    await vendors.done()
    version = await vendors.stage.version(thread, 1)
    assert vendors.openai.last.said["partial_images"] == 1
    assert len(vendors.openai.last.said["safety_identifier"]) == 26
    assert len(seen) == 1
    assert easel.standing() == ()
    assert version.spent == credits_of(GPT, usage_of(vendors.stage.openai)) * 1000


async def test_a_real_model_draws_the_brief_anew_and_never_sees_the_sketch(
    vendors: Vendors,
) -> None:
    thread = await vendors.you.orders("a can on wet stone", model="sketch")
    await vendors.edit(thread, "make the light warmer", GPT)
    assert vendors.openai.last.path.endswith("/generations")
    assert "Change only" not in vendors.openai.last.said["prompt"]


async def test_what_is_refused_costs_the_team_nothing_and_is_said(vendors: Vendors) -> None:
    vendors.openai.then(MODERATED)
    thread = await vendors.you.orders("a can on wet stone", model=GPT)
    await vendors.done()
    version = await vendors.stage.version(thread, 1)
    assert version.state is VersionState.FAILED
    assert await vendors.stage.free() == 1000
    assert len(vendors.openai.requests) == 1


async def test_a_busy_vendor_is_asked_again_after_the_pause_it_wants(vendors: Vendors) -> None:
    vendors.openai.then(Wrong(429, "rate_limit_exceeded", headers={"retry-after": "7"}))
    thread = await vendors.you.orders("a can on wet stone", model=GPT)
    assert len(vendors.openai.requests) == 1
    await vendors.stage.pass_time(5)
    assert len(vendors.openai.requests) == 1
    await vendors.stage.pass_time(30)
    await vendors.done()
    assert len(vendors.openai.requests) == 2
    assert (await vendors.stage.version(thread, 1)).state is VersionState.READY
    assert vendors.openai.billed == 1


async def test_an_answer_lost_after_the_bill_is_never_asked_for_again_by_itself(
    vendors: Vendors,
) -> None:
    vendors.openai.then(Drop(billed=True))
    thread = await vendors.you.orders("a can on wet stone", model=GPT)
    await vendors.done()
    version = await vendors.stage.version(thread, 1)
    assert version.state is VersionState.UNCERTAIN
    assert await vendors.stage.reserved() == version.quote.up_to / 1000
    await vendors.stage.pass_time(600)
    assert (len(vendors.openai.requests), vendors.openai.billed) == (1, 1)


async def test_keys_are_in_no_log_no_card_no_error_and_not_in_the_database(
    vendors: Vendors,
) -> None:
    """Vendors that repeat the key in whatever they say; then good calls with it."""
    keys = (gemini.KEY, openai_images.KEY)
    stage = vendors.stage
    for status in (400, 401, 403, 404, 429, 500):
        vendors.google.then(gemini.error(status, f"Wrong: {gemini.KEY}", f"KEY {gemini.KEY}"))
        said = f"Incorrect API key provided: {openai_images.KEY}"
        vendors.openai.then(Wrong(status, None, said), Wrong(status, openai_images.KEY, said))
        for model in (NANO, GPT, GPT):
            stage.studio.office.terms.gone.clear()
            await vendors.you.orders("a can", model=model)
            await stage.sleep_through(120)
            await vendors.done()
    vendors.google.script.clear()
    vendors.openai.script.clear()
    stage.studio.office.terms.gone.clear()
    for model in (NANO, GPT):
        await vendors.you.orders("a can", model=model)
    await vendors.done()
    cards = [card for m in stage.chat.messages.values() for card in m.revisions]
    shown = "".join(map(repr, [*cards, *(card for _, card in stage.chat.told)]))
    database = stage.settings.database()
    kept = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert len(kept) > 100_000
    for key in keys:
        assert key not in stage.log.getvalue()
        assert key not in shown
        assert key.encode() not in kept
        assert key not in repr(stage.settings) + repr(stage.studio.models)


def _can() -> bytes:
    root = Path(__file__).parents[2]
    return (root / "adapters/web/static/starters/can.jpg").read_bytes()
