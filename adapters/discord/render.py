"""Card -> a Discord message: one match over the closed set of parts.

Pictures are attachments (Discord shows them above everything else, large, with their words), the
lines are one embed below them, then the buttons. Classic messages, not the newer component layout:
that one refuses a picture that is added by an edit (discord-api-docs 7529), which a root needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from adapters.discord import text, words
from adapters.discord.form import Forms
from adapters.discord.limits import ALT_MAX, DESCRIPTION_MAX, EMBEDS_MAX
from adapters.discord.marks import Mark
from adapters.discord.rows import Rows
from bot.cards import (
    Buttons,
    Card,
    Chips,
    Compare,
    Countdown,
    Download,
    Facts,
    Heading,
    Image,
    Kind,
    Legend,
    Line,
    Link,
    Part,
    Person,
    PickSet,
    Progress,
    Sources,
    Suggestions,
    Table,
    Tally,
    Text,
    Tone,
)

Json = dict[str, Any]
REST = "more.txt"
"""Where lines go that no message has room for."""
NAME_MAX = 80
"""Characters of a name: longer than any, shorter than a line."""
COLOURS = {
    Kind.REVIEW: 0x5865F2,
    Kind.APPROVED: 0x2E7D32,
    Kind.PROBLEM: 0xB3261E,
    Kind.PARKED: 0xB26A00,
    Kind.ASK: 0xB26A00,
    Kind.PRICE: 0x5865F2,
}
"""The stripe beside a card; what it means is in its words as well."""
DEEP = {Kind.PRICE: {"change": "brief"}, Kind.SETUP: {"set_up": "setup"}}
"""Cards that offer the further pages of a form before it is opened, and which button opens it."""
_DASH = " - "


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a message: its file, the stem of its name, the words for it."""

    image: Image
    stem: str

    @property
    def alt(self) -> str:
        return text.label(self.image.alt, ALT_MAX)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a card will stand. `links`: address of each target that has one; `private`: files to
    keep come with the message itself; `notes`: lines of ours below the card's own."""

    forms: Forms
    mark: Mark = field(default_factory=Mark)
    links: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message without the bytes of its files."""

    embeds: list[Json]
    components: list[Json]
    pictures: tuple[Shown, ...] = ()
    downloads: tuple[Download, ...] = ()
    rest: str = ""
    """A text file of what had no room, "" = everything had."""

    def body(self) -> Json:
        return {"embeds": self.embeds, "components": self.components}


def pictures_of(card: Card) -> tuple[Image, ...]:
    """Every picture that a card shows."""
    found: list[Image] = []
    for item in card.parts:
        match item:
            case Image():
                found.append(item)
            case Compare():
                found += [item.before, item.after]
            case PickSet():
                found += item.pictures
            case _:
                continue
    return tuple(one for one in found if not one.still_drawing)


@dataclass(slots=True)
class _Page:
    """What the parts of a card add up to."""

    setting: Setting
    card: Card
    lines: list[tuple[str, str]] = field(default_factory=list)
    """(as Discord's markdown, as plain text)"""
    links: list[str] = field(default_factory=list)
    pictures: list[Shown] = field(default_factory=list)
    downloads: list[Download] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)

    def say(self, spans: Line, before: str = "") -> None:
        if spans:
            self.lines.append((f"{before}{text.line(spans).strip()}", text.plain(spans)))

    def ours(self, said: str) -> None:
        """Words that are marked already."""
        self.lines.append((said, said))

    def picture(self, image: Image, letter: str = "") -> None:
        if not image.still_drawing:  # a message never swaps its picture: only the result is shown
            self.pictures.append(Shown(image, f"{self.card.name or self.card.kind}{letter}"))
        self.say(image.caption, "-# ")


def card(shown: Card, setting: Setting) -> Drawn:
    page = _Page(setting, shown)
    for item in shown.parts:
        part(item, page)
    if page.links:
        page.ours(_DASH.join(page.links))
    for note in setting.notes:
        page.ours(f"-# {text.escape(note)}")
    if not page.lines:
        page.lines.append((text.said(shown.summary, NAME_MAX), shown.summary))
    deep = setting.forms.also(DEEP.get(shown.kind, {}))
    components, steps = page.rows.drawn(deep)
    mark = Mark(
        setting.mark.post,
        setting.mark.revision,
        str(shown.kind),
        setting.mark.message,
        (*setting.mark.steps, *steps),
    )
    embeds, rest = _embeds(page.lines, shown.kind, mark)
    return Drawn(embeds, components, tuple(page.pictures), tuple(page.downloads), rest)


