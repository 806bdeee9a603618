"""Finding sessions by words gives the same whether a word is rare or common, on both engines."""

from __future__ import annotations

import itertools

import pytest

from bot.domain.brief import Brief
from bot.domain.ids import CampaignId, MemberId, SessionId, TeamId
from bot.domain.placement import Format
from bot.domain.work import Member
from bot.events import Platform, Venue
from bot.services.team import EVERYTHING
from bot.store import people, sessions
from bot.store.transaction import Transaction
from tests.store.engines import NOW, Engine

OURS, THEIRS = TeamId("ours"), TeamId("theirs")
ANN = MemberId("ann")
WORDS = ("can", "canvas", "stone", "sea", "moss")
FORMAT = Format(1080, 1080, "1:1")


def fill(tx: Transaction) -> None:
    """Twenty sessions of ours and twenty of theirs, each with two words."""
    for team, who in ((OURS, ANN), (THEIRS, MemberId("bob"))):
        people.create_team(tx, team, team, NOW)
        people.add_member(tx, Member(who, team, who, EVERYTHING), NOW)
        campaign, _ = people.campaign(tx, team, "", CampaignId(f"{team} general"), NOW)
        for number, pair in enumerate(itertools.product(WORDS, WORDS[1:]), 1):
            session = SessionId(f"{team}{number}")
            what = " ".join(pair)
            sessions.add(
                tx, session=session, team=team, number=number, title=what,
                brief=Brief(what, (FORMAT,), private=number % 5 == 0), maker=who,
                campaign=campaign, home=Venue(Platform.WEB, "local", "main", session),
                now=NOW + number,
            )  # fmt: skip
            sessions.remember_words(tx, team, session, what)


def found(tx: Transaction, text: str, sees: bool) -> list[str]:
    rows = sessions.find(tx, OURS, MemberId("eve"), sees, sessions.Filter(text=text), 7)
    return [row.id for row in rows]


def plainly(text: str, sees: bool) -> list[str]:
    """The same, looked for one by one."""
    hits = [
        f"{OURS}{number}"
        for number, pair in enumerate(itertools.product(WORDS, WORDS[1:]), 1)
        if (sees or number % 5)
        and all(any(word.startswith(typed) for word in pair) for typed in text.split())
    ]
    return hits[::-1][:7]


@pytest.mark.parametrize("common", [1, 6, 500])
def test_a_search_finds_the_newest_of_the_team_with_all_words_rare_or_common(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr(sessions, "COMMON", common)
    engine.do(fill)
    texts = ["", *WORDS, "ca", "zz", *map(" ".join, itertools.permutations(WORDS, 2)), "can zz"]
    for text, sees in itertools.product(texts, (True, False)):
        assert engine.do(found, text, sees) == plainly(text, sees), (text, sees)
