"""Files by their sha256 in a folder: written beside, fsynced, renamed, so that a file is whole and
durable or not there at all. The same bytes are one file. All disk work is on threads."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import NoReturn

from bot.domain.ids import FileKey
from bot.errors import DiskFull, NotFound
from bot.ports import Files

_KEY = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FANOUT = 2
"""Hex digits of the folder name: 256 folders, a few hundred files in each of a big library."""


class LocalFiles(Files):
    """`<root>/sha256/ab/<hex>`; half-written files only ever in `<root>/tmp`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept = root / "sha256"
        self._temporary = root / "tmp"

    async def start(self) -> int:
        """Makes the folders and removes what a crash left half-written; returns how many. Only
        under the lease: nobody else may be writing."""
        return await asyncio.to_thread(self._start)

    async def put(self, data: bytes) -> FileKey:
        return await asyncio.to_thread(self._put, data)

    async def get(self, key: FileKey) -> bytes:
        return await asyncio.to_thread(self._get, key)

    async def size(self, key: FileKey) -> int:
        return await asyncio.to_thread(self._size, key)

    async def room(self) -> int:
        return (await asyncio.to_thread(shutil.disk_usage, self._root)).free

    def _start(self) -> int:
        for folder in (self._kept, self._temporary):
            folder.mkdir(parents=True, exist_ok=True)
        left = list(self._temporary.iterdir())
        for file in left:
            file.unlink()
        return len(left)

    def _put(self, data: bytes) -> FileKey:
        key = FileKey(hashlib.sha256(data).hexdigest())
        path = self._path(key)
        try:
            self._write(path, data)
        except OSError as error:
            _explain(error)
        return key

    def _write(self, path: Path, data: bytes) -> None:
        made = not path.parent.is_dir()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            self._temporary.mkdir(parents=True, exist_ok=True)
            temporary = self._temporary / secrets.token_hex(16)
            try:
                with temporary.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.rename(path)
            finally:
                temporary.unlink(missing_ok=True)
        # Also when the file was there: whoever wrote it may not have got this far yet.
        _sync(path.parent)
        if made:
            _sync(self._kept)

    def _get(self, key: FileKey) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise NotFound("file", key) from None

    def _size(self, key: FileKey) -> int:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            raise NotFound("file", key) from None

    def _path(self, key: FileKey) -> Path:
        """Only a sha256 becomes a path: nothing from outside can walk out of the folder."""
        if not _KEY.fullmatch(key):
            raise NotFound("file", key[:80])
        return self._kept / key[:_FANOUT] / key


def _explain(error: OSError) -> NoReturn:
    if error.errno in _FULL:
        raise DiskFull from error
    raise error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
