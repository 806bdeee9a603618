"""Every card and every form as Discord receives them: within its limits, nothing left out, nothing of
anybody's words outside its place."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from adapters.discord import form, limits, marks, modal, presses, render, words
from adapters.discord.form import Forms
from adapters.discord.marks import Mark
from bot import cards
from bot.cards import Button, Buttons, Card, Image, Kind, Said, Strong
from bot.domain.ids import FileKey, MemberId, PictureId
from bot.errors import FieldError
from bot.events import Ask
from bot.forms import ChoiceField, FlagField, LineField, ListField, NumberField, PhotosField, Ui
from commands import all_commands
from tests.views.everycard import EVIL, every_card
from tests.views.test_every_card import NEVER

Json = dict[str, Any]
CARDS = every_card()
FORMS = Forms(tuple(command.form() for command in all_commands().commands.values()))
SESSION = "0123456789abcdefghijklmnop"
SETTING = render.Setting(
    FORMS, Mark("p" * 26, "r" * 16), {SESSION: "https://discord.com/channels/1/2"}
)
IMAGE = Image(PictureId("p1"), FileKey("f" * 64), "A can", 1080, 1920)


def drawn(card: Card, *, private: bool = False) -> render.Drawn:
    setting = render.Setting(FORMS, SETTING.mark, SETTING.links, private)
    return render.card(card, setting)


def components(shown: render.Drawn) -> list[Json]:
    return [one for row in shown.components for one in row["components"]]


def ids(shown: render.Drawn) -> list[str]:
    found = [str(one["custom_id"]) for one in components(shown) if "custom_id" in one]
    return [*found, *(o["value"] for one in components(shown) for o in one.get("options", []))]


# --- every card -------------------------------------------------------------------------------

every = pytest.mark.parametrize("name", CARDS)


@every
@pytest.mark.parametrize("private", [False, True])
def test_every_card_fits_a_message(name: str, private: bool) -> None:
    shown = drawn(CARDS[name], private=private)

    sizes = [len(embed["description"]) for embed in shown.embeds]
    assert 0 < max(sizes) <= limits.DESCRIPTION_MAX
    assert sum(sizes) <= 6000
    assert len(shown.embeds) <= 10
    assert len(shown.embeds[0]["url"]) <= limits.URL_MAX
    assert len(shown.components) <= limits.ROWS_MAX
    assert len(shown.pictures) <= limits.FILES_MAX
    for row in shown.components:
        assert 0 < len(row["components"]) <= limits.ROW_MAX
    for one in components(shown):
        assert 0 < len(one.get("label", "x")) <= limits.LABEL_MAX
        assert len(one.get("options", [])) <= limits.OPTIONS_MAX
        for option in one.get("options", []):
            assert 0 < len(option["label"]) <= limits.OPTION_MAX
            assert len(option["value"]) <= limits.OPTION_MAX
            assert len(option.get("description", "")) <= limits.OPTION_MAX
    assert all(0 < len(one) <= limits.CUSTOM_ID_MAX for one in ids(shown))
    json.dumps(shown.body())


@every
def test_no_two_buttons_of_a_message_have_one_id(name: str) -> None:
    shown = drawn(CARDS[name])
    found = [one["custom_id"] for one in components(shown) if "custom_id" in one]

    assert len(found) == len(set(found))
    for one in components(shown):
        values = [option["value"] for option in one.get("options", [])]
        assert len(values) == len(set(values))


@every
def test_no_words_of_people_are_in_an_id_or_the_name_of_a_file(name: str) -> None:
    shown = drawn(CARDS[name])

    assert "everyone" not in json.dumps(ids(shown))
    assert "everyone" not in json.dumps([one.stem for one in shown.pictures])
    assert "everyone" not in shown.embeds[0]["url"]


@every
def test_every_mention_and_link_of_people_is_only_text(name: str) -> None:
    said = "\n".join(embed["description"] for embed in drawn(CARDS[name]).embeds)
    outside = [part for n, part in enumerate(said.split("`")) if n % 2 == 0]

    for part in outside:
        assert "<@123>" not in part
        assert "](http://x)" not in part


@every
def test_every_button_and_menu_reads_back_as_what_it_was(name: str) -> None:
    for one in ids(drawn(CARDS[name])):
        if one != presses.MORE and not one.startswith(presses.PEOPLE):
            found = presses.read(one)
            assert found is not None, one
            assert presses.write(found) == one


@every
def test_every_press_of_a_card_is_reachable(name: str) -> None:
    card = CARDS[name]
    wanted = {b.press for p in card.parts if isinstance(p, Buttons) for b in (*p.buttons, *p.more)}
    reached = {
        made.press for one in ids(drawn(card)) if isinstance(made := presses.read(one), presses.Act)
    }

    assert wanted <= reached


@every
def test_the_mark_says_which_post_it_is_and_how_it_stood(name: str) -> None:
    mark = marks.read(drawn(CARDS[name]).embeds[0]["url"])

    assert mark is not None
    assert (mark.post, mark.revision, mark.kind) == ("p" * 26, "r" * 16, CARDS[name].kind)


@every
def test_the_consequence_of_a_second_step_comes_with_the_message(name: str) -> None:
    card = CARDS[name]
    asking = {
        b.press: b.consequence
        for p in card.parts
        if isinstance(p, Buttons)
        for b in (*p.buttons, *p.more)
        if b.consequence
    }
    mark = marks.read(drawn(card).embeds[0]["url"])

    assert mark is not None
    assert dict(mark.steps) == asking
    for press in asking:
        assert f"?{press}" in ids(drawn(card))


# --- the parts --------------------------------------------------------------------------------

HELLO = ("hello ", Said("*you*"))
PARTS: tuple[tuple[cards.Part, str], ...] = (
    (cards.Heading(HELLO), r"### hello \*you\*"),
    (cards.Text(HELLO), r"hello \*you\*"),
    (cards.Text(HELLO, cards.Tone.QUIET), r"-# hello \*you\*"),
    (cards.Text(HELLO, cards.Tone.WARN), r"**!** hello \*you\*"),
    (cards.Chips((cards.Chip("a`b", "x"), cards.Chip("c", "x"))), "`a'b` `c`"),
    (cards.Facts((("Size", HELLO),), "as *sent*"), "**Size** hello \\*you\\*\n```\nas *sent*\n```"),
    (
        cards.Table(("Who", "What"), ((HELLO, ()),), "All"),
        "### All\n-# Who - What\nhello \\*you\\* - \u2013",
    ),
    (
        cards.Progress("waiting", 5.0, 9, 2, ("Nano",)),
        "**Waiting** - 2nd in line - about 9 s\n-# Nano",
    ),
    (cards.Progress("drawing", 5.0, 9, 0), "**Drawing** - about 9 s - <t:5:R>"),
    (cards.Countdown(60.0, "locks"), "locks <t:60:R>"),
    (cards.Person(MemberId("m"), "M*a", ("spends",)), r"**M\*a** - spends"),
    (cards.Link("Thread", SESSION), "[Thread](https://discord.com/channels/1/2)"),
    (
        cards.Sources("From", (cards.WebLink(Said("A [b]"), "https://a.example/x"),)),
        r"From [A \[b\]](https://a.example/x)",
    ),
    (
        cards.Tally(1, 2, (("Mi*a", "approve"),), 3),
        "1 of 2 approvals - 3 likes\n-# Mi\\*a approves",
    ),
    (cards.Legend(HELLO), r"-# hello \*you\*"),
)


@pytest.mark.parametrize(("part", "expected"), PARTS)
def test_a_part_is_drawn_in_words(part: cards.Part, expected: str) -> None:
    shown = drawn(Card(Kind.NOTE, (part,), "summary"))

    assert shown.embeds[0]["description"] == expected


def test_every_part_of_the_closed_set_is_tested_here() -> None:
    others = {Image, cards.Compare, cards.PickSet, Buttons, cards.Suggestions, cards.Download}

    assert {type(part) for part, _ in PARTS} | others == set(get_args(cards.Part))


def test_pictures_are_files_with_their_words_and_our_names() -> None:
    pick = cards.PickSet((IMAGE, IMAGE), ("a", "b"), ("v1:pick:1", "v1:pick:2"), ("b",))
    shown = drawn(Card(Kind.PICK, (pick,), "two", name="142.3"))

    assert [(one.stem, one.alt) for one in shown.pictures] == [
        ("142.3a", "A can"),
        ("142.3b", "A can"),
    ]
    assert [(b["label"], b["custom_id"], b["style"]) for b in components(shown)] == [
        ("1 (a)", "v1:pick:1", 2),
        ("2 (b)", "v1:pick:2", 1),
    ]


def test_an_unfinished_picture_is_not_shown_because_a_message_never_swaps_its_own() -> None:
    half = Image(PictureId("p"), FileKey("f"), "half", 1, 1, still_drawing=True)

    assert drawn(Card(Kind.RUNNING, (half,), "drawing")).pictures == ()


def test_before_and_after_are_two_files() -> None:
    shown = drawn(Card(Kind.NOTE, (cards.Compare(IMAGE, IMAGE, ("changed",)),), "x", name="1.2"))

    assert [one.stem for one in shown.pictures] == ["1.2-before", "1.2-after"]


def test_a_file_to_keep_is_a_button_for_all_and_a_file_for_one() -> None:
    card = Card(Kind.APPROVED, (cards.Download("Download", PictureId("p1"), "142.3.png"),), "x")

    assert [one["custom_id"] for one in components(drawn(card))] == ["d1:file:exact:p1"]
    assert [one.picture for one in drawn(card, private=True).downloads] == ["p1"]


def test_suggestions_are_buttons_whose_words_are_their_label() -> None:
    shown = drawn(Card(Kind.RESULT, (cards.Suggestions(("warmer", "darker")),), "x"))

    assert [(b["label"], b["custom_id"]) for b in components(shown)] == [
        ("warmer", "d1:say:0"),
        ("darker", "d1:say:1"),
    ]


def test_a_place_without_an_address_is_a_button_that_asks_for_it() -> None:
    parts = (cards.Link("Credits", "credits"), cards.Link("Key", "help/key"))
    shown = drawn(Card(Kind.NOTE, parts, "x"))

    assert [one["custom_id"] for one in components(shown)] == ["v1:credits"]


def test_lines_without_room_come_as_a_file_and_are_counted() -> None:
    table = cards.Table(("What",), tuple(((Said("w" * 290),),) for _ in range(50)))
    shown = drawn(Card(Kind.LIST, (table,), "x"))

    assert (
        shown.rest.count("w" * 290) + sum(e["description"].count("w" * 290) for e in shown.embeds)
        == 50
    )
    assert "more in more.txt" in shown.embeds[-1]["description"]


def test_six_rows_of_buttons_are_a_mistake_of_ours() -> None:
    row = Buttons((Button("a", "v1:a"),))

    with pytest.raises(ValueError, match="rows"):
        drawn(Card(Kind.NOTE, (row,) * 6, "x"))


def test_people_to_change_are_a_menu_for_each_25() -> None:
    change = [Button("Change...", f"v1:people:change:{n}", opens_form=True) for n in range(30)]
    people = tuple(cards.Person(MemberId(str(n)), f"P{n}", (), b) for n, b in enumerate(change))
    shown = drawn(Card(Kind.PEOPLE, people, "x"))

    assert [len(one["options"]) for one in components(shown)] == [25, 5]


# --- every form -------------------------------------------------------------------------------


def texts(command: Json) -> int:
    own = len(command["name"]) + len(command.get("description", ""))
    own += sum(len(str(c["name"])) + len(str(c["value"])) for c in command.get("choices", []))
    return own + sum(texts(option) for option in command.get("options", []))


def test_every_command_is_one_that_discord_takes() -> None:
    made = form.commands(FORMS.forms)

    assert len(made) <= 100
    for command in made:
        if command["type"] != form.CHAT_INPUT:
            assert 0 < len(command["name"]) <= 32
            continue
        options = command["options"]
        assert len(options) <= limits.OPTIONS_MAX
        assert texts(command) <= 8000
        required = [bool(option.get("required")) for option in options]
        assert required == sorted(required, reverse=True)
        assert len({option["name"] for option in options}) == len(options)
        for one in (command, *options):
            assert 0 < len(one["description"]) <= limits.OPTION_MAX
            assert one["name"] == one["name"].lower()
            assert len(one["name"]) <= 32
            assert not (one.get("choices") and one.get("autocomplete"))
            assert len(one.get("choices", [])) <= limits.OPTIONS_MAX


def test_the_brief_asks_for_one_thing_and_offers_the_rest_in_its_order() -> None:
    found = FORMS.named("brief")
    assert found is not None
    names = [option["name"] for option in form.command(found)["options"]]

    assert names[:11] == [
        "what", "where", "photo1", "photo1_is", "photo2", "photo2_is", "photo3", "photo3_is",
        "stays", "text", "model",
    ]  # fmt: skip
    assert [o["name"] for o in form.command(found)["options"] if o.get("required")] == ["what"]


def test_what_only_admins_may_use_is_hidden_from_others() -> None:
    made = {c["name"]: c for c in form.commands(FORMS.forms)}

    assert made["setup"]["default_member_permissions"] == 32
    assert "default_member_permissions" not in made["brief"]


@pytest.mark.parametrize("name", [one.command for one in FORMS.forms if one.fields])
def test_every_form_is_modals_that_discord_takes(name: str) -> None:
    found = FORMS.named(name)
    assert found is not None
    values = tuple((one.name, EVIL) for one in found.fields if isinstance(one, LineField))
    for number in range(1, 6):
        made = modal.modal(found, Ask(name, values), press=f"v1:fix:{SESSION}", number=number)

        assert 0 < len(made["title"]) <= limits.MODAL_TITLE_MAX
        assert len(made["custom_id"]) <= limits.CUSTOM_ID_MAX
        assert len(made["components"]) <= limits.FIELDS_MAX
        assert made["components"] or name == "fix"
        for one in made["components"]:
            assert 0 < len(one["label"]) <= limits.MODAL_TITLE_MAX
            assert len(one.get("description", "")) <= limits.OPTION_MAX
            inner = one["component"]
            assert 0 < len(inner["custom_id"]) <= limits.CUSTOM_ID_MAX
            assert len(inner.get("placeholder", "")) <= limits.OPTION_MAX
            assert len(inner.get("value", "")) <= inner.get("max_length", 0) or "value" not in inner
            assert len(inner.get("options", [])) <= limits.OPTIONS_MAX


def test_every_field_of_a_brief_is_on_one_of_its_pages() -> None:
    found = FORMS.named("brief")
    assert found is not None
    shown = [
        one["component"]["custom_id"]
        for number in range(1, 6)
        for one in modal.modal(found, Ask("brief"), number=number)["components"]
    ]

    assert shown == [one.name for one in found.fields if not one.ui.hidden]
    assert shown[:5] == ["what", "where", "photos", "stays", "text"]


def test_the_price_offers_the_other_pages_and_the_set_up_too() -> None:
    for name, press in (("price", f"v1:change:{SESSION}"), ("setup", "v1:set_up")):
        found = [presses.read(one) for one in ids(drawn(CARDS[name]))]
        pages = [one for one in found if isinstance(one, presses.Page)]
        assert pages
        assert [one.number for one in pages] == list(range(2, len(pages) + 2))
        assert {one.press for one in pages} == {press}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (
            LineField("a", "A", Ui(example="x"), True, "", 40),
            "typed",
            {"type": 4, "style": 1, "required": True, "max_length": 40, "placeholder": "x", "value": "typed"},
        ),
        (
            LineField("a", "A", Ui(paragraph=True), False, "old", 9000),
            None,
            {"type": 4, "style": 2, "required": False, "max_length": 4000, "value": "old"},
        ),
        (
            ListField("a", "A", Ui(), False, (), 8),
            "one\ntwo",
            {"type": 4, "style": 2, "required": False, "max_length": 4000, "value": "one\ntwo"},
        ),
        (
            NumberField("a", "A", Ui(), False, 1, 1, 2),
            "2",
            {
                "type": 3,
                "required": False,
                "options": [
                    {"label": "1", "value": "1", "default": False},
                    {"label": "2", "value": "2", "default": True},
                ],
            },
        ),
        (
            NumberField("a", "A", Ui(), False, 7, 0, 1000),
            None,
            {"type": 4, "style": 1, "required": False, "max_length": 4, "value": "7"},
        ),
        (
            ChoiceField("a", "A", Ui(), False, "balanced", ("strict", "balanced")),
            None,
            {
                "type": 3,
                "required": False,
                "options": [
                    {"label": "exact", "value": "strict", "default": False},
                    {"label": "close", "value": "balanced", "default": True},
                ],
            },
        ),
        (
            FlagField("a", "A", Ui(), False, False),
            "true",
            {
                "type": 3,
                "required": False,
                "options": [
                    {"label": "Yes", "value": "yes", "default": True},
                    {"label": "No", "value": "no", "default": False},
                ],
            },
        ),
        (
            PhotosField("a", "A", Ui(), False, 8),
            None,
            {"type": 19, "min_values": 0, "max_values": 8, "required": False},
        ),
    ],
)  # fmt: skip
def test_a_field_is_drawn(field: Any, value: str | None, expected: Json) -> None:
    assert modal.field(field, value) == expected


def test_a_field_that_is_wrong_says_so_and_its_page_opens() -> None:
    found = FORMS.named("brief")
    assert found is not None
    ask = Ask("brief", errors=(FieldError("ratio", "unknown"),))
    made = modal.modal(found, ask, wrong={"ratio": "I do not know that shape."})

    (ratio,) = [one for one in made["components"] if one["component"]["custom_id"] == "ratio"]
    assert ratio["description"] == "I do not know that shape."


def test_ids_of_ours_are_never_a_field() -> None:
    found = FORMS.named("edit")
    assert found is not None
    made = modal.modal(found, Ask("edit", (("version", SESSION),)), press=f"v1:edit:{SESSION}")

    assert [one["component"]["custom_id"] for one in made["components"]] == [
        "instruction",
        "photos",
        "model",
        "count",
        "look_up",
    ]


# --- what comes back --------------------------------------------------------------------------


def test_options_of_a_command_are_words_values_and_files_with_their_roles() -> None:
    file = {"id": "7", "filename": "can.jpg", "size": 3, "url": "https://cdn.discordapp.com/7"}
    data = {
        "options": [
            {"name": "what", "type": 3, "value": "a can for:story"},
            {"name": "photo2", "type": 11, "value": "7"},
            {"name": "photo2_is", "type": 3, "value": "logo"},
            {"name": "count", "type": 4, "value": 4},
            {"name": "private", "type": 5, "value": True},
        ],
        "resolved": {"attachments": {"7": file}},
    }
    typed = form.typed(FORMS.named("brief"), data)

    assert typed.text == "a can for:story"
    assert typed.values == (("count", "4"), ("private", "yes"))
    (photo,) = typed.attached
    assert (photo.id, photo.filename, photo.size, photo.role) == ("7", "can.jpg", 3, "logo")


def test_a_form_comes_back_with_what_was_cleared_and_what_was_dropped_in() -> None:
    file = {"id": "7", "filename": "can.jpg", "size": 3, "url": "https://cdn.discordapp.com/7"}
    data = {
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": "what", "value": "a can"}},
            {"type": 18, "component": {"type": 4, "custom_id": "where", "value": ""}},
            {"type": 18, "component": {"type": 3, "custom_id": "count", "values": ["2"]}},
            {"type": 18, "component": {"type": 19, "custom_id": "photos", "values": ["7"]}},
            {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "x"}]},
        ],
        "resolved": {"attachments": {"7": file}},
    }
    values, attached = modal.filled(data)

    assert values == (("what", "a can"), ("where", ""), ("count", "2"), ("old", "x"))
    assert [one.filename for one in attached] == ["can.jpg"]
    assert modal.merged((("where", "story"), ("model", "auto")), values)[:3] == (
        ("where", ""),
        ("model", "auto"),
        ("what", "a can"),
    )


@pytest.mark.parametrize("made", [
    presses.Act("v1:vote:p:approve"), presses.Act("v1:stop:v", asks=True),
    presses.Page(3, "v1:change:d"), presses.Suggested(2), presses.Fetch("p", "exact"),
    presses.Fetch("p", "original", parts=True), presses.Filled("brief", 2, "v1:change:d"),
    presses.Filled("edit"), presses.EditImage("1/2"), presses.Nothing(),
])  # fmt: skip
def test_an_id_reads_back_as_what_it_was(made: presses.Pressed) -> None:
    assert presses.read(presses.write(made)) == made


@pytest.mark.parametrize("custom_id", ["d1:", "d1:say:x", "d1:page:x:y", "d1:form:1:a", "d1:who"])
def test_an_id_that_is_none_of_ours_is_nothing(custom_id: str) -> None:
    assert presses.read(custom_id) is None


def test_an_id_that_is_too_long_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at most 100"):
        presses.write(presses.Filled("brief", 1, "v1:" + "x" * 100))


def test_words_of_the_adapter_have_no_word_that_is_never_shown() -> None:
    said = [v for v in vars(words).values() if isinstance(v, str)]
    said += [*words.CHOICES.values(), *words.STAGES.values(), *words.VOTES.values()]
    said += [words.tally(1, 2, 1), words.joined("a", 2), words.no_content("x"), words.smaller(1)]

    assert [one for one in said if NEVER.search(one) and not one.startswith('"""')] == []
    assert Strong("x").text
