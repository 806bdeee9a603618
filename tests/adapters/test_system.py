"""Clock, ids and the lock beside the database."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from adapters.system import FileLease, SystemClock, SystemIds
from bot.errors import Locked


def test_ids_are_short_readable_and_sorted_by_the_moment_they_were_made() -> None:
    ids = SystemIds()
    made = [ids.new() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == 5_000
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{26}", found) for found in made)
    time.sleep(0.002)
    assert SystemIds().new() > made[-1], "another process, later"


def test_ids_of_one_millisecond_cannot_be_guessed_from_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.system.time.time_ns", lambda: 1_795_000_000_000_000_000)
    ids = SystemIds()
    made = [ids.new() for _ in range(50)]
    assert made == sorted(made)
    steps = {int(b, 36) - int(a, 36) for a, b in itertools.pairwise(made)}
    assert len(steps) == 49
    assert min(steps) > 1


def test_a_clock_that_is_set_back_does_not_disturb_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = SystemIds()
    before = ids.new()
    monkeypatch.setattr("adapters.system.time.time_ns", lambda: 1_000_000_000_000_000_000)
    assert ids.new() > before


def test_ids_made_by_many_threads_are_all_different() -> None:
    ids, made = SystemIds(), list[str]()
    threads = [
        threading.Thread(target=lambda: made.extend([ids.new() for _ in range(500)]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4_000


async def test_the_clock_tells_the_time_and_waits() -> None:
    clock = SystemClock()
    assert abs(clock.now() - time.time()) < 1
    before = clock.monotonic()
    await clock.sleep(0.02)
    assert clock.monotonic() - before >= 0.015


def test_only_one_may_hold_the_lease_of_a_database(tmp_path: Path) -> None:
    path = tmp_path / "data" / "artdesk.db"
    first, second = FileLease(path), FileLease(path)
    first.take()
    first.take()
    assert (tmp_path / "data" / "artdesk.db.lock").read_text() == f"{os.getpid()}\n"
    with pytest.raises(Locked) as caught:
        second.take()
    assert caught.value.path == str(path)
    first.free()
    first.free()
    second.take()
    second.free()


def test_a_killed_process_leaves_no_lease_behind(tmp_path: Path) -> None:
    path = tmp_path / "artdesk.db"
    code = (
        "import sys, time; from pathlib import Path; from adapters.system import FileLease;"
        "FileLease(Path(sys.argv[1])).take(); print('taken', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"taken\n"
    lease = FileLease(path)
    with pytest.raises(Locked):
        lease.take()
    child.kill()
    child.wait()
    child.stdout.close()
    lease.take()
    lease.free()
