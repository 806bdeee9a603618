"""Who may speak to the server: our Host, our Origin, nobody else's page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from adapters.server import Server, is_loopback, own_hosts
from tests.adapters.web.conftest import Studio

READS = (
    "/",
    "/api/page",
    "/api/events",
    "/api/forms",
    "/api/picture/p/preview",
    "/static/style.css",
    "/healthz",
)
OpenStudio = Callable[..., Awaitable[Studio]]


async def status(studio: Studio, path: str, method: str = "GET", **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with studio.http.request(method, studio.url + path, headers=named) as response:
        return response.status


@pytest.mark.parametrize("path", READS)
async def test_a_foreign_host_is_refused_for_every_read(studio: Studio, path: str) -> None:
    assert await status(studio, path, Host="evil.example") == 421
    assert await status(studio, path, Host=f"evil.example:{studio.port}") == 421
    assert await status(studio, path, Host="127.0.0.1:1") == 421


@pytest.mark.parametrize("path", READS)
async def test_a_foreign_origin_is_refused_for_every_read(studio: Studio, path: str) -> None:
    for origin in (
        "https://evil.example",
        "null",
        f"http://evil.example:{studio.port}",
        "http://127.0.0.1:1",
    ):
        assert await status(studio, path, Origin=origin) == 403


@pytest.mark.parametrize("path", ["/api/act", "/api/upload", "/api/typed"])
async def test_a_foreign_origin_is_refused_for_every_write(studio: Studio, path: str) -> None:
    assert await status(studio, path, "POST", Origin="https://evil.example") == 403
    assert await status(studio, path, "POST", Sec_Fetch_Site="cross-site") == 403
    assert studio.desk.acts == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_page_cannot_read_without_an_origin_header(
    studio: Studio, site: str
) -> None:
    assert await status(studio, "/api/events", Sec_Fetch_Site=site) == 403
    assert (
        await status(studio, "/static/js/app.js", Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors")
        == 403
    )


async def test_a_person_may_follow_a_link_to_the_page_but_a_frame_may_not(studio: Studio) -> None:
    visit = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert await status(studio, "/", Sec_Fetch_Dest="document", **visit) == 200
    assert await status(studio, "/", Sec_Fetch_Dest="iframe", **visit) == 403
    assert await status(studio, "/api/page", Sec_Fetch_Dest="document", **visit) == 403


async def test_our_own_names_and_origin_pass(studio: Studio) -> None:
    for name in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        host = f"{name}:{studio.port}"
        assert await status(studio, "/api/page", Host=host, Origin=f"http://{host}".lower()) == 200


async def test_the_public_host_passes_when_it_was_configured(open_studio: OpenStudio) -> None:
    studio = await open_studio(public_host="art.example.com")
    assert await status(studio, "/healthz", Host="art.example.com") == 200
    assert (
        await status(studio, "/healthz", Host="art.example.com", Origin="https://art.example.com")
        == 200
    )
    assert await status(studio, "/healthz", Host="b.example.com") == 421


async def test_every_answer_carries_the_security_headers(studio: Studio) -> None:
    for path in ("/", "/api/page", "/static/js/app.js", "/nothing"):
        async with studio.http.get(studio.url + path) as response:
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
            assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"
    async with studio.http.get(f"{studio.url}/api/page") as response:
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../routes.py",
        "/static/%2e%2e/routes.py",
        "/static/..%2froutes.py",
        "/static//etc/passwd",
        "/static/js/..%5c..%5croutes.py",
    ],
)
async def test_no_path_leads_out_of_the_pages_own_folder(studio: Studio, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(studio.port))
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{studio.port}\r\nConnection: close\r\n\r\n".encode()
    )
    answer = (await reader.read()).decode(errors="replace")
    writer.close()
    assert answer.split(" ", 2)[1] in {"400", "403", "404"}
    assert "import" not in answer.split("\r\n\r\n", 1)[1]


async def test_a_host_header_is_needed_at_all(studio: Studio) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(studio.port))
    writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert b" 421 " in answer.split(b"\r\n", 1)[0]


async def test_the_server_says_it_is_well(studio: Studio) -> None:
    async with studio.http.get(f"{studio.url}/healthz") as response:
        assert (response.status, await response.text()) == (200, "ok\n")


def test_binding_elsewhere_than_this_computer_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        Server(aiohttp.web.Application(), host="0.0.0.0")
    Server(aiohttp.web.Application(), host="0.0.0.0", secret="x" * 16)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("::", False),
        ("art.example", False),
    ],
)
def test_what_counts_as_this_computer(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_a_public_host_with_its_port_is_taken_as_given() -> None:
    assert "art.example:8443" in own_hosts("0.0.0.0", 80, "Art.example:8443")
    assert "art.example" not in own_hosts("0.0.0.0", 80, "art.example:8443")
    assert "localhost" in own_hosts("127.0.0.1", 80, None)


async def test_a_bug_is_answered_with_its_reference_and_no_traceback(studio: Studio) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("inner words")

    studio.desk.page = broken  # type: ignore[method-assign, assignment]
    async with studio.http.get(f"{studio.url}/api/page") as response:
        assert response.status == 500
        assert "inner words" not in await response.text()
