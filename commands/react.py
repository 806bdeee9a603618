"""A reaction: a vote, a pick, a like, a wish for the original. No reaction ever spends credits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_voted
from bot.command import Command, Context, Options
from bot.domain.reaction import Meaning, meaning
from bot.domain.work import Choice
from bot.events import Answer, Quiet, Say
from bot.services import drawing, picking, reviewing, talking, undoing
from bot.views import note
from bot.views.original import original_card


class ReactOptions(Options):
    emoji: Annotated[str, Field("", max_length=80, description="emoji")]
    added: Annotated[bool, Field(True, description="added")]


async def run(context: Context, options: ReactOptions) -> Answer:
    wanted = meaning(options.emoji)
    if wanted is None:
        return Quiet()
    target = await context.look(
        talking.target_of, context.actor.platform, context.message, context.member
    )
    if target is None:
        return Quiet()
    if wanted.letter:
        return await _pick(context, target, "abcd".index(wanted.letter), added=options.added)
    if target.picture is None:
        return await _on_running(context, target, wanted, added=options.added)
    if wanted is Meaning.ORIGINAL:
        _, version, picture = await context.look(talking.picture_of, target.picture, context.member)
        return Say(original_card(version, picture)) if options.added else Quiet()
    if wanted is Meaning.REJECT and target.maker == context.member.id and not target.in_review:
        if not options.added:
            return Quiet()
        name = await context.do(
            undoing.discard, context.member, target.version, effect=context.effect, now=context.now
        )
        return Say(note.done(f"{name} discarded. You have 30 days to change your mind."))
    voted = await context.do(
        reviewing.vote,
        context.member,
        target.picture,
        wanted.choice or Choice.NONE,
        cleared=not options.added,
        origin=context.effect,
        at=context.at,
        now=context.now,
        by_reaction=True,
        message=context.message,
    )
    cast = wanted.choice if options.added and wanted.choice else Choice.NONE
    return answer_voted(voted, target.picture, cast)


async def _pick(context: Context, target: talking.Target, number: int, *, added: bool) -> Answer:
    if added and number < len(target.pictures):
        await context.do(
            picking.pick, context.member, target.pictures[number], context.effect, context.now
        )
    return Quiet()


async def _on_running(
    context: Context, target: talking.Target, wanted: Meaning, *, added: bool
) -> Answer:
    """On running work the cross cancels."""
    if wanted is Meaning.REJECT and added and target.maker == context.member.id:
        await context.do(drawing.stop, context.terms, target.version, context.now)
    return Quiet()


COMMAND = Command(
    name="react", title="", summary="", options=ReactOptions, run=run, slash=False, private=True
)
