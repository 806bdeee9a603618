"""What a model looked up, as its answer tells: the searches with the vendor's own links to their
results, and the page that contains each source. The vendor's HTML is read for links, never shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote_plus

from adapters.models.gemini.json_reading import Json, mapping, mappings, words
from bot.domain.attribution import LookedUp, looked_up

RESULTS = "https://www.google.com/search?q="
"""Where a search that came without a link of the vendor's leads."""
MAX_HTML = 64 * 1024
"""Characters of the vendor's suggestions that are read: a few chips have about 8,000."""
MAX_ASKED = 50
"""Searches that are counted: far more than any answer has made."""
_ASKED = ("webSearchQueries", "imageSearchQueries")


def found_in(candidates: list[Json]) -> LookedUp:
    """Everything, each once, as far as it can be linked to."""
    told = [mapping(candidate.get("groundingMetadata")) for candidate in candidates]
    return looked_up(
        (pair for meta in told for pair in _searches(meta)),
        (pair for meta in told for pair in _pages(meta)),
    )


def searches_in(candidates: list[Json]) -> int:
    """Each is billed by itself."""
    told = (mapping(candidate.get("groundingMetadata")) for candidate in candidates)
    return min(MAX_ASKED, sum(len(_asked(meta)) for meta in told))


def _asked(meta: Json) -> list[str]:
    lists = (meta.get(name) for name in _ASKED)
    return [
        said for each in lists if isinstance(each, list) for query in each if (said := words(query))
    ]


def _searches(meta: Json) -> Iterator[tuple[str, str]]:
    """The vendor's suggestions; for a search that none of them names, a link of ours."""
    html = words(mapping(meta.get("searchEntryPoint")).get("renderedContent"))[:MAX_HTML]
    shown = _links(html)
    yield from shown
    named = {title.casefold() for title, _ in shown}
    for query in _asked(meta):
        if query.casefold() not in named:
            yield query, RESULTS + quote_plus(query)


def _pages(meta: Json) -> Iterator[tuple[str, str]]:
    for chunk in mappings(meta.get("groundingChunks")):
        web, image = mapping(chunk.get("web")), mapping(chunk.get("image"))
        page = words(web.get("uri")) or words(image.get("sourceUri"))
        yield words(web.get("title")) or words(image.get("title")), page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._href = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._href, self._text = dict(attrs).get("href") or "", []

    def handle_data(self, data: str) -> None:
        if self._href:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        title = " ".join("".join(self._text).split())
        if tag == "a" and self._href and title:
            self.links.append((title, self._href))
        if tag == "a":
            self._href = ""


def _links(html: str) -> list[tuple[str, str]]:
    reader = _Reader()
    reader.feed(html)
    return reader.links
