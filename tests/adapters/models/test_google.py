"""Google models against a loopback Gemini that refuses what the vendor refuses: what is sent, what is
kept for the next edit, what is billed, and what every answer becomes."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from adapters.models.gemini import grounding
from adapters.models.google import GoogleModel
from adapters.models.wire import Wire
from bot.domain.attribution import LookedUp, WebPage
from bot.domain.brief import LookUp, Role
from bot.domain.model import Usage
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
from bot.ports import Call, RoledPicture
from tests.adapters.models.calls import (
    SQUARE,
    STORY,
    WIDE,
    call,
    nothing,
    parent_of,
    photo,
    row,
    the_picture,
)
from tests.standins.gemini import (
    KEY,
    Draw,
    Gemini,
    Reply,
    Step,
    blocked,
    busy,
    error,
    gemini,
    withheld,
)
from tests.standins.gemini_rules import ROWS, camel, unpacked
from tests.standins.schema import misfits, schema
from tests.standins.vendor_pictures import GEMINI_1K, draw, size_of

NANO = "gemini-nano-banana-2.1"
PRO = "gemini-3-pro-image"
LITE = "gemini-3.1-flash-lite-image"


@pytest.fixture
async def standin() -> AsyncIterator[Gemini]:
    async with gemini() as one:
        yield one


@pytest.fixture
async def google(standin: Gemini) -> AsyncIterator[GoogleModel]:
    model = GoogleModel(KEY, standin.url)
    yield model
    await model.close()


def said(standin: Gemini, number: int = -1) -> dict[str, Any]:
    body: dict[str, Any] = camel(standin.seen[number].body)
    return body


def pictures_in(content: dict[str, Any]) -> list[bytes]:
    return [unpacked(p["inlineData"]["data"]) for p in content["parts"] if "inlineData" in p]


# --- what is sent -----------------------------------------------------------------------------


async def test_words_become_a_picture_in_the_pixels_of_its_bytes(
    google: GoogleModel, standin: Gemini
) -> None:
    made = the_picture(await google.make(call(row(NANO), WIDE), nothing))
    assert size_of(made.data) == (made.width, made.height) == (1376, 768)
    assert (made.mime, standin.requests, standin.generations, standin.billed) == (
        "image/png",
        1,
        1,
        1,
    )


async def test_ratio_and_size_are_always_said(google: GoogleModel, standin: Gemini) -> None:
    await google.make(call(row(NANO), STORY), nothing)
    assert said(standin)["generationConfig"]["imageConfig"] == {
        "aspectRatio": "9:16",
        "imageSize": "2K",
    }
    assert standin.seen[-1].path == f"/v1/models/{NANO}:generateContent"


@pytest.mark.parametrize("model", sorted(ROWS))
async def test_every_shape_of_every_row_of_the_catalogue_is_taken(
    google: GoogleModel, standin: Gemini, model: str
) -> None:
    for ratio in row(model).ratios:
        wide, high = (int(n) for n in ratio.split(":"))
        fmt = Format(wide * 100, high * 100, ratio, size=row(model).sizes[0])
        made = the_picture(await google.make(call(row(model), fmt), nothing))
        assert size_of(made.data) == (made.width, made.height)
    assert standin.billed == len(row(model).ratios)


async def test_a_size_that_a_model_does_not_have_never_leaves(
    google: GoogleModel, standin: Gemini
) -> None:
    outcome = await google.make(call(row(NANO), replace(SQUARE, size="512")), nothing)
    assert isinstance(outcome, BadRequest)
    assert standin.requests == 0


async def test_thinking_is_said_where_the_model_has_it(
    google: GoogleModel, standin: Gemini
) -> None:
    await google.make(call(row(NANO), thinking="high"), nothing)
    assert said(standin)["generationConfig"]["thinkingConfig"] == {"thinkingLevel": "HIGH"}
    for model, level in ((PRO, "high"), (NANO, ""), (LITE, "medium")):
        the_picture(await google.make(call(row(model), thinking=level), nothing))
        assert "thinkingConfig" not in said(standin)["generationConfig"]


async def test_nothing_is_looked_up_unless_asked(google: GoogleModel, standin: Gemini) -> None:
    await google.make(call(row(NANO)), nothing)
    assert "tools" not in said(standin)


async def test_photos_come_in_their_order_then_the_words(
    google: GoogleModel, standin: Gemini
) -> None:
    photos = (
        photo(640, 480),
        photo(320, 480, "PNG", Role.STYLE),
        photo(500, 500, "WEBP", Role.LOGO),
    )
    await google.make(call(row(NANO), references=photos), nothing)
    (turn,) = said(standin)["contents"]
    assert pictures_in(turn) == [p.data for p in photos]
    assert [p.get("inlineData", {}).get("mimeType") for p in turn["parts"]] == [
        "image/jpeg", "image/png", "image/webp", None,
    ]  # fmt: skip
    assert turn["parts"][-1] == {"text": "a red fox"}


@pytest.mark.parametrize(
    ("kind", "size"), [("JPEG", (4096, 1024)), ("PNG", (900, 3000)), ("GIF", (300, 200))]
)
async def test_large_and_foreign_photos_are_made_to_fit(
    google: GoogleModel, standin: Gemini, kind: str, size: tuple[int, int]
) -> None:
    the_picture(await google.make(call(row(NANO), references=(photo(*size, kind),)), nothing))
    (sent,) = pictures_in(said(standin)["contents"][0])
    width, height = size_of(sent)
    assert max(width, height) == min(2048, *(max(size),))
    assert abs(width / height - size[0] / size[1]) < 0.01


async def test_a_photo_that_cannot_be_read_is_said_before_anything_leaves(
    google: GoogleModel, standin: Gemini
) -> None:
    good = photo()
    broken = RoledPicture(good.role, good.data[:40], good.facts)
    assert isinstance(await google.make(call(row(NANO), references=(broken,)), nothing), BadRequest)
    assert standin.requests == 0


async def test_more_photos_than_the_vendor_takes_are_refused_by_it(
    google: GoogleModel, standin: Gemini
) -> None:
    old = row("gemini-2.5-flash-image")
    outcome = await google.make(call(old, references=(photo(64, 64),) * 4), nothing)
    assert isinstance(outcome, BadRequest)
    assert "3 input images" in outcome.message
    assert standin.generations == 0


async def test_bodies_fit_the_official_description(google: GoogleModel, standin: Gemini) -> None:
    whole = schema("gemini/GenerateContentRequest.schema.json")
    first = the_picture(await google.make(call(row(NANO), references=(photo(),)), nothing))
    edit = call(row(NANO), parent=parent_of(first, NANO), references=(photo(),), thinking="minimal")
    the_picture(await google.make(edit, nothing))
    for seen in standin.seen:
        body = camel(seen.body)
        assert set(body) == {"contents", "generationConfig"}
        assert whole is None or misfits(body, whole) == []


def test_a_misfit_is_seen_where_the_description_is_present() -> None:
    whole = {
        "properties": {"a": {"type": "array", "items": {"enum": ["x"]}}},
        "additionalProperties": False,
    }
    assert misfits({"a": ["x"]}, whole) == []
    assert len(misfits({"a": ["y"], "b": 1}, whole)) == 2


# --- edits ------------------------------------------------------------------------------------


async def test_an_edit_goes_on_from_the_models_own_turn(
    google: GoogleModel, standin: Gemini
) -> None:
    first = the_picture(await google.make(call(row(NANO)), nothing))
    edit = call(
        row(NANO), words="make it blue", parent=parent_of(first, NANO), references=(photo(),)
    )
    second = the_picture(await google.make(edit, nothing))
    asked, answered, now = said(standin)["contents"]
    assert [turn["role"] for turn in (asked, answered, now)] == ["user", "model", "user"]
    assert asked["parts"] == [{"text": "a red fox"}]
    assert pictures_in(answered) == [first.data]
    assert pictures_in(now) == [edit.references[0].data]
    assert now["parts"][-1] == {"text": "make it blue"}
    assert second.data != first.data
    assert standin.requests == 2


async def test_the_models_turn_is_sent_back_exactly_as_it_came(
    google: GoogleModel, standin: Gemini
) -> None:
    came: list[bytes] = []
    body = standin._body

    def noted(*given: Any) -> bytes:
        came.append(body(*given))
        return came[-1]

    standin._body = noted  # type: ignore[method-assign,assignment]
    standin.then(Draw(signature_bytes=200_000))
    first = the_picture(await google.make(call(row(NANO)), nothing))
    assert len(first.layers) < 1_000_000
    await google.make(call(row(NANO), parent=parent_of(first, NANO)), nothing)
    received = json.loads(came[0])["candidates"][0]["content"]
    assert _plain(said(standin)["contents"][1]) == _plain(received)


def _plain(value: Any) -> Any:
    """base64 and base64url of the same bytes are the same."""
    if isinstance(value, dict):
        binary = {"data", "thoughtSignature"}
        return {k: unpacked(v) if k in binary else _plain(v) for k, v in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


async def test_edits_of_edits_keep_their_signatures(google: GoogleModel, standin: Gemini) -> None:
    made = the_picture(await google.make(call(row(NANO)), nothing))
    for words in ("bluer", "warmer", "closer"):
        edit = call(row(NANO), words=words, parent=parent_of(made, NANO))
        made = the_picture(await google.make(edit, nothing))
    assert (standin.requests, standin.billed) == (4, 4)


async def test_another_model_gets_the_picture_as_a_photo(
    google: GoogleModel, standin: Gemini
) -> None:
    first = the_picture(await google.make(call(row(LITE)), nothing))
    for parent in (parent_of(first, LITE), parent_of(first, PRO, layers='{"v": 1, "model": 3}')):
        edit = call(row(PRO), words="finish it", parent=parent, references=(photo(),))
        the_picture(await google.make(edit, nothing))
        (turn,) = said(standin)["contents"]
        assert pictures_in(turn) == [first.data, edit.references[0].data]
        assert turn["parts"][-1] == {"text": "finish it"}
    assert standin.requests == 3  # nothing was tried that could not be taken


async def test_a_turn_is_sent_back_only_with_the_picture_it_belongs_to(
    google: GoogleModel, standin: Gemini
) -> None:
    first = the_picture(await google.make(call(row(NANO)), nothing))
    parent = replace(parent_of(first, NANO), data=draw("stamped", 1024, 1024))
    the_picture(await google.make(call(row(NANO), parent=parent), nothing))
    (turn,) = said(standin)["contents"]
    assert pictures_in(turn) == [parent.data]
    assert standin.requests == 2


async def test_a_refused_signature_is_asked_again_once_from_a_fresh_turn(
    google: GoogleModel, standin: Gemini
) -> None:
    first = the_picture(await google.make(call(row(NANO)), nothing))
    standin.signatures.clear()
    the_picture(await google.make(call(row(NANO), parent=parent_of(first, NANO)), nothing))
    assert [len(said(standin, n)["contents"]) for n in range(3)] == [1, 3, 1]
    assert (standin.requests, standin.generations, standin.billed) == (3, 2, 2)


async def test_a_missing_signature_counts_what_the_refusal_cost(
    google: GoogleModel, standin: Gemini
) -> None:
    standin.then(Draw(variant="no_signature"))
    first = the_picture(await google.make(call(row(NANO)), nothing))
    standin.check_signatures = False
    standin.then(withheld("MISSING_THOUGHT_SIGNATURE"))
    outcome = await google.make(call(row(NANO), parent=parent_of(first, NANO)), nothing)
    assert isinstance(outcome, Ok)
    assert outcome.usage.text_out == 240 + 81
    assert standin.requests == 3


async def test_a_signature_that_is_refused_twice_is_an_answer_not_a_loop(
    google: GoogleModel, standin: Gemini
) -> None:
    first = the_picture(await google.make(call(row(NANO)), nothing))
    told = error(400, "Corrupted thought signature in content position 2.", "INVALID_ARGUMENT")
    standin.then(told, told)
    outcome = await google.make(call(row(NANO), parent=parent_of(first, NANO)), nothing)
    assert isinstance(outcome, BadResponse)
    assert standin.requests == 3


@pytest.mark.parametrize("variant", ["several", "drafts", "unknown"])
async def test_a_turn_that_cannot_be_kept_whole_is_not_kept(
    google: GoogleModel, standin: Gemini, variant: str
) -> None:
    standin.then(Draw(variant=variant))
    first = the_picture(await google.make(call(row(NANO)), nothing))
    assert first.layers == ""
    the_picture(await google.make(call(row(NANO), parent=parent_of(first, NANO)), nothing))
    assert len(said(standin)["contents"]) == 1


# --- which picture ----------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["several", "two_candidates"])
async def test_of_several_pictures_the_last_is_the_result(
    google: GoogleModel, standin: Gemini, variant: str
) -> None:
    standin.then(Draw(variant=variant))
    made = the_picture(await google.make(call(row(NANO)), nothing))
    assert made.data == draw("a red fox 1", *GEMINI_1K["1:1"])
    assert standin.billed == 2


async def test_drafts_are_no_results_unless_there_is_nothing_else(
    google: GoogleModel, standin: Gemini
) -> None:
    for variant in ("drafts", "late_draft", "draft_only"):
        standin.then(Draw(variant=variant))
        made = the_picture(await google.make(call(row(NANO)), nothing))
        assert made.data == draw("a red fox 0", *GEMINI_1K["1:1"])


async def test_the_type_is_read_from_the_bytes(google: GoogleModel, standin: Gemini) -> None:
    standin.then(Draw(variant="jpeg"))
    assert the_picture(await google.make(call(row(NANO)), nothing)).mime == "image/jpeg"


async def test_usage_is_split_as_it_is_billed(google: GoogleModel) -> None:
    outcome = await google.make(call(row(NANO), references=(photo(), photo())), nothing)
    assert isinstance(outcome, Ok)
    words = 10 + len("a red fox") // 4
    assert outcome.usage == Usage(text_in=words, image_in=2240, text_out=81, image_out=1120)


# --- looking something up -----------------------------------------------------------------------

CHIP = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ"


@pytest.mark.parametrize(
    ("model", "look_up", "types"),
    [
        (NANO, LookUp.WEB, {"webSearch": {}}),
        (NANO, LookUp.PICTURES, {"webSearch": {}, "imageSearch": {}}),
        ("gemini-3.1-flash-image", LookUp.PICTURES, {"webSearch": {}, "imageSearch": {}}),
        (PRO, LookUp.WEB, {"webSearch": {}}),
    ],
)
async def test_the_search_that_was_asked_for_is_offered_to_the_model(
    google: GoogleModel, standin: Gemini, model: str, look_up: LookUp, types: dict[str, Any]
) -> None:
    made = the_picture(await google.make(call(row(model), look_up=look_up), nothing))
    whole = schema("gemini/GenerateContentRequest.schema.json")
    assert said(standin)["tools"] == [{"googleSearch": {"searchTypes": types}}]
    assert whole is None or misfits(said(standin), whole) == []
    assert made.looked_up


async def test_what_a_model_cannot_look_up_is_never_asked_of_it(
    google: GoogleModel, standin: Gemini
) -> None:
    for model, look_up in ((LITE, LookUp.WEB), (PRO, LookUp.PICTURES)):
        the_picture(await google.make(call(row(model), look_up=look_up), nothing))
    assert "tools" not in camel(standin.seen[0].body)
    assert said(standin)["tools"] == [{"googleSearch": {"searchTypes": {"webSearch": {}}}}]


async def test_the_stand_in_refuses_a_search_that_the_model_does_not_have(standin: Gemini) -> None:
    careless = replace(row(LITE), grounding=("web",))
    model = GoogleModel(KEY, standin.url)
    outcome = await model.make(call(careless, look_up=LookUp.WEB), nothing)
    await model.close()
    assert isinstance(outcome, BadRequest)


async def test_searches_and_their_pages_come_with_the_picture(
    google: GoogleModel, standin: Gemini
) -> None:
    standin.then(Draw(search=True))
    outcome = await google.make(call(row(NANO), look_up=LookUp.PICTURES), nothing)
    assert isinstance(outcome, Ok)
    assert outcome.usage.searches == 2
    assert outcome.pictures[0].looked_up == LookedUp(
        (
            WebPage("cold brew can", CHIP),
            WebPage("wet stone", "https://www.google.com/search?q=wet+stone"),
        ),
        (
            WebPage("Cans", "https://example.com/can"),
            WebPage("Stones", "https://example.com/stone"),  # the page, not the picture on it
        ),
    )
    assert outcome.text == "Here you go"


async def test_searches_of_an_answer_without_a_picture_are_counted_too(
    google: GoogleModel, standin: Gemini
) -> None:
    standin.then(Draw(variant="text_only", search=True))
    outcome = await google.make(call(row(NANO), look_up=LookUp.WEB), nothing)
    assert isinstance(outcome, NoImage)
    assert outcome.usage.searches == 2


async def test_a_model_that_did_not_search_says_so(google: GoogleModel, standin: Gemini) -> None:
    standin.then(Draw(search=False))
    outcome = await google.make(call(row(NANO)), nothing)
    assert isinstance(outcome, Ok)
    assert outcome.usage.searches is None
    assert not outcome.pictures[0].looked_up


@pytest.mark.parametrize(
    "told",
    [
        {"groundingChunks": "no list", "webSearchQueries": {"a": 1}, "searchEntryPoint": []},
        {"groundingChunks": [7, {"web": {"uri": "javascript:alert(1)", "title": "evil"}}]},
        {"searchEntryPoint": {"renderedContent": "<a href='data:text/html,x'>evil</a>"}},
        {"searchEntryPoint": {"renderedContent": "<a href='http://plain.example'>evil</a>"}},
        {"searchEntryPoint": {"renderedContent": "<a" * 100_000}},
        {"groundingChunks": [{"image": {"imageUri": "https://evil.example/1.jpg"}}]},
    ],
)
def test_nothing_but_plain_pages_is_linked_to(told: dict[str, Any]) -> None:
    assert not grounding.found_in([{"groundingMetadata": told}])


# --- every answer has one outcome -------------------------------------------------------------

HTML = b"<!doctype html><title>Bad Gateway</title>"
BILLING = "This API method requires billing to be enabled. Enable billing on project 1."
ROWS_OF_ANSWERS: list[tuple[str, Step, Outcome | type]] = [
    ("a blocked prompt", blocked("PROHIBITED_CONTENT"), Refused("input", ("prohibited_content",), "", Usage(5, None, None, 0))),
    ("an unknown block", blocked("TOO_BRIGHT", "Too bright."), Refused("input", ("too_bright",), "Too bright.", Usage(5, None, None, 0))),
    ("a withheld picture", withheld("IMAGE_SAFETY", "Support code: 42876398."), Refused("output", ("image_safety",), "Support code: 42876398.", Usage(5, None, 240, 0))),
    *((f"withheld, {reason}", withheld(reason), Refused) for reason in (
        "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE",
        "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
    )),
    *((f"no picture, {reason}", withheld(reason, content=False), NoImage) for reason in (
        "NO_IMAGE", "IMAGE_OTHER", "OTHER", "MAX_TOKENS", "MALFORMED_RESPONSE", "STOP", "ESCALATION",
        "TOO_MANY_TOOL_CALLS", "CONTINUATION", "WHATEVER_COMES_NEXT",
    )),
    ("words instead", Draw(variant="text_only"), NoImage("What should the fox be doing?", Usage(12, 0, 81, 0))),
    ("no candidates", Reply(body=b'{"candidates": [], "usageMetadata": {"promptTokenCount": "7"}}'), NoImage("", Usage(7, None, None, 0))),
    ("a limited account", withheld("PUP_LIMITED_DISABLED"), AuthOrVerification(Access.LIMITED)),
    ("429 with a header", error(429, "Slow down.", "RESOURCE_EXHAUSTED", retry_after="9"), RateLimited(9.0)),
    ("429 with a date", error(429, "Slow down.", "RESOURCE_EXHAUSTED", retry_after="Sat, 21 Nov 2026 10:00:30 GMT", date="Sat, 21 Nov 2026 10:00:00 GMT"), RateLimited(30.0)),
    ("429 with details", busy("7.5s"), RateLimited(7.5)),
    ("429 with both", busy("7.5s", retry_after="20"), RateLimited(20.0)),
    ("429 of the day", busy("3s", quota_id="GenerateRequestsPerDayPerProjectPerModel"), RateLimited(3600.0)),
    ("429 without a word", Reply(429, b""), RateLimited(None)),
    ("429 as a page", Reply(429, HTML, mime="text/html"), RateLimited(None)),
    ("a quota of nothing", busy(quota="0"), QuotaOrBilling),
    ("a spent account", error(429, "Your prepayment credits are depleted.", "RESOURCE_EXHAUSTED"), QuotaOrBilling),
    ("no billing", error(400, BILLING, "FAILED_PRECONDITION"), QuotaOrBilling),
    ("no billing, 403", error(403, BILLING, "PERMISSION_DENIED"), QuotaOrBilling),
    ("payment", error(402, "Pay.", "X"), QuotaOrBilling),
    ("a wrong key", error(400, f"API key not valid: {KEY}", "INVALID_ARGUMENT"), AuthOrVerification(Access.KEY)),
    ("a wrong country", error(400, "User location is not supported for the API use.", "FAILED_PRECONDITION"), AuthOrVerification(Access.REGION)),
    ("401", error(401, "No credentials.", "UNAUTHENTICATED"), AuthOrVerification),
    ("403", error(403, "Generative Language API has not been used in project 1.", "PERMISSION_DENIED"), AuthOrVerification),
    ("403 as a page", Reply(403, HTML, mime="text/html"), AuthOrVerification),
    ("400", error(400, "Aspect ratio 7:5 is not supported.", "INVALID_ARGUMENT"), BadRequest("Aspect ratio 7:5 is not supported.")),
    ("too large", Reply(413, HTML, mime="text/html"), BadRequest),
    ("a model that is gone", error(404, "models/x is not found for API version v1", "NOT_FOUND"), ModelGone(NANO)),
    ("a wrong address", Reply(404, HTML, mime="text/html"), BadResponse),
    ("a redirect", Reply(302, b"", {"Location": "http://127.0.0.1:1/"}), BadResponse),
    ("500", error(500, "An internal error has occurred.", "INTERNAL"), ProviderDown),
    ("503", error(503, "The model is overloaded.", "UNAVAILABLE"), ProviderDown),
    ("503 as half a JSON", Reply(503, b'{"error": {'), ProviderDown),
    ("502 as a page", Reply(502, HTML, mime="text/html"), ProviderDown),
    ("504 of the API", error(504, "Deadline expired.", "DEADLINE_EXCEEDED"), ProviderDown),
    ("504 of a gateway", Reply(504, HTML, mime="text/html"), TimeoutUnknownCost()),
    ("200 as a page", Reply(200, HTML, mime="text/html"), BadResponse),
    ("200 as half a JSON", Reply(200, b'{"candidates": [{"content": {"parts": [{"inlineData": {"data": "iVBO'), BadResponse),
    ("200 with nothing", Reply(200, b""), BadResponse),
    ("200 with null", Reply(200, b"null"), BadResponse),
    ("200 with a list", Reply(200, b"[[[]]]"), BadResponse),
    ("200 with other JSON", Reply(200, b'{"hello": "world"}'), BadResponse),
    ("200 with wrong types", Reply(200, b'{"candidates": {"content": 3}, "usageMetadata": "none"}'), NoImage),
    ("200 with wrong parts", Reply(200, b'{"candidates": [{"content": {"parts": [null, 3, {"inlineData": {"data": 7}}]}}]}'), BadResponse),
    ("deep JSON", Reply(200, b'{"candidates":' * 50_000), BadResponse),
    ("bytes that are no picture", Draw(variant="undecodable"), BadResponse),
    ("half a picture", Draw(variant="cut"), BadResponse),
    ("no base64", Draw(variant="bad_base64"), BadResponse),
    ("unknown fields and reasons", Draw(variant="unknown"), Ok),
    ("dropped before it was made", Draw(drop="before"), TimeoutUnknownCost()),
    ("dropped after it was made", Draw(drop="after"), TimeoutUnknownCost()),
    ("dropped in the middle", Draw(drop="middle", drip=0.05), TimeoutUnknownCost()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "wanted"), [r[1:] for r in ROWS_OF_ANSWERS], ids=[r[0] for r in ROWS_OF_ANSWERS]
)
async def test_every_answer_has_one_outcome_and_one_request(
    google: GoogleModel, standin: Gemini, step: Step, wanted: Outcome | type
) -> None:
    standin.then(step)
    outcome = await google.make(call(row(NANO)), nothing)
    if isinstance(wanted, type):
        assert isinstance(outcome, wanted), outcome
    else:
        assert outcome == wanted
    assert standin.requests == 1
    assert KEY not in repr(outcome)
    assert "doctype" not in repr(outcome)
    the_picture(await google.make(call(row(NANO)), nothing))  # and the next call works


async def test_a_blocked_answer_keeps_its_usage_for_house(
    google: GoogleModel, standin: Gemini
) -> None:
    standin.then(withheld("NO_IMAGE"))
    outcome = await google.make(call(row(NANO)), nothing)
    assert isinstance(outcome, NoImage)
    assert outcome.usage == Usage(text_in=5, image_in=None, text_out=240, image_out=0)


async def test_an_answer_that_does_not_come_is_of_unknown_cost(
    google: GoogleModel, standin: Gemini
) -> None:
    standin.then(Draw(wait=30), Draw(drip=30))
    for _ in range(2):  # before the first byte, then in the middle of the body
        outcome = await google.make(call(row(NANO), timeout_s=0.5), nothing)
        assert outcome == TimeoutUnknownCost()
    assert (standin.requests, standin.billed) == (2, 2)


async def test_a_large_picture_gets_more_time(google: GoogleModel, standin: Gemini) -> None:
    standin.then(Draw(wait=0.9), Draw(wait=0.9, megabytes=1))
    small = call(row(NANO), timeout_s=0.6)
    large = call(row(NANO), replace(SQUARE, size="4K"), timeout_s=0.6)
    assert await google.make(small, nothing) == TimeoutUnknownCost()
    assert isinstance(await google.make(large, nothing), Ok)


async def test_a_host_that_is_not_there_is_down_and_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        model = GoogleModel(KEY, f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert isinstance(await model.make(call(row(NANO)), nothing), ProviderDown)
        await model.close()


async def test_a_host_that_never_takes_the_connection_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.models.wire.CONNECT_S", 0.2)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        model = GoogleModel(KEY, f"http://127.0.0.1:{address[1]}")
        outcome = await model.make(call(row(NANO), timeout_s=2), nothing)
        await model.close()
        for one in waiting:
            one.close()
    assert isinstance(outcome, ProviderDown)


async def test_cancelling_passes_through(google: GoogleModel, standin: Gemini) -> None:
    standin.then(Draw(wait=30))
    task = asyncio.create_task(google.make(call(row(NANO)), nothing))
    while not standin.generations:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    the_picture(await google.make(call(row(NANO)), nothing))


async def test_a_retired_model_is_gone(google: GoogleModel) -> None:
    old = replace(row(NANO), id="gemini-3-pro-image-preview")
    assert await google.make(call(old), nothing) == ModelGone(old.id)


# --- one host, one key ------------------------------------------------------------------------

HIJACKS = {
    "GOOGLE_API_KEY": "AIzaAnotherKeyOfSomebodyElse", "GEMINI_API_KEY": "AIzaYetAnotherKeyOfSomebody",
    "GOOGLE_GENAI_USE_VERTEXAI": "true", "GOOGLE_GENAI_USE_ENTERPRISE": "true",
    "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:1", "GOOGLE_VERTEX_BASE_URL": "http://127.0.0.1:1",
    "GOOGLE_GENAI_API_VERSION": "v9", "GOOGLE_GENAI_HTTP_CLIENT": "httpx",
    "GOOGLE_GENAI_CLIENT_MODE": "replay", "GOOGLE_GENAI_REPLAYS_DIRECTORY": "/nowhere",
    "GOOGLE_CLOUD_PROJECT": "somebody-elses", "GOOGLE_CLOUD_LOCATION": "europe-west4",
    "GOOGLE_API_USE_MTLS_ENDPOINT": "always", "GOOGLE_API_USE_CLIENT_CERTIFICATE": "true",
    "GOOGLE_APPLICATION_CREDENTIALS": "/nowhere.json",
    "http_proxy": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1",
    "https_proxy": "http://127.0.0.1:1", "all_proxy": "http://127.0.0.1:1",
    "ALL_PROXY": "socks5://127.0.0.1:1", "SSL_CERT_FILE": "/nowhere.pem", "SSL_CERT_DIR": "/nowhere",
}  # fmt: skip


@pytest.mark.parametrize("name", [*HIJACKS, "all of them"])
async def test_no_variable_of_the_environment_moves_a_call(
    standin: Gemini, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in HIJACKS if name == "all of them" else [name]:
        monkeypatch.setenv(variable, HIJACKS[variable])
    before = dict(os.environ)
    model = GoogleModel(KEY, standin.url)
    the_picture(await model.make(call(row(NANO)), nothing))
    await model.close()
    assert os.environ == before
    (seen,) = standin.seen
    assert seen.headers["x-goog-api-key"] == KEY
    assert seen.path.startswith("/v1/models/")
    assert "Authorization" not in seen.headers


async def test_the_version_of_the_api_is_a_setting(standin: Gemini) -> None:
    model = GoogleModel(KEY, standin.url + "/", "v1beta")
    the_picture(await model.make(call(row(NANO)), nothing))
    await model.close()
    assert standin.seen[0].path.startswith("/v1beta/models/")


async def test_the_key_is_in_no_address_and_in_no_text(standin: Gemini) -> None:
    for wrong in ("AIzaSyWrongWrongWrongWrong", "a-key-of-another-form"):
        await _told_without(wrong, standin)


async def _told_without(wrong: str, standin: Gemini) -> None:
    model = GoogleModel(wrong, standin.url)
    outcome = await model.make(call(row(NANO)), nothing)
    await model.close()
    assert isinstance(outcome, AuthOrVerification)
    assert wrong not in repr(outcome) + standin.seen[-1].path + repr(model)
    standin.then(error(400, f"Request is odd. key: {wrong}", "INVALID_ARGUMENT"))
    model = GoogleModel(wrong, standin.url)
    outcome = await model.make(call(row(NANO)), nothing)
    await model.close()
    assert outcome == BadRequest("Request is odd. key: ***")


async def test_whatever_address_a_request_has_it_goes_home(standin: Gemini) -> None:
    async with httpx2.AsyncClient(transport=Wire(standin.url)) as http:
        answer = await http.post(f"http://127.0.0.1:1/v1/models/{NANO}:generateContent", json={})
    assert answer.status_code == 403  # the stand-in's own word for a call without a key
    assert standin.seen[0].headers["Host"] in standin.url


async def test_closing_leaves_nothing_open(standin: Gemini) -> None:
    model = GoogleModel(KEY, standin.url)
    the_picture(await model.make(call(row(NANO)), nothing))
    await model.close()
    del model
    gc.collect()  # a socket left open would warn, and warnings are errors here


# --- big answers ------------------------------------------------------------------------------


async def test_calls_side_by_side_keep_their_pictures_apart(
    google: GoogleModel, standin: Gemini
) -> None:
    asked: list[Call] = [call(row(NANO), words=f"fox number {n}") for n in range(6)]
    alone = [the_picture(await google.make(one, nothing)).data for one in asked]
    together = await asyncio.gather(*(google.make(one, nothing) for one in asked))
    assert [the_picture(one).data for one in together] == alone
    assert len(set(alone)) == 6


async def test_a_large_picture_comes_and_goes_untouched(
    google: GoogleModel, standin: Gemini
) -> None:
    standin.then(Draw(megabytes=8))
    made = the_picture(await google.make(call(row(NANO)), nothing))
    await google.make(call(row(NANO), parent=parent_of(made, NANO)), nothing)
    assert pictures_in(said(standin)["contents"][1]) == [made.data]
    assert base64.b64encode(made.data) in standin.seen[-1].raw
