"""The kill audit: the studio is killed at random moments, every request is sent twice, and afterwards
nothing that was acknowledged is lost, nothing is charged twice, and the books balance.

The vendor is a process of its own that survives; the studio's own claims are not believed: what is
checked are its database, its files, the vendor's list of calls and the list of acknowledgements.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from subprocess import PIPE, Popen

from bot.store.database import SqliteTransaction
from bot.store.ledger import audit
from tests.audit.studio import PATIENCE_S, ask

ROOT = Path(__file__).parents[2]
START_S = 1.0
"""About what a start takes: one kill in four falls into it."""
LONGEST_S = 0.9
"""After the studio is open; the shortest life is nothing at all."""

# Everything an order was acknowledged for: by the words of its brief, or of its instruction.
NAMED = """SELECT v.id, v.state, v.order_id, CASE WHEN v.instruction = '' THEN s.title
  ELSE v.instruction END AS words FROM versions v JOIN sessions s ON s.id = v.session"""


@dataclass
class Found:
    """What one series of kills came to; `wrong` in sentences, empty = nothing."""

    kills: int = 0
    orders: int = 0
    acknowledged: int = 0
    answered: int = 0
    """Acknowledged requests that got an answer instead of an order."""
    calls: int = 0
    repeated: int = 0
    in_flight: int = 0
    """Calls that were open at a kill."""
    uncertain: int = 0
    lost: list[str] = field(default_factory=list)
    charged_twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, *, kills: int, seed: int, repeatable: bool) -> Found:
    """One series: kills, a last run to its end, and for calls that may not be repeated a person's
    decisions; then every check."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "acknowledged").touch()
    (folder / "calls").touch()
    found, chance, cut = Found(), random.Random(seed), set[str]()
    with vendor(folder / "calls") as port:
        for turn in range(kills):
            cut |= one_kill(folder, port, turn, chance, repeatable=repeatable)
            found.kills += 1
        finish(folder, port, "drain", kills, repeatable=repeatable)
        found.in_flight = len(cut)
        with closing(database(folder)) as db:
            look_at_calls(folder, db, found, cut, repeatable=repeatable)
        if not repeatable:
            finish(folder, port, "settle", kills + 1, repeatable=repeatable)
    with closing(database(folder)) as db:
        look_at_orders(folder, db, found)
        look_at_money(db, found)
        look_at_files(folder, db, found)
    return found


# --- killing ------------------------------------------------------------------------------------


@contextmanager
def vendor(log: Path) -> Iterator[int]:
    with Popen(
        [sys.executable, "-m", "tests.audit.vendor", str(log)], cwd=ROOT, stdout=PIPE, text=True
    ) as process:
        try:
            yield int(process.stdout.readline()) if process.stdout else 0
        finally:
            process.kill()


def studio(folder: Path, port: int, what: str, turn: int, *, repeatable: bool) -> Popen[str]:
    words = [what, str(folder), str(port), str(turn), "repeatable" if repeatable else "once"]
    with (folder / "log").open("a") as log:
        return Popen(
            [sys.executable, "-m", "tests.audit.studio", *words],
            cwd=ROOT, stdout=PIPE, stderr=log, text=True,
        )  # fmt: skip


def one_kill(
    folder: Path, port: int, turn: int, chance: random.Random, *, repeatable: bool
) -> set[str]:
    """The keys of the calls that were open when it fell."""
    process = studio(folder, port, "work", turn, repeatable=repeatable)
    with process:
        if turn % 4 == 3:
            asyncio.run(asyncio.sleep(chance.uniform(0, START_S)))
        elif process.stdout and process.stdout.readline():
            asyncio.run(asyncio.sleep(chance.uniform(0, LONGEST_S)))
        if process.poll() is not None:
            raise AssertionError(f"the studio ended by itself: {tail(folder)}")
        process.kill()
        process.wait()
        answer = asyncio.run(ask(port, ""))
    found = answer["open"]
    return set(found) if isinstance(found, list) else set()


def finish(folder: Path, port: int, what: str, turn: int, *, repeatable: bool) -> None:
    with studio(folder, port, what, turn, repeatable=repeatable) as process:
        if process.wait(PATIENCE_S + 30):
            raise AssertionError(f"the last run failed: {tail(folder)}")


def tail(folder: Path) -> str:
    return (folder / "log").read_text()[-3000:]


# --- checking -----------------------------------------------------------------------------------


def database(folder: Path) -> sqlite3.Connection:
    made = sqlite3.connect(folder / "data" / "artdesk.db", isolation_level=None)
    made.row_factory = sqlite3.Row
    return made


