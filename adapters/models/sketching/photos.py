"""References as the sketch uses them: product photos cut out where the background allows it, and a
small copy of each kept in the spec, so that an edit needs no file that is not at hand."""

from __future__ import annotations

import base64
import hashlib
import io

from PIL import Image

from adapters.models.sketching.spec import PhotoLayer
from bot.domain.brief import Role
from bot.errors import BadPicture
from bot.imaging.colour import from_hex
from bot.imaging.cutting import cut_out
from bot.imaging.intake import upright
from bot.imaging.opening import opened
from bot.imaging.palette import swatches
from bot.ports import RoledPicture

KEPT_CUT, KEPT_FULL, KEPT_THUMB = 720, 960, 160
"""Longest side of the kept copy: a product is seen large, a thumb is not."""
STRIKING = 7
"""Colours looked at: fewer and a small sun on a label is lost in the average."""
WORKING = 1600
"""A cut-out larger than this is never drawn at its own size."""
FILLING = (Role.BASE, Role.BACKGROUND)
CUT_ROLES = (Role.PRODUCT, Role.CHARACTER)


def layers_of(
    references: tuple[RoledPicture, ...],
) -> tuple[tuple[PhotoLayer, ...], dict[str, Image.Image]]:
    """Raises BadPicture for bytes that intake would have refused."""
    layers: list[PhotoLayer] = []
    pictures: dict[str, Image.Image] = {}
    for reference in references:
        digest = hashlib.sha256(reference.data).hexdigest()[:24]
        with opened(reference.data, reference.facts.filename) as source:
            if source.format == "JPEG":
                source.draft("RGB", (WORKING, WORKING))
            picture = upright(source)
        picture.thumbnail((WORKING, WORKING), Image.Resampling.LANCZOS, reducing_gap=2.0)
        cut = cut_out(picture) if reference.role in CUT_ROLES else None
        shown = cut or picture.convert("RGB")
        pictures[digest] = shown
        longest = KEPT_CUT if cut else KEPT_FULL if reference.role in FILLING else KEPT_THUMB
        layers.append(
            PhotoLayer(
                digest=digest,
                role=str(reference.role),
                name=reference.facts.filename[:60],
                kept=_kept(shown, longest),
                cut=cut is not None,
                colours=_striking(shown) if cut or reference.role in FILLING else (),
            )
        )
    return tuple(layers), pictures


def layer_of_parent(data: bytes) -> tuple[PhotoLayer, Image.Image] | None:
    """Another model's picture as the ground of an edit; None when it cannot be read."""
    try:
        with opened(data) as source:
            picture = upright(source).convert("RGB")
    except BadPicture:
        return None
    digest = hashlib.sha256(data).hexdigest()[:24]
    return PhotoLayer(digest, "base", "picture", _kept(picture, KEPT_FULL)), picture


def _striking(cut: Image.Image) -> tuple[str, ...]:
    """Colours a designer would take up from the product: vivid ones first, however small."""

    def vivid(value: str) -> float:
        red, green, blue = from_hex(value)
        return (max(red, green, blue) - min(red, green, blue)) * (0.4 + max(red, green, blue) / 255)

    found = swatches(cut, STRIKING)
    return tuple(s.hex for s in sorted(found, key=lambda s: (-vivid(s.hex), s.hex)))


def _kept(picture: Image.Image, longest: int) -> str:
    small = picture.copy()
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=80, method=0)
    return base64.b64encode(out.getvalue()).decode("ascii")
