"""Card -> JSON for the page: one match over the closed set of parts.

People's words stay words: the page puts every string into a text node, never into markup.
"""

from __future__ import annotations

from typing import Any, assert_never

from bot.cards import (
    Button,
    Buttons,
    Card,
    Chip,
    Chips,
    Compare,
    Countdown,
    Download,
    Facts,
    Heading,
    Image,
    Legend,
    Line,
    Link,
    Mention,
    Part,
    Person,
    PickSet,
    Progress,
    Said,
    Sources,
    Span,
    Strong,
    Suggestions,
    Table,
    Tally,
    Text,
    When,
)

Json = dict[str, Any]
ELLIPSIS = "\u2026"


def card(shown: Card) -> Json:
    return {
        "kind": shown.kind.value,
        "summary": shown.summary,
        "name": shown.name,
        "session": shown.session or "",
        "version": shown.version or "",
        "picture": shown.picture or "",
        "private": bool(shown.audience),
        "reactions": list(shown.reactions),
        "parts": [part(item) for item in shown.parts],
    }


def line(spans: Line) -> list[Json]:
    return [span(item) for item in spans]


def span(item: Span) -> Json:
    match item:
        case str():
            return {"s": "text", "text": item}
        case Said():
            return {"s": "said", "text": _cut(item)}
        case Strong():
            return {"s": "strong", "text": item.text}
        case Mention():
            return {"s": "mention", "text": item.name, "member": item.member}
        case When():
            return {"s": "when", "at": item.at}
        case _:
            assert_never(item)


def _cut(said: Said) -> str:
    if len(said.text) <= said.limit:
        return said.text
    return said.text[: said.limit - 1].rstrip() + ELLIPSIS


def part(item: Part) -> Json:  # noqa: C901, PLR0912 - one arm for each part of the closed set
    match item:
        case Heading():
            return {"p": "heading", "line": line(item.line)}
        case Text():
            return text(item)
        case Image():
            return image(item)
        case Compare():
            return _compare(item)
        case PickSet():
            return _pick_set(item)
        case Chips():
            return {"p": "chips", "chips": [chip(one) for one in item.chips]}
        case Facts():
            rows = [{"label": label, "line": line(value)} for label, value in item.rows]
            return {"p": "facts", "rows": rows, "copyable": item.copyable}
        case Table():
            return _table(item)
        case Progress():
            return _progress(item)
        case Countdown():
            return {"p": "countdown", "until": item.until, "label": item.label}
        case Person():
            rights = list(item.rights)
            person = {"member": item.member, "name": item.name, "rights": rights}
            change = button(item.change) if item.change else None
            return {"p": "person", **person, "change": change}
        case Buttons():
            return _buttons(item)
        case Suggestions():
            return {"p": "suggestions", "replies": list(item.replies)}
        case Download():
            return _download(item)
        case Link():
            return {"p": "link", "label": item.label, "target": item.target}
        case Sources():
            links = [{"line": line((one.label,)), "url": one.url} for one in item.links]
            return {"p": "sources", "label": item.label, "links": links}
        case Tally():
            return _tally(item)
        case Legend():
            return {"p": "legend", "line": line(item.line)}
        case _:
            assert_never(item)


def text(item: Text) -> Json:
    return {"p": "text", "line": line(item.line), "tone": item.tone.value}


def chip(item: Chip) -> Json:
    return {
        "label": item.label,
        "field": item.field,
        "value": item.value,
        "removable": item.removable,
        "guessed": item.guessed,
    }


def image(item: Image) -> Json:
    return {
        "p": "image",
        "picture": item.picture,
        "alt": item.alt,
        "width": item.width,
        "height": item.height,
        "caption": line(item.caption),
        "drawing": item.still_drawing,
        "edition": item.edition,
    }


def button(item: Button) -> Json:
    return {
        "label": item.label,
        "press": item.press,
        "style": item.style.value,
        "consequence": item.consequence,
        "form": item.opens_form,
    }


def _buttons(item: Buttons) -> Json:
    shown, more = [button(one) for one in item.buttons], [button(one) for one in item.more]
    return {"p": "buttons", "buttons": shown, "more": more}


def _compare(item: Compare) -> Json:
    sides = {"before": image(item.before), "after": image(item.after)}
    return {"p": "compare", **sides, "caption": line(item.caption)}


def _pick_set(item: PickSet) -> Json:
    rows = zip(item.pictures, item.letters, item.presses, strict=True)
    pictures = [
        {**image(one), "letter": letter, "press": press, "picked": letter in item.picked}
        for one, letter, press in rows
    ]
    return {"p": "pick", "pictures": pictures}


def _table(item: Table) -> Json:
    rows = [[line(cell) for cell in row] for row in item.rows]
    return {"p": "table", "columns": list(item.columns), "rows": rows, "caption": item.caption}


def _progress(item: Progress) -> Json:
    return {
        "p": "progress",
        "stage": item.stage,
        "since": item.since,
        "expected": item.expected_s,
        "place": item.queue_place,
        "line": line(item.label),
    }


def _download(item: Download) -> Json:
    return {
        "p": "download",
        "label": item.label,
        "picture": item.picture,
        "name": item.name,
        "variant": item.variant,
    }


def _tally(item: Tally) -> Json:
    choices = [{"name": name, "choice": choice} for name, choice in item.choices]
    numbers = {"approvals": item.approvals, "needed": item.needed, "likes": item.likes}
    return {"p": "tally", **numbers, "choices": choices}
