"""A line in a thread: an edit, talk, a comment, or in doubt ask once. Talk is free.

Rules of experience.md section 4, in order; the first that knows the line decides. No state, no
clock, no chance: the same line is the same decision.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import reply_words as w
from bot.domain.reply_clauses import Clause, clauses
from bot.domain.reply_rules import judge
from bot.domain.tidy import tidy, word_set
from bot.domain.verdict import Verdict

BESIDE_LINK = 2
"""Words beside a link that only say "look": "see https://..."."""
MAX_READ = 2000
"""Characters that the rules read: what a line wants is said at its start, the rest is detail."""


class ReplyKind(StrEnum):
    EDIT = "edit"
    TALK = "talk"
    ASK = "ask"
    COMMENT = "comment"
    """From somebody who may approve but not make here: kept on the version."""


class _Addressee(StrEnum):
    """Whom a line speaks to by name."""

    NOBODY = "nobody"
    PERHAPS = "perhaps"
    SOMEBODY = "somebody"


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """What is known of one line when it arrives."""

    text: str
    from_maker: bool = True
    """May make things here (sketch or spend)."""
    may_only_approve: bool = False
    mentions_bot: bool = False
    mentions_others: bool = False
    answers_other: bool = False
    """Replies to a person's message."""
    answers_picture: bool = False
    """Replies to one of the desk's pictures."""
    has_photos: bool = False
    mode: str = "auto"
    """auto | mention (only a mention of the bot or "v2:" edits)."""
    versions: tuple[str, ...] = ()
    """Names of this thread: "142.3", "142.3b". Empty = not known, every name is believed."""


@dataclass(frozen=True, slots=True)
class Decision:
    kind: ReplyKind
    text: str
    """The instruction, without the mention and the "v2:"."""
    parent: str = ""
    """As typed: "v2", "v2b", "142.3"; "" = nobody named one."""
    why: str = ""


_BOT = re.compile(r"<@[!&]?\w{1,32}>|(?<!\S)@?artdesk\b[,:]?", re.IGNORECASE)
_LINK = re.compile(r"<?(?:https?://|www\.)\S+")
_PARENT = re.compile(
    r"(v\d{1,4}[a-d]?|\d{1,7}\.\d{1,4}[a-d]?)(?:\s*:(?!\d)|\s*,|\s+[-\u2013\u2014](?=\s))\s*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_VOCATIVE = re.compile(
    r"(?:(?:hey|hi|hello|yo|dear|ok|thanks)[ ,]+)?@?([^\W\d_][\w'.-]{1,30})(?: [A-Z][\w'.-]{0,30})?"
    r"(\s*[,:]\s*|\s+(?=(?:can|could|would|will|do|did|are|have) (?:you|u)\b))",
    re.IGNORECASE,
)
_TO_SOMEBODY = word_set(
    "can could would will please pls plz what do did are have is any thoughts when where"
    " which who how you your i we here see"
)


def decide(line: ThreadLine) -> Decision:
    """What to do with a line. Never raises."""
    said = tidy(line.text).strip()
    if said.startswith("//"):
        return Decision(ReplyKind.TALK, said[2:].strip(), why="talk_marker")
    text = _BOT.sub(" ", said).strip() if line.mentions_bot else said
    parent, text = _parent(text)
    kind, why = _kind(line, text, parent)
    if not line.from_maker:
        kind, why = _not_a_maker(line, kind, why)
    return Decision(kind, text, parent, why)


def _kind(line: ThreadLine, text: str, parent: str) -> tuple[ReplyKind, str]:
    if line.mentions_bot:
        asked = text or line.has_photos
        return (ReplyKind.EDIT, "mentions_bot") if asked else (ReplyKind.ASK, "no_words")
    if line.mentions_others:
        return ReplyKind.TALK, "mentions_others"
    if line.answers_other:
        return ReplyKind.TALK, "answers_other"
    if parent:
        return _named(line, text, parent)
    if line.mode == "mention":
        return ReplyKind.TALK, "mention_mode"
    return _words(line, text)


def _named(line: ThreadLine, text: str, parent: str) -> tuple[ReplyKind, str]:
    """As in "v2: warmer": somebody speaks to a version; only plain talk about it stays talk."""
    if line.versions and not _known(parent, line.versions):
        return ReplyKind.ASK, "unknown_version"
    kind, why = _words(line, text)
    return (kind, why) if kind is ReplyKind.TALK else (ReplyKind.EDIT, "names_version")


