"""Settings in, running application out: the only place where real things are plugged in.

An SDK is imported only when its platform or vendor is configured.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapters import signed
from adapters.files import LocalFiles
from adapters.models.sketch import Sketch
from adapters.notes import JsonNotes, beside
from adapters.pixels import ThreadPixels
from adapters.server import Server
from adapters.system import FileLease, SystemClock, SystemIds
from adapters.web.client import WebChat
from adapters.web.routes import build
from bot.bell import Bell
from bot.catalogue.loader import load
from bot.catalogue.own import Own, id_of, with_own
from bot.desk import Surface
from bot.dispatch import Dispatch
from bot.domain.model import Catalogue, Provider
from bot.domain.money import CREDIT
from bot.easel import Easel
from bot.events import Platform
from bot.pictures import Pictures
from bot.ports import Chat, Clock, Files, Ids, ImageModel, Lease, Notes, Pixels, Shelf
from bot.services import team
from bot.services.office import Office
from bot.services.terms import Terms
from bot.settings import Settings
from bot.show import Show
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.tending import Tending
from bot.worker import Worker
from commands import all_commands

if TYPE_CHECKING:
    from adapters.discord.surface import Options as DiscordOptions


@dataclass(slots=True)
class Studio:
    """A running studio: everything that must be stopped, in the order it was started."""

    settings: Settings
    lease: Lease
    office: Office
    pictures: Pictures
    pixels: Pixels
    models: dict[Provider, ImageModel]
    worker: Worker
    show: Show
    desk: Dispatch
    tending: Tending
    bell: Bell
    easel: Easel
    notes: Notes
    web: WebChat
    surfaces: tuple[Surface, ...] = ()

    async def start(self) -> None:
        """Connects the chats, recovers what an earlier process left, then works."""
        for surface in self.surfaces:
            await surface.start(self.desk)
        await self.show.start()
        await self.worker.start()
        self.show.poke()
        await self.desk.catch_up()
        await self.tending.start()

    async def stop(self) -> int:
        """First stop signal: nothing new; what runs is finished and shown. How many ran."""
        running = self.worker.busy
        await self.tending.stop()
        await self.desk.stop()
        for surface in self.surfaces:
            await surface.quiet()
        await self.worker.drain()
        await self.show.stop()
        for surface in self.surfaces:
            await surface.stop()
        for model in self.models.values():
            await model.close()
        await self.pixels.close()
        await self.office.database.close()
        self.lease.free()
        return running


@dataclass(frozen=True, slots=True)
class Parts:
    """What tests and benchmarks replace: real things by default."""

    clock: Clock
    ids: Ids
    files: Files
    pixels: Pixels
    models: dict[Provider, ImageModel]
    chats: dict[Platform, Chat] | None = None
    surfaces: Callable[[Shelf, Notes], tuple[Surface, ...]] | None = None
    keyed: frozenset[Provider] | None = None
    catalogue: Catalogue | None = None


def real_parts(settings: Settings) -> Parts:
    return Parts(
        clock=SystemClock(),
        ids=SystemIds(),
        files=LocalFiles(settings.files()),
        pixels=ThreadPixels(),
        models=real_models(settings),
    )


def real_models(settings: Settings) -> dict[Provider, ImageModel]:
    """The sketch, and every vendor whose key is set; an SDK is imported only for its key."""
    models: dict[Provider, ImageModel] = {Provider.SKETCH: Sketch(load().placements)}
    if settings.google_api_key:
        from adapters.models.google import GoogleModel  # noqa: PLC0415 - imports the SDK

        models[Provider.GOOGLE] = GoogleModel(
            settings.google_api_key.get_secret_value(),
            settings.google_base_url,
            settings.google_api_version,
        )
    if settings.openai_api_key:
        from adapters.models.openai import OpenAIModel  # noqa: PLC0415 - imports the SDK

        models[Provider.OPENAI] = OpenAIModel(
            settings.openai_api_key.get_secret_value(), base_url=settings.openai_base_url
        )
    if own := settings.own_servers():
        from adapters.models.self_hosted import Endpoint, SelfHostedModel  # noqa: PLC0415 - as above

        models[Provider.SELF_HOSTED] = SelfHostedModel(
            Endpoint(id_of(s.name), s.name, s.url, s.key.get_secret_value()) for s in own
        )
    return models


def real_surfaces(
    settings: Settings, clock: Clock, ids: Ids, shelf: Shelf, notes: Notes
) -> tuple[Surface, ...]:
    """The chat platforms whose tokens are set; an SDK is imported only for its token."""
    found: list[Surface] = []
    if settings.discord_token:
        from adapters.discord.surface import DiscordSurface  # noqa: PLC0415 - imports the SDK

        options = discord_options(settings)
        lease, link = token_lease(options.token), real_link(settings, clock)
        found.append(DiscordSurface(options, shelf, clock, ids, notes, lease, link))
    if settings.slack_bot_token and settings.slack_app_token:
        from adapters.slack.surface import SlackSurface  # noqa: PLC0415 - imports the SDK

        token = settings.slack_bot_token.get_secret_value()
        found.append(
            SlackSurface(
                bot_token=token,
                app_token=settings.slack_app_token.get_secret_value(),
                base_url=settings.slack_api_url,
                clock=clock,
                shelf=shelf,
                notes=notes,
                lease=token_lease(token),
                long_names=settings.slack_long_names,
            )
        )
    return tuple(found)


def discord_options(settings: Settings) -> DiscordOptions:
    """The settings discord_* as the adapter takes them."""
    from adapters.discord.addresses import Addresses  # noqa: PLC0415 - imports the SDK
    from adapters.discord.surface import Options  # noqa: PLC0415 - as above

    return Options(
        token=settings.discord_token.get_secret_value() if settings.discord_token else "",
        homes=settings.discord_homes(),
        develop=settings.discord_develop,
        read=settings.discord_read_threads,
        addresses=Addresses(
            settings.discord_api_url, settings.discord_gateway_url, settings.discord_cdn_url
        ),
    )


def token_lease(token: str) -> Lease:
    """Two processes of this computer never serve one token: both would answer everything."""
    named = sha256(token.encode()).hexdigest()[:16]
    return FileLease(Path(gettempdir()) / f"artdesk-{named}")


def real_catalogue(settings: Settings) -> Catalogue:
    """The models of this release and the servers of the team's own."""
    own = [Own(server.name, server.usd) for server in settings.own_servers()]
    return with_own(load(), own)


