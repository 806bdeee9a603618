"""Finding things again: history, names as people type them, what autocomplete offers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import tree, typed
from bot.domain.brief import Brief
from bot.domain.ids import MemberId, PictureId, SessionId
from bot.domain.work import Balance, Member, ReviewState, Right, Session, Version, VersionState
from bot.errors import BadOptions, NotFound, NotPicked, NotReady
from bot.events import Choice, Choices, Venue
from bot.services import briefing, reading, review_reading
from bot.services.briefing import BriefFields
from bot.services.terms import Terms
from bot.store import books, people, sessions, versions
from bot.store.transaction import Transaction

SHOWN = 20
"""Rows of /history on one card."""
OFFERED = 25
"""Choices of one autocomplete: Discord's limit, and more than anybody reads."""


@dataclass(frozen=True, slots=True)
class Search:
    text: str = ""
    state: VersionState | None = None
    review: ReviewState | None = None
    person: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    sessions: tuple[Session, ...]
    more: bool


def brief_meant(
    tx: Transaction, terms: Terms, member: Member, words: str, thread: str, now: float
) -> Brief | None:
    """The brief that somebody asks about: as typed, else the one of the thread that they stand in.
    Raises BadOptions for an option that names nothing known."""
    if words.strip():
        read = typed.read(words, terms.catalogue.placements, {})
        if read.errors:
            raise BadOptions(read.errors)
        said = {name: tuple(value.split("\n")) for name, value in read.values if value}
        fields = BriefFields(
            what=read.what,
            where=said.get("where", ()),
            ratio=said.get("ratio", ("",))[0],
            resolution=said.get("resolution", ("",))[0],
            text=said.get("text", ()),
        )
        return briefing.build(tx, terms, member, fields, now).brief
    return reading.session(tx, SessionId(thread), member).brief if thread else None


def history(tx: Transaction, member: Member, search: Search) -> Found:
    """Newest first; a bare number or name finds exactly that."""
    named = tree.parse(search.text)
    if named:
        row = sessions.by_number(tx, member.team, named.session)
        found = (_visible(tx, row, member),) if row else ()
        return Found(tuple(s for s in found if s), more=False)
    maker = _person(tx, member, search.person) if search.person else None
    wanted = sessions.Filter(
        text=search.text,
        state=search.state or "",
        review=search.review or "",
        maker=maker,
        campaign=search.campaign,
    )
    sees = Right.APPROVE in member.rights
    rows = sessions.find(tx, member.team, member.id, sees, wanted, SHOWN + 1)
    read = tuple(reading.session(tx, row.id, member) for row in rows[:SHOWN])
    return Found(read, more=len(rows) > SHOWN)


def version_in(found: tuple[Session, ...], text: str) -> tuple[Session, Version] | None:
    """The version that "142.3" or "142" names, when it has pictures: to be shown again itself."""
    named = tree.parse(text)
    if named is None or len(found) != 1:
        return None
    version = tree.find(found[0], named) if named.version else tree.current(found[0])
    return (found[0], version) if version is not None and version.pictures else None


def _visible(tx: Transaction, row: sessions.SessionRow, member: Member) -> Session | None:
    try:
        return reading.session(tx, row.id, member)
    except NotFound:
        return None


def _person(tx: Transaction, member: Member, name: str) -> MemberId:
    wanted = name.strip().casefold()
    if wanted in {"me", "mine"}:
        return member.id
    for one in people.members(tx, member.team):
        if one.name.casefold() == wanted:
            return one.id
    raise NotFound("person", name)


def version_named(
    tx: Transaction, member: Member, text: str, thread: str
) -> tuple[Session, Version]:
    """By name: "142.3" anywhere, "v3" inside its thread. Raises NotFound."""
    here = _thread(tx, member, thread)
    named = tree.parse(text, here.number if here else 0)
    if named is None:
        raise NotFound("version", text)
    found = here
    if here is None or named.session != here.number:
        row = sessions.by_number(tx, member.team, named.session)
        found = reading.session(tx, row.id, member) if row else None
    if found is None:
        raise NotFound("version", text)
    version = tree.find(found, named) if named.version else tree.current(found)
    if version is None:
        raise NotFound("version", text)
    return found, version


