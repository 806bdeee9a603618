"""A double click is one act: the same button pressed twice in a row by the same person is answered
as it was, and done once. What failed is tried again."""

from __future__ import annotations

from collections import OrderedDict

from bot.events import Answer, Event, Press

DOUBLE_CLICK_S = 3.0
"""Longer than a nervous finger, shorter than a second thought."""
PEOPLE = 1000
"""Last presses that are remembered: more people than press anything within three seconds."""


class Clicked:
    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[Press, Answer]] = OrderedDict()

    def again(self, event: Event) -> Answer | None:
        """The answer to the first of two clicks; None for an act of its own."""
        last = self._last.pop(_who(event), None)
        if last is None or not isinstance(event, Press):
            return None
        press, answer = last
        if _button(press) != _button(event) or not 0 <= event.at - press.at < DOUBLE_CLICK_S:
            return None
        self._last[_who(event)] = last
        return answer

    def answered(self, event: Event, answer: Answer) -> None:
        if isinstance(event, Press):
            self._last[_who(event)] = (event, answer)
            while len(self._last) > PEOPLE:
                self._last.popitem(last=False)


def _button(event: Press) -> tuple[str, str, str]:
    """A card that reads differently by now offers another act under the same button."""
    return event.press, event.message, event.revision


def _who(event: Event) -> str:
    actor = event.actor
    return f"{actor.platform}/{actor.installation}/{actor.user}"
