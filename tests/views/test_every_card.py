"""What holds for every card: words, escapes, prices, presses, lines."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import errors as e
from bot.cards import (
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Image,
    Legend,
    Line,
    PickSet,
    Said,
    Strong,
    Table,
    Text,
)
from bot.domain import outcome
from bot.domain.brief import Keep, Role
from bot.domain.choose import Reason
from bot.domain.ids import MemberId, SessionId
from bot.domain.money import Kind
from bot.domain.telling import About, Notice
from bot.domain.work import Choice, ReviewState, Right, VersionState
from bot.views import fields, refusals, words
from bot.views.history import HistoryRow, history_card
from bot.views.lines import plain
from bot.views.press import MAX_PRESS, read
from bot.views.problem import field_sentence, problem_of, sentence
from bot.views.telling import told_line
from tests.views.everycard import EVIL, MARK, PROBLEMS, every_card

CARDS = every_card()
VIEWS = Path(words.__file__).parent
SPENDS = {"order", "order_with", "again", "finish", "fit", "run_uncertain", "practise"}
SPENDS |= {"edit_asked", "make_change"}
COMMANDS = SPENDS | {
    "why", "dismiss", "describe", "again_with", "sheet", "give_back",
    "change", "drop", "cancel", "stop", "pick", "edit", "formats", "reuse", "details", "original",
    "reference", "discard", "undo", "ask_approval", "vote", "lock", "revoke", "withdraw", "export",
    "ask_credits", "drop_parked", "talk_asked", "set_up", "credits", "approvals", "history", "people",
    "spend_here", "stop_spending", "try_sketch", "fix", "brief", "help",
}  # fmt: skip
NEVER = re.compile(
    r"\b(session|hold|charge[ds]?|release[ds]?|quote|placements?|subject|must-keep|fidelity|strict"
    r"|balanced|base|grounding|lint|quorum|ballots?|rounds?|sealed|superseded|rebase|drift|uncertain"
    r"|negative space|matrix|lots?|milli-?credits?|idempotent|leases?|lanes?)\b",
    re.IGNORECASE,
)


def lines(card: Card) -> Iterator[Line]:
    for part in card.parts:
        match part:
            case Text(line) | Heading(line) | Legend(line):
                yield line
            case Facts(rows):
                for label, line in rows:
                    yield (label,)
                    yield line
            case Table(columns, rows):
                yield columns
                for row in rows:
                    yield from row
            case _:
                pass


def buttons(card: Card) -> Iterator[Button]:
    for part in card.parts:
        if isinstance(part, Buttons):
            yield from (*part.buttons, *part.more)


def alts(card: Card) -> Iterator[str]:
    for part in card.parts:
        if isinstance(part, Image):
            yield part.alt
        if isinstance(part, PickSet):
            yield from (p.alt for p in part.pictures)


every = pytest.mark.parametrize("name", CARDS)


@every
def test_peoples_words_are_marked_as_such_and_cut(name: str) -> None:
    for line in lines(CARDS[name]):
        for span in line:
            text = span if isinstance(span, str) else getattr(span, "text", "")
            assert isinstance(span, Said) or MARK not in text, span
            assert isinstance(span, Said | Strong) or len(text) <= 300


@every
def test_labels_of_buttons_are_ours_and_short(name: str) -> None:
    for button in buttons(CARDS[name]):
        assert MARK not in button.label + button.consequence
        assert 0 < len(button.label) <= 40, button.label


@every
def test_every_press_names_a_command_and_fits(name: str) -> None:
    presses = [b.press for b in buttons(CARDS[name])]
    presses += [p for part in CARDS[name].parts if isinstance(part, PickSet) for p in part.presses]
    for made in presses:
        found = read(made)
        assert found is not None
        assert found[0] in COMMANDS, made
        assert len(made) <= MAX_PRESS


@every
def test_every_button_that_spends_says_the_price(name: str) -> None:
    for button in buttons(CARDS[name]):
        command, values = read(button.press) or ("", ())
        if command in SPENDS:
            free = command == "order_with" and values[-1] == "sketch"
            assert free or re.search(r"\d+\.\d|free", button.label), button.label


@every
def test_a_card_has_a_summary_and_at_most_five_buttons_beside_more(name: str) -> None:
    card = CARDS[name]

    assert 0 < len(card.summary) <= 2200
    for part in card.parts:
        if isinstance(part, Buttons):
            assert len(part.buttons) <= 5
            assert part.buttons


@every
def test_pictures_have_words_and_come_first(name: str) -> None:
    card = CARDS[name]
    assert all(alt.strip() for alt in alts(card))
    where = [n for n, p in enumerate(card.parts) if isinstance(p, Image | PickSet)]
    assert where in ([], [0])


@every
def test_no_word_that_is_never_shown_is_on_a_card(name: str) -> None:
    said = " ".join(
        span if isinstance(span, str) else getattr(span, "text", "")
        for line in lines(CARDS[name])
        for span in line
        if not isinstance(span, Said)
    )
    said += " ".join(b.label + " " + b.consequence for b in buttons(CARDS[name]))
    found = NEVER.search(said)
    assert found is None, found


@every
def test_nothing_is_an_empty_part(name: str) -> None:
    for part in CARDS[name].parts:
        if isinstance(part, Text | Heading | Legend):
            assert any(span for span in part.line)
        if isinstance(part, Facts):
            assert part.rows
            assert all(line for _, line in part.rows)


# --- the words themselves ---------------------------------------------------------------------------


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every string that could be read by a person: no docstrings, no keys, no patterns of match."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.add(id(node.value))
        if isinstance(node, ast.Dict):
            hidden |= {id(key) for key in node.keys if key is not None}
        if isinstance(node, ast.MatchValue):
            hidden.add(id(node.value))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in hidden
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(VIEWS.glob("*.py")), ids=lambda p: p.stem)
def test_no_string_of_this_room_has_a_word_that_is_never_shown(path: Path) -> None:
    found = [(n, text) for n, text in literals(path) if NEVER.search(text)]

    assert found == []


def test_the_search_for_words_can_fail() -> None:
    assert NEVER.search("This is on hold in the lane")
    assert not NEVER.search("background, plane, around")


def test_every_word_of_ours_has_words_for_people() -> None:
    assert set(words.ROLE) == set(Role)
    assert set(words.KEEP) == set(Keep)
    assert set(words.STATE) == set(VersionState)
    assert set(words.REVIEW) == set(ReviewState)
    assert set(words.CHOICE) == set(Choice)
    assert set(words.RIGHT) == set(Right)
    assert set(words.BECAUSE) == set(Reason)
    assert set(words.GRANT) == set(Kind)


def test_reasons_are_at_most_eight_words() -> None:
    assert all(len(said.split()) <= 8 for said in words.BECAUSE.values())


def test_labels_fit_the_smallest_form() -> None:
    """Discord: 45 characters for a label of a modal, 100 for a description or a placeholder."""
    for name, field in fields.FIELDS.items():
        assert len(field.label) <= 45, name
        assert max(len(field.hint), len(field.example)) <= 100, name
    for name, command in fields.COMMANDS.items():
        assert len(command.title) <= 24, name
        assert len(command.summary) <= 100, name


# --- problems ---------------------------------------------------------------------------------------


def _leaves(kind: type[e.Problem]) -> Iterator[type[e.Problem]]:
    children = kind.__subclasses__()
    if not children:
        yield kind
    for child in children:
        yield from _leaves(child)


def test_every_problem_has_a_sentence_of_its_own() -> None:
    told = {type(p): sentence(p) for p in PROBLEMS}

    assert set(_leaves(e.Problem)) <= set(told)
    general = {"That did not work.", "The credits do not allow this."}
    assert not general & set(told.values())
    assert len(set(told.values())) == len(told)


def test_every_answer_of_a_vendor_has_a_sentence() -> None:
    names = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in outcome.Failure.__args__
    }

    assert names == set(refusals.OUTCOMES)


def test_a_stored_problem_is_told_again_as_it_was() -> None:
    for problem in PROBLEMS:
        stored = {
            f.name: str(getattr(problem, f.name))
            for f in dataclasses.fields(problem)  # type: ignore[arg-type]
            if isinstance(getattr(problem, f.name), str | int)
        }
        again = problem_of(problem.code, stored)
        assert type(again) is type(problem)
        if len(stored) == len(dataclasses.fields(problem)):  # type: ignore[arg-type]
            assert sentence(again) == sentence(problem)


def test_an_unknown_stored_problem_is_still_told() -> None:
    assert "gave no picture" in sentence(problem_of("of_a_newer_release", {}))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (e.FieldError("what", "required"), "This is needed."),
        (e.FieldError("what", "too_long", "", "", 4000), "Too long: at most 4,000 characters."),
        (e.FieldError("where", "unknown", "storyy", "story"), 'I do not know "storyy". Nearest: story.'),
        (e.FieldError("x", "of_a_newer_release"), "This does not fit here."),
        (e.FieldError("x", "unknown", "{0} {limit}"), 'I do not know "{0} {limit}".'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_field(error: e.FieldError, says: str) -> None:
    assert field_sentence(error) == says


def test_hostile_words_in_a_problem_are_cut_in_its_sentence() -> None:
    assert all(len(sentence(p)) < 700 or p.code == "bad_settings" for p in PROBLEMS)
    assert any(EVIL[:20] in sentence(p) for p in PROBLEMS)


def test_the_limit_of_a_file_is_said_in_megabytes() -> None:
    said = sentence(e.BadPicture("can.jpg", "too_large", 25_000_000))
    assert "can.jpg is too large: at most 25 MB." in said
    assert "at most 8.3 MB." in sentence(e.BadPicture("", "too_large", 8 * 1024**2))
    assert "at least 64 pixels" in sentence(e.BadPicture("", "too_small", 64))


def test_who_is_called_you_asks_in_english() -> None:
    words = {"name": "20.1b", "person": "You", "amount": "5000", "what": "changes"}

    def says(about: About, **more: str) -> str:
        given = tuple({**words, **more}.items())
        return plain(told_line(Notice("k", MemberId("m1"), about, 0.0, None, given)))

    assert says(About.ASKED) == "Your decision is asked for on 20.1b, by You"
    assert says(About.ASKED, person="Mia") == "Mia asks for your decision on 20.1b"
    assert says(About.DECISION) == "Changes are asked for on 20.1b, by You"
    assert says(About.CREDITS) == "5.0 credits are asked for, for 20.1b, by You"


def test_an_amount_that_is_none_says_what_one_is() -> None:
    said = field_sentence(e.FieldError("amount", "not_an_amount", "-5", limit=1000))
    assert said == '"-5" is no amount here: 0 or more, one decimal, less than 1,000.'


def test_a_list_that_was_cut_does_not_say_how_many_there_are() -> None:
    row = HistoryRow(SessionId("s1"), "1.1", "a can", "", "Mia", "ready", 0.0, 0)
    assert history_card([row] * 3, search="can").summary.startswith("3 found")
    assert history_card([row] * 20, search="can", more=True).summary.startswith("20 newest shown")
    assert history_card([row] * 25, search="can").summary.startswith("20 newest shown")
