"""The team: the first minute's people, who an account is, rights, rules, credits for practice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.ids import MemberId, TeamId, derived
from bot.domain.money import Kind
from bot.domain.work import Member, Policy, Right
from bot.errors import BadOptions, FieldError, NotAllowed, NotFound
from bot.events import Actor, Platform, Venue
from bot.services.terms import Terms
from bot.store import acts, ledger, people, places
from bot.store.transaction import Transaction

EVERYTHING = frozenset(Right)
MAKER = frozenset({Right.SEE, Right.SKETCH, Right.SPEND})
APPROVER = frozenset({Right.SEE, Right.APPROVE})
NEWCOMER = frozenset({Right.SEE, Right.SKETCH})
"""Until set up, admins spend and everybody may sketch (experience.md section 9)."""

MANAGING = frozenset({Right.SPEND, Right.APPROVE, Right.LEAD, Right.ADMIN})
"""What managing the server gives, and what ending it takes away."""

PRACTICE_APPROVER = "Practice approver"
LOCAL = "local"
"""The installation of the web channel: one studio, one page."""


def open_studio(
    tx: Transaction, terms: Terms, team_name: str, first_id: str, time_zone: str, now: float
) -> TeamId:
    """The team of the local page, made on the very first start: You, a practice approver, and
    practice credits. Later starts find it."""
    known = people.team_of(tx, Platform.WEB, LOCAL)
    if known is None:
        known = _first_team(tx, terms, team_name, TeamId(first_id), time_zone, now)
    if not terms.practice():
        ledger.leave_practice(tx, team=known)
    return known


def _first_team(
    tx: Transaction, terms: Terms, team_name: str, team: TeamId, time_zone: str, now: float
) -> TeamId:
    people.create_team(tx, team, team_name, now)
    people.install(tx, Platform.WEB, LOCAL, team, now)
    you = Member(MemberId(derived(team, "you")), team, "You", EVERYTHING)
    approver = Member(
        MemberId(derived(team, "approver")), team, PRACTICE_APPROVER, APPROVER, practice=True
    )
    for place, member in enumerate((you, approver)):
        people.add_member(tx, member, now + place / 1000)
        people.link(tx, Platform.WEB, LOCAL, member.id, member.id)
    people.save_policy(tx, team, Policy(revision=1, time_zone=time_zone), you.id, now)
    if terms.practice_credits:
        ledger.grant(
            tx,
            key=derived(team, "practice"),
            lot_id=derived(team, "practice lot"),
            team=team,
            kind=Kind.PRACTICE,
            amount=terms.practice_credits,
            expires=None,
            by=you.id,
            note="",
            now=now,
        )
    return team


def join(
    tx: Transaction, terms: Terms, platform: Platform, key: str, name: str, now: float
) -> TeamId | None:
    """A server or workspace that the desk came into belongs to the studio's team from now on; None:
    it works for another one (see Terms.homes), and whoever invites it there may not spend here."""
    home = people.team_of(tx, Platform.WEB, LOCAL)
    named = terms.homes.get(platform, frozenset())
    others = {one.key for one in places.installations(tx, platform) if one.here} - {key}
    if home is None or (named and key not in named) or (not named and others):
        return None
    people.install(tx, platform, key, home, now)
    places.came(tx, platform, key, name)
    return home


def who(tx: Transaction, actor: Actor, now: float) -> Member:
    """The member behind an account. On a chat platform a new account becomes a newcomer by itself;
    on the page people are added by name. Bots are nobody. Raises NotAllowed, NotFound."""
    if actor.is_bot:
        raise NotAllowed("see")
    team = people.team_of(tx, actor.platform, actor.installation)
    if team is None:
        raise NotFound("team")
    found = _identity(tx, actor, team)
    if found is None:
        found = _newcomer(tx, actor, team, now)
    return _managing(tx, actor, found)


def _newcomer(tx: Transaction, actor: Actor, team: TeamId, now: float) -> Member:
    if actor.platform is Platform.WEB:
        raise NotFound("member", actor.name)
    member = Member(
        MemberId(derived(actor.platform, actor.installation, actor.user)),
        team,
        _free_name(tx, team, actor.name),
        frozenset({Right.SEE}) if actor.is_guest else NEWCOMER,
    )
    people.add_member(tx, member, now)
    people.link(tx, actor.platform, actor.installation, actor.user, member.id)
    return member


def _free_name(tx: Transaction, team: TeamId, wanted: str) -> str:
    """Names tell people apart in votes and forms: a second Dana is "Dana (2)"."""
    base = " ".join(wanted.split())[:70] or "Somebody"
    taken = {m.name.casefold() for m in people.members(tx, team)}
    numbered = (f"{base} ({n})" for n in range(2, len(taken) + 3))
    return next(n for n in (base, *numbered) if n.casefold() not in taken)


def _managing(tx: Transaction, actor: Actor, member: Member) -> Member:
    """Who manages the server has every right here, until they no longer do; rights that were given
    in Artdesk itself are not touched by a server role that never was."""
    known = people.manages(tx, actor.platform, actor.installation, actor.user)
    said = bool(actor.platform_admin) and not actor.is_guest
    if actor.platform_admin is None or said is known or actor.platform is Platform.WEB:
        return member
    people.set_manages(tx, actor.platform, actor.installation, actor.user, manages=said)
    others = [m for m in admins(tx, member.team) if m.id != member.id]
    rights = member.rights | EVERYTHING if said else member.rights - MANAGING
    if not said and not others:
        rights = member.rights  # somebody must answer for the money
    people.change_member(tx, member.id, name=member.name, rights=rights)
    return replace(member, rights=rights)


def known(tx: Transaction, actor: Actor) -> Member:
    """Like who, for reading: never makes a member. Raises NotFound."""
    team = people.team_of(tx, actor.platform, actor.installation)
    found = _identity(tx, actor, team) if team else None
    if found is None:
        raise NotFound("member", actor.name)
    return found


def settled(tx: Transaction, actor: Actor) -> Member:
    """Like known, and NotFound where `who` has something to write: the platform says since that
    somebody manages the server, or no longer."""
    found = known(tx, actor)
    if actor.platform is not Platform.WEB and actor.platform_admin is not None:
        said = actor.platform_admin and not actor.is_guest
        if said is not people.manages(tx, actor.platform, actor.installation, actor.user):
            raise NotFound("member", actor.name)
    return found


def here(tx: Transaction, member: Member, venue: Venue) -> Member:
    """The same person with what this channel adds: in one that an admin opened everybody who may
    sketch may spend, up to its daily cap."""
    if Right.SPEND in member.rights or Right.SKETCH not in member.rights:
        return member
    if venue.platform is Platform.WEB or places.channel_cap(tx, venue) is None:
        return member
    return replace(member, rights=member.rights | {Right.SPEND})


def open_channel(tx: Transaction, by: Member, venue: Venue, effect: str, now: float) -> int:
    """One press by an admin: this channel spends up to the team's daily cap of a channel.
    Returns that cap, milli-credits."""
    _admin(by)
    cap = people.policy(tx, by.team).venue_daily_cap
    places.open_channel(tx, venue, cap, by.id, now)
    _record(tx, by, "open channel", venue.channel, effect, now)
    return cap


def close_channel(tx: Transaction, by: Member, venue: Venue, effect: str, now: float) -> bool:
    """False: it was not open."""
    _admin(by)
    closed = places.close_channel(tx, venue)
    _record(tx, by, "close channel", venue.channel, effect, now)
    return closed


def _identity(tx: Transaction, actor: Actor, team: TeamId) -> Member | None:
    """On the page "" is the first admin: the person who started the studio."""
    if actor.platform is Platform.WEB and not actor.user:
        return next(iter(admins(tx, team)), None)
    return people.identity(tx, actor.platform, actor.installation, actor.user)


def everybody(tx: Transaction, team: TeamId) -> tuple[Member, ...]:
    return people.members(tx, team)


def approvers(tx: Transaction, team: TeamId) -> tuple[Member, ...]:
    return tuple(m for m in people.members(tx, team) if Right.APPROVE in m.rights)


def admins(tx: Transaction, team: TeamId) -> tuple[Member, ...]:
    return tuple(m for m in people.members(tx, team) if Right.ADMIN in m.rights)


def accounts(tx: Transaction, member: MemberId) -> tuple[tuple[str, str, str], ...]:
    """(platform, installation, account) of one person."""
    return people.accounts(tx, member)


def policy(tx: Transaction, team: TeamId) -> Policy:
    return people.policy(tx, team)


@dataclass(frozen=True, slots=True)
class PersonChange:
    name: str
    rights: frozenset[Right]
    member: MemberId | None = None
    """None: a new person."""


def change_person(
    tx: Transaction, by: Member, change: PersonChange, effect: str, now: float
) -> Member:
    """Names or adds a person on the local page. The last admin keeps that right."""
    _admin(by)
    team = people.members(tx, by.team)
    if any(m.name.casefold() == change.name.casefold() and m.id != change.member for m in team):
        raise BadOptions((FieldError("name", "taken", change.name),))
    if change.member is None:
        member = Member(MemberId(derived(effect, "member")), by.team, change.name, change.rights)
        people.add_member(tx, member, now)
        people.link(tx, Platform.WEB, LOCAL, member.id, member.id)
    else:
        member = people.member(tx, change.member)
        if member.team != by.team:
            raise NotFound("member")
        admins = [m for m in team if Right.ADMIN in m.rights and m.id != member.id]
        if not admins and Right.ADMIN not in change.rights:
            raise BadOptions((FieldError("rights", "last_admin"),))
        people.change_member(tx, member.id, name=change.name, rights=change.rights)
        member = replace(member, name=change.name, rights=change.rights)
    _record(tx, by, "person", member.id, effect, now)
    return member


def change_policy(
    tx: Transaction,
    by: Member,
    wanted: Policy,
    effect: str,
    now: float,
    what: str = "policy",
) -> Policy:
    """A new revision of the rules; open reviews keep the rules they were opened under. `what`: the
    act, for the record."""
    _admin(by)
    current = people.policy(tx, by.team)
    saved = replace(wanted, revision=current.revision + 1)
    if replace(wanted, revision=current.revision) == current:
        return current
    people.save_policy(tx, by.team, saved, by.id, now)
    _record(tx, by, what, str(saved.revision), effect, now)
    return saved


def _admin(member: Member) -> None:
    if Right.ADMIN not in member.rights:
        raise NotAllowed("admin")


def _record(tx: Transaction, by: Member, what: str, subject: str, effect: str, now: float) -> None:
    acts.record(
        tx,
        act=derived(effect, what),
        team=by.team,
        member=by.id,
        what=what,
        subject=subject,
        body="",
        now=now,
    )
