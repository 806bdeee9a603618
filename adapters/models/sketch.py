"""The `sketch` model: a layout picture drawn here, free; the same call is the same bytes.

It refuses what it cannot draw like any other model, with an Outcome.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from PIL import Image

from adapters.models.sketching.draw import Drawing, draw
from adapters.models.sketching.edits import edited
from adapters.models.sketching.fonts import uncovered
from adapters.models.sketching.lettering import TooMuchText
from adapters.models.sketching.photos import layer_of_parent, layers_of
from adapters.models.sketching.reading import first_spec
from adapters.models.sketching.sheet import Item, compose
from adapters.models.sketching.spec import PhotoLayer, Spec, from_layers, to_layers
from adapters.models.sketching.words import LIGHT_NAMES
from bot.domain.brief import MAX_REFERENCES, Role
from bot.domain.model import Provider
from bot.domain.outcome import BadRequest, Made, Ok, Outcome
from bot.domain.placement import FileType, Format, Placement
from bot.errors import BadPicture
from bot.imaging.encoding import encode_jpeg, encode_png
from bot.imaging.opening import measure
from bot.ports import Call, ImageModel

MAX_PIXELS = 16_000_000
"""A drawing needs about 12 bytes a pixel while it is made; 16 MP is 200 MB."""
MIN_SIDE = 40
"""Pixels: the smallest banner people buy is 50 high."""
MAX_WORDS = 1200
"""Characters of exact text: more is a page, not a picture."""
JPEG_QUALITY = 93
THREADS = 2
"""Drawing is processor work; more threads than processors only make each one later."""

Photos = dict[str, Image.Image]


class Sketch(ImageModel):
    """`placements`: where insets and furniture of a format are looked up."""

    provider = Provider.SKETCH

    def __init__(self, placements: Iterable[Placement]) -> None:
        self._placements = {placement.id: placement for placement in placements}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sketch")

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        """Draws on a thread; never calls `partial`: the whole takes half a second."""
        del partial
        loop = asyncio.get_running_loop()
        draw = sheet if call.format.is_sheet else drawn
        return await loop.run_in_executor(self._threads, draw, call, self._placements)

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def drawn(call: Call, placements: dict[str, Placement]) -> Outcome:
    """The whole model as a pure function."""
    refusal = _shape_refused(call)
    if refusal is not None:
        return refusal
    try:
        spec, photos, notes = _spec_of(call, placements)
    except BadPicture as problem:
        return BadRequest(f"a photo cannot be read: {problem.reason}", "references")
    refusal = _words_refused(spec)
    if refusal is not None:
        return refusal
    placement = placements.get(call.format.placement)
    try:
        drawing = draw(spec, call.format, placement, photos)
    except TooMuchText:
        return BadRequest("there is more text than this format can carry", "text_too_long")
    data, mime = _encoded(drawing.image, call.format)
    return Ok((
        Made(
            data=data,
            mime=mime,
            width=drawing.image.width,
            height=drawing.image.height,
            layers=to_layers(spec),
            alt=alt_of(spec),
            notes=(*notes, *_warnings(drawing)),
        ),
    ))  # fmt: skip


def sheet(call: Call, placements: dict[str, Placement]) -> Outcome:
    """All formats of the brief on one sheet; refuses where any of them would be refused."""
    items: list[Item] = []
    for fmt in call.brief.formats:
        outcome = drawn(replace(call, format=fmt), placements)
        if not isinstance(outcome, Ok):
            return outcome
        with Image.open(io.BytesIO(outcome.pictures[0].data)) as picture:
            placement = placements.get(fmt.placement)
            items.append(Item(placement.name if placement else fmt.ratio, picture.convert("RGB")))
    whole = compose(" ".join(call.brief.what.split()), tuple(items))
    names = ", ".join(item.name for item in items)
    alt = f"Layout sketches of {len(items)} formats on one sheet: {names}."
    data = encode_jpeg(whole, JPEG_QUALITY)
    return Ok((Made(data, "image/jpeg", whole.width, whole.height, "", alt),))


def _shape_refused(call: Call) -> BadRequest | None:
    width, height = call.format.width, call.format.height
    if width * height > MAX_PIXELS or min(width, height) < MIN_SIDE:
        return BadRequest(f"{width}x{height}: 40 px a side to 16 megapixels", "size")
    if len(call.references) > MAX_REFERENCES:
        return BadRequest(f"{len(call.references)} photos: at most {MAX_REFERENCES}", "references")
    return None


def _words_refused(spec: Spec) -> BadRequest | None:
    script = uncovered(" ".join(spec.texts))
    if script:
        return BadRequest(f"the sketch has no letters for {script}", "script")
    if sum(len(text) for text in spec.texts) > MAX_WORDS:
        return BadRequest(f"more than {MAX_WORDS} characters of exact text", "text_too_long")
    return None


def _spec_of(call: Call, placements: dict[str, Placement]) -> tuple[Spec, Photos, tuple[str, ...]]:
    """From the brief; for an edit from the parent's layers; over another model's picture if that
    is the parent. Raises BadPicture."""
    if call.parent is None:
        layers, photos = layers_of(call.references)
        spec = first_spec(call.brief, layers, call.index, _seed(call))
        if spec.photo(Role.BASE) is None:
            return spec, photos, ()
        changed = edited(spec, call.brief.what, ())  # a photo to change: the brief is the edit
        return changed.spec, photos, changed.notes
    sent = tuple(r for r in call.references if r.data != call.parent.data)
    layers, photos = layers_of(sent)
    before = from_layers(call.parent.layers)
    if before is None:
        before, photos = _over_picture(call, photos)
    after = edited(before, call.instruction, layers, _relaid(call, placements))
    spec = replace(after.spec, plan=(after.spec.plan + call.index) % 4)
    return spec, photos, after.notes


def _relaid(call: Call, placements: dict[str, Placement]) -> str:
    """The new format as people say it, or "" when the parent has it already."""
    if call.parent is None:
        return ""
    try:
        width, height, _ = measure(call.parent.data)
    except BadPicture:
        return ""
    if (width, height) == (call.format.width, call.format.height):
        return ""
    placement = placements.get(call.format.placement)
    name = placement.name if placement else call.format.ratio
    return f"{name}, {call.format.width} x {call.format.height}"


def _over_picture(call: Call, photos: Photos) -> tuple[Spec, Photos]:
    """The parent is another model's picture: it becomes the ground, the words are set over it."""
    spec = first_spec(call.brief, (), call.index, _seed(call))
    found = layer_of_parent(call.parent.data) if call.parent else None
    if found is None:
        return spec, photos
    layer, picture = found
    kept: tuple[PhotoLayer, ...] = (layer,)
    return replace(spec, photos=kept, texts=()), {**photos, layer.digest: picture}


