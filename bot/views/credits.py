"""The team's money: what is left, what is reserved, what was spent on what. Vendor dollars and
House entries are for admins only."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import (
    Button,
    Buttons,
    Card,
    Facts,
    Kind,
    Line,
    Part,
    Said,
    Strong,
    Table,
    Text,
    Tone,
    When,
)
from bot.domain.model import Catalogue
from bot.domain.money import shown
from bot.domain.work import Balance, Entry, Policy
from bot.views.lines import plain
from bot.views.press import press
from bot.views.words import ENTRY, GRANT, HOUSE, left, model_name

MAX_ROWS = 50
"""What cards.Table takes."""
PRACTICE_NOTE = (
    "Practice credits: they move like real ones, are in no report, and end with the first budget."
)


def credits_card(
    balance: Balance,
    entries: Sequence[Entry],
    *,
    catalogue: Catalogue,
    admin: bool = False,
    policy: Policy | None = None,
    house: Sequence[tuple[str, int]] = (),
) -> Card:
    """`house`: (what for, milli-credits) that a vendor billed and the team was not asked for."""
    head: Line = (Strong(left(balance)),)
    rows: list[tuple[str, Line]] = [
        ("Free", (shown(balance.free),)),
        ("Reserved", (_reserved(balance),)),
    ]
    if policy is not None and policy.monthly_budget:
        rows.append(("A month", (shown(policy.monthly_budget),)))
    parts: list[Part] = [Text(head), Facts(tuple(rows))]
    if balance.practice:
        parts.append(Text((PRACTICE_NOTE,), Tone.QUIET))
    if entries:
        parts.append(_table(entries, catalogue))
    else:
        parts.append(Text(("Nothing was spent yet.",), Tone.QUIET))
    if admin and house:
        parts.append(_house(house))
    if admin:
        parts.append(_forms())
    return Card(Kind.CREDITS, tuple(parts), summary=plain(head))


def granted_card(amount: int, balance: Balance, *, started: int = 0) -> Card:
    """After a grant: what was added, and how many parked briefs started by themselves."""
    line: Line = (Strong(f"{shown(amount)} credits added"), f" - {left(balance)}")
    parts = (Text(line), *((Text((_begun(started),)),) if started else ()))
    return Card(Kind.NOTE, parts, summary=plain(line))


def budget_card(amount: int, balance: Balance, *, started: int = 0) -> Card:
    """After the monthly budget was set; 0 = there is none any more."""
    month = f"{shown(amount)} credits a month" if amount else "No monthly budget any more"
    line: Line = (Strong(month), f" - {left(balance)}")
    parts = [Text(line)]
    if amount:
        parts.append(Text(("Added on the first; what is left then ends.",), Tone.QUIET))
    if started:
        parts.append(Text((_begun(started),)))
    return Card(Kind.NOTE, tuple(parts), summary=plain(line))


def given_back_card(name: str, amount: int, balance: Balance, *, started: int = 0) -> Card:
    """After a charge was given back by hand."""
    line: Line = (Strong(name), f": {shown(amount)} given back - {left(balance)}")
    parts = (Text(line), *((Text((_begun(started),)),) if started else ()))
    return Card(Kind.NOTE, parts, summary=plain(line))


def _begun(started: int) -> str:
    return f"{started} parked {'brief has' if started == 1 else 'briefs have'} started."


def _table(entries: Sequence[Entry], catalogue: Catalogue) -> Table:
    rows = tuple(_row(entry, catalogue) for entry in entries[:MAX_ROWS])
    return Table(("When", "What", "Who", "Picture", "Credits", "Left"), rows)


def _row(entry: Entry, catalogue: Catalogue) -> tuple[Line, ...]:
    what = ENTRY.get(entry.kind, entry.kind)
    if entry.lot_kind is not None and GRANT[entry.lot_kind] != what:
        what = f"{what} ({GRANT[entry.lot_kind]})"
    model = f", {model_name(catalogue, entry.model)}" if entry.model else ""
    note: Line = (": ", Said(entry.note, 60)) if entry.note else ()
    sign = "+" if entry.amount > 0 else ""
    return (
        (When(entry.at),),
        (f"{what}{model}", *note),
        (Said(entry.member, 30),),
        (entry.name,),
        (f"{sign}{shown(entry.amount)}",),
        (shown(entry.balance_after),),
    )


def _house(house: Sequence[tuple[str, int]]) -> Table:
    rows = tuple(
        ((Said(HOUSE.get(what, what), 60),), (shown(amount),)) for what, amount in house[:MAX_ROWS]
    )
    return Table(("Billed by vendors, not to the team", "Credits"), rows)


def _forms() -> Buttons:
    return Buttons(
        (
            Button("Add credits...", press("credits", "grant"), opens_form=True),
            Button("Monthly budget...", press("credits", "budget"), opens_form=True),
            Button("Give back...", press("credits", "refund"), opens_form=True),
        )
    )


def _reserved(balance: Balance) -> str:
    if not balance.jobs:
        return "nothing"
    jobs = "1 job" if balance.jobs == 1 else f"{balance.jobs} jobs"
    return f"{shown(balance.reserved)} by {jobs}"
