"""Words in a thread: an edit, talk, a comment, or one question. Talk is free and left alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken, edit_preview, plain_preview
from bot.command import Command, Context, Options
from bot.desk import Preview
from bot.domain.brief import MAX_REFERENCES
from bot.domain.reply import ReplyKind
from bot.events import Answer, Photo, Quiet
from bot.services import editing, talking
from bot.services.editing import EditWish
from bot.views.price import COMMENT, IN_DOUBT, TALK


class ReplyOptions(Options):
    text: Annotated[str, Field("", max_length=8000, description="text")]
    to: Annotated[str, Field("", max_length=200, description="to")]
    mentions_bot: Annotated[bool, Field(False, description="mentions_bot")]
    mentions_others: Annotated[bool, Field(False, description="mentions_others")]
    answers_other: Annotated[bool, Field(False, description="answers_other")]
    photos: Annotated[tuple[Photo, ...], Field((), max_length=MAX_REFERENCES, description="photos")]


def _line(context: Context, options: ReplyOptions) -> talking.Line:
    return talking.Line(
        member=context.member,
        venue=context.venue,
        text=options.text,
        to=options.to,
        mentions_bot=options.mentions_bot,
        mentions_others=options.mentions_others,
        answers_other=options.answers_other,
        has_photos=bool(options.photos),
        effect=context.effect,
        at=context.at,
    )


def _wish(heard: talking.Heard, options: ReplyOptions) -> EditWish:
    return EditWish(
        session=heard.session,
        instruction=heard.text,
        parent=heard.parent,
        photos=options.photos,
        said=heard.said,
    )


async def preview(context: Context, options: ReplyOptions) -> Preview:
    """What Enter would do with these words: change which picture for how much, or nothing."""
    heard = await context.look(talking.foresee, _line(context, options))
    if heard.kind is not ReplyKind.EDIT:
        return plain_preview(_NO_CHANGE[heard.kind])
    return await edit_preview(context, _wish(heard, options))


_NO_CHANGE = {ReplyKind.TALK: TALK, ReplyKind.ASK: IN_DOUBT, ReplyKind.COMMENT: COMMENT}


async def run(context: Context, options: ReplyOptions) -> Answer:
    heard = await context.do(talking.hear, _line(context, options))
    if heard.kind is not ReplyKind.EDIT:
        return Quiet()
    wish = _wish(heard, options)
    taken = await context.do(editing.take_edit, context.terms, context.moment, wish)
    return answer_taken(context, taken)


COMMAND = Command(
    name="reply",
    title="",
    summary="",
    options=ReplyOptions,
    run=run,
    slash=False,
    private=False,
    preview=preview,
)
