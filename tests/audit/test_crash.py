"""The short kill audit: three kills for each kind of model; `make bench` runs the long one."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.audit.kills import (
    Found,
    database,
    look_at_calls,
    look_at_files,
    look_at_money,
    look_at_orders,
    run,
)

pytestmark = pytest.mark.audit
KILLS = 3


@pytest.mark.parametrize("repeatable", [True, False], ids=["repeatable", "once"])
def test_a_killed_studio_loses_nothing_and_charges_once_and_the_audit_can_fail(
    tmp_path: Path, *, repeatable: bool
) -> None:
    found = run(tmp_path, kills=KILLS, seed=11, repeatable=repeatable)

    assert (found.kills, found.lost, found.charged_twice, found.wrong) == (KILLS, [], [], [])
    assert found.acknowledged > 10
    assert repeatable or found.uncertain

    for damage, seen in DAMAGES:
        damage(tmp_path)
        assert seen(_looked(tmp_path)), damage.__name__


def _looked(folder: Path) -> Found:
    found = Found()
    with closing(database(folder)) as db:
        look_at_calls(folder, db, found, set(), repeatable=False)
        look_at_orders(folder, db, found)
        look_at_money(db, found)
        look_at_files(folder, db, found)
    return found


def _says(folder: Path, sql: str) -> None:
    with closing(database(folder)) as db:
        assert db.execute(sql).rowcount == 1


def an_acknowledged_order_is_gone(folder: Path) -> None:
    with (folder / "acknowledged").open("a") as log:
        log.write(json.dumps({"name": "x", "kind": "brief", "opens": "s", "told": False}) + "\n")


def a_request_got_nothing(folder: Path) -> None:
    with (folder / "acknowledged").open("a") as log:
        log.write(json.dumps({"name": "y", "kind": "reply", "opens": "", "told": False}) + "\n")


def a_call_was_made_twice(folder: Path) -> None:
    job = (folder / "calls").read_text().split()[0]
    with (folder / "calls").open("a") as log:
        log.write(f"{job}\n{job}\n")


def a_file_holds_other_bytes(folder: Path) -> None:
    with closing(database(folder)) as db:
        (key,) = db.execute("SELECT file FROM pictures LIMIT 1").fetchone()
    (folder / "data" / "files" / "sha256" / key[:2] / key).write_bytes(b"torn")


def an_order_never_ended(folder: Path) -> None:
    _says(
        folder,
        "UPDATE versions SET state = 'ordered' WHERE id = "
        "(SELECT id FROM versions WHERE state = 'ready' LIMIT 1)",
    )


def a_hold_is_left(folder: Path) -> None:
    _says(
        folder,
        "UPDATE holds SET state = 'held' WHERE key = "
        "(SELECT key FROM holds WHERE charged > 0 LIMIT 1)",
    )


def one_request_is_two_orders(folder: Path) -> None:
    _says(
        folder,
        "UPDATE sessions SET title = (SELECT title FROM sessions ORDER BY number LIMIT 1) "
        "WHERE id = (SELECT id FROM sessions ORDER BY number DESC LIMIT 1)",
    )


DAMAGES: tuple[tuple[Callable[[Path], None], Callable[[Found], bool]], ...] = (
    (an_acknowledged_order_is_gone, lambda f: any("x (brief)" in one for one in f.lost)),
    (a_request_got_nothing, lambda f: any("no order and no answer" in one for one in f.lost)),
    (a_call_was_made_twice, lambda f: any("times" in one for one in f.wrong)),
    (a_file_holds_other_bytes, lambda f: any("other bytes" in one for one in f.lost)),
    (an_order_never_ended, lambda f: any("is ordered" in one for one in f.lost)),
    (a_hold_is_left, lambda f: any("is open" in one for one in f.wrong)),
    (one_request_is_two_orders, lambda f: any("ordered 2 times" in one for one in f.charged_twice)),
)
