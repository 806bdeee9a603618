"""The page's addresses: acts become events, answers become JSON, bad input gets a clear answer."""

from __future__ import annotations

import io

import aiohttp
import pytest

from adapters.web.files import disposition
from adapters.web.limits import MAX_JSON, MAX_UPLOAD
from bot.domain.ids import MemberId
from bot.events import Invocation, Platform, Press, Reaction, Reply, Submission
from bot.imaging.opening import MAX_BYTES
from tests.adapters.web.conftest import Studio
from tests.standins.fake_desk import painted

PNG = painted(1, "x")


async def test_each_kind_of_act_reaches_the_desk_as_its_event(studio: Studio) -> None:
    photo = {"upload": "u1", "file": "f" * 64, "filename": "can.jpg", "role": "product"}
    await studio.act(
        "invocation", 1, command="brief", text="a can", values=[["count", "2"]], photos=[photo]
    )
    await studio.act("submission", 2, command="setup", values=[["add", "Maria"]], draft="d1")
    await studio.act("reply", 3, thread="t1", text="warmer", to="t1.p1", answersOther=True)
    await studio.act("reaction", 4, thread="t1", message="t1.p1", emoji="\u2705", added=False)
    await studio.act("press", 5, press="v1:details:142.1", message="t1.p1", revision="r1")
    invocation, submission, reply, reaction, press = studio.desk.acts
    assert isinstance(invocation, Invocation)
    assert invocation.photos[0].role == "product"
    assert invocation.values == (("count", "2"),)
    assert (invocation.venue.platform, invocation.venue.thread) == (Platform.WEB, "")
    assert isinstance(submission, Submission)
    assert submission.draft == "d1"
    assert isinstance(reply, Reply)
    assert (reply.to, reply.answers_other, reply.venue.thread) == ("t1.p1", True, "t1")
    assert isinstance(reaction, Reaction)
    assert not reaction.added
    assert isinstance(press, Press)
    assert press.revision == "r1"


async def test_the_same_origin_twice_is_one_act(studio: Studio) -> None:
    for _ in range(2):
        await studio.act("press", 7, press="v1:practise:142.1")
    assert len(studio.desk.acts) == 1


async def test_a_question_opens_a_form_with_the_words_beside_each_field(studio: Studio) -> None:
    answer = await studio.act("press", press="v1:form:setup")
    assert answer["answer"] == "ask"
    assert answer["values"] == [["add", "Maria"]]
    assert answer["errors"] == [["budget", "That did not work: bad_options."]]
    assert studio.desk.acts == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "reply"},
        {"kind": "reply", "origin": "not a uuid"},
        {"kind": "dance", "origin": "0" * 32},
        {"kind": "reply", "origin": "0" * 32, "text": 5},
        {"kind": "reply", "origin": "0" * 32, "thread": "../x"},
        {"kind": "reply", "origin": "0" * 32, "text": "a\0b"},
        {"kind": "invocation", "origin": "0" * 32, "command": "brief", "values": [["a"]]},
        {"kind": "invocation", "origin": "0" * 32, "command": "brief", "values": [["a", "b"]] * 65},
        {"kind": "invocation", "origin": "0" * 32, "command": "brief", "photos": ["x"]},
        {"kind": "invocation", "origin": "0" * 32},
        [],
    ],
)
async def test_a_malformed_act_is_refused_and_never_reaches_the_desk(
    studio: Studio, body: object
) -> None:
    async with studio.http.post(f"{studio.url}/api/act", json=body) as response:
        assert response.status == 400
    assert studio.desk.acts == []


async def test_an_act_that_is_not_json_is_refused(studio: Studio) -> None:
    for data, kind in (
        ("{", "application/json"),
        ("[" * 100_000, "application/json"),
        ("{}", "text/plain"),
    ):
        async with studio.http.post(
            f"{studio.url}/api/act", data=data, headers={"Content-Type": kind}
        ) as response:
            assert response.status == 400


