"""The model's turn of an answer, kept for the edits that follow: sent back exactly as received or
not at all. The picture's bytes live outside; everything else, signatures included, is in here.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.models.decoding import bytes_of
from adapters.models.gemini.json_reading import Json, mapping, mappings, parsed, words

MAX_LAYERS = 4 * 1024 * 1024
"""A signature has a few kilobytes, some were seen near a megabyte; a database is no file store."""
_KNOWN_PART = {"text", "thought", "thoughtSignature", "inlineData"}
_KNOWN_BLOB = {"mimeType", "data"}
VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptPart:
    text: str | None
    mime: str | None
    """Set: the picture stands here."""
    thought: bool | None
    signature: bytes | None


def mark(data: bytes) -> str:
    """The picture that a turn belongs to: a signature counts for its very bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Turn:
    """What we asked and what the model answered, its picture apart."""

    model: str
    asked: str
    parts: tuple[KeptPart, ...]


def keep(
    content: Json,
    picked: Json,
    *,
    model: str,
    asked: str,
    picture: str,
    lifted: Sequence[bytes | None],
) -> str:
    """Layers of the picked part's picture; "" for a turn that cannot be sent back as it was: a
    second picture in it, or a part that is unknown here."""
    parts = mappings(content.get("parts"))
    kept = [_kept(part, lifted, is_picked=part is picked) for part in parts]
    if not kept or None in kept or len(parts) != len(content.get("parts", ())):
        return ""
    layers = json.dumps({
        "v": VERSION, "model": model, "asked": asked, "picture": picture, "parts": kept
    })  # fmt: skip
    return layers if len(layers) <= MAX_LAYERS else ""


def _kept(part: Json, lifted: Sequence[bytes | None], *, is_picked: bool) -> Json | None:
    blob = part.get("inlineData")
    if set(part) - _KNOWN_PART or ((blob is not None) != is_picked):
        return None
    made = {key: value for key, value in part.items() if key in {"text", "thought"}}
    if is_picked:
        if set(mapping(blob)) != _KNOWN_BLOB:
            return None
        made["mime"] = words(mapping(blob).get("mimeType"))
    if "thoughtSignature" in part:
        signature = bytes_of(part["thoughtSignature"], lifted)
        if signature is None:
            return None
        made["signature"] = base64.b64encode(signature).decode()
    return made


def recall(layers: str, model: str, data: bytes) -> Turn | None:
    """The kept turn; None where another model made it, the picture is not the one that came with
    it, or nothing usable was kept."""
    held = mapping(parsed(layers.encode())) if layers else {}
    if held.get("v") != VERSION or held.get("model") != model:
        return None
    if held.get("picture") != mark(data):
        return None
    parts = tuple(_part(part) for part in mappings(held.get("parts")))
    if sum(part.mime is not None for part in parts) != 1:
        return None
    return Turn(model, words(held.get("asked")), parts)


def _part(held: Json) -> KeptPart:
    text, mime, thought = held.get("text"), held.get("mime"), held.get("thought")
    return KeptPart(
        text=text if isinstance(text, str) else None,
        mime=mime if isinstance(mime, str) else None,
        thought=thought if isinstance(thought, bool) else None,
        signature=bytes_of(held.get("signature"), ()),
    )
