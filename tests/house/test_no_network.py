"""No test may leave the machine: the guard of tests/conftest.py sees every way out."""

from __future__ import annotations

import asyncio
import os
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.settings import read_settings
from tests.conftest import LeftTheMachineError, attempts, stays_here

FAR = "192.0.2.1"
"""An address that belongs to nobody (RFC 5737)."""


@pytest.fixture(autouse=True)
def forgiven(this_machine_alone: None) -> Iterator[None]:
    """These tests try on purpose."""
    yield
    attempts.clear()


def test_a_socket_reaches_nobody_else() -> None:
    with socket.socket() as one, pytest.raises(LeftTheMachineError):
        one.connect((FAR, 443))
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(LeftTheMachineError):
        one.sendto(b"x", (FAR, 53))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(LeftTheMachineError):
        socket.getaddrinfo("artdesk.invalid", 443)


def test_a_library_that_catches_everything_is_still_told_on() -> None:
    with suppress(Exception):
        urllib.request.urlopen("http://artdesk.invalid/", timeout=1)

    assert attempts == ["socket.getaddrinfo artdesk.invalid"]


async def test_the_loop_and_its_threads_are_watched() -> None:
    with pytest.raises(LeftTheMachineError):
        await asyncio.open_connection("artdesk.invalid", 443)


async def test_this_computer_may_be_reached() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    _, writer = await asyncio.open_connection("localhost", port)
    writer.close()
    server.close()

    assert attempts == []


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("0.0.0.0", True), ("localhost", True),
     (None, True), (b"localhost", True), ("10.0.0.1", False), ("localhost.evil.org", False),
     ("2001:db8::1", False), (FAR, False)],
)  # fmt: skip
def test_what_counts_as_this_computer(host: object, here: bool) -> None:
    assert stays_here(host) is here


def test_settings_and_proxies_of_the_person_are_not_here() -> None:
    names = {name.lower() for name in os.environ}

    assert not {name for name in names if name.startswith("artdesk_") or name.endswith("_proxy")}


def test_a_dot_env_of_the_person_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("ARTDESK_PORT=1\n", encoding="utf-8")

    assert read_settings().port == 8717
