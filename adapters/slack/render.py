"""Card -> blocks and the fallback text: one match over the closed set of parts. Pure: pictures and
places come as what Slack calls them.

People's words are escaped and cut visibly; our own over-long text is a failing test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from adapters.slack import buttons, limits, words
from adapters.slack.buttons import Does, Mark, Numbers
from adapters.slack.text import (
    clip,
    cut,
    escape,
    moment,
    mrkdwn,
    mrkdwn_object,
    plain,
    plain_object,
    said,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    Chips,
    Compare,
    Countdown,
    Download,
    Facts,
    Heading,
    Image,
    Legend,
    Link,
    Part,
    Person,
    PickSet,
    Progress,
    Sources,
    Suggestions,
    Table,
    Tally,
    Text,
    Tone,
)
from bot.domain.ids import FileKey

Json = dict[str, Any]
DOT = " \u00b7 "


@dataclass(frozen=True, slots=True)
class Drawn:
    blocks: list[Json]
    text: str
    """The card in one sentence: notifications, screen readers, old clients."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a card cannot know: what Slack calls its pictures and places."""

    pictures: Mapping[FileKey, str] = field(default_factory=dict)
    """File -> Slack's id; a picture that is missing here is told in words."""
    places: Mapping[str, str] = field(default_factory=dict)
    """A link's target -> address."""
    mark: Mark = field(default_factory=Mark)
    pings: tuple[str, ...] = ()
    """Accounts to be notified, in front of everything."""
    blocks_max: int = limits.BLOCKS_MAX


def card(shown: Card, around: Around) -> Drawn:
    numbers = Numbers(around.mark)
    blocks: list[Json] = []
    pings = " ".join(f"<@{user}>" for user in around.pings)
    if pings:
        blocks.append(_section(pings))
    for item in shown.parts:
        for block in part(item, around, numbers):
            _add(blocks, block)
    text = f"{pings} {escape(shown.summary)}".strip()
    return Drawn(_bounded(blocks, around.blocks_max), clip(text, limits.FALLBACK_MAX))


def _add(blocks: list[Json], block: Json) -> None:
    """Files and links stand in the row of buttons before them, not in rows of their own."""
    before = blocks[-1] if blocks else {}
    if block["type"] == before.get("type") == "actions" and _aside(block):
        row = [*before["elements"], *block["elements"]]
        if len(row) <= limits.ACTIONS_MAX:
            before["elements"] = row
            return
    blocks.append(block)


def _aside(block: Json) -> bool:
    kinds = {element["action_id"].partition(".")[0] for element in block["elements"]}
    return kinds <= {Does.FILE, Does.PAGE, Does.LINK}


def _bounded(blocks: list[Json], most: int) -> list[Json]:
    """No card of ours is that long (tested); a cut would be seen."""
    if len(blocks) <= most:
        return blocks
    return [*blocks[: most - 1], _context("\u2026")]


def sentence(shown: Card) -> str:
    """What a small card says, for places that have no room for a card."""
    return " ".join(plain(p.line) for p in shown.parts if isinstance(p, Text)) or shown.summary


def pictures_of(shown: Card) -> tuple[Image, ...]:
    """Every picture that must be uploaded before the card can be drawn."""
    found: list[Image] = []
    for item in shown.parts:
        match item:
            case Image():
                found.append(item)
            case Compare():
                found += (item.before, item.after)
            case PickSet():
                found += item.pictures
            case _:
                continue
    return tuple(found)


def shown_in(blocks: Iterable[Json]) -> dict[FileKey, str]:
    """The pictures that stand in a message of ours: stored file -> Slack's id."""
    found: dict[FileKey, str] = {}
    for block in blocks:
        kind, _, file = str(block.get("block_id", "")).partition(".")
        file = file.partition(".")[2]
        known = str((block.get("slack_file") or {}).get("id") or "")
        if kind == buttons.PICTURE and file and known:
            found[FileKey(file)] = known
    return found


