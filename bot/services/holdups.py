"""What keeps an order waiting though it is its turn: a vendor that is busy or out of reach. Its
card says so, and may offer another model; nothing is switched by itself.
"""

from __future__ import annotations

import json

from bot.domain.ids import OrderId, SessionId
from bot.services.ordering import job_id
from bot.store import jobs, posts, versions
from bot.store.transaction import Transaction

TOLD = 200
"""Orders whose cards are mended when a provider gets a pause: more are told when they are read."""


def waits_until(tx: Transaction, row: versions.VersionRow) -> float | None:
    """When the vendor is asked again; None: it is not held up, or a part of it is under way."""
    times = [jobs.held_up(tx, job_id(row.order, n)) for n in range(row.quote.count)]
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None


def pause(tx: Transaction, provider: str, until: float, now: float) -> tuple[SessionId, ...]:
    """The provider gets no calls until then; the threads whose orders wait for it."""
    jobs.pause_provider(tx, provider, until)
    found: dict[SessionId, None] = {}
    for job in jobs.queued_for(tx, provider, TOLD):
        row = versions.by_order(tx, OrderId(json.loads(job.args)["order"]))
        if row is not None and row.session not in found:
            found[row.session] = None
            posts.mark(tx, row.session, now)
    return tuple(found)
