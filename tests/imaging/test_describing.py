"""What is seen, inside the file: found by whoever reads XMP, in every type, within its budget."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from bot.domain.placement import FileType, Format
from bot.imaging.describing import packet
from bot.imaging.fitting import fit

ALT = 'A can & "NORD" <on> stone. Text in picture: Grüße, 夏'
XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "iptc": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
}


def source() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").resize((400, 300)).save(out, "PNG")
    return out.getvalue()


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own packet, to see that it is XML


def said(data: bytes) -> list[str | None]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        xmp = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    if xmp is None:
        return []
    text = xmp.decode() if isinstance(xmp, bytes) else xmp
    root = parsed(text)
    places = ("dc:description", "iptc:AltTextAccessibility")
    return [root.findtext(f".//{place}/rdf:Alt/rdf:li", None, XMP) for place in places]


@pytest.mark.parametrize("kind", list(FileType))
def test_every_type_of_file_carries_the_words(kind: FileType) -> None:
    plain = fit(source(), Format(200, 100, "2:1", file_type=kind), 0)
    described = fit(source(), Format(200, 100, "2:1", file_type=kind), 0, ALT)

    assert said(plain.data) == []
    assert said(described.data) == [ALT, ALT]


def test_the_words_are_part_of_the_budget() -> None:
    fmt = Format(200, 100, "2:1", file_type=FileType.JPG)
    bare = len(fit(source(), fmt, 0).data)
    fitted = fit(source(), fmt, bare, ALT)

    assert len(fitted.data) <= bare
    assert said(fitted.data) == [ALT, ALT]


def test_nothing_to_say_is_no_packet_and_control_characters_are_left_out() -> None:
    assert packet("  \0 ") == b""
    assert b"\0" not in packet("a\0b\x1b[0m")
    assert parsed(packet("a\0b\x1b]]> \ud800").decode()) is not None