def links_of(shown: Card) -> tuple[str, ...]:
    return tuple(item.target for item in shown.parts if isinstance(item, Link))


def downloads_of(shown: Card) -> tuple[Download, ...]:
    return tuple(item for item in shown.parts if isinstance(item, Download))


def part(item: Part, around: Around, numbers: Numbers) -> list[Json]:  # noqa: C901, PLR0912 - one arm for each part of the closed set
    match item:
        case Heading():
            return [{"type": "header", "text": plain_object(plain(item.line), limits.HEADER_MAX)}]
        case Text():
            return [_text(item)]
        case Image():
            return _image(item, around, numbers)
        case Compare():
            return _compare(item, around, numbers)
        case PickSet():
            return _pick_set(item, around, numbers)
        case Chips():
            return _unless_empty(DOT.join(escape(chip.label) for chip in item.chips))
        case Facts():
            return _facts(item)
        case Table():
            return _table(item)
        case Progress():
            return [_section(_progress(item))]
        case Countdown():
            when = moment(item.until, "{time_secs}")
            return [_context(f"{escape(item.label)} {words.AT} {when}")]
        case Person():
            return [_person(item, numbers)]
        case Buttons():
            return buttons.buttons(item, numbers)
        case Suggestions():
            row = [buttons.reply(text, numbers) for text in item.replies]
            return [buttons.actions(row, numbers)] if row else []
        case Download():
            return [buttons.actions([buttons.file(item, numbers)], numbers)]
        case Link():
            return _link(item, around, numbers)
        case Sources():
            return [_context(_sources(item))]
        case Tally():
            return [_context(_tally(item))]
        case Legend():
            return [_context(mrkdwn(item.line))]
        case _:
            assert_never(item)


def _section(escaped: str) -> Json:
    return {"type": "section", "text": mrkdwn_object(escaped, limits.SECTION_MAX)}


def _context(escaped: str) -> Json:
    return {"type": "context", "elements": [mrkdwn_object(escaped, limits.SECTION_MAX)]}


def _unless_empty(escaped: str) -> list[Json]:
    return [_context(escaped)] if escaped.strip() else []


def _text(item: Text) -> Json:
    written = mrkdwn(item.line) or " "
    match item.tone:
        case Tone.PLAIN:
            return _section(written)
        case Tone.QUIET:
            return _context(written)
        case Tone.WARN:
            return _section(f":warning: {written}")
        case _:
            assert_never(item.tone)


def _image(item: Image, around: Around, numbers: Numbers, title: str = "") -> list[Json]:
    drawing = words.STILL_DRAWING if item.still_drawing else ""
    caption = DOT.join(filter(None, (title, drawing, plain(item.caption))))
    file = around.pictures.get(item.file)
    if file is None:
        return [_context(escape(DOT.join(filter(None, (caption, cut(item.alt, 300))))))]
    made: Json = {
        "type": "image",
        "block_id": numbers.picture(item.file),
        "slack_file": {"id": file},
        "alt_text": cut(item.alt, limits.ALT_MAX),
    }
    if caption:
        made["title"] = plain_object(caption, limits.TITLE_MAX)
    return [made]


def _compare(item: Compare, around: Around, numbers: Numbers) -> list[Json]:
    sides = (
        *_image(item.before, around, numbers, words.BEFORE),
        *_image(item.after, around, numbers, words.AFTER),
    )
    return [*sides, *_unless_empty(mrkdwn(item.caption))]


def _pick_set(item: PickSet, around: Around, numbers: Numbers) -> list[Json]:
    made: list[Json] = []
    row = []
    for picture, letter, press in zip(item.pictures, item.letters, item.presses, strict=True):
        label = (words.PICKED if letter in item.picked else words.PICK).format(letter)
        made += _image(picture, around, numbers, letter)
        row.append(buttons.button(Button(label, press), numbers))
    return [*made, buttons.actions(row, numbers)]


