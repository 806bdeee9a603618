"""/brief: one line is enough; everything else is depth. What was shown is what is ordered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken, checks_of
from bot.command import Command, Context, Options, Read
from bot.desk import Preview
from bot.domain.brief import AUTO, MAX_COUNT, MAX_REFERENCES, MAX_WHAT, Keep, LookUp
from bot.domain.typed import read
from bot.domain.work import Right
from bot.events import Answer, Photo
from bot.forms import Depth, Source, Ui
from bot.services import briefing, taking, treasury
from bot.services.briefing import BriefFields
from bot.services.terms import Terms
from bot.views.chips import chips
from bot.views.fields import COMMANDS, label
from bot.views.fields import example as shown_example
from bot.views.fields import hint as shown_hint
from bot.views.price import price_text

LINE = 200
"""Characters of a one-line field: what a chip can still show."""
LIST = 8
"""Items of a list: what people keep apart."""


def _ui(name: str, depth: Depth = Depth.OPTIONS, source: Source | None = None) -> Ui:
    return Ui(depth, shown_hint(name), shown_example(name), source=source)


class BriefOptions(Options):
    what: Annotated[
        str,
        Field(min_length=1, max_length=MAX_WHAT, description=label("what")),
        Ui(Depth.LINE, shown_hint("what"), shown_example("what"), paragraph=True),
    ]
    where: Annotated[
        tuple[str, ...],
        Field((), max_length=LIST, description=label("where")),
        _ui("where", source=Source.PLACEMENTS),
    ]
    photos: Annotated[
        tuple[Photo, ...],
        Field((), max_length=MAX_REFERENCES, description=label("photos")),
        _ui("photos"),
    ]
    stays: Annotated[
        tuple[str, ...], Field((), max_length=LIST, description=label("stays")), _ui("stays")
    ]
    text: Annotated[
        tuple[str, ...], Field((), max_length=LIST, description=label("text")), _ui("text")
    ]
    model: Annotated[
        str,
        Field(AUTO, max_length=80, description=label("model")),
        _ui("model", source=Source.MODELS),
    ]
    count: Annotated[int, Field(1, ge=1, le=MAX_COUNT, description=label("count")), _ui("count")]
    private: Annotated[bool, Field(False, description=label("private")), _ui("private")]
    campaign: Annotated[
        str,
        Field("", max_length=80, description=label("campaign")),
        _ui("campaign", source=Source.CAMPAIGNS),
    ]
    ratio: Annotated[
        str, Field("", max_length=10, description=label("ratio")), _ui("ratio", Depth.COCKPIT)
    ]
    resolution: Annotated[
        str,
        Field("", max_length=10, description=label("resolution")),
        _ui("resolution", Depth.COCKPIT),
    ]
    file_type: Annotated[
        str,
        Field("", max_length=10, description=label("file_type")),
        _ui("file_type", Depth.COCKPIT),
    ]
    keep: Annotated[
        Keep, Field(Keep.BALANCED, description=label("keep")), _ui("keep", Depth.COCKPIT)
    ]
    audience: Annotated[
        str,
        Field("", max_length=LINE, description=label("audience")),
        _ui("audience", Depth.COCKPIT),
    ]
    camera: Annotated[
        str, Field("", max_length=LINE, description=label("camera")), _ui("camera", Depth.COCKPIT)
    ]
    light: Annotated[
        str, Field("", max_length=LINE, description=label("light")), _ui("light", Depth.COCKPIT)
    ]
    mood: Annotated[
        str, Field("", max_length=LINE, description=label("mood")), _ui("mood", Depth.COCKPIT)
    ]
    palette: Annotated[
        str, Field("", max_length=LINE, description=label("palette")), _ui("palette", Depth.COCKPIT)
    ]
    stages: Annotated[
        tuple[str, ...],
        Field((), max_length=LIST, description=label("stages")),
        _ui("stages", Depth.COCKPIT),
    ]
    avoid: Annotated[
        tuple[str, ...],
        Field((), max_length=LIST, description=label("avoid")),
        _ui("avoid", Depth.COCKPIT),
    ]
    thinking: Annotated[
        str, Field("", max_length=20, description=label("thinking")), _ui("thinking", Depth.COCKPIT)
    ]
    quality: Annotated[
        str, Field("", max_length=20, description=label("quality")), _ui("quality", Depth.COCKPIT)
    ]
    look_up: Annotated[
        LookUp, Field(LookUp.NO, description=label("look_up")), _ui("look_up", Depth.COCKPIT)
    ]
    deadline: Annotated[
        str, Field("", max_length=40, description=label("deadline")), _ui("deadline", Depth.COCKPIT)
    ]
    approver: Annotated[
        str,
        Field("", max_length=80, description=label("approver")),
        _ui("approver", Depth.COCKPIT, Source.MEMBERS),
    ]


def reader(terms: Terms, text: str) -> Read:
    """Typed words -> fields: `a can on stone for:story x4`."""
    typed = read(
        text,
        terms.catalogue.placements,
        {m.id: m.name for m in terms.catalogue.models if not m.hidden},
    )
    return Read((("what", typed.what), *typed.values), typed.errors)


def _fields(options: BriefOptions) -> BriefFields:
    return BriefFields(**{name: getattr(options, name) for name in BriefOptions.model_fields})


async def preview(context: Context, options: BriefOptions) -> Preview:
    """Chips, price and checks as it is typed; nothing is stored."""
    built = await context.look(
        briefing.build, context.terms, context.member, _fields(options), context.now
    )
    balance = await context.look(treasury.balance, context.member)
    return Preview(
        chips=chips(
            built.brief, context.terms.catalogue, model=built.model.id if built.auto else ""
        ),
        price=price_text(built.quote, balance),
        checks=checks_of(built.findings),
        quote=built.quote,
        ready=True,
    )


async def run(context: Context, options: BriefOptions) -> Answer:
    taken = await context.do(
        taking.take_brief,
        context.terms,
        context.moment,
        _fields(options),
        context.values,
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="brief",
    title=COMMANDS["brief"].title,
    summary=COMMANDS["brief"].summary,
    options=BriefOptions,
    run=run,
    right=Right.SKETCH,
    private=False,
    form_only=True,
    preview=preview,
    reader=reader,
)
