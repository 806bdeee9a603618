"""What stands in which window (the outbox of the chats), and what people said on the web.

A post is planned before it is sent, so a crash between the two leaves a row that says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MemberId, PictureId, PostId, SessionId, VersionId, derived
from bot.events import Platform, Venue
from bot.store.transaction import Row, Transaction

CHANNEL, THREAD = "channel", "thread"
"""The two windows that every session has; the others are direct messages."""


def post_id(subject: str, window: str, kind: str) -> PostId:
    """A post is called by what it shows, where, and as what: before it is a row, too."""
    return PostId(derived(subject, window, kind))


@dataclass(frozen=True, slots=True)
class PostRow:
    id: PostId
    session: SessionId
    subject: str
    """The id of what it shows: session, version, picture, said line."""
    window: str
    kind: str
    venue: Venue
    audience: tuple[MemberId, ...]
    picture: PictureId | None
    """The ONE picture that votes and replies to it speak of."""
    card_hash: str
    state: str
    """planned | sending | sent | unknown | blocked (somebody has to act first) | gone (deleted by
    somebody: not posted again by itself) | removed (by us: progress that ended)"""
    ref: str
    state_word: str
    created: float
    edited: float | None


def plan(tx: Transaction, row: PostRow) -> PostRow:
    """The row of (subject, window, kind): this one, or the one that is there already."""
    tx.run(
        "INSERT INTO posts (id, session, subject, post_window, kind, platform, installation, "
        "channel, thread, audience, picture, card_hash, state, created) VALUES (:id, :session, "
        ":subject, :window, :kind, :platform, :installation, :channel, :thread, :audience, "
        ":picture, '', 'planned', :created) ON CONFLICT (subject, post_window, kind) DO NOTHING",
        id=row.id,
        session=row.session,
        subject=row.subject,
        window=row.window,
        kind=row.kind,
        platform=row.venue.platform,
        installation=row.venue.installation,
        channel=row.venue.channel,
        thread=row.venue.thread,
        audience=" ".join(row.audience),
        picture=row.picture,
        created=row.created,
    )
    stored = tx.one(
        "SELECT * FROM posts WHERE subject = :subject AND post_window = :window AND kind = :kind",
        subject=row.subject,
        window=row.window,
        kind=row.kind,
    )
    return _row(stored) if stored else row


def of_session(tx: Transaction, session: SessionId) -> tuple[PostRow, ...]:
    rows = tx.all("SELECT * FROM posts WHERE session = :s ORDER BY created, id", s=session)
    return tuple(_row(row) for row in rows)


def get(tx: Transaction, post: PostId) -> PostRow | None:
    row = tx.one("SELECT * FROM posts WHERE id = :id", id=post)
    return _row(row) if row else None


def by_ref(tx: Transaction, platform: str, ref: str) -> PostRow | None:
    row = tx.one(
        "SELECT * FROM posts WHERE platform = :platform AND ref = :ref", platform=platform, ref=ref
    )
    return _row(row) if row else None


def sending(tx: Transaction, post: PostId) -> None:
    tx.run("UPDATE posts SET state = 'sending' WHERE id = :id", id=post)


def unknown(tx: Transaction, post: PostId) -> None:
    tx.run("UPDATE posts SET state = 'unknown' WHERE id = :id", id=post)


def sent(
    tx: Transaction,
    post: PostId,
    *,
    ref: str,
    card_hash: str,
    state_word: str,
    picture: PictureId | None,
    venue: Venue,
    now: float,
) -> None:
    tx.run(
        "UPDATE posts SET state = 'sent', ref = :ref, card_hash = :hash, state_word = :word, "
        "picture = COALESCE(picture, :picture), thread = :thread, edited = :now WHERE id = :id",
        id=post,
        ref=ref,
        hash=card_hash,
        word=state_word,
        picture=picture,
        thread=venue.thread,
        now=now,
    )


def set_state(tx: Transaction, post: PostId, state: str) -> bool:
    """False: it was in this state already."""
    return bool(
        tx.run(
            "UPDATE posts SET state = :state WHERE id = :id AND state <> :state",
            id=post,
            state=state,
        )
    )


def gone(tx: Transaction, platform: str, ref: str) -> SessionId | None:
    """Somebody deleted this message; the session it spoke of, None for a message of others."""
    row = by_ref(tx, platform, ref)
    if row is None:
        return None
    set_state(tx, row.id, "gone")
    return row.session


def reset_sending(tx: Transaction) -> None:
    """After a crash: what was on its way may have arrived; look before posting again."""
    tx.run("UPDATE posts SET state = 'unknown' WHERE state = 'sending'")


def in_review(tx: Transaction, platform: str, installation: str) -> tuple[PostRow, ...]:
    rows = tx.all(
        "SELECT p.* FROM posts p JOIN reviews r ON r.picture = p.picture "
        "WHERE p.platform = :platform AND p.installation = :installation AND p.state = 'sent' "
        "AND r.state IN ('open', 'closing', 'changes') ORDER BY p.created",
        platform=platform,
        installation=installation,
    )
    return tuple(_row(row) for row in rows)


# --- dirty marks ------------------------------------------------------------------------------


def mark(tx: Transaction, session: SessionId, now: float) -> None:
    """Every mark is a later one, also within one moment: see clean."""
    tx.run(
        "INSERT INTO dirty (session, since) VALUES (:s, :now) ON CONFLICT (session) "
        "DO UPDATE SET since = CASE WHEN excluded.since > dirty.since THEN excluded.since "
        "ELSE dirty.since + 0.001 END",
        s=session,
        now=now,
    )


def dirty(tx: Transaction) -> tuple[SessionId, ...]:
    """Longest marked first; a sweep at a time."""
    rows = tx.all("SELECT session FROM dirty ORDER BY since LIMIT 200")
    return tuple(SessionId(r.text("session")) for r in rows)


def mark_of(tx: Transaction, session: SessionId) -> float | None:
    row = tx.one("SELECT since FROM dirty WHERE session = :s", s=session)
    return row.number("since") if row else None


def clean(tx: Transaction, session: SessionId, since: float) -> None:
    """Only if nothing marked it again since."""
    tx.run("DELETE FROM dirty WHERE session = :s AND since = :since", s=session, since=since)


# --- what people said -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One line a person wrote; on the web also the message itself."""

    id: str
    session: SessionId | None
    venue: Venue
    member: MemberId
    member_name: str
    text: str
    kind: str
    """brief | edit | talk | ask (the desk asked back) | comment"""
    version: VersionId | None
    parent: str
    """What the words speak of, as typed or replied to; "" = the newest."""
    state: str
    """For ask: "" = open, else how it was answered: edit | talk."""
    at: float


