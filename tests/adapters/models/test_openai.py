"""GPT Image over a loopback server that refuses what OpenAI refuses: what leaves, what every answer
becomes, what it costs."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from adapters.models.openai import OpenAIModel
from bot.catalogue.loader import load
from bot.domain.answers import wait_before_retry
from bot.domain.brief import Brief, PictureFacts, Role
from bot.domain.model import Model, Usage
from bot.domain.outcome import (
    Access,
    AuthOrVerification,
    BadRequest,
    BadResponse,
    ModelGone,
    NoImage,
    Ok,
    Outcome,
    ProviderDown,
    QuotaOrBilling,
    RateLimited,
    Refused,
    TimeoutUnknownCost,
)
from bot.domain.placement import Format
from bot.ports import Call, Parent, RoledPicture
from tests.standins.openai_images import (
    KEY,
    MODERATED,
    Drop,
    Made,
    OpenAIStandin,
    Raw,
    Stall,
    Step,
    Wrong,
    openai_standin,
)
from tests.standins.vendor_pictures import draw, heavy, size_of

SQUARE = Format(1024, 1024, "1:1")
STORY = Format(1080, 1920, "9:16")
HTML = b"<html><body>502 Bad Gateway</body></html>"


@cache
def model(model_id: str = "gpt-image-2") -> Model:
    found = load().model(model_id)
    assert found is not None
    return found


def call(
    model_id: str = "gpt-image-2",
    fmt: Format = SQUARE,
    *,
    references: tuple[RoledPicture, ...] = (),
    parent: bytes | None = None,
    quality: str = "low",
    timeout_s: float = 20.0,
    prompt: str = "Subject: a red fox",
) -> Call:
    return Call(
        key="order/draw/0",
        model=model(model_id),
        brief=Brief("a red fox", (fmt,)),
        format=fmt,
        prompt=prompt,
        references=references,
        parent=None if parent is None else Parent(parent, "image/png", model_id, "", ()),
        instruction="" if parent is None else "blue",
        quality=quality,
        timeout_s=timeout_s,
    )


def photo(data: bytes, role: Role = Role.PRODUCT) -> RoledPicture:
    width, height = size_of(data)
    return RoledPicture(role, data, PictureFacts("a.png", width, height, len(data), "image/png"))


@pytest.fixture
async def vendor() -> AsyncIterator[OpenAIStandin]:
    async with openai_standin() as standin:
        yield standin


@pytest.fixture
async def openai(vendor: OpenAIStandin) -> AsyncIterator[OpenAIModel]:
    made = OpenAIModel(KEY, base_url=vendor.base_url)
    yield made
    await made.close()


def unseen(_: bytes) -> None:
    raise AssertionError("nobody asked for unfinished pictures")


async def ok(openai: OpenAIModel, asked: Call) -> Ok:
    outcome = await openai.make(asked, unseen)
    assert isinstance(outcome, Ok), outcome
    return outcome


# --- what leaves ------------------------------------------------------------------------------


async def test_a_picture_from_words_is_one_plain_request(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    outcome = await ok(openai, call(fmt=STORY))
    assert vendor.last.path == "/v1/images/generations"
    assert vendor.last.said == {
        "model": "gpt-image-2", "prompt": "Subject: a red fox", "n": 1, "size": "1088x1936",
        "quality": "low", "output_format": "png", "moderation": "auto",
    }  # fmt: skip
    picture = outcome.pictures[0]
    assert size_of(picture.data) == (picture.width, picture.height) == (1088, 1936)
    assert picture.mime == "image/png"
    assert (len(vendor.requests), vendor.generations, vendor.billed) == (1, 1, 1)


async def test_a_quality_is_always_named(vendor: OpenAIStandin, openai: OpenAIModel) -> None:
    for wanted, sent in (("", "medium"), ("auto", "medium"), ("high", "high"), ("max", "medium")):
        await ok(openai, call(quality=wanted))
        assert vendor.last.said["quality"] == sent
    await ok(openai, call("gpt-image-2.6-flare", quality="max"))
    assert vendor.last.said["quality"] == "max"


@pytest.mark.parametrize("model_id", [m.id for m in load().models if m.provider == "openai"])
async def test_every_model_draws_every_placement(
    vendor: OpenAIStandin, openai: OpenAIModel, model_id: str
) -> None:
    for placement in load().placements[:: 1 if model_id == "gpt-image-2" else 9]:
        fmt = Format(placement.width, placement.height, placement.ratio, placement=placement.id)
        vendor.then(Made(data=draw("small", 64, 64)))  # the size that was asked is what counts here
        await ok(openai, call(model_id, fmt))


async def test_the_parent_goes_first_and_photos_follow_in_their_order(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    parent, one, two = (draw(w, 1024, 1024) for w in ("parent", "one", "two"))
    jpeg = draw("three", 640, 480, "jpeg")
    photos = (photo(one), photo(two, Role.STYLE), photo(jpeg, Role.LOGO))
    await ok(openai, call(parent=parent, references=photos))
    files = vendor.last.files
    assert vendor.last.path == "/v1/images/edits"
    assert vendor.last.parts == ["image[]"] * 4
    assert [f.data for f in files] == [parent, one, two, jpeg]
    assert [f.mime for f in files] == ["image/png"] * 3 + ["image/jpeg"]
    assert [f.filename for f in files] == ["parent.png", "image1.png", "image2.png", "image3.jpg"]
    assert vendor.last.said["quality"] == "low"
    assert "moderation" not in vendor.last.said


async def test_one_photo_without_a_parent_is_an_edit_too(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    await ok(openai, call(references=(photo(draw("can", 300, 300)),)))
    assert vendor.last.parts == ["image[]"]


async def test_an_edit_is_drawn_again_as_a_whole(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    parent = (await ok(openai, call())).pictures[0].data
    edited = (await ok(openai, call(parent=parent))).pictures[0].data
    assert edited != parent
    assert vendor.last.files[0].data == parent


async def test_a_large_photo_is_made_smaller_and_the_parent_is_left_alone(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    parent, large = draw("parent", 3840, 2160), draw("large", 3000, 1500)
    await ok(
        openai, call(fmt=Format(1920, 1080, "16:9"), parent=parent, references=(photo(large),))
    )
    assert vendor.last.files[0].data == parent
    assert vendor.last.files[1].size == (2048, 1024)


async def test_what_the_vendor_does_not_take_is_converted_and_named_so(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    held = io.BytesIO()
    Image.new("P", (300, 200), 3).save(held, "GIF")
    await ok(openai, call(references=(photo(held.getvalue()),)))
    assert vendor.last.files[0].mime in {"image/png", "image/jpeg"}
    assert vendor.last.files[0].size == (300, 200)


async def test_an_unreadable_photo_is_said_before_anything_is_sent(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    broken = RoledPicture(Role.STYLE, b"no", PictureFacts("a", 1, 1, 2, "image/png"))
    outcome = await openai.make(call(references=(broken,)), unseen)
    assert isinstance(outcome, BadRequest)
    assert vendor.requests == []


async def test_a_painted_mask_goes_apart_as_large_as_the_parent(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    mask = Image.new("L", (100, 100), 0)
    mask.paste(255, (50, 0, 100, 100))
    held = io.BytesIO()
    mask.save(held, "PNG")
    style = draw("style", 200, 200)
    photos = (photo(held.getvalue(), Role.MASK), photo(style, Role.STYLE))
    await ok(openai, call(parent=draw("parent", 1024, 1024), references=photos))
    assert vendor.last.parts == ["image[]", "image[]", "mask"]
    assert vendor.last.files[1].data == style
    with Image.open(io.BytesIO(vendor.last.files[2].data)) as sent:
        assert sent.size == (1024, 1024)
        alpha = sent.getchannel("A")
        assert (alpha.getpixel((100, 500)), alpha.getpixel((900, 500))) == (255, 0)


async def test_an_erased_mask_is_taken_as_it_is(vendor: OpenAIStandin, openai: OpenAIModel) -> None:
    mask = Image.new("RGBA", (1024, 1024), (9, 9, 9, 255))
    mask.paste((0, 0, 0, 0), (0, 0, 512, 1024))
    held = io.BytesIO()
    mask.save(held, "PNG")
    asked = call(parent=draw("p", 1024, 1024), references=(photo(held.getvalue(), Role.MASK),))
    await ok(openai, asked)
    with Image.open(io.BytesIO(vendor.last.files[1].data)) as sent:
        alpha = sent.getchannel("A")
        assert (alpha.getpixel((10, 10)), alpha.getpixel((1000, 10))) == (0, 255)


HIJACK = {
    "OPENAI_BASE_URL": "http://127.0.0.1:9/evil",
    "OPENAI_API_KEY": "sk-evil",
    "OPENAI_ADMIN_KEY": "sk-evil-admin",
    "OPENAI_ORG_ID": "org-evil",
    "OPENAI_PROJECT_ID": "proj-evil",
    "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer sk-evil\nX-Evil: 1\nHost: evil.example\nContent-Type: text/evil",
    "http_proxy": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "all_proxy": "http://127.0.0.1:9",
}


@pytest.mark.parametrize("name", [*HIJACK, "everything"])
async def test_no_variable_of_the_environment_redirects_a_call_or_adds_to_it(
    vendor: OpenAIStandin, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async def headers_of(asked: Call) -> dict[str, str]:
        made = OpenAIModel(KEY, base_url=vendor.base_url)
        await ok(made, asked)
        await made.close()
        headers = {k.lower(): v for k, v in vendor.last.headers.items()}
        return {k: v.split("boundary=")[0] for k, v in headers.items() if k != "content-length"}

    asked = (call(), call(parent=draw("p", 1024, 1024)))
    before = [await headers_of(each) for each in asked]
    for variable, value in HIJACK.items():
        if name in {variable, "everything"}:
            monkeypatch.setenv(variable, value)
    assert [await headers_of(each) for each in asked] == before
    assert before[0]["authorization"] == f"Bearer {KEY}"
    assert not any("evil" in value for value in before[0].values())


async def test_a_redirect_is_not_followed(vendor: OpenAIStandin, openai: OpenAIModel) -> None:
    vendor.then(Wrong(307, headers={"Location": "http://evil.example/v1/images/generations"}))
    assert isinstance(await openai.make(call(), unseen), BadResponse)
    assert len(vendor.requests) == 1


# --- every answer -----------------------------------------------------------------------------

REFUSED = Refused("output", ("violence", "gore"), "Your request was rejected by the safety system.")
PICTURE = base64.b64encode(draw("a", 64, 64)).decode()
ANSWERS: tuple[tuple[str, Step, Outcome], ...] = (
    ("moderation_blocked", MODERATED, REFUSED),
    ("moderation without details", Wrong(400, "moderation_blocked"), Refused("unknown", (), "no")),
    ("billing hard limit", Wrong(400, "billing_hard_limit_reached"), QuotaOrBilling("no")),
    ("insufficient_quota", Wrong(429, "insufficient_quota", kind="insufficient_quota"), QuotaOrBilling("no")),
    ("payment required", Wrong(402, None), QuotaOrBilling("no")),
    ("rate limit, short", Wrong(429, "rate_limit_exceeded", headers={"retry-after": "7"}), RateLimited(7.0)),
    ("rate limit, ms", Wrong(429, headers={"retry-after-ms": "1500", "retry-after": "2"}), RateLimited(1.5)),
    ("rate limit, long", Wrong(429, headers={"retry-after": "600"}), RateLimited(600.0)),
    ("rate limit, silent", Wrong(429), RateLimited(None)),
    ("rate limit, nonsense", Wrong(429, headers={"retry-after": "nan"}), RateLimited(None)),
    (
        "rate limit, a date",
        Wrong(429, headers={"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}),
        RateLimited(30.0),
    ),
    ("do not retry", Wrong(429, headers={"x-should-retry": "false"}), RateLimited(None, again=False)),
    ("image file", Wrong(400, "invalid_image_file", "Invalid image file"), BadRequest("Invalid image file")),
    ("mime", Wrong(400, "unsupported_file_mimetype", "octet"), BadRequest("octet")),
    ("too large", Wrong(400, "image_too_large", "large"), BadRequest("large")),
    ("413", Wrong(413, message="Payload too large"), BadRequest("Payload too large")),
    (
        "verification",
        Wrong(403, None, "Your organization must be verified to use the model `gpt-image-2`."),
        AuthOrVerification(Access.VERIFICATION),
    ),
    ("forbidden", Wrong(403, "unsupported_country_region_territory"), AuthOrVerification(Access.REGION)),
    ("key", Wrong(401, "invalid_api_key", f"Incorrect API key provided: {KEY}."), AuthOrVerification()),
    ("gone", Wrong(404, "model_not_found", "The model does not exist"), ModelGone("gpt-image-2")),
    ("shut down", Wrong(400, "model_not_found"), ModelGone("gpt-image-2")),
    ("wrong address", Wrong(404, None, "Invalid URL (POST /v1/x)"), BadResponse("404: no image API at this address")),
    ("a page that is not there", Raw(HTML, 404, "text/html", billed=False), BadResponse("404: no image API at this address")),
    ("500", Wrong(500, "server_error", kind="server_error"), ProviderDown("500")),
    ("502 page", Raw(HTML, 502, "text/html", billed=False), ProviderDown("502")),
    ("503", Wrong(503), ProviderDown("503")),
    ("503, nonsense", Raw(b'{"error":', 503, billed=False), ProviderDown("503")),
    ("503, do not retry", Wrong(503, headers={"x-should-retry": "false"}), ProviderDown("503", again=False)),
    ("409", Wrong(409), ProviderDown("409")),
    ("gateway gave up", Wrong(504), TimeoutUnknownCost()),
    ("bare words", Wrong(400, body={"error": "prompt required"}), BadRequest("prompt required")),
    ("detail", Wrong(422, body={"detail": [{"msg": "bad"}, {"msg": "size"}]}), BadRequest("bad; size")),
    ("a list", Wrong(400, body=["?"]), BadRequest("400")),
    ("no data", Raw(b'{"created": 1, "data": null}'), NoImage()),
    ("no key data", Raw(b'{"created": 1}'), NoImage()),
    ("null picture", Raw(b'{"data": [{"b64_json": null}]}'), NoImage()),
    ("html", Raw(HTML, mime="text/html"), BadResponse("not JSON")),
    ("malformed", Raw(b'{"created": 1, "data": [{"b64_json": "iVBOR'), BadResponse("not JSON")),
    ("empty", Raw(b""), BadResponse("not JSON")),
    ("null", Raw(b"null"), BadResponse("not an object")),
    ("a list of pictures", Raw(b'[{"b64_json": "aaaa"}]'), BadResponse("not an object")),
    ("data as an object", Raw(b'{"data": {"b64_json": "aaaa"}}'), BadResponse("data is not a list")),
    ("data of strings", Raw(b'{"data": ["aaaa"]}'), BadResponse("an entry of data is not an object")),
    ("a number as picture", Raw(b'{"data": [{"b64_json": 7}]}'), BadResponse("not base64")),
    ("not base64", Raw(b'{"data": [{"b64_json": "*&!#"}]}'), BadResponse("not base64")),
    ("no picture in it", Made(data=b"hello"), BadResponse("the picture cannot be decoded")),
    ("half a picture", Made(data=draw("a", 64, 64)[:-40]), BadResponse("the picture cannot be decoded")),
    ("half a jpeg", Made(data=draw("a", 640, 640, "jpeg")[:-6000]), BadResponse("the picture cannot be decoded")),
    ("dropped before", Drop(billed=False), TimeoutUnknownCost()),
    ("dropped after", Drop(billed=True), TimeoutUnknownCost()),
    ("dropped halfway", Drop(halfway=True), TimeoutUnknownCost()),
)  # fmt: skip


@pytest.mark.parametrize(
    ("step", "expected"), [a[1:] for a in ANSWERS], ids=[a[0] for a in ANSWERS]
)
@pytest.mark.parametrize("edit", [False, True], ids=["words", "edit"])
async def test_every_answer_is_one_named_outcome(
    vendor: OpenAIStandin, openai: OpenAIModel, step: Step, expected: Outcome, edit: bool
) -> None:
    vendor.then(step)
    asked = call(parent=draw("p", 1024, 1024)) if edit else call()
    outcome = await openai.make(asked, unseen)
    assert outcome == expected
    assert len(vendor.requests) == 1  # nothing is sent twice, whatever came back
    assert KEY not in repr(outcome)


@pytest.mark.parametrize("stall", [Stall(), Stall(after_headers=True)], ids=["silent", "begun"])
async def test_no_answer_in_time_is_of_unknown_cost(
    vendor: OpenAIStandin, openai: OpenAIModel, stall: Stall
) -> None:
    vendor.then(stall)
    assert await openai.make(call(timeout_s=0.3), unseen) == TimeoutUnknownCost()
    assert (len(vendor.requests), vendor.billed) == (1, 1)


async def test_large_and_slow_pictures_get_more_time(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    vendor.then(Made(slow_s=0.6), Made(slow_s=0.6, data=draw("a", 64, 64)))
    assert await openai.make(call(timeout_s=0.4), unseen) == TimeoutUnknownCost()
    wide = call(fmt=Format(3840, 2160, "16:9"), timeout_s=0.5)
    assert isinstance(await openai.make(wide, unseen), Ok)


async def test_a_refused_connection_costs_nothing_and_may_be_tried_again() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    openai = OpenAIModel(KEY, base_url=f"http://127.0.0.1:{port}/v1")
    outcome = await openai.make(call(), unseen)
    await openai.close()
    assert outcome == ProviderDown("no connection")
    assert wait_before_retry(outcome, 1) is not None


def test_only_busy_and_down_are_tried_again_and_a_vendors_no_is_a_no() -> None:
    for _, _, outcome in ANSWERS:
        waits = wait_before_retry(outcome, 1) is not None
        patient = isinstance(outcome, ProviderDown) or (
            isinstance(outcome, RateLimited) and (outcome.retry_after_s or 0) < 120
        )
        assert waits == (patient and getattr(outcome, "again", True)), outcome


async def test_a_stopped_call_stops_at_once(vendor: OpenAIStandin, openai: OpenAIModel) -> None:
    vendor.then(Stall())
    task = asyncio.create_task(openai.make(call(), unseen))
    while not vendor.requests:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_wrong_key_is_never_repeated_in_words(vendor: OpenAIStandin) -> None:
    openai = OpenAIModel("sk-wrong-9876543210", base_url=vendor.base_url)
    outcome = await openai.make(call(), unseen)
    await openai.close()
    assert outcome == AuthOrVerification()


@pytest.mark.parametrize("words", [f"bad {KEY}", f"bad Bearer {KEY}", "bad sk-proj-aB3*****xYz9"])
async def test_words_of_the_vendor_lose_their_keys_and_their_length(
    vendor: OpenAIStandin, openai: OpenAIModel, words: str
) -> None:
    vendor.then(Wrong(400, message=f"{words} " + "x " * 400))
    outcome = await openai.make(call(), unseen)
    assert isinstance(outcome, BadRequest)
    assert outcome.message.startswith("bad [key] x")
    assert len(outcome.message) <= 200


# --- good answers, told oddly -----------------------------------------------------------------


async def test_usage_is_what_the_vendor_says(vendor: OpenAIStandin, openai: OpenAIModel) -> None:
    outcome = await ok(openai, call(parent=draw("p", 1024, 1024), quality="high"))
    assert outcome.usage == Usage(text_in=5, image_in=1200, text_out=0, image_out=7024)
    vendor.then(Made(without_usage=True))
    assert (await ok(openai, call())).usage == Usage()
    vendor.then(Made(extra={"usage": {"input_tokens": 9, "output_tokens": 5, "cost": {}}}))
    assert (await ok(openai, call())).usage == Usage(None, 9, 0, 5)
    vendor.then(Made(extra={"usage": {"output_tokens": "many", "input_tokens_details": []}}))
    assert (await ok(openai, call())).usage == Usage()


async def test_the_bytes_say_what_came_not_the_answer(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    vendor.then(Made(jpeg=True, extra={"size": "1x1", "quality": "ultra", "news": {"a": [1]}}))
    made = (await ok(openai, call())).pictures[0]
    assert (made.mime, made.width, made.height) == ("image/jpeg", 1024, 1024)


async def test_fewer_or_more_pictures_than_asked(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    vendor.then(Made(pictures=0), Made(pictures=2))
    nothing = await openai.make(call(), unseen)
    assert nothing == NoImage(usage=Usage(5, 0, 0, 0))
    assert len((await ok(openai, call())).pictures) == 2


async def test_base64_as_other_writers_escape_it(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    large = base64.b64encode(draw("large", 512, 512, grain=20)).decode()
    assert "/" in large
    for text in (PICTURE, large):
        body = json.dumps({"data": [{"b64_json": text}]}).replace("/", "\\/")
        vendor.then(Raw(body.encode()))
        made = (await ok(openai, call())).pictures[0]
        assert made.data == base64.b64decode(text)


async def test_twenty_megabytes_arrive_whole(vendor: OpenAIStandin, openai: OpenAIModel) -> None:
    vendor.then(Made(data=heavy(20)))
    assert (await ok(openai, call())).pictures[0].data == heavy(20)


# --- unfinished pictures ----------------------------------------------------------------------


@pytest.mark.parametrize("parent", [None, draw("p", 1024, 1024)], ids=["words", "edit"])
async def test_unfinished_pictures_are_shown_while_the_whole_is_drawn(
    vendor: OpenAIStandin, openai: OpenAIModel, parent: bytes | None
) -> None:
    shown: list[bytes] = []
    outcome = await openai.make(replace(call(parent=parent), partials=2), shown.append)
    assert isinstance(outcome, Ok)
    assert [size_of(each) for each in shown] == [(1024, 1024)] * 2
    assert vendor.last.said["stream"] is True
    assert vendor.last.said["partial_images"] == 2
    assert outcome.usage.image_out == 196 + 2 * 100  # what they cost stands in the price row
    assert vendor.billed == 1


STREAMED = replace(call(), partials=2)
STREAMS: tuple[tuple[str, Step, Outcome], ...] = (
    (
        "moderated",
        Made(
            error_after=1,
            error={
                "code": "moderation_blocked",
                "message": "no",
                "moderation_details": {"moderation_stage": "output", "categories": ["gore"]},
            },
        ),
        Refused("output", ("gore",), "no"),
    ),
    ("quota", Made(error_after=0, error={"code": "insufficient_quota", "message": "no"}), QuotaOrBilling("no")),
    ("broken", Made(error_after=1, error={"code": "server_error", "message": "?"}), ProviderDown("broke off")),
    ("unfinished", Made(unfinished=True), TimeoutUnknownCost()),
    ("before it began", MODERATED, REFUSED),
    ("nonsense", Raw(b"data: {nonsense\n\n", mime="text/event-stream"), BadResponse("not JSON")),
    ("silence", Raw(b": hello\n\n", mime="text/event-stream"), TimeoutUnknownCost()),
)  # fmt: skip


@pytest.mark.parametrize(
    ("step", "expected"), [s[1:] for s in STREAMS], ids=[s[0] for s in STREAMS]
)
async def test_a_stream_that_goes_wrong_is_one_named_outcome_too(
    vendor: OpenAIStandin, openai: OpenAIModel, step: Step, expected: Outcome
) -> None:
    vendor.then(step)
    assert await openai.make(STREAMED, lambda _: None) == expected
    assert len(vendor.requests) == 1


async def test_a_server_that_does_not_stream_is_read_as_it_answers(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    body = json.dumps({"data": [{"b64_json": PICTURE}]})
    vendor.then(Raw(body.encode()))
    assert isinstance(await openai.make(STREAMED, unseen), Ok)


async def test_events_of_kinds_to_come_and_other_line_ends_are_read_past(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    said = {
        "type": "image_generation.completed",
        "b64_json": PICTURE,
        "usage": {"output_tokens": 9},
    }
    lines = ['data: {"type": "image_generation.mood"}', f"data: {json.dumps(said)}", "data: [DONE]"]
    vendor.then(Raw("\r\n\r\n".join(lines).encode(), mime="text/event-stream"))
    outcome = await openai.make(STREAMED, unseen)
    assert isinstance(outcome, Ok)
    assert outcome.usage.image_out == 9


async def test_nobody_is_sent_more_unfinished_pictures_than_the_vendor_has(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    shown: list[bytes] = []
    assert isinstance(await openai.make(replace(call(), partials=9), shown.append), Ok)
    assert (vendor.last.said["partial_images"], len(shown)) == (3, 3)


async def test_without_a_wish_nothing_is_streamed(
    vendor: OpenAIStandin, openai: OpenAIModel
) -> None:
    await ok(openai, replace(call(), quality="low"))
    assert not {"stream", "partial_images"} & vendor.last.said.keys()


# --- who asks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("parent", [None, draw("p", 1024, 1024)], ids=["words", "edit"])
async def test_who_asks_is_a_mark_and_never_left_out_where_it_is_known(
    vendor: OpenAIStandin, openai: OpenAIModel, parent: bytes | None
) -> None:
    await ok(openai, replace(call(parent=parent), person="5f3c0a"))
    assert vendor.last.said["safety_identifier"] == "5f3c0a"
    assert "user" not in vendor.last.said
    await ok(openai, call(parent=parent))
    assert "safety_identifier" not in vendor.last.said
