"""A loopback Gemini API: refuses what the vendor refuses, draws real pictures, counts requests,
generations and billed pictures apart, and misbehaves as scripted."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiohttp import web

from tests.standins.gemini_rules import KEY, Order, Refusal, checked
from tests.standins.vendor_pictures import draw, gemini_pixels, heavy, redraw

MAX_BODY = 140 * 1024 * 1024
"""100 MB of pictures as base64."""
Json = dict[str, Any]
__all__ = ["KEY", "Draw", "Gemini", "Reply", "blocked", "busy", "error", "gemini", "withheld"]


@dataclass(frozen=True)
class Reply:
    """An answer without a generation."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    mime: str = "application/json"
    wait: float = 0.0


@dataclass(frozen=True)
class Draw:
    """A generation. `variant`: plain, several, draft_only, drafts, late_draft, text_only, two_candidates, jpeg,
    undecodable, bad_base64, cut, unknown, unsigned, no_signature."""

    variant: str = "plain"
    wait: float = 0.0
    """Before the first byte of the answer."""
    drip: float = 0.0
    """Between two pieces of the body."""
    drop: str = ""
    """before | after | middle: of the generation, the connection is cut."""
    megabytes: int = 0
    search: bool = False
    signature_bytes: int = 64


Step = Reply | Draw


@dataclass
class Seen:
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    raw: bytes


