"""A 200 of generateContent -> its picture, or the outcome it stands for. A 200 is also how prompts
are blocked, pictures withheld and questions answered in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.models.decoding import bytes_of
from adapters.models.gemini import grounding
from adapters.models.gemini.faults import without_key
from adapters.models.gemini.json_reading import Json, mapping, mappings, number, parsed, words
from bot.domain.attribution import NOTHING, LookedUp
from bot.domain.model import Usage
from bot.domain.outcome import Access, AuthOrVerification, BadResponse, Failure, NoImage, Refused

UNSIGNED = "MISSING_THOUGHT_SIGNATURE"
LIMITED = "PUP_LIMITED_DISABLED"
_REFUSALS = frozenset({
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "MODEL_ARMOR",
    "JAILBREAK", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
})  # fmt: skip
"""Finish reasons that say no; every other one without a picture is an answer that has none."""


@dataclass(frozen=True, slots=True)
class Found:
    """The picture that was picked, and the turn it stands in."""

    data: bytes
    part: Json
    content: Json
    usage: Usage
    text: str
    looked_up: LookedUp = NOTHING


@dataclass(frozen=True, slots=True)
class Unsigned:
    """The model wants a signature that the kept turn does not have."""

    usage: Usage


def read(body: bytes, lifted: Sequence[bytes | None], key: str) -> Found | Unsigned | Failure:
    """`key`: blotted out of everything that is passed on."""
    answer = parsed(body)
    if not isinstance(answer, dict) or not answer.keys() & _KNOWN:
        return BadResponse("the answer is not JSON of the Gemini API")
    candidates = mappings(answer.get("candidates"))
    picked = _picked(candidates)
    text = without_key(_spoken(candidates), key)
    if picked is None:
        return _without_picture(answer, candidates, text, key)
    content, part = picked
    data = bytes_of(mapping(part.get("inlineData")).get("data"), lifted)
    if not data:
        return BadResponse("the picture cannot be decoded")
    usage = usage_of(answer, drawn=True)
    return Found(data, part, content, usage, text, grounding.found_in(candidates))


_KNOWN = {"candidates", "promptFeedback", "usageMetadata"}


def _picked(candidates: list[Json]) -> tuple[Json, Json] | None:
    """The last picture that is no draft; where all are marked as drafts, the last of them."""
    found = [
        (mapping(candidate.get("content")), part)
        for candidate in candidates
        for part in mappings(mapping(candidate.get("content")).get("parts"))
        if _is_picture(part)
    ]
    final = [item for item in found if not item[1].get("thought")]
    return (final or found)[-1] if found else None


def _is_picture(part: Json) -> bool:
    blob = mapping(part.get("inlineData"))
    return bool(blob) and words(blob.get("mimeType", "image/")).startswith("image/")


def _spoken(candidates: list[Json]) -> str:
    said = [
        words(part.get("text")).strip()
        for candidate in candidates
        for part in mappings(mapping(candidate.get("content")).get("parts"))
        if not part.get("thought")
    ]
    return "\n".join(line for line in said if line)


def _without_picture(
    answer: Json, candidates: list[Json], text: str, key: str
) -> Unsigned | Failure:
    usage = usage_of(answer, drawn=False)
    feedback = mapping(answer.get("promptFeedback"))
    if blocked := words(feedback.get("blockReason")):
        told = without_key(words(feedback.get("blockReasonMessage")), key)
        return Refused("input", (blocked.lower(),), told or text, usage)
    finishes = [words(candidate.get("finishReason")) for candidate in candidates]
    told = without_key(" ".join(words(c.get("finishMessage")) for c in candidates), key)
    if LIMITED in finishes:
        return AuthOrVerification(Access.LIMITED)
    if UNSIGNED in finishes:
        return Unsigned(usage)
    refusals = tuple(dict.fromkeys(reason.lower() for reason in finishes if reason in _REFUSALS))
    if refusals:
        return Refused("output", refusals, told or text, usage)
    return NoImage(text or told, usage)


def usage_of(answer: Json, *, drawn: bool) -> Usage:
    """Thinking is billed as text. Where pictures are not told apart, what came is a picture."""
    meta = mapping(answer.get("usageMetadata"))
    if not meta:
        return Usage()
    told_in = number(meta.get("promptTokenCount"))
    looked_up = number(meta.get("toolUsePromptTokenCount"))
    shown = _pictured(meta.get("promptTokensDetails"))
    told_out = number(meta.get("candidatesTokenCount"))
    image_out = _pictured(meta.get("candidatesTokensDetails"))
    if image_out is None:
        image_out = told_out if drawn else 0
    thoughts = number(meta.get("thoughtsTokenCount"))
    searches = grounding.searches_in(mappings(answer.get("candidates")))
    written = max(0, told_out - (image_out or 0)) if told_out is not None else None
    return Usage(
        text_in=_sum(max(0, told_in - (shown or 0)) if told_in is not None else None, looked_up),
        image_in=shown,
        text_out=_sum(written, thoughts),
        image_out=image_out,
        searches=searches or None,
    )


def _pictured(details: object) -> int | None:
    """Tokens of pictures; None where modalities are not told apart."""
    rows = mappings(details)
    if not rows:
        return None
    return sum(number(row.get("tokenCount")) or 0 for row in rows if row.get("modality") == "IMAGE")


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
