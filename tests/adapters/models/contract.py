"""What every ImageModel owes the worker. `Contract` holds for all of them, `OverTheNet` also for
vendors that bill. A test class inherits one and gives a fixture `rig`."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot.domain.model import Model
from bot.domain.outcome import (
    AuthOrVerification,
    BadRequest,
    BadResponse,
    Ok,
    Outcome,
    ProviderDown,
    RateLimited,
    TimeoutUnknownCost,
)
from bot.ports import ImageModel, RoledPicture
from tests.adapters.models.calls import SQUARE, WIDE, call, nothing, parent_of, photo, the_picture
from tests.standins.vendor_pictures import draw, size_of

PAGE = b"<html><body>Bad Gateway</body></html>"
TROUBLE: Mapping[str, tuple[type[Any], ...]] = {
    "busy": (RateLimited,),
    "down": (ProviderDown,),
    "a page with 502": (ProviderDown,),
    "a page with 200": (BadResponse,),
    "half a JSON with 200": (BadResponse,),
    "nothing with 200": (BadResponse,),
    "no picture in it": (BadResponse,),
    "another key": (AuthOrVerification,),
    "dropped after it was made": (TimeoutUnknownCost,),
    "never answered": (TimeoutUnknownCost,),
}


@dataclass
class Rig:
    """One model, ready to be called."""

    model: ImageModel
    row: Model
    trouble: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    """Name of TROUBLE -> makes the next call meet it."""
    requests: Callable[[], int] = lambda: 0
    elsewhere: Callable[[str], ImageModel] | None = None
    """The same model at another address."""
    secret: str = ""


class Contract:
    async def test_a_brief_becomes_one_picture_in_the_pixels_of_its_bytes(self, rig: Rig) -> None:
        made = the_picture(await rig.model.make(call(rig.row, WIDE), nothing))
        assert size_of(made.data) == (made.width, made.height)
        assert made.mime in {"image/png", "image/jpeg", "image/webp"}
        assert abs(made.width / made.height - 16 / 9) < 0.05

    async def test_an_edit_is_another_picture_made_from_its_parent(self, rig: Rig) -> None:
        first = the_picture(await rig.model.make(call(rig.row), nothing))
        json.dumps(first.layers)  # what is kept is text
        edit = call(
            rig.row, words="darker stone", instruction="darker stone",
            parent=parent_of(first, rig.row.id),
        )  # fmt: skip
        second = the_picture(await rig.model.make(edit, nothing))
        assert second.data != first.data

    async def test_a_picture_of_another_model_can_be_edited(self, rig: Rig) -> None:
        strange = the_picture(await rig.model.make(call(rig.row), nothing))
        for layers in ("", "{}", '{"v": 1, "model": "another", "parts": []}', "no json \x00"):
            parent = parent_of(strange, "another-model", layers=layers)
            edit = call(rig.row, words="warmer", instruction="warmer", parent=parent)
            the_picture(await rig.model.make(edit, nothing))

    async def test_photos_of_every_size_are_taken(self, rig: Rig) -> None:
        photos = (photo(640, 480), photo(4096, 512, "PNG"), photo(200, 300, "WEBP"))
        the_picture(await rig.model.make(call(rig.row, references=photos), nothing))

    async def test_a_photo_that_cannot_be_read_is_an_answer(self, rig: Rig) -> None:
        whole = photo()
        broken = RoledPicture(whole.role, whole.data[:60], whole.facts)
        outcome = await rig.model.make(call(rig.row, references=(broken,)), nothing)
        assert isinstance(outcome, BadRequest)
        assert rig.requests() == 0

    async def test_calls_side_by_side_keep_their_pictures_apart(self, rig: Rig) -> None:
        asked = [call(rig.row, words=f"fox number {n}", key=f"order/draw/{n}") for n in range(4)]
        alone = [the_picture(await rig.model.make(one, nothing)).data for one in asked]
        together = await asyncio.gather(*(rig.model.make(one, nothing) for one in asked))
        assert [the_picture(one).data for one in together] == alone

    async def test_a_cancelled_call_leaves_the_model_usable(self, rig: Rig) -> None:
        task = asyncio.create_task(rig.model.make(call(rig.row), nothing))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        the_picture(await rig.model.make(call(rig.row), nothing))


class OverTheNet:
    async def test_one_call_is_one_request(self, rig: Rig) -> None:
        outcome = await rig.model.make(call(rig.row), nothing)
        assert isinstance(outcome, Ok)
        assert rig.requests() == 1

    @pytest.mark.parametrize("trouble", sorted(TROUBLE))
    async def test_trouble_is_an_outcome_never_a_second_request(
        self, rig: Rig, trouble: str
    ) -> None:
        rig.trouble[trouble]()
        seconds = 0.6 if trouble == "never answered" else 20.0
        outcome = await rig.model.make(call(rig.row, timeout_s=seconds), nothing)
        assert isinstance(outcome, TROUBLE[trouble]), outcome
        assert rig.requests() == 1
        assert not rig.secret or rig.secret not in repr(outcome)
        assert "<html" not in repr(outcome)

    async def test_a_host_that_is_not_there_is_down_and_nothing_was_billed(self, rig: Rig) -> None:
        assert rig.elsewhere is not None
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            model = rig.elsewhere(f"http://127.0.0.1:{taken.getsockname()[1]}")
            outcome: Outcome = await model.make(call(rig.row), nothing)
            await model.close()
        assert isinstance(outcome, ProviderDown)

    async def test_a_parent_arrives_as_it_was(self, rig: Rig) -> None:
        data = draw("a parent", 1024, 1024)
        first = the_picture(await rig.model.make(call(rig.row, SQUARE), nothing))
        parent = parent_of(first, "another-model", layers="")
        made = the_picture(
            await rig.model.make(call(rig.row, SQUARE, parent=parent, words="warmer"), nothing)
        )
        # An edit is drawn again, but from the parent: it is nearer to it than to anything else.
        assert distance(made.data, first.data) < distance(made.data, data)


def distance(one: bytes, other: bytes) -> float:
    """Mean difference of two pictures, seen small."""
    small = []
    for data in (one, other):
        with Image.open(io.BytesIO(data)) as picture:
            pixels = picture.convert("RGB").resize((64, 64))
            small.append(np.asarray(pixels).astype(np.float32))
    return float(np.abs(small[0] - small[1]).mean())
