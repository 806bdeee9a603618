"""Socket Mode: tickets, lines, envelopes, acknowledgements and what comes again when one is missing.
Each envelope goes to one line; events come up to three times more, everything else never."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.standins.slack.clock import Clock, News
from tests.standins.slack.world import APP, Json

ACK_WITHIN_S = 3.0
RETRIES_AFTER_S = (0.0, 60.0, 300.0)
"""After the first failure: at once, after a minute, after five (facts 10)."""
LINES_MAX = 10
"""Connections of one app (facts 11)."""
HELLO_LASTS_S = 18_060


@dataclass(eq=False)
class Delivery:
    """One envelope on its way: what was sent, when, and what came back."""

    kind: str
    payload: Json
    attempt: int = 0
    reason: str = ""
    envelope_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    line: int = -1
    """Number of the line that carried it; -1: there was none."""
    deadline: float = 0.0
    """On the stand-in's clock."""
    sent: float = 0.0
    acked: float = 0.0
    """time.perf_counter; 0 = not (yet)."""
    answer: Json | None = None
    acks: int = 0
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def took_s(self) -> float:
        return self.acked - self.sent

    def frame(self) -> Json:
        said: Json = {"envelope_id": self.envelope_id, "type": self.kind, "payload": self.payload}
        said["accepts_response_payload"] = self.kind != "events_api"
        if self.kind == "events_api":
            said |= {"retry_attempt": self.attempt, "retry_reason": self.reason}
        return said


class Line:
    """One socket of the app."""

    def __init__(self, number: int, request: web.Request, ws: web.WebSocketResponse) -> None:
        self.number = number
        self._request = request
        self._ws = ws
        self.open = True
        """Slack may choose it for the next envelope."""
        self.stalled = False
        self.answers_close = True
        self.sent: list[Delivery] = []

    async def send(self, frame: Json) -> bool:
        if self._ws.closed:
            return False
        if not self.stalled:
            try:
                await self._ws.send_str(json.dumps(frame))
            except (ConnectionError, RuntimeError):
                return False
        return True

    async def pong(self, data: bytes) -> None:
        if not self.stalled and not self._ws.closed:
            await self._ws.pong(data)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Slack wants the app on another socket: warning | refresh_requested | link_disabled |
        too_many_websockets."""
        self.open = reason == "warning"
        await self.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "standin"}})

    def stall(self) -> None:
        """The socket stays open and nothing comes any more: no pong, no event, no CLOSE. Slack does
        not know and goes on choosing it."""
        self.stalled = True
        self.answers_close = False

    def cut(self) -> None:
        """The TCP connection breaks without a word."""
        self.open = False
        if self._request.transport is not None:
            self._request.transport.abort()

    async def close(self) -> None:
        """Slack closes properly."""
        self.open = False
        await self._ws.close()


class Sockets:
    def __init__(self, clock: Clock, news: News) -> None:
        self._clock = clock
        self._news = news
        self._tickets: set[str] = set()
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, Delivery] = {}
        self.lines: list[Line] = []
        """All there ever were; `live` are those that Slack would choose."""
        self.deliveries: list[Delivery] = []
        self.strays: list[str] = []
        """Acknowledgements that Slack would not understand."""
        self.answers_close = True
        """False: a peer that never answers CLOSE, on every new line."""

    @property
    def live(self) -> list[Line]:
        return [line for line in self.lines if line.open]

    def ticket(self) -> str:
        made = uuid.uuid4().hex
        self._tickets.add(made)
        return made

    # --- the socket ----------------------------------------------------------------------------

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="ticket expired")
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(autoping=False, autoclose=False)
        await ws.prepare(request)
        line = Line(len(self.lines), request, ws)
        line.answers_close = self.answers_close
        if len(self.live) >= LINES_MAX:
            line.open = False
            await line.refresh("too_many_websockets")
            await line.close()
            return ws
        self.lines.append(line)
        debug = {"host": "standin", "approximate_connection_time": HELLO_LASTS_S}
        hello = {"type": "hello", "num_connections": len(self.live), "debug_info": debug}
        await line.send({**hello, "connection_info": {"app_id": APP}})
        self._news.tell()
        await self._listen(line, ws)
        line.open = False
        self._news.tell()
        return ws

    async def _listen(self, line: Line, ws: web.WebSocketResponse) -> None:
        while not ws.closed:
            came = await ws.receive()
            if came.type is WSMsgType.TEXT:
                self._heard(line, came.data)
            elif came.type is WSMsgType.PING:
                await line.pong(came.data)
            elif came.type is WSMsgType.CLOSE:
                line.open = False
                if line.answers_close:
                    await ws.close()
                    return
            elif came.type in {WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR}:
                return

    def _heard(self, line: Line, text: str) -> None:
        if line.stalled:
            return
        said = json.loads(text)
        delivery = self._waiting.get(str(said.get("envelope_id", "")))
        if delivery is None:
            self.strays.append(f"an acknowledgement of an unknown envelope: {text[:200]}")
            return
        delivery.acks += 1
        if delivery.acks > 1:
            self.strays.append(f"acknowledged twice: {delivery.kind} {delivery.envelope_id}")
            return
        delivery.acked = time.perf_counter()
        delivery.answer = said.get("payload")
        delivery.happened.set()
        self._news.tell()

    # --- envelopes -----------------------------------------------------------------------------

    async def send(self, delivery: Delivery) -> Delivery:
        """To the next line in turn; a delivery that found none has line -1."""
        self.deliveries.append(delivery)
        self._waiting[delivery.envelope_id] = delivery
        delivery.sent = time.perf_counter()
        delivery.deadline = self._clock.now() + ACK_WITHIN_S
        for _ in range(len(self.live)):
            lines = self.live
            if not lines:
                break
            line = lines[self._turn % len(lines)]
            self._turn += 1
            if await line.send(delivery.frame()):
                delivery.line = line.number
                line.sent.append(delivery)
                break
            line.open = False
        self._news.tell()
        return delivery

    async def in_time(self, delivery: Delivery) -> bool:
        """Whether the acknowledgement comes within 3 s of the stand-in's clock."""
        if delivery.line < 0:
            return False
        return await self._clock.before(delivery.happened, delivery.deadline)

    async def deliver(self, payload: Json) -> Delivery:
        """An event: sent now, and again while nobody acknowledges it."""
        first = await self.send(Delivery("events_api", payload))
        task = asyncio.ensure_future(self._again(first))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return first

    async def _again(self, first: Delivery) -> None:
        if await self.in_time(first):
            return
        failed = self._clock.now()
        reason = "timeout"
        for attempt, after in enumerate(RETRIES_AFTER_S, 1):
            await self._clock.until(failed + after)
            again = Delivery("events_api", first.payload, attempt, reason)
            if await self.in_time(await self.send(again)):
                return

    def of_event(self, event_id: str) -> list[Delivery]:
        return [d for d in self.deliveries if d.payload.get("event_id") == event_id]

    @property
    def unacked(self) -> list[Delivery]:
        return [d for d in self.deliveries if not d.acked]

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        for line in self.lines:
            line.cut()
