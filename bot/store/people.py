"""Who works here: teams, installations, members and their rights, the team's rules, campaigns."""

from __future__ import annotations

import re

from bot.domain.ids import CampaignId, MemberId, TeamId
from bot.domain.work import Member, Policy, Right
from bot.errors import NotFound
from bot.store.pack import pack, unpack
from bot.store.transaction import Row, Transaction

GENERAL = "general"
"""The slug of the campaign that every team has; a brief without a campaign belongs to it."""


def create_team(tx: Transaction, team: TeamId, name: str, now: float) -> None:
    tx.run(
        "INSERT INTO teams (id, name, created) VALUES (:id, :name, :now) "
        "ON CONFLICT (id) DO NOTHING",
        id=team,
        name=name,
        now=now,
    )


def install(tx: Transaction, platform: str, key: str, team: TeamId, now: float) -> None:
    """One server or workspace belongs to one team; a second call changes nothing."""
    tx.run(
        "INSERT INTO installations (platform, key, team, created) "
        "VALUES (:platform, :key, :team, :now) ON CONFLICT (platform, key) DO NOTHING",
        platform=platform,
        key=key,
        team=team,
        now=now,
    )


def team_of(tx: Transaction, platform: str, key: str) -> TeamId | None:
    row = tx.one(
        "SELECT team FROM installations WHERE platform = :platform AND key = :key",
        platform=platform,
        key=key,
    )
    return TeamId(row.text("team")) if row else None


def teams(tx: Transaction) -> tuple[TeamId, ...]:
    return tuple(TeamId(row.text("id")) for row in tx.all("SELECT id FROM teams ORDER BY created"))


def add_member(tx: Transaction, member: Member, now: float) -> None:
    tx.run(
        "INSERT INTO members (id, team, name, rights, practice, created) "
        "VALUES (:id, :team, :name, :rights, :practice, :now) ON CONFLICT (id) DO NOTHING",
        id=member.id,
        team=member.team,
        name=member.name,
        rights=_rights_text(member.rights),
        practice=int(member.practice),
        now=now,
    )


def link(tx: Transaction, platform: str, installation: str, account: str, member: MemberId) -> None:
    tx.run(
        "INSERT INTO identities (platform, installation, account, member) "
        "VALUES (:platform, :installation, :account, :member) "
        "ON CONFLICT (platform, installation, account) DO NOTHING",
        platform=platform,
        installation=installation,
        account=account,
        member=member,
    )


def identity(tx: Transaction, platform: str, installation: str, account: str) -> Member | None:
    row = tx.one(
        "SELECT m.* FROM identities i JOIN members m ON m.id = i.member "
        "WHERE i.platform = :platform AND i.installation = :installation "
        "AND i.account = :account AND m.left_at IS NULL",
        platform=platform,
        installation=installation,
        account=account,
    )
    return _member(row) if row else None


def manages(tx: Transaction, platform: str, installation: str, account: str) -> bool:
    """What the platform said last: this account may manage the server."""
    row = tx.one(
        "SELECT manages FROM identities WHERE platform = :platform "
        "AND installation = :installation AND account = :account",
        platform=platform,
        installation=installation,
        account=account,
    )
    return row is not None and bool(row.int("manages"))


def set_manages(
    tx: Transaction, platform: str, installation: str, account: str, *, manages: bool
) -> None:
    tx.run(
        "UPDATE identities SET manages = :manages WHERE platform = :platform "
        "AND installation = :installation AND account = :account",
        platform=platform,
        installation=installation,
        account=account,
        manages=int(manages),
    )


def accounts_on(
    tx: Transaction, platform: str, team: TeamId
) -> tuple[tuple[MemberId, str, str], ...]:
    """(member, installation, account) of everybody of the team on one platform."""
    rows = tx.all(
        "SELECT i.member, i.installation, i.account FROM identities i "
        "JOIN members m ON m.id = i.member "
        "WHERE i.platform = :platform AND m.team = :team AND m.left_at IS NULL "
        "ORDER BY i.member, i.account",
        platform=platform,
        team=team,
    )
    return tuple(
        (MemberId(r.text("member")), r.text("installation"), r.text("account")) for r in rows
    )


