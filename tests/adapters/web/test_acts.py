"""What the page sends is an event, or malformed: nothing in between."""

from __future__ import annotations

import pytest

from adapters.web.acts import Asked, Malformed, actor_of, event
from bot.events import Reply

REPLY = {"kind": "reply", "origin": "0" * 32, "thread": "s1", "text": "darker stone"}


def replied(**more: object) -> Reply:
    made = event(Asked({**REPLY, **more}), actor_of("m1"), 5.0)
    assert isinstance(made, Reply)
    return made


def test_the_price_that_was_on_screen_comes_with_the_words() -> None:
    assert replied(agreed=3400).agreed == 3400
    assert replied(agreed=0).agreed == 0
    assert replied().agreed is None


@pytest.mark.parametrize("agreed", ["3400", 3.4, True, -1, 10**12, [3400]])
def test_a_price_that_is_none_is_refused(agreed: object) -> None:
    with pytest.raises(Malformed):
        replied(agreed=agreed)
