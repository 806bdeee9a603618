"""Every card this release can draw, each with the words of somebody who tries to break out of it.
Renderers use the same collection: a card that is not here is a card that nobody has tried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot import errors as e
from bot.cards import Card
from bot.catalogue.loader import load
from bot.domain.attribution import looked_up
from bot.domain.brief import AUTO, Brief, PictureFacts, Reference, Role
from bot.domain.choose import recommend
from bot.domain.ids import (
    CampaignId,
    DraftId,
    FileKey,
    MemberId,
    OrderId,
    PictureId,
    ReviewId,
    SessionId,
    TeamId,
    UploadId,
    VersionId,
)
from bot.domain.model import Quote
from bot.domain.money import Kind
from bot.domain.placement import Format
from bot.domain.quote import quote
from bot.domain.telling import About, Notice
from bot.domain.voting import NotCounted
from bot.domain.work import (
    Balance,
    Choice,
    Comment,
    Entry,
    Member,
    Name,
    Picture,
    Policy,
    Review,
    ReviewState,
    Right,
    Session,
    SetAside,
    Version,
    VersionState,
    Vote,
)
from bot.views import note, refusals, welcome
from bot.views.credits import budget_card, credits_card, given_back_card, granted_card
from bot.views.details import details_card
from bot.views.help import help_card
from bot.views.history import HistoryRow, found_card, history_card
from bot.views.home import home_card
from bot.views.models import models_card
from bot.views.parked import parked_card
from bot.views.people import people_card
from bot.views.pick import pick_card
from bot.views.press import press
from bot.views.price import price_card
from bot.views.problem import bug_card, form_card, problem_card
from bot.views.result import discarded_card, result_card, suggested
from bot.views.review import approvals_card, approved_card, review_card
from bot.views.root import rooted_card
from bot.views.running import root_card, running_card
from bot.views.setup import setup_card
from bot.views.telling import told_card
from bot.views.version import version_card

EVIL = (
    '@everyone <script>x</script> **b** [l](http://x) `c` <@123> <!channel> "q"\n# h ' + "w" * 900
)
MARK = "@everyone"
SEARCH = "https://www.google.com/search?q=cold+brew+can"
PAGE = "https://example.com/can)[x](https://evil.example"
STONES = "https://stones.example/" + "s" * 400
CATALOGUE = load()
DAY = date(2026, 11, 20)
STORY = Format(1080, 1920, "9:16", placement="story")
BALANCE = Balance(free=1_200_600, reserved=40_000, jobs=4, practice=False, granted=2_000_000)
POOR = Balance(free=3_100, reserved=40_000, jobs=4, practice=False, granted=50_000)
EMPTY = Balance(free=0, reserved=0, jobs=0, practice=False, granted=0)
PRACTICE = Balance(free=500_000, reserved=0, jobs=0, practice=True, granted=500_000)
LONG_ID = "0123456789abcdefghijklmnop"


@dataclass(frozen=True, slots=True)
class CheckStub:
    level: str
    text: str


def priced(model_id: str, size: str = "", *, count: int = 1, practice: bool = False) -> Quote:
    model = CATALOGUE.model(model_id)
    assert model is not None
    fmt = replace(STORY, size=size)
    return quote(model, format=fmt, count=count, on=DAY, practice=practice, reason="product")


BANANA = priced("gemini-nano-banana-2.1", "1K")
FINISH = priced("gemini-nano-banana-2.1", "2K")
SKETCH = replace(priced("sketch"), reason="no_key")


def photo(role: Role, words: str = EVIL) -> Reference:
    facts = PictureFacts(words, 1000, 1000, 1000, "image/jpeg")
    return Reference(UploadId("u"), FileKey("f" * 64), role, facts, note=words, guessed=True)


def brief(words: str = EVIL) -> Brief:
    return Brief(
        what=words,
        formats=(STORY, Format(1280, 720, "16:9", "2K", placement="yt_thumb")),
        references=(photo(Role.PRODUCT, words), photo(Role.LOGO, words)),
        must_keep=(words, "label"),
        exact_text=(words, "18+"),
        model=AUTO,
        private=True,
        audience=words,
        avoid=(words,),
        deadline="2026-12-01",
    )


def picture(letter: str = "", *, words: str = EVIL, picked: bool = True) -> Picture:
    return Picture(
        PictureId(f"{LONG_ID[:-1]}{letter or '0'}"),
        VersionId(LONG_ID),
        Name(142, 3, letter),
        FileKey("f" * 64),
        "image/png",
        768,
        1376,
        1,
        words,
        (words,),
        picked,
        looked_up=looked_up([(words, SEARCH)], [(words, PAGE), ("Stones", STONES)]),
    )


def version(words: str = EVIL, **changes: object) -> Version:
    made = Version(
        id=VersionId(LONG_ID),
        order=OrderId(LONG_ID),
        session=SessionId(LONG_ID),
        name=Name(142, 3),
        maker=MemberId("m1"),
        maker_name=words,
        instruction=words,
        change=words,
        format=STORY,
        parent=PictureId("p2"),
        parent_name=Name(142, 2),
        quote=BANANA,
        state=VersionState.READY,
        pictures=(picture(words=words),),
        review=None,
        ordered_at=1.0,
        started_at=2.0,
        finished_at=11.0,
        queue_place=0,
        spent=3400,
        balance_after=1_200_600,
        prompt=words,
        reference="7f3a",
        parent_moved=True,
        likes=2,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def session(*versions: Version, words: str = EVIL) -> Session:
    return Session(
        SessionId(LONG_ID),
        TeamId("t"),
        142,
        words,
        brief(words),
        MemberId("m1"),
        words,
        CampaignId("c"),
        words,
        private=True,
        created=0.0,
        versions=versions or (version(words),),
    )


def review(state: ReviewState, kind: str = "approval", words: str = EVIL) -> Review:
    return Review(
        id=ReviewId("r"),
        picture=picture().id,
        state=state,
        votes=(Vote(MemberId("a"), words, Choice.APPROVE, words),),
        approvals=1,
        needed=2,
        opened=1.0,
        locks_at=60.0,
        sealed_at=None,
        deadline=99.0,
        who_may=(words, "Mia"),
        own_work=True,
        kind=kind,
        reason=words,
        replaced_by="142.6",
        set_aside=(SetAside(words, words, words, words),),
    )


PROBLEMS: tuple[e.Problem, ...] = (
    *(e.NotAllowed(need) for need in ("make", "sketch", "spend", "approve", "lead", "admin", "see", "own")),
    e.NotFound("version", EVIL),
    e.BadOptions(
        (e.FieldError("where", "unknown", EVIL, EVIL), e.FieldError("count", "too_large", "9", "", 4))
    ),
    *(
        e.Unreachable(reason, EVIL)
        for reason in (
            "gone", "permission", "locked", "archived", "direct", "too_large", "removed", "refused",
            "uninvited", "between",
        )
    ),
    *(
        e.BadPicture(EVIL, reason, 40)
        for reason in (
            "empty", "too_large", "not_a_picture", "truncated", "bomb", "pdf", "video", "heic", "svg",
            "animated", "too_small", "too_many", "expired",
        )
    ),
    e.TooLong("what", 40_000, 4000),
    *(
        e.ModelCannot("Nano Banana Pro", reason, EVIL, "Nano Banana 2.1")
        for reason in (
            "ratio", "size", "references", "script", "count", "quality", "text_too_long", "gone", "no_key",
        )
    ),
    e.NotPicked("142.3", ("a", "b")),
    e.NotReady("142.3", "parked"),
    e.Stale("card"),
    e.Expired("draft"),
    e.NothingToUndo(),
    e.NotEnough(3400, 3100, 40_000, 4),
    e.NoBudget(3400),
    e.OverCap("member", 200_000, 199_000, 3400),
    e.TooManyWaiting(20),
    e.PriceMoved(3400, 5100),
    *(e.Vendor(outcome, EVIL, "Nano Banana 2.1") for outcome in refusals.OUTCOMES),
    e.Overloaded(5),
    e.DiskFull(),
    e.Locked(EVIL),
    e.NewerDatabase(7, 3),
    e.BrokenBackup("the books do not add up"),
    e.BadSettings((EVIL, "two")),
)  # fmt: skip


def every_card() -> dict[str, Card]:
    return {
        **_making(),
        **_results(),
        **_reviews(),
        **_lists(),
        **_notes(),
        **{
            f"problem {n} {p.code}": problem_card(p, press("change", "d1"))
            for n, p in enumerate(PROBLEMS)
        },
        "bug": bug_card("7f3a"),
        **_chat(),
    }


def _chat() -> dict[str, Card]:
    """What only chat platforms show."""
    done = result_card(session(), version(), catalogue=CATALOGUE, balance=BALANCE)
    mistake = e.FieldError("where", "unknown", EVIL, EVIL)
    waits = ((session(), version(review=review(ReviewState.OPEN))),)
    return {
        "found again": found_card(session(), version(), catalogue=CATALOGUE),
        "rooted result": rooted_card(session(), done),
        "welcome": welcome.welcome_card(EVIL),
        "works elsewhere": welcome.elsewhere_card(),
        "channel opened": welcome.channel_opened(500_000),
        "channel closed": welcome.channel_closed(was_open=True),
        "channel was closed": welcome.channel_closed(was_open=False),
        "only admins spend": welcome.only_admins_spend(500_000),
        "form to fix": form_card((mistake,), LONG_ID),
        "form that waits": form_card((), LONG_ID),
        "home": home_card((session(),), waits, BALANCE, catalogue=CATALOGUE),
        "home empty": home_card((), (), PRACTICE, catalogue=CATALOGUE),
        "unreachable": note.unreachable(session(), e.Unreachable("permission", EVIL)),
    }


def _making() -> dict[str, Card]:
    checks = (CheckStub("hint", "One"), CheckStub("ask", "Two"), CheckStub("stop", "Three"))
    pro = priced("gemini-3-pro-image", "4K", count=4)
    waiting = version(state=VersionState.ORDERED, started_at=None, queue_place=2, pictures=())
    running = version(state=VersionState.ORDERED, pictures=())
    ways = {
        "waiting": waiting,
        "running": running,
        "stopping": replace(running, stopping=True),
        "running sketch": replace(running, quote=SKETCH),
        "checking": replace(running, state=VersionState.UNCERTAIN),
        "cancelled": replace(running, state=VersionState.CANCELLED, spent=0),
        "failed": replace(
            running,
            state=VersionState.FAILED,
            spent=0,
            problem="vendor",
            problem_fields=(("outcome", "refused"), ("detail", EVIL)),
        ),
        "failed otherwise": replace(running, state=VersionState.FAILED, problem="disk_full"),
    }
    return {
        "price": price_card(
            DraftId(LONG_ID), brief(), pro, catalogue=CATALOGUE, balance=BALANCE, instead=FINISH
        ),
        "price blocked": price_card(
            DraftId(LONG_ID), brief(), BANANA, catalogue=CATALOGUE, balance=POOR, checks=checks
        ),
        "price free": price_card(
            DraftId(LONG_ID), brief(), SKETCH, catalogue=CATALOGUE, balance=PRACTICE, asks="Sure?"
        ),
        **{k: running_card(session(v), v, catalogue=CATALOGUE) for k, v in ways.items()},
        **{f"root {k}": root_card(session(v), catalogue=CATALOGUE) for k, v in ways.items()},
        "failed, another could": running_card(
            session(ways["failed"]), ways["failed"], catalogue=CATALOGUE, instead=FINISH
        ),
        "root ready": root_card(session(), catalogue=CATALOGUE),
        "parked": parked_card(session(), version(), balance=POOR, fit=SKETCH),
        "parked without budget": parked_card(session(), version(), balance=EMPTY),
    }


def _results() -> dict[str, Card]:
    one = session()
    sketched = version(quote=SKETCH, spent=0, balance_after=None)
    practised = version(quote=replace(BANANA, practice=True))
    offer = replace(BANANA, practice=True)
    four = version(
        pictures=tuple(picture(x, picked=x == "b") for x in "abcd"),
        quote=priced("gemini-nano-banana-2.1", "1K", count=4),
    )
    three = replace(four, pictures=tuple(picture(x, picked=False) for x in "abc"))
    cards = {
        "result": result_card(
            one,
            version(),
            catalogue=CATALOGUE,
            balance=BALANCE,
            teach=True,
            finish=FINISH,
            again=BANANA,
            suggestions=suggested(one, version()),
        ),
        "result sketch": result_card(
            one, sketched, catalogue=CATALOGUE, balance=PRACTICE, offer=offer, again=SKETCH
        ),
        "result practice": result_card(one, practised, catalogue=CATALOGUE, balance=PRACTICE),
        "result offer": result_card(
            one, sketched, catalogue=CATALOGUE, balance=BALANCE, offer=BANANA
        ),
        "result in review": result_card(
            one, version(review=review(ReviewState.OPEN)), catalogue=CATALOGUE, balance=BALANCE
        ),
        "result picked": result_card(
            one, four, catalogue=CATALOGUE, balance=BALANCE, picture=four.pictures[1]
        ),
        "pick": pick_card(one, three, catalogue=CATALOGUE, balance=BALANCE),
        "picked": pick_card(one, four, catalogue=CATALOGUE, balance=BALANCE),
        "discarded": discarded_card(one, version(state=VersionState.DISCARDED)),
        "details": details_card(one, version(), catalogue=CATALOGUE),
        "details of a sketch": details_card(
            one,
            version(quote=SKETCH),
            catalogue=CATALOGUE,
            quotes=(BANANA, FINISH),
            checks=(EVIL,),
            prompt=(BANANA.model, EVIL),
        ),
        "details unfinished": details_card(
            one, version(spent=None, started_at=None, prompt=""), catalogue=CATALOGUE
        ),
    }
    for state in VersionState:
        for made in (version(state=state), replace(four, state=state)):
            key = f"version {state} {len(made.pictures)}"
            cards[key] = version_card(one, made, catalogue=CATALOGUE, balance=BALANCE)
    return cards


def _reviews() -> dict[str, Card]:
    cards: dict[str, Card] = {}
    for state in ReviewState:
        for kind in ("approval", "layout", "practice"):
            made = version(review=review(state, kind))
            key = f"review {state} {kind}"
            cards[key] = review_card(session(made), made, catalogue=CATALOGUE)
    for kind in ("approval", "layout", "practice"):
        made = version(review=review(ReviewState.APPROVED, kind))
        cards[f"approved {kind}"] = approved_card(session(made), made)
    waiting = version(review=review(ReviewState.OPEN))
    cards["approvals"] = approvals_card([(session(waiting), waiting)], catalogue=CATALOGUE)
    cards["approvals empty"] = approvals_card([], catalogue=CATALOGUE)
    told = [(notice(about), 1.0) for about in About]
    cards["approvals told"] = approvals_card([], catalogue=CATALOGUE, lately=told)
    return cards


def _lists() -> dict[str, Card]:
    entries = [
        Entry("e", 1.0, kind, amount, 500_000, EVIL, "142.3", None, "sketch", EVIL, lot)
        for kind, amount, lot in (
            ("grant", 500_000, Kind.PURCHASED),
            ("spend", -3400, None),
            ("reserve", -3400, None),
            ("refund", 100, None),
            ("lapse", -1, None),
            ("adjust", 1, None),
        )
    ]
    row = HistoryRow(SessionId(LONG_ID), "142.3", EVIL, EVIL, EVIL, "ready", 1.0, 3400)
    members = [
        Member(MemberId("a"), TeamId("t"), EVIL, frozenset(Right)),
        Member(MemberId("b"), TeamId("t"), "Practice approver", frozenset(), practice=True),
    ]
    every = frozenset(m.id for m in CATALOGUE.models)
    return {
        "credits": credits_card(
            BALANCE,
            entries,
            catalogue=CATALOGUE,
            admin=True,
            policy=Policy(1, monthly_budget=500_000),
            house=[(EVIL, 3400)],
        ),
        "credits practice": credits_card(PRACTICE, [], catalogue=CATALOGUE),
        "budget": budget_card(500_000, BALANCE, started=2),
        "no budget": budget_card(0, BALANCE),
        "given back": given_back_card("142.3", 3400, BALANCE, started=1),
        "granted": granted_card(100_000, BALANCE, started=2),
        "setup": setup_card(Policy(1), channels=[EVIL], spenders=[EVIL], approvers=[EVIL]),
        "setup fresh": setup_card(Policy(1), keys=[("Google", "works"), ("OpenAI", "missing")]),
        "history": history_card([row, row], search=EVIL, more=True),
        "history empty": history_card([], search=EVIL),
        "history fresh": history_card([]),
        "models": models_card(CATALOGUE, every, on=DAY),
        "models practice": models_card(
            CATALOGUE,
            frozenset({"sketch"}),
            on=DAY,
            practice=True,
            recommended=recommend(brief(), CATALOGUE, on=DAY),
        ),
        "help": help_card([("/brief", "New picture"), ("/help", "This")]),
        "people": people_card(members, MemberId("a"), admin=True),
    }


def _notes() -> dict[str, Card]:
    several = version(pictures=tuple(picture(x) for x in "abcd"))
    return {
        "liked": note.liked(picture().id),
        "talk or edit": note.talk_or_edit(LONG_ID, "142.3", BANANA),
        "talk or free edit": note.talk_or_edit(LONG_ID, "142.3", SKETCH),
        "rerun": note.rerun(version(), BANANA, EVIL, LONG_ID),
        "comment": note.comment(
            version(),
            Comment(id=LONG_ID, member=MemberId("a"), name=EVIL, text=EVIL, at=1.0),
            BANANA,
        ),
        "pick first": note.pick_first(several),
        "say why": note.say_why(picture().id, "142.3", Choice.CHANGES),
        "say why not": note.say_why(picture().id, "142.3", Choice.REJECT),
        **{f"not counted {w}": note.vote_not_counted(w, "142.3") for w in NotCounted},
        "asked": note.asked("142.3", ()),
        "private": note.private_made(session()),
        "undone": note.undone("the change", "142.3", "3.4"),
        "done": note.done("Dropped."),
        "asked for credits": note.asked_for_credits((EVIL,), "10"),
        "asked nobody for credits": note.asked_for_credits((), "10"),
        **_told(),
    }


def notice(about: About, **words: str) -> Notice:
    """Something to tell, with everything that any card says of it."""
    said = {
        "name": "142.3",
        "title": EVIL,
        "person": EVIL,
        "reason": EVIL,
        "deadline": "99.0",
        "amount": "3400",
        "granted": "100000",
        "percent": "10",
        "bytes": "900000000",
        "model": "Nano Banana 2.1",
        "problem": "refused",
        "detail": EVIL,
        **words,
    }
    return Notice(f"k/{about}", MemberId("m1"), about, 0.0, SessionId(LONG_ID), tuple(said.items()))


def _told() -> dict[str, Card]:
    kinds = {
        About.QUESTION: ("comment", "vendor"),
        About.DECISION: ("approved", "changes", "rejected", "expired", "revoked"),
        About.CREDITS: ("not_enough", "over_cap"),
    }
    made = [(about, what) for about in About for what in kinds.get(about, ("quota_or_billing",))]
    cards = {f"told {a} {w}": told_card([notice(a, what=w)]) for a, w in made}
    bare = Notice("k", MemberId("m1"), About.CHECKING, 0.0, None, ())
    return {
        **cards,
        "told of private work": told_card([bare]),
        "told together": told_card([notice(a, what=w) for a, w in made]),
    }