async def open_studio(settings: Settings, parts: Parts | None = None) -> Studio:
    """Raises Locked, NewerDatabase, DiskFull, BadSettings."""
    settings.data.mkdir(parents=True, exist_ok=True)
    lease = FileLease(settings.database())
    lease.take()
    parts = parts or real_parts(settings)
    try:
        return await _open(settings, parts, lease)
    except BaseException:
        lease.free()
        raise


async def _open(settings: Settings, parts: Parts, lease: Lease) -> Studio:
    clock = parts.clock
    notes = JsonNotes(clock, parts.ids, beside(sys.stderr, settings.log()), _secrets(settings))
    terms = Terms(
        catalogue=parts.catalogue or real_catalogue(settings),
        credits_per_usd=Decimal(settings.credits_per_usd),
        keyed=parts.keyed if parts.keyed is not None else frozenset(parts.models),
        practice_credits=settings.practice_credits * CREDIT,
        sketches_per_minute=settings.sketches_per_minute,
        homes={Platform.DISCORD: settings.discord_homes()},
        partials=settings.partials,
    )
    if isinstance(parts.files, LocalFiles):
        await parts.files.start()
    await asyncio.to_thread(migrate, settings.database(), clock.now())
    database = await Database.open(settings.database(), max_pages=settings.max_db_pages or None)
    office = Office(database, terms, clock, parts.ids)
    await office.do(
        team.open_studio,
        terms,
        settings.team_name,
        parts.ids.new(),
        settings.time_zone,
        clock.now(),
    )
    pictures = Pictures(parts.files, parts.pixels)
    web = WebChat(clock, parts.ids)
    make = parts.surfaces or partial(real_surfaces, settings, clock, parts.ids)
    surfaces = make(pictures, notes)
    chats: dict[Platform, Chat] = {
        Platform.WEB: web,
        **{surface.chat.platform: surface.chat for surface in surfaces},
        **(parts.chats or {}),
    }
    bell = Bell()
    show = Show(office, chats, notes)
    tending = Tending(settings, office, show, bell, notes, parts.files)
    easel = Easel(parts.pixels, bell, notes)
    worker = Worker(
        office, pictures, parts.models, tending.timers(), notes, tending.seen, tending.alarm, easel
    )
    tending.worker = worker
    desk = Dispatch(office, pictures, all_commands(), show, worker, bell, easel, notes, chats)
    return Studio(
        settings=settings,
        lease=lease,
        office=office,
        pictures=pictures,
        pixels=parts.pixels,
        models=parts.models,
        worker=worker,
        show=show,
        desk=desk,
        tending=tending,
        bell=bell,
        easel=easel,
        notes=notes,
        web=web,
        surfaces=surfaces,
    )


async def serve(studio: Studio) -> tuple[Server, str]:
    """The page on the configured address, and that address. Raises PortTaken."""
    settings = studio.settings
    secret = settings.secret.get_secret_value() if settings.secret else None
    page = build(
        studio.desk,
        studio.web,
        clock=studio.office.clock,
        ids=studio.office.ids,
        secret=None if settings.is_local() else secret,
    )
    server = Server(
        page,
        host=settings.host,
        port=settings.port,
        public_host=urlsplit(settings.public_url).netloc or None,
        secret=secret,
        notes=studio.notes,
    )
    if secret and settings.public_url:
        server.mount(signed.PREFIX, signed.build(studio.desk, secret, studio.office.clock))
    return server, await server.start()


def real_link(settings: Settings, clock: Clock) -> signed.Link | None:
    """Signed links to originals, where people can reach this studio from elsewhere."""
    if not (settings.secret and settings.public_url):
        return None
    return signed.linker(settings.public_url, settings.secret.get_secret_value(), clock)


def _secrets(settings: Settings) -> tuple[str, ...]:
    """What must never stand in a log line."""
    own = [server.key for server in settings.own_servers()]
    held = (
        settings.secret,
        settings.google_api_key,
        settings.openai_api_key,
        settings.discord_token,
        settings.slack_bot_token,
        settings.slack_app_token,
        *own,
    )
    return tuple(secret.get_secret_value() for secret in held if secret and len(secret) > 0)
