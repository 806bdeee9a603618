"""Lifting long base64 out of answers: whatever the pieces, the same bytes; what is left is the same
JSON; the loop keeps its turn."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.models import decoding
from adapters.models.decoding import (
    FULL,
    LONG,
    SLICE,
    Lifter,
    TooLarge,
    bytes_of,
    decode_pictures,
    lift,
    unpacked,
)

AROUND_LONG = [
    0,
    1,
    2,
    3,
    100,
    LONG * 3 // 4 - 1,
    LONG * 3 // 4,
    LONG * 3 // 4 + 1,
    LONG + 7,
    SLICE,
]
pictures = st.lists(
    st.tuples(st.sampled_from(AROUND_LONG), st.integers(0, 255)).map(
        lambda sized: bytes((sized[1] + n * 7) % 256 for n in range(sized[0]))
    ),
    max_size=3,
)
dialects = st.tuples(st.booleans(), st.booleans(), st.sampled_from(["plain", "slashes", "codes"]))
sizes = st.lists(
    st.sampled_from([1, 2, 3, 7, 1000, 16_383, 65_536, 300_000]), min_size=1, max_size=6
)


async def pieces(body: bytes, cuts: Iterable[int]) -> AsyncIterator[bytes]:
    wanted, at = list(cuts), 0
    turn = 0
    while at < len(body):
        step = max(wanted[turn % len(wanted)], len(body) // 2000)
        yield body[at : at + step]
        at, turn = at + step, turn + 1


def written(data: bytes, dialect: tuple[bool, bool, str]) -> str:
    url, padded, _ = dialect
    text = (base64.urlsafe_b64encode if url else base64.b64encode)(data).decode()
    return text if padded else text.rstrip("=")


def escaped(body: str, dialect: tuple[bool, bool, str]) -> bytes:
    match dialect[2]:
        case "slashes":
            body = body.replace("/", "\\/")
        case "codes":
            body = body.replace("=", "\\u003d").replace("+", "\\u002b")
    return body.encode()


@given(pictures, dialects, sizes, st.text(max_size=40))
def test_whatever_the_pieces_the_same_bytes_and_the_same_words(
    held: list[bytes], dialect: tuple[bool, bool, str], cuts: list[int], words: str
) -> None:
    document = {
        "words": words,
        "parts": [{"t": 'he said "no\\"', "data": written(data, dialect)} for data in held],
        "last": "\\" * (len(words) % 7) + '"',
    }
    body = escaped(json.dumps(document), dialect)
    left, lifted = asyncio.run(decode_pictures(pieces(body, cuts)))
    said = json.loads(left)
    assert [bytes_of(part["data"], lifted) for part in said["parts"]] == held
    assert (said["words"], said["last"]) == (document["words"], document["last"])
    assert [part["t"] for part in said["parts"]] == ['he said "no\\"'] * len(held)
    assert len(left) < len(held) * (LONG + 200) + 1000


@given(st.binary(max_size=3000), sizes)
def test_what_is_no_json_passes_unchanged(body: bytes, cuts: list[int]) -> None:
    left, lifted = asyncio.run(decode_pictures(pieces(body, cuts)))
    assert left == body
    assert lifted == []


async def test_an_escaped_quote_cut_in_two_ends_no_string() -> None:
    data = bytes(LONG)
    body = json.dumps({"t": 'a\\"b\\\\"c', "data": base64.b64encode(data).decode()}).encode()
    for cut in range(1, 40):

        async def halves(at: int = cut) -> AsyncIterator[bytes]:
            yield body[:at]
            yield body[at:]

        left, lifted = await decode_pictures(halves())
        assert lifted == [data]
        assert len(left) < 100


async def test_a_long_text_is_lifted_as_broken_never_as_a_picture() -> None:
    body = json.dumps({"data": "words and words " * LONG, "after": 1}).encode()
    left, lifted = await decode_pictures(body)
    said = json.loads(left)
    assert bytes_of(said["data"], lifted) is None
    assert said["after"] == 1


async def test_an_answer_cut_inside_a_picture_is_no_json() -> None:
    body = json.dumps({"data": base64.b64encode(bytes(LONG * 2)).decode()}).encode()
    left, lifted = await decode_pictures(body[:-300])
    assert lifted == []
    with pytest.raises(json.JSONDecodeError):
        json.loads(left)


async def test_the_head_of_a_data_url_is_no_part_of_the_picture() -> None:
    data = bytes(range(256)) * 400
    text = "data:image\\/png;base64," + base64.b64encode(data).decode()
    left, lifted = await decode_pictures(b'{"url": "' + text.encode() + b'"}')
    assert bytes_of(json.loads(left)["url"], lifted) == data
    assert bytes_of("data:image/png;base64,AAEC", ()) == b"\0\1\2"


@pytest.mark.parametrize(
    "value", [None, 3, "lifted:7", "lifted:x", "lifted:-1", "lifted:broken", "no base64!", "é"]
)
def test_what_is_no_picture_is_none(value: object) -> None:
    assert bytes_of(value, [b"a"]) is None


async def test_events_are_passed_on_as_they_come() -> None:
    data = base64.b64encode(bytes(LONG)).decode()
    event = b'event: partial\ndata: {"b64_json": "' + data.encode() + b'"}\n\n'
    come: list[bytes] = []

    async def stream() -> AsyncIterator[bytes]:
        yield event[:FULL]
        yield event[FULL:]
        assert b"lifted:0" in b"".join(come)  # the first is out before the second is in
        yield b": nothing\n\n"

    lifter = Lifter()
    async for left in lift(stream(), lifter):
        come.append(left)
    assert lifter.lifted == [bytes(LONG)]


@pytest.mark.parametrize("limit", ["MAX_ANSWER", "MAX_WORDS"])
async def test_reading_stops_where_no_answer_is_that_large(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(decoding, limit, 100_000)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 20_000
            yield b'["short", "words"] ' * 1000

    with pytest.raises(TooLarge):
        await decode_pictures(endless())
    assert read < 1_000_000


async def test_packed_answers_are_unpacked_in_slices() -> None:
    body = json.dumps({"data": base64.b64encode(bytes(9_000_000)).decode()}).encode()
    packed = gzip.compress(body)
    assert len(packed) < 50_000
    seen = [piece async for piece in unpacked(pieces(packed, [9_000]))]
    assert max(len(piece) for piece in seen) <= SLICE
    assert b"".join(seen) == body
    cut = [piece async for piece in unpacked(pieces(b"no gzip at all", [99]))]
    assert cut == []


async def test_a_large_answer_is_never_held_twice() -> None:
    data = bytes(range(256)) * 40_000
    body = json.dumps({"data": base64.b64encode(data).decode()}).encode()
    tracemalloc.start()
    left, lifted = await decode_pictures(pieces(body, [65_536]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lifted == [data]
    assert len(left) < 100
    assert peak < 2.5 * len(data)  # its slices and their sum; never the base64 as well
