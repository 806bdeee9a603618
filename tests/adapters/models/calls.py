"""Calls as the worker makes them, for tests of models."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

from PIL import Image

from bot.catalogue.loader import load
from bot.domain.brief import Brief, PictureFacts, Role
from bot.domain.model import Catalogue, Model
from bot.domain.outcome import Made, Ok, Outcome
from bot.domain.placement import Format
from bot.ports import Call, Parent, RoledPicture

SQUARE = Format(1024, 1024, "1:1", size="1K")
STORY = Format(1080, 1920, "9:16")
WIDE = Format(1280, 720, "16:9", size="1K")
TIMEOUT_S = 20.0


@cache
def catalogue() -> Catalogue:
    return load()


def row(model_id: str) -> Model:
    found = catalogue().model(model_id)
    assert found is not None
    return found


def call(model: Model, fmt: Format = SQUARE, words: str = "a red fox", **more: object) -> Call:
    made = Call("order/draw/0", model, Brief(words, (fmt,)), fmt, words, timeout_s=TIMEOUT_S)
    return replace(made, **more)  # type: ignore[arg-type]


def parent_of(made: Made, model: str, *, layers: str | None = None) -> Parent:
    kept = made.layers if layers is None else layers
    return Parent(made.data, made.mime, model, kept, ())


def photo(
    width: int = 640, height: int = 480, kind: str = "JPEG", role: Role = Role.PRODUCT
) -> RoledPicture:
    held = io.BytesIO()
    colour = (width % 256, height % 256, len(role.value) * 16)
    Image.new("RGB", (width, height), colour).save(held, kind)
    data = held.getvalue()
    facts = PictureFacts("a.jpg", width, height, len(data), f"image/{kind.lower()}")
    return RoledPicture(role, data, facts)


def the_picture(outcome: Outcome) -> Made:
    assert isinstance(outcome, Ok), outcome
    assert len(outcome.pictures) == 1
    return outcome.pictures[0]


def nothing(_: bytes) -> None:
    """Unfinished pictures are not looked at."""
