"""The WebSocket side: sessions, sequence numbers, intents, RESUME, and the ways in which it ends. What
happens while nobody listens is lost, unless the session is resumed."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.standins.discord.permissions import of_channel
from tests.standins.discord.refusals import Json
from tests.standins.discord.shapes import Shapes
from tests.standins.discord.trace import Trace
from tests.standins.discord.world import TOKEN, Channel, Guild, Message, World

GUILDS, MEMBERS, MESSAGES, REACTIONS = 1 << 0, 1 << 1, 1 << 9, 1 << 10
DMS, DM_REACTIONS, CONTENT = 1 << 12, 1 << 13, 1 << 15
PRESENCES = 1 << 8
INTENTS_ALL = (1 << 26) - 1
ALWAYS = 0
"""Events that no intent guards."""
FRAME_MAX = 4096
"""Bytes of one frame from the client; above it close 4002."""
SENDS_MAX = 120
"""Frames of a client a minute; above it close 4008."""
KEPT_FRAMES = 2000
"""How much of a session can be replayed; who missed more starts anew."""


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    packer: Any = None
    """zlib-stream: one compressor for the whole connection."""
    out: asyncio.Queue[str | int] = field(default_factory=asyncio.Queue)
    """Frames in order; a number closes with that code."""
    session: Session | None = None
    shut: bool = False
    sends: deque[float] = field(default_factory=deque)

    def send(self, op: int, data: object = None) -> None:
        self.out.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        self.shut = True
        self.out.put_nowait(code)

    async def pump(self) -> None:
        while True:
            frame = await self.out.get()
            if isinstance(frame, int):
                await self.socket.close(code=frame)
                return
            if self.packer is None:
                await self.socket.send_str(frame)
            else:
                packed = self.packer.compress(frame.encode())
                await self.socket.send_bytes(packed + self.packer.flush(zlib.Z_SYNC_FLUSH))


@dataclass(eq=False)
class Session:
    id: str
    intents: int
    shard: tuple[int, int]
    seq: int = 0
    frames: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=KEPT_FRAMES))
    connection: Connection | None = None

    @property
    def online(self) -> bool:
        return self.connection is not None and not self.connection.shut

    def hears(self, guild: Guild | None) -> bool:
        number, shards = self.shard
        return (int(guild.id) >> 22) % shards == number if guild else number == 0


class Gateway:
    def __init__(self, world: World, shapes: Shapes, trace: Trace) -> None:
        self._world = world
        self._shapes = shapes
        self._trace = trace
        self.url = ""
        self.sessions: list[Session] = []
        self.connections: list[Connection] = []
        self.received: list[Json] = []
        """Every frame of every client, without its token."""
        self.identifies = 0
        self.resumes = 0
        self.heartbeat_ms = 41_250
        self.acks = True
        """False: heartbeats are not answered, as on a dead connection."""
        self.compress = True
        self.down = False
        """True: nobody answers, every handshake ends with 503."""
        self.refusing: deque[int] = deque()
        """Close codes for the next IDENTIFYs, one each."""
        self.check_sent: Callable[[Json], None] = lambda _: None
        """Sees each event that goes out."""
        self.check_received: Callable[[Json], None] = lambda _: None

    # What the test does to it

    @property
    def online(self) -> list[Session]:
        return [session for session in self.sessions if session.online]

    async def close(self, code: int) -> None:
        """Ends every connection with this code and waits until they are gone; sessions stay resumable,
        as after 4000."""
        going = [connection for connection in self.connections if not connection.shut]
        for connection in going:
            connection.close(code)
        await self._gone(going)

    async def cut(self) -> None:
        """The line drops: no close frame at all."""
        going = list(self.connections)
        for connection in going:
            connection.shut = True
            transport = connection.socket._req.transport if connection.socket._req else None
            if transport:
                transport.abort()
        await self._gone(going)

    async def _gone(self, going: list[Connection]) -> None:
        await self._trace.until(
            lambda: not any(c in self.connections for c in going), "connections to end"
        )

    def reconnect(self) -> None:
        """Op 7: please come back."""
        for connection in self.connections:
            connection.send(7)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9; not resumable: what was missed is gone."""
        if not resumable:
            self.sessions.clear()
        for connection in self.connections:
            connection.send(9, resumable)

    def forget(self) -> None:
        """Every session that nobody listens to is too old to be resumed."""
        self.sessions = [session for session in self.sessions if session.online]

    # What happens in the world

    def dispatch(
        self,
        event: str,
        intent: int,
        data: Callable[[Session], Json],
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        kept: bool = True,
    ) -> bool:
        """To every session that asked for it and may see the channel; True when somebody was online.
        `kept`: also for sessions that may come back."""
        if not self._world.bot_in(guild) and event != "GUILD_DELETE":
            return False
        if channel is not None and intent and not of_channel(channel, self._world.bot):
            return False
        heard = False
        for session in list(self.sessions):
            wanted = not intent or session.intents & intent
            if wanted and session.hears(guild) and (kept or session.online):
                self._event(session, event, data(session))
                heard = heard or session.online
        return heard

    def _event(self, session: Session, event: str, data: Json) -> None:
        session.seq += 1
        frame = {"op": 0, "t": event, "s": session.seq, "d": data}
        self.check_sent(frame)
        text = json.dumps(frame)
        session.frames.append((session.seq, text))
        if session.online and session.connection:
            session.connection.out.put_nowait(text)

    def message(self, event: str, message: Message) -> None:
        """MESSAGE_CREATE or MESSAGE_UPDATE; emptied where MESSAGE_CONTENT was not asked for."""
        guild = message.channel.guild

        def data(session: Session) -> Json:
            full = bool(session.intents & CONTENT) or self._shapes.open_to_all(message)
            return self._shapes.message(message, full=full, event=True)

        intent = MESSAGES if guild else DMS
        self.dispatch(event, intent, data, guild=guild, channel=message.channel)

    # The wire

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        if self.down:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(max_msg_size=FRAME_MAX * 4)
        await socket.prepare(request)
        packed = self.compress and request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, zlib.compressobj() if packed else None)
        self.connections.append(connection)
        pump = asyncio.create_task(connection.pump())
        connection.send(10, {"heartbeat_interval": self.heartbeat_ms})
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT and not connection.shut:
                    self._received(connection, message.data)
                    self._trace.tell()
        except Exception as error:
            self._trace.violation(f"stand-in: the gateway broke: {error!r}")
            raise
        finally:
            pump.cancel()
            self._left(connection)
        return socket

    def _left(self, connection: Connection) -> None:
        """A client that says goodbye with 1000 or 1001 ends its session; anything else may resume."""
        self.connections.remove(connection)
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            said = connection.socket.close_code
            if not connection.shut and said in {1000, 1001} and session in self.sessions:
                self.sessions.remove(session)
        connection.shut = True
        self._trace.tell()

    def _received(self, connection: Connection, text: str) -> None:
        now = time.monotonic()
        connection.sends.append(now)
        while connection.sends[0] < now - 60:
            connection.sends.popleft()
        if len(connection.sends) > SENDS_MAX:
            self._against(connection, 4008, "more than 120 frames a minute")
            return
        if len(text.encode()) > FRAME_MAX:
            self._against(connection, 4002, f"a frame of {len(text)} bytes")
            return
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            self._against(connection, 4002, "a frame that is no payload")
            return
        self.check_received(frame)
        self.received.append({"op": op, "d": _without_token(data)})
        self._understood(connection, op, data)

    def _understood(self, connection: Connection, op: int, data: Any) -> None:
        match op:
            case 1:
                if self.acks:
                    connection.send(11)
            case 2:
                self._identify(connection, data)
            case 6:
                self._resume(connection, data)
            case 3 | 4 | 8:
                if connection.session is None:
                    self._against(connection, 4003, "a frame before IDENTIFY")
            case _:
                self._against(connection, 4001, f"unknown op {op}")

    def _against(self, connection: Connection, code: int, why: str) -> None:
        self._trace.violation(f"gateway: {why} -> {code}")
        connection.close(code)

    def _identify(self, connection: Connection, data: Json) -> None:
        self.identifies += 1
        if self.refusing:
            connection.close(self.refusing.popleft())
            return
        if data.get("token") != TOKEN:
            connection.close(4004)
            return
        intents, shard = data.get("intents"), data.get("shard", [0, 1])
        if connection.session is not None:
            self._against(connection, 4005, "a second IDENTIFY")
        elif not isinstance(intents, int) or intents > INTENTS_ALL:
            self._against(connection, 4013, f"intents {intents}")
        elif intents & (MEMBERS | PRESENCES) or (
            intents & CONTENT and not self._world.app.message_content
        ):
            connection.close(4014)
        elif not 0 <= shard[0] < shard[1]:
            self._against(connection, 4010, f"shard {shard}")
        else:
            self._begin(connection, intents, (shard[0], shard[1]))

    def _begin(self, connection: Connection, intents: int, shard: tuple[int, int]) -> None:
        session = Session(f"session-{self._world.ids.new()}", intents, shard, connection=connection)
        connection.session = session
        self.sessions.append(session)
        guilds = [
            guild for guild in self._world.guilds.values()
            if self._world.bot_in(guild) and session.hears(guild)
        ]  # fmt: skip
        app = self._shapes.application()
        ready = {
            "v": 10, "user": self._shapes.me(), "session_id": session.id, "session_type": "normal",
            "resume_gateway_url": self.url, "shard": list(shard),
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "application": {key: app[key] for key in ("id", "flags", "flags_new")},
        }  # fmt: skip
        self._event(session, "READY", ready)
        if intents & GUILDS:
            for guild in guilds:
                self._event(session, "GUILD_CREATE", self._shapes.guild(guild))

    def _resume(self, connection: Connection, data: Json) -> None:
        self.resumes += 1
        if data.get("token") != TOKEN:
            connection.close(4004)
            return
        session = next((s for s in self.sessions if s.id == data.get("session_id")), None)
        seen = data.get("seq")
        if session is None or not isinstance(seen, int) or self._too_old(session, seen):
            connection.send(9, False)
            return
        if session.connection is not None:
            session.connection.close(4000)
        session.connection = connection
        connection.session = session
        for number, text in session.frames:
            if number > seen:
                connection.out.put_nowait(text)
        self._event(session, "RESUMED", {})

    def _too_old(self, session: Session, seen: int) -> bool:
        if seen > session.seq:
            return True
        oldest = session.frames[0][0] if session.frames else session.seq + 1
        return seen + 1 < oldest


def _without_token(data: Any) -> Any:
    return {k: v for k, v in data.items() if k != "token"} if isinstance(data, dict) else data
