"""The voting on one picture as people see it: the review card, what an approval posts once, and
the list of what waits. Buttons and reactions are one vote; status is always in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cards import (
    Button,
    Buttons,
    Card,
    Countdown,
    Download,
    Kind,
    Legend,
    Line,
    Link,
    Part,
    Said,
    Strong,
    Style,
    Table,
    Tally,
    Text,
    Tone,
    When,
)
from bot.domain import tree
from bot.domain.brief import Role
from bot.domain.model import Catalogue
from bot.domain.reaction import Meaning
from bot.domain.telling import Notice
from bot.domain.wording import Wording
from bot.domain.work import Choice, Picture, Review, ReviewState, Session, Version
from bot.views.lines import dashed, plain
from bot.views.press import press
from bot.views.result import image
from bot.views.sources import sources
from bot.views.telling import told_line
from bot.views.words import CHOICE, LEGEND, approved_word, format_words, review_word

SEEDED = (Meaning.APPROVE, Meaning.CHANGES, Meaning.REJECT)
_OPEN = {ReviewState.OPEN, ReviewState.CHANGES, ReviewState.CLOSING}
APPROVAL = "approval"
REAL = (
    Link("add a key", "help/key"),
    Link("put it in Discord", "help/discord"),
    Link("put it in Slack", "help/slack"),
)
"""Where practice goes on from here; help.py answers each topic."""
MAX_REASONS = 3
"""Reasons under a review: the newest word is in the thread anyway."""
TEXT = 300
"""Characters of the words in a picture: more is read in the picture itself."""
MAX_LIST = 20
"""Rows of what waits: whoever has more starts at the top anyway."""


def review_card(session: Session, version: Version, *, catalogue: Catalogue) -> Card:
    """Phone-shaped: picture, what for, the words, what to look at, the votes, the buttons."""
    review, picture = reviewed(version)
    due: Line = ("due ", When(review.deadline)) if review.deadline else ()
    what: Line = (Strong(str(picture.name)), f" for {format_words(catalogue, version.format)}")
    head = dashed(what, due)
    word = review_word(version)
    parts: list[Part] = [image(picture), Text(head)]
    words = tree.words_in(session, version)
    if words.lines:
        parts.append(Text(("Text as ordered: ", Said(" / ".join(words.lines), TEXT))))
    if words.unsure:  # nobody approves words that they have not read
        asked = "; ".join(words.unsure)
        parts.append(Text(('Then asked: "', Said(asked, TEXT), '"'), Tone.WARN))
    parts.append(Text((f"Look at: {' - '.join(_look(session, words))}",), Tone.QUIET))
    parts += sources((picture,))
    parts += _votes(review, version.likes, session.brief.approver)
    parts += _standing(review, picture, word)
    return Card(
        Kind.REVIEW,
        tuple(parts),
        summary=plain((*what, f": {word}, {tally_words(review)}")),
        name=str(picture.name),
        session=session.id,
        version=version.id,
        picture=picture.id,
        reactions=tuple(str(m) for m in SEEDED) if review.state in _OPEN else (),
    )


def approved_card(session: Session, version: Version) -> Card:
    """Posted once, in the channel. A sketch is agreed and a practice picture practised: neither can
    be exported as approved."""
    review, picture = reviewed(version)
    by = ", ".join(v.name for v in review.votes if v.choice is Choice.APPROVE)
    line: Line = (Strong(str(picture.name)), f" {approved_word(review.kind)}")
    who: Line = (" by ", Said(by, 80)) if by else ()
    own = " (own work, no other approver)" if review.own_work else ""
    parts: list[Part] = [image(picture), Text((*line, *who, own))]
    parts += sources((picture,))
    parts.append(Download("Download", picture.id, file_name(version, picture)))
    if review.kind == APPROVAL:
        export = Button("Export", press("export", picture.id), Style.PRIMARY)
        back = Button(
            "Take back approval",
            press("revoke", picture.id),
            Style.DANGER,
            consequence="Export stops at once, and everybody asked is told. A reason is needed.",
        )
        parts.append(Buttons((export,), (back,)))
    parts.append(Link("Thread", str(session.id)))
    if review.kind != APPROVAL:
        parts += [Text(("Make it for real:",), Tone.QUIET), *REAL]
    return Card(
        Kind.APPROVED,
        tuple(parts),
        summary=plain((*line, *who)),
        name=str(picture.name),
        session=session.id,
        version=version.id,
        picture=picture.id,
    )


def approvals_card(
    waiting: Sequence[tuple[Session, Version]],
    *,
    catalogue: Catalogue,
    lately: Sequence[tuple[Notice, float]] = (),
) -> Card:
    """/approvals: what waits for me, oldest first; `lately`: what I was told, newest first."""
    said = tuple(_lately(lately))
    if not waiting:
        line: Line = ("Nothing waits for you.",)
        return Card(Kind.LIST, (Text(line), *said), summary=plain(line))
    head = f"{len(waiting)} {'waits' if len(waiting) == 1 else 'wait'} for you"
    rows = tuple(_row(session, version, catalogue) for session, version in waiting[:MAX_LIST])
    links = [Link(f"{version.name}", str(session.id)) for session, version in waiting[:MAX_LIST]]
    table = Table(("Picture", "What", "Where", "Votes"), rows)
    return Card(Kind.LIST, (Text((Strong(head),)), table, *links, *said), summary=head)


def _lately(lately: Sequence[tuple[Notice, float]]) -> Iterator[Part]:
    """For who was not there when they were told."""
    if lately:
        yield Text((Strong("You were told"),))
    for notice, at in lately:
        yield Text((When(at), " - ", *told_line(notice)), Tone.QUIET)


def tally_words(review: Review) -> str:
    """As "0 of 1 approvals"."""
    return f"{review.approvals} of {review.needed} approvals"


def reviewed(version: Version) -> tuple[Review, Picture]:
    """The review of a version and the picture that it is about. Raises ValueError without one."""
    if version.review is None:
        raise ValueError(f"{version.name} is not in review")
    picture = next(p for p in version.pictures if p.id == version.review.picture)
    return version.review, picture


def file_name(version: Version, picture: Picture) -> str:
    """Ours alone: "142.3b-story.png"."""
    place = f"-{version.format.placement}" if version.format.placement else ""
    return f"{picture.name}{place}.{version.format.file_type}"


def _look(session: Session, words: Wording) -> Iterator[str]:
    brief = session.brief
    if words.lines or words.unsure:
        yield "text"
    yield "hands and faces"
    if any(r.role is Role.PRODUCT for r in brief.references) or brief.must_keep:
        yield "product"
    if any(r.role is Role.LOGO for r in brief.references):
        yield "logo"
    yield "label for AI"


def _votes(review: Review, likes: int, first: str) -> Iterator[Part]:
    choices = tuple((v.name, CHOICE[v.choice]) for v in review.votes)
    yield Tally(review.approvals, review.needed, choices, likes)
    asked = [first] if first in review.who_may else []
    others = [name for name in review.who_may if name not in asked]
    decides: Line = ("Decides: ", Said(first, 40)) if asked else ()
    may = "may too" if asked else "may decide"
    more: Line = (Said(", ".join(others), 160), f" {may}") if others else ()
    if decides or more:
        yield Text(dashed(decides, more), Tone.QUIET)
    reasons = [v for v in review.votes if v.reason]
    for vote in reasons[:MAX_REASONS]:
        yield Text((Said(vote.name, 40), ': "', Said(vote.reason, 160), '"'))
    for one in review.set_aside[-MAX_REASONS:]:
        wanted: Line = (' ("', Said(one.wanted, 80), '")') if one.wanted else ()
        whose: Line = ("Changes of ", Said(one.name, 40), *wanted)
        why: Line = (" set aside by ", Said(one.by, 40), ': "', Said(one.reason, 160), '"')
        yield Text((*whose, *why), Tone.QUIET)


def _standing(review: Review, picture: Picture, word: str) -> Iterator[Part]:
    if review.state is ReviewState.CLOSING and review.locks_at is not None:
        yield Countdown(review.locks_at, "Approved - locks")
        yield Buttons(
            (
                Button("Lock now", press("lock", picture.id), Style.PRIMARY),
                Button("Undo", press("vote", picture.id, Choice.NONE)),
            )
        )
    elif review.state in _OPEN:
        yield Buttons(
            (
                Button("Approve", press("vote", picture.id, Choice.APPROVE), Style.PRIMARY),
                Button("Needs changes", press("vote", picture.id, Choice.CHANGES)),
                Button("Reject", press("vote", picture.id, Choice.REJECT), Style.DANGER),
            ),
            (Button("Take back the question", press("withdraw", picture.id)), *_admins(review)),
        )
        yield Legend((LEGEND,))
    else:
        why: Line = (": ", Said(review.reason, 160)) if review.reason else ()
        yield Text((word[0].upper() + word[1:], *why))


def _admins(review: Review) -> Iterator[Button]:
    """What only an admin can do about wanted changes."""
    if review.state is ReviewState.CHANGES:
        press_ = press("dismiss", review.picture)
        yield Button("Dismiss changes...", press_, opens_form=True)


def _row(session: Session, version: Version, catalogue: Catalogue) -> tuple[Line, ...]:
    review, picture = reviewed(version)
    return (
        (Strong(str(picture.name)),),
        (Said(session.title, 60),),
        (format_words(catalogue, version.format),),
        dashed(tally_words(review), ("due ", When(review.deadline)) if review.deadline else ()),
    )