@dataclass
class Gemini:
    url: str = ""
    script: deque[Step] = field(default_factory=deque)
    check_signatures: bool = True
    seen: list[Seen] = field(default_factory=list)
    generations: int = 0
    billed: int = 0
    """Pictures that stand on the vendor's bill, whether they arrived or not."""
    signatures: dict[str, set[bytes]] = field(default_factory=dict)
    """Given out, by model."""

    @property
    def requests(self) -> int:
        return len(self.seen)

    def then(self, *steps: Step) -> None:
        self.script.extend(steps)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        self.seen.append(Seen(request.method, request.path, dict(request.headers), body, raw))
        step: Step = self.script.popleft() if self.script else Draw()
        if isinstance(step, Reply):
            await asyncio.sleep(step.wait)
            return web.Response(
                status=step.status, body=step.body, headers=step.headers, content_type=step.mime
            )
        model = request.match_info["model"]
        try:
            known = self.signatures.get(model, set()) if self.check_signatures else None
            key = request.headers.get("x-goog-api-key")
            order = await asyncio.to_thread(checked, model, key, body, known)
        except Refusal as refusal:
            said = error(refusal.status, refusal.message, refusal.name)
            return web.Response(status=said.status, body=said.body, content_type=said.mime)
        return await self._drawn(request, order, step)

    async def _drawn(self, request: web.Request, order: Order, step: Draw) -> web.StreamResponse:
        if step.drop == "before":
            return _cut(request)
        self.generations += 1
        body = await asyncio.to_thread(self._body, order, step)
        if step.drop == "after":
            return _cut(request)
        await asyncio.sleep(step.wait)
        response = web.StreamResponse(headers={"Content-Type": "application/json; charset=UTF-8"})
        response.content_length = len(body)
        await response.prepare(request)
        pieces = 2 if step.drop else 4 if step.drip else 1
        size = -(-len(body) // pieces)
        for start in range(0, len(body), size):
            await response.write(body[start : start + size])
            await asyncio.sleep(step.drip)
            if step.drop == "middle":
                return _cut(request)
        return response

    def _body(self, order: Order, step: Draw) -> bytes:
        pictures = self._pictures(order, step)
        self.billed += len(pictures)
        parts = self._parts(order, step, pictures)
        candidates = [
            {"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}
        ]
        if step.variant == "two_candidates":
            candidates = [
                {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": n}
                for n, part in enumerate(p for p in parts if "inlineData" in p)
            ]
        if step.variant == "unknown":
            candidates[0] |= {"finishReason": "ENOUGH_FOR_TODAY", "mood": {"calm": True}}
        if order.search or step.search:
            candidates[0]["groundingMetadata"] = GROUNDING
        answer = {
            "candidates": candidates,
            "usageMetadata": usage(order, len(pictures)),
            "modelVersion": order.model,
            "responseId": f"r-{self.generations}",
        }
        return json.dumps(answer).encode()

    def _pictures(self, order: Order, step: Draw) -> list[bytes]:
        count = {"several": 2, "two_candidates": 2, "text_only": 0}.get(step.variant, 1)
        return [self._picture(order, step, f"{order.words} {n}") for n in range(count)]

    def _picture(self, order: Order, step: Draw, words: str) -> bytes:
        if step.megabytes:
            return heavy(step.megabytes)
        width, height = gemini_pixels(order.model, order.ratio, order.size)
        kind = "jpeg" if step.variant == "jpeg" else "png"
        if order.photos:
            return redraw(order.photos[0].data, words, width, height, kind)
        return draw(words, width, height, kind)

    def _parts(self, order: Order, step: Draw, pictures: list[bytes]) -> list[Json]:
        kind = "jpeg" if step.variant == "jpeg" else "png"
        if step.variant == "text_only":
            return [{"text": "What should the fox be doing?", **self._signed(order, b"", step)}]
        made = [picture(data, kind) | self._signed(order, data, step) for data in pictures]
        if step.variant == "draft_only":
            made = [{**picture(pictures[0], kind), "thought": True}]
        if step.variant in {"undecodable", "bad_base64", "cut"}:
            made[0]["inlineData"]["data"] = SPOILED[step.variant](pictures[0])
        if step.variant == "unknown":
            made[0]["partMetadata"] = {"seen": 1}
        before: list[Json] = [{"text": "Here you go", **self._signed(order, b"text", step)}]
        if step.variant == "drafts" or order.thoughts:
            draft = {**picture(draw("a draft", 512, 512, "jpeg"), "jpeg"), "thought": True}
            before = [{"text": "thinking...", "thought": True}, draft, *before]
        if step.variant == "late_draft":
            made.append({**picture(draw("a draft", 512, 512, "jpeg"), "jpeg"), "thought": True})
        return before + made

    def _signed(self, order: Order, data: bytes, step: Draw) -> Json:
        if step.variant == "no_signature":
            return {}
        head = b"sig\x01\xff\xfe>>" + sha256(data + order.words.encode()).digest()
        signature = head.ljust(step.signature_bytes, b"\xfb")
        self.signatures.setdefault(order.model, set()).add(signature)
        return {"thoughtSignature": base64.b64encode(signature).decode()}


def picture(data: bytes, kind: str) -> Json:
    return {"inlineData": {"mimeType": f"image/{kind}", "data": base64.b64encode(data).decode()}}


SPOILED = {
    "undecodable": lambda data: base64.b64encode(bytes(reversed(data))).decode(),
    "bad_base64": lambda data: "!" + base64.b64encode(data).decode(),
    "cut": lambda data: base64.b64encode(data[: len(data) // 2]).decode(),
}


def usage(order: Order, pictures: int) -> Json:
    """The first picture at the model's price, thinking as text, 1,120 tokens a photo."""
    text_in, image_in = 10 + len(order.words) // 4, 1120 * len(order.photos)
    out = order.row.tokens[order.size] * pictures
    details_in = [{"modality": "TEXT", "tokenCount": text_in}]
    if image_in:
        details_in.append({"modality": "IMAGE", "tokenCount": image_in})
    return {
        "promptTokenCount": text_in + image_in,
        "candidatesTokenCount": out + 4,
        "thoughtsTokenCount": 77,
        "totalTokenCount": text_in + image_in + out + 81,
        "promptTokensDetails": details_in,
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": out}],
    }


GROUNDING = {
    "webSearchQueries": ["cold brew can"],
    "imageSearchQueries": ["wet stone"],
    "groundingChunks": [
        {"web": {"uri": "https://example.com/can", "title": "Cans"}},
        {"image": {
            "sourceUri": "https://example.com/stone", "imageUri": "https://example.com/1.jpg",
            "title": "Stones", "domain": "example.com",
        }},
    ],
    "searchEntryPoint": {"renderedContent": (
        '<style>.chip{color:#fff}</style><div class="container"><div class="carousel">'
        '<a class="chip" href="https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ">'
        "cold brew can</a></div><script>alert(1)</script></div>"
    )},
}  # fmt: skip


def error(
    status: int, message: str, name: str, details: list[Json] | None = None, **headers: str
) -> Reply:
    said: Json = {"error": {"code": status, "message": message, "status": name}}
    if details:
        said["error"]["details"] = details
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    return Reply(status, json.dumps(said).encode(), sent)


def busy(delay: str = "7.5s", quota: str = "10", quota_id: str = "", **headers: str) -> Reply:
    """The 429 of a project that asks too fast; quota "0": it may not ask at all."""
    violation = {"quotaMetric": "generate_requests", "quotaId": quota_id, "quotaValue": quota}
    details: list[Json] = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},
    ]
    message = "You exceeded your current quota, please check your plan and billing details."
    return error(429, message, "RESOURCE_EXHAUSTED", details, **headers)


def blocked(reason: str, message: str = "") -> Reply:
    """A prompt that is refused is a 200."""
    feedback = {"blockReason": reason} | ({"blockReasonMessage": message} if message else {})
    said = {
        "promptFeedback": feedback,
        "usageMetadata": {"promptTokenCount": 5, "totalTokenCount": 5},
    }
    return Reply(body=json.dumps(said).encode())


def withheld(reason: str, message: str = "", content: bool = True) -> Reply:
    """A picture that is refused is a 200 as well, and its thinking is billed."""
    candidate: Json = {"finishReason": reason, "index": 0}
    if content:
        candidate["content"] = {"role": "model"}
    if message:
        candidate["finishMessage"] = message
    tokens = {"promptTokenCount": 5, "thoughtsTokenCount": 240, "totalTokenCount": 245}
    said = {"candidates": [candidate], "usageMetadata": tokens}
    return Reply(body=json.dumps(said).encode())


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def application(standin: Gemini) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_post("/{version}/models/{model}:generateContent", standin.answer)
    return app


@asynccontextmanager
async def gemini() -> AsyncIterator[Gemini]:
    """A fresh one on a free port of this machine."""
    standin = Gemini()
    runner = web.AppRunner(application(standin), shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    standin.url = f"http://{host}:{port}"
    try:
        yield standin
    finally:
        await runner.cleanup()
