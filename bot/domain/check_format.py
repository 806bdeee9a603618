"""Checks of the format: what a model cannot draw, what is enlarged, what is paid for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.brief import Role
from bot.domain.finding import Finding, Level, Look
from bot.domain.model import Provider
from bot.domain.placement import Format
from bot.domain.shape import Cannot, drawn_pixels, draws, ratio_for, resolve, size_for
from bot.domain.tidy import word_set

_ORDER = ("512", "1K", "2K", "4K")
VISIBLY_LARGER = 1.05
"""Enlarging by less than this is not seen (1K for a 1080 feed picture)."""
_AMAZON = word_set(
    "table kitchen beach lifestyle scene props person people woman man model hand hands"
    " holding badge headline sticker text desk garden outdoors street family"
)


def check_format(look: Look) -> Iterator[Finding]:
    fmt = look.brief.formats[0]
    yield from _ratio(look, fmt)
    yield from _size(look, fmt)
    yield from _amazon(look, fmt)
    if look.brief.count > 1 and look.model.provider is not Provider.SKETCH:
        yield Finding("L31", Level.HINT, "count", (("count", str(look.brief.count)),))


def _ratio(look: Look, fmt: Format) -> Iterator[Finding]:
    """L17: the desk can order the nearest and crop or pad; people should know before they pay."""
    found = resolve(look.model, replace(fmt, size=""))
    rule = look.model.pixel_rule
    longer, shorter = max(fmt.width, fmt.height), min(fmt.width, fmt.height)
    by_rule = rule is not None and longer > rule.ratio_max * shorter
    by_list = bool(look.model.ratios) and fmt.ratio not in look.model.ratios
    if isinstance(found, Cannot) or not (by_rule or by_list):
        return
    nearest = (
        ratio_for(look.model, fmt) if by_list else "21:9" if fmt.width > fmt.height else "9:21"
    )
    able = next(
        (m for m in look.catalogue.models if fmt.ratio in m.ratios and m.sizes and not m.hidden),
        None,
    )
    fields = (
        ("ratio", fmt.ratio),
        ("nearest", nearest),
        ("loss", str(round(found.loss * 100))),
        ("step", str(found.step)),
        ("instead", able.name if able else ""),
    )
    patch = (("model", able.id),) if able else ()
    yield Finding("L17", Level.ASK, "ratio_unsupported", fields, patch)


def _size(look: Look, fmt: Format) -> Iterator[Finding]:
    """L19, L20, L21: only where a person asked for a size; "" is always the right one."""
    sizes = look.model.sizes
    if not draws(look.model, fmt.size):
        able = [size for size in _ORDER if draws(look.model, size)]
        nearest = min(able, key=lambda s: abs(_ORDER.index(s) - _ORDER.index(fmt.size)))
        fields = (("size", fmt.size), ("nearest", nearest))
        yield Finding("L19", Level.STOP, "size_unsupported", fields, (("resolution", nearest),))
        return
    if not fmt.size or not sizes:
        return
    needed = size_for(look.model, replace(fmt, size=""))
    width, height = drawn_pixels(look.model, fmt, fmt.size)
    enlarge = max(fmt.width / width, fmt.height / height)
    seen = (("size", fmt.size), ("needed", needed), ("enlarge", f"{enlarge:.2f}"))
    if enlarge > VISIBLY_LARGER and needed != fmt.size:
        yield Finding("L20", Level.HINT, "size_too_small", seen, (("resolution", needed),))
    elif fmt.placement and _ORDER.index(needed) < _ORDER.index(fmt.size):
        yield Finding("L21", Level.HINT, "size_wasteful", seen, (("resolution", needed),))


def _amazon(look: Look, fmt: Format) -> Iterator[Finding]:
    """L30: a main image shows the product alone on pure white."""
    if fmt.placement != "amazon_main":
        return
    logo = any(reference.role is Role.LOGO for reference in look.brief.references)
    scene = sorted(set(look.words) & _AMAZON)
    reason = "text" if look.quoted else "logo" if logo else "scene" if scene else ""
    if reason:
        patch = (("text", ""),) if look.brief.exact_text else ()
        fields = (("reason", reason), ("word", scene[0] if scene else ""))
        yield Finding("L30", Level.STOP, "placement_rule", fields, patch)
