"""What the buttons under a picture would cost: again, finish, another model, what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain import choose, tree
from bot.domain import quote as pricing
from bot.domain.brief import LookUp
from bot.domain.choose import SKETCH
from bot.domain.model import Model, Quote
from bot.domain.placement import Format
from bot.domain.work import Balance, Session, Version, VersionState
from bot.errors import OverCap
from bot.services.limits import without_habit
from bot.services.terms import Terms, date_of

SIZES_DOWN = ("4K", "2K", "1K")


@dataclass(frozen=True, slots=True)
class Offers:
    finish: Quote | None = None
    again: Quote | None = None
    offer: Quote | None = None
    """A real model beside a free sketch."""
    instead: Quote | None = None
    """After a vendor's failure, or while one keeps the order waiting: the cheapest other model that
    can do the same."""
    fit: Quote | None = None
    """The dearest variant of a parked order that the free credits pay for."""


def offers(
    terms: Terms, session: Session, version: Version, balance: Balance, now: float
) -> Offers:
    """Nothing is stored; a press asks again and the price is read again."""
    if version.format.is_sheet:
        return Offers()
    if version.state is VersionState.PARKED:
        if version.problem == OverCap.code:
            return Offers()  # what is left is not what holds it back
        return Offers(fit=_fitting(terms, session, version, balance, now))
    if version.state is not VersionState.READY:
        return Offers(
            again=again(terms, session, version, now),
            instead=_instead(terms, session, version, now),
        )
    if version.quote.model == SKETCH:
        return Offers(
            again=again(terms, session, version, now), offer=_real(terms, session, version, now)
        )
    return Offers(
        finish=_finish(terms, session, version, now), again=again(terms, session, version, now)
    )


def again(
    terms: Terms, session: Session, version: Version, now: float, model_id: str = ""
) -> Quote:
    """The same order at today's price; `model_id`: by another model."""
    model = terms.model(model_id or version.quote.model)
    return _quote(
        terms,
        session,
        model,
        without_habit(model, version.format),
        version.quote.count,
        version.quality,
        now,
        sent=_sent(session, version, model),
        look_up=version.look_up,
    )


def _sent(session: Session, version: Version, model: Model) -> int:
    """Photos beside those of the brief: what came with the change, and the picture to change."""
    return version.photos + int(sends_parent(session, version, model))


def sends_parent(session: Session, version: Version, model: Model) -> bool:
    """Whether this model is sent the picture that the version changes, there already or still to
    come. A sketch is a layout: a real model never sees it and draws afresh."""
    above = tree.lineage(session, version)[:-1]
    return bool(above) and (model.id == SKETCH or above[-1].quote.model != SKETCH)


def draft_plan(
    terms: Terms, session: Session, version: Version, now: float, model_id: str = ""
) -> tuple[Model, Format, str] | None:
    """(model, format, quality) of a real draft beside a sketch; `model_id`: the one named."""
    if model_id:
        model = terms.model(model_id)
        size = version.format.size or (model.sizes[0] if model.sizes else "")
        return model, replace(version.format, size=size), ""
    others = terms.usable() - {SKETCH}
    chosen = choose.choose(
        session.brief,
        terms.catalogue,
        others,
        stage=choose.Stage.DRAFT,
        on=date_of(now),
        fmt=version.format,
    )
    if chosen.model.id == SKETCH:
        return None
    fmt = replace(version.format, size=version.format.size or chosen.size)
    return chosen.model, fmt, chosen.quality


def _real(terms: Terms, session: Session, version: Version, now: float) -> Quote | None:
    """What auto would take for a draft if the sketch were not there."""
    plan = draft_plan(terms, session, version, now)
    if plan is None:
        return None
    model, fmt, quality = plan
    look_up = session.brief.look_up
    return _quote(terms, session, model, fmt, 1, quality, now, sent=0, look_up=look_up)


