"""What Slack says about blocks that it does not take: each complaint with its json-pointer, as in
`errors` of invalid_blocks. Pure: files and people are asked for by a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.standins.slack import limits
from tests.standins.slack.elements import element, image
from tests.standins.slack.keys import BLOCKS, ELEMENTS, only_known
from tests.standins.slack.reading import Reading, Where
from tests.standins.slack.world import Json

Showable = Callable[[Json], bool]


def complaints(
    blocks: Any, surface: str, showable: Showable, where: str = "/blocks"
) -> tuple[str, ...]:
    """`surface`: message | modal | home. `showable`: whether an image may show this slack_file."""
    reading = Reading(surface, showable)
    at = Where(reading, where)
    most = limits.MESSAGE_BLOCKS_MAX if surface == "message" else limits.VIEW_BLOCKS_MAX
    if not isinstance(blocks, list):
        at.wrong("must be an array")
        return tuple(reading.found)
    at.count(blocks, most)
    for number, block in enumerate(blocks):
        _block(at / number, block)
    for name, places in reading.block_ids.items():
        if len(places) > 1:
            reading.found.append(f"`block_id` already exists: {name} [json-pointer:{places[1]}]")
    if reading.markdown > limits.MARKDOWN_MAX:
        at.wrong(f"must be less than {limits.MARKDOWN_MAX + 1} characters")
    return tuple(reading.found)


def _block(at: Where, block: Any) -> None:
    if not isinstance(block, dict):
        at.wrong("must be an object")
        return
    kind = block.get("type")
    known = KINDS.get(str(kind))
    if known is None or at.reading.surface not in known[1]:
        (at / "type").wrong(f"unsupported type: {kind}")
        return
    name = block.get("block_id")
    if name is not None:
        (at / "block_id").length(name, limits.ID_MAX)
        at.reading.block_ids.setdefault(str(name), []).append(f"{at.pointer}/block_id")
    at.reading.action_ids = set()
    only_known(at, block, BLOCKS[str(kind)], "type block_id")
    known[0](at, block)


def _section(at: Where, block: Json) -> None:
    if "text" not in block and "fields" not in block:
        at.wrong("missing required field: text or fields")
    if "text" in block:
        at.text(block, "text", limits.SECTION_MAX)
    if "fields" in block:
        fields = (at / "fields").items(block["fields"], limits.FIELDS_MAX)
        for number, one in enumerate(fields):
            (at / "fields" / number).text_object(one, limits.FIELD_MAX)
    if "accessory" in block:
        element(at / "accessory", block["accessory"], "accessory")


def _header(at: Where, block: Json) -> None:
    at.text(block, "text", limits.HEADER_MAX, plain=True)


def _divider(_at: Where, _block: Json) -> None:
    return


def _context(at: Where, block: Json) -> None:
    for number, one in enumerate(
        (at / "elements").items(block.get("elements"), limits.CONTEXT_MAX)
    ):
        here = at / "elements" / number
        if isinstance(one, dict) and one.get("type") == "image":
            only_known(here, one, ELEMENTS["image"])
            image(here, one)
        else:
            here.text_object(one, limits.SECTION_MAX)


def _actions(at: Where, block: Json) -> None:
    listed = (at / "elements").items(block.get("elements"), limits.ACTIONS_MAX)
    for number, one in enumerate(listed):
        element(at / "elements" / number, one, "actions")


def _context_actions(at: Where, block: Json) -> None:
    listed = (at / "elements").items(block.get("elements"), limits.CONTEXT_ACTIONS_MAX)
    for number, one in enumerate(listed):
        element(at / "elements" / number, one, "context_actions")


def _input(at: Where, block: Json) -> None:
    at.text(block, "label", limits.LABEL_MAX, plain=True)
    if "hint" in block:
        at.text(block, "hint", limits.HINT_MAX, plain=True)
    if not isinstance(block.get("element"), dict):
        at.wrong("missing required field: element")
        return
    element(at / "element", block["element"], "input")


def _image(at: Where, block: Json) -> None:
    image(at, block)
    if "title" in block:
        at.text(block, "title", limits.IMAGE_TITLE_MAX, plain=True)


def _markdown(at: Where, block: Json) -> None:
    text = block.get("text")
    if not isinstance(text, str) or not text:
        at.wrong("missing required field: text")
        return
    at.reading.markdown += len(text)


def _rich_text(at: Where, block: Json) -> None:
    for number, one in enumerate((at / "elements").items(block.get("elements"), 1000)):
        kind = one.get("type") if isinstance(one, dict) else None
        kinds = {f"rich_text_{name}" for name in ("section", "list", "quote", "preformatted")}
        if kind not in kinds:
            (at / "elements" / number / "type").wrong(f"unsupported type: {kind}")


def _table(at: Where, block: Json) -> None:
    rows = (at / "rows").items(block.get("rows"), limits.TABLE_ROWS_MAX)
    for number, row in enumerate(rows):
        (at / "rows" / number).items(row, limits.TABLE_CELLS_MAX)


def _card(at: Where, block: Json) -> None:
    if not any(name in block for name in ("hero_image", "title", "actions", "body")):
        at.wrong("missing required field: hero_image, title, actions or body")
    if "hero_image" in block:
        image(at / "hero_image", block["hero_image"])
    for name in ("title", "subtitle"):
        if name in block:
            at.text(block, name, limits.CARD_TITLE_MAX)
    if "body" in block:
        at.text(block, "body", limits.CARD_BODY_MAX)
    for number, one in enumerate(block.get("actions", [])):
        element(at / "actions" / number, one, "actions")


def _carousel(at: Where, block: Json) -> None:
    for number, card in enumerate(
        (at / "elements").items(block.get("elements"), limits.CAROUSEL_MAX)
    ):
        here = at / "elements" / number
        if not isinstance(card, dict) or card.get("type") != "card":
            here.wrong("unsupported type")
        else:
            _card(here, card)


ANYWHERE = frozenset({"message", "modal", "home"})
MESSAGES = frozenset({"message"})
KINDS: dict[str, tuple[Callable[[Where, Json], None], frozenset[str]]] = {
    "section": (_section, ANYWHERE),
    "header": (_header, ANYWHERE),
    "divider": (_divider, ANYWHERE),
    "context": (_context, ANYWHERE),
    "actions": (_actions, ANYWHERE),
    "input": (_input, ANYWHERE),
    "image": (_image, ANYWHERE),
    "rich_text": (_rich_text, ANYWHERE),
    "video": (_divider, ANYWHERE),
    "markdown": (_markdown, MESSAGES),
    "context_actions": (_context_actions, MESSAGES),
    "table": (_table, MESSAGES),
    "card": (_card, MESSAGES),
    "carousel": (_carousel, MESSAGES),
}
"""Blocks of this SDK that are missing here (file, call, task_card, plan, alert, container...) are
refused: nobody has written down their rules yet."""


def walk(value: object) -> Iterator[Json]:
    """Every object inside blocks, a view or a payload."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)