def part(item: Part, page: _Page) -> None:  # noqa: C901, PLR0912 - one arm for each part of the closed set
    match item:
        case Heading():
            page.say(item.line, "### ")
        case Text():
            page.say(item.line, _BEFORE[item.tone])
        case Image():
            page.picture(item)
        case Compare():
            page.picture(item.before, "-before")
            page.picture(item.after, "-after")
            page.say(item.caption, "-# ")
        case PickSet():
            _pick_set(item, page)
        case Chips():
            _chips(item, page)
        case Facts():
            _facts(item, page)
        case Table():
            _table(item, page)
        case Progress():
            _progress(item, page)
        case Countdown():
            page.ours(f"{text.escape(item.label)} {text.counted(item.until)}")
        case Person():
            _person(item, page)
        case Buttons():
            page.rows.buttons(item)
        case Suggestions():
            page.rows.suggestions(item)
        case Download():
            _download(item, page)
        case Link():
            _link(item, page)
        case Sources():
            _sources(item, page)
        case Tally():
            _tally(item, page)
        case Legend():
            page.say(item.line, "-# ")
        case _:
            assert_never(item)


_BEFORE = {Tone.PLAIN: "", Tone.QUIET: "-# ", Tone.WARN: "**!** "}


def _pick_set(item: PickSet, page: _Page) -> None:
    for image, letter in zip(item.pictures, item.letters, strict=True):
        page.picture(image, letter)
    page.rows.picks(item)


def _chips(item: Chips, page: _Page) -> None:
    """Inline code looks like a chip, and nothing in it is markup."""
    labels = [text.label(chip.label, NAME_MAX).replace("`", "'") for chip in item.chips]
    if labels:
        page.lines.append((" ".join(f"`{one}`" for one in labels), _DASH.join(labels)))


def _facts(item: Facts, page: _Page) -> None:
    for label, value in item.rows:
        page.lines.append(
            (f"**{text.escape(label)}** {text.line(value)}", f"{label}: {text.plain(value)}")
        )
    if item.copyable:
        page.lines.append((text.block(item.copyable), item.copyable))


def _table(item: Table, page: _Page) -> None:
    if item.caption:
        page.say((item.caption,), "### ")
    page.ours(f"-# {text.escape(_DASH.join(item.columns))}")
    for row in item.rows:
        marked = [text.line(cell).strip() or "\u2013" for cell in row]
        plain = [text.plain(cell).strip() or "-" for cell in row]
        page.lines.append((_DASH.join(marked), _DASH.join(plain)))


def _progress(item: Progress, page: _Page) -> None:
    stage = f"**{words.STAGES.get(item.stage, item.stage)}**"
    facts = [stage, words.about(item.expected_s)]
    if item.queue_place:
        facts.insert(1, words.place(item.queue_place))
    else:
        facts.append(text.counted(item.since))
    page.ours(_DASH.join(facts))
    page.say(item.label, "-# ")


def _person(item: Person, page: _Page) -> None:
    rights = f"{_DASH}{text.escape(', '.join(item.rights))}" if item.rights else ""
    name = text.said(item.name, NAME_MAX)
    page.lines.append((f"**{name}**{rights}", text.plain((item.name,))))
    page.rows.person(item)


def _download(item: Download, page: _Page) -> None:
    if page.setting.private:
        page.downloads.append(item)
    else:
        page.rows.download(item)


def _link(item: Link, page: _Page) -> None:
    address = page.setting.links.get(item.target)
    if address:
        page.links.append(f"[{text.escape(item.label)}]({address})")
    else:
        page.rows.page(item)


def _sources(item: Sources, page: _Page) -> None:
    links = [
        (text.said(o.label.text, o.label.limit), o.url, text.plain((o.label,))) for o in item.links
    ]
    marked = _DASH.join(f"[{label}]({url})" for label, url, _ in links)
    plain = _DASH.join(f"{label} {url}" for _, url, label in links)
    page.lines.append((f"{text.escape(item.label)} {marked}", f"{item.label} {plain}"))


def _tally(item: Tally, page: _Page) -> None:
    page.ours(text.escape(words.tally(item.approvals, item.needed, item.likes)))
    votes = [f"{text.said(n, NAME_MAX)} {words.VOTES.get(c, c)}" for n, c in item.choices]
    if votes:
        page.ours(f"-# {', '.join(votes)}")


def _embeds(lines: list[tuple[str, str]], kind: Kind, mark: Mark) -> tuple[list[Json], str]:
    """Embeds with the lines that have room, and the rest as plain text."""
    pages: list[list[str]] = [[]]
    rest: list[str] = []
    whole = DESCRIPTION_MAX - len(words.rest(len(lines), REST)) - len("\n-# ")
    room, left = whole, EMBEDS_MAX
    for marked, plain in lines:
        size = len(marked) + 1
        if rest or size > left or size > whole:
            rest.append(plain)
            continue
        if size > room:
            pages.append([])
            room = whole
        pages[-1].append(marked)
        room -= size
        left -= size
    if rest:
        pages[-1].append(f"-# {words.rest(len(rest), REST)}")
    embeds: list[Json] = [{"description": "\n".join(page)} for page in pages if page]
    if kind in COLOURS:
        embeds[0]["color"] = COLOURS[kind]
    # Not on the second: embeds of one address are shown as one.
    embeds[0]["url"] = mark.url()
    return embeds, "\n".join(rest)
