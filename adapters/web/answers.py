"""What the studio says -> the page's JSON: pages, updates, previews, answers and problems."""

from __future__ import annotations

from typing import Any, assert_never

from adapters.web import render
from bot.desk import Check, Desk, Page, Preview, Shown, StripItem, ThreadLine, Update, Viewer
from bot.errors import (
    BadOptions,
    BadPicture,
    DiskFull,
    FieldError,
    NotAllowed,
    NotFound,
    Overloaded,
    Problem,
    TooLong,
)
from bot.events import Answer, Ask, Choices, Photo, Quiet, Say
from bot.ports import Changes

Json = dict[str, Any]
STATUS: tuple[tuple[type[Problem], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (TooLong, 422),
    (BadOptions, 422),
    (BadPicture, 422),
    (Overloaded, 503),
    (DiskFull, 507),
)
CONFLICT = 409
"""Every other problem: the request was fine, the state of the work is not."""


async def problem(desk: Desk, wrong: Problem) -> tuple[Json, int]:
    """A problem as the sentence people read, and the status for machines."""
    status = next((code for kind, code in STATUS if isinstance(wrong, kind)), CONFLICT)
    return {"problem": wrong.code, "card": render.card(await desk.sentence(wrong))}, status


async def answer(desk: Desk, given: Answer) -> Json:
    match given:
        case Ask():
            errors = [[e.field, await _beside(desk, e)] for e in given.errors]
            values = [list(pair) for pair in given.values]
            head = {"answer": "ask", "command": given.command, "draft": given.draft}
            photos = [photo(one) for one in given.photos]
            return {**head, "values": values, "errors": errors, "photos": photos}
        case Say():
            shown = render.card(given.card)
            return {"answer": "say", "card": shown, "private": given.private, "opens": given.opens}
        case Quiet():
            return {"answer": "quiet", "opens": given.opens}
        case _:
            assert_never(given)


def photo(one: Photo) -> Json:
    """An upload as the page sends it back with a form."""
    return {
        "upload": one.upload,
        "file": one.file,
        "filename": one.filename,
        "role": one.role,
    }


async def _beside(desk: Desk, wrong: FieldError) -> str:
    return (await desk.sentence(BadOptions((wrong,)))).summary


def viewer(one: Viewer) -> Json:
    return {"member": one.member, "name": one.name, "rights": list(one.rights)}


def shown(post: Shown) -> Json:
    return {
        "post": post.post,
        "ref": post.ref,
        "thread": post.venue.thread,
        "revision": post.revision,
        "at": post.at,
        "card": render.card(post.card) if post.card else None,
        "author": post.author,
        "text": post.text,
        "reactions": [[name, count, mine] for name, count, mine in post.reactions],
    }


def page(seen: Page, since: str) -> Json:
    """`since`: where the page's event stream goes on from."""
    return {
        "viewer": viewer(seen.viewer),
        "posts": [shown(post) for post in seen.posts],
        "threads": [_thread(one) for one in seen.threads],
        "strip": [_strip(one) for one in seen.strip],
        "waiting": seen.waiting,
        "balance": seen.balance,
        "practice": seen.practice,
        "title": seen.title,
        "acts": seen.acts,
        "since": since,
    }


def update(news: Update) -> Json:
    return {
        "kind": news.kind,
        "thread": news.venue.thread if news.venue else "",
        "shown": shown(news.shown) if news.shown else None,
        "summary": news.summary,
    }


def preview(draft: Preview) -> Json:
    return {
        "chips": [render.chip(one) for one in draft.chips.chips],
        "price": render.text(draft.price) if draft.price else None,
        "checks": [_check(one) for one in draft.checks],
        "errors": [list(pair) for pair in draft.errors_text],
        "paid": bool(draft.quote and draft.quote.up_to > 0),
        "upTo": draft.quote.up_to if draft.quote else 0,
        "ready": draft.ready,
    }


def choices(offered: Choices) -> Json:
    rows = [{"value": c.value, "label": c.label, "hint": c.hint} for c in offered.choices]
    return {"choices": rows}


def changes(found: Changes) -> Json:
    return {"share": found.share, "boxes": [list(b) for b in found.boxes], "tone": found.tone}


def _check(one: Check) -> Json:
    patch = [list(pair) for pair in one.patch]
    return {"id": one.id, "level": one.level, "text": one.text, "fix": one.fix, "patch": patch}


def _thread(one: ThreadLine) -> Json:
    return {
        "session": one.session,
        "number": one.number,
        "title": one.title,
        "private": one.private,
        "maker": one.maker,
        "state": one.state,
        "picture": one.picture_id or "",
        "last": one.last,
        "versions": one.versions,
    }


def _strip(one: StripItem) -> Json:
    return {
        "name": one.name,
        "version": one.version,
        "state": one.state,
        "pictures": [{"picture": p, "letter": letter} for p, _file, letter in one.pictures],
        "parent": one.parent,
        "instruction": one.instruction,
        "current": one.current,
        "approved": one.approved,
    }
