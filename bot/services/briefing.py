"""What was typed and uploaded -> a brief, its model, its price and its prompt. Stores nothing.

Used by the live preview and by the order alike, so what was shown is what is ordered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain import choose, deadline, prompt, roles
from bot.domain import quote as pricing
from bot.domain.brief import AUTO, Brief, Keep, LookUp, PictureFacts, Reference, Role
from bot.domain.checks import check
from bot.domain.choose import SKETCH
from bot.domain.finding import Finding
from bot.domain.ids import FileKey
from bot.domain.model import Model, Quote
from bot.domain.placement import Format
from bot.domain.where import (
    FILE_TYPES,
    RATIOS,
    SIZES,
    Places,
    format_for,
    format_for_ratio,
    nearest_ratio,
)
from bot.domain.work import Balance, Member, Policy, Right
from bot.errors import BadOptions, FieldError
from bot.events import Photo
from bot.services import deciding, limits
from bot.services.limits import nearest_of
from bot.services.terms import Terms, date_of
from bot.store import drafts, people
from bot.store.transaction import Transaction

DEFAULT_PLACEMENT = "ig_square"
"""Where a brief runs that does not say: the one shape that no channel crops badly."""


@dataclass(frozen=True, slots=True)
class BriefFields:
    """The form's values, bounded and typed, not yet understood."""

    what: str
    where: tuple[str, ...] = ()
    ratio: str = ""
    resolution: str = ""
    file_type: str = ""
    photos: tuple[Photo, ...] = ()
    stays: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    model: str = AUTO
    count: int = 1
    private: bool = False
    campaign: str = ""
    keep: Keep = Keep.BALANCED
    audience: str = ""
    camera: str = ""
    light: str = ""
    mood: str = ""
    palette: str = ""
    stages: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    thinking: str = ""
    quality: str = ""
    look_up: LookUp = LookUp.NO
    deadline: str = ""
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    brief: Brief
    model: Model
    format: Format
    quote: Quote
    prompt: str
    quality: str
    auto: bool
    """The model was chosen by the desk; quote.reason says why."""
    findings: tuple[Finding, ...]


def build(tx: Transaction, terms: Terms, member: Member, fields: BriefFields, now: float) -> Built:
    """Raises BadOptions naming every field that cannot be understood, with the nearest that can."""
    errors: list[FieldError] = []
    references = references_of(tx, member, fields.photos, fields.what, errors)
    formats = _formats(terms, fields, errors)
    if not fields.what.strip():
        errors.append(FieldError("what", "required"))
    due = _deadline(tx, member, fields.deadline, errors, now)
    approver = deciding.named(tx, member, fields.approver, errors)
    picked = None if fields.model in {"", AUTO} else _model(terms, fields.model, errors)
    if errors:
        raise BadOptions(tuple(errors))
    brief = Brief(
        what=fields.what.strip(),
        formats=formats,
        references=references,
        must_keep=fields.stays,
        exact_text=fields.text,
        model=fields.model or AUTO,
        count=fields.count,
        private=fields.private,
        keep=fields.keep,
        audience=fields.audience,
        camera=fields.camera,
        light=fields.light,
        mood=fields.mood,
        palette=fields.palette,
        stages=fields.stages,
        avoid=fields.avoid,
        thinking=fields.thinking,
        quality=fields.quality,
        look_up=fields.look_up,
        deadline=due,
        approver=approver,
    )
    built = priced(terms, brief, picked, now, free=Right.SPEND not in member.rights)
    errors = limits.beside(terms, built.model, brief)
    if errors:
        raise BadOptions(tuple(errors))
    return built


def _deadline(
    tx: Transaction, member: Member, typed: str, errors: list[FieldError], now: float
) -> str:
    if not typed.strip():
        return ""
    zone = people.policy(tx, member.team).time_zone
    found = deadline.read(typed, now, zone)
    if found.at is None:
        errors.append(FieldError("deadline", found.error, typed, found.nearest))
        return ""
    return deadline.iso(found.at, zone)


