"""Intake: what is taken comes out upright, sRGB and bounded; what is not is refused by its reason."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw

from bot.errors import BadPicture
from bot.imaging.intake import LONGEST, take_in
from bot.imaging.opening import MAX_BYTES, kind_of, measure


def picture(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    made = Image.new("RGB", (width, height), (236, 232, 225))
    draw = ImageDraw.Draw(made)
    draw.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.8), fill=(180, 40, 30))
    return made.convert(mode)


def encoded(made: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    crc = zlib.crc32(b"IHDR" + head)
    body = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", crc)
    data = zlib.compress(b"\0" * 64)
    crc = zlib.crc32(b"IDAT" + data)
    return body + struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", crc)


def animated(kind: str) -> bytes:
    frames = [picture(), Image.new("RGB", (320, 240), "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=90)


REFUSED = [
    (b"", "empty"),
    (b"hello, this is a text", "not_a_picture"),
    (b"%PDF-1.7\n%....", "pdf"),
    (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
    (b"\x1aE\xdf\xa3....matroska", "video"),
    (b"RIFF\x24\0\0\0AVI LIST", "video"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
    (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "heic"),
    (b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
    (encoded(picture(), "PNG")[:700], "truncated"),
    (encoded(picture(), "JPEG")[:900], "truncated"),
    (encoded(picture(), "WEBP")[:300], "truncated"),
    (png_header(20_000, 20_000), "bomb"),
    (animated("GIF"), "animated"),
    (animated("WEBP"), "animated"),
    (animated("PNG"), "animated"),
    (encoded(picture(63, 300), "PNG"), "too_small"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BYTES, "too_large"),
    (b"\xff\xd8\xff" + b"garbage" * 40, "truncated"),
]


@pytest.mark.parametrize(
    ("data", "reason"), REFUSED, ids=[f"{i}-{r}" for i, (_, r) in enumerate(REFUSED)]
)
def test_what_is_no_usable_picture_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadPicture) as caught:
        take_in(data, "upload.bin")

    assert (caught.value.reason, caught.value.filename) == (reason, "upload.bin")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_kinds_are_taken_whatever_their_name_says(kind: str) -> None:
    data, facts = take_in(encoded(picture(), kind), "photo.pdf")

    assert (facts.width, facts.height, facts.mime) == (320, 240, "image/jpeg")
    assert kind_of(data) == "jpeg"
    assert facts.bytes == len(data)


def test_a_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data, facts = take_in(encoded(picture(), "JPEG", exif=exif), "phone.jpg")

    assert (facts.width, facts.height) == (240, 320)
    assert b"Exif" not in data[:200]


def test_cmyk_is_converted_and_keeps_its_colours() -> None:
    data, _ = take_in(encoded(picture(mode="CMYK"), "JPEG", quality=95), "print.jpg")

    with Image.open(io.BytesIO(data)) as found:
        red, green, blue = np.asarray(found.convert("RGB"))[120, 160]
    assert found.mode == "RGB"
    assert red > 130
    assert green < 90
    assert blue < 90


def test_sixteen_bits_become_eight_and_stay_as_bright() -> None:
    deep = Image.new("I;16", (200, 100), 0x8000)
    data, facts = take_in(encoded(deep, "PNG"), "scan.png")

    with Image.open(io.BytesIO(data)) as found:
        assert abs(int(np.asarray(found.convert("L"))[50, 50]) - 128) <= 2
    assert facts.mime == "image/jpeg"


def test_a_foreign_profile_is_converted_to_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    plain = take_in(encoded(picture(), "PNG"), "a.png")[0]
    broken = take_in(encoded(picture(), "PNG", icc_profile=b"no profile at all"), "a.png")[0]
    foreign = take_in(encoded(picture(), "PNG", icc_profile=profile.tobytes()), "a.png")[0]

    assert broken == plain
    assert kind_of(foreign) == "jpeg"


def test_transparency_is_kept_as_png_and_an_opaque_alpha_is_dropped() -> None:
    clear = picture(mode="RGBA")
    clear.putalpha(Image.new("L", clear.size, 90))
    kept, facts = take_in(encoded(clear, "PNG"), "cut.png")
    _, opaque = take_in(encoded(picture(mode="RGBA"), "PNG"), "full.png")

    assert (kind_of(kept), facts.has_alpha) == ("png", True)
    assert (opaque.mime, opaque.has_alpha) == ("image/jpeg", False)


def test_a_huge_picture_is_brought_to_the_longest_side() -> None:
    data, facts = take_in(encoded(Image.new("RGB", (6000, 3000), "teal"), "PNG"), "huge.png")

    assert (facts.width, facts.height) == (LONGEST, LONGEST // 2)
    assert measure(data)[:2] == (LONGEST, LONGEST // 2)


def test_a_plain_wall_is_told_from_a_busy_scene() -> None:
    noise = Image.effect_noise((320, 240), 90).convert("RGB")
    plain = take_in(encoded(picture(), "PNG"), "a.png")[1]
    busy = take_in(encoded(noise, "PNG"), "b.png")[1]

    assert plain.plain_background
    assert not busy.plain_background
    assert plain.colours < 40 < busy.colours or busy.colours > 25
