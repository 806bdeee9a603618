"""What several commands answer alike: an order that was taken, or the price that it waits for."""

from __future__ import annotations

from bot.cards import Chips, Text, Tone
from bot.command import Context
from bot.desk import Check, Preview
from bot.domain.finding import Finding
from bot.domain.ids import PictureId
from bot.domain.work import Choice
from bot.errors import Problem
from bot.events import Answer, Quiet, Say
from bot.services import editing, reviewing, treasury
from bot.services.editing import EditWish
from bot.services.moment import Taken
from bot.services.reviewing import Voted
from bot.views import checks as check_views
from bot.views import note
from bot.views.lines import plain
from bot.views.price import edit_price_text, price_card
from bot.views.problem import problem_card


def answer_taken(context: Context, taken: Taken) -> Answer:
    """The thread comes into view; or, to the asker alone, the price with its buttons."""
    if taken.version is not None:
        return Quiet(opens=taken.version.session)
    card = price_card(
        taken.draft,
        taken.brief,
        taken.quote,
        catalogue=context.terms.catalogue,
        balance=taken.balance,
        checks=checks_of(taken.findings),
    )
    return Say(card)


async def edit_preview(context: Context, wish: EditWish) -> Preview:
    """Which picture a change would be of, and its price; nothing is stored."""
    try:
        plan = await context.look(
            editing.plan_edit, context.terms, context.member, wish, context.now
        )
    except Problem as problem:
        told = [plain(p.line) for p in problem_card(problem).parts if isinstance(p, Text)]
        return plain_preview(Text((" ".join(told),), Tone.WARN))
    balance = await context.look(treasury.balance, context.member)
    price = edit_price_text(plan.parent_name, plan.quote, balance)
    return Preview(Chips(()), price, checks_of(plan.findings), plan.quote, ready=True)


def plain_preview(said: Text) -> Preview:
    """One line under the words, and no price to agree to."""
    return Preview(Chips(()), said, (), None)


async def answer_asked(context: Context, picture: PictureId) -> Answer:
    """The review opens, and those who may decide are told, once."""
    found, _ = await context.do(reviewing.ask, context.member, picture, context.once, context.now)
    asked = await context.look(reviewing.deciders, picture)
    others = tuple(one for one in asked.able if one not in asked.first)
    return Say(note.asked(found.name, asked.first, others))


def answer_voted(voted: Voted, picture: PictureId, choice: Choice, reason: str = "") -> Answer:
    """Nothing for a vote that counts, but the question why where it helps the maker."""
    if voted.why_not:
        return Say(note.vote_not_counted(str(voted.why_not), voted.name))
    if voted.first_like:
        return Say(note.liked(picture))
    if choice in {Choice.CHANGES, Choice.REJECT} and not reason:
        return Say(note.say_why(picture, voted.name, choice))
    return Quiet()


def checks_of(findings: tuple[Finding, ...]) -> tuple[Check, ...]:
    """Findings in words, each with the nearest thing that works; at most three hints."""
    shown = check_views.worth_showing(findings)
    return tuple(
        Check(f.id, str(f.level), check_views.sentence(f), check_views.fix(f), f.patch)
        for f in shown
    )
