"""One sentence for every problem and what to do next, for every answer of a vendor, and for every
field that is wrong. A problem without a sentence fails a test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass

from bot import errors as e
from bot.cards import Button, Buttons, Card, Kind, Line, Said, Strong, Style, Text, Tone
from bot.domain.money import shown
from bot.views import refusals
from bot.views.lines import plain
from bot.views.press import press

Sentence = tuple[Line, Line]
"""What happened, and what to do next (may be empty)."""


def line(problem: e.Problem) -> Line:
    """What happened, one sentence."""
    return _sentence(problem)[0]


def sentence(problem: e.Problem) -> str:
    """The same as plain text, with what to do next."""
    happened, then = _sentence(problem)
    return plain((*happened, " ", *then) if then else happened)


def problem_card(problem: e.Problem, fix_press: str = "") -> Card:
    """`fix_press`: reopens the draft with everything that was typed."""
    happened, then = _sentence(problem)
    parts: list[Text | Buttons] = [Text(happened, Tone.WARN)]
    if isinstance(problem, e.BadOptions):
        parts += [Text(field_line(error)) for error in problem.errors[1:]]
    if then:
        parts.append(Text(then, Tone.QUIET))
    buttons = tuple(_buttons(problem, fix_press))
    if buttons:
        parts.append(Buttons(buttons))
    return Card(Kind.PROBLEM, tuple(parts), summary=plain(happened))


def form_card(errors: tuple[e.FieldError, ...], form: str) -> Card:
    """A form that waits to be opened: what is wrong in it, and the way back in. `form`: its id."""
    parts: list[Text | Buttons] = [Text(field_line(error), Tone.WARN) for error in errors]
    if not parts:
        parts = [Text(("Your form is ready.",))]
    label = "Fix" if errors else "Open the form"
    parts.append(Buttons((Button(label, press("fix", form), Style.PRIMARY, opens_form=True),)))
    first = field_line(errors[0]) if errors else ("Your form is ready.",)
    return Card(Kind.PROBLEM if errors else Kind.NOTE, tuple(parts), summary=plain(first))


def bug_card(reference: str) -> Card:
    """Not a problem but a mistake of ours: the person gets the reference that the log has."""
    said: Line = ("Something broke here. It is not your doing, and nothing was spent twice.",)
    note: Line = ("Tell your admin this number: ", Strong(reference))
    return Card(Kind.PROBLEM, (Text(said, Tone.WARN), Text(note, Tone.QUIET)), plain(said))


def field_sentence(error: e.FieldError) -> str:
    """What is wrong with one field, beside that field."""
    return plain(field_line(error))


def field_line(error: e.FieldError) -> Line:
    """The same with what was typed marked as a person's words."""
    before, value, after = _FIELD.get(error.code, "This does not fit here.").partition("{value}")
    said: Line = (before.format(limit=f"{error.limit:,}"),)
    if value:
        said += (Said(error.value, 80), after.format(limit=f"{error.limit:,}"))
    return (*said, " Nearest: ", Said(error.nearest, 80), ".") if error.nearest else said


def problem_of(code: str, stored: Mapping[str, str]) -> e.Problem:
    """The problem that was stored with a version as a code and fields."""
    kind = next((k for k in _kinds(e.Problem) if k.code == code), None)
    if kind is None or not is_dataclass(kind):
        return e.Vendor(
            outcome=code, detail=stored.get("detail", ""), model=stored.get("model", "")
        )
    values: dict[str, object] = {}
    for field in fields(kind):
        is_number = str(field.type) == "int"
        value = stored.get(field.name)
        if value is not None and str(field.type) in {"int", "str"}:
            values[field.name] = int(value) if is_number else value
        elif field.default is MISSING:
            values[field.name] = 0 if is_number else () if "tuple" in str(field.type) else ""
    return kind(**values)


