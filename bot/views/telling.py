"""What a person is told beside the thread: one card for one thing, one list for all that waited for
the morning. Each says what happened, about which picture, and where to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.cards import (
    Button,
    Buttons,
    Card,
    Kind,
    Line,
    Link,
    Part,
    Said,
    Strong,
    Style,
    Text,
    Tone,
    When,
)
from bot.domain.money import shown
from bot.domain.telling import About, Notice
from bot.errors import OverCap
from bot.views.lines import plain
from bot.views.press import press
from bot.views.problem import line as problem_line
from bot.views.problem import problem_of
from bot.views.refusals import AUTH, access_for_admins
from bot.views.words import approved_word

MAX_LIST = 12
"""Lines of what waited: who missed more starts in the channel anyway."""
TITLE, NAME, REASON = 80, 40, 160
"""Characters of people's words in one line."""
Words = Mapping[str, str]


def told_card(notices: Sequence[Notice]) -> Card:
    """Raises ValueError for nothing to tell."""
    if not notices:
        raise ValueError("nothing to tell")
    return _one(notices[0]) if len(notices) == 1 else _several(notices)


def _one(notice: Notice) -> Card:
    line, words = told_line(notice), dict(notice.words)
    parts: list[Part] = [Text((*line, *_due(notice)), _TONE.get(notice.about, Tone.PLAIN))]
    parts += [Text(more, Tone.QUIET) for more in _more(notice, words)]
    if buttons := tuple(_buttons(notice, words)):
        parts.append(Buttons(buttons))
    if notice.session:
        parts.append(Link("Look at it", str(notice.session)))
    # Who has the review card itself as a direct message needs no word beside it: see Show.tell.
    kind = Kind.REVIEW if notice.about is About.ASKED else Kind.NOTE
    return Card(kind, tuple(parts), summary=plain(line), session=notice.session)


def _several(notices: Sequence[Notice]) -> Card:
    """Everything in one message: a line each, a way to each thread once."""
    head = f"{len(notices)} things for you"
    lines = [Text((*told_line(n), *_due(n))) for n in notices[:MAX_LIST]]
    parts: list[Part] = [Text((Strong(head),)), *lines]
    if len(notices) > MAX_LIST:
        parts.append(Text((f"and {len(notices) - MAX_LIST} more, in their threads",), Tone.QUIET))
    buttons = {b.press: b for n in notices[:MAX_LIST] for b in _buttons(n, dict(n.words))}
    if buttons:
        parts.append(Buttons(tuple(buttons.values())[:5]))
    threads = {
        n.session: dict(n.words).get("name", "Thread") for n in notices[:MAX_LIST] if n.session
    }
    parts += [Link(name, str(session)) for session, name in threads.items()]
    return Card(Kind.NOTE, tuple(parts), summary=head)


_TONE = {
    About.FAILED: Tone.WARN,
    About.VENDOR: Tone.WARN,
    About.KEY: Tone.WARN,
    About.MODEL: Tone.WARN,
    About.DISK: Tone.WARN,
    About.BACKUP: Tone.WARN,
}


def told_line(notice: Notice) -> Line:
    """What happened, one sentence."""
    words = dict(notice.words)
    match notice.about:
        case About.RESULT:
            return (_name(words), " is ready", *_title(words))
        case About.FAILED:
            return (_name(words), " did not work", *_title(words))
        case About.QUESTION:
            return _question(words)
        case About.DECISION:
            return _decision(words)
        case About.ASKED | About.REMINDER | About.DEADLINE:
            return _asked(notice.about, words)
        case About.CREDITS | About.BUDGET:
            return _credits(notice.about, words)
        case _:
            return _machine(notice.about, words)


def _name(words: Words) -> Strong | str:
    """Of private work that is not theirs to see a person reads no name."""
    return Strong(words["name"]) if "name" in words else "a private picture"


def _title(words: Words) -> Line:
    return (": ", Said(words["title"], TITLE)) if "title" in words else ()


def _person(words: Words) -> Said:
    return Said(words.get("person", "Somebody"), NAME)


YOU = "You"
"""What the first person of a studio is called: "You asks" is nobody's English."""


def _asks(words: Words, is_asked: str, what: str) -> Line:
    if words.get("person") == YOU:
        return (f"{is_asked} asked for",)
    return (_person(words), f" asks for {what}")


