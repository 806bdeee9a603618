"""A deadline as people write it, read in the time zone of the team: "Fri 16:00", "tomorrow noon",
"4 Dec", "in 3 days", ISO. What cannot be read is answered with the nearest thing that can."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

END = time(18)
"""A day without a time is over when people go home."""
FAR = timedelta(days=366)
"""A deadline further away is a slip of the finger."""
SOON = timedelta(days=6)
"""Up to here a weekday names one day."""
MAX_WORDS = 8
"""Words of a deadline that are mended: a longer one is a sentence, not a date."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = {
    name: place
    for place, names in enumerate(
        ("mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday",
         "fri friday", "sat saturday", "sun sunday")
    )
    for name in names.split()
}  # fmt: skip
_MONTH = {
    name: place
    for place, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIMES = {
    "morning": time(9),
    "noon": time(12),
    "midday": time(12),
    "afternoon": time(15),
    "evening": time(18),
    "eod": END,
    "cob": END,
    "tonight": time(20),
}
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "eow": 4}
_UNITS = {"minute": "minutes", "min": "minutes", "hour": "hours", "h": "hours", "day": "days",
          "d": "days", "week": "weeks", "w": "weeks"}  # fmt: skip
_KNOWN = (*_WEEKDAY, *_MONTH, *_TIMES, *_NEAR, "next", "in")
_FILLER = re.compile(r"\b(?:by|on|at|before|until|till|due|the|of|this)\b|,")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[t ]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*([+-]\d{2}:?\d{2}|z)?)?"
)
_IN = re.compile(r"in (\d{1,3}|an?) ?(minute|min|hour|day|week|h|d|w)s?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]+)\.?(?: (\d{4}))?\b")
_MONTH_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?![\d:]| ?[ap]m)(?: (\d{4}))?\b")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm|h)?\b")


@dataclass(frozen=True, slots=True)
class Read:
    """`error`: "" | not_a_date | past | too_far, then with the nearest thing that is none."""

    at: float | None = None
    error: str = ""
    nearest: str = ""


@dataclass(slots=True)
class _Found:
    """What the words said so far."""

    moment: datetime | None = None
    day: date | None = None
    clock: time | None = None
    weekday: int | None = None


class _Nearly(ValueError):
    """A day that does not exist, and the one before it that does."""

    def __init__(self, near: date) -> None:
        super().__init__(str(near))
        self.near = near


def read(text: str, now: float, zone: str) -> Read:
    """`now`: epoch seconds. Never raises, whatever was typed."""
    here = datetime.fromtimestamp(now, ZoneInfo(zone))
    try:
        found = _moment(_tidy(text), here)
    except _Nearly as nearly:
        near = _at(max(nearly.near, _working_day(here)), END, here)
        near = near if near - here <= FAR else _at(_working_day(here), END, here)
        return Read(None, "not_a_date", _written(near, here))
    if found is None:
        return Read(None, "not_a_date", _nearest(text, here))
    if found <= here:
        day = here.date() if found.time() > here.time() else here.date() + timedelta(days=1)
        return Read(None, "past", _written(_at(day, found.time(), here), here))
    if found - here > FAR:
        return Read(None, "too_far", _written(_at(_working_day(here), END, here), here))
    return Read(found.timestamp())


def written(at: float, now: float, zone: str) -> str:
    """The shortest text that reads back as this moment, to the minute."""
    here = ZoneInfo(zone)
    return _written(datetime.fromtimestamp(at, here), datetime.fromtimestamp(now, here))


