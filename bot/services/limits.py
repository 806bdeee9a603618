"""What a model cannot do, said before a credit is reserved: beside the field of a form, or as one
sentence where there is no form. Nothing that a person chose is silently left out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.brief import Brief, LookUp, Reference, Role
from bot.domain.choose import SKETCH
from bot.domain.model import Model
from bot.domain.placement import Format
from bot.domain.shape import draws
from bot.errors import FieldError, ModelCannot, NotFound
from bot.services.terms import Terms

_IMAGE = re.compile(r"@image(\d{1,4})", re.IGNORECASE)


def beside(terms: Terms, model: Model, brief: Brief) -> list[FieldError]:
    """Each with the nearest thing that works."""
    errors = []
    if brief.thinking and brief.thinking not in model.thinking:
        near = nearest_of(brief.thinking, list(model.thinking))
        errors.append(FieldError("thinking", "model_without", model.name, near))
    if brief.quality and brief.quality not in model.qualities:
        near = nearest_of(brief.quality, list(model.qualities))
        errors.append(FieldError("quality", "model_without", model.name, near))
    if _masked(brief.references) and not model.masks:
        near = _able(terms, lambda other: bool(other.masks))
        errors.append(FieldError("photos", "no_mask", model.name, near))
    if not brief.look_up.kinds <= set(model.grounding):
        errors.append(_looks_nothing_up(terms, model, brief.look_up))
    return errors


def _looks_nothing_up(terms: Terms, model: Model, wanted: LookUp) -> FieldError:
    if model.grounding:
        return FieldError("look_up", "looks_up_words", model.name, LookUp.WEB)
    near = _able(terms, lambda other: wanted.kinds <= set(other.grounding))
    return FieldError("look_up", "looks_nothing_up", model.name, near)


@dataclass(frozen=True, slots=True)
class EditWants:
    """What an edit asks of its model."""

    format: Format
    size_named: bool
    """The size was asked for; else it is a habit of the parent and gives way."""
    references: tuple[Reference, ...]
    parent: bool
    """The picture to change is sent along, and counts as a photo."""
    look_up: LookUp


def refuse(terms: Terms, model: Model, wants: EditWants) -> None:
    """Raises ModelCannot, naming a model that can where there is one."""
    photos = len(wants.references) + int(wants.parent)
    size = wants.format.size if wants.size_named else ""
    rules: tuple[tuple[str, str, Callable[[Model], bool]], ...] = (
        ("gone", "", lambda m: m.id not in terms.gone),
        ("size", size, lambda m: draws(m, size)),
        ("references", str(photos), lambda m: photos <= m.references.max),
        ("mask", "", lambda m: not _masked(wants.references) or bool(m.masks)),
        ("look_up", "", lambda m: wants.look_up.kinds <= set(m.grounding)),
    )
    for reason, detail, can in rules:
        if not can(model):
            every = [rule for _, _, rule in rules]
            near = _able(terms, lambda other: all(rule(other) for rule in every))  # noqa: B023 - used at once
            raise ModelCannot(model.name, reason, detail, near)


def no_dangling(change: str, photos: int) -> None:
    """Raises NotFound for a photo that an edit speaks of and that is not there (L08)."""
    for number in _IMAGE.findall(change):
        if not 1 <= int(number) <= photos:
            raise NotFound("photo", f"@image{number}")


def without_habit(model: Model, fmt: Format) -> Format:
    """A size that was another model's gives way to what the format needs."""
    return fmt if draws(model, fmt.size) else replace(fmt, size="")


def _masked(references: tuple[Reference, ...]) -> bool:
    return any(reference.role is Role.MASK for reference in references)


def other_than(terms: Terms, model: Model) -> str:
    """Who draws what a model drew that is gone."""
    return _able(terms, lambda other: set(model.good_at) <= set(other.good_at))


def _able(terms: Terms, can: Callable[[Model], bool]) -> str:
    """The name of the first model in the order of the catalogue that people may choose and that
    can; "" where there is none."""
    usable = terms.usable() - {SKETCH}
    return next((m.name for m in terms.catalogue.models if m.id in usable and can(m)), "")


def nearest_of(wanted: str, known: list[str]) -> str:
    return next(iter(difflib.get_close_matches(wanted, known, n=1, cutoff=0.4)), "")
