"""What stands beside a free sketch: the order as it would be sent, what each model would ask for
it, what is worth a look before that. Nothing is stored; every price is the one it would cost."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.checks import check
from bot.domain.choose import SKETCH
from bot.domain.finding import Finding
from bot.domain.ids import VersionId
from bot.domain.model import Quote
from bot.domain.work import Member
from bot.errors import Problem
from bot.services import offers, reading
from bot.services.editing import EditWish, plan_edit
from bot.services.terms import Terms
from bot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Beside:
    quotes: tuple[Quote, ...]
    """One a model that can do it, cheapest first."""
    model: str
    """The id of the one that auto would take."""
    prompt: str
    findings: tuple[Finding, ...]


def beside(
    tx: Transaction, terms: Terms, member: Member, version_id: VersionId, now: float
) -> Beside | None:
    """None for what is no finished sketch, and where no other model could do it."""
    session, version = reading.of_version(tx, version_id, member)
    auto = offers.draft_plan(terms, session, version, now)
    if version.quote.model != SKETCH or not version.pictures or auto is None:
        return None
    quotes: list[Quote] = []
    prompt = ""
    for model in terms.catalogue.models:
        if model.id == SKETCH or model.id not in terms.usable():
            continue
        plan = offers.draft_plan(terms, session, version, now, model.id)
        if plan is None:
            continue
        wish = EditWish(
            session.id,
            model.name,
            parent=version.pictures[0].id,
            model=model.id,
            format=plan[1],
            change="",
        )
        try:
            edit = plan_edit(tx, terms, member, wish, now)
        except Problem:
            continue  # this model cannot do it: it has no price here
        quotes.append(edit.quote)
        if model.id == auto[0].id:
            prompt = edit.prompt
    findings = check(session.brief, auto[0], terms.catalogue)
    cheapest = tuple(sorted(quotes, key=lambda quote: (quote.up_to, quote.model)))
    return Beside(cheapest, auto[0].id, prompt, findings)
