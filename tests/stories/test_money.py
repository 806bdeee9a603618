"""Reserved, spent, given back: every way in which an order meets the team's credits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards import Kind
from bot.domain import quote as pricing
from bot.domain.model import Provider, Quote, Usage
from bot.domain.money import Milli
from bot.domain.outcome import NoImage, Ok, ProviderDown, RateLimited, Refused
from bot.domain.quote import size_for
from bot.domain.work import Version, VersionState
from bot.events import Ask, Quiet, Say
from tests.standins.model import Hang, used
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, PRO, Stage, labels, words_of

DAY = 24 * 3600.0


def _price(version: Version) -> float:
    return version.quote.up_to / 1000


async def test_what_is_reserved_while_it_draws_is_spent_when_it_is_done(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    price = _price(await stage.version(thread, 1))
    assert price > 0
    assert await stage.reserved() == price
    assert await stage.free() == 1000 - price
    hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await stage.quiet()
    assert await stage.reserved() == 0
    assert await stage.free() == 1000 - price
    assert await stage.entries() == [("grant", 1000), ("spend", -price)]
    version = await stage.version(thread, 1)
    assert (version.spent, version.balance_after) == (price * 1000, (1000 - price) * 1000)
    assert f"{price:.1f} spent" in words_of(await stage.you.sees("1.1", thread))


@pytest.mark.parametrize(
    "answer", [Refused("output", ("violence",)), NoImage("no"), Ok(()), RuntimeError("broken")]
)
async def test_without_a_picture_everything_is_given_back(stage: Stage, answer: object) -> None:
    stage.google.then(answer)  # type: ignore[arg-type]
    thread = await stage.you.orders(model=NANO)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.FAILED
    assert await stage.free() == 1000
    assert await stage.reserved() == 0
    assert await stage.entries() == [("grant", 1000)]
    shown = words_of(await stage.you.sees("1.1", thread, Kind.RUNNING))
    assert f"{_price(version):.1f} given back" in shown
    if isinstance(answer, RuntimeError):
        stage.expected_a_bug()


async def test_three_of_four_pictures_cost_three_quarters(stage: Stage) -> None:
    stage.google.then(Refused("output"))
    thread = await stage.you.orders("a can x4", model=NANO)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert len(version.pictures) == 3
    assert version.spent is not None
    assert version.spent <= version.quote.up_to
    assert abs(version.spent - version.quote.up_to * 3 / 4) < 100
    assert "3 pictures" in words_of(await stage.you.sees("1.1", thread, Kind.PICK)) or "pick" in (
        words_of(await stage.you.sees("1.1", thread, Kind.PICK))
    )


async def test_of_a_set_that_came_as_one_picture_nothing_needs_picking(stage: Stage) -> None:
    stage.google.then(Refused("output"), Refused("output"), Refused("output"))
    thread = await stage.you.orders("a can x4", model=NANO)
    version = await stage.version(thread, 1)
    assert [str(p.name) for p in version.pictures] == ["1.1"]
    second = await stage.you.edits("make it warmer", thread)
    assert second.state is VersionState.READY
    assert second.parent == version.pictures[0].id


async def test_an_answer_that_says_what_it_used_costs_that_and_never_more(stage: Stage) -> None:
    stage.google.then(used(text_in=50, image_out=100), used(text_in=50, image_out=10**7))
    thread = await stage.you.orders(model=NANO)
    first = await stage.version(thread, 1)
    assert first.spent is not None
    assert 0 < first.spent < first.quote.up_to
    thread = await stage.you.orders(model=NANO)
    second = await stage.version(thread, 1)
    assert second.spent == second.quote.up_to


async def test_a_refusal_that_the_vendor_bills_is_booked_to_house(stage: Stage) -> None:
    stage.google.then(Refused("output", usage=Usage(text_in=1000, image_out=1120)))
    await stage.you.orders(model=NANO)
    assert await stage.free() == 1000
    shown = words_of(await stage.you.runs("credits"))
    assert "refused | " in shown
    maker = await stage.adds("Mia", "sketch", "spend")
    assert "refused" not in words_of(await maker.runs("credits"))


async def test_without_any_budget_the_brief_is_parked_and_a_grant_starts_it(
    open_stage: Opening,
) -> None:
    stage = await open_stage(given=0)
    thread = await stage.you.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is VersionState.PARKED
    parked = await stage.you.sees("1.1", thread, Kind.PARKED)
    assert "No budget yet" in words_of(parked)
    assert stage.google.calls == []
    answer = await stage.grant(100)
    assert "1" in words_of(answer)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert await stage.free() == 100 - _price(version)


async def test_a_parked_brief_fits_what_is_left_waits_or_is_dropped(open_stage: Opening) -> None:
    stage = await open_stage(given=6)
    await stage.rules(first_paid_asks=0, ask_above_percent=100)
    thread = await stage.you.orders("a can x4", model=NANO)
    parked = await stage.you.sees("1.1", thread, Kind.PARKED)
    assert "6.0 free" in words_of(parked)
    dear = await stage.you.orders("a can x4", model=PRO)
    await stage.you.presses("Fit what is left", parked)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert 1 <= len(version.pictures) < 4
    assert version.spent == version.quote.up_to
    await stage.you.presses("Drop it", await stage.you.sees("2.1", dear, Kind.PARKED))
    assert (await stage.version(dear, 1)).state is VersionState.CANCELLED
    assert await stage.reserved() == 0


async def test_fit_of_four_that_became_fewer_settles_with_what_was_ordered(
    open_stage: Opening,
) -> None:
    stage = await open_stage(given=8)
    thread = await stage.you.orders("a can x4", model=NANO)
    await stage.you.presses("Fit what is left", await stage.you.sees("1.1", thread, Kind.PARKED))
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert len(version.pictures) == version.quote.count
    assert len(stage.google.calls) == version.quote.count
    sizes = {size_for(call.model, call.format) for call in stage.google.calls}
    assert sizes == {version.quote.size}  # never larger than what was reserved


async def test_the_budget_owner_is_asked_for_what_is_missing(open_stage: Opening) -> None:
    stage = await open_stage(given=1)
    maker = await stage.adds("Mia", "sketch", "spend")
    thread = await maker.orders(model=NANO)
    answer = await maker.presses("Ask for 10", await maker.sees("1.1", thread, Kind.PARKED))
    assert "Asked You for 10.0" in words_of(answer)
    told = [words_of(card) for _, card in stage.chat.told]
    assert any("Mia asks for 10.0 credits for 1.1" in card for card in told)


async def test_a_parked_brief_whose_price_rose_stays_parked(
    open_stage: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await open_stage(given=1)
    thread = await stage.you.orders(model=NANO)
    dearer(monkeypatch)
    await stage.grant(500)
    assert (await stage.version(thread, 1)).state is VersionState.PARKED
    assert stage.google.calls == []


def dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendor's list doubles."""
    real = pricing.quote

    def doubled(*args: Any, **kwargs: Any) -> Quote:
        found: Quote = real(*args, **kwargs)
        return replace(found, each=Milli(found.each * 2), up_to=Milli(found.up_to * 2))

    monkeypatch.setattr(pricing, "quote", doubled)


