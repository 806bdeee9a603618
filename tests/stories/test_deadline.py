"""A brief that is needed by a time and names who decides: what the review makes of both."""

from __future__ import annotations

from bot.cards import Kind, Text, When
from bot.domain.work import ReviewState
from bot.events import Ask, Say
from bot.views.chips import chips
from tests.stories.studio import NANO, Somebody, Stage, labels, words_of

HOUR, DAY = 3600.0, 24 * 3600.0
FRIDAY_16 = 1_796_126_400.0 + 3 * DAY + 4 * HOUR
"""Every story begins on Tuesday, 1 December 2026, 12:00 UTC."""


def told(stage: Stage, who: Somebody) -> list[str]:
    return [words_of(card) for member, card in stage.chat.told if member == who.id]


async def _asked(stage: Stage, deadline: str) -> str:
    thread = await stage.you.orders("a can", model=NANO, deadline=deadline)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    return thread


async def _state(stage: Stage, thread: str) -> ReviewState:
    review = (await stage.version(thread, 1)).review
    assert review is not None
    return review.state


async def test_the_deadline_of_a_brief_is_understood_shown_and_ends_its_review(
    stage: Stage,
) -> None:
    approver = await stage.approver()
    thread = await _asked(stage, deadline="Fri 16:00")
    session = await stage.session(thread)
    made = chips(session.brief, stage.studio.office.terms.catalogue)
    assert "needed by Fri 4 Dec 16:00" in [chip.label for chip in made.chips]
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    assert review.card is not None
    times = [
        s.at
        for p in review.card.parts
        if isinstance(p, Text)
        for s in p.line
        if isinstance(s, When)
    ]
    assert times == [FRIDAY_16]
    listed = await approver.runs("approvals")
    assert "due" in words_of(listed)

    await stage.sleep_through(2 * DAY + 6 * HOUR)  # three quarters of it, by day
    assert [t for t in told(stage, approver) if "still waits" in t]
    assert len(told(stage, approver)) == 2
    await stage.sleep_through(22 * HOUR - 1)
    assert await _state(stage, thread) is ReviewState.OPEN
    await stage.sleep_through(2)
    assert await _state(stage, thread) is ReviewState.EXPIRED
    assert "time for a decision is over" in told(stage, approver)[2]
    me = await stage.named("You")
    assert "time was over before enough people decided" in told(stage, me)[0]
    await stage.sleep_through(20 * DAY)
    assert (len(told(stage, approver)), len(told(stage, me))) == (3, 1)


async def test_a_vote_after_the_deadline_comes_too_late_and_a_new_question_has_none(
    stage: Stage,
) -> None:
    approver = await stage.approver()
    thread = await _asked(stage, deadline="Fri 16:00")
    old = await approver.sees("1.1", thread, Kind.REVIEW)
    await stage.sleep_through(3 * DAY + 5 * HOUR)
    assert "review is over" in words_of(await approver.reacts("✅", old.ref))
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    assert await _state(stage, thread) is ReviewState.OPEN
    await stage.sleep_through(30 * DAY)
    assert await _state(stage, thread) is ReviewState.OPEN
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    await stage.pass_time(61)
    assert await _state(stage, thread) is ReviewState.APPROVED


async def test_an_approval_that_waits_for_its_lock_is_not_ended_by_the_deadline(
    stage: Stage,
) -> None:
    approver = await stage.approver()
    thread = await _asked(stage, deadline="Fri 16:00")
    await stage.sleep_through(3 * DAY + 4 * HOUR - 20)
    await approver.presses("Approve", await approver.sees("1.1", thread, Kind.REVIEW))
    await stage.pass_time(30)
    assert await _state(stage, thread) is ReviewState.CLOSING
    await stage.pass_time(31)
    assert await _state(stage, thread) is ReviewState.APPROVED
    assert not [t for t in told(stage, approver) if "is over" in t]


async def test_a_deadline_survives_a_restart_while_nobody_runs(stage: Stage) -> None:
    thread = await _asked(stage, deadline="Fri 16:00")
    await stage.stop()
    stage.clock.move(4 * DAY)
    await stage.start_again()
    assert await _state(stage, thread) is ReviewState.EXPIRED


