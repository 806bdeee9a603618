"""The small commands of the terminal: doctor, link, manifest, grant, backup, restore, verify."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from shutil import disk_usage

from adapters.system import FileLease, SystemClock
from adapters.web.links import personal_link
from bot.domain.money import CREDIT, Kind, shown
from bot.domain.outcome import Health
from bot.domain.telling import ROOM_MIN
from bot.errors import BadOptions, FieldError, NotFound
from bot.events import Platform
from bot.services import team, treasury
from bot.settings import Settings
from bot.store import backup, people
from bot.store.transaction import Transaction
from bot.views import terminal
from bot.wiring import discord_options, open_studio, real_catalogue, real_models
from commands import all_commands

LINK_DAYS = 30
"""A personal link is a key: it ends by itself."""


@dataclass(frozen=True, slots=True)
class Said:
    lines: tuple[str, ...]
    well: bool = True


async def doctor(settings: Settings) -> Said:
    """What is set, what works, what is missing; touches nothing and spends nothing."""
    catalogue = real_catalogue(settings)
    rows = [("ok", "catalogue", f"{len(catalogue.models)} models")]
    found = backup.verify(settings.database()) if settings.database().exists() else ()
    rows.append(("wrong" if found else "ok", "database", "; ".join(found) or "whole, books right"))
    room = disk_usage(settings.data if settings.data.exists() else Path()).free
    rows.append(("ok" if room > ROOM_MIN else "wrong", "disk", f"{room // 1024**2:,} MB free"))
    made = backup.backups(settings.backups()) if settings.backups().exists() else ()
    rows.append(("ok" if made else "missing", "backup", made[-1].name if made else "none yet"))
    for name, key in (("Google", settings.google_api_key), ("OpenAI", settings.openai_api_key)):
        if not key:
            rows.append(("missing", f"{name} key", "none: its models are for practice only"))
    rows += [
        row for health in await _greetings(settings) for row in terminal.greeted(health, catalogue)
    ]
    rows += await _on_discord(settings)
    rows += await _on_slack(settings)
    rows.append(("ok", "SQLite", sqlite3.sqlite_version))
    return Said(terminal.checked(rows), well=all(state != "wrong" for state, _, _ in rows))


async def _on_discord(settings: Settings) -> list[tuple[str, str, str]]:
    """What Discord says about the bot, when there is one."""
    if not settings.discord_token:
        return []
    from adapters.discord.doctor import examine  # noqa: PLC0415 - imports the SDK

    found = await examine(discord_options(settings))
    return [(one.state, one.what, one.said) for one in found]


async def _on_slack(settings: Settings) -> list[tuple[str, str, str]]:
    """What Slack says about the app, when there is one."""
    if not (settings.slack_bot_token and settings.slack_app_token):
        return []
    from adapters.slack.doctor import examine  # noqa: PLC0415 - imports the SDK

    found = await examine(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_app_token.get_secret_value(),
        settings.slack_api_url,
        await asyncio.to_thread(_channels_of, settings.database(), Platform.SLACK),
    )
    return [(one.state, one.what, one.said) for one in found]


def _channels_of(database: Path, platform: Platform) -> tuple[str, ...]:
    """Channels in which briefs live."""
    if not database.exists():
        return ()
    with sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT DISTINCT channel FROM sessions WHERE platform = ?", (str(platform),)
        ).fetchall()
    return tuple(str(channel) for (channel,) in rows)


def manifest(settings: Settings, platform: str) -> Said:
    """The app's manifest for Slack, as JSON to paste. Raises NotFound for other platforms."""
    if platform.strip().lower() != Platform.SLACK:
        raise NotFound("platform", platform)
    from adapters.slack.manifest import manifest as of_slack  # noqa: PLC0415 - imports the SDK

    forms = tuple(command.form() for command in all_commands().commands.values())
    made = of_slack(forms, long_names=settings.slack_long_names)
    return Said((json.dumps(made, indent=2, ensure_ascii=False),))


async def _greetings(settings: Settings) -> tuple[Health, ...]:
    """Every vendor and server with a key is asked at once."""
    models = real_models(settings).values()
    try:
        found = await asyncio.gather(*(model.greet() for model in models))
    finally:
        for model in models:
            await model.close()
    return tuple(health for healths in found for health in healths)


async def link(settings: Settings, name: str) -> Said:
    """Works while the studio runs: it only reads."""
    if settings.secret is None:
        raise BadOptions((FieldError("ARTDESK_SECRET", "required"),))
    member = await asyncio.to_thread(_member_id, settings.database(), name)
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    expires = int(SystemClock().now()) + LINK_DAYS * 24 * 3600
    url = personal_link(base, settings.secret.get_secret_value(), member, expires)
    return Said((terminal.linked(name, url, LINK_DAYS),))


def _member_id(database: Path, name: str) -> str:
    if not database.exists():
        raise NotFound("person", name)
    with sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT id FROM members WHERE lower(name) = lower(?) AND left_at IS NULL", (name,)
        ).fetchall()
    if not rows:
        raise NotFound("person", name)
    return str(rows[0][0])


async def grant(settings: Settings, amount: str) -> Said:
    """Refused with a sentence while the studio runs."""
    try:
        milli = int(Decimal(amount) * CREDIT)
    except InvalidOperation as error:
        raise BadOptions((FieldError("amount", "not_a_number", amount),)) from error
    studio = await open_studio(settings)
    try:
        office = studio.office

        def give(tx: Transaction) -> int:
            home = people.team_of(tx, Platform.WEB, team.LOCAL)
            admin = team.admins(tx, home)[0] if home else None
            if admin is None:
                raise NotFound("team")
            balance, _ = treasury.grant(
                tx,
                office.terms,
                admin,
                amount=milli,
                kind=Kind.PURCHASED,
                expires=None,
                note="",
                effect=office.ids.new(),
                now=office.clock.now(),
            )
            return balance.free

        free = await office.do(give)
    finally:
        await studio.stop()
    return Said((terminal.granted(shown(milli), shown(free)),))


def back_up(settings: Settings) -> Said:
    if not settings.database().exists():
        raise NotFound("database", str(settings.database()))
    made = backup.backup(
        settings.database(),
        settings.files(),
        settings.backups(),
        SystemClock().now(),
        settings.backup_keep,
    )
    return Said((terminal.backed_up(str(made)),))


def restore(settings: Settings, source: Path) -> Said:
    """Raises Locked while the studio runs."""
    backup.restore(source, settings.database(), settings.files(), FileLease(settings.database()))
    return Said((terminal.restored(str(source)),))


def verify(settings: Settings) -> Said:
    found = backup.verify(settings.database())
    return Said(terminal.verified(found), well=not found)
