"""Forms as people filled them in, kept a day to be opened again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MemberId
from bot.errors import Expired, NotAllowed
from bot.events import Photo
from bot.store.drafts import DRAFT_KEPT_S
from bot.store.pack import pack, pack_pairs, unpack, unpack_pairs
from bot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class KeptForm:
    id: str
    member: MemberId
    command: str
    draft: str
    fields: tuple[tuple[str, str], ...]
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class _Photos:
    photos: tuple[Photo, ...]


def keep(tx: Transaction, form: KeptForm, now: float) -> None:
    tx.run(
        "INSERT INTO forms (id, member, command, draft, fields, photos, created) VALUES "
        "(:id, :member, :command, :draft, :fields, :photos, :now) ON CONFLICT (id) DO UPDATE SET "
        "fields = excluded.fields, photos = excluded.photos, created = excluded.created",
        id=form.id,
        member=form.member,
        command=form.command,
        draft=form.draft,
        fields=pack_pairs(form.fields),
        photos=pack(_Photos(form.photos)),
        now=now,
    )


def get(tx: Transaction, form: str, member: MemberId, now: float) -> KeptForm:
    """Raises Expired for one that is gone, NotAllowed for somebody else's."""
    row = tx.one("SELECT * FROM forms WHERE id = :id", id=form)
    if row is None or row.number("created") < now - DRAFT_KEPT_S:
        raise Expired("form")
    if row.text("member") != member:
        raise NotAllowed("own")
    return KeptForm(
        id=row.text("id"),
        member=MemberId(row.text("member")),
        command=row.text("command"),
        draft=row.text("draft"),
        fields=unpack_pairs(row.text("fields")),
        photos=unpack(_Photos, row.text("photos")).photos,
    )


def sweep(tx: Transaction, now: float) -> int:
    return tx.run("DELETE FROM forms WHERE created < :old", old=now - DRAFT_KEPT_S)
