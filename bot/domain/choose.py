"""`auto`: which model draws this brief. A draft is the cheapest that is good enough for this kind
of brief, a finish is what the format needs and never more; without a key it is the free sketch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.brief import Brief, Role
from bot.domain.finding import quoted_in
from bot.domain.model import Catalogue, Model, ModelStatus, Provider
from bot.domain.placement import R10, Format
from bot.domain.quote import list_usd, price_row, quality_for, size_for
from bot.domain.shape import draws

SKETCH = "sketch"
TEXT_LINES = 3
TEXT_WORDS = 12
"""More lines or words than this need a model that sets type (production manual, rule L13)."""
MANY_CHARACTERS = 2
"""From two people on, keeping them apart is what decides."""


class Stage(StrEnum):
    DRAFT = "draft"
    FINISH = "finish"


class Reason(StrEnum):
    """Why; views has the words."""

    NO_KEY = "no_key"
    FREE = "free"
    """This person may not spend here: the sketch, whatever keys there are."""
    PRODUCT = "product"
    TEXT = "text"
    CHARACTERS = "characters"
    BANNER = "banner"
    DRAFT = "draft"
    FINISH = "finish"
    SAME_LOOK = "same_look"


@dataclass(frozen=True, slots=True)
class Chosen:
    model: Model
    reason: Reason
    size: str
    """For Format.size; "" = as the format needs."""
    quality: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What /models says about a brief, keys or not."""

    draft: Chosen
    finish: Chosen


def choose(
    brief: Brief,
    catalogue: Catalogue,
    usable: frozenset[str],
    *,
    stage: Stage,
    on: date,
    fmt: Format | None = None,
    made_with: str = "",
    free: bool = False,
) -> Chosen:
    """`usable`: ids of models with a key. `fmt`: the format ordered, the brief's first by
    default. `made_with`: the model of the draft, kept for the finish where it can, so that the
    look stays. `free`: nothing that costs."""
    if free:
        return replace(_sketch(catalogue), reason=Reason.FREE)
    fmt = fmt or brief.formats[0]
    needs = kinds(brief, fmt)
    able = [m for m in catalogue.models if m.id in usable and _can(m, brief, fmt, on)]
    if not able:
        return _sketch(catalogue)
    if stage is Stage.FINISH:
        same = next((m for m in able if m.id == made_with and "finish" in m.good_at), None)
        if same is not None:
            return _chosen(same, Reason.SAME_LOOK, stage, fmt)
    good = _good_enough(able, stage, needs)
    cheapest = min(good, key=lambda m: _usd(m, stage, brief, fmt, on))
    met = next((r for r in _ORDER if r in needs and r in cheapest.good_at), None)
    return _chosen(cheapest, met or Reason(stage.value), stage, fmt)


def recommend(brief: Brief, catalogue: Catalogue, *, on: date) -> Recommendation:
    """What `auto` would take if every key were there."""
    every = frozenset(m.id for m in catalogue.models)
    return Recommendation(
        draft=choose(brief, catalogue, every, stage=Stage.DRAFT, on=on),
        finish=choose(brief, catalogue, every, stage=Stage.FINISH, on=on),
    )


def kinds(brief: Brief, fmt: Format) -> frozenset[Reason]:
    """What is special about this brief."""
    roles = [reference.role for reference in brief.references]
    lines = {*brief.exact_text, *quoted_in(brief.what)}
    words = sum(len(line.split()) for line in lines)
    found = {
        Reason.PRODUCT: any(role in {Role.PRODUCT, Role.LOGO, Role.BASE} for role in roles),
        Reason.TEXT: len(lines) >= TEXT_LINES or words > TEXT_WORDS,
        Reason.CHARACTERS: roles.count(Role.CHARACTER) >= MANY_CHARACTERS,
        Reason.BANNER: fmt.ratio not in R10,
    }
    return frozenset(reason for reason, yes in found.items() if yes)


def find_model(catalogue: Catalogue, typed: str) -> Model | None:
    """The model a person means: its id, its name, or a word only one offered name has ("pro")."""
    wanted = " ".join(typed.lower().split())
    if not wanted:
        return None
    for model in catalogue.models:
        if wanted in {model.id, model.name.lower()}:
            return model
    offered = [m for m in catalogue.models if not m.hidden]
    rules: tuple[Callable[[Model], bool], ...] = (
        lambda m: m.name.lower().endswith(" " + wanted),
        lambda m: wanted in m.name.lower().split(),
        lambda m: wanted in m.name.lower(),
    )
    for rule in rules:
        matches = [m for m in offered if rule(m)]
        if len(matches) == 1:
            return matches[0]
    return None


_ORDER = (Reason.PRODUCT, Reason.TEXT, Reason.CHARACTERS, Reason.BANNER)
"""Which of several reasons is told: the one a person would miss most."""


def _can(model: Model, brief: Brief, fmt: Format, on: date) -> bool:
    limits = model.references
    roles = [reference.role for reference in brief.references]
    characters, styles = roles.count(Role.CHARACTER), roles.count(Role.STYLE)
    checks = (
        model.provider is not Provider.SKETCH,
        model.status is ModelStatus.CURRENT and not model.hidden,
        model.shut_down is None or on < model.shut_down,
        len(roles) <= limits.max,
        limits.characters is None or characters <= limits.characters,
        limits.style is None or styles <= limits.style,
        limits.objects is None or len(roles) - characters - styles <= limits.objects,
        draws(model, fmt.size),
        len(brief.what) <= model.max_prompt,
        brief.look_up.kinds <= set(model.grounding),
    )
    return all(checks)


def _good_enough(able: list[Model], stage: Stage, needs: frozenset[Reason]) -> list[Model]:
    """Those good at the stage and everything special; else at everything special; else at most."""
    special = [m for m in able if needs <= set(m.good_at)]
    staged = [m for m in special if stage.value in m.good_at]
    if staged or special:
        return staged or special
    best = max(len(needs & set(m.good_at)) for m in able)
    return [m for m in able if len(needs & set(m.good_at)) == best]


def _chosen(model: Model, reason: Reason, stage: Stage, fmt: Format) -> Chosen:
    size = fmt.size or (model.sizes[0] if stage is Stage.DRAFT and model.sizes else "")
    return Chosen(model, reason, size, _quality(model, stage))


def _quality(model: Model, stage: Stage) -> str:
    return quality_for(model, "high" if stage is Stage.FINISH else "medium")


def _usd(model: Model, stage: Stage, brief: Brief, fmt: Format, on: date) -> Decimal:
    chosen = _chosen(model, Reason.DRAFT, stage, fmt)
    size = size_for(model, replace(fmt, size=chosen.size))
    row = price_row(model, on)
    return list_usd(
        row,
        model,
        size=size,
        quality=chosen.quality,
        references=len(brief.references),
        look_up=brief.look_up,
    )


def _sketch(catalogue: Catalogue) -> Chosen:
    sketch = catalogue.model(SKETCH)
    if sketch is None:
        raise ValueError("the catalogue has no sketch")
    return Chosen(sketch, Reason.NO_KEY, "", "")