def say(tx: Transaction, row: SaidRow) -> None:
    tx.run(
        "INSERT INTO said (id, session, platform, installation, channel, thread, member, text, "
        "kind, version, parent, state, at) VALUES (:id, :session, :platform, :installation, "
        ":channel, :thread, :member, :text, :kind, :version, :parent, :state, :at) "
        "ON CONFLICT (id) DO NOTHING",
        id=row.id,
        session=row.session,
        platform=row.venue.platform,
        installation=row.venue.installation,
        channel=row.venue.channel,
        thread=row.venue.thread,
        member=row.member,
        text=row.text,
        kind=row.kind,
        version=row.version,
        parent=row.parent,
        state=row.state,
        at=row.at,
    )


def answer(tx: Transaction, said: str, state: str, version: VersionId | None) -> bool:
    """An open question is answered once."""
    return bool(
        tx.run(
            "UPDATE said SET state = :state, version = COALESCE(:version, version) "
            "WHERE id = :id AND state = ''",
            id=said,
            state=state,
            version=version,
        )
    )


def said(tx: Transaction, said_id: str) -> SaidRow | None:
    row = tx.one(f"{_SAID} WHERE s.id = :id", id=said_id)
    return _said(row) if row else None


def said_in(tx: Transaction, session: SessionId) -> tuple[SaidRow, ...]:
    rows = tx.all(f"{_SAID} WHERE s.session = :s ORDER BY s.at, s.id", s=session)
    return tuple(_said(row) for row in rows)


_SAID = "SELECT s.*, m.name AS member_name FROM said s JOIN members m ON m.id = s.member"


def _said(row: Row) -> SaidRow:
    session, version = row.maybe_text("session"), row.maybe_text("version")
    return SaidRow(
        id=row.text("id"),
        session=SessionId(session) if session else None,
        venue=_venue(row),
        member=MemberId(row.text("member")),
        member_name=row.text("member_name"),
        text=row.text("text"),
        kind=row.text("kind"),
        version=VersionId(version) if version else None,
        parent=row.text("parent"),
        state=row.text("state"),
        at=row.number("at"),
    )


def _venue(row: Row) -> Venue:
    return Venue(
        Platform(row.text("platform")),
        row.text("installation"),
        row.text("channel"),
        row.text("thread"),
    )


def _row(row: Row) -> PostRow:
    picture = row.maybe_text("picture")
    return PostRow(
        id=PostId(row.text("id")),
        session=SessionId(row.text("session")),
        subject=row.text("subject"),
        window=row.text("post_window"),
        kind=row.text("kind"),
        venue=_venue(row),
        audience=tuple(MemberId(m) for m in row.text("audience").split()),
        picture=PictureId(picture) if picture else None,
        card_hash=row.text("card_hash"),
        state=row.text("state"),
        ref=row.text("ref"),
        state_word=row.text("state_word"),
        created=row.number("created"),
        edited=row.maybe_number("edited"),
    )
