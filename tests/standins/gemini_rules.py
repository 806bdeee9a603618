"""What the Gemini API refuses, as documented: keys, models, ratios, sizes, photos, thinking levels,
search and signatures. The stand-in takes the strict side where the vendor's reaction is unknown."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standins.schema import misfits, schema
from tests.standins.vendor_pictures import size_of

KEY = "AIzaStandInKey0123456789"
R10 = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
R14 = (*R10, "1:4", "4:1", "1:8", "8:1")
MIMES = frozenset({"image/png", "image/jpeg", "image/webp"})
MAX_PHOTOS = 14
Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    ratios: tuple[str, ...]
    sizes: tuple[str, ...]
    tokens: Mapping[str, int]
    photos: int = MAX_PHOTOS
    thinking: tuple[str, ...] = ()
    search: tuple[str, ...] = ()


ROWS = {
    "gemini-nano-banana-2.1": Row(
        R14, ("1K", "2K", "4K"), {"1K": 1120, "2K": 1680, "4K": 3780}, 14,
        ("MINIMAL", "MEDIUM", "HIGH"), ("web", "image"),
    ),
    "gemini-3.1-flash-image": Row(
        R14, ("512", "1K", "2K", "4K"), {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}, 14,
        ("MINIMAL", "HIGH"), ("web", "image"),
    ),
    "gemini-3.1-flash-lite-image": Row(R10, ("1K",), {"1K": 1120}, 14, ("MINIMAL", "HIGH")),
    "gemini-3-pro-image": Row(
        R10, ("1K", "2K", "4K"), {"1K": 1120, "2K": 1120, "4K": 2000}, 14, (), ("web",)
    ),
    "gemini-2.5-flash-image": Row(R10, ("1K",), {"1K": 1290}, 3),
}  # fmt: skip


class Refusal(Exception):
    def __init__(self, status: int, message: str, name: str = "INVALID_ARGUMENT") -> None:
        super().__init__(message)
        self.status, self.message, self.name = status, message, name


@dataclass
class Photo:
    data: bytes
    mime: str
    role: str


@dataclass
class Order:
    """A request that the vendor takes."""

    model: str
    row: Row
    words: str
    photos: list[Photo]
    ratio: str
    size: str
    thoughts: bool
    search: bool
    contents: list[Json] = field(default_factory=list)


def checked(model: str, key: str | None, body: object, signatures: set[bytes] | None) -> Order:
    """Raises Refusal. `signatures`: those given out; None = not checked (as on Vertex)."""
    if not key:
        raise Refusal(403, "Method doesn't allow unregistered callers.", "PERMISSION_DENIED")
    if key != KEY:
        raise Refusal(400, f"API key not valid. Please pass a valid API key. key: {key}")
    if model not in ROWS:
        raise Refusal(
            404, f"models/{model} is not found for API version v1, or is not supported", "NOT_FOUND"
        )
    if not isinstance(body, dict):
        raise Refusal(400, "Invalid JSON payload received.")
    fits(body)
    said = camel(body)
    row = ROWS[model]
    contents = said.get("contents") or []
    if not contents or contents[-1].get("role", "user") != "user":
        raise Refusal(400, "Please ensure that multiturn requests end with a user role.")
    photos = _photos(contents, row)
    if signatures is not None:
        _signed(contents, signatures)
    config = said.get("generationConfig", {})
    if "IMAGE" not in config.get("responseModalities", []):
        raise Refusal(400, "This model answers with IMAGE only when it is asked for.")
    ratio, size = _shape(config.get("imageConfig", {}), row, photos)
    _thinking(config.get("thinkingConfig", {}), row)
    words = " ".join(part.get("text", "") for part in contents[-1].get("parts", []))
    return Order(
        model, row, words, photos, ratio, size,
        thoughts=bool(config.get("thinkingConfig", {}).get("includeThoughts")),
        search=_search(said.get("tools", []), row), contents=contents,
    )  # fmt: skip


def fits(body: Json) -> None:
    """Against the official description, where it is present."""
    whole = schema("gemini/GenerateContentRequest.schema.json")
    found = misfits(camel(body), whole) if whole else []
    if found:
        raise Refusal(400, f"Invalid JSON payload received. {'; '.join(found[:3])}")


def camel(value: Any) -> Any:
    """Proto JSON takes snake_case and camelCase: both become camelCase."""
    if isinstance(value, dict):
        return {re.sub(r"_([a-z])", lambda m: m[1].upper(), k): camel(v) for k, v in value.items()}
    return [camel(item) for item in value] if isinstance(value, list) else value


def unpacked(text: object) -> bytes:
    """base64 or base64url."""
    if not isinstance(text, str):
        raise Refusal(400, "Invalid value (TYPE_BYTES)")
    try:
        return base64.b64decode(
            text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True
        )
    except ValueError as error:
        raise Refusal(400, "Invalid value (TYPE_BYTES), Base64 decoding failed") from error


def _photos(contents: list[Json], row: Row) -> list[Photo]:
    found = []
    for content in contents:
        for part in content.get("parts", []):
            blob = part.get("inlineData")
            if not blob:
                continue
            photo = Photo(unpacked(blob.get("data")), blob.get("mimeType", ""), content["role"])
            if photo.mime not in MIMES:
                raise Refusal(400, f"Unsupported MIME type: {photo.mime}")
            try:
                size_of(photo.data)
            except (OSError, SyntaxError, ValueError) as error:
                raise Refusal(400, "Unable to process input image.") from error
            found.append(photo)
    if sum(photo.role == "user" for photo in found) > row.photos:
        raise Refusal(400, f"At most {row.photos} input images are supported.")
    return found


def _signed(contents: list[Json], signatures: set[bytes]) -> None:
    for place, content in enumerate(contents):
        if content.get("role") != "model":
            continue
        for number, part in enumerate(content.get("parts", [])):
            where = f"in content position {place + 1}, part position {number + 1}."
            if "inlineData" not in part or part.get("thought"):
                continue
            if "thoughtSignature" not in part:
                raise Refusal(400, f"Image part is missing a thought_signature {where}")
            if unpacked(part["thoughtSignature"]) not in signatures:
                raise Refusal(400, f"Corrupted thought signature {where}")


def _shape(config: Json, row: Row, photos: list[Photo]) -> tuple[str, str]:
    ratio, size = config.get("aspectRatio"), config.get("imageSize", "1K")
    if size not in row.sizes:
        raise Refusal(400, f"Image size {size} is not supported for this model.")
    if ratio is None:
        ratio = _nearest(photos[-1].data, row) if photos else "1:1"
    if ratio not in row.ratios:
        raise Refusal(400, f"Aspect ratio {ratio} is not supported for this model.")
    return ratio, size


def _nearest(data: bytes, row: Row) -> str:
    width, height = size_of(data)

    def distance(ratio: str) -> float:
        wide, high = ratio.split(":")
        return abs(width / height - int(wide) / int(high))

    return min(row.ratios, key=distance)


def _thinking(config: Json, row: Row) -> None:
    level = config.get("thinkingLevel")
    if level is not None and level not in row.thinking:
        raise Refusal(400, f"Thinking level {level} is not supported for this model.")


def _search(tools: list[Json], row: Row) -> bool:
    for tool in tools:
        asked = tool.get("googleSearch", {}).get("searchTypes", {"webSearch": {}})
        wanted = {kind.removesuffix("Search") for kind in asked}
        if not wanted <= set(row.search):
            raise Refusal(400, "Search is not supported for this model.")
    return bool(tools)
