"""Every card there is, drawn for Slack: within its limits, by its own models, nobody's words loose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.slack import limits, render
from adapters.slack.buttons import Does, Mark, unfold
from adapters.slack.render import Around
from bot.cards import (
    Button,
    Buttons,
    Card,
    Chip,
    Chips,
    Compare,
    Countdown,
    Download,
    Facts,
    Heading,
    Image,
    Kind,
    Legend,
    Link,
    Mention,
    Person,
    PickSet,
    Progress,
    Said,
    Sources,
    Strong,
    Style,
    Suggestions,
    Table,
    Tally,
    Text,
    Tone,
    WebLink,
    When,
)
from bot.domain.ids import FileKey, MemberId, PictureId
from tests.standins.slack.blocks import complaints, walk
from tests.standins.slack.violations import of_blocks, said_in
from tests.views.everycard import every_card

CARDS = every_card()
POST = Mark(post=True, revision="0123456789abcdef")


class AllFiles(dict[FileKey, str]):
    """Every picture is uploaded."""

    def get(self, key: FileKey, default: object = None) -> str:
        return "F0ART000001"


def drawn(card: Card, **around: Any) -> render.Drawn:
    return render.card(card, Around(AllFiles(), mark=POST, **around))


def card(*parts: Any, **more: Any) -> Card:
    return Card(Kind.NOTE, parts, summary="A card", **more)


def blocks_of(*parts: Any) -> list[dict[str, Any]]:
    return drawn(card(*parts)).blocks


def texts(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for one in walk(blocks):
        if one.get("type") in {"mrkdwn", "plain_text"}:
            yield one["text"]


def buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in walk(blocks) if one.get("type") == "button"]


every = pytest.mark.parametrize("name", CARDS)


@every
def test_every_card_is_within_the_limits_of_every_surface(name: str) -> None:
    for surface in ("message", "modal", "home"):
        most = limits.BLOCKS_MAX if surface == "message" else limits.VIEW_BLOCKS_MAX
        made = drawn(CARDS[name], blocks_max=most)

        assert complaints(made.blocks, surface, lambda _: True) == ()
    assert list(of_blocks(made.blocks)) == []
    assert 0 < len(made.text) <= limits.FALLBACK_MAX


@every
def test_no_card_loses_words_of_ours_and_every_picture_has_some(name: str) -> None:
    made = drawn(CARDS[name])
    shown = list(texts(made.blocks))

    assert {"type": "context", "elements": [{"text": "…"}]} not in made.blocks
    for part in CARDS[name].parts:
        if isinstance(part, Buttons):
            assert {button.label for button in part.buttons} <= set(shown)
    for one in walk(made.blocks):
        assert one.get("type") != "image" or 0 < len(one["alt_text"]) <= limits.ALT_MAX


@every
def test_peoples_words_cannot_ping_link_or_break_out(name: str) -> None:
    made = drawn(CARDS[name])
    for one in walk(made.blocks):
        if one.get("type") == "mrkdwn":
            assert list(said_in(one["text"], {}, {})) == []
            assert one["verbatim"] is True
        if one.get("type") == "plain_text":
            assert one["emoji"] is False
    assert list(said_in(made.text, {}, {})) == []


@every
def test_every_button_carries_its_press_whole(name: str) -> None:
    shown = CARDS[name]
    carried = set()
    for one in buttons(drawn(shown).blocks):
        does = one["action_id"].partition(".")[0]
        if does == Does.MORE:
            carried |= {b.press for b in unfold(one["value"])}
        elif does == Does.PRESS:
            carried.add(one["value"])
    wanted = set()
    for part in shown.parts:
        if isinstance(part, Buttons):
            wanted |= {b.press for b in (*part.buttons, *part.more)}
        if isinstance(part, PickSet):
            wanted |= set(part.presses)
        if isinstance(part, Person) and part.change:
            wanted.add(part.change.press)

    assert carried == wanted


# --- part by part ---------------------------------------------------------------------------------

IMAGE = Image(PictureId("p"), FileKey("f"), "A red can", 1080, 1080)


def test_a_line_is_escaped_and_its_moments_are_in_the_readers_time() -> None:
    line = ("a & b ", Said("<!channel>"), " ", Strong("142.3"), " ", Mention(MemberId("m"), "Mia"))
    (block,) = blocks_of(Text((*line, " ", When(1_796_126_400.0))))

    assert block["text"]["text"] == (
        "a &amp; b &lt;!channel&gt; *142.3* Mia "
        "<!date^1796126400^{date_short_pretty} {time}|2026-12-01 12:00 UTC>"
    )


def test_words_on_several_lines_stay_on_the_line_that_says_whose_they_are() -> None:
    (block,) = blocks_of(Text((Said("red\n*142.9* approved"),)))

    assert block["text"]["text"] == "red *142.9* approved"


def test_a_warning_says_so_in_a_sign_and_in_words() -> None:
    (block,) = blocks_of(Text(("A story does not need 4K.",), Tone.WARN))

    assert block["text"]["text"] == ":warning: A story does not need 4K."


def test_a_picture_that_is_not_uploaded_is_told_in_words() -> None:
    made = render.card(card(IMAGE), Around()).blocks

    assert made[0]["type"] == "context"
    assert "A red can" in made[0]["elements"][0]["text"]


def test_a_set_is_one_message_with_a_button_for_each_picture() -> None:
    pictures = tuple(Image(PictureId(c), FileKey(c), f"can {c}", 9, 9) for c in "abcd")
    made = blocks_of(PickSet(pictures, tuple("abcd"), ("v1:pick:a",) * 4, picked=("b",)))

    assert [b["type"] for b in made] == ["image"] * 4 + ["actions"]
    labels = [b["text"]["text"] for b in made[-1]["elements"]]
    assert labels == ["Pick a", "b is picked", "Pick c", "Pick d"]


def test_before_and_after_are_two_pictures_with_their_names() -> None:
    made = blocks_of(Compare(IMAGE, IMAGE, ("3 % changed",)))

    assert [b.get("title", {}).get("text") for b in made[:2]] == ["Before", "After"]


def test_a_consequence_asks_before_it_acts_and_a_danger_looks_like_one() -> None:
    pressed = Button("Revoke", "v1:revoke:p", Style.DANGER, consequence="Export stops.")
    (made,) = buttons(blocks_of(Buttons((pressed,))))

    assert made["style"] == "danger"
    assert made["confirm"]["text"]["text"] == "Export stops."
    assert made["value"] == "v1:revoke:p"


def test_action_ids_are_unique_in_a_message_and_blocks_carry_the_revision() -> None:
    row = Buttons((Button("A", "v1:a"), Button("B", "v1:b")), (Button("C", "v1:c"),))
    made = blocks_of(row, row)

    names = [b["action_id"] for b in buttons(made)]
    assert len(set(names)) == len(names) == 6
    marks = {Mark.read(b["block_id"]) for b in made}
    assert marks == {POST}


def test_more_unfolds_into_the_same_buttons() -> None:
    rest = (Button("Discard", "v1:discard:x", Style.DANGER, "Gone for good?"),) * 7
    (block,) = blocks_of(Buttons((Button("A", "v1:a"),), rest))

    assert unfold(block["elements"][-1]["value"]) == rest


def test_what_does_not_fit_behind_more_stands_in_a_row_of_its_own() -> None:
    rest = tuple(Button(f"B{n}", "v1:x", consequence="c" * 300) for n in range(9))
    made = blocks_of(Buttons((Button("A", "v1:a"),), rest))

    assert [len(b["elements"]) for b in made] == [1, 9]


@pytest.mark.parametrize("value", ["", "no json", "{}", "[1]", '[["a"]]', '[["a","b","nope",""]]'])
def test_a_value_that_is_none_of_ours_unfolds_to_nothing(value: str) -> None:
    assert unfold(value) == ()


def test_suggested_replies_say_what_they_say() -> None:
    (made,) = buttons(blocks_of(Suggestions(("darker stone",))))

    assert (made["text"]["text"], made["value"]) == ("darker stone", "darker stone")


def test_files_and_links_stand_in_the_row_before_them() -> None:
    url = "https://artdesk.slack.com/archives/C1/p1"
    parts = (
        Buttons((Button("Export", "v1:export:p"),)),
        Download("Download", PictureId("p"), "142.png"),
        Link("Thread", "session"),
        Link("Credits", "credits"),
        Link("Act as them", "act-as:m"),
    )
    made = drawn(card(*parts), places={"session": url}).blocks

    (block,) = made
    assert [b["text"]["text"] for b in block["elements"]] == [
        "Export",
        "Download",
        "Thread",
        "Credits",
    ]
    assert block["elements"][2]["url"] == url


def test_a_text_to_copy_keeps_every_letter_in_as_many_blocks_as_it_needs() -> None:
    text = "".join(f"line {n} & more ``` ticks\n" for n in range(400))
    made = blocks_of(Facts((), copyable=text))

    assert len(made) > 1
    whole = "".join(b["text"]["text"].removeprefix("```").removesuffix("```") for b in made)
    bare = whole.replace("&amp;", "&").replace("\u200b", "").replace("\n", "")
    assert bare == text.replace("\n", "")


def test_a_table_of_fifty_rows_is_a_few_blocks() -> None:
    rows = tuple((("142.1",), (Said("x" * 80),), ("3.4",)) for _ in range(50))
    made = blocks_of(Table(("Name", "Brief", "Spent"), rows, caption="All of it"))

    assert len(made) <= 4
    assert "".join(texts(made)).count("142.1") == 50


def test_progress_is_told_without_a_clock_of_its_own() -> None:
    waiting = blocks_of(Progress("waiting", 0.0, 20, queue_place=2, label=("142.4",)))
    drawing = blocks_of(Progress("drawing", 1_796_126_400.0, 9))

    assert (
        waiting[0]["text"]["text"] == "*Waiting* \u00b7 2nd in line \u00b7 about 20 s \u00b7 142.4"
    )
    assert re.match(r"\*Drawing…\* since <!date\^1796126400\^", drawing[0]["text"]["text"])


def test_the_small_parts_say_what_they_mean() -> None:
    parts = (
        Heading((Said("Cold brew"),)),
        Chips((Chip("auto", "model"), Chip("1 picture", "count"))),
        Countdown(1_796_126_400.0, "locks"),
        Person(MemberId("m"), "Mia", ("see", "approve"), Button("Change", "v1:people:change:m")),
        Tally(1, 2, (("Mia", "approves"),), likes=2),
        Legend(("Reply to change it",)),
        Sources("Looked up", (WebLink(Said("Title | with a bar"), "https://example.org/a"),)),
    )
    said = "\n".join(texts(blocks_of(*parts)))

    assert "Cold brew" in said
    assert "auto \u00b7 1 picture" in said
    assert "locks at <!date" in said
    assert "*Mia* see, approve" in said
    assert "1 of 2 approvals \u00b7 Mia approves \u00b7 2 likes" in said
    assert "Looked up: <https://example.org/a|Title / with a bar>" in said


def test_those_who_are_pinged_are_named_first() -> None:
    made = drawn(card(Text(("Look",))), pings=("U1", "U2"))

    assert made.blocks[0]["text"]["text"] == "<@U1> <@U2>"
    assert made.text == "<@U1> <@U2> A card"


def test_a_card_of_too_many_blocks_is_cut_where_everybody_sees_it() -> None:
    made = blocks_of(*[Text((str(n),)) for n in range(80)])

    assert len(made) == limits.BLOCKS_MAX
    assert made[-1]["elements"][0]["text"] == "…"
