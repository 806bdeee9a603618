"""What people typed and uploaded, kept until it is ordered or a day old."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.brief import Brief, PictureFacts
from bot.domain.ids import DraftId, FileKey, MemberId, SessionId, TeamId, UploadId
from bot.domain.model import Quote
from bot.errors import Expired
from bot.events import Photo, Venue
from bot.store.pack import pack, pack_pairs, unpack, unpack_pairs
from bot.store.transaction import Transaction

DRAFT_KEPT_S = 24 * 3600
"""Design.md section 2: a draft is kept until ordered or 24 h."""


@dataclass(frozen=True, slots=True)
class Draft:
    id: DraftId
    team: TeamId
    member: MemberId
    venue: Venue
    fields: tuple[tuple[str, str], ...]
    photos: tuple[Photo, ...]
    brief: Brief
    quote: Quote
    session: SessionId | None = None


def save(tx: Transaction, draft: Draft, now: float) -> None:
    """Insert, or replace the fields, photos and price of an unordered one."""
    tx.run(
        "INSERT INTO drafts (id, team, member, venue, fields, photos, brief, quote, created) "
        "VALUES (:id, :team, :member, :venue, :fields, :photos, :brief, :quote, :now) "
        "ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, photos = excluded.photos, "
        "brief = excluded.brief, quote = excluded.quote, created = excluded.created",
        id=draft.id,
        team=draft.team,
        member=draft.member,
        venue=pack(draft.venue),
        fields=pack_pairs(draft.fields),
        photos=pack(_Photos(draft.photos)),
        brief=pack(draft.brief),
        quote=pack(draft.quote),
        now=now,
    )


@dataclass(frozen=True, slots=True)
class _Photos:
    photos: tuple[Photo, ...]


def get(tx: Transaction, draft_id: DraftId, now: float) -> Draft:
    """Raises Expired for one that is gone, a day old, or never was."""
    row = tx.one("SELECT * FROM drafts WHERE id = :id", id=draft_id)
    if row is None or row.number("created") < now - DRAFT_KEPT_S:
        raise Expired
    session = row.maybe_text("session")
    return Draft(
        id=DraftId(row.text("id")),
        team=TeamId(row.text("team")),
        member=MemberId(row.text("member")),
        venue=unpack(Venue, row.text("venue")),
        fields=unpack_pairs(row.text("fields")),
        photos=unpack(_Photos, row.text("photos")).photos,
        brief=unpack(Brief, row.text("brief")),
        quote=unpack(Quote, row.text("quote")),
        session=SessionId(session) if session else None,
    )


def ordered(tx: Transaction, draft_id: DraftId, session: SessionId) -> None:
    tx.run("UPDATE drafts SET session = :session WHERE id = :id", id=draft_id, session=session)


def drop(tx: Transaction, draft_id: DraftId) -> None:
    tx.run("DELETE FROM drafts WHERE id = :id AND session IS NULL", id=draft_id)


def sweep(tx: Transaction, now: float) -> int:
    return tx.run("DELETE FROM drafts WHERE created < :old", old=now - DRAFT_KEPT_S)


def save_upload(
    tx: Transaction,
    upload: UploadId,
    team: TeamId,
    member: MemberId,
    file: FileKey,
    facts: PictureFacts,
    now: float,
) -> None:
    tx.run(
        "INSERT INTO uploads (id, team, member, file, facts, created) "
        "VALUES (:id, :team, :member, :file, :facts, :now) ON CONFLICT (id) DO NOTHING",
        id=upload,
        team=team,
        member=member,
        file=file,
        facts=pack(facts),
        now=now,
    )


def upload(
    tx: Transaction, team: TeamId, upload_id: UploadId
) -> tuple[FileKey, PictureFacts] | None:
    """Only uploads of the same team: an id from elsewhere is nobody's."""
    row = tx.one("SELECT * FROM uploads WHERE id = :id AND team = :team", id=upload_id, team=team)
    if row is None:
        return None
    return FileKey(row.text("file")), unpack(PictureFacts, row.text("facts"))
