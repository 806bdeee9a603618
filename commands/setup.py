"""/setup: five answers, each with a default that works before anything is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.money import CREDIT
from bot.domain.telling import read_hours
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
    quiet: Annotated[
        str,
        Field("19-08", max_length=20, description=label("quiet")),
        Ui(hint=hint("quiet"), example=example("quiet")),
    ]
    weekends: Annotated[
        bool, Field(False, description=label("weekends")), Ui(hint=hint("weekends"))
    ]


async def run(context: Context, options: SetupOptions) -> Answer:
    found = await context.look(rules.read, context.member.team)
    if not context.values:
        return await show(context, found)
    errors = tuple(_wrong(options))
    if errors:
        raise BadOptions(errors)
    wanted = rules.Wanted(
        spenders=options.who_spends,
        approvers=options.who_approves,
        policy=_policy(found.policy, options, frozenset(name for name, _ in context.values)),
    )
    found = await context.do(
        rules.change, context.terms, context.member, wanted, context.effect, context.now
    )
    return await show(context, found)


def _wrong(options: SetupOptions) -> Iterator[FieldError]:
    zones = available_timezones()
    if options.time_zone not in zones:
        near = get_close_matches(options.time_zone, zones, n=1)
        yield FieldError("time_zone", "unknown", options.time_zone, next(iter(near), ""))
    if read_hours(options.quiet) is None:
        yield FieldError("quiet", "not_hours", options.quiet, Policy(0).quiet)


RULES = {
    "approvals": "approvals",
    "own_work": "own_work",
    "budget": "monthly_budget",
    "member_cap": "member_daily_cap",
    "channel_cap": "venue_daily_cap",
    "thread": "thread_mode",
    "time_zone": "time_zone",
    "quiet": "quiet",
    "weekends": "quiet_weekends",
}
"""The rule that each field answers."""


def _policy(current: Policy, options: SetupOptions, given: frozenset[str]) -> Policy:
    """The rules with what was answered; what nobody answered stays as it is."""
    answered = replace(
        current,
        approvals=options.approvals,
        own_work=options.own_work,
        monthly_budget=options.budget * CREDIT,
        venue_daily_cap=options.channel_cap * CREDIT,
        member_daily_cap=options.member_cap * CREDIT,
        thread_mode=options.thread,
        time_zone=options.time_zone,
        quiet=options.quiet,
        quiet_weekends=not options.weekends,
    )
    kept = {rule: getattr(current, rule) for field, rule in RULES.items() if field not in given}
    return replace(answered, **kept)


async def show(context: Context, found: rules.Rules) -> Answer:
    keys = [
        (PROVIDER[vendor], await context.look(rules.key_state, context.terms, vendor))
        for vendor in rules.VENDORS
    ]
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
            ("quiet", policy.quiet),
            ("weekends", "" if policy.quiet_weekends else "yes"),
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
    asks=True,
)
