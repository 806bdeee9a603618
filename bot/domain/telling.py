"""Who is told what, and when. The maker, those who decide, those who answer for money and machine;
nobody else, and nobody of private work that is not theirs to see. What is not urgent waits through
the night and the weekend of the team, and is told in the morning.

experience.md section 8 is the list; nothing here knows how a person is reached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.ids import MemberId, SessionId
from bot.domain.work import Member, Policy, Right


class About(StrEnum):
    """What a person is told about."""

    RESULT = "result"
    FAILED = "failed"
    QUESTION = "question"
    """Somebody commented on their version, or a vendor has not answered for it."""
    DECISION = "decision"
    ASKED = "asked"
    REMINDER = "reminder"
    DEADLINE = "deadline"
    CREDITS = "credits"
    """Somebody asks for credits, or for more than a cap allows."""
    BUDGET = "budget"
    VENDOR = "vendor"
    """The account at the vendor is empty."""
    KEY = "key"
    MODEL = "model"
    CHECKING = "checking"
    DISK = "disk"
    BACKUP = "backup"


TO_MAKER = frozenset({About.RESULT, About.FAILED, About.QUESTION, About.DECISION})
TO_DECIDERS = frozenset({About.ASKED, About.REMINDER, About.DEADLINE})
TO_ADMINS = frozenset(About) - TO_MAKER - TO_DECIDERS
URGENT = frozenset({About.VENDOR, About.KEY, About.DISK})
"""Work stands still until somebody acts: told at night too."""
SLOW_S = 60.0
"""A result that took longer is told: whoever waited has turned to something else."""
CHECKING_S = 3600.0
"""A vendor that has not answered for an hour will not by itself: admins are told."""
REMIND_S = 24 * 3600.0
"""Without a deadline, a question is remembered once, after a day."""
REMIND_SHARE = 0.75
"""With one, when three quarters of the time are over."""
REMIND_LEAD_S = 3600.0
"""A reminder that would fall into the night comes this long before its evening."""
GATHER_S = 10.0
"""One telling a person in this time; what comes sooner is told together with the next."""
TRIES = 5
"""Times that a telling which surely did not arrive is sent again."""
LOW = (10, 20)
"""Percent of the budget that is left when those who answer for it are told, lowest first."""
ROOM_MIN = 1024**3
"""Free bytes below which a disk is nearly full: a busy day of 4K pictures."""
DAY_H = 24
_STEP = timedelta(minutes=15)
_FAR = timedelta(days=8)
"""Longer than any weekend with its nights: nothing is searched for further away."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nobody is told, in hours of the team's clock. start == end: no quiet hours."""

    start: int = 19
    end: int = 8
    weekends: bool = True
    zone: str = "UTC"


def quiet_of(policy: Policy) -> Quiet:
    start, end = read_hours(policy.quiet) or (0, 0)
    return Quiet(start, end, policy.quiet_weekends, policy.time_zone)


def read_hours(text: str) -> tuple[int, int] | None:
    """As in "19-08" or "19:00-08:00"; "off" = no quiet hours (0, 0). None: not understood."""
    if text.strip().lower() in {"off", "none", "never"}:
        return 0, 0
    found = re.fullmatch(r"\s*(\d{1,2})(?::00)?\s*-\s*(\d{1,2})(?::00)?\s*", text)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    if max(start, end) > DAY_H or start % DAY_H == end % DAY_H:
        return None
    return start % DAY_H, end % DAY_H


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that people may have to be told. `key`: the same for the same happening."""

    about: About
    key: str
    at: float
    by: MemberId | None = None
    """Who did it: nobody is told of their own act."""
    maker: MemberId | None = None
    """Whose work it is about."""
    deciders: tuple[MemberId, ...] = ()
    session: SessionId | None = None
    private_of: MemberId | None = None
    """Whose private thread it is in; None: it is in no private one."""
    deadline: float | None = None
    due: float | None = None
    """A later moment at which it is to be told, as for a reminder; None: when it happens."""
    words: tuple[tuple[str, str], ...] = ()
    """What the card says, by name: see views/telling.py."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one person is told, once."""

    key: str
    member: MemberId
    about: About
    due: float
    session: SessionId | None
    words: tuple[tuple[str, str], ...]


