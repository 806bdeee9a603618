"""Edit or talk: the labelled lines with their rates, the order of the rules, and hostile input."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import reply_rules
from bot.domain.reply import Decision, ReplyKind, ThreadLine, decide
from tests.stopwatch import best_s

TALK_AS_EDIT, EDIT_AS_TALK, ASKED = 0.01, 0.02, 0.10
"""experience.md section 4; an edit that is left alone can be said again, a paid one not unsaid."""


@dataclass(frozen=True)
class Labelled:
    line: ThreadLine
    label: str
    held_out: bool


def labelled() -> list[Labelled]:
    path = Path(__file__).with_name("thread_lines.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["lines"]
    flags = ("mentions_bot", "mentions_others")
    return [
        Labelled(
            ThreadLine(row["text"], **{flag: row.get(flag, False) for flag in flags}),
            row["label"],
            row.get("held_out", False),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Rates:
    talk_as_edit: float
    edit_as_talk: float
    asked: float

    def good(self) -> bool:
        wrong = self.talk_as_edit <= TALK_AS_EDIT and self.edit_as_talk <= EDIT_AS_TALK
        return wrong and self.asked <= ASKED


def rates(rows: list[Labelled]) -> Rates:
    seen = Counter((row.label, str(decide(row.line).kind)) for row in rows)
    edits = sum(row.label == "edit" for row in rows)
    asked = seen["edit", "ask"] + seen["talk", "ask"]
    return Rates(
        seen["talk", "edit"] / (len(rows) - edits),
        seen["edit", "talk"] / edits,
        asked / len(rows),
    )


def test_the_labelled_set_is_large_varied_and_partly_held_out() -> None:
    rows = labelled()

    assert len(rows) >= 260
    assert min(Counter(row.label for row in rows).values()) >= 120
    assert sum(row.held_out for row in rows) / len(rows) >= 0.3
    assert len({row.line.text for row in rows}) == len(rows)


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned on", "held out"])
def test_talk_is_rarely_taken_for_an_edit_and_people_are_rarely_asked(
    held_out: bool, record_property: Callable[[str, object], None]
) -> None:
    found = rates([row for row in labelled() if row.held_out is held_out])
    record_property("rates", str(found))

    assert found.good(), found


@pytest.mark.parametrize("rule", ["_imperative", "_need", "_fault", "_fragment", "_elsewhere"])
def test_the_rates_notice_a_rule_that_is_lost(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tuple(known for known in reply_rules._RULES if known.__name__ != rule)
    monkeypatch.setattr(reply_rules, "_RULES", kept)

    assert not all(rates([r for r in labelled() if r.held_out is h]).good() for h in (False, True))


# --- the rules in their order -------------------------------------------------------------------


def kind(text: str, **flags: object) -> ReplyKind:
    return decide(ThreadLine(text, **flags)).kind  # type: ignore[arg-type]


def test_two_slashes_are_always_talk_even_with_a_mention() -> None:
    assert kind("// make it warmer") is ReplyKind.TALK
    assert kind("// make it warmer", mentions_bot=True) is ReplyKind.TALK


def test_a_mention_of_the_bot_is_always_an_edit() -> None:
    assert kind("is this the final?", mentions_bot=True) is ReplyKind.EDIT
    assert kind("<@99> warmer", mentions_bot=True, mentions_others=True) is ReplyKind.EDIT
    assert decide(ThreadLine("<@99> warmer", mentions_bot=True)).text == "warmer"


def test_a_bare_mention_asks_what_to_do() -> None:
    assert kind("<@99>", mentions_bot=True) is ReplyKind.ASK


def test_what_speaks_to_another_person_is_talk() -> None:
    assert kind("make it warmer", mentions_others=True) is ReplyKind.TALK
    assert kind("make it warmer", answers_other=True) is ReplyKind.TALK
    assert kind("Anna, can you make it warmer?") is ReplyKind.TALK


@pytest.mark.parametrize(
    ("text", "parent", "rest"),
    [
        ("v2: warmer", "v2", "warmer"),
        ("V2b: a bit warmer", "v2b", "a bit warmer"),
        ("142.3: softer", "142.3", "softer"),
        ("142.3b - softer", "142.3b", "softer"),
        ("v2, softer", "v2", "softer"),
    ],
)
def test_a_version_at_the_start_names_the_parent(text: str, parent: str, rest: str) -> None:
    expected = Decision(ReplyKind.EDIT, rest, parent, "names_version")

    assert decide(ThreadLine(text, versions=("142.2", "142.2b", "142.3b", "142.3"))) == expected


def test_praise_for_a_named_version_stays_talk() -> None:
    assert kind("v2: love it") is ReplyKind.TALK


def test_a_version_that_this_thread_does_not_have_is_asked_about() -> None:
    found = decide(ThreadLine("v9: warmer", versions=("142.1", "142.2")))

    assert (found.kind, found.why, found.parent) == (ReplyKind.ASK, "unknown_version", "v9")


def test_a_ratio_is_no_version() -> None:
    assert decide(ThreadLine("4:5, please")).parent == ""


def test_in_mention_mode_only_mentions_and_named_versions_edit() -> None:
    assert kind("warmer", mode="mention") is ReplyKind.TALK
    assert kind("v2: warmer", mode="mention") is ReplyKind.EDIT
    assert kind("@artdesk warmer", mode="mention", mentions_bot=True) is ReplyKind.EDIT


def test_the_wish_of_somebody_who_may_only_approve_is_kept_as_a_comment() -> None:
    assert kind("warmer", from_maker=False, may_only_approve=True) is ReplyKind.COMMENT
    assert kind("love it", from_maker=False, may_only_approve=True) is ReplyKind.TALK


def test_somebody_without_rights_is_left_alone_unless_they_speak_to_the_desk() -> None:
    assert kind("warmer", from_maker=False) is ReplyKind.TALK
    assert kind("@artdesk warmer", from_maker=False, mentions_bot=True) is ReplyKind.EDIT


@pytest.mark.parametrize(
    "text",
    ["\U0001f525\U0001f525", "\u2764\ufe0f", "https://x.example/a?make=it+warmer", "...", ""],
)
def test_emoji_links_and_nothing_are_talk(text: str) -> None:
    assert kind(text) is ReplyKind.TALK


def test_a_photo_without_words_is_asked_about() -> None:
    assert kind("", has_photos=True) is ReplyKind.ASK


@pytest.mark.parametrize(
    "text",
    ["背景を白くして", "сделай темнее", "mach das Bild etwas heller bitte", "más cálido por favor"],
)
def test_languages_that_the_rules_do_not_know_are_asked_about(text: str) -> None:
    assert kind(text) is ReplyKind.ASK


def test_doubt_about_the_picture_replied_to_is_an_edit_of_it() -> None:
    assert kind("two cans instead of one please") is ReplyKind.ASK
    assert kind("the shadows") is ReplyKind.ASK
    assert kind("the shadows", answers_picture=True) is ReplyKind.EDIT


# --- hostile --------------------------------------------------------------------------------------

NOISE = st.text(
    alphabet=st.sampled_from("\u200b\u202e\u2066\ufeff\x00\u00ad\U000e0041"), max_size=3
)


@given(
    st.sampled_from(["make it warmer", "love it", "is this the final?", "v2: softer"]), st.data()
)
def test_invisible_characters_change_no_decision(text: str, data: st.DataObject) -> None:
    noisy = "".join(char + data.draw(NOISE) for char in text)

    assert decide(ThreadLine(noisy)) == decide(ThreadLine(text))


@given(st.text(max_size=300), st.booleans(), st.booleans(), st.booleans())
def test_any_text_gets_the_same_decision_twice(
    text: str, bot: bool, others: bool, maker: bool
) -> None:
    line = ThreadLine(text, mentions_bot=bot, mentions_others=others, from_maker=maker)

    assert decide(line) == decide(line)
    decide(line).text.encode()


@given(st.text(max_size=200))
def test_two_slashes_win_over_any_text(text: str) -> None:
    assert kind(f"//{text}", mentions_bot=True) is ReplyKind.TALK


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "make it ",
        "v2: ",
        '"',
        "@a ",
        "\u0301",
        "can you ",
        ", ",
        "a\u0300\u0301",
        "x:",
        "<@1> ",
        "1:",
        "(",
        "-",
    ],
)
def test_forty_thousand_characters_take_no_time(unit: str) -> None:
    line = ThreadLine((unit * 40_000)[:40_000], mentions_bot=True)
    calm = ThreadLine(line.text)

    assert best_s(lambda: (decide(line), decide(calm)), 0.1) < 0.1
