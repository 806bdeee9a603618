"""What Slack sends, in the shapes that Slack recorded -> events of the desk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.slack import acts
from adapters.slack.acts import Home, Place
from adapters.slack.buttons import Mark
from bot.events import Attached, Edited, Gone, Invocation, Joined, Left, Press, Reaction, Reply

HOME = Home(
    "T1", "U0BOT", "B0BOT", "Acme", "https://acme.slack.com/",
    dict.fromkeys(("brief", "history", "help", "credits"), ""),
)  # fmt: skip
NOW = 1_796_126_400.0
TS = "1796126390.000100"
ROOT = "1796126000.000100"


def command(name: str, text: str = "") -> dict[str, Any]:
    return {
        "token": "t", "team_id": "T1", "team_domain": "acme", "channel_id": "C1",
        "channel_name": "design", "user_id": "U1", "user_name": "ann", "command": name,
        "text": text, "api_app_id": "A1", "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/1", "trigger_id": "13.37.abc",
    }  # fmt: skip


def envelope(**event: Any) -> dict[str, Any]:
    return {
        "token": "t", "team_id": "T1", "api_app_id": "A1", "event": event, "event_id": "Ev1",
        "type": "event_callback", "event_time": 1796126390,
        "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
    }  # fmt: skip


def message(text: str = "warmer", **more: Any) -> dict[str, Any]:
    said = {
        "type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "text": text,
        "ts": TS, "event_ts": TS, "team": "T1", "client_msg_id": "c-1",
    }  # fmt: skip
    return envelope(**{**said, **more})


def reply(text: str = "warmer", **more: Any) -> dict[str, Any]:
    return message(text, thread_ts=ROOT, **{"parent_user_id": "U0BOT", **more})


# --- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "wanted", "words"),
    [
        ("/brief", "a red can for:story", "brief", "a red can for:story"),
        ("/brief", "", "brief", ""),
        ("/artdesk", "history cold brew", "history", "cold brew"),
        ("/artdesk", "/History", "history", ""),
        ("/artdesk", "", "help", ""),
        ("/brief", "salt &amp; pepper &lt;3", "brief", "salt & pepper <3"),
        ("/artdesk", "help", "help", ""),
        ("/artdesk", "help credits", "help", "credits"),
        ("/artdesk-history", "cold brew", "history", "cold brew"),
        ("/artdesk", "dance please", "help", "dance"),
        ("/artdesk", "vote 142 approve", "help", "vote"),
    ],
)
def test_a_slash_command_is_a_command_with_words(
    name: str, text: str, wanted: str, words: str
) -> None:
    event = acts.command(command(name, text), HOME, NOW)

    assert (event.command, event.text) == (wanted, words)
    assert event.origin == "slack:T1:trigger:13.37.abc"
    assert (event.venue.channel, event.venue.thread) == ("C1", "")
    assert (event.actor.user, event.actor.platform_admin) == ("U1", None)


# --- messages -------------------------------------------------------------------------------------


def test_a_reply_in_a_thread_of_the_desk_is_a_reply() -> None:
    event = acts.message(reply("make it &lt;warmer&gt;"), HOME, NOW)

    assert isinstance(event, Reply)
    assert (event.text, event.venue.thread, event.at) == ("make it <warmer>", ROOT, float(TS))
    assert event.origin == f"slack:T1:message:C1:{TS}"
    assert event.aliases == ("slack:T1:event:Ev1", "slack:T1:client:c-1")


def test_one_message_under_eleven_event_ids_is_one_act() -> None:
    bodies = [{**reply(), "event_id": f"Ev{n}"} for n in range(11)]
    events = [acts.message(body, HOME, NOW) for body in bodies]

    assert len({e.origin for e in events if e}) == 1


def test_a_message_and_its_mention_are_one_act() -> None:
    said = message("<@U0BOT> a red can")
    mention = envelope(**{**said["event"], "type": "app_mention"})
    del mention["event"]["channel_type"]
    first, second = acts.message(said, HOME, NOW), acts.message(mention, HOME, NOW)

    assert isinstance(first, Invocation)
    assert first == second
    assert (first.command, first.text, first.venue.thread) == ("brief", "a red can", "")


@pytest.mark.parametrize("more", [{}, {"parent_user_id": "U1"}, {"root": {"user": "U2"}}])
def test_talk_of_others_is_not_heard(more: dict[str, Any]) -> None:
    thread = {"thread_ts": ROOT} if more else {}

    assert acts.message(message(**thread, **more), HOME, NOW) is None


def test_a_mention_in_a_thread_of_others_is_a_brief_in_the_channel() -> None:
    body = message("<@U0BOT> a red can", thread_ts=ROOT, parent_user_id="U1")
    event = acts.message(body, HOME, NOW)

    assert isinstance(event, Invocation)
    assert event.venue.thread == ""


def test_a_thread_whose_root_nobody_names_is_for_the_desk_to_know() -> None:
    event = acts.message(message(thread_ts=ROOT), HOME, NOW)

    assert isinstance(event, Reply)


def test_a_root_that_got_replies_is_no_reply() -> None:
    assert acts.message(message(thread_ts=TS), HOME, NOW) is None


def test_a_direct_message_in_plain_words_is_a_brief_or_the_command_it_names() -> None:
    words = acts.message(message("a red can", channel="D1", channel_type="im"), HOME, NOW)
    verb = acts.message(message("History", channel="D1", channel_type="im"), HOME, NOW)

    assert isinstance(words, Invocation)
    assert (words.command, words.text) == ("brief", "a red can")
    assert isinstance(verb, Invocation)
    assert (verb.command, verb.text) == ("history", "")


def test_a_direct_message_in_a_thread_of_the_desk_is_a_reply() -> None:
    event = acts.message(reply(channel="D1", channel_type="im"), HOME, NOW)

    assert isinstance(event, Reply)
    assert event.venue.channel == "D1"


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_files_broadcasts_and_me_are_words_of_a_person(subtype: str) -> None:
    assert isinstance(acts.message(reply(subtype=subtype), HOME, NOW), Reply)


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "bot_message", "bot_id": "B2"},
        {"bot_id": "B2"},
        {"bot_id": "B0BOT", "user": "U0BOT"},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"subtype": "message_replied"},
        {"subtype": "tombstone"},
        {"text": "", "files": []},
    ],
)
def test_bots_and_what_nobody_said_are_not_heard(more: dict[str, Any]) -> None:
    assert acts.message(reply(**more), HOME, NOW) is None


def test_files_of_a_reply_come_along_and_stubs_are_asked_for_by_id() -> None:
    files = [
        {"id": "F1", "name": "can.jpg", "size": 9, "url_private": "https://files.slack.com/1"},
        {"id": "F2", "file_access": "check_file_info", "url_private": "https://x"},
        {"id": "F3", "mode": "tombstone"},
    ]
    event = acts.message(reply("", subtype="file_share", files=files), HOME, NOW)

    assert isinstance(event, Reply)
    assert event.attached == (
        Attached("F1", "https://files.slack.com/1", "can.jpg", 9),
        Attached("F2", "", "photo", 0),
    )


def test_emoji_are_characters_as_people_see_them() -> None:
    names = [("tada", "1f389"), ("+1", "1f44d-1f3fb"), ("artdesk_logo", None)]
    row = [{"type": "emoji", "name": n, **({"unicode": u} if u else {})} for n, u in names]
    section = {"type": "rich_text_section", "elements": [*row, {"type": "text", "text": " x"}]}
    blocks = [{"type": "rich_text", "elements": [section]}]
    words = ":tada: :+1::skin-tone-2: :artdesk_logo: 16:9: and :typed:"
    event = acts.message(reply(words, blocks=blocks), HOME, NOW)

    assert isinstance(event, Reply)
    assert event.text == "\U0001f389 \U0001f44d\U0001f3fb \U0001f642 16:9: and :typed:"


def test_a_mention_of_somebody_else_is_told() -> None:
    event = acts.message(reply("<@U2|max> what do you think"), HOME, NOW)

    assert isinstance(event, Reply)
    assert event.mentions_others
    assert not event.mentions_bot


# --- edits and deletions --------------------------------------------------------------------------


def changed(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    said = {"type": "message", "user": "U1", "ts": TS, "thread_ts": ROOT, "parent_user_id": "U0BOT"}
    return envelope(
        type="message", subtype="message_changed", hidden=True, channel="C1",
        channel_type="channel", ts="1796126395.000100",
        message={**said, **new}, previous_message={**said, **old},
    )  # fmt: skip


def test_changed_words_are_an_edit_of_the_message_that_said_them() -> None:
    edited = {"user": "U1", "ts": "1796126395.000000"}
    event = acts.message(
        changed({"text": "colder", "edited": edited}, {"text": "warmer"}), HOME, NOW
    )

    assert isinstance(event, Edited)
    assert (event.text, event.message) == ("colder", f"slack:T1:message:C1:{TS}")
    assert event.origin.endswith("1796126395.000000")


@pytest.mark.parametrize(
    "new",
    [
        {"text": "warmer", "edited": {"ts": "2"}},
        {"text": "warmer", "attachments": [{"title": "a page"}]},
        {"text": "colder"},
        {"text": "colder", "edited": {"ts": "2"}, "bot_id": "B2"},
        {"text": "colder", "edited": {"ts": "2"}, "user": "U0BOT"},
        {"text": "colder", "edited": {"ts": "2"}, "parent_user_id": "U2"},
    ],
)
def test_unfurls_translations_and_what_others_change_are_no_edit(new: dict[str, Any]) -> None:
    assert acts.message(changed(new, {"text": "warmer"}), HOME, NOW) is None


def deleted(**old: Any) -> dict[str, Any]:
    return envelope(
        type="message", subtype="message_deleted", hidden=True, channel="C1", ts="3", deleted_ts=TS,
        event_ts="1796126395.000100", previous_message={"type": "message", "ts": TS, **old},
    )  # fmt: skip


def test_a_message_of_the_desk_that_was_deleted_is_gone() -> None:
    event = acts.message(deleted(user="U0BOT", bot_id="B0BOT", thread_ts=ROOT), HOME, NOW)

    assert isinstance(event, Gone)
    assert (event.message, event.venue.thread) == (f"C1/{TS}", ROOT)
    assert acts.message(deleted(user="U1"), HOME, NOW) is None


# --- reactions ------------------------------------------------------------------------------------


def react(**more: Any) -> dict[str, Any]:
    said = {
        "type": "reaction_added", "user": "U1", "reaction": "white_check_mark::skin-tone-2",
        "item": {"type": "message", "channel": "C1", "ts": TS}, "item_user": "U0BOT",
        "event_ts": "1796126396.000100",
    }  # fmt: skip
    return envelope(**{**said, **more})


def test_a_reaction_on_a_message_of_the_desk_is_heard_with_its_tone() -> None:
    event = acts.reaction(react(), HOME, NOW)

    assert isinstance(event, Reaction)
    assert (event.emoji, event.message) == ("white_check_mark::skin-tone-2", f"C1/{TS}")
    assert event.added


def test_the_same_sign_given_taken_and_given_again_is_three_acts() -> None:
    bodies = [
        react(),
        react(type="reaction_removed", event_ts="1796126397.000100"),
        react(event_ts="1796126398.000100"),
    ]
    events = [acts.reaction(body, HOME, NOW) for body in bodies]

    assert [e.added for e in events if e] == [True, False, True]
    assert len({e.origin for e in events if e}) == 3


def test_a_reaction_whose_message_nobody_owns_is_for_the_desk_to_know() -> None:
    body = react()
    del body["event"]["item_user"]

    assert acts.reaction(body, HOME, NOW) is not None


@pytest.mark.parametrize(
    "more", [{"user": "U0BOT"}, {"item_user": "U2"}, {"item": {"type": "file", "file": "F1"}}]
)
def test_reactions_elsewhere_are_not_heard(more: dict[str, Any]) -> None:
    assert acts.reaction(react(**more), HOME, NOW) is None


# --- coming and going -----------------------------------------------------------------------------


def test_the_desk_that_comes_into_a_channel_was_brought_by_somebody() -> None:
    body = envelope(
        type="member_joined_channel", user="U0BOT", channel="C1", inviter="U1",
        event_ts="1796126396.000100",
    )  # fmt: skip
    event = acts.joined(body, HOME, NOW)

    assert isinstance(event, Joined)
    assert (event.actor.user, event.venue.channel, event.name) == ("U1", "C1", "Acme")
    body["event"]["user"] = "U2"
    assert acts.joined(body, HOME, NOW) is None


def test_an_app_that_was_taken_away_has_left_and_a_users_token_is_nothing() -> None:
    gone = acts.left(envelope(type="app_uninstalled"), HOME, NOW)
    bot = acts.left(
        envelope(type="tokens_revoked", tokens={"oauth": [], "bot": ["U0BOT"]}), HOME, NOW
    )
    user = acts.left(envelope(type="tokens_revoked", tokens={"oauth": ["U1"]}), HOME, NOW)

    assert isinstance(gone, Left)
    assert isinstance(bot, Left)
    assert user is None


# --- buttons --------------------------------------------------------------------------------------


def pressed(action: dict[str, Any], **container: Any) -> tuple[Place, Any]:
    body = {
        "type": "block_actions", "user": {"id": "U1"}, "trigger_id": "13.37.abc",
        "channel": {"id": "C1"}, "response_url": "https://hooks.slack.com/actions/1",
        "container": {"type": "message", "message_ts": TS, "channel_id": "C1", **container},
    }  # fmt: skip
    where = acts.place(body)
    return where, acts.pressed(body, action, where, HOME, NOW)


POST = f"{Mark(post=True, revision='abc').write()}.3"


def test_a_press_brings_its_value_its_message_and_the_revision_it_was_read_at() -> None:
    _, event = pressed(
        {
            "action_id": "press.0",
            "block_id": POST,
            "value": "v1:pick:x",
            "action_ts": "1796126399.5",
        },
        thread_ts=ROOT,
    )

    assert isinstance(event, Press)
    assert (event.press, event.message, event.revision) == ("v1:pick:x", f"C1/{TS}", "abc")
    assert event.venue.thread == ROOT
    assert event.at == 1796126399.5


def test_a_press_on_a_root_happens_in_the_thread_that_it_opens() -> None:
    _, event = pressed({"action_id": "press.0", "block_id": POST, "value": "v1:pick:x"})

    assert event.venue.thread == TS


def test_a_press_behind_more_speaks_of_the_message_it_was_folded_under() -> None:
    mark = Mark(revision="abc", message="C1/9.9", kind="more")
    _, event = pressed(
        {"action_id": "press.0", "block_id": f"{mark.write()}.0", "value": "v1:details:x"},
        is_ephemeral=True,
    )

    assert (event.message, event.revision, event.venue.thread) == ("C1/9.9", "abc", "")


def test_a_suggested_reply_is_said_to_the_desk() -> None:
    _, event = pressed({"action_id": "reply.1", "block_id": POST, "value": "darker stone"})

    assert isinstance(event, Reply)
    assert (event.text, event.venue.thread, event.mentions_bot) == ("darker stone", TS, True)


def test_a_page_is_asked_for_and_a_link_is_nothing_to_hear() -> None:
    _, page = pressed({"action_id": "page.1", "block_id": POST, "value": "help/key"})
    _, link = pressed({"action_id": "link.1", "block_id": POST, "value": "link"})

    assert isinstance(page, Invocation)
    assert (page.command, page.text) == ("help", "key")
    assert link is None


@pytest.mark.parametrize("name", ["", "x", "|||", "post|a.b", "say|r|m|price.0"])
def test_any_block_id_can_be_read(name: str) -> None:
    assert Mark.read(name).post is name.startswith("post|")


def test_marks_come_back_as_they_were_written() -> None:
    mark = Mark(post=False, revision="r" * 16, message=f"C1/{TS}", kind="price")

    assert Mark.read(f"{mark.write()}.12") == mark
    assert mark.passing
    assert not replace(mark, post=True).passing
