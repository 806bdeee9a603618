"""Numbered SQL files, applied once each, all in one transaction under a lock, a backup first.

Steps only add. The first line of a file may say `-- readable_from: N`: releases that know step N
can still work with the database after this step; only an older one is refused.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.errors import NewerDatabase
from bot.store.database import BUSY_MS, SqliteTransaction
from bot.store.transaction import Transaction

SCHEMA = Path(__file__).parent / "schema"

_FILE = re.compile(r"(\d{4})_\w+\.sql")
_READABLE = re.compile(r"-- readable_from: (\d+)")
_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))--(?:\s[^\n]*)?$")
_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
  number BIGINT NOT NULL PRIMARY KEY,
  readable_from BIGINT NOT NULL,
  applied DOUBLE PRECISION NOT NULL
)"""


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    readable_from: int
    statements: tuple[str, ...]


def steps(folder: Path = SCHEMA) -> tuple[Step, ...]:
    """Every step of this release, lowest first. Raises ValueError for a file it cannot read."""
    found = []
    for file in sorted(folder.glob("*.sql")):
        name = _FILE.fullmatch(file.name)
        if name is None:
            raise ValueError(f"{file.name}: a step is called 0001_what_it_adds.sql")
        text, number = file.read_text("utf-8"), int(name[1])
        readable = _READABLE.match(text)
        # Without the line nobody older is trusted with the database.
        found.append(Step(number, int(readable[1]) if readable else number, split(text)))
    numbers = [step.number for step in found]
    if len(set(numbers)) != len(numbers):
        raise ValueError(f"two steps with one number: {numbers}")
    return tuple(found)


def split(text: str) -> tuple[str, ...]:
    """Whole statements, without comments (a `:word` in one would read as a parameter). Line by
    line, so that a trigger's body stays in one piece; executescript would commit first."""
    statements, open_lines = [], ""
    for line in text.splitlines(keepends=True):
        open_lines += line
        if sqlite3.complete_statement(open_lines):
            statements.append(_COMMENT.sub("", open_lines).strip())
            open_lines = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in open_lines.splitlines()):
        raise ValueError(f"a statement without its end: {open_lines.strip()[:80]}")
    return tuple(statements)


def pending(tx: Transaction, known: tuple[Step, ...]) -> tuple[Step, ...]:
    """What is still to be applied. Raises NewerDatabase when this release is too old."""
    newest = max((step.number for step in known), default=0)
    applied = {row.int("number"): row.int("readable_from") for row in tx.all(_APPLIED)}
    if max(applied.values(), default=0) > newest:
        raise NewerDatabase(found=max(applied), known=newest)
    return tuple(step for step in known if step.number not in applied)


_APPLIED = "SELECT number, readable_from FROM migrations"


def apply(tx: Transaction, known: tuple[Step, ...], now: float) -> int:
    """Inside the caller's transaction, under the caller's lock; returns how many steps ran."""
    tx.run(_TABLE)
    todo = pending(tx, known)
    for step in todo:
        for statement in step.statements:
            tx.run(statement)
        tx.run(
            "INSERT INTO migrations (number, readable_from, applied)"
            " VALUES (:number, :readable_from, :now)",
            number=step.number,
            readable_from=step.readable_from,
            now=now,
        )
    return len(todo)


def migrate(path: Path, now: float, known: tuple[Step, ...] | None = None) -> int:
    """Brings the SQLite file at `path` up to date (made if missing); returns the steps applied.

    Everything or nothing. An existing database is copied to `<path>.before-<step>` first.
    """
    known = steps() if known is None else known
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Foreign keys stay off here: they cannot be switched inside a transaction and would stop
        # a table from being rebuilt. foreign_key_check below looks at the result instead.
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            count = _locked(connection, path, known, now)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return count


def _locked(connection: sqlite3.Connection, path: Path, known: tuple[Step, ...], now: float) -> int:
    tx = SqliteTransaction(connection)
    existed = tx.one("SELECT name FROM sqlite_master WHERE name = 'migrations'") is not None
    todo = pending(tx, known) if existed else ()
    if todo:
        _copy(path, path.with_name(f"{path.name}.before-{todo[0].number:04}"))
    count = apply(tx, known, now)
    broken = connection.execute("PRAGMA foreign_key_check").fetchall() if count else []
    if broken:
        raise sqlite3.IntegrityError(f"{len(broken)} rows point at nothing after the migration")
    return count


def _copy(path: Path, target: Path) -> None:
    """A second connection reads while the first one holds the write lock: a copy of before."""
    target.unlink(missing_ok=True)  # left over from a step that failed
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("VACUUM INTO ?", (str(target),))
