"""Bad input gets a clear answer; nothing is lost, nothing is charged."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from bot.cards import Kind
from bot.domain.work import VersionState
from bot.errors import BadPicture, Overloaded
from bot.events import Ask, Photo, Quiet, Say
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, Stage, words_of


async def _nothing_happened(stage: Stage) -> None:
    assert await stage.threads() == ()
    assert await stage.reserved() == 0
    assert stage.google.calls == []
    assert stage.bugs() == []


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b"])
async def test_an_empty_brief_opens_the_form(stage: Stage, text: str) -> None:
    answer = await stage.you.asks(text)
    assert isinstance(answer, Ask | Say), answer
    await _nothing_happened(stage)


async def test_a_brief_of_40000_characters_is_answered_with_its_length(stage: Stage) -> None:
    answer = await stage.you.asks("can " * 10_000)
    assert "40,000" in words_of(answer)
    await _nothing_happened(stage)


async def test_a_brief_longer_than_the_form_comes_back_with_its_words(stage: Stage) -> None:
    answer = await stage.you.asks("a can " * 1000)
    assert isinstance(answer, Ask)
    assert [(e.field, e.code, e.limit) for e in answer.errors] == [("what", "too_long", 4000)]
    assert dict(answer.values)["what"].startswith("a can")
    await _nothing_happened(stage)


async def test_a_reply_of_40000_characters_is_answered_and_the_thread_lives(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    answer = await stage.you.says("warmer " * 6000, thread)
    assert isinstance(answer, Say)
    assert "characters" in words_of(answer)
    assert (await stage.you.edits("make it warmer", thread)).state is VersionState.READY


@pytest.mark.parametrize(
    ("field", "value", "nearest"),
    [
        ("model", "nano bananna 2.1", "nano banana 2.1"),
        ("model", "midjourney", None),
        ("ratio", "9:15", "9:16"),
        ("ratio", "round", ""),
        ("resolution", "8k", "2K"),
        ("file_type", "pngg", "png"),
        ("where", "instagram stroy", None),
        ("count", "9", None),
        ("count", "many", None),
        ("private", "perhaps", None),
        ("keep", "exactly", None),
        ("colour", "red", None),
    ],
)
async def test_an_option_that_is_unknown_is_named_with_the_nearest(
    stage: Stage, field: str, value: str, nearest: str | None
) -> None:
    answer = await stage.you.asks("a can", **{field: value})
    assert isinstance(answer, Ask), words_of(answer)
    wrong = [e for e in answer.errors if e.field == field]
    assert wrong, answer.errors
    if nearest is not None:
        assert wrong[0].nearest == nearest
    assert dict(answer.values)["what"] == "a can"
    await _nothing_happened(stage)


async def test_a_model_without_a_key_is_refused_by_name(open_stage: Opening) -> None:
    from bot.domain.model import Provider  # noqa: PLC0415

    stage = await open_stage(keyed=frozenset({Provider.SKETCH, Provider.OPENAI}))
    answer = await stage.you.asks("a can", model=NANO)
    assert isinstance(answer, Ask)
    assert [e.code for e in answer.errors] == ["no_key"]
    await _nothing_happened(stage)


# --- photos -----------------------------------------------------------------------------------


def _png(width: int, height: int, colour: str = "red") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(held, "PNG")
    return held.getvalue()


def _bomb() -> bytes:
    """A few hundred bytes that say they are 60,000 x 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _gif() -> bytes:
    held = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:])
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.png", "empty"),
        (b"hello", "a.png", "not_a_picture"),
        (_png(400, 400)[:200], "a.png", "truncated"),
        (_bomb(), "a.png", "bomb"),
        (b"%PDF-1.7 " + b"x" * 500, "a.pdf", "pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "svg"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 100, "a.mp4", "video"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "a.heic", "heic"),
        (_gif(), "a.gif", "animated"),
        (_png(64, 64) + b"\0" * (60 * 1024 * 1024), "a.png", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_file_that_cannot_be_used_says_why(
    stage: Stage, data: bytes, name: str, reason: str
) -> None:
    found = await stage.studio.desk.take_in(stage.you.actor, data, name)
    assert isinstance(found, BadPicture), found
    assert found.reason == reason
    said = words_of(await stage.studio.desk.sentence(found))
    assert name in said
    assert "JPG" in said
    await _nothing_happened(stage)


@pytest.mark.parametrize("mode", ["CMYK", "I;16", "LA", "P", "1"])
async def test_odd_colours_are_converted_not_refused(stage: Stage, mode: str) -> None:
    held = io.BytesIO()
    kind = "TIFF" if mode == "CMYK" else "PNG"
    kind = "JPEG" if mode == "CMYK" else kind
    Image.new(mode, (300, 200)).save(held, kind)
    assert isinstance(await stage.studio.desk.take_in(stage.you.actor, held.getvalue(), "a"), Photo)


async def test_a_photo_of_another_team_or_of_nobody_is_asked_for_again(stage: Stage) -> None:
    photo = await stage.you.uploads(_png(300, 300), "can.png", "product")
    from dataclasses import replace  # noqa: PLC0415

    ghost = replace(photo, upload="0" * 26)  # type: ignore[arg-type]
    answer = await stage.you.submits("brief", photos=(ghost,), what="a can", agreed=10**9)
    assert isinstance(answer, Ask)
    assert [(e.field, e.code) for e in answer.errors] == [("photos", "expired")]
    await _nothing_happened(stage)


async def test_a_photo_goes_to_the_model_with_its_role(stage: Stage) -> None:
    photo = await stage.you.uploads(_png(300, 300), "../../can.png\n", "product")
    assert photo.filename == "can.png"
    thread = await stage.you.orders("a can", (photo,), model=NANO)
    assert [r.role for r in stage.google.calls[0].references] == ["product"]
    assert (await stage.session(thread)).brief.references[0].role == "product"
    await stage.you.edits("make it warmer", thread)
    assert [r.role for r in stage.google.calls[1].references] == ["product"]


async def test_nine_photos_are_one_too_many(stage: Stage) -> None:
    photos = tuple([await stage.you.uploads(_png(90 + n, 90), "a.png") for n in range(9)])
    answer = await stage.you.submits("brief", photos=photos, what="a can")
    assert isinstance(answer, Ask)
    assert [(e.field, e.code) for e in answer.errors] == [("photos", "too_many")]


# --- places -----------------------------------------------------------------------------------


async def test_words_outside_any_thread_of_ours_are_told_so(stage: Stage) -> None:
    assert "cannot find" in words_of(await stage.you.says("make it warmer", "nowhere"))


@pytest.mark.parametrize(
    "press",
    ["", "v1", "v1:nothing", "v2:pick:x", "v1:pick:", "v1:pick:" + "x" * 99, "v1:vote:x:yes"],
)
async def test_a_button_that_is_none_of_ours_is_answered(stage: Stage, press: str) -> None:
    answer = await stage.you.presses_raw(press)
    assert isinstance(answer, Say | Ask)
    assert stage.bugs() == []


async def test_an_unknown_command_is_answered(stage: Stage) -> None:
    assert "cannot find" in words_of(await stage.you.runs("dance"))


async def test_somebody_who_is_not_in_the_team_is_answered(stage: Stage) -> None:
    from tests.stories.studio import Somebody  # noqa: PLC0415

    ghost = Somebody(stage, stage.you.actor.__class__(stage.you.actor.platform, "local", "x", "X"))
    assert "cannot find" in words_of(await ghost.runs("brief", text="a can"))
    assert await ghost.may_not_see("")
    assert isinstance(await stage.studio.desk.take_in(ghost.actor, _png(9, 9), "a.png"), Exception)


async def test_a_bot_and_a_guest_cannot_order(stage: Stage) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from tests.stories.studio import Somebody  # noqa: PLC0415

    bot = Somebody(stage, replace(stage.you.actor, is_bot=True))
    answer = await bot.runs("brief", text="a can")
    assert isinstance(answer, Say)
    await _nothing_happened(stage)


async def test_too_many_free_sketches_a_minute_are_slowed_down(open_stage: Opening) -> None:
    stage = await open_stage(sketches_per_minute="3")
    for _ in range(3):
        await stage.you.orders("a can", model="sketch")
    answer = await stage.you.asks("a can", model="sketch")
    assert words_of(answer).startswith("The desk is full")
    await stage.pass_time(61)
    await stage.you.orders("a can", model="sketch")
    assert Overloaded.code == "overloaded"


async def test_hostile_words_are_words(stage: Stage) -> None:
    thread = await stage.you.orders(
        "'; DROP TABLE versions; -- <b>@everyone</b> {x} %s \x00 \u202e"
    )
    assert (await stage.version(thread, 1)).state is VersionState.READY
    answer = await stage.you.runs("history", search="drop' OR 1=1 --")
    assert isinstance(answer, Say)
    assert answer.card.kind is Kind.LIST
    assert isinstance(await stage.you.runs("history", search="%_\\"), Say)


async def test_text_in_a_script_that_the_fonts_lack_is_said_before_it_is_drawn(
    practice: Stage,
) -> None:
    answer = await practice.you.submits("brief", what="a can", text="𒀀𒀁𒀂", agreed=0)
    words = words_of(answer)
    if isinstance(answer, Quiet):
        version = await practice.version(answer.opens, 1)
        words = words_of(await practice.you.sees("1.1", answer.opens, Kind.RUNNING))
        assert version.state is VersionState.FAILED
    assert "letters" in words or "fonts" in words, words
