"""Who is told and when: the list of experience.md section 8 as a table, and what holds for every
happening, team and clock. Each property is shown able to fail by a planted bug."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain import telling
from bot.domain.ids import MemberId, SessionId, TeamId
from bot.domain.telling import (
    OPENLY,
    TO_ADMINS,
    TO_MAKER,
    URGENT,
    About,
    Happening,
    Notice,
    Quiet,
    asleep,
    awake,
    low,
    notices,
    quiet_of,
    read_hours,
    remind_at,
)
from bot.domain.work import Member, Policy, Right

HOUR, DAY = 3600.0, 24 * 3600.0
TUESDAY = datetime(2026, 12, 1, tzinfo=UTC).timestamp()
NOON = TUESDAY + 12 * HOUR
UTC_QUIET = Quiet()


def at(day: int, hour: float, zone: str = "UTC") -> float:
    """A moment of December 2026; the 1st is a Tuesday."""
    start = datetime(2026, 12, day, tzinfo=ZoneInfo(zone)).timestamp()
    return start + hour * HOUR


def member(name: str, *rights: Right) -> Member:
    return Member(MemberId(name), TeamId("t"), name, frozenset({Right.SEE, *rights}))


MAKER = member("maker", Right.SKETCH, Right.SPEND)
ANN, BEN = member("ann", Right.APPROVE), member("ben", Right.APPROVE, Right.ADMIN)
ADMIN, PASSERBY = member("admin", Right.ADMIN), member("zed", Right.LEAD)
TEAM = (MAKER, ANN, BEN, ADMIN, PASSERBY)
WORK = Happening(
    About.RESULT,
    "what",
    NOON,
    maker=MAKER.id,
    deciders=(ANN.id, BEN.id),
    session=SessionId("s"),
    words=(("name", "142.3"), ("amount", "1"), ("title", "secret")),
)


# --- the list, line by line -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "told"),
    [
        (About.RESULT, [MAKER]),
        (About.FAILED, [MAKER]),
        (About.QUESTION, [MAKER]),
        (About.DECISION, [MAKER]),
        (About.ASKED, [ANN, BEN]),
        (About.REMINDER, [ANN, BEN]),
        (About.DEADLINE, [ANN, BEN]),
        (About.CREDITS, [BEN, ADMIN]),
        (About.BUDGET, [BEN, ADMIN]),
        (About.VENDOR, [BEN, ADMIN]),
        (About.KEY, [BEN, ADMIN]),
        (About.MODEL, [BEN, ADMIN]),
        (About.CHECKING, [BEN, ADMIN]),
        (About.DISK, [BEN, ADMIN]),
        (About.BACKUP, [BEN, ADMIN]),
    ],
)
def test_who_is_told_of_what(about: About, told: list[Member]) -> None:
    found = notices(replace(WORK, about=about), TEAM, UTC_QUIET)

    assert [notice.member for notice in found] == [one.id for one in told]


def test_every_kind_of_telling_has_its_people() -> None:
    assert set(About) == TO_MAKER | telling.TO_DECIDERS | TO_ADMINS


@pytest.mark.parametrize(
    ("about", "when", "told"),
    [
        (About.RESULT, at(1, 12), at(1, 12)),
        (About.RESULT, at(1, 18.99), at(1, 18.99)),
        (About.RESULT, at(1, 19), at(2, 8)),
        (About.RESULT, at(2, 3), at(2, 8)),
        (About.RESULT, at(4, 22), at(7, 8)),  # Friday night: on Monday
        (About.RESULT, at(5, 12), at(7, 8)),  # Saturday
        (About.RESULT, at(7, 0), at(7, 8)),
        (About.DISK, at(5, 3), at(5, 3)),
        (About.KEY, at(1, 23), at(1, 23)),
        (About.VENDOR, at(1, 23), at(1, 23)),
        (About.BACKUP, at(1, 23), at(2, 8)),
        (About.CHECKING, at(1, 23), at(2, 8)),
    ],
)
def test_what_can_wait_waits_for_the_morning(about: About, when: float, told: float) -> None:
    assert telling.due(about, when, UTC_QUIET) == told


def test_a_question_that_would_be_over_by_the_morning_is_urgent() -> None:
    evening, night = at(4, 20), at(5, 12)

    assert telling.due(About.ASKED, evening, UTC_QUIET, night) == evening
    assert telling.due(About.ASKED, evening, UTC_QUIET, at(8, 12)) == at(7, 8)
    assert telling.due(About.RESULT, evening, UTC_QUIET, night) == at(7, 8)


def test_the_clock_is_the_teams_own_also_when_it_is_changed() -> None:
    berlin = Quiet(zone="Europe/Berlin")
    before = datetime(2027, 3, 27, 20, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    after = datetime(2027, 3, 29, 8, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()

    assert awake(before, berlin) == after
    assert awake(at(1, 18.5), berlin) == at(2, 8, "Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("19-08", (19, 8)),
        ("19:00 - 8:00", (19, 8)),
        ("22-6", (22, 6)),
        ("12-14", (12, 14)),
        ("20-24", (20, 0)),
        ("off", (0, 0)),
        ("OFF ", (0, 0)),
        ("0-24", None),
        ("8-8", None),
        ("25-3", None),
        ("19:30-8", None),
        ("late", None),
        ("", None),
    ],
)
def test_hours_as_people_write_them(text: str, hours: tuple[int, int] | None) -> None:
    assert read_hours(text) == hours


def test_the_rules_of_a_team_say_when_it_is_quiet() -> None:
    assert quiet_of(Policy(1)) == Quiet(19, 8, weekends=True, zone="UTC")
    off = quiet_of(Policy(1, quiet="off", quiet_weekends=False, time_zone="Asia/Tokyo"))
    assert not any(asleep(NOON + hour * HOUR, off) for hour in range(24 * 8))


@pytest.mark.parametrize(
    ("asked", "deadline", "reminded"),
    [
        (at(1, 12), None, at(2, 12)),
        (at(4, 12), None, at(7, 8)),  # Friday: Saturday noon is no time for it
        (at(1, 10), at(1, 14), at(1, 13)),
        (at(1, 12), at(3, 12), at(2, 17.75)),  # midnight: before the evening of that day
        (at(4, 10), at(5, 12), at(4, 17.75)),  # due on Saturday: on Friday
        (at(4, 18.5), at(5, 12), None),  # only just asked, and nobody wakes before it is over
        (at(4, 18.5), at(7, 12), at(7, 8)),
    ],
)
def test_the_one_reminder_comes_in_time_and_in_daylight(
    asked: float, deadline: float | None, reminded: float | None
) -> None:
    assert remind_at(asked, deadline, UTC_QUIET) == reminded


@pytest.mark.parametrize(
    ("left", "granted", "percent"),
    [(100, 100, None), (21, 100, None), (20, 100, 20), (11, 100, 20), (10, 100, 10), (0, 0, 10)],
)
def test_a_budget_is_low_at_a_fifth_and_at_a_tenth(
    left: int, granted: int, percent: int | None
) -> None:
    assert low(left, granted) == percent


# --- what holds for everything --------------------------------------------------------------------

Tell = Callable[[Happening, Iterable[Member], Quiet], tuple[Notice, ...]]

hours = st.integers(0, 23)
quiets = st.builds(
    Quiet,
    hours,
    hours,
    st.booleans(),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"]),
)
moments = st.integers(0, 370 * 24 * 60).map(lambda minutes: TUESDAY + minutes * 60.0)
people = st.sampled_from(TEAM)
teams = st.lists(people, unique=True)
happenings = st.builds(
    Happening,
    about=st.sampled_from(About),
    key=st.sampled_from(["a", "b"]),
    at=moments,
    by=st.none() | people.map(lambda m: m.id),
    maker=people.map(lambda m: m.id),
    deciders=st.lists(people.map(lambda m: m.id), unique=True).map(tuple),
    session=st.just(SessionId("s")),
    private_of=st.none() | people.map(lambda m: m.id),
    deadline=st.none() | moments,
    words=st.just(WORK.words),
)


def nobody_is_told_twice(tell: Tell, what: Happening, team: list[Member], quiet: Quiet) -> None:
    """One notice a person, and the same happening again is the same notice."""
    found = tell(what, team, quiet)
    assert len({n.member for n in found}) == len(found)
    later = replace(what, at=what.at + 5 * DAY, words=())
    assert {n.key for n in tell(later, reversed(team), quiet)} == {n.key for n in found}


def never_at_night_unless_it_is_urgent(
    tell: Tell, what: Happening, team: list[Member], quiet: Quiet
) -> None:
    for notice in tell(what, team, quiet):
        assert notice.due >= what.at
        ends = (
            what.about in {About.ASKED, About.REMINDER}
            and what.deadline is not None
            and what.deadline <= awake(what.at, quiet)
        )
        urgent = what.about in URGENT or ends
        assert notice.due == what.at if urgent else not asleep(notice.due, quiet)


def nobody_else_ever(tell: Tell, what: Happening, team: list[Member], quiet: Quiet) -> None:
    here = {m.id: m for m in team}
    for notice in tell(what, team, quiet):
        one = here[notice.member]  # a member of the team, now
        assert notice.member != what.by
        if what.about in TO_MAKER:
            assert one.id == what.maker
        elif what.about in TO_ADMINS:
            assert Right.ADMIN in one.rights
        else:
            assert one.id in what.deciders


def of_private_work_others_read_nothing(
    tell: Tell, what: Happening, team: list[Member], quiet: Quiet
) -> None:
    here = {m.id: m for m in team}
    for notice in tell(what, team, quiet):
        one = here[notice.member]
        if what.private_of and one.id != what.private_of and Right.APPROVE not in one.rights:
            assert notice.session is None
            assert {name for name, _ in notice.words} <= OPENLY
            assert what.about in TO_ADMINS


Prop = Callable[[Tell, Happening, list[Member], Quiet], None]
PROPS: tuple[Prop, ...] = (
    nobody_is_told_twice,
    never_at_night_unless_it_is_urgent,
    nobody_else_ever,
    of_private_work_others_read_nothing,
)


@pytest.mark.parametrize("prop", PROPS, ids=lambda prop: prop.__name__)
@given(happenings, teams, quiets)
def test_it_holds_for_every_happening(
    prop: Prop, what: Happening, team: list[Member], quiet: Quiet
) -> None:
    prop(notices, what, team, quiet)


@given(moments, quiets)
def test_the_morning_is_the_first_moment_that_is_not_quiet(when: float, quiet: Quiet) -> None:
    morning = awake(when, quiet)
    if all(asleep(when + n * HOUR / 4, quiet) for n in range(8 * 24 * 4)):
        return  # quiet at all hours: nothing may be held back for ever
    assert not asleep(morning, quiet)
    steps = int((morning - when) / (HOUR / 4))
    assert all(asleep(when + n * HOUR / 4, quiet) for n in range(steps))


@given(moments, st.floats(HOUR, 20 * DAY), quiets)
def test_a_reminder_lies_between_question_and_deadline_and_not_at_night(
    asked: float, span: float, quiet: Quiet
) -> None:
    found = remind_at(asked, asked + span, quiet)
    if found is not None:
        assert asked < found < asked + span
        assert not asleep(found, quiet)


# --- each property can fail -----------------------------------------------------------------------


def _forgetful(what: Happening, team: Iterable[Member], quiet: Quiet) -> tuple[Notice, ...]:
    return tuple(replace(n, key=f"{n.key}/{what.at}") for n in notices(what, team, quiet))


def _sleepless(what: Happening, team: Iterable[Member], quiet: Quiet) -> tuple[Notice, ...]:
    return tuple(replace(n, due=what.at) for n in notices(what, team, quiet))


def _everybody(what: Happening, team: Iterable[Member], quiet: Quiet) -> tuple[Notice, ...]:
    return notices(replace(what, deciders=tuple(m.id for m in team), by=None), team, quiet)


def _indiscreet(what: Happening, team: Iterable[Member], quiet: Quiet) -> tuple[Notice, ...]:
    return notices(replace(what, private_of=None), team, quiet)


@pytest.mark.parametrize(
    ("prop", "broken"),
    list(zip(PROPS, (_forgetful, _sleepless, _everybody, _indiscreet), strict=True)),
    ids=lambda one: one.__name__,
)
def test_each_property_catches_its_planted_bug(prop: Prop, broken: Tell) -> None:
    @settings(
        max_examples=3000,
        database=None,
        derandomize=True,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(happenings, teams, quiets)
    def search(what: Happening, team: list[Member], quiet: Quiet) -> None:
        prop(broken, what, team, quiet)

    with pytest.raises(AssertionError):
        search()
