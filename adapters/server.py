"""The one HTTP server: health, the page, and sub-applications that other adapters hand to wiring.

Every request passes the gate before any handler sees it: a Host that is ours, no foreign Origin, no
request made by another site (GET and event streams included).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.ports import Notes

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
KEEPALIVE_S = 75.0
"""An idle or half-sent request holds its socket at most this long."""
SHUTDOWN_S = 5.0
"""Open streams are closed at once; what still runs after this is cut off."""
MAX_HEADER = 8190
"""Bytes of one header line: more is not a browser."""
WEB_PORTS = (80, 443)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach a server bound to `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may speak to us. `hosts`: Host headers that are ours, lower case, with their port.

    `entrances`: paths ("/files/*": all below) that a person may reach by a link on another site
    (they show nothing of the studio by themselves).
    """

    hosts: frozenset[str]
    entrances: frozenset[str]

    def refusal(self, request: web.Request) -> HTTPStatus | None:
        """The status to refuse with, or None when the request may pass."""
        host = request.headers.get("Host", "").lower()
        if host not in self.hosts:
            return HTTPStatus.MISDIRECTED_REQUEST
        origin = request.headers.get("Origin")
        if origin is not None and not _same_origin(origin, host):
            return HTTPStatus.FORBIDDEN
        if request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}:
            return None
        # Another port of this computer is "same-site" to a browser, and a stranger to us.
        return None if self._is_a_visit(request) else HTTPStatus.FORBIDDEN

    def _is_a_visit(self, request: web.Request) -> bool:
        return (
            request.method == "GET"
            and request.headers.get("Sec-Fetch-Mode") == "navigate"
            and request.headers.get("Sec-Fetch-Dest") == "document"
            and any(_matches(request.path, each) for each in self.entrances)
        )


def _matches(path: str, entrance: str) -> bool:
    return path == entrance or (entrance.endswith("/*") and path.startswith(entrance[:-1]))


def _same_origin(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.netloc == host


def own_hosts(host: str, port: int, public_host: str | None) -> frozenset[str]:
    """Every Host header that means this server."""
    names = set(LOOPBACK_NAMES)
    if not ipaddress_is_any(host):
        names.add(f"[{host}]" if ":" in host and not host.startswith("[") else host.lower())
    hosts = {f"{name}:{port}" for name in names}
    if port in WEB_PORTS:
        hosts |= names
    if public_host:
        public = public_host.lower()
        hosts |= {public} if urlsplit(f"//{public}").port else {public, f"{public}:{port}"}
    return frozenset(hosts)


def ipaddress_is_any(host: str) -> bool:
    """Whether `host` means every address (0.0.0.0, ::)."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return host == ""


class Server:
    """Owns the socket. `front` answers everything that no mounted application does."""

    def __init__(
        self,
        front: web.Application,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        public_host: str | None = None,
        secret: str | None = None,
        notes: Notes | None = None,
        entrances: tuple[str, ...] = ("/", "/enter", "/files/*"),
    ) -> None:
        if not is_loopback(host) and not secret:
            raise ValueError(f"binding to {host} needs a secret: anybody there could come in")
        self._app = front
        self._host, self._port, self._public = host, port, public_host
        self._notes = notes
        self._entrances = frozenset(entrances)
        self._gate = Gate(frozenset(), self._entrances)
        self._runner: web.AppRunner | None = None
        front.middlewares.insert(0, self._guard())
        front.router.add_get("/healthz", _healthz)
        front.on_response_prepare.append(_harden)

    def mount(self, prefix: str, app: web.Application) -> None:
        """Hands /prefix/... to another adapter's application; the gate stays in front of it."""
        self._app.add_subapp(prefix, app)

    async def start(self) -> str:
        """Binds and serves; returns the address people open. Raises OSError for a taken port."""
        runner = web.AppRunner(
            self._app,
            access_log=None,
            keepalive_timeout=KEEPALIVE_S,
            shutdown_timeout=SHUTDOWN_S,
            max_line_size=MAX_HEADER,
            max_field_size=MAX_HEADER,
            handle_signals=False,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host.strip("[]"), self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        port = int(runner.addresses[0][1])
        self._gate = Gate(own_hosts(self._host, port, self._public), self._entrances)
        shown = self._host if is_loopback(self._host) else (self._public or self._host)
        return f"http://{shown}" if urlsplit(f"//{shown}").port else f"http://{shown}:{port}"

    async def stop(self) -> None:
        """Closes the socket and every open stream. Harmless when never started."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            refused = self._gate.refusal(request)
            if refused is not None:
                return web.json_response({"error": "not_ours"}, status=refused)
            try:
                return await handler(request)
            except web.HTTPException:
                raise
            except ConnectionError:
                raise
            except Exception as bug:
                if self._notes is None:
                    raise
                reference = self._notes.bug("http", bug)
                return web.json_response({"error": "bug", "reference": reference}, status=500)

        return guard


async def _healthz(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def _harden(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in SECURITY_HEADERS:
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = "artdesk"