async def test_the_caps_of_a_day_park_and_the_next_day_is_new(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    price = (await stage.version(thread, 1)).quote.up_to
    await stage.rules(member_daily_cap=price + price // 2)
    second = await stage.you.orders(model=NANO)
    version = await stage.version(second, 1)
    assert version.state is VersionState.PARKED
    assert version.problem == "over_cap"
    shown = words_of(await stage.you.sees("2.1", second, Kind.PARKED))
    assert "today" in shown, shown
    await stage.sleep_through(24 * 3600)
    await stage.tend()
    assert (await stage.version(second, 1)).state is VersionState.READY


async def test_the_cap_of_a_channel_counts_everybody(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    price = (await stage.version(thread, 1)).quote.up_to
    await stage.rules(venue_daily_cap=price)
    maker = await stage.adds("Mia", "sketch", "spend")
    second = await maker.orders(model=NANO)
    assert (await stage.version(second, 1)).problem == "over_cap"


async def test_too_many_waiting_orders_are_refused_and_nothing_is_reserved(stage: Stage) -> None:
    await stage.rules(waiting_cap=2)
    first, second = Hang(), Hang()
    stage.google.then(first, second)
    await stage.you.orders(model=NANO)
    await stage.you.orders(model=NANO)
    held = await stage.reserved()
    answer = await stage.you.runs("brief", text="one more", model=NANO, agreed=10**9)
    assert "wait or run already" in words_of(answer)
    assert await stage.reserved() == held
    first.release()
    second.release()


async def test_in_practice_the_price_moves_practice_credits_and_the_picture_is_stamped(
    practice: Stage,
) -> None:
    thread = await practice.you.orders(model=NANO)
    version = await practice.version(thread, 1)
    assert version.state is VersionState.READY
    assert version.quote.practice
    assert practice.google.calls == []
    assert await practice.free() == 500 - _price(version)
    assert (await practice.balance()).practice
    page = await practice.you.page()
    assert page.practice
    assert page.balance == f"{500 - _price(version):.1f}"


async def test_a_grant_without_a_key_is_practice_too(practice: Stage) -> None:
    await practice.grant(100)
    assert (await practice.balance()).practice
    assert await practice.free() == 600


async def test_a_key_and_the_first_real_grant_end_practice(practice: Stage) -> None:
    assert await practice.free() == 500
    await practice.stop()
    practice.keyed = frozenset({Provider.SKETCH, Provider.GOOGLE})
    await practice.start_again()
    assert not (await practice.balance()).practice
    assert await practice.free() == 0
    await practice.grant(50)
    assert await practice.free() == 50
    assert await practice.entries() == [("grant", 50)]


async def test_a_fit_of_a_smaller_size_calls_for_the_smaller_size(open_stage: Opening) -> None:
    stage = await open_stage(given=4)
    thread = await stage.you.orders("a can 4k", model=NANO)
    await stage.you.presses("Fit what is left", await stage.you.sees("1.1", thread, Kind.PARKED))
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert [c.format.size for c in stage.google.calls] == [version.quote.size] == ["1K"]


async def test_an_order_of_the_practice_time_keeps_its_purse_after_a_key_came(
    practice: Stage,
) -> None:
    thread = await practice.you.orders("a can", model=NANO)
    await practice.stop()
    practice.keyed = frozenset({Provider.SKETCH, Provider.GOOGLE})
    await practice.start_again()
    await practice.grant(100)
    version = await practice.you.edits("make it warmer", thread)
    assert not version.quote.practice
    assert await practice.free() == 100 - _price(version)
    assert len(practice.google.calls) == 1


async def test_cancelling_what_waits_is_free(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    await stage.you.says("v1: make it warmer", thread)
    waiting = await stage.version(thread, 2)
    assert waiting.state is VersionState.ORDERED
    assert waiting.started_at is None
    await stage.you.presses("Cancel, free", await stage.you.sees("1.2", thread, Kind.RUNNING))
    assert (await stage.version(thread, 2)).state is VersionState.CANCELLED
    assert await stage.reserved() == _price(await stage.version(thread, 1))
    hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await stage.quiet()
    assert len(stage.google.calls) == 1


async def test_stopping_a_paid_call_spends_it_and_keeps_the_picture(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    price = _price(await stage.version(thread, 1))
    running = await stage.you.sees("1.1", thread, Kind.RUNNING)
    assert f"Stop: {price:.1f} is spent either way" in labels(running.card)  # type: ignore[arg-type]
    await stage.you.presses("Stop", running)
    assert "Stopping" in words_of(await stage.you.sees("1.1", thread, Kind.RUNNING))
    hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await stage.quiet()
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert len(version.pictures) == 1
    assert await stage.free() == 1000 - price
    assert f"{price:.1f} spent" in words_of(await stage.you.sees("1.1", thread, Kind.RESULT))
    await stage.you.edits("warmer light", thread)
    assert stage.google.calls[-1].parent is not None


async def test_stop_stops_what_the_vendor_puts_off(stage: Stage) -> None:
    hangs = [Hang(RateLimited(20.0)), *(Hang() for _ in range(3))]
    stage.google.then(*hangs)
    thread = await stage.you.orders("a can x4", model=NANO)
    await stage.you.presses("Stop", await stage.you.sees("1.1", thread, Kind.RUNNING))
    for hang in hangs:
        hang.release()
    await stage.pass_time(120)
    assert len(stage.google.calls) == 4
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert len(version.pictures) == 3
    assert await stage.reserved() == 0


async def test_stop_while_one_of_a_set_waits_for_its_turn_gives_back_what_is_reserved(
    stage: Stage,
) -> None:
    hangs = [Hang() for _ in range(3)]
    stage.google.then(RateLimited(20.0), *hangs)
    thread = await stage.you.orders("a can x4", model=NANO)
    await stage.you.presses("Stop", await stage.you.sees("1.1", thread, Kind.RUNNING))
    for hang in hangs:
        hang.release()
    await stage.pass_time(120)
    assert await stage.reserved() == 0
    assert len((await stage.version(thread, 1)).pictures) == 3


async def test_stopping_a_set_keeps_the_unstarted_pictures_free(stage: Stage) -> None:
    hangs = [Hang() for _ in range(4)]
    stage.google.then(*hangs)
    thread = await stage.you.orders("a can x4", model=NANO)
    await stage.you.presses("Stop", await stage.you.sees("1.1", thread, Kind.RUNNING))
    for hang in hangs:
        hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await stage.quiet()
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert await stage.reserved() == 0


async def test_somebody_else_may_not_cancel(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    maker = await stage.adds("Mia", "sketch", "spend")
    card = await maker.sees("1.1", thread, Kind.RUNNING)
    assert "only its maker may" in words_of(await maker.presses("Stop", card))
    assert (await stage.version(thread, 1)).state is VersionState.ORDERED


async def test_who_may_only_sketch_cannot_spend(stage: Stage) -> None:
    maker = await stage.adds("Mia", "sketch")
    answer = await maker.runs("brief", text="a can", model=NANO, agreed=10**9)
    assert "You may not spend credits" in words_of(answer)
    assert isinstance(await maker.runs("brief", text="a can", model="sketch"), Quiet)


async def test_a_grant_is_undone_by_a_counter_entry(stage: Stage) -> None:
    await stage.grant(50)
    assert await stage.free() == 1050
    assert "Undone" in words_of(await stage.you.runs("undo"))
    assert await stage.free() == 1000
    assert (await stage.entries())[-1] == ("adjust", -50)


async def test_a_budget_is_granted_once_a_month(stage: Stage) -> None:
    await stage.you.runs("credits", text="set budget 200")
    assert await stage.free() == 1200
    await stage.tend()
    assert await stage.free() == 1200
    await stage.sleep_through(31 * DAY)
    await stage.tend()
    assert await stage.free() == 1200  # December's is over, January's is there
    granted = [amount for kind, amount in await stage.entries() if kind == "grant"]
    assert granted == [1000, 200, 200]


async def test_a_raised_budget_gives_the_difference_and_a_lowered_one_waits_for_the_month(
    stage: Stage,
) -> None:
    said = words_of(await stage.you.runs("credits", text="set budget 200"))
    assert "200.0 credits a month - 1,200.0 left" in said
    await stage.you.runs("credits", text="set budget 300")
    assert await stage.free() == 1300
    await stage.you.runs("credits", text="set budget 100")
    await stage.you.runs("credits", text="set budget 300")
    for _ in range(3):
        await stage.tend()
    assert await stage.free() == 1300
    await stage.you.runs("credits", text="set budget 100")
    await stage.sleep_through(31 * DAY)
    await stage.tend()
    assert await stage.free() == 1100


async def test_what_is_left_of_a_month_ends_with_it_and_missed_months_are_not_caught_up(
    stage: Stage,
) -> None:
    await stage.you.runs("credits", text="set budget 200")
    await stage.stop()
    stage.clock.move(100 * DAY)  # over New Year, into March
    await stage.start_again()
    await stage.tend()
    assert await stage.free() == 1200
    assert [e for e in await stage.entries() if e[0] != "spend"] == [
        ("grant", 1000),
        ("grant", 200),
        ("lapse", -200),
        ("grant", 200),
    ]


async def test_a_clock_that_jumps_grants_no_month_twice(stage: Stage) -> None:
    await stage.you.runs("credits", text="set budget 200")
    now = stage.clock.now()
    for at in (now + 31 * DAY, now, now + 31 * DAY, now, now + 32 * DAY):
        stage.clock._now = at
        await stage.tend()
    granted = [amount for kind, amount in await stage.entries() if kind == "grant"]
    assert granted == [1000, 200, 200]


async def test_the_month_begins_where_the_team_is(stage: Stage) -> None:
    await stage.rules(time_zone="Asia/Tokyo")
    await stage.you.runs("credits", text="set budget 200")
    await stage.sleep_through(30 * DAY + 2 * 3600)  # 31 December, 23:00 in Tokyo
    await stage.tend()
    assert len(await stage.entries()) == 2
    await stage.sleep_through(3600)
    await stage.tend()
    assert [kind for kind, _ in await stage.entries()] == ["grant", "grant", "lapse", "grant"]


async def test_a_charge_is_given_back_by_an_admin_once(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    thread = await mia.orders(model=NANO)
    price = _price(await stage.version(thread, 1))
    assert await stage.free() == 1000 - price
    assert "You may not" in words_of(await mia.runs("credits", text="refund 1.1"))
    answer = await stage.you.runs("credits", text="refund 1.1 The label was wrong")
    assert "1.1: 5.1 given back - 1,000.0 left" in words_of(answer)
    listed = words_of(await stage.you.runs("credits"))
    assert "given back, Nano Banana 2.1: The label was wrong | You | 1.1 | +5.1" in listed
    again = await stage.you.runs("credits", text="refund 1.1")
    assert isinstance(again, Ask)
    assert [(e.field, e.code) for e in again.errors] == [("version", "given_back")]
    assert await stage.free() == 1000
    assert (await stage.entries())[-2:] == [("spend", -price), ("refund", price)]


async def test_what_cost_nothing_or_does_not_exist_is_not_given_back(stage: Stage) -> None:
    await stage.you.orders(model="sketch")
    stage.google.then(Refused("output", ("violence",)))
    await stage.you.orders(model=NANO)
    for name, code in (("1.1", "nothing_spent"), ("2.1", "nothing_spent")):
        answer = await stage.you.runs("credits", text=f"refund {name}")
        assert isinstance(answer, Ask)
        assert [(e.field, e.code) for e in answer.errors] == [("version", code)]
    assert "cannot find" in words_of(await stage.you.runs("credits", text="refund 9.9"))
    form = await stage.you.presses("Give back", await stage.you.runs("credits"))
    assert isinstance(form, Ask)
    assert dict(form.values)["verb"] == "refund"
    assert await stage.free() == 1000


async def test_what_comes_back_starts_what_waits_and_counts_no_more_in_the_day(
    stage: Stage,
) -> None:
    await stage.rules(member_daily_cap=8_000)
    first = await stage.you.orders(model=NANO)
    second = await stage.you.orders(model=NANO)
    assert (await stage.version(second, 1)).state is VersionState.PARKED
    answer = await stage.you.runs("credits", text="refund 1.1")
    assert "1 parked brief has started" in words_of(answer)
    assert (await stage.version(second, 1)).state is VersionState.READY
    assert (await stage.version(first, 1)).spent == 5_100  # what was, was


async def test_giving_back_can_be_undone_by_who_did_it(stage: Stage) -> None:
    await stage.you.orders(model=NANO)
    await stage.pass_time(1)
    await stage.you.runs("credits", text="refund 1.1")
    assert "Undone" in words_of(await stage.you.runs("undo"))
    assert await stage.free() == 1000 - 5.1
    assert (await stage.entries())[-1] == ("adjust", -5.1)


async def test_only_admins_grant(stage: Stage) -> None:
    maker = await stage.adds("Mia", "sketch", "spend")
    answer = await maker.runs("credits", verb="grant", amount="5")
    assert "You may not" in words_of(answer)
    assert await stage.free() == 1000


@pytest.mark.parametrize("amount", ["-5", "0", "nan", "1e400", "ten", "0.05", "99999999", "inf"])
async def test_a_grant_that_makes_no_sense_is_answered(stage: Stage, amount: str) -> None:
    answer = await stage.you.runs("credits", verb="grant", amount=amount)
    assert isinstance(answer, Ask | Say)
    if isinstance(answer, Ask):
        assert answer.errors
    assert await stage.free() == 1000


async def test_down_and_up_again_is_one_charge(stage: Stage) -> None:
    stage.google.then(ProviderDown(), ProviderDown())
    thread = await stage.you.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is VersionState.ORDERED
    await stage.pass_time(30)
    version = await stage.version(thread, 1)
    assert version.state is VersionState.READY
    assert len(stage.google.calls) == 3
    assert await stage.free() == 1000 - _price(version)
