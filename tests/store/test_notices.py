"""What people are told, on both engines: written once, due in its time, taken by one."""

from __future__ import annotations

from bot.domain.ids import MemberId, TeamId
from bot.domain.telling import About, Notice
from bot.domain.work import Member, Right
from bot.store import notices, people
from bot.store.transaction import Transaction
from tests.store.engines import NOW, Engine

TEAM, ANN = TeamId("t"), MemberId("ann")


def team(tx: Transaction) -> None:
    people.create_team(tx, TEAM, "Team", NOW)
    people.add_member(tx, Member(ANN, TEAM, "Ann", frozenset({Right.SEE})), NOW)


def add(tx: Transaction, key: str, due: float = NOW, now: float = NOW) -> bool:
    notice = Notice(key, ANN, About.DISK, due, None, (("bytes", "1"),))
    return notices.add(tx, TEAM, notice, "what", now)


def keys(tx: Transaction, now: float) -> list[str]:
    return [row.notice.key for row in notices.waiting(tx, ANN, now)]


def test_the_same_thing_is_written_once_and_comes_back_whole(engine: Engine) -> None:
    engine.do(team)
    assert engine.do(add, "a", due=NOW + 5)
    assert not engine.do(add, "a", due=NOW + 9)
    (row,) = engine.do(notices.waiting, ANN, NOW + 5)

    assert (row.notice.due, row.notice.words, row.subject) == (NOW + 5, (("bytes", "1"),), "what")


def test_what_is_due_is_taken_once_and_what_failed_comes_again(engine: Engine) -> None:
    engine.do(team)
    for key, due in (("a", NOW), ("b", NOW + 60), ("c", NOW)):
        engine.do(add, key, due=due)
    assert engine.do(keys, NOW) == ["a", "c"]
    assert engine.do(keys, NOW + 60) == ["a", "b", "c"]
    engine.do(notices.take, "a", notices.TOLD, NOW)
    engine.do(notices.take, "c", notices.DROPPED, NOW + 1)
    assert engine.do(keys, NOW + 60) == ["b"]
    assert engine.do(notices.last_told, ANN) == NOW  # what was dropped disturbed nobody
    engine.do(notices.put_back, "a", NOW + 30)
    assert engine.do(keys, NOW) == []
    assert engine.do(keys, NOW + 30) == ["a"]
    assert engine.do(notices.tries, "a") == 1


def test_whether_anything_began_so_is_known(engine: Engine) -> None:
    engine.do(team)
    engine.do(add, "t/budget/1/10/ann")

    assert engine.do(notices.known, "t/budget/1/10/")
    assert not engine.do(notices.known, "t/budget/1/20/")
    assert not engine.do(notices.known, "t/budget/10/")
