"""A backup opens and balances; a restore happens only when nobody runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.errors import BrokenBackup, Locked, NotFound
from bot.ports import Lease
from bot.store import backup, ledger
from bot.store.database import Database
from tests.store.engines import NOW, SqliteEngine
from tests.store.money import grant, reserve, settle


class Key(Lease):
    """A lease in memory: held by somebody else or not."""

    def __init__(self, *, held: bool = False) -> None:
        self.held, self.ours = held, False

    def take(self) -> None:
        if self.held:
            raise Locked("store.db")
        self.ours = True

    def free(self) -> None:
        self.ours = False


def keep(root: Path, name: str, data: bytes) -> Path:
    path = root / "sha256" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_backup_of_a_running_studio_opens_and_balances(
    sqlite_engine: SqliteEngine, tmp_path: Path
) -> None:
    live = tmp_path / "files"
    keep(live, "aa11", b"picture")
    (live / "tmp").mkdir()
    (live / "tmp" / "half").write_bytes(b"half")
    sqlite_engine.do(grant, "g", 1_000)
    sqlite_engine.do(reserve, "o1", 300)
    made = backup.backup(sqlite_engine.path, live, tmp_path / "backups", NOW)
    assert made.name == "2026-11-18T11-06-40Z"
    assert backup.verify(made / backup.DATABASE) == ()
    assert (made / "files/sha256/aa/aa11").read_bytes() == b"picture"
    assert not (made / "files/tmp").exists()
    sqlite_engine.do(settle, "o1", 300)
    assert backup.verify(sqlite_engine.path) == ()


def test_only_the_last_week_is_kept_and_each_backup_is_whole(
    sqlite_engine: SqliteEngine, tmp_path: Path
) -> None:
    live, target = tmp_path / "files", tmp_path / "backups"
    for day in range(9):
        keep(live, f"aa{day}", b"picture")
        (target / f"{backup._UNFINISHED}left").mkdir(parents=True, exist_ok=True)
        last = backup.backup(sqlite_engine.path, live, target, NOW + day * 86_400)
    found = backup.backups(target)
    assert len(found) == 7
    assert found[-1] == last
    assert sorted(p.name for p in target.iterdir()) == [p.name for p in found]
    assert len(list((found[0] / "files").rglob("aa*"))) == 4, "the folder aa, and aa0 to aa2"
    assert len(list((found[-1] / "files").rglob("aa*"))) == 10


async def test_a_restored_backup_takes_the_place_of_what_was_there(
    sqlite_engine: SqliteEngine, tmp_path: Path
) -> None:
    live = tmp_path / "files"
    kept = keep(live, "aa11", b"picture")
    sqlite_engine.do(grant, "g", 1_000)
    made = backup.backup(sqlite_engine.path, live, tmp_path / "backups", NOW)
    db = await Database.open(sqlite_engine.path)
    await db.write(grant, "late", 5_000)
    await db.close()
    kept.unlink()
    key = Key()
    backup.restore(made, sqlite_engine.path, live, key)
    assert key.ours is False
    assert kept.read_bytes() == b"picture"
    db = await Database.open(sqlite_engine.path)
    assert (await db.read(ledger.balance, "t")).free == 1_000
    await db.write(reserve, "o1", 400)
    await db.close()
    assert backup.verify(sqlite_engine.path) == ()
    replaced = sqlite_engine.path.with_name("store.db.replaced")
    with sqlite3.connect(replaced) as before:
        assert before.execute("SELECT sum(balance) FROM accounts").fetchone() == (6_000,)
    before.close()


def test_nothing_is_restored_while_somebody_runs_or_from_something_broken(
    sqlite_engine: SqliteEngine, tmp_path: Path
) -> None:
    live = tmp_path / "files"
    live.mkdir()
    made = backup.backup(sqlite_engine.path, live, tmp_path / "backups", NOW)
    before = sqlite_engine.path.read_bytes()
    with pytest.raises(Locked):
        backup.restore(made, sqlite_engine.path, live, Key(held=True))
    with pytest.raises(NotFound):
        backup.restore(tmp_path / "elsewhere", sqlite_engine.path, live, Key())
    (made / backup.DATABASE).write_bytes(before[:4096] + b"\xff" * 8192 + before[12288:])
    with pytest.raises(BrokenBackup):
        backup.restore(made, sqlite_engine.path, live, Key())
    assert sqlite_engine.path.read_bytes() == before


def test_verify_says_what_is_wrong(sqlite_engine: SqliteEngine, tmp_path: Path) -> None:
    assert "no database" in backup.verify(tmp_path / "nothing.db")[0]
    (tmp_path / "text.db").write_text("this is not a database, only a long enough text\n" * 99)
    assert "cannot be read" in backup.verify(tmp_path / "text.db")[0]
    sqlite_engine.do(grant, "g", 1_000)
    sqlite_engine.do(lambda tx: tx.run("UPDATE lots SET remaining = 999"))
    assert any("t/real: the balance 1000" in line for line in backup.verify(sqlite_engine.path))


def test_when_the_last_backup_was_made_is_read_from_the_folder(
    sqlite_engine: SqliteEngine, tmp_path: Path
) -> None:
    assert backup.newest(tmp_path / "backups") == float("-inf")
    for day in (0, 1):
        backup.backup(
            sqlite_engine.path, tmp_path / "none", tmp_path / "backups", NOW + day * 86_400
        )
    assert backup.newest(tmp_path / "backups") == int(NOW) + 86_400
