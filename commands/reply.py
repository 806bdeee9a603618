"""Words in a thread: an edit, talk, a comment, or one question. Talk is free and left alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.brief import MAX_REFERENCES
from bot.domain.reply import ReplyKind
from bot.events import Answer, Photo, Quiet
from bot.services import editing, talking
from bot.services.editing import EditWish


class ReplyOptions(Options):
    text: Annotated[str, Field("", max_length=8000, description="text")]
    to: Annotated[str, Field("", max_length=200, description="to")]
    mentions_bot: Annotated[bool, Field(False, description="mentions_bot")]
    mentions_others: Annotated[bool, Field(False, description="mentions_others")]
    answers_other: Annotated[bool, Field(False, description="answers_other")]
    photos: Annotated[tuple[Photo, ...], Field((), max_length=MAX_REFERENCES, description="photos")]


async def run(context: Context, options: ReplyOptions) -> Answer:
    line = talking.Line(
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
    heard = await context.do(talking.hear, line)
    if heard.kind is not ReplyKind.EDIT:
        return Quiet()
    wish = EditWish(
        session=heard.session,
        instruction=heard.text,
        parent=heard.parent,
        photos=options.photos,
        said=heard.said,
    )
    taken = await context.do(editing.take_edit, context.terms, context.moment, wish)
    return answer_taken(context, taken)


COMMAND = Command(
    name="reply", title="", summary="", options=ReplyOptions, run=run, slash=False, private=False
)