def iso(at: float, zone: str) -> str:
    """How a brief keeps it: an absolute moment that also says the team's wall clock."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).isoformat(timespec="minutes")


def moment_of(kept: str) -> float | None:
    """The moment that a brief keeps; None: none, or words of an older release."""
    try:
        found = datetime.fromisoformat(kept)
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo else None


def shown(kept: str) -> str:
    """As on a chip: "Fri 4 Dec 16:00"; what was typed where an older release kept that."""
    if moment_of(kept) is None:
        return kept
    at = datetime.fromisoformat(kept)
    day = f"{DAYS[at.weekday()].title()} {at.day} {MONTHS[at.month - 1].title()}"
    return f"{day} {at:%H:%M}"


def _tidy(text: str) -> str:
    lowered = text.lower().replace("end of day", "eod").replace("end of week", "eow")
    return " ".join(_FILLER.sub(" ", lowered.replace("next week", "in 1 week")).split())


def _moment(words: str, here: datetime) -> datetime | None:
    """Piece by piece from the left; None when a piece says nothing, or two say the same."""
    found = _Found()
    while words:
        for piece in (_iso, _in, _day, _clock):
            rest = piece(words, found, here)
            if rest is not None:
                words = rest.strip()
                break
        else:
            return None
    return _together(found, here)


def _together(found: _Found, here: datetime) -> datetime | None:
    if found.moment is not None:
        alone = found.day is None and found.weekday is None and found.clock is None
        return found.moment if alone else None
    clock = found.clock
    if found.weekday is not None:
        ahead = (found.weekday - here.weekday()) % 7
        at = _at(here.date() + timedelta(days=ahead), clock or END, here)
        return at if at > here else at + timedelta(days=7)
    if found.day is not None:
        return _at(found.day, clock or END, here)
    if clock is None:
        return None
    at = _at(here.date(), clock, here)
    return at if at > here else _at(here.date() + timedelta(days=1), clock, here)


def _at(day: date, clock: time, here: datetime) -> datetime:
    return datetime.combine(day, clock.replace(tzinfo=None), here.tzinfo)


def _iso(words: str, found: _Found, here: datetime) -> str | None:
    match = _ISO.match(words)
    if match is None or found.day or found.moment:
        return None
    year, month, day, hour, minute, offset = match.groups()
    found.day = _date(int(year), int(month), int(day))
    if hour and offset:
        text = f"{found.day}T{int(hour):02}:{minute}{offset.upper()}"
        try:
            found.moment, found.day = datetime.fromisoformat(text).astimezone(here.tzinfo), None
        except (ValueError, OverflowError):
            return None
    elif hour:
        found.clock = _time(int(hour), int(minute))
        if found.clock is None:
            return None
    return words[match.end() :]


def _in(words: str, found: _Found, here: datetime) -> str | None:
    match = _IN.match(words)
    if match is None or found.day or found.moment:
        return None
    count = 1 if match[1] in {"a", "an"} else int(match[1])
    unit = _UNITS[match[2]]
    ahead = timedelta(**{unit: count})
    if unit in {"days", "weeks"}:
        found.day = (here + ahead).date()
    else:
        found.moment = (here + ahead).replace(second=0, microsecond=0)
    return words[match.end() :]


def _day(words: str, found: _Found, here: datetime) -> str | None:
    if found.day or found.weekday is not None:
        return None
    first, _, rest = words.partition(" ")
    if first in _NEAR:
        ahead = (4 - here.weekday()) % 7 if first == "eow" else _NEAR[first]
        found.day = here.date() + timedelta(days=ahead)
        if first == "tonight":
            found.clock = _TIMES[first]
        return rest
    if first == "next" and rest.partition(" ")[0] in _WEEKDAY:
        name, _, rest = rest.partition(" ")
        monday = here.date() - timedelta(days=here.weekday()) + timedelta(days=7)
        found.day = monday + timedelta(days=_WEEKDAY[name])
        return rest
    if first.rstrip(".") in _WEEKDAY:
        found.weekday = _WEEKDAY[first.rstrip(".")]
        return rest
    return _dated(words, found, here)


def _dated(words: str, found: _Found, here: datetime) -> str | None:
    """As "4 Dec", "Dec 4th 2027" or "4.12.": without a year the next one."""
    for pattern, day_at, month_at in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1), (_DOTTED, 1, 2)):
        match = pattern.match(words)
        month = _MONTH.get(match[month_at]) if match else None
        if match and pattern is _DOTTED:
            month = int(match[month_at])
        if match is None or month is None:
            continue
        day = int(match[day_at])
        over = (month, day) < (here.month, here.day)
        found.day = _date(int(match[3] or here.year + over), month, day)
        return words[match.end() :]
    return None


def _clock(words: str, found: _Found, _here: datetime) -> str | None:
    if found.clock:
        return None
    first, _, rest = words.partition(" ")
    if first in _TIMES:
        found.clock = _TIMES[first]
        return rest
    match = _CLOCK.match(words)
    if match is None or not (match[2] or match[3]):
        return None
    hour = int(match[1])
    if match[3] in {"am", "pm"}:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of a clock face
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    found.clock = _time(hour, int(match[2] or 0))
    return None if found.clock is None else words[match.end() :]


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - of a day


def _date(year: int, month: int, day: int) -> date:
    """Raises _Nearly for a day that its month does not have."""
    if not (1 <= month <= 12 and 2000 <= year <= 2200):  # noqa: PLR2004 - months; years of ours
        raise _Nearly(date(min(max(year, 2000), 2200), min(max(month, 1), 12), 1))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise _Nearly(date(year, month, min(max(day, 1), last)))
    return date(year, month, day)


def _nearest(text: str, here: datetime) -> str:
    """The same words with what looks misspelt mended, or without the one that says nothing; else
    the end of the next working day."""
    words = [_mended(word) for word in _tidy(text).split()[:MAX_WORDS]]
    tries = [words, *(words[:n] + words[n + 1 :] for n in range(len(words)))]
    for tried in tries:
        try:
            found = _moment(" ".join(tried), here)
        except _Nearly:
            continue
        if found is not None and here < found <= here + FAR:
            return _written(found, here)
    return _written(_at(_working_day(here), END, here), here)


def _mended(word: str) -> str:
    if not word.isalpha() or word in _KNOWN:
        return word
    return next(iter(difflib.get_close_matches(word, _KNOWN, n=1, cutoff=0.75)), word)


def _working_day(here: datetime) -> date:
    day = here.date() + timedelta(days=1)
    while day.weekday() in {5, 6}:
        day += timedelta(days=1)
    return day


def _written(at: datetime, here: datetime) -> str:
    if timedelta(0) < at.date() - here.date() <= SOON:
        return f"{DAYS[at.weekday()].title()} {at:%H:%M}"
    if at.date() == here.date() and at > here:
        return f"today {at:%H:%M}"
    return f"{at:%Y-%m-%d %H:%M}"
