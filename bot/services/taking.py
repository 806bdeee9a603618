"""Taking a brief: what was asked becomes a draft, and either a price to agree to or an order.

One transaction: what was checked, shown, reserved and queued belongs together.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.brief import LookUp
from bot.domain.choose import SKETCH
from bot.domain.ids import DraftId, OrderId, derived
from bot.domain.work import Member, Right
from bot.errors import BadOptions, NotAllowed
from bot.services import briefing, editing, limits, ordering
from bot.services.briefing import BriefFields, Built
from bot.services.moment import Moment, Taken
from bot.services.ordering import Wish
from bot.services.terms import Terms
from bot.store import books, drafts, people, versions
from bot.store.transaction import Transaction

STOP = "stop"


def take_brief(
    tx: Transaction,
    terms: Terms,
    moment: Moment,
    fields: BriefFields,
    values: tuple[tuple[str, str], ...],
) -> Taken:
    """Raises BadOptions, NotAllowed, TooManyWaiting, Overloaded. Keeps the draft either way."""
    member, now = moment.member, moment.now
    built = briefing.build(tx, terms, member, fields, now)
    balance = books.balance(tx, member.team)
    policy = people.policy(tx, member.team)
    draft = drafts.Draft(
        id=DraftId(derived(moment.effect, "draft")),
        team=member.team,
        member=member.id,
        venue=moment.venue,
        fields=values,
        photos=fields.photos,
        brief=built.brief,
        quote=built.quote,
    )
    drafts.save(tx, draft, now)
    taken = Taken(draft.id, built.brief, built.quote, balance, built.findings)
    stopped = any(f.level == STOP for f in built.findings)
    seen = moment.agreed is not None and built.quote.up_to <= moment.agreed
    asks = not seen and (
        moment.agreed is not None or briefing.must_ask(tx, member, built.quote, policy, balance)
    )
    if stopped or asks:
        return taken
    return replace(taken, version=_order_brief(tx, terms, moment, draft, built, fields.campaign))


def _order_brief(
    tx: Transaction,
    terms: Terms,
    moment: Moment,
    draft: drafts.Draft,
    built: Built,
    campaign: str,
) -> versions.VersionRow:
    wish = Wish(
        order=OrderId(derived(draft.id, "order")),
        maker=moment.member,
        quote=built.quote,
        format=built.format,
        prompt=built.prompt,
        quality=built.quality,
        thinking=built.brief.thinking,
        # A sketch looks nothing up; the real model beside it does what the brief says.
        look_up=built.brief.look_up if built.model.grounding else LookUp.NO,
    )
    home = replace(moment.venue, thread="")
    row = ordering.place_brief(tx, terms, wish, built.brief, campaign, home, moment.now)
    drafts.ordered(tx, draft.id, row.session)
    return row


def order_draft(
    tx: Transaction, terms: Terms, moment: Moment, draft_id: DraftId, model_id: str = ""
) -> Taken:
    """The button under a price. `model_id`: the other model that it named. Raises Expired;
    a price that rose meanwhile is shown again instead of spent."""
    draft = draft_of(tx, moment.member, draft_id, moment.now)
    balance = books.balance(tx, moment.member.team)
    values = dict(draft.fields)
    if draft.session:
        known = versions.of_session(tx, draft.session)[0]
        return Taken(draft.id, draft.brief, draft.quote, balance, version=known)
    if editing.EDIT_OF in values:
        return editing.order_draft(tx, terms, moment, draft, model_id)
    named = terms.model(model_id or draft.brief.model) if model_id or _named(draft) else None
    if model_id and named is not None and named.id != SKETCH:
        errors = limits.beside(terms, named, draft.brief)
        if errors:
            raise BadOptions(tuple(errors))
    built = briefing.priced(
        terms,
        replace(draft.brief, model=model_id or draft.brief.model),
        named,
        moment.now,
        free=Right.SPEND not in moment.member.rights,
    )
    taken = Taken(draft.id, built.brief, built.quote, balance, built.findings)
    if not model_id and built.quote.up_to > draft.quote.up_to:
        drafts.save(tx, replace(draft, quote=built.quote), moment.now)
        return taken
    row = _order_brief(tx, terms, moment, draft, built, values.get("campaign", ""))
    return replace(taken, version=row)


def _named(draft: drafts.Draft) -> bool:
    return draft.brief.model != "auto" and bool(draft.brief.model)


def draft_of(tx: Transaction, member: Member, draft: DraftId, now: float) -> drafts.Draft:
    """Raises Expired; a draft of somebody else is nobody's."""
    found = drafts.get(tx, draft, now)
    if found.member != member.id:
        raise NotAllowed("own")
    return found


def drop_draft(tx: Transaction, member: Member, draft: DraftId, now: float) -> None:
    draft_of(tx, member, draft, now)
    drafts.drop(tx, draft)
