"""Voting: the rules one by one, and the properties that hold for every history. Each property is
shown able to fail by a version of `decide` with a planted bug."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain import voting
from bot.domain.ids import MemberId, PictureId
from bot.domain.reconcile import reconcile
from bot.domain.voting import (
    Act,
    Ballot,
    Decided,
    NotCounted,
    OwnWork,
    PolicySnapshot,
    Standing,
    decide,
)
from bot.domain.work import Choice, ReviewState

PICTURE, OTHER = PictureId("p1"), PictureId("p2")
MAKER, HELPER = MemberId("maker"), MemberId("helper")
ANN, BEN, CYD = MemberId("ann"), MemberId("ben"), MemberId("cyd")
APPROVERS = (ANN, BEN, CYD)
GRACE = 60.0
LATER = 1e6
POLICY = PolicySnapshot(
    picture=PICTURE,
    approvals=1,
    own_work=OwnWork.NEVER,
    grace_s=GRACE,
    approvers=frozenset(APPROVERS),
    maker=MAKER,
    contributors=frozenset({HELPER}),
)
TWO = replace(POLICY, approvals=2)
ALONE = replace(POLICY, own_work=OwnWork.ALONE, approvers=frozenset({MAKER}))
ENDED = {
    ReviewState.REJECTED,
    ReviewState.SUPERSEDED,
    ReviewState.EXPIRED,
    ReviewState.WITHDRAWN,
    ReviewState.REVOKED,
}
Decide = Callable[[Iterable[Ballot], PolicySnapshot, float], Decided]


class Log:
    """Writes ballots with origins and times of their own."""

    def __init__(self) -> None:
        self.events: list[Ballot] = []

    def add(
        self,
        member: MemberId,
        choice: Choice = Choice.NONE,
        *,
        at: float | None = None,
        act: Act = Act.CAST,
        standing: Standing = Standing.APPROVER,
        reason: str = "",
        picture: PictureId = PICTURE,
        by_reaction: bool = False,
    ) -> Log:
        time = at if at is not None else float(len(self.events))
        origin = f"o{len(self.events)}"
        self.events.append(
            Ballot(origin, time, picture, member, act, standing, choice, reason, by_reaction)
        )
        return self

    def decided(self, policy: PolicySnapshot = POLICY, now: float = 10.0) -> Decided:
        return decide(self.events, policy, now)


# --- the rules, one by one ------------------------------------------------------------------------


def test_one_approval_starts_the_grace_time_and_then_locks() -> None:
    log = Log().add(ANN, Choice.APPROVE, at=5)
    closing, locked = log.decided(now=64.9), log.decided(now=65.0)

    assert (closing.state, closing.locks_at) == (ReviewState.CLOSING, 65.0)
    assert (locked.state, locked.sealed_at, locked.locks_at) == (ReviewState.APPROVED, 65.0, None)


def test_an_approval_taken_back_in_the_grace_time_opens_the_review_again() -> None:
    log = Log().add(ANN, Choice.APPROVE).add(ANN, Choice.APPROVE, act=Act.CLEARED)

    assert log.decided(now=LATER).state is ReviewState.OPEN


def test_a_second_approval_does_not_start_the_grace_time_again() -> None:
    log = Log().add(ANN, Choice.APPROVE, at=0).add(BEN, Choice.APPROVE, at=50)

    assert log.decided(now=55).locks_at == GRACE


def test_two_are_needed_where_the_policy_says_two() -> None:
    log = Log().add(ANN, Choice.APPROVE)
    assert log.decided(TWO, LATER).state is ReviewState.OPEN

    log.add(BEN, Choice.APPROVE)
    assert log.decided(TWO, LATER).state is ReviewState.APPROVED


def test_one_person_has_one_vote_and_the_latest_counts() -> None:
    log = Log().add(ANN, Choice.APPROVE).add(ANN, Choice.CHANGES).add(ANN, Choice.APPROVE)
    decided = log.decided(TWO)

    assert [(v.member, v.choice) for v in decided.votes] == [(ANN, Choice.APPROVE)]


def test_removing_the_live_choice_clears_it_and_removing_an_older_one_does_nothing() -> None:
    log = Log().add(ANN, Choice.APPROVE).add(ANN, Choice.CHANGES)
    log.add(ANN, Choice.APPROVE, act=Act.CLEARED)
    assert log.decided().state is ReviewState.CHANGES

    log.add(ANN, Choice.CHANGES, act=Act.CLEARED)
    assert (log.decided().state, log.decided().votes) == (ReviewState.OPEN, ())


def test_changes_block_until_the_same_person_or_an_admin_lifts_them() -> None:
    log = Log().add(ANN, Choice.APPROVE).add(BEN, Choice.CHANGES, reason="logo too small")
    log.add(CYD, Choice.APPROVE)
    assert log.decided(now=LATER).state is ReviewState.CHANGES

    dismissed = Log()
    dismissed.events = list(log.events)
    dismissed.add(BEN, act=Act.DISMISSED, standing=Standing.MEMBER)
    assert dismissed.decided(now=LATER).state is ReviewState.CHANGES
    dismissed.add(BEN, act=Act.DISMISSED, standing=Standing.ADMIN, reason="agreed")
    assert dismissed.decided(now=LATER).state is ReviewState.APPROVED

    assert log.add(BEN, Choice.APPROVE).decided(now=LATER).state is ReviewState.APPROVED


def test_changes_that_were_set_aside_are_kept_with_both_reasons() -> None:
    log = Log().add(ANN, Choice.CHANGES, reason="logo too small")
    log.add(ANN, act=Act.DISMISSED, standing=Standing.ADMIN, reason="the client wants it so")
    log.add(BEN, act=Act.DISMISSED, standing=Standing.ADMIN, reason="nothing to set aside")
    decided = log.decided()

    assert (decided.state, decided.votes) == (ReviewState.OPEN, ())
    assert [(d.member, d.wanted, d.reason) for d in decided.dismissed] == [
        (ANN, "logo too small", "the client wants it so")
    ]


def test_who_rejected_may_say_why_afterwards_and_nobody_else_changes_anything() -> None:
    log = Log().add(ANN, Choice.REJECT).add(BEN, Choice.REJECT, reason="not mine to say")
    assert log.decided(now=LATER).reason == ""

    log.add(ANN, Choice.REJECT, reason="wrong can").add(ANN, Choice.REJECT, reason="second thought")
    decided = log.decided(now=LATER)
    assert (decided.state, decided.reason) == (ReviewState.REJECTED, "wrong can")
    assert [(v.member, v.reason) for v in decided.votes] == [(ANN, "wrong can")]


def test_a_rejection_by_an_approver_ends_it_for_good() -> None:
    log = Log().add(ANN, Choice.REJECT, reason="wrong can")
    log.add(ANN, Choice.REJECT, act=Act.CLEARED).add(BEN, Choice.APPROVE)
    decided = log.decided(now=LATER)

    assert (decided.state, decided.reason) == (ReviewState.REJECTED, "wrong can")
    assert [why for _, why in decided.not_counted] == [NotCounted.LATE, NotCounted.LATE]


def test_a_late_vote_is_noted_and_changes_nothing() -> None:
    log = Log().add(ANN, Choice.APPROVE, at=0).add(BEN, Choice.REJECT, at=61)
    decided = log.decided(now=100)

    assert decided.state is ReviewState.APPROVED
    assert [v.member for v in decided.votes] == [ANN]
    assert decided.not_counted == (("o1", NotCounted.LATE),)


@pytest.mark.parametrize(
    ("member", "standing", "why"),
    [
        (MAKER, Standing.APPROVER, NotCounted.OWN_WORK),
        (HELPER, Standing.APPROVER, NotCounted.OWN_WORK),
        (MemberId("zed"), Standing.MEMBER, NotCounted.NO_RIGHT),
        (MemberId("zed"), Standing.ADMIN, NotCounted.NO_RIGHT),
        (MemberId("zed"), Standing.GUEST, NotCounted.GUEST),
        (ANN, Standing.BOT, NotCounted.BOT),
        (ANN, Standing.SYSTEM, NotCounted.BOT),
    ],
)
@pytest.mark.parametrize("choice", [Choice.APPROVE, Choice.CHANGES, Choice.REJECT])
def test_authors_bots_guests_and_passers_by_are_never_counted(
    member: MemberId, standing: Standing, why: NotCounted, choice: Choice
) -> None:
    decided = Log().add(member, choice, standing=standing).decided(now=LATER)

    assert (decided.state, decided.votes) == (ReviewState.OPEN, ())
    assert decided.not_counted == (("o0", why),)


def test_a_maker_who_is_alone_may_approve_and_the_record_says_so() -> None:
    decided = Log().add(MAKER, Choice.APPROVE).decided(ALONE, LATER)

    assert (decided.state, decided.own_work) == (ReviewState.APPROVED, True)


def test_alone_ends_when_another_approver_exists_or_acts() -> None:
    company = replace(ALONE, approvers=frozenset({MAKER, ANN}))
    assert Log().add(MAKER, Choice.APPROVE).decided(company, LATER).state is ReviewState.OPEN

    log = Log().add(MAKER, Choice.APPROVE).add(BEN, Choice.APPROVE)
    log.add(BEN, Choice.APPROVE, act=Act.CLEARED).add(MAKER, Choice.APPROVE)
    decided = log.decided(ALONE, LATER)
    assert (decided.state, decided.own_work) == (ReviewState.OPEN, False)


def test_a_like_is_counted_and_never_a_vote() -> None:
    log = Log().add(ANN, Choice.LIKE).add(BEN, Choice.LIKE, standing=Standing.MEMBER)
    log.add(BEN, Choice.LIKE, standing=Standing.MEMBER).add(CYD, Choice.LIKE, standing=Standing.BOT)
    decided = log.decided(now=LATER)

    assert (decided.state, decided.likes, decided.votes) == (ReviewState.OPEN, 2, ())
    assert log.add(ANN, Choice.LIKE, act=Act.CLEARED).decided().likes == 1


def test_a_vote_on_another_picture_never_moves_here() -> None:
    assert Log().add(ANN, Choice.APPROVE, picture=OTHER).decided(now=LATER).approvals == 0


def test_lock_now_does_not_wait_and_only_those_who_decide_may() -> None:
    log = Log().add(ANN, Choice.APPROVE, at=0)
    log.add(MAKER, act=Act.LOCKED, standing=Standing.MEMBER, at=1)
    assert log.decided(now=2).state is ReviewState.CLOSING

    log.add(ANN, act=Act.LOCKED, at=2)
    assert (log.decided(now=3).state, log.decided(now=3).sealed_at) == (ReviewState.APPROVED, 2)


def test_lock_now_without_enough_approvals_does_nothing() -> None:
    assert Log().add(ANN, act=Act.LOCKED).decided(now=LATER).state is ReviewState.OPEN


def test_a_newer_version_replaces_an_open_review_and_leaves_an_approved_one_alone() -> None:
    log = Log().add(MAKER, act=Act.SUPERSEDED, standing=Standing.SYSTEM, reason="142.6")
    decided = log.add(ANN, Choice.APPROVE).decided(now=LATER)
    assert (decided.state, decided.replaced_by) == (ReviewState.SUPERSEDED, "142.6")

    done = Log().add(ANN, Choice.APPROVE, at=0)
    done.add(MAKER, act=Act.SUPERSEDED, standing=Standing.SYSTEM, at=100)
    assert done.decided(now=200).state is ReviewState.APPROVED


def test_only_those_who_made_it_take_the_question_back() -> None:
    by_ann = Log().add(ANN, act=Act.WITHDRAWN)
    by_maker = Log().add(MAKER, act=Act.WITHDRAWN, standing=Standing.MEMBER)

    assert by_ann.decided().state is ReviewState.OPEN
    assert by_maker.decided().state is ReviewState.WITHDRAWN


def test_a_review_expires_and_is_never_approved_by_time() -> None:
    policy = replace(TWO, expires_at=100.0)
    log = Log().add(ANN, Choice.APPROVE, at=99).add(BEN, Choice.APPROVE, at=101)
    assert log.decided(policy, LATER).state is ReviewState.EXPIRED

    in_time = Log().add(ANN, Choice.APPROVE, at=99)
    assert in_time.decided(replace(policy, approvals=1), LATER).state is ReviewState.APPROVED


def test_an_approval_is_revoked_by_an_approver_or_admin_only() -> None:
    log = Log().add(ANN, Choice.APPROVE, at=0)
    log.add(MAKER, act=Act.REVOKED, standing=Standing.MEMBER, at=100)
    assert log.decided(now=200).state is ReviewState.APPROVED

    log.add(BEN, act=Act.REVOKED, at=101, reason="old label").add(ANN, Choice.APPROVE, at=102)
    decided = log.decided(now=LATER)
    assert (decided.state, decided.reason) == (ReviewState.REVOKED, "old label")


def test_a_clock_that_is_set_back_moves_no_lock_and_opens_nothing() -> None:
    log = Log().add(ANN, Choice.APPROVE, at=100).add(BEN, Choice.LIKE, at=500)
    log.add(BEN, Choice.CHANGES, at=50)

    assert log.decided(now=40).state is ReviewState.APPROVED


def test_without_a_grace_time_it_locks_at_once() -> None:
    decided = Log().add(ANN, Choice.APPROVE, at=3).decided(replace(POLICY, grace_s=0), 3)

    assert (decided.state, decided.sealed_at) == (ReviewState.APPROVED, 3)


# --- histories ------------------------------------------------------------------------------------

people = st.sampled_from([
    (ANN, Standing.APPROVER),
    (BEN, Standing.APPROVER),
    (CYD, Standing.APPROVER),
    (MAKER, Standing.APPROVER),
    (HELPER, Standing.MEMBER),
    (MemberId("zed"), Standing.MEMBER),
    (MemberId("guest"), Standing.GUEST),
    (MemberId("bot"), Standing.BOT),
])  # fmt: skip
acts = st.sampled_from([Act.CAST] * 8 + [Act.CLEARED] * 4 + list(Act))
policies = st.builds(
    replace,
    st.just(POLICY),
    approvals=st.integers(1, 3),
    own_work=st.sampled_from(OwnWork),
    grace_s=st.sampled_from([0.0, GRACE]),
    approvers=st.sampled_from([frozenset(APPROVERS), frozenset({MAKER})]),
    expires_at=st.sampled_from([None, 90.0]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Ballot]:
    time, events = 0.0, []
    for number in range(draw(st.integers(0, 12))):
        time += draw(st.sampled_from([0.0, 1.0, 20.0, 61.0]))
        member, standing = draw(people)
        act = draw(acts)
        if act in {Act.SUPERSEDED, Act.DISMISSED}:
            standing = Standing.ADMIN
        events.append(
            Ballot(
                f"o{number}",
                time,
                draw(st.sampled_from([PICTURE] * 9 + [OTHER])),
                member,
                act,
                standing,
                draw(st.sampled_from(Choice)),
                by_reaction=draw(st.booleans()),
            )
        )
    return events


# Properties are functions of a `decide`, so that a broken one can be held against them.


def duplicates_change_nothing(
    decide_: Decide, events: list[Ballot], policy: PolicySnapshot
) -> None:
    again = [copy for event in events for copy in (event, event)] + events
    end = max((e.at for e in events), default=0.0)
    assert decide_(again, policy, end) == decide_(events, policy, end)


def order_of_people_does_not_matter(decide_: Decide, votes: Sequence[Ballot]) -> None:
    results = {
        (d.state, tuple((v.member, v.choice) for v in d.votes), d.locks_at)
        for order in permutations(votes)
        for d in [decide_(order, TWO, 0.0)]
    }
    assert len(results) == 1


def approved_means_the_policy_was_met(
    decide_: Decide, events: list[Ballot], policy: PolicySnapshot
) -> None:
    decided = decide_(events, policy, LATER)
    if decided.state is ReviewState.APPROVED:
        choices = [v.choice for v in decided.votes]
        assert choices.count(Choice.APPROVE) >= policy.approvals
        assert set(choices) == {Choice.APPROVE}
        assert decided.sealed_at is not None
        assert decided.sealed_at - max(v.at for v in decided.votes[: policy.approvals]) >= 0


def authors_are_never_in_the_tally(
    decide_: Decide, events: list[Ballot], policy: PolicySnapshot
) -> None:
    decided = decide_(events, policy, LATER)
    counted = {v.member for v in decided.votes}
    if not policy.alone:
        assert not counted & policy.authors
        assert not decided.own_work
    assert counted <= {*APPROVERS, *policy.authors}


def what_ended_stays_ended(decide_: Decide, events: list[Ballot], policy: PolicySnapshot) -> None:
    ended = False
    for upto in range(len(events) + 1):
        known = events[:upto]
        now = known[-1].at if known else 0.0
        state = decide_(known, policy, now).state
        if ended:
            assert state is not ReviewState.APPROVED
        ended = ended or state in ENDED


def replay_equals_what_was_stored(
    decide_: Decide, events: list[Ballot], policy: PolicySnapshot
) -> None:
    """A review kept up to date event by event, with time passing between, is the replayed log."""
    fold = voting.Fold(policy)
    for event in events:
        fold = voting.step(fold, event)
        fold = voting.advance(fold, event.at)
    end = (events[-1].at if events else 0.0) + 30
    assert voting.decided(voting.advance(fold, end)) == decide_(events, policy, end)


Missed = tuple[list[Ballot], list[Ballot], PolicySnapshot]


@st.composite
def downtimes(draw: st.DrawFn) -> Missed:
    """Reactions of three approvers; from some point on the desk is away and hears nothing."""
    log = Log()
    standing: dict[MemberId, list[Choice]] = {}
    for _ in range(draw(st.integers(0, 10))):
        member = draw(st.sampled_from(APPROVERS))
        choice = draw(st.sampled_from([Choice.APPROVE, Choice.CHANGES]))
        here = standing.setdefault(member, [])
        cleared = choice in here
        (here.remove if cleared else here.append)(choice)
        act = Act.CLEARED if cleared else Act.CAST
        log.add(member, choice, at=0.0, act=act, by_reaction=True)
    heard = draw(st.integers(0, len(log.events)))
    return log.events[:heard], log.events, draw(st.sampled_from([POLICY, TWO]))


def snapshot(events: list[Ballot]) -> dict[MemberId, tuple[Standing, frozenset[Choice]]]:
    on: dict[MemberId, set[Choice]] = {}
    for event in events:
        here = on.setdefault(event.member, set())
        (here.add if event.act is Act.CAST else here.discard)(event.choice)
    return {m: (Standing.APPROVER, frozenset(c)) for m, c in on.items()}


Reconcile = Callable[..., tuple[Ballot, ...]]


def a_look_after_downtime_finds_what_can_be_known(reconcile_: Reconcile, missed: Missed) -> None:
    heard, everything, policy = missed
    seen = snapshot(everything)
    found = reconcile_(heard, PICTURE, seen, origin="look", at=30.0)
    after = decide([*heard, *found], policy, 30.0)

    if len(heard) == len(everything):
        assert found == ()
    for vote in after.votes:
        assert vote.choice in seen[vote.member][1], "a vote that is not on the message"
    live = {v.member: v.choice for v in decide(everything, policy, 0.0).votes}
    now = {v.member: v.choice for v in after.votes}
    missed_acts = [event.member for event in everything[len(heard) :]]
    for member in APPROVERS:
        if missed_acts.count(member) <= 1:
            assert now.get(member) == live.get(member), "nothing about this person is unknowable"
    if found and decide(heard, policy, 29.0).state is ReviewState.OPEN:
        assert after.state is not ReviewState.APPROVED
        assert after.locks_at is None or after.locks_at >= 30.0 + policy.grace_s
    assert reconcile_([*heard, *found], PICTURE, seen, origin="again", at=31.0) == ()


@given(histories(), policies)
def test_duplicates_change_nothing(events: list[Ballot], policy: PolicySnapshot) -> None:
    duplicates_change_nothing(decide, events, policy)


votes_of_different_people = st.tuples(
    *(
        st.builds(
            lambda member, choice, standing: Ballot(
                f"o-{member}", 0.0, PICTURE, member, Act.CAST, standing, choice
            ),
            st.just(member),
            st.sampled_from([Choice.APPROVE, Choice.CHANGES, Choice.LIKE]),
            st.sampled_from([Standing.APPROVER, Standing.MEMBER]),
        )
        for member in (*APPROVERS, MAKER)
    )
)


@given(votes_of_different_people)
def test_the_order_of_different_people_does_not_matter(votes: Sequence[Ballot]) -> None:
    order_of_people_does_not_matter(decide, votes)


@given(histories(), policies)
def test_approved_means_the_policy_was_met(events: list[Ballot], policy: PolicySnapshot) -> None:
    approved_means_the_policy_was_met(decide, events, policy)


@given(histories(), policies)
def test_authors_are_never_in_the_tally(events: list[Ballot], policy: PolicySnapshot) -> None:
    authors_are_never_in_the_tally(decide, events, policy)


@given(histories(), policies)
def test_what_ended_stays_ended(events: list[Ballot], policy: PolicySnapshot) -> None:
    what_ended_stays_ended(decide, events, policy)


@given(histories(), policies)
def test_replay_equals_what_was_stored(events: list[Ballot], policy: PolicySnapshot) -> None:
    replay_equals_what_was_stored(decide, events, policy)


@given(downtimes())
def test_a_look_after_downtime_finds_what_can_be_known(missed: Missed) -> None:
    a_look_after_downtime_finds_what_can_be_known(reconcile, missed)


# --- each property can fail ----------------------------------------------------------------------


def _without_dedupe(events: Iterable[Ballot], policy: PolicySnapshot, now: float) -> Decided:
    fresh = [replace(e, origin=f"{n}") for n, e in enumerate(events)]
    return decide(fresh, policy, now)


def _first_two_only(events: Iterable[Ballot], policy: PolicySnapshot, now: float) -> Decided:
    return decide(list(events)[:2], policy, now)


def _one_less(events: Iterable[Ballot], policy: PolicySnapshot, now: float) -> Decided:
    return decide(events, replace(policy, approvals=max(1, policy.approvals - 1)), now)


def _anybody(events: Iterable[Ballot], policy: PolicySnapshot, now: float) -> Decided:
    nobody = replace(policy, maker=MemberId("-"), contributors=frozenset())
    return decide(events, nobody, now)


def _forgiving(events: Iterable[Ballot], policy: PolicySnapshot, now: float) -> Decided:
    softer = [replace(e, choice=Choice.NONE) if e.choice is Choice.REJECT else e for e in events]
    last = softer[-1:] if softer and softer[-1].choice is Choice.APPROVE else []
    first = decide(events, policy, now)
    return decide(last, policy, LATER) if first.state in ENDED and last else first


def _deaf_to_time(events: Iterable[Ballot], policy: PolicySnapshot, now: float) -> Decided:
    return decide([replace(e, at=0.0) for e in events], policy, now)


def _backdated(*given_: object, origin: str, at: float) -> tuple[Ballot, ...]:
    return reconcile(*given_, origin=origin, at=at - 2 * GRACE)  # type: ignore[arg-type]


Broken = Callable[[], None]


def _search(
    prop: Callable[..., None], broken: object, *inputs: st.SearchStrategy[object]
) -> Broken:
    @settings(
        max_examples=3000,
        database=None,
        derandomize=True,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate],  # finding it is enough, nobody reads the smallest example
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(*inputs))
    def run(drawn: tuple[object, ...]) -> None:
        prop(broken, *drawn)

    return run


@pytest.mark.parametrize(
    "search",
    [
        _search(duplicates_change_nothing, _without_dedupe, histories(), policies),
        _search(order_of_people_does_not_matter, _first_two_only, votes_of_different_people),
        _search(approved_means_the_policy_was_met, _one_less, histories(), policies),
        _search(authors_are_never_in_the_tally, _anybody, histories(), policies),
        _search(what_ended_stays_ended, _forgiving, histories(), policies),
        _search(replay_equals_what_was_stored, _deaf_to_time, histories(), policies),
        _search(a_look_after_downtime_finds_what_can_be_known, _backdated, downtimes()),
    ],
    ids=["duplicates", "order", "policy", "authors", "ended", "replay", "downtime"],
)
def test_each_property_catches_its_planted_bug(search: Broken) -> None:
    with pytest.raises(AssertionError):
        search()


def test_a_moderator_who_clears_the_message_takes_back_reaction_votes_only() -> None:
    log = Log().add(ANN, Choice.APPROVE, by_reaction=True).add(BEN, Choice.APPROVE)
    found = reconcile(log.events, PICTURE, {}, origin="look", at=5.0)

    assert [(b.member, b.act, b.choice) for b in found] == [(ANN, Act.CLEARED, Choice.APPROVE)]


def test_who_votes_while_the_look_is_on_its_way_is_newer_than_what_it_saw() -> None:
    log = (
        Log().add(ANN, Choice.APPROVE, by_reaction=True).add(BEN, Choice.APPROVE, by_reaction=True)
    )
    late = max(event.at for event in log.events if event.member == BEN)
    found = reconcile(log.events, PICTURE, {}, origin="look", at=late + 1, began=late)

    assert [(b.member, b.act) for b in found] == [(ANN, Act.CLEARED)]


def test_in_doubt_between_two_new_reactions_the_careful_one_is_live() -> None:
    both = {ANN: (Standing.APPROVER, frozenset({Choice.APPROVE, Choice.CHANGES}))}
    found = reconcile([], PICTURE, both, origin="look", at=5.0)

    assert decide(found, POLICY, LATER).state is ReviewState.CHANGES
