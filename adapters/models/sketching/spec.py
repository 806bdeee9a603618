"""What a sketch means, apart from any pixel: the layers that a later edit starts from.

Everything is relative to the format, so the same spec is laid out again in any other one.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass, field, fields

VERSION = 1
MAX_NOTES = 3
"""Requests drawn in the margin; older ones stay in the version's history."""


@dataclass(frozen=True, slots=True)
class PhotoLayer:
    """One reference as the spec keeps it: enough to draw it again when the bytes are not sent."""

    digest: str
    role: str
    name: str
    kept: str
    """Base64 of a small WebP: the cut-out for a product, the whole picture for the others."""
    cut: bool = False
    """`kept` is a cut-out with a soft edge."""
    colours: tuple[str, ...] = ()
    """Its strongest colours, most striking first; only of what is cut out."""


@dataclass(frozen=True, slots=True)
class Spec:
    what: str
    seed: int
    back: str
    ground: str
    thing: str
    wet: bool
    time: str
    """day | golden | night | soft"""
    light: str
    camera: str
    plan: int
    """0..3: four compositions that differ at a glance."""
    mirrored: bool
    texts: tuple[str, ...] = ()
    serif: bool = False
    text_at: str = ""
    """"" = where the plan says; else top | bottom | left | right | centre and corners."""
    dx: float = 0.0
    dy: float = 0.0
    scale: float = 1.0
    back_colour: str = ""
    ground_colour: str = ""
    thing_colour: str = ""
    text_colour: str = ""
    back_shade: float = 0.0
    """-1 black .. 1 white"""
    ground_shade: float = 0.0
    thing_shade: float = 0.0
    warmth: float = 0.0
    """-1 cold .. 1 warm"""
    pastel: float = 0.0
    """-1 vivid .. 1 pale"""
    text_scale: float = 1.0
    furniture: bool = True
    margin: bool = True
    room: str = ""
    """left | right | top | bottom: kept free for copy."""
    notes: tuple[str, ...] = ()
    photos: tuple[PhotoLayer, ...] = ()
    palette: tuple[str, ...] = field(default=())
    """Colours the brief names, as hex."""

    def photo(self, *roles: str) -> PhotoLayer | None:
        """The newest photo with one of these jobs."""
        return next((p for p in reversed(self.photos) if p.role in roles), None)


def to_layers(spec: Spec) -> str:
    return json.dumps({"version": VERSION, **asdict(spec)}, separators=(",", ":"), sort_keys=True)


def from_layers(layers: str) -> Spec | None:
    """None for the layers of another model, of another release or damaged ones."""
    try:
        raw = json.loads(layers)
        if not isinstance(raw, dict) or raw.pop("version", None) != VERSION:
            return None
        photos = tuple(
            PhotoLayer(**{**photo, "colours": tuple(photo["colours"])})
            for photo in raw.pop("photos")
        )
        for photo in photos:
            base64.b64decode(photo.kept, validate=True)
        for name in ("texts", "notes", "palette"):
            raw[name] = tuple(str(item) for item in raw[name])
        spec = Spec(**raw, photos=photos)
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        return None
    return spec if _sound(spec) else None


def _sound(spec: Spec) -> bool:
    """Every value has the type of its default or annotation: nothing foreign reaches the pen."""
    kinds: dict[str, tuple[type, ...]] = {
        "str": (str,),
        "int": (int,),
        "float": (int, float),
        "bool": (bool,),
    }
    return all(
        isinstance(getattr(spec, f.name), kinds[str(f.type)])
        for f in fields(spec)
        if str(f.type) in kinds
    )