def _facts(item: Facts) -> list[Json]:
    rows = (f"*{escape(label)}*  {mrkdwn(line)}" for label, line in item.rows)
    blocks = [_section(text) for text in _packed(rows)]
    return blocks + [_section(f"```{text}```") for text in _slices(item.copyable)]


def _slices(text: str) -> Iterator[str]:
    """A text to copy, in pieces that fit; three backticks in it would end the block."""
    written = escape(text.replace("```", "`\u200b`\u200b`"))
    while written:
        piece = clip(written, limits.LONGEST_WORDS)
        if len(written) > limits.LONGEST_WORDS:
            piece = piece[:-1]
        yield piece
        written = written[len(piece) :].lstrip("\n")


def _table(item: Table) -> list[Json]:
    head = [DOT.join(f"*{escape(column)}*" for column in item.columns)] if item.columns else []
    rows = (DOT.join(filter(None, (mrkdwn(cell) for cell in row))) for row in item.rows)
    caption = _unless_empty(escape(item.caption))
    return [*map(_section, _packed([*head, *rows])), *caption]


def _packed(lines: Iterable[str]) -> Iterator[str]:
    """Lines in as few blocks as hold them: fifty rows are no fifty blocks."""
    held = ""
    for line in lines:
        row = clip(line, limits.SECTION_MAX)
        if held and len(held) + len(row) >= limits.SECTION_MAX:
            yield held
            held = ""
        held = f"{held}\n{row}" if held else row
    if held.strip():
        yield held


def _progress(item: Progress) -> str:
    stage = f"*{words.STAGES[item.stage]}*"
    if item.queue_place:
        place = {1: words.NEXT, **words.PLACE}.get(item.queue_place)
        stage = DOT.join((stage, place or words.PLACE_OTHER.format(item.queue_place)))
    elif item.since:
        stage += f" {words.SINCE} {moment(item.since, '{time_secs}')}"
    about = words.ABOUT.format(item.expected_s) if item.expected_s else ""
    return DOT.join(filter(None, (stage, about, mrkdwn(item.label))))


def _person(item: Person, numbers: Numbers) -> Json:
    rights = f" {escape(', '.join(item.rights))}" if item.rights else ""
    made = _section(f"*{escape(cut(item.name, 80))}*{rights}")
    if item.change is not None:
        made["accessory"] = buttons.button(item.change, numbers)
        made["block_id"] = numbers.block()
    return made


def _link(item: Link, around: Around, numbers: Numbers) -> list[Json]:
    """A page is asked for; a thread is a place; what has no place here is left out."""
    url = around.places.get(item.target)
    if url:
        return [buttons.actions([buttons.link(item.label, url, numbers)], numbers)]
    if item.target.partition("/")[0] in PAGES:
        made = buttons.page(item.label, item.target, numbers)
        return [buttons.actions([made], numbers)]
    return []


PAGES = frozenset({"credits", "people", "approvals", "history", "help", "models", "setup"})
"""Pages of the desk: each is a command of the same name; "help/key" is /help with a word."""


def _sources(item: Sources) -> str:
    """Links that leave Artdesk: addresses are plain https (checked by WebLink), titles escaped; a
    bar would end a title."""
    links = (
        f"<{escape(link.url)}|{escape(said(link.label)).replace('|', '/')}>" for link in item.links
    )
    return f"{escape(item.label)}: {DOT.join(links)}"


def _tally(item: Tally) -> str:
    counted = words.APPROVAL if item.needed == 1 else words.APPROVALS
    told = [counted.format(item.approvals, item.needed)]
    told += [f"{escape(cut(name, 80))} {escape(choice)}" for name, choice in item.choices]
    if item.likes:
        told.append(words.LIKE if item.likes == 1 else words.LIKES.format(item.likes))
    return DOT.join(told)
