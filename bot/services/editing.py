"""Taking an edit: parent fixed, price agreed to or asked for, the next version written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from bot.domain import prompt, tree
from bot.domain import quote as pricing
from bot.domain.brief import LookUp, Reference
from bot.domain.check_format import check_format
from bot.domain.choose import SKETCH
from bot.domain.edit import read_edit
from bot.domain.finding import Finding, look
from bot.domain.ids import DraftId, OrderId, PictureId, SessionId, derived
from bot.domain.model import Model, Quote
from bot.domain.money import Milli
from bot.domain.placement import Format
from bot.domain.work import Member, Right, Session, Version, VersionState
from bot.errors import (
    BadOptions,
    FieldError,
    ModelCannot,
    NotAllowed,
    NotFound,
    NotPicked,
    NotReady,
)
from bot.events import Photo
from bot.services import briefing, limits, ordering, reading, reviewing
from bot.services.limits import EditWants
from bot.services.moment import Moment, Taken
from bot.services.ordering import Wish
from bot.services.terms import Terms, date_of
from bot.store import books, drafts, people, versions
from bot.store.pack import pack, unpack
from bot.store.transaction import Transaction

EDIT_OF = "edit_of"
"""The field of a draft that makes it an edit: the session it belongs to."""


OTHERS = "others"
"""The field of a draft that is agreed to together with others: their ids."""


@dataclass(frozen=True, slots=True)
class EditWish:
    """A change that somebody asked for."""

    session: SessionId
    instruction: str
    parent: str = ""
    """A picture id, a name as typed ("v2", "142.3b"), or "" = the newest."""
    photos: tuple[Photo, ...] = ()
    model: str = ""
    """"" = the model that made the parent."""
    count: int = 1
    format: Format | None = None
    said: str = ""
    change: str | None = None
    """What the model is asked for; None: read from the instruction."""
    quality: str = ""
    """"" = as the brief says."""
    look_up: LookUp = LookUp.NO
    """NO: unless the instruction says so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An edit with everything decided, nothing stored."""

    session: Session
    parent: PictureId | None
    parent_name: str
    instruction: str
    format: Format
    model: Model
    quote: Quote
    prompt: str
    references: tuple[Reference, ...]
    change: str
    quality: str
    look_up: LookUp
    findings: tuple[Finding, ...]
    """Of a format that is new to this thread: what is cut, enlarged or paid for nothing."""


def plan_edit(tx: Transaction, terms: Terms, member: Member, wish: EditWish, now: float) -> Plan:
    """Raises NotFound, NotPicked, BadOptions, ModelCannot, NotAllowed (a private thread)."""
    session = reading.session(tx, wish.session, member)
    parent, parent_name = _parent(session, wish.parent)
    version = reading.version_of(session, parent)
    edit = read_edit(wish.instruction, version.format, terms.catalogue.placements)
    fmt = wish.format or edit.format or version.format
    model = _edit_model(terms, wish.model, version)
    # A sketch is a layout, not a picture to change: a real model draws the brief itself, with
    # every change that was asked for on the way here.
    afresh = version.quote.model == SKETCH and model.id != SKETCH
    change = edit.instruction if wish.change is None else wish.change
    said = tree.changes(session, version)
    errors: list[FieldError] = []
    references = briefing.references_of(tx, member, wish.photos, wish.instruction, errors)
    if errors:
        raise BadOptions(tuple(errors))
    quality = wish.quality or session.brief.quality
    look_up = _look_up(wish, session, looks_up=edit.looks_up, afresh=afresh)
    photos = session.brief.references + references
    wants = EditWants(fmt, edit.size_named, photos, not afresh, look_up)
    limits.refuse(terms, model, wants)
    limits.no_dangling(change, len(photos))
    if not edit.size_named:
        fmt = limits.without_habit(model, fmt)
    quote = pricing.quote(
        model,
        format=fmt,
        count=wish.count,
        quality=quality,
        thinking=session.brief.thinking,
        references=len(photos) + (0 if afresh else 1),
        look_up=look_up,
        partials=terms.partials,
        on=date_of(now),
        credits_per_usd=terms.credits_per_usd,
        practice=model.id != SKETCH and not terms.real(model),
    )
    return Plan(
        session=session,
        parent=parent,
        parent_name=parent_name,
        instruction=wish.instruction.strip(),
        format=fmt,
        model=model,
        quote=quote,
        prompt=prompt.compile_prompt(
            replace(session.brief, references=photos),
            model,
            instruction=change,
            edit=not afresh,
            earlier=(*said, change) if afresh and change else said,
            use=briefing.use_of(terms, fmt),
        ),
        references=references,
        change=change,
        quality=quality,
        look_up=look_up,
        findings=_new_format(terms, session, model, version.format, fmt),
    )


def _new_format(
    terms: Terms, session: Session, model: Model, before: Format, fmt: Format
) -> tuple[Finding, ...]:
    """Nothing to press: the edit is priced as it stands. A sheet has no shape of its own."""
    if fmt == before or fmt.is_sheet:
        return ()
    seen = look(replace(session.brief, formats=(fmt,)), model, terms.catalogue, "")
    return tuple(replace(finding, patch=()) for finding in check_format(seen))


def _look_up(wish: EditWish, session: Session, *, looks_up: bool, afresh: bool) -> LookUp:
    """As the edit says; what is drawn afresh, as its brief says."""
    if wish.look_up is not LookUp.NO:
        return wish.look_up
    if looks_up:
        return LookUp.WEB
    return session.brief.look_up if afresh else LookUp.NO


def _parent(session: Session, wanted: str) -> tuple[PictureId, str]:
    """(picture, its name). `wanted`: a picture id, a name as typed, or "" = the newest."""
    named = tree.parse(wanted, session.number) if wanted else None
    if wanted and named is None:
        found = tree.parent_for(session, reply=PictureId(wanted))
    else:
        found = tree.parent_for(session, named=named)
    match found:
        case tree.ParentRef(version=version, name=name, picture=picture):
            if picture is None:
                meant = next(v for v in session.versions if v.id == version)
                if meant.state in {VersionState.PARKED, VersionState.UNCERTAIN}:
                    raise NotReady(str(name), meant.state)
                return reviewing.picture_id(meant.order, 0), str(name)
            return picture, str(name)
        case tree.Unparented(reason=tree.NoParent.NOT_PICKED, name=text, letters=letters):
            raise NotPicked(text, letters)
        case tree.Unparented(reason=tree.NoParent.NOT_FOUND, name=text):
            raise NotFound("version", text)
        case tree.Unparented(name=text):
            raise NotReady(text or str(session.number))


def _edit_model(terms: Terms, wanted: str, version: Version) -> Model:
    model = terms.model(wanted or version.quote.model)
    if model.id not in terms.usable() and model.id != version.quote.model:
        raise ModelCannot(model.id, "no_key")
    return model


def take_edits(
    tx: Transaction, terms: Terms, moment: Moment, wishes: tuple[EditWish, ...]
) -> Taken:
    """Several edits that one press asked for: one price for all that costs, agreed to as one."""
    taken = [
        take_edit(tx, terms, replace(moment, effect=effect), wish, listed=len(wishes) > 1)
        for wish, effect in zip(wishes, _effects(moment.effect), strict=False)
    ]
    asked = [one for one in taken if one.version is None]
    if not asked:
        return taken[0]
    first, *others = asked
    if not others:
        return first
    draft = drafts.get(tx, first.draft, moment.now)
    ids = " ".join(one.draft for one in others)
    drafts.save(tx, replace(draft, fields=(*draft.fields, (OTHERS, ids))), moment.now)
    return replace(first, quote=_together(asked))


def _effects(effect: str) -> Iterator[str]:
    yield effect
    for place in count(1):
        yield derived(effect, place)


def take_edit(
    tx: Transaction, terms: Terms, moment: Moment, wish: EditWish, *, listed: bool = False
) -> Taken:
    """Places the edit, or keeps it as a draft when the price must be agreed to first. `listed`: one
    of several, whose prices are always asked for together."""
    member, now = moment.member, moment.now
    order = ordering.fresh_order(tx, moment.effect, moment.at)
    plan = plan_edit(tx, terms, member, wish, now)
    balance = books.balance(tx, member.team)
    draft = drafts.Draft(
        id=DraftId(derived(order, "draft")),
        team=member.team,
        member=member.id,
        venue=moment.venue,
        fields=(
            (EDIT_OF, wish.session),
            ("instruction", plan.instruction),
            ("parent", plan.parent or ""),
            ("model", plan.model.id),
            ("said", wish.said),
            ("change", plan.change),
            ("format", pack(plan.format)),
            ("quality", plan.quality),
            ("look_up", plan.look_up),
        ),
        photos=wish.photos,
        brief=plan.session.brief,
        quote=plan.quote,
    )
    taken = Taken(
        draft.id, plan.session.brief, plan.quote, balance, plan.findings, name=plan.parent_name
    )
    known = versions.by_order(tx, order)
    if known:
        return replace(taken, version=known)
    seen = moment.agreed is not None and plan.quote.up_to <= moment.agreed
    policy = people.policy(tx, member.team)
    dearer = moment.agreed is not None and not seen
    asks = briefing.must_ask(tx, member, plan.quote, policy, balance)
    if dearer or (not seen and (asks or (listed and plan.quote.up_to > 0))):
        drafts.save(tx, draft, now)
        return taken
    return replace(taken, version=_place(tx, terms, moment, plan, order, wish.said))


def order_draft(
    tx: Transaction, terms: Terms, moment: Moment, draft: drafts.Draft, model_id: str
) -> Taken:
    """Everything that one price was agreed to for; where it has risen, all of it is asked again."""
    taken = Taken(draft.id, draft.brief, draft.quote, books.balance(tx, moment.member.team))
    known = versions.by_order(tx, _order(draft))
    if known:
        return replace(taken, version=known)
    others = dict(draft.fields).get(OTHERS, "").split()
    batch = (draft, *(drafts.get(tx, DraftId(one), moment.now) for one in others))
    plans = [plan_edit(tx, terms, moment.member, _wish(one, model_id), moment.now) for one in batch]
    risen = any(p.quote.up_to > d.quote.up_to for d, p in zip(batch, plans, strict=True))
    if risen and not model_id:
        for one, plan in zip(batch, plans, strict=True):
            drafts.save(tx, replace(one, quote=plan.quote), moment.now)
        return replace(taken, quote=_together(plans), name=plans[0].parent_name)
    first, *_ = [
        _place(tx, terms, moment, plan, _order(one), dict(one.fields)["said"])
        for one, plan in zip(batch, plans, strict=True)
    ]
    return replace(taken, version=first)


def _order(draft: drafts.Draft) -> OrderId:
    return OrderId(derived(draft.id, "order"))


def _wish(draft: drafts.Draft, model_id: str) -> EditWish:
    values = dict(draft.fields)
    return EditWish(
        session=SessionId(values[EDIT_OF]),
        instruction=values["instruction"],
        parent=values["parent"],
        photos=draft.photos,
        model=model_id or values["model"],
        count=draft.quote.count,
        said=values["said"],
        change=values["change"],
        format=unpack(Format, values["format"]),
        quality=values["quality"],
        look_up=LookUp(values.get("look_up", LookUp.NO)),
    )


def _together(asked: Sequence[Plan | Taken]) -> Quote:
    """One price for several edits."""
    total = Milli(sum(one.quote.up_to for one in asked))
    return replace(asked[0].quote, up_to=total, count=sum(one.quote.count for one in asked))


def _place(
    tx: Transaction, terms: Terms, moment: Moment, plan: Plan, order: OrderId, said: str
) -> versions.VersionRow:
    if plan.session.private and not _sees(moment.member, plan.session):
        raise NotAllowed("see")
    wish = Wish(
        order=order,
        maker=moment.member,
        quote=plan.quote,
        format=plan.format,
        prompt=plan.prompt,
        references=plan.references,
        quality=plan.quality,
        thinking=plan.session.brief.thinking,
        look_up=plan.look_up,
        said=said,
        change=plan.change,
    )
    return ordering.place_edit(
        tx, terms, wish, plan.session.id, plan.parent, plan.instruction, moment.now
    )


def _sees(member: Member, session: Session) -> bool:
    return member.id == session.maker or Right.APPROVE in member.rights
