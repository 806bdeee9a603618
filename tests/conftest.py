"""Rules for every test: nothing leaves this machine, no setting of this machine is read, and with
CI=true nothing is skipped."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Generator, Iterator

import hypothesis
import pytest

from bot.settings import Settings
from tests.stories.fixtures import open_stage, practice, stage

__all__ = ["open_stage", "practice", "stage"]

CI = os.environ.get("CI") == "true"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy")
OURS = "ARTDESK_"
TALKS = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo"})
attempts: list[str] = []
"""Where a test tried to go; code that catches everything cannot hide it."""

# A busy machine is no bug: no deadline. CI tries the same examples in every run.
hypothesis.settings.register_profile("person", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if CI else "person")


class LeftTheMachineError(RuntimeError):
    """A test tried to reach another computer."""


def stays_here(host: object) -> bool:
    """Whether an address is this computer. Paths (unix sockets) and the wildcard are."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or not isinstance(host, str) or host in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _listen(event: str, args: tuple[object, ...]) -> None:
    if event not in TALKS:
        return
    target = args[0] if event == "socket.getaddrinfo" else args[1]
    host = target[0] if isinstance(target, tuple) and target else target
    is_path = event != "socket.getaddrinfo" and not isinstance(target, tuple)
    if not is_path and not stays_here(host):
        attempts.append(f"{event} {host}")
        raise LeftTheMachineError(f"{event} {host}: no test may leave this machine")


# An audit hook sees what C code and threads do as well; it lives as long as the process.
sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No proxy, no setting, no .env of the person who runs the tests."""
    for name in list(os.environ):
        if name.lower() in PROXIES or name.upper().startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    before = len(attempts)
    yield
    left = attempts[before:]
    del attempts[before:]
    assert left == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One Chromium at a time: two starve each other on two cores. It begins first, as what takes
    longest: at the end nobody waits for it."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped with CI=true: {report.longrepr}"
    return report
