"""The price before anything is spent: a private card in chat, one line under the composer on the
web. The price stands on every button that spends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.cards import Button, Buttons, Card, Kind, Line, Part, Said, Strong, Style, Text, Tone
from bot.domain.brief import Brief
from bot.domain.choose import SKETCH
from bot.domain.ids import DraftId
from bot.domain.model import Catalogue, Quote
from bot.domain.money import shown
from bot.domain.work import Balance
from bot.views.chips import chips
from bot.views.lines import dashed, plain
from bot.views.press import press
from bot.views.words import (
    ROLE,
    about,
    because,
    format_words,
    left,
    model_name,
    pictures,
    price,
)

MAX_CHECKS = 3
"""Before the first picture: at most this many hints, the rest waits behind them."""
STOP = "stop"


class CheckLine(Protocol):
    """What this card needs of ports.Check."""

    @property
    def level(self) -> str: ...
    @property
    def text(self) -> str: ...


def price_card(
    draft: DraftId,
    brief: Brief,
    quote: Quote,
    *,
    catalogue: Catalogue,
    balance: Balance,
    checks: Sequence[CheckLine] = (),
    instead: Quote | None = None,
    asks: str = "",
) -> Card:
    """`instead`: a cheaper model that would do. `asks`: the one question before the first
    picture."""
    ready = price_line(quote, balance)
    parts: list[Part] = [
        Text(ready),
        Text(_what(brief, quote, catalogue)),
        chips(brief, catalogue, model=quote.model if quote.reason else ""),
    ]
    if photos := _photos(brief):
        parts.append(Text(photos))
    if brief.exact_text:
        parts.append(Text(('Text: "', Said(" / ".join(brief.exact_text), 160), '", set exactly')))
    if instead is not None:
        parts.append(Text((_instead(quote, instead, catalogue),), Tone.WARN))
    parts += [_check(check) for check in checks[:MAX_CHECKS]]
    if asks:
        parts.append(Text((asks,)))
    buttons = _buttons(draft, quote, instead, blocked=any(c.level == STOP for c in checks))
    parts.append(Buttons(tuple(buttons)))
    return Card(Kind.PRICE, tuple(parts), summary=plain(ready))


def price_line(quote: Quote, balance: Balance) -> Line:
    """As "Ready: up to 96.0 credits - you have 1,204.0 - about 40 s"."""
    if not quote.up_to:
        return dashed("Ready: free", about(quote.seconds))
    kind = "practice credits" if quote.practice or balance.practice else "credits"
    return dashed(
        f"Ready: up to {shown(quote.up_to)} {kind}",
        f"you have {shown(balance.free)}",
        about(quote.seconds),
    )


def price_text(quote: Quote, balance: Balance) -> Text:
    """The same under the composer: "3.4 credits - 1,204.0 left - about 9 s"."""
    if not quote.up_to:
        return Text(dashed("free", left(balance), about(quote.seconds)))
    enough = quote.up_to <= balance.free
    return Text(
        dashed(f"{shown(quote.up_to)} credits", left(balance), about(quote.seconds)),
        Tone.PLAIN if enough else Tone.WARN,
    )


def edit_price_text(parent: str, quote: Quote, balance: Balance) -> Text:
    """Under the line of a thread: which picture changes, and for how much."""
    price = price_text(quote, balance)
    return Text(dashed(("Changes ", Strong(parent)), price.line), price.tone)


TALK = Text(("Just talk: nothing changes, nothing is spent.",), Tone.QUIET)
IN_DOUBT = Text(("A change or just talk? I will ask once.",), Tone.QUIET)
COMMENT = Text(("A comment for the maker: nothing changes, nothing is spent.",), Tone.QUIET)
"""What the line of a thread would be, where it is no change."""


def _what(brief: Brief, quote: Quote, catalogue: Catalogue) -> Line:
    model = model_name(catalogue, quote.model)
    reason = f" (auto: {because(quote.reason)})" if quote.reason else ""
    size = f" {quote.size}" if quote.size else ""
    return dashed(
        pictures(quote.count),
        format_words(catalogue, brief.formats[0]),
        f"{model}{size}{reason}",
    )


def _photos(brief: Brief) -> Line:
    if not brief.references:
        return ()
    line: Line = ("Photos: ",)
    for number, reference in enumerate(brief.references, start=1):
        name, role = Said(reference.facts.filename, 24), ROLE[reference.role]
        guess = " (my guess)" if reference.guessed else ""
        line += ((" - " if number > 1 else "") + f"{number} ", name, f" = {role}{guess}")
    return line


def _instead(quote: Quote, instead: Quote, catalogue: Catalogue) -> str:
    other = model_name(catalogue, instead.model)
    size = f" at {instead.size}" if instead.size else ""
    if quote.size and instead.size and quote.size != instead.size:
        return f"This does not need {quote.size}. {other}{size}: {price(instead)}"
    return f"{other}{size} would do: {price(instead)}"


def _check(check: CheckLine) -> Text:
    return Text((check.text,), Tone.QUIET if check.level == "hint" else Tone.WARN)


def _buttons(
    draft: DraftId, quote: Quote, instead: Quote | None, *, blocked: bool
) -> Iterator[Button]:
    if not blocked:
        label = f"Make it {price(quote)}" if quote.up_to else "Make it, free"
        yield Button(label, press("order", draft), Style.PRIMARY)
    if instead is not None:
        label = f"That one {price(instead)}"
        yield Button(label, press("order_with", draft, instead.model))
    if quote.model != SKETCH:
        yield Button("Free sketch", press("order_with", draft, SKETCH))
    yield Button("Change...", press("change", draft), opens_form=True)
    yield Button("Cancel", press("drop", draft))
