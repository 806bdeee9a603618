"""Who is told what, and when: each once, nobody else, nothing that can wait at night; through
restarts, failures of the chat, and things that are no longer true in the morning."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.cards import Card, Kind, Link
from bot.domain.ids import MemberId
from bot.domain.outcome import BadRequest, ProviderDown, QuotaOrBilling, TimeoutUnknownCost
from bot.domain.work import VersionState
from bot.errors import NotFound
from bot.events import Venue
from bot.ports import ChatUnknown
from bot.store import people
from tests.standins.model import Hang
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, Somebody, Stage, labels, words_of

HOUR, DAY = 3600.0, 24 * 3600.0
EVENING = 8 * HOUR
"""From Tuesday noon, where every story begins, to eight in the evening."""


def told(stage: Stage, who: Somebody | None = None) -> list[str]:
    """Everything that was told, or what one person was told."""
    return [words_of(card) for member, card in _cards(stage) if who is None or member == who.id]


def _cards(stage: Stage) -> list[tuple[str, Card]]:
    return [(member, card) for member, card in stage.chat.told]


async def you(stage: Stage) -> Somebody:
    return await stage.named("You")


async def _slow(stage: Stage, who: Somebody, seconds: float) -> str:
    """A picture that takes its time."""
    hang = Hang()
    stage.google.then(hang)
    thread = await who.orders(model=NANO)
    await stage.pass_time(seconds)
    hang.release()
    await stage.until_async(lambda: stage.state_of(thread, VersionState.READY))
    await stage.quiet()
    return thread


async def _in_review(stage: Stage) -> tuple[str, Somebody]:
    thread = await stage.you.orders(model=NANO)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    return thread, await stage.approver()


# --- the maker ------------------------------------------------------------------------------------


async def test_a_result_is_told_to_its_maker_alone_when_it_took_more_than_a_minute(
    stage: Stage,
) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    await _slow(stage, mia, 60)
    assert told(stage) == []

    thread = await _slow(stage, mia, 61)
    assert told(stage) == told(stage, mia)
    (said,) = told(stage)
    assert said.startswith("2.1 is ready")
    links = [p.target for _, c in _cards(stage) for p in c.parts if isinstance(p, Link)]
    assert links == [thread]


async def test_a_failure_is_told_to_its_maker_with_its_reason(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    stage.google.then(ProviderDown(again=False))
    await mia.orders(model=NANO)
    (said,) = told(stage)
    assert told(stage, mia) == [said]
    assert said.startswith("1.1 did not work")
    assert "cannot be reached" in said


async def test_what_its_maker_cancels_is_told_to_nobody(stage: Stage) -> None:
    stage.google.then(Hang())
    await stage.you.orders(model=NANO)
    waiting = await stage.you.edits("make the light warmer", (await stage.threads())[0])
    shown = await stage.you.sees(str(waiting.name), waiting.session, Kind.RUNNING)
    await stage.you.presses("Cancel", shown)
    assert (await stage.version(waiting.session, 2)).state is VersionState.CANCELLED
    assert told(stage) == []


async def test_a_comment_by_an_approver_is_a_question_to_the_maker(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    ann = await stage.adds("Ann", "approve")
    thread = await mia.orders(model=NANO)
    await ann.says("make the light warmer", thread)
    assert told(stage) == told(stage, mia)
    assert 'Ann on 1.1: "make the light warmer"' in told(stage)[0]


async def test_every_decision_is_told_to_the_maker_once(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    me = await you(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.presses("Approve", review)
    assert told(stage, me) == []  # it can still be taken back
    await stage.pass_time(61)
    assert [t for t in told(stage, me) if "approved and locked by Practice" in t] == told(stage, me)
    done = await approver.sees("1.1", "", Kind.APPROVED)
    await approver.presses("Take back approval", done)
    picture = (await stage.version(thread, 1)).pictures[0].id
    await approver.submits("revoke", picture=picture, reason="the label is wrong")
    await stage.pass_time(11)
    assert len(told(stage, me)) == 2
    assert 'took back the approval of 1.1: "the label is wrong"' in told(stage, me)[1]


async def test_wanted_changes_are_told_with_the_reason_that_comes_a_moment_later(
    stage: Stage,
) -> None:
    thread, approver = await _in_review(stage)
    me = await you(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.reacts("✏️", review.ref)
    await stage.pass_time(30)
    assert told(stage, me) == []
    picture = (await stage.version(thread, 1)).pictures[0].id
    await approver.submits("vote", picture=picture, choice="changes", reason="logo too small")
    await stage.pass_time(31)
    assert len(told(stage, me)) == 1
    assert 'asks for changes on 1.1: "logo too small"' in told(stage, me)[0]
    await stage.pass_time(120)
    assert len(told(stage, me)) == 1


async def test_changes_that_were_taken_back_at_once_are_not_told(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.reacts("✏️", review.ref)
    await approver.reacts("✏️", review.ref, added=False)
    await stage.pass_time(120)
    assert told(stage, await you(stage)) == []


async def test_a_maker_who_decides_alone_is_told_nothing(stage: Stage) -> None:
    approver = await stage.approver()
    await stage.you.runs(
        "people", verb="change", name="Practice approver", rights="see", member=approver.id
    )
    thread = await stage.you.orders(model=NANO)
    await stage.you.reacts("✅", (await stage.you.sees("1.1", thread)).ref)
    await stage.pass_time(61)
    assert told(stage) == []


# --- those who decide -----------------------------------------------------------------------------


async def test_approvers_are_asked_once_and_reminded_once(stage: Stage) -> None:
    ann = await stage.adds("Ann", "approve")
    await stage.adds("Ben", "sketch", "spend")
    _thread, approver = await _in_review(stage)
    for one in (ann, approver):
        (asked,) = told(stage, one)
        assert asked.startswith("Your decision is asked for on 1.1, by You")
    assert len(told(stage)) == 2
    await stage.sleep_through(DAY + 60)
    await stage.sleep_through(5 * DAY)
    for one in (ann, approver):
        assert len(told(stage, one)) == 2
        assert "1.1 still waits for a decision" in told(stage, one)[1]
    assert len(told(stage)) == 4


async def test_who_has_voted_is_not_reminded(stage: Stage) -> None:
    await stage.rules(approvals=2)
    ann = await stage.adds("Ann", "approve")
    thread, approver = await _in_review(stage)
    await ann.reacts("✅", (await ann.sees("1.1", thread, Kind.REVIEW)).ref)
    await stage.sleep_through(DAY + 60)
    assert len(told(stage, ann)) == 1
    assert len(told(stage, approver)) == 2


async def test_a_question_that_was_taken_back_is_not_remembered(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    await stage.you.presses(
        "Take back the question", await stage.you.sees("1.1", thread, Kind.REVIEW)
    )
    await stage.sleep_through(3 * DAY)
    assert len(told(stage, approver)) == 1


# --- money and machine ----------------------------------------------------------------------------


async def test_a_budget_that_ends_is_told_at_twenty_and_at_ten_percent_once_each(
    open_stage: Opening,
) -> None:
    stage = await open_stage(given=100)
    await stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    me, ann = await you(stage), await stage.adds("Ann", "approve", "lead")
    for _ in range(18):
        await stage.you.orders(model=NANO)
        await stage.tend()
        await stage.pass_time(61)
    assert len(told(stage, me)) == 2
    assert told(stage, me)[0].startswith("Less than 20 % of the budget is left: 18.4 of 100.0")
    assert told(stage, me)[1].startswith("Less than 10 % of the budget is left: 8.2 of 100.0")
    assert told(stage, ann) == []
    assert any("Add credits..." in labels(card) for _, card in _cards(stage))
    await stage.grant(10)  # another grant begins to count anew
    await stage.pass_time(60)
    await stage.tend()
    assert len(told(stage, me)) == 3


async def test_practice_credits_are_nobodys_worry(practice: Stage) -> None:
    for _ in range(3):
        await practice.you.orders("a can x4", model="gemini-3-pro-image")
        await practice.tend()
    assert told(practice) == []


async def test_the_vendors_empty_account_is_told_to_admins_once_a_day_and_at_night_too(
    stage: Stage,
) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    me = await you(stage)
    await stage.sleep_through(EVENING)
    for wait in (60.0, DAY, 60.0):
        stage.google.then(QuotaOrBilling())
        await mia.orders(model=NANO)
        await stage.sleep_through(wait)
    said = [t for t in told(stage, me) if "top up the vendor account" in t]
    assert len(said) == 2  # the third failed on the next day
    assert not [t for t in told(stage, mia) if "top up" in t]


async def test_a_vendor_that_says_nothing_for_an_hour_is_told_to_the_admins(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    me = await you(stage)
    stage.google.then(TimeoutUnknownCost())
    thread = await mia.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is VersionState.UNCERTAIN
    assert "checking with the vendor" in told(stage, mia)[0]
    await stage.pass_time(HOUR - 60)
    await stage.tend()
    assert told(stage, me) == []
    await stage.pass_time(120)
    await stage.tend()
    await stage.tend()
    assert len(told(stage, me)) == 1
    assert "1.1: no answer from the vendor for an hour; 5.1 stays reserved" in told(stage, me)[0]


async def test_a_disk_that_fills_and_a_backup_that_fails_are_told_to_the_admins(
    open_stage: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await open_stage(backup_daily="true")
    await stage.adds("Mia", "sketch", "spend")
    me = await you(stage)
    await stage.tend()
    assert told(stage) == []
    stage.files.free = 700 * 1024**2
    await stage.tend()
    await stage.tend()
    assert told(stage) == told(stage, me)
    assert "The disk is nearly full: 700 MB are free." in told(stage)[0]
    stage.files.free = 10**12

    def fails(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("bot.store.backup.backup", fails)
    await stage.sleep_through(DAY)
    await stage.tend()
    await stage.sleep_through(2 * HOUR)
    await stage.tend()
    assert len([t for t in told(stage, me) if "backup did not work" in t]) == 1
    stage.expected_a_bug()


# --- when -----------------------------------------------------------------------------------------


async def test_what_happens_at_night_is_told_in_the_morning_once_and_together(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    await stage.sleep_through(EVENING)
    for _ in range(2):
        stage.google.then(ProviderDown(again=False))
        await mia.orders(model=NANO)
        await stage.pass_time(1)
    ann = await stage.adds("Ann", "approve")
    thread = await stage.you.orders(model=NANO)
    await stage.you.presses("Ask for approval", await stage.you.sees("3.1", thread))
    assert told(stage) == []
    await stage.sleep_through(12 * HOUR - 120)
    assert told(stage) == []
    await stage.sleep_through(120)
    assert len(told(stage, ann)) == 1
    (said,) = told(stage, mia)
    assert said.startswith("2 things for you")
    assert "1.1 did not work" in said
    assert "2.1 did not work" in said
    await stage.sleep_through(HOUR)
    assert len(told(stage, mia)) == 1


async def test_the_quiet_hours_are_the_teams_own_and_can_be_switched_off(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    form = await stage.you.presses("Change", await stage.you.runs("setup"))
    values = dict(form.values)  # type: ignore[union-attr]
    assert (values["quiet"], values["weekends"]) == ("19-08", "")
    refused = await stage.you.submits("setup", {**values, "quiet": "late"})
    assert [e.field for e in refused.errors] == ["quiet"]  # type: ignore[union-attr]
    await stage.you.submits("setup", {**values, "quiet": "off", "time_zone": "Asia/Tokyo"})
    stage.google.then(ProviderDown(again=False))
    await stage.sleep_through(EVENING)
    await mia.orders(model=NANO)
    assert len(told(stage, mia)) == 1
    await stage.you.submits("setup", {**values, "quiet": "19-08", "time_zone": "Asia/Tokyo"})
    stage.google.then(ProviderDown(again=False))
    await mia.orders(model=NANO)  # five in the morning in Tokyo
    assert len(told(stage, mia)) == 1
    await stage.sleep_through(3 * HOUR + 60)
    assert len(told(stage, mia)) == 2


async def test_what_is_no_longer_true_in_the_morning_is_not_told(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    ann = await stage.adds("Ann", "approve")
    await stage.sleep_through(EVENING)
    thread = await mia.orders(model=NANO)
    await mia.presses("Ask for approval", await mia.sees("1.1", thread))
    await ann.reacts("✅", (await ann.sees("1.1", thread, Kind.REVIEW)).ref)
    stage.google.then(ProviderDown(again=False))
    failed = await mia.orders(model=NANO)
    await stage.pass_time(5)
    await mia.presses("Try again", await mia.sees("2.1", failed, Kind.RUNNING))
    await stage.sleep_through(13 * HOUR)
    assert told(stage, ann) == []
    assert [t for t in told(stage, mia) if "did not work" in t] == []
    assert len(told(stage, mia)) == 1  # that it was approved


async def test_what_waits_for_the_morning_survives_a_restart_and_is_told_once(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    await stage.sleep_through(EVENING)
    stage.google.then(ProviderDown(again=False))
    await mia.orders(model=NANO)
    await stage.crash()
    stage.clock.move(12 * HOUR + 60)
    await stage.start_again()
    await stage.stop()
    await stage.start_again()
    assert len(told(stage, mia)) == 1


async def test_many_things_within_a_moment_are_told_together(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    for _ in range(5):
        stage.google.then(BadRequest("no"))
        await mia.orders(model=NANO)
    assert len(told(stage, mia)) == 1
    await stage.pass_time(11)
    assert len(told(stage, mia)) == 2
    assert told(stage, mia)[1].startswith("4 things for you")


# --- who is not told ------------------------------------------------------------------------------


async def test_of_private_work_an_admin_who_may_not_see_it_reads_no_word(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    bob = await stage.adds("Bob", "admin")
    stage.google.then(TimeoutUnknownCost())
    await mia.orders("a secret can private:yes", model=NANO)
    await stage.pass_time(HOUR + 60)
    await stage.tend()
    (said,) = told(stage, bob)
    assert "a private picture: no answer from the vendor" in said
    assert "secret" not in said
    assert "1.1" not in said
    assert "1.1" in told(stage, await you(stage))[0]  # who approves sees it


async def test_who_left_or_lost_a_right_is_told_nothing_more(stage: Stage) -> None:
    ann, ben = await stage.adds("Ann", "approve"), await stage.adds("Ben", "approve")
    _thread, approver = await _in_review(stage)
    await stage.do(lambda tx: people.member_left(tx, ann.id, stage.clock.now()))
    await stage.you.runs("people", verb="change", name="Ben", rights="see", member=ben.id)
    await stage.sleep_through(DAY + 60)
    assert (len(told(stage, ann)), len(told(stage, ben))) == (1, 1)
    assert len(told(stage, approver)) == 2


async def test_who_was_not_there_finds_what_they_were_told_under_approvals(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    ann = await stage.adds("Ann", "approve")
    stage.google.then(BadRequest("no"))
    await mia.orders("a secret can private:yes", model=NANO)
    thread = await mia.orders(model=NANO)
    await mia.presses("Ask for approval", await mia.sees("2.1", thread))
    theirs = words_of(await ann.runs("approvals"))
    assert "1 waits for you" in theirs
    assert "You were told\n - Mia asks for your decision on 2.1" in theirs
    mine = words_of(await mia.runs("approvals"))
    assert mine == "Nothing waits for you.\nYou were told\n - 1.1 did not work: a secret can"
    assert "did not work" not in theirs
    await stage.sleep_through(8 * DAY)
    assert words_of(await mia.runs("approvals")) == "Nothing waits for you."


# --- a chat that does not take it -----------------------------------------------------------------

Tells = Callable[[str, Venue, Card], object]


def _breaks(stage: Stage, monkeypatch: pytest.MonkeyPatch, *errors: Exception) -> list[MemberId]:
    """The next tells fail so; who it was tried with."""
    tried: list[MemberId] = []
    left = list(errors)
    real = stage.chat.tell

    async def tell(actor: str, venue: Venue, card: Card) -> None:
        tried.append(MemberId(actor))
        if left:
            raise left.pop(0)
        await real(actor, venue, card)

    monkeypatch.setattr(stage.chat, "tell", tell)
    return tried


async def test_what_surely_did_not_arrive_is_told_again_a_little_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    tried = _breaks(stage, monkeypatch, NotFound("member"), NotFound("member"))
    stage.google.then(ProviderDown(again=False))
    await mia.orders(model=NANO)
    assert (len(tried), told(stage)) == (1, [])
    await stage.pass_time(60)
    await stage.pass_time(240)
    assert len(tried) == 3
    assert len(told(stage, mia)) == 1


async def test_what_never_arrives_is_given_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    tried = _breaks(stage, monkeypatch, *[NotFound("member")] * 20)
    stage.google.then(ProviderDown(again=False))
    await mia.orders(model=NANO)
    await stage.sleep_through(60)
    for _ in range(9):
        await stage.sleep_through(16 * HOUR)
    assert len(tried) == 5


async def test_what_may_have_arrived_is_not_told_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    tried = _breaks(stage, monkeypatch, ChatUnknown())
    stage.google.then(ProviderDown(again=False))
    await mia.orders(model=NANO)
    await stage.pass_time(600)
    assert len(tried) == 1