def _by(words: Words) -> Line:
    return (", by ", _person(words)) if words.get("person") == YOU else ()


def _reason(words: Words) -> Line:
    return (': "', Said(words["reason"], REASON), '"') if "reason" in words else ()


def _due(notice: Notice) -> Line:
    """Beside the sentence, not in it: the reader's clock writes it, a summary has none."""
    at = dict(notice.words).get("deadline")
    waits = notice.about in {About.ASKED, About.REMINDER}
    return (" - due ", When(float(at))) if at and waits else ()


def _question(words: Words) -> Line:
    if words.get("what") == "comment":
        return (_person(words), " on ", _name(words), *_reason(words))
    return (_name(words), ": checking with the vendor. Nothing runs twice by itself")


def _decision(words: Words) -> Line:
    who, name = _person(words), _name(words)
    match words.get("what"):
        case "approved":
            return (name, f" is {approved_word(words.get('kind', ''))} by ", who)
        case "changes":
            return (
                *_asks(words, "Changes are", "changes"),
                " on ",
                name,
                *_by(words),
                *_reason(words),
            )
        case "rejected":
            return (who, " rejected ", name, *_reason(words))
        case "revoked":
            return (who, " took back the approval of ", name, *_reason(words))
        case _:
            return (name, ": the time was over before enough people decided")


def _asked(about: About, words: Words) -> Line:
    name = _name(words)
    if about is About.ASKED:
        asks = _asks(words, "Your decision is", "your decision")
        return (*asks, " on ", name, *_by(words), *_title(words))
    if about is About.REMINDER:
        return (name, " still waits for a decision", *_title(words))
    return (
        name,
        ": the time for a decision is over. Its maker may ask again",
    )


def _credits(about: About, words: Words) -> Line:
    amount = shown(int(words.get("amount", "0")))
    if about is About.CREDITS:
        asks = _asks(words, f"{amount} credits are", f"{amount} credits")
        return (*asks, ", for " if _by(words) else " for ", _name(words), *_by(words))
    percent = words.get("percent", "")
    if amount == shown(0):
        return ("No credits are left.",)
    granted = shown(int(words.get("granted", "0")))
    return (f"Less than {percent} % of the budget is left: {amount} of {granted} credits.",)


def _machine(about: About, words: Words) -> Line:
    match about:
        case About.CHECKING:
            amount = shown(int(words.get("amount", "0")))
            waits = f": no answer from the vendor for an hour; {amount} stays reserved"
            return (_name(words), waits)
        case About.DISK:
            room = int(words.get("bytes", "0")) // 1024**2
            return (f"The disk is nearly full: {room:,} MB are free.",)
        case About.BACKUP:
            return ("The daily backup did not work.",)
        case _:
            said = _TROUBLE.get(words.get("what", ""), "does not work")
            if words.get("what") == AUTH:
                said = access_for_admins(words.get("detail", ""))
            return (Strong(words.get("model", "A model")), f" {said}.")


_TROUBLE = {
    "quota_or_billing": "has no credit left at its vendor: top up the vendor account",
    "model_ended": "is past the day that its vendor named: it is out of choice now",
    "model_gone": "is no longer offered by its vendor: it is out of choice now",
}


def _more(notice: Notice, words: Words) -> Iterator[Line]:
    """What to do next, or what it means."""
    match notice.about:
        case About.FAILED:
            yield problem_line(problem_of(words.get("problem", ""), words))
        case About.VENDOR | About.KEY | About.MODEL:
            yield ("Orders with it fail and cost nothing until then.",)
        case About.CHECKING:
            yield ("Run it again, or give it back, in its thread. After a day it is given back.",)
        case About.DISK:
            yield ("Without room nothing new is drawn and nothing is spent.",)
        case About.BACKUP:
            yield ("It is tried again in an hour. The log says why.",)
        case About.CREDITS if words.get("what") == OverCap.code:
            yield ("A limit a day stands in the way: it can be raised under Set up.",)
        case _:
            pass


def _buttons(notice: Notice, words: Words) -> Iterator[Button]:
    if notice.about is About.CREDITS and words.get("what") == OverCap.code:
        yield Button("Set up...", press("set_up"), opens_form=True)
    elif notice.about in {About.CREDITS, About.BUDGET}:
        yield Button("Add credits...", press("credits", "grant"), Style.PRIMARY, opens_form=True)