async def test_a_deadline_that_cannot_be_meant_is_refused_beside_its_field(stage: Stage) -> None:
    for typed, sentence, nearest in (
        ("Frii 16:00", "no time I can read", "Fri 16:00"),
        ("2026-01-01", "That time is over", "today 18:00"),
        ("2031-01-01", "more than a year away", "Wed 18:00"),
    ):
        answer = await stage.you.submits("brief", what="a can", model=NANO, deadline=typed)
        assert isinstance(answer, Ask), typed
        (error,) = answer.errors
        assert (error.field, error.nearest) == ("deadline", nearest)
        assert dict(answer.values)["what"] == "a can"
        beside = await stage.studio.desk.changed(
            stage.you.actor, stage.you.venue(), "brief", "", answer.values, ()
        )
        assert sentence in dict(beside.errors_text)["deadline"]
    assert await stage.threads() == ()


async def test_the_deadline_is_read_in_the_time_zone_of_the_team(stage: Stage) -> None:
    await stage.rules(time_zone="Asia/Tokyo")
    thread = await _asked(stage, deadline="tomorrow noon")
    review = (await stage.version(thread, 1)).review
    assert review is not None
    assert review.deadline == stage.clock.now() + 15 * HOUR  # it is 21:00 there


async def test_a_brief_that_is_used_again_does_not_bring_its_old_deadline(stage: Stage) -> None:
    thread = await stage.you.orders(
        "a can", model=NANO, deadline="Fri 16:00", approver="practice approver"
    )
    form = await stage.you.presses_raw(f"v1:reuse:{thread}")
    assert isinstance(form, Ask)
    assert "deadline" not in dict(form.values)
    assert dict(form.values)["approver"] == "Practice approver"


# --- who decides ------------------------------------------------------------------------------


async def test_the_named_approver_is_asked_and_the_others_may_decide_too(stage: Stage) -> None:
    ann, approver = await stage.adds("Ann", "approve"), await stage.approver()
    thread = await stage.you.orders("a can", model=NANO, approver="@ann")
    answer = await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    assert "Ann decides. Practice approver may too." in words_of(answer)
    assert (len(told(stage, ann)), len(told(stage, approver))) == (1, 0)
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    assert "Decides: Ann - Practice approver may too" in words_of(review)
    await stage.sleep_through(DAY + 60)  # she did not: the reminder goes to everybody who may
    assert (len(told(stage, ann)), len(told(stage, approver))) == (2, 1)
    await approver.presses("Approve", review)
    await stage.pass_time(61)
    assert await _state(stage, thread) is ReviewState.APPROVED


async def test_who_cannot_decide_is_refused_with_somebody_who_can(stage: Stage) -> None:
    await stage.adds("Mia", "sketch", "spend")
    for typed, code in (("Mia", "no_approver"), ("Nobody", "unknown"), ("You", "own_work")):
        answer = await stage.you.submits("brief", what="a can", model=NANO, approver=typed)
        assert isinstance(answer, Ask), typed
        assert [(e.field, e.code, e.nearest) for e in answer.errors] == [
            ("approver", code, "Practice approver")
        ]


async def test_a_maker_who_is_alone_may_name_themself(stage: Stage) -> None:
    approver = await stage.approver()
    await stage.you.runs(
        "people", verb="change", name="Practice approver", rights="see", member=approver.id
    )
    thread = await stage.you.orders("a can", model=NANO, approver="You")
    assert (await stage.session(thread)).brief.approver == "You"


async def test_an_approver_who_left_since_is_asked_no_more_and_the_others_are(stage: Stage) -> None:
    ann, approver = await stage.adds("Ann", "approve"), await stage.approver()
    thread = await stage.you.orders("a can", model=NANO, approver="Ann")
    await stage.you.runs("people", verb="change", name="Ann", rights="see", member=ann.id)
    answer = await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    assert isinstance(answer, Say)
    assert "Practice approver decides." in words_of(answer)
    assert (len(told(stage, ann)), len(told(stage, approver))) == (0, 1)
    assert labels(answer.card) == []
