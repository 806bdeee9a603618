"""/credits: what is left, reserved and spent; admins grant and set the monthly budget."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options, Read
from bot.domain.money import CREDIT, Kind
from bot.domain.work import Right
from bot.errors import BadOptions, FieldError, NotAllowed
from bot.events import Answer, Ask, Say
from bot.forms import Source, Ui
from bot.services import lookup, treasury
from bot.services.terms import end_of
from bot.views.credits import budget_card, credits_card, given_back_card, granted_card
from bot.views.fields import COMMANDS, example, hint, label

MOST = 10**15
"""Milli-credits that are read at all: above every grant, below what cannot be counted exactly."""


NOTE_MAX = 120
"""Characters of a note: what a line of the ledger shows."""


class Verb(StrEnum):
    SHOW = "show"
    GRANT = "grant"
    BUDGET = "budget"
    REFUND = "refund"


class Bought(StrEnum):
    """The kinds that a person grants by hand."""

    PURCHASED = Kind.PURCHASED
    PROMO = Kind.PROMO
    ADJUST = Kind.ADJUST


class CreditsOptions(Options):
    verb: Annotated[Verb, Field(Verb.SHOW, description=label("verb")), Ui(hint=hint("verb"))]
    amount: Annotated[
        str,
        Field("", max_length=20, description=label("amount")),
        Ui(hint=hint("amount"), example=example("amount")),
    ]
    version: Annotated[
        str,
        Field("", max_length=64, description=label("refund_version")),
        Ui(hint=hint("refund_version"), example=example("version"), source=Source.VERSIONS),
    ]
    kind: Annotated[
        Bought, Field(Bought.PURCHASED, description=label("kind")), Ui(hint=hint("kind"))
    ]
    expires: Annotated[
        str,
        Field("", max_length=10, description=label("expires")),
        Ui(hint=hint("expires"), example=example("expires")),
    ]
    note: Annotated[
        str, Field("", max_length=NOTE_MAX, description=label("note")), Ui(hint=hint("note"))
    ]


async def run(context: Context, options: CreditsOptions) -> Answer:
    if options.verb is Verb.SHOW:
        return await _show(context)
    if Right.ADMIN not in context.member.rights:
        raise NotAllowed("admin")
    if options.verb is Verb.REFUND:
        return await _refund(context, options)
    if not options.amount:
        return Ask("credits", (("verb", options.verb),))
    amount = _milli(options.amount)
    if options.verb is Verb.BUDGET:
        balance, started = await context.do(
            treasury.set_budget, context.terms, context.member, amount, context.effect, context.now
        )
        return Say(budget_card(amount, balance, started=started))
    balance, started = await context.do(
        treasury.grant,
        context.terms,
        context.member,
        amount=amount,
        kind=Kind(options.kind),
        expires=_end(options.expires, context.now),
        note=options.note,
        effect=context.effect,
        now=context.now,
    )
    return Say(granted_card(amount, balance, started=started))


async def _refund(context: Context, options: CreditsOptions) -> Answer:
    """The charge of one version, as a counter-entry."""
    if not options.version:
        return Ask("credits", (("verb", options.verb),))
    _, version = await context.look(
        lookup.version_named, context.member, options.version, context.thread
    )
    amount, balance, started = await context.do(
        treasury.refund,
        context.terms,
        context.member,
        version.id,
        note=options.note,
        effect=context.effect,
        now=context.now,
    )
    return Say(given_back_card(str(version.name), amount, balance, started=started))


async def _show(context: Context) -> Answer:
    account = await context.look(treasury.account, context.member)
    card = credits_card(
        account.balance,
        account.entries,
        catalogue=context.terms.catalogue,
        admin=Right.ADMIN in context.member.rights,
        policy=account.policy,
        house=account.house,
    )
    return Say(card)


def _milli(text: str) -> int:
    """Credits as typed ("500", "12.5"); a tenth is the smallest."""
    try:
        amount = Decimal(text.replace(",", "").strip()) * CREDIT
    except InvalidOperation as error:
        raise BadOptions((FieldError("amount", "not_a_number", text),)) from error
    if not (amount.is_finite() and 0 <= amount < MOST) or amount % (CREDIT // 10):
        wrong = FieldError("amount", "not_an_amount", text, limit=MOST // CREDIT)
        raise BadOptions((wrong,))
    return int(amount)


def _end(text: str, now: float) -> float | None:
    """The end of that day; "" = no end."""
    if not text:
        return None
    try:
        end = end_of(date.fromisoformat(text))
    except ValueError as error:
        raise BadOptions((FieldError("expires", "not_a_day", text),)) from error
    if end <= now:
        raise BadOptions((FieldError("expires", "past", text),))
    return end


def reader(_terms: object, text: str) -> Read:
    """`grant 500`, `set budget 2000`, `refund 142.3 the label was wrong` -> fields."""
    words = re.sub(r"(?i)^\s*set budget", "budget", text).split()
    if not words or words[0].lower() not in set(Verb):
        return Read()
    words[0] = words[0].lower()
    if words[0] == Verb.REFUND:
        named = (("version", words[1]),) if len(words) > 1 else ()
        return Read((("verb", words[0]), *named, ("note", " ".join(words[2:])[:NOTE_MAX])))
    return Read((("verb", words[0]), ("amount", words[1] if len(words) > 1 else "")))


COMMAND = Command(
    name="credits",
    title=COMMANDS["credits"].title,
    summary=COMMANDS["credits"].summary,
    options=CreditsOptions,
    run=run,
    asks=True,
    reader=reader,
)
