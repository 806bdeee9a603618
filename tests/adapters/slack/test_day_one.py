"""Day one in a workspace: who is admin, who may do what, how the desk is met; and what only some may
do afterwards."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack import limits
from adapters.slack.manifest import manifest
from bot.domain.work import Right
from tests.adapters.slack.conftest import FORMS, Opening
from tests.adapters.slack.office import PNG, Office
from tests.stories.studio import NANO


async def rights(office: Office, name: str) -> frozenset[Right]:
    return next(m.rights for m in await office.stage.members() if m.name == name)


async def test_the_desk_says_hello_once_in_the_first_channel_it_is_invited_to(
    office: Office,
) -> None:
    olga = office.person("olga")
    await office.slack.invite(office.slack.place("random"), "olga")
    hello = await olga.sees("art desk", "random")
    assert hello.only_for == ""
    await olga.click(hello, "Admins: set up")
    assert "Who may spend?" in (await olga.modal("Set up")).labels
    await office.slack.invite(office.slack.place("hidden"), "olga")
    await office.quiet()
    assert [m for m in olga.messages("hidden") if m.bot_id] == []


@pytest.mark.parametrize("name", ["olga", "adam"])
async def test_owners_and_admins_of_the_workspace_are_admins(office: Office, name: str) -> None:
    await office.person(name).slash("/artdesk", "help")
    await office.quiet()
    assert Right.ADMIN in await rights(office, name)


async def test_everybody_sketches_and_only_admins_spend_until_one_opens_the_channel(
    office: Office,
) -> None:
    ann, olga = office.person("ann"), office.person("olga")
    await office.orders("a red can on wet stone model:sketch", "ann")
    assert ann.pictures(office.root())
    await ann.slash("/brief", f"a red can on wet stone model:{NANO}")
    refused = await ann.sees("only admins spend")
    assert refused.only_for == ann.id
    assert office.stage.google.calls == []
    allow = next(w for w in office.says(refused).splitlines() if w.startswith("Admins: allow"))
    await ann.click(refused, allow)
    await office.quiet()
    await office.orders(f"a red can on wet stone model:{NANO}", "ann")
    assert office.stage.google.calls == []  # only an admin opens a channel
    await olga.slash("/brief", f"a red can model:{NANO}")
    await office.settle()
    assert len(office.stage.google.calls) == 1
    await office.stage.you.runs("setup", who_spends="ann")
    await office.orders(f"a blue can on wet stone model:{NANO}", "ann")
    assert len(office.stage.google.calls) == 2


@pytest.mark.parametrize("name", ["gus", "ulf"])
async def test_guests_never_spend_and_never_manage(office: Office, name: str) -> None:
    await office.person(name).slash("/brief", f"a red can model:{NANO}")
    await office.settle()
    assert office.stage.google.calls == []
    assert not {Right.SPEND, Right.ADMIN, Right.APPROVE} & await rights(office, name)


async def test_somebody_who_was_made_an_admin_is_one_soon(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = office.person("ann")
    await ann.slash("/artdesk", "help")
    await office.quiet()
    ann.user.is_admin = True
    monkeypatch.setattr(limits, "PEOPLE_S", 0)
    await ann.slash("/artdesk", "help")
    await office.quiet()
    assert Right.ADMIN in await rights(office, "ann")


async def test_who_somebody_is_is_asked_once_for_many_acts(office: Office) -> None:
    for _ in range(5):
        await office.person("ann").slash("/artdesk", "help")
    await office.quiet()
    assert len(office.slack.calls("users.info")) == 1


async def test_a_command_by_somebody_that_slack_cannot_name_is_to_be_tried_again(
    office: Office,
) -> None:
    ann = office.person("ann")
    office.slack.fail("users.info", "internal_error")
    acked = await ann.slash("/brief", "a red can model:sketch")
    assert acked.ok
    said = await ann.sees("try again")
    assert said.only_for == ann.id
    assert await office.stage.threads() == ()


async def test_a_message_by_somebody_that_slack_cannot_name_comes_again(office: Office) -> None:
    office.slack.fail("users.info", "internal_error")
    said = await office.person("olga").write("a red can model:sketch")
    await asyncio.sleep(0.05)
    (first,) = office.slack.deliveries_of(said)
    assert not first.acked
    await office.slack.again(first)
    office.slack.sockets.deliveries.remove(first)
    await office.settle()
    assert len(await office.stage.threads()) == 1


async def test_long_names_are_commands_of_their_own(open_office: Opening) -> None:
    office = await open_office()
    office.slack.install(manifest(FORMS, long_names=True))
    olga = office.person("olga")
    await olga.slash("/artdesk-credits")
    await olga.sees("1,000.0")
    with pytest.raises(AssertionError, match="not a valid command"):
        await olga.slash("/artdesk", "credits")


async def test_a_workspace_that_took_the_app_away_and_brings_it_back_is_welcomed_anew(
    office: Office,
) -> None:
    olga = office.person("olga")
    await office.slack.invite(office.slack.place("random"), "olga")
    await olga.sees("art desk", "random")
    await office.slack.tell({"type": "app_uninstalled"})
    await office.quiet()
    await office.stage.stop()
    await office.start_again()
    await office.slack.invite(office.slack.place("hidden"), "olga")
    assert await olga.sees("art desk", "hidden")


async def test_a_photo_in_the_form_is_a_reference_with_a_role(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief")
    modal = await olga.modal("New picture")
    modal.fill("what", "a can on wet stone").attach("Photos", ("can.png", PNG))
    await modal.submit()
    await office.settle()
    (reference,) = (await office.session()).brief.references
    assert reference.role
