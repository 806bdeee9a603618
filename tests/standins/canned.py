"""Both vendors with one answer prepared in advance, in a process of its own: for benchmarks, where the
far side must cost the same whoever asks.

    python -m tests.standins.canned 1.6          (megabytes of the picture; prints its address)
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys

from aiohttp import web

from tests.standins.vendor_pictures import draw, heavy

GRAIN = 6
"""A 1K PNG with this much grain has 1.6 MB, like those of the vendors."""
LARGE = 2.0
"""Megabytes from which on a picture is nothing but grain."""


def application(megabytes: float) -> web.Application:
    picture = (
        heavy(round(megabytes)) if megabytes > LARGE else draw("a can", 1024, 1024, grain=GRAIN)
    )
    text = base64.b64encode(picture).decode()
    parts = [{"inlineData": {"mimeType": "image/png", "data": text}, "thoughtSignature": "c2ln"}]
    tokens = {"promptTokenCount": 9, "candidatesTokenCount": 1120, "totalTokenCount": 1129}
    gemini = json.dumps({
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}],
        "usageMetadata": tokens,
    }).encode()  # fmt: skip
    usage = {"total_tokens": 1129, "input_tokens": 9, "output_tokens": 1120}
    openai = json.dumps({"created": 1, "data": [{"b64_json": text}], "usage": usage}).encode()

    async def google(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=gemini, content_type="application/json")

    async def gpt(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=openai, content_type="application/json")

    app = web.Application()
    app.router.add_post("/v1/models/{model}:generateContent", google)
    app.router.add_post("/v1/images/generations", gpt)
    return app


async def main(megabytes: float) -> None:
    runner = web.AppRunner(application(megabytes), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until the benchmark closes it
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
