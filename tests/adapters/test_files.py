"""Files by their content: durable when put returns, one file for the same bytes, no way out."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import threading
from pathlib import Path

import pytest

from adapters.files import LocalFiles
from bot.domain.ids import FileKey
from bot.errors import DiskFull, NotFound


def stored(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


async def test_what_is_put_comes_back_under_its_sha256(tmp_path: Path) -> None:
    kept = LocalFiles(tmp_path)
    key = await kept.put(b"picture")
    assert key == hashlib.sha256(b"picture").hexdigest()
    assert await kept.get(key) == b"picture"
    assert await kept.size(key) == 7
    assert stored(tmp_path) == [tmp_path / "sha256" / key[:2] / key]


async def test_the_same_bytes_are_one_file_however_many_put_them_at_once(tmp_path: Path) -> None:
    kept = LocalFiles(tmp_path)
    keys = await asyncio.gather(*(kept.put(b"x" * 100_000) for _ in range(20)))
    assert len(set(keys)) == 1
    assert len(stored(tmp_path)) == 1


async def test_an_unknown_or_a_made_up_key_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    kept = LocalFiles(tmp_path)
    for key in ("0" * 64, "../../secret", "", "A" * 64, "0" * 63, "0" * 64 + "\n"):
        with pytest.raises(NotFound):
            await kept.get(FileKey(key))
        with pytest.raises(NotFound):
            await kept.size(FileKey(key))


async def test_a_full_disk_is_a_problem_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = LocalFiles(tmp_path)
    sync, full = os.fsync, True

    def no_room(handle: int) -> None:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    monkeypatch.setattr("adapters.files.os.fsync", no_room)
    with pytest.raises(DiskFull):
        await kept.put(b"picture")
    assert stored(tmp_path) == []
    full = False
    assert await kept.get(await kept.put(b"picture")) == b"picture"


async def test_another_error_of_the_disk_is_not_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("adapters.files.os.fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        await LocalFiles(tmp_path).put(b"picture")


async def test_the_file_and_its_folder_are_on_the_disk_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []
    sync = os.fsync

    def seen(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        synced.append((path.parent.name if path.is_file() else path.name, path.is_file()))
        sync(handle)

    monkeypatch.setattr("adapters.files.os.fsync", seen)
    kept = LocalFiles(tmp_path)
    key = await kept.put(b"picture")
    assert synced == [("tmp", True), (key[:2], False), ("sha256", False)]
    synced.clear()
    await kept.put(b"picture")
    assert synced == [(key[:2], False)], "whoever wrote it first may not have got that far"


async def test_a_start_removes_what_a_crash_left_half_written(tmp_path: Path) -> None:
    kept = LocalFiles(tmp_path)
    key = await kept.put(b"picture")
    (tmp_path / "tmp" / "half").write_bytes(b"pic")
    assert await kept.start() == 1
    assert await kept.start() == 0
    assert await kept.get(key) == b"picture"


async def test_hashing_and_writing_leave_the_event_loop_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: set[int] = set()
    sha256 = hashlib.sha256

    def seen(data: bytes) -> object:
        used.add(threading.get_ident())
        return sha256(data)

    monkeypatch.setattr("adapters.files.hashlib.sha256", seen)
    await LocalFiles(tmp_path).put(b"picture")
    assert used
    assert threading.get_ident() not in used