async def test_a_line_of_40000_characters_gets_through_to_its_answer(studio: Studio) -> None:
    await studio.act("invocation", command="brief", text="\u20ac" * 40_000)
    event = studio.desk.acts[0]
    assert isinstance(event, Invocation)
    assert len(event.text) == 40_000


async def test_a_body_over_the_cap_is_refused(studio: Studio) -> None:
    async with studio.http.post(f"{studio.url}/api/act", json={"text": "x" * MAX_JSON}) as response:
        assert response.status == 413


async def upload(studio: Studio, data: bytes, name: str) -> tuple[int, dict[str, object]]:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", io.BytesIO(data), filename=name)
    async with studio.http.post(f"{studio.url}/api/upload", data=form) as response:
        return response.status, await response.json()


async def test_a_photo_is_taken_in_with_its_guessed_role_and_no_folders_in_its_name(
    studio: Studio,
) -> None:
    status, body = await upload(studio, PNG, "../../can.png")
    assert (status, body["filename"], body["role"]) == (200, "can.png", "product")


async def test_what_is_no_picture_gets_its_sentence(studio: Studio) -> None:
    status, body = await upload(studio, b"%PDF-1.7", "deck.pdf")
    assert (status, body["problem"]) == (422, "bad_picture")
    assert "I can use pictures" in str(body["card"])


async def test_a_photo_over_the_cap_is_refused_before_the_desk_sees_it(studio: Studio) -> None:
    try:
        status, body = await upload(studio, b"\x89PNG" + bytes(MAX_UPLOAD), "big.png")
    except aiohttp.ClientConnectionError:
        status, body = 422, {"problem": "bad_picture"}  # refused while it was still being sent
    assert (status, body["problem"]) == (422, "bad_picture")
    assert studio.desk.uploads == {}


async def test_an_upload_without_a_length_stops_at_the_cap(studio: Studio) -> None:
    async def endless() -> object:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        for _ in range(MAX_UPLOAD // 262_144 + 2):
            yield bytes(262_144)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    try:
        async with studio.http.post(
            f"{studio.url}/api/upload", data=endless(), headers=headers
        ) as response:
            assert response.status == 422
    except aiohttp.ClientConnectionError:
        pass
    assert studio.desk.uploads == {}


async def test_a_picture_may_be_kept_for_ever_and_is_saved_under_its_name(studio: Studio) -> None:
    studio.desk.pictures["p1"] = PNG
    async with studio.http.get(f"{studio.url}/api/picture/p1/exact?download=1") as response:
        assert await response.read() == PNG
        assert "immutable" in response.headers["Cache-Control"]
        assert "private" in response.headers["Cache-Control"]
        assert (
            response.headers["Content-Disposition"]
            == "attachment; filename=\"p1 _.png\"; filename*=UTF-8''p1%20%C3%BC.png"
        )


async def test_a_picture_is_refused_to_those_who_may_not_see_it(studio: Studio) -> None:
    studio.desk.pictures["secret"] = PNG
    for member, status in (("m1", 200), ("m2", 403)):
        async with studio.http.get(f"{studio.url}/api/picture/secret/large?m={member}") as response:
            assert response.status == status
            assert status == 200 or response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/picture/none/large", 404),
        ("/api/picture/p1/huge", 400),
        ("/api/page?thread=none", 404),
        ("/api/page?thread=a/b", 400),
    ],
)
async def test_what_is_not_there_says_so(studio: Studio, path: str, status: int) -> None:
    async with studio.http.get(studio.url + path) as response:
        assert response.status == status