def _seed(call: Call) -> str:
    """Content only: no key, no id, no time. Formats share it, so that a campaign looks like one."""
    references = [hashlib.sha256(r.data).hexdigest() for r in call.references]
    return "\n".join((call.brief.what, call.brief.palette, call.brief.mood, *references))


def _encoded(picture: Image.Image, fmt: Format) -> tuple[bytes, str]:
    if fmt.file_type is FileType.JPG:
        return encode_jpeg(picture, JPEG_QUALITY), "image/jpeg"
    return encode_png(picture), "image/png"


def _warnings(drawing: Drawing) -> tuple[str, ...]:
    found = []
    for setting in drawing.settings:
        if not setting.readable:
            found.append(f"“{setting.text[:40]}” is {setting.block.size} px: too small to read.")
        if not setting.safe:
            found.append(f"“{setting.text[:40]}” leaves the safe area.")
    return tuple(found)


def alt_of(spec: Spec) -> str:
    """What is seen in a sentence, plus the words in the picture."""
    what = spec.what if len(spec.what) <= 160 else spec.what[:157].rsplit(" ", 1)[0] + "..."  # noqa: PLR2004
    seen = f"Layout sketch: {what.rstrip('.')}, {LIGHT_NAMES[spec.light]}."
    return f"{seen} Text in picture: {' / '.join(spec.texts)}" if spec.texts else seen
