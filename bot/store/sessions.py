"""Sessions and the words they are found by: finding one costs the same however many there are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.brief import Brief
from bot.domain.ids import CampaignId, FileKey, MemberId, PictureId, SessionId, TeamId
from bot.errors import NotFound
from bot.events import Platform, Venue
from bot.store.pack import pack, unpack
from bot.store.transaction import Row, Transaction

WORD_MIN = 2
"""Letters: a single one finds everything."""
COMMON = 500
"""Sessions with a word from which on the newest sessions are looked through for it, instead of the
word's own list: that list grows with the history, the newest few that have a common word do not."""
WORDS_MAX = 80
"""Distinct words kept for one session: what a person would search a brief by."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session without its versions."""

    id: SessionId
    team: TeamId
    number: int
    title: str
    maker: MemberId
    maker_name: str
    campaign: CampaignId
    campaign_name: str
    private: bool
    home: Venue
    state: str
    picture: PictureId | None
    picture_file: FileKey | None
    versions: int
    created: float
    touched: float


_SELECT = (
    "SELECT s.id, s.team, s.number, s.title, s.maker, m.name AS maker_name, s.campaign, "
    "c.name AS campaign_name, s.private, s.platform, s.installation, s.channel, s.thread, s.state, "
    "s.picture, p.file AS picture_file, s.next_version, s.created, s.touched "
    "FROM sessions s JOIN members m ON m.id = s.maker JOIN campaigns c ON c.id = s.campaign "
    "LEFT JOIN pictures p ON p.id = s.picture "
)


def next_number(tx: Transaction, team: TeamId) -> int:
    """Numbers count up per team and are never given twice."""
    row = tx.one(
        "UPDATE teams SET next_number = next_number + 1 WHERE id = :team "
        "RETURNING next_number - 1 AS number",
        team=team,
    )
    if row is None:
        raise NotFound("team")
    return row.int("number")


def add(
    tx: Transaction,
    *,
    session: SessionId,
    team: TeamId,
    number: int,
    title: str,
    brief: Brief,
    maker: MemberId,
    campaign: CampaignId,
    home: Venue,
    now: float,
) -> None:
    tx.run(
        "INSERT INTO sessions (id, team, number, title, brief, maker, campaign, private, platform, "
        "installation, channel, thread, state, created, touched) VALUES (:id, :team, :number, "
        ":title, :brief, :maker, :campaign, :private, :platform, :installation, :channel, :thread, "
        "'ordered', :now, :now)",
        id=session,
        team=team,
        number=number,
        title=title,
        brief=pack(brief),
        maker=maker,
        campaign=campaign,
        private=int(brief.private),
        platform=home.platform,
        installation=home.installation,
        channel=home.channel,
        thread=home.thread,
        now=now,
    )


def brief(tx: Transaction, session: SessionId) -> Brief:
    row = tx.one("SELECT brief FROM sessions WHERE id = :id", id=session)
    if row is None:
        raise NotFound("thread")
    return unpack(Brief, row.text("brief"))


def get(tx: Transaction, session: SessionId) -> SessionRow:
    row = tx.one(f"{_SELECT} WHERE s.id = :id", id=session)
    if row is None:
        raise NotFound("thread")
    return _row(row)


def by_number(tx: Transaction, team: TeamId, number: int) -> SessionRow | None:
    row = tx.one(f"{_SELECT} WHERE s.team = :team AND s.number = :number", team=team, number=number)
    return _row(row) if row else None


def at(tx: Transaction, venue: Venue) -> SessionRow | None:
    """The session whose thread this is; None for a channel and for foreign threads. On the page
    every session has its thread, called by its id; elsewhere it is the platform's own. Where one
    thread serves several (direct messages without threads), the newest."""
    if not venue.thread:
        return None
    if venue.platform is Platform.WEB:
        row = tx.one(f"{_SELECT} WHERE s.id = :id", id=venue.thread)
    else:
        row = tx.one(
            f"{_SELECT} WHERE s.platform = :platform AND s.installation = :installation "
            "AND s.thread = :thread ORDER BY s.created DESC LIMIT 1",
            platform=venue.platform,
            installation=venue.installation,
            thread=venue.thread,
        )
    return _row(row) if row else None


def recent_threads(
    tx: Transaction, platform: str, installation: str, most: int, since: float
) -> tuple[tuple[Venue, float], ...]:
    """(thread, when something last came in there), newest work first; `since` at the earliest:
    what came before it may be out of the inbox, and would be taken for new."""
    rows = tx.all(
        f"{_SELECT} WHERE s.platform = :platform AND s.installation = :installation "
        "AND s.thread <> '' ORDER BY s.touched DESC LIMIT :most",
        platform=platform,
        installation=installation,
        most=most,
    )
    found: dict[Venue, float] = {}
    for row in map(_row, rows):
        last = tx.one(
            "SELECT MAX(received) AS at FROM inbox WHERE lane = :lane", lane=row.home.lane
        )
        at = (last.maybe_number("at") if last else None) or row.created
        found.setdefault(row.home, max(at, since))
    return tuple(found.items())


def touched_since(tx: Transaction, platform: str, since: float, most: int) -> tuple[SessionId, ...]:
    """Sessions that live on this platform, newest work first."""
    rows = tx.all(
        "SELECT id FROM sessions WHERE platform = :platform AND touched > :since "
        "ORDER BY touched DESC LIMIT :most",
        platform=platform,
        since=since,
        most=most,
    )
    return tuple(SessionId(row.text("id")) for row in rows)


