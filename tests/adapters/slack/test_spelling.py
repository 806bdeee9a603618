"""Commands read as they are typed here; what people wrote stays theirs."""

from __future__ import annotations

from adapters.slack.manifest import as_typed
from adapters.slack.spelling import spelled
from bot.cards import Card, Facts, Kind, Said, Text
from tests.adapters.slack.conftest import FORMS
from tests.adapters.slack.office import Office

CARD = Card(
    Kind.HELP,
    (
        Text(("See /history or a/b, not /nothing. ", Said("I typed /history"))),
        Facts((("/brief", ("New",)), ("/history", ("Old",)))),
    ),
    summary="/history finds them",
)


def test_a_command_is_named_as_it_is_typed_here() -> None:
    short = spelled(CARD, as_typed(FORMS, long_names=False))
    long = spelled(CARD, as_typed(FORMS, long_names=True))

    text, facts = short.parts
    assert text == Text(("See /artdesk history or a/b, not /nothing. ", Said("I typed /history")))
    assert isinstance(facts, Facts)
    assert [label for label, _ in facts.rows] == ["/brief", "/artdesk history"]
    assert short.summary == "/artdesk history finds them"
    assert long.summary == "/artdesk-history finds them"


async def test_help_lists_what_people_can_type(office: Office) -> None:
    ann = office.person("ann")
    await ann.slash("/artdesk", "help")
    card = await ann.sees("How it works here")
    assert "/artdesk history" in office.says(card)
    assert "\n*/history*" not in office.says(card)
