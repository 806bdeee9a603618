"""Who is here and what they may do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Kind, Part, Person, Text
from bot.domain.ids import MemberId
from bot.domain.work import Member, Right
from bot.views.press import press
from bot.views.words import RIGHT

_ORDER = tuple(Right)


def people_card(members: Sequence[Member], me: MemberId, *, admin: bool = False) -> Card:
    parts: list[Part] = [Text((f"{len(members)} here",))]
    parts += [_person(member, me, admin=admin) for member in members]
    if admin:
        parts.append(Buttons((Button("Add a person...", press("people", "add"), opens_form=True),)))
    return Card(Kind.PEOPLE, tuple(parts), summary=f"{len(members)} people")


def _person(member: Member, me: MemberId, *, admin: bool) -> Person:
    rights = [RIGHT[right] for right in _ORDER if right in member.rights]
    if member.practice:
        rights.append("practice: nobody real")
    if member.id == me:
        rights.append("you")
    change = Button("Change...", press("people", "change", member.id), opens_form=True)
    return Person(member.id, member.name, tuple(rights), change if admin else None)
