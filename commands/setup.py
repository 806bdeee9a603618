"""/setup: five answers, each with a default that works before anything is answered."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.money import CREDIT
from bot.domain.work import Policy, Right
from bot.errors import BadOptions, FieldError
from bot.events import Answer, Ask, Say
from bot.forms import Ui
from bot.services import rules
from bot.views.fields import COMMANDS, example, hint, label
from bot.views.setup import setup_card
from bot.views.words import PROVIDER


class OwnWork(StrEnum):
    NEVER = "never"
    ALONE = "alone"


class Thread(StrEnum):
    AUTO = "auto"
    MENTION = "mention"


class SetupOptions(Options):
    who_spends: Annotated[
        tuple[str, ...],
        Field((), max_length=50, description=label("who_spends")),
        Ui(hint=hint("who_spends")),
    ]
    who_approves: Annotated[
        tuple[str, ...],
        Field((), max_length=50, description=label("who_approves")),
        Ui(hint=hint("who_approves")),
    ]
    approvals: Annotated[
        int, Field(1, ge=1, le=9, description=label("approvals")), Ui(hint=hint("approvals"))
    ]
    own_work: Annotated[
        OwnWork, Field(OwnWork.ALONE, description=label("own_work")), Ui(hint=hint("own_work"))
    ]
    budget: Annotated[
        int,
        Field(0, ge=0, le=1_000_000, description=label("budget")),
        Ui(hint=hint("budget")),
    ]
    member_cap: Annotated[
        int, Field(200, ge=1, le=1_000_000, description=label("member_cap")), Ui()
    ]
    channel_cap: Annotated[
        int, Field(500, ge=1, le=1_000_000, description=label("channel_cap")), Ui()
    ]
    thread: Annotated[
        Thread, Field(Thread.AUTO, description=label("thread")), Ui(hint=hint("thread"))
    ]
    time_zone: Annotated[
        str,
        Field("UTC", min_length=1, max_length=40, description=label("time_zone")),
        Ui(example=example("time_zone")),
    ]


async def run(context: Context, options: SetupOptions) -> Answer:
    found = await context.look(rules.read, context.member.team)
    if not context.values:
        return await show(context, found)
    if options.time_zone not in available_timezones():
        raise BadOptions((FieldError("time_zone", "unknown", options.time_zone),))
    wanted = rules.Wanted(
        spenders=options.who_spends,
        approvers=options.who_approves,
        policy=_policy(found.policy, options),
    )
    found = await context.do(
        rules.change, context.terms, context.member, wanted, context.effect, context.now
    )
    return await show(context, found)


def _policy(current: Policy, options: SetupOptions) -> Policy:
    return Policy(
        revision=current.revision,
        approvals=options.approvals,
        own_work=options.own_work,
        grace_s=current.grace_s,
        ask_above=current.ask_above,
        ask_above_percent=current.ask_above_percent,
        first_paid_asks=current.first_paid_asks,
        venue_daily_cap=options.channel_cap * CREDIT,
        member_daily_cap=options.member_cap * CREDIT,
        waiting_cap=current.waiting_cap,
        everybody_sketches=current.everybody_sketches,
        thread_mode=options.thread,
        time_zone=options.time_zone,
        monthly_budget=options.budget * CREDIT,
        kit_model=current.kit_model,
    )


async def show(context: Context, found: rules.Rules) -> Answer:
    keys = tuple(
        (PROVIDER[provider], "present" if provider in context.terms.keyed else "missing")
        for provider in rules.VENDORS
    )
    return Say(
        setup_card(found.policy, spenders=found.spenders, approvers=found.approvers, keys=keys)
    )


class OpenOptions(Options):
    """The button Change...: no values of its own."""


async def open_form(context: Context, _options: OpenOptions) -> Answer:
    found = await context.look(rules.read, context.member.team)
    if Right.ADMIN not in context.member.rights:
        return await show(context, found)
    policy = found.policy
    return Ask(
        "setup",
        (
            ("who_spends", "\n".join(found.spenders)),
            ("who_approves", "\n".join(found.approvers)),
            ("approvals", str(policy.approvals)),
            ("own_work", policy.own_work),
            ("budget", str(policy.monthly_budget // CREDIT)),
            ("member_cap", str(policy.member_daily_cap // CREDIT)),
            ("channel_cap", str(policy.venue_daily_cap // CREDIT)),
            ("thread", policy.thread_mode),
            ("time_zone", policy.time_zone),
        ),
    )


COMMAND = Command(
    name="setup",
    title=COMMANDS["setup"].title,
    summary=COMMANDS["setup"].summary,
    options=SetupOptions,
    run=run,
    right=Right.ADMIN,
)
OPEN = Command(
    name="set_up",
    title=COMMANDS["set_up"].title,
    summary=COMMANDS["set_up"].summary,
    options=OpenOptions,
    run=open_form,
    slash=False,
)