_FIELD = {
    "required": "This is needed.",
    "too_long": "Too long: at most {limit} characters.",
    "too_short": "Too short.",
    "too_many": "Too many: at most {limit}.",
    "too_small": "Too small: at least {limit}.",
    "too_large": "Too large: at most {limit}.",
    "unknown": 'I do not know "{value}".',
    "not_a_number": '"{value}" is not a number.',
    "not_an_amount": '"{value}" is no amount here: 0 or more, one decimal, less than {limit}.',
    "not_a_date": '"{value}" is no time I can read. Like this: Fri 16:00, or 2026-12-04.',
    "too_far": '"{value}" is more than a year away.',
    "no_approver": "{value} does not approve here.",
    "own_work": "Somebody else decides about your own work.",
    "not_hours": '"{value}" are no hours I can read. Like this: 19-08, or off.',
    "not_a_day": '"{value}" is not a day I can read. Like this: 2027-03-31.',
    "not_yes_or_no": "Yes or no.",
    "past": "That time is over.",
    "too_big": "Too large: at most {limit}.",
    "ambiguous": 'Several are called "{value}".',
    "no_key": "{value} needs a key first: it can be practised until then.",
    "gone": "{value} is no longer offered by its vendor.",
    "expired": "{value} is gone: drop it here again.",
    "unknown_role": '"{value}" is no job that a photo can have.',
    "unknown_field": "There is no field called {value}.",
    "model_without": "{value} does not offer this.",
    "no_mask": "{value} takes no mask: say in words what may change.",
    "looks_nothing_up": "{value} cannot look it up on the web.",
    "looks_up_words": "{value} looks up words on the web, not pictures.",
    "nothing_spent": "Nothing was spent on this one.",
    "given_back": "This one was given back already.",
    "taken": "Somebody here is called {value} already.",
    "last_admin": "One admin must stay: make somebody else an admin first.",
    "wrong": "This does not fit here.",
    "model_cannot": "The chosen model cannot do {value}.",
    "script": "My fonts lack some of these letters: {value}.",
}

_RIGHT = {
    "make": "make pictures here",
    "sketch": "make sketches here",
    "spend": "spend credits",
    "approve": "approve",
    "lead": "do this; a lead may",
    "admin": "do this; an admin may",
    "see": "see this",
    "own": "do this; only its maker may",
}

_PICTURE = {
    "empty": "is empty (0 bytes).",
    "too_large": "is too large: at most {limit} MB.",
    "not_a_picture": "is not a picture.",
    "truncated": "is cut off: part of the file is missing.",
    "bomb": "has more pixels than I can open safely.",
    "pdf": "is a PDF.",
    "video": "is a video.",
    "heic": "is HEIC, which I cannot read.",
    "svg": "is an SVG drawing.",
    "animated": "moves: I need one still picture.",
    "too_small": "is too small to work with: at least {limit} pixels.",
    "too_many": "is one too many: at most {limit} photos.",
    "expired": "was sent more than a day ago and is gone.",
}

_PICTURE_NEXT = {
    "pdf": "I can use pictures (JPG, PNG, WebP). Export the page as PNG and drop it here.",
    "video": "I can use pictures (JPG, PNG, WebP). Export one frame as PNG and drop it here.",
    "expired": "Please drop it again.",
    "too_many": "Take one away and try again.",
    "too_large": "Save it smaller, as JPG, and drop it again.",
}


def _sentence(problem: e.Problem) -> Sentence:
    match problem:
        case e.Money():
            return _money(problem)
        case e.BadPicture():
            return _picture(problem)
        case e.ModelCannot():
            return _model(problem)
        case e.Vendor():
            return refusals.sentence(problem.outcome, problem.detail, problem.model)
        case (
            e.Overloaded()
            | e.DiskFull()
            | e.Locked()
            | e.NewerDatabase()
            | e.BrokenBackup()
            | e.BadSettings()
        ):
            return _machine(problem)
        case _:
            return _person(problem)