def accounts(tx: Transaction, member: MemberId) -> tuple[tuple[str, str, str], ...]:
    """(platform, installation, account) of one person."""
    rows = tx.all(
        "SELECT platform, installation, account FROM identities WHERE member = :member",
        member=member,
    )
    return tuple((r.text("platform"), r.text("installation"), r.text("account")) for r in rows)


def member(tx: Transaction, member_id: MemberId) -> Member:
    row = tx.one("SELECT * FROM members WHERE id = :id", id=member_id)
    if row is None:
        raise NotFound("member")
    return _member(row)


def members(tx: Transaction, team: TeamId) -> tuple[Member, ...]:
    rows = tx.all(
        "SELECT * FROM members WHERE team = :team AND left_at IS NULL ORDER BY created, id",
        team=team,
    )
    return tuple(_member(row) for row in rows)


def change_member(
    tx: Transaction, member_id: MemberId, *, name: str, rights: frozenset[Right]
) -> None:
    tx.run(
        "UPDATE members SET name = :name, rights = :rights WHERE id = :id",
        id=member_id,
        name=name,
        rights=_rights_text(rights),
    )


def member_left(tx: Transaction, member_id: MemberId, now: float) -> None:
    """The person stays in the history; votes and spending stop."""
    tx.run("UPDATE members SET left_at = :now WHERE id = :id", id=member_id, now=now)


def policy(tx: Transaction, team: TeamId) -> Policy:
    row = tx.one(
        "SELECT body FROM policies WHERE team = :team ORDER BY revision DESC LIMIT 1", team=team
    )
    return unpack(Policy, row.text("body")) if row else Policy(revision=0)


def policy_at(tx: Transaction, team: TeamId, revision: int) -> Policy:
    row = tx.one(
        "SELECT body FROM policies WHERE team = :team AND revision = :revision",
        team=team,
        revision=revision,
    )
    return unpack(Policy, row.text("body")) if row else Policy(revision=0)


def save_policy(tx: Transaction, team: TeamId, wanted: Policy, by: MemberId, now: float) -> None:
    """A new revision; older ones are kept, so that a change can be undone and audited."""
    tx.run(
        "INSERT INTO policies (team, revision, body, member, at) "
        "VALUES (:team, :revision, :body, :by, :now)",
        team=team,
        revision=wanted.revision,
        body=pack(wanted),
        by=by,
        now=now,
    )


def campaign(
    tx: Transaction, team: TeamId, name: str, new_id: CampaignId, now: float
) -> tuple[CampaignId, str]:
    """The campaign of this name, made when it is new; "" = the general one."""
    shown = " ".join(name.split()) or "General"
    slug = re.sub(r"[^\w]+", "-", shown.lower()).strip("-")[:60] or GENERAL
    tx.run(
        "INSERT INTO campaigns (id, team, name, slug, created) "
        "VALUES (:id, :team, :name, :slug, :now) ON CONFLICT (team, slug) DO NOTHING",
        id=new_id,
        team=team,
        name=shown[:80],
        slug=slug,
        now=now,
    )
    row = tx.one(
        "SELECT id, name FROM campaigns WHERE team = :team AND slug = :slug", team=team, slug=slug
    )
    if row is None:
        raise NotFound("campaign", shown)
    return CampaignId(row.text("id")), row.text("name")


def campaigns(tx: Transaction, team: TeamId) -> tuple[str, ...]:
    rows = tx.all(
        "SELECT name FROM campaigns WHERE team = :team ORDER BY created DESC LIMIT 50", team=team
    )
    return tuple(row.text("name") for row in rows)


def _member(row: Row) -> Member:
    rights = frozenset(Right(word) for word in row.text("rights").split() if word)
    return Member(
        id=MemberId(row.text("id")),
        team=TeamId(row.text("team")),
        name=row.text("name"),
        rights=rights,
        practice=bool(row.int("practice")),
    )


def _rights_text(rights: frozenset[Right]) -> str:
    return " ".join(sorted(rights))
