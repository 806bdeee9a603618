"""A vendor that outlives the studio: writes every call down, durably, before it waits and answers.

python -m tests.audit.vendor LOG      (prints its port)
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import random
import sys
from collections import Counter
from hashlib import sha256

from PIL import Image

SLOWEST_S, FASTEST_S = 0.25, 0.05
SIDE = 48
REFUSES = 16
"""One call key in so many is refused, always: then the hold must be released."""
MOST_TOKENS = 1400
"""Above what the price row expects, so that some usage is dearer than its hold."""


class Vendor:
    def __init__(self, log: str) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._calls: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._chance = random.Random(7)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        if not line.endswith(b"\n"):  # the studio was killed before it had asked
            writer.close()
            return
        asked = json.loads(line)
        answer = (
            {"open": sorted(+self._open)} if asked["key"] == "" else await self._call(asked["key"])
        )
        try:
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except ConnectionError:
            pass  # the studio was killed meanwhile; the bill stands
        writer.close()

    async def _call(self, key: str) -> dict[str, object]:
        self._open[key] += 1
        self._calls[key] += 1
        os.write(self._log, f"{key}\n".encode())
        os.fsync(self._log)
        await asyncio.sleep(self._chance.uniform(FASTEST_S, SLOWEST_S))
        self._open[key] -= 1
        if sha256(key.encode()).digest()[0] % REFUSES == 0:
            return {"refused": True}
        return {
            "picture": base64.b64encode(_png(f"{key} {self._calls[key]}")).decode(),
            "tokens": self._chance.randint(100, MOST_TOKENS),
        }


def _png(words: str) -> bytes:
    """Other words, other picture: also a call that is made again."""
    held = io.BytesIO()
    ground = tuple(sha256(words.encode()).digest()[:3])
    Image.new("RGB", (SIDE, SIDE), ground).save(held, "PNG")
    return held.getvalue()


async def main(log: str) -> None:
    server = await asyncio.start_server(Vendor(log).serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
