"""Problems: what a person can act on. A code and fields; the sentence for each code is in views.

Anything that is not a Problem is a bug: logged with a short reference that the person sees.
Caught in exactly two places: dispatch and worker.

Problem
|- NotAllowed            this person may not do this
|- NotFound              nothing (visible to this person) has this name
|- BadOptions            fields of a form, each with what is wrong and the nearest thing that works
|- BadPicture            an upload that cannot be used
|- TooLong               words over a named limit
|- ModelCannot           the chosen model cannot do what was asked; what can
|- NotPicked             several pictures and none chosen yet
|- NotReady              the version has no picture (yet, or any more)
|- Stale                 the card that was pressed is older than what it acts on
|- Expired               a draft older than a day
|- NothingToUndo
|- Money
|  |- NotEnough          credits: the brief can be parked
|  |- NoBudget           the team has no credits of any kind
|  |- OverCap            a daily cap of the member or the venue
|  |- TooManyWaiting     a cap on waiting orders
|  |- PriceMoved         the price rose since it was shown
|- Vendor                a model's answer without a picture (carries the outcome)
|- Overloaded            our own queue is full
|- Unreachable           a message, thread or channel is gone, closed, or not ours to write to
|- DiskFull
|- Locked                another process has this database
|- NewerDatabase         written by a release this one cannot read
|- BrokenBackup          a backup that does not open or does not balance
|- BadSettings           every mistake in the settings at once
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class Problem(Exception):
    """Something a person can act on. Subclasses are dataclasses with typed fields, not frozen:
    Python writes tracebacks into exceptions."""

    code: ClassVar[str] = "problem"


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str
    code: str
    """A word that views has a sentence for: required, too_long, unknown, not_a_number..."""
    value: str = ""
    nearest: str = ""
    """The nearest thing that works, or ""."""
    limit: int = 0


@dataclass(eq=False)
class NotAllowed(Problem):
    code: ClassVar[str] = "not_allowed"
    need: str
    """The right that is missing: make, spend, approve, lead, admin, see, own."""


@dataclass(eq=False)
class NotFound(Problem):
    code: ClassVar[str] = "not_found"
    what: str
    name: str = ""


@dataclass(eq=False)
class BadOptions(Problem):
    code: ClassVar[str] = "bad_options"
    errors: tuple[FieldError, ...]


@dataclass(eq=False)
class BadPicture(Problem):
    code: ClassVar[str] = "bad_picture"
    filename: str
    reason: str
    """empty | too_large | not_a_picture | truncated | bomb | pdf | video | heic | svg | animated
    | too_small | too_many | expired"""
    limit: int = 0


@dataclass(eq=False)
class TooLong(Problem):
    code: ClassVar[str] = "too_long"
    field: str
    length: int
    limit: int


@dataclass(eq=False)
class ModelCannot(Problem):
    code: ClassVar[str] = "model_cannot"
    model: str
    reason: str
    """ratio | size | references | script | count | quality | text_too_long | gone | no_key"""
    detail: str = ""
    instead: str = ""


@dataclass(eq=False)
class NotPicked(Problem):
    code: ClassVar[str] = "not_picked"
    version: str
    letters: tuple[str, ...] = ()


@dataclass(eq=False)
class NotReady(Problem):
    code: ClassVar[str] = "not_ready"
    version: str
    state: str = ""


@dataclass(eq=False)
class Stale(Problem):
    code: ClassVar[str] = "stale"
    what: str = ""


@dataclass(eq=False)
class Expired(Problem):
    code: ClassVar[str] = "expired"
    what: str = "draft"


@dataclass(eq=False)
class NothingToUndo(Problem):
    code: ClassVar[str] = "nothing_to_undo"


class Money(Problem):
    """All problems about credits; amounts in milli-credits."""


@dataclass(eq=False)
class NotEnough(Money):
    code: ClassVar[str] = "not_enough"
    needed: int
    free: int
    reserved: int = 0
    jobs: int = 0


@dataclass(eq=False)
class NoBudget(Money):
    code: ClassVar[str] = "no_budget"
    needed: int


@dataclass(eq=False)
class OverCap(Money):
    code: ClassVar[str] = "over_cap"
    cap: str
    """member | venue"""
    limit: int
    used: int
    needed: int


@dataclass(eq=False)
class TooManyWaiting(Money):
    code: ClassVar[str] = "too_many_waiting"
    limit: int


@dataclass(eq=False)
class PriceMoved(Money):
    code: ClassVar[str] = "price_moved"
    was: int
    now: int


@dataclass(eq=False)
class Vendor(Problem):
    code: ClassVar[str] = "vendor"
    outcome: str
    """The name of the outcome, snake case: refused, no_image, rate_limited..."""
    detail: str = ""
    model: str = ""


@dataclass(eq=False)
class Overloaded(Problem):
    code: ClassVar[str] = "overloaded"
    retry_after_s: int = 5


@dataclass(eq=False)
class Unreachable(Problem):
    code: ClassVar[str] = "unreachable"
    reason: str
    """gone (a message or a place that was deleted) | permission | locked | archived | direct
    (somebody takes no direct messages) | too_large | removed (from the server) | refused
    | uninvited (not in that channel) | between (a conversation of others)"""
    detail: str = ""
    """The missing permission or scope in the platform's own words, or ""."""


@dataclass(eq=False)
class DiskFull(Problem):
    code: ClassVar[str] = "disk_full"


@dataclass(eq=False)
class Locked(Problem):
    code: ClassVar[str] = "locked"
    path: str


@dataclass(eq=False)
class NewerDatabase(Problem):
    code: ClassVar[str] = "newer_database"
    found: int
    known: int


@dataclass(eq=False)
class BrokenBackup(Problem):
    code: ClassVar[str] = "broken_backup"
    reason: str


@dataclass(eq=False)
class BadSettings(Problem):
    code: ClassVar[str] = "bad_settings"
    mistakes: tuple[str, ...]