def priced(terms: Terms, brief: Brief, picked: Model | None, now: float, *, free: bool) -> Built:
    """The same brief with its model and price; `picked` None = auto. `free`: this person may not
    spend, so auto is the sketch."""
    model, quality, reason, fmt = picked, brief.quality, "", brief.formats[0]
    if model is None:
        keyed = terms.usable() if not terms.practice() else frozenset({SKETCH})
        chosen = choose.choose(
            brief, terms.catalogue, keyed, stage=choose.Stage.DRAFT, on=date_of(now), free=free
        )
        model, quality, reason = chosen.model, quality or chosen.quality, str(chosen.reason)
        fmt = replace(fmt, size=fmt.size or chosen.size)
    quote = pricing.quote(
        model,
        format=fmt,
        count=brief.count,
        quality=quality,
        thinking=brief.thinking,
        references=len(brief.references),
        look_up=brief.look_up,
        partials=terms.partials,
        on=date_of(now),
        credits_per_usd=terms.credits_per_usd,
        practice=model.id != SKETCH and not terms.real(model),
        reason=reason,
    )
    return Built(
        brief=brief,
        model=model,
        format=fmt,
        quote=quote,
        prompt=prompt.compile_prompt(brief, model, use=use_of(terms, fmt)),
        quality=quality,
        auto=picked is None,
        findings=check(brief, model, terms.catalogue),
    )


def use_of(terms: Terms, fmt: Format) -> str:
    """Where the picture will run, in words that a prompt can say."""
    placement = terms.catalogue.placement(fmt.placement)
    return f"a picture for {placement.name}" if placement else ""


def references_of(
    tx: Transaction,
    member: Member,
    photos: tuple[Photo, ...],
    words: str,
    errors: list[FieldError],
) -> tuple[Reference, ...]:
    """Uploads of this team with their roles; a role that nobody named is guessed."""
    found: list[Reference] = []
    for photo in photos:
        stored = drafts.upload(tx, member.team, photo.upload)
        if stored is None:
            errors.append(FieldError("photos", "expired", photo.filename))
            continue
        found.append(_reference(photo, stored, words, tuple(r.role for r in found), errors))
    return tuple(found)


def _reference(
    photo: Photo,
    stored: tuple[FileKey, PictureFacts],
    words: str,
    already: tuple[Role, ...],
    errors: list[FieldError],
) -> Reference:
    file, facts = stored
    named = photo.role.strip().lower()
    if named and named not in set(Role):
        errors.append(FieldError("photos", "unknown_role", named, nearest_of(named, list(Role))))
        named = ""
    role = Role(named) if named else roles.guess(facts, words, already)
    return Reference(photo.upload, file, role, facts, guessed=not named)


def _formats(terms: Terms, fields: BriefFields, errors: list[FieldError]) -> tuple[Format, ...]:
    """Placements first; else the bare ratio; else the default placement."""
    file_type = None
    if fields.file_type:
        file_type = FILE_TYPES.get(fields.file_type.lower())
        if file_type is None:
            near = nearest_of(fields.file_type.lower(), list(FILE_TYPES))
            errors.append(FieldError("file_type", "unknown", fields.file_type, near))
    size = fields.resolution.upper()
    if size and size not in SIZES:
        errors.append(FieldError("resolution", "unknown", fields.resolution, "2K"))
        size = ""
    if fields.ratio and fields.ratio not in RATIOS and not fields.where:
        errors.append(FieldError("ratio", "unknown", fields.ratio, _near_ratio(fields.ratio)))
        return ()
    places, found = Places(terms.catalogue.placements), []
    for name in fields.where:
        placement = places.named(name)
        if placement is None:
            errors.append(FieldError("where", "unknown", name, places.nearest(name)))
            continue
        found.append(format_for(placement))
    if not found and not errors:
        default = terms.catalogue.placement(DEFAULT_PLACEMENT)
        found = [
            format_for_ratio(fields.ratio or "1:1", size)
            if fields.ratio or default is None
            else format_for(default)
        ]
    return tuple(
        replace(fmt, size=size or fmt.size, file_type=file_type or fmt.file_type) for fmt in found
    )


