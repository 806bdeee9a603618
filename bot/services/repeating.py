"""The same order once more, at today's price: by its own model, or by another that was named."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import prompt, tree
from bot.domain.ids import DraftId, VersionId
from bot.domain.work import Right, Session, Version
from bot.errors import NotAllowed, PriceMoved
from bot.services import briefing, drawing, limits, offers, ordering, reading
from bot.services.limits import EditWants
from bot.services.moment import Moment, Taken
from bot.services.ordering import Wish
from bot.services.terms import Terms
from bot.store import books, versions
from bot.store.transaction import Transaction


def take_again(
    tx: Transaction, terms: Terms, moment: Moment, version_id: VersionId, model_id: str = ""
) -> Taken:
    """The same order once more, at today's price, as a new version beside the old one; `model_id`:
    by another model, which its button named."""
    session, version = reading.of_version(tx, version_id, moment.member)
    order = ordering.fresh_order(tx, moment.effect, moment.at)
    quote = offers.again(terms, session, version, moment.now, model_id)
    if moment.agreed is not None and quote.up_to > moment.agreed:
        raise PriceMoved(moment.agreed, quote.up_to)
    if version.waits_until is not None and model_id:
        _instead_of(tx, terms, moment, version)
    row = versions.get(tx, version_id)
    model = terms.model(quote.model)
    wants = EditWants(
        row.format,
        size_named=not model_id,
        references=session.brief.references + row.references,
        parent=offers.sends_parent(session, version, model),
        look_up=row.look_up,
    )
    limits.refuse(terms, model, wants)
    taken = Taken(DraftId(""), session.brief, quote, books.balance(tx, moment.member.team))
    wish = Wish(
        order=order,
        maker=moment.member,
        quote=quote,
        format=limits.without_habit(model, row.format),
        prompt=_prompt_for(terms, session, version, row, model_id),
        references=row.references,
        quality=row.quality,
        thinking=row.thinking,
        look_up=row.look_up,
        change=row.change,
    )
    placed = ordering.place_edit(
        tx, terms, wish, session.id, row.parent, row.instruction, moment.now
    )
    return replace(taken, version=placed)


def _instead_of(tx: Transaction, terms: Terms, moment: Moment, version: Version) -> None:
    """The order that its vendor keeps waiting is not drawn as well: it ends, free."""
    if version.maker != moment.member.id and Right.ADMIN not in moment.member.rights:
        raise NotAllowed("own")
    drawing.stop(tx, terms, version.id, moment.now)


def _prompt_for(
    terms: Terms, session: Session, version: Version, row: versions.VersionRow, model_id: str
) -> str:
    """The prompt as it was sent, or compiled anew for a model of another family."""
    if not model_id or model_id == row.quote.model:
        return row.prompt
    model, changes = terms.model(model_id), tree.changes(session, version)
    edit = offers.sends_parent(session, version, model)
    return prompt.compile_prompt(
        replace(session.brief, references=session.brief.references + row.references),
        model,
        instruction=row.change,
        edit=edit,
        earlier=changes[:-1] if edit and row.change else changes,
        use=briefing.use_of(terms, row.format),
    )
