"""What a model looked up for a picture: its searches and the pages that it used, kept with the
picture for ever and shown with it. An address that is not plain https is left out, never repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.tidy import one_line

MAX_ADDRESS = 500
"""Characters: the vendor's own redirects have about 300; ten of these still fit one message."""
MAX_TITLE = 120
"""Characters of a title that are kept; a card shows fewer."""
MAX_SEARCHES = 8
"""One more than the most that a price row counts: nothing that was paid for is hidden."""
MAX_PAGES = 10
"""Pages that a card can still show as links."""

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
_ADDRESS = re.compile(rf"https://({_HOST})(?::\d{{1,5}})?(?:[/?#][!-~]*)?")
_BEFORE_PATH = re.compile(r"(https://[^/?#]*)", re.IGNORECASE)
_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&+,;=%")
"""Everything else is written as %XX: brackets, quotes and bars end a link in some chat's markup."""


@dataclass(frozen=True, slots=True)
class WebPage:
    title: str
    """Somebody else's words: one line, shown escaped."""
    address: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    searches: tuple[WebPage, ...] = ()
    """What was searched for, each with the page of its results."""
    pages: tuple[WebPage, ...] = ()
    """The pages that contain what was used, not the pictures on them."""

    def __bool__(self) -> bool:
        return bool(self.searches or self.pages)


NOTHING = LookedUp()


def looked_up(searches: Iterable[tuple[str, str]], pages: Iterable[tuple[str, str]]) -> LookedUp:
    """From (title, address) as a vendor sends them: each once, in their order, safe to link to."""
    return LookedUp(_safe(searches, MAX_SEARCHES), _safe(pages, MAX_PAGES))


def merged(found: Iterable[LookedUp]) -> LookedUp:
    """Of several pictures of one version: every search and page once."""
    every = list(found)
    return looked_up(
        ((page.title, page.address) for one in every for page in one.searches),
        ((page.title, page.address) for one in every for page in one.pages),
    )


def address_of(text: str) -> str:
    """The address in the form in which every surface may link to it; "" where it may not: another
    scheme, a name and password, a bare number or name of a host, control characters, too long."""
    text = text.strip()
    if len(text) > MAX_ADDRESS or not all(char.isprintable() for char in text):
        return ""
    head = _BEFORE_PATH.match(text)
    if head is None:
        return ""
    rest = "".join(char if char in _KEPT else _escaped(char) for char in text[head.end() :])
    address = head[0].lower() + rest
    return address if _ADDRESS.fullmatch(address) and len(address) <= MAX_ADDRESS else ""


def host_of(address: str) -> str:
    """Of an address that address_of let pass."""
    found = _ADDRESS.match(address)
    return found[1] if found else ""


def _safe(pages: Iterable[tuple[str, str]], most: int) -> tuple[WebPage, ...]:
    found: dict[str, WebPage] = {}
    for title, raw in pages:
        address = address_of(raw)
        if address and address not in found:
            found[address] = WebPage(one_line(title)[:MAX_TITLE] or host_of(address), address)
        if len(found) == most:
            break
    return tuple(found.values())


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())
