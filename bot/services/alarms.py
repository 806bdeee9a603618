"""What those who answer for money and machine are told: credits asked for, a budget that ends, a
vendor in trouble or silent, a disk that fills, a backup that failed. Each once a day at most."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ids import TeamId, VersionId
from bot.domain.model import Model
from bot.domain.telling import CHECKING_S, LOW, About, Happening, low, notices, quiet_of
from bot.domain.work import Member, VersionState
from bot.services.telling import happened, in_thread, said_words
from bot.services.terms import day_of
from bot.store import books, people, sessions, versions
from bot.store import notices as rows
from bot.store.transaction import Transaction

TROUBLE = {
    "quota_or_billing": About.VENDOR,
    "auth_or_verification": About.KEY,
    "model_gone": About.MODEL,
}
"""Outcomes of calls that only an admin can mend."""


def credits_wanted(
    tx: Transaction, by: Member, version_id: VersionId, amount: int, now: float
) -> tuple[str, ...]:
    """Somebody asks those who answer for the budget; who is told. The same wish is told once."""
    row = versions.get(tx, version_id)
    session = sessions.get(tx, row.session)
    name = f"{session.number}.{row.number}"
    said = in_thread(
        session,
        About.CREDITS,
        f"credits/{row.id}/{amount}",
        now,
        name=name,
        person=by.name,
        amount=amount,
        what=row.problem,
    )
    what = replace(said, by=by.id)
    happened(tx, row.team, what, row.id)
    everybody = people.members(tx, row.team)
    told = {n.member for n in notices(what, everybody, quiet_of(people.policy(tx, row.team)))}
    return tuple(m.name for m in everybody if m.id in told)


def trouble(
    tx: Transaction, team: TeamId, outcome: str, model: str, detail: str, now: float
) -> None:
    """What only an admin can mend: once a day while it lasts. `detail`: the missing step."""
    day = day_of(now, people.policy(tx, team).time_zone)
    words = said_words(what=outcome, model=model, detail=detail)
    about = TROUBLE.get(outcome, About.VENDOR)
    key = f"{team}/{outcome}{detail}/{model}/{day}"
    happened(tx, team, Happening(about, key, now, words=words))


def retired(tx: Transaction, model: Model, now: float) -> None:
    """A model is past the day that its vendor named: told once, however often we start."""
    words = said_words(what="model_ended", model=model.name)
    for team in people.teams(tx):
        key = f"{team}/ended/{model.id}"
        happened(tx, team, Happening(About.MODEL, key, now, words=words))


def machine(tx: Transaction, about: About, amount: int, now: float) -> None:
    """The disk is nearly full (`amount`: bytes that are free), or a backup failed: the admins of
    every team, once a day while it lasts."""
    for team in people.teams(tx):
        day = day_of(now, people.policy(tx, team).time_zone)
        words = said_words(bytes=amount)
        happened(tx, team, Happening(about, f"{team}/{about}/{day}", now, words=words))


def look_around(tx: Transaction, team: TeamId, now: float) -> None:
    """What nobody did and somebody must hear of: a budget that ends, a vendor that says nothing."""
    balance, grant = books.balance(tx, team), books.newest_grant(tx, team)
    left = balance.free + balance.reserved
    percent = low(left, balance.granted) if grant and not balance.practice else None
    if percent is not None:
        since = f"{team}/budget/{grant}"
        words = said_words(percent=percent, amount=left, granted=balance.granted)
        # What came back after the lower mark is no news.
        if not any(rows.known(tx, f"{since}/{p}/") for p in LOW if p < percent):
            happened(tx, team, Happening(About.BUDGET, f"{since}/{percent}", now, words=words))
    for row in versions.in_state(tx, team, VersionState.UNCERTAIN):
        if now - row.ordered_at > CHECKING_S:
            _checking(tx, row, now)


def _checking(tx: Transaction, row: versions.VersionRow, now: float) -> None:
    session = sessions.get(tx, row.session)
    name = f"{session.number}.{row.number}"
    key = f"checking/{row.id}"
    what = in_thread(session, About.CHECKING, key, now, name=name, amount=row.quote.up_to)
    happened(tx, row.team, what, row.id)
