"""The typed brief: `a can on stone for an Instagram story 2k model:pro x4 stays:"can, logo"`.

Only known names are options, everything else stays prose; what was understood comes back with its
place in the text, so that it can be shown as chips. `read(write(...))` gives the same back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.brief import AUTO, MAX_COUNT
from bot.domain.looking import WORDS, wish_in
from bot.domain.placement import Placement
from bot.domain.tidy import tidy, word_set
from bot.domain.where import FILE_TYPES, RATIOS, SIZES, Places, Word, words_of
from bot.errors import FieldError

FIELDS = (
    "where", "ratio", "resolution", "file_type", "stays", "text", "model", "count", "private",
    "campaign", "audience", "camera", "light", "mood", "palette", "stages", "avoid", "keep",
    "thinking", "quality", "look_up", "deadline", "approver",
)  # fmt: skip
"""The order of the form; values come back in it."""
MAX_READ = 6000
"""Characters in which options are looked for, more than a brief may have; the rest stays prose."""
MAX_OPTIONS = 60
"""Options of one line: the form has 23 fields, more is a pasted text."""
LISTS = frozenset({"where", "stays", "text", "stages", "avoid"})
_KEYS = {name: name for name in FIELDS} | {
    "what": "what",
    "for": "where",
    "size": "resolution",
    "as": "file_type",
    "type": "file_type",
    "n": "count",
    "due": "deadline",
    "lookup": "look_up",
}
_KEEP = {"exact": "strict", "close": "balanced", "loose": "free"}
_LOOK_UP = {
    "web": "web", "pictures": "pictures", "no": "no",
    "yes": "web", "true": "web", "images": "pictures", "false": "no",
}  # fmt: skip
"""The first three are the words of the form."""
_FREE = frozenset(FIELDS) - {
    "where", "ratio", "resolution", "file_type", "model", "count", "private", "keep", "look_up",
}  # fmt: skip

_QUOTED = r'"(?:[^"\\]|\\.)*"|\u201c[^\u201d]*\u201d'
_ITEM = re.compile(rf'(?:{_QUOTED}|[^\s,"\u201c]+)', re.DOTALL)
_OPTION = re.compile(rf"(?<![^\s,;])({'|'.join(_KEYS)}):(?=\S| ?[\"\u201c])", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![^\s,;])(?:(?P<size>[124]k)|x(?P<count>[1-9])|(?P<ratio>\d{1,2}:\d{1,2})|"
    r"(?P<private>private))(?![^\s,;.!?])",
    re.IGNORECASE,
)
_FOR = re.compile(r"(?<!\S)for\s+(?:(?:an?|the|our|my)\s+)?(?=[^\W_])", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|&|\band\b)\s*(?:(?:an?|the|our|my)\s+)?", re.IGNORECASE)
_FOLLOWS = word_set("with in at on and showing using where that please")
_SPACES = re.compile(r"[^\S\n]+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TypedChip:
    label: str
    field: str
    value: str
    start: int
    end: int
    """text[start:end] said so."""


@dataclass(frozen=True, slots=True)
class Typed:
    what: str
    values: tuple[tuple[str, str], ...]
    """(field, value) in the order of FIELDS; lists joined by newlines."""
    chips: tuple[TypedChip, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """One understood span. `cut`: it leaves the prose."""

    start: int
    end: int
    field: str
    items: tuple[str, ...]
    label: str
    cut: bool = True


WRITTEN = frozenset(
    {"says", "reads", "reading", "word", "sign", "marked", "labelled", "labeled", "called", "named"}
)
"""Before a last word that is to be seen in the picture."""


class _Reader:
    def __init__(
        self, text: str, placements: Iterable[Placement], models: Mapping[str, str]
    ) -> None:
        self.text = text[:MAX_READ]
        self.models = models
        self.names = {p.id: f"{p.name} {p.width}x{p.height}" for p in placements}
        self.places = Places(placements)
        self.errors: list[FieldError] = []

    # --- explicit ---------------------------------------------------------------------------

    def options(self) -> list[_Found]:
        found: list[_Found] = []
        at = 0
        while len(found) < MAX_OPTIONS and (match := _OPTION.search(self.text, at)):
            items, at = self._items(match.end(), _KEYS[match[1].lower()])
            field = _KEYS[match[1].lower()]
            known = tuple(v for item in items if (v := self._known(field, item)) is not None)
            label = ", ".join(self._label(field, v) for v in known)
            found.append(_Found(match.start(), at, field, known, label))
        return found

    def _items(self, at: int, field: str) -> tuple[list[str], int]:
        """Values after the colon, joined by commas without a space; where they end."""
        items: list[str] = []
        quoted, listed = 0, False
        at += self.text[at : at + 1] == " "
        while match := _ITEM.match(self.text, at):
            at = match.end()
            quoted += match[0][0] in '"\u201c'
            items.append(_unquote(match[0]))
            if self.text[at : at + 1] != ",":
                break
            listed, at = True, at + 1
        if not items:  # a quote that never closes: the rest of the line
            line = self.text[at:].split("\n", 1)[0]
            items, at = [line.strip(' "\u201c')], at + len(line)
        if field not in LISTS:
            return [",".join(items)], at
        if len(items) == 1 and quoted and not listed and field != "text":
            items = items[0].split(",")
        return [item.strip() for item in items if item.strip()], at

    def _known(self, field: str, item: str) -> str | None:
        value = " ".join(tidy(item).split()) if field != "what" else tidy(item).strip()
        if field in _FREE or field == "what":
            return value
        if field == "model":
            return self._model(value)
        if field == "where":
            place = self.places.named(value)
            nearest = "" if place else self.places.nearest(value)
            return place.id if place else self._unknown(field, value, nearest)
        return self._closed(field, value)

    def _closed(self, field: str, value: str) -> str | None:
        low = value.casefold()
        if field == "count":
            if low.isascii() and low.isdigit() and 1 <= int(low[:9]) <= MAX_COUNT:
                return str(int(low))
            self.errors.append(FieldError(field, "too_many", value[:60], "4", MAX_COUNT))
            return None
        known: dict[str, str] = {
            "ratio": {ratio: ratio for ratio in RATIOS},
            "resolution": {size.lower(): size for size in SIZES},
            "file_type": {name: str(kind) for name, kind in FILE_TYPES.items()},
            "private": {"yes": "yes", "true": "yes", "no": "no", "false": "no"},
            "keep": _KEEP | {name: name for name in _KEEP.values()},
            "look_up": _LOOK_UP,
        }[field]
        if low in known:
            return known[low]
        close = get_close_matches(low[:60], known, n=1, cutoff=0.4)
        return self._unknown(field, value, known[close[0]] if close else next(iter(known)))

    def _model(self, value: str) -> str | None:
        low = value.casefold().replace("-", " ").replace("_", " ")
        if low == AUTO:
            return AUTO
        plain = {
            key: f"{key} {name}".casefold().replace("-", " ") for key, name in self.models.items()
        }
        for key, name in self.models.items():
            if low in {key.casefold().replace("-", " "), name.casefold().replace("-", " ")}:
                return key
        wanted = set(low.split())
        fits = [key for key, words in plain.items() if wanted <= set(words.split())]
        if len(fits) == 1:
            return fits[0]
        if fits:
            self.errors.append(FieldError("model", "ambiguous", value[:60], self.models[fits[0]]))
            return None
        names = {name.casefold(): key for key, name in self.models.items()}
        names |= {word: key for key, words in plain.items() for word in words.split()}
        close = get_close_matches(low[:60], names, n=1, cutoff=0.4)
        return self._unknown("model", value, self.models[names[close[0]]] if close else AUTO)

    def _unknown(self, field: str, value: str, nearest: str) -> str | None:
        self.errors.append(FieldError(field, "unknown", value[:60], nearest))
        return None

    def _label(self, field: str, value: str) -> str:
        if field == "where":
            return self.names.get(value, value)
        if field == "model":
            return self.models.get(value, value)
        if field == "look_up":
            return WORDS if value == "web" else f"look up {value}"
        return value

    # --- implied ----------------------------------------------------------------------------

    def bare(self, taken: Sequence[_Found]) -> list[_Found]:
        """2k, x4, 9:16 anywhere; "private" only among the options at the end."""
        found: list[_Found] = []
        for match in _BARE.finditer(self.text):
            if len(found) >= MAX_OPTIONS:
                break
            if _inside(match.start(), taken):
                continue
            kind, value = str(match.lastgroup), match[0].lower()
            if kind == "size":
                found.append(_at(match, "resolution", value.upper(), value.upper()))
            elif kind == "ratio" and value in RATIOS:
                found.append(_at(match, "ratio", value, value))
            elif kind == "count" and int(value[1:]) <= MAX_COUNT:
                found.append(_at(match, "count", value[1:], value[1:]))
            elif kind == "private" and self._among_options(match, [*taken, *found]):
                found.append(_at(match, "private", "yes", "private"))
        return found

    def looking(self, taken: Sequence[_Found]) -> list[_Found]:
        """The phrase itself, said as a clause of its own."""
        hidden = list(self.text)  # an option beside it ends the clause like a comma
        for f in taken:
            hidden[f.start : f.end] = "," * (f.end - f.start)
        found = wish_in("".join(hidden))
        if found is None:
            return []
        return [_Found(*found, "look_up", ("web",), WORDS)]

    def _among_options(self, match: re.Match[str], taken: Sequence[_Found]) -> bool:
        before = self.text[: match.start()].rstrip()
        after = self.text[match.end() :].lstrip()
        begins = len(self.text) - len(after)
        opened = before.endswith((",", ";")) or any(f.end == len(before) for f in taken)
        last = before[before.rfind(" ") + 1 :]
        opened = opened or last.startswith("@") or not before
        # As the very last word it is meant as one: taking it for prose would make a private brief
        # public without a word. A sign that "says private" is the only other reading.
        opened = opened or (not after and last.lower() not in WRITTEN)
        closed = not after or any(f.start == begins for f in taken)
        return opened and closed

    def places_meant(self, taken: Sequence[_Found]) -> list[_Found]:
        """As in "for a story (and a pin)": always a chip; cut only where it ends the prose."""
        found: list[_Found] = []
        words = words_of(self.text)
        starts = {word.start: i for i, word in enumerate(words)}
        for match in _FOR.finditer(self.text):
            if len(found) >= MAX_OPTIONS:
                break
            if match.end() not in starts or _inside(match.start(), taken):
                continue
            places, end = self._places_from(words, starts, match.end())
            if not places or not _ends_here(self.text, end):
                continue
            label = ", ".join(self.names[p] for p in places)
            cut = not _prose(self.text[end:], end, taken)
            found.append(_Found(match.start(), end, "where", tuple(places), label, cut))
        return found

    def _places_from(
        self, words: list[Word], starts: Mapping[int, int], at: int
    ) -> tuple[list[str], int]:
        places: list[str] = []
        end = at
        while at in starts:
            first = starts[at]
            hit = self.places.at([word.text for word in words[first : first + 4]])
            if hit is None:
                break
            places.append(hit[0].id)
            end = words[first + hit[1] - 1].end
            joint = _AND.match(self.text, end)
            if joint is None:
                break
            at = joint.end()
        return places, end


def read(text: str, placements: Sequence[Placement], models: Mapping[str, str]) -> Typed:
    """Understands one typed brief; `models`: id -> name. Never raises: what an explicit option gets
    wrong comes back in `errors` with the nearest known name."""
    reader = _Reader(text, placements, models)
    found = reader.options()
    found += reader.bare(found)
    found += reader.looking(found)
    found += reader.places_meant(found)
    found.sort(key=lambda f: f.start)
    values = _values(found)
    what = values.pop("what", None) or _rest(text, found)
    chips = tuple(
        TypedChip(f.label, f.field, "\n".join(f.items), f.start, f.end)
        for f in found
        if f.items and f.field != "what"
    )
    ordered = tuple((name, values[name]) for name in FIELDS if name in values)
    return Typed(what, ordered, chips, tuple(reader.errors))


def write(what: str, values: Iterable[tuple[str, str]]) -> str:
    """The one line that `read` understands as exactly this."""
    given = dict(values)
    parts = [f"what:{_quote(what)}" if what else ""]
    for name in FIELDS:
        if name in LISTS and given.get(name):
            items = [_quote(item) for item in given[name].split("\n")]
            parts.append(f"{name}:{','.join(items)}{',' if len(items) == 1 else ''}")
        elif given.get(name):
            parts.append(f"{name}:{_quote(given[name])}")
    return " ".join(part for part in parts if part)


def _values(found: Sequence[_Found]) -> dict[str, str]:
    """Lists gather, of anything else the last one counts."""
    values: dict[str, str] = {}
    for f in found:
        if f.field in LISTS and f.field in values:
            items = [*values[f.field].split("\n"), *f.items]
            values[f.field] = "\n".join(dict.fromkeys(items))
        elif f.items and any(f.items):
            values[f.field] = "\n".join(dict.fromkeys(f.items))
    return values


def _rest(text: str, found: Sequence[_Found]) -> str:
    kept: list[str] = []
    at = 0
    for f in found:
        if f.cut:
            kept.append(text[at : f.start])
            at = max(at, f.end)
    kept.append(text[at:])
    lines = (_SPACES.sub(" ", line).strip() for line in tidy(" ".join(kept)).split("\n"))
    return "\n".join(lines).strip().rstrip(" ,;").replace(" ,", ",")


def _at(match: re.Match[str], field: str, value: str, label: str) -> _Found:
    return _Found(match.start(), match.end(), field, (value,), label)


def _inside(at: int, taken: Sequence[_Found]) -> bool:
    return any(f.start <= at < f.end for f in taken)


def _ends_here(text: str, end: int) -> bool:
    """Whether "for a story about a fox" (prose) or "for a story, at dawn" (a placement)."""
    rest = text[end:].lstrip()
    if not rest or not (rest[0].isalnum() or rest[0] in "'\u2019-_"):
        return True
    word = rest[:20].split(maxsplit=1)[0].lower().rstrip(",.;:!?")
    option = _OPTION.match(rest) or _BARE.match(rest)
    return word in _FOLLOWS or option is not None


def _prose(rest: str, offset: int, taken: Sequence[_Found]) -> bool:
    """Whether anything but options and punctuation follows."""
    at = 0
    for f in sorted(taken, key=lambda f: f.start):
        if f.start >= offset:
            if rest[at : f.start - offset].strip(" ,;.!?\n\t"):
                return True
            at = f.end - offset
    return bool(rest[at:].strip(" ,;.!?\n\t"))


def _quote(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquote(item: str) -> str:
    if item[0] == "\u201c":
        return item[1:-1]
    return _ESCAPED.sub(r"\1", item[1:-1]) if item[0] == '"' else item
