"""Uploads and reused pictures: what can be attached to a brief."""

from __future__ import annotations

from bot.domain.brief import PictureFacts
from bot.domain.ids import FileKey, PictureId, UploadId, derived
from bot.domain.work import Member
from bot.errors import NotFound
from bot.events import Ask, Photo
from bot.services import reading
from bot.store import drafts, kept_forms
from bot.store.transaction import Transaction


def save_upload(
    tx: Transaction,
    upload: UploadId,
    member: Member,
    file: FileKey,
    facts: PictureFacts,
    now: float,
) -> None:
    drafts.save_upload(tx, upload, member.team, member.id, file, facts, now)


def reuse_picture(tx: Transaction, member: Member, picture: PictureId, now: float) -> Photo:
    """A picture of the studio as an upload, so that a brief can have it as a reference."""
    _, _, made = reading.of_picture(tx, picture, member)
    name = f"{made.name}.png"
    upload = UploadId(derived(picture, member.team, "reuse"))
    facts = PictureFacts(name, made.width, made.height, made.bytes, made.mime)
    drafts.save_upload(tx, upload, member.team, member.id, made.file, facts, now)
    return Photo(upload, made.file, name)


def photos_again(
    tx: Transaction, member: Member, uploads: tuple[tuple[UploadId, str], ...]
) -> tuple[Photo, ...]:
    """(upload, role) of an earlier brief as photos of a new one."""
    found = []
    for upload, role in uploads:
        stored = drafts.upload(tx, member.team, upload)
        if stored is None:
            raise NotFound("photo")
        found.append(Photo(upload, stored[0], stored[1].filename, role))
    return tuple(found)


def keep_form(tx: Transaction, member: Member, ask: Ask, form: str, now: float) -> None:
    """A form as it was filled in, for a day."""
    kept = kept_forms.KeptForm(form, member.id, ask.command, ask.draft, ask.values, ask.photos)
    kept_forms.keep(tx, kept, now)


def form_again(tx: Transaction, member: Member, form: str, now: float) -> Ask:
    """Raises Expired; NotAllowed for somebody else's."""
    found = kept_forms.get(tx, form, member.id, now)
    return Ask(found.command, found.fields, draft=found.draft, photos=found.photos)
