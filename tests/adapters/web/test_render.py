"""Every part of a card as the page receives it: literal JSON, nothing left out."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from adapters.web import render
from bot import cards
from bot.cards import Card, Image, Kind, Mention, Said, Strong, When
from bot.domain.ids import FileKey, MemberId, PictureId

IMAGE = Image(PictureId("p1"), FileKey("f" * 64), "A can", 1080, 1920, ("by ", Strong("142.1")))
IMAGE_JSON = {
    "p": "image",
    "picture": "p1",
    "alt": "A can",
    "width": 1080,
    "height": 1920,
    "caption": [{"s": "text", "text": "by "}, {"s": "strong", "text": "142.1"}],
    "drawing": False,
    "edition": 0,
}
HELLO = [{"s": "text", "text": "hello"}]
BUTTON = cards.Button("Approve", "v1:vote:1", cards.Style.PRIMARY, "Sure?", opens_form=True)
BUTTON_JSON = {
    "label": "Approve",
    "press": "v1:vote:1",
    "style": "primary",
    "consequence": "Sure?",
    "form": True,
}
PARTS: tuple[tuple[cards.Part, dict[str, object]], ...] = (
    (cards.Heading(("hello",)), {"p": "heading", "line": HELLO}),
    (cards.Text(("hello",), cards.Tone.WARN), {"p": "text", "line": HELLO, "tone": "warn"}),
    (IMAGE, IMAGE_JSON),
    (
        cards.Compare(IMAGE, IMAGE),
        {"p": "compare", "before": IMAGE_JSON, "after": IMAGE_JSON, "caption": []},
    ),
    (
        cards.PickSet((IMAGE, IMAGE), ("a", "b"), ("v1:pick:a", "v1:pick:b"), ("b",)),
        {
            "p": "pick",
            "pictures": [
                {**IMAGE_JSON, "letter": "a", "press": "v1:pick:a", "picked": False},
                {**IMAGE_JSON, "letter": "b", "press": "v1:pick:b", "picked": True},
            ],
        },
    ),
    (
        cards.Chips((cards.Chip("Story", "formats", "story", guessed=True),)),
        {
            "p": "chips",
            "chips": [
                {
                    "label": "Story",
                    "field": "formats",
                    "value": "story",
                    "removable": True,
                    "guessed": True,
                }
            ],
        },
    ),
    (
        cards.Facts((("Model", ("hello",)),), "the prompt"),
        {"p": "facts", "rows": [{"label": "Model", "line": HELLO}], "copyable": "the prompt"},
    ),
    (
        cards.Table(("Who",), ((("hello",),),), "People"),
        {"p": "table", "columns": ["Who"], "rows": [[HELLO]], "caption": "People"},
    ),
    (
        cards.Progress("drawing", 5.0, 9, 2, ("hello",)),
        {
            "p": "progress",
            "stage": "drawing",
            "since": 5.0,
            "expected": 9,
            "place": 2,
            "line": HELLO,
        },
    ),
    (cards.Countdown(60.0, "locks"), {"p": "countdown", "until": 60.0, "label": "locks"}),
    (
        cards.Person(MemberId("m1"), "Maria", ("approve",)),
        {"p": "person", "member": "m1", "name": "Maria", "rights": ["approve"], "change": None},
    ),
    (
        cards.Buttons((BUTTON,), (BUTTON,)),
        {"p": "buttons", "buttons": [BUTTON_JSON], "more": [BUTTON_JSON]},
    ),
    (cards.Suggestions(("warmer",)), {"p": "suggestions", "replies": ["warmer"]}),
    (
        cards.Download("Download", PictureId("p1"), "142.1.png"),
        {
            "p": "download",
            "label": "Download",
            "picture": "p1",
            "name": "142.1.png",
            "variant": "exact",
        },
    ),
    (cards.Link("Credits", "credits"), {"p": "link", "label": "Credits", "target": "credits"}),
    (
        cards.Sources("From", (cards.WebLink(Said("Cans"), "https://example.com/can"),)),
        {
            "p": "sources",
            "label": "From",
            "links": [{"line": [{"s": "said", "text": "Cans"}], "url": "https://example.com/can"}],
        },
    ),
    (
        cards.Tally(1, 2, (("Maria", "approve"),), 3),
        {
            "p": "tally",
            "approvals": 1,
            "needed": 2,
            "likes": 3,
            "choices": [{"name": "Maria", "choice": "approve"}],
        },
    ),
    (cards.Legend(("hello",)), {"p": "legend", "line": HELLO}),
)


@pytest.mark.parametrize(
    ("part", "expected"), PARTS, ids=lambda v: type(v).__name__ if not isinstance(v, dict) else ""
)
def test_a_part_is_drawn_whole(part: cards.Part, expected: dict[str, object]) -> None:
    assert render.part(part) == expected


def test_every_part_of_the_closed_set_is_tested_here() -> None:
    assert {type(part) for part, _ in PARTS} == set(get_args(cards.Part))


def test_every_span_keeps_its_kind_so_that_peoples_words_are_told_from_ours() -> None:
    spans = ("a", Said("<b>b</b>"), Strong("c"), Mention(MemberId("m1"), "Maria"), When(5.0))
    assert render.line(spans) == [
        {"s": "text", "text": "a"},
        {"s": "said", "text": "<b>b</b>"},
        {"s": "strong", "text": "c"},
        {"s": "mention", "text": "Maria", "member": "m1"},
        {"s": "when", "at": 5.0},
    ]


def test_long_words_of_people_are_cut_where_everybody_can_see_it() -> None:
    (cut,) = render.line((Said("x" * 20, limit=10),))
    (whole,) = render.line((Said("x" * 10, limit=10),))
    assert cut["text"] == "x" * 9 + "\u2026"
    assert whole["text"] == "x" * 10


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_card_is_json_with_its_summary(kind: Kind) -> None:
    card = Card(
        kind,
        tuple(part for part, _ in PARTS),
        "In one sentence",
        "142.1",
        audience=(MemberId("m1"),),
        reactions=("approve",),
    )
    drawn = json.loads(json.dumps(render.card(card)))
    assert (drawn["kind"], drawn["summary"], drawn["private"], drawn["reactions"]) == (
        kind.value,
        "In one sentence",
        True,
        ["approve"],
    )
    assert len(drawn["parts"]) == len(PARTS)