def target(
    tx: Transaction, member: Member, wanted: str, thread: str
) -> tuple[SessionId | None, str]:
    """(session, parent) that /edit speaks of: a picture id from a button, a name, or "" = the
    newest of this thread, else of this person's newest one. The parent is as tree reads it."""
    row = versions.picture(tx, PictureId(wanted)) if wanted else None
    if row is not None:
        return row.session, wanted
    if wanted:
        found, _ = version_named(tx, member, wanted, thread)
        return found.id, wanted
    here = _thread(tx, member, thread)
    if here:
        return here.id, ""
    mine = sessions.find(tx, member.team, member.id, False, sessions.Filter(maker=member.id), 1)
    return (mine[0].id, "") if mine else (None, "")


def picture_named(tx: Transaction, member: Member, text: str, thread: str) -> PictureId:
    """The picked or only picture of a named version ("" = the newest here). Raises NotPicked."""
    session, version = version_named(tx, member, text or _newest(tx, member, thread), thread)
    named = tree.parse(text, session.number) if text else None
    found = tree.parent_for(session, named=named or version.name)
    match found:
        case tree.ParentRef(picture=picture) if picture is not None:
            return picture
        case tree.Unparented(reason=tree.NoParent.NOT_PICKED, name=name, letters=letters):
            raise NotPicked(name, letters)
        case _:
            raise NotReady(str(version.name), version.state)


def _newest(tx: Transaction, member: Member, thread: str) -> str:
    session, _ = target(tx, member, "", thread)
    if session is None:
        raise NotFound("version")
    return str(sessions.get(tx, session).number)


def waiting(tx: Transaction, member: Member) -> tuple[tuple[Session, Version], ...]:
    """Open reviews that wait for this person, oldest first."""
    return tuple(
        reading.of_picture(tx, row.picture, member)[:2]
        for row in review_reading.waiting_for(tx, member)
    )


def _thread(tx: Transaction, member: Member, thread: str) -> Session | None:
    return reading.session(tx, SessionId(thread), member) if thread else None


def recent_versions(tx: Transaction, member: Member, typed: str) -> Choices:
    sees = Right.APPROVE in member.rights
    rows = sessions.find(tx, member.team, member.id, sees, sessions.Filter(text=typed), OFFERED)
    return Choices(
        tuple(Choice(f"{r.number}.{max(1, r.versions)}", f"{r.number} - {r.title}") for r in rows)
    )


def choices(tx: Transaction, terms: Terms, member: Member, source: str, typed: str) -> Choices:
    """Best first: names that begin with what was typed, then names that contain it."""
    if source == "versions":
        return recent_versions(tx, member, typed)
    offered: list[Choice] = []
    if source == "placements":
        offered = [
            Choice(p.id, p.name, f"{p.width}x{p.height}") for p in terms.catalogue.placements
        ]
    elif source == "models":
        usable = terms.usable()
        offered = [Choice("auto", "auto", "")] + [
            Choice(m.id, m.name, m.best_for) for m in terms.catalogue.models if m.id in usable
        ]
    elif source == "campaigns":
        offered = [Choice(name, name) for name in people.campaigns(tx, member.team)]
    elif source == "members":
        offered = [Choice(m.name, m.name) for m in people.members(tx, member.team)]
    wanted = typed.strip().casefold()
    hits = [c for c in offered if wanted in c.label.casefold() or wanted in c.value.casefold()]
    hits.sort(key=lambda c: not c.label.casefold().startswith(wanted))
    return Choices(tuple(hits[:OFFERED]))


def state_of(row: sessions.SessionRow) -> VersionState:
    """The state of a session's newest version, as lists show it."""
    return VersionState(row.state)


@dataclass(frozen=True, slots=True)
class Front:
    """One person's front page."""

    mine: tuple[Session, ...]
    waiting: tuple[tuple[Session, Version], ...]
    balance: Balance


MINE = 10
"""Briefs on the front page: one screen of a phone."""


def front(tx: Transaction, member: Member) -> Front:
    """Their newest briefs, what waits for their vote, the team's credits."""
    wanted = sessions.Filter(maker=member.id)
    rows = sessions.find(tx, member.team, member.id, False, wanted, MINE)
    mine = tuple(reading.session(tx, row.id, member) for row in rows)
    return Front(mine, waiting(tx, member), books.balance(tx, member.team))


def places(tx: Transaction, wanted: tuple[str, ...]) -> tuple[tuple[str, Venue], ...]:
    """(session id, its thread); unknown ones are left out."""
    found = []
    for session in dict.fromkeys(wanted):
        try:
            found.append((session, sessions.get(tx, SessionId(session)).home))
        except NotFound:
            continue
    return tuple(found)