async def test_a_typed_line_is_understood_before_it_is_sent(studio: Studio) -> None:
    body = {
        "command": "brief",
        "text": "paid, for a story",
        "values": [],
        "photos": [],
        "thread": "",
    }
    async with studio.http.post(f"{studio.url}/api/typed", json=body) as response:
        preview = await response.json()
    assert preview["paid"]
    assert preview["upTo"] == 3400
    assert preview["chips"][0] == {
        "label": "Instagram story 1080x1920",
        "field": "formats",
        "value": "story",
        "removable": True,
        "guessed": False,
    }
    assert studio.desk.acts == []


async def test_every_kind_of_field_arrives_with_what_the_page_needs_to_draw_it(
    studio: Studio,
) -> None:
    async with studio.http.get(f"{studio.url}/api/forms") as response:
        brief = (await response.json())["forms"][0]
    kinds = {f["name"]: f["kind"] for f in brief["fields"]}
    assert kinds == {
        "what": "line",
        "formats": "line",
        "photos": "photos",
        "must_keep": "list",
        "exact_text": "list",
        "model": "line",
        "count": "number",
        "private": "flag",
        "keep": "choice",
        "light": "line",
        "mood": "line",
    }
    count = next(f for f in brief["fields"] if f["name"] == "count")
    assert (count["least"], count["most"], count["default"]) == (1, 4, "1")


async def test_choices_changes_and_people_are_served(studio: Studio) -> None:
    async with studio.http.get(
        f"{studio.url}/api/choices?command=brief&field=formats&typed=feed"
    ) as response:
        assert [c["value"] for c in (await response.json())["choices"]] == ["feed"]
    async with studio.http.get(f"{studio.url}/api/changes/p1") as response:
        assert (await response.json())["share"] == 0.12
    async with studio.http.get(f"{studio.url}/api/people") as response:
        assert [p["member"] for p in (await response.json())["people"]] == [
            MemberId("m1"),
            MemberId("m2"),
        ]


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    assert (
        disposition('a"\r\nX: y.png', download=True)
        == "attachment; filename=\"a___X_ y.png\"; filename*=UTF-8''a%22%0D%0AX%3A%20y.png"
    )


async def test_the_page_takes_exactly_the_files_that_the_studio_opens(studio: Studio) -> None:
    async with studio.http.get(f"{studio.url}/api/forms") as response:
        assert (await response.json())["limits"]["upload"] == MAX_BYTES


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "reply", "text": "half \ud800 a sign"},
        {"kind": "invocation", "command": "brief", "values": [["what", "a\0b"]]},
        {"kind": "invocation", "command": "brief", "values": [["what", "\udfff"]]},
        {"kind": "press", "press": "v1:pick:\ud83d"},
        {"kind": "reaction", "emoji": "\0"},
    ],
)
async def test_what_no_store_takes_is_refused_wherever_it_stands(
    studio: Studio, fields: dict[str, object]
) -> None:
    body = {"origin": "0" * 32, "thread": "", **fields}
    async with studio.http.post(f"{studio.url}/api/act", json=body) as response:
        assert response.status == 400
    assert studio.desk.acts == []


async def test_an_alphabet_or_a_form_of_nobody_is_refused(studio: Studio) -> None:
    strange = {"Content-Type": "application/json; charset=klingon"}
    async with studio.http.post(f"{studio.url}/api/act", data="{}", headers=strange) as response:
        assert response.status == 400
    for part in (b"--b\r\nnot a header\r\n\r\nx\r\n--b--\r\n", b"--b\r\n: x\r\n\r\nx\r\n--b--\r\n"):
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        async with studio.http.post(
            f"{studio.url}/api/upload", data=part, headers=headers
        ) as response:
            assert response.status == 400


async def test_an_address_without_end_is_not_there(studio: Studio) -> None:
    async with studio.http.get(f"{studio.url}/static/{'x' * 5000}.js") as response:
        assert response.status == 404


async def test_a_stream_for_nobody_is_refused_before_it_begins(studio: Studio) -> None:
    async with studio.http.get(f"{studio.url}/api/events?m=nobody") as response:
        assert response.status == 404