def set_home(tx: Transaction, session: SessionId, home: Venue) -> None:
    """Where the platform put it: the thread under the root message, or a private place."""
    tx.run(
        "UPDATE sessions SET installation = :installation, channel = :channel, thread = :thread "
        "WHERE id = :id",
        id=session,
        installation=home.installation,
        channel=home.channel,
        thread=home.thread,
    )


def touch(
    tx: Transaction, session: SessionId, *, state: str, picture: PictureId | None, now: float
) -> None:
    """The newest state word and picture, for lists; a None picture keeps the one it had."""
    tx.run(
        "UPDATE sessions SET state = :state, picture = COALESCE(:picture, picture), "
        "touched = :now WHERE id = :id",
        id=session,
        state=state,
        picture=picture,
        now=now,
    )


def next_version(tx: Transaction, session: SessionId) -> int:
    row = tx.one(
        "UPDATE sessions SET next_version = next_version + 1 WHERE id = :id "
        "RETURNING next_version - 1 AS number",
        id=session,
    )
    if row is None:
        raise NotFound("thread")
    return row.int("number")


def remember_words(tx: Transaction, team: TeamId, session: SessionId, text: str) -> None:
    """Words of a brief or an instruction become searchable, lower case, each once."""
    for word in words_of(text)[:WORDS_MAX]:
        tx.run(
            "INSERT INTO words (team, word, session) VALUES (:team, :word, :session) "
            "ON CONFLICT (team, word, session) DO NOTHING",
            team=team,
            word=word,
            session=session,
        )


def words_of(text: str) -> tuple[str, ...]:
    found = re.findall(r"[^\W_]+", text.lower())
    return tuple(dict.fromkeys(word[:40] for word in found if len(word) >= WORD_MIN))


@dataclass(frozen=True, slots=True)
class Filter:
    """What /history narrows by; every text "" = any."""

    text: str = ""
    state: str = ""
    """Of the newest version."""
    review: str = ""
    """Of any review in it."""
    maker: MemberId | None = None
    campaign: str = ""
    before: float | None = None


def find(
    tx: Transaction, team: TeamId, viewer: MemberId, sees_private: bool, wanted: Filter, limit: int
) -> tuple[SessionRow, ...]:
    """Newest first. Private ones only for their maker and those who may see private work."""
    where = ["s.team = :team", "(s.private = 0 OR s.maker = :viewer OR :sees = 1)"]
    values: dict[str, str | int | float | None] = {
        "team": team,
        "viewer": viewer,
        "sees": int(sees_private),
        "limit": limit,
    }
    if wanted.state:
        where.append("s.state = :state")
        values["state"] = wanted.state
    if wanted.review:
        where.append(
            "s.id IN (SELECT r.session FROM reviews r WHERE r.team = :team AND r.state = :review)"
        )
        values["review"] = wanted.review
    if wanted.maker:
        where.append("s.maker = :maker")
        values["maker"] = wanted.maker
    if wanted.campaign:
        where.append(
            "s.campaign = (SELECT id FROM campaigns WHERE team = :team AND lower(name) = :campaign)"
        )
        values["campaign"] = wanted.campaign.lower()
    if wanted.before is not None:
        where.append("s.touched < :before")
        values["before"] = wanted.before
    for place, word in enumerate(words_of(wanted.text)[:8]):
        mine = f"w.word >= :w{place} AND w.word < :e{place}"
        values[f"w{place}"] = word
        values[f"e{place}"] = word + "\uffff"
        if _is_common(tx, team, word):
            where.append(f"EXISTS (SELECT 1 FROM words w WHERE w.session = s.id AND {mine})")
        else:
            where.append(f"s.id IN (SELECT w.session FROM words w WHERE w.team = :team AND {mine})")
            where[0] = "s.team || '' = :team"  # along the word's few sessions, not along all
    rows = tx.all(
        f"{_SELECT} WHERE {' AND '.join(where)} ORDER BY s.touched DESC LIMIT :limit", **values
    )
    return tuple(_row(row) for row in rows)


def _is_common(tx: Transaction, team: TeamId, word: str) -> bool:
    # A prefix is a range of the primary key: at most COMMON of its rows are touched.
    row = tx.one(
        "SELECT count(*) AS n FROM (SELECT 1 FROM words WHERE team = :team AND word >= :first "
        "AND word < :last LIMIT :most) AS few",
        team=team,
        first=word,
        last=word + "\uffff",
        most=COMMON,
    )
    return row is not None and row.int("n") == COMMON


def _row(row: Row) -> SessionRow:
    picture, file = row.maybe_text("picture"), row.maybe_text("picture_file")
    return SessionRow(
        id=SessionId(row.text("id")),
        team=TeamId(row.text("team")),
        number=row.int("number"),
        title=row.text("title"),
        maker=MemberId(row.text("maker")),
        maker_name=row.text("maker_name"),
        campaign=CampaignId(row.text("campaign")),
        campaign_name=row.text("campaign_name"),
        private=bool(row.int("private")),
        home=Venue(
            Platform(row.text("platform")),
            row.text("installation"),
            row.text("channel"),
            row.text("thread"),
        ),
        state=row.text("state"),
        picture=PictureId(picture) if picture else None,
        picture_file=FileKey(file) if file else None,
        versions=row.int("next_version") - 1,
        created=row.number("created"),
        touched=row.number("touched"),
    )
