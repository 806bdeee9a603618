"""The buttons and menus of a message: at most five rows. What has no room is a mistake of ours and
raises, never left out in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adapters.discord import presses, text, words
from adapters.discord.form import Forms
from adapters.discord.limits import LABEL_MAX, OPTION_MAX, OPTIONS_MAX, ROW_MAX, ROWS_MAX
from bot.cards import Button, Buttons, Download, Link, Person, PickSet, Style, Suggestions

Json = dict[str, Any]
ROW, BUTTON, MENU = 1, 2, 3
STYLES = {Style.PRIMARY: 1, Style.PLAIN: 2, Style.DANGER: 4}
PAGES = frozenset({"credits", "people", "approvals", "history", "models", "help"})
"""Places inside Artdesk that are a card here: a link to one is a button that asks for it."""


@dataclass(slots=True)
class Rows:
    _rows: list[list[Json]] = field(default_factory=list)
    _more: list[Button] = field(default_factory=list)
    _people: list[Json] = field(default_factory=list)
    _files: list[Json] = field(default_factory=list)
    _last: list[Json] = field(default_factory=list)
    _buttons: list[Button] = field(default_factory=list)

    def buttons(self, item: Buttons) -> None:
        self._rows.append([button(one) for one in item.buttons])
        self._buttons += item.buttons
        self._more += item.more

    def picks(self, item: PickSet) -> None:
        rows = zip(item.letters, item.presses, strict=True)
        self._rows.append(
            [
                plain(f"{n} ({letter})", press, 1 if letter in item.picked else 2)
                for n, (letter, press) in enumerate(rows, 1)
            ]
        )

    def suggestions(self, item: Suggestions) -> None:
        self._last += [
            plain(one, presses.write(presses.Suggested(n))) for n, one in enumerate(item.replies)
        ]

    def person(self, item: Person) -> None:
        if item.change is not None:
            name = text.label(item.name, OPTION_MAX)
            self._people.append({"label": name, "value": _id(item.change)})

    def download(self, item: Download) -> None:
        fetch = presses.Fetch(item.picture, item.variant)
        self._files.append(plain(item.label, presses.write(fetch)))

    def page(self, item: Link) -> None:
        """A place that has no address here is left out: the page alone has it."""
        if item.target in PAGES:
            self._files.append(plain(item.label, f"v1:{item.target}"))

    def drawn(self, forms: Forms) -> tuple[list[Json], tuple[tuple[str, str], ...]]:
        """(rows, second steps). Raises ValueError for more than five rows."""
        menus = [*self._menu(forms), *self._who()]
        buttons = [*_split(self._rows), *_split([self._files]), *_split([self._last])]
        rows = [row(*one) for one in buttons] + [row(one) for one in menus]
        if len(rows) > ROWS_MAX:
            raise ValueError(f"{len(rows)} rows of buttons, at most {ROWS_MAX}")
        steps = tuple((b.press, b.consequence) for b in self._asking())
        return rows, steps

    def _asking(self) -> list[Button]:
        return [b for b in (*self._buttons, *self._more) if b.consequence]

    def _menu(self, forms: Forms) -> list[Json]:
        entries = [_entry(one) for one in self._more]
        for one in (*self._buttons, *self._more):
            if one.opens_form:
                entries += _pages(one, forms)
        if len(entries) > OPTIONS_MAX:
            raise ValueError(f"{len(entries)} entries of a menu, at most {OPTIONS_MAX}")
        return [menu(presses.MORE, words.MORE, entries)] if entries else []

    def _who(self) -> list[Json]:
        starts = range(0, len(self._people), OPTIONS_MAX)
        return [
            menu(f"{presses.PEOPLE}:{n}", words.WHO, self._people[n : n + OPTIONS_MAX])
            for n in starts
        ]


def _split(rows: list[list[Json]]) -> list[list[Json]]:
    return [row[n : n + ROW_MAX] for row in rows for n in range(0, len(row), ROW_MAX)]


def _id(made: Button) -> str:
    return presses.write(presses.Act(made.press, asks=bool(made.consequence)))


def button(made: Button) -> Json:
    return plain(made.label, _id(made), STYLES[made.style])


def link(label: str, url: str) -> Json:
    return {"type": BUTTON, "style": 5, "label": text.label(label, LABEL_MAX), "url": url}


def plain(label: str, custom_id: str, style: int = 2) -> Json:
    shown = text.label(label, LABEL_MAX)
    return {"type": BUTTON, "style": style, "label": shown, "custom_id": custom_id}


def _entry(made: Button) -> Json:
    entry = {"label": text.label(made.label, OPTION_MAX), "value": _id(made)}
    said = text.label(made.consequence, OPTION_MAX)
    return {**entry, "description": said} if said else entry


def _pages(made: Button, forms: Forms) -> list[Json]:
    """A form has more fields than a modal takes: its other pages, by what is on them."""
    pages = forms.pages_behind(made.press)
    return [
        {
            "label": words.page(number, len(pages) + 1),
            "value": presses.write(presses.Page(number, made.press)),
            "description": text.label(labels, OPTION_MAX),
        }
        for number, labels in enumerate(pages, 2)
    ]


def menu(custom_id: str, placeholder: str, entries: list[Json]) -> Json:
    head = {"type": MENU, "custom_id": custom_id, "placeholder": placeholder}
    return {**head, "options": entries, "min_values": 1, "max_values": 1}


def row(*components: Json) -> Json:
    return {"type": ROW, "components": list(components)}
