"""What somebody answers or reacts to: the desk's post behind a message, on every platform and on
the page, which shows the threads of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.ids import PictureId, PostId, SessionId
from bot.events import Platform
from bot.store import posts, versions
from bot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Pointed:
    """A post of the desk: the thread it stands in, and the one picture it speaks of."""

    session: SessionId
    subject: str
    picture: PictureId | None


def post_at(tx: Transaction, platform: str, ref: str) -> Pointed | None:
    """None: not a message of the desk."""
    row = posts.by_ref(tx, platform, ref)
    if row is None and platform == Platform.WEB:
        return _on_page(tx, ref)
    return _of(row) if row else None


def _of(row: posts.PostRow) -> Pointed:
    return Pointed(row.session, row.subject, row.picture)


def _on_page(tx: Transaction, ref: str) -> Pointed | None:
    """On the page a message is called "session.post". A thread that lives elsewhere has other
    messages there, so a post may have no row; but its name follows from what it shows."""
    thread, _, wanted = ref.partition(".")
    session = SessionId(thread)
    row = posts.get(tx, PostId(wanted))
    if row is not None and row.session == session:
        return _of(row)
    for found, window, kind in _shown(tx, session):
        if posts.post_id(found.subject, window, kind) == wanted:
            return found
    return None


def _shown(tx: Transaction, session: SessionId) -> Iterator[tuple[Pointed, str, str]]:
    """Every post that a thread of the page can have."""
    pictures = versions.pictures_of_session(tx, session)
    for version in versions.of_session(tx, session):
        made = [picture.id for picture in pictures if picture.version == version.id]
        only = made[0] if len(made) == 1 else None
        for kind in ("result", "work"):
            yield Pointed(session, version.id, only), posts.THREAD, kind
        for picture in made:
            one = Pointed(session, picture, picture)
            yield one, posts.THREAD, "pick"
            yield one, posts.THREAD, "review"
            yield one, posts.CHANNEL, "approved"
