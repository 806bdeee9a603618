"""Small sentences: what is said once, to one person, and never again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Kind, Line, Link, Said, Strong, Style, Text, Tone
from bot.domain.ids import PictureId
from bot.domain.model import Quote
from bot.domain.reaction import Meaning, character
from bot.domain.work import Choice, Comment, Member, Session, Version
from bot.errors import Unreachable
from bot.views.lines import plain
from bot.views.press import press
from bot.views.problem import problem_card
from bot.views.words import price


def note(line: Line, *buttons: Button, tone: Tone = Tone.PLAIN) -> Card:
    """One line, perhaps with buttons."""
    parts = (Text(line, tone), *((Buttons(buttons),) if buttons else ()))
    return Card(Kind.NOTE, parts, summary=plain(line))


def liked(picture: PictureId) -> Card:
    """A first thumbs-up by an approver in review."""
    tick = character(Meaning.APPROVE)
    approve = Button("Approve", press("vote", picture, Meaning.APPROVE))
    return note((f"Noted as a like. To approve: {tick}",), approve)


def say_why(picture: PictureId, name: str, choice: Choice) -> Card:
    """To who asked for changes or rejected without a word: it counts, and a word would help."""
    said = "needs changes" if choice is Choice.CHANGES else "is rejected"
    why = Button("Say why...", press("why", picture, choice), Style.PRIMARY, opens_form=True)
    return note(("Noted: ", Strong(name), f" {said}. One line on why helps its maker."), why)


def talk_or_edit(reply: str, target: str, quote: Quote) -> Card:
    """In doubt the desk asks once. `reply`: the id of the stored reply; `target`: 142.3."""
    cost = f" - {price(quote)}" if quote.up_to else ", free"
    edit = Button(f"Edit {target}{cost}", press("edit_asked", reply, quote.up_to), Style.PRIMARY)
    talk = Button("Just talking", press("talk_asked", reply))
    line: Line = ("Shall I change ", Strong(target), ", or were you just talking?")
    card = note(line, edit, talk)
    return Card(Kind.ASK, card.parts, summary=card.summary)


def rerun(version: Version, quote: Quote, words: str, said: str) -> Card:
    """An edited message asks once. `said`: the id of the stored new words."""
    line: Line = ('You changed your words to "', Said(words, 120), '". Run it again?')
    label = f"Run - {price(quote)}"
    card = note(line, Button(label, press("edit_asked", said, quote.up_to), Style.PRIMARY))
    return Card(Kind.ASK, card.parts, summary=card.summary, version=version.id)


def comment(version: Version, made: Comment, quote: Quote) -> Card:
    """Words of somebody who may only approve; the maker sees what it would cost."""
    line: Line = (
        Said(made.name, 40),
        " on ",
        Strong(str(version.name)),
        ': "',
        Said(made.text),
        '"',
    )
    cost = f" - {price(quote)}" if quote.up_to else ", free"
    make = Button(f"Make this change{cost}", press("make_change", version.id, made.id, quote.up_to))
    return note(line, make)


def pick_first(version: Version) -> Card:
    letters = ", ".join(p.name.letter for p in version.pictures)
    line: Line = (Strong(str(version.name)), f" has several pictures ({letters}). Pick one first.")
    buttons = [Button(p.name.letter, press("pick", p.id)) for p in version.pictures]
    return note(line, *buttons)


def vote_not_counted(why: str, name: str) -> Card:
    """Once, to that person only. `why`: a word of voting.NotCounted."""
    said = _NOT_COUNTED.get(why, "This vote does not count here.")
    return note((Strong(name), f": {said}"), tone=Tone.QUIET)


_NOT_COUNTED = {
    "own_work": "you made it, so somebody else decides.",
    "no_right": "thanks; only approvers decide here. It is noted.",
    "guest": "guests cannot vote here.",
    "late": "the review is over. It is noted, and changes nothing.",
    "old": "this version was replaced. Look at the newest one.",
    "not_asked": "nobody asked for approval of this one yet.",
}


def asked(name: str, approvers: Sequence[Member], others: Sequence[Member] = ()) -> Card:
    """Who decides, and who else may. On the local page a practice approver can be played by whoever
    is there."""
    if not approvers:
        return note((Strong(name), " is in review. Nobody may approve it yet: ask an admin."))
    played = next((a for a in approvers if a.practice), None)
    names = ", ".join(a.name for a in approvers)
    decides = "decides" if len(approvers) == 1 else "decide"
    said: Line = (Strong(name), " is in review. ", Said(names, 120), f" {decides}.")
    if others:
        said = (*said, " ", Said(", ".join(a.name for a in others), 120), " may too.")
    card = note(said)
    if played is None:
        return card
    link = Link("Act as them", f"act-as:{played.id}")
    return Card(card.kind, (*card.parts, link), summary=card.summary)


def unreachable(session: Session, problem: Unreachable) -> Card:
    """To the maker, once: why a card of theirs does not stand where it should."""
    head: Line = (Strong(str(session.number)), ": ")
    told = [p.line for p in problem_card(problem).parts if isinstance(p, Text)]
    lines = (Text((*head, *told[0])), *(Text(line, Tone.QUIET) for line in told[1:]))
    again = Button("Find it", press("details", session.versions[-1].id))
    return Card(Kind.PROBLEM, (*lines, Buttons((again,))), plain((*head, *told[0])))


def private_made(session: Session) -> Card:
    return note((Strong(str(session.number)), " is private: only you and the approvers see it."))


def undone(what: str, name: str, spent: str = "") -> Card:
    """What was taken back; what was spent stays spent, and that is said."""
    kept = f" {spent} stays spent." if spent else ""
    named: Line = (" ", Strong(name)) if name else ()
    return note((f"Undone: {what}", *named, f".{kept}"))


def done(words: str) -> Card:
    """Our own short confirmation."""
    return note((words,), tone=Tone.QUIET)


def asked_for_credits(told: Sequence[str], amount: str) -> Card:
    """To who asked. Whoever is the only admin there is, is asked by nobody."""
    if not told:
        return note((f"Nobody else can add {amount} credits: you can, under Credits.",))
    return note(("Asked ", Said(", ".join(told), 120), f" for {amount} credits."), tone=Tone.QUIET)
