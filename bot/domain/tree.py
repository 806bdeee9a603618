"""Names and the tree of versions: what "v2" means here, which picture an edit starts from, and
the way from the first picture to this one. Reads domain.work, changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import PictureId, VersionId
from bot.domain.wording import Wording, wording
from bot.domain.work import Name, Picture, Session, Version, VersionState

LETTERS = "abcd"
MAX_CHAINED = 4
"""Paid edits in a row after which a clean start is offered: models lose a little with every one."""
_NAME = re.compile(r"#?(?:(?P<session>\d{1,9})\.|v)?(?P<version>\d{1,4})(?P<letter>[a-d])?")
_SESSION = re.compile(r"#?(?P<session>\d{1,9})")
_ALIVE = frozenset({VersionState.ORDERED, VersionState.PARKED, VersionState.UNCERTAIN})
_GONE = frozenset({VersionState.FAILED, VersionState.CANCELLED, VersionState.DISCARDED})


class NoParent(StrEnum):
    NOT_FOUND = "not_found"
    NOT_PICKED = "not_picked"
    GONE = "gone"
    """It failed, was cancelled or discarded."""
    EMPTY = "empty"
    """Nothing in this thread can be changed yet."""


@dataclass(frozen=True, slots=True)
class ParentRef:
    """What an edit starts from. `picture` is None while that version is still being drawn: its only
    picture will be it."""

    version: VersionId
    name: Name
    picture: PictureId | None


@dataclass(frozen=True, slots=True)
class Unparented:
    """Why there is no parent, with the version that was meant ("" = none in particular)."""

    reason: NoParent
    name: str = ""
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """The picture that an edit really starts from, when it runs. `moved`: not the one meant."""

    picture: Picture
    moved: bool


# --- names ----------------------------------------------------------------------------------------


def parse(text: str, session: int = 0) -> Name | None:
    """142.3b, 142.3, v3, 3b (in thread `session`), 142 (outside any); None for anything else."""
    word = text.strip().lower()
    if not session and (whole := _SESSION.fullmatch(word)):
        return Name(int(whole["session"]))
    found = _NAME.fullmatch(word)
    if found is None:
        return None
    number = int(found["session"] or session)
    version = int(found["version"])
    return Name(number, version, found["letter"] or "") if number and version else None


def find(session: Session, name: Name) -> Version | None:
    """The version of this name; a letter in it is not looked at."""
    if name.session != session.number:
        return None
    return next((v for v in session.versions if v.name.version == name.version), None)


def next_name(session: Session) -> Name:
    """Numbers are never used twice, not even those of cancelled versions."""
    return Name(session.number, max((v.name.version for v in session.versions), default=0) + 1)


def picture_of(session: Session, picture: PictureId) -> tuple[Version, Picture] | None:
    for version in session.versions:
        for candidate in version.pictures:
            if candidate.id == picture:
                return version, candidate
    return None


# --- parents --------------------------------------------------------------------------------------


def parent_for(
    session: Session, *, reply: PictureId | None = None, named: Name | None = None
) -> ParentRef | Unparented:
    """Fixed when the order is written: what was named, else what was replied to, else the newest
    picture that has not failed, ordered ones included. Where that is one of several, it is picked
    first: an edit never silently starts from something older than what people look at."""
    if named is not None:
        return _named(session, named)
    if reply is not None:
        found = picture_of(session, reply)
        if found is None:
            return Unparented(NoParent.NOT_FOUND)
        return _of(found[0], found[1].name.letter)
    changeable = (
        v for v in reversed(session.versions) if v.state not in _GONE and not v.format.is_sheet
    )
    newest = next(changeable, None)
    return _of(newest, "") if newest is not None else Unparented(NoParent.EMPTY)


def parent_when_run(session: Session, version: Version) -> Resolved | None:
    """The picture to start from now: the parent, or where that failed the nearest ready ancestor.
    None for a first version, and where nothing above is ready."""
    meant = _parent(session, version)
    moved = False
    while meant is not None:
        found = _usable(meant, version.parent if not moved else None)
        if found is not None:
            return Resolved(found, moved)
        meant, moved = _parent(session, meant), True
    return None


def waits_for(session: Session, version: Version) -> Version | None:
    """The version that must be ready (or gone) before this one can start."""
    meant = _parent(session, version)
    return meant if meant is not None and meant.state in _ALIVE else None


# --- lineage --------------------------------------------------------------------------------------


def lineage(session: Session, version: Version) -> tuple[Version, ...]:
    """From the first version to this one."""
    chain = [version]
    while (above := _parent(session, chain[-1])) is not None:
        chain.append(above)
    return tuple(reversed(chain))


def changes(session: Session, version: Version) -> tuple[str, ...]:
    """What was asked on the way here, oldest first; the brief's own words and what only changed the
    format or the model are not among it."""
    return tuple(v.change for v in lineage(session, version) if v.change)


def words_in(session: Session, version: Version) -> Wording:
    """The words that are to be read in the pictures of this version."""
    return wording(session.brief.exact_text, changes(session, version))


def contributors(session: Session, version: Version) -> frozenset[str]:
    """Everybody who asked for something on the way here: none of them decides on it."""
    return frozenset(v.maker for v in lineage(session, version))


def paid_edits(session: Session, version: Version) -> int:
    """Paid edits in a row up to this version; a sketch or a first version ends the row."""
    count = 0
    for step in reversed(lineage(session, version)):
        if not step.instruction or not step.quote.up_to or step.quote.practice:
            break
        count += 1
    return count


def worn(session: Session, version: Version) -> bool:
    """Time to offer a clean start from the first version."""
    return paid_edits(session, version) >= MAX_CHAINED


def descendants(session: Session, version: Version) -> tuple[Version, ...]:
    """Everything made from this version, oldest first."""
    return tuple(v for v in session.versions if v is not version and version in _above(session, v))


def current(session: Session) -> Version | None:
    """The newest version with a picture that was not discarded."""
    ready = [v for v in session.versions if v.state is VersionState.READY and v.pictures]
    return ready[-1] if ready else None


def _above(session: Session, version: Version) -> Iterator[Version]:
    yield from lineage(session, version)[:-1]


def _named(session: Session, named: Name) -> ParentRef | Unparented:
    version = find(session, named)
    if version is None:
        return Unparented(NoParent.NOT_FOUND, str(named))
    return _of(version, named.letter)


def _of(version: Version, letter: str) -> ParentRef | Unparented:
    """The picture of a version that an edit may start from."""
    if version.state in _GONE:
        return Unparented(NoParent.GONE, str(version.name))
    made = version.pictures
    if not made:
        if version.quote.count > 1:
            return Unparented(NoParent.NOT_PICKED, str(version.name))
        return ParentRef(version.id, version.name, None)
    if letter and all(p.name.letter != letter for p in made) and len(made) > 1:
        return Unparented(NoParent.NOT_FOUND, f"{version.name}{letter}")
    wanted = [p for p in made if not letter or p.name.letter == letter] or list(made)
    picked = [p for p in wanted if p.picked or len(made) == 1]
    if not picked:
        return Unparented(
            NoParent.NOT_PICKED, str(version.name), tuple(p.name.letter for p in made)
        )
    return ParentRef(version.id, picked[-1].name, picked[-1].id)


def _parent(session: Session, version: Version) -> Version | None:
    """The parent version; an id of a picture that was still to come is found by its name. A version
    is never its own ancestor: parents are always older."""
    above: Version | None = None
    if version.parent is not None and (found := picture_of(session, version.parent)) is not None:
        above = found[0]
    elif version.parent_name is not None:
        above = find(session, version.parent_name)
    if above is None or above.name.version >= version.name.version:
        return None
    return above


def _usable(version: Version, wanted: PictureId | None) -> Picture | None:
    """A discarded picture still serves the edits that were ordered on it."""
    if version.state not in {VersionState.READY, VersionState.DISCARDED}:
        return None
    by_id = next((p for p in version.pictures if p.id == wanted), None)
    if by_id is not None:
        return by_id
    picked = [p for p in version.pictures if p.picked]
    if picked:
        return picked[-1]
    return version.pictures[0] if len(version.pictures) == 1 else None
