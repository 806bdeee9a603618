"""A brief that cannot start yet: parked, never lost. It starts by itself when credits come and
the price has not risen."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards import Button, Buttons, Card, Kind, Line, Part, Strong, Style, Text, Tone
from bot.domain.model import Quote
from bot.domain.money import CREDIT, shown
from bot.domain.work import Balance, Session, Version
from bot.errors import NotEnough, OverCap
from bot.views.lines import plain
from bot.views.press import press
from bot.views.problem import line as problem_line
from bot.views.problem import problem_of
from bot.views.words import name_line, price

ASK_STEP = 10 * CREDIT
"""People ask for credits in round tens."""


def parked_card(
    session: Session, version: Version, *, balance: Balance, fit: Quote | None = None
) -> Card:
    """`fit`: the largest order that what is left pays for, if there is one."""
    needed = version.quote.up_to
    name = Strong(str(version.name))
    problem = problem_of(version.problem, dict(version.problem_fields))
    then = "It starts by itself when credits come."
    if isinstance(problem, OverCap):
        first: Line = (name, ": ", *problem_line(problem))
        day = "tomorrow, or " if needed <= problem.limit else ""
        then = f"It starts by itself {day}when an admin raises the limit."
    elif balance.granted == 0 and not isinstance(problem, NotEnough):
        first = (name, f" needs {shown(needed)}. No budget yet.")
    else:
        waits = f" ({shown(balance.reserved)} reserved by {_jobs(balance)})"
        rest = f"; {shown(balance.free)} free{waits if balance.reserved else ''}"
        first = (name, f" needs {shown(needed)}{rest}")
    parts: list[Part] = [Text(first, Tone.WARN)]
    if version.instruction:
        parts.append(Text(name_line(version)))
    parts.append(Text((f"Parked: nothing is lost. {then}",)))
    parts.append(Buttons(tuple(_buttons(version, balance, fit))))
    return Card(
        Kind.PARKED,
        tuple(parts),
        summary=plain((*first, ". Parked: nothing is lost.")),
        name=str(version.name),
        session=session.id,
        version=version.id,
    )


def asked_amount(needed: int, free: int) -> int:
    """What **Ask for 10** asks for: what is missing, in round tens."""
    missing = max(1, needed - free)
    return -(-missing // ASK_STEP) * ASK_STEP


def _buttons(version: Version, balance: Balance, fit: Quote | None) -> Iterator[Button]:
    if fit is not None:
        label = f"Fit what is left {price(fit)}"
        yield Button(label, press("fit", version.id), Style.PRIMARY)
    if balance.granted == 0:
        yield Button("Set a budget (admins)", press("set_up"))
    asked = asked_amount(version.quote.up_to, balance.free) // CREDIT
    yield Button(f"Ask for {asked:,}", press("ask_credits", version.id))
    yield Button("Drop it", press("drop_parked", version.id), Style.DANGER)


def _jobs(balance: Balance) -> str:
    return "1 job" if balance.jobs == 1 else f"{balance.jobs} jobs"
