"""Backups that open: a folder per day with the database and its files, complete or not there at
all; `verify` says what is wrong with a database; `restore` only when nobody runs on it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import BrokenBackup, NotFound
from bot.ports import Lease
from bot.store.audit import audit
from bot.store.database import SqliteTransaction

DATABASE, FILES = "artdesk.db", "files"
"""Names inside a backup."""
KEEP = 7
"""A week of daily backups."""
TEMPORARY = "tmp"
"""Half-written files live here (adapters/files.py): never part of a backup."""
_UNFINISHED = ".unfinished-"
_NAME = "%Y-%m-%dT%H-%M-%SZ"


def backup(path: Path, files_dir: Path, target_dir: Path, now: float, keep: int = KEEP) -> Path:
    """Copies a database that may be in use, and its files; returns the new folder.

    The database first: every file it names was written before it. A file is linked from the last
    backup if it is there, else from the live folder, else copied: its name is its content.
    """
    name = datetime.fromtimestamp(now, UTC).strftime(_NAME)
    made, unfinished = target_dir / name, target_dir / f"{_UNFINISHED}{name}"
    target_dir.mkdir(parents=True, exist_ok=True)
    earlier = backups(target_dir)
    for stale in target_dir.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(stale)
    unfinished.mkdir()
    _copy_database(path, unfinished / DATABASE)
    _copy_files(files_dir, unfinished / FILES, earlier[-1] / FILES if earlier else None)
    _sync(unfinished)
    if made.exists():  # the same second: the newer one is as good
        shutil.rmtree(made)
    unfinished.rename(made)
    _sync(target_dir)
    for old in backups(target_dir)[:-keep]:
        shutil.rmtree(old)
    return made


def backups(target_dir: Path) -> tuple[Path, ...]:
    """Complete backups, oldest first."""
    return tuple(sorted(p.parent for p in target_dir.glob(f"[0-9]*/{DATABASE}")))


def newest(target_dir: Path) -> float:
    """When the last complete backup was made, epoch seconds; long ago where there is none."""
    found = backups(target_dir)
    if not found:
        return float("-inf")
    return datetime.strptime(found[-1].name, _NAME).replace(tzinfo=UTC).timestamp()


def verify(path: Path) -> tuple[str, ...]:
    """What is wrong with a database; empty = it opens, is whole, and its books are right."""
    if not path.is_file():
        return (f"there is no database at {path.name}",)
    try:
        with closing(_read_only(path)) as connection:
            connection.execute("BEGIN")
            rows = connection.execute("PRAGMA integrity_check").fetchall()
            broken = [str(row[0]) for row in rows if row[0] != "ok"]
            lost = connection.execute("PRAGMA foreign_key_check").fetchall()
            broken += [f"a row of {row[0]} points at nothing in {row[2]}" for row in lost]
            return (*broken, *audit(SqliteTransaction(connection)))
    except sqlite3.DatabaseError as error:
        return (f"the database cannot be read: {error}",)


def restore(source: Path, path: Path, files_dir: Path, lease: Lease) -> None:
    """Puts a backup in the place of a database. Raises Locked while somebody runs on it, NotFound
    for a folder that is no backup, BrokenBackup for one that is broken.

    What was there before stays beside it as `<name>.replaced`; files are only added.
    """
    lease.take()
    try:
        if not (source / DATABASE).is_file():
            raise NotFound("backup", source.name)
        broken = verify(source / DATABASE)
        if broken:
            raise BrokenBackup(broken[0])
        if (source / FILES).is_dir():
            _copy_files(source / FILES, files_dir, None)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.restoring")
        shutil.copyfile(source / DATABASE, fresh)
        _sync(fresh)
        # The log belongs to the old database: it moves with it, or it would be played into ours.
        for tail in ("-wal", "-shm", ""):
            old = path.with_name(path.name + tail)
            kept = path.with_name(f"{path.name}.replaced{tail}")
            kept.unlink(missing_ok=True)
            if old.exists():
                old.rename(kept)
        fresh.rename(path)
        _sync(path.parent)
    finally:
        lease.free()


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _copy_database(path: Path, target: Path) -> None:
    with closing(_read_only(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    _sync(target)


def _copy_files(source: Path, target: Path, earlier: Path | None) -> None:
    target.mkdir(parents=True, exist_ok=True)
    folders = {target}
    for file in source.rglob("*"):
        inside = file.relative_to(source)
        if inside.parts[0] == TEMPORARY or not file.is_file() or (target / inside).exists():
            continue
        (target / inside).parent.mkdir(parents=True, exist_ok=True)
        folders.update((target / inside).parents[: len(inside.parts)])
        before = earlier / inside if earlier else None
        _link(before if before and before.exists() else file, target / inside)
    for folder in folders:
        _sync(folder)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(source, target)
        _sync(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
