"""A scripted ImageModel: each call takes the next answer of its script, or a plain good picture.
It counts calls, may hang until released, and may break like code breaks."""

from __future__ import annotations

import asyncio
import io
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from PIL import Image

from bot.domain.model import Provider, Usage
from bot.domain.outcome import BadResponse, Made, Ok, Outcome
from bot.domain.quote import pixel_size
from bot.ports import Call, Clock, ImageModel

Answer = Outcome | Exception | Callable[[Call], Outcome]


@dataclass
class Hang:
    """The call stays open until `release`; then `then` (default: a good picture). Meanwhile it can
    `show` how far it is."""

    then: Answer | None = None
    show: Callable[[bytes], None] | None = None
    """Set while the call is open."""
    _begun: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, show: Callable[[bytes], None]) -> None:
        self.show = show
        self._begun.set()

    async def begun(self) -> Callable[[bytes], None]:
        """Waits until the call is open; its `show`."""
        await self._begun.wait()
        assert self.show is not None
        return self.show

    def release(self) -> None:
        self._released.set()

    async def wait(self) -> None:
        await self._released.wait()


@dataclass(frozen=True)
class After:
    """The answer comes after so many seconds of the test's clock."""

    seconds: float
    then: Answer | None = None


Step = Answer | Hang | After


class ScriptedModel(ImageModel):
    def __init__(self, provider: Provider, clock: Clock) -> None:
        self.provider = provider
        self._clock = clock
        self.script: deque[Step] = deque()
        self.calls: list[Call] = []
        self.open = 0
        """Calls that have left and are not answered."""
        self.usage = Usage()
        self._hanging: list[Hang] = []
        self._let_go = False

    def then(self, *steps: Step) -> None:
        self.script.extend(steps)

    def let_go(self) -> None:
        """Answers every call that hangs, now or later."""
        self._let_go = True
        for step in self._hanging:
            step.release()

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        self.calls.append(call)
        self.open += 1
        try:
            step: Step | None = self.script.popleft() if self.script else None
            if isinstance(step, Hang):
                self._hanging.append(step)
                step.begin(partial)
                if not self._let_go:
                    await step.wait()
                step = step.then
            elif isinstance(step, After):
                await self._clock.sleep(step.seconds)
                step = step.then
            return self._answer(call, step)
        finally:
            self.open -= 1

    def _answer(self, call: Call, step: Answer | None) -> Outcome:
        if step is None:
            return good(call, self.usage)
        if isinstance(step, Exception):
            raise step
        return step(call) if callable(step) else step


def good(call: Call, usage: Usage | None = None) -> Ok:
    """One picture of the size that this model would return."""
    width, height = size_of(call)
    data = picture(call.key, width, height)
    return Ok((Made(data, "image/png", width, height, alt="a can"),), usage or Usage())


def used(**tokens: int) -> Callable[[Call], Outcome]:
    """A good picture whose answer says what it used."""
    return lambda call: good(call, Usage(**tokens))


def size_of(call: Call) -> tuple[int, int]:
    model = call.model
    if not model.sizes and model.pixel_rule is None:
        return call.format.width, call.format.height
    pixels: Mapping[str, tuple[int, int]] = dict(model.pixels)
    return pixels.get(call.format.ratio) or pixel_size(model, call.format)


@cache
def picture(words: str, width: int, height: int) -> bytes:
    """A decodable PNG; other words, other bytes."""
    red, green, blue = sha256(words.encode()).digest()[:3]
    made = Image.new("RGB", (width, height), (red, green, blue))
    held = io.BytesIO()
    made.save(held, "PNG", compress_level=1)
    return held.getvalue()


NOTHING = BadResponse("nothing in it")
"""A failure that is not tried again, for stories where only the failing matters."""
