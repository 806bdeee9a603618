"""People, rules, models, help, history and undo: the rest of what can be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import Kind
from bot.domain.work import Right, VersionState
from bot.errors import NotFound
from bot.events import Ask, Quiet, Say
from tests.stories.studio import NANO, Stage, buttons_of, labels, words_of


async def test_a_fresh_studio_has_you_and_a_practice_approver(practice: Stage) -> None:
    you, approver = await practice.members()
    assert (you.name, you.rights) == ("You", frozenset(Right))
    assert (approver.name, approver.practice) == ("Practice approver", True)
    people = await practice.studio.desk.people(practice.you.actor)
    assert [p.name for p in people] == ["You", "Practice approver"]


async def test_opening_the_same_studio_again_adds_nobody_and_no_credits(practice: Stage) -> None:
    await practice.stop()
    await practice.start_again()
    assert len(await practice.members()) == 2
    assert await practice.free() == 500


async def test_a_person_is_added_renamed_and_acts_under_the_new_name(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    await stage.you.runs("people", verb="change", name="Mia B", rights="sketch", member=mia.id)
    thread = await mia.orders("a can", model="sketch")
    assert (await stage.session(thread)).maker_name == "Mia B"
    answer = await stage.you.runs("people", verb="add", name="mia b", rights="see")
    assert isinstance(answer, Ask)
    assert [(e.field, e.code) for e in answer.errors] == [("name", "taken")]


async def test_the_last_admin_keeps_that_right(stage: Stage) -> None:
    you = (await stage.members())[0]
    answer = await stage.you.runs("people", verb="change", name="You", rights="see", member=you.id)
    assert isinstance(answer, Ask)
    assert [(e.field, e.code) for e in answer.errors] == [("rights", "last_admin")]
    assert Right.ADMIN in (await stage.members())[0].rights


async def test_nobody_gives_themselves_rights(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch")
    answer = await mia.runs("people", verb="change", name="Mia", rights="admin", member=mia.id)
    assert "You may not" in words_of(answer)
    assert "You may not" in words_of(await mia.runs("setup", approvals="1"))
    member = next(m for m in await stage.members() if m.name == "Mia")
    assert member.rights == {Right.SEE, Right.SKETCH}


async def test_setup_shows_five_answers_and_changes_them_at_once(stage: Stage) -> None:
    shown = await stage.you.runs("setup")
    assert isinstance(shown, Say)
    assert shown.card.kind is Kind.SETUP
    form = await stage.you.presses("Change", shown)
    assert isinstance(form, Ask)
    values = {**dict(form.values), "approvals": "2", "member_cap": "50", "time_zone": "Asia/Tokyo"}
    await stage.pass_time(1)
    await stage.you.submits("setup", values)
    policy = await stage.policy()
    assert (policy.approvals, policy.member_daily_cap, policy.time_zone) == (
        2,
        50_000,
        "Asia/Tokyo",
    )
    await stage.you.runs("undo")
    assert (await stage.policy()).approvals == 1


async def test_one_answer_by_itself_leaves_the_others_as_they_are(stage: Stage) -> None:
    await stage.rules(approvals=2, member_daily_cap=50_000, quiet="off", quiet_weekends=False)
    before = await stage.policy()
    await stage.you.runs("setup", time_zone="Asia/Tokyo")
    after = await stage.policy()
    assert replace(after, time_zone="UTC", revision=before.revision) == before
    assert after.time_zone == "Asia/Tokyo"


async def test_a_setup_that_changes_nothing_is_no_new_revision(stage: Stage) -> None:
    form = await stage.you.presses("Change", await stage.you.runs("setup"))
    assert isinstance(form, Ask)
    before = (await stage.policy()).revision
    await stage.you.submits("setup", dict(form.values))
    assert (await stage.policy()).revision == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("time_zone", "Mars/Base"), ("who_spends", "Nobody"), ("approvals", "0"), ("budget", "-1")],
)
async def test_a_setup_that_makes_no_sense_changes_nothing(
    stage: Stage, field: str, value: str
) -> None:
    form = await stage.you.presses("Change", await stage.you.runs("setup"))
    assert isinstance(form, Ask)
    answer = await stage.you.submits("setup", {**dict(form.values), field: value})
    assert isinstance(answer, Ask)
    assert field in [e.field for e in answer.errors]
    assert dict(answer.values)[field] == value


async def test_setup_gives_and_takes_the_right_to_spend(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch")
    form = await stage.you.presses("Change", await stage.you.runs("setup"))
    assert isinstance(form, Ask)
    await stage.you.submits("setup", dict(form.values), who_spends="You\nMia")
    assert (await stage.version(await mia.orders(model=NANO), 1)).state is VersionState.READY
    await stage.you.submits("setup", dict(form.values), who_spends="You")
    answer = await mia.runs("brief", text="a can", model=NANO, agreed=10**9)
    assert "You may not spend" in words_of(answer)


async def test_models_says_what_auto_would_take(stage: Stage) -> None:
    answer = await stage.you.runs("models", text="a poster with a long legal line")
    assert isinstance(answer, Say)
    assert "Nano Banana 2.1" in words_of(answer)


async def test_help_lists_what_this_person_may_do(stage: Stage) -> None:
    approver = await stage.approver()
    mine = words_of(await stage.you.runs("help"))
    theirs = words_of(await approver.runs("help"))
    assert "/setup" in mine
    assert "/setup" not in theirs
    assert "/approvals" in theirs
    assert isinstance(await stage.you.runs("help", text="zzz"), Say)


async def test_every_command_of_help_is_a_form_that_can_be_drawn(stage: Stage) -> None:
    forms = await stage.studio.desk.forms(stage.you.actor)
    assert {
        "brief",
        "edit",
        "approvals",
        "history",
        "credits",
        "models",
        "undo",
        "setup",
        "help",
    } <= {form.command for form in forms if form.slash}


# --- history ----------------------------------------------------------------------------------


async def test_history_finds_by_words_number_state_person_and_campaign(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    await stage.you.orders("a can on wet stone", model=NANO)
    await stage.pass_time(1)
    await mia.orders("two cups on a table", model=NANO, campaign="Spring")
    you = stage.you
    assert "cups" in words_of(await you.runs("history"))
    for values in (
        {"search": "cup"},
        {"search": "TABLE"},
        {"search": "2"},
        {"search": "2.1"},
        {"person": "Mia"},
        {"campaign": "spring"},
    ):
        found = words_of(await you.runs("history", **values))
        assert "two cups" in found, values
        assert "wet stone" not in found, values
    assert "wet stone" in words_of(await you.runs("history", person="me"))
    assert "Nothing found" in words_of(await you.runs("history", search="elephant"))
    assert "cannot find" in words_of(await you.runs("history", person="Nobody"))
    assert "two cups" in words_of(await you.runs("history", state="ready"))


async def test_words_of_an_edit_find_its_thread(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.edits("make the light purple", thread)
    assert "1" in words_of(await stage.you.runs("history", search="purple"))
    assert "Nothing found" not in words_of(await stage.you.runs("history", search="purple"))


async def test_any_version_can_be_had_again(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.edits("make the light warmer", thread)
    listed = await stage.you.runs("history", search="1.1")
    assert isinstance(listed, Say)
    again = await stage.you.runs("edit", version="1.1", instruction="colder", agreed=10**9)
    assert isinstance(again, Quiet)
    third = await stage.version(thread, 3)
    assert str(third.parent_name) == "1.1"
    assert buttons_of(listed.card) or listed.card.parts


async def test_every_variant_of_a_picture_is_served(stage: Stage) -> None:
    thread = await stage.you.orders("a can for a story", model=NANO)
    picture = (await stage.version(thread, 1)).pictures[0]
    for variant, mime, width in (
        ("preview", "image/jpeg", 572),
        ("large", "image/jpeg", 768),
        ("original", "image/png", 768),
        ("exact", "image/jpeg", 1080),
    ):
        served = await stage.you.picture(picture.id, variant)
        assert isinstance(served, tuple), variant
        assert served[1] == mime
        assert served[2].startswith("1.1")
        assert (await stage.studio.pixels.measure(served[0]))[0] == width, variant
    assert isinstance(await stage.you.picture(picture.id, "secret"), NotFound)


# --- undo -------------------------------------------------------------------------------------


async def test_undo_of_an_edit_makes_its_parent_current_and_says_what_stays_spent(
    stage: Stage,
) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.pass_time(1)
    await stage.you.edits("make it warmer", thread)
    answer = await stage.you.runs("undo")
    assert "5.1 stays spent" in words_of(answer)
    third = await stage.you.edits("move the can left", thread)
    assert str(third.parent_name) == "1.1"
    assert await stage.free() == 1000 - 3 * 5.1


async def test_undo_of_a_pick_and_of_a_discard(stage: Stage) -> None:
    thread = await stage.you.orders("a can x4", model=NANO)
    await stage.pass_time(1)
    await stage.you.presses("Pick b", await stage.you.sees("1.1", thread, Kind.PICK))
    await stage.pass_time(1)
    await stage.you.runs("undo")
    assert not [p for p in (await stage.version(thread, 1)).pictures if p.picked]
    other = await stage.you.orders(model=NANO)
    await stage.pass_time(1)
    await stage.you.presses("Discard", await stage.you.sees("2.1", other))
    assert (await stage.version(other, 1)).state is VersionState.DISCARDED
    await stage.pass_time(1)
    await stage.you.runs("undo")
    assert (await stage.version(other, 1)).state is VersionState.READY


async def test_a_pick_undone_and_picked_again_can_be_undone_again(stage: Stage) -> None:
    thread = await stage.you.orders("a can x4", model=NANO)
    card = await stage.you.sees("1.1", thread, Kind.PICK)
    for _ in range(2):
        await stage.pass_time(5)
        await stage.you.presses("Pick b", card)
        assert [p.name.letter for p in (await stage.version(thread, 1)).pictures if p.picked]
        await stage.pass_time(5)
        assert "Undone" in words_of(await stage.you.runs("undo"))
        assert not [p for p in (await stage.version(thread, 1)).pictures if p.picked]


async def test_undo_twice_takes_back_two_steps_and_then_there_is_nothing(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    thread = await mia.orders(model=NANO)
    await stage.pass_time(1)
    await mia.edits("make it warmer", thread)
    await stage.pass_time(1)
    await mia.runs("undo")
    await mia.runs("undo")
    states = [v.state for v in (await stage.session(thread)).versions]
    assert states == [VersionState.DISCARDED, VersionState.DISCARDED]
    assert "nothing of yours to undo" in words_of(await mia.runs("undo"))


async def test_the_act_of_somebody_else_is_not_mine_to_undo(stage: Stage) -> None:
    mia = await stage.adds("Mia", "sketch", "spend")
    thread = await stage.you.orders(model=NANO)
    assert "nothing of yours" in words_of(await mia.runs("undo"))
    shown = await mia.sees("1.1", thread)
    assert "You may not" in words_of(await mia.presses("Undo", shown))
    assert (await stage.version(thread, 1)).state is VersionState.READY


async def test_a_discard_can_be_had_back_for_thirty_days(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.presses("Discard", await stage.you.sees("1.1", thread))
    gone = await stage.you.sees("1.1", thread)
    assert labels(gone.card) == ["Undo"]  # type: ignore[arg-type]
    await stage.sleep_through(31 * 24 * 3600)
    await stage.you.presses("Undo", gone)
    assert (await stage.version(thread, 1)).state is VersionState.DISCARDED


async def test_what_is_in_review_is_not_discarded(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    shown = await stage.you.sees("1.1", thread)
    await stage.you.presses("Ask for approval", shown)
    answer = await stage.you.presses("Discard", await stage.you.sees("1.1", thread))
    assert isinstance(answer, Say)
    assert (await stage.version(thread, 1)).state is VersionState.READY


# --- the rest under More ------------------------------------------------------------------------


async def test_details_has_the_prompt_as_it_was_sent_and_a_number(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone", model=NANO)
    said = words_of(await stage.you.presses("Details", await stage.you.sees("1.1", thread)))
    assert stage.google.calls[0].prompt in said
    assert (await stage.version(thread, 1)).reference in said


async def test_details_of_a_sketch_say_what_each_model_would_ask_and_how(stage: Stage) -> None:
    thread = await stage.you.orders("a can on wet stone, no people", model="sketch")
    await stage.you.edits("darker stone", thread)
    for number in (1, 2):
        shown = await stage.you.sees(f"1.{number}", thread)
        said = words_of(await stage.you.presses("Details", shown))
        assert "With Nano Banana 2.1: 3.4\n" in said
        assert "With Nano Banana Pro: 13.4" in said
        assert 'Look first: "no people" works better as what should be there' in said
        assert shown.card is not None
        offered = next(label for label in labels(shown.card) if label.startswith("Make it "))
        assert f"With GPT Image 2.5 flare: {offered.removeprefix('Make it ')}\n" in said
        sent = said.split("As it would be sent to GPT Image 2.5 flare: ")[1]
        assert ("darker stone" in sent) == (number == 2)
    assert stage.google.calls == []


async def test_reuse_opens_the_form_with_everything_that_was_asked(stage: Stage) -> None:
    thread = await stage.you.orders('a can for a story text:"HI" x2', model=NANO)
    form = await stage.you.presses_raw(f"v1:reuse:{thread}")
    assert isinstance(form, Ask)
    values = dict(form.values)
    assert (values["text"], values["count"], values["model"]) == ("HI", "2", NANO)
    again = await stage.you.submits("brief", values, agreed=10**9)
    assert isinstance(again, Quiet)
    assert (await stage.session(again.opens)).brief.exact_text == ("HI",)


async def test_a_picture_becomes_a_reference_of_a_new_brief(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    form = await stage.you.presses("Use as reference", await stage.you.sees("1.1", thread))
    assert isinstance(form, Ask)
    assert len(form.photos) == 1
    new = await stage.you.submits(
        "brief", photos=form.photos, what="a poster", model=NANO, agreed=10**9
    )
    assert isinstance(new, Quiet)
    assert len(stage.google.calls[-1].references) == 1


async def test_other_formats_are_a_version_each(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    form = await stage.you.presses("Other formats", await stage.you.sees("1.1", thread))
    assert isinstance(form, Ask)
    asked = await stage.you.submits(
        "formats",
        thread=thread,
        picture=dict(form.values)["picture"],
        formats="story\nyt_thumb\n4:5",
    )
    assert isinstance(asked, Say)  # a list is always asked for, and once for all of it
    assert len((await stage.session(thread)).versions) == 1
    price = next(label for label in labels(asked.card) if label.startswith("Make it"))
    await stage.you.presses("Make it", asked)
    spent = [v.quote.up_to for v in (await stage.session(thread)).versions[1:]]
    assert price == f"Make it {sum(spent) / 1000:.1f}"
    versions = (await stage.session(thread)).versions
    assert [v.format.ratio for v in versions[1:]] == ["9:16", "16:9", "4:5"]
    assert {str(v.parent_name) for v in versions[1:]} == {"1.1"}
    assert all(v.state is VersionState.READY for v in versions)


async def test_export_gives_the_exact_file(stage: Stage) -> None:
    thread = await stage.you.orders("a can for a story", model=NANO)
    approver = await stage.approver()
    await approver.reacts("✅", (await approver.sees("1.1", thread)).ref)
    await stage.pass_time(61)
    done = await stage.you.sees("1.1", "", Kind.APPROVED)
    answer = await stage.you.presses("Export", done)
    assert "1.1" in words_of(answer)


async def test_what_a_picture_shows_can_be_said_better_and_goes_into_its_files(
    stage: Stage,
) -> None:
    approver = await stage.approver()
    thread = await stage.you.orders("a can for a story", model=NANO)
    shown = await stage.you.sees("1.1", thread)
    before = (await stage.version(thread, 1)).pictures[0]
    form = await approver.presses("Describe", shown)
    assert isinstance(form, Ask)
    assert dict(form.values)["alt"] == before.alt
    await approver.submits("describe", dict(form.values), alt="A green can on a wet stone")
    after = await stage.you.sees("1.1", thread)
    assert "[A green can on a wet stone]" in words_of(after)
    details = words_of(await stage.you.presses("Details", after))
    assert "Description: A green can on a wet stone" in details
    served = await stage.you.picture(before.id, "exact")
    assert isinstance(served, tuple)
    assert b"A green can on a wet stone" in served[0]
    original = await stage.you.picture(before.id, "original")
    assert isinstance(original, tuple)
    assert b"A green can" not in original[0]  # what the model sent stays untouched
    await approver.runs("undo")
    assert (await stage.version(thread, 1)).pictures[0].alt == before.alt


async def test_who_only_sees_describes_nothing_and_private_work_stays_private(
    stage: Stage,
) -> None:
    gus, mia = await stage.adds("Gus", "see"), await stage.adds("Mia", "sketch")
    thread = await stage.you.orders(model=NANO)
    picture = (await stage.version(thread, 1)).pictures[0]
    answer = await gus.submits("describe", picture=picture.id, alt="mine now")
    assert "You may not" in words_of(answer)
    secret = await stage.you.orders("a secret can private:yes", model=NANO)
    hidden = (await stage.version(secret, 1)).pictures[0]
    assert "cannot find" in words_of(await mia.presses_raw(f"v1:describe:{hidden.id}"))
    assert (await stage.version(thread, 1)).pictures[0].alt == picture.alt