def _person(problem: e.Problem) -> Sentence:
    match problem:
        case e.NotAllowed(need=need):
            return (f"You may not {_RIGHT.get(need, 'do this')}.",), ("Ask an admin of the team.",)
        case e.NotFound(what=what, name=name):
            named: Line = (f"I cannot find this {_WHAT.get(what, what)}",)
            return named + ((": ", Said(name, 80)) if name else (".",)), ()
        case e.TooLong(field=field, length=length, limit=limit):
            said = f"That is {length:,} characters; {_LONG.get(field, 'this')} takes {limit:,}."
            return (said,), ("Shorten it; nothing is lost.",)
        case e.NotPicked(version=version, letters=letters):
            which = f" ({', '.join(letters)})" if letters else ""
            return (f"{version} has several pictures{which}.",), ("Pick one first.",)
        case e.NotReady(version=version, state=state):
            return (f"{version} has no picture{_NOT_READY.get(state, ' yet')}.",), ()
        case _:
            return _card(problem)


def _card(problem: e.Problem) -> Sentence:
    match problem:
        case e.BadOptions(errors=wrong):
            first: Line = ("Something in the form does not fit.",)
            first = field_line(wrong[0]) if wrong else first
            return first, ("Nothing is lost: fix it and send again.",)
        case e.Stale():
            return ("This card is older than what it stands for.",), ("Use the newest one below.",)
        case e.Expired(what=what):
            return (f"This {_WHAT.get(what, what)} is older than a day and is gone.",), (
                "Start again: the thread still has your words.",
            )
        case e.Unreachable(reason=reason, detail=detail):
            return _unreachable(reason, detail)
        case e.NothingToUndo():
            return ("There is nothing of yours to undo here.",), ()
        case _:
            return ("That did not work.",), ()


def _unreachable(reason: str, detail: str) -> Sentence:
    named: Line = (" (", Said(detail, 80), ")") if detail else ()
    said = _UNREACHABLE.get(reason, "I could not post there")
    then = _UNREACHABLE_NEXT.get(reason, "Pictures are kept: /history finds them.")
    return (said, *named, "."), (then,)


_UNREACHABLE = {
    "gone": "The message or the place was deleted",
    "permission": "I may not post there: a permission is missing",
    "locked": "The thread is locked",
    "archived": "The channel or thread is archived",
    "direct": "You take no direct messages from me",
    "too_large": "The file is too large for this place",
    "removed": "I was removed from there",
    "refused": "The message was refused there",
    "uninvited": "I am not in this channel, so I could not hear its thread",
    "between": "I cannot work in a conversation between other people",
}
_UNREACHABLE_NEXT = {
    "permission": "An admin can allow it; nothing is lost, pictures are kept.",
    "locked": "A moderator can unlock it; nothing is lost, pictures are kept.",
    "direct": "Allow direct messages from people of this server, or look in the thread.",
    "uninvited": "Say /invite @Artdesk there, then ask again. Nothing was spent.",
    "between": "Ask in a channel that I am in, or write to me. Nothing was spent.",
}

_WHAT = {
    "session": "thread",
    "version": "version",
    "picture": "picture",
    "draft": "price card",
    "upload": "photo",
    "file": "file",
    "member": "person",
    "model": "model",
    "placement": "place to run",
    "campaign": "campaign",
    "review": "review",
    "command": "command",
    "post": "message",
}
_LONG = {"what": "what it should show", "prompt": "this model", "instruction": "a change"}
_NOT_READY = {
    "ordered": " yet; it is being drawn",
    "parked": " yet; it waits for credits",
    "uncertain": " yet; I am checking with the vendor",
    "failed": "; it did not work",
    "cancelled": "; it was cancelled",
    "discarded": " any more; it was discarded",
}


