"""What people get wrong and what places refuse: one clear sentence, nothing spent, nothing twice."""

from __future__ import annotations

import pytest

from tests.adapters.slack.office import PNG, Office
from tests.standins.slack import Delivery
from tests.stories.studio import NANO

GIF = b"GIF89a" + b"\0" * 40
HTML = b"<!doctype html><title>Sign in</title>"


async def nothing_happened(office: Office) -> None:
    await office.settle()
    assert await office.stage.threads() == ()
    assert await office.stage.free() == 1000
    assert await office.stage.reserved() == 0
    assert office.stage.google.calls == []


# --- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["random", "hidden"])
async def test_where_the_desk_is_not_a_line_gets_the_invitation_and_costs_nothing(
    office: Office, channel: str
) -> None:
    olga = office.person("olga")
    assert (await olga.slash("/brief", f"a red can model:{NANO}", channel)).ok
    said = await olga.sees("/invite @Artdesk", channel)
    assert said.only_for == olga.id
    await nothing_happened(office)


async def test_where_the_desk_is_not_a_form_stays_open_with_the_invitation(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", "", "hidden")
    modal = await olga.modal("New picture")
    modal.fill("what", "a red can")
    acked = await modal.submit()
    assert acked.payload["response_action"] == "update"
    assert modal.open
    assert "/invite @Artdesk" in modal.text
    await nothing_happened(office)
    await office.slack.invite(office.slack.place("hidden"), "olga")
    await modal.submit()
    await office.settle()
    assert not modal.open
    assert "a red can" in office.says(office.root("hidden"))


async def test_a_conversation_of_two_others_is_refused_in_a_sentence(office: Office) -> None:
    olga, max_ = office.person("olga"), office.person("max")
    theirs = office.slack.world.direct(olga.id, max_.id)
    await olga.slash("/brief", f"a red can model:{NANO}", theirs)
    said = await olga.sees("between other people", theirs)
    assert said.only_for == olga.id
    await nothing_happened(office)


async def test_a_private_brief_needs_no_channel(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", f"a red can model:{NANO} private", "hidden")
    await office.settle()
    assert "a red can" in office.says(olga.messages(olga.dm)[-1])


async def test_an_archived_channel_is_refused_in_a_sentence(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", f"a red can model:{NANO}", "old")
    await olga.sees("is archived")
    await nothing_happened(office)


async def test_a_channel_that_is_archived_in_the_middle_costs_nothing_twice(office: Office) -> None:
    olga = office.person("olga")
    root = await office.drawn()
    office.slack.place("design").is_archived = True
    before = await office.stage.free()
    await olga.click(root, "Ask for approval")
    await office.settle()
    assert await office.stage.free() == before
    assert office.stage.bugs() == []


async def test_a_root_that_was_deleted_is_not_posted_again(office: Office) -> None:
    root = await office.drawn()
    await office.person("adam").delete(root)
    await office.settle()
    await office.person("olga").slash("/artdesk", "history")
    await office.settle()
    posts = [c for c in office.slack.calls("chat.postMessage") if c.ok]
    assert len(posts) == 1
    assert office.stage.bugs() == []


# --- forms ----------------------------------------------------------------------------------------


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    office: Office,
) -> None:
    olga = office.person("olga")
    await olga.slash("/brief")
    modal = await olga.modal("New picture")
    modal.fill("what", "a red can")
    await modal.suggest("where", "the moon")
    modal.choose("where", "the moon")
    await office.quiet()
    acked = await modal.submit()
    assert set(acked.errors) == {"where"}
    assert modal.open
    assert modal.values()["what"]["v"]["value"] == "a red can"
    await nothing_happened(office)


async def test_an_error_in_a_field_that_is_not_in_view_shows_the_whole_form(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", "a red can model:nosuchmodel")
    await office.quiet()
    modal = await olga.modal("New picture")
    assert "nosuchmodel" in modal.text
    assert "Camera" in modal.labels
    assert modal.values()["what"]["v"]["value"] == "a red can"
    await nothing_happened(office)


async def test_the_same_form_sent_twice_is_one_brief_and_after_an_error_it_is_another(
    office: Office,
) -> None:
    olga = office.person("olga")
    await olga.slash("/brief")
    modal = await olga.modal("New picture")
    modal.fill("what", "a red can on wet stone")
    acked = await modal.submit()
    await office.settle()
    await office.slack.sockets.send(Delivery("interactive", acked.delivery.payload))
    await office.settle()
    assert len(await office.stage.threads()) == 1


async def test_more_options_shows_the_cockpit_with_what_was_typed(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief")
    modal = await olga.modal("New picture")
    modal.fill("what", "a red can")
    await modal.click("More options")
    await office.quiet()
    assert "Camera" in modal.labels
    assert modal.values()["what"]["v"]["value"] == "a red can"
    modal.fill("camera", "low angle")
    await modal.submit()
    await office.settle()
    assert (await office.session()).brief.camera == "low angle"


async def test_a_trigger_that_is_too_old_gets_a_card_that_opens_the_form(office: Office) -> None:
    olga = office.person("olga")
    office.slack.fail("views.open", "expired_trigger_id")
    await olga.slash("/brief")
    card = await olga.sees(lambda m: m.only_for == olga.id)
    label = office.says(card).splitlines()[-1]
    await olga.click(card, label)
    assert (await olga.modal("New picture")).labels


# --- files ----------------------------------------------------------------------------------------


BAD_FILES = {
    "not an image": ("notes.txt", b"hello " * 40, "pictures"),
    "a pdf": ("page.pdf", b"%PDF-1.4 " + b"x" * 200, "PDF"),
    "empty": ("can.png", b"", ""),
    "cut off": ("can.png", PNG[:300], ""),
    "a page instead of a file": ("can.png", HTML, "files:read"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
async def test_a_file_that_cannot_be_used_gets_one_sentence(office: Office, kind: str) -> None:
    name, data, said = BAD_FILES[kind]
    olga = office.person("olga")
    await olga.mention("a red can like this", files=[(name, data)])
    await office.settle()
    (told,) = olga.ephemerals()
    assert said in office.says(told)
    assert await office.stage.threads() == ()
    assert await office.stage.free() == 1000


async def test_a_stub_of_another_workspace_is_asked_for_by_its_id(office: Office) -> None:
    olga = office.person("olga")
    said = await olga.say("@artdesk a red can", files=[("can.png", PNG)], stubs=True)
    await office.settle()
    assert said.files
    assert len((await office.session()).brief.references) == 1
    assert office.slack.calls("files.info")


async def test_a_file_that_was_deleted_meanwhile_is_said(office: Office) -> None:
    olga = office.person("olga")
    gate = office.slack.hold("users.info")
    said = await olga.mention("a red can", files=[("can.png", PNG)])
    for file in said.files:
        office.slack.world.files[file].deleted = True
    gate.set()
    await office.settle()
    assert olga.ephemerals()
    assert await office.stage.threads() == ()


async def test_nine_photos_are_one_too_many(office: Office) -> None:
    olga = office.person("olga")
    await olga.mention("a red can", files=[(f"{n}.png", PNG) for n in range(9)])
    await office.settle()
    assert "8" in office.says(olga.ephemerals()[-1])
    assert await office.stage.threads() == ()


async def test_uploads_that_are_switched_off_are_said_and_nothing_is_lost(office: Office) -> None:
    olga = office.person("olga")
    office.slack.fail("files.getUploadURLExternal", "file_uploads_disabled", times=99)
    await olga.slash("/brief", f"a red can model:{NANO}")
    await office.settle()
    assert (await office.session()).versions[0].pictures
    assert await office.stage.reserved() == 0
    assert office.stage.bugs() == []


# --- words ----------------------------------------------------------------------------------------


EVIL = "a can <!channel> @here &amp; <https://evil.example|click> `code` *bold* </brief>"


async def test_words_that_look_like_markup_stay_words_everywhere(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", f"{EVIL} model:{NANO}")
    await office.settle()
    root = office.root()
    assert "a can <!channel> @here" in office.says(root)
    await olga.say(f"make it {EVIL}", thread=root)
    await office.settle()
    assert office.slack.violations == []
    (call, *_) = office.stage.google.calls
    assert "<!channel>" in call.brief.what


async def test_forty_thousand_letters_are_answered_not_cut(office: Office) -> None:
    olga = office.person("olga")
    await olga.mention("a red can " + "x" * 39_000)
    await office.settle()
    assert olga.ephemerals()
    await nothing_happened(office)


async def test_an_unknown_verb_is_answered_with_help(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/artdesk", "dance")
    await office.quiet()
    assert olga.ephemerals()
    await olga.slash("/artdesk", "vote x approve")
    await office.quiet()
    await nothing_happened(office)


async def test_a_button_of_nobody_and_an_old_screen_break_nothing(office: Office) -> None:
    olga, root = office.person("olga"), await office.drawn()
    for value in ("", "v1:vote", "v9:order:x", "no press"):
        action = {
            "type": "button", "action_id": "press.0", "block_id": "x", "value": value,
            "action_ts": office.slack.world.new_ts(),
        }  # fmt: skip
        assert (await olga.press(root, action)).ok
    await office.settle()
    assert len((await office.session()).versions) == 1


async def test_a_double_click_is_one_act(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", f"a red can x4 model:{NANO}")
    await office.quiet()
    (price,) = olga.ephemerals()
    made = next(e for b in price.blocks if b["type"] == "actions" for e in b["elements"])
    action = {
        "type": "button", "action_id": made["action_id"], "value": made["value"],
        "block_id": next(b["block_id"] for b in price.blocks if b["type"] == "actions"),
    }  # fmt: skip
    for _ in range(2):
        await olga.press(price, {**action, "action_ts": office.slack.world.new_ts()})
    await office.settle()
    assert len(await office.stage.threads()) == 1
    assert len(office.stage.google.calls) == 4
