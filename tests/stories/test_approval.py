"""Asking, voting, the grace time, the lock; what replaces, revokes and comes too late."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import Countdown, Kind
from bot.domain.work import Choice, ReviewState
from bot.events import Ask, Quiet, Say
from tests.stories.studio import NANO, Somebody, Stage, button_of, labels, words_of

TICK, PENCIL, CROSS, THUMB, HEART = "✅", "✏️", "❌", "👍", "❤️"


async def _in_review(stage: Stage) -> tuple[str, Somebody]:
    """A picture in review, and who decides about it."""
    thread = await stage.you.orders(model=NANO)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    return thread, await stage.approver()


async def _state(stage: Stage, thread: str, number: int = 1) -> ReviewState | None:
    review = (await stage.version(thread, number)).review
    return review.state if review else None


async def test_asking_opens_one_review_and_says_who_is_told(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    card = await stage.you.sees("1.1", thread)
    first = await stage.you.presses("Ask for approval", card)
    assert "in review" in words_of(first)
    approver = await stage.approver()
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    assert "0 of 1 approvals" in words_of(review)
    again = await stage.you.presses_raw(button_of_card(card, "Ask for approval"))
    assert isinstance(again, Say)
    assert len((await stage.session(thread)).versions) == 1


def button_of_card(shown: object, label: str) -> str:
    return button_of(shown.card, label).press  # type: ignore[attr-defined]


async def test_the_words_to_approve_are_those_that_the_picture_was_changed_to(
    stage: Stage,
) -> None:
    asked = 'a can text:"SUMMER HAS LANDED","Drink responsibly. 18+"'
    thread = await stage.you.orders(asked, model=NANO)
    await stage.you.edits("headline: Winter is near", thread)
    await stage.you.edits("make the legal line say 21+ instead", thread)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.3", thread))
    review = await (await stage.approver()).sees("1.3", thread, Kind.REVIEW)
    assert "Text as ordered: Winter is near / Drink responsibly. 18+" in words_of(review)
    assert 'Then asked: "make the legal line say 21+ instead"' in words_of(review)
    last = await stage.version(thread, 3)
    assert "Winter is near" in last.prompt
    assert "SUMMER" not in last.prompt


async def test_the_approvers_are_told_once(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    told = [who for who, card in stage.chat.told if "1.1" in words_of(card)]
    assert told.count(approver.id) == 1
    version = await stage.version(thread, 1)
    await stage.you.presses_raw(f"v1:ask_approval:{version.pictures[0].id}")
    told = [who for who, card in stage.chat.told if "1.1" in words_of(card)]
    assert told.count(approver.id) == 1


async def test_a_tick_approves_waits_a_minute_and_locks(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    assert isinstance(await approver.reacts(TICK, review.ref), Quiet)
    assert await _state(stage, thread) is ReviewState.CLOSING
    closing = await approver.sees("1.1", thread, Kind.REVIEW)
    assert closing.card is not None
    ends = [part.until for part in closing.card.parts if isinstance(part, Countdown)]
    assert ends == [stage.clock.now() + 60]
    await stage.pass_time(59)
    assert await _state(stage, thread) is ReviewState.CLOSING
    await stage.pass_time(2)
    assert await _state(stage, thread) is ReviewState.APPROVED
    done = await stage.you.sees("1.1", "", Kind.APPROVED)
    assert "approved and locked by Practice approver" in words_of(done)
    assert "Export" in labels(done.card)  # type: ignore[arg-type]


async def test_a_reaction_and_a_button_are_one_vote_and_the_latest_wins(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.reacts(TICK, review.ref)
    await approver.presses_raw(button_of_card(review, "Needs changes"))
    assert await _state(stage, thread) is ReviewState.CHANGES
    found = (await stage.version(thread, 1)).review
    assert found is not None
    assert [v.choice for v in found.votes] == [Choice.CHANGES]
    await approver.reacts(PENCIL, review.ref)
    await approver.reacts(TICK, review.ref, added=False)  # the older one is not live any more
    assert await _state(stage, thread) is ReviewState.CHANGES
    await approver.reacts(PENCIL, review.ref, added=False)
    assert await _state(stage, thread) is ReviewState.OPEN


async def test_an_approval_is_taken_back_before_the_lock(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.presses("Approve", review)
    await stage.pass_time(30)
    closing = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.presses("Undo", closing)
    assert await _state(stage, thread) is ReviewState.OPEN
    await stage.pass_time(120)
    assert await _state(stage, thread) is ReviewState.OPEN
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    assert await _state(stage, thread) is ReviewState.CLOSING


async def test_the_undo_command_takes_the_vote_back(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    assert "Undone: vote" in words_of(await approver.runs("undo"))
    assert await _state(stage, thread) is ReviewState.OPEN


async def test_lock_now_does_not_wait(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    await approver.presses("Lock now", await approver.sees("1.1", thread, Kind.REVIEW))
    assert await _state(stage, thread) is ReviewState.APPROVED
    await stage.pass_time(70)
    assert await _state(stage, thread) is ReviewState.APPROVED


async def test_a_locked_approval_is_revoked_only_with_a_reason(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    await stage.pass_time(61)
    done = await approver.sees("1.1", "", Kind.APPROVED)
    asked = await approver.presses("Take back approval", done)
    assert isinstance(asked, Ask)
    assert asked.command == "revoke"
    values = dict(asked.values)
    await approver.submits("revoke", picture=values["picture"], reason="the label is wrong")
    assert await _state(stage, thread) is ReviewState.REVOKED
    shown = await stage.you.sees("1.1", thread, Kind.REVIEW)
    assert "the label is wrong" in words_of(shown)
    cards = await stage.you.cards()
    assert not [c for c in cards if c.kind is Kind.APPROVED and "Export" in labels(c)]


async def test_nobody_without_the_right_locks_or_revokes(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    maker = await stage.adds("Mia", "sketch", "spend")
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    closing = await maker.sees("1.1", thread, Kind.REVIEW)
    assert "You may not" in words_of(await maker.presses("Lock now", closing))
    assert await _state(stage, thread) is ReviewState.CLOSING


async def test_a_newer_version_replaces_the_one_in_review(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await stage.you.edits("make the light warmer", thread)
    assert await _state(stage, thread) is ReviewState.SUPERSEDED
    shown = await approver.sees("1.1", thread, Kind.REVIEW)
    assert "eplaced by 1.2" in words_of(shown)
    answer = await approver.presses_raw(button_of_card(review, "Approve"))
    assert "review is over" in words_of(answer)
    assert await _state(stage, thread) is ReviewState.SUPERSEDED


async def test_a_vote_after_the_lock_is_kept_and_changes_nothing(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    second = await stage.adds("Ann", "approve")
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.presses("Approve", review)
    await stage.pass_time(61)
    answer = await second.reacts(CROSS, review.ref)
    assert "review is over" in words_of(answer)
    assert await _state(stage, thread) is ReviewState.APPROVED


async def test_a_rejection_ends_the_review(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    await approver.reacts(CROSS, (await approver.sees("1.1", thread, Kind.REVIEW)).ref)
    assert await _state(stage, thread) is ReviewState.REJECTED


async def test_changes_without_a_word_are_asked_why_and_the_reason_is_read_by_all(
    stage: Stage,
) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    asked = await approver.reacts(PENCIL, review.ref)
    assert "Noted: 1.1 needs changes" in words_of(asked)
    form = await approver.presses("Say why", asked)
    assert isinstance(form, Ask)
    assert isinstance(
        await approver.submits("why", dict(form.values), reason="logo too small"), Quiet
    )
    assert await _state(stage, thread) is ReviewState.CHANGES
    shown = await stage.you.sees("1.1", thread, Kind.REVIEW)
    assert 'Practice approver: "logo too small"' in words_of(shown)
    assert isinstance(await approver.reacts(PENCIL, review.ref, added=False), Quiet)


async def test_a_rejection_takes_its_reason_afterwards(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    asked = await approver.presses("Reject", await approver.sees("1.1", thread, Kind.REVIEW))
    form = await approver.presses("Say why", asked)
    assert isinstance(form, Ask)
    await approver.submits("why", dict(form.values), reason="wrong can")
    assert await _state(stage, thread) is ReviewState.REJECTED
    shown = await stage.you.sees("1.1", thread, Kind.REVIEW)
    assert "Rejected: wrong can" in words_of(shown)
    await stage.pass_time(61)
    told = [words_of(card) for _, card in stage.chat.told]
    assert any('Practice approver rejected 1.1: "wrong can"' in one for one in told)


async def test_an_admin_sets_wanted_changes_aside_with_a_reason(stage: Stage) -> None:
    ann = await stage.adds("Ann", "approve")
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    assert not [one for one in labels(review.card) if "Dismiss" in one]  # type: ignore[arg-type]
    await ann.reacts(PENCIL, review.ref)
    wanted = await approver.sees("1.1", thread, Kind.REVIEW)
    refused = await approver.presses("Dismiss changes", wanted)
    assert "You may not do this; an admin may" in words_of(refused)
    form = await stage.you.presses("Dismiss changes", wanted)
    assert isinstance(form, Ask)
    assert form.errors == ()
    values = dict(form.values)
    nobody = await stage.you.submits("dismiss", values, reason="no", whose="Bob")
    assert isinstance(nobody, Ask)
    assert [(e.field, e.nearest) for e in nobody.errors] == [("whose", "Ann")]
    assert isinstance(await stage.you.submits("dismiss", values, reason="the client agreed"), Quiet)
    assert await _state(stage, thread) is ReviewState.OPEN
    shown = await ann.sees("1.1", thread, Kind.REVIEW)
    assert 'Changes of Ann set aside by You: "the client agreed"' in words_of(shown)
    again = await stage.you.submits("dismiss", values, reason="once more")
    assert "older than what it stands for" in words_of(again)
    await approver.presses("Approve", shown)
    await stage.pass_time(61)
    assert await _state(stage, thread) is ReviewState.APPROVED


async def test_changes_are_set_aside_by_command_and_one_persons_alone(stage: Stage) -> None:
    ann = await stage.adds("Ann", "approve")
    thread, approver = await _in_review(stage)
    for one in (ann, approver):
        await one.presses("Needs changes", await one.sees("1.1", thread, Kind.REVIEW))
    form = await stage.you.runs("approvals", text="dismiss 1.1")
    assert isinstance(form, Ask)
    await stage.you.submits("dismiss", dict(form.values), reason="agreed", whose="@ann")
    assert await _state(stage, thread) is ReviewState.CHANGES
    await stage.you.submits("dismiss", dict(form.values), reason="agreed")
    assert await _state(stage, thread) is ReviewState.OPEN


async def test_a_rejected_picture_can_be_asked_about_again(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    await approver.reacts(CROSS, (await approver.sees("1.1", thread, Kind.REVIEW)).ref)
    await stage.pass_time(1)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    assert await _state(stage, thread) is ReviewState.OPEN
    found = (await stage.version(thread, 1)).review
    assert found is not None
    assert found.votes == ()


async def test_votes_of_an_earlier_round_stay_there_even_when_a_clock_ran_ahead(
    stage: Stage,
) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    early = replace(approver.reacting(CROSS, review.ref), at=stage.clock.now() + 30)
    await approver.sends(early)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    assert await _state(stage, thread) is ReviewState.OPEN
    await approver.reacts(TICK, review.ref)
    assert await _state(stage, thread) is ReviewState.CLOSING


async def test_a_tick_on_a_picture_nobody_asked_about_opens_its_review(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    approver = await stage.approver()
    await approver.reacts(TICK, (await approver.sees("1.1", thread)).ref)
    assert await _state(stage, thread) is ReviewState.CLOSING


async def test_a_like_is_counted_and_is_no_vote(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    hint = await approver.reacts(THUMB, review.ref)
    assert "Noted as a like" in words_of(hint)
    assert isinstance(await approver.reacts(HEART, review.ref), Quiet)
    assert isinstance(await stage.you.reacts(HEART, review.ref), Quiet)
    found = await stage.version(thread, 1)
    assert found.review is not None
    assert found.review.approvals == 0
    assert found.likes == 2
    await approver.presses("Approve", hint)
    assert await _state(stage, thread) is ReviewState.CLOSING


async def test_a_maker_may_not_approve_while_others_can(stage: Stage) -> None:
    thread, _ = await _in_review(stage)
    answer = await stage.you.reacts(TICK, (await stage.you.sees("1.1", thread, Kind.REVIEW)).ref)
    assert "you made it" in words_of(answer)
    assert await _state(stage, thread) is ReviewState.OPEN


async def test_a_maker_alone_approves_and_the_record_says_so(stage: Stage) -> None:
    approver = await stage.approver()
    await stage.you.runs(
        "people", verb="change", name="Practice approver", rights="see", member=approver.id
    )
    thread = await stage.you.orders(model=NANO)
    await stage.you.reacts(TICK, (await stage.you.sees("1.1", thread)).ref)
    await stage.pass_time(61)
    assert await _state(stage, thread) is ReviewState.APPROVED
    done = await stage.you.sees("1.1", "", Kind.APPROVED)
    assert "own work" in words_of(done)


async def test_own_work_never_holds_even_for_the_only_approver(stage: Stage) -> None:
    await stage.rules(own_work="never")
    approver = await stage.approver()
    await stage.you.runs(
        "people", verb="change", name="Practice approver", rights="see", member=approver.id
    )
    thread = await stage.you.orders(model=NANO)
    answer = await stage.you.reacts(TICK, (await stage.you.sees("1.1", thread)).ref)
    assert "you made it" in words_of(answer)
    assert await _state(stage, thread) is None


async def test_two_approvals_are_needed_where_the_rules_say_two(stage: Stage) -> None:
    await stage.rules(approvals=2)
    second = await stage.adds("Ann", "approve")
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await approver.reacts(TICK, review.ref)
    await approver.presses("Approve", review)
    assert await _state(stage, thread) is ReviewState.OPEN
    await second.reacts(TICK, review.ref)
    assert await _state(stage, thread) is ReviewState.CLOSING


async def test_a_sketch_is_agreed_and_a_practice_picture_is_only_practised(practice: Stage) -> None:
    thread = await practice.you.orders()
    approver = await practice.approver()
    await approver.reacts(TICK, (await approver.sees("1.1", thread)).ref)
    await practice.pass_time(61)
    assert "layout agreed" in words_of(await practice.you.sees("1.1", "", Kind.APPROVED))
    second = await practice.you.orders(model=NANO)
    await approver.reacts(TICK, (await approver.sees("2.1", second)).ref)
    await practice.pass_time(61)
    done = await practice.you.sees("2.1", "", Kind.APPROVED)
    assert "approved (practice)" in words_of(done)
    assert "Export" not in labels(done.card)  # type: ignore[arg-type]


async def test_what_waits_for_me_is_listed_until_i_voted(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    assert "1.1" in words_of(await approver.runs("approvals"))
    assert (await approver.page()).waiting == 1
    assert (await stage.you.page()).waiting == 0  # own work
    await approver.presses("Needs changes", await approver.sees("1.1", thread, Kind.REVIEW))
    assert "Nothing waits" in words_of(await approver.runs("approvals"))


async def test_approvals_ask_opens_the_review_of_a_named_version(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.runs("approvals", text="ask 1.1")
    assert await _state(stage, thread) is ReviewState.OPEN
    thread2 = await stage.you.orders(model=NANO)
    await stage.you.runs("approvals", thread2, text="ask v1")
    assert await _state(stage, thread2) is ReviewState.OPEN


async def test_the_question_is_taken_back_by_who_asked(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    assert "You may not" in words_of(await approver.presses("Take back the question", review))
    await stage.you.presses("Take back the question", review)
    assert await _state(stage, thread) is ReviewState.WITHDRAWN


async def test_a_reaction_on_a_message_of_somebody_else_does_nothing(stage: Stage) -> None:
    await stage.you.orders(model=NANO)
    approver = await stage.approver()
    assert isinstance(await approver.reacts(TICK, "not.ours"), Quiet)
    assert isinstance(await approver.reacts("🎉", "not.ours"), Quiet)


async def test_the_letter_reaction_sends_the_original(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    answer = await stage.you.reacts("✉️", (await stage.you.sees("1.1", thread)).ref)
    assert isinstance(answer, Say)
    assert answer.private
    assert "original" in words_of(answer).lower()


async def test_a_cross_by_its_maker_discards_and_undo_brings_it_back(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    shown = await stage.you.sees("1.1", thread)
    assert "discarded" in words_of(await stage.you.reacts(CROSS, shown.ref))
    assert (await stage.version(thread, 1)).state == "discarded"
    gone = await stage.you.sees("1.1", thread)
    await stage.you.presses("Undo", gone)
    assert (await stage.version(thread, 1)).state == "ready"


async def test_the_votes_of_a_seal_are_kept_with_the_bytes_they_were_about(stage: Stage) -> None:
    thread, approver = await _in_review(stage)
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    await stage.pass_time(61)
    version = await stage.version(thread, 1)
    seal = await stage.look(
        lambda tx: tx.one("SELECT seal FROM reviews").text("seal")  # type: ignore[union-attr]
    )
    assert version.pictures[0].file in seal
    assert approver.id in seal
