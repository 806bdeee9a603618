"""Blocks and views that Slack does not take, each with the pointer to what is wrong (facts 4)."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from tests.adapters.slack.running import Body, Running, running, slack
from tests.adapters.slack.sample_blocks import (
    DIVIDER,
    LINE,
    actions,
    button,
    field,
    image,
    menu,
    option,
    section,
    text,
)
from tests.standins.slack.blocks import complaints

__all__ = ["running", "slack"]

TOO_MUCH: dict[str, tuple[list[Body], str]] = {
    "section of 3001": ([section("x" * 3001)], "must be less than 3001 characters"),
    "empty section": ([section("")], "must be more than 0 characters"),
    "51 blocks": ([DIVIDER] * 51, "no more than 50 items allowed"),
    "header of 151": ([{"type": "header", "text": text("x" * 151)}], "must be less than 151"),
    "header in mrkdwn": ([{"type": "header", "text": text("x", "mrkdwn")}], "plain_text"),
    "11 fields": ([{"type": "section", "fields": [text("x")] * 11}], "no more than 10"),
    "field of 2001": ([{"type": "section", "fields": [text("x" * 2001)]}], "less than 2001"),
    "26 buttons": ([actions(*(button(action_id=str(n)) for n in range(26)))], "no more than 25"),
    "11 in context": ([{"type": "context", "elements": [text("x")] * 11}], "no more than 10"),
    "label of 76": ([actions(button(text=text("x" * 76)))], "less than 76"),
    "value of 2001": ([actions(button(value="x" * 2001))], "less than 2001"),
    "bad style": ([actions(button(style="loud"))], "must be one of primary, danger"),
    "option of 76": ([actions(menu(option("x" * 76)))], "less than 76"),
    "option value of 151": ([actions(menu(option(value="x" * 151)))], "less than 151"),
    "101 options": ([actions(menu(*[option()] * 101))], "no more than 100"),
    "no option": ([actions(menu())], "no fewer than 1"),
    "placeholder": ([actions(menu(option(), placeholder=text("x" * 151)))], "less than 151"),
    "foreign choice": (
        [actions(menu(option(), initial_option=option("Two", "2")))],
        "initial option must match",
    ),
    "markdown of 12001": (
        [{"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}],
        "less than 12001",
    ),
    "unknown block": ([{"type": "hologram"}], "unsupported type: hologram"),
    "same block id": ([section(block_id="b"), section(block_id="b")], "already exists: b"),
    "same action id": ([actions(button(), button())], "already exists: a"),
    "long block id": ([section(block_id="x" * 256)], "less than 256"),
    "file input in a message": (
        [field({"type": "file_input", "action_id": "f"})],
        "unsupported type: file_input",
    ),
    "button as input": ([field(button())], "unsupported type: button"),
    "alt text of 2001": ([image(alt_text="x" * 2001)], "less than 2001"),
    "no alt text": (
        [{"type": "image", "slack_file": {"id": "F0000000001"}}],
        "missing required field: alt_text",
    ),
    "own server": (
        [{"type": "image", "alt_text": "x", "image_url": "http://127.0.0.1/a.png"}],
        "downloading image failed",
    ),
    "confirm": (
        [actions(button(confirm={"title": text("x" * 101)}))],
        "less than 101",
    ),
    "unknown key": ([section(colour="red")], "invalid additional property: colour"),
    "unknown key of a button": ([actions(button(disabled=True))], "additional property: disabled"),
    "two in focus": (
        [actions(menu(option(), focus_on_load=True)), field({**LINE, "focus_on_load": True})],
        "only one element",
    ),
    "11 cards": (
        [{"type": "carousel", "elements": [{"type": "card", "title": text("x")}] * 11}],
        "no more than 10",
    ),
    "card body of 201": ([{"type": "card", "body": text("x" * 201)}], "less than 201"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
async def test_a_message_that_is_too_much_is_refused_with_a_pointer(
    running: Running, name: str
) -> None:
    blocks, words = TOO_MUCH[name]

    with pytest.raises(SlackApiError) as refused:
        await running.post("x", blocks=blocks)

    assert refused.value.response["error"] == "invalid_blocks"
    assert any(words in found for found in refused.value.response["errors"]), name
    assert "[json-pointer:/blocks" in refused.value.response["errors"][0]
    assert running.slack.violations


def test_what_just_fits_is_taken() -> None:
    fits = [
        section("x" * 3000, accessory=button(text=text("x" * 75), value="x" * 2000)),
        {"type": "header", "text": text("x" * 150)},
        actions(menu(*(option("x" * 75, f"{n:0150}") for n in range(100)))),
        field({**LINE, "max_length": 3000}),
        image(alt_text="x" * 2000),
    ]

    assert complaints(fits, "message", lambda _: True) == ()


VIEWS: dict[str, tuple[Body, str]] = {
    "title of 25": ({"title": text("x" * 25)}, "less than 25 characters"),
    "submit of 25": ({"submit": text("x" * 25)}, "less than 25 characters"),
    "101 blocks": ({"blocks": [DIVIDER] * 101}, "no more than 100 items"),
    "metadata of 3001": ({"private_metadata": "x" * 3001}, "less than 3001"),
    "callback of 256": ({"callback_id": "x" * 256}, "less than 256"),
    "no submit": ({"submit": None}, "missing required field: submit"),
    "11 files": (
        {"blocks": [field({"type": "file_input", "action_id": "f", "max_files": 11})]},
        "between 1 and 10",
    ),
    "3001 characters": ({"blocks": [field({**LINE, "max_length": 3001})]}, "between 1 and 3000"),
    "prefilled too long": (
        {"blocks": [field({**LINE, "max_length": 5, "initial_value": "123456"})]},
        "less than 6 characters",
    ),
    "unknown key": ({"colour": "red"}, "invalid additional property: colour"),
    "a markdown block": (
        {"blocks": [{"type": "markdown", "text": "x"}]},
        "unsupported type: markdown",
    ),
}


@pytest.mark.parametrize("name", VIEWS)
async def test_a_view_that_is_too_much_is_refused_with_a_pointer(
    running: Running, name: str
) -> None:
    change, words = VIEWS[name]
    trigger = running.slack.new_trigger(running.slack.person("ann").id)

    with pytest.raises(SlackApiError) as refused:
        await running.client.views_open(trigger_id=trigger, view=running.view(**change))

    assert refused.value.response["error"] == "invalid_arguments"
    messages = refused.value.response["response_metadata"]["messages"]
    assert any(words in found for found in messages), messages


async def test_a_view_of_more_than_250_kilobytes_is_refused(running: Running) -> None:
    blocks = [section("x" * 2900) for _ in range(90)]
    trigger = running.slack.new_trigger(running.slack.person("ann").id)

    with pytest.raises(SlackApiError, match="view_too_large"):
        await running.client.views_open(trigger_id=trigger, view=running.view(blocks=blocks))
