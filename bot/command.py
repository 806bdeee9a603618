"""Command[Options] and the Context its function works in: the whole of what a command file needs.

A command is one frozen options model and one function. `slash=False`: nobody types it, a button or
a reaction does. Values of a press fill the options' fields in their order.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.desk import Preview
from bot.domain.ids import derived
from bot.domain.work import Member, Right
from bot.errors import FieldError
from bot.events import Actor, Answer, Photo, Venue
from bot.forms import Form, fields_of
from bot.pictures import Pictures
from bot.services.moment import Moment
from bot.services.office import Office, Transaction
from bot.services.terms import Terms

P = ParamSpec("P")
T = TypeVar("T")


class Options(BaseModel):
    """What a command takes. Frozen; unknown fields are refused, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Opts = TypeVar("Opts", bound=Options)


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, where, when, and what they can reach. Rights are checked in dispatch and again in
    the services that move money or votes."""

    office: Office
    pictures: Pictures
    registry: Registry
    actor: Actor
    member: Member
    venue: Venue
    now: float
    effect: str
    """The key of this act: rows derived from it are made once, however often it is delivered."""
    at: float
    """When it happened, as the event says; now may be much later, after a restart."""
    text: str = ""
    """Typed words, unread."""
    photos: tuple[Photo, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """The fields as typed, before validation: to prefill a form again."""
    draft: str = ""
    agreed: int | None = None
    """The price (milli-credits) on screen when the person pressed Enter; None: none was."""
    message: str = ""
    """The ref of the message that was acted on."""
    thread: str = ""
    """The session in whose thread this happens, "" outside of one."""

    @property
    def terms(self) -> Terms:
        return self.office.terms

    @property
    def moment(self) -> Moment:
        """Who, where, when and under which effect, for the services that take orders."""
        return Moment(self.member, self.venue, self.effect, self.at, self.now, self.agreed)

    def agreed_at(self, price: int) -> Moment:
        """The moment of a button that named its price: seen, so not asked for again."""
        return replace(self.moment, agreed=price)

    @property
    def once(self) -> str:
        """The key of acts that may come again under the same button (vote, undo, vote again)."""
        return derived(self.effect, repr(self.at))

    def moment_of(self, effect: str) -> Moment:
        """The same moment for one of several acts of this event."""
        return replace(self.moment, effect=effect)

    async def do(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One writing transaction."""
        return await self.office.do(op, *args, **kwargs)

    async def look(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One reading transaction."""
        return await self.office.look(op, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class Read:
    """Typed words as fields; `errors`: explicit options that name nothing known."""

    fields: tuple[tuple[str, str], ...] = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Command(Generic[Opts]):
    name: str
    title: str
    summary: str
    options: type[Opts]
    run: Callable[[Context, Opts], Awaitable[Answer]]
    right: Right = Right.SEE
    slash: bool = True
    private: bool = True
    """The answer is for the asker alone."""
    form_only: bool = False
    """Without values a form opens (Desk.first answers Ask)."""
    asks: bool = False
    """Pressed, it answers with a form that only the store can fill in (Desk.first answers Soon)."""
    preview: Callable[[Context, Opts], Awaitable[Preview]] | None = None
    reader: Callable[[Terms, str], Read] | None = None
    """Typed words -> fields, for commands with a grammar; else the words fill the first field."""

    def form(self) -> Form:
        return Form(
            command=self.name,
            title=self.title,
            summary=self.summary,
            fields=fields_of(self.options),
            slash=self.slash,
            right=str(self.right),
        )


AnyCommand = Command[Any]
"""A command whose options are not known here: the registry holds many kinds."""


@dataclass(frozen=True, slots=True)
class Registry:
    """All commands by name, in the order people see them."""

    commands: Mapping[str, AnyCommand] = field(default_factory=dict)

    def of(self, member: Member) -> tuple[AnyCommand, ...]:
        """Those this person may use, the ones that only buttons call among them."""
        return tuple(
            c for c in self.commands.values() if c.right is Right.SEE or c.right in member.rights
        )

    def slash(self, member: Member) -> tuple[AnyCommand, ...]:
        """Those this person may type."""
        return tuple(c for c in self.of(member) if c.slash)


def registry(*commands: AnyCommand) -> Registry:
    """Raises TypeError for two commands of one name."""
    found: dict[str, AnyCommand] = {}
    for command in commands:
        if command.name in found:
            raise TypeError(f"two commands are called {command.name}")
        found[command.name] = command
    return Registry(found)
