"""What OpenAI's image API refuses and what a picture costs there, from the vendor's documentation
(facts/models.md 1, 4, 7), on its own: nothing here reads our catalogue. In doubt it is strict."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

BASIC = frozenset({"low", "medium", "high", "auto"})
FULL = BASIC | {"xhigh", "max"}
QUALITIES = {
    "gpt-image-2": BASIC,
    "gpt-image-2.5-sunburst": FULL,
    "gpt-image-2.5-flare": FULL,
    "gpt-image-2.6-sunburst": FULL,
    "gpt-image-2.6-flare": FULL,
}
SHUT_DOWN = frozenset({"gpt-image-1", "dall-e-2", "dall-e-3"})
MARKUP = frozenset({"gpt-image-2.5-sunburst", "gpt-image-2.5-flare"})
MIMES = frozenset({"image/png", "image/jpeg", "image/webp"})
MAX_FILES, MAX_FILE, MAX_MASK, MAX_PROMPT = 16, 50_000_000, 4_000_000, 32_000
TOKENS: Mapping[str, Mapping[str, int]] = {
    "gpt-image-2": {"low": 196, "medium": 1756, "high": 7024},
    "gpt-image-2.5": {"low": 196, "medium": 439, "high": 1756, "xhigh": 3122, "max": 7024},
    "gpt-image-2.6": {"low": 700, "medium": 1536, "high": 1756, "xhigh": 3122, "max": 7024},
}
"""A square megapixel; 2.6 low and medium are 3-4 times those of 2.5, rounded down."""
REFERENCE_TOKENS = 1200
PARTIAL_TOKENS = 100
KNOWN = frozenset({
    "model", "prompt", "n", "size", "quality", "output_format", "output_compression", "background",
    "moderation", "complexity", "safety_identifier", "user", "stream", "partial_images",
    "frame_count", "frame_duration_ms", "svg",
})  # fmt: skip
SPECS = Path(__file__).parents[3] / "shared" / "specs" / "openai" / "openapi.json"


@dataclass(frozen=True)
class File:
    """One file of a form, as it arrived."""

    part: str
    filename: str
    mime: str
    data: bytes

    @property
    def size(self) -> tuple[int, int]:
        with Image.open(io.BytesIO(self.data)) as picture:
            return picture.size


@dataclass(frozen=True)
class Refusal:
    message: str
    code: str | None = "invalid_value"
    param: str | None = None
    status: int = 400


def refusal_of(said: Mapping[str, Any], files: tuple[File, ...], *, edit: bool) -> Refusal | None:
    """The first thing that the vendor would not take."""
    model = str(said.get("model"))
    if model not in QUALITIES:
        gone = "was shut down" if model in SHUT_DOWN else "does not exist"
        return Refusal(f"The model `{model}` {gone}.", "model_not_found", "model", 404)
    for name in said:
        allowed = name in KNOWN and not (edit and name in {"moderation", "frame_count"})
        if not allowed:
            return Refusal(f"Unknown parameter: '{name}'.", "unknown_parameter", name)
    return _words(said, model) or _numbers(said) or _files(files, model, edit=edit)


def _words(said: Mapping[str, Any], model: str) -> Refusal | None:
    if not said.get("prompt") or len(str(said["prompt"])) > MAX_PROMPT:
        return Refusal(
            "Prompt is missing or longer than 32000.", "string_above_max_length", "prompt"
        )
    if said.get("quality", "auto") not in QUALITIES[model]:
        return Refusal(f"Invalid value: '{said['quality']}'.", param="quality")
    if said.get("output_format", "png") not in {"png", "jpeg", "webp"}:
        return Refusal("This output format needs preview access.", param="output_format")
    if said.get("background") == "transparent" and said.get("output_format") == "jpeg":
        return Refusal("Transparent background is not supported for jpeg.", param="background")
    if said.get("moderation", "auto") not in {"auto", "low"}:
        return Refusal("Invalid moderation.", param="moderation")
    size = str(said.get("size", "auto"))
    return (
        None if size == "auto" or legal(size) else Refusal(f"Invalid size '{size}'.", param="size")
    )


def legal(size: str) -> bool:
    """pixel_rules.gpt_any"""
    match = re.fullmatch(r"(\d+)x(\d+)", size)
    if not match:
        return False
    width, height = int(match[1]), int(match[2])
    return (
        width % 16 == 0
        and height % 16 == 0
        and 655_360 <= width * height <= 8_294_400
        and max(width, height) <= 3840
        and max(width, height) <= 3 * min(width, height)
    )


def _numbers(said: Mapping[str, Any]) -> Refusal | None:
    for name, low, high in (("n", 1, 10), ("partial_images", 0, 3), ("output_compression", 0, 100)):
        if name in said and not low <= int(said[name]) <= high:
            return Refusal(f"'{name}' must be {low} to {high}.", param=name)
    return None


def _files(files: tuple[File, ...], model: str, *, edit: bool) -> Refusal | None:
    if not edit:
        return None
    images = [f for f in files if f.part in {"image", "image[]"}]
    extras = {f.part: f for f in files if f.part in {"mask", "markup"}}
    if not images:
        return Refusal(
            "Missing required parameter: 'image'.", "missing_required_parameter", "image"
        )
    if len(images) > MAX_FILES:
        return Refusal("At most 16 images.", "too_many_images", "image")
    if any(f.part == "image" for f in images) and len(images) > 1:
        return Refusal(
            "Duplicate parameter: 'image'. Use 'image[]'.", "duplicate_parameter", "image"
        )
    if len(images) + len(extras) != len(files):
        return Refusal("Unknown file parameter.", "unknown_parameter")
    for file in files:
        if wrong := _file(file):
            return wrong
    if len(extras) == 2:
        return Refusal("'mask' and 'markup' cannot be combined.", param="markup")
    if "markup" in extras and model not in MARKUP:
        return Refusal("'markup' is not supported by this model.", param="markup")
    return next((w for f in extras.values() if (w := _over(f, images[0]))), None)


def _file(file: File) -> Refusal | None:
    if file.mime not in MIMES:
        return Refusal(
            f"Invalid file '{file.filename}': unsupported mimetype ('{file.mime}').",
            "unsupported_file_mimetype",
            file.part,
        )
    if len(file.data) >= MAX_FILE:
        return Refusal("Image too large.", "image_too_large", file.part)
    try:
        with Image.open(io.BytesIO(file.data)) as picture:
            picture.load()
            honest = Image.MIME.get(picture.format or "") == file.mime
    except (UnidentifiedImageError, OSError, SyntaxError):
        honest = False
    return None if honest else Refusal("Invalid image file.", "invalid_image_file", file.part)


def _over(file: File, image: File) -> Refusal | None:
    """A mask or markup: a PNG with alpha, as large as the first image."""
    with Image.open(io.BytesIO(file.data)) as picture:
        sound = picture.format == "PNG" and "A" in picture.getbands()
    if len(file.data) >= MAX_MASK or not sound or file.size != image.size:
        return Refusal("Invalid mask image: PNG with alpha of the same size.", None, file.part)
    return None


def tokens_of(said: Mapping[str, Any]) -> int:
    """Output tokens of one picture. Bigger ones cost less than their area says."""
    family = str(said["model"]).split("-sunburst")[0].split("-flare")[0]
    quality = "high" if said.get("quality", "auto") == "auto" else str(said["quality"])
    width, _, height = str(said.get("size", "1024x1024")).partition("x")
    tokens = TOKENS[family][quality]
    area = int(width) * int(height) if height else 1024 * 1024
    return tokens if area <= 1024 * 1536 else int(tokens * (area / 1024**2) ** 0.5)


def usage_of(said: Mapping[str, Any], files: tuple[File, ...], pictures: int) -> dict[str, Any]:
    text, image = len(str(said["prompt"])) // 4 + 1, REFERENCE_TOKENS * len(files)
    out = tokens_of(said) * pictures
    if said.get("stream"):
        out += PARTIAL_TOKENS * int(said.get("partial_images", 0))
    return {
        "total_tokens": text + image + out,
        "input_tokens": text + image,
        "output_tokens": out,
        "input_tokens_details": {"text_tokens": text, "image_tokens": image},
    }


@cache
def _specs() -> Mapping[str, Any] | None:
    return json.loads(SPECS.read_text("utf-8")) if SPECS.exists() else None


def unspecified(schema: str, body: Mapping[str, Any]) -> list[str]:
    """What of a body the vendor's own description does not know or types otherwise; empty where the
    description is not here. It is older than 2.5 and 2.6, so newer values of `quality` may pass."""
    specs = _specs()
    if specs is None:
        return []
    known = specs["components"]["schemas"][schema]["properties"]
    wrong = []
    for name, value in body.items():
        if name not in known:
            wrong.append(f"{name} is not known")
            continue
        kinds = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
        wanted = kinds.get(known[name].get("type", ""))
        if wanted and not isinstance(value, wanted):
            wrong.append(f"{name} is {type(value).__name__}")
        values = known[name].get("enum")
        if values and value not in values and not (name == "quality" and value in FULL):
            wrong.append(f"{name} is {value!r}")
    return wrong
