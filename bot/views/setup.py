"""/setup: one card, five lines, each with a default that works before anything is answered, and
the keys."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Facts, Kind, Line, Said, Strong, Text, Tone
from bot.domain.money import shown
from bot.domain.telling import read_hours
from bot.domain.work import Policy
from bot.views.lines import dashed
from bot.views.press import press

KEY = {
    "missing": "no key",
    "present": "key is there, not tried yet",
    "works": "works",
    "verified": "works, account verified",
    "refused": "key refused",
}
OWN_WORK = {
    "never": "nobody approves their own work",
    "alone": "own work only while no other approver is there",
}


def setup_card(
    policy: Policy,
    *,
    channels: Sequence[str] = (),
    spenders: Sequence[str] = (),
    approvers: Sequence[str] = (),
    keys: Sequence[tuple[str, str]] = (),
) -> Card:
    """`keys`: (vendor, missing | present | works | verified | refused)."""
    everybody = "everybody may sketch" if policy.everybody_sketches else ""
    rows: tuple[tuple[str, Line], ...] = (
        ("Where", dashed(_names(channels, "every channel it was invited to"), _quiet(policy))),
        ("Who may spend", dashed(_names(spenders, "admins only"), everybody)),
        (
            "Who approves",
            dashed(
                _names(approvers, "admins"),
                f"{policy.approvals} {'approval' if policy.approvals == 1 else 'approvals'} needed",
                OWN_WORK.get(policy.own_work, ""),
            ),
        ),
        ("Budget", _budget(policy)),
        ("Privacy", ("private briefs stay with maker and approvers - pictures kept for ever",)),
        ("Keys", dashed(*(f"{vendor}: {KEY.get(state, state)}" for vendor, state in keys))),
    )
    change = Button("Change...", press("set_up"), opens_form=True)
    head = "Set up: everything works as it stands"
    parts = (
        Text((Strong(head),)),
        Facts(tuple(row for row in rows if row[1])),
        Text(("Admins can change any line at any time.",), Tone.QUIET),
        Buttons((change,)),
    )
    return Card(Kind.SETUP, parts, summary=head)


def _quiet(policy: Policy) -> str:
    """When nobody is told what can wait, and whose clock counts."""
    night = "" if read_hours(policy.quiet) == (0, 0) else policy.quiet
    quiet = " and ".join(x for x in (night, "weekends" if policy.quiet_weekends else "") if x)
    return f"quiet {quiet}, {policy.time_zone}" if quiet else "people are told at any hour"


def _names(names: Sequence[str], default: str) -> Line:
    return (Said(", ".join(names), 160),) if names else (default,)


def _budget(policy: Policy) -> Line:
    month = f"{shown(policy.monthly_budget)} a month" if policy.monthly_budget else "none yet"
    return dashed(
        month,
        f"at most {shown(policy.member_daily_cap)} a person and day",
        f"{shown(policy.venue_daily_cap)} a channel and day",
    )