def look_at_calls(
    folder: Path, db: sqlite3.Connection, found: Found, cut: set[str], *, repeatable: bool
) -> None:
    """Before anybody decides about what is uncertain."""
    calls = Counter((folder / "calls").read_text().split())
    states = dict(db.execute("SELECT id, state FROM jobs WHERE kind = 'draw'").fetchall())
    uncertain = {job for job, state in states.items() if state == "uncertain"}
    blind = db.execute("SELECT order_id || '/draw/0' FROM versions WHERE problem = 'no_parent'")
    unsent = {job for (job,) in blind.fetchall()}
    found.calls, found.uncertain = calls.total(), len(uncertain)
    found.repeated = calls.total() - len(calls)
    for job in calls.keys() - states.keys():
        found.wrong.append(f"the vendor was called for {job}, which is no job")
    for job, state in states.items():
        if state not in {"done", "uncertain"}:
            found.wrong.append(f"job {job} is still {state}")
        if state == "done" and not calls[job] and job not in unsent:
            found.wrong.append(f"job {job} is done without a call")
    if repeatable:
        found.wrong += [f"job {job} may be repeated and is uncertain" for job in uncertain]
        return
    found.wrong += [f"{job} was called {n} times" for job, n in calls.items() if n > 1]
    found.wrong += [
        f"{job} was cut in the middle and is {states.get(job)}"
        for job in sorted(cut)
        if states.get(job) != "uncertain"
    ]


def look_at_orders(folder: Path, db: sqlite3.Connection, found: Found) -> None:
    """Each acknowledged request is exactly one order with its picture or its answer."""
    orders: dict[str, list[sqlite3.Row]] = {}
    for row in db.execute(NAMED).fetchall():
        orders.setdefault(row["words"].split()[-1], []).append(row)
    found.orders = sum(map(len, orders.values()))
    lines = [json.loads(line) for line in (folder / "acknowledged").read_text().splitlines()]
    found.acknowledged = len(lines)
    for line in lines:
        mine = orders.get(line["name"], [])
        if line["opens"] and not mine:
            found.lost.append(f"{line['name']} ({line['kind']}) was acknowledged and is gone")
        found.answered += line["told"]
        if not line["opens"] and not line["told"]:
            found.lost.append(f"{line['name']} ({line['kind']}) got no order and no answer")
    for name, mine in orders.items():
        if len(mine) > 1:
            found.charged_twice.append(f"{name} was ordered {len(mine)} times")
        found.lost += [f"{name} is {row['state']}" for row in mine if not _over(db, row)]


def _over(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """Ready with a picture, or failed with a reason: also a change of a picture that never came,
    which is not sent."""
    pictures = db.execute("SELECT count(*) FROM pictures WHERE version = ?", (row["id"],))
    if row["state"] == "ready":
        return bool(pictures.fetchone()[0])
    problem = db.execute("SELECT problem FROM versions WHERE id = ?", (row["id"],)).fetchone()[0]
    return row["state"] == "failed" and problem in {"refused", "given_back", "no_parent"}


def look_at_money(db: sqlite3.Connection, found: Found) -> None:
    db.execute("BEGIN")
    found.wrong += audit(SqliteTransaction(db))
    db.execute("COMMIT")
    for hold in db.execute("SELECT key FROM holds WHERE state = 'held'").fetchall():
        found.wrong.append(f"hold {hold['key']} is open")
    for row in db.execute(
        "SELECT cause, count(*) AS n FROM entries WHERE kind = 'spend' GROUP BY cause HAVING n > 1"
    ).fetchall():
        found.charged_twice.append(f"{row['cause']} was charged {row['n']} times")
    for row in db.execute(
        "SELECT v.order_id, v.state, v.spent, h.charged, h.state AS hold, "
        "(SELECT count(*) FROM pictures p WHERE p.version = v.id) AS pictures "
        "FROM versions v LEFT JOIN holds h ON h.key = v.order_id"
    ).fetchall():
        paid = bool(row["charged"])
        if paid != bool(row["pictures"]) or row["hold"] is None or row["spent"] != row["charged"]:
            found.wrong.append(f"order {row['order_id']}: {dict(row)}")


def look_at_files(folder: Path, db: sqlite3.Connection, found: Found) -> None:
    """Every picture that was paid for is there, with the bytes that its row names."""
    keys = {
        key
        for row in db.execute("SELECT file, preview FROM pictures").fetchall()
        for key in (row["file"], row["preview"])
    }
    kept = db.execute("SELECT file FROM parts WHERE file IS NOT NULL").fetchall()
    for key in sorted(keys | {row["file"] for row in kept}):
        path = folder / "data" / "files" / "sha256" / key[:2] / key
        if not path.is_file():
            found.lost.append(f"file {key} is gone")
        elif sha256(path.read_bytes()).hexdigest() != key:
            found.lost.append(f"file {key} holds other bytes")
