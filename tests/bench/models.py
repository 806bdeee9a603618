"""What our part of a vendor's call costs: from the adapter's call to its Outcome beyond the bare SDK
call of the same run (1.6 MB picture), and the longest time in which the loop has no turn while a
20 MB answer is read and decoded, beside a bare read of it. The vendors are a process of their own.

    python -m tests.bench.models
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import openai
from google import genai
from google.genai import types

from adapters.models.google import GoogleModel
from adapters.models.openai import OpenAIModel
from bot.catalogue.loader import load
from bot.domain.brief import Brief
from bot.domain.outcome import Ok
from bot.domain.placement import Format
from bot.ports import Call, ImageModel
from tests.bench.standins import row

ROOT = Path(__file__).parents[2]
KEY = "bench-key"
NANO, GPT = "gemini-nano-banana-2.1", "gpt-image-2"
USUAL_MB, LARGE_MB = 1.6, 20.0
ROUNDS = 60
WARM = 5
LARGE_ROUNDS = 5
TICK_S = 0.001
WORDS = "a can on wet stone"
Work = Callable[[], Awaitable[object]]


@contextmanager
def vendors(megabytes: float) -> Iterator[str]:
    """The address of both; ends with the block."""
    command = [sys.executable, "-m", "tests.standins.canned", str(megabytes)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("no pipes")
        try:
            yield child.stdout.readline().strip()
        finally:
            child.stdin.close()
            child.wait(10)


def asked(model_id: str) -> Call:
    model = load().model(model_id)
    if model is None:
        raise LookupError(model_id)
    fmt = Format(1024, 1024, "1:1", size="1K" if model.sizes else "")
    return Call(
        "k", model, Brief(WORDS, (fmt,)), fmt, WORDS, quality="low" if model.qualities else ""
    )


def through(model: ImageModel, call: Call) -> Work:
    async def work() -> None:
        outcome = await model.make(call, lambda _: None)
        if not isinstance(outcome, Ok) or not outcome.pictures:
            raise RuntimeError(f"no picture: {outcome}")

    return work


async def per_call(bare: Work, ours: Work) -> tuple[float, float]:
    """Milliseconds, medians of calls in turn, so that a busy machine is busy for both."""
    spent: dict[Work, list[float]] = {bare: [], ours: []}
    for turn in range(ROUNDS + WARM):
        for work in (bare, ours) if turn % 2 else (ours, bare):
            before = time.perf_counter()
            await work()
            if turn >= WARM:
                spent[work].append((time.perf_counter() - before) * 1000)
    return statistics.median(spent[bare]), statistics.median(spent[ours])


async def google_overhead(url: str) -> tuple[float, float]:
    async with httpx2.AsyncClient(trust_env=False) as http:
        client = genai.Client(
            api_key=KEY,
            enterprise=False,
            http_options=types.HttpOptions(
                base_url=url,
                api_version="v1",
                httpx_async_client=http,
                retry_options=types.HttpRetryOptions(attempts=1),
            ),
        )

        async def bare() -> object:
            answer = await client.aio.models.generate_content(model=NANO, contents=WORDS)
            return answer.parts

        model = GoogleModel(KEY, url)
        try:
            return await per_call(bare, through(model, asked(NANO)))
        finally:
            await model.close()
            client.close()


async def openai_overhead(url: str) -> tuple[float, float]:
    async with openai.AsyncOpenAI(
        api_key=KEY, base_url=f"{url}/v1", max_retries=0,
        http_client=httpx2.AsyncClient(trust_env=False),
    ) as client:  # fmt: skip

        async def bare() -> object:
            return await client.images.generate(
                model=GPT, prompt=WORDS, size="1024x1024", quality="low"
            )

        model = OpenAIModel(KEY, base_url=f"{url}/v1")
        try:
            return await per_call(bare, through(model, asked(GPT)))
        finally:
            await model.close()


async def longest_stall(work: Work) -> float:
    """Milliseconds in which the loop had no turn while `work` ran, at worst."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work())
    worst = 0.0
    while not task.done():
        before = loop.time()
        await asyncio.sleep(TICK_S)
        worst = max(worst, loop.time() - before - TICK_S)
    task.result()
    return worst * 1000


async def stalls(url: str) -> tuple[float, float]:
    """(bare read, ours): the longest of one answer, median of the rounds, the worse of the vendors.
    One round alone would tell how busy the machine is with others."""
    google, gpt = GoogleModel(KEY, url), OpenAIModel(KEY, base_url=f"{url}/v1")
    works = (through(google, asked(NANO)), through(gpt, asked(GPT)))
    async with httpx2.AsyncClient(trust_env=False, timeout=60) as http:

        async def read() -> None:
            address = f"{url}/v1/models/{NANO}:generateContent"
            async with http.stream("POST", address, json={}) as answer:
                async for _ in answer.aiter_raw():
                    pass

        rounds = [
            [await longest_stall(work) for work in (read, *works)] for _ in range(LARGE_ROUNDS)
        ]
    await google.close()
    await gpt.close()
    bare, *ours = (statistics.median(column) for column in zip(*rounds, strict=True))
    return bare, max(ours)


def measure() -> list[dict[str, str | float]]:
    with vendors(USUAL_MB) as url:
        google_bare, google_ours = asyncio.run(google_overhead(url))
        openai_bare, openai_ours = asyncio.run(openai_overhead(url))
    with vendors(LARGE_MB) as url:
        bare, ours = asyncio.run(stalls(url))
    return [
        row("google_overhead_p50_ms", google_ours - google_bare, "ms", 15),
        row("google_bare_sdk_p50_ms", google_bare, "ms", 0, "higher"),
        row("openai_overhead_p50_ms", openai_ours - openai_bare, "ms", 15),
        row("openai_bare_sdk_p50_ms", openai_bare, "ms", 0, "higher"),
        row("decode_20mb_stall_ms", ours, "ms", 50),
        row("read_20mb_stall_ms", bare, "ms", 0, "higher"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