def _money(problem: e.Money) -> Sentence:
    match problem:
        case e.NotEnough(needed=needed, free=free, reserved=reserved, jobs=jobs):
            waits = f" ({shown(reserved)} reserved by {jobs} jobs)" if reserved else ""
            said = f"This needs {shown(needed)}; {shown(free)} free{waits}."
            return (said,), ("Parked: nothing is lost.",)
        case e.NoBudget(needed=needed):
            return (f"This needs {shown(needed)}. No budget yet.",), ("Admins can set one.",)
        case e.OverCap(cap=cap, limit=limit, used=used, needed=needed):
            whose = "You have" if cap == "member" else "This channel has"
            said = (
                f"{whose} used {shown(used)} of {shown(limit)} today; this needs {shown(needed)}."
            )
            return (said,), ("It can run tomorrow, or an admin can raise the limit.",)
        case e.TooManyWaiting(limit=limit):
            return (f"{limit} of your orders wait or run already.",), ("Let one finish first.",)
        case e.PriceMoved(was=was, now=now):
            return (f"The price is now {shown(now)}, it was {shown(was)}.",), (
                "Nothing was spent. Press again to take the new price.",
            )
        case _:
            return ("The credits do not allow this.",), ()


def _picture(problem: e.BadPicture) -> Sentence:
    # A file's limit is bytes; people read megabytes, rounded down so that "at most" stays true.
    megabytes = f"{problem.limit // 100_000 / 10:,g}"
    limit = megabytes if problem.reason == "too_large" else f"{problem.limit:,}"
    why = _PICTURE.get(problem.reason, "cannot be used.").format(limit=limit)
    then = _PICTURE_NEXT.get(problem.reason, "I can use pictures (JPG, PNG, WebP).")
    return (Said(problem.filename or "The file", 60), f" {why}"), (then,)


def _model(problem: e.ModelCannot) -> Sentence:
    why = _CANNOT.get(problem.reason, "cannot do this")
    detail: Line = (" (", Said(problem.detail, 80), ")") if problem.detail else ()
    instead: Line = (Said(problem.instead, 60), " can.") if problem.instead else ()
    return (Said(problem.model or "The model", 60), f" {why}", *detail, "."), instead


_CANNOT = {
    "ratio": "does not draw this shape",
    "size": "does not draw this size",
    "references": "does not take so many photos",
    "script": "lacks the letters for this text",
    "count": "does not draw so many at once",
    "quality": "does not know this quality",
    "text_too_long": "cannot set so much text",
    "mask": "takes no mask",
    "look_up": "cannot look it up on the web",
    "gone": "is no longer offered",
    "no_key": "has no key yet",
}


def _machine(problem: e.Problem) -> Sentence:
    match problem:
        case e.Overloaded(retry_after_s=wait):
            return ("The desk is full right now.",), (f"Try again in {wait} s.",)
        case e.DiskFull():
            return ("The disk is full: nothing was started and nothing was spent.",), (
                "An admin has to make room.",
            )
        case e.Locked(path=path):
            return ("Another Artdesk already works with ", Said(path, 200), "."), (
                "Stop it first, or choose another data folder.",
            )
        case e.BrokenBackup(reason=reason):
            return (
                ("This backup cannot be used: ", reason, "."),
                ("Take an earlier one; nothing was changed.",),
            )
        case e.NewerDatabase(found=found, known=known):
            said = f"The database is newer than this Artdesk (schema {found}, I know {known})."
            return (said,), ("Start the newer one; nothing was changed.",)
        case e.BadSettings(mistakes=mistakes):
            return ("The settings do not fit: ", Said("; ".join(mistakes), 2000)), ()
        case _:
            return ("That did not work.",), ()


def _buttons(problem: e.Problem, fix_press: str) -> Iterator[Button]:
    if fix_press:
        yield Button("Fix", fix_press, Style.PRIMARY, opens_form=True)
    if isinstance(problem, e.NoBudget):
        yield Button("Set one", press("set_up"))
    if isinstance(problem, e.NotEnough | e.OverCap):
        yield Button("Credits", press("credits"))


def _kinds(kind: type[e.Problem]) -> Iterator[type[e.Problem]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)
