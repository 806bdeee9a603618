"""Every form there is, as a modal: within its limits, and back with what a person left in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.slack import fields, form, limits
from adapters.slack.fields import Labels
from adapters.slack.form import Filled, Sheet
from bot.cards import Chips, Text
from bot.desk import Check, Preview
from bot.domain.brief import MAX_REFERENCES
from bot.domain.ids import FileKey, UploadId
from bot.events import Attached, Photo
from bot.forms import Form, PhotosField
from commands import all_commands
from tests.standins.slack.views import checked
from tests.standins.slack.violations import of_view
from tests.views.everycard import BANANA, EVIL

FORMS = {c.name: c.form() for c in all_commands().commands.values()}
BRIEF = FORMS["brief"]
LABELS = Labels({"story": "Instagram story"})
PHOTOS = tuple(
    Photo(UploadId(f"{n:026}"), FileKey("f" * 64), f"{n} " + "x" * 80 + ".jpg", "product")
    for n in range(MAX_REFERENCES)
)


def view_of(made: Form, sheet: Sheet | None = None, filled: Filled | None = None) -> dict[str, Any]:
    return form.view(made, sheet or Sheet(made.command), filled or Filled(), LABELS)


def labels_of(view: dict[str, Any]) -> list[str]:
    return [b["label"]["text"] for b in view["blocks"] if b["type"] == "input"]


def block(view: dict[str, Any], name: str) -> dict[str, Any]:
    return next(b for b in view["blocks"] if b.get("block_id") == name)


def drawable(made: Form) -> bool:
    return bool(form.visible(made))


every = pytest.mark.parametrize("name", [n for n, made in FORMS.items() if drawable(made)])


@every
@pytest.mark.parametrize("full", [False, True])
def test_every_form_of_every_command_is_a_modal_that_slack_takes(name: str, full: bool) -> None:
    made = view_of(FORMS[name], Sheet(name, full=full))

    checked(made, "modal", lambda _: True)
    assert list(of_view(made)) == []


@every
def test_a_form_filled_with_the_longest_of_everything_is_still_taken(name: str) -> None:
    made = FORMS[name]
    values = {item.name: EVIL * 5 for item in made.fields}
    errors = dict.fromkeys(values, EVIL[:300])
    sheet = Sheet(name, "C" * 11, "1796126400.000000", "d" * 26, "https://x/" + "h" * 90, full=True)
    sheet = replace(sheet, photos=PHOTOS, ask_channel=True, agreed=10**9)

    checked(view_of(made, sheet, Filled(values, errors, notice=EVIL)), "modal", lambda _: True)


# --- a brief --------------------------------------------------------------------------------------


def test_a_brief_opens_with_four_inputs_and_more_options() -> None:
    made = view_of(BRIEF)

    assert labels_of(made) == [
        "What should it show?",
        "Where will it run?",
        "Photos",
        "Must stay the same",
    ]
    assert block(made, form.MORE)["elements"][0]["text"]["text"] == "More options"
    assert made["submit"]["text"] == "Make it"


def test_more_options_shows_every_field_and_no_button_for_more() -> None:
    made = view_of(BRIEF, Sheet("brief", full=True))

    assert len(labels_of(made)) == len(form.visible(BRIEF))
    assert form.MORE not in {b.get("block_id") for b in made["blocks"]}


def test_a_form_that_hides_something_given_opens_whole() -> None:
    filled = Filled({"what": "a can", "model": "gpt-image-2"})

    assert form.fitting(BRIEF, Sheet("brief"), filled).full
    assert not form.fitting(BRIEF, Sheet("brief"), Filled({"what": "a can", "count": "1"})).full


def test_values_that_no_field_shows_are_kept_for_the_way_back() -> None:
    made = FORMS["people"]
    filled = Filled({"verb": "change", "member": "m1", "name": "Mia"})
    sheet = form.fitting(made, Sheet("people"), filled)
    view = form.view(made, sheet, filled, LABELS)

    given = form.given({"name": {"v": {"type": "plain_text_input", "value": "Mia B"}}},
                       Sheet.read(view["private_metadata"]))  # fmt: skip
    assert dict(given.values) == {"verb": "change", "member": "m1", "name": "Mia B"}


def test_the_price_stands_in_the_form_and_on_its_button() -> None:
    preview = Preview(
        Chips(()),
        Text(("3.4 credits - 1,204 left",)),
        (Check("a", "hint", "A <story> does not need 4K."),) * 5,
        BANANA,
        ready=True,
    )
    made = view_of(BRIEF, Sheet("brief", agreed=3400), Filled(preview=preview))

    said = [e["text"] for e in block(made, form.PRICE)["elements"]]
    assert said == ["3.4 credits - 1,204 left", *["A &lt;story&gt; does not need 4K."] * 3]
    assert made["submit"]["text"] == "Make it 3.4"


def test_the_price_on_the_button_is_what_was_agreed_to() -> None:
    given = form.given({"what": {"v": {"type": "plain_text_input", "value": "a can"}}},
                       Sheet("brief", agreed=3400))  # fmt: skip

    assert dict(given.values) == {"what": "a can", "agreed": "3400"}


def test_errors_stand_beside_their_fields_or_the_form_is_drawn_anew() -> None:
    sheet = Sheet("brief")

    assert form.errors_beside(BRIEF, sheet, {"where": "no such place"}) == {
        "where": "no such place"
    }
    assert form.errors_beside(BRIEF, sheet, {"model": "no such model"}) is None
    whole = form.fitting(BRIEF, sheet, Filled(errors={"model": "no such <model>"}))
    made = form.view(BRIEF, whole, Filled(errors={"model": "no such <model>"}), LABELS)
    names = [b.get("block_id") for b in made["blocks"]]
    after = made["blocks"][names.index("model") + 1]
    assert after["text"]["text"] == ":warning: no such &lt;model&gt;"


def test_photos_that_are_in_already_can_be_left_out() -> None:
    made = view_of(BRIEF, Sheet("brief", photos=PHOTOS[:2]))
    held = Sheet.read(made["private_metadata"])
    one = block(made, form.KEPT)["element"]["options"][0]

    ticked = {"type": "checkboxes", "selected_options": [one]}
    given = form.given({form.KEPT: {"v": ticked}}, held)
    assert [p.upload for p in given.photos] == [PHOTOS[0].upload]


def test_files_come_back_with_their_ids_and_stubs_without_an_address() -> None:
    full = {"id": "F1", "name": "can.jpg", "size": 9, "url_private": "https://files.slack.com/can"}
    stub = {"id": "F2", "file_access": "check_file_info", "url_private": "https://elsewhere"}
    state = {"photos": {"v": {"type": "file_input", "files": [full, stub]}}}

    assert form.given(state, Sheet("brief")).attached == (
        Attached("F1", "https://files.slack.com/can", "can.jpg", 9),
        Attached("F2", "", "photo", 0),
    )


def test_the_channel_that_was_chosen_is_where_it_happens() -> None:
    made = view_of(BRIEF, Sheet("brief", ask_channel=True))
    assert block(made, form.CHANNEL)["element"]["default_to_current_conversation"] is True

    chosen = {"type": "conversations_select", "selected_conversation": "C9"}
    assert form.given({form.CHANNEL: {"v": chosen}}, Sheet("brief")).sheet.channel == "C9"


STATES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "plain_text_input", "value": "a can"}, "a can"),
    ({"type": "plain_text_input", "value": None}, ""),
    ({"type": "number_input", "value": "4"}, "4"),
    ({"type": "static_select", "selected_option": {"value": "loose"}}, "loose"),
    ({"type": "static_select", "selected_option": None}, ""),
    ({"type": "external_select", "selected_option": {"value": "auto"}}, "auto"),
    (
        {"type": "multi_external_select", "selected_options": [{"value": "a"}, {"value": "b"}]},
        "a\nb",
    ),
    ({"type": "checkboxes", "selected_options": [{"value": "yes"}]}, "yes"),
    ({"type": "checkboxes", "selected_options": []}, "no"),
    ({"type": "something new"}, ""),
)


@pytest.mark.parametrize(("state", "text"), STATES)
def test_what_stands_in_an_input_comes_back_as_text(state: dict[str, Any], text: str) -> None:
    assert fields.value(state) == text


def test_everything_a_form_must_remember_fits_and_comes_back() -> None:
    attached = tuple(Attached(f"F{n:010}", "", "x" * 60, 10**7) for n in range(MAX_REFERENCES))
    sheet = Sheet(
        "edit_message", "C0123456789", "1796126400.000100", "d" * 26, "https://hooks/" + "h" * 100,
        full=True, ask_channel=True, hidden=(("verb", "change"),), photos=PHOTOS,
        message="C0123456789/1796126400.000100", agreed=10**9,
    )  # fmt: skip

    assert len(sheet.write()) <= limits.METADATA_MAX
    back = Sheet.read(sheet.write())
    assert replace(back, photos=()) == replace(sheet, photos=())
    assert [p.upload for p in back.photos] == [p.upload for p in PHOTOS]
    shorter = replace(sheet, photos=(), attached=attached)
    assert [a.id for a in Sheet.read(shorter.write()).attached] == [a.id for a in attached]


@pytest.mark.parametrize(
    "metadata", ["", "[]", "{}", '{"command":"x","photos":[1]}', "no json", '"s"']
)
def test_metadata_that_is_none_of_ours_is_told_apart(metadata: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Sheet.read(metadata)


def test_a_form_of_words_has_no_photos() -> None:
    made = form.words_only(FORMS["edit_message"])

    assert not any(isinstance(item, PhotosField) for item in made.fields)
    assert made.fields


def test_the_list_of_all_commands_is_a_modal_that_slack_takes() -> None:
    made = form.menu_view(tuple(f for f in FORMS.values() if f.slash))

    checked(made, "modal", lambda _: True)
    assert len(made["blocks"]) == sum(f.slash for f in FORMS.values())