def notices(what: Happening, team: Iterable[Member], quiet: Quiet) -> tuple[Notice, ...]:
    """`team`: everybody who is in the team now."""
    at = due(what.about, what.at if what.due is None else what.due, quiet, what.deadline)
    return tuple(
        Notice(f"{what.key}/{member.id}", member.id, what.about, at, *_said(what, member))
        for member in team
        if member.id != what.by and _concerns(what, member)
    )


def _concerns(what: Happening, member: Member) -> bool:
    if what.about in TO_ADMINS:
        return Right.ADMIN in member.rights
    mine = member.id == what.maker if what.about in TO_MAKER else member.id in what.deciders
    return mine and may_see(member, what.private_of)


def _said(what: Happening, member: Member) -> tuple[SessionId | None, tuple[tuple[str, str], ...]]:
    """Of private work an admin who may not see it learns nothing but that it needs them."""
    if may_see(member, what.private_of):
        return what.session, what.words
    return None, tuple((name, value) for name, value in what.words if name in OPENLY)


OPENLY = frozenset({"amount", "person"})
"""Words that say nothing of what a private thread is about."""


def may_see(member: Member, private_of: MemberId | None) -> bool:
    return private_of in {None, member.id} or Right.APPROVE in member.rights


# --- when -----------------------------------------------------------------------------------------


def due(about: About, at: float, quiet: Quiet, deadline: float | None = None) -> float:
    """When something that happens at `at` is told: at once, or when the team is awake. A question
    that would be over by then is urgent."""
    morning = awake(at, quiet)
    ends = about in {About.ASKED, About.REMINDER} and deadline is not None and deadline <= morning
    return at if about in URGENT or ends else morning


def awake(at: float, quiet: Quiet) -> float:
    """The first moment from `at` on at which people may be told."""
    if not asleep(at, quiet):
        return at
    zone = ZoneInfo(quiet.zone)
    first = datetime.fromtimestamp(at, zone).date()
    for ahead in range(_FAR.days):
        day = first + timedelta(days=ahead)
        for hour in (0, quiet.end):
            moment = datetime(day.year, day.month, day.day, hour, tzinfo=zone).timestamp()
            if moment >= at and not asleep(moment, quiet):
                return moment
    return at


def asleep(at: float, quiet: Quiet) -> bool:
    """Night or weekend where the team is."""
    local = datetime.fromtimestamp(at, ZoneInfo(quiet.zone))
    if quiet.weekends and local.weekday() in {5, 6}:
        return True
    if quiet.start <= quiet.end:
        return quiet.start <= local.hour < quiet.end
    return local.hour >= quiet.start or local.hour < quiet.end


def remind_at(asked: float, deadline: float | None, quiet: Quiet) -> float | None:
    """When those who have not decided are reminded, once; None: there is no good time for it."""
    if deadline is None:
        return awake(asked + REMIND_S, quiet)
    wanted = asked + (deadline - asked) * REMIND_SHARE
    if not asleep(wanted, quiet):
        return wanted
    evening = _evening_before(wanted, quiet)
    early = evening - REMIND_LEAD_S if evening is not None else 0.0
    if early > asked + REMIND_LEAD_S and not asleep(early, quiet):
        return early
    morning = awake(wanted, quiet)
    return morning if asked < morning < deadline and not asleep(morning, quiet) else None


def _evening_before(at: float, quiet: Quiet) -> float | None:
    """The last moment before `at`, to a quarter of an hour, at which the team was awake."""
    step = _STEP.total_seconds()
    for back in range(1, int(_FAR.total_seconds() / step)):
        if not asleep(at - back * step, quiet):
            return at - back * step
    return None


def low(left: int, granted: int) -> int | None:
    """The threshold, in percent, that what is left has fallen to; None: there is enough. `granted`
    counts grants that are not used up: with nothing left it is nothing too."""
    return next((p for p in LOW if left * 100 <= granted * p), None)