def formats_named(terms: Terms, names: tuple[str, ...]) -> tuple[tuple[Format, str], ...]:
    """(format, its name) of placements and ratios as typed. Raises BadOptions for unknown ones."""
    places, found, errors = Places(terms.catalogue.placements), [], []
    for name in names:
        placement = places.named(name)
        if placement is not None:
            found.append((format_for(placement), placement.name))
        elif name in RATIOS:
            found.append((format_for_ratio(name), name))
        else:
            errors.append(FieldError("formats", "unknown", name, places.nearest(name)))
    if errors:
        raise BadOptions(tuple(errors))
    return tuple(found)


def values_of(brief: Brief, campaign: str) -> tuple[tuple[str, str], ...]:
    """A brief as the fields of its form: what Reuse starts from. Its deadline was its own."""
    first = brief.formats[0]
    values = {
        "what": brief.what,
        "where": "\n".join(f.placement for f in brief.formats if f.placement),
        "ratio": "" if first.placement else first.ratio,
        "resolution": first.size,
        "file_type": str(first.file_type),
        "stays": "\n".join(brief.must_keep),
        "text": "\n".join(brief.exact_text),
        "model": brief.model,
        "count": str(brief.count),
        "private": "yes" if brief.private else "",
        "campaign": campaign if campaign != "General" else "",
        "keep": str(brief.keep),
        "audience": brief.audience,
        "camera": brief.camera,
        "light": brief.light,
        "mood": brief.mood,
        "palette": brief.palette,
        "stages": "\n".join(brief.stages),
        "avoid": "\n".join(brief.avoid),
        "thinking": brief.thinking,
        "quality": brief.quality,
        "look_up": "" if brief.look_up is LookUp.NO else str(brief.look_up),
        "approver": brief.approver,
    }
    return tuple((name, value) for name, value in values.items() if value)


def _near_ratio(text: str) -> str:
    """The offered ratio closest in shape to what was typed, "" for what is no ratio."""
    wide, _, high = text.lower().replace("x", ":").partition(":")
    if not (wide.isdecimal() and high.isdecimal() and int(wide) and int(high)):
        return ""
    return nearest_ratio(f"{wide[:5]}:{high[:5]}")


def _model(terms: Terms, typed: str, errors: list[FieldError]) -> Model | None:
    model = choose.find_model(terms.catalogue, typed)
    if model is None:
        known = [m.name.lower() for m in terms.catalogue.models if not m.hidden]
        errors.append(FieldError("model", "unknown", typed, nearest_of(typed.lower(), known)))
        return None
    if model.id in terms.gone:
        errors.append(FieldError("model", "gone", model.name, limits.other_than(terms, model)))
        return None
    if model.id not in terms.usable():
        errors.append(FieldError("model", "no_key", model.name))
        return None
    return model


# --- whether to ask before spending -----------------------------------------------------------


def must_ask(
    tx: Transaction, member: Member, quote: Quote, policy: Policy, balance: Balance
) -> bool:
    """experience.md section 7: dear, a big share of what is left, a set, or a person's first."""
    if quote.up_to == 0:
        return False
    share = balance.free * policy.ask_above_percent // 100
    if quote.up_to > policy.ask_above or quote.up_to > share:
        return True
    return quote.count > 1 or _paid_briefs(tx, member) < policy.first_paid_asks


def _paid_briefs(tx: Transaction, member: Member) -> int:
    row = tx.one(
        "SELECT COUNT(*) AS n FROM entries WHERE member = :m AND kind = 'spend' AND amount < 0",
        m=member.id,
    )
    return row.int("n") if row else 0