def _words(line: ThreadLine, text: str) -> tuple[ReplyKind, str]:
    head = text[:MAX_READ].strip()
    bare = _LINK.sub(" ", head).strip()
    wordless = _wordless(line, head, bare)
    if wordless is not None:
        return wordless
    spoken_to, bare = _addressee(bare)
    if spoken_to is _Addressee.SOMEBODY:
        return ReplyKind.TALK, "speaks_to_somebody"
    parts = clauses(bare)
    if not _english(bare, parts):
        return ReplyKind.ASK, "language"
    kind, why = _judged(line, parts)
    if spoken_to is _Addressee.PERHAPS and kind is ReplyKind.EDIT:
        return ReplyKind.ASK, "speaks_to_somebody"
    cheers = kind is ReplyKind.ASK and not line.has_photos and w.CHEERS & set(bare)
    return (ReplyKind.TALK, "cheers") if cheers else (kind, why)


def _wordless(line: ThreadLine, head: str, bare: str) -> tuple[ReplyKind, str] | None:
    """Emoji, links, a photo alone, somebody's name."""
    if not _WORDS.search(bare):
        alone = not head and line.has_photos
        return (ReplyKind.ASK, "only_photos") if alone else (ReplyKind.TALK, "no_words")
    if bare != head and len(bare.split()) <= BESIDE_LINK:
        return ReplyKind.TALK, "only_link"
    if bare.startswith("@") and not bare.lower().startswith("@image"):
        return ReplyKind.TALK, "mentions_others"
    return None


def _judged(line: ThreadLine, parts: tuple[Clause, ...]) -> tuple[ReplyKind, str]:
    verdicts = [judge(part) for part in parts]
    if Verdict.EDIT in verdicts:
        return ReplyKind.EDIT, "asks_change"
    if Verdict.HINT in verdicts:
        sure = line.answers_picture and not any(part.question for part in parts)
        return (ReplyKind.EDIT, "answers_picture") if sure else (ReplyKind.ASK, "in_doubt")
    if Verdict.TALK in verdicts and not line.has_photos:
        return ReplyKind.TALK, "talk"
    return ReplyKind.ASK, "in_doubt"


def _not_a_maker(line: ThreadLine, kind: ReplyKind, why: str) -> tuple[ReplyKind, str]:
    if kind is ReplyKind.TALK:
        return kind, why
    if line.may_only_approve:
        return ReplyKind.COMMENT, "may_only_approve"
    # Somebody without any right who speaks to the desk gets its answer: the rights check says why.
    return (kind, why) if line.mentions_bot else (ReplyKind.TALK, "may_not_make")


def _parent(text: str) -> tuple[str, str]:
    found = _PARENT.match(text)
    if found is None:
        return "", text
    return found[1].lower(), text[found.end() :].strip()


def _known(parent: str, versions: tuple[str, ...]) -> bool:
    tail = parent.removeprefix("v")
    names = {name.lower() for name in versions}
    if parent.startswith("v"):
        return any(name.partition(".")[2] in {tail, tail.rstrip("abcd")} for name in names)
    return parent in names or parent.rstrip("abcd") in names


def _addressee(text: str) -> tuple[_Addressee, str]:
    """Whom the line names at its start, and the rest. In doubt the name stays in the text."""
    found = _VOCATIVE.match(text)
    if found is None:
        return _Addressee.NOBODY, text
    name, rest = found[1], text[found.end() :]
    if _is_word(name.lower()) or not rest:
        return _Addressee.NOBODY, text
    if name.lower() == "artdesk":
        return _Addressee.NOBODY, rest
    capital = name[0].isupper() or found[0].startswith("@")
    if rest.lower().split(maxsplit=1)[0].strip(",.:!?") in _TO_SOMEBODY:
        return (_Addressee.SOMEBODY if capital else _Addressee.PERHAPS), rest
    return (_Addressee.PERHAPS, rest) if capital else (_Addressee.NOBODY, text)


def _is_word(word: str) -> bool:
    return any(word in known for known in _ALL_WORDS) or word.endswith(("ing", "ly"))


_ALL_WORDS = tuple(
    value
    for name, value in sorted(vars(w).items())
    if name.isupper() and isinstance(value, frozenset)
)


def _english(text: str, parts: tuple[Clause, ...]) -> bool:
    """The rules know English only; other languages and scripts are not guessed at."""
    letters = _LETTER.findall(text)
    latin = sum(1 for letter in letters if letter < "\u0250")
    if latin * 2 < len(letters):
        return False
    words = {word for part in parts for word in part.words}
    foreign = len(words & w.FOREIGN)
    return foreign == 0 or foreign <= len(words & (w.ENGLISH - w.FOREIGN))
