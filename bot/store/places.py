"""Servers and workspaces, and the channels in them that may spend: one row each, never guessed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MemberId, TeamId
from bot.events import Venue
from bot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Installation:
    key: str
    team: TeamId
    name: str
    welcomed: bool
    here: bool
    """False: the desk was removed from it."""


def installations(tx: Transaction, platform: str) -> tuple[Installation, ...]:
    rows = tx.all(
        "SELECT * FROM installations WHERE platform = :platform ORDER BY created, key",
        platform=platform,
    )
    return tuple(
        Installation(
            key=row.text("key"),
            team=TeamId(row.text("team")),
            name=row.text("name"),
            welcomed=row.maybe_number("welcomed") is not None,
            here=row.maybe_number("left_at") is None,
        )
        for row in rows
    )


def came(tx: Transaction, platform: str, key: str, name: str) -> None:
    """It is there (again) and called so."""
    tx.run(
        "UPDATE installations SET name = :name, left_at = NULL "
        "WHERE platform = :platform AND key = :key",
        platform=platform,
        key=key,
        name=name[:100],
    )


def welcomed(tx: Transaction, platform: str, key: str, now: float) -> bool:
    """False: it was welcomed before."""
    return bool(
        tx.run(
            "UPDATE installations SET welcomed = :now "
            "WHERE platform = :platform AND key = :key AND welcomed IS NULL",
            platform=platform,
            key=key,
            now=now,
        )
    )


def left(tx: Transaction, platform: str, key: str, now: float) -> None:
    """Removed: its work stays, and it is welcomed anew when it comes back."""
    tx.run(
        "UPDATE installations SET left_at = :now, welcomed = NULL "
        "WHERE platform = :platform AND key = :key",
        platform=platform,
        key=key,
        now=now,
    )


def open_channel(tx: Transaction, venue: Venue, cap: int, by: MemberId, now: float) -> None:
    """Everybody may spend here, up to `cap` milli-credits a day."""
    tx.run(
        "INSERT INTO channels (platform, installation, channel, daily_cap, member, at) "
        "VALUES (:platform, :installation, :channel, :cap, :by, :now) "
        "ON CONFLICT (platform, installation, channel) DO UPDATE SET "
        "daily_cap = excluded.daily_cap, member = excluded.member, at = excluded.at",
        platform=venue.platform,
        installation=venue.installation,
        channel=venue.channel,
        cap=cap,
        by=by,
        now=now,
    )


def close_channel(tx: Transaction, venue: Venue) -> bool:
    return bool(
        tx.run(
            "DELETE FROM channels WHERE platform = :platform AND installation = :installation "
            "AND channel = :channel",
            platform=venue.platform,
            installation=venue.installation,
            channel=venue.channel,
        )
    )


def channel_cap(tx: Transaction, venue: Venue) -> int | None:
    """Milli-credits a day; None: only who may spend anyway spends here."""
    row = tx.one(
        "SELECT daily_cap FROM channels WHERE platform = :platform "
        "AND installation = :installation AND channel = :channel",
        platform=venue.platform,
        installation=venue.installation,
        channel=venue.channel,
    )
    return row.int("daily_cap") if row else None
