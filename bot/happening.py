"""What nobody typed: the desk comes into a server or leaves it, messages are deleted, reactions are
found that no event told of."""

from __future__ import annotations

from bot.events import Answer, Event, Gone, Joined, Left, Quiet, Say, Snapshot
from bot.services import arriving
from bot.services.office import Office
from bot.views import welcome


def is_happening(event: Event) -> bool:
    """These need no member behind them and no command."""
    return isinstance(event, Gone | Joined | Left | Snapshot)


async def mind(office: Office, event: Event) -> Answer:
    """Raises NotAllowed, NotFound."""
    now = office.clock.now()
    match event:
        case Joined():
            ours, fresh = await office.do(arriving.joined, office.terms, event, now)
            if not ours:
                return Say(welcome.elsewhere_card(), private=False)
            if not fresh:
                return Quiet()
            if event.actor.user and not event.actor.is_bot:
                await office.do(arriving.arrive, event.actor, event.venue, now)
            return Say(welcome.welcome_card(event.name), private=False)
        case Left():
            await office.do(arriving.left, event, now)
        case Gone(message=message) if message:
            await office.do(arriving.gone, event.venue.platform, message)
        case Snapshot():
            await office.do(arriving.snapshot, event, now)
        case _:
            pass
    return Quiet()