def finish_plan(
    terms: Terms, session: Session, version: Version, now: float
) -> tuple[Model, Format, str] | None:
    """(model, format, quality) of the finish, None where the picture is that good already."""
    # The size that a person asked for; the small one of a draft was the desk's own choice.
    fmt = replace(version.format, size=session.brief.formats[0].size)
    chosen = choose.choose(
        replace(session.brief, look_up=LookUp.NO),  # what was looked up is in the picture
        terms.catalogue,
        terms.usable() - {SKETCH},
        stage=choose.Stage.FINISH,
        on=date_of(now),
        fmt=fmt,
        made_with=version.quote.model,
    )
    if chosen.model.id == SKETCH:
        return None
    fmt = replace(fmt, size=chosen.size or "")
    size = pricing.size_for(chosen.model, fmt)
    if chosen.model.id == version.quote.model:
        larger = _pixels(size) > _pixels(version.quote.size)
        finer = chosen.quality != pricing.quality_for(chosen.model, version.quality)
        if not larger and not (finer and size == version.quote.size):
            return None
    return chosen.model, fmt, chosen.quality


def _pixels(size: str) -> int:
    """How large a size is, only to be compared with others of the same model."""
    return SIZES_DOWN[::-1].index(size) + 1 if size in SIZES_DOWN else pricing.area_of(size)


def _finish(terms: Terms, session: Session, version: Version, now: float) -> Quote | None:
    plan = finish_plan(terms, session, version, now)
    if plan is None:
        return None
    model, fmt, quality = plan
    afresh = version.quote.model == SKETCH
    return _quote(terms, session, model, fmt, 1, quality, now, sent=int(not afresh))


ELSEWHERE = frozenset(
    {
        "rate_limited",
        "provider_down",
        "quota_or_billing",
        "auth_or_verification",
        "model_gone",
        "bad_response",
    }
)
"""Failures that another provider would not share; offered, never switched to silently."""


def _instead(terms: Terms, session: Session, version: Version, now: float) -> Quote | None:
    failed = version.state is VersionState.FAILED and version.problem in ELSEWHERE
    if not failed and version.waits_until is None:
        return None
    model = terms.model(version.quote.model)
    others = frozenset(
        m.id
        for m in terms.catalogue.models
        if m.id in terms.usable() - {SKETCH, model.id}
        and (m.provider is not model.provider or version.problem == "model_gone")
    )
    chosen = choose.choose(
        replace(session.brief, look_up=version.look_up),
        terms.catalogue,
        others,
        stage=choose.Stage.DRAFT,
        on=date_of(now),
        fmt=version.format,
    )
    if chosen.model.id == SKETCH:
        return None
    # The very price and shape that pressing it orders.
    return again(terms, session, version, now, chosen.model.id)


def _fitting(
    terms: Terms, session: Session, version: Version, balance: Balance, now: float
) -> Quote | None:
    """Fewer pictures first, then a smaller size: the first that the free credits pay for."""
    model = terms.model(version.quote.model)
    sizes = [s for s in SIZES_DOWN if s in model.sizes] or [version.format.size]
    start = sizes.index(version.quote.size) if version.quote.size in sizes else 0
    for size in sizes[start:]:
        for count in range(version.quote.count, 0, -1):
            fmt = replace(version.format, size=size)
            quote = _quote(
                terms,
                session,
                model,
                fmt,
                count,
                version.quality,
                now,
                sent=_sent(session, version, model),
                look_up=version.look_up,
            )
            if quote.up_to <= balance.free and quote.up_to < version.quote.up_to:
                return quote
    return None


def _quote(
    terms: Terms,
    session: Session,
    model: Model,
    fmt: Format,
    count: int,
    quality: str,
    now: float,
    *,
    sent: int,
    look_up: LookUp = LookUp.NO,
) -> Quote:
    """`sent`: pictures beside those of the brief; vendors bill the one to change like a photo."""
    return pricing.quote(
        model,
        format=fmt,
        count=count,
        quality=quality or session.brief.quality,
        thinking=session.brief.thinking,
        references=len(session.brief.references) + sent,
        look_up=look_up,
        partials=terms.partials,
        on=date_of(now),
        credits_per_usd=terms.credits_per_usd,
        practice=model.id != SKETCH and not terms.real(model),
    )
