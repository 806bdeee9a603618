"""What a model looked up, as links that stand with its picture wherever it is shown: the vendor's
terms ask for the searches and for the page of every source, one press away."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cards import Part, Said, Sources, WebLink
from bot.domain.attribution import WebPage, merged
from bot.domain.work import Picture

TITLE = 48
"""Characters of a link: two stand on a line of a phone."""


def sources(pictures: Iterable[Picture]) -> tuple[Part, ...]:
    """Nothing for pictures that were drawn without looking anything up."""
    found = merged(picture.looked_up for picture in pictures)
    lines = (("Looked up", found.searches), ("From", found.pages))
    return tuple(Sources(label, _links(pages)) for label, pages in lines if pages)


def _links(pages: tuple[WebPage, ...]) -> tuple[WebLink, ...]:
    return tuple(WebLink(Said(page.title, TITLE), page.address) for page in pages)
