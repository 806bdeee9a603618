"""What the terminal says: the first line, the last line, and the answers of the small commands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.answers import name_of
from bot.domain.model import Catalogue
from bot.domain.outcome import AuthOrVerification, Health
from bot.errors import Problem
from bot.views import problem as problems
from bot.views.refusals import WHERE_VERIFIED, access_words

ABOUT = "Artdesk: the art desk of a marketing team."
RUN = "start the studio; Ctrl-C stops it"
DOCTOR = "what is set, what works, what is missing"
LINK = "a personal link for a member, when other computers may come in"
LINK_NAME = "the member's name"
MANIFEST = "print the app's manifest for Slack, to paste where an app is made"
MANIFEST_PLATFORM = "slack"
GRANT = "add credits (the studio must be stopped)"
GRANT_AMOUNT = "how many credits, as in 500"
BACKUP = "copy the database and the pictures, also while the studio runs"
RESTORE = "put a backup back (the studio must be stopped)"
RESTORE_SOURCE = "the folder of the backup"
VERIFY = "check the database and the books"


def opened(url: str, *, local: bool) -> str:
    where = "nothing leaves this computer" if local else "personal links only: python -m bot link"
    return f"Artdesk is open at {url} - {where} - Ctrl-C stops it"


def finishing(running: int) -> str:
    work = "1 picture" if running == 1 else f"{running} pictures"
    return f"Finishing {work} first. Ctrl-C again stops at once."


def stopped() -> str:
    return "Stopped. Nothing is lost; start again with: make run"


def sentence(problem: Problem) -> str:
    return problems.sentence(problem)


def linked(name: str, url: str, days: int) -> str:
    return f"Link for {name}, good for {days} days, for nobody else:\n{url}"


def granted(amount: str, free: str) -> str:
    return f"{amount} credits added; {free} are free now."


def backed_up(place: str) -> str:
    return f"Backup made: {place}"


def restored(place: str) -> str:
    return f"Restored from {place}. The database that was there stays beside it."


def verified(broken: Sequence[str]) -> tuple[str, ...]:
    if not broken:
        return ("The database is whole and the books are right.",)
    return ("Something is wrong:", *broken)


def checked(rows: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    """(ok | missing | wrong, what, words)"""
    return tuple(f"{state:8}{what}: {words}" for state, what, words in rows)


Row = tuple[str, str, str]
"""(ok | missing | wrong, what, words)"""
_TROUBLE = {
    "quota_or_billing": "the account has no credit left, or billing is off",
    "rate_limited": "is busy, so the key takes part; ask again in a minute",
    "provider_down": "cannot be reached from here",
}


def greeted(health: Health, catalogue: Catalogue) -> tuple[Row, ...]:
    """What a vendor or server said when it was asked for its models. Never its own words: some
    vendors repeat the key in them."""
    if health.trouble is not None:
        said = _TROUBLE.get(name_of(health.trouble), "answers, but not like an image API")
        if isinstance(health.trouble, AuthOrVerification):
            said = access_words(health.trouble.step)
        return (("wrong", health.what, said),)
    known = [m for m in catalogue.models if m.id in health.models]
    names = ", ".join(m.name for m in known)
    words = f"works; it lists {names}" if names else "works"
    if health.what in _VERIFIED_LATER:
        words += f". Whether it is verified ({WHERE_VERIFIED}) shows at the first picture"
    ends = dict(health.ends)
    return (
        ("ok", health.what, words),
        *(("wrong", m.name, f"its vendor ends it on {ends[m.id]}") for m in known if m.id in ends),
    )


_VERIFIED_LATER = frozenset({"OpenAI"})
"""OpenAI lists its models to everybody; only a picture asks for a verified organisation."""
